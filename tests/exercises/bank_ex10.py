"""Answers to exercise 10: what people really write, wrong and right."""

import numpy as np

from w2vlib.ladder.our_rungs import window_mean
from w2vlib.losses import sigmoid

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


# ---------------------------------------------------------------- sigmoid_by_table


def piece(s, table, limit):
    return np.floor((s + limit) * len(table) / (2 * limit)).astype(int)


def cut(s, table, limit):
    return table[np.clip(piece(s, table, limit), 0, len(table) - 1)]


def wraps(s, table, limit):
    return table[piece(s, table, limit) % len(table)]


def with_ends(s, limit, found):
    return np.where(s >= limit, 1.0, np.where(s < -limit, 0.0, found))


def read_at(place):
    def answer(s, table, limit):
        j = np.clip(place(s, len(table), limit).astype(int), 0, len(table) - 1)
        return with_ends(s, limit, table[j])

    return answer


def exchanged(s, table, limit):
    return np.where(s >= limit, 0.0, np.where(s < -limit, 1.0, cut(s, table, limit)))


def table_by_masks(s, table, limit):
    out = np.zeros(s.shape)
    out[s >= limit] = 1
    inside = (s >= -limit) & (s < limit)
    out[inside] = table[piece(s[inside], table, limit)]
    return out


def table_with_ends(s, table, limit):
    longer = np.concatenate([[0.0], table, [1.0]])
    return longer[np.clip(piece(s, table, limit) + 1, 0, len(table) + 1)]


def table_by_search(s, table, limit):
    edges = np.linspace(-limit, limit, len(table) + 1)
    return np.r_[0.0, table, 1.0][np.searchsorted(edges, s, side="right")]


def table_by_loop(s, table, limit):
    flat = []
    for x in np.ravel(s):
        if x >= limit:
            flat.append(1.0)
        elif x < -limit:
            flat.append(0.0)
        else:
            flat.append(table[int((x + limit) * len(table) / (2 * limit))])
    return np.array(flat).reshape(np.shape(s))


def right_end_in(s, table, limit):
    return np.where(s > limit, 1.0, np.where(s < -limit, 0.0, cut(s, table, limit)))


# ---------------------------------------------------------------- shared_negatives


class Shared:
    """A right answer as an object; the wrong ones change one of its lines."""

    def __call__(self, h, W, target, negatives):
        negatives = self.drawn(negatives, target)
        yes, no = sigmoid(np.sum(h * W[target], axis=1)), sigmoid(h @ W[negatives].T)
        same = negatives == target[:, None]
        weight, t, N = self.weight(same), self.label(same), len(h)
        losses = -np.log(np.where(t == 1, no, 1 - no))
        loss = self.of_target(-np.log(yes).sum()) + (weight * losses).sum()
        d = self.weight_back(weight) * (no - t)
        dh = self.of_target((yes - 1)[:, None] * W[target]) + d @ W[negatives]
        return loss / self.divisor(N, no), dh / self.divisor_back(N, no)

    def drawn(self, negatives, target):
        return negatives

    def weight(self, same):
        return 1.0 - same

    def weight_back(self, weight):
        return weight

    def label(self, same):
        return np.zeros(same.shape)

    def of_target(self, part):
        return part

    def divisor(self, N, no):
        return N

    def divisor_back(self, N, no):
        return N


class TargetCalledWrong(Shared):
    def weight(self, same):
        return np.ones(same.shape)


class AskedTwice(TargetCalledWrong):
    def label(self, same):
        return same.astype(float)


class LeftOutForAll(Shared):
    def drawn(self, negatives, target):
        return negatives[~np.isin(negatives, target)]


class MeanOfQuestions(Shared):
    def divisor(self, N, no):
        return N + no.size

    divisor_back = divisor


class NegativesOnly(Shared):
    def of_target(self, part):
        return 0


class SumOfRows(Shared):
    def divisor(self, N, no):
        return 1

    divisor_back = divisor


class NoNBack(Shared):
    def divisor_back(self, N, no):
        return 1


class WeightInLossOnly(Shared):
    def weight_back(self, weight):
        return 1


