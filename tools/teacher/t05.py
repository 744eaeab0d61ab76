"""Lesson 05: draw the negatives."""

from __future__ import annotations

import numpy as np

from teacher import board
from teacher.base import Ask, Page, Vote
from w2vlib.lessons.noise import exact_noise
from w2vlib.sampling import UnigramSampler


def shares(counts, power: float = 0.75) -> np.ndarray:
    return UnigramSampler.from_counts(counts, power=power).p


def left_out() -> str:
    """The share of the second word where the first is the target, of the shares 0.5, 0.3, 0.2."""
    sampler = UnigramSampler.from_counts([5, 3, 2], power=1)
    return f"{exact_noise(sampler, 0)[1]:.2f}"


PAGE = Page(
    idea="A network that only hears yes learns to say yes. The noise it must reject is the text’s "
    "own words, thinned by a power, without the target.",
    board=board.cut,
    asks=[
        Ask(
            "Why does the loss fall to 0 without negatives, and why is that bad?",
            "Every question has the answer yes, so large scores for all pairs answer all of them. "
            "The vectors end up near one direction and tell no pair from another.",
            "Which number in the lesson shows it, if not the loss? (The mean cosine.)",
        ),
        Ask(
            "Is 0.75 a law?",
            "No. It did best of the few powers that were tried. On other data other powers were "
            "better. It is a setting.",
            "What would the powers 0 and 1 do to “the”? (Alike with all; as often as in the text.)",
            lambda: (
                np.allclose(shares([9, 1], 0), 0.5) and np.allclose(shares([9, 1], 1), [0.9, 0.1])
            ),
        ),
    ],
    votes=[
        Vote(
            "Two words with counts 16 and 1, power 0.75. How many times as often is the first "
            "drawn?",
            lambda: f"{np.divide(*shares([16, 1])):.0f}",
            {
                "16": "draws as often as in the text, power 1",
                "12": "takes the power for a factor, 0.75 · 16",
                "4": "takes the root, power 0.5",
            },
        ),
        Vote(
            "Shares: sun 0.5, sea 0.3, sky 0.2. The target is sun. How often is sea drawn?",
            left_out,
            {
                "0.30": "the target’s share vanishes: then the shares add up to one half",
                "0.55": "the freed half is split evenly between the others",
                "0.50": "two are left, so they are alike",
            },
        ),
    ],
    ticket="Counts 81 and 16, power 0.75. What are the two weights, and the two shares?",
    answer=lambda: (
        "Weights {:.0f} and {:.0f}, ".format(*np.array([81, 16]) ** 0.75)
        + "shares {:.2f} and {:.2f}.".format(*shares([81, 16]))
    ),
    extension="Build the alias table of the shares 0.5, 0.3, 0.2 on paper: three columns of the "
    "same height, at most two words in each. Check it with `alias_table`.",
)
