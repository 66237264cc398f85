"""One small untrained network of each architecture of timm and transformers, as the older exporter of
torch.onnx writes it: outputs and input gradients of xai4j against PyTorch, both in single precision.

Weights are shaken, so that no residual branch is switched off and no normalisation is the identity.
For texts the gradient is its length at each token's vector, where the attention mask is 1. Deviations
are shares of the largest value. Where a network has many ReLUs near 0, single precision alone moves
PyTorch's own gradient by up to a few hundredths: what exceeds 5e-3 is compared in double precision.

python architectures.py FOLDER [XAI4J] [PATTERN]
FOLDER keeps the exported models; XAI4J is the launcher (./xai4j); PATTERN chooses by name.
(torch 2.13, timm 1.0.29, transformers 5.18)
"""
import contextlib
import fnmatch
import io
import logging
import os
import subprocess
import sys
import warnings

import numpy as np
import torch
from torch import nn

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
try:  # A build of torchvision without its operators.
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(name + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
except RuntimeError:
    pass
import timm  # noqa: E402
import transformers as T  # noqa: E402

FOLDER = sys.argv[1]
XAI4J = sys.argv[2] if len(sys.argv) > 2 else "./xai4j"
PATTERN = sys.argv[3] if len(sys.argv) > 3 else "*"
LARGEST = 4e7
SIZES = ["test_", "_pico", "_atto", "_xxs", "xx_small", "_nano", "_xxt", "_tiny", "_t0", "_s0", "_m0", "_b0",
         "_xsmall", "_small", "_0", "_b1", "_1", "50", "s12"]
SMALL = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, num_labels=5)
WORDS = dict(SMALL, vocab_size=50, max_position_embeddings=40)
CAUSAL = dict(WORDS, num_attention_heads=4, num_key_value_heads=2, pad_token_id=0)
IMAGE = dict(SMALL, image_size=32, patch_size=8)
WAVE = dict(SMALL, conv_dim=[8, 8, 8], conv_stride=[5, 2, 2], conv_kernel=[10, 3, 3], num_feat_extract_layers=3,
            num_conv_pos_embeddings=8, num_conv_pos_embedding_groups=2, classifier_proj_size=8)
TEXTS = {
    "Bert": WORDS, "Roberta": WORDS, "Albert": dict(WORDS, embedding_size=8), "Electra": WORDS, "MPNet": WORDS,
    "Deberta": dict(WORDS, pos_att_type=["c2p", "p2c"], relative_attention=True, max_relative_positions=16),
    "DebertaV2": dict(WORDS, pos_att_type=["c2p", "p2c"], relative_attention=True, position_buckets=8),
    "RoFormer": WORDS, "ConvBert": dict(WORDS, embedding_size=16), "IBert": WORDS,
    "DistilBert": dict(vocab_size=50, dim=16, n_layers=2, n_heads=2, hidden_dim=32, num_labels=5),
    "XLNet": dict(vocab_size=50, d_model=16, n_layer=2, n_head=2, d_inner=32, num_labels=5),
    "Funnel": dict(vocab_size=50, d_model=16, n_head=2, d_head=8, d_inner=32, block_sizes=[1, 1], num_labels=5),
    "GPT2": dict(vocab_size=50, n_embd=16, n_layer=2, n_head=2, num_labels=5, pad_token_id=0),
    "GPTNeoX": dict(WORDS, pad_token_id=0), "OPT": dict(
        vocab_size=50, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, ffn_dim=32,
        word_embed_proj_dim=16, max_position_embeddings=40, num_labels=5, pad_token_id=0),
    "Bloom": dict(vocab_size=50, hidden_size=16, n_layer=2, n_head=2, num_labels=5, pad_token_id=0),
    "Llama": CAUSAL, "Mistral": dict(CAUSAL, sliding_window=4), "Qwen2": CAUSAL, "Qwen3": dict(CAUSAL, head_dim=8),
    "Phi": CAUSAL, "Phi3": CAUSAL,
    "Falcon": dict(vocab_size=50, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, num_labels=5,
                   pad_token_id=0),
    "Mpt": dict(vocab_size=50, d_model=16, n_layers=2, n_heads=2, max_seq_len=40, num_labels=5, pad_token_id=0),
}
PICTURES = {
    "ViT": (IMAGE, (3, 32, 32)), "Beit": (IMAGE, (3, 32, 32)), "Dinov2": (IMAGE, (3, 32, 32)),
    "Swinv2": (dict(image_size=32, patch_size=2, embed_dim=8, depths=[2, 2], num_heads=[1, 2], window_size=4,
                    num_labels=5), (3, 32, 32)),
    "Bit": (dict(embedding_size=8, hidden_sizes=[32, 64], depths=[1, 1], num_groups=4, num_labels=5), (3, 32, 32)),
    "PoolFormer": (dict(hidden_sizes=[8, 16, 16, 16], depths=[1, 1, 1, 1], num_labels=5), (3, 64, 64)),
    "FocalNet": (dict(image_size=32, patch_size=4, embed_dim=8, depths=[1, 1], focal_levels=[2, 2],
                      focal_windows=[3, 3], hidden_sizes=[8, 16], num_labels=5), (3, 32, 32)),
    "VideoMAE": (dict(IMAGE, num_frames=4), (4, 3, 32, 32)),
    "Wav2Vec2": (WAVE, (800,)), "Hubert": (WAVE, (800,)), "WavLM": (WAVE, (800,)),
    "AST": (dict(SMALL, patch_size=8, max_length=64, num_mel_bins=32, frequency_stride=6, time_stride=6), (64, 32)),
}


