"""The speed ladder, rungs 1 to 5: from chapter 3's network to one that writes touched rows only.

Every rung trains the same CBOW: full windows of `window` words on both sides, their mean, plain
SGD, the loss as a mean over the batch. Each class below overrides what its rung changes and
inherits the rest. Rungs 6 to 8 are in our_rungs.py, what all of them cost in cost.py.
The step stands here again, beside models.py, because a rung is what differs from the one before.

Plain SGD on every rung (the book uses Adam): only so do all rungs make the same step, because
dense Adam also moves the rows that a batch does not touch.
"""

from __future__ import annotations

import numpy as np

from w2vlib.engines.layers_engine import BookSampler as ChoiceSampler
from w2vlib.ladder.zipf import zipf_counts
from w2vlib.layers import Embedding, EmbeddingDot, MatMul, RowGrad
from w2vlib.losses import NegativeSamplingLoss, SigmoidWithLoss, SoftmaxWithLoss
from w2vlib.optim import SGD, SparseSGD
from w2vlib.sampling import FixedNegatives, UnigramSampler
from w2vlib.trainer import remove_duplicate
from w2vlib.windows import contexts_and_targets


class OneHotRung:
    """Rung 1: one-hot rows times W_in, a softmax over all V words (section 3.4).

    V, H   : W_in and W_out are (V, H); the same seed gives the same weights on every rung
    window : words on each side; k: negatives a prediction (rungs 1 and 2 ask about all words)
    dtype  : float32 to train, float64 to compare gradients
    weights: (W_in, W_out) to train in place instead of new ones (rung 8 copies them)
    """

    title, change = "one-hot + softmax", "the start: chapter 3's network"

    def __init__(self, V, H=100, *, window=5, k=5, seed=0, dtype=np.float32, weights=None):
        rng = np.random.default_rng(seed)
        if weights is None:
            weights = [rng.standard_normal((V, H), dtype=dtype) for _ in range(2)]
            for W in weights:
                W *= dtype(0.1)
        self.W_in, self.W_out = weights
        self.window, self.k, self.counts, self.rng = window, k, zipf_counts(V), rng
        self.build()

    def build(self) -> None:
        self.in_layers = [self.in_layer() for _ in range(2 * self.window)]
        self.out_layer, self.loss_layer = MatMul(self.W_out.T), SoftmaxWithLoss()

    def in_layer(self):
        return MatMul(self.W_in)

    def encode(self, ids) -> np.ndarray:
        rows = np.zeros((len(ids), len(self.W_in)), self.W_in.dtype)
        rows[np.arange(len(ids)), ids] = 1
        return rows

    def draw(self, target) -> np.ndarray | None:
        """Negatives (N, k) for targets (N,); None where all words are asked about."""
        return None

    def forward(self, text, negatives=None) -> float:
        """text: (N + 2·window,) ids, whose middle N are predicted. Returns the loss."""
        contexts, target = contexts_and_targets(text, self.window)
        h = 0
        for place, layer in enumerate(self.in_layers):
            h = h + layer.forward(self.encode(contexts[:, place]))
        return self.ask(h / len(self.in_layers), target, negatives)

    def ask(self, h, target, negatives) -> float:
        return self.loss_layer.forward(self.out_layer.forward(h), target)

    def answer(self) -> np.ndarray:
        """dh (N, H), and the gradient of W_out on the way."""
        return self.out_layer.backward(self.loss_layer.backward())

    def backward(self) -> None:
        dh = self.answer() / len(self.in_layers)
        for layer in self.in_layers:
            layer.backward(dh)

    def grads(self) -> list:
        """[dW_in, dW_out] of the last backward, arrays (V, H) or RowGrads."""
        grads = [layer.grads[0] for layer in self.in_layers]
        (dW_in,) = remove_duplicate([self.W_in] * len(grads), grads)[1]
        return [dW_in, self.out_layer.grads[0].T]

    def update(self, lr: float) -> None:
        SGD(lr).update([self.W_in, self.W_out], self.grads())

    def step(self, text, negatives=None, lr: float = 0.1) -> float:
        """Draw (unless given), forward, backward, update. Returns the loss before the step."""
        if negatives is None:
            negatives = self.draw(text[self.window : -self.window])
        loss = self.forward(text, negatives)
        self.backward()
        self.update(lr)
        return loss

    def gradient(self, text, negatives=None) -> tuple[float, np.ndarray, np.ndarray]:
        """Loss, dW_in and dW_out, both (V, H), whatever form the rung keeps them in."""
        loss = self.forward(text, negatives)
        self.backward()
        return loss, *(g.dense() if isinstance(g, RowGrad) else g for g in self.grads())

    def __repr__(self) -> str:
        V, H = self.W_in.shape
        return f"{type(self).__name__}({V:,} words x {H}: {self.title})"


