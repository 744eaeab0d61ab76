"""Answers to exercises 1 to 4, written from their text alone, before a look at their checks.

One function a task and kind (right, wrong, slow): its inner functions are the answers, and their
names say the style or the mistake.
"""

# ruff: noqa: RUF005, RUF059, UP031 - as students write

import functools
import itertools
import math

import numpy as np

from w2vlib.losses import sigmoid


def right_one_hot_cost():
    def plain(V, H, window, batch):
        C = 2 * window
        return batch * C * V * H, batch * H * V, batch * C * V * 4

    def as_list(V, H, window, batch):
        rows = batch * window * 2
        return [rows * V * H, batch * V * H, 4 * rows * V]

    def as_array(V, H, window, batch):
        return np.array(
            [2 * window * batch * V * H, batch * V * H, 8 * window * batch * V], dtype=np.int64
        )

    def python_ints_in_object_array(V, H, window, batch):
        return np.array(
            [2 * window * batch * V * H, batch * V * H, 8 * window * batch * V], dtype=object
        )

    def math_prod(V, H, window, batch):
        return (
            math.prod((2, window, batch, V, H)),
            math.prod((batch, V, H)),
            math.prod((2, window, batch, V, np.dtype(np.float32).itemsize)),
        )

    def whole_floats(V, H, window, batch):
        return (
            float(2 * window * batch * V * H),
            float(batch * V * H),
            float(8 * window * batch * V),
        )

    def helper(V, H, window, batch):
        def product(a, b, c):
            return a * b * c

        return product(batch * 2 * window, V, H), product(batch, H, V), 4 * batch * 2 * window * V

    def output_first(V, H, window, batch):
        out = batch * H * V
        into = out * window * 2
        return into, out, into // H * 4 if H else 8 * window * batch * V

    def shifts(V, H, window, batch):
        return (batch * window * V * H) << 1, batch * V * H, (batch * window * V) << 3

    return locals()


def wrong_one_hot_cost():
    def window_on_both_sides(V, H, window, batch):
        return batch * window * V * H, batch * V * H, batch * window * V * 4

    def middle_word_too(V, H, window, batch):
        C = 2 * window + 1
        return batch * C * V * H, batch * V * H, batch * C * V * 4

    def output_for_each_context(V, H, window, batch):
        C = 2 * window
        return batch * C * V * H, batch * C * V * H, batch * C * V * 4

    def bits(V, H, window, batch):
        C = 2 * window
        return batch * C * V * H, batch * V * H, batch * C * V * 32

    def float64(V, H, window, batch):
        C = 2 * window
        return batch * C * V * H, batch * V * H, batch * C * V * 8

    def batch_forgotten(V, H, window, batch):
        C = 2 * window
        return C * V * H, V * H, C * V * 4

    def mults_and_adds_apart(V, H, window, batch):
        C = 2 * window
        return 2 * batch * C * V * H, 2 * batch * V * H, batch * C * V * 4

    def bytes_of_hidden(V, H, window, batch):
        C = 2 * window
        return batch * C * V * H, batch * V * H, batch * C * H * 4

    return locals()


def right_cbow_loss():
    def two_index_arrays(x, target, W_in, W_out):
        h = (x @ W_in).mean(axis=1)
        s = h @ W_out
        s = s - s.max(axis=1, keepdims=True)
        e = np.exp(s)
        y = e / e.sum(axis=1, keepdims=True)
        return -np.log(y[np.arange(len(y)), target]).mean()

    def log_softmax(x, target, W_in, W_out):
        s = x.mean(1) @ W_in @ W_out
        s -= s.max(1)[:, None]
        logp = s - np.log(np.exp(s).sum(1))[:, None]
        return float(-np.take_along_axis(logp, np.asarray(target)[:, None], 1).mean())

    def logaddexp(x, target, W_in, W_out):
        s = np.mean(np.matmul(x, W_in), 1).dot(W_out)
        total = np.logaddexp.reduce(s, axis=1)
        return np.mean(total - s[range(len(s)), target])

    def einsum(x, target, W_in, W_out):
        N, C, V = x.shape
        s = np.einsum("ncv,vh,hw->nw", x, W_in, W_out) / C
        m = s.max(-1)
        lse = m + np.log(np.einsum("nw->n", np.exp(s - m.reshape(-1, 1))))
        return (lse.sum() - s[np.arange(N), target].sum()) / N

    def one_hot_labels(x, target, W_in, W_out):
        h = np.average(x @ W_in, axis=1)
        s = h @ W_out
        t = np.eye(W_out.shape[1])[target]
        m = s.max(axis=1, keepdims=True)
        log_y = s - m - np.log(np.exp(s - m).sum(axis=1, keepdims=True))
        return -(t * log_y).sum() / len(x)

    def lookup_by_argmax(x, target, W_in, W_out):
        ids = x.argmax(2)
        s = W_in[ids].sum(1) / ids.shape[1] @ W_out
        shifted = s - np.amax(s, axis=1, keepdims=True)
        own = shifted[np.arange(s.shape[0]), target]
        return np.log(np.exp(shifted).sum(axis=1)).mean() - own.mean()

    def columns(x, target, W_in, W_out):
        s = W_out.T @ (x @ W_in).mean(1).T  # (V, N)
        s = s - s.max(0)
        y = np.exp(s) / np.exp(s).sum(0)
        return np.negative(np.log(y[target, np.arange(y.shape[1])])).mean()

    def helpers(x, target, W_in, W_out):
        def softmax(rows):
            e = np.exp(rows - rows.max(axis=-1, keepdims=True))
            return e / e.sum(axis=-1, keepdims=True)

        def cross_entropy(y, t):
            return -np.log(y[np.arange(t.size), t]).sum() / t.size

        return cross_entropy(softmax((x @ W_in).mean(axis=1) @ W_out), np.asarray(target))

    def zero_dimensional(x, target, W_in, W_out):
        s = np.tensordot(x, W_in, 1).mean(1) @ W_out
        d = s - s[np.arange(len(s)), target][:, None]
        m = d.max(1)
        return np.array((m + np.log(np.exp(d - m[:, None]).sum(1))).mean())

    return locals()


