"""The engines by name: choose one, give it fresh weights, run several in threads.

An engine is a class `Engine(W_in, W_out, counts, *, window, negative, ns_exponent, sg, seed)` whose
`train(ids, bounds, reach, alpha)` trains one chunk in place and returns (sum of losses,
predictions), and whose `state()` and `load_state(state)` save and restore all its randomness.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import numpy as np

ENGINES = {  # name -> (module, class)
    "layers": ("w2vlib.book_engine", "BookEngine"),
    "numpy": ("w2vlib.batched", "BatchedEngine"),
    "numba": ("w2vlib.fast", "FastEngine"),
}

# Chunks a thread takes at a time, at most: with fewer, threads wait for each other's Python. But no
# more than a hundredth of a run: where one thread falls behind, its chunks come late.
AT_ONCE, SHARE = 4, 100

_said = set()


def choose_engine(name: str | None) -> str:
    """Check the name; None means "numba" where it can be imported, else "numpy"."""
    if name is not None and name not in ENGINES:
        raise ValueError(f"engine must be one of {', '.join(ENGINES)} or None, got {name!r}")
    if name in ("layers", "numpy"):
        return name
    try:
        import_module(ENGINES["numba"][0])
    except ImportError as error:
        if name == "numba":
            raise ImportError(
                f'engine="numba" cannot be used here ({error}); '
                'install it with: pip install "w2vlib[fast]", or choose engine="numpy"'
            ) from error
        if "numba" not in _said:
            _said.add("numba")
            print('numba is not installed: engine="numpy" trains instead, a few times slower.')
        return "numpy"
    return "numba"


def make_engines(settings, counts) -> tuple[np.ndarray, np.ndarray, list]:
    """Return W_in (V, H), W_out (V, H), float32, and an engine for each worker on the two.

    W_out starts with zeros, so the first answer to every question is "50 %". W_in starts even in
    ±1/H as in gensim; word2vec.c takes half of it, which learns a little less in five epochs.
    """
    s = settings
    module, name = ENGINES[s.engine]
    cls = getattr(import_module(module), name)
    rng = np.random.default_rng(s.seed)
    allocate = getattr(cls, "allocate", lambda *shape: np.zeros(shape, np.float32))
    W_in, W_out = (allocate(len(counts), s.vector_size) for _ in range(2))
    for start in range(0, len(counts), 10_000):  # in parts: the numbers drawn need memory, too
        part = W_in[start : start + 10_000]
        part[:] = (2 * rng.random(part.shape, dtype=np.float32) - 1) / s.vector_size
    seeds = [int(x) for x in rng.integers(2**31, size=s.workers)]
    first = cls(
        W_in, W_out, counts, window=s.window, negative=s.negative,
        ns_exponent=s.ns_exponent, sg=s.sg, seed=seeds[0],
    )  # fmt: skip
    return W_in, W_out, [first, *(first.worker(seed) for seed in seeds[1:])]


def close_gaps(W: np.ndarray) -> np.ndarray:
    """(V, H) rows that lie apart in memory, moved together in place: at a million words a copy
    would need as much memory again. W itself is not to be used afterwards."""
    V, H = W.shape
    packed = np.lib.stride_tricks.as_strided(W, (V, H), (H * W.itemsize, W.itemsize))
    for start in range(0, 0 if W.flags.c_contiguous else V, 10_000):
        packed[start : start + 10_000] = W[start : start + 10_000].copy()
    return packed


def in_threads(engines: list, train: Callable, numbers: range) -> Iterator[tuple[float, int]]:
    """Yield train(engine, number) for each number in order, an engine for every thread."""
    idle = queue.SimpleQueue()
    for engine in engines:
        idle.put(engine)

    def task(some):
        engine = idle.get()
        try:
            return [train(engine, number) for number in some]
        finally:
            idle.put(engine)

    at_once = max(1, min(AT_ONCE, len(numbers) // SHARE))
    pool = ThreadPoolExecutor(len(engines))
    waiting = deque()
    try:
        for i in range(0, len(numbers), at_once):
            waiting.append(pool.submit(task, numbers[i : i + at_once]))
            if len(waiting) > 2 * len(engines):  # enough to keep every thread busy
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