class LookupRung(OneHotRung):
    """Rung 2: the product becomes a look-up (section 4.1). Its gradient is still dense."""

    title, change = "look-up + softmax", "Embedding for MatMul"

    def in_layer(self):
        return Embedding(self.W_in)

    def encode(self, ids):
        return ids


class BookRung(LookupRung):
    """Rung 3: negative sampling as in the book's code, its slow spots included (section 4.2)."""

    title, change = "the book's negative sampling", "1 + k questions for one of V"

    def build(self) -> None:
        self.in_layers = [self.in_layer() for _ in range(2 * self.window)]
        nothing_yet = FixedNegatives(np.zeros(self.k, int))
        self.loss_layer = NegativeSamplingLoss(self.W_out, sampler=nothing_yet)
        self.loss_layer.embed_dot_layers = [self.dot_layer() for _ in range(1 + self.k)]
        self.set_up()

    def set_up(self) -> None:
        self.sampler = ChoiceSampler(self.counts, 0.75, self.k, self.rng)
        self.loss_layer.loss_layers = [BookSigmoid() for _ in range(1 + self.k)]

    def in_layer(self):
        return BookEmbedding(self.W_in)

    def dot_layer(self):
        return BookDot(self.W_out)

    def draw(self, target):
        return self.sampler.get_negative_sample(target)

    def ask(self, h, target, negatives):
        self.loss_layer.sampler = FixedNegatives(negatives)
        return self.loss_layer.forward(h, target)

    def answer(self):
        return self.loss_layer.backward()

    def grads(self):
        layers = [*self.in_layers, *self.loss_layer.embed_dot_layers]
        params, grads = ([p for x in layers for p in x.params], [x.grads[0] for x in layers])
        return remove_duplicate(params, grads)[1]


class Float32Rung(BookRung):
    """Rung 4: gradients stay float32, and negatives are drawn for the whole batch at once."""

    title, change = "float32 kept, no choice", "one dtype, a sampler that searches a sum"

    def set_up(self) -> None:
        self.sampler = UnigramSampler.from_counts(self.counts, 0.75, self.k, seed=self.rng)

    def in_layer(self):
        return Embedding(self.W_in)

    def dot_layer(self):
        return EmbeddingDot(self.W_out)


class RowsRung(Float32Rung):
    """Rung 5: gradients of the touched rows only; nothing is (V, H) but the weights."""

    title, change = "touched rows only", "sparse=True, and SparseSGD for SGD"

    def in_layer(self):
        return Embedding(self.W_in, sparse=True)

    def dot_layer(self):
        return EmbeddingDot(self.W_out, sparse=True)

    def update(self, lr: float) -> None:
        SparseSGD(lr).update([self.W_in, self.W_out], self.grads())


# ---------------------------------------------------------------- how the book's code does it


class BookSigmoid(SigmoidWithLoss):
    """y − t with int labels: float32 minus int32 is float64 in NumPy, and nobody sees it."""

    def backward(self, dout=1):
        return (self.y - self.t.astype(np.int32)) * dout / len(self.y)


class BookEmbedding(Embedding):
    """Adds the gradient in the dtype in which it comes, float64, into a float32 dW."""

    def backward(self, dout):
        self.grads[0][...] = 0
        np.add.at(self.grads[0], self.idx, dout)


class BookDot(EmbeddingDot):
    """EmbeddingDot that lets a float64 gradient through."""

    def __init__(self, W):
        super().__init__(W)
        self.embed = BookEmbedding(W)
        self.params, self.grads = self.embed.params, self.embed.grads

    def backward(self, dout):
        h, target_W = self.cache
        dout = dout.reshape(-1, 1)
        self.embed.backward(dout * h)
        return dout * target_W
