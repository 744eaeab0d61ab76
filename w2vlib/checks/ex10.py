"""Checks of exercise 10: climb the speed ladder."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Task
from w2vlib.checks.explain import Cause
from w2vlib.checks.predict import Predict
from w2vlib.layers import RowGrad
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

# ---------------------------------------------------------------- what a faster part is worth


def _profile_cases(rng):
    yield "half of it, twice as fast", np.array([0.5, 0.5]), np.array([2.0, 1.0])
    yield "a tenth, a thousand times as fast", np.array([0.1, 0.9]), np.array([1000.0, 1.0])
    yield "all of it", np.array([0.25, 0.75]), np.array([4.0, 4.0])
    yield "one part becomes slower", np.array([0.5, 0.25, 0.25]), np.array([0.5, 4.0, 1.0])
    yield "one part", np.array([1.0]), np.array([8.0])
    for i in range(5):
        n = int(rng.integers(2, 7))
        shares, factors = rng.dirichlet(np.ones(n)), rng.uniform(0.5, 30, n).round(1)
        yield f"random profile {i + 1}", shares, factors


def _overall(shares, factors):
    return 1 / sum(share / factor for share, factor in zip(shares, factors, strict=True))


def _without(place):
    def only(shares, factors):
        i = place(shares, factors)
        return _overall(shares, np.where(np.arange(len(factors)) == i, factors, 1.0))

    return only


overall_speedup = Task(
    "overall_speedup",
    _profile_cases,
    _overall,
    [
        Cause(
            "factors averaged",
            "A part that takes little time weighs little. Add up the times, not the factors.",
            lambda shares, factors: float(np.sum(shares * factors)),
            lambda shares, factors: float(np.mean(factors)),
        ),
        Cause(
            "factors multiplied",
            "The parts run one after the other, so their times are added up.",
            lambda shares, factors: float(np.prod(factors)),
        ),
        Cause(
            "time, not speed",
            "That is the new time as a share of the old one: how many times as fast is that?",
            lambda shares, factors: 1 / _overall(shares, factors),
        ),
        Cause(
            "largest factor",
            "Only one part is that much faster; the others still take their time.",
            lambda shares, factors: float(np.max(factors)),
        ),
        Cause(
            "largest part alone",
            "The other parts become faster or slower as well.",
            _without(lambda shares, factors: np.argmax(shares)),
            _without(lambda shares, factors: np.argmax(factors)),
        ),
        Cause(
            "time saved",
            "That is the share of the time that is saved: what is left, and how does it compare?",
            lambda shares, factors: 1 - 1 / _overall(shares, factors),
        ),
        Cause(
            "times multiplied",
            "A part that is 4 times as fast takes a quarter of its time: divide.",
            lambda shares, factors: 1 / float(np.sum(shares * factors)),
        ),
    ],
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
    large=lambda rng: (rng.normal(size=(900, 2)), 300),
    walks="the window",
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
