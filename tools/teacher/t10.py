"""Lesson 10: climb the speed ladder."""

from __future__ import annotations

import numpy as np

from teacher import board
from teacher.base import Ask, Page, Vote


def amdahl(share: float, times: float) -> float:
    """How many times faster the whole gets where a share of its time gets so many times faster."""
    return 1 / ((1 - share) + share / times)


def running_sums() -> str:
    column = np.array([3, 2, 4, 1])
    sums = np.concatenate([[0], np.cumsum(column)])
    assert sums.tolist() == [0, 3, 5, 9, 10] and sums[3] - sums[1] == column[1:3].sum()
    return str(sums[3] - sums[1])


PAGE = Page(
    idea="First the same result, then the clock, then a reason. What is fast at one size may be "
    "slow at another.",
    board=board.ladder,
    asks=[
        Ask(
            "What must be shown before a time is compared?",
            "That both compute the same thing, or exactly what differs: on rungs 3, 7 and 8 "
            "something does, and the lesson says what.",
            "How do you show it for a program with random draws? (Give both the same draws.)",
        ),
        Ask(
            "Why may threads race here?",
            "A step touches few rows, and after subsampling two threads seldom want the same one. "
            "A part of a step that is lost now and then is noise. The price: no run repeats.",
            "Which text makes it risky? (Few words, all of them frequent.)",
        ),
    ],
    votes=[
        Vote(
            "A step spends 80 % of its time on scores. You make the scores 4 times faster. The "
            "whole step gets … times faster.",
            lambda: f"{amdahl(0.8, 4):.1f}",
            {
                "4.0": "forgets the part that stays as it was",
                "3.2": "takes 80 % of the gain",
                "5.0": "that is the limit, with scores that take no time at all",
            },
        ),
        Vote(
            "The running sums of 3, 2, 4, 1 are 0, 3, 5, 9, 10. Which difference, or sum, gives 2 "
            "+ 4?",
            lambda: {"6": "9 − 3"}[running_sums()],
            {
                "9 − 5": "one place too far: that is the 4 alone",
                "5 + 9": "adds sums that both begin at the start",
                "9 − 0": "everything up to there, the 3 as well",
            },
        ),
    ],
    ticket="Half of a step is spent on filling matrices with zeros. How many times faster can it "
    "get at most when that is dropped? What do you measure first to be sure of the half?",
    answer=lambda: (
        f"{amdahl(0.5, 1e12):.0f} times. The time of that part alone, and of the whole, in turns, "
        "at the V that you use."
    ),
    extension="Take the slowest cell of your own last project. Count first, then measure, then "
    "change one thing. Did the count know?",
    checks=[lambda: np.isclose(amdahl(0.8, 1e12), 5)],
)
