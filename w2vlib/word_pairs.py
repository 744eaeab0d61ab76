"""Compare cosines with similarity scores that people gave (section 4.4.2)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from w2vlib.setup.textfiles import read_text


@dataclass(frozen=True)
class WordPairScores:
    """The result of evaluate_word_pairs: rank correlation, pairs used, pairs given."""

    spearman: float
    used: int
    total: int

    @property
    def coverage(self) -> float:
        """used / total."""
        return self.used / self.total

    def __repr__(self) -> str:
        return (
            f"Spearman {self.spearman:.3f} on {self.used} of {self.total} pairs "
            f"({self.coverage:.0%} have both words in the vocabulary)"
        )


def load_word_pairs(path: str | os.PathLike) -> list[tuple[str, str, float]]:
    """Read word, word, score from each line of a text file, separated by tabs, commas or spaces.

    Lines that start with # are remarks; a first line without a number is a heading.
    Errors: FileNotFoundError, ValueError with the number of the line.
    """
    pairs, heading_possible = [], True
    text = read_text(path, suffixes=(".txt", ".tsv", ".csv"))
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.replace(",", "\t").split("\t") if set(",\t") & set(line) else line.split()
        try:
            one, other, score = (field.strip() for field in fields[:3])
            pairs.append((one, other, float(score)))
        except ValueError:
            if not heading_possible:
                raise ValueError(
                    f"{path}, line {number}: expected word, word, number, got {line!r}"
                ) from None
        heading_possible = False
    return pairs


def evaluate_word_pairs(
    wv, pairs: str | os.PathLike | Iterable[tuple[str, str, float]]
) -> WordPairScores:
    """Return how well the cosines of word pairs follow the scores that people gave them.

    wv: anything with `vectors` (V, H) and `key_to_index`. pairs: (word, word, score) or a file
    of them (see load_word_pairs). Pairs with an unknown word (as written, else in lower case)
    are left out and counted: two results compare only on the same pairs.
    Errors: ValueError where fewer than two pairs are known.
    """
    if isinstance(pairs, str | os.PathLike):
        pairs = load_word_pairs(pairs)
    pairs = list(pairs)
    index = wv.key_to_index
    ids = [[index.get(w, index.get(w.lower(), -1)) for w in pair[:2]] for pair in pairs]
    known = [i for i, both in enumerate(ids) if -1 not in both]
    if len(known) < 2:
        raise ValueError(
            f"{len(known)} of {len(pairs)} pairs have both words in the vocabulary, 2 or more are "
            "needed: use other pairs or vectors of a larger vocabulary"
        )
    one, other = np.asarray(wv.vectors, np.float64)[np.array(ids)[known].T]  # each (n, H)
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    cosines = (one * other).sum(1) / np.where(lengths == 0, 1, lengths)
    scores = np.array([pairs[i][2] for i in known], dtype=np.float64)
    return WordPairScores(spearman(cosines, scores), len(known), len(pairs))


def spearman(x: np.ndarray, y: np.ndarray) -> float:
    """Return Spearman's rank correlation of x (n,) and y (n,); nan where one is constant."""
    x, y = _ranks(x), _ranks(y)
    x, y = x - x.mean(), y - y.mean()
    size = np.sqrt((x @ x) * (y @ y))
    return float(x @ y / size) if size else float("nan")


def _ranks(values: np.ndarray) -> np.ndarray:
    """Return the ranks 1..n of `values` (n,); equal values share the mean of their ranks."""
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or not np.isfinite(values).all():
        raise ValueError(f"expected one row of finite numbers, got shape {values.shape}")
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(times) - (times - 1) / 2)[place]
