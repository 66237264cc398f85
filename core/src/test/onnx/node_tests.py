"""Writes the ONNX project's node tests as one zip file for OnnxNodeTest.

  python core/src/test/onnx/node_tests.py core/src/test/resources/onnx-nodes.zip

The cases are made by the Python package onnx (Apache License 2.0), those with at least one input of
numbers or truth values. The first of floating-point numbers, else the first, is the one to explain;
the first output is what is expected, as the package's reference implementation computes it. Cases of
operator sets newer than 21 or older than 7 are written for those where the reference implementation
gives the same there; larger ones, those of training, and those whose result is not an array of numbers
are left out.

A case is fair if it asks what a model of rows can answer: its output has a row for each row of the
explained input, its values depend on that input, and each row on that row alone. Other inputs belong
to the rows where they have as many and the case is fair with them (the most that can be); all other
inputs become constants, and so do all of a case that is not fair. What is fair is tried with the
reference implementation, on the case's own numbers: rows in another order, doubled, and one by one
give the same rows; where the file fixes the number of rows, changes of one row change no other.

NAME.onnx, NAME.in.npy, NAME.held0.npy, … for the other inputs in order, NAME.out.npy each; fair.txt
lists the fair cases.
"""

import io
import itertools
import sys
import warnings
import zipfile

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases
from onnx.reference import ReferenceEvaluator

OLDEST, NEWEST = 7, 21
MOST = 20_000
HELD = "fiub"
RANDOM = ("Bernoulli", "Multinomial", "RandomNormalLike", "RandomUniformLike")


def with_inputs(model, inputs, names, kept):
    """The model with the inputs of these places, the rest constants."""
    graph = model.graph
    made = onnx.ModelProto()
    made.CopyFrom(model)
    del made.graph.input[:]
    made.graph.input.extend(graph.input[i] for i in kept)
    del made.graph.output[1:]
    for i, array in enumerate(inputs):
        if i not in kept:
            made.graph.initializer.append(numpy_helper.from_array(array, names[i]))
    return made


def same(a, b):
    return a.shape == b.shape and np.allclose(a, b, 1e-4, 1e-5, equal_nan=True)


def fair(made, rows, expected):
    """Whether each row of the output follows from that row of the inputs, the first one explained."""
    count = rows[0].shape[0]
    if expected.ndim == 0 or expected.shape[0] != count:
        return False
    names = [i.name for i in made.graph.input]

    def run(arrays):
        try:
            got = ReferenceEvaluator(made).run(None, dict(zip(names, arrays)))[0]
            return got if isinstance(got, np.ndarray) else None
        except Exception:  # a shape that the model does not take
            return None

    def taken(index):
        got = run([np.ascontiguousarray(a[index]) for a in rows])
        return None if got is None or got.ndim == 0 or len(got) != len(index) else got

    # The order of rows must not matter.
    order = list(range(count))[::-1]
    turned = taken(order)
    if turned is None or not same(turned, expected[order]):
        return False
    # Nor their number, unless the file fixes it; one row alone says nothing then.
    numbers = [order + order] + [[i] for i in range(count)]
    more = [(taken(index), expected[index]) for index in numbers]
    if count == 1 and more[0][0] is None:
        return False
    if any(got is not None and not same(got, wanted) for got, wanted in more):
        return False
    # Other numbers in a row change that row, and no other.
    rng = np.random.default_rng(0)
    moves = False
    for row in range(count):
        for attempt in range(4):
            changed = [a.copy() for a in rows]
            first = changed[0]
            if attempt == 0 or first.dtype.kind != "f":
                first[row] = rng.choice(rows[0].reshape(-1), first[row].shape)
            else:
                first[row] = rng.normal(size=first[row].shape) * 10.0 ** (attempt - 2)
            got = run(changed)
            if got is None or got.shape != expected.shape:
                continue
            moves |= not same(got[row], expected[row])
            others = [i for i in range(count) if i != row]
            if not same(got[others], expected[others]):
                return False
    return moves


