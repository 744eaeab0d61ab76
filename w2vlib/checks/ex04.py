"""Checks of exercise 4: turn one question of V into one of two."""

from __future__ import annotations

import numpy as np

from w2vlib.checks import calls
from w2vlib.checks.base import Task
from w2vlib.checks.explain import Cause
from w2vlib.checks.parts import part_of
from w2vlib.checks.predict import Predict
from w2vlib.layers import EmbeddingDot
from w2vlib.losses import SigmoidWithLoss, sigmoid, softmax

# ---------------------------------------------------------------- predictions


two_sums = Predict(
    "two_sums",
    lambda: [softmax(np.zeros(8)).sum(), sigmoid(np.zeros(8)).sum()],
    [
        Cause(
            "sigmas tied together",
            "Nothing ties the sigmas together: each word answers yes or no for itself.",
            lambda: [1, 1],
        ),
        Cause(
            "one word, not the sum",
            "That is the value of one word; all 8 words are added up.",
            lambda: [1 / 8, 1 / 2],
            lambda: [1, 1 / 2],
        ),
        Cause(
            "sigma of 0 is 0",
            "A score of 0 means 'I do not know', which is not a sure no.",
            lambda: [1, 0],
        ),
        Cause(
            "sigma of 0 is 1",
            "A score of 0 means 'I do not know', which is not a sure yes.",
            lambda: [1, 8],
        ),
        Cause("the other order", "Softmax comes first in the list.", lambda: [4, 1]),
    ],
    hint="A list of two numbers. Softmax shares one whole among the words; what does sigma do?",
)


def _yes_and_no(y=0.8):
    loss = SigmoidWithLoss()
    score = np.array([np.log(y / (1 - y))])
    answers = {}
    for name, label in (("yes", 1), ("no", 0)):
        value = loss.forward(score, np.array([label]))
        answers[name] = [value, *loss.backward()]
    return answers


def _loss_is(name, value):
    """True if a loss stands there that lies near a value."""
    return lambda a: abs(a[name][0] - value) < 0.02


def _gradients_are(yes, no):
    return lambda a: abs(a["yes"][1] - yes) + abs(a["no"][1] - no) < 0.02


two_answers = Predict(
    "two_answers",
    _yes_and_no,
    [
        Cause(
            "said and right swapped",
            "The gradient is what the network said minus what is right: y − t.",
            when=_gradients_are(0.2, -0.8),
        ),
        Cause(
            "slope of sigma",
            "y · (1 − y) is the slope of σ; after the chain rule it cancels.",
            when=_gradients_are(0.16, 0.16),
        ),
        Cause(
            "no minus",
            "A loss is −log of a share, so it is never negative.",
            when=lambda a: a["yes"][0] < 0,
        ),
        Cause(
            "labels exchanged",
            "'yes' is label 1: the network was right to say 0.8, so this loss is the small one.",
            when=lambda a: a["yes"][0] > a["no"][0],
        ),
        Cause(
            "the same loss twice",
            "With label 0 the right answer is 'no', and the network gave it 1 − y.",
            when=lambda a: a["yes"][0] == a["no"][0],
        ),
        Cause("another base", "The loss takes the natural logarithm.", when=_loss_is("no", 0.699)),
        Cause("no log", "That is 1 − y, a share; the loss is −log.", when=_loss_is("no", 0.2)),
    ],
    hint="A dict of two lists, each with the loss and the gradient, to two decimals.",
    atol=0.006,
)

# ---------------------------------------------------------------- the stable loss


def _losses_cases(rng):
    yield "scores 1, 0 and −1", np.array([1.0, 0.0, -1.0]), np.array([1, 1, 1])
    yield "label 0", np.array([1.0, 0.0, -1.0]), np.array([0, 0, 0])
    yield "score −20, label 1", np.array([-20.0]), np.array([1])
    yield "score 50, label 0", np.array([50.0]), np.array([0])
    yield "scores of ±800", np.array([-800.0, 800.0, 800.0, -800.0]), np.array([1, 0, 1, 0])
    yield "a table of scores", rng.normal(size=(3, 2)), np.array([[1, 0], [0, 0], [1, 1]])
    for i in range(3):
        s = rng.normal(scale=2 + 5 * i, size=rng.integers(3, 8))
        yield f"random scores {i + 1}", s, rng.integers(0, 2, s.shape)


