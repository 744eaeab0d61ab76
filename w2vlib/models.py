"""The networks: chapter 3's one-hot CBOW, and chapter 4's CBOW and skip-gram.

All keep the book's contract: `params` and `grads` are lists in the same order (a shared matrix
appears once for every layer that uses it; the trainer adds its gradients up), `forward` returns
the loss, `word_vecs` is the matrix one keeps after training.
"""

from __future__ import annotations

import numpy as np

from w2vlib.layers import Embedding, MatMul
from w2vlib.losses import NegativeSamplingLoss, SoftmaxWithLoss


def _small_weights(rng, *shape) -> np.ndarray:
    return 0.01 * rng.standard_normal(shape, dtype=np.float32)


class _Model:
    """What all three share: the gathered parameters and gradients of their layers."""

    layers: list

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
    """Two context words as one-hot rows, softmax over all words (section 3.4)."""

    def __init__(self, vocab_size: int, hidden_size: int, *, seed=None):
        rng = np.random.default_rng(seed)
        W_in = _small_weights(rng, vocab_size, hidden_size)
        W_out = _small_weights(rng, hidden_size, vocab_size)
        self.in_layer0, self.in_layer1 = MatMul(W_in), MatMul(W_in)
        self.out_layer, self.loss_layer = MatMul(W_out), SoftmaxWithLoss()
        self.layers = [self.in_layer0, self.in_layer1, self.out_layer]
        self.word_vecs = W_in

    def forward(self, contexts: np.ndarray, target: np.ndarray) -> float:
        """contexts: (N, 2, V) one-hot; target: (N, V) one-hot or (N,) ids. Returns the loss."""
        h0 = self.in_layer0.forward(contexts[:, 0])
        h1 = self.in_layer1.forward(contexts[:, 1])
        score = self.out_layer.forward((h0 + h1) * 0.5)
        return self.loss_layer.forward(score, target)

    def backward(self, dout: float = 1) -> None:
        """Fills grads."""
        dh = self.out_layer.backward(self.loss_layer.backward(dout)) * 0.5
        self.in_layer1.backward(dh)
        self.in_layer0.backward(dh)


class CBOW(_Model):
    """The mean of 2·window looked-up context words, negative sampling (section 4.3.1).

    corpus : ids of the text, for the counts of the sampler
    sparse : row-sparse gradients, see Embedding
    weights: (W_in, W_out), both (V, H), to train in place of new ones
    sampler: draws the negatives in place of one made from corpus (which may then be None)
    """

    def __init__(
        self, vocab_size, hidden_size, window_size, corpus, *, seed=None, sparse=False,
        weights=None, sampler=None,
    ):  # fmt: skip
        rng = np.random.default_rng(seed)
        W_in, W_out = weights or (_small_weights(rng, vocab_size, hidden_size) for _ in range(2))
        self.in_layers = [Embedding(W_in, sparse) for _ in range(2 * window_size)]
        self.ns_loss = NegativeSamplingLoss(
            W_out, corpus, 0.75, 5, seed=rng, sparse=sparse, sampler=sampler
        )
        self.layers = [*self.in_layers, self.ns_loss]
        self.word_vecs = W_in

    def forward(self, contexts: np.ndarray, target, mask=None) -> float:
        """contexts: (N, 2·window) ids; target: (N,) ids. Returns the loss.

        mask: (N, 2·window), 1 for a word of the context and 0 where there is none, at the edge of
        a sentence for example; every row needs a 1. None: all are words, as in the book.
        """
        self.mask = np.ones(contexts.shape, np.float32) if mask is None else mask
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


class SkipGram(_Model):
    """One word in, each of its 2·window context words asked about in turn (sections 3.5.2, 4.3).

    places: how many context words a row has, 2·window unless said otherwise. Else as CBOW.
    """

    def __init__(
        self, vocab_size, hidden_size, window_size, corpus, *, seed=None, sparse=False,
        weights=None, sampler=None, places=None,
    ):  # fmt: skip
        rng = np.random.default_rng(seed)
        W_in, W_out = weights or (_small_weights(rng, vocab_size, hidden_size) for _ in range(2))
        self.in_layer = Embedding(W_in, sparse)
        self.loss_layers = [
            NegativeSamplingLoss(W_out, corpus, 0.75, 5, seed=rng, sparse=sparse, sampler=sampler)
            for _ in range(places or 2 * window_size)
        ]
        self.layers = [self.in_layer, *self.loss_layers]
        self.word_vecs = W_in

    def forward(self, contexts: np.ndarray, target) -> float:
        """contexts: (N, 2·window) ids; target: (N,) ids. Returns the sum of the losses."""
        h = self.in_layer.forward(target)
        return sum(layer.forward(h, contexts[:, i]) for i, layer in enumerate(self.loss_layers))

    def backward(self, dout: float = 1) -> None:
        """Fills grads."""
        self.in_layer.backward(sum(layer.backward(dout) for layer in self.loss_layers))
