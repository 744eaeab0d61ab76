"""Answers to exercise 7: what people really write, wrong and right."""

import numpy as np

from w2vlib import load_corpus, train_word2vec
from w2vlib.corpus import keep_probability

# ---------------------------------------------------------------- thin_out


def formula(f, sample):
    return np.minimum(1, (np.sqrt(f / sample) + 1) * sample / f)


def drops(ids, counts, sample, u):
    return ids[u > keep_probability(counts, sample)[ids]]


def uses_counts(ids, counts, sample, u):
    return ids[u < formula(counts, sample)[ids]] if sample else ids


def own_shares(ids, counts, sample, u):
    if sample == 0:
        return ids
    _, place, times = np.unique(ids, return_inverse=True, return_counts=True)
    return ids[u < formula(times / len(ids), sample)[place]]


def of_the_paper(ids, counts, sample, u):
    f = counts / counts.sum()
    return ids[u < np.sqrt(sample / f)[ids]] if sample else ids


def without_root(ids, counts, sample, u):
    f = counts / counts.sum()
    return ids[u < (sample / f)[ids]] if sample else ids


def one_draw_a_word(ids, counts, sample, u):
    if sample == 0:
        return ids
    return np.array([i for i in ids if u[i % len(u)] < formula(counts / counts.sum(), sample)[i]])


def divides_by_zero(ids, counts, sample, u):
    f = counts / counts.sum()
    return ids[u < ((np.sqrt(f / sample) + 1) * sample / f)[ids]]


def thin_by_library(ids, counts, sample, u):
    return ids[u < keep_probability(counts, sample)[ids]]


def thin_by_loop(ids, counts, sample, u):
    kept = []
    for i, chance in zip(ids, u, strict=True):
        f = counts[i] / sum(counts)
        if sample == 0 or chance < ((f / sample) ** 0.5 + 1) * sample / f:
            kept.append(i)
    return kept


def thin_by_expanding(ids, counts, sample, u):
    if not sample:
        return ids.copy()
    f = (counts / counts.sum())[ids]
    return np.compress(u < np.sqrt(sample / f) + sample / f, ids)


# ---------------------------------------------------------------- learning_rate


def per_epoch(done, n, epochs, alpha, min_alpha):
    return max(min_alpha, alpha + (min_alpha - alpha) * done / n)


def saw(done, n, epochs, alpha, min_alpha):
    return alpha + (min_alpha - alpha) * (done % n) / n


def stairs(done, n, epochs, alpha, min_alpha):
    epoch = done // n
    return alpha + (min_alpha - alpha) * epoch / epochs


def to_zero(done, n, epochs, alpha, min_alpha):
    return alpha * (1 - done / (n * epochs))


def cut(done, n, epochs, alpha, min_alpha):
    return max(min_alpha, to_zero(done, n, epochs, alpha, min_alpha))


def rising(done, n, epochs, alpha, min_alpha):
    return min_alpha + (alpha - min_alpha) * done / (n * epochs)


def by_factor(done, n, epochs, alpha, min_alpha):
    return alpha * np.exp(np.log(min_alpha / alpha) * done / (n * epochs))


def rate_by_line(done, n, epochs, alpha, min_alpha):
    return alpha - (alpha - min_alpha) * done / (n * epochs)


def rate_by_interp(done, n, epochs, alpha, min_alpha):
    return np.interp(done, [0, n * epochs], [alpha, min_alpha])


def rate_by_mixing(done, n, epochs, alpha, min_alpha):
    share = done / n / epochs
    return (1 - share) * alpha + share * min_alpha


# ---------------------------------------------------------------- train_small


def trains(**settings):
    settings = {"vector_size": 20, "epochs": 30, "progress": False} | settings

    def train_small(corpus):
        return train_word2vec(corpus, **settings)

    return train_small


def only_numbers(corpus):
    return trains(epochs=1)(corpus).vectors


def known_world(corpus):
    return trains(epochs=1)(load_corpus("toy_world"))


