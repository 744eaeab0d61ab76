"""Judge word vectors: analogies, and agreement with people's similarity scores (section 4.4.2).

A `wv` here is anything with `vectors` (V, H), `key_to_index` and `index_to_key`.

Lesson 08.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from w2vlib import checking
from w2vlib.checking import short
from w2vlib.setup.datafiles import data_file
from w2vlib.setup.textfiles import read_text
from w2vlib.vectors import unit_rows
from w2vlib.word_pairs import evaluate_word_pairs, load_word_pairs
from w2vlib.words import WordIndex, printable

__all__ = [
    "AnalogyScores",
    "evaluate_analogies",
    "evaluate_word_pairs",
    "load_analogies",
    "load_word_pairs",
]

METHODS = ("offset", "mean_offset", "no_offset")
BLOCK = 512  # questions at a time, so that the scores (BLOCK, V) stay small


def load_analogies(path: str | os.PathLike = "classroom", hard: bool = True) -> dict[str, list]:
    """Read families of analogies: {family: [(a, b), ...]} or {family: [(a, b, c, d), ...]}.

    path: "classroom", or a text file with `: family` lines and below each either two words a line
    (a pair; every ordered pair of different pairs is then a question) or four (the format of
    questions-words). hard=False leaves out the families marked "(hard)". # begins a remark.
    Errors: FileNotFoundError, ValueError with the number of the line.
    """
    if not isinstance(path, str) or path != "classroom":
        text = read_text(checking.path("the path", path))
    else:
        text = read_text(data_file("classroom_analogies.txt"))
    families: dict[str, list] = {}
    rows = None
    for number, line in enumerate(text.split("\n"), 1):
        words = tuple(line.split())
        if line.startswith(":"):
            rows = families.setdefault(line[1:].strip(), [])
        elif words and not line.startswith("#"):
            if rows is None:
                rows = families.setdefault("analogies", [])
            if len(words) not in (2, 4) or (rows and len(words) != len(rows[0])):
                raise ValueError(
                    f"{path}, line {number}: expected two words a line (a pair) or four "
                    f"(a question), alike in the whole family, got {line.strip()!r}"
                )
            rows.append(words)
    hard = checking.flag("hard", hard)
    return {name: rows for name, rows in families.items() if hard or not name.endswith("(hard)")}


@dataclass(frozen=True)
class FamilyScore:
    """How one family did: questions right, questions whose words are all known, all questions.

    >>> FamilyScore("plural", 3, 4, 8).accuracy, FamilyScore("plural", 3, 4, 8).coverage
    (0.75, 0.5)
    """

    name: str
    right: int
    used: int
    total: int

    @property
    def accuracy(self) -> float:
        """right / used, nan where nothing could be asked."""
        return self.right / self.used if self.used else float("nan")

    @property
    def coverage(self) -> float:
        """used / total: what the vocabulary allowed to ask."""
        return self.used / self.total if self.total else float("nan")


class AnalogyScores:
    """The result of evaluate_analogies; prints as a table.

    families: {name: FamilyScore}; all: FamilyScore of all questions together (each counts the
    same, so large families count more); accuracy, coverage, used, total: those of `all`.
    """

    def __init__(self, families: list[FamilyScore], how: str = ""):
        self.families = {f.name: f for f in families}
        self.how = how
        sums = [sum(getattr(f, part) for f in families) for part in ("right", "used", "total")]
        self.all = FamilyScore("all", *sums)
        self.accuracy, self.coverage = self.all.accuracy, self.all.coverage
        self.used, self.total = self.all.used, self.all.total

    def __getitem__(self, name: str) -> FamilyScore:
        return self.families[name]

    def __repr__(self) -> str:
        width = max(len(name) for name in [*self.families, "family"])
        lines = [f"{'family':{width}}  right   asked  coverage  ({self.how})"]
        for f in [*self.families.values(), self.all]:
            right, share = ("-" if np.isnan(x) else f"{x:.0%}" for x in (f.accuracy, f.coverage))
            lines.append(f"{f.name:{width}}  {right:>5}  {f.used:>6,}  {share:>8}")
        return printable("\n".join(lines))


def evaluate_analogies(
    wv,
    sections: dict[str, list] | list | str | os.PathLike = "classroom",
    exclude: bool = True,
    method: str = "offset",
    topn: int = 1,
    case_insensitive: bool = True,
) -> AnalogyScores:
    """Ask "a is to b as c is to which d?" and count how often d is among the topn nearest words.

    sections: what load_analogies gives, or what it takes; one plain list is one family. A row may
        be a tuple, a list or a line of text.
    method, with vectors of length 1 and cosine as nearness:
      "offset"      nearest to b - a + c (Mikolov et al. 2013)
      "mean_offset" nearest to c + the mean of b - a over the *other* pairs of the family
      "no_offset"   nearest to c alone: a control, what the offset has to beat
    exclude: the words of the question cannot be answers; False shows what happens without that.
    A question is used only when all its words are in the vocabulary. case_insensitive: in any
    case, as in gensim and in word2vec's compute-accuracy; of several spellings (May, may) only the
    commonest takes part, as question and as answer. False takes words as they are written.
    The last two methods ask once for each pair (c, d), "offset" once for each (a, b, c, d).

    >>> from w2vlib import WordVectors
    >>> rows = [[1, 0, 1], [1, 1, 1], [-1, 0, 1], [-1, 1, 1]]
    >>> wv = WordVectors(rows, ["king", "queen", "man", "woman"])
    >>> evaluate_analogies(wv, ["man woman king queen", "man woman king Elvis"]).all
    FamilyScore(name='all', right=1, used=1, total=2)
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got {short(method)}")
    topn = checking.whole("topn", topn, 1)
    if isinstance(sections, str | os.PathLike):
        sections = load_analogies(sections)
    elif not isinstance(sections, dict):
        sections = {"analogies": sections}
    exclude = checking.flag("exclude", exclude)
    index = WordIndex.of(wv, case_insensitive)
    vectors = np.asarray(wv.vectors)
    if not np.isfinite(vectors).all():  # NaN would win every comparison
        raise ValueError(
            "some vectors are not finite (NaN or infinity): train with a smaller alpha"
        )
    unit = unit_rows(vectors)
    scores = []
    for name, rows in sections.items():
        asked, known = _questions(_rows(name, rows), index, method)
        right = 0
        if len(known):
            ranks = _ranks(unit, *_queries(unit, known, method), exclude, index.ids)
            right = int((ranks < topn).sum())
        scores.append(FamilyScore(name, right, len(known), asked))
    how = f"{method}, top {topn}" + ("" if exclude else ", the question's words allowed")
    return AnalogyScores(scores, how + ", upper and lower case alike" * index.folded)


