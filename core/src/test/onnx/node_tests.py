"""Writes the ONNX project's node tests as one zip file for OnnxNodeTest.

  python core/src/test/onnx/node_tests.py core/src/test/resources/onnx-nodes.zip

The cases are made by the Python package onnx (Apache License 2.0). Of each case with at least one
input of numbers: the first such input stays the model's input, all others become constants, the
first output is what is expected, as the package's reference implementation
computes it. Cases of operator sets newer than 21 are written for 21 where the
package's reference implementation gives the same there; larger ones, those of training, and those
whose result is not an array of numbers are left out. NAME.onnx, NAME.in.npy, NAME.out.npy each.
"""

import io
import sys
import warnings
import zipfile

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases
from onnx.reference import ReferenceEvaluator

NEWEST = 21
MOST = 20_000


def single(model, inputs, outputs):
    """The model with one input: (model, input, expected), or the reason against it."""
    graph = model.graph
    names = [i.name for i in graph.input]
    if len(graph.output) == 0 or len(inputs) != len(names):
        return "sequence, optional or missing inputs"
    if any(not isinstance(a, np.ndarray) for a in inputs) or not isinstance(outputs[0], np.ndarray):
        return "sequence, optional or missing inputs"
    chosen = [
        i for i, a in enumerate(inputs) if a.dtype in (np.float32, np.float64) and a.size > 0 and a.ndim > 0
    ] or [i for i, a in enumerate(inputs) if a.dtype in (np.int64, np.int32) and a.size > 0 and a.ndim > 0]
    if not chosen:
        return "no input of numbers"
    if outputs[0].dtype.kind not in "fiub" or outputs[0].dtype.name in ("float16", "bfloat16"):
        return "no output of numbers"
    if sum(a.size for a in inputs) > MOST or outputs[0].size > MOST:
        return "large"
    first = chosen[0]
    made = onnx.ModelProto()
    made.CopyFrom(model)
    del made.graph.input[:]
    made.graph.input.append(graph.input[first])
    del made.graph.output[1:]
    for i, array in enumerate(inputs):
        if i != first:
            made.graph.initializer.append(numpy_helper.from_array(array, names[i]))
    made.ir_version = min(made.ir_version, 10)
    for opset in made.opset_import:
        if opset.domain == "" and opset.version > NEWEST:
            opset.version = NEWEST
        elif opset.domain not in ("", "ai.onnx"):
            return "another domain"
    try:
        onnx.checker.check_model(made)
        got = ReferenceEvaluator(made).run(None, {names[first]: inputs[first]})[0]
    except Exception:  # an operator of a newer set, or of training
        return "not in operator set 21"
    if got.shape != outputs[0].shape or not np.allclose(got, outputs[0], 1e-3, 1e-5, equal_nan=True):
        return "random, or other values in operator set 21"
    return made, inputs[first], got


def npy(array):
    out = io.BytesIO()
    kind = np.float64 if array.dtype == np.float64 else np.float32
    np.save(out, np.ascontiguousarray(array.astype(kind if array.dtype.kind == "f" else np.float64)))
    return out.getvalue()


def main(target):
    left, kept = {}, 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for case in sorted(collect_testcases(None), key=lambda c: c.name):
            if case.model is None or not case.data_sets:
                continue
            if case.name.endswith("_expanded") or "_expanded_" in case.name:
                continue  # the same values, from the operator's definition
            inputs, outputs = case.data_sets[0]
            made = single(case.model, list(inputs), list(outputs))
            if isinstance(made, str):
                left[made] = left.get(made, 0) + 1
                continue
            model, given, expected = made
            kept += 1
            name = case.name.removeprefix("test_")
            for suffix, content in (
                (".onnx", model.SerializeToString()),
                (".in.npy", npy(given)),
                (".out.npy", npy(expected)),
            ):
                entry = zipfile.ZipInfo(name + suffix, (2026, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
    print("onnx", onnx.__version__, "kept", kept, "left out", left)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(sys.argv[1])
