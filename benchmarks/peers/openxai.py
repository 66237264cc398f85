#!/usr/bin/env python3
"""Prediction gaps on important and unimportant features, by numpy alone.

The definition is that of OpenXAI (Agarwal et al. 2022, arXiv:2206.11104, section 3.2): for an
explanation e of x and the k features of the largest |e|,

    PGI(x, k) = E |f(x) - f(x')|,  x' = x + noise on these k features, N(0, stdev^2) each,
    PGU(x, k) = the same with noise on the others,

f the probability of the explained class; a row's figure is the mean over k = 1 ... d. The expected
values are means of many draws, given with their standard errors.

    python3 benchmarks/peers/openxai.py core/src/test/resources/goldens

writes metrics/prediction_gaps.json in that folder: of the network mlp, of its first 8 rows and the
attributions ref/mlp/input_x_gradient.npy. PredictionGapPeerTest compares xai4j's own with them.
"""

import json
import pathlib
import sys

import numpy as np

DRAWS, STDEV, ROWS = 20_000, 0.5, 8


def network(folder):
    """The probabilities of a dense network with ReLU, from the weights as PyTorch keeps them."""
    layers = [[np.load(folder / f"fc{i}.{part}.npy").astype(np.float64) for part in ("weight", "bias")] for i in (1, 2, 3)]

    def probabilities(x):
        for i, (weight, bias) in enumerate(layers):
            x = x @ weight.T + bias
            x = np.maximum(x, 0) if i < 2 else x
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    return probabilities


def gap(model, x, touched, random):
    """E |f(x) - f(x')| with noise on some features, and its standard error."""
    before = model(x[None])[0]
    chosen = before.argmax()
    noise = random.normal(0, STDEV, (DRAWS, len(x))) * touched
    changes = np.abs(before[chosen] - model(x + noise)[:, chosen])
    return changes.mean(), changes.std(ddof=1) / np.sqrt(DRAWS)


def main():
    folder = pathlib.Path(sys.argv[1])
    model = network(folder / "mlp")
    inputs = np.load(folder / "mlp/inputs.npy").astype(np.float64)[:ROWS]
    attributions = np.load(folder / "ref/mlp/input_x_gradient.npy").astype(np.float64)[:ROWS]
    d = inputs.shape[1]
    random = np.random.default_rng(0)
    found = {"stdev": STDEV, "draws": DRAWS}
    for name, important in (("pgi", True), ("pgu", False)):
        gaps, errors = np.zeros((ROWS, d)), np.zeros((ROWS, d))
        for i in range(ROWS):
            order = np.argsort(-np.abs(attributions[i]), kind="stable")
            for k in range(1, d + 1):
                touched = np.isin(np.arange(d), order[:k]) == important
                gaps[i, k - 1], errors[i, k - 1] = gap(model, inputs[i], touched, random)
        found[name] = {"curves": gaps.tolist(), "errors": errors.tolist(), "means": gaps.mean(axis=1).tolist()}
        print(name, np.round(gaps.mean(axis=1), 4))
    (folder / "metrics/prediction_gaps.json").write_text(json.dumps(found) + "\n")


main()
