"""Turn gradients into steps: dense as in the book, and row-sparse (sections 1.4.4 and 6 of vol. 1).

`update(params, grads)` changes the params in place. The sparse ones take RowGrads.
"""

from __future__ import annotations

import numpy as np

from w2vlib.layers import RowGrad


class SGD:
    """params −= lr · grads, every row of every matrix."""

    def __init__(self, lr: float = 0.01):
        self.lr = lr

    def update(self, params: list, grads: list) -> None:
        for param, grad in zip(params, grads, strict=True):
            param -= self.lr * grad

    def __repr__(self) -> str:
        return f"{type(self).__name__}(lr={self.lr})"


class Adam:
    """Adam as in the book (Kingma & Ba 2015): dense.

    It moves rows whose gradient is zero too, for as long as their momentum lasts, and every
    step reads and writes three V x H arrays for each matrix.
    """

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999):
        self.lr, self.beta1, self.beta2 = lr, beta1, beta2
        self.iter = 0
        self.m = self.v = None

    def update(self, params: list, grads: list) -> None:
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.iter += 1
        lr_t = self.lr * np.sqrt(1 - self.beta2**self.iter) / (1 - self.beta1**self.iter)
        lr_t = float(lr_t)  # a Python float leaves float32 arrays float32
        for param, grad, m, v in zip(params, grads, self.m, self.v, strict=True):
            m += (1 - self.beta1) * (grad - m)
            v += (1 - self.beta2) * (grad**2 - v)
            param -= lr_t * m / (np.sqrt(v) + 1e-7)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(lr={self.lr})"


def _rows(grad) -> RowGrad:
    if not isinstance(grad, RowGrad):
        raise TypeError(
            f"a sparse optimiser needs RowGrads, got {type(grad).__name__}; "
            "build the layers with sparse=True, or take the dense optimiser"
        )
    return grad


class SparseSGD(SGD):
    """SGD on the touched rows only: the very same step, at a cost that does not know V."""

    def update(self, params: list, grads: list) -> None:
        for param, grad in zip(params, map(_rows, grads), strict=True):
            param[grad.ids] -= self.lr * grad.rows


class SparseAdam(Adam):
    """Adam on the touched rows only. Not the same step as Adam: untouched rows stay, and their
    momentum waits until the word comes again ("lazy" Adam)."""

    def update(self, params: list, grads: list) -> None:
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.iter += 1
        lr_t = float(self.lr * np.sqrt(1 - self.beta2**self.iter) / (1 - self.beta1**self.iter))
        for param, grad, m, v in zip(params, map(_rows, grads), self.m, self.v, strict=True):
            ids = grad.ids
            m[ids] += (1 - self.beta1) * (grad.rows - m[ids])
            v[ids] += (1 - self.beta2) * (grad.rows**2 - v[ids])
            param[ids] -= lr_t * m[ids] / (np.sqrt(v[ids]) + 1e-7)
