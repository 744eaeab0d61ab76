"""Lesson 06: build the negative-sampling CBOW."""

from __future__ import annotations

import math

import numpy as np

from teacher import board
from teacher.base import Ask, Page, Vote
from w2vlib.losses import SigmoidWithLoss
from w2vlib.models import CBOW
from w2vlib.sampling import FixedNegatives
from w2vlib.trainer import remove_duplicate


def pulls(y_target: float, y_negative: float) -> np.ndarray:
    """|y − t| of both: the force on h, where both rows have length 1."""
    layer, y = SigmoidWithLoss(), np.array([y_target, y_negative])
    layer.forward(np.log(y / (1 - y)), np.array([1, 0]))
    return np.abs(layer.backward())


def stronger() -> str:
    target, negative = pulls(0.9, 0.6)
    return "the target" if target > negative else "the negative"


def touched() -> str:
    """Rows of W_in and W_out that get a gradient from one example with different words."""
    model = CBOW(50, 4, window_size=2, corpus=np.arange(50), seed=0)
    rng = np.random.default_rng(0)
    model.word_vecs[:], model.ns_loss.params[0][:] = rng.normal(size=(2, 50, 4))
    model.ns_loss.sampler = FixedNegatives(np.array([[10, 11, 12, 13, 14]]))
    model.forward(np.array([[1, 2, 4, 5]]), np.array([3]))
    model.backward()
    _, grads = remove_duplicate(model.params, model.grads)
    rows = [np.flatnonzero(np.asarray(g).any(axis=1)).size for g in grads]
    return f"{rows[0]} rows of W_in and {rows[1]} of W_out."


PAGE = Page(
    idea="Known parts, one new risk: the way back. Count the gradients of each matrix, divide by "
    "what forward divided by, and check the whole by differences.",
    board=board.whole,
    asks=[
        Ask(
            "Why does a network with a wrong factor in its gradient still learn?",
            "For one example the step in W_in has the right direction and only another length, as "
            "with a larger learning rate for W_in.",
            "When does a wrong factor change the direction as well? (When it differs among words.)",
        ),
        Ask(
            "Who would find it?",
            "A gradient check of the whole network: it names W_in alone. A falling loss does not.",
            "Is it then a bug? Read the quarrel in the lesson, and say what was measured.",
        ),
    ],
    votes=[
        Vote(
            "k = 10 negatives, an untrained network. What is the first loss?",
            lambda: f"{11 * math.log(2):.2f}",
            {
                "6.93": "counts the ten negatives and forgets the target",
                "0.69": "takes one question for all of them",
                "0.00": "nothing learned, nothing lost",
            },
        ),
        Vote(
            "The target’s answer is 0.9, a negative’s is 0.6; their rows are equally long. Which "
            "of them pulls h harder?",
            stronger,
            {
                "the target": "what h should come near must pull hardest",
                "both alike": "the force is the length of the row alone",
                "none": "both answers are above 0.5, so both are settled",
            },
        ),
    ],
    ticket="Window 2, k = 5, one example, all words different. How many rows of W_in and of W_out "
    "get a gradient?",
    answer=touched,
    extension="Among four context words one occurs twice. What share of dh does its row get, and "
    "why is that right? Check it by differences.",
    checks=[lambda: f"{10 * math.log(2):.2f}" == "6.93" and f"{math.log(2):.2f}" == "0.69"],
)
