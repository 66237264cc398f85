"""Makes core/src/test/resources/onnx-real: small untrained networks of the architectures that people
bring from PyTorch and Hugging Face, as torch.onnx writes them, each with an .npz that holds its inputs
by name, the output of ONNX Runtime (y) and PyTorch's gradient in float64 of the first output's sum: for
one float input itself (g), for tokens its lengths (t).

python real_models.py FOLDER [NAME ...]     (torch 2.13, transformers 5.18, onnx 1.23, onnxruntime 1.30)
"""
import copy
import logging
import os
import sys
import warnings

import numpy as np
import onnx
import onnxruntime
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

FOLDER, ONLY = sys.argv[1], sys.argv[2:]
VOCABULARY, LENGTH = 20, 6
TEXT = dict(vocab_size=VOCABULARY, hidden_size=8, num_hidden_layers=2, num_attention_heads=2,
            intermediate_size=12, max_position_embeddings=12, num_labels=3)


class Logits(nn.Module):
    def __init__(self, model, names, **more):
        super().__init__()
        self.model, self.names, self.more = model, names, more

    def forward(self, *inputs):
        return self.model(**dict(zip(self.names, inputs)), return_dict=True, **self.more).logits


class UNet(nn.Module):
    def __init__(self, mode):
        super().__init__()
        self.mode = mode
        self.down, self.deep = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 6, 3, padding=1)
        self.up, self.last = nn.Conv2d(10, 4, 3, padding=1), nn.Conv2d(4, 3, 1)

    def forward(self, x):
        a = F.relu(self.down(x))
        b = F.relu(self.deep(F.max_pool2d(a, 2)))
        wide = F.interpolate(b, scale_factor=2, mode=self.mode, align_corners=False)
        return self.last(F.relu(self.up(torch.cat([a, wide], 1))))


class Volume(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv3d(1, 3, 3, padding=1), nn.BatchNorm3d(3), nn.ReLU(), nn.MaxPool3d(2),
            nn.Conv3d(3, 4, 3, stride=2, padding=1), nn.ReLU(), nn.AvgPool3d(2),
            nn.ConvTranspose3d(4, 2, 2), nn.Flatten(), nn.Linear(16, 3))

    def forward(self, x):
        return self.f(x)


class Mixed(nn.Module):
    """Group normalisation, pixel shuffle, local response normalisation, roll and slice assignment."""

    def __init__(self):
        super().__init__()
        self.a, self.n = nn.Conv2d(3, 8, 3, padding=1), nn.GroupNorm(4, 8)
        self.b, self.r, self.l = nn.Conv2d(2, 4, 3, stride=2), nn.LocalResponseNorm(3), nn.Linear(4, 3)

    def forward(self, x):
        h = torch.roll(F.silu(self.n(self.a(x))), (1, 1), (2, 3))
        m = torch.zeros_like(h)
        m[:, :, :2, :2] = h[:, :, 2:4, 2:4]
        return self.l(F.relu(self.r(self.b(F.pixel_shuffle(h + m, 2)))).mean((2, 3)))


class Parts(nn.Module):
    """Standardised weights, parts of channels that are no whole blocks, normalised channels that fill
    none, positions projected from constants."""

    def __init__(self):
        super().__init__()
        self.first, self.some = nn.Conv2d(3, 20, 3, padding=1), nn.Conv2d(5, 5, 3, padding=1)
        self.mixed, self.depth = nn.Conv2d(20, 12, 1), nn.Conv2d(12, 12, 3, padding=1, groups=12)
        self.norm, self.wide = nn.BatchNorm2d(12), nn.Conv2d(12, 20, 1)
        self.project, self.last = nn.Conv2d(6, 20, 1), nn.Linear(20, 3)
        self.register_buffer("places", torch.randn(1, 6, 16, 16))
        self.norm.running_mean.normal_()
        self.norm.running_var.uniform_(0.5, 2)

    def forward(self, x):
        w = self.first.weight
        w = F.batch_norm(w.reshape(1, 20, -1), None, None, training=True, momentum=0.0, eps=1e-6)
        x = F.conv2d(x, w.reshape(self.first.weight.shape), self.first.bias, padding=1)
        some, rest = torch.split(x, [5, 15], dim=1)
        x = self.mixed(torch.cat([self.some(some), rest], 1) + self.project(self.places))
        x = self.wide(self.depth(x) + self.norm(x))
        return self.last(F.relu(x).mean((2, 3)))


