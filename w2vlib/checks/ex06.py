"""Checks of exercise 6: build the negative-sampling CBOW."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Task
from w2vlib.checks.explain import Cause
from w2vlib.checks.parts import part_of
from w2vlib.checks.predict import Predict
from w2vlib.layers import Embedding
from w2vlib.lessons.one_step import fixed_loss
from w2vlib.losses import NegativeSamplingLoss, sigmoid
from w2vlib.trainer import remove_duplicate

# ---------------------------------------------------------------- predictions


def _first(k=9):
    layer = NegativeSamplingLoss(np.zeros((50, 3)), np.arange(50), sample_size=k, seed=0)
    return layer.forward(np.zeros((4, 3)), np.arange(4))


first_loss = Predict(
    "first_loss",
    _first,
    [
        Cause(
            "target not counted",
            "The negatives are 9 questions, and the target is one more.",
            lambda: 9 * np.log(2),
        ),
        Cause(
            "mean of the questions",
            "The loss is the mean over the batch, but the sum over the questions.",
            lambda: np.log(2),
        ),
        Cause("softmax", "That is the first loss of softmax over V words.", lambda: np.log(50)),
        Cause("log of k + 1", "Each question costs ln 2; they are added up.", lambda: np.log(10)),
        Cause(
            "batch counted",
            "The batch does not make the loss larger: it is a mean over the examples.",
            lambda: 4 * _first(),
        ),
        Cause(
            "another logarithm",
            "log2(2) is 1, log10(2) is 0.301; the natural logarithm is wanted.",
            lambda: 10,
            lambda: 10 * np.log10(2),
        ),
    ],
    hint="With all scores 0, what does one question cost? How many questions has an example?",
    atol=0.01,
)

BATCH = np.array([[1, 3], [1, 3], [3, 5]]), np.array([[2, 0, 6], [2, 0, 4], [4, 6, 6]])


def _touched():
    contexts, words = BATCH
    return {"W_in": len(np.unique(contexts)), "W_out": len(np.unique(words))}


def _rows(W_in, W_out):
    return lambda: {"W_in": W_in, "W_out": W_out}


touched_rows = Predict(
    "touched_rows",
    _touched,
    [
        Cause("repeats counted", "A row that occurs twice is one row.", _rows(6, 9)),
        Cause(
            "targets in W_in",
            "Targets are not looked up in W_in: there stand the context words.",
            _rows(5, 4),
        ),
        Cause(
            "negatives alone",
            "The target is asked about as well: with label 1.",
            when=lambda a: a["W_out"] == 3 and a["W_in"] == 3,
        ),
        Cause("targets alone", "The negatives are asked about, too.", _rows(3, 2)),
        Cause("all rows", "A row that nobody asks for has a gradient of 0.", _rows(7, 7)),
        Cause("matrices exchanged", "Context words are looked up in W_in.", _rows(4, 3)),
    ],
    hint="A dict with two numbers. List the ids of each table and strike out the repeats.",
)

# ---------------------------------------------------------------- the loss and its gradients


def _batches(rng):
    W = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [2.0, 1.0]])
    yield "one target", np.array([[1.0, 0.5]]), W, np.array([[0, 1, 3]])
    yield "2 targets", np.array([[1.0, 0.0], [0.5, -1.0]]), W, np.array([[0, 1, 2], [3, 2, 1]])
    yield (
        "a word drawn twice",
        np.array([[1.0, 0.5], [0.5, -1.0]]),
        W,
        np.array([[1, 3, 3], [2, 0, 1]]),
    )
    for i in range(4):
        V, N, k, H = map(int, rng.integers(2, 7, 4))
        h, W = rng.normal(size=(N, H)), rng.normal(size=(V + 1, H))
        yield f"random batch {i + 1}", h, W, rng.integers(0, V + 1, (N, 1 + k))


def _ns(h, W, words):
    layer = fixed_loss(W, words[:, 1:])
    loss, dh = layer.forward(h, words[:, 0]), layer.backward()
    return {"loss": loss, "dh": dh, "dW": remove_duplicate(layer.params, layer.grads)[1][0]}


def _asked(h, W, words):
    """y (N, 1 + k) and the labels of the same shape."""
    labels = np.zeros(words.shape)
    labels[:, 0] = 1
    return sigmoid(np.sum(W[words] * h[:, None], axis=2)), labels


def _loss_with(relabel):
    """A wrong loss, with labels = relabel(the right ones)."""

    def loss(h, W, words):
        y, labels = _asked(h, W, words)
        t = relabel(labels)
        return -(t * np.log(y) + (1 - t) * np.log(1 - y)).sum() / len(h)

    return loss


def _dh_with(change):
    """A wrong dh, with change(error y − t, already divided by N) -> error."""

    def dh(h, W, words):
        y, labels = _asked(h, W, words)
        return np.sum(change((y - labels) / len(h))[:, :, None] * W[words], axis=1)

    return dh


def _dW_with(add, change=lambda d: d):
    """A wrong dW, filled by add(dW, words, rows to add)."""

    def dW(h, W, words):
        y, labels = _asked(h, W, words)
        grad = np.zeros_like(W)
        add(grad, words, change((y - labels) / len(h))[:, :, None] * h[:, None])
        return grad

    return dW


def _one_of_each(dW, ids, rows):
    dW[ids] += rows


def _rows_for_h(h, W, words):
    y, labels = _asked(h, W, words)
    grad = np.zeros_like(W)
    np.add.at(grad, words, ((y - labels) / len(h))[:, :, None] * W[words])
    return grad


def _only(column):
    return lambda d: d * (np.arange(d.shape[1]) == column % d.shape[1])


def _of_mean(part):
    """The part as if the mean over the questions were taken, not their sum."""
    return lambda h, W, words: _ns(h, W, words)[part] / words.shape[1]


def _of_sum(part):
    """The part as if nothing were divided by N."""
    return lambda h, W, words: _ns(h, W, words)[part] * len(h)


_ns_part = part_of(_ns)


def _many_targets(rng):
    h, W = rng.normal(size=(600, 2)), rng.normal(size=(5, 2))
    return h, W, rng.integers(0, 5, (600, 2))


ns_loss = Task(
    "ns_loss",
    _batches,
    _ns,
    [
        Cause(
            "every label 1",
            "Only column 0 holds the true word; the drawn ones have label 0 and cost −log(1 − y).",
            when=_ns_part(loss=_loss_with(np.ones_like)),
        ),
        Cause(
            "label in the last column",
            "The true word stands in column 0, not in the last one.",
            when=_ns_part(loss=_loss_with(lambda t: t[:, ::-1])),
        ),
        Cause(
            "labels exchanged",
            "The target has label 1, the negatives have label 0.",
            when=_ns_part(loss=_loss_with(lambda t: 1 - t)),
        ),
        Cause(
            "minus forgotten",
            "Logs of numbers below 1 are negative; the loss is minus their sum.",
            when=_ns_part(loss=lambda *args: -_ns(*args)["loss"]),
        ),
        Cause(
            "mean over the questions",
            "The mean runs over the N targets; the 1 + k questions are added up.",
            when=_ns_part(**{part: _of_mean(part) for part in ("loss", "dh", "dW")}),
        ),
        Cause(
            "batch added up",
            "The loss of a batch is the mean over its N targets.",
            when=_ns_part(loss=_of_sum("loss")),
        ),
        Cause(
            "N forgotten in backward",
            "The loss was divided by N, so the gradients are too.",
            when=_ns_part(dh=_of_sum("dh"), dW=_of_sum("dW")),
        ),
        Cause(
            "t − y",
            "It points the other way: the error is said minus right, y − t, and is added up.",
            when=_ns_part(dh=_dh_with(lambda d: -d), dW=_dW_with(np.add.at, lambda d: -d)),
        ),
        Cause(
            "target alone",
            "Every question sends a gradient back, the negatives too.",
            when=_ns_part(dh=_dh_with(_only(0)), dW=_dW_with(np.add.at, _only(0))),
        ),
        Cause(
            "last question alone",
            "dh holds the last question only: add up what all of them send.",
            when=_ns_part(dh=_dh_with(_only(-1))),
        ),
        Cause(
            "rows for h",
            "The row of a word receives (y − t) · h; here it received its own row.",
            when=_ns_part(dW=_rows_for_h),
        ),
        Cause(
            "repeats lost",
            "`dW[words] = …` and `dW[words] += …` keep one gradient of a word that is asked more"
            " than once: np.add.at adds up.",
            when=_ns_part(dW=_dW_with(_one_of_each)),
        ),
    ],
    large=_many_targets,
    walks="every target",
)

# ---------------------------------------------------------------- the network


def _networks(rng):
    def case(V, H, N, C, k):
        W_in, W_out = rng.normal(size=(2, V, H))
        return W_in, W_out, rng.integers(0, V, (N, C)), rng.integers(0, V, (N, 1 + k))

    yield "3 targets, window 2", *case(7, 3, 3, 4, 2)
    yield (
        "one target", np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 1.0]]),
        np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]), np.array([[0, 2]]), np.array([[1, 0, 2]]),
    )  # fmt: skip
    W_in, W_out, _, words = case(5, 2, 3, 2, 3)
    yield "repeated context words", W_in, W_out, np.array([[1, 1], [1, 4], [0, 4]]), words
    for i in range(3):
        V, H, N, k = map(int, rng.integers(3, 8, 4))
        yield f"random network {i + 1}", *case(V, H, N, 2 * (i + 1), k)


def _cbow(W_in, W_out, contexts, words, forward=None, backward=None):
    """CBOW; what the sum of the context rows, and dh, are divided by may be changed."""
    C = contexts.shape[1]
    embed = Embedding(W_in)
    parts = _ns(embed.forward(contexts).sum(axis=1) / (forward or C), W_out, words)
    dh = parts["dh"] / (backward or C)
    embed.backward(np.repeat(dh[:, None], C, axis=1))
    return {"loss": parts["loss"], "dW_in": embed.grads[0], "dW_out": parts["dW"]}


def _h(W_in, contexts):
    return W_in[contexts].mean(axis=1)


def _one_context(column):
    """dW_in as if only one column of the contexts sent its gradient on."""

    def dW_in(W_in, W_out, contexts, words):
        embed = Embedding(W_in)
        embed.forward(contexts[:, column])
        embed.backward(_ns(_h(W_in, contexts), W_out, words)["dh"] / contexts.shape[1])
        return embed.grads[0]

    return dW_in


def _dW_in_by(add):
    def dW_in(W_in, W_out, contexts, words):
        dh = _ns(_h(W_in, contexts), W_out, words)["dh"] / contexts.shape[1]
        grad = np.zeros_like(W_in)
        add(grad, contexts, np.repeat(dh[:, None], contexts.shape[1], axis=1))
        return grad

    return dW_in


def _first_layer_alone(W_in, W_out, contexts, words):
    layer = fixed_loss(W_out, words[:, 1:])
    layer.forward(_h(W_in, contexts), words[:, 0])
    layer.backward()
    return layer.grads[0]


_cbow_part = part_of(_cbow)

cbow_gradients = Task(
    "cbow_gradients",
    _networks,
    _cbow,
    [
        Cause(
            "sum for mean",
            "h is the mean of the context rows; this loss belongs to their sum.",
            when=_cbow_part(loss=lambda *args: _cbow(*args, forward=1)["loss"]),
        ),
        Cause(
            "first context word alone",
            "All context words enter the mean; this loss belongs to the first one.",
            when=_cbow_part(
                loss=lambda W_in, W_out, contexts, words: _ns(W_in[contexts[:, 0]], W_out, words)[
                    "loss"
                ]
            ),
        ),
        Cause(
            "always halved",
            "Divide by the number of context words, which is 2 only at window 1.",
            when=_cbow_part(
                loss=lambda *args: _cbow(*args, forward=2)["loss"],
                dW_in=lambda *args: _cbow(*args, backward=2)["dW_in"],
            ),
        ),
        Cause(
            "W_in on both sides",
            "The words that are asked about are rows of W_out.",
            when=_cbow_part(
                loss=lambda W_in, W_out, contexts, words: _ns(_h(W_in, contexts), W_in, words)[
                    "loss"
                ]
            ),
        ),
        Cause(
            "1/C forgotten in backward",
            "The mean divides on the way back, too: each context word gets dh divided by how many"
            " there are.",
            when=_cbow_part(dW_in=lambda *args: _cbow(*args, backward=1)["dW_in"]),
        ),
        Cause(
            "N for C",
            "dh is divided by N already; divide it by the number of context words.",
            when=_cbow_part(dW_in=lambda *args: _cbow(*args, backward=len(args[2]))["dW_in"]),
        ),
        Cause(
            "one column alone",
            "The gradient of only one column of the contexts arrives. Add up those of all: each"
            " backward of a layer begins with zeros.",
            when=lambda *a: any(_cbow_part(dW_in=_one_context(c))(*a) for c in (0, -1)),
        ),
        Cause(
            "repeats lost",
            "`dW_in[contexts] = …` and `dW_in[contexts] += …` keep one gradient of a context word"
            " that occurs more than once.",
            when=_cbow_part(dW_in=_dW_in_by(_one_of_each)),
        ),
        Cause(
            "gradients exchanged",
            "The order is: loss, dW_in, dW_out.",
            when=_cbow_part(dW_in=lambda *args: _cbow(*args)["dW_out"]),
        ),
        Cause(
            "one question alone",
            "layer.grads holds one gradient of W_out for each question: add them up.",
            when=_cbow_part(dW_out=_first_layer_alone),
        ),
    ],
    large=lambda rng: (*rng.normal(size=(2, 5, 2)), *rng.integers(0, 5, (2, 600, 2))),
    walks="every target",
)
