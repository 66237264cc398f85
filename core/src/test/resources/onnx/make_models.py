"""Makes the small ONNX models of the importer's tests, with inputs and reference outputs.

Run with Python 3, torch, onnx, onnxruntime and numpy:  python make_models.py [FOLDER]
Each model NAME.onnx gets NAME.in.npy (5 rows) and NAME.out.npy, the outputs of ONNX Runtime, which
for PyTorch models are also compared with PyTorch's own. All weights are random, from fixed seeds.
"""
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from torch import nn

OUT = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
ROWS = 5


def save(name, model, x, expected=None, batch=None, reference=False):
    """Writes a model with its input and ONNX Runtime's output; batch=1 feeds row after row.

    reference takes ONNX's own slow evaluator, for what ONNX Runtime refuses.
    """
    onnx.checker.check_model(model)
    (OUT / f"{name}.onnx").write_bytes(model.SerializeToString())
    if reference:
        session = ReferenceEvaluator(model)
    else:
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    feed = model.graph.input[0].name
    if batch == 1:
        y = np.concatenate([session.run(None, {feed: x[i : i + 1]})[0] for i in range(len(x))])
    else:
        y = session.run(None, {feed: x})[0]
    if expected is not None:
        assert np.abs(y - expected).max() <= 1e-5 * np.abs(expected).max() + 1e-7, name
    np.save(OUT / f"{name}.in.npy", x)
    np.save(OUT / f"{name}.out.npy", y.astype(np.float32))


def randomise(module, seed):
    """Random weights, and batch statistics other than 0 and 1."""
    torch.manual_seed(seed)
    for m in module.modules():
        if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)):
            m.running_mean.normal_(0, 0.3)
            m.running_var.uniform_(0.5, 2)
            nn.init.uniform_(m.weight, 0.5, 1.5)
            nn.init.normal_(m.bias, 0, 0.2)
        if isinstance(m, (nn.LayerNorm, nn.GroupNorm)):
            nn.init.uniform_(m.weight, 0.5, 1.5)
            nn.init.normal_(m.bias, 0, 0.2)
    return module.eval()


def torch_model(name, module, shape, opset=17, tokens=None, fixed=False, dynamic=None, seed=0, **options):
    """Exports a PyTorch module; fixed keeps the batch size 1 in the file."""
    module = randomise(module, seed)
    rng = np.random.default_rng(seed + 1)
    if tokens:
        x = rng.integers(0, tokens, (ROWS, *shape))
    else:
        x = rng.standard_normal((ROWS, *shape)).astype(np.float32)
    given = torch.from_numpy(x)
    with torch.no_grad():
        expected = module(given).numpy()
    axes = None if fixed else {"input": {0: "batch", **(dynamic or {})}, "output": {0: "batch"}}
    path = OUT / f"{name}.onnx"
    torch.onnx.export(
        module,
        (given[:1] if fixed else given[:2],),
        str(path),
        dynamo=False,
        opset_version=opset,
        input_names=["input"],
        output_names=["output"],
        dynamic_axes=axes,
        **options,
    )
    save(name, onnx.load(path), x, expected, batch=1 if fixed else None)


class Last(nn.Module):
    """Recurrent layers, then a dense layer on the last step, the mean or the final states."""

    def __init__(self, rnn, head, how):
        super().__init__()
        self.rnn, self.head, self.how = rnn, head, how

    def forward(self, x):
        y, h = self.rnn(x)
        if isinstance(h, tuple):
            h = h[0]
        if self.how == "last":
            return self.head(y[:, -1])
        if self.how == "mean":
            return self.head(y.mean(1))
        if self.how == "both":
            return self.head(torch.cat([h[-2], h[-1]], 1))
        return self.head(h[-1])


class Block(nn.Module):
    """A residual block."""

    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(c_out)
        self.skip = nn.Sequential()
        if stride > 1 or c_in != c_out:
            self.skip = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + self.skip(x))


class TextCnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(30, 6)
        self.convs = nn.ModuleList(nn.Conv1d(6, 5, k) for k in (2, 3, 4))
        self.fc = nn.Linear(15, 3)

    def forward(self, ids):
        x = self.embedding(ids).transpose(1, 2)
        return self.fc(torch.cat([torch.relu(c(x)).max(2).values for c in self.convs], 1))


class Apply(nn.Module):
    """A module of one function, between two dense layers so that values spread."""

    def __init__(self, f, d_in=6, d=8):
        super().__init__()
        self.a, self.f, self.b = nn.Linear(d_in, d), f, nn.LazyLinear(3)
        with torch.no_grad():
            self(torch.zeros(2, d_in))

    def forward(self, x):
        return self.b(self.f(self.a(x)))


class Vit(nn.Module):
    """Patches, a class token, positions, one encoder block."""

    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(1, 8, 4, 4)
        self.cls = nn.Parameter(torch.randn(1, 1, 8))
        self.position = nn.Parameter(torch.randn(1, 5, 8))
        self.norm = nn.LayerNorm(8)
        self.q, self.k, self.v, self.o = (nn.Linear(8, 8) for _ in range(4))
        self.head = nn.Linear(8, 3)

    def heads(self, x):
        return x.view(x.shape[0], x.shape[1], 2, 4).transpose(1, 2)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], 1) + self.position
        y = self.norm(x)
        q, k, v = self.heads(self.q(y)), self.heads(self.k(y)), self.heads(self.v(y))
        a = torch.softmax(q @ k.transpose(-2, -1) / 2.0, -1) @ v
        x = x + self.o(a.transpose(1, 2).reshape(x.shape))
        return self.head(x[:, 0])


class Shapes(nn.Module):
    """Slices, splits, gathers, pads and the like on one image."""

    def forward(self, x):
        a, b = x.split([1, 2], 1)
        c = torch.cat([a, b[:, :1], x[:, -1:]], 1)
        d = nn.functional.pad(c, (1, 2, 0, 1), value=0.5)
        e = nn.functional.pad(c, (1, 1, 1, 1), mode="reflect")[:, :, 1:-1, 1:-1]
        f = nn.functional.pad(c, (2, 1, 1, 2), mode="replicate")[:, :, ::2, 1::2]
        g = nn.functional.interpolate(c, scale_factor=2, mode="nearest")
        h = x[:, [2, 0]].flip(1).unsqueeze(1).squeeze(1)
        i = x.permute(0, 2, 3, 1).reshape(x.shape[0], -1, 2)
        j = x.mean((2, 3), keepdim=True).expand(-1, -1, 2, 3)
        parts = [d, e, f, g, h, i, j, x.amax((2, 3)), x.sum(1)]
        return torch.cat([p.flatten(1) for p in parts], 1)


class Maths(nn.Module):
    """Arithmetic with constants and between tensors."""

    def forward(self, x):
        p = x.abs() + 0.5
        parts = [
            p.log(), p.sqrt(), -x, 1 / p, x**2, p**1.5, x.exp(), torch.erf(x), 2 - x, x - 3, x * 4,
            x / 5, x.clamp(-0.5, 0.7), torch.maximum(x, x.flip(1)), torch.minimum(x, x.flip(1)),
            x / p, x.clamp(min=0), 3 / p, x * torch.arange(6.0), torch.log_softmax(x, 1),
            p.norm(dim=1, keepdim=True), x.amin(1, keepdim=True),
        ]
        return torch.cat(parts, 1)


