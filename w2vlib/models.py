"""The networks: chapter 3's one-hot CBOW, and chapter 4's CBOW and skip-gram.

All keep the book's contract: `params` and `grads` are lists in the same order (a shared matrix
appears once for every layer that uses it; the trainer adds its gradients up), `forward` returns
the loss, `word_vecs` is the matrix one keeps after training.

Lesson 06.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from w2vlib import checking
from w2vlib.layers import Embedding, MatMul
from w2vlib.losses import NegativeSamplingLoss, SoftmaxWithLoss
from w2vlib.sampling import UnigramSampler


def _checked_sizes(vocab_size, hidden_size, window_size=1) -> tuple[int, int, int]:
    return (
        checking.whole("vocab_size", vocab_size, 2, 2**31 - 1, "len(corpus.vocab)"),
        checking.whole("hidden_size", hidden_size, 1, 100_000, "100 is usual"),
        checking.whole("window_size", window_size, 1, 1_000, "5 is usual"),
    )


def _weights(given, rng, *shapes: tuple[int, int]) -> list[np.ndarray]:
    """W_in and W_out, new ones or those given, which are not copied."""
    if given is None:
        return [0.01 * rng.standard_normal(shape, dtype=np.float32) for shape in shapes]
    if len(given) != 2:
        raise ValueError(f"weights must be a pair (W_in, W_out), got {len(given)} of them")
    named = zip(("W_in", "W_out"), given, shapes, strict=True)
    return [checking.numbers(name, W, shape) for name, W, shape in named]


class _Model:
    """What all three share: the gathered parameters and gradients of their layers."""

    layers: list
    word_vecs: np.ndarray

    @property
    def params(self) -> list:
        """The weights of every layer, float32."""
        return [p for layer in self.layers for p in layer.params]

    @property
    def grads(self) -> list:
        """Their gradients after the last backward, in the same order."""
        return [g for layer in self.layers for g in layer.grads]

    def __repr__(self) -> str:
        V, H = self.word_vecs.shape
        return f"{type(self).__name__}({V:,} words x {H}: {', '.join(map(repr, self.layers))})"


class SimpleCBOW(_Model):
    """Two context words as one-hot rows, softmax over all words (section 3.4).

    weights: (W_in (V, H), W_out (H, V)) to train in place of new ones.

    >>> model = SimpleCBOW(vocab_size=7, hidden_size=3, seed=0)
    >>> round(model.forward(contexts=np.eye(7)[[[0, 2]]], target=[1]), 2)  # about ln 7
    1.95
    """

    def __init__(
        self,
        vocab_size: int,
        hidden_size: int,
        *,
        seed: int | np.random.Generator | None = None,
        weights: tuple[np.ndarray, np.ndarray] | None = None,
    ):
        V, H, _ = _checked_sizes(vocab_size, hidden_size)
        W_in, W_out = _weights(weights, checking.generator(seed), (V, H), (H, V))
        self.in_layer0, self.in_layer1 = MatMul(W_in), MatMul(W_in)
        self.out_layer, self.loss_layer = MatMul(W_out), SoftmaxWithLoss()
        self.layers = [self.in_layer0, self.in_layer1, self.out_layer]
        self.word_vecs = W_in

    def forward(self, contexts: np.ndarray, target: np.ndarray) -> float:
        """contexts: (N, 2, V) one-hot; target: (N, V) one-hot or (N,) ids. Returns the loss."""
        contexts = checking.numbers(
            "contexts", contexts, ("N", 2, len(self.word_vecs)), "two one-hot rows (window 1)"
        )
        h0 = self.in_layer0.forward(contexts[:, 0])
        h1 = self.in_layer1.forward(contexts[:, 1])
        score = self.out_layer.forward((h0 + h1) * 0.5)
        return self.loss_layer.forward(score, target)

    def backward(self, dout: float = 1) -> None:
        """Fills grads."""
        dh = self.out_layer.backward(self.loss_layer.backward(dout)) * 0.5
        self.in_layer1.backward(dh)
        self.in_layer0.backward(dh)


class _NegativeSamplingModel(_Model):
    """The head of CBOW and SkipGram: weights, a sampler, so many places in a row of contexts."""

    def __init__(
        self,
        vocab_size: int,
        hidden_size: int,
        window_size: int,
        corpus: np.ndarray | None,
        *,
        seed: int | np.random.Generator | None = None,
        sparse: bool = False,
        weights: tuple[np.ndarray, np.ndarray] | None = None,
        sampler=None,
        places: int | None = None,
    ):
        """vocab_size V, hidden_size H, window_size: words on each side.

        corpus : ids of the text, for the counts of the sampler
        sparse : row-sparse gradients, see Embedding
        weights: (W_in, W_out), both (V, H), to train in place of new ones
        sampler: draws the negatives in place of one made from corpus (which may then be None)
        places : how many context words a row has; None: 2·window_size
        """
        V, H, window_size = _checked_sizes(vocab_size, hidden_size, window_size)
        rng = checking.generator(seed)
        W_in, W_out = _weights(weights, rng, (V, H), (V, H))
        if sampler is None:  # as in the book
            sampler = UnigramSampler(cast(np.ndarray, corpus), 0.75, 5, seed=rng)
        checking.sampler(sampler, V)  # it may draw no unknown word
        places = 2 * window_size if places is None else places
        self.places = checking.whole("places", places, 1, 2_000, "None is 2 · window_size")
        self.word_vecs = W_in
        self._build(W_in, W_out, sparse, sampler)

    def _build(self, W_in, W_out, sparse: bool, sampler) -> None:
        raise NotImplementedError

    def _checked(self, contexts, target) -> tuple[np.ndarray, np.ndarray]:
        target = checking.shape("target", target, ("N",), "one word id a row; .ravel() a column")
        contexts = checking.shape(
            "contexts", contexts, (len(target), self.places), "one row a target, 2·window_size "
            "ids in it: make both with contexts_and_targets and the model's window_size",
        )  # fmt: skip
        return contexts, target


class CBOW(_NegativeSamplingModel):
    """The mean of 2·window looked-up context words, negative sampling (section 4.3.1)."""

    def _build(self, W_in, W_out, sparse: bool, sampler) -> None:
        self.in_layers = [Embedding(W_in, sparse) for _ in range(self.places)]
        self.ns_loss = NegativeSamplingLoss(W_out, sparse=sparse, sampler=sampler)
        self.layers = [*self.in_layers, self.ns_loss]

    def forward(self, contexts: np.ndarray, target, mask=None) -> float:
        """contexts: (N, 2·window) ids; target: (N,) ids. Returns the loss.

        mask: (N, 2·window), 1 for a word of the context and 0 where there is none, at the edge of
        a sentence for example; every row needs a 1. None: all are words, as in the book.
        """
        contexts, target = self._checked(contexts, target)
        if mask is None:
            mask = np.ones(contexts.shape, np.float32)
        self.mask = checking.numbers("mask", mask, contexts.shape, "one number for each context")
        if ((self.mask != 0) & (self.mask != 1)).any():
            raise ValueError("mask must hold 1 (a word) and 0 (none) only, got other numbers")
        if not self.mask.any(axis=1).all():
            raise ValueError("mask must hold a 1 in every row: leave targets without context out")
        self.share = 1 / self.mask.sum(axis=1, keepdims=True)  # of each word in the mean
        h = 0
        for i, layer in enumerate(self.in_layers):
            h += layer.forward(contexts[:, i]) * self.mask[:, [i]]
        return self.ns_loss.forward(h * self.share, target)

    def backward(self, dout: float = 1) -> None:
        """Fills grads."""
        dh = self.ns_loss.backward(dout) * self.share
        for i, layer in enumerate(self.in_layers):
            layer.backward(dh * self.mask[:, [i]])


class SkipGram(_NegativeSamplingModel):
    """One word in, each of its 2·window context words asked about in turn (sections 3.5.2, 4.3)."""

    def _build(self, W_in, W_out, sparse: bool, sampler) -> None:
        self.in_layer = Embedding(W_in, sparse)
        self.loss_layers = [
            NegativeSamplingLoss(W_out, sparse=sparse, sampler=sampler) for _ in range(self.places)
        ]
        self.layers = [self.in_layer, *self.loss_layers]

    def forward(self, contexts: np.ndarray, target) -> float:
        """contexts: (N, 2·window) ids; target: (N,) ids. Returns the sum of the losses."""
        contexts, target = self._checked(contexts, target)
        h = self.in_layer.forward(target)
        return sum(layer.forward(h, contexts[:, i]) for i, layer in enumerate(self.loss_layers))

    def backward(self, dout: float = 1) -> None:
        """Fills grads."""
        dh: Any = sum(layer.backward(dout) for layer in self.loss_layers)
        self.in_layer.backward(dh)
