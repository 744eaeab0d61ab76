"""The core of section 4.2: one yes-or-no question, from h to its two gradients, with real numbers.

Lessons 04, 05, 06 and 10 draw it with the same functions, so that it looks the same each time.
"""

from __future__ import annotations

import numpy as np

from w2vlib import checking, language
from w2vlib.layers import EmbeddingDot
from w2vlib.losses import SigmoidWithLoss, sigmoid
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, PAPER, Svg

CELL = (46, 26)
ROLE = ("negative", "target")  # of the label 0 and 1


def draw_question(h, row, label: int = 1, word: str = "say") -> Svg:
    """The strip: h, the word's row, product, score, sigma, y − t, and the two gradients.

    h, row: (H,) with 1 to 4 numbers; row belongs to `word` in W_out; label: 1 true word, 0 drawn.
    """
    h, row = np.atleast_2d(np.asarray(h, float)), np.atleast_2d(np.asarray(row, float))
    if label not in (0, 1):
        raise ValueError(f"label must be 0 (drawn word) or 1 (true word), got {label!r}")
    if h.shape != row.shape or not 1 <= h.shape[1] <= 4:
        raise ValueError(f"h and row must have the same 1 to 4 numbers, got {h.shape}, {row.shape}")
    dot, loss = EmbeddingDot(row), SigmoidWithLoss()
    s = dot.forward(h, np.array([0]))
    L = loss.forward(s, np.array([label]))
    ds = loss.backward()
    dh, y = dot.backward(ds), loss.y
    drow = dot.grads[0]
    kind = language.label("true word" if label else "drawn word")
    svg = Svg(
        190 + 92 * h.shape[1] + 340, 276, f"One question: is it '{word}'? Right is {label}",
        f"h = {_row(h)} times the row of '{word}' {_row(row)} is {_row(h * row)}; the sum is the "
        f"score s = {s[0]:.2f}. The network says y = σ(s) = {y[0]:.4f}; right is t = {label}, the "
        f"{kind}, so the loss is {L:.4f}. Back goes y − t = {ds[0]:+.4f}: h receives "
        f"{_row(dh, 4)}, the row receives {_row(drow, 4)}.",
    )  # fmt: skip
    wide, left = CELL[0] * h.shape[1], 96
    middle = left + wide + 54
    svg.matrix(left, 34, h, cell=CELL, rows=["h"], lit=[0], color=COLOR["h"])
    svg.matrix(left, 104, row, cell=CELL, rows=[word], lit=[0], color=COLOR["W_out"])
    svg.text(left, 148, "its row of W_out", 12, FAINT)
    svg.arrow(left + wide + 4, 49, middle - 4, 76).arrow(left + wide + 4, 115, middle - 4, 88)
    svg.text(middle, 62, language.label("product"), 13).matrix(middle, 69, h * row, cell=CELL)
    x = middle + wide + 44
    numbers = (("score s", s[0], language.label("sum"), INK), ("y = σ(s)", y[0], "σ", INK),
               ("y − t", ds[0], f"t = {label}", COLOR["gradient"]))  # fmt: skip
    for name, value, step, color in numbers:
        svg.arrow(x - 42, 82, x - 3, 82).text(x - 22, 75, step, 12, FAINT, "middle")
        svg.rect(x, 66, 72, 32, PAPER, stroke=color, stroke_width=3 if color != INK else 1.5, rx=5)
        shown = f"{value:.2f}" if name == "score s" else f"{value:.4f}"
        svg.text(x + 36, 87, shown, 14, INK, "middle")
        svg.text(x + 36, 58, language.label(name), 13, INK, "middle", font_weight="bold")
        x += 114
    svg.rect(x - 114 + 8, 104, 56, 6, COLOR[ROLE[label]], tooltip=kind)
    svg.text(x - 114 + 36, 124, kind, 11, FAINT, "middle")
    back = {"stroke_width": 2, "stroke_dasharray": "5 3"}  # dashed: what goes back
    end = x - 114 + 36
    svg.polyline([(end, 132), (end, 228), (middle + wide + 10, 228)], COLOR["gradient"], **back)
    svg.arrow(middle + wide + 12, 228, middle + wide + 3, 228, COLOR["gradient"])
    svg.polyline([(end, 228), (end, 262), (left + wide / 2, 262)], COLOR["gradient"], **back)
    svg.arrow(left + wide / 2, 262, left + wide / 2, 244, COLOR["gradient"])
    svg.text(left, 208, "to h: (y − t) · row", 12).text(middle, 208, "to the row: (y − t) · h", 12)
    svg.matrix(left, 215, dh, cell=CELL, lit=[0], color=COLOR["gradient"], rows=["dh"])
    svg.matrix(middle, 215, drow, cell=CELL, lit=[0], color=COLOR["gradient"])
    return svg