def wrong_cbow_loss():
    def sum_over_batch(x, target, W_in, W_out):
        s = (x @ W_in).mean(1) @ W_out
        return (np.logaddexp.reduce(s, axis=1) - s[np.arange(len(s)), target]).sum()

    def sum_of_contexts(x, target, W_in, W_out):
        s = (x @ W_in).sum(1) @ W_out
        return (np.logaddexp.reduce(s, axis=1) - s[np.arange(len(s)), target]).mean()

    def no_shift(x, target, W_in, W_out):
        e = np.exp((x @ W_in).mean(1) @ W_out)
        y = e / e.sum(1, keepdims=True)
        return -np.log(y[np.arange(len(y)), target]).mean()

    def epsilon_of_the_book(x, target, W_in, W_out):
        s = (x @ W_in).mean(1) @ W_out
        e = np.exp(s - s.max(1, keepdims=True))
        y = e / e.sum(1, keepdims=True)
        return -np.log(y[np.arange(len(y)), target] + 1e-7).mean()

    def mean_of_y_before_log(x, target, W_in, W_out):
        s = (x @ W_in).mean(1) @ W_out
        e = np.exp(s - s.max(1, keepdims=True))
        y = e / e.sum(1, keepdims=True)
        return -np.log(y[np.arange(len(y)), target].mean())

    def all_columns(x, target, W_in, W_out):
        s = (x @ W_in).mean(1) @ W_out
        e = np.exp(s - s.max(1, keepdims=True))
        y = e / e.sum(1, keepdims=True)
        return -np.log(y[:, target]).mean()

    def softmax_over_batch(x, target, W_in, W_out):
        s = (x @ W_in).mean(1) @ W_out
        e = np.exp(s - s.max(0))
        y = e / e.sum(0)
        return -np.log(y[np.arange(len(y)), target]).mean()

    def log2(x, target, W_in, W_out):
        s = (x @ W_in).mean(1) @ W_out
        return ((np.logaddexp.reduce(s, axis=1) - s[np.arange(len(s)), target]) / np.log(2)).mean()

    def score_sign(x, target, W_in, W_out):
        s = (x @ W_in).mean(1) @ W_out
        return (s[np.arange(len(s)), target] - np.logaddexp.reduce(s, axis=1)).mean()

    def first_context_only(x, target, W_in, W_out):
        s = x[:, 0] @ W_in @ W_out
        return (np.logaddexp.reduce(s, axis=1) - s[np.arange(len(s)), target]).mean()

    return locals()


def right_product_seconds():
    def plain(a, b, c, rate, bandwidth):
        return max(a * b * c / rate, 4 * (a * b + b * c + a * c) / bandwidth)

    def numpy_maximum(a, b, c, rate, bandwidth):
        return np.maximum(a * b * c / rate, (a * b + b * c + a * c) * 4.0 / bandwidth)

    def if_else(a, b, c, rate, bandwidth):
        work = a * b * c / rate
        moved = sum(x * y * 4 for x, y in itertools.combinations((a, b, c), 2)) / bandwidth
        if work > moved:
            return work
        return moved

    def array_max(a, b, c, rate, bandwidth):
        return np.max([a * b * c / rate, 4 * (a * b + b * c + a * c) / bandwidth])

    def sort(a, b, c, rate, bandwidth):
        return sorted([math.prod([a, b, c]) / rate, 4 * (a * (b + c) + b * c) / bandwidth])[-1]

    def rate_of_one(a, b, c, rate, bandwidth):
        return a * b * c * max(1 / rate, 4 * (1 / a + 1 / b + 1 / c) / bandwidth)

    def zero_d(a, b, c, rate, bandwidth):
        return np.array(max(a * b * c / rate, 4 * (a * b + b * c + a * c) / bandwidth))

    def half_sum(a, b, c, rate, bandwidth):
        x, y = a * b * c / rate, 4 * (a * b + b * c + a * c) / bandwidth
        return (x + y + abs(x - y)) / 2

    def itemsize(a, b, c, rate, bandwidth):
        size = np.dtype("float32").itemsize
        numbers = sum(np.prod(shape) for shape in [(a, b), (b, c), (a, c)])
        return max(float(np.prod([a, b, c])) / rate, float(numbers) * size / bandwidth)

    return locals()


def wrong_product_seconds():
    def added(a, b, c, rate, bandwidth):
        return a * b * c / rate + 4 * (a * b + b * c + a * c) / bandwidth

    def shorter(a, b, c, rate, bandwidth):
        return min(a * b * c / rate, 4 * (a * b + b * c + a * c) / bandwidth)

    def result_forgotten(a, b, c, rate, bandwidth):
        return max(a * b * c / rate, 4 * (a * b + b * c) / bandwidth)

    def numbers_not_bytes(a, b, c, rate, bandwidth):
        return max(a * b * c / rate, (a * b + b * c + a * c) / bandwidth)

    def float64(a, b, c, rate, bandwidth):
        return max(a * b * c / rate, 8 * (a * b + b * c + a * c) / bandwidth)

    def two_operations(a, b, c, rate, bandwidth):
        return max(2 * a * b * c / rate, 4 * (a * b + b * c + a * c) / bandwidth)

    def arithmetic_only(a, b, c, rate, bandwidth):
        return a * b * c / rate

    def precedence(a, b, c, rate, bandwidth):
        return max(a * b * c / rate, 4 * a * b + b * c + a * c / bandwidth)

    def multiplied(a, b, c, rate, bandwidth):
        return max(a * b * c * rate, 4 * (a * b + b * c + a * c) * bandwidth)

    def squares(a, b, c, rate, bandwidth):
        return max(a * b * c / rate, 4 * (a * a + b * b + c * c) / bandwidth)

    return locals()