def torch_models():
    torch_model("mlp", nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3), nn.Softmax(1)), (6,), opset=9)
    torch_model("mlp-fixed", nn.Sequential(nn.Linear(6, 8), nn.Dropout(), nn.Tanh(), nn.Linear(8, 3)), (6,), fixed=True)
    vgg = nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3, padding=1, groups=2), nn.BatchNorm2d(6), nn.ReLU(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(24, 8), nn.ReLU(), nn.Dropout(), nn.Linear(8, 4), nn.LogSoftmax(1))
    torch_model("vgg", vgg, (3, 8, 8), opset=11)
    resnet = nn.Sequential(
        nn.Conv2d(3, 4, 3, 1, 1, bias=False), nn.BatchNorm2d(4), nn.ReLU(), Block(4, 4, 1), Block(4, 6, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 4))
    torch_model("resnet", resnet, (3, 10, 10), opset=13)
    torch_model("resnet-unfolded", resnet, (3, 10, 10), opset=17, do_constant_folding=False,
                training=torch.onnx.TrainingMode.PRESERVE)
    torch_model("resnet-fixed", resnet, (3, 10, 10), fixed=True)
    torch_model("resnet-free-size", resnet, (3, 12, 9), dynamic={2: "h", 3: "w"})
    encoder = nn.TransformerEncoderLayer(8, 2, 12, batch_first=True)
    head = nn.Sequential(encoder, nn.Flatten(), nn.Linear(40, 3))
    torch_model("transformer", head, (5, 8), opset=17)
    torch_model("transformer-opset14", head, (5, 8), opset=14)
    gelu = nn.TransformerEncoderLayer(8, 2, 12, batch_first=True, activation="gelu", norm_first=True)
    torch_model("transformer-gelu", nn.Sequential(gelu, nn.Flatten(), nn.Linear(40, 3)), (5, 8), opset=14)
    torch_model("transformer-fixed", head, (5, 8), opset=17, fixed=True)
    torch_model("vit", Vit(), (1, 8, 8), opset=16)
    torch_model("text-cnn", TextCnn(), (7,), tokens=30)
    torch_model("text-cnn-free-length", TextCnn(), (7,), tokens=30, dynamic={1: "time"})
    embedded = nn.Sequential(nn.Embedding(20, 5), Last(nn.LSTM(5, 4, batch_first=True), nn.Linear(4, 2), "last"))
    torch_model("text-lstm", embedded, (6,), tokens=20, dynamic={1: "time"})
    kinds = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
    for kind, cell in kinds.items():
        torch_model(f"{kind}-last", Last(cell(3, 4, batch_first=True), nn.Linear(4, 2), "last"), (6, 3), opset=11)
        torch_model(f"{kind}-state", Last(cell(3, 4, 2, batch_first=True), nn.Linear(4, 2), "state"), (6, 3))
        two = cell(3, 4, 2, batch_first=True, bidirectional=True)
        torch_model(f"{kind}-both", Last(two, nn.Linear(8, 2), "both"), (6, 3), opset=14)
        two = cell(3, 4, batch_first=True, bidirectional=True)
        torch_model(f"{kind}-mean", Last(two, nn.Linear(8, 2), "mean"), (6, 3), dynamic={1: "time"})
    torch_model("rnn-relu", Last(nn.RNN(3, 4, batch_first=True, nonlinearity="relu"), nn.Linear(4, 2), "last"), (6, 3))
    torch_model("lstm-fixed", Last(nn.LSTM(3, 4, batch_first=True), nn.Linear(4, 2), "last"), (6, 3), fixed=True)
    decoder = nn.Sequential(
        nn.Conv2d(1, 3, 3, stride=2, padding=1), nn.ReLU(),
        nn.ConvTranspose2d(3, 4, 3, stride=2, padding=1, output_padding=1), nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(4, 2, 2, dilation=2, groups=2), nn.Sigmoid())
    torch_model("autoencoder", decoder, (1, 8, 8))
    one_d = nn.Sequential(
        nn.Conv1d(2, 4, 3, dilation=2), nn.BatchNorm1d(4), nn.ELU(), nn.MaxPool1d(2, ceil_mode=True),
        nn.ConvTranspose1d(4, 3, 3, stride=2), nn.AvgPool1d(3, 2, padding=1), nn.Flatten(), nn.Linear(24, 2))
    torch_model("conv1d", one_d, (2, 18))
    pools = nn.Sequential(
        nn.Conv2d(1, 3, (3, 2), stride=(1, 2), padding=(0, 1), dilation=(2, 1)), nn.MaxPool2d(3, 2, 1),
        nn.AvgPool2d(2, 1, 1, count_include_pad=False), nn.AvgPool2d(3, 2, 1, ceil_mode=True), nn.Flatten())
    torch_model("pools", pools, (1, 13, 14))
    norms = nn.Sequential(
        nn.Conv2d(2, 4, 3), nn.GroupNorm(2, 4), nn.SiLU(), nn.InstanceNorm2d(4), nn.Conv2d(4, 4, 1),
        nn.PReLU(4), nn.LayerNorm([4, 4, 4]), nn.AdaptiveMaxPool2d(1), nn.Flatten())
    torch_model("norms", norms, (2, 6, 6))
    torch_model("layer-norm-unfused", nn.Sequential(nn.Linear(6, 8), nn.LayerNorm(8), nn.Linear(8, 2)), (6,), opset=12)
    activations = {
        "relu6": nn.ReLU6(), "leaky": nn.LeakyReLU(0.3), "elu": nn.ELU(0.7), "selu": nn.SELU(), "celu": nn.CELU(0.6),
        "prelu": nn.PReLU(), "gelu": nn.GELU(), "gelu-tanh": nn.GELU("tanh"), "silu": nn.SiLU(), "mish": nn.Mish(),
        "softplus": nn.Softplus(), "softsign": nn.Softsign(), "hardsigmoid": nn.Hardsigmoid(),
        "hardswish": nn.Hardswish(), "hardtanh": nn.Hardtanh(), "threshold": nn.Softmin(-1), "glu": nn.GLU(-1)}
    for name, f in activations.items():
        torch_model(f"act-{name}", Apply(f), (6,), opset=14)
    torch_model("act-gelu-opset20", Apply(nn.GELU()), (6,), opset=20)
    torch_model("shapes", Shapes(), (3, 4, 4))
    torch_model("shapes-opset9", nn.Sequential(nn.Conv2d(2, 3, 1), nn.Upsample(scale_factor=3), nn.Flatten()), (2, 3, 3), opset=9)
    torch_model("maths", Maths(), (6,))
    torch_model("maths-opset11", Maths(), (6,), opset=11)
    double = randomise(nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 3)), 3).double()
    torch.onnx.export(double, (torch.zeros(2, 6).double(),), str(OUT / "mlp-double.onnx"), dynamo=False,
                      input_names=["input"], output_names=["output"], dynamic_axes={"input": {0: "n"}, "output": {0: "n"}})
    save("mlp-double", onnx.load(OUT / "mlp-double.onnx"), np.random.default_rng(5).standard_normal((ROWS, 6)))


