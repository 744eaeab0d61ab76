"""Guesses of lesson 10: climb the speed ladder."""

from __future__ import annotations

import json

import numpy as np

from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess
from w2vlib.ladder.our_rungs import window_mean
from w2vlib.setup.datafiles import data_file

ROWS = np.array([[1.0, 0.0], [0.0, 2.0], [4.0, 4.0], [6.0, 2.0]])

window_by_hand = Guess(
    "window_by_hand",
    lambda: float(window_mean(ROWS, 1)[1, 0]),
    [
        Cause(
            "the word itself",
            "The word itself is no part of its window: take its row out of the sum.",
            lambda: float(ROWS[1:, 0].mean()),
            lambda: float(ROWS[1:, 0].sum() / 2),
        ),
        Cause(
            "a sum",
            "h is a mean: divide by the number of context words.",
            lambda: float(ROWS[1, 0] + ROWS[3, 0]),
        ),
    ],
    hint="Add the first numbers of the rows before and after word 2; divide by how many they are.",
)


def small_against_large() -> str:
    """ "b" where rung 8 at V = 50 takes at least three quarters of its time at V = 10,000."""
    ns = json.loads(data_file("ablation.json").read_text(encoding="utf-8"))["ns"]["rung 8"]
    share = ns["50"][1] / ns["10000"][1]  # the fastest rounds
    return "b" if share > 0.75 else "a" if share > 0.25 else "c"


tiny_vocabulary = Guess(
    "tiny_vocabulary",
    small_against_large,
    [
        Cause(
            "half",
            "You expect the core to wait for memory half of the time. At which size of the two "
            "matrices would that begin?",
            lambda: "a",
        ),
        Cause(
            "a tenth",
            "A step of rung 8 touches the same number of rows at every V.",
            lambda: "c",
        ),
    ],
    hint='Type "a", "b" or "c".',
)
