"""From a row of ids to what a network is shown: windows, and which words are left out.

Lessons 01 and 07.
"""

from __future__ import annotations

import numpy as np

from w2vlib import checking


def contexts_and_targets(ids: np.ndarray, window_size: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return contexts (n, 2·window_size) and targets (n,): each word with its neighbours.

    ids: (N,) integers, one text. Only full windows are taken (as the book's
    create_contexts_target, section 3.3), so n = N - 2·window_size; row i holds the words
    before target i, then those after it, in the order of the text.
    Errors: ValueError for a window below 1 or a text too short for one window.

    >>> contexts_and_targets([0, 1, 2, 3], window_size=1)
    (array([[0, 2],
           [1, 3]]), array([1, 2]))
    """
    window_size = checking.whole("window_size", window_size, 1, remedy="5 is usual")
    ids = checking.ids(ids, 2**63)
    span = 2 * window_size + 1
    if ids.ndim != 1 or len(ids) < span:
        raise ValueError(
            f"ids must be one row of at least {span} ids for window_size={window_size}, "
            f"got shape {ids.shape}; use a longer text or a smaller window"
        )
    windows = np.lib.stride_tricks.sliding_window_view(ids, span)  # (n, span), no copy
    return np.delete(windows, window_size, axis=1), windows[:, window_size].copy()


def sentence_of(bounds: np.ndarray) -> np.ndarray:
    """Return the number of the sentence that each word stands in, (N,). bounds: (S+1,).

    >>> sentence_of([0, 3, 3, 5])
    array([0, 0, 0, 2, 2])
    """
    return np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))


def keep_probability(counts: np.ndarray, sample: float = 1e-3) -> np.ndarray:
    """Return for each word the chance to be kept, float64 (V,): frequent words are thinned out.

    counts: (V,). With f = a word's share of the text, word2vec.c keeps it with probability
    min(1, (sqrt(f / sample) + 1) · sample / f). sample = 0 keeps everything.
    Source: word2vec.c; Mikolov et al. (2013), section 2.3, give a slightly different formula.

    >>> keep_probability([900, 90, 10], sample=0.01).round(3)
    array([0.117, 0.444, 1.   ])
    """
    counts = checking.counts("counts", counts).astype(np.float64)
    sample = checking.real("sample", sample, 0, remedy="0 keeps all, 1e-3 is usual")
    keep = np.ones(len(counts))
    occurs = counts > 0
    if sample > 0:
        f = counts[occurs] / counts.sum()
        keep[occurs] = np.minimum(1, (np.sqrt(f / sample) + 1) * sample / f)
    return keep


def subsample(
    ids: np.ndarray,
    counts: np.ndarray,
    sample: float = 1e-3,
    rng: int | np.random.Generator | None = None,
) -> np.ndarray:
    """Return `ids` (N,) without some of the frequent words, in their order.

    counts: (V,) of the whole text. rng: seed or Generator. See keep_probability.

    >>> subsample([0, 1, 0, 2, 0, 0], counts=[900, 90, 10], sample=0.01, rng=1)
    array([2])
    """
    ids = checking.ids(checking.shape("ids", ids, ("N",), "one row of ids"), len(counts))
    chance = checking.generator(rng, "rng").random(len(ids))
    return ids[chance < keep_probability(counts, sample)[ids]]
