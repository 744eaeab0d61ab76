"""Lesson 03: send gradients to the right rows."""

from __future__ import annotations

import numpy as np

from teacher import board
from teacher.base import Ask, Page, Vote
from w2vlib.layers import Embedding
from w2vlib.optim import SGD, Adam


def gradient(ids, dout, V: int = 5) -> np.ndarray:
    layer = Embedding(np.zeros((V, np.shape(dout)[1])))
    layer.forward(ids)
    layer.backward(np.array(dout, dtype=float))
    return layer.grads[0]


def plus() -> str:
    dW = np.zeros(5)
    dW[[2, 2, 2, 0]] += 1
    return f"{dW[2]:.0f}"


def moves(optimizer) -> bool:
    """Is row 5 moved by a second step in which it has no gradient?"""
    layer = Embedding(np.ones((7, 2)))
    for ids in ([5], [1]):
        before = layer.params[0].copy()
        layer.backward(np.ones_like(layer.forward(ids)))
        optimizer.update(layer.params, layer.grads)
    return bool((layer.params[0] != before)[5].any())


def misses(ids: list[int]) -> bool:
    """Does `+=` give another gradient than the right one?"""
    wrong, dout = np.zeros((5, 2)), np.ones((len(ids), 2))
    wrong[ids] += dout
    return not np.array_equal(wrong, gradient(ids, dout))


PAGE = Page(
    idea="A row that was copied out twice gets two gradients, and they add up. `dW[ids] += dout` "
    "loses one of them and says nothing.",
    board=board.deliver,
    asks=[
        Ask(
            "Who would notice the lost gradient, and when?",
            "Nobody is told: there is no error, and a loss can fall all the same. A gradient "
            "check finds it at once, if its batch repeats an id.",
            "Which of your own programs has such a line? (Counting with an index has it, too.)",
        ),
        Ask(
            "What must a batch contain to unmask it?",
            "An id that occurs twice, with gradients that are not zero. Ids 1, 2, 3 pass the wrong "
            "form, ids 1, 1, 3 do not.",
            "Does a batch of real text repeat words? (Look at the lesson's count.)",
            lambda: misses([1, 1, 3]) and not misses([1, 2, 3]),
        ),
    ],
    votes=[
        Vote(
            "dW holds zeros, ids = [2, 2, 2, 0]. What is dW[2] after `dW[ids] += 1`?",
            plus,
            {
                "3": "NumPy takes one id after another",
                "2": "the first one is lost, the others add up",
                "0": "an index with repeats changes a copy",
            },
        ),
        Vote(
            "ids = [4, 4], dout = [(1, 0), (2, 3)]. What is row 4 of the *right* dW?",
            lambda: "({:.0f}, {:.0f})".format(*gradient([4, 4], [(1, 0), (2, 3)])[4]),
            {
                "(2, 3)": "the later one replaces the earlier one",
                "(1, 0)": "the first use decides",
                "(1.5, 1.5)": "one row, so the mean of both",
            },
        ),
    ],
    ticket="Row 5 had a gradient in the first step and has none in the second. Does the second "
    "step move it with SGD? With dense Adam? Why?",
    answer=lambda: (
        f"SGD: {'yes' if moves(SGD()) else 'no'}, its step is the gradient. "
        f"Adam: {'yes' if moves(Adam()) else 'no'}, its running mean is not 0 yet."
    ),
    extension="Write the scatter-add with `np.bincount(ids, weights=…)`, one column at a time, "
    "and race it with `np.add.at`. For which H does it win on your machine?",
)
