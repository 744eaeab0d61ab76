"""Steps of one batch as V grows: product against look-up, softmax against negatives, the ladder."""

from __future__ import annotations

import math
from itertools import cycle
from statistics import median

import numpy as np
from measure import Row, by_turns, ratios, rounded, row, tell

from w2vlib.ladder import RUNGS, make_rung
from w2vlib.ladder.cost import step_total
from w2vlib.ladder.zipf import zipf_text
from w2vlib.layers import Embedding, MatMul

H, N, WINDOW, K = 100, 100, 5, 5
SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
DENSE_LIMIT = 100_000  # a dense step beyond it needs gigabytes
CHUNK = 10_000  # words that the library's engine is given at once


def product_against_lookup(sizes=(1_000, 10_000, 100_000), rounds: int = 5) -> list[Row]:
    """One-hot MatMul against Embedding, batch 100, H = 100."""
    rows = []
    for V in sizes:
        tell(f"one-hot product against look-up, V = {V:,}")
        ids, dout = zipf_text(V, N), np.ones((N, H), np.float32)
        one_hot = np.zeros((N, V), np.float32)
        one_hot[np.arange(N), ids] = 1
        W = np.ones((V, H), np.float32)
        product, dense, sparse = MatMul(W), Embedding(W), Embedding(W, sparse=True)
        there = {"product": lambda x=one_hot, f=product: f.forward(x)}
        there["look-up"] = lambda x=ids, f=dense: f.forward(x)
        sparse.forward(ids)
        layers = {"product": product, "dense": dense, "sparse": sparse}
        times = by_turns(there, rounds, 0.01)
        part = "One-hot product ÷ look-up, one layer, batch 100"
        rows.append(row(part, f"forward, V = {V:,}", ratios(times, "product", "look-up")))
        back = {name: lambda f=layer, d=dout: f.backward(d) for name, layer in layers.items()}
        times = by_turns(back, rounds, 0.01)
        for name in ("dense", "sparse"):
            what = f"backward, {name} gradient, V = {V:,}"
            rows.append(row(part, what, ratios(times, "product", name)))
    return rows


def ladder(sizes=SIZES, rounds: int = 5, dense_limit: int = DENSE_LIMIT) -> dict:
    """Milliseconds for 100 predictions on every rung, whole and by parts, from each V."""
    out = {
        "H": H, "batch": N, "window": WINDOW, "k": K, "V": list(sizes), "chunk": CHUNK,
        "ms": {name: {} for name in RUNGS}, "low": {name: {} for name in RUNGS},
        "high": {name: {} for name in RUNGS}, "profile": {name: {} for name in RUNGS},
    }  # fmt: skip
    for V in sizes:
        tell(f"the ladder, V = {V:,}")
        # another text at every step, as in a training: the same one would stay in the caches
        texts = zipf_text(V, 50 * (N + 2 * WINDOW), 1).reshape(50, -1)
        chunks = zipf_text(V, 10 * CHUNK, 2).reshape(10, -1)
        text = {name: cycle(chunks if name == "tuned" else texts) for name in RUNGS}
        share = dict.fromkeys(RUNGS, 1000)
        share["tuned"] = 1000 * N / CHUNK  # it also predicts the words at the ends
        names = [n for n in RUNGS if dense_limit >= V or RUNGS.index(n) > 3]
        weights = make_rung(names[-2], V, H, window=WINDOW, k=K)
        shared = {"window": WINDOW, "k": K, "weights": (weights.W_in, weights.W_out)}
        rungs = {name: make_rung(name, V, H, **shared) for name in names}
        few = 3 if V >= 30_000 and dense_limit >= V else rounds
        jobs = {n: lambda r=r, t=text[n]: r.step(next(t), lr=1e-3) for n, r in rungs.items()}
        times = by_turns(jobs, few, 0.02)
        for name, rung in rungs.items():
            ms = [rounded(share[name] * t) for t in times[name]]
            key = str(V)  # JSON knows no other keys
            out["ms"][name][key], out["low"][name][key] = median(ms), min(ms)
            out["high"][name][key] = max(ms)
            out["profile"][name][key] = profile(rung, text[name], few, share[name])
    return out