class Sampler(nn.Module):
    """A spatial transformer: the picture moved as it says itself, once linearly, once by cubic convolution
    of the mirrored picture."""

    def __init__(self):
        super().__init__()
        self.move, self.last = nn.Linear(3, 6), nn.Linear(6, 3)
        places = torch.stack(torch.meshgrid(torch.linspace(-1, 1, 5), torch.linspace(-1, 1, 5),
                                            indexing="xy") + (torch.ones(5, 5),), -1)
        self.register_buffer("places", places.reshape(1, 25, 3))

    def forward(self, x):
        theta = self.move(x.mean((2, 3))).reshape(-1, 2, 3)
        grid = torch.matmul(self.places, theta.transpose(1, 2)).reshape(-1, 5, 5, 2)
        one = F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=True)
        two = F.grid_sample(x, grid, mode="bicubic", padding_mode="reflection", align_corners=False)
        return self.last(torch.cat([torch.tanh(one).mean((2, 3)), torch.tanh(two).mean((2, 3))], 1))


class Spectrum(nn.Module):
    """Sound: the spectrum of windows."""

    def __init__(self):
        super().__init__()
        self.last = nn.Linear(9, 3)
        self.register_buffer("window", torch.hann_window(16))

    def forward(self, x):
        parts = torch.view_as_real(torch.stft(x, 16, 4, window=self.window, center=False,
                                              return_complex=True))
        return self.last(torch.log1p((parts * parts).sum(-1)).mean(2))


class TimeFirst(nn.Module):
    """Ids whose time comes first before they are looked up, moved by one."""

    def __init__(self):
        super().__init__()
        self.table, self.cell = nn.Embedding(VOCABULARY + 1, 5), nn.GRU(5, 6)
        self.last = nn.Linear(6, 3)

    def forward(self, x):
        return self.last(self.cell(self.table(x.t() + 1))[0][-1])


class Encoder(nn.Module):
    """A transformer encoder, with time or rows first inside."""

    def __init__(self, rows):
        super().__init__()
        torch.manual_seed(5)
        self.rows = rows
        layer = nn.TransformerEncoderLayer(8, 2, 12, activation="gelu", batch_first=rows)
        self.encoder, self.last = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False), nn.Linear(8, 3)
        for p in self.parameters():
            p.data.add_(0.3 * torch.randn(p.shape))

    def forward(self, x):
        return self.last(self.encoder(x)[:, -1] if self.rows else self.encoder(x.transpose(0, 1))[-1])


def text(kind, attention):
    classify = transformers.AutoModelForSequenceClassification
    configuration = {
        "bert": lambda: transformers.BertConfig(**TEXT),
        "roberta": lambda: transformers.RobertaConfig(**TEXT, pad_token_id=1),
        "distilbert": lambda: transformers.DistilBertConfig(
            vocab_size=VOCABULARY, dim=8, n_layers=2, n_heads=2, hidden_dim=12,
            max_position_embeddings=12, num_labels=3),
        "gpt2": lambda: transformers.GPT2Config(
            vocab_size=VOCABULARY, n_embd=8, n_layer=2, n_head=2, n_positions=12, num_labels=3,
            pad_token_id=0),
        "gpt2lm": lambda: transformers.GPT2Config(
            vocab_size=VOCABULARY, n_embd=8, n_layer=1, n_head=2, n_positions=12),
        "xlnet": lambda: transformers.XLNetConfig(
            vocab_size=VOCABULARY, d_model=8, n_layer=2, n_head=2, d_inner=12, num_labels=3),
        "phi3": lambda: transformers.Phi3Config(**TEXT, num_key_value_heads=1, pad_token_id=0),
        "bart": lambda: transformers.BartConfig(
            vocab_size=VOCABULARY, d_model=8, encoder_layers=1, decoder_layers=1,
            encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=12,
            decoder_ffn_dim=12, max_position_embeddings=12, num_labels=3),
        "t5": lambda: transformers.T5Config(
            vocab_size=VOCABULARY, d_model=8, d_kv=4, d_ff=12, num_layers=1, num_heads=2,
            num_labels=3, decoder_start_token_id=0),
    }[kind]()
    auto = transformers.AutoModelForCausalLM if kind == "gpt2lm" else classify
    return auto.from_config(configuration, attn_implementation=attention), configuration


