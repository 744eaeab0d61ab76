"""From scores to a loss: softmax over all words, sigmoid over one, negative sampling over a few."""

from __future__ import annotations

import numpy as np

from w2vlib.layers import EmbeddingDot, check_ids
from w2vlib.sampling import UnigramSampler


def sigmoid(x) -> np.ndarray:
    """1 / (1 + exp(−x)), computed so that exp never overflows. Any shape."""
    x = np.asarray(x)
    e = np.exp(-np.abs(x))  # always in 0..1
    return np.where(x >= 0, 1, e) / (1 + e)


def softmax(x: np.ndarray) -> np.ndarray:
    """exp(x) / sum(exp(x)) along the last axis; the maximum is taken out first against overflow."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


class SoftmaxWithLoss:
    """Which of V words is it? Softmax and cross entropy, mean over the batch (section 1.3)."""

    def __init__(self):
        self.params, self.grads = [], []
        self.y = self.t = None

    def forward(self, x: np.ndarray, t) -> float:
        """x: (N, V) scores; t: (N,) ids or (N, V) one-hot rows. Returns the mean loss in nats."""
        x, t = np.atleast_2d(x), np.asarray(t)
        self.t = t.argmax(axis=1) if t.size == x.size and t.ndim == 2 else t.reshape(-1)
        check_ids(self.t, x.shape[1])
        shifted = x - x.max(axis=1, keepdims=True)
        log_y = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self.y = np.exp(log_y)
        return float(-log_y[np.arange(len(x)), self.t].mean())

    def backward(self, dout: float = 1) -> np.ndarray:
        """Returns dx (N, V) = (y − t) · dout / N."""
        dx = self.y.copy()
        dx[np.arange(len(dx)), self.t] -= 1
        return dx * dx.dtype.type(dout / len(dx))

    def __repr__(self) -> str:
        return "SoftmaxWithLoss(one question of V answers)"


class SigmoidWithLoss:
    """Is it this word, yes or no? Sigmoid and binary cross entropy, mean over the batch (4.2.3).

    The loss is softplus(x) − t·x. It equals −log(y) for t = 1 and −log(1 − y) for t = 0, but
    needs no log of a number near 0, so it is right for every score and never infinite.
    """

    def __init__(self):
        self.params, self.grads = [], []
        self.y = self.t = None
        self.losses = None

    def forward(self, x: np.ndarray, t) -> float:
        """x: (N,) scores, any shape allowed; t: labels 0 or 1, same shape. Returns the mean loss.

        Afterwards `losses` holds the loss of every score and `y` its sigmoid.
        """
        x = np.asarray(x)
        if not np.issubdtype(x.dtype, np.floating):
            x = x.astype(np.float64)
        self.t = np.asarray(t, dtype=x.dtype)  # an int label would turn float32 into float64
        self.y = sigmoid(x)
        self.losses = np.maximum(x, 0) - x * self.t + np.log1p(np.exp(-np.abs(x)))
        return float(self.losses.mean())

    def backward(self, dout: float = 1) -> np.ndarray:
        """Returns dx = (y − t) · dout / N."""
        return (self.y - self.t) * self.y.dtype.type(dout / self.y.size)

    def __repr__(self) -> str:
        return "SigmoidWithLoss(one question, yes or no)"


class NegativeSamplingLoss:
    """1 yes-question about the target and k no-questions about drawn words (section 4.2.7).

    W           : (V, H) output vectors, one row a word
    corpus      : ids of the whole text, whose counts say how often a word is drawn
    power       : counts are raised to it before drawing (0.75 in the book and in word2vec)
    sample_size : k, the number of negatives a target
    seed        : int or Generator of the sampler
    sparse      : row-sparse gradients, see Embedding
    sampler     : draws the negatives in place of one made from corpus, power and sample_size

    The loss is the sum over the 1 + k questions of their batch means; at the start, with scores
    near 0, it is (k + 1) · ln 2.
    """

    def __init__(
        self, W, corpus=None, power=0.75, sample_size=5, *, seed=None, sparse=False, sampler=None
    ):
        self.sampler = sampler or UnigramSampler(corpus, power, sample_size, seed=seed)
        self.sample_size = sample_size = self.sampler.sample_size
        self.loss_layers = [SigmoidWithLoss() for _ in range(sample_size + 1)]
        self.embed_dot_layers = [EmbeddingDot(W, sparse) for _ in range(sample_size + 1)]
        self.params = [p for layer in self.embed_dot_layers for p in layer.params]

    @property
    def grads(self) -> list:
        """One gradient of W a question; the trainer adds them up (`params` repeats W as often)."""
        return [g for layer in self.embed_dot_layers for g in layer.grads]

    def forward(self, h: np.ndarray, target) -> float:
        """h: (N, H); target: (N,) ids. Draws (N, k) negatives; returns the loss."""
        negatives = self.sampler.get_negative_sample(target)
        self.words = np.column_stack([target, negatives])  # (N, 1 + k)
        loss = 0.0
        for i in range(self.sample_size + 1):
            label = np.full(len(h), i == 0, dtype=np.int32)  # column 0 is the true word
            score = self.embed_dot_layers[i].forward(h, self.words[:, i])
            loss += self.loss_layers[i].forward(score, label)
        return loss

    def backward(self, dout: float = 1) -> np.ndarray:
        """Returns dh (N, H), the sum over the 1 + k questions."""
        dh = 0
        for loss_layer, dot_layer in zip(self.loss_layers, self.embed_dot_layers, strict=True):
            dh += dot_layer.backward(loss_layer.backward(dout))
        return dh

    def __repr__(self) -> str:
        V, H = self.params[0].shape
        return f"NegativeSamplingLoss({V:,} words x {H}, 1 yes + {self.sample_size} no)"
