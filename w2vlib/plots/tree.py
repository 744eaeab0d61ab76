"""Hierarchical softmax, drawn: a word is reached by a few yes-or-no questions. Lesson 04."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from w2vlib import checking
from w2vlib.losses import sigmoid
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, PAPER, Svg

WIDE, STEP = 150, 78  # pixels a leaf takes; from one level to the next


def leaf_probabilities(scores: np.ndarray) -> np.ndarray:
    """Return what a full binary tree gives to each of its V leaves, float64 (V,); they sum to 1.

    scores: (V - 1,) of the inner nodes, level by level from the root, V = 2, 4, 8; at each node
    the left way has σ(s), the right one 1 − σ(s). ValueError for another number of scores.

    >>> leaf_probabilities(np.array([0.0, 0.0, 0.0])).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    scores = np.asarray(scores, float)
    if len(scores) not in (1, 3, 7):
        raise ValueError(f"scores must be those of 1, 3 or 7 inner nodes, got {len(scores)}")
    p = np.ones(1)
    for level in range((len(scores) + 1).bit_length() - 1):
        left = sigmoid(scores[2**level - 1 : 2 ** (level + 1) - 1])
        p = (p[:, None] * np.column_stack([left, 1 - left])).ravel()
    return p


def draw_tree(scores: Sequence[float], words: Sequence[str], target: str) -> Svg:
    """Words as leaves, questions as inner nodes; the way to the target is thick.

    scores, words: see leaf_probabilities, V words for V - 1 scores; target: one of the words.
    """
    p, s = leaf_probabilities(np.asarray(scores)), np.asarray(scores, float)
    words = checking.distinct("words", words, len(words))
    checking.one_of("target", target, words)
    checking.finite("scores", s, "a score is any number")
    V, at = len(words), words.index(target)
    if len(p) != V:
        raise ValueError(f"{V - 1} inner nodes have {V - 1} scores, got {len(s)}")
    depth = V.bit_length() - 1
    listed = ", ".join(f"{w} {x:.2f}" for w, x in zip(words, p, strict=True))
    svg = Svg(
        WIDE * V + 40, STEP * depth + 96, f"A tree: {depth} yes-or-no questions lead to '{target}'",
        f"{V - 1} inner nodes, each with a score; its left way has sigma of the score, its right "
        f"way the rest. The words are the leaves, and the product along a way is the word's "
        f"probability: {listed}. They add up to {p.sum():.2f}.",
    )  # fmt: skip

    def place(level: int, i: int) -> tuple[float, float]:
        return 20 + WIDE * V * (i + 0.5) / 2**level, 30 + STEP * level

    for level in range(depth):
        for i in range(2**level):
            x, y = place(level, i)
            left = float(sigmoid(s[2**level - 1 + i]))
            for side, share in enumerate((left, 1 - left)):
                (x2, y2), child = place(level + 1, 2 * i + side), 2 * i + side
                on_way = at >> (depth - level - 1) == child
                color, width = (COLOR["target"], 6) if on_way else (GREY, 2)
                svg.line(x, y, x2, y2, color, stroke_width=width)
                middle, end = (x + x2) / 2, "start" if side else "end"
                svg.text(middle + (12 if side else -12), (y + y2) / 2 - 4, f"{share:.2f}", 13,
                         INK, end)  # fmt: skip
    for level in range(depth):
        for i in range(2**level):
            x, y = place(level, i)
            svg.rect(x - 36, y - 14, 72, 28, PAPER, stroke=INK, stroke_width=1.5, rx=5)
            svg.text(
                x, y + 5, f"s = {s[2**level - 1 + i]:.1f}".replace("-", "−"), 13, INK, "middle"
            )
    for i, (word, share) in enumerate(zip(words, p, strict=True)):
        x, y = place(depth, i)
        own = i == at
        svg.rect(x - 52, y - 14, 104, 28, PAPER, stroke=COLOR["target"] if own else GREY,
                 stroke_width=3 if own else 1.5, rx=5)  # fmt: skip
        svg.text(x, y + 5, word, 14, INK, "middle", font_weight="bold" if own else None)
        svg.text(x, y + 34, f"{share:.2f}", 13, FAINT, "middle")
    return svg
