"""Architectures × methods: deviations of xai4j from PyTorch, Captum and Zennit, all in float64, and the
peak memory of xai4j's process, as the tables of docs/models.md.

Makes untrained networks of architectures that people bring, exports them with both exporters of
torch.onnx, runs `xai4j predict` and `xai4j explain --precision float64` on them and compares with
PyTorch: outputs, gradient (of tokens its length), input × gradient and integrated gradients (50
Gauss-Legendre steps from zeros) of the largest logit; for token ids at the word embedding, with an
attention mask. DeepLIFT is shown by what its values miss of f(x) − f(baseline), as a share of the score,
in networks of ReLUs beside what Captum's miss (baseline: noise). ε-LRP is compared there with Zennit's
(ε = 1e-6), or where Zennit has no rule (interpolation) with input × gradient, which it is as ε goes to 0
(ε = 1e-10).

python models.py [XAI4J [NAME ...]]  small networks, their weights scaled up, so that attention and
                                     masks matter
python models.py --large [XAI4J]     networks in the sizes that people bring: outputs and gradient of one
                                     row
XAI4J is the launcher, by default ./xai4j. (torch 2.13, transformers 5.18; captum, zennit)
"""
import contextlib
import copy
import io
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
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
LARGE = "--large" in sys.argv
XAI4J, *CHOSEN = [a for a in sys.argv[1:] if not a.startswith("--")] or ["./xai4j"]
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
        self.down = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU())
        self.deep = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(8, 12, 3, padding=1), nn.ReLU())
        self.up = nn.Sequential(nn.Conv2d(20, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 5, 1))

    def forward(self, x):
        a = self.down(x)
        wide = F.interpolate(self.deep(a), scale_factor=2, mode=self.mode)
        return self.up(torch.cat([a, wide], 1)).mean((2, 3))


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


def large():
    classify = transformers.AutoModelForSequenceClassification
    for name, configuration in [("BERT base", transformers.BertConfig()),
                                ("DistilBERT", transformers.DistilBertConfig()),
                                ("GPT-2 small", transformers.GPT2Config(pad_token_id=0))]:
        yield name, text(classify, configuration, "sdpa")
    yield "ViT-B/16", transformers.ViTForImageClassification(transformers.ViTConfig())
    yield "Swin-T", transformers.SwinForImageClassification(transformers.SwinConfig())
    yield "ConvNeXt-T", transformers.ConvNextForImageClassification(transformers.ConvNextConfig())
    yield "ResNet-50", transformers.ResNetForImageClassification(transformers.ResNetConfig())


def run(*arguments):
    """What the command says, its status and the most memory that it held, in MB."""
    with tempfile.TemporaryFile("w+") as told:
        command = subprocess.Popen([*XAI4J.split(), *map(str, arguments)], stdout=told, stderr=subprocess.STDOUT)
        peak = 0
        # The system's figure for children begins with the memory of this process.
        while command.poll() is None:
            try:
                with open(f"/proc/{command.pid}/status") as status:
                    peak = max([peak, *(int(line.split()[1]) for line in status if line.startswith("VmHWM"))])
            except OSError:
                pass
            time.sleep(0.01)
        told.seek(0)
        return told.read().strip(), command.returncode, peak / 1024


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
    if LARGE:
        return y.numpy(), [(g.norm(dim=-1) if words else g).numpy()]
    points, weights = np.polynomial.legendre.leggauss(STEPS)
    path = sum(w / 2 * gradient(base + (p + 1) / 2 * (x - base)) for p, w in zip(points, weights))
    ig = path * (x - base)
    each = [g, x * g, ig]
    if words:
        # The sum of a gradient behind a layer normalisation is 0: its length is compared.
        each = [g.norm(dim=-1)] + [v.sum(-1) for v in each[1:]]
    return y.numpy(), [v.numpy() for v in each]


def captum(model, x, baseline):
    """The largest share of the score that DeepLIFT's values of the largest logit miss of f(x) − f(baseline)."""
    from captum.attr import DeepLift

    y = model(x)
    best = y.argmax(1)
    values = DeepLift(model).attribute(x, baseline, target=best)
    missed = values.flatten(1).sum(1) - (y - model(baseline)).gather(1, best[:, None])[:, 0]
    return (missed.abs().max() / y.abs().max()).item()


def zennit(model, x):
    """Relevance of the largest logit under the ε-rule everywhere, batch normalisations merged."""
    from zennit.canonizers import AttributeCanonizer, SequentialMergeBatchNorm
    from zennit.composites import LayerMapComposite, layer_map_base
    from zennit.layer import Sum
    from zennit.rules import Epsilon
    from zennit.types import Convolution, Linear

    def forward(self, hidden):
        both = torch.stack([self.layer(hidden), self.shortcut(hidden)], -1)
        return self.activation(self.canonizer_sum(both))

    def summed(_, module):
        if not hasattr(module, "shortcut"):
            return None
        return {"forward": forward.__get__(module), "canonizer_sum": Sum()}

    composite = LayerMapComposite(
        layer_map=[*layer_map_base(stabilizer=1e-6), (Convolution, Epsilon(1e-6)), (Linear, Epsilon(1e-6))],
        canonizers=[SequentialMergeBatchNorm(), AttributeCanonizer(summed)])
    x = x.clone().requires_grad_()
    with composite.context(model) as modified:
        y = modified(x)
        chosen = F.one_hot(y.argmax(1), y.shape[1])
        return torch.autograd.grad(y, x, y.detach() * chosen)[0].numpy()


