"""Checks of exercise 2: replace a product by a look-up."""

from __future__ import annotations

import numpy as np

from w2vlib.checks import calls
from w2vlib.checks.base import Task
from w2vlib.checks.explain import Cause
from w2vlib.checks.predict import Predict
from w2vlib.layers import Embedding, MatMul

# ---------------------------------------------------------------- a prediction


lookup_shape = Predict(
    "lookup_shape",
    lambda: Embedding(np.zeros((50, 8))).forward(np.zeros((10, 4), dtype=int)).shape,
    [
        Cause("one row an example", "There are 4 ids in each example.", lambda: (10, 8)),
        Cause("flattened", "The ids stay a table; nothing flattens it.", lambda: (40, 8)),
        Cause("length of one-hot", "50 would be the length of a one-hot row.", lambda: (10, 4, 50)),
        Cause("shape of the ids", "Each id is replaced by a row of numbers.", lambda: (10, 4)),
        Cause("H first", "The shape of the ids comes first.", lambda: (8, 10, 4)),
    ],
    hint="The rule of the lesson: the shape of the ids, then H.",
)

# ---------------------------------------------------------------- one-hot rows


def _ids(rng):
    yield "three ids", np.array([2, 0, 1]), 3
    yield "the largest id is missing", np.array([1, 0]), 5
    yield "an id twice", np.array([1, 1, 3]), 4
    yield "a table of ids", np.array([[0, 2, 1], [1, 3, 3]]), 4
    yield "a single id", np.array(2), 4
    for i in range(4):
        shape, V = tuple(rng.integers(1, 5, 1 + i % 3)), int(rng.integers(2, 16))
        yield f"random ids {i + 1}", rng.integers(0, V, shape), V


def _one_hot(ids, V):
    return np.eye(V)[ids]


def _columns(ids, V):
    x = np.zeros((len(ids), V))
    x[:, ids] = 1
    return x


def _loop_of_rows(ids, V):
    x = np.zeros((len(ids), V))
    for n, i in enumerate(ids):
        x[n, i] = 1
    return x


def _places(ids, V):
    x = np.zeros((len(ids), V))
    x[np.arange(len(ids)), ids] = 1
    return x


one_hot = Task(
    "one_hot",
    _ids,
    _one_hot,
    [
        Cause(
            "whole columns", "x[:, ids] = 1 fills columns; row n needs one 1, at ids[n].", _columns
        ),
        Cause(
            "as wide as the largest id",
            "The width is V, also when the last words do not occur.",
            lambda ids, V: np.eye(ids.max() + 1)[ids],
        ),
        Cause(
            "transposed",
            "Each id gets a row; here each has a column.",
            lambda ids, V: np.eye(V)[ids].T,
            lambda ids, V: np.eye(V)[:, ids],
        ),
        Cause(
            "flattened",
            "A table of ids needs one more axis: the shape of the ids, then V.",
            lambda ids, V: np.eye(V)[ids.ravel()],
        ),
        Cause(
            "counts",
            "That adds the one-hot rows up; every id needs a row of its own.",
            lambda ids, V: np.bincount(ids.ravel(), minlength=V),
        ),
        Cause(
            "ids from 1",
            "Ids begin with 0: id 0 has its 1 in the first place.",
            lambda ids, V: np.eye(V)[ids - 1],
            lambda ids, V: np.eye(V + 1)[ids][..., 1:],
        ),
        Cause(
            "one axis only",
            "That is right for a list of ids; a table, or a single id, has other axes.",
            _loop_of_rows,
            _places,
        ),
    ],
    large=lambda rng: (rng.integers(0, 4, 600), 4),
    walks="every id",
)

# ---------------------------------------------------------------- forward


def _lookups(rng):
    W = np.array([[1.0, 2.0], [3.0, -1.0], [5.0, 6.0], [0.0, 4.0]])
    yield "three ids", W, np.array([2, 0, 3])
    yield "an id twice", W, np.array([1, 1, 3])
    yield "a table of ids", W, np.array([[0, 1], [2, 3], [3, 3]])
    yield "an id of -1", W, np.array([2, -1])
    yield "an id of V", W, np.array([4, 0])
    yield "an id of -1 in a table", W, np.array([[2, 1], [-1, 0]])
    yield "no ids at all", W, np.array([], dtype=int)
    for i in range(4):
        V, H = map(int, rng.integers(2, [16, 9]))
        ids = rng.integers(0, V, tuple(rng.integers(1, 5, 1 + i % 3)))
        yield f"random ids {i + 1}", rng.normal(size=(V, H)), ids


