"""Checks of exercise 3: send gradients to the right rows."""

from __future__ import annotations

import numpy as np

from w2vlib.checks import calls
from w2vlib.checks.base import Task
from w2vlib.checks.explain import Cause
from w2vlib.checks.predict import Predict
from w2vlib.layers import Embedding, RowGrad
from w2vlib.optim import SGD, Adam, SparseAdam, SparseSGD

# ---------------------------------------------------------------- predictions


row_four = Predict(
    "row_four",
    lambda: [1, 3],
    [
        Cause("+= adds up", "`dW[ids] += 1` reads all rows before it writes any.", lambda: [3, 3]),
        Cause("add.at loses", "np.add.at sees what it wrote before.", lambda: [1, 1]),
        Cause("the other way round", "One of the two loses repeats: which?", lambda: [3, 1]),
        Cause("nothing", "Id 4 does occur, so row 4 gets something.", when=lambda a: 0 in a),
    ],
    hint="Count how often id 4 occurs. Which of the two lines sees the repeats?",
)


def _moved_rows():
    """Which rows the third of three steps moves, found by making them."""
    found = {}
    for optimizer, sparse in ((SGD, 0), (Adam, 0), (SparseSGD, 1), (SparseAdam, 1)):
        layer, step = Embedding(np.zeros((7, 2)), sparse=bool(sparse)), optimizer()
        for batch in ([5], [1, 1, 3], [0]):
            before = layer.params[0].copy()
            layer.backward(np.ones_like(layer.forward(batch)))
            step.update(layer.params, layer.grads)
        moved = np.flatnonzero((layer.params[0] != before).any(axis=1))
        found[optimizer.__name__] = set(moved.tolist())
    return {name: found[name] for name in ("SGD", "Adam", "SparseAdam")}


moved_rows = Predict(
    "moved_rows",
    _moved_rows,
    [
        Cause(
            "Adam rests",
            "Adam steps along a mean of past gradients; a gradient of 0 does not make it 0.",
            when=lambda a: set(a["Adam"]) == {0},
        ),
        Cause(
            "Adam moves all",
            "A row that never had a gradient has a mean of 0 and stays.",
            when=lambda a: set(a["Adam"]) == set(range(7)),
        ),
        Cause(
            "Adam forgets the first batch",
            "The mean fades step by step; after two steps the first batch still counts.",
            when=lambda a: set(a["Adam"]) == {0, 1, 3},
        ),
        Cause(
            "SparseAdam moves old rows",
            "SparseAdam touches the rows of the batch alone; the others wait.",
            when=lambda a: len(set(a["SparseAdam"])) > 1,
        ),
        Cause(
            "SGD moves old rows",
            "SGD has no memory: a row whose gradient is 0 stays where it is.",
            when=lambda a: len(set(a["SGD"])) > 1,
        ),
    ],
    hint="A dict with a list of row numbers for each of the three optimisers.",
)


def _unmasks(ids):
    """None if a gradient check on these ids would find that `+=` loses gradients."""
    ids = np.array(ids)
    if ids.shape != (3,) or not set(ids.tolist()) <= {0, 1, 2, 3}:
        return "three ids from 0 to 3 are wanted"
    layer, dW = Embedding(np.zeros((4, 2))), np.zeros((4, 2))
    layer.backward(np.ones_like(layer.forward(ids)))
    dW[ids] += 1
    return "both give the same" if np.array_equal(dW, layer.grads[0]) else None


telling_batch = Predict(
    "telling_batch",
    None,
    [
        Cause(
            "ids do not exist",
            "Three ids from 0 to 3 are wanted.",
            when=lambda a: len(a) != 3 or not set(a) <= {0, 1, 2, 3},
        ),
        Cause(
            "no repeats",
            "When every id occurs once, `+=` loses nothing: the mistake passes this check.",
            when=lambda a: len(set(a)) == 3,
        ),
    ],
    hint="A list of three ids from 0 to 3. In which case does `+=` lose a gradient?",
    judge=_unmasks,
)

# ---------------------------------------------------------------- scatter-add


