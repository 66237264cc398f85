"""PyTorch beside the engine cuda: six explanations of the same work, written with torch.autograd.

Networks have random weights: the CNN of `./xai4j speed` (1x28x28) and ResNet-50 (3x224x224, batch
normalisation merged), without torchvision. Each explanation is warmed up once and repeated until two
seconds are over; the GPU is waited for before each reading of the clock. JSON lines go to stdout:
method, network, batch, rows per second, and what ran.

    python peers.py                       on the GPU
    python peers.py --device cpu --quick  anywhere, one repetition of little work
    python peers.py --network resnet50 --method occlusion
"""

import argparse
import json
import time

import torch
from torch import nn
from torch.nn import functional as F

STEPS = 50
SAMPLES = 1000
MASKS = 1000
GRID = 7


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 5), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(512, 128), nn.ReLU(), nn.Linear(128, 10))


class Bottleneck(nn.Module):
    """1x1, 3x3 and 1x1 convolutions beside a shortcut."""

    def __init__(self, inside, width, stride):
        super().__init__()
        out = 4 * width
        self.body = nn.Sequential(
            nn.Conv2d(inside, width, 1), nn.ReLU(),
            nn.Conv2d(width, width, 3, stride, 1), nn.ReLU(), nn.Conv2d(width, out, 1))
        same = inside == out and stride == 1
        self.short = nn.Identity() if same else nn.Conv2d(inside, out, 1, stride)
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(self.body(x) + self.short(x))


def resnet50():
    layers = [nn.Conv2d(3, 64, 7, 2, 3), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    inside = 64
    for width, blocks, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            layers.append(Bottleneck(inside, width, stride if block == 0 else 1))
            inside = 4 * width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inside, 1000))


NETWORKS = {"cnn": (cnn, (1, 28, 28)), "resnet50": (resnet50, (3, 224, 224))}


