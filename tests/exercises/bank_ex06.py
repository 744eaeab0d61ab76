"""Answers to exercise 6: what people really write, wrong and right."""

import numpy as np

from w2vlib import Embedding, EmbeddingDot, SigmoidWithLoss
from w2vlib.lessons.one_step import fixed_loss
from w2vlib.losses import sigmoid
from w2vlib.trainer import remove_duplicate

# ---------------------------------------------------------------- ns_loss


class NS:
    """A right answer as an object; the wrong ones change one of its lines."""

    def __call__(self, h, W, words):
        rows = W[words]
        y = sigmoid(np.sum(rows * h[:, None], axis=2))
        t = self.labels(words)
        N = len(h)
        d = self.error(y, t, N)
        dW = np.zeros_like(W)
        self.fill(dW, words, d[:, :, None] * self.to_rows(h, rows))
        return self.loss(y, t, N), self.to_h(d[:, :, None] * rows), dW

    def labels(self, words):
        t = np.zeros(words.shape)
        t[:, 0] = 1
        return t

    def error(self, y, t, N):
        return (y - t) / N

    def to_rows(self, h, rows):
        return h[:, None]

    def fill(self, dW, words, rows):
        np.add.at(dW, words, rows)

    def to_h(self, sent):
        return sent.sum(axis=1)

    def loss(self, y, t, N):
        return -np.log(np.where(t == 1, y, 1 - y)).sum() / N


class AllYes(NS):
    def labels(self, words):
        return np.ones(words.shape)


class LastYes(NS):
    def labels(self, words):
        return super().labels(words)[:, ::-1]


class NoForYes(NS):
    def labels(self, words):
        return 1 - super().labels(words)


class NoMinus(NS):
    def loss(self, y, t, N):
        return -super().loss(y, t, N)


class MeanOfAll(NS):
    def error(self, y, t, N):
        return (y - t) / y.size

    def loss(self, y, t, N):
        return -np.log(np.where(t == 1, y, 1 - y)).mean()


class MeanInBackwardOnly(NS):
    def error(self, y, t, N):
        return (y - t) / y.size


class SumOfAll(NS):
    def error(self, y, t, N):
        return y - t

    def loss(self, y, t, N):
        return -np.log(np.where(t == 1, y, 1 - y)).sum()


class NoN(NS):
    def error(self, y, t, N):
        return y - t


class Uphill(NS):
    def error(self, y, t, N):
        return (t - y) / N


class TargetOnly(NS):
    def error(self, y, t, N):
        return (y - t) * t / N


class LastOnly(NS):
    def to_h(self, sent):
        return sent[:, -1]


class RowsForH(NS):
    def to_rows(self, h, rows):
        return rows


class Replaces(NS):
    def fill(self, dW, words, rows):
        dW[words] = rows


class PlusEquals(NS):
    def fill(self, dW, words, rows):
        dW[words] += rows


def ns_by_loop(h, W, words):
    loss, dh, dW = 0, np.zeros_like(h), np.zeros_like(W)
    for n in range(len(h)):
        for j, i in enumerate(words[n]):
            y = 1 / (1 + np.exp(-h[n] @ W[i]))
            loss -= np.log(y) if j == 0 else np.log(1 - y)
            dh[n] += (y - (j == 0)) * W[i]
            dW[i] += (y - (j == 0)) * h[n]
    return loss / len(h), dh / len(h), dW / len(h)


def ns_by_layers(h, W, words):
    loss, dh, dW = 0.0, 0, 0
    for j, column in enumerate(words.T):
        dot, sig = EmbeddingDot(W), SigmoidWithLoss()
        loss += sig.forward(dot.forward(h, column), np.full(len(h), int(j == 0)))
        dh += dot.backward(sig.backward())
        dW += dot.grads[0]
    return loss, dh, dW


