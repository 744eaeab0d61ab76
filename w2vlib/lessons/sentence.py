"""One typed sentence on its way through the network of lesson 06 and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2vlib import checking
from w2vlib.models import CBOW
from w2vlib.optim import SGD
from w2vlib.sampling import UnigramSampler
from w2vlib.trainer import remove_duplicate

FEWEST, MOST, LONGEST = 4, 8, 10  # words of a sentence, letters of a word
H, K, RATE = 3, 2, 1.0  # numbers of a vector, negatives, learning rate


@dataclass
class Walk:
    """All that comes up on the way: V words, 1 + K questions, target first."""

    vocab: list[str]
    ids: np.ndarray  # (n,) of the sentence
    contexts: np.ndarray  # (2,)
    words: np.ndarray  # (1+K,) ids asked
    before: tuple[np.ndarray, np.ndarray]  # W_in, W_out, both (V, H)
    after: list[np.ndarray]
    moved: list[np.ndarray]  # the ids of the rows of W_in and W_out that changed
    h: np.ndarray  # (H,)
    scores: np.ndarray  # (1+K,)
    loss: float


def words_of(text: str) -> list[str]:
    """The words of a sentence of 4 to 8, cut at blanks; ValueError with a hint otherwise."""
    if not isinstance(text, str):
        raise TypeError(f"a sentence must be a text, got {checking.short(text)}")
    words = text.lower().split()
    if not FEWEST <= len(words) <= MOST or len(set(words)) < 3:
        raise ValueError(
            f"type {FEWEST} to {MOST} words with blanks between, 3 of them different; "
            f"got {len(words)}, {len(set(words))} different"
        )
    if len(max(words, key=len)) > LONGEST:
        long = max(words, key=len)
        raise ValueError(f"a word may have {LONGEST} letters at most, got {long[:30]!r}")
    return words


def walk(words, place: int = 2, draw: int = 1) -> Walk:
    """One step of training by the library's own CBOW, window 1, on the word at `place` (from 1)."""
    if not 2 <= place < len(words):
        raise ValueError(
            f"the target needs a word on each side: place 2 to {len(words) - 1} of this sentence, "
            f"got {place}"
        )
    vocab = list(dict.fromkeys(words))
    ids = np.array([vocab.index(word) for word in words])
    W = np.random.default_rng(3).normal(size=(2, MOST, H)).round(1)[:, : len(vocab)]
    weights = W[0].copy(), W[1].copy()
    contexts, target = ids[[place - 2, place]], ids[place - 1]
    sampler = UnigramSampler(ids, sample_size=K, seed=draw)
    model = CBOW(len(vocab), H, 1, None, weights=weights, sampler=sampler)
    loss = model.forward(contexts[None], [target])
    model.backward()
    asked, h = model.ns_loss.words[0], W[0][contexts].mean(axis=0)
    SGD(RATE).update(*remove_duplicate(model.params, model.grads))
    moved = [np.flatnonzero((a != b).any(axis=1)) for a, b in zip(W, weights, strict=True)]
    scores = W[1][asked] @ h
    return Walk(
        vocab, ids, contexts, asked, (W[0], W[1]), list(weights), moved, h, scores, float(loss)
    )
