"""Numbers about negatives: exact shares, distances between shares, and who stands near whom."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from w2vlib import checking
from w2vlib.sampling import UnigramSampler
from w2vlib.windows import sentence_of

MOST_WORDS = 12  # up to here the shares without replacement are computed over all subsets


def total_variation(p, q) -> float:
    """Half the sum of |p − q|, both (V,): 0 = equal shares, 1 = nothing in common.

    It is the share of draws that would have to go to other words to turn p into q.
    """
    p = checking.floats("p", p, ("V",), "one share a word")
    q = checking.floats("q", q, p.shape, "both of one vocabulary")
    return float(np.abs(p - q).sum() / 2)


def exact_noise(sampler: UnigramSampler, target: int) -> np.ndarray:
    """The shares that negatives should have, (V,): those of p, with the target taken out."""
    p = sampler.p.copy()
    p[checking.ids(target, len(p))] = 0
    return p / p.sum()


def long_run_shares(sampler: UnigramSampler, target: int) -> np.ndarray | None:
    """The shares (V,) that the draws of this very sampler tend to; None if too costly to compute.

    Without replacement they are exact up to MOST_WORDS words that can be drawn.
    """
    p = exact_noise(sampler, target) if sampler.exclude else sampler.p
    if sampler.replace:
        return p
    words = np.flatnonzero(p)
    if len(words) > MOST_WORDS:
        return None
    shares = np.zeros(len(p))
    shares[words] = _successive_shares(tuple(p[words]), sampler.sample_size)
    return shares


@lru_cache(maxsize=64)
def _successive_shares(p: tuple[float, ...], k: int) -> np.ndarray:
    """The share of each word when k different ones are drawn one after another, exactly."""
    sets = {0: 1.0}  # bit mask of the words drawn so far -> its probability
    for _ in range(k):
        longer: dict[int, float] = {}
        for drawn, chance in sets.items():
            left = sum(q for i, q in enumerate(p) if not drawn >> i & 1)
            for i, q in enumerate(p):
                if not drawn >> i & 1:
                    longer[drawn | 1 << i] = longer.get(drawn | 1 << i, 0) + chance * q / left
        sets = longer
    shares = np.zeros(len(p))
    for drawn, chance in sets.items():
        shares[[i for i in range(len(p)) if drawn >> i & 1]] += chance / k
    return shares


def near(corpus, ids, window: int = 1) -> np.ndarray:
    """Which words stand within `window` places of one of `ids`, anywhere in the text, bool (V,).

    Places in other sentences do not count. A word is near itself only if it stands there twice.
    """
    window, ids = checking.whole("window", window, 1), checking.ids(ids, len(corpus.vocab))
    found = np.zeros(len(corpus.vocab), dtype=bool)
    for i in np.unique(ids):
        found |= _near_one(corpus, int(i), window)
    return found


@lru_cache(maxsize=64)  # an explorer asks for the same words at each move
def _near_one(corpus, word_id: int, window: int) -> np.ndarray:
    found = np.zeros(len(corpus.vocab), dtype=bool)
    sentence, places = _sentences(corpus), places_of(corpus, word_id)
    for step in (*range(-window, 0), *range(1, window + 1)):
        kept = places[(places + step >= 0) & (places + step < len(sentence))]
        kept = kept[sentence[kept] == sentence[kept + step]]
        found[corpus.ids[kept + step]] = True
    return found


@lru_cache(maxsize=8)
def places_of(corpus, word_id: int) -> np.ndarray:
    """Where a word stands in the text: its places in corpus.ids."""
    return np.flatnonzero(corpus.ids == word_id)


@lru_cache(maxsize=3)
def _sentences(corpus) -> np.ndarray:
    """sentence_of, remembered: int32, since three corpora are kept."""
    return sentence_of(corpus.bounds).astype(np.int32)


def rank_groups(counts) -> list[tuple[str, np.ndarray]]:
    """(label, ids) of groups of words by falling count: 1, 2–10, 11–100, …; every word if few.

    The label of a single word is "": its name says more.
    """
    order = np.argsort(-np.asarray(counts), kind="stable")
    if len(order) <= MOST_WORDS:
        return [("", order[i : i + 1]) for i in range(len(order))]
    groups, start = [("", order[:1])], 1
    while start < len(order):
        end = min(start * 10, len(order))
        groups.append((f"ranks {start + 1:,}–{end:,}", order[start:end]))
        start = end
    return groups
