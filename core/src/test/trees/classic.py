"""Writes models of scikit-learn as ONNX files of ai.onnx.ml, as its converter lays them out, with
ONNX Runtime's answers, to the test resources.

    pip install scikit-learn==1.9.1 onnx==1.23.1 onnxruntime==1.30.0
    python core/src/test/trees/classic.py
"""

import pathlib

import numpy as np
import onnxruntime
from onnx import TensorProto, helper
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, NuSVC, SVR

FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "classic"
random = np.random.default_rng(7)


def node(kind, inputs, outputs, ml=True, **attributes):
    return helper.make_node(kind, inputs, outputs, domain="ai.onnx.ml" if ml else "", **attributes)


def write(name, nodes, inputs, outputs, x, expected=None, constants=(), opset=17):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(constants))
    model = helper.make_model(graph, opset_imports=[
        helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 3)], ir_version=8)
    data = model.SerializeToString()
    (FOLDER / f"{name}.onnx").write_bytes(data)
    session = onnxruntime.InferenceSession(data)
    feeds, at = {}, 0
    for i in inputs:
        width = i.type.tensor_type.shape.dim[1].dim_value
        dtype = np.int64 if i.type.tensor_type.elem_type == TensorProto.INT64 else np.float32
        feeds[i.name] = x[:, at:at + width].astype(dtype)
        at += width
    answers = session.run(None, feeds)[-1]
    if isinstance(answers, list):
        answers = np.array([list(row.values()) for row in answers])
    answers = answers.reshape(len(x), -1)
    if expected is not None:
        worst = np.abs(answers - np.asarray(expected).reshape(len(x), -1)).max()
        assert worst < 2e-5, (name, worst)
    np.save(FOLDER / f"{name}-x.npy", np.asarray(x, dtype=np.float64))
    np.save(FOLDER / f"{name}-answer.npy", np.asarray(answers, dtype=np.float64))


def real(name, width):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, width])


def whole(name, width):
    return helper.make_tensor_value_info(name, TensorProto.INT64, [None, width])


LABEL = helper.make_tensor_value_info("label", TensorProto.INT64, [None])


def maps():
    value = helper.make_tensor_type_proto(TensorProto.FLOAT, [])
    kind = helper.make_sequence_type_proto(helper.make_map_type_proto(TensorProto.INT64, value))
    return helper.make_value_info("probabilities", kind)


def trees(models, values, leaf):
    """The lists of a TreeEnsemble of scikit-learn's trees; leaf(value) gives pairs (id, weight)."""
    out = {k: [] for k in ("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_modes",
                           "nodes_values", "nodes_truenodeids", "nodes_falsenodeids",
                           "nodes_missing_value_tracks_true", "nodes_hitrates")}
    weights = {k: [] for k in ("treeids", "nodeids", "ids", "weights")}
    for t, model in enumerate(models):
        tree = model.tree_
        for i in range(tree.node_count):
            inner = tree.children_left[i] >= 0
            out["nodes_treeids"].append(t)
            out["nodes_nodeids"].append(i)
            out["nodes_featureids"].append(int(tree.feature[i]) if inner else 0)
            out["nodes_modes"].append("BRANCH_LEQ" if inner else "LEAF")
            out["nodes_values"].append(float(np.float32(tree.threshold[i])) if inner else 0.0)
            out["nodes_truenodeids"].append(int(tree.children_left[i]) if inner else 0)
            out["nodes_falsenodeids"].append(int(tree.children_right[i]) if inner else 0)
            out["nodes_missing_value_tracks_true"].append(0)
            out["nodes_hitrates"].append(1.0)
            if not inner:
                for key, weight in leaf(t, tree.value[i]):
                    weights["treeids"].append(t)
                    weights["nodeids"].append(i)
                    weights["ids"].append(key)
                    weights["weights"].append(float(weight))
    return out | {f"{values}_{k}": v for k, v in weights.items()}


x, y = load_iris(return_X_y=True)
x = x + random.normal(scale=0.01, size=x.shape)
rows = x[::10].astype(np.float32)

# A logistic regression behind a scaler, three classes.
scaler = StandardScaler().fit(x)
logistic = LogisticRegression().fit(scaler.transform(x), y)
steps = [
    node("Scaler", ["X"], ["s"], offset=scaler.mean_.tolist(), scale=(1 / scaler.scale_).tolist()),
    node("LinearClassifier", ["s"], ["raw_label", "raw"], coefficients=logistic.coef_.ravel().tolist(),
         intercepts=logistic.intercept_.tolist(), classlabels_ints=[0, 1, 2], multi_class=1, post_transform="SOFTMAX"),
    node("Normalizer", ["raw"], ["normal"], norm="L1"),
    node("Cast", ["raw_label"], ["label"], ml=False, to=TensorProto.INT64),
    node("ZipMap", ["normal"], ["probabilities"], classlabels_int64s=[0, 1, 2]),
]
write("logistic", steps, [real("X", 4)], [LABEL, maps()], rows, logistic.predict_proba(scaler.transform(rows)))

