"""From scores to a loss: softmax over all words, sigmoid over one, negative sampling over a few.

Lessons 04 and 06.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from w2vlib import checking
from w2vlib.layers import EmbeddingDot
from w2vlib.sampling import UnigramSampler

OVERFLOW = "if this comes from training, use a smaller learning rate or max_grad"


def sigmoid(x) -> np.ndarray:
    """1 / (1 + exp(−x)), computed so that exp never overflows. Any shape.

    >>> sigmoid([0, 1000]).tolist()
    [0.5, 1.0]
    """
    x = checking.floats("x", x)
    e = np.exp(-np.abs(x))  # always in 0..1
    return np.where(x >= 0, 1, e) / (1 + e)


def softmax(x: np.ndarray) -> np.ndarray:
    """exp(x) / sum(exp(x)) along the last axis; the maximum is taken out first against overflow.

    >>> softmax([[1000, 1000]]).tolist()
    [[0.5, 0.5]]
    """
    x = checking.floats("x", x)
    if x.ndim == 0 or x.shape[-1] == 0:
        raise ValueError(f"x must have one score or more in each row, got shape {x.shape}")
    top = x.max(axis=-1, keepdims=True)
    checking.finite("the largest score of a row of x", top, OVERFLOW)  # -inf leaves words out
    e = np.exp(x - top)
    return e / e.sum(axis=-1, keepdims=True)


class SoftmaxWithLoss:
    """Which of V words is it? Softmax and cross entropy, mean over the batch (section 1.3).

    >>> round(SoftmaxWithLoss().forward([[0.0, 0.0, 0.0, 0.0]], [2]), 4)  # ln 4
    1.3863
    """

    def __init__(self):
        self.params, self.grads = [], []
        self.y: np.ndarray | None = None
        self.t: np.ndarray | None = None

    def forward(self, x: np.ndarray, t) -> float:
        """x: (N, V) scores; t: (N,) ids or (N, V) one-hot rows. Returns the mean loss in nats.

        One row x (V,) goes with one id. NotFinite (a FloatingPointError) for NaN or infinity.
        """
        x, t = checking.floats("the scores x", x), checking.as_array("t", t)
        if x.ndim == 1:
            x, t = x[None], t.reshape(1, -1) if t.size == x.size > 1 else t.reshape(-1)
        checking.shape("the scores x", x, ("N", "V"), "one row a question")
        checking.finite("the scores x", x, OVERFLOW)
        if x.size == 0:
            raise ValueError(f"the scores x must hold one row or more, got shape {x.shape}")
        if t.shape == x.shape:
            if ((t != 0) & (t != 1)).any() or (t.sum(axis=1) != 1).any():
                raise ValueError("t must hold one 1 in each row (one-hot) or be a row of word ids")
            t = t.argmax(axis=1)
        t = checking.shape("t", t, (len(x),), f"one word id a row, or one-hot rows {x.shape}")
        self.t = checking.ids(t, x.shape[1])
        shifted = x - x.max(axis=1, keepdims=True)
        log_y = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self.y = np.exp(log_y)
        return float(-log_y[np.arange(len(x)), self.t].mean())

    def backward(self, dout: float = 1) -> np.ndarray:
        """Returns dx (N, V) = (y − t) · dout / N. dout: one number."""
        dx = checking.after_forward(self.y, self).copy()
        dx[np.arange(len(dx)), self.t] -= 1
        return dx * dx.dtype.type(_one(dout) / len(dx))

    def __repr__(self) -> str:
        return "SoftmaxWithLoss(one question of V answers)"


class SigmoidWithLoss:
    """Is it this word, yes or no? Sigmoid and binary cross entropy, mean over the batch (4.2.3).

    The loss is softplus(x) − t·x. It equals −log(y) for t = 1 and −log(1 − y) for t = 0, but
    needs no log of a number near 0, so it is right for every score and never infinite.

    >>> layer = SigmoidWithLoss()
    >>> round(layer.forward([0.0, 0.0], [1, 0]), 4)  # ln 2
    0.6931
    >>> layer.backward().tolist()
    [-0.25, 0.25]
    """

    def __init__(self):
        self.params, self.grads = [], []
        self.y: np.ndarray | None = None
        self.t: np.ndarray | None = None
        self.losses: np.ndarray | None = None

    def forward(self, x: np.ndarray, t) -> float:
        """x: (N,) scores, any shape allowed; t: labels 0 or 1, same shape. Returns the mean loss.

        Afterwards `losses` holds the loss of every score and `y` its sigmoid.
        NotFinite (a FloatingPointError) for scores that are NaN or infinite.
        """
        x = checking.floats("the scores x", x)
        t = checking.numbers("the labels t", t, x.shape, "one label for each score")
        checking.finite("the scores x", x, OVERFLOW)
        if x.size == 0 or not ((t >= 0) & (t <= 1)).all():
            got = checking.short(t.tolist())
            raise ValueError(f"the labels t must be 1 (yes) or 0 (no), one or more, got {got}")
        self.t = t.astype(x.dtype, copy=False)  # an int label would turn float32 into float64
        self.y = sigmoid(x)
        self.losses = np.maximum(x, 0) - x * self.t + np.log1p(np.exp(-np.abs(x)))
        return float(self.losses.mean())

    def backward(self, dout: float = 1) -> np.ndarray:
        """Returns dx = (y − t) · dout / N. dout: one number."""
        y = checking.after_forward(self.y, self)
        return (y - self.t) * y.dtype.type(_one(dout) / y.size)

    def __repr__(self) -> str:
        return "SigmoidWithLoss(one question, yes or no)"


def _one(dout) -> float:
    """The gradient of a loss is one number."""
    array = checking.shape("dout", dout, (), "the loss is one number, so its gradient is one")
    return checking.real("dout", array.item(), remedy="1 is usual")


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

    >>> loss = NegativeSamplingLoss(np.zeros((7, 3)), np.arange(7), sample_size=5, seed=0)
    >>> round(loss.forward(np.ones((2, 3)), [1, 4]), 4)  # 6 · ln 2
    4.1589
    """

    def __init__(
        self,
        W: np.ndarray,
        corpus: np.ndarray | Sequence[int] = (),
        power: float = 0.75,
        sample_size: int = 5,
        *,
        seed: int | np.random.Generator | None = None,
        sparse: bool = False,
        sampler=None,
    ):
        self.sampler = sampler or UnigramSampler(corpus, power, sample_size, seed=seed)
        self.sample_size = sample_size = checking.sampler(
            self.sampler, len(checking.shape("W", W, ("V", "H"))), "the rows of W"
        ).sample_size
        self.loss_layers = [SigmoidWithLoss() for _ in range(sample_size + 1)]
        self.embed_dot_layers = [EmbeddingDot(W, sparse) for _ in range(sample_size + 1)]
        self.params = [p for layer in self.embed_dot_layers for p in layer.params]
        self.words: np.ndarray | None = None

    @property
    def grads(self) -> list:
        """One gradient of W a question; the trainer adds them up (`params` repeats W as often)."""
        return [g for layer in self.embed_dot_layers for g in layer.grads]

    def forward(self, h: np.ndarray, target) -> float:
        """h: (N, H); target: (N,) ids. Draws (N, k) negatives; returns the loss."""
        h = checking.numbers("h", h, ("N", self.params[0].shape[1]), "one hidden vector a row")
        target = checking.shape("target", target, (len(h),), "one word id for each row of h")
        negatives = checking.shape(
            "what the sampler draws",
            self.sampler.get_negative_sample(target),
            (len(h), self.sample_size),
            "sample_size ids for each target",
        )
        self.words = np.column_stack([target, negatives])  # (N, 1 + k)
        loss = 0.0
        for i in range(self.sample_size + 1):
            label = np.full(len(h), i == 0, dtype=np.int32)  # column 0 is the true word
            score = self.embed_dot_layers[i].forward(h, self.words[:, i])
            loss += self.loss_layers[i].forward(score, label)
        return loss

    def backward(self, dout: float = 1) -> np.ndarray:
        """Returns dh (N, H), the sum over the 1 + k questions."""
        checking.after_forward(self.words, self)
        dh: Any = 0
        for loss_layer, dot_layer in zip(self.loss_layers, self.embed_dot_layers, strict=True):
            dh += dot_layer.backward(loss_layer.backward(dout))
        return dh

    def __repr__(self) -> str:
        V, H = self.params[0].shape
        return f"NegativeSamplingLoss({V:,} words x {H}, 1 yes + {self.sample_size} no)"
