"""Lesson 07: train it on real text."""

from __future__ import annotations

import math

import numpy as np

from teacher import board
from teacher.base import Ask, Page, Vote
from w2vlib.windows import keep_probability


def keep(share: float, sample: float = 0.001) -> float:
    words = 1_000_000
    counts = [round(share * words), words - round(share * words)]
    return float(keep_probability(counts, sample)[0])


def alpha(done: float, start: float = 0.05, end: float = 0.0001) -> float:
    return start + (end - start) * done


PAGE = Page(
    idea="The loss is what training lowers, not what you want. Decide what you want, measure that, "
    "and change one setting at a time.",
    board=board.overtraining,
    asks=[
        Ask(
            "Which of two runs is better, and how would you know?",
            "Not by the loss: other settings ask other questions, and even with the same questions "
            "the lower loss had the worse vectors. Measure what you want, with more than one seed.",
            "Which settings may differ between two losses that you compare? (alpha, epochs, H, "
            "seed.)",
        ),
        Ask(
            "Why decide on the epochs first?",
            "The learning rate falls on a line that ends at the last epoch. A run of 5 epochs is "
            "not the beginning of a run of 15: there alpha is still high after 5.",
            "You planned 5 and want 10 more. What are your choices?",
            lambda: np.isclose(alpha(1), 0.0001) and alpha(5 / 15) > 0.03,
        ),
    ],
    votes=[
        Vote(
            "alpha goes from 0.05 to 0.0001. What is it after 5 of 15 epochs?",
            lambda: f"{alpha(5 / 15):.4f}",
            {
                "0.0001": "5 epochs are 5 epochs: the end is reached",
                "0.0500": "it falls only near the end",
                "0.0250": "somewhere in the middle is a half",
            },
        ),
        Vote(
            "A word’s share is f = 0.004, and sample = 0.001. The chance that it is kept?",
            lambda: f"{keep(0.004):.2f}",
            {
                "0.25": "sample / f alone: the root is forgotten",
                "0.50": "the paper’s formula, √(sample / f): the program has one term more",
                "1.00": "so small a share is never dropped",
            },
        ),
    ],
    ticket="One run with k = 15 ends at a loss of 6.2, one with k = 5 at 2.1. Where did each "
    "begin? Which one has the better vectors?",
    answer=lambda: (
        f"At {16 * math.log(2):.2f} and {6 * math.log(2):.2f}. "
        "The losses cannot tell: they ask different questions."
    ),
    extension="Train on the addresses of one century and on as many words of all. Which vectors "
    "are better, on the same list? Say first what you expect.",
    checks=[
        lambda: math.isclose(math.sqrt(0.001 / 0.004), 0.5) and keep(0.001) == 1,
        lambda: math.isclose(0.001 / 0.004, 0.25),
    ],
)
