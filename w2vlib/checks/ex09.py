"""Checks of exercise 9: use the vectors elsewhere."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Task
from w2vlib.checks.explain import Cause
from w2vlib.checks.predict import Predict
from w2vlib.lessons.few_labels import nearest_centroid
from w2vlib.vectors import unit_rows

# ---------------------------------------------------------------- a prediction

TEST = {"war": 120, "tax": 60, "law": 20}


def _baselines():
    """Always the commonest class; any class with equal chances."""
    sizes = np.array(list(TEST.values()))
    return [sizes.max() / sizes.sum(), 1 / len(sizes)]


baselines = Predict(
    "baselines",
    _baselines,
    [
        Cause(
            "equal chances twice",
            "Who always says the commonest class is right on all of its sentences.",
            lambda: [1 / 3, 1 / 3],
        ),
        Cause(
            "the sizes do not matter",
            "A draw with equal chances hits the right class one time in three, large or small.",
            lambda: [0.6, 0.6],
        ),
        Cause(
            "drawn by size",
            "That is a draw that follows the sizes; here all classes have equal chances.",
            lambda: [0.6, 0.46],
        ),
        Cause("swapped", "The order is: the commonest class, then the draw.", lambda: [1 / 3, 0.6]),
    ],
    hint="A list of two shares between 0 and 1: which part of the 200 sentences is right?",
    rtol=0.02,
)

# ---------------------------------------------------------------- sentence vectors

WORDS = ["the", "court", "land", "farm", "ship", "war"]


def _sentence_cases(rng):
    W = np.array([[0.0, 0.1], [1.0, 0.0], [0.0, 1.0], [0.1, 0.9], [4.0, 2.0], [3.0, -5.0]])
    index = {word: i for i, word in enumerate(WORDS)}
    yield "two words", ["court", "land"], index, W
    yield "a word twice", ["court", "land", "court"], index, W
    yield "one word", ["land"], index, W
    yield "an unknown word", ["court", "zeppelin", "farm"], index, W
    yield "no word at all", [], index, W
    yield "unknown words only", ["zeppelin", "radar"], index, W
    for i in range(4):
        H = int(rng.integers(2, 6))
        text = rng.choice([*WORDS, "radar"], int(rng.integers(5, 12))).tolist()
        yield f"random sentence {i + 1}", text, index, rng.normal(size=(len(WORDS), H))


def _mean_of(text, index, W, over=None):
    ids = [index[word] for word in text if word in index]
    return W[ids].sum(axis=0) / max(1, len(ids if over is None else over(text)))


def _each_once(text, index, W):
    return _mean_of(sorted(set(text)), index, W)


def _nan_if_empty(text, index, W):
    return W[[index[word] for word in text if word in index]].mean(axis=0)


def _last_for_unknown(text, index, W):
    return W[[index.get(word, -1) for word in text]].sum(axis=0) / max(1, len(text))


def _no_unknown(text, index, W):
    return W[[index[word] for word in text]].sum(axis=0) / max(1, len(text))


sentence_vector = Task(
    "sentence_vector",
    _sentence_cases,
    _mean_of,
    [
        Cause(
            "unknown words counted",
            "Divide by the number of known words: unknown ones are left out altogether.",
            lambda text, index, W: _mean_of(text, index, W, over=lambda t: t),
        ),
        Cause("each word once", "A word that occurs twice counts twice.", _each_once),
        Cause(
            "sum",
            "A mean is asked for, not a sum.",
            lambda text, index, W: _mean_of(text, index, W, over=lambda t: "1"),
        ),
        Cause(
            "last row for unknown",
            "Row −1 is the last word of the vocabulary, not an empty row.",
            _last_for_unknown,
        ),
        Cause(
            "first row for unknown",
            "Row 0 is a word like any other; unknown words have no row: leave them out.",
            lambda text, index, W: (
                W[[index.get(word, 0) for word in text]].sum(axis=0) / max(1, len(text))
            ),
        ),
        Cause(
            "word 0 lost",
            "The id 0 counts as False: ask `word in index`, not for the id itself.",
            lambda text, index, W: _mean_of([w for w in text if index.get(w)], index, W),
        ),
        Cause(
            "unknown words stop it",
            "Ask `word in index` before you look it up.",
            _no_unknown,
        ),
        Cause(
            "mean of nothing",
            "Where no word is known, there are 0 rows: return H zeros.",
            _nan_if_empty,
        ),
        Cause(
            "unit length",
            "Return the mean as it is; nothing is brought to length 1 here.",
            lambda text, index, W: unit_rows(_mean_of(text, index, W)[None])[0],
        ),
    ],
)

# ---------------------------------------------------------------- the nearest mean


def _centroid_cases(rng):
    X = np.array([[2.0, 0.1], [1.0, 0.3], [0.1, 1.0], [0.3, 2.0]])
    yield "by hand", X, np.array([0, 0, 1, 1]), np.array([[4.0, 1.0], [1.0, 1.2], [0.0, 3.0]])
    yield "a long class", X * [[9], [9], [1], [1]], np.array([0, 0, 1, 1]), np.array([[1.0, 1.1]])
    for i in range(6):
        C, H = int(rng.integers(2, 5)), 3
        y = rng.permutation(np.repeat(np.arange(C), rng.integers(2, 7, C)))
        centre = rng.normal(size=(C, H)) * np.exp(0.7 * rng.normal(size=(C, 1)))
        X = centre[y] + rng.normal(size=(len(y), H))
        yield f"random sentences {i + 1}", X, y, rng.normal(size=(30, H)) + centre[0] / 2


def _centroids(X, y, new):
    return nearest_centroid(X, y, new)


def _means(X, y):
    return np.stack([X[y == c].mean(axis=0) for c in range(y.max() + 1)])


def _by_distance(X, y, new):
    return ((new[:, None] - _means(X, y)) ** 2).sum(-1).argmin(1)


nearest_mean = Task(
    "nearest_mean",
    _centroid_cases,
    _centroids,
    [
        Cause(
            "dot product",
            "By dot product the class with the longest mean wins: bring the means to length 1.",
            lambda X, y, new: (new @ _means(X, y).T).argmax(1),
        ),
        Cause(
            "sums",
            "Sums favour large classes, and their length counts: take means, of length 1.",
            lambda X, y, new: (new @ (_means(X, y) * np.bincount(y)[:, None]).T).argmax(1),
        ),
        Cause(
            "rows of length 1",
            "The means are those of the rows as they are: bring the means to length 1, not X.",
            lambda X, y, new: _centroids(unit_rows(X), y, new),
        ),
        Cause(
            "distance", "That is the nearest by distance; the cosine is asked for.", _by_distance
        ),
        Cause(
            "nearest sentence",
            "That is the class of the nearest sentence, not of the nearest mean.",
            lambda X, y, new: y[(new @ unit_rows(X).T).argmax(1)],
        ),
        Cause(
            "farthest",
            "That is the class with the smallest cosine: take the largest.",
            lambda X, y, new: (new @ unit_rows(_means(X, y)).T).argmin(1),
        ),
        Cause(
            "last class left out",
            "There are y.max() + 1 classes: range(y.max()) leaves the last one out.",
            lambda X, y, new: (new @ unit_rows(_means(X, y)[:-1]).T).argmax(1),
        ),
        Cause(
            "always the commonest",
            "That is the commonest class for all: the baseline, not a learner.",
            lambda X, y, new: np.full(len(new), np.bincount(y).argmax()),
        ),
    ],
)

# ---------------------------------------------------------------- the overlap of two lists


def _overlap_cases(rng):
    yield "by hand", ["gold", "silver", "coin"], ["coin", "gold", "bank"], {"gold", "coin"}, 2
    old, new = ["gold", "silver", "specie", "coin"], ["oil", "gold", "coin", "silver"]
    yield "words of one era", old, new, {"gold", "silver", "coin"}, 2
    yield "the same words, other places", list("abcd"), list("dcba"), set("abcd"), 4
    one, other = ["tax", "gold", "war", "coin", "oil"], ["peace", "oil", "gold", "tax", "mint"]
    yield "each has words of its own", one, other, {"oil", "gold", "coin", "tax", "mint"}, 2
    yield "nothing shared", list("abcd"), list("cdab"), set("abcd"), 2
    letters = "abcdefghijklmnop"
    for i in range(6):
        one, other = ([str(x) for x in rng.permutation(list(letters))] for _ in range(2))
        both = {str(x) for x in rng.choice(list(letters), 11, replace=False)}
        yield f"random lists {i + 1}", one, other, both, int(rng.integers(4, 7))


def _kept(one, other, both, n):
    return [[word for word in words if word in both][:n] for words in (one, other)]


def _overlap(one, other, both, n):
    a, b = _kept(one, other, both, n)
    return len(set(a) & set(b)) / n


def _cut_first(one, other, both, n):
    return len(set(one[:n]) & set(other[:n]) & both) / n


def _jaccard(one, other, both, n):
    a, b = map(set, _kept(one, other, both, n))
    return len(a & b) / len(a | b)


neighbour_overlap = Task(
    "neighbour_overlap",
    _overlap_cases,
    _overlap,
    [
        Cause(
            "cut before the choice",
            "First leave out the words that are not in both, then take n of each list.",
            _cut_first,
        ),
        Cause(
            "all words",
            "A word that one era does not have cannot be shared: use only words in `both`.",
            lambda one, other, both, n: len(set(one[:n]) & set(other[:n])) / n,
        ),
        Cause(
            "same place",
            "A shared neighbour counts wherever it stands among the n.",
            lambda *args: float(np.mean([a == b for a, b in zip(*_kept(*args), strict=True)])),
        ),
        Cause(
            "count",
            "A share is asked for: divide by n.",
            lambda *args: _overlap(*args) * args[-1],
        ),
        Cause(
            "divided by the union",
            "Divide by n, not by the number of different words in the two lists.",
            _jaccard,
        ),
        Cause(
            "not cut",
            "Only the n nearest of each list count.",
            lambda one, other, both, n: len(set(one) & set(other) & both) / n,
        ),
        Cause(
            "the difference",
            "That is the share that differs.",
            lambda *args: 1 - _overlap(*args),
        ),
    ],
)