def right_one_hot():
    def eye(ids, V):
        return np.eye(V)[ids]

    def compare(ids, V):
        return (np.asarray(ids)[..., None] == np.arange(V)).astype(float)

    def bools(ids, V):
        return np.equal.outer(ids, np.arange(V))

    def ints(ids, V):
        return np.identity(V, dtype=int)[ids]

    def put_along_axis(ids, V):
        ids = np.asarray(ids)
        out = np.zeros((*ids.shape, V), np.float32)
        np.put_along_axis(out, np.expand_dims(ids, -1), 1, axis=-1)
        return out

    def flat(ids, V):
        shape = np.shape(ids)
        flat = np.reshape(ids, -1)
        out = np.zeros((flat.size, V))
        out[np.arange(flat.size), flat] = 1
        return out.reshape(shape + (V,))

    def flat_positions(ids, V):
        out = np.zeros(np.size(ids) * V)
        out[np.arange(np.size(ids)) * V + np.ravel(ids)] = 1.0
        return out.reshape(*np.shape(ids), V)

    def take(ids, V):
        return np.take(np.diag(np.ones(V)), ids, axis=0)

    def where(ids, V):
        return np.where(np.arange(V) == ids[..., np.newaxis], 1.0, 0.0)

    def sums_of_steps(ids, V):
        n = np.arange(V)
        i = np.asarray(ids)[..., None]
        return 1.0 * (n >= i) * (n <= i)

    return locals()


def wrong_one_hot():
    def flat_only(ids, V):
        return np.eye(V)[ids.ravel()]

    def column_of_ids(ids, V):
        return np.eye(V)[ids[..., None]]

    def from_one(ids, V):
        return np.eye(V)[ids - 1]

    def bag_of_words(ids, V):
        return np.bincount(ids.ravel(), minlength=V)

    def one_too_long(ids, V):
        return np.eye(V + 1)[ids]

    def word_zero_lost(ids, V):
        return np.eye(V)[ids] * (ids[..., None] > 0)

    def value_instead_of_one(ids, V):
        return np.eye(V)[ids] * ids[..., None]

    def axes_swapped(ids, V):
        return np.moveaxis(np.eye(V)[ids], -1, 0)

    def all_words_between(ids, V):
        return (np.arange(V) <= ids[..., None]).astype(float)

    def inverted(ids, V):
        return 1 - np.eye(V)[ids]

    return locals()


def right_lookup_forward():
    def any_wrong(W, ids):
        wrong = (ids < 0) | (ids >= len(W))
        if wrong.any():
            raise IndexError(f"no such ids: {ids[wrong]}")
        return W[ids]

    def min_max(W, ids):
        if ids.size and (ids.min() < 0 or ids.max() >= len(W)):
            raise IndexError(f"ids {ids.min()}..{ids.max()} but words are 0..{len(W) - 1}")
        return W[ids]

    def take(W, ids):
        bad = np.setdiff1d(ids, np.arange(W.shape[0]))
        if len(bad):
            raise IndexError("unknown id " + ", ".join(map(str, bad)))
        return np.take(W, ids, axis=0)

    def clip(W, ids):
        if not np.array_equal(np.clip(ids, 0, len(W) - 1), ids):
            raise IndexError(str(ids[np.clip(ids, 0, len(W) - 1) != ids][0]))
        return W[ids]

    def in1d(W, ids):
        ok = np.isin(ids, np.arange(len(W)))
        if not np.all(ok):
            raise IndexError("the id %d is not in the vocabulary" % ids[~ok].flat[0])
        return W[ids, :]

    def flat_reshape(W, ids):
        V, H = W.shape
        flat = ids.reshape(-1)
        if np.any(np.logical_or(flat < 0, flat > V - 1)):
            raise IndexError(flat[np.logical_or(flat < 0, flat > V - 1)][-1])
        return W[flat].reshape(ids.shape + (H,))

    def negative_first(W, ids):
        if (ids < 0).any():
            raise IndexError(f"negative id {ids[ids < 0][0]}")
        try:
            return W[ids]
        except IndexError:
            raise IndexError(f"too large: {ids.max()}") from None

    def mode_raise(W, ids):
        for lowest in ids[ids < 0].ravel()[:1]:
            raise IndexError(f"{lowest} is negative")
        return W.take(ids, axis=0, mode="raise")

    def copies(W, ids):
        outside = ids[(ids < 0) + (ids >= W.shape[0]) > 0]
        if outside.size > 0:
            raise IndexError(repr(outside.tolist()))
        return W[ids].copy()

    return locals()


def wrong_lookup_forward():
    def numpy_alone(W, ids):
        return W[ids]

    def value_error(W, ids):
        if ids.size and (ids.min() < 0 or ids.max() >= len(W)):
            raise ValueError(f"bad ids {ids.tolist()}")
        return W[ids]

    def off_by_one(W, ids):
        wrong = (ids < 0) | (ids > len(W))
        if wrong.any():
            raise IndexError(f"no such ids: {ids[wrong]}")
        return W[np.minimum(ids, len(W) - 1)]

    def no_ids_fails(W, ids):
        if ids.min() < 0 or ids.max() >= len(W):
            raise IndexError(f"{ids.min()} {ids.max()}")
        return W[ids]

    def no_name(W, ids):
        if ids.size and (ids.min() < 0 or ids.max() >= len(W)):
            raise IndexError("an id is out of range")
        return W[ids]

    def clipped(W, ids):
        return W[np.clip(ids, 0, len(W) - 1)]

    def last_word_refused(W, ids):
        wrong = (ids < 0) | (ids >= len(W) - 1)
        if wrong.any():
            raise IndexError(f"no such ids: {ids[wrong]}")
        return W[ids]

    def word_zero_refused(W, ids):
        wrong = (ids <= 0) | (ids >= len(W))
        if wrong.any():
            raise IndexError(f"no such ids: {ids[wrong]}")
        return W[ids]

    def unique_rows(W, ids):
        wrong = (ids < 0) | (ids >= len(W))
        if wrong.any():
            raise IndexError(f"no such ids: {ids[wrong]}")
        return W[np.unique(ids)]

    def columns(W, ids):
        wrong = (ids < 0) | (ids >= len(W))
        if wrong.any():
            raise IndexError(f"no such ids: {ids[wrong]}")
        return W.T[..., ids]

    return locals()