def ns_by_products(h, W, words):
    N = len(h)
    x = np.eye(len(W))[words]  # (N, 1 + k, V)
    s = np.einsum("nqv,vh,nh->nq", x, W, h)
    sign = np.where(np.arange(words.shape[1]) == 0, 1, -1)
    d = -sign * sigmoid(-sign * s) / N
    return {
        "loss": np.logaddexp(0, -sign * s).sum() / N,
        "dh": np.einsum("nq,nqv,vh->nh", d, x, W),
        "dW": np.einsum("nq,nqv,nh->vh", d, x, h),
    }


# ---------------------------------------------------------------- cbow_gradients


class CBOWStep:
    """As above: right, with places to go wrong."""

    def __call__(self, W_in, W_out, contexts, words):
        N, C = contexts.shape
        layer = fixed_loss(self.output(W_in, W_out), words[:, 1:])
        loss = layer.forward(self.h(W_in[contexts]), words[:, 0])
        dh = layer.backward()
        dW_in = np.zeros_like(W_in)
        self.fill(dW_in, contexts, np.repeat(dh[:, None] / self.divisor(N, C), C, axis=1))
        return loss, dW_in, self.out(layer)

    def output(self, W_in, W_out):
        return W_out

    def h(self, rows):
        return rows.mean(axis=1)

    def divisor(self, N, C):
        return C

    def fill(self, dW, contexts, rows):
        np.add.at(dW, contexts, rows)

    def out(self, layer):
        return remove_duplicate(layer.params, layer.grads)[1][0]


class SumOfContext(CBOWStep):
    def h(self, rows):
        return rows.sum(axis=1)


class FirstContext(CBOWStep):
    def h(self, rows):
        return rows[:, 0]


class AlwaysHalf(CBOWStep):
    def h(self, rows):
        return rows.sum(axis=1) / 2

    def divisor(self, N, C):
        return 2


class HalfInBackward(CBOWStep):
    def divisor(self, N, C):
        return 2


class OneMatrix(CBOWStep):
    def output(self, W_in, W_out):
        return W_in


class NoDivision(CBOWStep):
    def divisor(self, N, C):
        return 1


class ByN(CBOWStep):
    def divisor(self, N, C):
        return N


class LastColumn(CBOWStep):
    def fill(self, dW, contexts, rows):
        for column in range(contexts.shape[1]):
            dW[...] = 0
            np.add.at(dW, contexts[:, column], rows[:, column])


class FirstColumn(CBOWStep):
    def fill(self, dW, contexts, rows):
        np.add.at(dW, contexts[:, 0], rows[:, 0])


class ContextReplaces(CBOWStep):
    def fill(self, dW, contexts, rows):
        dW[contexts] = rows


class ContextPlus(CBOWStep):
    def fill(self, dW, contexts, rows):
        dW[contexts] += rows


class FirstGrad(CBOWStep):
    def out(self, layer):
        return layer.grads[0]


def other_order(*args):
    loss, dW_in, dW_out = CBOWStep()(*args)
    return loss, dW_out, dW_in


def cbow_by_layers(W_in, W_out, contexts, words):
    C = contexts.shape[1]
    layers, ns = [Embedding(W_in) for _ in range(C)], fixed_loss(W_out, words[:, 1:])
    h = sum(layer.forward(c) for layer, c in zip(layers, contexts.T, strict=True)) / C
    loss, dh = ns.forward(h, words[:, 0]), ns.backward() / C
    for layer in layers:
        layer.backward(dh)
    return loss, sum(layer.grads[0] for layer in layers), sum(ns.grads)


def cbow_by_products(W_in, W_out, contexts, words):
    x = np.eye(len(W_in))[contexts].mean(axis=1)  # (N, V), the mean of the one-hot rows
    loss, dh, dW_out = ns_by_loop(x @ W_in, W_out, words)
    return loss, x.T @ dh, dW_out


