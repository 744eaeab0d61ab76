"""Guesses of lesson 02: replace a product by a look-up."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess
from w2vlib.layers import Embedding
from w2vlib.plots.lookup import toy_matrix

lookup_shape = Guess(
    "lookup_shape",
    lambda: list(Embedding(toy_matrix()).forward(np.zeros((6, 2), dtype=int)).shape),
    [
        Cause("mean taken", "The mean comes one cell later: each id still has a row of its own.",
              lambda: [6, 3], lambda: (6, 3)),
        Cause("ids only", "That is the shape of the ids. Each of them becomes a row.",
              lambda: [6, 2]),
        Cause("flattened", "So many rows come out, but they stay in the order of the table.",
              lambda: [12, 3]),
        Cause("matrix", "That is the shape of W7. The look-up takes rows out of it.",
              lambda: [7, 3]),
    ],
    hint="Put a row of 3 numbers in the place of each id, and count along all axes.",
)  # fmt: skip

copy = Guess(
    "copy",
    lambda: "b",
    [
        Cause("all windows", "NumPy cannot describe rows picked by a list as a piece of W.",
              lambda: "a"),
        Cause("swapped", "It is the other way round: think of slices such as W[1:2].",
              lambda: "c"),
        Cause("all copies", "A single row lies in W in one piece: no reason to copy it.",
              lambda: "d"),
    ],
    hint='Type "a", "b", "c" or "d", with the quotation marks.',
)  # fmt: skip

dense_gain = Guess(
    "dense_gain",
    lambda: "b",
    [
        Cause("forward only", "Zeros have to be written, too: V × H of them at every step.",
              lambda: "a"),
        Cause("nothing", "The product writes as many numbers in its own backward, and multiplies.",
              lambda: "c"),
    ],
    hint='Type "a", "b" or "c", with the quotation marks.',
)  # fmt: skip