def right_lookup_savings():
    def plain(V, H, N):
        return N * V * H, 4 * N * V - 4 * N

    def factored(V, H, N):
        return N * V * H, 4 * N * (V - 1)

    def lists(V, H, N):
        return [V * H * N, N * 4 * V - N * 4]

    def array(V, H, N):
        return np.array([N * V * H, 4 * N * (V - 1)])

    def floats(V, H, N):
        return float(N * V * H), 4.0 * N * (V - 1)

    def itemsizes(V, H, N):
        f, i = np.dtype("f4").itemsize, np.dtype("i4").itemsize
        return N * V * H, N * (V * f - i)

    def dictionary_values(V, H, N):
        saved = {"mults": math.prod([V, H, N]), "bytes": (N * V - N) * 4}
        return tuple(saved.values())

    def generator(V, H, N):
        mults = N * V * H
        rows, ids = 4 * N * V, 4 * N
        return tuple(int(x) for x in (mults, rows - ids))

    def reduce(V, H, N):
        return functools.reduce(lambda x, y: x * y, [V, H, N]), (V - 1) * N << 2

    return locals()


def wrong_lookup_savings():
    def ids_not_taken_off(V, H, N):
        return N * V * H, 4 * N * V

    def one_useful_row(V, H, N):
        return N * (V - 1) * H, 4 * N * (V - 1)

    def eight_bytes(V, H, N):
        return N * V * H, 8 * N * V - 4 * N

    def bytes_of_vectors(V, H, N):
        return N * V * H, 4 * N * H - 4 * N

    def swapped(V, H, N):
        return 4 * N * (V - 1), N * V * H

    def numbers(V, H, N):
        return N * V * H, N * V - N

    def one_id(V, H, N):
        return N * V * H, 4 * N * V - 4

    def without_h(V, H, N):
        return N * V, 4 * N * (V - 1)

    return locals()


def right_context_mean():
    def mask(W, contexts):
        there = contexts >= 0
        total = (W[contexts] * there[..., None]).sum(axis=1)
        return total / np.maximum(there.sum(axis=1), 1)[:, None]

    def row_of_zeros(W, contexts):
        padded = np.vstack([W, np.zeros((1, W.shape[1]))])
        n = (contexts != -1).sum(1, keepdims=True)
        return padded[contexts].sum(1) / np.where(n == 0, 1, n)

    def weights_matrix(W, contexts):
        N, C = contexts.shape
        A = np.zeros((N, len(W) + 1))
        np.add.at(A, (np.arange(N)[:, None], contexts), 1)
        A = A[:, :-1]
        n = A.sum(1)
        n[n == 0] = 1
        return A @ W / n[:, None]

    def einsum(W, contexts):
        there = (contexts > -1).astype(W.dtype)
        weight = there / np.clip(there.sum(1), 1, None)[:, None]
        return np.einsum("nc,nch->nh", weight, W[np.maximum(contexts, 0)])

    def masked_array(W, contexts):
        rows = W[contexts]
        hide = np.broadcast_to((contexts == -1)[:, :, None], rows.shape)
        return np.ma.array(rows, mask=hide).mean(axis=1).filled(0.0)

    def where_divide(W, contexts):
        there = contexts != -1
        total = np.where(there[:, :, None], W[contexts], 0).sum(1)
        n = there.sum(1)[:, None] * np.ones(W.shape[1])
        return np.divide(total, n, out=np.zeros(total.shape), where=n > 0)

    def bincount(W, contexts):
        N, C = contexts.shape
        row, col = np.nonzero(contexts >= 0)
        out = np.zeros((N, W.shape[1]))
        np.add.at(out, row, W[contexts[row, col]])
        n = np.bincount(row, minlength=N)
        return out / (n + (n == 0)).reshape(-1, 1)

    def nan_to_num(W, contexts):
        there = (contexts >= 0)[:, :, None]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.nan_to_num((W[contexts] * there).sum(1) / there.sum(1))

    def average(W, contexts):
        there = 1.0 * (contexts >= 0)
        empty = there.sum(1) == 0
        out = np.einsum("nch,nc->nh", W[contexts], there) / (there.sum(1) + empty)[:, None]
        return out.tolist()

    return locals()


def wrong_context_mean():
    def minus_one_is_last_word(W, contexts):
        return W[contexts].mean(1)

    def divided_by_all(W, contexts):
        return (W[contexts] * (contexts >= 0)[..., None]).mean(1)

    def word_zero_missing(W, contexts):
        there = contexts > 0
        return (W[contexts] * there[..., None]).sum(1) / np.maximum(there.sum(1), 1)[:, None]

    def nan_rows(W, contexts):
        there = contexts >= 0
        with np.errstate(all="ignore"):
            return (W[contexts] * there[..., None]).sum(1) / there.sum(1)[:, None]

    def plus_one(W, contexts):
        there = contexts >= 0
        return (W[contexts] * there[..., None]).sum(1) / (there.sum(1) + 1)[:, None]

    def not_divided(W, contexts):
        return (W[contexts] * (contexts >= 0)[..., None]).sum(1)

    def eps(W, contexts):
        there = contexts >= 0
        return (W[contexts] * there[..., None]).sum(1) / (there.sum(1) + 1e-2)[:, None]

    def clipped_to_zero(W, contexts):
        there = contexts >= 0
        return W[np.maximum(contexts, 0)].sum(1) / np.maximum(there.sum(1), 1)[:, None]

    def count_of_batch(W, contexts):
        there = contexts >= 0
        return (W[contexts] * there[..., None]).sum(1) / max(there.sum(), 1)

    def repeats_once(W, contexts):
        A = np.zeros((len(contexts), len(W) + 1))
        A[np.arange(len(contexts))[:, None], contexts] = 1
        A = A[:, :-1]
        return A @ W / np.maximum(A.sum(1), 1)[:, None]

    return locals()


