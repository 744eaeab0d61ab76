"""Compare cosines with similarity scores that people gave (section 4.4.2)."""

from __future__ import annotations

import csv
import math
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real

import numpy as np

from w2vlib import checking
from w2vlib.checking import short
from w2vlib.setup.textfiles import read_text
from w2vlib.vectors import unit_rows
from w2vlib.words import WordIndex

Pair = tuple[str, str, float]
# How the published sets name the column of the score, and those of the words.
SCORE = re.compile(r"simlex999|(human|mean|score|similarity|rating|gold).*", re.IGNORECASE)
WORD = re.compile(r"(word|term|w)[ _.]?[12ab]?", re.IGNORECASE)
SPEECH = re.compile(r"[navr]|noun|verb|adj|adv", re.IGNORECASE)
NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)


@dataclass(frozen=True)
class WordPairScores:
    """The result of evaluate_word_pairs: rank correlation, pairs used, pairs given.

    >>> WordPairScores(0.45, 3, 4)
    Spearman 0.450 on 3 of 4 pairs (75% have both words in the vocabulary)
    """

    spearman: float
    used: int
    total: int

    @property
    def coverage(self) -> float:
        """used / total."""
        return self.used / self.total

    def __repr__(self) -> str:
        why = " (all scores, or all cosines, are equal: there is no order)"
        return (
            f"Spearman {self.spearman:.3f}{why * math.isnan(self.spearman)} "
            f"on {self.used} of {self.total} pairs "
            f"({self.coverage:.0%} have both words in the vocabulary)"
        )


def load_word_pairs(path: str | os.PathLike) -> list[Pair]:
    """Read word, word, score from each line of a text file.

    Between them stand tabs, semicolons, commas (words may be quoted) or blanks, the same in the
    whole file. A heading names the columns, as in SimLex-999 and WordSim-353 as published; without
    one the score is the third, or the fourth after a part of speech. Lines that start with #
    are remarks. A decimal comma is one (8,5), except where commas part the columns.
    Errors: FileNotFoundError; ValueError with the number of the line, also for a score that is
    missing (N/A).
    """
    pairs: list[Pair] = []
    between: str | None = None
    columns = score_column = 0
    text = read_text(checking.path("the path", path), suffixes=(".txt", ".tsv", ".csv", ".tab"))
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not columns:
            between = _between(line)
        try:
            fields = _fields(line, between)
            if not columns:
                columns = len(fields)
                heading = _is_heading(fields)
                score_column = _score_column(fields, heading, between)
                if heading:
                    continue
            if len(fields) < columns or (len(fields) > columns and between in (None, ",")):
                raise ValueError(f"expected {columns} columns as in the first line")
            pairs.append(_pair(fields[0], fields[1], fields[score_column]))
        except (ValueError, csv.Error) as error:
            raise ValueError(f"{path}, line {number}: {error}, got {line[:100]!r}") from None
    if not pairs:
        raise ValueError(f"{path} holds no pairs: expected word, word, number in each line")
    return pairs


def _between(line: str) -> str | None:
    """What parts the columns; None for blanks."""
    for sign in "\t;":
        if sign in line:
            return sign
    return "," if line.count(",") >= 2 else None


def _fields(line: str, between: str | None) -> list[str]:
    if between is None:
        return line.split()
    (fields,) = csv.reader([line], delimiter=between, skipinitialspace=True, strict=True)
    return [field.strip() for field in fields]


def _is_heading(fields: list[str]) -> bool:
    """Known names of columns make a heading. Anything else may be a damaged row."""
    return all(map(WORD.fullmatch, fields[:2])) or any(map(SCORE.fullmatch, fields[2:]))


def _score_column(fields: list[str], heading: bool, between: str | None) -> int:
    if len(fields) < 3:
        raise ValueError("expected word, word, number")
    if heading:
        named = [i for i, field in enumerate(fields) if i > 1 and SCORE.fullmatch(field)]
        if not named and len(fields) > 3:
            raise ValueError("no column is named score")
        return named[0] if named else 2
    if len(fields) == 3 or (between in ("\t", ";") and NUMBER.fullmatch(fields[2])):
        return 2
    if SPEECH.fullmatch(fields[2]) and NUMBER.fullmatch(fields[3]):
        return 3  # word, word, part of speech, score
    raise ValueError(
        f"expected word, word, number, not {len(fields)} columns; a first line word1, word2, …, "
        "score says which is which (a decimal comma needs tabs or semicolons between the columns)"
    )