# Of two classes, as its converter writes both rows of coefficients.
two = (y == 2).astype(int)
logistic = LogisticRegression().fit(x, two)
steps = [
    node("LinearClassifier", ["X"], ["raw_label", "raw"],
         coefficients=np.vstack([-logistic.coef_, logistic.coef_]).ravel().tolist(),
         intercepts=[float(-logistic.intercept_[0]), float(logistic.intercept_[0])],
         classlabels_ints=[0, 1], multi_class=1, post_transform="LOGISTIC"),
    node("Normalizer", ["raw"], ["probabilities"], norm="L1"),
    node("Cast", ["raw_label"], ["label"], ml=False, to=TensorProto.INT64),
]
write("logistic-two", steps, [real("X", 4)], [LABEL, real("probabilities", 2)], rows, logistic.predict_proba(rows))

# The same with one row, whose scores are those of the second class.
steps[0] = node("LinearClassifier", ["X"], ["raw_label", "raw"], coefficients=logistic.coef_.ravel().tolist(),
                intercepts=logistic.intercept_.tolist(), classlabels_ints=[0, 1], post_transform="LOGISTIC")
write("logistic-one", steps, [real("X", 4)], [LABEL, real("probabilities", 2)], rows, logistic.predict_proba(rows))

# Forests.
forest = RandomForestClassifier(6, max_depth=4, random_state=0).fit(x, y)
lists = trees(forest.estimators_, "class", lambda t, v: [(c, v[0][c] / v[0].sum() / 6) for c in range(3)])
steps = [
    node("TreeEnsembleClassifier", ["X"], ["label", "scores"], classlabels_int64s=[0, 1, 2], **lists),
    node("ZipMap", ["scores"], ["probabilities"], classlabels_int64s=[0, 1, 2]),
]
write("forest", steps, [real("X", 4)], [LABEL, maps()], rows, forest.predict_proba(rows))

# Of two classes whose leaves name the first only: all weights are positive, those of the second class.
forest = RandomForestClassifier(5, max_depth=3, random_state=0).fit(x, two)
lists = trees(forest.estimators_, "class", lambda t, v: [(0, v[0][1] / v[0].sum() / 5)])
steps = [node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], classlabels_int64s=[0, 1], **lists)]
write("forest-two", steps, [real("X", 4)], [LABEL, real("probabilities", 2)], rows, forest.predict_proba(rows))

boosted = GradientBoostingClassifier(n_estimators=8, max_depth=2, random_state=0).fit(x, two)
start = float(boosted._raw_predict_init(x[:1].astype(np.float32))[0, 0])
lists = trees([e[0] for e in boosted.estimators_], "class", lambda t, v: [(0, 0.1 * v[0][0])])
steps = [node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], classlabels_int64s=[0, 1],
              base_values=[start], post_transform="LOGISTIC", **lists)]
write("boosted-two", steps, [real("X", 4)], [LABEL, real("probabilities", 2)], rows, boosted.predict_proba(rows))

boosted = GradientBoostingClassifier(n_estimators=4, max_depth=2, random_state=0).fit(x, y)
start = boosted._raw_predict_init(x[:1].astype(np.float32))[0].tolist()
lists = trees([e for r in boosted.estimators_ for e in r], "class", lambda t, v: [(t % 3, 0.1 * v[0][0])])
steps = [node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], classlabels_int64s=[0, 1, 2],
              base_values=start, post_transform="SOFTMAX", **lists)]
write("boosted", steps, [real("X", 4)], [LABEL, real("probabilities", 3)], rows, boosted.predict_proba(rows))

# Regressions.
target = x[:, 0] * x[:, 3]
regressor = RandomForestRegressor(5, max_depth=4, random_state=0).fit(x, target)
lists = trees(regressor.estimators_, "target", lambda t, v: [(0, v[0][0])])
steps = [node("TreeEnsembleRegressor", ["X"], ["Y"], n_targets=1, aggregate_function="AVERAGE", **lists)]
write("forest-regression", steps, [real("X", 4)], [real("Y", 1)], rows, regressor.predict(rows))

svr = SVR(kernel="rbf", gamma=0.2).fit(x, target)
steps = [node("SVMRegressor", ["X"], ["Y"], kernel_type="RBF", kernel_params=[0.2, 0.0, 3.0],
              n_supports=len(svr.support_), support_vectors=svr.support_vectors_.ravel().tolist(),
              coefficients=svr.dual_coef_.ravel().tolist(), rho=svr.intercept_.tolist())]
write("svr", steps, [real("X", 4)], [real("Y", 1)], rows, svr.predict(rows))

linear = LinearRegression().fit(x, np.stack([target, x[:, 1]], 1))
steps = [node("LinearRegressor", ["X"], ["Y"], targets=2, coefficients=linear.coef_.ravel().tolist(),
              intercepts=linear.intercept_.tolist())]
