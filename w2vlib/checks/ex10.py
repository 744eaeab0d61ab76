"""Checks of exercise 10: climb the speed ladder."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Cause, Task
from w2vlib.checks.predict import Predict
from w2vlib.layers import RowGrad
from w2vlib.losses import SigmoidWithLoss

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

# ---------------------------------------------------------------- a row-sparse update


def _adagrad_cases(rng):
    W, seen = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.full((3, 2), 9.0)
    yield "each id once", W, seen, np.array([2, 0]), np.array([[4.0, 0.0], [0.0, -4.0]]), 1.0
    yield "repeated ids", W, seen, np.array([1, 1]), np.array([[1.0, 2.0], [3.0, 2.0]]), 1.0
    yield "nothing seen before", W, np.zeros((3, 2)), np.array([1]), np.array([[3.0, -2.0]]), 0.5
    for i in range(5):
        V, H, n = map(int, rng.integers(3, 8, 3))
        arrays = rng.normal(size=(V, H)), rng.random((V, H)) + 0.1, rng.integers(0, V - 1, n + 3)
        yield f"random ids {i + 1}", *arrays, rng.normal(size=(n + 3, H)), 0.1 * (i + 1)


def _call_adagrad(answer, W, seen, ids, dout, lr):
    answer(W, seen, ids, dout, lr)
    return {"W": W, "seen": seen}


def _adagrad(summed=True, square=True, root=True, sign=-1, old=False, keep=True):
    """A step with the chosen mistakes; returns new arrays."""

    def step(W, seen, ids, dout, lr):
        grad = RowGrad.from_repeated(ids, dout, W.shape)
        add = grad.rows**2 if square else grad.rows
        if not summed:
            add = RowGrad.from_repeated(ids, dout**2, W.shape).rows
        before = seen[grad.ids]
        new, W = seen.copy(), W.copy()
        new[grad.ids] += add
        size = before if old else new[grad.ids]
        size = np.sqrt(size) if root else size
        W[grad.ids] += sign * lr * grad.rows / (size + 1e-7)
        return {"W": W, "seen": new if keep else seen}

    return step


def _not_moved(W, seen, ids, dout, lr):
    return {"W": W, "seen": _adagrad()(W, seen, ids, dout, lr)["seen"]}


def _fancy(W, seen, ids, dout, lr):
    """Both updates by fancy indexing, repeats and all: of each id only the last is left."""
    W, seen = W.copy(), seen.copy()
    seen[ids] += dout**2
    W[ids] -= lr * dout / (np.sqrt(seen[ids]) + 1e-7)
    return {"W": W, "seen": seen}


def _nothing(W, seen, ids, dout, lr):
    return {"W": W, "seen": seen}


sparse_adagrad = Task(
    "sparse_adagrad",
    _adagrad_cases,
    _adagrad(),
    [
        Cause(
            "repeats lost",
            "`W[ids] -= …` reads before it writes: of a repeated id, only one gradient counts.",
            _fancy,
        ),
        Cause(
            "squares before the sum",
            "First add up the gradients of an id, then square: (a + b)² is not a² + b².",
            _adagrad(summed=False),
        ),
        Cause("no square", "`seen` collects squares.", _adagrad(square=False)),
        Cause("no root", "Divide by the root of what was seen.", _adagrad(root=False)),
        Cause(
            "old sum",
            "The square of this gradient comes into `seen` before the step is taken.",
            _adagrad(old=True),
        ),
        Cause("uphill", "A step goes against the gradient: subtract.", _adagrad(sign=1)),
        Cause("seen stays", "`seen` must change in place, too.", _adagrad(keep=False)),
        Cause("W stays", "W must change in place: `W = …` makes a new array.", _not_moved),
        Cause("nothing moves", "Both arrays are as they were: change them in place.", _nothing),
    ],
    call=_call_adagrad,
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
    pure=True,
    rtol=1e-6,
    atol=1e-7,
)


# ---------------------------------------------------------------- all questions in one go


def _question_cases(rng):
    h, W_out = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 0.0], [1.0, 1.0], [2.0, -1.0]])
    yield "all scores 0", np.zeros((2, 2)), W_out, np.array([[0, 1], [1, 2]])
    yield "by hand", h, W_out, np.array([[1, 2], [2, 0]])
    yield "one prediction", h[:1], W_out, np.array([[2, 0, 1, 1]])
    for i in range(4):
        V, H, N, k = map(int, rng.integers(2, 8, 4))
        words = rng.integers(0, V, (N, 1 + k))
        yield f"random words {i + 1}", rng.normal(size=(N, H)), rng.normal(size=(V, H)), words


def question_loop(h, W_out, words):
    """The loss and dh, one question of the batch after the other, by the library's layers."""
    loss, dh = 0.0, np.zeros_like(h)
    for column in range(words.shape[1]):
        rows = W_out[words[:, column]]
        layer = SigmoidWithLoss()
        label = np.full(len(h), int(column == 0))
        loss += layer.forward((rows * h).sum(axis=1), label)
        dh += layer.backward(1)[:, None] * rows
    return {"loss": loss, "dh": dh}


