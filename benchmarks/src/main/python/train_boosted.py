"""Trains the boosted ensembles of German credit and breast cancer that are shipped as LightGBM files.

Usage: python train_boosted.py   (needs LightGBM, scikit-learn and NumPy; run in this folder)

Trees of at most eight leaves on the training rows of the other models, categories as categories;
one thread, deterministic. How many trees: where the mean loss over five folds of the training rows
is least.
"""

import json

import lightgbm
import numpy as np

from table_rows import RESOURCES, read

SETTINGS = {
    "objective": "binary",
    "metric": "binary_logloss",
    "num_leaves": 8,
    "learning_rate": 0.05,
    "min_data_in_leaf": 10,
    "lambda_l2": 1.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "min_data_per_group": 20,
    "seed": 7,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


def train(name, output):
    columns, rows, labels, held = read(name)
    categories = [j for j, column in enumerate(columns) if "labels" in column]

    def data():
        return lightgbm.Dataset(
            rows[~held],
            labels[~held],
            feature_name=[column["name"].replace(" ", "_") for column in columns],
            categorical_feature=categories,
            free_raw_data=False,
        )

    folds = lightgbm.cv(SETTINGS, data(), num_boost_round=400, nfold=5, stratified=True, seed=7)
    trees = int(np.argmin(folds["valid binary_logloss-mean"])) + 1
    model = lightgbm.train(SETTINGS, data(), num_boost_round=trees)
    accuracy = float(((model.predict(rows[held]) > 0.5) == labels[held]).mean())
    model.save_model(str(RESOURCES / f"models/{output}.txt"))
    provenance = {
        "script": "benchmarks/src/main/python/train_boosted.py",
        "lightgbm": lightgbm.__version__,
        "trees": trees,
        "testAccuracy": accuracy,
        "testRows": int(held.sum()),
    }
    (RESOURCES / f"models/{output}.json").write_text(json.dumps(provenance, indent=2) + "\n")
    print(name, provenance)


if __name__ == "__main__":
    train("german-credit", "credit-boosted")
    train("breast-cancer", "breast-cancer-boosted")
