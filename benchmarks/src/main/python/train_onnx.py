"""Trains the small classifiers of German credit and breast cancer that are shipped as ONNX files.

Usage: python train_onnx.py   (needs PyTorch, onnx and NumPy; run in this folder)

A network of one hidden layer of 24 tanh units, of the same training rows as the Deeplearning4j
models and of raw rows: numbers are standardised by a first layer, category k of a column with the
value x is relu(x - k + 1) - 2 relu(x - k) + relu(x - k - 1). Seed 7, 60 epochs of Adam, weight
decay 0.01.
"""

import json

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from table_rows import RESOURCES, read


def encoding(columns, rows):
    """Two layers, relu between them: raw rows to standardised numbers and indicators."""
    weights, biases, merge = [], [], []
    width = sum(len(c.get("labels", [0])) for c in columns)
    at = 0
    for j, column in enumerate(columns):
        if "labels" in column:
            k = len(column["labels"])
            for i in range(-1, k + 1):
                weights.append((j, 1.0))
                biases.append(-i)
                merge.append([(at + i - 1, 1.0), (at + i, -2.0), (at + i + 1, 1.0)])
                merge[-1] = [(u, v) for u, v in merge[-1] if at <= u < at + k]
            at += k
        else:
            mean, deviation = rows[:, j].mean(), rows[:, j].std()
            for sign in (1, -1):
                weights.append((j, sign / deviation))
                biases.append(-sign * mean / deviation)
                merge.append([(at, sign)])
            at += 1
    first = np.zeros((len(columns), len(weights)), np.float32)
    second = np.zeros((len(weights), width), np.float32)
    for u, (j, w) in enumerate(weights):
        first[j, u] = w
    for u, pairs in enumerate(merge):
        for v, w in pairs:
            second[u, v] = w
    return first, np.array(biases, np.float32), second


def train(name, output):
    columns, rows, labels, held = read(name)
    first, bias, second = encoding(columns, rows[~held])
    x = torch.tensor(np.maximum(rows @ first + bias, 0) @ second, dtype=torch.float32)
    y = torch.tensor(labels)
    torch.manual_seed(7)
    torch.set_num_threads(1)
    model = torch.nn.Sequential(torch.nn.Linear(x.shape[1], 24), torch.nn.Tanh(), torch.nn.Linear(24, 2))
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=0.01)
    fit = np.flatnonzero(~held)
    generator = np.random.default_rng(7)
    for _ in range(60):
        order = generator.permutation(fit)
        for start in range(0, len(order), 32):
            batch = order[start : start + 32]
            optimiser.zero_grad()
            torch.nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
            optimiser.step()
    right = (model(x).argmax(1) == y).numpy()
    accuracy = float(right[held].mean())
    hidden, out = model[0], model[2]
    initial = {
        "encode.weight": first,
        "encode.bias": bias,
        "hidden.weight": second @ hidden.weight.detach().numpy().T,
        "hidden.bias": hidden.bias.detach().numpy(),
        "class.weight": out.weight.detach().numpy().T,
        "class.bias": out.bias.detach().numpy(),
    }
    nodes, value = [], "rows"
    for layer, function in (("encode", "Relu"), ("hidden", "Tanh"), ("class", "Softmax")):
        nodes.append(helper.make_node("Gemm", [value, f"{layer}.weight", f"{layer}.bias"], [f"{layer}.sum"], layer))
        axis = {"axis": 1} if function == "Softmax" else {}
        nodes.append(helper.make_node(function, [f"{layer}.sum"], [f"{layer}.out"], f"{layer}.{function.lower()}", **axis))
        value = f"{layer}.out"
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["n", len(columns)])],
        [helper.make_tensor_value_info(value, TensorProto.FLOAT, ["n", 2])],
        [numpy_helper.from_array(np.ascontiguousarray(v, np.float32), k) for k, v in initial.items()],
    )
    onnx_model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="PyTorch")
    onnx_model.ir_version = 8
    onnx.checker.check_model(onnx_model)
    onnx.save(onnx_model, str(RESOURCES / f"models/{output}.onnx"))
    provenance = {
        "script": "benchmarks/src/main/python/train_onnx.py",
        "torch": torch.__version__,
        "onnx": onnx.__version__,
        "testAccuracy": accuracy,
        "testRows": int(held.sum()),
    }
    (RESOURCES / f"models/{output}.json").write_text(json.dumps(provenance, indent=2) + "\n")
    print(name, provenance)


if __name__ == "__main__":
    train("german-credit", "credit-onnx")
    train("breast-cancer", "breast-cancer-onnx")
