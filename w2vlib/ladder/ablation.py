"""From rung 7 to rung 8, one change at a time: what makes the compiled loop fast (lesson 10).

`make_loop` builds rung 7's loop with the first n of CHANGES in it. Each is a flag that the compiler
sees as a constant, so what is switched off leaves nothing behind. With all of them it is the CBOW
of engines/numba_kernel.py, but for the share of dh that a context word gets.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numba import njit

from w2vlib.engines.jit import Compiled
from w2vlib.engines.numba_kernel import MATH, mix, prefetch, registers, sigmoid_and_softplus

CHANGES = {  # name: what changes; in this order, each on top of those before (two: our_rungs.loop)
    "rung 7": "100 predictions a call",
    "one call": "10,000 predictions a call",
    "window once": "the ids of a window are looked up once, dh is scaled once",
    "tables": "sigma and log from a table",
    "draw inside": "negatives drawn in the loop, by two look-ups",
    "ids unsigned": "no test whether an index is negative",
    "one pass": "a row of W_out is read once for dh and for its own step",
    "width known": "H a constant, rows of whole cache lines, h and dh in registers",
    "scores first": "all 1 + k products before any row moves",
    "asked early": "the rows of the next prediction are asked for",
}


@njit(**MATH)
def by_exp(x):
    """sigma(x) and log(1 + exp(x)), as rung 7 computes them."""
    return 1 / (1 + np.exp(-x)), np.log1p(np.exp(-abs(x))) + max(x, 0)


@cache
def make_loop(change: str, H: int):
    """The loop with everything up to `change` (a key of CHANGES), for rows of H floats.

    loop(W_in, W_out, text, negatives, noise, state, lr, window) → the mean loss. negatives (N, k):
    read unless drawn inside, and written then; noise: numba_engine.noise_table; state: uint64 (1,).
    """
    have = {name: i <= list(CHANGES).index(change) for i, name in enumerate(CHANGES)}
    drawn, fixed, one_pass = have["draw inside"], have["width known"], have["one pass"]
    first, early = have["scores first"], have["asked early"]
    answer = sigmoid_and_softplus if have["tables"] else by_exp
    kind = np.uint32 if have["ids unsigned"] else np.int32

    @njit(**MATH)
    def draw(words, turn, k, noise, x):
        V = np.uint64(len(noise))
        for d in range(1, 1 + k):
            x += np.uint64(0x9E3779B97F4A7C15)
            z = mix(x)
            column = ((z >> np.uint64(32)) * V) >> np.uint64(32)
            keep, alias = noise[column, 0], noise[column, 1]
            words[turn, d] = kind(column) if np.uint32(z) < keep else kind(alias)
        return x

    def loop(W_in, W_out, text, negatives, noise, state, lr, window):
        N, k = negatives.shape
        if fixed:
            h, dh = registers(H), registers(H)
        else:
            h, dh = np.empty_like(W_in[0]), np.empty_like(W_in[0])
        n = H if fixed else W_in.shape[1]
        words, score = np.empty((2, 1 + k), kind), np.empty(1 + k, np.float32)
        context = np.empty(2 * window, kind)
        share, loss, x = np.float32(1 / (2 * window)), 0.0, state[0]
        if drawn:
            x = draw(words, 0, k, noise, x)
        for i in range(N):
            now = i & 1 if drawn else 0
            words[now, 0] = text[i + window]
            if drawn:
                x = draw(words, 1 - now, k, noise, x)
            else:
                for d in range(k):
                    words[0, 1 + d] = negatives[i, d]
            if early:
                for d in range(1, 1 + k):
                    prefetch(W_out, words[1 - now, d], H)
                if i + 1 < N:
                    prefetch(W_out, text[i + window + 1], H)
                    prefetch(W_in, text[i + 2 * window + 1], H)
            c = 0
            for p in range(i, i + 2 * window + 1):
                if p != i + window:
                    context[c] = text[p]
                    c += 1
            for j in range(n):
                h[j] = 0
            for c in range(2 * window):
                word = context[c]
                for j in range(n):
                    h[j] += W_in[word, j]
            for j in range(n):
                h[j] *= share
                dh[j] = 0
            if first:
                for d in range(1 + k):
                    word, dot = words[now, d], np.float32(0)
                    for j in range(n):
                        dot += h[j] * W_out[word, j]
                    score[d] = dot
                for d in range(1 + k):
                    y, softplus = answer(score[d])
                    t = 1.0 if d == 0 else 0.0
                    loss += softplus - t * score[d]
                    score[d] = lr * (y - t)
            for d in range(1 + k):
                word, g = words[now, d], score[d]
                if not first:
                    dot = np.float32(0)
                    for j in range(n):
                        dot += h[j] * W_out[word, j]
                    y, softplus = answer(dot)
                    t = 1.0 if d == 0 else 0.0
                    loss += softplus - t * dot
                    g = np.float32(lr * (y - t))
                if one_pass:
                    for j in range(n):
                        w = W_out[word, j]
                        dh[j] += g * w
                        W_out[word, j] = w - g * h[j]
                else:
                    for j in range(n):
                        dh[j] += g * W_out[word, j]
                    for j in range(n):
                        W_out[word, j] -= g * h[j]
            for j in range(n):
                dh[j] *= share
            for c in range(2 * window):
                word = context[c]
                for j in range(n):
                    W_in[word, j] -= dh[j]
        state[0] = x
        return loss / N

    loop.__qualname__ = f"loop_{change.replace(' ', '_')}_{H}"
    return Compiled(loop, **MATH)