def _stable(s, t):
    layer = SigmoidWithLoss()
    layer.forward(s, t)
    return layer.losses


def _tail(s):
    return np.log1p(np.exp(-np.abs(s)))


def _of_y(formula):
    """A wrong answer: a formula of (y, t), y being the sigmoid."""
    return lambda s, t: formula(sigmoid(s), t)


def _overflowed(got, *args):
    return isinstance(got, FloatingPointError | OverflowError)


sigmoid_losses = Task(
    "sigmoid_losses",
    _losses_cases,
    _stable,
    [
        Cause(
            "exp overflows",
            "The exponent was large. −abs(s) never is; and `np.where` computes both branches, also"
            " the one it does not take.",
            when=_overflowed,
        ),
        Cause(
            "capped by 1e-7",
            "A tiny number inside the log, or a cut of y, caps the loss: 1e-7 at about 16.",
            _of_y(lambda y, t: -(t * np.log(y + 1e-7) + (1 - t) * np.log(1 - y + 1e-7))),
            _of_y(lambda y, t: -np.log(np.where(t, y, 1 - y) + 1e-7)),
            _of_y(lambda y, t: -np.log(np.clip(np.where(t, y, 1 - y), 1e-7, 1))),
            when=lambda got, s, t: (
                _overflowed(got) or (np.array_equal(s, [-20]) and 10 < got[0] < 19.9999)
            ),
        ),
        Cause(
            "y rounds to 0 or 1",
            "For a large score y rounds to 0 or 1, and then the log of 0 is taken: put y into the"
            " loss and simplify on paper first.",
            _of_y(lambda y, t: -(t * np.log(y) + (1 - t) * np.log(1 - y))),
            _of_y(lambda y, t: -np.log(np.where(t, y, 1 - y))),
            when=_overflowed,
        ),
        Cause(
            "scores cut off",
            "The loss must go on growing with the score: do not cut the scores.",
            lambda s, t: _stable(np.clip(s, -500, 500), t),
            lambda s, t: _stable(np.clip(s, -700, 700), t),
        ),
        Cause(
            "label not used",
            "That is right for label 1 alone; label 0 has another loss.",
            lambda s, t: _stable(s, np.ones_like(s)),
        ),
        Cause(
            "labels exchanged",
            "Label 1 must make a high score cheap, not dear.",
            lambda s, t: _stable(s, 1 - t),
        ),
        Cause(
            "minus forgotten",
            "The log of a share is negative, and the loss is minus that.",
            lambda s, t: -_stable(s, t),
        ),
        Cause(
            "log of the tail only",
            "log1p(exp(−|s|)) is the small rest; the terms max(s, 0) and − s · t are missing.",
            lambda s, t: _tail(s),
        ),
        Cause(
            "s · t forgotten",
            "That is log(1 + exp(s)), the loss of label 0; label 1 pays s less.",
            lambda s, t: _stable(s, np.zeros_like(s)),
        ),
        Cause(
            "s · t added",
            "Label 1 makes a high score cheap: s · t is taken off, not added.",
            lambda s, t: _stable(s, np.zeros_like(s)) + s * t,
        ),
        Cause(
            "max(s, 0) forgotten",
            "The small rest and − s · t are there; what grows with a high score is missing.",
            lambda s, t: _tail(s) - s * t,
        ),
        Cause(
            "abs(s) for max(s, 0)",
            "A low score pays nothing for label 0: the first term is max(s, 0), not |s|.",
            lambda s, t: abs(s) - s * t + _tail(s),
        ),
        Cause(
            "exponent above 0",
            "The exponent of the small rest must never be above 0: it is −|s|, whatever the sign"
            " of s is.",
            lambda s, t: np.maximum(s, 0) - s * t + np.logaddexp(0, abs(s)),
            lambda s, t: np.maximum(s, 0) - s * t + np.logaddexp(0, s),
            lambda s, t: np.maximum(s, 0) - s * t + np.logaddexp(0, np.where(t == 1, -s, s)),
            when=_overflowed,
        ),
        Cause(
            "log for log1p",
            "log1p(x) is log(1 + x); the log of exp(−|s|) alone is −|s|.",
            lambda s, t: np.maximum(s, 0) - s * t - abs(s),
            lambda s, t: np.maximum(s, 0) - s * t + np.log(np.exp(-abs(s))),
        ),
        Cause(
            "mean taken",
            "One loss for each score is wanted; do not take the mean here.",
            lambda s, t: _stable(s, t).mean(),
        ),
        Cause(
            "base 2",
            "np.log2 is another unit; the natural logarithm is wanted.",
            lambda s, t: _stable(s, t) / np.log(2),
        ),
    ],
    call=calls.no_overflow,
    usage="with np.errstate(over='raise'): sigmoid_losses(s, t)",
    large=lambda rng: (rng.normal(scale=3, size=600), rng.integers(0, 2, 600)),
    walks="every score",
)

