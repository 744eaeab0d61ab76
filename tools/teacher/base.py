"""What stands on a teacher's page. Numbers are computed; tests/test_teacher.py asks for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from w2vlib.plots.svg import Svg


@dataclass
class Ask:
    """A question of INSTRUCTORS.md, word for word, and what to expect."""

    question: str
    expected: str
    then: str = ""  # the follow-up
    holds: Callable[[], bool] | None = None  # derives the expected answer anew


@dataclass
class Vote:
    """Vote, talk, vote: one choice is right, each other one is a misconception."""

    question: str
    right: Callable[[], str]  # computes the right choice, as it is printed
    wrong: dict[str, str]  # choice -> what somebody thinks who takes it

    def choices(self) -> list[tuple[str, str, str]]:
        """(letter, choice, misconception or ""), in an order that gives nothing away."""
        texts = sorted([self.right(), *self.wrong])
        return [(letter, t, self.wrong.get(t, "")) for letter, t in zip("abcdef", texts)]  # noqa: B905


@dataclass
class Page:
    """One lesson. board: a sketch that a hand can draw in two minutes."""

    idea: str
    board: Callable[[], Svg]
    asks: list[Ask]
    votes: list[Vote]
    ticket: str  # a last question, answered on paper when leaving
    answer: Callable[[], str]
    extension: str
    checks: list[Callable[[], bool]] = field(default_factory=list)  # whatever else it claims
