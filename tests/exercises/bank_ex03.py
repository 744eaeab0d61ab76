"""Answers to exercise 3: what people really write, wrong and right."""

import numpy as np

from w2vlib import RowGrad

# ---------------------------------------------------------------- scatter_add


def assigns(dW, ids, dout):
    out = dW.copy()
    out[ids] = dout
    return out


def plus_equals(dW, ids, dout):
    out = dW.copy()
    out[ids] += dout
    return out


def from_zero(dW, ids, dout):
    out = np.zeros_like(dW)
    np.add.at(out, ids, dout)
    return out


def loop_over_rows(dW, ids, dout):
    out = dW.copy()
    for n in range(len(ids)):
        out[ids[n]] += dout[n]
    return out


def by_place(dW, ids, dout):
    out = dW.copy()
    for n, row in enumerate(dout.reshape(-1, dW.shape[1])):
        out[n] += row
    return out


def averages(dW, ids, dout):
    out, flat = dW.copy(), dout.reshape(-1, dW.shape[1])
    for i in np.unique(ids):
        out[i] += flat[ids.ravel() == i].mean(axis=0)
    return out


def in_place(dW, ids, dout):
    np.add.at(dW, ids, dout)
    return dW


def no_return(dW, ids, dout):
    dW = dW.copy()
    np.add.at(dW, ids, dout)


def scatter_by_product(dW, ids, dout):
    x = np.eye(len(dW))[ids.ravel()]
    return dW + x.T @ dout.reshape(-1, dW.shape[1])


def scatter_by_loop(dW, ids, dout):
    dW = np.array(dW)
    for place in np.ndindex(ids.shape):
        dW[ids[place]] += dout[place]
    return dW


def scatter_by_bincount(dW, ids, dout):
    flat, V = dout.reshape(-1, dW.shape[1]), len(dW)
    columns = [np.bincount(ids.ravel(), weights=column, minlength=V) for column in flat.T]
    return dW + np.stack(columns, axis=1)


def scatter_by_sorting(dW, ids, dout):
    rows = RowGrad.from_repeated(ids.ravel(), dout.reshape(-1, dW.shape[1]), dW.shape)
    return dW + rows.dense()


# ---------------------------------------------------------------- sparse_step


def keeps_repeats(W, ids, dout, lr):
    W[ids] -= lr * dout
    return ids, dout


def first_only(W, ids, dout, lr):
    touched, first = np.unique(ids, return_index=True)
    rows = dout.reshape(-1, W.shape[1])[first]
    W[touched] -= lr * rows
    return touched, rows


def last_only(W, ids, dout, lr):
    rows = {}
    for i, row in zip(ids.ravel(), dout.reshape(-1, W.shape[1]), strict=True):
        rows[i] = row
    touched = np.array(sorted(rows))
    rows = np.array([rows[i] for i in touched])
    W[touched] -= lr * rows
    return touched, rows


def sums(ids, dout):
    rows = {}
    for i, row in zip(ids.ravel(), dout.reshape(-1, dout.shape[-1]), strict=True):
        rows[int(i)] = rows.get(int(i), 0) + row
    return rows


def unsorted(W, ids, dout, lr):
    rows = sums(ids, dout)
    touched, rows = np.array(list(rows)), np.array(list(rows.values()))
    W[touched] -= lr * rows
    return touched, rows


def mismatched(W, ids, dout, lr):
    rows = np.array(list(sums(ids, dout).values()))
    touched = np.unique(ids)
    W[touched] -= lr * rows
    return touched, rows


def collected(W, ids, dout):
    touched, where = np.unique(ids.ravel(), return_inverse=True)
    rows = np.zeros((len(touched), W.shape[1]))
    np.add.at(rows, where, dout.reshape(-1, W.shape[1]))
    return touched, rows


def uphill(W, ids, dout, lr):
    touched, rows = collected(W, ids, dout)
    W[touched] += lr * rows
    return touched, rows


def no_lr(W, ids, dout, lr):
    touched, rows = collected(W, ids, dout)
    W[touched] -= rows
    return touched, rows


def new_W(W, ids, dout, lr):
    touched, rows = collected(W, ids, dout)
    W = W.copy()
    W[touched] = W[touched] - lr * rows
    return touched, rows


def lr_in_rows(W, ids, dout, lr):
    touched, rows = collected(W, ids, dout)
    rows *= lr
    W[touched] -= rows
    return touched, rows


def every_row(W, ids, dout, lr):
    dW = np.zeros_like(W)
    np.add.at(dW, ids, dout)
    W -= lr * dW
    return np.arange(len(W)), dW


