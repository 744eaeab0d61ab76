"""Learn from a few labelled sentences: tf-idf, averaged vectors, and the nearest centroid.

Both kinds of features weigh the words alike. A sentence is a row of V weights (tf-idf), or the
same row times a matrix of word vectors: the mean of its words' vectors, H numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2vlib import checking
from w2vlib.corpus import Corpus
from w2vlib.lessons.topics import LabelledSentences
from w2vlib.vectors import unit_rows
from w2vlib.windows import sentence_of


def inverse_document_frequency(corpus: Corpus) -> np.ndarray:
    """log(S / number of sentences that hold the word), for each word: float32 (V,)."""
    V = len(corpus.vocab)
    sentence = sentence_of(corpus.bounds)
    pairs = np.sort(sentence * V + corpus.ids)  # a sentence and a word; repeats stand together
    first = np.append(True, pairs[1:] != pairs[:-1])
    holds = np.bincount(pairs[first] % V, minlength=V)  # five times as fast as np.unique
    return np.log(corpus.n_sentences / np.maximum(holds, 1)).astype(np.float32)


@dataclass
class SparseRows:
    """A matrix (S, V) of which only the numbers that are not 0 are kept.

    columns, values : (n,), the numbers of row s are values[bounds[s]:bounds[s+1]]
    """

    columns: np.ndarray
    values: np.ndarray
    bounds: np.ndarray

    def take(self, rows: np.ndarray) -> SparseRows:
        """The chosen rows, in this order."""
        lengths = np.diff(self.bounds)[rows]
        bounds = np.append(0, np.cumsum(lengths))
        at = np.arange(bounds[-1]) + np.repeat(self.bounds[rows] - bounds[:-1], lengths)
        return SparseRows(self.columns[at], self.values[at], bounds)

    def __matmul__(self, W: np.ndarray) -> np.ndarray:
        """This matrix times W (V, H) → (S, H): for each row, a weighted sum of looked-up rows."""
        # A loop, because it stays in the cache: reduceat on (n, H) numbers takes ten times longer.
        cut = list(zip(self.bounds[:-1], self.bounds[1:], strict=True))
        return np.stack([self.values[a:b] @ W[self.columns[a:b]] for a, b in cut])

    def dense(self, V: int) -> np.ndarray:
        """The whole matrix (S, V), zeros and all."""
        rows = sentence_of(self.bounds)
        full = np.zeros((len(self.bounds) - 1, V), np.float32)
        full[rows, self.columns] = self.values
        return full


def tf_idf(task: LabelledSentences, idf: np.ndarray) -> SparseRows:
    """Each sentence as weights: how often it holds the word, times idf; every row has length 1."""
    idf = checking.floats("idf", idf, (len(task.vocab),), "one number a word of the task")
    V = len(idf)
    sentence = sentence_of(task.bounds)
    pairs, times = np.unique(sentence * V + task.ids, return_counts=True)
    rows, columns = np.divmod(pairs, V)
    values = times * idf[columns]
    length = np.sqrt(np.bincount(rows, values**2))
    bounds = np.append(0, np.cumsum(np.bincount(rows)))
    return SparseRows(columns, (values / length[rows]).astype(np.float32), bounds)


def sentence_vectors(rows: SparseRows, vectors: np.ndarray) -> np.ndarray:
    """The weighted mean of each sentence's word vectors, at length 1: (S, H) float32."""
    vectors = checking.floats("vectors", vectors, ("V", "H"), "one row a word")
    if rows.columns.max(initial=-1) >= len(vectors):
        raise ValueError(
            f"vectors must have a row for each word, {rows.columns.max() + 1:,} or more, got "
            f"{len(vectors):,}: rows and vectors are of two vocabularies"
        )
    return unit_rows(rows @ vectors)


def nearest_centroid(X, y, X_test) -> np.ndarray:
    """Give each row of X_test the class whose mean row of X is nearest by cosine.

    X (n, d) with rows of length 1, y (n,) classes 0..C-1, X_test (m, d) → (m,) classes.
    """
    X = checking.floats("X", X, ("n", "d"), "one row a sentence")
    X_test = checking.floats("X_test", X_test, ("m", X.shape[1]), "rows as those of X")
    checking.finite("X and X_test", np.concatenate([X, X_test]), "leave such rows out")
    y = checking.ids(
        checking.shape("y", y, (len(X),), "one class a row of X"), 2**31, "the classes"
    )
    if not len(y) or len(np.unique(y)) <= y.max():
        raise ValueError(f"y must hold each class 0..C-1, got {checking.short(y.tolist())}")
    means = np.stack([X[y == c].mean(axis=0) for c in range(y.max() + 1)])
    return (X_test @ unit_rows(means).T).argmax(axis=1)


def answers(
    task: LabelledSentences, features, test: np.ndarray, per_class: int, seed=None
) -> np.ndarray:
    """Draw `per_class` labels of each class, learn, and give a class to each of `test`, (m,)."""
    train = task.draw(per_class, seed)
    if not isinstance(features, SparseRows):
        return nearest_centroid(features[train], task.labels[train], features[test])
    X, X_test = features.take(train), features.take(test)
    V, C = len(task.vocab), len(task.classes)
    # The sums of the rows of each class, without writing down the zeros of X.
    place = np.repeat(task.labels[train], np.diff(X.bounds)) * V + X.columns
    sums = np.bincount(place, X.values, minlength=C * V).reshape(C, V)
    return (X_test @ unit_rows(sums).T).argmax(axis=1)


def accuracy(
    task: LabelledSentences,
    features,
    test: np.ndarray,
    per_class: int,
    seed=None,
    by_class: bool = False,
):
    """The share of `test` that a few labels get right: draw, learn, count.

    features : tf_idf(task, …), or sentence_vectors(…) of all sentences (S, H)
    test     : numbers of held-out sentences; per_class: labels drawn for each class
    by_class : the share for each class instead, (C,)
    """
    right = answers(task, features, test, per_class, seed) == task.labels[test]
    if not by_class:
        return float(right.mean())
    return np.array([right[task.labels[test] == c].mean() for c in range(len(task.classes))])
