"""Guesses of lesson 06: build the negative-sampling CBOW."""

from __future__ import annotations

import math

from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess

strongest_on_h = Guess(
    "strongest_on_h",
    lambda: "you",
    [
        Cause(
            "target is strongest",
            "The target is what h should come near. But how wrong was the network about it? The "
            "force is |y − t| times the length of the row.",
            lambda: "say",
        ),
        Cause(
            "farthest is strongest",
            "It points away from h, so its answer is nearly right already: its y is small.",
            lambda: "goodbye",
        ),
        Cause("not asked", "It is not asked about in this example.", lambda: "and"),
    ],
    hint="Type one of the words in quotes. Compare the sizes of y − t.",
)

found_wrong = Guess(
    "found_wrong",
    lambda: "w_in",
    [
        Cause(
            "error spreads everywhere",
            "A gradient flows backwards. Does that of W_out pass the mean on its way?",
            lambda: "both",
        ),
        Cause(
            "nearest to the loss",
            "W_out stands between the mean and the loss: backward has dealt with it before.",
            lambda: "w_out",
        ),
    ],
    hint='Type "W_in", "W_out" or "both".',
)

first_loss = Guess(
    "first_loss",
    lambda: 6 * math.log(2),
    [
        Cause(
            "one question",
            "That is the price of one question. How many are asked about each target?",
            lambda: math.log(2),
        ),
        Cause(
            "negatives only",
            "These are the negatives. The target itself is asked about as well.",
            lambda: 5 * math.log(2),
        ),
        Cause(
            "softmax over V",
            "That is what softmax over seven words would start with. Here each question has two "
            "answers.",
            lambda: math.log(7),
        ),
        Cause("no loss yet", "It knows nothing, and every doubtful answer costs ln 2.", lambda: 0),
    ],
    hint="Every score is near 0. What does one question cost then, and how many are there?",
    atol=0.006,
)

one_matrix = Guess(
    "one_matrix",
    lambda: "c",
    [
        Cause(
            "twice the training",
            "Every vector is trained in two roles. But can one vector play both? Think of the "
            "score of a vector with itself.",
            lambda: "a",
        ),
        Cause(
            "roles are alike",
            "A word seldom stands beside itself, and should say so. Think of the score of a vector "
            "with itself.",
            lambda: "b",
        ),
    ],
    hint='Type "a", "b" or "c".',
)
