"""Main axes of a list of vectors: what a flat picture shows, and how much of them (lesson 08)."""

from __future__ import annotations

import numpy as np

from w2vlib import checking


def pca(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of X (n, H) on their main axes, (n, min(n, H)), and each axis' share.

    The share is that of the spread (variance) around the mean; shares add up to 1. The sign of
    an axis means nothing: here the row farthest from 0 is on its positive side.
    """
    X = checking.floats("X", X, ("n", "H"), "one row a vector").astype(np.float64)
    if not X.size:
        raise ValueError(f"X must have one row or more, got shape {X.shape}")
    checking.finite("X", X, "leave such rows out")
    centred = X - X.mean(0)
    U, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    points = U * sizes
    far = np.abs(points).argmax(0)
    points *= np.where(points[far, np.arange(points.shape[1])] < 0, -1, 1)
    total = (sizes**2).sum()
    return points, sizes**2 / (total if total > 0 else 1)