def export(model, inputs, names, file, dynamo):
    if dynamo:
        free = tuple({0: torch.export.Dim("b", min=1, max=64)} for _ in inputs)
        torch.onnx.export(model, tuple(inputs), file, input_names=names, output_names=["y"], dynamo=True,
                          dynamic_shapes=(free,) if isinstance(model, Logits) else free, external_data=False,
                          verbose=False)
    else:
        torch.onnx.export(model, tuple(inputs), file, input_names=names, output_names=["y"], dynamo=False,
                          dynamic_axes={n: {0: "b"} for n in names}, opset_version=17)


def batch(name, model):
    """The network from its inputs to its logits, rows for it, the inputs' names and whether they are words."""
    torch.manual_seed(0)
    words = isinstance(model, transformers.PreTrainedModel) and hasattr(model.config, "vocab_size")
    if words:
        rows, length, most = (1, 128, model.config.vocab_size) if LARGE else (3, 9, 50)
        ids = torch.randint(3, most, (rows, length))
        mask = torch.ones(rows, length, dtype=torch.long)
        mask[-1, length // 3:] = 0
        mask[1:2, 2 * length // 3:] = 0
        ids[mask == 0] = model.config.pad_token_id or 0
        more = {"use_cache": False} if "GPT2" in type(model).__name__ else {}
        names = ["input_ids", "attention_mask"]
        return Logits(model, names, **more).eval(), [ids, mask], names, True
    side = 32 if name == "Swin" else 16
    shape = (1, 3, 224, 224) if LARGE else (3, 1, 8, 8, 8) if name == "3-D CNN" else (3, 3, side, side)
    transformer = isinstance(model, transformers.PreTrainedModel)
    module = Logits(model, ["pixel_values"]) if transformer else model
    return module.eval(), [torch.randn(shape)], ["pixel_values"], False


def compared(folder, name, model, dynamo):
    """One line of the table."""
    model, inputs, names, words = batch(name, model)
    file, out = os.path.join(folder, "m.onnx"), os.path.join(folder, "o.npy")
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            export(model, inputs, names, file, dynamo)
    except Exception as e:
        print(name, type(e).__name__, str(e)[-300:], file=sys.stderr)
        return ["cannot be exported"]
    given = []
    for n, v in zip(names, inputs):
        np.save(os.path.join(folder, n + ".npy"), v.numpy())
        given.append(f"{n}={folder}/{n}.npy")
    given = ",".join(given) if words else f"{folder}/pixel_values.npy"
    model, x = model.double().eval(), inputs[0].double()
    y, expected = explained(model, inputs, words)
    memory = []

    def asked(*command):
        told, status, peak = run(*command, "--precision", "float64", "--model", file, "--input", given,
                                 "--output", out)
        memory.append(peak)
        return told, status

    def compare(reference, *command):
        told, status = asked(*command)
        return told.splitlines()[-1] if status else f"{deviation(reference, np.load(out)):.0e}"

    cells = [compare(y, "predict")]
    first = "saliency" if words else "gradient"
    methods = zip([first, "input-x-gradient", "integrated-gradients"], expected)
    for method, reference in methods:
        cells.append(compare(reference, "explain", "--method", method))
        if LARGE:
            weights = sum(p.numel() for p in model.parameters()) / 1e6
            return [f"{weights:.0f}", *cells, *(f"{peak:.0f}" for peak in memory)]
    rectified = name in ("ResNet", "3-D CNN") or name.startswith("U-Net")
    more, theirs = [], ""
    if rectified:
        # From noise: a picture of zeros has many equal maxima, of which any may be the winner.
        baseline = torch.randn(1, *x.shape[1:], dtype=torch.float64)
        more = ["--baseline", os.path.join(folder, "b.npy")]
        np.save(more[1], baseline.numpy())
        theirs = f"{captum(copy.deepcopy(model), x, baseline):.0e}"
    told, _ = asked("explain", "--method", "deep-lift", *more)
    missed = re.search(r"largest residual ([-+.\de]+)", told)
    cells.append(f"{abs(float(missed.group(1))) / np.abs(y).max():.0e}" if missed else told.splitlines()[-1])
    cells.append(theirs)
    if name.startswith("U-Net"):
        cells.append(compare(expected[1], "explain", "--method", "lrp-epsilon", "-P", "epsilon=1e-10"))
    else:
        cells.append(compare(zennit(copy.deepcopy(model), x), "explain", "--method", "lrp-epsilon") if rectified else "")
    return [*cells, f"{max(memory):.0f}"]


def main():
    columns = ["network", "exporter", *(["million weights"] if LARGE else []), "outputs", "gradient"]
    columns += ["MB, outputs", "MB, gradient"] if LARGE else [
        "input × gradient", "integrated gradients", "DeepLIFT misses", "Captum's misses", "ε-LRP", "MB"]
    print("| " + " | ".join(columns) + " |")
    print("|---" * len(columns) + "|")
    torch.manual_seed(0)
    for name, model in large() if LARGE else models():
        torch.manual_seed(0)
        if CHOSEN and name not in CHOSEN:
            continue
        if not LARGE:
            for parameter in model.parameters():
                parameter.data.mul_(3)
        for dynamo in (False,) if LARGE else (False, True):
            with tempfile.TemporaryDirectory() as folder:
                cells = compared(folder, name, model.float(), dynamo)
            print(f"| {name} | {'dynamo' if dynamo else 'older'} | " + " | ".join(cells) + " |", flush=True)


main()
