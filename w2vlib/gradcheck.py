"""Is backward right? Compare it with finite differences (section 5.7.4 of volume 1).

Check in float64: in float32 the rounding of the loss alone makes an error near 2e-3.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from w2vlib.layers import RowGrad
from w2vlib.trainer import remove_duplicate


def numerical_gradient(f: Callable[[], float], x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """The gradient of f() with respect to x by central differences.

    f: a function without arguments that reads x; x: float64 array, changed and restored in place.
    Returns an array shaped as x. Error O(eps²); costs 2 calls of f an entry.
    """
    if x.dtype != np.float64:
        raise TypeError(f"x must be float64, got {x.dtype}; rounding would hide real mistakes")
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + eps
        above = f()
        x[i] = kept - eps
        below = f()
        x[i] = kept
        grad[i] = (above - below) / (2 * eps)
    return grad


def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """max|a − b| over the largest entry of both (at least 1e-8): 0 is equal, 1e-7 is rounding."""
    scale = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0), 1e-8)
    return float(np.abs(a - b).max(initial=0) / scale)


def check_gradients(f: Callable[[], float], params: list, grads: Callable[[], list]) -> list[float]:
    """Relative error of every parameter's gradient against finite differences.

    f      : runs forward and returns the loss; it must be deterministic (fix the negatives)
    params : float64 arrays, a shared one as often as it is used
    grads  : called after f(): runs backward and returns the gradients in the order of params
    """
    f()
    exact_params, exact = remove_duplicate(params, grads())
    exact = [g.dense() if isinstance(g, RowGrad) else g.copy() for g in exact]
    return [
        relative_error(g, numerical_gradient(f, p))
        for p, g in zip(exact_params, exact, strict=True)
    ]
