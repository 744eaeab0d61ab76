"""Lesson 04: turn one question of V into one of two."""

from __future__ import annotations

import numpy as np

from teacher import board
from teacher.base import Ask, Page, Vote
from w2vlib.losses import SigmoidWithLoss, sigmoid, softmax
from w2vlib.plots.sigmoid import loss_of


def slope(score: float, label: int) -> float:
    layer = SigmoidWithLoss()
    layer.forward(np.array([score]), np.array([label]))
    return float(layer.backward()[0])


def rest(p: float, q: float, k: int) -> float:
    """The answer at which the mean pull of a true share p and k negatives of share q is 0."""
    grid = np.linspace(-10, 10, 20_001)
    mean_loss = p * loss_of(grid, 1) + k * q * loss_of(grid, 0)
    return float(sigmoid(grid[mean_loss.argmin()]))


def ticket() -> str:
    y, d = float(sigmoid(np.array(2.0))), slope(2, 0)
    return f"y = {y:.2f}, y − t = {d:.2f}; descent moves the score {'down' if d > 0 else 'up'}."


PAGE = Page(
    idea="“Which word?” needs all V scores. “Is it this word?” needs one, and its gradient is said "
    "minus right, y − t.",
    board=board.gap,
    asks=[
        Ask(
            "What do you lose when the answers no longer add up to 1?",
            "Probabilities of words. An answer rests at p / (p + k · q), which depends on k and q, "
            "that is on how you drew. The order of words and the vectors remain useful.",
            "Same text, k = 1 and k = 20: is the answer larger or smaller? (Smaller.)",
            lambda: all(abs(rest(0.2, 0.1, k) - 0.2 / (0.2 + k * 0.1)) < 1e-3 for k in (1, 5, 20)),
        ),
        Ask(
            "Who needs probabilities?",
            "Whoever must choose among all words: a language model that writes, a program that "
            "turns speech into text. Word vectors alone do not.",
            "Could such a model be trained with yes-or-no questions all the same?",
        ),
    ],
    votes=[
        Vote(
            "Two words, both with score 0, so σ = 0.50 for each. One score rises to 2. What is σ "
            "of the *other* word?",
            lambda: f"{sigmoid(np.array([2.0, 0.0]))[1]:.2f}",
            {
                "0.12": "thinks of softmax: the two share one whole",
                "0.88": "takes the word that rose",
                "0.25": "halves it, because the first has doubled",
            },
        ),
        Vote(
            "Score −3, label 1: the network is wrong. What is the gradient y − t, about?",
            lambda: f"{slope(-3, 1):.2f}".replace("-", "−"),
            {
                "0.05": "that is y, the answer",
                "−3.00": "takes the score for the gradient",
                "0.00": "σ is flat out there: but the log is steep",
            },
        ),
    ],
    ticket="Score 2, label 0. What are y and y − t, and which way does descent move the score?",
    answer=ticket,
    extension="Show that the loss for label 0 at s is the loss for label 1 at −s. Then write one "
    "function of one argument that serves both labels.",
    checks=[
        lambda: f"{softmax(np.array([[2.0, 0.0]]))[0, 1]:.2f}" == "0.12",
        lambda: (
            f"{sigmoid(np.array(2.0)):.2f}" == "0.88" and rest(0.2, 0.1, 20) < rest(0.2, 0.1, 1)
        ),
        lambda: f"{sigmoid(np.array(-3.0)):.2f}" == "0.05",
        lambda: np.allclose(loss_of(np.arange(-5.0, 6), 0), loss_of(-np.arange(-5.0, 6), 1)),
    ],
)
