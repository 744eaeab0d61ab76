"""Explorers of lesson 08: neighbours, one analogy, and a list of words."""

from __future__ import annotations

from functools import lru_cache

from w2vlib.checking import short
from w2vlib.plots.analogy import show_analogy
from w2vlib.plots.plane import compare_words
from w2vlib.plots.similarity import MEASURES, show_neighbours
from w2vlib.stored_vectors import load_vectors
from w2vlib.vectors import WordVectors
from w2vlib.widgets.base import Check, Choice, Explorer, Number, Typed
from w2vlib.words import as_spelled

NONE = "none"
COMMONEST = 2000  # words offered for completion: all 11,000 would make the field slow


@lru_cache(maxsize=1)
def stored_sets() -> dict[str, WordVectors]:
    """The vectors of the course by the names that the explorers show."""
    return {
        "all years, seed 1": load_vectors("sotu"),
        "all years, seed 2": load_vectors("sotu", seed=2),
        "before 1900": load_vectors("before_1900"),
        "from 1945": load_vectors("from_1945"),
    }


def _sets(own: dict[str, WordVectors] | None) -> dict[str, WordVectors]:
    own = {} if own is None else own
    if not isinstance(own, dict) or not all(isinstance(v, WordVectors) for v in own.values()):
        remedy = "{'mine': WordVectors.load(path)}"
        raise TypeError(f"own must be {{name: WordVectors}}, like {remedy}, got {short(own)}")
    return {**own, **stored_sets()}


def _spelled(words: list[str], wv: WordVectors) -> list[str]:
    """What was typed, as the vectors have it: exactly, else in another case."""
    return [as_spelled(word, wv.key_to_index) for word in words]


def _word(label: str, value: str, sets: dict, optional: str = "") -> Typed:
    def parse(text: str) -> str:
        if not text and not optional:
            raise ValueError(f"{label}: type one word, for example {value!r}")
        return text

    words = next(iter(sets.values())).index_to_key[:COMMONEST]
    return Typed(label + optional, value, parse, options=words, width="14em")


def explore_neighbours(
    word="increase", measure="cosine", exclude=True, n=10, left="", right="all years, seed 2",
    own=None,
) -> Explorer:  # fmt: skip
    """Type a word and see its neighbours in one or two sets of vectors.

    own: {name: WordVectors} to show besides the stored ones; right="none" shows one set.
    """
    sets = _sets(own)

    def draw_neighbours(word, measure, exclude, n, left, right):
        chosen = {name: sets[name] for name in (left, right) if name != NONE}
        return show_neighbours(word, chosen, measure, exclude, n)

    controls = {
        "word": _word("Word", word, sets),
        "measure": Choice("Nearness", MEASURES, measure),
        "exclude": Check("Leave the word itself out", exclude),
        "n": Number("Neighbours", n, 1, 15, integer=True),
        "left": Choice("Left", list(sets), left or next(iter(sets)), dropdown=True),
        "right": Choice("Right", [NONE, *sets], right, dropdown=True),
    }
    return Explorer(draw_neighbours, controls)


def explore_analogy(
    a="make", b="made", c="pay", expected="", exclude=True, measure="cosine", vectors="", own=None
) -> Explorer:
    """a is to b as c is to what? own: {name: WordVectors} to choose besides the stored ones."""
    sets = _sets(own)

    def draw_analogy(a, b, c, expected, exclude, measure, vectors):
        words = _spelled([a, b, c, expected], sets[vectors])
        return show_analogy(sets[vectors], *words, exclude, measure)

    controls = {
        "a": _word("a", a, sets),
        "b": _word("is to b", b, sets),
        "c": _word("as c", c, sets),
        "expected": _word("is to d", expected, sets, optional=" (may be empty)"),
        "exclude": Check("Leave the words of the question out", exclude),
        "measure": Choice("Nearness", MEASURES, measure),
        "vectors": Choice("Vectors", list(sets), vectors or next(iter(sets)), dropdown=True),
    }
    return Explorer(draw_analogy, controls)


def explore_words(
    words="increase decrease large small war peace gold silver", vectors="", own=None
) -> Explorer:
    """A list of words as a heat map of cosines, and flat. own: as in explore_analogy."""
    sets = _sets(own)

    def draw_words(words, vectors):
        return compare_words(_spelled(words, sets[vectors]), sets[vectors])

    controls = {
        "words": Typed("Words", words, str.split, width="24em"),
        "vectors": Choice("Vectors", list(sets), vectors or next(iter(sets)), dropdown=True),
    }
    return Explorer(draw_words, controls)