class Hand:
    """A graph written node by node."""

    def __init__(self, name, shape, opset=18, seed=0, batch="batch", kind=TensorProto.FLOAT):
        self.name, self.shape, self.opset, self.batch, self.kind = name, shape, opset, batch, kind
        self.rng = np.random.default_rng(seed)
        self.nodes, self.stored, self.n = [], [], 0

    def weight(self, *shape, value=None):
        array = self.rng.standard_normal(shape).astype(np.float32) / 2 if value is None else np.asarray(value)
        name = f"w{len(self.stored)}"
        self.stored.append(numpy_helper.from_array(array, name))
        return name

    def __call__(self, op, *inputs, outputs=1, **attributes):
        self.n += 1
        names = [f"t{self.n}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def save(self, output, x=None, rank=2, names=None, reference=False):
        given = helper.make_tensor_value_info("x", self.kind, [self.batch, *self.shape])
        results = names or [(output, TensorProto.FLOAT)]
        outs = [helper.make_tensor_value_info(n, t, [None] * rank) for n, t in results]
        graph = helper.make_graph(self.nodes, self.name, [given], outs, self.stored)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=9)
        if x is None:
            x = self.rng.standard_normal((ROWS, *[d if isinstance(d, int) else 6 for d in self.shape])).astype(np.float32)
        save(self.name, model, x, reference=reference)


