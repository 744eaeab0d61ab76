"""Names beside points, where they cover no other name and no point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

Box = tuple[float, float, float, float]  # left, top, right, bottom


def overlap(p: Box, q: Box) -> float:
    """The area that two boxes share."""
    wide, high = min(p[2], q[2]) - max(p[0], q[0]), min(p[3], q[3]) - max(p[1], q[1])
    return max(wide, 0) * max(high, 0)


def free_places(labels: Iterable[Sequence[Box]], taken: Iterable[Box], frame: Box) -> list[int]:
    """Which of its boxes each label takes: the first inside the frame that covers least.

    labels: for each label the boxes that it may take, the best first. taken: what is there before;
    the labels join it in their order. Where no box lies inside the frame, all of them count.

    >>> free_places([[(0, 0, 4, 2), (5, 0, 9, 2)]] * 2, taken=[], frame=(-1, -1, 10, 10))
    [0, 1]
    """
    there, chosen = list(taken), []
    for boxes in labels:
        inside = [
            i for i, (left, top, right, bottom) in enumerate(boxes)
            if frame[0] < left and right < frame[2] and frame[1] < top and bottom < frame[3]
        ] or range(len(boxes))  # fmt: skip
        covered = [sum(overlap(boxes[i], other) for other in there) for i in inside]
        chosen.append(inside[int(np.argmin(covered))])
        there.append(boxes[chosen[-1]])
    return chosen