write("linear", steps, [real("X", 4)], [real("Y", 2)], rows, linear.predict(rows))

# Columns of their own: numbers imputed and scaled, categories as one-hot codes, then a forest.
n = 200
numbers = random.normal(size=(n, 2)).astype(np.float32)
kinds = random.integers(0, 3, n)
label = (numbers[:, 0] + (kinds == 1) > 0.4).astype(int)
gaps = numbers.copy()
gaps[::7, 0] = np.nan
filled = np.where(np.isnan(gaps), np.float32(0.5), gaps)
scaled = ((filled - np.float32(0.25)) * np.float32(2)).astype(np.float32)
codes = np.eye(3)[kinds]
joined = np.hstack([scaled, codes]).astype(np.float32)
forest = RandomForestClassifier(5, max_depth=4, random_state=0).fit(joined, label)
lists = trees(forest.estimators_, "class", lambda t, v: [(c, v[0][c] / v[0].sum() / 5) for c in range(2)])
steps = [
    node("FeatureVectorizer", ["a", "b"], ["numbers"], inputdimensions=[1, 1]),
    node("Imputer", ["numbers"], ["filled"], imputed_value_floats=[0.5, 0.5], replaced_value_float=float("nan")),
    node("Scaler", ["filled"], ["scaled"], offset=[0.25, 0.25], scale=[2.0, 2.0]),
    node("OneHotEncoder", ["kind"], ["codes3"], cats_int64s=[0, 1, 2], zeros=1),
    node("Reshape", ["codes3", "shape"], ["codes"], ml=False),
    node("Concat", ["scaled", "codes"], ["joined"], ml=False, axis=1),
    node("TreeEnsembleClassifier", ["joined"], ["label", "scores"], classlabels_int64s=[0, 1], **lists),
    node("ZipMap", ["scores"], ["probabilities"], classlabels_int64s=[0, 1]),
]
shape = helper.make_tensor("shape", TensorProto.INT64, [2], [-1, 3])
data = np.hstack([gaps, kinds[:, None]])[:15]
write("columns", steps, [real("a", 1), real("b", 1), whole("kind", 1)], [LABEL, maps()], data,
      forest.predict_proba(joined[:15]), [shape])

# Support vector classifiers: of two classes and three, with probabilities and without. The expected
# scores without are the pairs' decisions, of which scikit-learn makes one per class afterwards.
def machine(model, classes, **more):
    return node("SVMClassifier", ["X"], ["label", "scores"], classlabels_ints=list(range(classes)),
                coefficients=model._dual_coef_.ravel().tolist(), rho=model._intercept_.tolist(),
                support_vectors=model.support_vectors_.ravel().tolist(), post_transform="NONE",
                vectors_per_class=model.n_support_.tolist(), **more)


def probabilities(model):
    return {"prob_a": model.probA_.tolist(), "prob_b": model.probB_.tolist()}


rbf = {"kernel_type": "RBF", "kernel_params": [0.2, 0.0, 3.0]}
poly = {"kernel_type": "POLY", "kernel_params": [0.1, 1.0, 3.0]}
pair = y < 2
two = SVC(kernel="poly", gamma=0.1, coef0=1, degree=3, decision_function_shape="ovo").fit(x[pair], y[pair])
decisions = two.decision_function(rows)
write("svc-two", [machine(two, 2, **poly)], [real("X", 4)], [LABEL, real("scores", 2)], rows,
      np.stack([decisions, -decisions], 1))
three = NuSVC(nu=0.2, kernel="rbf", gamma=0.2, decision_function_shape="ovo").fit(x, y)
write("svc", [machine(three, 3, **rbf)], [real("X", 4)], [LABEL, real("scores", 3)], rows,
      three.decision_function(rows))
two = SVC(kernel="rbf", gamma=0.2, probability=True, random_state=7).fit(x[50:], y[50:] - 1)
write("svc-two-probability", [machine(two, 2, **rbf, **probabilities(two))], [real("X", 4)],
      [LABEL, real("scores", 2)], rows, two.predict_proba(rows))
three = SVC(kernel="linear", probability=True, random_state=7).fit(x, y)
write("svc-probability", [machine(three, 3, kernel_type="LINEAR", kernel_params=[0.1, 0.0, 3.0], **probabilities(three))], [real("X", 4)],
      [LABEL, real("scores", 3)], rows, three.predict_proba(rows))

weights = random.normal(size=(3, 4)).astype(np.float32)
write("svc-linear", [node("SVMClassifier", ["X"], ["label", "scores"], classlabels_ints=[0, 1, 2], rho=[0.5],
                          coefficients=weights.ravel().tolist(), kernel_type="LINEAR",
                          kernel_params=[0.0, 0.0, 0.0], post_transform="SOFTMAX")], [real("X", 4)],
      [LABEL, real("scores", 3)], rows)