def _or_refused(lookup):
    """The look-up; an IndexError for ids that do not exist is its right result."""
    return lambda W, ids: calls.or_index_error(lookup, W, ids)


def _silent(W, ids):
    if np.any(ids < 0) or np.any(ids >= len(W)):
        raise IndexError("no such word")
    return W[ids]


def _lookup(W, ids):
    return Embedding(W).forward(ids)


def _lookup_loop(W, ids):
    out = np.zeros((len(ids), W.shape[1]))
    for n, i in enumerate(ids):
        out[n] = W[i]
    return out


lookup_forward = Task(
    "lookup_forward",
    _lookups,
    _or_refused(_lookup),
    [
        Cause(
            "columns",
            "W[:, ids] picks columns; a word is a row.",
            _or_refused(lambda W, ids: W[:, ids]),
        ),
        Cause(
            "flattened",
            "Keep the shape of the ids: each id is replaced by its row.",
            lambda W, ids: W[ids.ravel()],
        ),
        Cause(
            "loop over one axis",
            "The loop takes rows of ids for ids when they are a table.",
            _lookup_loop,
        ),
        Cause(
            "each id once",
            "An id that occurs twice needs its row twice, in the order of the ids.",
            lambda W, ids: W[np.unique(ids)],
        ),
        Cause(
            "-1 is accepted",
            "NumPy takes the last word for −1 and never tells. Look for it and raise IndexError.",
            _or_refused(lambda W, ids: W[ids]),
        ),
        Cause(
            "wrapped",
            "mode='wrap' begins again at word 0; an id that does not exist is an error.",
            lambda W, ids: np.take(W, ids, axis=0, mode="wrap"),
            lambda W, ids: W[ids % len(W)],
        ),
        Cause(
            "clipped",
            "Clipping sends wrong ids to the first or last word; they must raise IndexError.",
            lambda W, ids: np.take(W, ids, axis=0, mode="clip"),
        ),
        Cause(
            "min of nothing",
            "An empty array has no minimum: test ids.size first, or use np.any(ids < 0).",
            when=lambda got, W, ids: isinstance(got, ValueError) and ids.size == 0,
        ),
        Cause(
            "ids not named",
            "The IndexError comes, but its text does not say which id does not exist.",
            _or_refused(_silent),
        ),
        Cause(
            "another exception",
            "For an id that does not exist, IndexError is what callers wait for.",
            when=lambda got, W, ids: (
                isinstance(got, Exception) and not np.isin(ids, np.arange(len(W))).all()
            ),
        ),
    ],
    call=calls.or_index_error,
    usage="lookup_forward(W, ids)",
    large=lambda rng: (rng.normal(size=(5, 2)), rng.integers(0, 5, 600)),
    walks="every id",
)

# ---------------------------------------------------------------- what it saves


def _sizes(rng):
    yield "V=7, H=3, N=5", 7, 3, 5
    yield "a million words", 1_000_000, 100, 100
    for i in range(3):
        yield f"random sizes {i + 1}", *map(int, rng.integers(2, [90_000, 400, 500]))


def _savings(V, H, N):
    return {"multiplications": N * V * H, "bytes": 4 * N * V - 4 * N}


def _part(name, wrong):
    def when(got, *sizes):
        value = got[name] if isinstance(got, dict) else got[name == "bytes"]
        return value == wrong(*sizes) != _savings(*sizes)[name]

    return when


