"""Answers to exercise 9: what people really write, wrong and right."""

import numpy as np

# ---------------------------------------------------------------- sentence_vector


def over_all(text, index, W):
    total = np.zeros(W.shape[1])
    for word in text:
        if word in index:
            total += W[index[word]]
    return total / max(len(text), 1)


def once(text, index, W):
    known = set(text) & set(index)
    return W[[index[w] for w in known]].mean(axis=0) if known else np.zeros(W.shape[1])


def added(text, index, W):
    return sum((W[index[w]] for w in text if w in index), np.zeros(W.shape[1]))


def minus_one(text, index, W):
    ids = [index.get(w, -1) for w in text]
    return W[ids].mean(axis=0) if ids else np.zeros(W.shape[1])


def all_known(text, index, W):
    return W[[index[w] for w in text]].mean(axis=0) if text else np.zeros(W.shape[1])


def empty_mean(text, index, W):
    return np.mean([W[index[w]] for w in text if w in index] or np.zeros((0, W.shape[1])), axis=0)


def to_unit(text, index, W):
    mean = vector_by_sum(text, index, W)
    return mean / (np.linalg.norm(mean) or 1)


def vector_by_sum(text, index, W):
    ids = [index[w] for w in text if w in index]
    return W[ids].sum(axis=0) / max(len(ids), 1)


def vector_by_loop(text, index, W):
    total, n = [0.0] * W.shape[1], 0
    for word in text:
        if word not in index:
            continue
        total, n = [a + b for a, b in zip(total, W[index[word]], strict=True)], n + 1
    return [x / n for x in total] if n else total


def vector_by_counts(text, index, W):
    counts = np.zeros(len(W))
    for word in text:
        if word in index:
            counts[index[word]] += 1
    return counts @ W / counts.sum() if counts.any() else counts @ W


# ---------------------------------------------------------------- nearest_mean


def means(X, y):
    return np.array([X[y == c].mean(axis=0) for c in np.unique(y)])


def unit(X):
    return X / np.linalg.norm(X, axis=1, keepdims=True)


def by_dot(X, y, new):
    return np.argmax(new @ means(X, y).T, axis=1)


def by_sums(X, y, new):
    sums = np.array([X[y == c].sum(axis=0) for c in np.unique(y)])
    return np.argmax(new @ sums.T, axis=1)


def by_distance(X, y, new):
    return [np.linalg.norm(means(X, y) - row, axis=1).argmin() for row in new]


def one_neighbour(X, y, new):
    return [y[np.argmax(unit(X) @ row)] for row in new]


def smallest(X, y, new):
    return np.argmin(unit(new) @ unit(means(X, y)).T, axis=1)


def commonest(X, y, new):
    return [np.bincount(y).argmax()] * len(new)


def mean_by_product(X, y, new):
    return np.argmax(unit(new) @ unit(means(X, y)).T, axis=1)


def mean_by_sums_of_length_1(X, y, new):
    sums = np.zeros((y.max() + 1, X.shape[1]))
    np.add.at(sums, y, X)
    return (new @ unit(sums).T).argmax(axis=1)


def mean_by_loop(X, y, new):
    centres = means(X, y)
    return [max(range(len(centres)), key=lambda c: row @ unit(centres)[c]) for row in new]


# ---------------------------------------------------------------- neighbour_overlap


def cut_first(one, other, both, n):
    return len([w for w in one[:n] if w in other[:n] and w in both]) / n


def ignores_both(one, other, both, n):
    return len(set(one[:n]).intersection(other[:n])) / n


def kept(words, both, n):
    return [w for w in words if w in both][:n]


def same_place(one, other, both, n):
    a, b = kept(one, both, n), kept(other, both, n)
    return sum(x == y for x, y in zip(a, b, strict=True)) / n


def counted(one, other, both, n):
    return len(set(kept(one, both, n)) & set(kept(other, both, n)))


def jaccard(one, other, both, n):
    a, b = set(kept(one, both, n)), set(kept(other, both, n))
    return len(a & b) / len(a | b)


def whole_lists(one, other, both, n):
    return len([w for w in one if w in other and w in both]) / n


def differing(one, other, both, n):
    return len(set(kept(one, both, n)) - set(kept(other, both, n))) / n


def overlap_by_sets(one, other, both, n):
    return counted(one, other, both, n) / n


def overlap_by_loop(one, other, both, n):
    shared = 0
    for word in kept(one, both, n):
        shared += word in kept(other, both, n)
    return shared / n


def overlap_by_mean(one, other, both, n):
    return np.isin(kept(one, both, n), kept(other, both, n)).mean()


def without_word_0(text, index, W):
    rows = [W[index[w]] for w in text if index.get(w)]
    return np.mean(rows, axis=0) if rows else np.zeros(W.shape[1])


def last_left_out(X, y, new):
    centres = unit(np.array([X[y == c].mean(axis=0) for c in range(y.max())]))
    return [int(np.argmax(centres @ row)) for row in new]


def unknown_as_0(text, index, W):
    return np.sum([W[index.get(w, 0)] for w in text] or 0 * W[:1], axis=0) / (len(text) or 1)


WRONG = {
    "baselines": {
        "a third twice": ([0.333, 0.333], "right on all of its sentences"),
        "0.6 twice": ([0.6, 0.6], "one time in three"),
        "by size": ([0.6, 0.46], "follows the sizes"),
        "swapped": ([0.333, 0.6], "The order is"),
        "percent": ([60, 33], "shares between 0 and 1"),
    },
    "sentence_vector": {
        "over all words": (over_all, "the number of known words"),
        "once": (once, "counts twice"),
        "word 0": (without_word_0, "counts as False"),
        "unknown as 0": (unknown_as_0, "unknown words have no row"),
        "sum": (added, "not a sum"),
        "−1": (minus_one, "the last word of the vocabulary"),
        "all known": (all_known, "`word in index`"),
        "empty mean": (empty_mean, "return H zeros"),
        "unit": (to_unit, "nothing is brought to length 1"),
    },
    "nearest_mean": {
        "dot": (by_dot, "the longest mean wins"),
        "sums": (by_sums, "Sums favour large classes"),
        "range(max)": (last_left_out, "leaves the last one out"),
        "unit rows": (lambda X, y, new: mean_by_loop(unit(X), y, new), "not X"),
        "distance": (by_distance, "the nearest by distance"),
        "one neighbour": (one_neighbour, "the nearest sentence"),
        "smallest": (smallest, "the smallest cosine"),
        "commonest": (commonest, "not a learner"),
    },
    "neighbour_overlap": {
        "cut first": (cut_first, "then take n of each list"),
        "ignores both": (ignores_both, "only words in `both`"),
        "same place": (same_place, "wherever it stands"),
        "count": (counted, "divide by n"),
        "Jaccard": (jaccard, "different words in the two lists"),
        "whole lists": (whole_lists, "Only the n nearest"),
        "differing": (differing, "the share that differs"),
    },
}

RIGHT = {
    "baselines": [[0.6, 1 / 3], (0.6, 0.333), np.array([120 / 200, 1 / 3])],
    "sentence_vector": [vector_by_sum, vector_by_loop, vector_by_counts],
    "nearest_mean": [mean_by_product, mean_by_sums_of_length_1, mean_by_loop],
    "neighbour_overlap": [overlap_by_sets, overlap_by_loop, overlap_by_mean],
}

SLOW = set()