def right_scatter_add():
    def add_at(dW, ids, dout):
        dW = dW.copy()
        np.add.at(dW, ids, dout)
        return dW

    def one_hot_product(dW, ids, dout):
        ids = np.asarray(ids).reshape(-1)
        A = np.arange(len(dW))[:, None] == ids
        return dW + A.astype(dW.dtype) @ np.reshape(dout, (len(ids), dW.shape[1]))

    def einsum(dW, ids, dout):
        H = dW.shape[1]
        eye = np.eye(len(dW))[np.ravel(ids)]
        return dW + np.einsum("nv,nh->vh", eye, np.asarray(dout).reshape(-1, H))

    def sort_reduceat(dW, ids, dout):
        new = np.array(dW, dtype=float)
        flat, rows = np.ravel(ids), np.reshape(dout, (-1, dW.shape[1]))
        if flat.size == 0:
            return new
        order = np.argsort(flat, kind="stable")
        sorted_ids = flat[order]
        starts = np.flatnonzero(np.r_[True, sorted_ids[1:] != sorted_ids[:-1]])
        new[sorted_ids[starts]] += np.add.reduceat(rows[order], starts, axis=0)
        return new

    def unique_inverse(dW, ids, dout):
        new = dW + 0.0
        which, place = np.unique(ids, return_inverse=True)
        sums = np.zeros((len(which), dW.shape[1]))
        np.add.at(sums, place.ravel(), dout.reshape(-1, dW.shape[1]))
        new[which] += sums
        return new

    def bincount_of_cells(dW, ids, dout):
        V, H = dW.shape
        cells = (np.ravel(ids)[:, None] * H + np.arange(H)).ravel()
        return dW + np.bincount(cells, weights=np.ravel(dout), minlength=V * H).reshape(V, H)

    def columns_of_bincounts(dW, ids, dout):
        V, H = dW.shape
        flat = dout.reshape(-1, H)
        return dW + np.stack([np.bincount(ids.ravel(), flat[:, j], V) for j in range(H)], axis=1)

    def functional(dW, ids, dout):
        out = np.empty_like(dW)
        out[...] = dW
        np.add.at(out, (ids, slice(None)), dout)
        return out

    def add_to_zeros(dW, ids, dout):
        extra = np.zeros(dW.shape, dW.dtype)
        np.add.at(extra, np.asarray(ids).ravel(), np.asarray(dout).reshape(-1, dW.shape[-1]))
        return np.add(dW, extra)

    return locals()


def wrong_scatter_add():
    def fancy_add(dW, ids, dout):
        dW = dW.copy()
        dW[ids] += dout
        return dW

    def fancy_set(dW, ids, dout):
        dW = dW.copy()
        dW[ids] = dout
        return dW

    def in_place(dW, ids, dout):
        np.add.at(dW, ids, dout)
        return dW

    def old_forgotten(dW, ids, dout):
        new = np.zeros_like(dW)
        np.add.at(new, ids, dout)
        return new

    def subtract(dW, ids, dout):
        dW = dW.copy()
        np.subtract.at(dW, ids, dout)
        return dW

    def returns_none(dW, ids, dout):
        np.add.at(dW.copy(), ids, dout)

    def set_at(dW, ids, dout):
        new = dW.copy()
        which, place = np.unique(ids, return_inverse=True)
        sums = np.zeros((len(which), dW.shape[1]))
        np.add.at(sums, place.ravel(), dout.reshape(-1, dW.shape[1]))
        new[which] = sums
        return new

    def mean_of_repeats(dW, ids, dout):
        new = dW.copy()
        which, place, n = np.unique(ids, return_inverse=True, return_counts=True)
        sums = np.zeros((len(which), dW.shape[1]))
        np.add.at(sums, place.ravel(), dout.reshape(-1, dW.shape[1]))
        new[which] += sums / n[:, None]
        return new

    def first_gradient_times_count(dW, ids, dout):
        new = dW.copy()
        which, first, n = np.unique(ids, return_index=True, return_counts=True)
        new[which] += dout.reshape(-1, dW.shape[1])[first] * n[:, None]
        return new

    def twice(dW, ids, dout):
        new = dW.copy()
        new[ids] += dout
        np.add.at(new, ids, dout)
        return new

    return locals()


