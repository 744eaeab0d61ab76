"""Answers to exercise 4: what people really write, wrong and right."""

import math

import numpy as np

from w2vlib.losses import sigmoid

# ---------------------------------------------------------------- sigmoid_losses


def textbook(s, t):
    y = 1 / (1 + np.exp(-s))
    return -(t * np.log(y) + (1 - t) * np.log(1 - y))


def as_in_the_book(s, t):
    y = 1 / (1 + np.exp(-s))
    return -np.log(np.where(t == 1, y, 1 - y) + 1e-7)


def clipped_y(s, t):
    y = np.clip(sigmoid(s), 1e-7, 1 - 1e-7)
    return -(t * np.log(y) + (1 - t) * np.log(1 - y))


def clipped_scores(s, t):
    s = np.clip(s, -500, 500)
    return np.log(1 + np.exp(-s)) + (1 - t) * s


def by_label(s, t):
    return np.where(t == 1, np.log1p(np.exp(-s)), np.log1p(np.exp(s)))


def stable_sigmoid_then_log(s, t):
    y = sigmoid(s)
    return -np.log(np.where(t == 1, y, 1 - y))


def ignores_t(s, t):
    return np.maximum(-s, 0) + np.log1p(np.exp(-np.abs(s)))


def other_way_round(s, t):
    return np.logaddexp(0, np.where(t == 1, s, -s))


def negative(s, t):
    return np.minimum(-s, 0) + s * t - np.log1p(np.exp(-np.abs(s)))


def small_rest(s, t):
    return np.log1p(np.exp(-np.abs(s)))


def softplus(s, t):
    return np.maximum(s, 0) + np.log1p(np.exp(-np.abs(s)))


def adds_the_label(s, t):
    return np.logaddexp(0, s) + s * t


def nothing_grows(s, t):
    return np.log1p(np.exp(-np.abs(s))) - t * s


def always_pays(s, t):
    return np.abs(s) - s * t + np.log1p(np.exp(-np.abs(s)))


def exp_of_size(s, t):
    return np.maximum(s, 0) - s * t + np.log1p(np.exp(np.abs(s)))


def both_forms(s, t):
    return np.maximum(s, 0) - s * t + np.log1p(np.exp(s))


def log_alone(s, t):
    return np.maximum(s, 0) - s * t + np.log(np.exp(-np.abs(s)))


def mean_of_all(s, t):
    return np.mean(np.maximum(s, 0) - s * t + np.log1p(np.exp(-np.abs(s))))


def in_bits(s, t):
    return np.logaddexp2(0, (1 - 2 * t) * s / np.log(2))


def by_logaddexp(s, t):
    return np.logaddexp(0, s) - s * t


def by_sign(s, t):
    wrong = np.where(t == 1, -s, s)  # how far the score is on the wrong side
    return np.maximum(wrong, 0) + np.log1p(np.exp(-np.abs(wrong)))


def score_by_score(s, t):
    out = np.zeros(s.shape)
    for place in np.ndindex(s.shape):
        x = float(s[place])
        out[place] = max(x, 0) - x * int(t[place]) + math.log1p(math.exp(-abs(x)))
    return out


# ---------------------------------------------------------------- sigmoid_gradient


def own_sigmoid(s, t):
    return (1 / (1 + np.exp(-s)) - t.astype(s.dtype)) / s.size


def right_minus_said(s, t):
    return (t - sigmoid(s)) / s.size


def no_mean(s, t):
    return sigmoid(s) - t.astype(s.dtype)


def by_len(s, t):
    return (sigmoid(s) - t.astype(s.dtype)) / len(s)


def squared_error(s, t):
    y = sigmoid(s)
    return (y - t) * y * (1 - y) / s.size


def only_sigmoid(s, t):
    y = sigmoid(s)
    return y * (1 - y) / s.size


def of_y(s, t):
    y = sigmoid(s)
    return (-t / y + (1 - t) / (1 - y)) / s.size


def forgets_sigmoid(s, t):
    return (s - t) / s.size


def turns_to_float64(s, t):
    return (sigmoid(s) - t) / s.size


def gradient_by_astype(s, t):
    return (sigmoid(s) - t.astype(s.dtype)) / s.size