def tokens(model, table, arrays):
    """Length of the gradient of the first output's sum at each token's vector, 0 where it is masked.
    A decoder looks the same token up one step later."""
    vectors = []

    def keep(module, given, output):
        output.retain_grad()
        vectors.append(output)

    # Encoder and decoder have the weights of one table.
    hooks = [m.register_forward_hook(keep) for m in model.modules()
             if isinstance(m, nn.Embedding) and m.weight is table.weight]
    y = model(*arrays)
    y.reshape(y.shape[0], -1)[:, 0].sum().backward()
    for hook in hooks:
        hook.remove()
    for later in vectors[1:]:
        vectors[0].grad[:, :-1] += later.grad[:, 1:]
    lengths = vectors[0].grad.norm(dim=-1)
    lengths = lengths if lengths.shape == arrays[0].shape else lengths.t()
    lengths = lengths * arrays[1] if len(arrays) > 1 else lengths
    return np.ascontiguousarray(lengths.numpy())


def continuation(model, table, arrays, count):
    """Of the first row, lengths of the gradients of the scores of its last tokens, each taken one step
    before it, at the vectors of the tokens in front of it."""
    lengths = []
    ids = arrays[0][:1]
    for step in range(ids.shape[1] - count, ids.shape[1]):
        vectors = []
        hook = table.register_forward_hook(lambda m, g, o: (o.retain_grad(), vectors.append(o))[0])
        model(ids, *(a[:1] for a in arrays[1:]))[0, step - 1, ids[0, step]].backward()
        hook.remove()
        lengths.append(vectors[0].grad[0].norm(dim=-1).numpy())
    return np.array(lengths)


def export(name, model, inputs, dynamo):
    if ONLY and name not in ONLY:
        return
    file = os.path.join(FOLDER, name + ".onnx")
    arrays = tuple(inputs.values())
    if dynamo:
        batch = torch.export.Dim("b", min=1, max=64)
        free = tuple({0: batch} for _ in arrays)
        torch.onnx.export(model, arrays, file, input_names=list(inputs), output_names=["y"],
                          dynamo=True, dynamic_shapes=(free,) if isinstance(model, Logits) else free,
                          external_data=False, verbose=False)
    else:
        torch.onnx.export(model, arrays, file, input_names=list(inputs), output_names=["y"],
                          dynamo=False, dynamic_axes={n: {0: "b"} for n in inputs}, opset_version=17)
    proto = onnx.load(file)
    for node in proto.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    del proto.graph.value_info[:]
    del proto.graph.metadata_props[:]
    onnx.save(proto, file)
    kept = {k: v.numpy() for k, v in inputs.items()}
    kept["y"] = onnxruntime.InferenceSession(file).run(None, {k: v.numpy() for k, v in inputs.items()})[0]
    if len(arrays) == 1 and arrays[0].is_floating_point():
        x = arrays[0].double().requires_grad_()
        # The export leaves the model in training mode.
        y = model.double().eval()(x)
        y.reshape(y.shape[0], -1)[:, 0].sum().backward()
        kept["g"] = x.grad.numpy()
        model.float()
    table = getattr(model, "table", None)
    if isinstance(model, Logits) and hasattr(model.model, "get_input_embeddings"):
        table = model.model.get_input_embeddings()
    if isinstance(table, nn.Embedding):
        kept["t"] = tokens(model.double().eval(), table, arrays)
        if name.startswith("gpt2lm"):
            kept["c"] = continuation(model, table, arrays, 3)
        model.float()
    np.savez(os.path.join(FOLDER, name + ".npz"), **kept)


