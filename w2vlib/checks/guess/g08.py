"""Guesses of lesson 08: judge the vectors."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess
from w2vlib.lessons.judging import cosines, load_pairs
from w2vlib.stored_vectors import load_vectors
from w2vlib.word_pairs import spearman

PEOPLE, COSINES = np.array([4.0, 3.0, 1.0, 0.0]), np.array([0.3, 0.5, 0.2, 0.1])


def nearer_list() -> str:
    """ "a" where the opposites have the higher mean cosine, "b" where the near-synonyms have."""
    wv, pairs = load_vectors("sotu"), load_pairs()
    mean = {
        kind: cosines(wv, [p for p in pairs if p.kind == kind]).mean()
        for kind in ("opposite", "near-synonym")
    }
    return "a" if mean["opposite"] > mean["near-synonym"] else "b"


def nearest_word() -> str:
    """The word nearest to french − france + spain, all words allowed."""
    wv = load_vectors("sotu")
    return wv.most_similar(["french", "spain"], ["france"], 1, exclude=False)[0][0]


def squares() -> float:
    d = PEOPLE.argsort().argsort() - COSINES.argsort().argsort()
    return float((d**2).sum())


nearer_pairs = Guess(
    "nearer_pairs",
    nearer_list,
    [
        Cause(
            "six pairs",
            "You trust the six pairs. Who chose them, and how?",
            lambda: "a",
        ),
        Cause(
            "no difference",
            "With so many pairs a difference can show, even one that six pairs turn round.",
            lambda: "c",
        ),
    ],
    hint='Type "a", "b" or "c".',
)

first_answer = Guess(
    "first_answer",
    nearest_word,
    [
        Cause(
            "the right one",
            "That is the right answer, but it is not nearest to the point. All words may answer.",
            lambda: "spanish",
        ),
        Cause(
            "the third word",
            "It is near the point, but so is a word that the point keeps whole: look at "
            "french − france + spain when france and spain are much alike.",
            lambda: "spain",
            lambda: "france",
        ),
    ],
    hint="Type one of the words: french, spanish, spain, france.",
)

rank_agreement = Guess(
    "rank_agreement",
    lambda: spearman(PEOPLE, COSINES),
    [
        Cause(
            "the fraction alone",
            "That is the part to take away from 1.",
            lambda: 6 * squares() / (4 * 15),
        ),
        Cause(
            "raw numbers",
            "That is the correlation of the numbers themselves. Replace them by their ranks first.",
            lambda: float(np.corrcoef(PEOPLE, COSINES)[0, 1]),
        ),
        Cause(
            "plain differences",
            "The differences of the ranks add up to nothing: square each before adding.",
            lambda: 1,
        ),
    ],
    hint="A number from −1 to 1. Put the formula above to work, with ranks, not with the numbers.",
)