def _rows(name: str, rows) -> list[tuple[str, ...]]:
    """The rows of a family as tuples of words, all of two or all of four."""
    if not isinstance(name, str):
        raise TypeError(
            f"the name of a family must be str, got {short(name)} ({type(name).__name__})"
        )
    if isinstance(rows, str | bytes | Mapping) or not isinstance(rows, Iterable):
        raise TypeError(f"family {name!r} must be a list of rows of words, got {short(rows)}")
    listed = []
    for row in rows:
        words = tuple(row.split()) if isinstance(row, str) else checking.words("a row", row)
        if len(words) not in (2, 4) or (listed and len(words) != len(listed[0])):
            raise ValueError(
                f"family {name!r}: expected two words a row (a pair) or four (a question), alike "
                f"in the whole family, got {short(row)}"
            )
        listed.append(tuple(words))
    return listed


def _questions(rows: list, index: WordIndex, method: str) -> tuple[int, np.ndarray]:
    """Return how many questions there are, and the ids of those that are known, (n, 4) or (n, 2).

    (n, 4) for "offset"; (n, 2), the different pairs, for the methods that ask once for each pair.
    """
    if method == "offset" and rows and len(rows[0]) == 2:
        rows = [(*p, *q) for p, q in permutations(dict.fromkeys(rows), 2)]
    elif method != "offset":
        pairs = [pair for row in rows for pair in (tuple(row[:2]), tuple(row[2:])) if pair]
        rows = list(dict.fromkeys(pairs))
    ids = [[index.find(word) for word in row] for row in rows]
    known = [row for row in ids if -1 not in row]
    return len(rows), np.array(known, dtype=np.int64)


def _queries(unit, known, method) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the points to look near (n, H), the right ids (n,), the words of the question."""
    if method == "offset":
        a, b, c, d = known.T
        return unit[b] - unit[a] + unit[c], d, known[:, :3]
    c, d = known.T
    near = unit[c]
    if method == "mean_offset":
        offsets = unit[d] - unit[c]
        # The mean over all pairs but this one; a single pair has nothing to learn from.
        near = near + (offsets.sum(0) - offsets) / max(1, len(known) - 1)
    return near, d, known[:, :1]


def _ranks(unit, queries, answers, question_words, exclude, candidates) -> np.ndarray:
    """Return for each question how many words are nearer than the right one, (n,).

    Of equally near words the one with the lower id comes first, as in a sorted list.
    candidates: the ids that can be answers, None for all.
    """
    out = np.ones(len(unit), bool)
    out[slice(None) if candidates is None else candidates] = False
    ranks = np.empty(len(queries), dtype=np.int64)
    for i in range(0, len(queries), BLOCK):
        block = slice(i, i + BLOCK)
        scores = queries[block] @ unit.T  # (B, V); the query's length does not change the order
        scores[:, out] = -np.inf
        if exclude:
            np.put_along_axis(scores, question_words[block], -np.inf, axis=1)
        answer = answers[block, None]
        score = np.take_along_axis(scores, answer, axis=1)
        before = np.arange(len(unit)) < answer
        ranks[block] = ((scores > score) | ((scores == score) & before)).sum(1)
    return ranks
