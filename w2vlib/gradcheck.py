"""Is backward right? Compare it with finite differences (section 5.7.4 of volume 1).

Check in float64: in float32 the rounding of the loss alone makes an error near 2e-3.

Lessons 03 and 06.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from w2vlib import checking
from w2vlib.layers import RowGrad
from w2vlib.trainer import remove_duplicate


def numerical_gradient(f: Callable[[], float], x: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """The gradient of f() with respect to x by central differences.

    f: a function without arguments that reads x; x: float64 array, changed and restored in place.
    Returns an array shaped as x. Error O(eps²); costs 2 calls of f an entry.

    >>> x = np.array([1.0, 3.0])
    >>> numerical_gradient(lambda: float((x**2).sum()), x).round(6)
    array([2., 6.])
    """
    checking.function("f", f, 0, "lambda: model.forward(x, t)")
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        got = getattr(x, "dtype", type(x).__name__)
        raise TypeError(f"x must be a float64 array, got {got}; rounding would hide real mistakes")
    checking.real("eps", eps, 0, above=True, remedy="1e-5 is usual")
    checking.writable("x", x)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        try:
            x[i] = kept + eps
            above = f()
            x[i] = kept - eps
            below = f()
        finally:  # an error of f, or Ctrl-C, leaves x as it was
            x[i] = kept
        grad[i] = (above - below) / (2 * eps)
    return grad


def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """max|a − b| over the largest entry of both (at least 1e-8): 0 is equal, 1e-7 is rounding.

    Infinite where an entry is NaN or infinite.

    >>> relative_error(np.array([1.0, 4.0]), np.array([1.0, 5.0]))
    0.2
    """
    a = checking.floats("a", a)
    b = checking.floats("b", b, a.shape, "compare arrays of one shape")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return float("inf")
    scale = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0), 1e-8)
    return float(np.abs(a - b).max(initial=0) / scale)


def check_gradients(f: Callable[[], float], params: list, grads: Callable[[], list]) -> list[float]:
    """Relative error of every parameter's gradient against finite differences.

    f      : runs forward and returns the loss; it must be deterministic (fix the negatives)
    params : float64 arrays, a shared one as often as it is used
    grads  : called after f(): runs backward and returns the gradients in the order of params

    >>> from w2vlib.layers import MatMul
    >>> layer, x = MatMul(np.eye(2)), np.array([[1.0, 2.0]])
    >>> errors = check_gradients(
    ...     lambda: float(layer.forward(x).sum()),
    ...     layer.params,
    ...     lambda: layer.backward(np.ones((1, 2))) is None or layer.grads,
    ... )
    >>> errors[0] < 1e-7
    True
    """
    if not isinstance(params, list | tuple) or not params:
        raise TypeError(
            f"params must be a list of arrays, one or more, got {checking.short(params)}"
        )
    checking.function("f", f, 0, "lambda: model.forward(x, t)")
    checking.function("grads", grads, 0, "lambda: model.backward() or model.grads")
    first, again = f(), f()
    if np.ndim(first) or not np.isfinite(checking.one_number("f", first)):
        raise ValueError(f"f must return one finite number, got {checking.short(first)}")
    if first != again:
        raise ValueError(
            f"f must give the same at each call, got {first} and {again}: fix the negatives, "
            "for example with sampling.FixedNegatives"
        )
    given = grads()
    if not isinstance(given, list | tuple):
        raise TypeError(f"grads must return a list of arrays, got {checking.short(given)}")
    exact_params, exact = remove_duplicate(list(params), list(given))
    exact = [g.dense() if isinstance(g, RowGrad) else g.copy() for g in exact]
    return [
        relative_error(numerical_gradient(f, p), g)
        for p, g in zip(exact_params, exact, strict=True)
    ]
