"""Which words stand further along an axis of gender, and how far chance alone gets (lesson 09)."""

from __future__ import annotations

import numpy as np

from w2vlib import checking
from w2vlib.vectors import WordVectors

HE, SHE = "he his him", "she her"


def gap(wv: WordVectors, one: str, other: str, he: str = HE, she: str = SHE) -> float:
    """How much further towards `he` the words of `one` lie than those of `other`.

    All four are words with spaces between. The axis leads from the mean of `she` to the mean of
    `he`, vectors at length 1. Errors: KeyError for an unknown word.
    """
    return _gap(wv, one, other, _ids(wv, he), _ids(wv, she))


def random_axes(
    wv: WordVectors, one: str, other: str, he: str = HE, she: str = SHE, n: int = 2000, seed=1
) -> float:
    """The share of n axes made of other words, about as common, whose gap is as large either way.

    Each word of the axis is replaced by one at most 100 places away in the order by count.
    """
    he_ids, she_ids = _ids(wv, he), _ids(wv, she)
    real = abs(_gap(wv, one, other, he_ids, she_ids))
    ids = np.concatenate([he_ids, she_ids])
    n = checking.whole("n", n, 1, remedy="2,000 is usual")
    moved = ids + checking.generator(seed).integers(-100, 101, (n, len(ids)))
    moved = np.clip(moved, 0, len(wv) - 1)  # an id is the rank by count
    gaps = [_gap(wv, one, other, row[: len(he_ids)], row[len(he_ids) :]) for row in moved]
    return float(np.mean(np.abs(gaps) >= real))


def _ids(wv: WordVectors, words: str) -> np.ndarray:
    if not isinstance(words, str) or not words.strip():
        raise ValueError(f"words must be a text, like {HE!r}, got {checking.short(words)}")
    return np.array([wv.get_index(word) for word in words.split()])


def _gap(wv, one, other, he, she) -> float:
    if np.array_equal(np.sort(he), np.sort(she)):
        raise ValueError("he and she must be different words: between the same there is no axis")
    axis = wv.unit[he].mean(axis=0) - wv.unit[she].mean(axis=0)
    mean = [wv.unit[_ids(wv, words)].mean(axis=0) for words in (one, other)]
    return float((mean[0] - mean[1]) @ axis)