def dense_inside(W, ids, dout, lr):
    dW = np.zeros_like(W)
    np.add.at(dW, ids, dout)
    W -= lr * dW
    touched = np.unique(ids)
    return touched, dW[touched]


def step_by_inverse(W, ids, dout, lr):
    touched, rows = collected(W, ids, dout)
    np.subtract.at(W, touched, lr * rows)
    return touched, rows


def step_by_dict(W, ids, dout, lr):
    total = sums(ids, dout)
    for i, row in total.items():
        W[i] -= lr * row
    touched = sorted(total)
    return touched, [total[i] for i in touched]


def step_by_rowgrad(W, ids, dout, lr):
    grad = RowGrad.from_repeated(ids.ravel(), dout.reshape(-1, W.shape[1]), W.shape)
    W[grad.ids] -= lr * grad.rows
    return grad.ids, grad.rows


def step_by_product(W, ids, dout, lr):
    touched = np.unique(ids)
    x = (ids.ravel() == touched[:, None]).astype(float)
    rows = x @ dout.reshape(-1, W.shape[1])
    W[touched] = W[touched] - lr * rows
    return touched, rows


def moved(sgd=(0,), adam=(0, 1, 3, 5), sparse=(0,)):
    return {"SGD": list(sgd), "Adam": list(adam), "SparseAdam": list(sparse)}


WRONG = {
    "row_four": {
        "both 3": ([3, 3], "reads all rows before it writes any"),
        "both 1": ([1, 1], "sees what it wrote before"),
        "swapped": ([3, 1], "One of the two loses repeats"),
        "zero": ([0, 3], "Id 4 does occur"),
        "one number": (3, "Count how often id 4 occurs"),
    },
    "scatter_add": {
        "=": (assigns, "of repeated ids only the last"),
        "+=": (plus_equals, "reads all rows before it writes"),
        "from zero": (from_zero, "Add to what dW holds"),
        "loop over a table": (loop_over_rows, "flatten both first"),
        "by place": (by_place, "belongs to row ids[n]"),
        "minus": (lambda W, ids, d: scatter_by_loop(W, ids, -d), "to the step of the optimiser"),
        "averages": (averages, "added up, not averaged"),
        "in place": (in_place, "Work on a copy"),
        "no return": (no_return, "no `return` line"),
    },
    "telling_batch": {
        "no repeats": ([0, 1, 2], "the mistake passes this check"),
        "too long": ([1, 1, 1, 1], "Three ids from 0 to 3 are wanted"),
        "no such id": ([4, 4, 1], "Three ids from 0 to 3 are wanted"),
    },
    "moved_rows": {
        "Adam rests": (moved(adam=[0]), "a gradient of 0 does not make it 0"),
        "Adam moves all": (moved(adam=range(7)), "never had a gradient"),
        "Adam forgets": (moved(adam=[0, 1, 3]), "the first batch still counts"),
        "SparseAdam": (moved(sparse=[0, 1, 3, 5]), "the others wait"),
        "SGD": (moved(sgd=[0, 1, 3, 5]), "SGD has no memory"),
        "no dict": ([0], "A dict with a list"),
    },
    "sparse_step": {
        "repeats": (keeps_repeats, "every touched id once"),
        "first only": (first_only, "the first place of each id"),
        "last only": (last_only, "Only the last gradient"),
        "unsorted": (unsorted, "The ids must ascend"),
        "mismatched": (mismatched, "still stand in the order of appearance"),
        "uphill": (uphill, "against the gradient"),
        "no lr": (no_lr, "lr times the gradient"),
        "new W": (new_W, "W itself must change"),
        "lr in the rows": (lr_in_rows, "lr belongs to the step only"),
        "every row": (every_row, "keep the rows that were touched"),
    },
}

RIGHT = {
    "row_four": [[1, 3], (1.0, 3.0), np.array([1, 3])],
    "scatter_add": [scatter_by_product, scatter_by_loop, scatter_by_bincount, scatter_by_sorting],
    "telling_batch": [[1, 1, 3], (0, 2, 0), [3, 3, 3]],
    "moved_rows": [moved(), moved(adam=[5, 3, 1, 0]), moved(sgd={0}, sparse=(0,))],
    "sparse_step": [dense_inside, step_by_inverse, step_by_dict, step_by_rowgrad, step_by_product],
}

# right, but for half of the points
SLOW = {"dense_inside", "scatter_by_loop", "step_by_dict"}
