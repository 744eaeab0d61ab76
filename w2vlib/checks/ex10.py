"""Checks of exercise 10: climb the speed ladder."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Task
from w2vlib.checks.explain import Cause
from w2vlib.checks.parts import part_of
from w2vlib.checks.predict import Predict
from w2vlib.layers import RowGrad
from w2vlib.lessons.one_step import fixed_loss
from w2vlib.losses import sigmoid

# ---------------------------------------------------------------- a prediction


def _bytes_written():
    """The bytes of a dense gradient and of the touched rows alone, float32."""
    dense = np.zeros((20_000, 50), np.float32)
    rows = RowGrad(np.arange(600), np.zeros((600, 50), np.float32), dense.shape)
    return [dense.nbytes, rows.rows.nbytes]


bytes_written = Predict(
    "bytes_written",
    _bytes_written,
    [
        Cause(
            "numbers, not bytes",
            "These are numbers; a float32 takes 4 bytes.",
            lambda: [20_000 * 50, 600 * 50],
        ),
        Cause(
            "float64",
            "8 bytes are those of a float64; here it is float32.",
            lambda: [20_000 * 50 * 8, 600 * 50 * 8],
        ),
        Cause(
            "one number a word",
            "Each word has a row of H numbers.",
            lambda: [20_000 * 4, 600 * 4],
        ),
        Cause(
            "the same for both",
            "A dense gradient has a row for each of the V words, the sparse one only touched rows.",
            when=lambda a: a[0] == a[1],
        ),
        Cause(
            "the other way round",
            "The dense gradient is the first one.",
            lambda: _bytes_written()[::-1],
        ),
    ],
    hint="A list of two whole numbers: rows · H · bytes of one number.",
)

# ---------------------------------------------------------------- sums of windows


def _window_cases(rng):
    yield "by hand", np.array([[1.0], [10.0], [100.0], [1000.0]]), 1
    yield "a wider window", np.arange(7.0)[:, None] ** 2, 3
    yield "two numbers a row", np.array([[1.0, 0.0], [0.0, 2.0], [4.0, 4.0], [6.0, 2.0]]), 1
    for i in range(4):
        window = 1 + i % 3
        n, H = map(int, rng.integers(3, 9, 2))
        yield f"random rows {i + 1}", rng.normal(size=(n + 2 * window, H)), window


def window_loop(rows, window, last=None, middle=False):
    """The sum of rows i − window … i + window without row i, for each i with full windows."""
    last = window if last is None else last
    around = [d for d in range(-window, last + 1) if d or middle]
    places = range(window, len(rows) - window)
    return np.array([sum(rows[i + d] for d in around) for i in places])


def _runs(rows, window):
    """Differences of running sums that lack their leading zero."""
    run = np.cumsum(rows, axis=0)
    span = 2 * window + 1
    return run[span:] - run[:-span] - rows[window + 1 : len(rows) - window]


def _across(rows, window):
    """The running sum along each row instead of down the rows."""
    run = np.cumsum(np.pad(rows, ((1, 0), (0, 0))), axis=1)
    span = 2 * window + 1
    return run[span:] - run[:-span] - rows[window : len(rows) - window]


def _one_row_short(rows, window):
    run = np.cumsum(np.pad(rows, ((1, 0), (0, 0))), axis=0)
    n = len(rows) - 2 * window
    return run[2 * window : 2 * window + n] - run[:n] - rows[window : window + n]


window_sums = Task(
    "window_sums",
    _window_cases,
    window_loop,
    [
        Cause(
            "the word itself",
            "The word in the middle is not in its own context: subtract its row.",
            lambda rows, window: window_loop(rows, window, middle=True),
        ),
        Cause(
            "no leading zero",
            "The first window is lost: put a row of zeros before the running sum.",
            _runs,
        ),
        Cause(
            "one row short",
            "A window spans 2·window + 1 rows, with the one in the middle.",
            _one_row_short,
        ),
        Cause(
            "mean",
            "A sum is asked for, not a mean.",
            lambda rows, window: window_loop(rows, window) / (2 * window),
        ),
        Cause(
            "before only",
            "Those are the words before; those after belong to the window, too.",
            lambda rows, window: window_loop(rows, window, last=-1),
        ),
        Cause(
            "columns",
            "The sum runs down the rows: `axis=0`.",
            _across,
        ),
    ],
    # a walk along the 30 words is no loop over the window
    large=lambda rng: (rng.normal(size=(1_030, 2)), 500),
    walks="the window",
)


# ---------------------------------------------------------------- shared negatives


def _shared_batches(rng):
    W = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [2.0, 1.0]])
    h = np.array([[1.0, 0.0], [0.5, 0.5]])
    yield "no target among the negatives", h, W, np.array([0, 1]), np.array([2, 3])
    yield "a target among the negatives", h, W, np.array([0, 3]), np.array([2, 3])
    yield "a negative twice", h, W, np.array([0, 3]), np.array([1, 0, 1])
    for i in range(4):
        V, N, k, H = map(int, rng.integers([4, 3, 3, 2], [7, 7, 6, 5]))
        yield (
            f"random batch {i + 1}", rng.normal(size=(N, H)), rng.normal(size=(V, H)),
            rng.integers(0, V, N), rng.integers(0, V, k),
        )  # fmt: skip


def _shared(h, W, target, negatives):
    """Example by example, with the library's loss: negatives equal to the target left out."""
    losses, dh = [], []
    for row, t in zip(h, target, strict=True):
        own = negatives[negatives != t]
        if len(own):
            layer = fixed_loss(W, own[None])
            parts = {"loss": layer.forward(row[None], np.array([t])), "dh": layer.backward()}
        else:  # only the yes-question is left
            y = sigmoid(row @ W[t])
            parts = {"loss": -np.log(y), "dh": (y - 1) * W[t][None]}
        losses.append(parts["loss"])
        dh.append(parts["dh"][0] / len(h))
    return {"loss": np.mean(losses), "dh": np.array(dh)}


