"""Architectures × methods: deviations of xai4j from PyTorch, both in float64, as the table of docs/models.md.

Makes small untrained networks of architectures that people bring (weights scaled up, so that attention
and masks matter), exports them with torch.onnx, runs `xai4j predict` and `xai4j explain --precision
float64` on them and compares with PyTorch: outputs, gradient (of tokens its
length), input × gradient and integrated gradients
(50 Gauss-Legendre steps from zeros) of the largest logit; for token ids at the word embedding, with an
attention mask. DeepLIFT is shown by what its values miss of f(x) − f(baseline), as a share of the score.

python models.py [XAI4J]         XAI4J is the launcher, by default ./xai4j
(torch 2.13, transformers 5.18)
"""
import logging
import os
import re
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
import transformers  # noqa: E402
import transformers.utils  # noqa: E402
from transformers.utils import import_utils  # noqa: E402

for module in (transformers.utils, import_utils):
    module.is_torchvision_available = lambda *a, **k: False
XAI4J = sys.argv[1] if len(sys.argv) > 1 else "./xai4j"
STEPS = 50


class Logits(nn.Module):
    def __init__(self, model, names, **more):
        super().__init__()
        self.model, self.names, self.more = model, names, more

    def forward(self, *inputs):
        return self.model(**dict(zip(self.names, inputs)), return_dict=True, **self.more).logits


class Volume(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv3d(1, 8, 3, padding=1), nn.BatchNorm3d(8), nn.ReLU(), nn.MaxPool3d(2),
            nn.Conv3d(8, 16, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool3d(1), nn.Flatten(),
            nn.Linear(16, 5))

    def forward(self, x):
        return self.f(x)


class Upsampled(nn.Module):
    """A U-Net whose map of classes is averaged, so that one score per class is explained."""

    def __init__(self, mode):
        super().__init__()
        self.mode = mode
        self.down, self.deep = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 12, 3, padding=1)
        self.up, self.last = nn.Conv2d(20, 8, 3, padding=1), nn.Conv2d(8, 5, 1)

    def forward(self, x):
        a = F.relu(self.down(x))
        wide = F.interpolate(F.relu(self.deep(F.max_pool2d(a, 2))), scale_factor=2, mode=self.mode)
        return self.last(F.relu(self.up(torch.cat([a, wide], 1)))).mean((2, 3))


SMALL = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, num_labels=5)
WORDS = dict(SMALL, vocab_size=50, max_position_embeddings=24)


def text(auto, configuration, attention):
    return auto.from_config(configuration, attn_implementation=attention)


def models():
    classify = transformers.AutoModelForSequenceClassification
    yield "BERT", text(classify, transformers.BertConfig(**WORDS), "sdpa")
    yield "RoBERTa", text(classify, transformers.RobertaConfig(**WORDS, pad_token_id=1), "eager")
    yield "DistilBERT", text(classify, transformers.DistilBertConfig(
        vocab_size=50, dim=16, n_layers=2, n_heads=2, hidden_dim=32, max_position_embeddings=24,
        num_labels=5), "sdpa")
    yield "GPT-2", text(classify, transformers.GPT2Config(
        vocab_size=50, n_embd=16, n_layer=2, n_head=2, n_positions=24, num_labels=5, pad_token_id=0), "sdpa")
    yield "ViT", transformers.ViTForImageClassification(
        transformers.ViTConfig(**SMALL, image_size=16, patch_size=4))
    yield "Swin", transformers.SwinForImageClassification(transformers.SwinConfig(
        image_size=32, patch_size=2, embed_dim=8, depths=[2, 2], num_heads=[1, 2], window_size=4, num_labels=5))
    yield "ConvNeXt", transformers.ConvNextForImageClassification(transformers.ConvNextConfig(
        hidden_sizes=[8, 16], depths=[1, 1], num_stages=2, num_labels=5))
    yield "ResNet", transformers.ResNetForImageClassification(transformers.ResNetConfig(
        embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], num_labels=5))
    yield "U-Net, bilinear", Upsampled("bilinear")
    yield "U-Net, bicubic", Upsampled("bicubic")
    yield "3-D CNN", Volume()


def run(*arguments):
    done = subprocess.run([*XAI4J.split(), *map(str, arguments)], capture_output=True, text=True)
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def deviation(expected, got):
    return np.abs(expected - got).max() / max(np.abs(expected).max(), 1e-300)


