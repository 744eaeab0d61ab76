"""Answers to exercise 2: what people really write, wrong and right."""

import numpy as np

from w2vlib import Embedding

# ---------------------------------------------------------------- one_hot


def fills_columns(ids, V):
    x = np.zeros((len(ids), V))
    x[:, ids] = 1
    return x


def width_of_largest(ids, V):
    return np.eye(np.max(ids) + 1)[ids]


def transposed(ids, V):
    return np.eye(V)[:, ids]


def flattened(ids, V):
    x = np.zeros((ids.size, V))
    x[np.arange(ids.size), ids.ravel()] = 1
    return x


def bag(ids, V):
    x = np.zeros(V)
    np.add.at(x, ids, 1)
    return x


def from_one(ids, V):
    return (np.arange(1, V + 1) == ids[..., None]).astype(float)


def list_only(ids, V):
    x = np.zeros((len(ids), V))
    for n in range(len(ids)):
        x[n][ids[n]] = 1
    return x


def places_only(ids, V):
    x = np.zeros((ids.shape[0], V))
    x[np.arange(ids.shape[0]), ids] = 1.0
    return x


def compared(ids, V):
    return ids[..., None] == np.arange(V)


def put_along(ids, V):
    x = np.zeros((*ids.shape, V), dtype=np.float32)
    np.put_along_axis(x, ids[..., None], 1, axis=-1)
    return x


def reshaped(ids, V):
    x = np.zeros((ids.size, V), dtype=int)
    x[np.arange(ids.size), ids.ravel()] = 1
    return x.reshape(*ids.shape, V).tolist()


# ---------------------------------------------------------------- lookup_forward


def refused(ids, V):
    if ids.size and (ids.min() < 0 or ids.max() >= V):
        raise IndexError(f"word ids must be in 0..{V - 1}, got {ids.min()}..{ids.max()}")


def columns(W, ids):
    return W[:, ids]


def flat(W, ids):
    refused(ids, len(W))
    return W[ids.flatten()]


def loop_of_one_axis(W, ids):
    out = np.zeros((len(ids), W.shape[1]))
    for n in range(len(ids)):
        out[n] = W[ids[n]]
    return out


def once(W, ids):
    return W[sorted(set(ids.ravel()))]


def numpy_alone(W, ids):
    return W[ids]


def too_large_only(W, ids):
    if ids.size and ids.max() >= len(W):
        raise IndexError("too large")
    return W[ids]


def modulo(W, ids):
    return W[ids % W.shape[0]]


def clipped(W, ids):
    return W[np.clip(ids, 0, len(W) - 1)]


def min_of_nothing(W, ids):
    if ids.min() < 0 or ids.max() >= len(W):
        raise IndexError(f"no such word: {ids.tolist()}")
    return W[ids]


def value_error(W, ids):
    if (ids < 0).any() or (ids >= len(W)).any():
        raise ValueError("no such word")
    return W[ids]


def asserts(W, ids):
    assert (ids >= 0).all() and (ids < len(W)).all()
    return W[ids]


def lookup_by_take(W, ids):
    refused(ids, len(W))
    return np.take(W, ids, axis=0)


def lookup_by_product(W, ids):
    if not np.isin(ids, np.arange(len(W))).all():
        raise IndexError(f"{ids} must be in 0..{len(W) - 1}")
    return np.eye(len(W))[ids] @ W


def lookup_by_layer(W, ids):
    return Embedding(W).forward(ids)


# ---------------------------------------------------------------- context_mean


def there(contexts):
    return np.maximum((contexts >= 0).sum(axis=1, keepdims=True), 1)


def last_word_slips_in(W, contexts):
    return np.mean(W[contexts], axis=1)


def last_word_in_sum(W, contexts):
    return W[contexts].sum(axis=1) / there(contexts)


def divides_by_places(W, contexts):
    rows = W[contexts]
    rows[contexts == -1] = 0
    return rows.mean(axis=1)


def first_word_slips_in(W, contexts):
    return W[contexts.clip(0)].mean(axis=1)


def nan_for_nobody(W, contexts):
    rows = W[contexts]
    rows[contexts == -1] = np.nan
    return np.nanmean(rows, axis=1)


def only_sum(W, contexts):
    rows = W[contexts]
    rows[contexts == -1] = 0
    return rows.sum(axis=1)


def axis_0(W, contexts):
    return W[contexts].mean(axis=0)


def mean_with_zero_row(W, contexts):
    padded = np.vstack([W, np.zeros(W.shape[1])])  # −1 finds the row of zeros
    return padded[contexts].sum(axis=1) / there(contexts)


def mean_by_counts(W, contexts):
    x = (contexts[:, :, None] == np.arange(len(W))).sum(axis=1)
    return x @ W / np.maximum(x.sum(axis=1, keepdims=True), 1)


def mean_by_loop(W, contexts):
    out = []
    for context in contexts:
        rows = W[context[context >= 0]]
        out.append(rows.mean(axis=0) if len(rows) else np.zeros(W.shape[1]))
    return out


def mean_by_where(W, contexts):
    mask = (contexts != -1)[..., np.newaxis]
    total = np.where(mask, W[contexts], 0).sum(1)
    n = mask.sum(1)
    return np.divide(total, n, out=np.zeros_like(total), where=n > 0)


