"""Explorers of lesson 09: accuracy with few labels, and a word in two eras."""

from __future__ import annotations

from w2vlib.plots.eras import common_words, show_eras
from w2vlib.plots.few_labels import LOOK, TASKS, labels_measured, show_few_labels
from w2vlib.widgets.base import Choice, Explorer, Number, Typed


def explore_few_labels(task="topic", labels=5, features="vectors", draw=1) -> Explorer:
    """Choose the labels and the features; another draw number marks another draw of the labels.

    The accuracies were measured before (tools/data/build_few_labels.py).
    """
    controls = {
        "task": Choice("Task", TASKS, task),
        "labels": Choice("Labels a class", labels_measured(), labels),
        "features": Choice("Features", list(LOOK), features),
        "draw": Number("Draw number", draw, 1, 20, integer=True),
    }
    return Explorer(show_few_labels, controls)


def explore_eras(word="energy", n=8) -> Explorer:
    """Type a word and compare its neighbours before 1900 with those from 1945 on."""

    def parse(text: str) -> str:
        if not text:
            raise ValueError("Word: type one word, for example 'energy'")
        return text.lower()

    controls = {
        "word": Typed("Word", word, parse, options=common_words(), width="14em"),
        "n": Number("Neighbours", n, 1, 12, integer=True),
    }
    return Explorer(show_eras, controls)