def _kept(weight=lambda same: np.ones(same.shape), label=lambda same: np.zeros(same.shape)):
    """A wrong answer: weights and labels of the negatives, from where they equal the target."""

    def both(h, W, target, negatives):
        yes, no = sigmoid(np.sum(h * W[target], axis=1)), sigmoid(h @ W[negatives].T)
        same = negatives == target[:, None]
        w, t = weight(same), label(same)
        loss = -np.log(yes).sum() - (w * np.log(np.where(t == 1, no, 1 - no))).sum()
        dh = (yes - 1)[:, None] * W[target] + (w * (no - t)) @ W[negatives]
        return {"loss": loss / len(h), "dh": dh / len(h)}

    return both


def _dropped_for_all(h, W, target, negatives):
    return _shared(h, W, target, negatives[~np.isin(negatives, target)])


def _mean_of_questions(h, W, target, negatives):
    return {k: v / (1 + len(negatives)) for k, v in _shared(h, W, target, negatives).items()}


def _with_score_0(h, W, target, negatives):
    same = negatives == target[:, None]
    return _shared(h, W, target, negatives)["loss"] + same.sum() * np.log(2) / len(h)


def _negatives_alone(h, W, target, negatives):
    yes = sigmoid(np.sum(h * W[target], axis=1))
    right = _shared(h, W, target, negatives)
    dh = right["dh"] - (yes - 1)[:, None] * W[target] / len(h)
    return {"loss": right["loss"] + np.log(yes).mean(), "dh": dh}


_shared_part = part_of(_shared)


def _in_both(model):
    return _shared_part(
        loss=lambda *args: model(*args)["loss"], dh=lambda *args: model(*args)["dh"]
    )


def _many_rows(rng):
    h, W = rng.normal(size=(600, 2)), rng.normal(size=(5, 2))
    return h, W, rng.integers(0, 5, 600), np.array([1, 4, 1])


shared_negatives = Task(
    "shared_negatives",
    _shared_batches,
    _shared,
    [
        Cause(
            "target called wrong",
            "A shared negative can be the target of some row, and there it gets label 0 although it"
            " is right. Give that question the weight 0.",
            when=_shared_part(loss=lambda *args: _kept()(*args)["loss"]),
        ),
        Cause(
            "target asked twice",
            "That gives it label 1 and asks about the target again; leave the question out.",
            when=_in_both(_kept(label=lambda same: same.astype(float))),
        ),
        Cause(
            "left out for all",
            "Only the row whose target it is leaves it out; for the others it is a negative.",
            when=_in_both(_dropped_for_all),
        ),
        Cause(
            "mean over the questions",
            "Add the questions of a row up; the mean runs over the N rows.",
            when=_in_both(_mean_of_questions),
        ),
        Cause(
            "each negative once",
            "A negative that was drawn twice is asked twice.",
            when=_in_both(lambda h, W, t, negatives: _shared(h, W, t, np.unique(negatives))),
        ),
        Cause(
            "score 0",
            "A score of 0 is no question left out: it still costs ln 2, and its gradient is half.",
            when=_shared_part(loss=_with_score_0),
        ),
        Cause(
            "target forgotten",
            "These are the negatives alone: the target is a question too.",
            when=_in_both(_negatives_alone),
        ),
        Cause(
            "batch added up",
            "Divide by N: the loss is a mean over the rows.",
            when=_shared_part(loss=lambda *args: _shared(*args)["loss"] * len(args[0])),
        ),
        Cause(
            "N forgotten in backward",
            "The loss is divided by N, and dh with it.",
            when=_shared_part(dh=lambda *args: _shared(*args)["dh"] * len(args[0])),
        ),
        Cause(
            "weight forgotten in dh",
            "The loss is right, but in dh the question that was left out still pushes.",
            when=_shared_part(dh=lambda *args: _kept()(*args)["dh"]),
        ),
    ],
    large=_many_rows,
    walks="every row",
)