def hand_models():
    # tf2onnx: images with the channels last, biases by Add, and SAME padding.
    g = Hand("tf-nhwc", (9, 9, 2), opset=13)
    t = g("Transpose", "x", perm=[0, 3, 1, 2])
    t = g("Conv", t, g.weight(4, 2, 3, 3), g.weight(4), strides=[2, 2], auto_pad="SAME_UPPER", kernel_shape=[3, 3])
    t = g("Relu", t)
    t = g("MaxPool", t, kernel_shape=[2, 2], strides=[2, 2], auto_pad="SAME_UPPER")
    t = g("Conv", t, g.weight(3, 4, 2, 2), auto_pad="SAME_LOWER", kernel_shape=[2, 2])
    t = g("Add", t, g.weight(1, 3, 1, 1))
    t = g("AveragePool", t, kernel_shape=[2, 2], auto_pad="VALID")
    t = g("Transpose", t, perm=[0, 2, 3, 1])
    t = g("Reshape", t, g.weight(value=np.array([-1, 12])))
    t = g("MatMul", t, g.weight(12, 3))
    t = g("Add", t, g.weight(3))
    g.save(g("Softmax", t, axis=-1))
    # tf2onnx: pooling over time of sequences, a transposed convolution with SAME padding.
    g = Hand("tf-decoder", (4, 4, 2), opset=12)
    t = g("Transpose", "x", perm=[0, 3, 1, 2])
    t = g("ConvTranspose", t, g.weight(2, 3, 3, 3), strides=[2, 2], auto_pad="SAME_LOWER", kernel_shape=[3, 3])
    t = g("ConvTranspose", t, g.weight(3, 2, 2, 2), output_shape=[9, 9], kernel_shape=[2, 2])
    t = g("GlobalMaxPool", t)
    t = g("Squeeze", t, axes=[2, 3])
    g.save(g("Softmax", t))
    # Keras LSTM and GRU as tf2onnx writes them: states by Expand from Shape.
    for op, blocks, options in (("LSTM", 4, {}), ("GRU", 3, {"linear_before_reset": 0}), ("GRU", 3, {"linear_before_reset": 1})):
        g = Hand(f"tf-{op.lower()}{options.get('linear_before_reset', '')}", (6, 3), opset=13)
        t = g("Transpose", "x", perm=[1, 0, 2])
        n = g("Slice", g("Shape", "x"), g.weight(value=np.array([0])), g.weight(value=np.array([1])), g.weight(value=np.array([0])))
        shape = g("Concat", g.weight(value=np.array([1])), n, g.weight(value=np.array([4])), axis=0)
        state = g("Expand", g.weight(value=np.zeros((1, 1, 1), np.float32)), shape)
        states = [state, state] if op == "LSTM" else [state]
        y = g(op, t, g.weight(1, 4 * blocks, 3), g.weight(1, 4 * blocks, 4), g.weight(1, 8 * blocks), "", *states,
              hidden_size=4, outputs=2, **options)
        h = g("Squeeze", y[1], g.weight(value=np.array([0])))
        s = g("Transpose", g("Squeeze", y[0], g.weight(value=np.array([1]))), perm=[1, 0, 2])
        g.save(g("Concat", h, g("ReduceMean", s, axes=[1], keepdims=0), axis=1))
    # Recurrence with the batch first.
    for op, blocks in (("RNN", 1), ("LSTM", 4), ("GRU", 3)):
        g = Hand(f"{op.lower()}-layout", (6, 3), opset=14)
        y = g(op, "x", g.weight(1, 4 * blocks, 3), g.weight(1, 4 * blocks, 4), g.weight(1, 8 * blocks),
              hidden_size=4, layout=1, outputs=2)
        g.save(g("Flatten", y[1]), reference=True)
    # Other directions, activations and constants.
    g = Hand("rnn-options", (6, 3), opset=14)
    t = g("Transpose", "x", perm=[1, 0, 2])
    a = g("RNN", t, g.weight(1, 4, 3), g.weight(1, 4, 4), hidden_size=4, direction="reverse",
          activations=["LeakyRelu"], activation_alpha=[0.3], outputs=2)
    b = g("GRU", t, g.weight(2, 12, 3), g.weight(2, 12, 4), g.weight(2, 24), hidden_size=4, direction="bidirectional",
          activations=["HardSigmoid", "Softsign", "Sigmoid", "Tanh"], activation_alpha=[0.3], activation_beta=[0.4], outputs=2)
    c = g("LSTM", t, g.weight(1, 16, 3), g.weight(1, 16, 4), hidden_size=4, direction="reverse", outputs=2)
    parts = [g("ReduceSum", p, g.weight(value=np.array([0, 1])), keepdims=0) for p in (a[0], b[0], c[0])]
    parts += [g("ReduceSum", p, g.weight(value=np.array([0])), keepdims=0) for p in (a[1], b[1], c[1])]
    g.save(g("Concat", *parts, axis=1))
    # The dynamo exporter: opset 18, layer normalisation and GELU as operators or inlined functions.
    g = Hand("dynamo-block", (5, 8), opset=18)
    t = g("LayerNormalization", "x", g.weight(8), g.weight(8), axis=-1, epsilon=1e-6)
    heads = []
    for _ in range(3):
        p = g("Add", g("MatMul", t, g.weight(8, 8)), g.weight(8))
        n = g("Shape", p, start=0, end=1)
        shape = g("Concat", n, g.weight(value=np.array([5])), g.weight(value=np.array([2])), g.weight(value=np.array([4])), axis=0)
        heads.append(g("Transpose", g("Reshape", p, shape, allowzero=1), perm=[0, 2, 1, 3]))
    scores = g("Mul", g("MatMul", heads[0], g("Transpose", heads[1], perm=[0, 1, 3, 2])), g.weight(value=np.float32(0.5)))
    mask = g("Where", g.weight(value=np.tril(np.ones((5, 5), bool))), g.weight(value=np.float32(0)), g.weight(value=np.float32(-1e30)))
    attended = g("MatMul", g("Softmax", g("Add", scores, mask), axis=-1), heads[2])
    merged = g("Reshape", g("Transpose", attended, perm=[0, 2, 1, 3]), g.weight(value=np.array([0, 5, 8])))
    t = g("Add", "x", g("Add", g("MatMul", merged, g.weight(8, 8)), g.weight(8)))
    hidden = g("Add", g("MatMul", t, g.weight(8, 12)), g.weight(12))
    erf = g("Erf", g("Div", hidden, g.weight(value=np.float32(np.sqrt(2)))))
    gelu = g("Mul", g.weight(value=np.float32(0.5)), g("Mul", hidden, g("Add", g.weight(value=np.float32(1)), erf)))
    t = g("Add", t, g("MatMul", gelu, g.weight(12, 8)))
    g.save(g("Gemm", g("Flatten", t), g.weight(40, 3), g.weight(3), alpha=0.5, beta=2.0))
    # scikit-learn: labels first, then probabilities; dense layers as Cast, MatMul, Add.
    g = Hand("sklearn-mlp", (4,), opset=15)
    t = g("Relu", g("Add", g("MatMul", g("Cast", "x", to=1), g.weight(4, 6)), g.weight(1, 6)))
    p = g("Softmax", g("Add", g("MatMul", t, g.weight(6, 3)), g.weight(1, 3)), axis=1)
    g.save(p, names=[(p, TensorProto.FLOAT)])
    # Operators that the exporters above do not write.
    g = Hand("operators", (4, 6), opset=18)
    x = "x"
    parts = [
        g("ThresholdedRelu", x, alpha=0.3), g("Celu", x, alpha=0.4), g("HardSigmoid", x), g("HardSwish", x), g("Mish", x), g("Softsign", x),
        g("Clip", x, "", g.weight(value=np.float32(0.4))), g("Sum", x, x, g.weight(6)), g("Mean", x, g.weight(4, 6)),
        g("Max", x, g.weight(value=np.float32(0.1)), g.weight(6)), g("Min", x, g.weight(4, 1)), g("Identity", g("Dropout", x)),
        g("PRelu", x, g.weight(4, 1)), g("Reciprocal", g("Exp", x)), g("Where", g.weight(value=np.arange(6) % 2 == 0), x, g.weight(value=np.float32(2))),
        g("Neg", x), g("Softmax", x, axis=1),
        g("Tile", x, g.weight(value=np.array([1, 2, 1]))), g("ReduceL1", x, g.weight(value=np.array([-1]))),
        g("ReduceSumSquare", x, g.weight(value=np.array([1])), keepdims=1),
        g("Gather", x, g.weight(value=np.array([[0, -1], [2, 1]])), axis=2), g("LogSoftmax", x, axis=-2),
        g("Split", x, num_outputs=2, axis=2, outputs=2)[1], g("Slice", x, g.weight(value=np.array([-1])), g.weight(value=np.array([-9])), g.weight(value=np.array([2])), g.weight(value=np.array([-2]))),
        g("Pad", x, g.weight(value=np.array([1, -2, 0, 1])), g.weight(value=np.float32(3)), g.weight(value=np.array([1, 2]))),
        g("Pad", x, g.weight(value=np.array([0, 1, 2, 0, 0, 1])), mode="edge"),
        g("Resize", x, "", g.weight(value=np.array([1, 1, 1.5], np.float32)), mode="nearest", coordinate_transformation_mode="asymmetric"),
        g("Expand", g("ReduceMax", x, g.weight(value=np.array([2]))), g.weight(value=np.array([1, 4, 3]))),
        g("Reshape", x, g.weight(value=np.array([0, -1, 3]))), g("MatMul", x, g("Transpose", x, perm=[0, 2, 1])),
        g("MatMul", g.weight(3, 4), x), g("Sub", g.weight(4, 1), x),
    ]
    flat = [g("Flatten", p, axis=1) for p in parts]
    g.save(g("Concat", *flat, g("Expand", g.weight(1, 2), g("Concat", g("Shape", x, end=1), g.weight(value=np.array([1])), axis=0)), axis=1))
    # What is computed when the file is read: positions, masks and sizes.
    g = Hand("constants", (4, 6), opset=18)
    size = g("Div", g("Size", "x"), g("Gather", g("Shape", "x"), g.weight(value=np.int64(0))))
    positions = g("Range", g.weight(value=np.int64(0)), g("Gather", g("Shape", "x"), g.weight(value=np.int64(-1))), g.weight(value=np.int64(1)))
    two, four = g.weight(value=np.int64(2)), g.weight(value=np.int64(4))
    between = g("And", g("GreaterOrEqual", positions, two), g("LessOrEqual", positions, four))
    ends = g("Or", g("Less", positions, two), g("Greater", positions, four))
    odd = g("Not", g("Equal", g("Mod", positions, two), g.weight(value=np.int64(0))))
    t = g("Sum", *[g("Mul", "x", g("Cast", m, to=1)) for m in (between, ends, odd, size)])
    third = g("Div", g("Cast", positions, to=1), g.weight(value=np.float32(3)))
    t = g("Sum", t, g("Floor", third), g("Ceil", third), g("Round", third))
    g.save(g("ReduceMax", t, g.weight(value=np.array([1])), keepdims=0))
    # Softmax before opset 13 takes all axes from the given one together.
    g = Hand("softmax-flattening", (3, 4), opset=11)
    g.save(g("Concat", g("Softmax", "x"), g("LogSoftmax", "x", axis=2), g("Softmax", "x", axis=-1), axis=1), rank=3)
    g = Hand("group-norm", (4, 3, 3), opset=21)
    g.save(g("Flatten", g("GroupNormalization", "x", g.weight(4), g.weight(4), num_groups=2)))
    # Gemm with a transposed and a computed factor, a bias that is a matrix of one row, MatMul with a vector.
    g = Hand("gemm", (6,), opset=13)
    a = g("Gemm", "x", g.weight(5, 6), g.weight(1, 5), transB=1, alpha=2.0)
    b = g("Gemm", a, g.weight(5, 4), alpha=0.5)
    v = g("MatMul", b, g.weight(4))
    g.save(v, rank=1)
    # float16 weights stored as such and cast when the file is read.
    g = Hand("half-weights", (6,), opset=13)
    w = g("Cast", g.weight(value=np.random.default_rng(9).standard_normal((6, 3)).astype(np.float16)), to=1)
    g.save(g("Tanh", g("MatMul", "x", w)))
    # The bias and the batch of a time-major graph inside, attention weights over time of free length.
    g = Hand("attention-pool-free", ("time", 4), opset=17)
    scores = g("MatMul", g("Tanh", g("Add", g("MatMul", "x", g.weight(4, 5)), g.weight(5))), g.weight(5, 1))
    weights = g("Softmax", scores, axis=1)
    g.save(g("ReduceSum", g("Mul", weights, "x"), g.weight(value=np.array([1])), keepdims=0))
    # Windows, cells at computed places, bits.
    g = Hand("windows", (4, 8, 8), opset=20)
    ints = lambda *values: g.weight(value=np.array(values, np.int64))
    window = dict(pads=(1, 0, 1, 1), strides=(2, 1), dilations=(2, 1))
    offsets, factors = g("Conv", "x", g.weight(24, 4, 3, 2), **window), g("Sigmoid", g("Conv", "x", g.weight(12, 4, 3, 2), **window))
    rows = g("Reshape", "x", ints(0, 32, 8))
    images = [
        g("DeformConv", "x", g.weight(6, 2, 3, 2), offsets, g.weight(6), factors, group=2, offset_group=2, **window),
        g("AveragePool", "x", kernel_shape=(3, 2), ceil_mode=1, strides=(2, 1), dilations=(2, 3), pads=(1, 0, 2, 1)),
        g("AveragePool", "x", kernel_shape=(2, 2), dilations=(3, 2), pads=(0, 1, 0, 1), count_include_pad=1),
        g("LpPool", "x", kernel_shape=(3, 2), ceil_mode=1, strides=(2, 1), dilations=(2, 3), pads=(1, 0, 2, 1), p=3),
        g("LpPool", "x", kernel_shape=(3, 3), strides=(2, 2), auto_pad="SAME_LOWER"),
        g("LpPool", "x", kernel_shape=(2, 2), p=1), g("GlobalLpPool", "x"), g("GlobalLpPool", "x", p=3),
        g("Col2Im", g("Reshape", "x", ints(0, 16, 16)), ints(7, 6), ints(2, 4), strides=(2, 1), pads=(0, 1, 2, 0)),
        g("CenterCropPad", "x", ints(3, 9, 5), axes=(1, 2, 3)),
        g("Compress", "x", g.weight(value=np.array([1, 0, 1, 1], bool)), axis=2),
        g("Det", "x"), g("Einsum", "x", equation="bcii->bc"), g("Einsum", "x", g.weight(8, 4), equation="...ii,ik->...ik"),
        g("DFT", g("Reshape", "x", ints(0, 16, 8, 2)), "", g.weight(value=np.array(2, np.int64)), inverse=1, onesided=1),
        g("Selu", "x", alpha=0.7, gamma=1.9), g("PRelu", "x", g("Tanh", "x")),
    ]
    steps = g("Cast", g("Add", g("ReduceMax", g("Sign", rows), ints(1, 2), keepdims=0), g.weight(value=np.float32(5))), to=7)
    places = g("Cast", g("Mul", g("Tanh", g("Slice", rows, ints(0), ints(5), ints(2))), g.weight(value=np.float32(8))), to=7)
    more = g("Slice", rows, ints(3), ints(8), ints(2))
    images += [g("ReverseSequence", rows, steps, batch_axis=0, time_axis=1)]
    images += [g("ScatterElements", rows, places, more, axis=2, reduction=r) for r in ("add", "mul", "max", "min")]
    images += [g("Pad", rows, ints(0, 2, 3, 0, 1, 9), mode="wrap")]
    whole = g("Cast", g("Mul", rows, g.weight(value=np.float32(1000))), to=6)
    bits = lambda *values: g.weight(value=np.array(values, np.int32))
    images += [
        g("Cast", b, to=1)
        for b in (g("BitwiseAnd", whole, bits(77)), g("BitwiseOr", whole, bits(6)), g("BitwiseXor", whole, bits(-9)), g("BitwiseNot", whole))
    ]
    g.save(g("Concat", *[g("Flatten", t) for t in images], axis=1))


if __name__ == "__main__":
    torch.manual_seed(0)
    torch_models()
    hand_models()
    print(len(list(OUT.glob("*.onnx"))), "models")