class Work:
    """A network, its inputs, and how many rows go through it at once."""

    def __init__(self, name, batch, device, quick):
        torch.manual_seed(0)
        make, shape = NETWORKS[name]
        self.model = make().eval().to(device).requires_grad_(False)
        self.x = torch.randn(batch, *shape, device=device)
        self.together = 8192 if name == "cnn" else 128
        self.quick = quick
        with torch.no_grad():
            self.target = self.scores(self.x).argmax(1)

    def scores(self, rows):
        return torch.cat([self.model(part) for part in rows.split(self.together)])

    def less(self, number, least=2):
        return least if self.quick else number

    def gradient(self, rows, target):
        parts = []
        for x, t in zip(rows.split(self.together), target.split(self.together)):
            x = x.detach().requires_grad_(True)
            score = self.model(x).gather(1, t[:, None]).sum()
            parts.append(torch.autograd.grad(score, x)[0])
        return torch.cat(parts)

    def versions(self, make, count):
        """The mean gradient of versions of all rows, as many at once as fit."""
        at_once = max(1, self.together // len(self.x))
        total = torch.zeros_like(self.x)
        for first in range(0, count, at_once):
            some = min(at_once, count - first)
            rows = make(first, some).reshape(-1, *self.x.shape[1:])
            target = self.target.repeat(some)
            total += self.gradient(rows, target).reshape(some, *self.x.shape).sum(0)
        return total / count

    def masked(self, row, masks):
        """Scores of copies of a row; masks [copies, 1 or channels, height, width]."""
        scores = []
        for some in masks.split(self.together):
            with torch.no_grad():
                scores.append(self.model(self.x[row] * some)[:, self.target[row]])
        return torch.cat(scores)


def integrated_gradients(w):
    steps = w.less(STEPS)
    place = (torch.arange(steps, device=w.x.device) + 0.5) / steps

    def points(first, count):
        return place[first:first + count].reshape(-1, 1, 1, 1, 1) * w.x

    return w.x * w.versions(points, steps)


def smoothgrad(w):
    sigma = 0.15 * (w.x.amax((1, 2, 3), True) - w.x.amin((1, 2, 3), True))

    def noisy(first, count):
        return w.x + sigma * torch.randn(count, *w.x.shape, device=w.x.device)

    return w.versions(noisy, w.less(STEPS))


def lrp_epsilon(w, epsilon=1e-6):
    """Input times a gradient in which each linear layer passes R / (z + epsilon sign z) times x."""

    class Share(torch.autograd.Function):
        # Behind a layer z = f(x): turns relevance into relevance per unit of z.
        @staticmethod
        def forward(ctx, z):
            ctx.save_for_backward(z)
            return z.view_as(z)

        @staticmethod
        def backward(ctx, r):
            z, = ctx.saved_tensors
            return r / (z + epsilon * torch.where(z >= 0, 1.0, -1.0))

    class Times(torch.autograd.Function):
        # Before a layer: multiplies what comes back with the layer's input.
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.view_as(x)

        @staticmethod
        def backward(ctx, g):
            x, = ctx.saved_tensors
            return g * x

    class Pass(torch.autograd.Function):
        # Activations let relevance pass as it is.
        @staticmethod
        def forward(ctx, x):
            return x.clamp(min=0)

        @staticmethod
        def backward(ctx, r):
            return r

    def run(module, x):
        if isinstance(module, nn.Sequential):
            for child in module:
                x = run(child, x)
            return x
        if isinstance(module, Bottleneck):
            a, b = run(module.body, x), run(module.short, x)
            return Pass.apply(Share.apply(Times.apply(a) + Times.apply(b)))
        if isinstance(module, nn.ReLU):
            return Pass.apply(x)
        if isinstance(module, (nn.Conv2d, nn.Linear, nn.AdaptiveAvgPool2d)):
            return Share.apply(module(Times.apply(x)))
        return module(x)

    parts = []
    for x, t in zip(w.x.split(w.together), w.target.split(w.together)):
        x = x.detach().requires_grad_(True)
        score = run(w.model, x).gather(1, t[:, None])
        # Relevance starts as the logit itself.
        parts.append(torch.autograd.grad(score, x, score.detach())[0])
    return torch.cat(parts)


def occlusion(w):
    size, step = (4, 2) if w.x.shape[-1] == 28 else (32, 16)
    side = w.x.shape[-1]
    starts = [(y, x) for y in range(0, side - size + 1, step) for x in range(0, side - size + 1, step)]
    starts = starts[:w.less(len(starts))]
    masks = torch.ones(len(starts) + 1, 1, side, side, device=w.x.device)
    for i, (y, x) in enumerate(starts):
        masks[i + 1, :, y:y + size, x:x + size] = 0
    seen = (1 - masks[1:]).sum(0).clamp(min=1)
    maps = []
    for row in range(w.less(len(w.x), 1)):
        scores = w.masked(row, masks)
        drop = scores[0] - scores[1:]
        maps.append((drop.reshape(-1, 1, 1, 1) * (1 - masks[1:])).sum(0) / seen)
    return torch.stack(maps)


def kernel_shap(w):
    side, features = w.x.shape[-1], GRID * GRID
    samples = w.less(SAMPLES, 100)
    sizes = torch.arange(1, features, dtype=torch.float64)
    weight = (features - 1) / (sizes * (features - sizes))
    maps = []
    for row in range(w.less(len(w.x), 1)):
        count = torch.multinomial(weight, samples // 2, True) + 1
        order = torch.rand(samples // 2, features).argsort(1).argsort(1)
        z = (order < count[:, None]).to(w.x)
        z = torch.cat([z, 1 - z])
        ends = torch.stack([torch.zeros(features), torch.ones(features)]).to(w.x)
        masks = F.interpolate(
            torch.cat([ends, z]).reshape(-1, 1, GRID, GRID), size=(side, side), mode="nearest")
        scores = w.masked(row, masks).double()
        total = scores[1] - scores[0]
        y = scores[2:] - scores[0]
        z = z.double()
        gram = z.T @ z + 1e-9 * torch.eye(features, device=w.x.device, dtype=torch.float64)
        ones = torch.ones(features, 1, device=w.x.device, dtype=torch.float64)
        solved = torch.linalg.solve(gram, torch.cat([z.T @ y[:, None], ones], 1))
        excess = (solved[:, 0].sum() - total) / solved[:, 1].sum()
        maps.append(solved[:, 0] - excess * solved[:, 1])
    return torch.stack(maps)


def rise(w):
    side, masks = w.x.shape[-1], w.less(MASKS, 20)
    cell = -(-side // GRID)
    maps = []
    for row in range(w.less(len(w.x), 1)):
        grid = (torch.rand(masks, 1, GRID, GRID, device=w.x.device) < 0.5).to(w.x)
        large = F.interpolate(grid, size=(GRID + 1) * cell, mode="bilinear", align_corners=False)
        shift = torch.randint(cell, (2,))
        mask = large[:, :, shift[0]:shift[0] + side, shift[1]:shift[1] + side]
        scores = w.masked(row, mask)
        maps.append((scores.reshape(-1, 1, 1, 1) * mask).sum(0) / (masks * 0.5))
    return torch.stack(maps)


METHODS = {
    "integrated-gradients": integrated_gradients, "smoothgrad": smoothgrad,
    "lrp-epsilon": lrp_epsilon, "occlusion": occlusion, "kernel-shap": kernel_shap, "rise": rise}


def measured(method, work, device, seconds):
    def wait():
        if device.type == "cuda":
            torch.cuda.synchronize()

    result = method(work)
    wait()
    rows, begin = 0, time.perf_counter()
    while True:
        method(work)
        wait()
        rows += len(result)
        past = time.perf_counter() - begin
        if past >= seconds:
            return rows / past, bool(torch.isfinite(result).all())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--network", choices=NETWORKS, action="append")
    parser.add_argument("--method", choices=METHODS, action="append")
    parser.add_argument("--tf32", action="store_true", help="as --precision tf32")
    asked = parser.parse_args()
    device = torch.device(asked.device)
    torch.backends.cuda.matmul.allow_tf32 = asked.tf32
    torch.backends.cudnn.allow_tf32 = asked.tf32
    torch.backends.cudnn.benchmark = True
    name = torch.cuda.get_device_name() if device.type == "cuda" else "processor"
    for network in asked.network or NETWORKS:
        for batch in (2,) if asked.quick else (64, 1024) if network == "cnn" else (32,):
            work = Work(network, batch, device, asked.quick)
            for method in asked.method or METHODS:
                rate, finite = measured(METHODS[method], work, device, 0 if asked.quick else 2)
                print(json.dumps({
                    "method": method, "network": network, "batch": batch,
                    "rows_per_second": round(rate, 3), "finite": finite, "device": name,
                    "tf32": asked.tf32, "torch": torch.__version__, "cuda": torch.version.cuda,
                }), flush=True)


if __name__ == "__main__":
    main()
