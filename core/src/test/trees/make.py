"""Writes small tree ensembles of LightGBM, with its predictions and SHAP's values, to the test resources.

    pip install lightgbm==4.7.0 shap==0.51.0 scikit-learn==1.9.1
    python core/src/test/trees/make.py
"""

import pathlib

import lightgbm
import numpy as np
import shap

FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "trees"
random = np.random.default_rng(24)


def table(n, d, missing=0.0, zeros=0.0, categories=0):
    """Normal numbers; some missing, some zero; the last column holds categories."""
    x = random.normal(size=(n, d)).round(3)
    x[random.random((n, d)) < zeros] = 0
    if categories:
        x[:, -1] = random.integers(0, categories, n)
    x[random.random((n, d)) < missing] = np.nan
    return x


def write(name, parameters, x, y, rounds=12, categorical="auto", interactions=True):
    data = lightgbm.Dataset(x, y, categorical_feature=categorical)
    settings = {"verbose": -1, "num_leaves": 8, "min_data_in_leaf": 5, "seed": 1, "num_threads": 1}
    model = lightgbm.train(settings | parameters, data, rounds)
    model.save_model(FOLDER / f"{name}.txt")
    rows = x[:12].copy()
    rows[-1] = np.nan
    out = {
        "x": rows,
        "answer": model.predict(rows).reshape(12, -1),
        "raw": model.predict(rows, raw_score=True).reshape(12, -1),
        "path": model.predict(rows, pred_contrib=True).reshape(12, -1),
    }
    if interactions and not model.params.get("num_class", 1) > 1:
        out["interactions"] = shap.TreeExplainer(model).shap_interaction_values(rows)
    for key, value in out.items():
        np.save(FOLDER / f"{name}-{key}.npy", np.asarray(value, dtype=np.float64))
    return model, rows


x = table(300, 5)
y = x[:, 0] * x[:, 1] + np.sin(x[:, 2])
model, rows = write("regression", {"objective": "regression"}, x, y)
np.save(FOLDER / "regression-split.npy", model.feature_importance("split").astype(np.float64))
np.save(FOLDER / "regression-gain.npy", model.feature_importance("gain"))
background = x[100:120]
explainer = shap.TreeExplainer(model, background, feature_perturbation="interventional")
np.save(FOLDER / "regression-background.npy", background)
np.save(FOLDER / "regression-interventional.npy", explainer.shap_values(rows, check_additivity=False))

x = table(300, 5, missing=0.2)
y = (np.nan_to_num(x[:, 0]) + np.isnan(x[:, 1]) > 0.3).astype(int)
write("binary", {"objective": "binary", "sigmoid": 0.7}, x, y)

x = table(300, 5, missing=0.1, zeros=0.3)
y = np.digitize(np.nan_to_num(x[:, 0]) + (x[:, 1] == 0), [-0.3, 0.6])
write("multiclass", {"objective": "multiclass", "num_class": 3, "zero_as_missing": True}, x, y, 5)

x = table(400, 4, categories=40)
y = (x[:, 3] % 3 == 0) * 2.0 + x[:, 0]
write("categorical", {"objective": "regression", "max_cat_to_onehot": 1, "cat_smooth": 1,
                      "min_data_per_group": 5}, x, y, categorical=[3], interactions=False)

x = table(300, 4)
y = np.exp(x[:, 0] / 2 + x[:, 1] / 4)
write("dart", {"objective": "gamma", "boosting": "dart", "drop_rate": 0.5}, x, y)
write("forest", {"objective": "regression", "boosting": "rf", "bagging_freq": 1,
                 "bagging_fraction": 0.6}, x, y)

# Small ensembles in the documented formats of XGBoost and CatBoost, answered by hand in TreeFilesTest.
import json
import struct


def tree(left, right, split, condition, default, hessian, kind=None, sets=()):
    n = len(left)
    out = {
        "base_weights": [0.0] * n, "left_children": left, "right_children": right,
        "split_indices": split, "split_conditions": condition, "default_left": default,
        "sum_hessian": hessian, "loss_changes": [1.0 if c >= 0 else 0.0 for c in left],
        "split_type": kind or [0] * n, "categories_nodes": [], "categories_segments": [],
        "categories_sizes": [], "categories": [], "parents": [0] * n, "id": 0,
        "tree_param": {"num_nodes": str(n), "num_feature": "3", "size_leaf_vector": "1", "num_deleted": "0"},
    }
    for node, values in sets:
        out["categories_nodes"].append(node)
        out["categories_segments"].append(len(out["categories"]))
        out["categories_sizes"].append(len(values))
        out["categories"] += values
    return out


