"""Checks of exercise 1: see where word2vec slows down."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Task
from w2vlib.checks.explain import Cause
from w2vlib.checks.predict import Predict
from w2vlib.layers import MatMul
from w2vlib.lessons.cost import cbow_cost, predicted_seconds, product
from w2vlib.losses import SoftmaxWithLoss

# ---------------------------------------------------------------- predictions

useful = Predict(
    "useful",
    lambda: 50,
    [
        Cause("one for a row", "One row comes out, but a row holds H numbers.", lambda: 1),
        Cause("all of them", "That is all of V · H; most first factors are 0.", lambda: 1_000_000),
        Cause(
            "the words", "V counts the places of the one-hot row; one holds a 1.", lambda: 20_000
        ),
    ],
    hint="Only the place that holds the 1 counts. With how many numbers of W_in is it multiplied?",
)

grows_with_v = Predict(
    "grows_with_v",
    lambda: {"input", "output", "loss"},
    [
        Cause(
            "mean grows", "The mean is taken of vectors of H numbers.", when=lambda a: "mean" in a
        ),
        Cause(
            "loss forgotten",
            "Softmax takes exp of every score and adds them all up. How many scores are there?",
            when=lambda a: "loss" not in a and {"input", "output"} <= set(a),
        ),
        Cause(
            "input forgotten",
            "A one-hot row has V places, and the product goes through all of them.",
            when=lambda a: "input" not in a and "output" in a,
        ),
        Cause(
            "output forgotten",
            "W_out has a column for every word, and each gives a score.",
            when=lambda a: "output" not in a,
        ),
    ],
    hint="A list of some of these words: 'input', 'mean', 'output', 'loss'.",
)

# ---------------------------------------------------------------- the cost of the one-hot network


def _sizes(rng):
    yield "V=7, H=13, window=3, batch=5", 7, 13, 3, 5
    yield "one prediction with a million words", 1_000_000, 100, 1, 1
    yield "one of each", 1, 1, 1, 1
    for i in range(4):
        yield f"random sizes {i + 1}", *map(int, rng.integers(2, [900, 300, 6, 40]))


def _cost(V, H, window, batch):
    parts = cbow_cost(V, H, window, batch, model="one_hot")
    adds = {name: parts[name].multiply_adds for name in ("input", "output")}
    return {**adds, "bytes": 4 * V * batch * 2 * window}


def _part(name, wrong):
    """True if this part of the answer is what `wrong` computes, and not what is right."""

    def when(got, *sizes):
        value = (
            got[name] if isinstance(got, dict) else got[("input", "output", "bytes").index(name)]
        )
        return value == wrong(*sizes) != _cost(*sizes)[name]

    return when


one_hot_cost = Task(
    "one_hot_cost",
    _sizes,
    _cost,
    [
        Cause(
            "one context word",
            "A prediction has 2 · window context words, and each goes through W_in.",
            when=_part("input", lambda V, H, w, N: N * V * H),
        ),
        Cause(
            "one side only",
            "The window reaches to both sides: 2 · window context words.",
            when=_part("input", lambda V, H, w, N: N * w * V * H),
        ),
        Cause(
            "batch forgotten",
            "Every example of the batch is multiplied.",
            when=_part("input", lambda V, H, w, N: 2 * w * V * H),
        ),
        Cause(
            "useful ones only",
            "The product does not skip zeros: count the multiply-adds with 0 as well.",
            when=_part("input", lambda V, H, w, N: N * 2 * w * H),
        ),
        Cause(
            "counted twice",
            "A multiply-add is one multiplication and one addition together.",
            when=_part("input", lambda V, H, w, N: 2 * N * 2 * w * V * H),
        ),
        Cause(
            "context in the output",
            "The mean comes before W_out: one vector for each prediction is multiplied there.",
            when=_part("output", lambda V, H, w, N: N * 2 * w * V * H),
        ),
        Cause(
            "scores only",
            "There are batch · V scores, but each of them costs H multiply-adds.",
            when=_part("output", lambda V, H, w, N: N * V),
        ),
        Cause(
            "float64",
            "In float32 a number takes 4 bytes, not 8.",
            when=_part("bytes", lambda V, H, w, N: 8 * N * 2 * w * V),
        ),
        Cause(
            "numbers, not bytes",
            "That is how many numbers there are; each takes 4 bytes.",
            when=_part("bytes", lambda V, H, w, N: N * 2 * w * V),
        ),
        Cause(
            "bytes of the vectors",
            "A one-hot row has V places. H belongs to W_in and to what comes out.",
            when=_part("bytes", lambda V, H, w, N: 4 * N * 2 * w * H),
        ),
    ],
    large=lambda rng: (2_000, 20, 2, 10),
    walks="every place of every row",
)

# ---------------------------------------------------------------- CBOW forward by hand


def _networks(rng):
    def case(V, H, N, context, raised=0):
        x = np.eye(V)[rng.integers(0, V, (N, context))]
        W_in, W_out = rng.normal(size=(V, H)), rng.normal(size=(H, V))
        W_in[:, 0] += raised
        W_out[0] = 1  # so that all scores are raised alike
        return x, rng.integers(0, V, N), W_in, W_out

    W_in = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 2.0], [0.0, -1.0]])
    W_out = np.array([[0.0, 1.0, 0.0, -1.0], [1.0, 1.0, -1.0, 0.0]])
    yield "4 words by hand", np.eye(4)[[[0, 2]]], np.array([1]), W_in, W_out
    yield (
        "all scores 0",
        np.eye(5)[[[0, 2], [3, 3]]],
        np.array([1, 4]),
        np.zeros((5, 2)),
        W_in[:2, [0] * 5],
    )
    yield "3 examples", *case(6, 2, 3, 2)
    yield "scores near 1,000", *case(6, 3, 4, 2, raised=1000)
    yield (
        "scores near 1,500 beside small ones", np.eye(4)[[[0, 0], [1, 2]]], np.array([1, 3]),
        W_in * [1.0, 1.0] + [[1500.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]],
        np.array([[1.0, 1.0, 1.0, 1.0], [1.0, 1.0, -1.0, 0.0]]),
    )  # fmt: skip
    yield (
        "one score far above the others", np.eye(3)[[[0, 0], [1, 1]]], np.array([0, 2]),
        np.array([[1000.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
        np.array([[1.0, 0.0, -0.1], [0.5, 1.0, -1.0]]),
    )  # fmt: skip
    for i in range(4):
        yield f"random network {i + 1}", *case(*map(int, rng.integers(3, 9, 3)), 2 * (i + 1))


def _loss(x, target, W_in, W_out):
    h = (x @ W_in).mean(axis=1)
    return SoftmaxWithLoss().forward(MatMul(W_out).forward(h), target)


def _scores(x, W_in, W_out, mean=True):
    return (x @ W_in).sum(axis=1) / (x.shape[1] if mean else 1) @ W_out


def _of_scores(s, target):
    """What `last` of a wrong model gets: the probabilities, the row numbers, the targets."""
    y = np.exp(s - s.max(axis=1, keepdims=True))
    return y / y.sum(axis=1, keepdims=True), np.arange(len(s)), target


def _model(last, **options):
    """A wrong answer: right up to the probabilities, then `last` of (y, rows, target)."""
    return lambda x, t, W_in, W_out: last(*_of_scores(_scores(x, W_in, W_out, **options), t))


def _plain_exp(x, t, W_in, W_out):
    e = np.exp(_scores(x, W_in, W_out))
    return -np.log(e[np.arange(len(t)), t] / e.sum(axis=1)).mean()


def _all_in_one(x, t, W_in, W_out):
    s = _scores(x, W_in, W_out)
    y = np.exp(s - s.max())
    return -np.log((y / y.sum())[np.arange(len(t)), t]).mean()


def _one_largest(x, t, W_in, W_out):
    s = _scores(x, W_in, W_out)
    y = np.exp(s - s.max())
    return -np.log((y / y.sum(axis=1, keepdims=True))[np.arange(len(t)), t]).mean()


def _over_examples(x, t, W_in, W_out):
    y = np.exp(_scores(x, W_in, W_out))
    return -np.log((y / y.sum(axis=0))[np.arange(len(t)), t]).mean()


def _many_examples(rng):
    x = np.eye(5)[rng.integers(0, 5, (600, 2))]
    return x, rng.integers(0, 5, 600), rng.normal(size=(5, 2)), rng.normal(size=(2, 5))


cbow_loss = Task(
    "cbow_loss",
    _networks,
    _loss,
    [
        Cause(
            "sum of the context",
            "h is the mean of the context rows; this is their sum.",
            _model(lambda y, n, t: -np.log(y[n, t]).mean(), mean=False),
        ),
        Cause(
            "first context word only",
            "Every context word goes through W_in, not the first alone.",
            lambda x, t, W_in, W_out: _loss(x[:, :1], t, W_in, W_out),
        ),
        Cause(
            "no minus",
            "The log of a probability is negative: the loss is minus the log.",
            _model(lambda y, n, t: np.log(y[n, t]).mean()),
        ),
        Cause(
            "no log",
            "This is the probability of the true word; the loss is −log of it.",
            _model(lambda y, n, t: y[n, t].mean()),
        ),
        Cause(
            "log of the mean",
            "First the log of every example's probability, then the mean.",
            _model(lambda y, n, t: -np.log(y[n, t].mean())),
        ),
        Cause(
            "sum over the batch",
            "The loss of a batch is the mean of its examples' losses.",
            _model(lambda y, n, t: -np.log(y[n, t]).sum()),
        ),
        Cause(
            "another base",
            "The loss takes the natural logarithm, np.log.",
            _model(lambda y, n, t: -np.log2(y[n, t]).mean()),
            _model(lambda y, n, t: -np.log10(y[n, t]).mean()),
        ),
        Cause(
            "every row, every target",
            "y[:, target] takes all targets from every row; example n needs its own target only.",
            _model(lambda y, n, t: -np.log(y[:, t]).mean()),
        ),
        Cause(
            "softmax over everything",
            "The probabilities of each example must add up to 1: sum along the words of its row.",
            _all_in_one,
        ),
        Cause(
            "softmax over the examples",
            "Sum over the words of a row, not down the batch.",
            _over_examples,
        ),
        Cause(
            "one largest for all",
            "The largest score of the whole batch is taken out: another row may lie so far below"
            " it that all its exp are 0. Each row has a largest of its own.",
            _one_largest,
        ),
        Cause(
            "exp overflows",
            "exp(1000) is inf. Take each row's largest score out before exp: y stays the same.",
            _plain_exp,
        ),
    ],
    large=_many_examples,
    walks="every example",
)

# ---------------------------------------------------------------- from counts to time


def _products(rng):
    yield "work is the longer wait", 100, 1000, 100, 1e9, 1e9
    yield "memory is the longer wait", 1, 1000, 100, 1e12, 1e9
    yield "three numbers on a slow machine", 1, 1, 1, 10.0, 8.0
    yield "eight multiply-adds on a slow machine", 2, 2, 2, 0.5, 100.0
    for i in range(4):
        a, b, c = map(int, rng.integers(1, 2000, 3))
        yield f"random product {i + 1}", a, b, c, *map(float, 10 ** rng.uniform(8, 12, 2))


def _seconds(a, b, c, rate, bandwidth):
    return predicted_seconds(product(a, b, c), rate, bandwidth)


def _waits(a, b, c, rate, bandwidth, numbers=None, size=4):
    numbers = a * b + b * c + a * c if numbers is None else numbers
    return a * b * c / rate, size * numbers / bandwidth


product_seconds = Task(
    "product_seconds",
    _products,
    _seconds,
    [
        Cause(
            "waits added",
            "Arithmetic and memory work at the same time: the longer wait counts, not the sum.",
            lambda *p: sum(_waits(*p)),
        ),
        Cause(
            "the shorter wait",
            "The product is ready when the longer of both waits is over.",
            lambda *p: min(_waits(*p)),
        ),
        Cause(
            "work alone",
            "Moving the numbers takes time too: bytes divided by bandwidth.",
            lambda *p: _waits(*p)[0],
        ),
        Cause(
            "memory alone",
            "Multiplying takes time too: multiply-adds divided by rate.",
            lambda *p: _waits(*p)[1],
        ),
        Cause(
            "numbers as bytes",
            "bandwidth counts bytes, and a float32 number has 4.",
            lambda *p: max(_waits(*p, size=1)),
        ),
        Cause(
            "result not moved",
            "The result, (a, c), is written to memory as well.",
            lambda a, b, c, *p: max(_waits(a, b, c, *p, numbers=a * b + b * c)),
        ),
        Cause(
            "8 bytes a number",
            "float32 numbers take 4 bytes, not 8.",
            lambda *p: max(_waits(*p, size=8)),
        ),
    ],
)
