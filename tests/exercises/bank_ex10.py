"""Answers to exercise 10: what people really write, wrong and right."""

import numpy as np

from w2vlib.ladder.our_rungs import window_mean

# ---------------------------------------------------------------- sparse_adagrad


def collected(ids, dout):
    touched, where = np.unique(ids, return_inverse=True)
    rows = np.zeros((len(touched), dout.shape[1]))
    np.add.at(rows, where, dout)
    return touched, rows


def fancy(W, seen, ids, dout, lr):
    seen[ids] += dout * dout
    W[ids] -= lr * dout / (np.sqrt(seen[ids]) + 1e-7)


def squares_first(W, seen, ids, dout, lr):
    np.add.at(seen, ids, dout**2)
    touched, rows = collected(ids, dout)
    W[touched] -= lr * rows / (np.sqrt(seen[touched]) + 1e-7)


def not_squared(W, seen, ids, dout, lr):
    touched, rows = collected(ids, dout)
    seen[touched] += rows
    W[touched] -= lr * rows / (np.sqrt(seen[touched]) + 1e-7)


def without_root(W, seen, ids, dout, lr):
    touched, rows = collected(ids, dout)
    seen[touched] += rows**2
    W[touched] -= lr * rows / (seen[touched] + 1e-7)


def step_first(W, seen, ids, dout, lr):
    touched, rows = collected(ids, dout)
    W[touched] -= lr * rows / (np.sqrt(seen[touched]) + 1e-7)
    seen[touched] += rows**2


def uphill(W, seen, ids, dout, lr):
    touched, rows = collected(ids, dout)
    seen[touched] += rows**2
    W[touched] += lr * rows / (np.sqrt(seen[touched]) + 1e-7)


def new_seen(W, seen, ids, dout, lr):
    touched, rows = collected(ids, dout)
    seen = seen.copy()
    seen[touched] += rows**2
    W[touched] -= lr * rows / (np.sqrt(seen[touched]) + 1e-7)


def new_W(W, seen, ids, dout, lr):
    touched, rows = collected(ids, dout)
    seen[touched] += rows**2
    W = W.copy()
    W[touched] -= lr * rows / (np.sqrt(seen[touched]) + 1e-7)
    return W


def returns_both(W, seen, ids, dout, lr):
    W, seen = W.copy(), seen.copy()
    adagrad_by_unique(W, seen, ids, dout, lr)
    return W, seen


def adagrad_by_unique(W, seen, ids, dout, lr):
    touched, rows = collected(ids, dout)
    seen[touched] += rows**2
    W[touched] -= lr * rows / (np.sqrt(seen[touched]) + 1e-7)


def adagrad_by_dict(W, seen, ids, dout, lr):
    total = {}
    for i, row in zip(ids.tolist(), dout, strict=True):
        total[i] = total.get(i, 0) + row
    for i, row in total.items():
        seen[i] += row * row
        W[i] -= lr * row / (seen[i] ** 0.5 + 1e-7)


def adagrad_dense(W, seen, ids, dout, lr):
    dW = np.zeros_like(W)
    np.add.at(dW, ids, dout)
    seen += dW**2
    W -= lr * dW / (np.sqrt(seen) + 1e-7)
    return W


# ---------------------------------------------------------------- window_sums


def middle_in(rows, window):
    run = np.cumsum(np.vstack([np.zeros(rows.shape[1]), rows]), axis=0)
    span = 2 * window + 1
    return run[span:] - run[:-span]


def no_zero(rows, window):
    run = rows.cumsum(axis=0)
    span = 2 * window + 1
    return run[span:] - run[:-span] - rows[window + 1 : len(rows) - window]


def short_span(rows, window):
    run = np.cumsum(np.vstack([np.zeros(rows.shape[1]), rows]), axis=0)
    n = len(rows) - 2 * window
    return run[2 * window :][:n] - run[:n] - rows[window : window + n]


def means(rows, window):
    return window_mean(rows, window)


def before(rows, window):
    n = len(rows) - 2 * window
    return sum(rows[d : d + n] for d in range(window))


def across(rows, window):
    run = np.cumsum(np.vstack([np.zeros(rows.shape[1]), rows]), axis=1)
    span = 2 * window + 1
    return run[span:] - run[:-span] - rows[window : len(rows) - window]


def in_place(rows, window):
    middle = rows[window : len(rows) - window].copy()
    np.cumsum(rows, axis=0, out=rows)
    run = np.vstack([np.zeros(rows.shape[1]), rows])
    span = 2 * window + 1
    return run[span:] - run[:-span] - middle


def sums_by_running(rows, window):
    return middle_in(rows, window) - rows[window : len(rows) - window]


def sums_by_shifting(rows, window):
    n = len(rows) - 2 * window
    return sum(rows[d : d + n] for d in range(2 * window + 1) if d != window)


def sums_by_views(rows, window):
    view = np.lib.stride_tricks.sliding_window_view(rows, 2 * window + 1, axis=0)
    return view.sum(axis=-1) - view[..., window]


def sums_by_library(rows, window):
    return 2 * window * window_mean(rows, window)


