"""The loop of the "numba" engine: word2vec.c's arithmetic in one compiled function.

`make_kernel` reads like the layers: h, score, y, t, dh, W_in, W_out. It is fast for four reasons:
1. the width of a row is known when it is compiled, so h and dh live in registers;
2. rows are padded to whole cache lines (H is a multiple of 16), so no loop has an odd end;
3. all scores are taken before a row moves, so they need not wait for each other;
4. the rows of the next negatives are asked for early, so they are there when needed.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from w2vlib.engines.jit import Compiled

LANE = 16  # floats in a cache line, and in the widest register
# Sums may be reordered (that is what makes them parallel); NaN and infinity stay what they are,
# because the driver stops a run by them.
MATH = {"fastmath": {"reassoc", "contract", "arcp", "nsz"}, "error_model": "numpy"}

# sigmoid(x) and log(1 + exp(x)) from tables, with a straight line between two entries: off by at
# most 3e-6 and 8e-6. word2vec.c also has a table, without the line (off by 3e-3).
EDGE, STEPS = 16.0, 64.0  # from −16 to 16, 64 entries for every 1
_x = np.arange(-EDGE, EDGE + 2 / STEPS, 1 / STEPS)
SIGMOID = (1 / (1 + np.exp(-_x))).astype(np.float32)
SOFTPLUS = np.log1p(np.exp(_x)).astype(np.float32)


@njit(**MATH)
def sigmoid_and_softplus(x):
    """1 / (1 + exp(−x)) and log(1 + exp(x)) of one score. NaN gives a softplus of NaN."""
    u = (x + EDGE) * STEPS
    if 0 <= u < 2 * EDGE * STEPS:
        i = np.int64(u)
        part = u - i
        y = SIGMOID[i] + part * (SIGMOID[i + 1] - SIGMOID[i])
        return y, SOFTPLUS[i] + part * (SOFTPLUS[i + 1] - SOFTPLUS[i])
    return (1.0 if x > 0 else 0.0), (0.0 if x <= 0 else np.float64(x))


@njit
def mix(x):
    """Scramble a counter into 64 random bits (splitmix64; Steele, Lea, Flood 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@intrinsic(prefer_literal=True)
def registers(typing, H):
    """H floats on the stack. As H is known to the compiler it keeps them in registers.

    A NumPy array would be stored and loaded again at every step: 1.4 times slower. The registers of
    the calling function are the widest of the processor: 1.1 times faster than half of AVX-512's,
    which is what LLVM takes unasked, since the first processors that had them slowed down.
    """
    n, array = H.literal_value, types.Array(types.float32, 1, "C")

    def code(context, builder, signature, args):
        # not by its own `add`, which knows attributes of one word only
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        memory = cgutils.alloca_once(builder, ir.ArrayType(ir.FloatType(), n))
        memory.align = 4 * LANE
        out = context.make_array(array)(context, builder)
        number = context.get_constant
        populate_array(
            out,
            data=builder.bitcast(memory, out.data.type),
            shape=cgutils.pack_array(builder, [number(types.intp, n)]),
            strides=cgutils.pack_array(builder, [number(types.intp, 4)]),
            itemsize=number(types.intp, 4),
            meminfo=None,
        )
        return out._getvalue()

    return array(H), code


@intrinsic(prefer_literal=True)
def prefetch(typing, W, row, H):
    """Ask for row `row` of W, H floats, without waiting for it: 1.3 times faster at V = 11,000."""

    def code(context, builder, signature, args):
        matrix = context.make_array(W)(context, builder, args[0])
        byte, i32 = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, i32, i32, i32])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        row = context.cast(builder, args[1], signature.args[1], types.intp)
        for j in range(0, H.literal_value, LANE):
            where = [row, context.get_constant(types.intp, j)]
            address = cgutils.get_item_pointer(context, builder, W, matrix, where)
            # 0: to read, 3: keep it near, 1: data. Every cache line has to be asked for.
            builder.call(ask, [builder.bitcast(address, byte), i32(0), i32(3), i32(1)])
        return context.get_dummy_value()

    return types.void(W, row, H), code


# Loops over single numbers: numba needs six seconds to compile one `own[0] = W_in[:K]`.
@njit
def take(W_in, W_out, own, before):
    """Copy the first rows. own, before: (2, K, H), of W_in and W_out, as they are and as taken."""
    for m in range(2):
        W = W_out if m else W_in
        for row in range(own.shape[1]):
            for j in range(own.shape[2]):
                own[m, row, j] = before[m, row, j] = W[row, j]


