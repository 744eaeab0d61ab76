"""Guesses of lesson 04: turn one question of V into one of two."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess
from w2vlib.losses import SigmoidWithLoss, sigmoid

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


def _loss(score: float, label: int) -> tuple[float, float]:
    """(loss, gradient) of one question."""
    layer = SigmoidWithLoss()
    loss = layer.forward(np.array([score]), np.array([label]))
    return loss, float(layer.backward()[0])


other_label = Guess(
    "other_label",
    lambda: _loss(1.0, 0)[0],
    [
        Cause("same", "The label picks the term: log y or log(1 − y).", lambda: _loss(1.0, 1)[0]),
        Cause(
            "the rest",
            "Answers add up to a whole, losses do not: the loss is −log of an answer.",
            lambda: 1 - _loss(1.0, 1)[0],
        ),
        Cause("minus", "A loss is never below 0.", lambda: -_loss(1.0, 1)[0]),
        Cause(
            "answer",
            "That is what the network gave to no. The loss is its −log.",
            lambda: 1 - float(sigmoid(np.ones(()))),
        ),
    ],
    hint="−log(1 − y), with y = 0.7311.",
    rtol=0.005,
)

no_gradient = Guess(
    "no_gradient",
    lambda: _loss(1.0, 0)[1],
    [
        Cause("same", "That is the gradient for label 1. The label is 0 now.",
              lambda: _loss(1.0, 1)[1]),
        Cause("rest", "That is what the network gave to no. The gradient is y − t.",
              lambda: -_loss(1.0, 1)[1]),
        Cause("sign", "y − t: said, minus right. Which one is larger?",
              lambda: -_loss(1.0, 0)[1]),
        Cause("loss", "That is the loss, not its slope.", lambda: _loss(1.0, 0)[0]),
    ],
    hint="y − t, with y = 0.7311.",
    rtol=0.005,
)  # fmt: skip
