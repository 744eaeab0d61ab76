"""Turn gradients into steps: dense as in the book, and row-sparse (sections 1.4.4 and 6 of vol. 1).

`update(params, grads)` changes the params in place, or, where something is wrong, none of them.
The sparse ones take RowGrads.

Lesson 03.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from w2vlib import checking
from w2vlib.layers import RowGrad


class SGD:
    """params −= lr · grads, every row of every matrix.

    >>> W = np.array([1.0, 2.0])
    >>> SGD(lr=0.5).update([W], [np.array([1.0, -1.0])]); W
    array([0.5, 2.5])
    """

    sparse = False

    def __init__(self, lr: float = 0.01):
        self.lr = checking.real("lr", lr, 0, remedy="0.01 is usual")

    def update(self, params: list, grads: list) -> None:
        """params: float arrays, changed in place; grads: one of the same shape for each."""
        params, grads = self._check(params, grads)
        for param, grad in zip(params, grads, strict=True):
            param -= self.lr * grad

    def _check(self, params: Iterable, grads: Iterable) -> tuple[list, list]:
        """Both as lists. Refuses what would spoil a parameter, before the first is changed."""
        params, grads = list(params), list(grads)
        checking.real("lr", self.lr, 0, remedy="set a small number like 0.001")
        if len(params) != len(grads):
            raise ValueError(f"params and grads must be as many, got {len(params)}, {len(grads)}")
        name = type(self).__name__
        for i, (param, grad) in enumerate(zip(params, grads, strict=True)):
            if self.sparse and not isinstance(grad, RowGrad):
                raise TypeError(
                    f"{name}, a sparse optimiser, needs RowGrads, got {type(grad).__name__}; "
                    f"build the layers with sparse=True, or take {name.removeprefix('Sparse')}"
                )
            if isinstance(grad, RowGrad) and not self.sparse:
                raise TypeError(
                    f"{name} needs dense gradients, got a RowGrad of a model with sparse=True; "
                    f"take Sparse{name}, or build the model without sparse"
                )
            if not isinstance(param, np.ndarray) or param.dtype.kind != "f":
                kind = getattr(param, "dtype", type(param).__name__)
                raise TypeError(
                    f"params must be float arrays, but number {i} is {kind}; convert it with "
                    ".astype(float) before the layer is made"
                )
            checking.writable(f"parameter {i}", param)
            if self.sparse:
                RowGrad(grad.ids, grad.rows, param.shape).check(f"gradient {i}")
                got = grad.rows
            else:
                got = checking.floats(f"gradient {i}", grad, param.shape, "as its parameter")
                grads[i] = got
            # One sum tells: NaN and infinity survive it.
            if not np.isfinite(got.sum(dtype=np.float64)):
                checking.finite(f"gradient {i}", got, "use a smaller learning rate or max_grad")
        return params, grads

    def __repr__(self) -> str:
        return f"{type(self).__name__}(lr={self.lr})"


class Adam(SGD):
    """Adam as in the book (Kingma & Ba 2015): dense.

    It moves rows whose gradient is zero too, for as long as their momentum lasts, and every
    step reads and writes three V x H arrays for each matrix.

    >>> W = np.array([1.0, 2.0])
    >>> Adam(lr=0.5).update([W], [np.array([3.0, -7.0])]); W.round(4)  # ±lr in the first step
    array([0.5, 2.5])
    """

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999):
        super().__init__(lr)
        self.beta1 = checking.real("beta1", beta1, 0, 1 - 1e-9, "0.9 is usual")
        self.beta2 = checking.real("beta2", beta2, 0, 1 - 1e-9, "0.999 is usual")
        self.iter = 0
        self.m: list[np.ndarray] | None = None
        self.v: list[np.ndarray] | None = None

    def update(self, params: list, grads: list) -> None:
        """params: float arrays, changed in place; grads: one of the same shape for each."""
        params, grads = self._check(params, grads)
        for param, grad, m, v in zip(params, grads, *self._memory(params), strict=True):
            m += (1 - self.beta1) * (grad - m)
            v += (1 - self.beta2) * (grad**2 - v)
            param -= self.lr_t * m / (np.sqrt(v) + 1e-7)

    def _memory(self, params: list) -> tuple[list, list]:
        """The averages m and v of this optimiser, counted one step on; sets the step's rate."""
        if self.m is None or self.v is None:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        if [m.shape for m in self.m] != [p.shape for p in params]:
            raise ValueError(
                f"{type(self).__name__} remembers the gradients of {len(self.m)} matrices of "
                "other shapes: make a new optimiser for another model"
            )
        self.iter += 1
        lr_t = self.lr * np.sqrt(1 - self.beta2**self.iter) / (1 - self.beta1**self.iter)
        self.lr_t = float(lr_t)  # a Python float leaves float32 arrays float32
        return self.m, self.v


class SparseSGD(SGD):
    """SGD on the touched rows only: the very same step, at a cost that does not know V.

    >>> W = np.zeros((3, 2))
    >>> SparseSGD(lr=0.5).update([W], [RowGrad(np.array([1]), np.ones((1, 2)), (3, 2))]); W[1]
    array([-0.5, -0.5])
    """

    sparse = True

    def update(self, params: list, grads: list) -> None:
        """params: float arrays, changed in place; grads: a RowGrad for each."""
        params, grads = self._check(params, grads)
        for param, grad in zip(params, grads, strict=True):
            param[grad.ids] -= self.lr * grad.rows


class SparseAdam(Adam):
    """Adam on the touched rows only. Not the same step as Adam: untouched rows stay, and their
    momentum waits until the word comes again ("lazy" Adam).

    >>> W = np.zeros((3, 2))
    >>> SparseAdam(lr=0.5).update([W], [RowGrad(np.array([1]), np.ones((1, 2)), (3, 2))])
    >>> W[0].tolist(), W[1].round(4).tolist()
    ([0.0, 0.0], [-0.5, -0.5])
    """

    sparse = True

    def update(self, params: list, grads: list) -> None:
        """params: float arrays, changed in place; grads: a RowGrad for each."""
        params, grads = self._check(params, grads)
        for param, grad, m, v in zip(params, grads, *self._memory(params), strict=True):
            ids = grad.ids
            m[ids] += (1 - self.beta1) * (grad.rows - m[ids])
            v[ids] += (1 - self.beta2) * (grad.rows**2 - v[ids])
            param[ids] -= self.lr_t * m[ids] / (np.sqrt(v[ids]) + 1e-7)
