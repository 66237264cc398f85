"""Mean squared errors of other libraries' estimators of Shapley values against exact ones, by model calls.

    python shapley.py > peers.csv
    ./xai4j speed errors --peers peers.csv --output errors

The function and the rows are those of `./xai4j speed errors`; means over ten seeds. Needs numpy and
shap, captum (with torch) and shapiq as far as their estimators are wanted.
"""
import itertools
import math
import sys

import numpy as np

F = 12
SEEDS = 10
CALLS = (50, 100, 200, 400, 800, 1600, 3200)
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


def of_shap():
    import shap

    def kernel(calls, seed):
        np.random.seed(seed)
        return shap.KernelExplainer(model, np.zeros((1, F))).shap_values(
            ROWS, nsamples=calls, l1_reg=False, silent=True)

    def orders(calls, seed):
        return shap.explainers.Permutation(model, np.zeros((1, F)), seed=seed)(
            ROWS, max_evals=max(calls, 2 * F + 1)).values

    return {"SHAP kernel": kernel, "SHAP permutation": orders}


def of_captum():
    import torch
    from captum.attr import KernelShap, ShapleyValueSampling

    def forward(x):
        return torch.tensor(model(x.numpy()))

    rows = torch.tensor(ROWS)

    def kernel(calls, seed):
        torch.manual_seed(seed)
        return np.concatenate([
            KernelShap(forward).attribute(rows[i:i + 1], n_samples=calls, perturbations_per_eval=calls).numpy()
            for i in range(len(ROWS))])

    def orders(calls, seed):
        torch.manual_seed(seed)
        return ShapleyValueSampling(forward).attribute(
            rows, n_samples=max(1, calls // F), perturbations_per_eval=F).numpy()

    return {"Captum kernel": kernel, "Captum sampling": orders}


def of_shapiq():
    import shapiq

    def estimator(make):
        def values(calls, seed):
            result = []
            for row in ROWS:
                def game(masks, row=row):
                    return model(np.atleast_2d(np.asarray(masks, dtype=float)) * row) - model(np.zeros((1, F)))
                result.append(make(seed).approximate(budget=calls, game=game).get_n_order_values(1))
            return np.array(result)
        return values

    return {
        "shapiq kernel": estimator(lambda seed: shapiq.KernelSHAP(n=F, pairing_trick=True, random_state=seed)),
        "shapiq permutation": estimator(lambda seed: shapiq.PermutationSamplingSV(n=F, random_state=seed)),
        "shapiq SVARM": estimator(lambda seed: shapiq.SVARM(n=F, random_state=seed)),
    }


truth = np.array([exact(row) for row in ROWS])
print("estimator,calls,error")
for library in (of_shap, of_captum, of_shapiq):
    try:
        estimators = library()
    except ImportError as e:
        print(f"left out: {e}", file=sys.stderr)
        continue
    for name, estimator in estimators.items():
        for calls in CALLS:
            error = np.mean([((estimator(calls, seed) - truth) ** 2).mean() for seed in range(SEEDS)])
            print(f"{name},{calls},{error:.3e}", flush=True)