def says_no(W, ids):
    if ((ids < 0) | (ids >= len(W))).any():
        raise IndexError("unknown word")
    return W[ids]


def without_word_0(W, contexts):
    out = np.zeros((len(contexts), W.shape[1]))
    for n, context in enumerate(contexts):
        rows = [W[i] for i in context if i > 0]
        if rows:
            out[n] = np.mean(rows, axis=0)
    return out


def each_once(W, contexts):
    there = (contexts[:, :, None] == np.arange(len(W))).any(axis=1)
    return there @ W / np.maximum(there.sum(axis=1, keepdims=True), 1)


def own_bound(W, ids):
    if (ids >= W.shape[1]).any() or (ids < 0).any():
        raise IndexError(f"no such ids: {ids}")
    return W[ids]


def returned_error(W, ids):
    bad = ids[(ids < 0) | (ids >= len(W))]
    return IndexError(f"{bad}") if len(bad) else W[ids]


WRONG = {
    "lookup_shape": {
        "one row": ((10, 8), "4 ids in each example"),
        "flattened": ((40, 8), "nothing flattens it"),
        "one-hot": ([10, 4, 50], "length of a one-hot row"),
        "ids": ((10, 4), "replaced by a row"),
        "H first": ((8, 10, 4), "the ids comes first"),
        "a text": ("(10, 4, 8)", "The rule of the lesson"),
    },
    "one_hot": {
        "columns": (fills_columns, "fills columns"),
        "width": (width_of_largest, "The width is V"),
        "transposed": (transposed, "here each has a column"),
        "flattened": (flattened, "needs one more axis"),
        "counts": (bag, "adds the one-hot rows up"),
        "from 1": (from_one, "Ids begin with 0"),
        "list only": (list_only, "right for a list of ids"),
        "places only": (places_only, "right for a list of ids"),
    },
    "lookup_forward": {
        "ids not named": (says_no, "which id does not exist"),
        "columns": (columns, "a word is a row"),
        "flat": (flat, "Keep the shape of the ids"),
        "loop": (loop_of_one_axis, "when they are a table"),
        "once": (once, "needs its row twice"),
        "NumPy alone": (numpy_alone, "takes the last word for −1"),
        "too large only": (too_large_only, "takes the last word for −1"),
        "modulo": (modulo, "begins again at word 0"),
        "clipped": (clipped, "Clipping sends wrong ids"),
        "min of nothing": (min_of_nothing, "has no minimum"),
        "ValueError": (value_error, "IndexError is what callers wait for"),
        "assert": (asserts, "IndexError is what callers wait for"),
        "wrong bound": (own_bound, "Your own `raise` stops it"),
        "returned": (returned_error, "The error is returned"),
    },
    "lookup_savings": {
        "one row": (lambda V, H, N: (V * H, 4 * N * V - 4 * N), "Each of the N one-hot rows"),
        "no H": (lambda V, H, N: (N * V, 4 * N * (V - 1)), "a sum of V products"),
        "useful": (lambda V, H, N: (N * H, 4 * N * (V - 1)), "those by 0 too"),
        "copies": (lambda V, H, N: (N * V * H - N * H, 4 * N * (V - 1)), "multiplies none"),
        "ids free": (lambda V, H, N: (N * V * H, 4 * N * V), "subtract them"),
        "doubles": (lambda V, H, N: (N * V * H, 8 * N * V - 4 * N), "take 4 bytes, not 8"),
        "numbers": (lambda V, H, N: (N * V * H, N * V - N), "Those are numbers"),
        "W": (lambda V, H, N: (N * V * H, 4 * V * H - 4 * N), "Both ways need W"),
        "one row's bytes": (lambda V, H, N: (N * V * H, 4 * V - 4), "A batch has N"),
    },
    "context_mean": {
        "last word": (last_word_slips_in, "slips into every mean"),
        "last word in the sum": (last_word_in_sum, "still in the sum"),
        "all places": (divides_by_places, "not by the number of places"),
        "first word": (first_word_slips_in, "the first word slips in"),
        "nan": (nan_for_nobody, "let it stay zeros"),
        "sum": (only_sum, "divide by the number of words"),
        "axis 0": (axis_0, "axis 1, not 0"),
        "word 0": (without_word_0, "only −1 stands for no word"),
        "each once": (each_once, "counts twice in its mean"),
    },
}

RIGHT = {
    "lookup_shape": [(10, 4, 8), [10, 4, 8], np.array([10, 4, 8])],
    "one_hot": [lambda ids, V: np.eye(V, dtype=np.float32)[ids], compared, put_along, reshaped],
    "lookup_forward": [lookup_by_take, lookup_by_product, lookup_by_layer],
    "lookup_savings": [
        lambda V, H, N: (N * V * H, 4 * N * (V - 1)),
        lambda V, H, N: [N * H * V, N * V * 4 - N * 4],
        lambda V, H, N: {"multiplications": V * H * N, "bytes": (V - 1) * N * 4},
    ],
    "context_mean": [mean_with_zero_row, mean_by_counts, mean_by_loop, mean_by_where],
}

# right, but for half of the points
SLOW = {"mean_by_loop"}
