"""Guesses of lesson 04: turn one question of V into one of two."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess
from w2vlib.losses import sigmoid

zero_score = Guess(
    "zero_score",
    lambda: float(sigmoid(np.zeros(()))),
    [
        Cause(
            "0 is no",
            "A score of 0 means 'I do not know', which is not a sure no.",
            lambda: 0,
        ),
        Cause(
            "0 is yes",
            "A score of 0 means 'I do not know', which is not a sure yes.",
            lambda: 1,
        ),
    ],
    hint="A number from 0, a sure no, to 1, a sure yes. Compute 1 / (1 + exp(−0)).",
)
