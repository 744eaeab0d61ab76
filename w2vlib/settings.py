"""The settings of a training run, checked before anything starts. Lesson 07."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from w2vlib import checking
from w2vlib.engines import choose_engine

WHOLE = {  # name -> (smallest, largest, hint)
    "vector_size": (1, 100_000, "100 is usual"),
    "window": (1, 1_000, "5 is usual"),
    "negative": (1, 1_000, "5 is usual; every engine here trains by negative sampling"),
    "sg": (0, 1, "0 is CBOW, 1 is skip-gram"),
    "epochs": (1, 1_000_000, "5 is usual"),
    "workers": (1, 256, "1 is reproducible"),
}
REAL = {
    "ns_exponent": (-10, 10, "0.75 is usual"),
    "sample": (0, 1, "0.001 is usual, 0 keeps every word"),
    "alpha": (1e-12, 1e6, "0.05 is usual for CBOW, 0.025 for skip-gram"),
    "min_alpha": (0, 1e6, "0.0001 is usual"),
}


@dataclass(frozen=True)
class Settings:
    """What decides the result, besides the text. Raises TypeError or ValueError with the remedy.

    The names and meanings are those of train_word2vec; alpha and seed are numbers here.

    >>> usual = dict(vector_size=100, window=5, negative=5, ns_exponent=0.75, sample=0.001, sg=0)
    >>> usual |= dict(alpha=None, min_alpha=1e-4, epochs=5, workers=1, seed=1, engine="numpy")
    >>> Settings.checked(**usual).alpha
    0.05
    >>> Settings.checked(**usual | {"window": 0})
    Traceback (most recent call last):
    ValueError: window must be in 1..1,000, got 0; 5 is usual
    """

    vector_size: int
    window: int
    negative: int
    ns_exponent: float
    sample: float
    alpha: float
    min_alpha: float
    sg: int
    epochs: int
    workers: int
    seed: int
    engine: str
    sync_words: int  # on a cluster: words a worker trains between averages; 0: no cluster

    @classmethod
    def checked(
        cls,
        *,
        alpha: float | None,
        seed: int | np.random.Generator | None,
        engine: str | None,
        sync_words: int = 0,
        **others: Any,
    ) -> Settings:
        """Check every value; fill in alpha, seed and engine where they are None."""
        engine = choose_engine(engine)
        numbers: dict[str, Any] = {
            name: checking.whole(name, others[name], *WHOLE[name]) for name in WHOLE
        }
        if alpha is None:
            alpha = 0.001 if engine == "layers" else (0.025 if numbers["sg"] else 0.05)
        others["alpha"] = alpha
        numbers |= {name: checking.real(name, others[name], *REAL[name]) for name in REAL}
        if numbers["min_alpha"] > numbers["alpha"]:
            raise ValueError(
                f"min_alpha must be at most alpha, got {numbers['min_alpha']} > {alpha}; "
                "the learning rate falls from alpha to min_alpha"
            )
        if sync_words and engine == "layers":
            raise ValueError('engine "layers" does not run on a cluster; take "numba" or "numpy"')
        if numbers["workers"] > 1 and engine != "numba" and not sync_words:
            raise ValueError(
                f"workers must be 1 for engine {engine!r}, got {numbers['workers']}; only "
                'engine="numba" runs on several threads'
            )
        return cls(seed=_seed(seed), engine=engine, sync_words=sync_words, **numbers)

    def differences(self, other: dict) -> list[str]:
        """The settings that `other` has differently: 'window: 5 there, 3 here'."""
        return [
            f"{name}: {there} there, {value} here"
            for name, value in asdict(self).items()
            if (there := other.get(name, 0 if name == "sync_words" else None)) != value
        ]


def _seed(seed: int | np.random.Generator | None) -> int:
    """One whole number from None (a fresh one), a whole number, or a Generator (its next)."""
    if seed is None:
        return secrets.randbits(128)  # as much as NumPy itself would take
    if isinstance(seed, np.random.Generator):
        return int(seed.integers(2**63))
    return checking.whole("seed", seed, 0, remedy="give one, a Generator, or None for a fresh one")
