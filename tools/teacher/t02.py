"""Lesson 02: replace a product by a look-up."""

from __future__ import annotations

import numpy as np

from teacher import board
from teacher.base import Ask, Page, Vote
from w2vlib.layers import Embedding, MatMul

W7 = np.arange(21.0).reshape(7, 3)


def changed_rows() -> str:
    W = W7.copy()
    rows = W[[1, 4]]
    rows += 1
    changed = np.flatnonzero((W != W7).any(axis=1))
    return " and ".join(map(str, changed)) or "none"


def ticket() -> str:
    ids = np.zeros(64, dtype=np.int32)
    one_hot = 64 * 10_000 * np.dtype(np.float32).itemsize
    return f"{ids.nbytes} bytes of ids, {one_hot:,} bytes of one-hot rows."


PAGE = Page(
    idea="A one-hot row times W is one row of W. So take it by its number: the same result, and V "
    "is gone from the cost.",
    board=board.pick,
    asks=[
        Ask(
            "Why is a look-up the *same* operation?",
            "All rows but one are multiplied by 0, that one by 1, and then they are added. Nothing "
            "of the result is left out or rounded.",
            "For which x is it not the same? (Whenever x is not one-hot.)",
            lambda: np.array_equal(MatMul(W7).forward(np.eye(7)), Embedding(W7).forward(range(7))),
        ),
        Ask(
            "What is x = [0.5, 0, 0.5, 0] good for?",
            "It gives the mean of rows 0 and 2: what CBOW does with two context words. No id has "
            "this row.",
            "Write it with look-ups. (Two of them, and a mean.)",
            lambda: np.allclose([0.5, 0, 0.5, 0] @ W7[:4], W7[[0, 2]].mean(axis=0)),
        ),
    ],
    votes=[
        Vote(
            "W has 7 rows of 3 numbers. What is the shape of `W[[2, 2, 5]]`?",
            lambda: str(W7[[2, 2, 5]].shape),
            {
                "(2, 3)": "a repeated id counts once",
                "(3,)": "an id gives one number, not a row",
                "(7, 3)": "the shape of W stays",
            },
        ),
        Vote(
            "`rows = W[[1, 4]]`, then `rows += 1`. Which rows of W have changed?",
            changed_rows,
            {
                "1 and 4": "a list of ids gives a window onto W",
                "all": "+= works on the whole of W",
                "4": "only the last one is kept",
            },
        ),
    ],
    ticket="V = 10,000 and a batch of 64 ids in int32. How many bytes are the ids, and how many "
    "the one-hot rows in float32 that say the same?",
    answer=ticket,
    extension="Sentences have different lengths. Add an id that means “no word here” and a "
    "row that stays zero. What must backward do with it?",
)
