"""How sure is a score of word vectors? Pairs, intervals, a rotation (lesson 08)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from w2vlib.setup.datafiles import data_file
from w2vlib.vectors import WordVectors


class Pair(NamedTuple):
    """Two words, scores from 0 to 4 by a rule (see data/README.md), and why they stand together."""

    one: str
    other: str
    alike: float
    related: float
    kind: str


def load_pairs() -> list[Pair]:
    """The 147 pairs of data/classroom_pairs.txt: near-synonyms, opposites and three more kinds."""
    rows = data_file("classroom_pairs.txt").read_text(encoding="utf-8").splitlines()
    fields = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return [Pair(a, b, float(alike), float(near), kind) for a, b, alike, near, kind in fields]


def cosines(wv: WordVectors, pairs: list[Pair]) -> np.ndarray:
    """The cosine of each pair (n,). Errors: KeyError for an unknown word."""
    one, other = np.array([[wv.get_index(w) for w in pair[:2]] for pair in pairs]).T
    return np.einsum("ij,ij->i", wv.unit[one], wv.unit[other])


def interval(
    score: Callable[[np.ndarray], float], n: int, times: int = 1000, seed=0
) -> tuple[float, float]:
    """How far a score moves when its list of n pairs is drawn anew: 95 % of `times` draws.

    score(rows): the score of these rows of the list; each draw takes n of the n rows, some twice
    (the bootstrap; Efron 1979).

    >>> heights = np.array([1.0, 2.0, 3.0, 4.0])
    >>> low, high = interval(lambda rows: heights[rows].mean(), 4)
    >>> low < 2.5 < high
    True
    """
    rng = np.random.default_rng(seed)
    drawn = [score(rng.integers(0, n, n)) for _ in range(times)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def answered(wv: WordVectors, pairs: list[tuple[str, str]], method: str = "offset") -> np.ndarray:
    """Which questions of a family are answered right: (n, n) bool, [i, j]: pair i asks, j answers.

    "a is to b as c is to d", where (a, b) is pair i and (c, d) is pair j, words of the question
    left out. method: "offset", "mean_offset" or "no_offset", as in evaluate_analogies; the last
    two do not depend on i, so every row is the same. The diagonal asks nothing: False.
    """
    c, d = np.array([[wv.get_index(w) for w in pair] for pair in pairs]).T
    unit, n, rows = wv.unit, len(pairs), np.arange(len(pairs))
    offsets, right = unit[d] - unit[c], np.zeros((n, n), bool)
    for i in range(n):
        if method == "offset":
            near = unit[c] + offsets[i]
        elif method == "mean_offset":
            near = unit[c] + (offsets.sum(0) - offsets) / max(1, n - 1)
        else:
            near = unit[c].copy()
        scores = near @ unit.T
        scores[rows, c] = -np.inf
        if method == "offset":
            scores[:, [c[i], d[i]]] = -np.inf
        right[i] = scores.argmax(1) == d
        right[i, i] = False
        if method != "offset":
            right[:] = right[i] | (rows == i) & (scores.argmax(1) == d)
            break
    np.fill_diagonal(right, False)
    return right


def share_right(tables: list[np.ndarray]) -> float:
    """The share of all questions of these families that are right; each question counts once."""
    return sum(t.sum() for t in tables) / sum(len(t) * (len(t) - 1) for t in tables)


def share_interval(tables: list[np.ndarray], times: int = 1000, seed=0) -> tuple[float, float]:
    """95 % of the scores when the pairs of every family are drawn anew, as in `interval`."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(times):
        right = asked = 0
        for table in tables:
            drawn = rng.integers(0, len(table), len(table))
            other = drawn[:, None] != drawn  # a pair that was drawn twice does not ask itself
            right += (table[np.ix_(drawn, drawn)] & other).sum()
            asked += other.sum()
        found.append(right / asked)
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def rotation(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The rotation R (H, H) that brings the rows of `one` (V, H) nearest to those of `other`.

    It may mirror, but it bends and stretches nothing: all cosines inside `one` stay.
    Source: Schönemann 1966, the orthogonal Procrustes problem.

    >>> turn = np.array([[0.0, 1.0], [-1.0, 0.0]])
    >>> bool(np.allclose(rotation(np.eye(2), np.eye(2) @ turn), turn))
    True
    """
    U, _, Vt = np.linalg.svd(one.astype(np.float64).T @ other)
    return U @ Vt