def cbow_by_loop(W_in, W_out, contexts, words):
    h = np.array([np.mean([W_in[i] for i in context], axis=0) for context in contexts])
    loss, dh, dW_out = ns_by_layers(h, W_out, words)
    dW_in = np.zeros_like(W_in)
    for context, d in zip(contexts, dh, strict=True):
        for i in context:
            dW_in[i] += d / len(context)
    return {"loss": loss, "dW_in": dW_in, "dW_out": dW_out}


# ---------------------------------------------------------------- the answers


def touched(W_in=3, W_out=4):
    return {"W_in": W_in, "W_out": W_out}


WRONG = {
    "first_loss": {
        "k": (6.24, "the target is one more"),
        "one question": (0.693, "the sum over the questions"),
        "softmax": (3.912, "softmax over V words"),
        "ln(k + 1)": (2.303, "Each question costs ln 2"),
        "times N": (27.73, "does not make the loss larger"),
        "log2": (10, "the natural logarithm is wanted"),
        "log10": (3.01, "the natural logarithm is wanted"),
        "zero": (0, "what does one question cost"),
    },
    "touched_rows": {
        "repeats": (touched(6, 9), "occurs twice is one row"),
        "targets too": (touched(5, 4), "not looked up in W_in"),
        "negatives": (touched(3, 3), "with label 1"),
        "targets": (touched(3, 2), "The negatives are asked about, too"),
        "all": (touched(7, 7), "has a gradient of 0"),
        "exchanged": (touched(4, 3), "looked up in W_in"),
        "one number": (7, "A dict with two numbers"),
    },
    "ns_loss": {
        "all yes": (AllYes(), "Only column 0 holds the true word"),
        "last yes": (LastYes(), "not in the last one"),
        "no for yes": (NoForYes(), "The target has label 1"),
        "no minus": (NoMinus(), "minus their sum"),
        "mean of all": (MeanOfAll(), "the 1 + k questions are added up"),
        "mean in backward": (MeanInBackwardOnly(), "the 1 + k questions are added up"),
        "sum of all": (SumOfAll(), "the mean over its N targets"),
        "no N": (NoN(), "so the gradients are too"),
        "uphill": (Uphill(), "points the other way"),
        "target only": (TargetOnly(), "the negatives too"),
        "last only": (LastOnly(), "add up what all of them send"),
        "rows for h": (RowsForH(), "it received its own row"),
        "=": (Replaces(), "np.add.at adds up"),
        "+=": (PlusEquals(), "np.add.at adds up"),
    },
    "cbow_gradients": {
        "sum": (SumOfContext(), "this loss belongs to their sum"),
        "first context": (FirstContext(), "belongs to the first one"),
        "always half": (AlwaysHalf(), "which is 2 only at window 1"),
        "half in backward": (HalfInBackward(), "which is 2 only at window 1"),
        "one matrix": (OneMatrix(), "are rows of W_out"),
        "no division": (NoDivision(), "The mean divides on the way back"),
        "by N": (ByN(), "dh is divided by N already"),
        "last column": (LastColumn(), "only one column of the contexts arrives"),
        "first column": (FirstColumn(), "only one column of the contexts arrives"),
        "=": (ContextReplaces(), "keep one gradient of a context word"),
        "+=": (ContextPlus(), "keep one gradient of a context word"),
        "first grad": (FirstGrad(), "one gradient of W_out for each question"),
        "other order": (other_order, "The order is"),
    },
}

RIGHT = {
    "first_loss": [6.93, 10 * np.log(2), 6.931],
    "touched_rows": [touched(), touched(3.0, 4), {"W_out": 4, "W_in": 3}, [3, 4]],
    "ns_loss": [NS(), ns_by_loop, ns_by_layers, ns_by_products],
    "cbow_gradients": [CBOWStep(), cbow_by_layers, cbow_by_products, cbow_by_loop],
}

SLOW = {
    "cbow_by_products",
    "cbow_by_loop",
    "ns_by_loop",
}  # right, but for half of the points