# ---------------------------------------------------------------- its gradient


def _gradient_cases(rng):
    yield "one score", np.array([1.0]), np.array([0])
    yield "two scores", np.array([1.0, -1.0]), np.array([1, 0])
    yield "a table of scores", rng.normal(size=(3, 2)), np.array([[1, 0], [0, 0], [1, 1]])
    yield "float32, labels int64", np.array([1.0, -2.0], dtype=np.float32), np.array([1, 0])
    yield "scores of ±800", np.array([-800.0, 800.0, 800.0, -800.0]), np.array([1, 0, 1, 0])
    for i in range(3):
        s = rng.normal(scale=2, size=rng.integers(3, 8))
        yield f"random scores {i + 1}", s, rng.integers(0, 2, s.shape)


def _gradient(s, t):
    layer = SigmoidWithLoss()
    layer.forward(s, t)
    dx = layer.backward()
    return {"gradient": dx, "dtype": str(dx.dtype)}


_gradient_part = part_of(_gradient)


def _is(formula):
    """Is the gradient a formula of (y, t, N)?"""
    return _gradient_part(gradient=lambda s, t: formula(sigmoid(s), t, s.size))


sigmoid_gradient = Task(
    "sigmoid_gradient",
    _gradient_cases,
    _gradient,
    [
        Cause(
            "t − y",
            "It points the wrong way: said minus right, y − t.",
            when=_is(lambda y, t, N: (t - y) / N),
        ),
        Cause(
            "N forgotten",
            "The loss is the mean of N losses, so each score gets only one N-th.",
            when=_is(lambda y, t, N: y - t),
        ),
        Cause(
            "rows for scores",
            "len(s) counts the rows of a table; the mean runs over all its scores: s.size.",
            when=_is(lambda y, t, N: (y - t) / len(y)),
        ),
        Cause(
            "chain too long",
            "The y · (1 − y) of σ has cancelled against the log; do not multiply by it again.",
            when=_is(lambda y, t, N: (y - t) * y * (1 - y) / N),
        ),
        Cause(
            "sigma's own slope",
            "y · (1 − y) is the slope of σ alone; the loss comes after it.",
            when=_is(lambda y, t, N: y * (1 - y) / N),
        ),
        Cause(
            "stopped at y",
            "That is dL/dy. One more step leads to the score: times dy/ds.",
            when=_is(lambda y, t, N: (-t / y + (1 - t) / (1 - y)) / N),
        ),
        Cause(
            "score for y",
            "It uses the score itself; y is the sigmoid of the score.",
            when=_gradient_part(gradient=lambda s, t: (s - t) / s.size),
        ),
        Cause(
            "float64",
            "Labels of int64 turn float32 into float64: give t the dtype of s first.",
            when=lambda got, s, t: got["dtype"] == "float64" != str(s.dtype),
        ),
    ],
    call=calls.with_dtype,
    usage="sigmoid_gradient(s, t)",
    large=lambda rng: (rng.normal(scale=3, size=600), rng.integers(0, 2, 600)),
    walks="every score",
)

# ---------------------------------------------------------------- the score of one word


def _dots(rng):
    W = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [2.0, 1.0]])
    h = np.array([[1.0, 0.0], [0.5, 2.0]])
    yield "2 examples, 2 numbers", W, h, np.array([0, 3]), np.array([1.0, -2.0]), 1
    yield (
        "repeated ids",
        W,
        np.array([[1.0, 0.5], [0.5, 2.0], [3.0, 1.0]]),
        np.array([3, 1, 3]),
        np.array([1.0, 2.0, 0.5]),
        1,
    )
    yield "used twice", W, h, np.array([3, 1]), np.array([0.5, 2.0]), 2
    for i in range(4):
        V, N, H = map(int, rng.integers(3, 9, 3))
        ids = rng.integers(0, V, N)
        yield (
            f"random batch {i + 1}", rng.normal(size=(V, H)), rng.normal(size=(N, H)), ids,
            rng.normal(size=N), 1 + i % 2,
        )  # fmt: skip