def profile(rung, texts, rounds: int, share: float) -> dict[str, float]:
    """Milliseconds of each part of a step, median of a few steps. texts: an endless iterator."""
    from time import perf_counter

    parts = {"draw": [], "forward": [], "backward": [], "update": []}
    for _ in range(max(3, rounds)):
        text = next(texts)
        clock = [perf_counter()]
        negatives = rung.draw(text[WINDOW:-WINDOW])
        clock.append(perf_counter())
        rung.forward(text, negatives)
        clock.append(perf_counter())
        rung.backward()
        clock.append(perf_counter())
        rung.update(1e-3)
        clock.append(perf_counter())
        for name, took in zip(parts, np.diff(clock), strict=True):
            parts[name].append(share * took)
    return {name: rounded(median(values)) for name, values in parts.items()}


def crossing(ladder: dict, one: str, other: str) -> float:
    """The V at which `one`, slower in growth at first, becomes slower than `other`; nan if never.

    Between two measured sizes both curves are taken as straight lines on log-log axes.
    """
    sizes = [V for V in ladder["V"] if all(str(V) in ladder["ms"][r] for r in (one, other))]
    gap = [math.log(ladder["ms"][one][str(V)] / ladder["ms"][other][str(V)]) for V in sizes]
    for i in range(len(sizes) - 1):
        if gap[i] < 0 <= gap[i + 1]:
            share = -gap[i] / (gap[i + 1] - gap[i])
            return float(sizes[i] ** (1 - share) * sizes[i + 1] ** share)
    return float("nan")


def ladder_rows(found: dict) -> list[Row]:
    """Lines of the table: each rung against the one before, the crossings, growth with V."""
    rows, ms = [], found["ms"]
    part = "Softmax ÷ negative sampling, one step of 100 predictions"
    for V in found["V"]:
        if str(V) in ms["lookup"]:
            for other, said in (("book", "the book's"), ("float32", "float32, no choice")):
                value = ms["lookup"][str(V)] / ms[other][str(V)]
                low = found["low"]["lookup"][str(V)] / found["high"][other][str(V)]
                high = found["high"]["lookup"][str(V)] / found["low"][other][str(V)]
                what = f"look-up + softmax ÷ {said}, V = {V:,}"
                rows.append(Row(part, what, value, low, high))
    pairs = [("one_hot", "book"), ("lookup", "book"), ("lookup", "float32")]
    for one, other in pairs:
        at = crossing(found, one, other)
        if at == at:
            rows.append(Row(part, f"they cross: {one} and {other}, at V", at, at, at, "words"))
    return rows


def growth(large: int = 1_000_000, small: int = 10_000, rounds: int = 15) -> list[Row]:
    """The sparse rungs at a large and a small vocabulary, by turns."""
    jobs = {}
    for V in (small, large):
        first = make_rung("rows", V, H, window=WINDOW, k=K)
        for name in RUNGS[4:]:
            tell(f"growth: {name}, V = {V:,}")
            rung = make_rung(name, V, H, window=WINDOW, k=K, weights=(first.W_in, first.W_out))
            width = CHUNK if name == "tuned" else N + 2 * WINDOW
            texts = cycle(zipf_text(V, 50 * width, 3).reshape(50, -1))
            jobs[f"{name} {V}"] = lambda r=rung, t=texts: r.step(next(t), lr=1e-3)
    times = by_turns(jobs, rounds, 0.02)
    part = f"Growth: a step at V = {large:,} ÷ at V = {small:,}"
    goals = {"rows": 3, "windows": 3}  # the sparse steps in NumPy; the others are told
    return [
        row(part, name, ratios(times, f"{name} {large}", f"{name} {small}"), "x", goals.get(name),
            at_most=True)
        for name in RUNGS[4:]
    ]  # fmt: skip


def counted(sizes=SIZES) -> dict:
    """Bytes and multiply-adds of a step, from the cost model."""
    return {
        name: {str(V): list(step_total(name, V, H, window=WINDOW, k=K, N=N)) for V in sizes}
        for name in RUNGS
    }
