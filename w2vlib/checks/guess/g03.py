"""Guesses of lesson 03: send gradients to the right rows."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess
from w2vlib.layers import Embedding
from w2vlib.optim import Adam

IDS = np.array([1, 1, 3])
WEIGHTS = np.array([[7.0, 2.0], [5.0, 1.0], [4.0, 3.0]])


def _gradient() -> float:
    layer = Embedding(np.zeros((4, 2)))
    layer.forward(IDS)
    layer.backward(WEIGHTS)
    return float(layer.grads[0][1, 0])


def _plus() -> list[float]:
    dW = np.zeros(4)
    dW[IDS] += 1
    return dW.tolist()


def _adam_rows() -> list[int]:
    layer, adam = Embedding(np.zeros((7, 2))), Adam()
    for batch in ([5], IDS):
        before = layer.params[0].copy()
        layer.backward(np.ones_like(layer.forward(batch)))
        adam.update(layer.params, layer.grads)
    return np.flatnonzero((layer.params[0] != before).any(axis=1)).tolist()


nudge = Guess(
    "nudge",
    _gradient,
    [
        Cause("first use only", "Row 1 is copied out twice. That is the first copy alone.",
              lambda: 7),
        Cause("last use only", "Row 1 is copied out twice. That is the second copy alone.",
              lambda: 5),
        Cause("mean", "The two copies are added up, no mean is taken.", lambda: 6),
        Cause("whole rows", "Only the first number of the row was raised.", lambda: 15),
        Cause("unit", "Count in thousandths.", lambda: 0.012),
        Cause("all first numbers", "Word 3 has a row of its own: nothing moved there.",
              lambda: 16),
    ],
    hint="Where in out does W[1, 0] stand, and which weights stand there?",
)  # fmt: skip

plus = Guess(
    "plus",
    _plus,
    [
        Cause("one after another", "So it would be if NumPy took one id after another. But += "
              "first reads all rows, then adds, then writes.", lambda: [0, 2, 0, 1]),
        Cause("places", "The ids say where the gradients go. Word 0 is not among them.",
              lambda: [1, 1, 1, 0]),
        Cause("ids", "Each gradient is 1; the ids are places.", lambda: [0, 1, 0, 3]),
    ],
    hint="A number for each of the words 0 to 3. Words that do not occur keep 0.",
)  # fmt: skip

adam_rows = Guess(
    "adam_rows",
    lambda: set(_adam_rows()),
    [
        Cause("as SGD", "The running mean of a row that had a gradient before is not 0 yet.",
              lambda: [1, 3]),
        Cause("history only", "The words of this batch move as well.", lambda: [5]),
        Cause("all rows", "A row that never had a gradient has a running mean of 0.",
              lambda: [0, 1, 2, 3, 4, 5, 6]),
    ],
    hint="Which rows have had a gradient that is not 0, in the first batch or in the second?",
)  # fmt: skip