def _dot(W, h, idx, dout, times):
    return calls.layer(EmbeddingDot, W, h, idx, dout, times)


def _repeats_lost(W, h, idx, dout, times):
    grad = np.zeros_like(W)
    grad[idx] += dout[:, None] * h
    return grad


def _left_over(W, h, idx, dout, times):
    return sum(_dot(W, h, i, dout, 1)["dW"] for i in (np.arange(len(idx))[::-1] % len(W), idx))


_dot_part = part_of(_dot)


def _dout_as_row(got, W, h, idx, dout, n):
    """Where N = H it is another product; else NumPy refuses."""
    if len(dout) != h.shape[1]:
        return isinstance(got, ValueError)
    part = _dot_part(
        dh=lambda W, h, idx, dout, n: dout * W[idx],
        dW=lambda W, h, idx, dout, n: _scatter(W, idx, dout * h),
    )
    return part(got, W, h, idx, dout, n)


def _many_dots(rng):
    W, h = rng.normal(size=(5, 2)), rng.normal(size=(600, 2))
    return W, h, rng.integers(0, 5, 600), rng.normal(size=600), 1


DotLayer = Task(
    "DotLayer",
    _dots,
    _dot,
    [
        Cause(
            "every h with every word",
            "A matrix product scores every h with every word; row n of h meets its own word only.",
            when=_dot_part(
                s=lambda W, h, idx, dout, n: h @ W[idx].T,
            ),
        ),
        Cause(
            "all V scores",
            "These are the scores of all V words. Look the asked rows up first.",
            when=_dot_part(s=lambda W, h, idx, dout, n: h @ W.T),
        ),
        Cause(
            "summed down the batch",
            "The dot product adds up the H numbers of an example: axis 1, not axis 0.",
            when=_dot_part(s=lambda W, h, idx, dout, n: (W[idx] * h).sum(axis=0)),
        ),
        Cause(
            "not summed up",
            "h times the row is half of a dot product; the H products are added up.",
            when=_dot_part(s=lambda W, h, idx, dout, n: W[idx] * h),
        ),
        Cause(
            "dout as a row",
            "dout is (N,) and meets (N, H): NumPy lines it up with the H numbers. Make it a column"
            " first, dout[:, None].",
            when=_dout_as_row,
        ),
        Cause(
            "dout not used in dh",
            "Backward multiplies with what comes from behind: dout belongs into dh.",
            when=_dot_part(dh=lambda W, h, idx, dout, n: W[idx]),
        ),
        Cause(
            "the two exchanged",
            "In a product each factor receives the other one: dh holds rows, dW receives h.",
            when=_dot_part(
                dh=lambda W, h, idx, dout, n: dout[:, None] * h,
                dW=lambda W, h, idx, dout, n: _scatter(W, idx, dout[:, None] * W[idx]),
            ),
        ),
        Cause(
            "dout not used in dW",
            "The row receives dout · h, not h alone.",
            when=_dot_part(dW=lambda W, h, idx, dout, n: _scatter(W, idx, h)),
        ),
        Cause(
            "repeats lost",
            "`dW[idx] = …` and `dW[idx] += …` keep one gradient of a word that is asked twice:"
            " np.add.at adds up.",
            when=_dot_part(dW=_repeats_lost),
        ),
        Cause(
            "old gradients left",
            "dW still holds the gradients of the backward before: begin with zeros.",
            when=_dot_part(dW=_left_over),
        ),
        Cause(
            "dW left at zero",
            "Backward must fill self.grads[0] too, not only return dh.",
            when=_dot_part(dW=lambda W, *rest: np.zeros_like(W)),
        ),
    ],
    call=calls.layer,
    usage=(
        "layer = DotLayer(W); s = layer.forward(h, idx); dh = layer.backward(dout);"
        " dW = layer.grads[0]\n  (times = 2: the same layer has served a batch of other ids before)"
    ),
    methods=("forward", "backward"),
    large=_many_dots,
    walks="every example",
)  # fmt: skip


def _scatter(W, idx, rows):
    grad = np.zeros_like(W)
    np.add.at(grad, idx, rows)
    return grad