def shared_by_loop(h, W, target, negatives):
    loss, dh = 0, np.zeros_like(h)
    for n, t in enumerate(target):
        for i, label in [(t, 1), *((i, 0) for i in negatives if i != t)]:
            y = sigmoid(h[n] @ W[i])
            loss -= np.log(y if label else 1 - y)
            dh[n] += (y - label) * W[i]
    return loss / len(h), dh / len(h)


def shared_by_one_product(h, W, target, negatives):
    N, asked = len(h), np.r_[target, negatives]
    s = h @ W[asked].T  # (N, N + k): every h with every target, of which its own one counts
    own = np.c_[np.eye(N), np.zeros((N, len(negatives)))]
    counts = own + np.c_[np.zeros((N, N)), negatives != target[:, None]]
    d = counts * (sigmoid(s) - own) / N
    return (counts * np.logaddexp(0, s * (1 - 2 * own))).sum() / N, d @ W[asked]


def score_0(h, W, target, negatives):
    yes = sigmoid(np.einsum("nh,nh->n", h, W[target]))
    no = sigmoid((h @ W[negatives].T) * (negatives != target[:, None]))
    loss = -np.mean(np.log(yes) + np.log(1 - no).sum(axis=1))
    return loss, ((yes - 1)[:, None] * W[target] + no @ W[negatives]) / len(h)


WRONG = {
    "bytes_written": {
        "numbers": ([1_000_000, 30_000], "a float32 takes 4 bytes"),
        "float64": ([8_000_000, 240_000], "those of a float64"),
        "no H": ([80_000, 2_400], "a row of H numbers"),
        "the same": ([4_000_000, 4_000_000], "a row for each of the V words"),
        "swapped": ([120_000, 4_000_000], "The dense gradient is the first"),
        "something": ([1, 2], "bytes of one number"),
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
    "shared_negatives": {
        "target called wrong": (TargetCalledWrong(), "Give that question the weight 0"),
        "asked twice": (AskedTwice(), "leave the question out"),
        "left out for all": (LeftOutForAll(), "for the others it is a negative"),
        "mean of questions": (MeanOfQuestions(), "Add the questions of a row up"),
        "negatives only": (NegativesOnly(), "the target is a question too"),
        "score 0": (score_0, "no question left out"),
        "each once": (lambda h, W, t, n: shared_by_loop(h, W, t, np.unique(n)), "is asked twice"),
        "sum": (SumOfRows(), "the loss is a mean over the rows"),
        "no N in backward": (NoNBack(), "and dh with it"),
        "weight in the loss only": (WeightInLossOnly(), "still pushes"),
    },
    "sigmoid_by_table": {
        "exact": (lambda s, table, limit: 1 / (1 + np.exp(-s)), "one value for each piece"),
        "cut": (cut, "not the last or first value"),
        "wraps": (wraps, "counts from the end"),
        "half": (read_at(lambda s, T, limit: (s + limit) / limit * T), "spans 2 · limit"),
        "not moved": (read_at(lambda s, T, limit: np.floor(s / limit / 2 * T)), "begins at −limit"),
        "rounded": (
            read_at(lambda s, T, limit: np.round((s + limit) / limit / 2 * T)),
            "do not round",
        ),
        "one less": (read_at(lambda s, T, limit: (s + limit) / limit / 2 * (T - 1)), "not with T"),
        "exchanged": (exchanged, "A large score means yes"),
        "mirrored": (read_at(lambda s, T, limit: (limit - s) / limit / 2 * T), "right to left"),
        "right end in": (right_end_in, "1 from s = limit on"),
    },
}

RIGHT = {
    "bytes_written": [[4_000_000, 120_000], (4e6, 1.2e5), np.array([4_000_000, 120_000])],
    "window_sums": [sums_by_running, sums_by_shifting, sums_by_views, sums_by_library],
    "shared_negatives": [Shared(), shared_by_loop, shared_by_one_product],
    "sigmoid_by_table": [table_by_masks, table_with_ends, table_by_search, table_by_loop],
}

# right, but for half of the points
SLOW = {"sums_by_shifting", "shared_by_loop", "table_by_loop"}