def chosen(model, inputs, outputs):
    """(model, inputs, expected, whether fair), or the reason against the case."""
    graph = model.graph
    names = [i.name for i in graph.input]
    if len(graph.output) == 0 or len(inputs) != len(names):
        return "sequence, optional or missing inputs"
    if any(not isinstance(a, np.ndarray) for a in inputs) or not isinstance(outputs[0], np.ndarray):
        return "sequence, optional or missing inputs"
    numbers = [
        i for i, a in enumerate(inputs) if a.dtype in (np.float32, np.float64) and a.size > 0 and a.ndim > 0
    ] or [i for i, a in enumerate(inputs) if a.dtype.kind in "iub" and a.size > 0 and a.ndim > 0]
    if not numbers:
        return "no input of numbers"
    if outputs[0].dtype.kind not in "fiub" or outputs[0].dtype.name in ("float16", "bfloat16"):
        return "no output of numbers"
    if sum(a.size for a in inputs) > MOST or outputs[0].size > MOST:
        return "large"
    first = numbers[0]
    if any(node.op_type in RANDOM for node in graph.node):
        return "random, or other values in operator set 21"
    for opset in model.opset_import:
        if opset.domain not in ("", "ai.onnx"):
            return "another domain"
    older = onnx.ModelProto()
    older.CopyFrom(model)
    older.ir_version = min(older.ir_version, 10)
    for opset in older.opset_import:
        opset.version = max(OLDEST, min(opset.version, NEWEST))
    made = with_inputs(older, inputs, names, [first])
    try:
        onnx.checker.check_model(made)
        got = ReferenceEvaluator(made).run(None, {names[first]: inputs[first]})[0]
    except Exception:  # an operator of a newer set, or of training
        return "not in operator set 21"
    if got.shape != outputs[0].shape or not np.allclose(got, outputs[0], 1e-3, 1e-5, equal_nan=True):
        return "random, or other values in operator set 21"
    beside = [
        i
        for i, a in enumerate(inputs)
        if i != first and a.dtype.kind in HELD and a.ndim > 0 and a.size > 0 and len(a) == len(inputs[first])
    ]
    for size in range(len(beside), -1, -1):
        for others in itertools.combinations(beside, size):
            kept = [first, *others]
            several = with_inputs(older, inputs, names, kept)
            if fair(several, [inputs[i] for i in kept], got):
                return several, [inputs[i] for i in kept], got, True
    return made, [inputs[first]], got, False


def npy(array):
    out = io.BytesIO()
    kind = np.float64 if array.dtype == np.float64 else np.float32
    np.save(out, np.ascontiguousarray(array.astype(kind if array.dtype.kind == "f" else np.float64)))
    return out.getvalue()


def main(target):
    left, kept, fairly = {}, 0, []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:

        def write(name, content):
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)

        for case in sorted(collect_testcases(None), key=lambda c: c.name):
            if case.model is None or not case.data_sets:
                continue
            if case.name.endswith("_expanded") or "_expanded_" in case.name:
                continue  # the same values, from the operator's definition
            inputs, outputs = case.data_sets[0]
            made = chosen(case.model, list(inputs), list(outputs))
            if isinstance(made, str):
                left[made] = left.get(made, 0) + 1
                continue
            model, given, expected, is_fair = made
            kept += 1
            name = case.name.removeprefix("test_")
            if is_fair:
                fairly.append(name)
            write(name + ".onnx", model.SerializeToString())
            write(name + ".in.npy", npy(given[0]))
            for i, array in enumerate(given[1:]):
                write(f"{name}.held{i}.npy", npy(array))
            write(name + ".out.npy", npy(expected))
        write("fair.txt", "\n".join(fairly) + "\n")
    print("onnx", onnx.__version__, "kept", kept, "fair", len(fairly), "left out", left)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(sys.argv[1])