def cells():
    """Operators on single cells that torch.onnx seldom writes, in two operator sets."""
    helper, number = onnx.helper, onnx.numpy_helper.from_array

    def save(name, nodes, constants, opset):
        graph = helper.make_graph(
            nodes, name, [helper.make_tensor_value_info("x", 1, ["b", 4])],
            [helper.make_tensor_value_info("y", 1, ["b", None])],
            [number(np.array(v), k) for k, v in constants.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
        file = os.path.join(FOLDER, name + ".onnx")
        onnx.save(model, file)
        x = np.random.RandomState(0).randn(3, 4).astype("f4")
        try:
            y = onnxruntime.InferenceSession(file).run(None, {"x": x})[0]
        except Exception:  # newer than the runtime
            y = onnx.reference.ReferenceEvaluator(model).run(None, {"x": x})[0]
        np.savez(file[:-5] + ".npz", x=x, y=y)

    n = helper.make_node
    save("cells", [
        n("Swish", ["x"], ["swish"], alpha=1.5),
        n("Greater", ["x", "zero"], ["positive"]), n("Greater", ["x", "one"], ["large"]),
        n("Xor", ["positive", "large"], ["either"]), n("Cast", ["either"], ["bits"], to=1),
        n("ArgMax", ["x"], ["best"], axis=1, keepdims=0),
        n("OneHot", ["best", "depth", "values"], ["hot"]),
        n("EyeLike", ["square"], ["eye"], k=1), n("MatMul", ["x", "eye"], ["moved"]),
        n("NonZero", ["mask"], ["places"]), n("Squeeze", ["places", "first"], ["place"]),
        n("Gather", ["x", "place"], ["some"], axis=1),
        n("Shape", ["some"], ["shape"]), n("Expand", ["index", "shape"], ["indices"]),
        n("ScatterElements", ["x", "indices", "some"], ["put"], axis=1),
        n("MeanVarianceNormalization", ["x"], ["normal"], axes=[1]),
        n("Concat", ["swish", "bits", "hot", "moved", "put", "normal"], ["y"], axis=1),
    ], {"zero": np.float32(0), "one": np.float32(0.5), "depth": np.int64(4),
        "values": np.array([0.5, 2], "f4"), "square": np.zeros((4, 4), "f4"),
        "mask": np.array([0, 1, 0, 1], bool), "first": np.array([0]),
        "index": np.array([[3, 0]])}, 24)
    save("cells-opset10", [
        n("Shape", ["x"], ["shape"]), n("Slice", ["shape", "zero", "one"], ["rows"]),
        n("Concat", ["rows", "two"], ["wide"], axis=0), n("Expand", ["index", "wide"], ["indices"]),
        n("Gather", ["x", "some"], ["cells"], axis=1),
        n("Scatter", ["x", "indices", "cells"], ["y"], axis=1),
    ], {"zero": np.array([0]), "one": np.array([1]), "two": np.array([2]),
        "some": np.array([1, 3]), "index": np.array([[3, 0]])}, 10)
    flow(n)


def flow(n):
    """A branch and a loop that are known, and a function of the file that calls another one."""
    helper, number = onnx.helper, onnx.numpy_helper.from_array

    def branch(name, op):
        return helper.make_graph([n(op, ["x"], [name])], name, [],
                                 [helper.make_tensor_value_info(name, 1, ["b", 4])])

    body = helper.make_graph(
        [n("Cast", ["turn"], ["number"], to=1), n("Mul", ["state", "number"], ["product"]),
         n("Add", ["product", "x"], ["next"]), n("Identity", ["goes"], ["on"]),
         n("ReduceSum", ["next", "last"], ["sum"], keepdims=0)], "body",
        [helper.make_tensor_value_info("turn", 7, []), helper.make_tensor_value_info("goes", 9, []),
         helper.make_tensor_value_info("state", 1, ["b", 4])],
        [helper.make_tensor_value_info("on", 9, []), helper.make_tensor_value_info("next", 1, ["b", 4]),
         helper.make_tensor_value_info("sum", 1, ["b"])])
    sets = [helper.make_opsetid("", 17), helper.make_opsetid("own", 1)]
    half = helper.make_function(
        "own", "Half", ["a"], ["h"],
        [n("Constant", [], ["two"], value=number(np.float32(2))), n("Div", ["a", "two"], ["h"])], sets)
    gate = helper.make_function(
        "own", "Gate", ["a"], ["g"],
        [n("Sigmoid", ["a"], ["s"]), n("Mul", ["a", "s"], ["p"]), n("Half", ["p"], ["g"], domain="own")], sets)
    graph = helper.make_graph(
        [n("If", ["yes"], ["chosen"], then_branch=branch("yes_x", "Relu"), else_branch=branch("no_x", "Neg")),
         n("Loop", ["turns", "yes", "chosen"], ["end", "sums"], body=body),
         n("Transpose", ["sums"], ["columns"], perm=[1, 0]),
         n("Gate", ["end"], ["gated"], domain="own"),
         n("Concat", ["gated", "columns"], ["y"], axis=1)], "flow",
        [helper.make_tensor_value_info("x", 1, ["b", 4])],
        [helper.make_tensor_value_info("y", 1, ["b", 7])],
        [number(np.array(True), "yes"), number(np.array(3), "turns"), number(np.array([1]), "last")])
    model = helper.make_model(graph, opset_imports=sets, functions=[half, gate], ir_version=8)
    file = os.path.join(FOLDER, "cells-flow.onnx")
    onnx.save(model, file)
    x = np.random.RandomState(0).randn(3, 4).astype("f4")
    np.savez(file[:-5] + ".npz", x=x, y=onnxruntime.InferenceSession(file).run(None, {"x": x})[0])


def dequantised(stored, code):
    """The numbers of an initializer of a quantised file; nothing if it is not there."""
    array = {t.name: onnx.numpy_helper.to_array(t) for t in stored.graph.initializer}
    base = code.removesuffix("_quantized")
    scale = array.get(code + "_scale", array.get(base + "_scale"))
    if code not in array or scale is None:
        return None
    scale = scale.astype("f8")
    zero = array.get(code + "_zero_point", array.get(base + "_zero_point", np.array(0))).astype("f8")
    wide = (-1,) + (1,) * (array[code].ndim - 1)
    return (array[code] - zero.reshape(wide) if zero.size > 1 else array[code] - zero) * (
        scale.reshape(wide) if scale.size > 1 else scale)


def quantised():
    """Networks of 8 bits as ONNX Runtime's tools write them: y is what PyTorch gives with the dequantised
    weights, q what ONNX Runtime gives."""
    if ONLY and "int8" not in ONLY:
        return
    from onnxruntime import quantization as q
    torch.manual_seed(3)
    model = nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 5, 3), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 6), nn.ReLU(), nn.Linear(6, 3)).eval()
    x = torch.randn(3, 2, 8, 8)
    plain = os.path.join(FOLDER, "plain.onnx")
    torch.onnx.export(model, (x,), plain, input_names=["x"], output_names=["y"], dynamo=False,
                      dynamic_axes={"x": {0: "b"}}, opset_version=17)

    class Reader(q.CalibrationDataReader):
        def __init__(self):
            # Wider ranges than those of x, so that nothing of it is cut.
            self.batches = iter([{"x": factor * x.numpy()} for factor in (-1, 0, 1, 1.5)])

        def get_next(self):
            return next(self.batches, None)

    kinds = {
        "int8-qdq": lambda f: q.quantize_static(plain, f, Reader(), per_channel=True),
        "int8-codes": lambda f: q.quantize_static(plain, f, Reader(), q.QuantFormat.QOperator),
        "int8-dynamic": lambda f: q.quantize_dynamic(plain, f)}
    for name, make in kinds.items():
        file = os.path.join(FOLDER, name + ".onnx")
        make(file)
        stored = onnx.load(file)
        if name == "int8-codes":
            # The biases have the scale of the products; the other format tells it.
            q.quantize_static(plain, plain + ".onnx", Reader())
            biases = onnx.load(plain + ".onnx")
            os.remove(plain + ".onnx")
        other = copy.deepcopy(model).double()
        state = {}
        for key, value in model.state_dict().items():
            found = dequantised(stored, key + "_quantized")
            if name == "int8-codes" and key.endswith("bias"):
                found = dequantised(biases, key + "_quantized")
            if found is not None and found.shape != tuple(value.shape):
                found = found.T
            state[key] = value.double() if found is None else torch.tensor(found)
        other.load_state_dict(state)
        given = x.double().requires_grad_()
        y = other(given)
        y[:, 0].sum().backward()
        np.savez(file[:-5] + ".npz", x=x.numpy(), y=y.detach().numpy(), g=given.grad.numpy(),
                 q=onnxruntime.InferenceSession(file).run(None, {"x": x.numpy()})[0])
    os.remove(plain)
    helper, number = onnx.helper, onnx.numpy_helper.from_array
    random = np.random.RandomState(0)
    codes = random.randint(-127, 128, (4, 3)).astype("i1")
    scale = np.array([0.01, 0.02, 0.03], "f4")
    constants = {"s": np.float32(0.03), "z": np.uint8(128), "w": codes, "ws": scale,
                 "wz": np.array([1, 0, -2], "i1"), "ys": np.float32(0.2), "yz": np.uint8(120)}
    n = helper.make_node
    graph = helper.make_graph(
        [n("QuantizeLinear", ["x", "s", "z"], ["c"]),
         n("QLinearMatMul", ["c", "s", "z", "w", "ws", "wz", "ys", "yz"], ["d"]),
         n("DequantizeLinear", ["d", "ys", "yz"], ["y"])], "product",
        [helper.make_tensor_value_info("x", 1, ["b", 4])],
        [helper.make_tensor_value_info("y", 1, ["b", 3])],
        [number(np.asarray(v), k) for k, v in constants.items()])
    file = os.path.join(FOLDER, "int8-product.onnx")
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), file)
    x = random.randn(3, 4).astype("f4")
    weights = (codes.astype("f8") - constants["wz"]) * scale.astype("f8")
    np.savez(file[:-5] + ".npz", x=x, y=x.astype("f8") @ weights,
             g=np.tile(weights[:, 0], (3, 1)),
             q=onnxruntime.InferenceSession(file).run(None, {"x": x})[0])