def explained(model, inputs, words):
    """Outputs, gradient, input × gradient and integrated gradients of the largest logit, in float64."""
    model = model.double().eval()
    held = inputs[1:]
    if not words:
        x = inputs[0].double()

        def score(v):
            return model(v)
    else:
        table = model.model.get_input_embeddings()
        x = table(inputs[0]).detach()

        def score(v):
            hook = table.register_forward_hook(lambda *a: v)
            try:
                return model(inputs[0], *held)
            finally:
                hook.remove()
    with torch.no_grad():
        y = model(*(inputs if words else [x]))
    best = y.argmax(1, keepdim=True)
    base = torch.zeros_like(x)
    if words:
        # Padding stands for absent tokens; what the mask leaves out stays.
        base = table(torch.where(held[0] == 0, inputs[0], torch.zeros_like(inputs[0]))).detach()

    def gradient(v):
        v = v.clone().requires_grad_()
        score(v).gather(1, best).sum().backward()
        return v.grad

    g = gradient(x)
    points, weights = np.polynomial.legendre.leggauss(STEPS)
    path = sum(w / 2 * gradient(base + (p + 1) / 2 * (x - base)) for p, w in zip(points, weights))
    ig = path * (x - base)
    each = [g, x * g, ig]
    if words:
        # The sum of a gradient behind a layer normalisation is 0: its length is compared.
        each = [g.norm(dim=-1)] + [v.sum(-1) for v in each[1:]]
    return y.numpy(), [v.numpy() for v in each]


def main():
    folder = tempfile.mkdtemp()
    print("| network | outputs | gradient | input × gradient | integrated gradients | DeepLIFT misses | ε-LRP |")
    print("|---|---|---|---|---|---|---|")
    for name, model in models():
        torch.manual_seed(0)
        for parameter in model.parameters():
            parameter.data.mul_(3)
        words = isinstance(model, transformers.PreTrainedModel) and hasattr(model.config, "vocab_size")
        if words:
            ids = torch.randint(3, 50, (3, 9))
            mask = torch.ones(3, 9, dtype=torch.long)
            mask[1, 6:] = 0
            mask[2, 3:] = 0
            ids[mask == 0] = model.config.pad_token_id or 0
            inputs, names = [ids, mask], ["input_ids", "attention_mask"]
            more = {"use_cache": False} if "GPT2" in type(model).__name__ else {}
            model = Logits(model, names, **more)
        else:
            side = 32 if name == "Swin" else 16
            shape = (3, 1, 8, 8, 8) if name == "3-D CNN" else (3, 3, side, side)
            inputs, names = [torch.randn(shape)], ["pixel_values"]
            if isinstance(model, transformers.PreTrainedModel):
                model = Logits(model, names)
        model.eval()
        file = os.path.join(folder, "m.onnx")
        torch.onnx.export(model, tuple(inputs), file, input_names=names, output_names=["y"], dynamo=False,
                          dynamic_axes={n: {0: "b"} for n in names}, opset_version=17)
        given = []
        for n, v in zip(names, inputs):
            np.save(os.path.join(folder, n + ".npy"), v.numpy())
            given.append(f"{n}={folder}/{n}.npy")
        given = ",".join(given) if words else f"{folder}/pixel_values.npy"
        y, expected = explained(model, inputs, words)
        out = os.path.join(folder, "o.npy")
        cells = []

        def compare(reference, *command):
            problem = run(*command, "--precision", "float64", "--quiet", "--model", file, "--input", given,
                          "--output", out)
            cells.append(problem or f"{deviation(reference, np.load(out)):.0e}")

        compare(y, "predict")
        first = "saliency" if words else "gradient"
        for method, reference in zip([first, "input-x-gradient", "integrated-gradients"], expected):
            compare(reference, "explain", "--method", method)
        told = subprocess.run(
            [*XAI4J.split(), "explain", "--precision", "float64", "--model", file, "--input", given,
             "--output", out, "--method", "deep-lift"], capture_output=True, text=True)
        missed = re.search(r"largest residual ([-+.\de]+)", told.stdout)
        cells.append(f"{float(missed.group(1)) / np.abs(y).max():.0e}" if missed else told.stderr.strip())
        cells.append(run("explain", "--precision", "float64", "--quiet", "--model", file, "--input", given,
                         "--output", out, "--method", "lrp-epsilon") or "runs")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


main()
