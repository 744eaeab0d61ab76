"""A text of any vocabulary, whose words are as unevenly spread as real ones (Zipf's law)."""

from __future__ import annotations

import numpy as np

from w2vlib import checking


def zipf_counts(V: int) -> np.ndarray:
    """Counts (V,) as in real text: the word of rank r occurs about 1/r as often as the first."""
    V = checking.whole("V", V, 1, 10**9, "it is a number of words")
    return 10 * V // np.arange(1, V + 1)


def zipf_text(V: int, n: int, seed=0) -> np.ndarray:
    """n word ids drawn with these counts, int32."""
    n = checking.whole("n", n, 0, remedy="it is a number of words")
    total = np.cumsum(zipf_counts(V))
    drawn = np.random.default_rng(seed).integers(total[-1], size=n)
    return np.searchsorted(total, drawn, side="right").astype(np.int32)
