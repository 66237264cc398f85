#!/usr/bin/env python3
"""Criteria of group fairness on German credit, by numpy alone, from the published definitions.

The definitions are those of fairlearn's user guide (demographic parity, equalised odds and equal
opportunity: the largest difference, or smallest ratio, of a rate between groups; equalised odds the
worse of true and false positive rates) and of AIF360's ClassificationMetric (statistical parity
difference, disparate impact, equal opportunity difference and average odds difference: the
unprivileged minus, or over, the privileged group). Neither package is needed; where they are
installed their own figures are printed beside.

    zcat benchmarks/src/main/resources/org/xai4j/benchmarks/data/german-credit.csv.gz > credit.csv
    ./xai4j predict --model credit --input credit.csv --label class \\
        --columns benchmarks/src/main/resources/org/xai4j/benchmarks/data/german-credit.json \\
        --output credit.npy
    python3 benchmarks/peers/fairness.py credit.csv credit.npy
"""

import csv
import sys

import numpy as np


def rates(yes, said):
    """Selection, true positive, false positive rate, precision and accuracy."""
    return {
        "selection": said.mean(),
        "tpr": said[yes].mean(),
        "fpr": said[~yes].mean(),
        "ppv": yes[said].mean(),
        "accuracy": (yes == said).mean(),
    }


def criteria(first, second):
    """Of two groups, the first of them the unprivileged one."""
    gap = lambda key: abs(first[key] - second[key])
    ratio = lambda key: min(first[key], second[key]) / max(first[key], second[key])
    return {
        "demographic parity difference": gap("selection"),
        "demographic parity ratio": ratio("selection"),
        "equalised odds difference": max(gap("tpr"), gap("fpr")),
        "equalised odds ratio": min(ratio("tpr"), ratio("fpr")),
        "equal opportunity difference": gap("tpr"),
        "predictive parity difference": gap("ppv"),
        "accuracy difference": gap("accuracy"),
        "AIF360 statistical parity difference": first["selection"] - second["selection"],
        "AIF360 disparate impact": first["selection"] / second["selection"],
        "AIF360 equal opportunity difference": first["tpr"] - second["tpr"],
        "AIF360 average odds difference": (
            first["fpr"] - second["fpr"] + first["tpr"] - second["tpr"]
        )
        / 2,
    }


def peer(yes, said, member):
    """fairlearn's own figures, where it is installed."""
    try:
        from fairlearn import metrics
    except ImportError:
        return {}
    return {
        "fairlearn demographic parity difference": metrics.demographic_parity_difference(
            yes, said, sensitive_features=member
        ),
        "fairlearn equalised odds difference": metrics.equalized_odds_difference(
            yes, said, sensitive_features=member
        ),
    }


def main(table, scores):
    with open(table, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    yes = np.array([row["class"] == "good" for row in rows])
    said = np.load(scores).argmax(1) == 1
    groups = {
        "sex": np.array([row["personal_status"] == "woman" for row in rows]),
        "age": np.array([float(row["age"]) <= 25 for row in rows]),
        "foreign worker": np.array([row["foreign_worker"] == "yes" for row in rows]),
    }
    for name, member in groups.items():
        found = criteria(rates(yes[member], said[member]), rates(yes[~member], said[~member]))
        for criterion, value in {**found, **peer(yes, said, member)}.items():
            print(f"{name},{criterion},{value:.12f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