def main():
    os.makedirs(FOLDER, exist_ok=True)
    if not ONLY or "cells" in ONLY:
        cells()
    quantised()
    torch.manual_seed(0)
    ids = torch.randint(3, VOCABULARY, (3, LENGTH))
    mask = torch.ones(3, LENGTH, dtype=torch.long)
    mask[1, 4:] = 0
    mask[2, 2:] = 0
    for kind, attention, dynamo in [
            ("bert", "sdpa", False), ("bert", "eager", True), ("roberta", "sdpa", False),
            ("distilbert", "sdpa", True), ("gpt2", "sdpa", True), ("gpt2", "eager", False),
            ("gpt2lm", "eager", False), ("xlnet", "eager", False), ("phi3", "eager", False),
            ("bart", "sdpa", False), ("bart", "eager", True), ("t5", "eager", False)]:
        torch.manual_seed(1)
        model, configuration = text(kind, attention)
        # Weights as large as trained ones, so that a missing mask is seen.
        for parameter in model.parameters():
            parameter.data.mul_(10)
        pad = configuration.pad_token_id or 0
        padded = ids.clone()
        padded[mask == 0] = pad
        if kind in ("bart", "t5"):
            # The answer is read at the end token.
            padded[range(3), mask.sum(1) - 1] = configuration.eos_token_id
        inputs = {"input_ids": padded, "attention_mask": mask}
        more = {"use_cache": False} if kind in ("gpt2", "gpt2lm", "bart", "t5") else {}
        export(f"{kind}-{attention}", Logits(model.eval(), list(inputs), **more), inputs, dynamo)
    torch.manual_seed(2)
    swin = transformers.SwinForImageClassification(transformers.SwinConfig(
        image_size=16, patch_size=2, embed_dim=4, depths=[2], num_heads=[2], window_size=4,
        num_labels=3))
    convnext = transformers.ConvNextForImageClassification(transformers.ConvNextConfig(
        hidden_sizes=[4, 6], depths=[1, 1], num_stages=2, num_labels=3))
    for name, model, x, dynamo in [
            ("swin", Logits(swin.eval(), ["pixel_values"]), torch.randn(2, 3, 16, 16), False),
            ("convnext", Logits(convnext.eval(), ["pixel_values"]), torch.randn(2, 3, 16, 16), True),
            ("unet-bilinear", UNet("bilinear").eval(), torch.randn(2, 3, 8, 8), False),
            ("unet-bicubic", UNet("bicubic").eval(), torch.randn(2, 3, 8, 8), True),
            ("volume", Volume().eval(), torch.randn(2, 1, 8, 8, 8), False),
            ("mixed", Mixed().eval(), torch.randn(2, 3, 6, 6), False),
            ("parts", Parts().eval(), torch.randn(2, 3, 16, 16), False),
            ("time-first", TimeFirst().eval(), ids, False),
            ("sampler", Sampler().eval(), torch.randn(2, 3, 6, 5), False),
            ("spectrum", Spectrum().eval(), torch.randn(2, 40), True),
            ("encoder-time", Encoder(False).eval(), torch.randn(3, 5, 8), False),
            ("encoder-rows", Encoder(True).eval(), torch.randn(3, 5, 8), False)]:
        for parameter in model.parameters():
            parameter.data.mul_(2)
        export(name, model, {"x": x}, dynamo)


main()