def right_sparse_step():
    def unique_add_at(W, ids, dout, lr):
        touched, place = np.unique(ids.ravel(), return_inverse=True)
        rows = np.zeros((len(touched), W.shape[1]), W.dtype)
        np.add.at(rows, place, dout.reshape(-1, W.shape[1]))
        W[touched] -= lr * rows
        return touched, rows

    def reduceat(W, ids, dout, lr):
        flat = ids.reshape(-1)
        order = flat.argsort(kind="stable")
        touched, start = np.unique(flat[order], return_index=True)
        rows = np.add.reduceat(dout.reshape(flat.size, -1)[order], start)
        W[touched] = W[touched] - lr * rows
        return touched, rows

    def small_product(W, ids, dout, lr):
        touched = np.unique(ids)
        A = touched[:, None] == ids.ravel()
        rows = A @ dout.reshape(-1, W.shape[1])
        W[touched] += -lr * rows
        return [touched, rows]

    def subtract_at(W, ids, dout, lr):
        H = W.shape[1]
        touched, place = np.unique(ids, return_inverse=True)
        rows = np.zeros((touched.size, H))
        np.add.at(rows, place.reshape(-1), dout.reshape(-1, H))
        np.subtract.at(W, touched, lr * rows)
        return touched, rows

    def searchsorted(W, ids, dout, lr):
        touched = np.unique(ids.flatten())
        place = np.searchsorted(touched, ids)
        rows = np.zeros((len(touched), W.shape[-1]))
        np.add.at(rows, place, dout)
        W[touched, :] -= rows * lr
        return touched, rows

    def bincounts(W, ids, dout, lr):
        H = W.shape[1]
        touched, place = np.unique(ids.ravel(), return_inverse=True)
        cells = (place[:, None] * H + np.arange(H)).ravel()
        rows = np.bincount(cells, dout.ravel(), len(touched) * H).reshape(-1, H)
        W[touched] -= lr * rows
        return touched, rows

    def cumulated(W, ids, dout, lr):
        flat = ids.ravel()
        order = np.argsort(flat, kind="mergesort")
        touched, counts = np.unique(flat, return_counts=True)
        running = np.vstack(
            [np.zeros((1, W.shape[1])), dout.reshape(-1, W.shape[1])[order].cumsum(0)]
        )
        ends = counts.cumsum()
        rows = running[ends] - running[ends - counts]
        W[touched] -= lr * rows
        return touched, rows

    def two_steps(W, ids, dout, lr):
        def add_up(ids, dout):
            names, place = np.unique(ids, return_inverse=True)
            total = np.zeros((names.shape[0], dout.shape[-1]), dtype=dout.dtype)
            np.add.at(total, place.reshape(ids.shape), dout)
            return names, total

        touched, rows = add_up(ids, dout)
        step = W[touched] - lr * rows
        W[touched] = step
        return touched, rows

    def lists(W, ids, dout, lr):
        touched, place = np.unique(ids, return_inverse=True)
        rows = np.eye(len(touched))[:, place.ravel()] @ dout.reshape(-1, W.shape[1])
        W[touched] -= lr * rows
        return touched.tolist(), rows.tolist()

    return locals()


def wrong_sparse_step():
    def plus(W, ids, dout, lr):
        touched, place = np.unique(ids.ravel(), return_inverse=True)
        rows = np.zeros((len(touched), W.shape[1]))
        np.add.at(rows, place, dout.reshape(-1, W.shape[1]))
        W[touched] += lr * rows
        return touched, rows

    def lr_forgotten(W, ids, dout, lr):
        touched, place = np.unique(ids.ravel(), return_inverse=True)
        rows = np.zeros((len(touched), W.shape[1]))
        np.add.at(rows, place, dout.reshape(-1, W.shape[1]))
        W[touched] -= rows
        return touched, rows

    def copy_moved(W, ids, dout, lr):
        touched, place = np.unique(ids.ravel(), return_inverse=True)
        rows = np.zeros((len(touched), W.shape[1]))
        np.add.at(rows, place, dout.reshape(-1, W.shape[1]))
        W = W.copy()
        W[touched] -= lr * rows
        return touched, rows

    def last_gradient(W, ids, dout, lr):
        touched, place = np.unique(ids.ravel(), return_inverse=True)
        rows = np.zeros((len(touched), W.shape[1]))
        rows[place] = dout.reshape(-1, W.shape[1])
        W[touched] -= lr * rows
        return touched, rows

    def first_gradient(W, ids, dout, lr):
        touched, first = np.unique(ids.ravel(), return_index=True)
        rows = dout.reshape(-1, W.shape[1])[first]
        W[touched] -= lr * rows
        return touched, rows

    def rows_of_w(W, ids, dout, lr):
        touched, place = np.unique(ids.ravel(), return_inverse=True)
        rows = np.zeros((len(touched), W.shape[1]))
        np.add.at(rows, place, dout.reshape(-1, W.shape[1]))
        W[touched] -= lr * rows
        return touched, W[touched]

    def scaled_rows(W, ids, dout, lr):
        touched, place = np.unique(ids.ravel(), return_inverse=True)
        rows = np.zeros((len(touched), W.shape[1]))
        np.add.at(rows, place, lr * dout.reshape(-1, W.shape[1]))
        W[touched] -= rows
        return touched, rows

    def not_moved(W, ids, dout, lr):
        touched, place = np.unique(ids.ravel(), return_inverse=True)
        rows = np.zeros((len(touched), W.shape[1]))
        np.add.at(rows, place, dout.reshape(-1, W.shape[1]))
        return touched, rows

    def in_order_of_text(W, ids, dout, lr):
        touched = np.array(list(dict.fromkeys(ids.ravel().tolist())))
        A = touched[:, None] == ids.ravel()
        rows = A @ dout.reshape(-1, W.shape[1])
        W[touched] -= lr * rows
        return touched, rows

    def moved_by_each(W, ids, dout, lr):
        touched, place = np.unique(ids.ravel(), return_inverse=True)
        rows = np.zeros((len(touched), W.shape[1]))
        np.add.at(rows, place, dout.reshape(-1, W.shape[1]))
        W[ids.ravel()] -= lr * dout.reshape(-1, W.shape[1])
        return touched, rows

    def mean_gradient(W, ids, dout, lr):
        touched, place, n = np.unique(ids.ravel(), return_inverse=True, return_counts=True)
        rows = np.zeros((len(touched), W.shape[1]))
        np.add.at(rows, place, dout.reshape(-1, W.shape[1]))
        rows /= n[:, None]
        W[touched] -= lr * rows
        return touched, rows

    return locals()