def _scatters(rng):
    yield "each id once", np.zeros((4, 2)), np.array([2, 0]), np.array([[1.0, 2.0], [3.0, 4.0]])
    yield "repeated ids", np.zeros((4, 2)), np.array([2, 2, 1]), np.ones((3, 2))
    yield "dW holds 10", np.full((4, 2), 10.0), np.array([1, 1, 3]), np.ones((3, 2))
    yield "a table of ids", np.zeros((4, 1)), np.array([[1, 1], [3, 0]]), np.ones((2, 2, 1))
    yield "no ids at all", np.ones((3, 2)), np.array([], dtype=int), np.ones((0, 2))
    for i in range(5):
        V, H = map(int, rng.integers(3, 8, 2))
        V = V + 9 * (i % 2)  # ids of two digits, too
        ids = rng.integers(0, V, tuple(rng.integers(2, 6, 1 + i % 3)))
        yield f"random ids {i + 1}", rng.normal(size=(V, H)), ids, rng.normal(size=(*ids.shape, H))


def _scatter(dW, ids, dout):
    layer = Embedding(np.zeros_like(dW))
    layer.backward(dout.reshape(layer.forward(ids).shape))
    return dW + layer.grads[0]


def _overwrites(dW, ids, dout):
    dW = dW.copy()
    dW[ids] = dout
    return dW


def _plus(dW, ids, dout):
    dW = dW.copy()
    dW[ids] += dout
    return dW


def _fresh(dW, ids, dout):
    return _scatter(np.zeros_like(dW), ids, dout)


def _loop(dW, ids, dout):
    dW = dW.copy()
    for i, row in zip(ids, dout, strict=True):
        dW[i] += row
    return dW


def _in_order(dW, ids, dout):
    dW = dW.copy()
    rows = dout.reshape(-1, dW.shape[1])
    dW[: len(rows)] += rows
    return dW


def _means(dW, ids, dout):
    counts = np.bincount(ids.ravel(), minlength=len(dW))[:, None]
    return dW + _fresh(dW, ids, dout) / np.maximum(counts, 1)


scatter_add = Task(
    "scatter_add",
    _scatters,
    _scatter,
    [
        Cause(
            "= replaces",
            "`dW[ids] = dout` replaces: of repeated ids only the last gradient stays, and what dW"
            " held is gone.",
            _overwrites,
        ),
        Cause(
            "+= loses repeats",
            "`dW[ids] += dout` reads all rows before it writes any: of an id that occurs twice,"
            " one gradient is lost.",
            _plus,
        ),
        Cause(
            "starts from zero", "Add to what dW holds; another layer may have put it there.", _fresh
        ),
        Cause(
            "loop over a table",
            "When ids is a table, i is a row of ids, and `dW[i] += row` loses repeats again:"
            " flatten both first.",
            _loop,
        ),
        Cause("places for ids", "Gradient n belongs to row ids[n], not to row n.", _in_order),
        Cause(
            "subtracted",
            "Add the gradients; the minus belongs to the step of the optimiser.",
            lambda dW, ids, dout: _scatter(dW, ids, -dout),
        ),
        Cause("mean of repeats", "Gradients of one id are added up, not averaged.", _means),
    ],
    large=lambda rng: (np.zeros((5, 2)), rng.integers(0, 5, 600), rng.normal(size=(600, 2))),
    walks="every id",
)

# ---------------------------------------------------------------- a row-sparse step


def _steps(rng):
    W = np.array([[1.0, 2.0], [3.0, -1.0], [5.0, 6.0], [0.0, 4.0]])
    yield "each id once", W, np.array([0, 2]), np.array([[1.0, 2.0], [3.0, 4.0]]), 1.0
    yield (
        "repeated ids",
        W,
        np.array([1, 1, 3]),
        np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]),
        1.0,
    )
    yield "ids not in order", W, np.array([3, 0]), np.array([[1.0, 2.0], [3.0, 4.0]]), 0.5
    yield "a table of ids", W, np.array([[1, 1], [3, 0]]), np.ones((2, 2, 2)), 0.1
    for i in range(4):
        V, H = map(int, rng.integers(3, 8, 2))
        ids = rng.integers(0, V, tuple(rng.integers(2, 5, 1 + i % 2)))
        dout = rng.normal(size=(*ids.shape, H))
        yield f"random ids {i + 1}", rng.normal(size=(V, H)), ids, dout, 0.1 * (i + 1)


def _result(ids, rows, W):
    return {"ids": ids, "rows": rows, "W": W}