# ---------------------------------------------------------------- sigma from a table


def _table_cases(rng):
    coarse = np.array([0.05, 0.3, 0.7, 0.95])  # pieces of length 2 from -4 to 4
    yield "four scores", np.array([-3.0, -1.0, 1.5, 3.0]), coarse, 4.0
    yield "scores on the edges", np.array([-4.0, -2.0, 0.0, 2.0]), coarse, 4.0
    yield "too large and too small", np.array([9.0, -9.0, 0.5]), coarse, 4.0
    yield "exactly the limit", np.array([4.0, 3.9, -4.0]), coarse, 4.0
    yield "a table of scores", np.array([[-0.5, 0.5, 7.0], [-7.0, 3.5, -2.5]]), coarse, 4.0
    yield "one score", np.array(-1.0), coarse, 4.0
    for i in range(4):
        T, limit = int(rng.integers(3, 12)), float(rng.integers(2, 7))
        shape = tuple(rng.integers(4, 9, 1 + i % 2))
        yield f"random scores {i + 1}", rng.normal(scale=limit, size=shape), _table(T, limit), limit


def _table(T, limit):
    return sigmoid((np.arange(T) + 0.5) / T * 2 * limit - limit)


def _by_table(s, table, limit):
    flat = [_one_score(score, table, limit) for score in np.ravel(s).tolist()]
    return np.reshape(flat, np.shape(s))


def _one_score(score, table, limit):
    if score >= limit:
        return 1.0
    return 0.0 if score < -limit else table[int((score + limit) / (2 * limit) * len(table))]


def _read(piece, ends=True):
    """A wrong answer: piece(s, T, limit) says where in the table; without ends, clipped."""

    def answer(s, table, limit):
        T = len(table)
        found = table[np.clip(np.floor(piece(s, T, limit)).astype(int), 0, T - 1)]
        return np.where(s >= limit, 1, np.where(s < -limit, 0, found)) if ends else found

    return answer


def _wraps(s, table, limit):
    return table[np.floor((s + limit) / (2 * limit) * len(table)).astype(int) % len(table)]


def _exchanged(s, table, limit):
    return np.where((s >= limit) | (s < -limit), s < 0, _by_table(s, table, limit))


sigmoid_by_table = Task(
    "sigmoid_by_table",
    _table_cases,
    _by_table,
    [
        Cause(
            "sigma itself",
            "These are the exact values; the table holds one value for each piece of the line.",
            lambda s, table, limit: sigmoid(s),
            lambda s, table, limit: np.where(s >= limit, 1, np.where(s < -limit, 0, sigmoid(s))),
        ),
        Cause(
            "ends cut to the table",
            "Outside the table it is 1 or 0, not the last or first value of the table.",
            _read(lambda s, T, limit: (s + limit) / (2 * limit) * T, ends=False),
        ),
        Cause(
            "wraps round",
            "An index below 0 counts from the end: scores outside need a line of their own.",
            _wraps,
        ),
        Cause(
            "half the line",
            "The table spans 2 · limit, from −limit to limit.",
            _read(lambda s, T, limit: (s + limit) / limit * T),
        ),
        Cause(
            "not moved",
            "The line begins at −limit, not at 0: add the limit first.",
            _read(lambda s, T, limit: s / (2 * limit) * T),
        ),
        Cause(
            "mirrored",
            "It reads from right to left: the first piece begins at −limit.",
            _read(lambda s, T, limit: (limit - s) / (2 * limit) * T),
        ),
        Cause(
            "rounded",
            "A piece reaches from its left end up to the next: cut the digits off, do not round.",
            _read(lambda s, T, limit: np.rint((s + limit) / (2 * limit) * T)),
        ),
        Cause(
            "a piece less",
            "There are T pieces, so multiply with T, not with T − 1.",
            _read(lambda s, T, limit: (s + limit) / (2 * limit) * (T - 1)),
        ),
        Cause(
            "edge of the line",
            "The line holds its left end and not its right one: 1 from s = limit on, and at −limit"
            " the first piece.",
            lambda s, table, limit: np.where(s == limit, table[-1], _by_table(s, table, limit)),
            lambda s, table, limit: np.where(s == -limit, 0, _by_table(s, table, limit)),
        ),
        Cause("ends exchanged", "A large score means yes: 1; a small one 0.", _exchanged),
    ],
    large=lambda rng: (rng.normal(scale=4, size=600), _table(64, 6.0), 6.0),
    walks="every score",
)