def right_sigmoid_losses():
    def tail(s, t):
        return np.log1p(np.exp(-np.abs(s))) + np.maximum(s, 0) - s * t

    def logaddexp(s, t):
        return np.logaddexp(0, s) - np.multiply(s, t)

    def flipped(s, t):
        z = np.where(np.asarray(t) == 1, -np.asarray(s), s)
        return np.logaddexp(0, z)

    def sign(s, t):
        z = (1 - 2 * np.asarray(t)) * s
        return np.maximum(z, 0) + np.log(1 + np.exp(-np.absolute(z)))

    def masks(s, t):
        z = np.asarray(s, float).copy()
        z[np.asarray(t) == 1] *= -1
        out = np.empty_like(z)
        big = z > 0
        out[big] = z[big] + np.log1p(np.exp(-z[big]))
        out[~big] = np.log1p(np.exp(z[~big]))
        return out

    def clipped_tail(s, t):
        s = np.array(s, dtype=np.float64)
        soft = np.log1p(np.exp(-abs(s)))
        return t * (soft + np.maximum(-s, 0)) + (1 - np.asarray(t)) * (soft + np.maximum(s, 0))

    def reduce(s, t):
        z = np.where(t, np.negative(s), s)
        return np.logaddexp.reduce(np.stack([np.zeros_like(z), z]), axis=0)

    def half(s, t):
        s = np.asarray(s)
        return abs(s) / 2 + s / 2 - s * t + np.log1p(np.exp(-abs(s)))

    def as_list(s, t):
        return (np.logaddexp(0.0, s) - np.array(s) * np.array(t)).tolist()

    return locals()


def wrong_sigmoid_losses():
    def formula(s, t):
        with np.errstate(all="ignore"):
            y = 1 / (1 + np.exp(-s))
            return -np.where(t == 1, np.log(y), np.log(1 - y))

    def clipped_score(s, t):
        s = np.clip(s, -500, 500)
        return np.logaddexp(0, s) - s * t

    def epsilon(s, t):
        y = sigmoid(s)
        return -np.where(t == 1, np.log(y + 1e-7), np.log(1 - y + 1e-7))

    def mean_of_all(s, t):
        return (np.logaddexp(0, s) - s * t).mean()

    def labels_swapped(s, t):
        return np.logaddexp(0, -s) + s * t

    def yes_only(s, t):
        return np.logaddexp(0, -s)

    def sign_of_loss(s, t):
        return s * t - np.logaddexp(0, s)

    def abs_everywhere(s, t):
        return np.log1p(np.exp(-np.abs(s))) + np.abs(s) * (1 - t)

    def log2(s, t):
        return np.logaddexp2(0, s) - s * t

    def tail_forgotten(s, t):
        return np.maximum(s, 0) - s * t

    def where_overflows(s, t):
        z = np.where(t == 1, -s, s)
        return np.where(z > 0, z + np.log1p(np.exp(-z)), np.log1p(np.exp(z)))

    return locals()


def right_sigmoid_gradient():
    def plain(s, t):
        return (sigmoid(s) - t.astype(s.dtype)) / s.dtype.type(s.size)

    def cast_at_end(s, t):
        return ((sigmoid(s) - t) / s.size).astype(s.dtype)

    def own_tanh(s, t):
        return (0.5 * (1 + np.tanh(s / 2)) - t).astype(s.dtype) / np.array(s.size, s.dtype)

    def two_branches(s, t):
        e = np.exp(-np.abs(s))
        y = np.where(s >= 0, 1 / (1 + e), e / (1 + e))
        return np.asarray((y - t) / np.size(s), dtype=s.dtype)

    def naive(s, t):
        y = 1 / (1 + np.exp(-s))
        return np.subtract(y, t, dtype=s.dtype, casting="unsafe") / s.dtype.type(np.prod(s.shape))

    def in_place(s, t):
        g = np.empty_like(s)
        g[...] = sigmoid(s)
        g -= t.astype(g.dtype)
        g /= g.size
        return g

    def where(s, t):
        y = sigmoid(s)
        return np.where(t == 1, y - 1, y).astype(s.dtype) / s.dtype.type(s.size)

    def minus_sigmoid(s, t):
        sign = (1 - 2 * t).astype(s.dtype)
        return sign * sigmoid(sign * s) / s.dtype.type(s.size)

    def exp_of_losses(s, t):
        y = np.exp(-np.logaddexp(0, -s))
        return ((y - t) * (1 / s.size)).astype(s.dtype, copy=False)

    return locals()


def wrong_sigmoid_gradient():
    def not_divided(s, t):
        return (sigmoid(s) - t).astype(s.dtype)

    def by_rows(s, t):
        return ((sigmoid(s) - t) / len(s)).astype(s.dtype)

    def label_minus_y(s, t):
        return ((t - sigmoid(s)) / s.size).astype(s.dtype)

    def float64(s, t):
        return (sigmoid(s) - t) / s.size

    def score_minus_label(s, t):
        return ((s - t) / s.size).astype(s.dtype)

    def slope_of_sigmoid(s, t):
        y = sigmoid(s)
        return ((y - t) * y * (1 - y) / s.size).astype(s.dtype)

    def always_float32(s, t):
        return ((sigmoid(s) - t) / s.size).astype(np.float32)

    def one_minus(s, t):
        return ((1 - sigmoid(s) - t) / s.size).astype(s.dtype)

    def by_columns(s, t):
        return ((sigmoid(s) - t) / s.shape[-1]).astype(s.dtype)

    def flat(s, t):
        return ((sigmoid(s) - t) / s.size).astype(s.dtype).ravel()

    return locals()


class Start:
    def __init__(self, W):
        self.params, self.grads = [W], [np.zeros_like(W)]
        self.cache = None


