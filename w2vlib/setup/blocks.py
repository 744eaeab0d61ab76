"""Go through arrays that may be larger than memory, part by part."""

from __future__ import annotations

import mmap
from collections.abc import Iterator

import numpy as np

BLOCK = 1_000_000  # numbers that are worked on at a time


def blocks(array: np.ndarray, size: int = 0) -> Iterator[tuple[int, np.ndarray]]:
    """Give (start, part) one after the other; a part of a mapped file leaves memory afterwards.

    >>> [(start, part.tolist()) for start, part in blocks(np.arange(5), 3)]
    [(0, [0, 1, 2]), (3, [3, 4])]
    """
    size = size or BLOCK
    for start in range(0, len(array), size):
        yield start, array[start : start + size]
        release(array)


def release(array: np.ndarray) -> None:
    """Let the system have back the memory of an array that is mapped from a file (np.memmap, or a
    view of one): it is read again when needed. Of other arrays nothing happens."""
    owner: object = array
    while isinstance(owner, np.ndarray):
        owner = owner.base
    if isinstance(owner, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
        owner.madvise(mmap.MADV_DONTNEED)


def steps(array: np.ndarray, size: int = 0) -> Iterator[tuple[int, np.ndarray]]:
    """np.diff(array), likewise in parts.

    >>> [(start, part.tolist()) for start, part in steps(np.array([0, 3, 4, 9]), 2)]
    [(0, [3, 1]), (2, [5])]
    """
    size = size or BLOCK
    for start in range(0, len(array) - 1, size):
        yield start, np.diff(array[start : start + size + 1])
        release(array)


def extent(array: np.ndarray) -> tuple[int, int]:
    """The smallest and the largest of integers that are at least one.

    >>> extent(np.array([3, 1, 2]))
    (1, 3)
    """
    ends = [(part.min(), part.max()) for _, part in blocks(array)]
    return int(min(low for low, _ in ends)), int(max(high for _, high in ends))
