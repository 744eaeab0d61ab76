"""Rung 9 of the speed ladder: a group of predictions shares its negatives (lesson 10).

G neighbouring predictions take the same k negatives. Their G · k scores are then a product of two
small matrices, (G, H) and (H, k), and a negative's row is read and written once for the group.
Source: Ji, Satish, Li, Dubey, "Parallelizing Word2Vec in Shared and Distributed Memory", 2016.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numba import njit

from w2vlib.engines.jit import Compiled
from w2vlib.engines.numba_engine import FastEngine, padded
from w2vlib.engines.numba_kernel import MATH, mix, registers, sigmoid_and_softplus


class SharedEngine(FastEngine):
    """FastEngine (CBOW only) whose predictions share their negatives in groups. group: G."""

    def __init__(self, W_in, W_out, counts, *, group: int, **settings):
        super().__init__(W_in, W_out, counts, **settings)
        if self.sg or group < 1:
            raise ValueError(f"groups of 1 or more CBOW predictions; got {group}, sg={self.sg}")
        self.kernel = make_shared_kernel(padded(W_in.shape[1]), group, self.negative)


@cache
def make_shared_kernel(H: int, G: int, K: int):
    """The kernel of numba_kernel.py for groups of G; same arguments and result, no row copied."""
    GH, KH = G * H, K * H

    @njit(**MATH)
    def row(a, i):  # a view: an index that begins at 0 needs no test of its sign
        return a[i * H : i * H + H]

    def train_group(
        W_in, W_out, own, before, every, ids, bounds, reach, alpha, noise, seed, window, k, sg
    ):
        h, dh, rows, d_rows = registers(GH), registers(GH), registers(KH), registers(KH)
        target, far = np.empty(G, np.uint32), np.empty(G, np.int64)
        context, drawn = np.empty((G, 2 * window), np.uint32), np.empty(K, np.uint32)
        steps = np.empty((G, K), np.float32)
        V, x = np.uint64(len(noise)), seed[0]
        loss, done, g = 0.0, 0, 0
        for s in range(len(bounds) - 1):
            for i in range(bounds[s], bounds[s + 1]):
                n = 0
                for p in range(max(bounds[s], i - reach[i]), min(bounds[s + 1], i + reach[i] + 1)):
                    if p != i:
                        context[g, n] = ids[p]
                        n += 1
                if n:
                    target[g], far[g] = ids[i], n
                    g += 1
                if g < G and not (g and s == len(bounds) - 2 and i == bounds[s + 1] - 1):
                    continue
                for d in range(K):  # one draw for the whole group
                    x += np.uint64(0x9E3779B97F4A7C15)
                    z = mix(x)
                    column = ((z >> np.uint64(32)) * V) >> np.uint64(32)
                    keep, alias = noise[column, 0], noise[column, 1]
                    drawn[d] = np.uint32(column) if np.uint32(z) < keep else alias
                    word, r, dr = drawn[d], row(rows, d), row(d_rows, d)
                    for j in range(H):
                        r[j] = W_out[word, j]
                        dr[j] = 0
                for b in range(g):
                    hb, db = row(h, b), row(dh, b)
                    for j in range(H):
                        hb[j] = 0
                    for c in range(far[b]):
                        word = context[b, c]
                        for j in range(H):
                            hb[j] += W_in[word, j]
                    share, word, score = np.float32(1 / far[b]), target[b], np.float32(0)
                    for j in range(H):
                        hb[j] *= share
                    for j in range(H):
                        score += hb[j] * W_out[word, j]
                    y, softplus = sigmoid_and_softplus(score)
                    loss += softplus - score
                    step = np.float32(alpha * (1 - y))
                    for j in range(H):
                        w = W_out[word, j]
                        db[j] = step * w
                        W_out[word, j] = w + step * hb[j]
                for b in range(g):  # (g, H) times (H, K)
                    hb = row(h, b)
                    for d in range(K):
                        r, score = row(rows, d), np.float32(0)
                        for j in range(H):
                            score += hb[j] * r[j]
                        y, softplus = sigmoid_and_softplus(score)
                        same = drawn[d] == target[b]
                        loss += 0.0 if same else softplus
                        steps[b, d] = 0.0 if same else alpha * y
                for b in range(g):  # and back: (g, K) times (K, H), and (K, g) times (g, H)
                    hb, db = row(h, b), row(dh, b)
                    for d in range(K):
                        r, dr, step = row(rows, d), row(d_rows, d), steps[b, d]
                        for j in range(H):
                            db[j] -= step * r[j]
                        for j in range(H):
                            dr[j] -= step * hb[j]
                for d in range(K):
                    word, dr = drawn[d], row(d_rows, d)
                    for j in range(H):
                        W_out[word, j] += dr[j]
                for b in range(g):
                    db = row(dh, b)
                    for c in range(far[b]):
                        word = context[b, c]
                        for j in range(H):
                            W_in[word, j] += db[j]
                done, g = done + g, 0
        seed[0] = x
        return loss, done

    train_group.__qualname__ = f"train_group_{H}_{G}_{K}"
    return Compiled(train_group, nogil=True, **MATH)