def _asked(t=None, loss=lambda x: x.sum(1).mean(), share=lambda words: len(words), y=False, own=0):
    """An answer with the chosen mistakes."""

    def ask(h, W_out, words):
        rows = W_out[words]
        score = np.einsum("nkh,nh->nk", rows, h)
        label = np.zeros(words.shape)
        label[:, 0] = 1
        label = label if t is None else t(label)
        each = np.logaddexp(0, score) - label * score
        ds = 1 / (1 + np.exp(-score)) - (0 if y else label)
        dh = np.einsum("nk,nkh->nh", ds[:, own:], rows[:, own:]) / share(words)
        return {"loss": loss(each), "dh": dh}

    return ask


def _first_only(h, W_out, words):
    return {
        "loss": question_loop(h, W_out, words)["loss"],
        "dh": question_loop(h, W_out, words[:, :1])["dh"],
    }


ask_all = Task(
    "ask_all",
    _question_cases,
    question_loop,
    [
        Cause(
            "all yes",
            "Only column 0 is the target: the label of a negative is 0.",
            _asked(np.ones_like),
        ),
        Cause(
            "labels swapped",
            "The target has the label 1, the negatives 0.",
            _asked(lambda t: 1 - t),
        ),
        Cause(
            "mean of the questions",
            "The questions of one prediction are added up; the mean is over the N predictions.",
            _asked(loss=np.mean, share=lambda words: words.size),
            _asked(loss=np.mean),
        ),
        Cause(
            "no mean",
            "The loss is a mean over the batch: divide by N.",
            _asked(loss=np.sum, share=lambda words: 1),
            _asked(loss=np.sum),
        ),
        Cause(
            "dh without 1/N",
            "The loss is right, but its slope lacks the 1/N.",
            _asked(share=lambda words: 1),
        ),
        Cause("y for y − t", "The slope at a score is y − t, not y.", _asked(y=True)),
        Cause("target only", "Every question sends its part to h, the negatives too.", _first_only),
    ],
    rtol=1e-6,
    atol=1e-8,
)

# ---------------------------------------------------------------- the race (not graded)


def race(*names: str, repeats: int = 5) -> None:
    """Print by which factor the second function is quicker than the first. No points.

    names: of the two functions and of their arguments, as they stand in the notebook. Nothing a
    student's function does, and no cell that was not run, stops the notebook.
    """
    import sys
    from time import perf_counter

    from w2vlib.checks.compare import difference
    from w2vlib.checks.run import run

    there = sys._getframe(1).f_globals
    if missing := [name for name in names if name not in there]:
        print(f"no race yet: run the cells above first, they make {', '.join(missing)}")
        return
    slow, fast, *arguments = (there[name] for name in names)
    times = {slow: [], fast: []}
    for _ in range(repeats):
        for function, found in times.items():  # in turn, so that a busy machine slows both
            start = perf_counter()
            done = run(lambda f=function: f(*arguments), 10)
            found.append(perf_counter() - start)
            if done.error is not None or done.value is None or done.value is ...:
                print("no race yet: first let the check say OK")
                return
            if function is slow:
                right = done.value
        if difference(done.value, right):
            print("no race: the two do not give the same")
            return
    ratio = min(times[slow]) / min(times[fast])
    print(f"the same result, {ratio:.1f} times as fast as the loop (no points depend on it)")