def xgboost(objective, trees, info, classes="0", base="5E-1", drop=None):
    model = {"gbtree_model_param": {"num_trees": str(len(trees)), "num_parallel_tree": "1"},
             "trees": trees, "tree_info": info, "iteration_indptr": [0, len(trees)]}
    booster = {"model": model, "name": "gbtree"}
    if drop is not None:
        booster = {"gbtree": booster, "weight_drop": drop, "name": "dart"}
    return {"version": [2, 1, 0], "learner": {
        "attributes": {}, "feature_names": ["a", "b", "c"], "feature_types": ["float", "float", "c"],
        "gradient_booster": booster, "objective": {"name": objective},
        "learner_model_param": {"base_score": base, "num_class": classes, "num_feature": "3", "num_target": "1"}}}


# a < 0.3 ? (c in {1, 33} ? 2 : -1) : 0.5, and b < -1 ? 0.25 : -0.75 (missing: right).
first = tree([1, 3, -1, -1, -1], [2, 4, -1, -1, -1], [0, 2, 0, 0, 0], [0.3, 0.0, 0.5, -1.0, 2.0],
             [1, 0, 0, 0, 0], [10.0, 6.0, 4.0, 4.0, 2.0], [0, 1, 0, 0, 0], [(1, [1, 33])])
second = tree([1, -1, -1], [2, -1, -1], [1, 0, 0], [-1.0, 0.25, -0.75], [0, 0, 0], [10.0, 3.0, 7.0])
binary = xgboost("binary:logistic", [first, second], [0, 0], base="2E-1")


def ubjson(value):
    """As XGBoost writes it: typed lists of numbers with lengths, texts without a type as keys."""
    if isinstance(value, dict):
        return b"{" + b"".join(b"L" + struct.pack(">q", len(k)) + k.encode() + ubjson(v) for k, v in value.items()) + b"}"
    if isinstance(value, str):
        return b"SL" + struct.pack(">q", len(value)) + value.encode()
    if isinstance(value, list) and value and all(isinstance(v, float) for v in value):
        return b"[$d#L" + struct.pack(">q", len(value)) + b"".join(struct.pack(">f", v) for v in value)
    if isinstance(value, list) and value and all(isinstance(v, int) for v in value):
        return b"[$l#L" + struct.pack(">q", len(value)) + b"".join(struct.pack(">i", v) for v in value)
    if isinstance(value, list):
        return b"[#L" + struct.pack(">q", len(value)) + b"".join(ubjson(v) for v in value)
    return b"D" + struct.pack(">d", value) if isinstance(value, float) else b"i" + struct.pack(">b", value)


(FOLDER / "xgboost.json").write_text(json.dumps(binary))
(FOLDER / "xgboost.ubj").write_bytes(ubjson(binary))
(FOLDER / "xgboost-dart.json").write_text(json.dumps(
    xgboost("reg:squarederror", [first, second], [0, 0], drop=[0.5, 2.0])))
(FOLDER / "xgboost-classes.json").write_text(json.dumps(
    xgboost("multi:softprob", [first, second], [0, 2], classes="3")))


def feature(index, treatment):
    return {"feature_index": index, "flat_feature_index": index, "feature_name": "xyz"[index],
            "borders": [0.5], "has_nans": treatment != "AsIs", "nan_value_treatment": treatment}


def split(index, border):
    return {"split_type": "FloatFeature", "float_feature_index": index, "border": border, "split_index": 0}


info = {"float_features": [feature(0, "AsIs"), feature(1, "AsTrue"), feature(2, "AsFalse")],
        "categorical_features": []}
# Leaf: (x > 0.5) + 2·(y > -1.5).
catboost = {"features_info": info, "scale_and_bias": [2, [0.5]],
            "model_info": {"params": {"loss_function": {"type": "Logloss"}}},
            "oblivious_trees": [{"leaf_values": [1.0, 2.0, 3.0, 4.0], "leaf_weights": [4, 3, 2, 1],
                                 "splits": [split(0, 0.5), split(1, -1.5)]}]}
(FOLDER / "catboost.json").write_text(json.dumps(catboost))
grown = {"split": split(2, 0.25), "left": {"value": [1.0, -1.0], "weight": 6},
         "right": {"split": split(0, 0.0), "left": {"value": [0.0, 2.0], "weight": 1},
                   "right": {"value": [3.0, 0.0], "weight": 3}}}
(FOLDER / "catboost-grown.json").write_text(json.dumps(
    {"features_info": info, "scale_and_bias": [1, [0.0, 0.25]], "trees": [grown],
     "model_info": {"params": {"loss_function": {"type": "MultiClass"}}}}))
