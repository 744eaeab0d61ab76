"""Put a small network on the word vectors: keep them as they are, or go on training them."""

from __future__ import annotations

import numpy as np

from w2vlib import checking
from w2vlib.layers import Embedding, MatMul
from w2vlib.lessons.few_labels import SparseRows
from w2vlib.losses import SoftmaxWithLoss
from w2vlib.optim import Adam, SparseAdam


class SentenceClassifier:
    """Embedding → weighted sum of the sentence's rows → MatMul → softmax over C classes.

    vectors : (V, H), the start of the embedding; copied, so that the caller's stay as they are
    frozen  : True trains the output layer alone, False the embedding as well
    """

    def __init__(self, vectors: np.ndarray, n_classes: int, frozen: bool = True):
        self.frozen = checking.flag("frozen", frozen)
        vectors = checking.float32("vectors", vectors)
        n_classes = checking.whole("n_classes", n_classes, 2, remedy="len(task.classes)")
        self.embed = Embedding(np.array(vectors), sparse=True)
        self.out = MatMul(np.zeros((vectors.shape[1], n_classes), np.float32))
        self.loss = SoftmaxWithLoss()

    def scores(self, rows: SparseRows) -> np.ndarray:
        """The scores of all classes: (S, C)."""
        looked_up = self.embed.forward(rows.columns) * rows.values[:, None]
        return self.out.forward(np.add.reduceat(looked_up, rows.bounds[:-1]))

    def forward(self, rows: SparseRows, labels: np.ndarray) -> float:
        """The mean loss; the rows are kept for backward."""
        self.rows = rows
        return self.loss.forward(self.scores(rows), labels)

    def backward(self) -> None:
        """Fill the gradients: each word's row gets its weight times the sentence's gradient."""
        dh = self.out.backward(self.loss.backward())
        if not self.frozen:
            dh = np.repeat(dh, np.diff(self.rows.bounds), axis=0)
            self.embed.backward(dh * self.rows.values[:, None])

    def fit(
        self, rows: SparseRows, labels: np.ndarray, steps: int = 100, lr: float = 0.01,
        rate: float | None = None,
    ):  # fmt: skip
        """Take `steps` steps of Adam, each on all rows; returns the classifier.

        lr: of the output layer; rate: of the word vectors, unless they are frozen (None: as lr)
        """
        steps = checking.whole("steps", steps, 1, remedy="100 is usual")
        trained = [(self.out, Adam(lr))]
        if not self.frozen:
            trained.append((self.embed, SparseAdam(lr if rate is None else rate)))
        for _ in range(steps):
            self.forward(rows, labels)
            self.backward()
            for layer, optimizer in trained:
                optimizer.update(layer.params, layer.grads)
        return self

    def accuracy(self, rows: SparseRows, labels: np.ndarray) -> float:
        """The share of right answers."""
        # `rows @ W` is the same as `scores` without the memory that backward needs.
        answer = ((rows @ self.embed.params[0]) @ self.out.params[0]).argmax(axis=1)
        return float((answer == labels).mean())
