"""Lesson 01: see where word2vec slows down."""

from __future__ import annotations

import math

import numpy as np

from teacher import board
from teacher.base import Ask, Page, Vote
from w2vlib.lessons.cost import cbow_cost, product


def grows_not() -> str:
    """The one part whose cost does not know V."""
    small, large = (cbow_cost(V, 100, model="one_hot") for V in (10_000, 1_000_000))
    names = {
        "input": "the product with W_in",
        "mean": "the mean of the context",
        "output": "the product with W_out",
        "loss": "the softmax with its loss",
    }
    (same,) = [name for part, name in names.items() if small[part] == large[part]]
    return same


def ticket() -> str:
    x = np.eye(20_000, dtype=np.float32)[:4]
    all_of_them = product(4, 20_000, 50).multiply_adds
    return f"{all_of_them:,}, and {np.count_nonzero(x) * 50:,} of them are not by zero."


PAGE = Page(
    idea="Two parts grow with V, for two different reasons: one copies rows in a very long way, "
    "the other really asks about every word.",
    board=board.swollen,
    asks=[
        Ask(
            "Which of the two bottlenecks is waste, which is honest work?",
            "The product with W_in is waste: one-hot rows make it a copy of rows. The product with "
            "W_out is honest: V scores, none of them known before.",
            "How could you tell from the numbers alone? (Look for factors that are 0.)",
        ),
        Ask(
            "What could you change about the honest one without computing less exactly?",
            "Only how it is done: a batch reads W_out once for all its examples, a faster machine. "
            "The number of multiply-adds stays, because every score stands in the sum of softmax.",
            "And if you may ask another question? (Lesson 4.)",
            lambda: all(product(b, 100, 7).multiply_adds == b * 700 for b in (1, 10)),
        ),
    ],
    votes=[
        Vote(
            "V grows from 10,000 to 1,000,000, H stays. Which part does *not* get slower?",
            grows_not,
            {
                "the product with W_in": "expects the zeros to be skipped",
                "the product with W_out": "thinks of the true word's score only",
                "the softmax with its loss": "forgets the sum over all scores",
            },
        ),
        Vote(
            "Seven words, all equally likely: the loss is ln 7 = 1.95. Now there are 49 words, all "
            "equally likely. The loss?",
            lambda: f"{math.log(49):.2f}",
            {
                "13.62": "seven times the words, seven times the loss: log makes a sum of a "
                "product",
                "1.95": "a guess is a guess, however many words there are",
                "0.02": "that is the probability; the loss is −log of it",
            },
        ),
    ],
    ticket="V = 20,000, H = 50, four context words as one-hot rows. How many multiplications does "
    "the product with W_in make, and how many of them are not by zero?",
    answer=ticket,
    extension="Published vectors often have V = 400,000 and H = 300. How many bytes is W_in in "
    "float32? Which parts of the network would you attack first, and in which order?",
    checks=[
        lambda: f"{7 * math.log(7):.2f}" == "13.62" and f"{math.log(7):.2f}" == "1.95",
        lambda: f"{1 / 49:.2f}" == "0.02",
    ],
)