def shaken(model):
    generator = torch.Generator().manual_seed(0)

    def noise(v):
        return 0.1 * torch.randn(v.shape, generator=generator)

    for p in model.parameters():
        v = p.data
        if v.numel() and v.dtype.is_floating_point and (v - v.flatten()[0]).abs().max() < 1e-3:
            v.add_(noise(v))
    for name, b in model.named_buffers():
        if name.endswith("running_mean"):
            b.add_(noise(b))
        if name.endswith("running_var"):
            b.mul_(0.5 + torch.rand(b.shape, generator=generator))
    return model.eval()


class Scores(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x, mask=None):
        out = self.model(x) if mask is None else self.model(input_ids=x, attention_mask=mask)
        return out if torch.is_tensor(out) else out[0] if isinstance(out, tuple) else out.logits


def networks():
    for family in timm.list_modules():
        names = timm.list_models(module=family)
        found = ([n for n in names if size in n + "_"] for size in SIZES)
        name = min(next((f for f in found if f), names), key=len)
        yield "timm_" + name, lambda name=name: picture(name)
    for kind, settings in TEXTS.items():
        yield "text_" + kind, lambda kind=kind, settings=settings: text(kind, settings)
    for kind, (settings, shape) in PICTURES.items():
        yield "vision_" + kind, lambda kind=kind, settings=settings, shape=shape: (
            auto(kind, settings), torch.randn(2, *shape), None)


def picture(name):
    model = timm.create_model(name, pretrained=False, num_classes=10)
    if sum(p.numel() for p in model.parameters()) > LARGEST:
        raise ValueError("too large")
    side = min(model.default_cfg["input_size"][1], 224)
    return model, torch.randn(2, 3, side, side), None


def auto(kind, settings):
    for task in ("SequenceClassification", "ImageClassification", "VideoClassification"):
        if hasattr(T, f"{kind}For{task}"):
            return getattr(T, f"{kind}For{task}")(getattr(T, kind + "Config")(**settings))
    return getattr(T, f"{kind}ForAudioClassification")(getattr(T, kind + "Config")(**settings))


def text(kind, settings):
    model = auto(kind, settings)
    model.config.use_cache = False
    for p in model.parameters():
        p.data.mul_(2)
    ids = torch.randint(3, 50, (3, 9))
    mask = torch.ones(3, 9, dtype=torch.long)
    mask[1, 6:] = 0
    mask[2, 3:] = 0
    ids[mask == 0] = model.config.pad_token_id or 0
    return model, ids, mask


def gradient(module, x, mask):
    """Of the second score, summed over rows."""
    if mask is None:
        x = x.clone().requires_grad_()
        y = module(x)
        y[:, 1].sum().backward()
        return y.detach().numpy(), x.grad.numpy()
    vectors = []

    def keep(layer, given, output):
        vectors.append(output[0] if isinstance(output, tuple) else output)
        vectors[-1].retain_grad()

    hook = module.model.get_input_embeddings().register_forward_hook(keep)
    y = module(x, mask)
    hook.remove()
    y[:, 1].sum().backward()
    lengths = vectors[0].grad.norm(dim=-1)
    lengths = lengths if lengths.shape == x.shape else lengths.t()
    return y.detach().numpy(), (lengths * mask).numpy()


def run(*arguments):
    done = subprocess.run([*XAI4J.split(), *map(str, arguments)], capture_output=True, text=True)
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def deviation(expected, got):
    return np.abs(expected - got).max() / np.abs(expected).max()


def compared(name, make):
    file = os.path.join(FOLDER, name)
    torch.manual_seed(0)
    model, x, mask = make()
    module = Scores(shaken(model)).eval()
    names = ["x"] if mask is None else ["input_ids", "attention_mask"]
    inputs = (x,) if mask is None else (x, mask)
    if not os.path.exists(file + ".onnx"):
        # Where it fails the exporter prints the whole graph.
        with contextlib.redirect_stdout(io.StringIO()):
            torch.onnx.export(module, inputs, file + ".onnx", dynamo=False, input_names=names,
                              dynamic_axes={n: {0: "b"} for n in names}, opset_version=17)
    given = []
    for n, v in zip(names, inputs):
        np.save(f"{file}_{n}.npy", v.numpy())
        given.append(f"{n}={file}_{n}.npy")
    given = ["--model", file + ".onnx", "--input", f"{file}_x.npy" if mask is None else ",".join(given)]
    y, g = gradient(module.eval(), x, mask)
    out = os.path.join(FOLDER, "out.npy")
    refused = run("predict", *given, "--quiet", "--output", out)
    if refused:
        return refused, ""
    first = f"{deviation(y, np.load(out)):.0e}"
    method = "gradient" if mask is None else "saliency"
    explain = ["explain", *given, "--quiet", "--method", method, "--target", 1, "--output", out]
    refused = run(*explain)
    if refused:
        return first, refused
    second = deviation(g, np.load(out))
    if second > 5e-3:
        g = gradient(module.double(), x if mask is not None else x.double(), mask)[1]
        refused = run(*explain, "--precision", "float64")
        second = deviation(g, np.load(out))
    return first, refused or f"{second:.0e}"


def main():
    os.makedirs(FOLDER, exist_ok=True)
    print("| network | outputs | gradient |\n|---|---|---|")
    for name, make in networks():
        if fnmatch.fnmatch(name, PATTERN):
            try:
                cells = compared(name, make)
            except Exception as e:  # What PyTorch cannot make or export is no result.
                cells = (f"not exported: {str(e).splitlines()[0][:80] if str(e) else type(e).__name__}", "")
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


main()