def _sparse_step(W, ids, dout, lr):
    layer = Embedding(W.copy(), sparse=True)
    layer.backward(dout.reshape(layer.forward(ids).shape))
    SparseSGD(lr).update(layer.params, layer.grads)
    return _result(layer.grads[0].ids, layer.grads[0].rows, layer.params[0])


def _summed(W, ids, dout):
    grad = RowGrad.from_repeated(ids.ravel(), dout.reshape(-1, W.shape[1]), W.shape)
    return grad.ids, grad.rows


def _not_summed(W, ids, dout, lr):
    W = W.copy()
    W[ids] -= lr * dout
    return _result(ids, dout, W)


def _one_of_each(pick):
    """A wrong answer that keeps the first (pick=1) or the last (−1) gradient of every id."""

    def step(W, ids, dout, lr):
        W, flat, rows = W.copy(), ids.ravel(), dout.reshape(-1, W.shape[1])
        ids, where = np.unique(flat[::pick], return_index=True)
        W[ids] -= lr * rows[::pick][where]
        return _result(ids, rows[::pick][where], W)

    return step


def _order_of_appearance(W, ids, dout, lr):
    right = _sparse_step(W, ids, dout, lr)
    order = list(dict.fromkeys(ids.ravel().tolist()))
    rows = right["rows"][np.searchsorted(right["ids"], order)]
    return _result(np.array(order), rows, right["W"])


def _mismatched(W, ids, dout, lr):
    """Ids in ascending order, rows in order of appearance."""
    W = W.copy()
    rows = _order_of_appearance(W, ids, dout, lr)["rows"]
    ids = np.unique(ids)
    W[ids] -= lr * rows
    return _result(ids, rows, W)


def _scaled(factor):
    """A wrong answer whose W moves by another multiple of the rows."""

    def step(W, ids, dout, lr):
        ids, rows = _summed(W, ids, dout)
        W = W.copy()
        W[ids] -= factor(lr) * rows
        return _result(ids, rows, W)

    return step


def _returns_step(W, ids, dout, lr):
    right = _sparse_step(W, ids, dout, lr)
    return _result(right["ids"], lr * right["rows"], right["W"])


def _all_rows(W, ids, dout, lr):
    right, dense = _sparse_step(W, ids, dout, lr), Embedding(W)
    dense.backward(dout.reshape(dense.forward(ids).shape))
    return _result(np.arange(len(W)), dense.grads[0], right["W"])


def _a_large_table(rng):
    ids = rng.integers(0, 1_000_000, 600)
    return np.zeros((1_000_000, 2)), ids, rng.normal(size=(600, 2)), 0.1


sparse_step = Task(
    "sparse_step",
    _steps,
    _sparse_step,
    [
        Cause(
            "repeats kept",
            "Return every touched id once, with the sum of its gradients.",
            _not_summed,
        ),
        Cause(
            "first gradient only",
            "return_index names the first place of each id: the gradients at its other places are"
            " lost.",
            _one_of_each(1),
        ),
        Cause(
            "last gradient only",
            "Only the last gradient of each id is left; add them up.",
            _one_of_each(-1),
        ),
        Cause(
            "order of appearance",
            "The ids must ascend, as in the library's RowGrad.",
            _order_of_appearance,
        ),
        Cause(
            "ids and rows do not match",
            "The ids ascend, but the rows still stand in the order of appearance.",
            _mismatched,
        ),
        Cause(
            "up the hill", "A step goes against the gradient: subtract.", _scaled(lambda lr: -lr)
        ),
        Cause("lr forgotten", "The step is lr times the gradient.", _scaled(lambda lr: 1)),
        Cause(
            "W not moved",
            "W itself must change: `W[ids] -= …` does, `W = W - …` makes a new array.",
            _scaled(lambda lr: 0),
        ),
        Cause(
            "lr in the rows", "rows are the gradients; lr belongs to the step only.", _returns_step
        ),
        Cause(
            "all rows", "That is the dense gradient; keep the rows that were touched.", _all_rows
        ),
    ],
    call=calls.step_in_place,
    usage="touched, rows = sparse_step(W, ids, dout, lr)",
    changes=(0,),
    large=_a_large_table,
    walks="every id",
    room=7.5e6,  # less than one number a word
)
