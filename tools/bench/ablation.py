"""From rung 7 to rung 8, change by change, by turns: `python tools/bench/ablation.py --write`.

Writes data/ablation.json, which lesson 10 shows. A few minutes; do so on a quiet machine.
"""

from __future__ import annotations

import os

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")

import argparse
import json
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median

import numpy as np
from measure import by_turns, machine, rounded, tell, versions

from w2vlib.engines.numba_engine import FastEngine, noise_table, padded
from w2vlib.ladder import make_rung
from w2vlib.ladder.ablation import CHANGES, make_loop
from w2vlib.ladder.shared import SharedEngine
from w2vlib.ladder.zipf import zipf_counts, zipf_text
from w2vlib.sampling import UnigramSampler
from w2vlib.setup.atomic import atomic_write

FILE = Path(__file__).resolve().parents[2] / "data" / "ablation.json"
SIZES = (50, 1_000, 10_000, 100_000, 1_000_000)
WHOLE = ("rung 8", "shared 1", "shared 4", "shared 16")  # engines; groups that share negatives
H, WINDOW, K, CHUNK, RATE = 100, 5, 5, 10_000, 1e-3


def job(change: str, V: int, W_in, W_out, texts, sampler):
    """(a call without arguments, the number of predictions it makes)."""
    if change in ("rung 7", "one call"):
        rung = make_rung("compiled", V, H, window=WINDOW, k=K, weights=(W_in, W_out))
        n = 100 if change == "rung 7" else CHUNK
        parts = cycle([t[i : i + n + 2 * WINDOW] for t in texts for i in range(0, CHUNK, n)])
        return lambda: rung.step(next(parts), lr=RATE), n
    if change in WHOLE:
        group = change.partition("shared ")[2]
        make = partial(SharedEngine, group=int(group)) if group else FastEngine
        engine = make(W_in, W_out, zipf_counts(V), window=WINDOW, negative=K,
                      ns_exponent=0.75, sg=0, seed=1)  # fmt: skip
        n = CHUNK + 2 * WINDOW
        ends, reach, turn = np.array([0, n]), np.full(n, WINDOW, np.int32), cycle(texts)
        return lambda: engine.train(next(turn), ends, reach, RATE), n
    fixed = list(CHANGES).index(change) >= list(CHANGES).index("width known")
    if fixed:
        width = padded(H)
        W_in, W_out = (np.lib.stride_tricks.as_strided(W, (V, width)) for W in (W_in, W_out))
    loop, noise = make_loop(change, padded(H) if fixed else H), noise_table(zipf_counts(V), 0.75)
    state, turn = np.array([1], np.uint64), cycle(texts)
    inside = list(CHANGES).index(change) >= list(CHANGES).index("draw inside")
    there = np.empty((CHUNK, K), np.int32)

    def step():
        text = next(turn)
        negatives = there if inside else sampler.get_negative_sample(text[WINDOW:-WINDOW])
        return loop(W_in, W_out, text, negatives, noise, state, RATE, WINDOW)

    return step, CHUNK


def measure(sizes=SIZES, rounds: int = 7) -> dict:
    """Nanoseconds a prediction: change → V → [median, smallest, largest]."""
    found = {name: {} for name in [*CHANGES, *WHOLE]}
    for V in sizes:
        tell(f"ablation, V = {V:,}")
        rng = np.random.default_rng(0)
        W = [FastEngine.allocate(V, H) for _ in range(4)]
        for M in W[:2]:
            M[:] = rng.standard_normal((V, H), np.float32) * np.float32(0.1)
        texts = list(zipf_text(V, 10 * (CHUNK + 2 * WINDOW), 2).reshape(10, -1))
        sampler = UnigramSampler.from_counts(zipf_counts(V), 0.75, K, seed=1)
        packed = [np.ascontiguousarray(M) for M in W[:2]]
        jobs, made = {}, {}
        for name in found:
            late = name in WHOLE or list(CHANGES).index(name) >= list(CHANGES).index("width known")
            jobs[name], made[name] = job(name, V, *(W[:2] if late else packed), texts, sampler)
        times = by_turns(jobs, rounds, 0.1)
        for name, taken in times.items():
            ns = [1e9 * t / made[name] for t in taken]
            found[name][str(V)] = [rounded(f(ns)) for f in (median, min, max)]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = measure()
    for name, by_size in found.items():
        each = (f"{V:>9}: {m:5.0f} ({a:.0f}–{b:.0f})" for V, (m, a, b) in by_size.items())
        print(f"{name:14}", *each)
    if options.write:
        with atomic_write(FILE) as file:
            content = {"machine": machine(), "versions": versions(), "ns": found}
            file.write(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()
