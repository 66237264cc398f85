"""The rows of German credit and breast cancer as the trainers of this folder part them."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np

RESOURCES = Path(__file__).parent / "../resources/org/xai4j/benchmarks"
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Random:
    """org.xai4j.core.run.SplitRandom, which parts the rows into training and test rows."""

    def __init__(self, root):
        self.root = self.state = root

    @staticmethod
    def of(seed):
        return Random(mix((seed + GOLDEN) & MASK))

    def split(self, key):
        if isinstance(key, str):
            h = 0xCBF29CE484222325
            for character in key:
                h = ((h ^ ord(character)) * 0x100000001B3) & MASK
            key = h
        return Random(mix(self.root ^ mix((key + 0x632BE59BD9B4E019) & MASK)))

    def below(self, bound):
        while True:
            self.state = (self.state + GOLDEN) & MASK
            product = (mix(self.state) >> 32) * bound
            if product & 0xFFFFFFFF >= (1 << 32) % bound:
                return product >> 32

    def shuffle(self, values):
        for i in range(len(values) - 1, 0, -1):
            j = self.below(i + 1)
            values[i], values[j] = values[j], values[i]


def read(name):
    schema = json.loads((RESOURCES / f"data/{name}.json").read_text(encoding="utf-8"))
    with gzip.open(RESOURCES / f"data/{name}.csv.gz", "rt", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    columns = schema["columns"]
    rows = np.array(
        [[c["labels"].index(r[c["name"]]) if "labels" in c else float(r[c["name"]]) for c in columns] for r in table]
    )
    classes = schema["classes"]
    labels = np.array([int(r["class"]) if r["class"].isdigit() else classes.index(r["class"]) for r in table])
    held = np.zeros(len(rows), bool)
    for c in range(len(classes)):
        members = list(np.flatnonzero(labels == c))
        Random.of(0).split("split").split(c).shuffle(members)
        held[members[: len(members) // 4]] = True
    return columns, rows, labels, held
