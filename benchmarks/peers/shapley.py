"""Mean squared errors of SHAP's estimators against exact values, by model calls.

    python shapley.py

The function and the rows are those of CoalitionDrawTest. Needs numpy and shap.
"""
import itertools
import math

import numpy as np
import shap

F = 12
I = np.arange(F)
ROWS = 1.5 * np.sin(1 + 7.0 * np.arange(16)[:, None] + 3.0 * I)


def model(x):
    x = np.asarray(x)
    return (np.tanh(x @ np.sin(I + 1)) + np.prod(1 + 0.3 * np.cos(2 * I) * x, axis=1)
            + x[:, 0] * x[:, 3] - x[:, 5] * x[:, 7] * x[:, 9])


def exact(row):
    masks = np.array(list(itertools.product([0, 1], repeat=F)))
    values = model(masks * row)
    sizes = masks.sum(1)
    weight = np.array([math.factorial(s) * math.factorial(F - s - 1) / math.factorial(F) for s in range(F)])
    phi = np.zeros(F)
    for i in range(F):
        without = np.flatnonzero(masks[:, i] == 0)
        phi[i] = (weight[sizes[without]] * (values[without + 2 ** (F - 1 - i)] - values[without])).sum()
    return phi


truth = np.array([exact(row) for row in ROWS])
for calls in (100, 400, 600, 1600, 3200):
    np.random.seed(0)
    kernel = shap.KernelExplainer(model, np.zeros((1, F))).shap_values(
        ROWS, nsamples=calls, l1_reg=False, silent=True)
    orders = shap.explainers.Permutation(model, np.zeros((1, F)), seed=0)(ROWS, max_evals=calls).values
    print(f"{calls} calls: KernelExplainer {((kernel - truth) ** 2).mean():.1e}, "
          f"Permutation {((orders - truth) ** 2).mean():.1e}", flush=True)