def at_most(ids, counts, sample, u):
    if sample == 0:
        return ids
    f = counts / counts.sum()
    return ids[u <= ((np.sqrt(f / sample) + 1) * sample / f)[ids]]


def without_brackets(ids, counts, sample, u):
    if sample == 0:
        return ids
    f = counts[ids] / counts.sum()
    return ids[u < (f / sample) ** 0.5 + 1 * sample / f]


def places(ids, counts, sample, u):
    if sample == 0:
        return np.arange(len(ids))
    f = counts[ids] / counts.sum()
    return np.flatnonzero(u < (np.sqrt(f / sample) + 1) * sample / f)


WRONG = {
    "first_losses": {
        "target forgotten": ([0.693, 6.238], "The target is a question as well"),
        "mean": ([0.693, 0.693], "not their mean"),
        "log2": ([2, 10], "in nats"),
        "softmax": ([0.693, 2.303], "yes-or-no question"),
        "something": ([1, 1], "what does one cost"),
    },
    "comparable": {
        "negative": (["alpha", "epochs", "vector_size", "negative"], "more questions"),
        "sample": (["alpha", "sample"], "which words are asked about"),
        "noise": (["alpha", "ns_exponent"], "how hard the negatives are"),
        "window": (["window", "epochs"], "Words further away"),
        "too few": (["epochs"], "ask the same questions"),
        "a misprint": (["alfa"], "A list of names of settings"),
    },
    "thin_out": {
        "places": (places, "Those are places in the text"),
        "at most": (at_most, "the word is dropped"),
        "drops": (drops, "not to be dropped"),
        "counts": (uses_counts, "divide the counts by their sum"),
        "own shares": (own_shares, "not of the ids at hand"),
        "paper": (of_the_paper, "the formula of the paper"),
        "no root": (without_root, "only a part of the formula"),
        "one draw a word": (one_draw_a_word, "each occurrence has its own"),
        "0/0": (divides_by_zero, "it shall keep every word"),
        "brackets": (without_brackets, "it needs brackets"),
    },
    "learning_rate": {
        "one epoch": (per_epoch, "the words of all epochs"),
        "saw": (saw, "starts again in every epoch"),
        "stairs": (stairs, "fall with every word"),
        "to 0": (to_zero, "not 0"),
        "cut": (cut, "is cut off at min_alpha"),
        "rising": (rising, "It goes up"),
        "//": (lambda d, n, e, a, b: a - (a - b) * (d // (n * e)), "until the end"),
        "by a factor": (by_factor, "a constant amount"),
    },
    "train_small": {
        "the defaults": (trains(epochs=5), "Undertraining"),
        "small steps": (trains(alpha=0.001), "hardly left their start"),
        "large steps": (trains(alpha=3.0), "lower alpha"),
        "wide": (trains(vector_size=100, epochs=1), "set vector_size"),
        "narrow": (trains(vector_size=2, epochs=5), "no room for five kinds"),
        "no words": (trains(sample=1e-5), "look at `sample`"),
        "numbers": (only_numbers, "as it is"),
        "known world": (known_world, "the check brings its own"),
    },
}

RIGHT = {
    "first_losses": [[1.386, 6.931], (2 * np.log(2), 10 * np.log(2)), [1.39, 6.93]],
    "comparable": [
        ["alpha", "epochs", "vector_size"],
        ("Epochs", "vector_size", "alpha"),
        [" vector_size", "alpha", "epochs "],
    ],
    "thin_out": [thin_by_library, thin_by_loop, thin_by_expanding],
    "learning_rate": [rate_by_line, rate_by_interp, rate_by_mixing],
    "train_small": [
        trains(),
        trains(vector_size=16, epochs=40, seed=7),
        trains(epochs=15, alpha=0.1),
        trains(engine="numpy", epochs=15, alpha=0.1),
    ],
}

# right, but for half of the points
SLOW = {"thin_by_loop"}
