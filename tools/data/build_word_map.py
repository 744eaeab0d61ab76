"""Lay all words of the stored vectors out on a plane: word_map.npz, for the map of lesson 08.

`make data ARGS=word_map`, a minute or two with numba. Like the training itself it pulls and
pushes: each word is pulled to its 8 nearest neighbours by cosine and pushed away from words drawn
at random, with forces that fall with the distance (Tang, Liu, Zhang, Mei 2016, "LargeVis";
McInnes, Healy, Melville 2018, "UMAP"). It starts from the two main axes (PCA).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from w2vlib import load_vectors
from w2vlib.lessons.pca import pca
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder

NEAR, PASSES, NEGATIVES = 8, 1500, 20


def neighbours(unit: np.ndarray, n: int) -> np.ndarray:
    """The n nearest rows of each row by cosine, (V, n), nearest first."""
    found = np.empty((len(unit), n), np.int64)
    for start in range(0, len(unit), 1000):
        cosines = unit[start : start + 1000] @ unit.T
        cosines[np.arange(len(cosines)), start + np.arange(len(cosines))] = -np.inf
        found[start : start + 1000] = np.argsort(-cosines, axis=1, kind="stable")[:, :n]
    return found


@njit
def spread(at, near, passes, negatives, rng):
    """Move the points `at` (V, 2) in place: pull along `near` (V, n), push by random words."""
    V, n = near.shape
    for turn in range(passes):
        rate = 1 - turn / passes
        for i in range(V):
            j = near[i, int(rng.random() * n)]
            dx, dy = at[i, 0] - at[j, 0], at[i, 1] - at[j, 1]
            pull = rate * 2 / (1 + dx * dx + dy * dy)
            pull = min(pull, 0.5)
            at[i, 0] -= pull * dx
            at[i, 1] -= pull * dy
            at[j, 0] += pull * dx
            at[j, 1] += pull * dy
            for _ in range(negatives):
                j = int(rng.random() * V)
                dx, dy = at[i, 0] - at[j, 0], at[i, 1] - at[j, 1]
                d2 = dx * dx + dy * dy
                push = rate * 2 / ((0.1 + d2) * (1 + d2))
                at[i, 0] += min(max(push * dx, -4), 4)
                at[i, 1] += min(max(push * dy, -4), 4)


def kept(at: np.ndarray, near: np.ndarray, n: int = 10) -> float:
    """The share of the n nearest words by cosine that are among the n nearest on the plane."""
    shares = []
    for i in range(0, len(at), 7):
        distance = ((at - at[i]) ** 2).sum(1)
        distance[i] = np.inf
        shares.append(np.isin(near[i, :n], np.argpartition(distance, n)[:n]).mean())
    return float(np.mean(shares))


def main() -> None:
    wv = load_vectors("sotu")
    near = neighbours(wv.unit, 10)
    flat = pca(wv.unit)[0][:, :2]
    at = flat / flat.std() * 5
    spread(at, near[:, :NEAR].copy(), PASSES, NEGATIVES, np.random.default_rng(1))
    at = (at - at.min(0)) / np.ptp(at, axis=0)
    with atomic_write(data_folder() / "word_map.npz", "wb") as file:
        np.savez(file, at=np.round(65535 * at).astype("<u2"))
    print(f"kept of the 10 nearest: map {kept(at, near):.3f}, two main axes {kept(flat, near):.3f}")


if __name__ == "__main__":
    main()
