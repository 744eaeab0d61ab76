"""Guesses of the lessons: one line to type before the answer is run.

`guess.zero_score(...)` stands in a lesson, and the reader puts an answer in place of the dots. What
is said to a wrong one is its misconception, and not the answer, which is the next cell's. Nothing
here raises: "Run All" goes on. One file a lesson, g01 … g10; a name is looked for when first used.

>>> from w2vlib.checks import guess
>>> guess.zero_score(...)
zero_score: no guess yet
>>> guess.zero_score(0)
zero_score: not yet. A score of 0 means 'I do not know', which is not a sure no.
>>> guess.zero_score(0.5)
zero_score: yes
"""

from importlib import import_module
from pkgutil import iter_modules

from w2vlib.checks.guess.base import Guess
from w2vlib.words import suggest


def guesses() -> dict[str, Guess]:
    """Every guess of every lesson by its name."""
    found = {}
    for module in sorted(m.name for m in iter_modules(__path__) if m.name[1:].isdigit()):
        values = vars(import_module(f"{__name__}.{module}")).values()
        found |= {value.name: value for value in values if isinstance(value, Guess)}
    return found


def __getattr__(name: str) -> Guess:
    if name.startswith("_"):
        raise AttributeError(name)
    known = guesses()
    if name not in known:
        near = ", ".join(suggest(name, known)) or "see guess.guesses()"
        raise AttributeError(f"there is no guess {name!r}; near: {near}")
    return known[name]


def __dir__() -> list[str]:
    return ["guesses", *sorted(guesses())]