@njit
def give(W_in, W_out, own, before):
    """Add to the first rows what this thread's own copies have gained since they were taken."""
    for m in range(2):
        W = W_out if m else W_in
        for row in range(own.shape[1]):
            for j in range(own.shape[2]):
                W[row, j] += own[m, row, j] - before[m, row, j]


@cache
def make_kernel(H: int):
    """Compile the loop for rows of H floats, H a multiple of 16 (once for every H)."""

    def train_chunk(
        W_in, W_out, own, before, every, ids, bounds, reach, alpha, noise, seed, window, k, sg
    ):
        h, dh = registers(H), registers(H)  # 1.
        context = np.empty(2 * window + 1, np.uint32)
        words = np.empty((2, 1 + k), np.uint32)  # target and negatives, of this and the next
        score = np.empty(1 + k, np.float32)
        V, x = np.uint64(len(noise)), seed[0]
        own_in, own_out, K = own[0], own[1], np.uint32(own.shape[1])
        take(W_in, W_out, own, before)
        loss, done, ready = 0.0, 0, 0
        for s in range(len(bounds) - 1):
            start, stop = bounds[s], bounds[s + 1]
            for i in range(start, stop):
                if K and i % every == 0:
                    give(W_in, W_out, own, before)
                    take(W_in, W_out, own, before)
                n = 0
                for p in range(max(start, i - reach[i]), min(stop, i + reach[i] + 1)):
                    context[n] = ids[p]
                    n += p != i  # the word itself is overwritten by the next one
                if i + 1 < len(ids):
                    prefetch(W_out, ids[i + 1], H)
                if i + 1 + window < len(ids):
                    prefetch(W_in, ids[i + 1 + window], H)
                # CBOW predicts the word once, from all its context; skip-gram once from each.
                group = 1 if sg else max(n, 1)
                for first in range(0, n, group):
                    while ready < done + 2:  # 4. negatives are drawn one prediction ahead
                        for d in range(1, 1 + k):
                            x += np.uint64(0x9E3779B97F4A7C15)
                            z = mix(x)
                            column = ((z >> np.uint64(32)) * V) >> np.uint64(32)
                            keep, alias = noise[column, 0], noise[column, 1]
                            word = np.uint32(column) if np.uint32(z) < keep else alias
                            words[ready & 1, d] = word
                            prefetch(W_out, word, H)
                        ready += 1
                    now = done & 1
                    words[now, 0] = ids[i]

                    for j in range(H):
                        h[j] = 0
                    for c in range(first, first + group):
                        word = context[c]
                        W = own_in if word < K else W_in
                        for j in range(H):
                            h[j] += W[word, j]
                    share = np.float32(1 / group)
                    for j in range(H):
                        h[j] *= share
                        dh[j] = 0
                    for d in range(1 + k):  # 3. all the scores, then all the steps
                        word, dot = words[now, d], np.float32(0)
                        W = own_out if word < K else W_out
                        for j in range(H):
                            dot += h[j] * W[word, j]
                        score[d] = dot
                    for d in range(1 + k):
                        t = 1.0 if d == 0 else 0.0
                        y, softplus = sigmoid_and_softplus(score[d])
                        if d > 0 and words[now, d] == words[now, 0]:
                            score[d] = 0  # the target drawn as its own negative is skipped
                        else:
                            loss += softplus - t * score[d]
                            score[d] = alpha * (t - y)
                    for d in range(1 + k):
                        word, g = words[now, d], score[d]
                        W = own_out if word < K else W_out
                        for j in range(H):
                            w = W[word, j]
                            dh[j] += g * w
                            W[word, j] = w + g * h[j]
                    # As in word2vec.c each context word gets the whole of dh, although h is
                    # their mean: the gradient would be 1/n of it, the same way but shorter.
                    for c in range(first, first + group):
                        word = context[c]
                        W = own_in if word < K else W_in
                        for j in range(H):
                            W[word, j] += dh[j]
                    done += 1
        give(W_in, W_out, own, before)
        seed[0] = x
        return loss, done

    train_chunk.__qualname__ = f"train_chunk_{H}"  # each width is kept in a file of its own
    return Compiled(train_chunk, nogil=True, **MATH)
