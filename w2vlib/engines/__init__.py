"""What an engine is; the three by name; fresh weights for the one that was chosen."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol

import numpy as np

from w2vlib.checking import short
from w2vlib.words import printable

ENGINES = {  # name -> (module, class)
    "layers": ("w2vlib.engines.layers_engine", "LayersEngine"),
    "numpy": ("w2vlib.engines.numpy_engine", "BatchedEngine"),
    "numba": ("w2vlib.engines.numba_engine", "FastEngine"),
}

_said = set()


class Engine(Protocol):
    """Trains W_in and W_out (V, H) in place, one chunk of the text after the other.

    Made as `Engine(W_in, W_out, counts, *, window, negative, ns_exponent, sg, seed)`.
    """

    W_in: np.ndarray
    W_out: np.ndarray

    def train(self, ids, bounds, reach, alpha: float) -> tuple[float, int]:
        """ids, reach: (n,) ints; bounds: (S+1,). Returns (sum of losses, predictions).

        Position i predicts ids[i] from the words of its sentence at most reach[i] places away.
        """
        ...

    def state(self) -> dict:
        """All randomness and memory of the engine: numbers and arrays."""
        ...

    def load_state(self, state: dict) -> None:
        """Go on exactly where `state` was taken."""
        ...

    @staticmethod
    def allocate(V: int, H: int) -> np.ndarray:
        """Zeros (V, H) float32, laid out in memory as the engine likes it."""
        return np.zeros((V, H), np.float32)

    @staticmethod
    def close_gaps(W: np.ndarray) -> np.ndarray:
        """W as a plain array; W itself is not to be used afterwards."""
        return W


def choose_engine(name: str | None) -> str:
    """Check the name; None means "numba" where it can be imported, else "numpy".

    >>> choose_engine("numpy")
    'numpy'
    """
    if name is not None and (not isinstance(name, str) or name not in ENGINES):
        raise ValueError(f"engine must be one of {', '.join(ENGINES)} or None, got {short(name)}")
    if name in ("layers", "numpy"):
        return name
    try:
        import_module(ENGINES["numba"][0])
    except Exception as error:  # a numba that does not fit its NumPy raises almost anything
        if name == "numba":
            raise ImportError(
                f'engine="numba" cannot be used here ({error}); '
                'install it with: pip install "w2vlib[fast]", or choose engine="numpy"'
            ) from error
        if "numba" not in _said:
            _said.add("numba")
            why = "is not installed"
            if not isinstance(error, ModuleNotFoundError):
                why = printable(f"cannot be used here ({type(error).__name__}: {error})")
            print(f'numba {why}: engine="numpy" trains instead, a few times slower.')
        return "numpy"
    return "numba"


def make_engines(settings, counts) -> tuple[np.ndarray, np.ndarray, list]:
    """Return W_in (V, H), W_out (V, H), float32, and an engine for each worker on the two.

    W_out starts with zeros, so the first answer to every question is "50 %". W_in starts even in
    ±1/H as in gensim; word2vec.c takes half of it, which learns a little less in five epochs.
    """
    s = settings
    cls = engine_class(s.engine)
    rng = np.random.default_rng(s.seed)
    try:
        W_in, W_out = (cls.allocate(len(counts), s.vector_size) for _ in range(2))
    except MemoryError:
        size = 2 * 4 * len(counts) * s.vector_size / 1e9
        raise MemoryError(
            f"vector_size={s.vector_size:,} for {len(counts):,} words needs {size:,.1f} GB, more "
            "than is free; use a smaller vector_size, or a larger min_count for fewer words"
        ) from None
    for start in range(0, len(counts), 10_000):  # in parts: the numbers drawn need memory, too
        part = W_in[start : start + 10_000]
        part[:] = (2 * rng.random(part.shape, dtype=np.float32) - 1) / s.vector_size
    seeds = [int(x) for x in rng.integers(2**31, size=s.workers)]
    first = make_engine(s, W_in, W_out, counts, seeds[0])
    on_cluster = bool(s.sync_words)  # there the workers make engines of their own
    return W_in, W_out, [first, *(first.worker(seed) for seed in seeds[1:] if not on_cluster)]


def engine_class(name: str):
    """The class of an engine, which is imported now."""
    module, cls = ENGINES[name]
    return getattr(import_module(module), cls)


def make_engine(settings, W_in, W_out, counts, seed):
    """One engine on these weights, as the settings want it."""
    s = settings
    return engine_class(s.engine)(
        W_in, W_out, counts, window=s.window, negative=s.negative,
        ns_exponent=s.ns_exponent, sg=s.sg, seed=seed,
    )  # fmt: skip
