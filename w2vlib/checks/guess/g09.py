"""Guesses of lesson 09: use the vectors elsewhere."""

from __future__ import annotations

import json

import numpy as np

from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess
from w2vlib.setup.datafiles import data_file

# "court the court land": counts of the, court, land, farm; idf; the first numbers of their vectors
COUNTS, IDF, FIRST = np.array([1, 2, 1, 0]), np.array([0.1, 2, 2, 3]), np.array([0, 1, 0, 0.1])

first_number = Guess(
    "first_number",
    lambda: float((COUNTS * IDF * FIRST).sum()),
    [
        Cause(
            "every word once",
            "A word that stands twice in the sentence counts twice.",
            lambda: float(((COUNTS > 0) * IDF * FIRST).sum()),
        ),
        Cause(
            "divided",
            "It is a sum: nothing is divided here. The length is set to 1 only afterwards.",
            lambda: float((COUNTS * IDF * FIRST).sum() / COUNTS.sum()),
        ),
    ],
    hint="For each word: count · idf · the first number of its vector. Add them up.",
)


def winner() -> str:
    """The kind of features with the highest mean accuracy at 100 labels on the direction task."""
    table = json.loads(data_file("few_labels.json").read_text(encoding="utf-8"))
    at, features = table["labels"].index(100), table["tasks"]["direction"]["features"]
    letters = {"a": "vectors", "b": "tf-idf"}
    return max(letters, key=lambda x: np.mean(features[letters[x]]["accuracy"][at]))


up_or_down = Guess(
    "up_or_down",
    winner,
    [
        Cause(
            "vectors always",
            "What stands near 'increase'? Its vector is nearly that of its opposite.",
            lambda: "a",
        ),
        Cause(
            "nobody",
            "The words that decide are still in the sentence: whoever looks at them can learn it.",
            lambda: "c",
        ),
    ],
    hint='Type "a", "b" or "c".',
)
