"""The picture of the Embedding layer in lessons 02 and 03: rows out, gradients in."""

from __future__ import annotations

import numpy as np

from w2vlib.layers import Embedding
from w2vlib.plots.lookup import CELL, LABELS, ROW, WORDS, check_count, table, toy_matrix
from w2vlib.plots.svg import COLOR, FAINT, Svg

V = len(WORDS)


def draw_layer(ids=(2,), hide: bool = False) -> Svg:
    """The layer's two directions (our own form of the book's figure 4-4).

    Forward copies rows out; backward sends each row of dh back to where it came from.
    ids: 1 to 8 ids in 0..6. hide: put a question mark in place of dW.
    """
    ids = check_count(ids)
    layer, N, w, r = Embedding(toy_matrix()), len(ids), CELL[0], ROW
    h = layer.forward(ids)
    dh = np.outer(np.arange(1, N + 1), [1.0, 2.0, 3.0]) / 10
    layer.backward(dh)
    told = "which rows it changes is the question" if hide else "; ".join(
        f"row {i} of dW is " + " ".join(f"{v:.1f}" for v in layer.grads[0][i])
        for i in sorted(set(ids))
    )  # fmt: skip
    s = Svg(
        640, 430, f"Embedding forward and backward for the ids {', '.join(map(str, ids))}",
        f"Forward: each row of h is a copy of its row of W. Backward: dh comes in; {told}.",
    )  # fmt: skip
    x_W, x_h, top, back, cell = 140, 440, 60, 280, (w, r)
    used, blue, pink = sorted(set(ids)), COLOR["W_in"], COLOR["gradient"]
    s.text(20, 26, "forward: rows are copied out", size=15, font_weight="bold")
    table(s, x_W, top, layer.params[0], used, blue, cell=cell, rows=LABELS)
    s.text(x_W, top - 10, f"W ({V} × 3)", font_weight="bold")
    table(s, x_h, top, h, range(N), COLOR["h"], cell=cell)
    s.text(x_h, top - 10, f"h ({N} × 3)", font_weight="bold")
    s.text(20, back - 40, "backward: gradients come in", size=15, font_weight="bold")
    s.text(x_W, back - 10, f"dW ({V} × 3)", font_weight="bold")
    table(s, x_h, back, dh, range(N), pink, cell=cell)
    s.text(x_h, back - 10, f"dh ({N} × 3)", font_weight="bold")
    left, right = x_W + 3 * w + 6, x_h - 6
    for n, i in enumerate(ids):
        s.arrow(left, top + (i + 0.5) * r, right, top + (n + 0.5) * r, blue)
    if hide:
        s.rect(x_W, back, 3 * w, V * r, stroke=FAINT, stroke_dasharray="5 4")
        s.text(x_W + 1.5 * w, back + 4 * r, "?", size=40, anchor="middle")
        s.arrow(x_h - 6, back + N * r / 2, x_W + 3 * w + 8, back + 3.5 * r, pink)
        return s
    table(s, x_W, back, layer.grads[0], used, pink, cell=cell, rows=LABELS)
    for n, i in enumerate(ids):
        s.arrow(right, back + (n + 0.5) * r, left, back + (i + 0.5) * r, pink)
    return s
