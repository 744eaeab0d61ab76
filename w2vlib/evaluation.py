"""Judge word vectors: analogies, and agreement with people's similarity scores (section 4.4.2).

A `wv` here is anything with `vectors` (V, H), `key_to_index` and `index_to_key`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from w2vlib.setup.datafiles import data_file
from w2vlib.setup.textfiles import read_text
from w2vlib.word_pairs import evaluate_word_pairs, load_word_pairs

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
    questions-words). hard=False leaves out the families marked "(hard)".
    Errors: FileNotFoundError, ValueError with the number of the line.
    """
    text = read_text(data_file("classroom_analogies.txt") if path == "classroom" else path)
    families: dict[str, list] = {}
    rows = None
    for number, line in enumerate(text.splitlines(), 1):
        words = tuple(line.split())
        if line.startswith(":"):
            rows = families.setdefault(line[1:].strip(), [])
        elif words:
            if rows is None:
                rows = families.setdefault("analogies", [])
            if len(words) not in (2, 4) or (rows and len(words) != len(rows[0])):
                raise ValueError(
                    f"{path}, line {number}: expected two words a line (a pair) or four "
                    f"(a question), alike in the whole family, got {line.strip()!r}"
                )
            rows.append(words)
    return {name: rows for name, rows in families.items() if hard or not name.endswith("(hard)")}


@dataclass(frozen=True)
class FamilyScore:
    """How one family did: questions right, questions whose words are all known, all questions."""

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
            right, share = ("–" if np.isnan(x) else f"{x:.0%}" for x in (f.accuracy, f.coverage))
            lines.append(f"{f.name:{width}}  {right:>5}  {f.used:>6,}  {share:>8}")
        return "\n".join(lines)


def evaluate_analogies(
    wv,
    sections: dict[str, list] | list | str | os.PathLike = "classroom",
    exclude: bool = True,
    method: str = "offset",
    topn: int = 1,
) -> AnalogyScores:
    """Ask "a is to b as c is to which d?" and count how often d is among the topn nearest words.

    sections: what load_analogies gives, or what it takes; one plain list is one family.
    method, with vectors of length 1 and cosine as nearness:
      "offset"      nearest to b - a + c (Mikolov et al. 2013)
      "mean_offset" nearest to c + the mean of b - a over the *other* pairs of the family
      "no_offset"   nearest to c alone: a control, what the offset has to beat
    exclude: the words of the question cannot be answers; False shows what happens without that.
    A question is used only when all its words are in the vocabulary (as written, else in lower
    case). The last two methods ask once for each pair (c, d), "offset" once for each (a, b, c, d).
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
    if topn < 1:
        raise ValueError(f"topn must be 1 or more, got {topn}")
    if isinstance(sections, str | os.PathLike):
        sections = load_analogies(sections)
    elif not isinstance(sections, dict):
        sections = {"analogies": list(sections)}
    unit = _unit(wv.vectors)
    scores = []
    for name, rows in sections.items():
        asked, known = _questions(rows, wv.key_to_index, method)
        right = 0
        if len(known):
            right = int((_ranks(unit, *_queries(unit, known, method), exclude) < topn).sum())
        scores.append(FamilyScore(name, right, len(known), asked))
    how = f"{method}, top {topn}" + ("" if exclude else ", the question's words allowed")
    return AnalogyScores(scores, how)


def _unit(vectors: np.ndarray) -> np.ndarray:
    """Return the vectors with length 1; zero vectors stay zero. NaN would win every comparison."""
    vectors = np.asarray(vectors, dtype=np.float32)
    if not np.isfinite(vectors).all():
        raise ValueError(
            "some vectors are not finite (NaN or infinity): train with a smaller alpha"
        )
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(length == 0, 1, length)


def _questions(rows: list, key_to_index: dict, method: str) -> tuple[int, np.ndarray]:
    """Return how many questions there are, and the ids of those that are known, (n, 4) or (n, 2).

    (n, 4) for "offset"; (n, 2), the different pairs, for the methods that ask once for each pair.
    """
    if method == "offset" and rows and len(rows[0]) == 2:
        rows = [(*p, *q) for p, q in permutations(dict.fromkeys(rows), 2)]
    elif method != "offset":
        pairs = [pair for row in rows for pair in (tuple(row[:2]), tuple(row[2:])) if pair]
        rows = list(dict.fromkeys(pairs))
    ids = [[key_to_index.get(w, key_to_index.get(w.lower(), -1)) for w in row] for row in rows]
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


def _ranks(unit, queries, answers, question_words, exclude) -> np.ndarray:
    """Return for each question how many words are nearer than the right one, (n,).

    Of equally near words the one with the lower id comes first, as in a sorted list.
    """
    ranks = np.empty(len(queries), dtype=np.int64)
    for i in range(0, len(queries), BLOCK):
        block = slice(i, i + BLOCK)
        scores = queries[block] @ unit.T  # (B, V); the query's length does not change the order
        if exclude:
            np.put_along_axis(scores, question_words[block], -np.inf, axis=1)
        answer = answers[block, None]
        score = np.take_along_axis(scores, answer, axis=1)
        before = np.arange(len(unit)) < answer
        ranks[block] = ((scores > score) | ((scores == score) & before)).sum(1)
    return ranks