def draw_sigma(score: float = 1.0, label: int = 1, width: float = 440) -> Svg:
    """The curve of sigma from −6 to 6, with one score on it, its label, and the gap y − t."""
    score = checking.real("score", score)
    checking.one_of("label", label, (0, 1))
    width = checking.real("width", width, 200, 2000, "440 is usual")
    y, left, right, top, bottom = float(sigmoid(score)), 46, width - 20, 30, 186
    shown = float(np.clip(score, -6, 6))
    svg = Svg(
        width, 236, "The curve of sigma: from a score to a yes",
        f"It rises from 0 to 1 and passes 0.5 at score 0. The score {score:g} gives "
        f"y = {y:.4f}; right is t = {label}; the gap y − t = {y - label:+.4f} is the gradient.",
    )  # fmt: skip

    def at(s: float, v: float) -> tuple[float, float]:
        return left + (s + 6) / 12 * (right - left), bottom - v * (bottom - top)

    for v in (0, 0.5, 1):
        svg.line(left, at(0, v)[1], right, at(0, v)[1], GREY, stroke_width=0.7)
        svg.text(left - 8, at(0, v)[1] + 4, f"{v:g}", 12, FAINT, "end")
    for s in range(-6, 7, 2):
        svg.text(at(s, 0)[0], bottom + 18, f"{s}".replace("-", "−"), 12, FAINT, "middle")
    svg.text((left + right) / 2, bottom + 38, language.label("score s"), 13, anchor="middle")
    svg.text(left, 18, "y = σ(s), how much it says yes", 13)
    grid = np.linspace(-6, 6, 97)
    svg.polyline([at(s, v) for s, v in zip(grid, sigmoid(grid), strict=True)], INK)
    x, here = at(shown, y)
    svg.line(x, here, x, at(0, label)[1], COLOR["gradient"], stroke_width=4)
    svg.circle(x, at(0, label)[1], 6, COLOR[ROLE[label]], stroke=INK)
    svg.circle(x, here, 5, INK)
    # above the curve there is room on its left, below it on its right
    side, anchor = (12, "start") if shown < (-2 if label else 2) else (-12, "end")
    half = (here + at(0, label)[1]) / 2 + 4
    return svg.text(x + side, half, f"y − t = {y - label:+.4f}", 13, anchor=anchor)


def draw_embedding_dot(h, W, ids, dscores, words=None) -> Svg:
    """EmbeddingDot for a batch. Above forward: look up, multiply, sum; below backward.

    h: (N, H); W: (V, H); ids: (N,); dscores: (N,), what comes back. Small: V to 8, H to 4.
    """
    h, W, d = np.asarray(h, float), np.asarray(W, float), np.asarray(dscores, float)
    ids = np.asarray(ids)
    words = [str(i) for i in range(len(W))] if words is None else list(words)
    dot = EmbeddingDot(W)
    s = dot.forward(h, ids)
    dh = dot.backward(d)
    (V, H), N = W.shape, len(ids)
    twice = sorted({words[i] for i in ids if list(ids).count(i) > 1})
    both = language.label(f"the row of {', '.join(twice)} is asked twice and receives both")
    tall, wide = CELL[1] * max(V, N) + 62, CELL[0] * H
    svg = Svg(
        150 + 3 * wide + 2 * 60 + 110, 2 * tall + 8, f"EmbeddingDot: {N} scores, and the way back",
        f"Forward: ids {', '.join(map(str, ids))} look up {N} rows of {V}; row times h, summed, "
        f"gives {_row([s])}. Backward: y − t = {_row([d])}; each h receives (y − t) times its row, "
        f"each row receives (y − t) times its h"
        + (f"; {both}." if twice else "."),
    )  # fmt: skip
    asked, x = [words[i] for i in ids], [84, 84 + wide + 100, 84 + 2 * wide + 160]
    last, purple = x[2] + wide + 44, COLOR["gradient"]
    lit, each = sorted(set(ids.tolist())), list(range(N))
    for y, (first, second, third) in (
        (44, ("W_out", "its rows", "h")),
        (44 + tall, ("dW", "dh", "")),
    ):
        names = zip(x, (first, second, third), strict=True)
        for at, name in names:
            svg.text(at, y - 10, name, 14, font_weight="bold")
    svg.matrix(x[0], 44, W, cell=CELL, rows=words, lit=lit, color=COLOR["W_out"])
    svg.matrix(x[1], 44, W[ids], cell=CELL, rows=asked, lit=each, color=COLOR["W_out"])
    svg.matrix(x[2], 44, h, cell=CELL, lit=each, color=COLOR["h"])
    svg.text(last, 34, language.label("scores"), 14, font_weight="bold").matrix(
        last, 44, s[:, None], cell=CELL
    )
    low = 44 + tall
    svg.matrix(x[0], low, dot.grads[0], cell=CELL, rows=words, lit=lit, color=purple)
    svg.matrix(x[1], low, dh, cell=CELL, rows=asked, lit=each, color=purple)
    svg.text(last, low - 10, "y − t", 14, font_weight="bold")
    svg.matrix(last, low, d[:, None], cell=CELL, color=purple)
    for n in each:
        y = 44 + (n + 0.5) * CELL[1]
        svg.text(x[2] - 30, y + 4, "×", 15, anchor="middle")
        svg.arrow(x[2] + wide + 6, y, last - 4, y)
        svg.arrow(last - 4, y + tall, x[1] + wide + 6, y + tall, purple, stroke_dasharray="5 3")
    return svg


def _row(A, decimals: int = 2) -> str:
    return "(" + ", ".join(f"{v + 0.0:.{decimals}f}" for v in np.ravel(A)) + ")"