def gradient_by_copy(s, t):
    d = sigmoid(s)
    d[t == 1] -= 1
    d /= d.size
    return d


def gradient_by_where(s, t):
    y = sigmoid(s)
    return np.where(t == 1, y - 1, y).astype(s.dtype) / s.size


def gradient_by_tanh(s, t):
    return ((0.5 + 0.5 * np.tanh(s / 2) - t) / s.size).astype(s.dtype)


# ---------------------------------------------------------------- DotLayer


class Base:
    """A right layer; the wrong ones change one of its lines."""

    def __init__(self, W):
        self.params, self.grads = [W], [np.zeros_like(W)]
        self.cache = None

    def forward(self, h, idx):
        rows = self.params[0][idx]
        self.cache = h, rows, idx
        return self.score(h, rows)

    def backward(self, dout):
        h, rows, idx = self.cache
        self.fill(idx, self.to_rows(dout, h, rows))
        return self.to_h(dout, h, rows)

    def score(self, h, rows):
        return np.sum(h * rows, axis=1)

    def to_rows(self, dout, h, rows):
        return dout[:, None] * h

    def to_h(self, dout, h, rows):
        return dout[:, None] * rows

    def fill(self, idx, rows):
        self.grads[0][...] = 0
        np.add.at(self.grads[0], idx, rows)


class AllPairs(Base):
    def score(self, h, rows):
        return h @ rows.T


class AllWords(Base):
    def score(self, h, rows):
        return h @ self.params[0].T


class WrongAxis(Base):
    def score(self, h, rows):
        return np.sum(h * rows, axis=0)


class NoSum(Base):
    def score(self, h, rows):
        return h * rows


class RowOfDout(Base):
    def to_h(self, dout, h, rows):
        return dout * rows


class RowsOnly(Base):
    def to_h(self, dout, h, rows):
        return rows


class Exchanged(Base):
    def to_h(self, dout, h, rows):
        return dout[:, None] * h

    def to_rows(self, dout, h, rows):
        return dout[:, None] * rows


class HOnly(Base):
    def to_rows(self, dout, h, rows):
        return h


class Assigns(Base):
    def fill(self, idx, rows):
        self.grads[0][...] = 0
        self.grads[0][idx] = rows


class PlusEquals(Base):
    def fill(self, idx, rows):
        self.grads[0][...] = 0
        self.grads[0][idx] += rows


class NeverZeroed(Base):
    def fill(self, idx, rows):
        np.add.at(self.grads[0], idx, rows)


class NotFilled(Base):
    def fill(self, idx, rows):
        dW = np.zeros_like(self.params[0])
        np.add.at(dW, idx, rows)


class NewArray(Base):
    def fill(self, idx, rows):
        dW = np.zeros_like(self.params[0])
        np.add.at(dW, idx, rows)
        self.grads[0] = dW


class Products:
    """With one-hot rows and matrix products."""

    def __init__(self, W):
        self.params, self.grads = [W], [np.zeros_like(W)]

    def forward(self, h, idx):
        (W,) = self.params
        self.h, self.x = h, np.eye(len(W))[idx]
        return np.einsum("nh,nh->n", h, self.x @ W)

    def backward(self, dout):
        self.grads[0][:] = self.x.T @ (dout.reshape(-1, 1) * self.h)
        return dout.reshape(-1, 1) * (self.x @ self.params[0])


class Loops:
    """One example after the other."""

    def __init__(self, W):
        self.params, self.grads = [W], [np.zeros_like(W)]

    def forward(self, h, idx):
        self.h, self.idx = h, idx
        return [float(a @ self.params[0][i]) for a, i in zip(h, idx, strict=True)]

    def backward(self, dout):
        (W,), dh = self.params, np.empty_like(self.h)
        self.grads[0].fill(0)
        for n, i in enumerate(self.idx):
            dh[n] = dout[n] * W[i]
            self.grads[0][i] += dout[n] * self.h[n]
        return dh


def answers(yes=(0.22, -0.2), no=(1.61, 0.8)):
    return {"yes": list(yes), "no": list(no)}


