"""Lesson 08: judge the vectors."""

from __future__ import annotations

import numpy as np

from teacher import board
from teacher.base import Ask, Page, Vote
from w2vlib.evaluation import evaluate_analogies, load_analogies
from w2vlib.lessons import judging
from w2vlib.stored_vectors import load_vectors
from w2vlib.vectors import WordVectors
from w2vlib.word_pairs import spearman

PEOPLE, COSINES = np.array([3.0, 2.0, 1.0]), np.array([0.9, 0.1, 0.2])


def nearest() -> str:
    wv = WordVectors(np.array([[1.0, 1.0], [2.0, 2.0], [9.0, 1.0]]), ["u", "v", "w"])
    return wv.most_similar("u", topn=1)[0][0]


def easy_score(exclude: bool) -> float:
    easy = {name: pairs for name, pairs in load_analogies().items() if "(hard)" not in name}
    return evaluate_analogies(load_vectors("sotu"), easy, exclude=exclude).accuracy


LISTS = {"s": "singular-plural", "ed": "base-past"}


def chosen(family: str) -> float:
    return judging.share_right([judging.answered(load_vectors(), load_analogies()[family])])


def by_rule(end: str) -> float:
    """The same for the commonest words of four letters or more whose form with `end` is known."""
    wv = load_vectors()
    often = [w for w, n in zip(wv.index_to_key, wv.counts, strict=True) if n >= 50]
    pairs = [(w, w + end) for w in often if w + end in often and len(w) > 3][:60]
    return judging.share_right([judging.answered(wv, pairs)])


PAGE = Page(
    idea="A good score needs a second look: which rule, which list, which control, which interval "
    "could make it as good without what you believe?",
    board=board.analogy,
    asks=[
        Ask(
            "Which rule makes most of the analogy score?",
            "The words of the question may not answer. Let them, and 68 % of the eight families "
            "become 11 %.",
            "Is the rule fair? What does the test then measure?",
            lambda: [round(100 * easy_score(e)) for e in (True, False)] == [68, 11],
        ),
        Ask(
            "Who chose the list?",
            "The author did, and kept what works on this text. Words that a rule picked get about "
            "a third of that.",
            "How would you choose a list before you look at any vector?",
            lambda: all(0.25 < by_rule(end) / chosen(kind) < 0.4 for end, kind in LISTS.items()),
        ),
    ],
    votes=[
        Vote(
            "u = (1, 1), v = (2, 2), w = (9, 1). Which one is nearest to u, by cosine?",
            nearest,
            {
                "w": "the dot product decides: it also counts length",
                "both alike": "both are far away",
                "neither": "near means at a small distance",
            },
        ),
        Vote(
            "People say 3, 2, 1 of three pairs; the cosines are 0.9, 0.1, 0.2. The rank "
            "correlation?",
            lambda: f"{spearman(PEOPLE, COSINES):.2f}",
            {
                "0.80": "correlates the numbers, not their ranks",
                "1.00": "the largest is the largest in both: that is enough",
                "−0.50": "two of three are out of order, so it must be negative",
            },
        ),
    ],
    ticket="Somebody reports 60 % on an analogy list. Name three things you ask before you believe "
    "that the offset did it.",
    answer=lambda: (
        "What the nearest word alone gets (the control); who chose the list, and how many "
        "questions could be asked; the interval, and the spread over seeds."
    ),
    extension="Write down ten pairs of a kind that is not in the list, then test them. Report the "
    "score with its control, whatever it is.",
    checks=[lambda: f"{np.corrcoef(PEOPLE, COSINES)[0, 1]:.2f}" == "0.80"],
)