def _pair(one: object, other: object, score: object) -> Pair:
    """Two words and a score that is a number, or a ValueError."""
    if not isinstance(one, str) or not isinstance(other, str) or not one or not other:
        raise ValueError("expected word, word, number")
    if isinstance(score, str) and NUMBER.fullmatch(score.strip()):
        score = float(score.strip().replace(",", "."))
    if not isinstance(score, Real) or isinstance(score, bool) or not math.isfinite(score):
        raise ValueError(
            "expected word, word, number"
            + f" (a heading? write # before it; a missing score {short(score)}? leave the pair out)"
            * isinstance(score, str)
        )
    return one, other, float(score)


def _checked(pairs: Iterable) -> list[Pair]:
    """Pairs from whatever holds (word, word, score)."""
    if not isinstance(pairs, Iterable):
        raise TypeError(
            f"pairs must be a file or a list of (word, word, score), got {short(pairs)}"
        )
    rows = list(pairs)
    checked = []
    for number, row in enumerate(rows, 1):
        try:
            if isinstance(row, str):  # three letters are no pair
                raise TypeError
            checked.append(_pair(*row))
        except (ValueError, TypeError, OverflowError):
            raise ValueError(
                f"pair {number} must be (word, word, number), got {short(row)}; a file of pairs "
                "is read by load_word_pairs"
            ) from None
    return checked


def evaluate_word_pairs(
    wv,
    pairs: str | os.PathLike | Iterable[tuple[str, str, float]],
    case_insensitive: bool = True,
) -> WordPairScores:
    """Return how well the cosines of word pairs follow the scores that people gave them.

    wv: anything with `vectors` (V, H) and `key_to_index`. pairs: (word, word, score) or a file
    of them (see load_word_pairs). Pairs with an unknown word are left out and counted: two results
    compare only on the same pairs. case_insensitive: words count as known in any case, as in
    gensim; of several spellings the commonest is taken.
    Errors: ValueError where fewer than two pairs are known.

    >>> from w2vlib import WordVectors
    >>> wv = WordVectors([[1, 0], [1, 1], [0, 1]], ["king", "queen", "bus"])
    >>> evaluate_word_pairs(wv, [("king", "queen", 8.5), ("King", "bus", 1), ("cat", "bus", 2)])
    Spearman 1.000 on 2 of 3 pairs (67% have both words in the vocabulary)
    """
    if isinstance(pairs, str | os.PathLike):
        pairs = load_word_pairs(pairs)
    pairs = _checked(pairs)
    find = WordIndex.of(wv, case_insensitive).find
    ids = np.array([[find(one), find(other)] for one, other, _ in pairs], np.int64).reshape(-1, 2)
    known = (ids >= 0).all(axis=1)
    used = int(known.sum())
    if used < 2:
        raise ValueError(
            f"{used} of {len(pairs)} pairs have both words in the vocabulary, 2 or more are "
            "needed: use other pairs or vectors of a larger vocabulary"
        )
    checking.ids(ids[known], len(wv.vectors), "the ids in key_to_index")
    one, other = (unit_rows(np.asarray(wv.vectors)[i]).astype(np.float64) for i in ids[known].T)
    scores = np.array([score for _, _, score in pairs])[known]
    return WordPairScores(spearman((one * other).sum(1), scores), used, len(pairs))


def spearman(x: np.ndarray, y: np.ndarray) -> float:
    """Return Spearman's rank correlation of x (n,) and y (n,); nan where one is constant.

    >>> round(spearman([1, 2, 3, 4], [10, 30, 20, 1000]), 6)
    0.8
    """
    x, y = _ranks(x), _ranks(y)
    if len(x) != len(y) or len(x) < 2:
        raise ValueError(f"x and y must be as many, 2 or more, got {len(x)} and {len(y)}")
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