def right_DotLayer():
    class Book(Start):
        def forward(self, h, idx):
            rows = self.params[0][idx]
            self.cache = h, rows, idx
            return np.sum(rows * h, axis=1)

        def backward(self, dout):
            h, rows, idx = self.cache
            dout = dout.reshape(-1, 1)
            self.grads[0][...] = 0
            np.add.at(self.grads[0], idx, dout * h)
            return dout * rows

    class Einsum(Start):
        def forward(self, h, idx):
            self.cache = dict(h=h, idx=np.asarray(idx))
            return np.einsum("nh,nh->n", h, self.params[0][idx])

        def backward(self, dout):
            h, idx = self.cache["h"], self.cache["idx"]
            V = len(self.params[0])
            onehot = np.eye(V)[idx]
            self.grads[0][:] = onehot.T @ (np.asarray(dout)[:, None] * h)
            return np.einsum("n,nh->nh", dout, self.params[0][idx])

    class NewArray(Start):
        def forward(self, h, idx):
            (W,) = self.params
            self.h, self.idx = h, idx
            return (h[:, None] @ W[idx][:, :, None]).ravel()

        def backward(self, dout):
            (W,) = self.params
            dW = np.zeros_like(W)
            np.add.at(dW, self.idx, np.outer(dout, np.ones(W.shape[1])) * self.h)
            self.grads[0] = dW
            return W[self.idx] * dout[:, np.newaxis]

    class NewList(Start):
        def forward(self, h, idx):
            W = self.params[0]
            self.cache = (h.copy(), idx.copy())
            return (h * W[idx]).sum(-1)

        def backward(self, dout):
            h, idx = self.cache
            W = self.params[0]
            dW = np.zeros(W.shape)
            np.add.at(dW, idx, h * dout[:, None])
            self.grads = [dW]
            return dout[:, None] * W[idx]

    class Full(Start):
        def forward(self, h, idx):
            self.cache = h, idx
            return np.diagonal(h @ self.params[0].T[:, idx])

        def backward(self, dout):
            h, idx = self.cache
            W, dW = self.params[0], self.grads[0]
            dW.fill(0)
            A = np.zeros((len(W), len(idx)))
            A[idx, np.arange(len(idx))] = dout
            dW += A @ h
            return A.T @ W

    class Helper(Start):
        def rows(self):
            return self.params[0][self.cache["idx"]]

        def forward(self, h, idx):
            self.cache = {"h": h, "idx": idx}
            return np.add.reduce(self.rows() * h, axis=1)

        def backward(self, dout):
            d = np.expand_dims(dout, 1)
            g = self.grads[0]
            g *= 0
            np.add.at(g, self.cache["idx"], d * self.cache["h"])
            return d * self.rows()

    class Bincount(Start):
        def forward(self, h, idx):
            self.cache = h, self.params[0][idx], idx
            return np.sum(np.multiply(*self.cache[:2]), axis=1)

        def backward(self, dout):
            h, w, idx = self.cache
            g = (dout * h.T).T
            V, H = self.params[0].shape
            cells = (idx[:, None] * H + np.arange(H)).ravel()
            self.grads[0][...] = np.bincount(cells, g.ravel(), V * H).reshape(V, H)
            return (dout * w.T).T

    class Transposed(Start):
        def forward(self, h, idx):
            W = self.params[0]
            self.cache = W, h, idx
            return (W.T[:, idx] * h.T).sum(0)

        def backward(self, dout):
            W, h, idx = self.cache
            self.grads[0] -= self.grads[0]
            np.add.at(self.grads[0], idx, np.multiply(h, dout[:, None]))
            return np.multiply(W[idx], dout[:, None])

    class OwnInit:
        def __init__(self, W):
            self.params, self.grads = [W], [np.zeros_like(W)]
            self.cache = None
            self.dW = self.grads[0]

        def forward(self, h, idx):
            self.cache = (h, idx)
            return np.sum(h * self.params[0].take(idx, axis=0), 1)

        def backward(self, dout):
            h, idx = self.cache
            self.dW[:] = 0
            which, place = np.unique(idx, return_inverse=True)
            small = np.zeros((len(which), h.shape[1]))
            np.add.at(small, place, dout[:, None] * h)
            self.dW[which] = small
            return dout[:, None] * self.params[0].take(idx, axis=0)

    return locals()


def wrong_DotLayer():
    class Base(Start):
        def forward(self, h, idx):
            self.cache = h, idx
            return (h * self.params[0][idx]).sum(1)

        def backward(self, dout):
            h, idx = self.cache
            self.grads[0][...] = 0
            np.add.at(self.grads[0], idx, dout[:, None] * h)
            return dout[:, None] * self.params[0][idx]

    class GradientStays(Base):
        def backward(self, dout):
            h, idx = self.cache
            np.add.at(self.grads[0], idx, dout[:, None] * h)
            return dout[:, None] * self.params[0][idx]

    class RepeatsLost(Base):
        def backward(self, dout):
            h, idx = self.cache
            self.grads[0][...] = 0
            self.grads[0][idx] = dout[:, None] * h
            return dout[:, None] * self.params[0][idx]

    class Swapped(Base):
        def backward(self, dout):
            h, idx = self.cache
            self.grads[0][...] = 0
            np.add.at(self.grads[0], idx, dout[:, None] * self.params[0][idx])
            return dout[:, None] * h

    class DoutForgotten(Base):
        def backward(self, dout):
            h, idx = self.cache
            self.grads[0][...] = 0
            np.add.at(self.grads[0], idx, h)
            return self.params[0][idx]

    class AllScores(Base):
        def forward(self, h, idx):
            self.cache = h, idx
            return h @ self.params[0][idx].T

    class NothingReturned(Base):
        def backward(self, dout):
            super().backward(dout)

    class DoutOnlyInDh(Base):
        def backward(self, dout):
            h, idx = self.cache
            self.grads[0][...] = 0
            np.add.at(self.grads[0], idx, h)
            return dout[:, None] * self.params[0][idx]

    class GradOnlyLocal(Base):
        def backward(self, dout):
            h, idx = self.cache
            dW = np.zeros_like(self.params[0])
            np.add.at(dW, idx, dout[:, None] * h)
            return dout[:, None] * self.params[0][idx]

    class WrongRows(Base):
        def forward(self, h, idx):
            self.cache = h, idx
            return (
                (h * self.params[0][: len(h)]).sum(1) if len(h) <= len(self.params[0]) else h[:, 0]
            )

    class MeanOverBatch(Base):
        def backward(self, dout):
            return super().backward(dout / len(dout))

    return {k: v for k, v in locals().items() if k != "Base" and not k.startswith("__")}
