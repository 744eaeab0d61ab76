"""Answers to exercise 1: what people really write, wrong and right."""

import numpy as np

from w2vlib import MatMul, SoftmaxWithLoss

# ---------------------------------------------------------------- one_hot_cost


def one_context_word(V, H, window, batch):
    return batch * V * H, batch * V * H, batch * 2 * window * V * 4


def one_side(V, H, window, batch):
    return batch * window * V * H, batch * V * H, batch * 2 * window * V * 4


def a_single_example(V, H, window, batch):
    return 2 * window * V * H, batch * V * H, batch * 2 * window * V * 4


def skips_zeros(V, H, window, batch):
    return 2 * window * H * batch, H * V * batch, 8 * window * V * batch


def multiplications_and_additions(V, H, window, batch):
    n = batch * 2 * window
    return 2 * n * V * H, 2 * batch * V * H, 4 * n * V


def output_for_every_context_word(V, H, window, batch):
    product = batch * 2 * window * V * H
    return product, product, 4 * batch * 2 * window * V


def one_a_score(V, H, window, batch):
    return 2 * window * batch * V * H, batch * V, 4 * 2 * window * batch * V


def eight_bytes(V, H, window, batch):
    x = np.dtype(float).itemsize * V * 2 * window * batch
    return 2 * window * batch * V * H, batch * V * H, x


def counts_numbers(V, H, window, batch):
    return 2 * window * batch * V * H, batch * V * H, V * 2 * window * batch


def bytes_of_h(V, H, window, batch):
    return 2 * window * batch * V * H, batch * V * H, 4 * 2 * window * batch * H


# ---------------------------------------------------------------- cbow_loss


def probabilities(s):
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def sum_of_context(x, target, W_in, W_out):
    y = probabilities((x @ W_in).sum(axis=1) @ W_out)
    return -np.log(y[range(len(target)), target]).mean()


def first_word(x, target, W_in, W_out):
    y = probabilities(x[:, 0] @ W_in @ W_out)
    return -np.log(y[range(len(target)), target]).mean()


def positive_log(x, target, W_in, W_out):
    y = probabilities((x @ W_in).mean(axis=1) @ W_out)
    return np.log(y[range(len(target)), target]).mean()


def forgets_log(x, target, W_in, W_out):
    y = probabilities((x @ W_in).mean(axis=1) @ W_out)
    return np.mean([row[t] for row, t in zip(y, target, strict=True)])


def log_of_mean(x, target, W_in, W_out):
    y = probabilities((x @ W_in).mean(axis=1) @ W_out)
    return -np.log(np.mean(y[range(len(target)), target]))


def sum_of_losses(x, target, W_in, W_out):
    y = probabilities((x @ W_in).mean(axis=1) @ W_out)
    return np.sum(-np.log(y[range(len(target)), target]))


def base_two(x, target, W_in, W_out):
    y = probabilities((x @ W_in).mean(axis=1) @ W_out)
    return -np.log2(y[range(len(target)), target]).mean()


def all_targets(x, target, W_in, W_out):
    y = probabilities((x @ W_in).mean(axis=1) @ W_out)
    return -np.log(y[:, target]).mean()


def one_sum_for_all(x, target, W_in, W_out):
    s = (x @ W_in).mean(axis=1) @ W_out
    e = np.exp(s - s.max())
    return -np.log((e / e.sum())[range(len(target)), target]).mean()


def sums_down(x, target, W_in, W_out):
    e = np.exp((x @ W_in).mean(axis=1) @ W_out)
    return -np.log((e / e.sum(axis=0))[range(len(target)), target]).mean()


def naive_exp(x, target, W_in, W_out):
    e = np.exp((x @ W_in).mean(axis=1) @ W_out)
    y = e / e.sum(axis=1, keepdims=True)
    return -np.log(y[range(len(target)), target]).mean()


def loss_vectorised(x, target, W_in, W_out):
    y = probabilities(x.mean(axis=1) @ W_in @ W_out)
    return -np.log(y[np.arange(len(target)), target]).mean()


def loss_by_log_sum(x, target, W_in, W_out):
    s = np.einsum("ncv,vh,hw->nw", x, W_in, W_out) / x.shape[1]
    s -= s.max(axis=1)[:, None]
    own = np.take_along_axis(s, target[:, None], axis=1)[:, 0]
    return np.mean(np.log(np.exp(s).sum(axis=1)) - own)


def loss_by_layers(x, target, W_in, W_out):
    h = sum(MatMul(W_in).forward(x[:, i]) for i in range(x.shape[1])) / x.shape[1]
    return SoftmaxWithLoss().forward(MatMul(W_out).forward(h), target)


def loss_by_loop(x, target, W_in, W_out):
    total = 0
    for rows, t in zip(x, target, strict=True):
        ids = rows.argmax(axis=1)
        s = W_in[ids].mean(axis=0) @ W_out
        total -= s[t] - s.max() - np.log(np.sum(np.exp(s - s.max())))
    return total / len(x)