# ---------------------------------------------------------------- ask_all


def parts(h, W_out, words):
    rows = W_out[words]
    score = (rows @ h[:, :, None])[:, :, 0]
    t = np.zeros(words.shape)
    t[:, 0] = 1
    return rows, 1 / (1 + np.exp(-score)), t


def entropy(y, t):
    return -(t * np.log(y) + (1 - t) * np.log(1 - y))


def back(ds, rows):
    return (ds[:, :, None] * rows).sum(axis=1)


def all_yes(h, W_out, words):
    rows, y, _ = parts(h, W_out, words)
    return -np.log(y).sum(axis=1).mean(), back(y - 1, rows) / len(h)


def swapped(h, W_out, words):
    rows, y, t = parts(h, W_out, words)
    return entropy(y, 1 - t).sum(axis=1).mean(), back(y - 1 + t, rows) / len(h)


def mean_of_all(h, W_out, words):
    rows, y, t = parts(h, W_out, words)
    return entropy(y, t).mean(), back(y - t, rows) / y.size


def sum_of_all(h, W_out, words):
    rows, y, t = parts(h, W_out, words)
    return entropy(y, t).sum(), back(y - t, rows)


def slope_of_the_sum(h, W_out, words):
    rows, y, t = parts(h, W_out, words)
    return entropy(y, t).sum(axis=1).mean(), back(y - t, rows)


def y_alone(h, W_out, words):
    rows, y, t = parts(h, W_out, words)
    return entropy(y, t).sum(axis=1).mean(), back(y, rows) / len(h)


def target_only(h, W_out, words):
    rows, y, t = parts(h, W_out, words)
    dh = (y - t)[:, :1] * rows[:, 0] / len(h)
    return entropy(y, t).sum(axis=1).mean(), dh


def ask_by_product(h, W_out, words):
    rows, y, t = parts(h, W_out, words)
    return entropy(y, t).sum(axis=1).mean(), back(y - t, rows) / len(h)


def ask_by_einsum(h, W_out, words):
    rows = W_out[words]
    sign = np.where(np.arange(words.shape[1]) == 0, 1, -1)
    score = np.einsum("nkh,nh->nk", rows, h) * sign
    ds = -sign / (1 + np.exp(score)) / len(h)
    return {"loss": np.logaddexp(0, -score).sum() / len(h), "dh": np.einsum("nk,nkh->nh", ds, rows)}


def ask_by_predictions(h, W_out, words):
    loss, dh = 0, []
    for vector, ids in zip(h, words, strict=True):
        score = W_out[ids] @ vector
        y = 1 / (1 + np.exp(-score))
        loss -= np.log(y[0]) + np.log(1 - y[1:]).sum()
        y[0] -= 1
        dh.append(y @ W_out[ids] / len(h))
    return loss / len(h), np.array(dh)


WRONG = {
    "bytes_written": {
        "numbers": ([1_000_000, 30_000], "a float32 takes 4 bytes"),
        "float64": ([8_000_000, 240_000], "those of a float64"),
        "no H": ([80_000, 2_400], "a row of H numbers"),
        "the same": ([4_000_000, 4_000_000], "a row for each of the V words"),
        "swapped": ([120_000, 4_000_000], "The dense gradient is the first"),
        "something": ([1, 2], "bytes of one number"),
    },
    "sparse_adagrad": {
        "fancy": (fancy, "only one gradient counts"),
        "squares first": (squares_first, "then square"),
        "no square": (not_squared, "collects squares"),
        "no root": (without_root, "the root of what was seen"),
        "step first": (step_first, "before the step is taken"),
        "uphill": (uphill, "against the gradient"),
        "new seen": (new_seen, "must change in place, too"),
        "new W": (new_W, "makes a new array"),
        "returns both": (returns_both, "as they were"),
    },
    "window_sums": {
        "with the middle": (middle_in, "not in its own context"),
        "no zero": (no_zero, "a row of zeros before"),
        "short": (short_span, "2·window + 1 rows"),
        "means": (means, "not a mean"),
        "before": (before, "those after belong"),
        "axis 1": (across, "runs down the rows"),
        "in place": (in_place, "Work on a copy"),
    },
    "ask_all": {
        "all yes": (all_yes, "the label of a negative is 0"),
        "swapped": (swapped, "the negatives 0"),
        "mean of all": (mean_of_all, "added up; the mean"),
        "sum of all": (sum_of_all, "divide by N"),
        "slope of the sum": (slope_of_the_sum, "its slope lacks the 1/N"),
        "y": (y_alone, "y − t, not y"),
        "target only": (target_only, "the negatives too"),
    },
}

RIGHT = {
    "bytes_written": [[4_000_000, 120_000], (4e6, 1.2e5), np.array([4_000_000, 120_000])],
    "sparse_adagrad": [adagrad_by_unique, adagrad_by_dict, adagrad_dense],
    "window_sums": [sums_by_running, sums_by_shifting, sums_by_views, sums_by_library],
    "ask_all": [ask_by_product, ask_by_einsum, ask_by_predictions],
}