WRONG = {
    "two_sums": {
        "both 1": ([1, 1], "Nothing ties the sigmas together"),
        "of one word": ([0.125, 0.5], "the value of one word"),
        "sigma 0": ([1, 0], "not a sure no"),
        "sigma 1": ([1, 8], "not a sure yes"),
        "other order": ([4, 1], "Softmax comes first"),
        "one number": (1, "Softmax shares one whole"),
    },
    "two_answers": {
        "t - y": (answers((0.22, 0.2), (1.61, -0.8)), "what the network said minus what is right"),
        "slope": (answers((0.22, 0.16), (1.61, 0.16)), "it cancels"),
        "negative": (answers((-0.22, -0.2), (-1.61, 0.8)), "never negative"),
        "exchanged": (answers((1.61, 0.8), (0.22, -0.2)), "this loss is the small one"),
        "the same": (answers(no=(0.22, 0.8)), "the network gave it 1 − y"),
        "log10": (answers((0.097, -0.2), (0.699, 0.8)), "natural logarithm"),
        "no log": (answers((0.1, -0.2), (0.2, 0.8)), "That is 1 − y"),
        "no dict": ([0.22, 1.61], "A dict of two lists"),
    },
    "sigmoid_losses": {
        "textbook": (textbook, "put y into the loss and simplify"),
        "as in the book": (as_in_the_book, "1e-7 at about 16"),
        "clipped y": (clipped_y, "1e-7 at about 16"),
        "clipped scores": (clipped_scores, "do not cut the scores"),
        "where": (by_label, "computes both branches"),
        "stable sigmoid, then log": (stable_sigmoid_then_log, "the log of 0 is taken"),
        "ignores t": (ignores_t, "right for label 1 alone"),
        "other way round": (other_way_round, "make a high score cheap"),
        "negative": (negative, "the loss is minus that"),
        "small rest": (small_rest, "are missing"),
        "softplus": (softplus, "label 1 pays s less"),
        "plus s t": (adds_the_label, "taken off, not added"),
        "no max": (nothing_grows, "what grows with a high score is missing"),
        "size": (always_pays, "max(s, 0), not |s|"),
        "exp of |s|": (exp_of_size, "must never be above 0"),
        "softplus and max": (both_forms, "must never be above 0"),
        "log": (log_alone, "log1p(x) is log(1 + x)"),
        "mean": (mean_of_all, "do not take the mean here"),
        "bits": (in_bits, "the natural logarithm is wanted"),
    },
    "sigmoid_gradient": {
        "t - y": (right_minus_said, "said minus right"),
        "no mean": (no_mean, "only one N-th"),
        "len": (by_len, "counts the rows of a table"),
        "squared error": (squared_error, "do not multiply by it again"),
        "only sigmoid": (only_sigmoid, "the slope of σ alone"),
        "of y": (of_y, "One more step leads to the score"),
        "no sigmoid": (forgets_sigmoid, "uses the score itself"),
        "float64": (turns_to_float64, "turn float32 into float64"),
    },
    "DotLayer": {
        "all pairs": (AllPairs, "row n of h meets its own word only"),
        "all words": (AllWords, "the scores of all V words"),
        "wrong axis": (WrongAxis, "axis 1, not axis 0"),
        "no sum": (NoSum, "half of a dot product"),
        "dout as a row": (RowOfDout, "Make it a column first"),
        "rows only": (RowsOnly, "dout belongs into dh"),
        "exchanged": (Exchanged, "each factor receives the other one"),
        "h only": (HOnly, "The row receives dout · h"),
        "=": (Assigns, "keep one gradient of a word"),
        "+=": (PlusEquals, "keep one gradient of a word"),
        "never zeroed": (NeverZeroed, "begin with zeros"),
        "not filled": (NotFilled, "must fill self.grads[0]"),
    },
}

RIGHT = {
    "two_sums": [[1, 4], (1.0, 4.0), np.array([1, 4])],
    "two_answers": [answers(), answers((0.2231, -0.2), (1.6094, 0.8)), answers(yes=(0.223, -0.2))],
    "sigmoid_losses": [by_logaddexp, by_sign, score_by_score],
    "sigmoid_gradient": [
        own_sigmoid,
        gradient_by_astype,
        gradient_by_copy,
        gradient_by_where,
        gradient_by_tanh,
    ],
    "DotLayer": [Base, NewArray, Products, Loops],
}

# right, but for half of the points
SLOW = {"Loops", "score_by_score"}
