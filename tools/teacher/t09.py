"""Lesson 09: use the vectors elsewhere."""

from __future__ import annotations

import json

import numpy as np

from teacher import board
from teacher.base import Ask, Page, Vote
from w2vlib.plots.eras import agreement
from w2vlib.setup.datafiles import data_file


def sentence() -> str:
    """gold gold land: counts (2, 1), idf (2, 1), vectors (1, 0) and (0, 1)."""
    return "({:.0f}, {:.0f})".format(*((np.array([2, 1]) * [2, 1]) @ np.eye(2)))


def mean_accuracy(kind: str, labels: int, task: str = "topic") -> float:
    table = json.loads(data_file("few_labels.json").read_text(encoding="utf-8"))
    found = table["tasks"][task]["features"][kind]["accuracy"]
    return float(np.mean(found[table["labels"].index(labels)]))


PAGE = Page(
    idea="Vectors carry over what they learned: which words stand in the same places. That helps "
    "where labels are few and the task is of that kind, and only there.",
    board=board.labels,
    asks=[
        Ask(
            "Which control would have stopped a false headline?",
            "For “a word has changed”: two halves of one era. For “the vectors are biased”: axes "
            "of other words. For “as good as tf-idf”: vectors that have not seen the test.",
            "Which of the three is the easiest to forget?",
        ),
        Ask(
            "When would you pay for more labels?",
            "Where the curve still climbs and the words that decide are rare or stand in the same "
            "places: tf-idf catches up with many labels, and on up or down it leads from the "
            "start.",
            "What else could the same money buy?",
            lambda: (
                mean_accuracy("vectors", 5) > mean_accuracy("tf-idf", 5)
                and all(
                    mean_accuracy("tf-idf", n, "direction")
                    > mean_accuracy("vectors", n, "direction")
                    for n in (1, 5, 100, 1000)
                )
            ),
        ),
    ],
    votes=[
        Vote(
            "“gold gold land”: idf 2 for gold and 1 for land, vectors gold (1, 0), land (0, 1). "
            "The sentence, before its length is set to 1?",
            sentence,
            {
                "(2, 1)": "leaves out the count, or the idf",
                "(1, 1)": "every word once, all alike",
                "(1.33, 0.33)": "divides by the number of words: it is a sum",
            },
        ),
        Vote(
            "A word keeps hardly any neighbour from era to era, and hardly any between two halves "
            "of one era. Has its meaning changed?",
            lambda: "it cannot be told",
            {
                "yes": "two lists differ, so something has changed",
                "no": "no evidence for a change is evidence for none",
            },
        ),
    ],
    ticket="A gap of +0.13 is as large on 35 of 100 axes of other words. Report it in one "
    "sentence.",
    answer=lambda: (
        "Like: with this measurement the gap cannot be told from chance; that is no proof that "
        "there is no bias."
    ),
    extension="Choose a task of your own on the addresses, say “a sentence of war years or of "
    "peace”. Which control must come first?",
    checks=[lambda: max(agreement("same")[:2]) < 0.2],
)