lookup_savings = Task(
    "lookup_savings",
    _sizes,
    _savings,
    [
        Cause(
            "one row",
            "Each of the N one-hot rows is multiplied.",
            when=_part("multiplications", lambda V, H, N: V * H),
        ),
        Cause(
            "H forgotten",
            "Each of the N · H numbers of the result is a sum of V products.",
            when=_part("multiplications", lambda V, H, N: N * V),
        ),
        Cause(
            "useful ones",
            "Count all multiplications of the product, those by 0 too.",
            when=_part("multiplications", lambda V, H, N: N * H),
        ),
        Cause(
            "copies subtracted",
            "The look-up copies N · H numbers and multiplies none.",
            when=_part("multiplications", lambda V, H, N: N * V * H - N * H),
        ),
        Cause(
            "ids are not free",
            "The ids take 4 bytes each; subtract them.",
            when=_part("bytes", lambda V, H, N: 4 * N * V),
        ),
        Cause(
            "float64",
            "float32 numbers take 4 bytes, not 8.",
            when=_part("bytes", lambda V, H, N: 8 * N * V - 4 * N),
        ),
        Cause(
            "numbers",
            "Those are numbers; a float32 number and an id take 4 bytes each.",
            when=_part("bytes", lambda V, H, N: N * V - N),
        ),
        Cause(
            "bytes of W",
            "Both ways need W: what is saved are the one-hot rows.",
            when=_part("bytes", lambda V, H, N: 4 * V * H - 4 * N),
        ),
        Cause(
            "bytes of one row",
            "A batch has N one-hot rows and N ids.",
            when=_part("bytes", lambda V, H, N: 4 * V - 4),
        ),
    ],
)

# ---------------------------------------------------------------- the mean at a sentence's edge


def _contexts(rng):
    W = np.array([[1.0, 2.0], [3.0, -1.0], [5.0, 6.0], [0.0, 4.0]])
    yield "full contexts", W, np.array([[0, 2], [3, 3]])
    yield "one word missing", W, np.array([[-1, 2], [1, 0]])
    yield "nobody there", W, np.array([[-1, -1], [2, 1]])
    for i in range(4):
        V, H, N, C = map(int, rng.integers(2, 8, 4))
        yield f"random contexts {i + 1}", rng.normal(size=(V, H)), rng.integers(-1, V, (N, C))


def _context_mean(W, contexts):
    counts = np.array([np.bincount(row[row >= 0], minlength=len(W)) for row in contexts])
    return MatMul(W).forward(counts) / np.maximum(counts.sum(axis=1), 1)[:, None]


def _masked(W, contexts):
    return W[contexts] * (contexts >= 0)[..., None]


def _there(contexts):
    return (contexts >= 0).sum(axis=1)[:, None]


context_mean = Task(
    "context_mean",
    _contexts,
    _context_mean,
    [
        Cause(
            "-1 is the last word",
            "W[−1] is the last word's row: it slips into every mean with a missing word.",
            lambda W, c: W[c].mean(axis=1),
        ),
        Cause(
            "last word in the sum",
            "The number of words is right, but W[−1], the last word's row, is still in the sum.",
            lambda W, c: W[c].sum(axis=1) / np.maximum(_there(c), 1),
        ),
        Cause(
            "divided by all places",
            "Divide by the number of words that are there, not by the number of places.",
            lambda W, c: _masked(W, c).mean(axis=1),
        ),
        Cause(
            "-1 is word 0",
            "Clipping makes −1 to id 0: the first word slips in.",
            lambda W, c: W[np.maximum(c, 0)].mean(axis=1),
            lambda W, c: W[np.maximum(c, 0)].sum(axis=1) / np.maximum(_there(c), 1),
        ),
        Cause(
            "0 divided by 0",
            "A context without any word has the sum 0 and the count 0; let it stay zeros.",
            lambda W, c: _masked(W, c).sum(axis=1) / _there(c),
        ),
        Cause(
            "sum",
            "That is the sum of the rows; divide by the number of words.",
            lambda W, c: _masked(W, c).sum(axis=1),
        ),
        Cause(
            "word 0 lost",
            "0 is a word like any other; only −1 stands for no word: >= 0, not > 0.",
            lambda W, c: (
                (W[c] * (c > 0)[..., None]).sum(1) / np.maximum((c > 0).sum(1), 1)[:, None]
            ),
        ),
        Cause(
            "each word once",
            "A word that stands twice in a context counts twice in its mean.",
            lambda W, c: _context_mean(W, [np.unique(row) for row in c]),
        ),
        Cause(
            "over the examples",
            "The mean runs over the words of one context: axis 1, not 0.",
            lambda W, c: W[c].mean(axis=0),
        ),
    ],
    large=lambda rng: (rng.normal(size=(4, 2)), rng.integers(-1, 4, (600, 2))),
    walks="every context",
)
