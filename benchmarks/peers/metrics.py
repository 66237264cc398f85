"""Times Quantus' metrics on the work of `./xai4j speed metrics`: 64 inputs of 28x28, saliency, two threads.

    python metrics.py            # scored explanations per second, median of at least three runs

Needs torch and Quantus (0.6.0 or later). The CNN has random weights; the time does not depend on them.
"""
import statistics
import time
import warnings

import numpy as np
import quantus
import torch
import torch.nn as nn

warnings.filterwarnings("ignore")
torch.set_num_threads(2)
torch.manual_seed(0)
ROWS = 64
MODEL = nn.Sequential(
    nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 5), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(512, 128), nn.ReLU(), nn.Linear(128, 10)).eval()
X = np.random.default_rng(0).standard_normal((ROWS, 1, 28, 28)).astype(np.float32)


def saliency(model, inputs, targets, **_):
    x = torch.tensor(np.asarray(inputs), dtype=torch.float32).reshape(-1, 1, 28, 28).requires_grad_(True)
    y = torch.as_tensor(np.asarray(targets)).long().reshape(-1, 1)
    return torch.autograd.grad(model(x).gather(1, y).sum(), x)[0].abs().numpy()


with torch.no_grad():
    Y = MODEL(torch.tensor(X)).argmax(1).numpy()
A = saliency(MODEL, X, Y)
QUIET = {"disable_warnings": True, "display_progressbar": False}
METRICS = {
    "pixel-flipping": quantus.PixelFlipping(features_in_step=28, **QUIET),
    "faithfulness-correlation": quantus.FaithfulnessCorrelation(
        nr_runs=100, subset_size=224, return_aggregate=False, **QUIET),
    "faithfulness-estimate": quantus.FaithfulnessEstimate(features_in_step=28, **QUIET),
    "monotonicity-correlation": quantus.MonotonicityCorrelation(nr_samples=10, features_in_step=28, **QUIET),
    "sparseness": quantus.Sparseness(**QUIET),
    "complexity": quantus.Complexity(**QUIET),
    "max-sensitivity": quantus.MaxSensitivity(nr_samples=10, **QUIET),
    "local-lipschitz": quantus.LocalLipschitzEstimate(nr_samples=10, **QUIET),
    "random-logit": quantus.RandomLogit(num_classes=10, **QUIET),
    "mprt": quantus.MPRT(**QUIET),
}
for name, metric in METRICS.items():
    def work():
        metric(model=MODEL, x_batch=X, y_batch=Y, a_batch=A.copy(), explain_func=saliency, channel_first=True,
               softmax=False, batch_size=ROWS)
    try:
        work()
        times = []
        while len(times) < 3 or (sum(times) < 2 and len(times) < 50):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        print(f"{name:28s} {ROWS / statistics.median(times):12.1f}", flush=True)
    except Exception as e:
        print(f"{name:28s} {type(e).__name__}: {e}", flush=True)