# ---------------------------------------------------------------- product_seconds


def size(a, b, c):
    return a * b + b * c + a * c


def if_else(a, b, c, rate, bandwidth):
    work, memory = a * b * c / rate, 4 * size(a, b, c) / bandwidth
    if work > memory:
        return work
    return memory


def largest_of_all(x, target, W_in, W_out):
    s = (x @ W_in).mean(axis=1) @ W_out
    e = np.exp(s - s.max())
    return -np.log(e[range(len(s)), target] / e.sum(axis=1)).mean()


WRONG = {
    "useful": {
        "one": (1, "a row holds H numbers"),
        "all": (20_000 * 50, "most first factors are 0"),
        "V": (20000, "one holds a 1"),
        "a guess": (7, "Only the place that holds the 1 counts"),
        "a text": ("fifty", "Only the place that holds the 1 counts"),
    },
    "grows_with_v": {
        "all": (["input", "mean", "output", "loss"], "vectors of H numbers"),
        "no loss": (["input", "output"], "takes exp of every score"),
        "no input": (["output", "loss"], "goes through all of them"),
        "no output": (["input", "loss"], "a column for every word"),
    },
    "one_hot_cost": {
        "one context word": (one_context_word, "each goes through W_in"),
        "one side": (one_side, "reaches to both sides"),
        "a single example": (a_single_example, "Every example of the batch"),
        "skips zeros": (skips_zeros, "does not skip zeros"),
        "twice": (multiplications_and_additions, "one addition together"),
        "output for every context word": (output_for_every_context_word, "comes before W_out"),
        "one a score": (one_a_score, "each of them costs H"),
        "eight bytes": (eight_bytes, "takes 4 bytes, not 8"),
        "numbers": (counts_numbers, "how many numbers there are"),
        "bytes of h": (bytes_of_h, "H belongs to W_in"),
        "two numbers": (lambda V, H, window, batch: (1, 2), "2 parts, expected 3"),
    },
    "cbow_loss": {
        "one largest": (largest_of_all, "Each row has a largest of its own"),
        "sum of the context": (sum_of_context, "this is their sum"),
        "first word": (first_word, "not the first alone"),
        "positive log": (positive_log, "the loss is minus the log"),
        "forgets log": (forgets_log, "the loss is −log of it"),
        "log of the mean": (log_of_mean, "First the log"),
        "sum over the batch": (sum_of_losses, "mean of its examples"),
        "base two": (base_two, "natural logarithm"),
        "all targets": (all_targets, "its own target only"),
        "one sum": (one_sum_for_all, "each example must add up to 1"),
        "sums down": (sums_down, "not down the batch"),
        "naive exp": (naive_exp, "exp(1000) is inf"),
    },
    "product_seconds": {
        "sum": (
            lambda a, b, c, r, w: a * b * c / r + 4 * size(a, b, c) / w,
            "the longer wait counts",
        ),
        "min": (
            lambda a, b, c, r, w: min(a * b * c / r, 4 * size(a, b, c) / w),
            "the longer of both waits is over",
        ),
        "work only": (lambda a, b, c, r, w: a * b * c / r, "Moving the numbers takes time"),
        "memory only": (lambda a, b, c, r, w: 4 * size(a, b, c) / w, "Multiplying takes time"),
        "numbers": (
            lambda a, b, c, r, w: max(a * b * c / r, size(a, b, c) / w),
            "bandwidth counts bytes",
        ),
        "no result": (
            lambda a, b, c, r, w: max(a * b * c / r, 4 * (a * b + b * c) / w),
            "written to memory as well",
        ),
        "doubles": (
            lambda a, b, c, r, w: max(a * b * c / r, 8 * size(a, b, c) / w),
            "numbers take 4 bytes, not 8",
        ),
    },
}

RIGHT = {
    "useful": [50, 50.0, np.int64(50)],
    "grows_with_v": [
        ["loss", "input", "output"],
        ("Input", "Output", "Loss"),
        {"input", "output", "loss"},
    ],
    "one_hot_cost": [
        lambda V, H, window, batch: (
            2 * batch * window * V * H,
            batch * H * V,
            8 * batch * window * V,
        ),
        lambda V, H, w, N: np.array([2 * w * N * V * H, N * V * H, 4 * 2 * w * N * V]),
        lambda V, H, w, N: {
            "input": N * w * 2 * V * H,
            "output": N * V * H,
            "bytes": 8 * N * w * V,
        },
    ],
    "cbow_loss": [loss_vectorised, loss_by_log_sum, loss_by_layers, loss_by_loop],
    "product_seconds": [
        if_else,
        lambda a, b, c, r, w: np.maximum(a * b * c / r, 4 * size(a, b, c) / w),
        lambda *p: sorted([p[0] * p[1] * p[2] / p[3], 4 * size(*p[:3]) / p[4]])[-1],
    ],
}

# right, but for half of the points
SLOW = {"loss_by_loop"}
