"""Guesses of lesson 07: train it on real text."""

from __future__ import annotations

from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess
from w2vlib.windows import keep_probability

SHARES = [0.1, 0.01, 0.002, 0.001]


def _never_dropped() -> int:
    # counts out of a million, filled up with one rest word so that the shares are these
    counts = [round(1e6 * f) for f in SHARES]
    keep = keep_probability([*counts, 1_000_000 - sum(counts)], 0.001)
    return int((keep[: len(SHARES)] == 1).sum())


never_dropped = Guess(
    "never_dropped",
    _never_dropped,
    [
        Cause(
            "sample is the edge",
            "The edge is not at f = sample. What does the formula give for f = 0.002, before the "
            "minimum is taken?",
            lambda: 1,
        ),
        Cause(
            "common words stay",
            "The chance is that of being kept, and 0.11 for f = 0.1 is far from always.",
            lambda: 4,
        ),
        Cause(
            "all are dropped",
            "The minimum in the formula is there for a reason: small shares give more than 1.",
            lambda: 0,
        ),
    ],
    hint="Put each share into the formula. A chance of 1 or more means never dropped.",
)

rare_words = Guess(
    "rare_words",
    lambda: "b",
    [
        Cause(
            "all words alike",
            "A word is moved where it stands in the text. How often has a rare one been met after "
            "a hundredth of the training?",
            lambda: "a",
        ),
        Cause(
            "random directions stay",
            "They start in random directions. But what a common word learns first, they learn too, "
            "only later.",
            lambda: "c",
        ),
    ],
    hint='Type "a", "b" or "c".',
)

lower_loss = Guess(
    "lower_loss",
    lambda: "c",
    [
        Cause(
            "lower is better",
            "The loss says how well the questions of training are answered. Is that what the "
            "analogies ask?",
            lambda: "a",
        ),
        Cause(
            "equal loss equal vectors",
            "The losses are near each other. Are the vectors that reach them?",
            lambda: "b",
        ),
    ],
    hint='Type "a", "b" or "c".',
)
