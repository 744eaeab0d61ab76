"""CBOW with one-hot rows and softmax, drawn: whole with 7 words, swollen with a million."""

from __future__ import annotations

import numpy as np

from w2vlib import checking, language
from w2vlib.layers import MatMul
from w2vlib.lessons.cost import cbow_cost
from w2vlib.losses import SoftmaxWithLoss
from w2vlib.plots.cost import si
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, PAPER, Svg

CELL = (42, 24)


def small_network(W_in, W_out, words: list[str], context: list[int], target: int) -> Svg:
    """One forward pass with every number: one-hot rows, W_in, h, W_out, scores, softmax.

    W_in: (V, H), W_out: (H, V); words: the V words; context: ids of the words around the target.
    For V up to about 8 and H up to about 4: more does not fit the page.
    """
    V, H = np.shape(W_in)
    checking.ids([*context, target], V)
    words = checking.distinct("words", words, V)
    x = np.eye(V, dtype=np.asarray(W_in).dtype)[list(context)]
    h = MatMul(W_in).forward(x).mean(axis=0, keepdims=True)
    s = MatMul(W_out).forward(h)
    softmax = SoftmaxWithLoss()
    loss = softmax.forward(s, [target])
    y = softmax.y[0]
    around, true = (
        language.label(" and ").join(f"'{words[i]}'" for i in context),
        f"'{words[target]}'",
    )
    w, tall = CELL
    hot, x_in = 70, 70 + 26 * len(context) + 30
    x_h, x_out = x_in + w * H + 46, x_in + 2 * w * H + 92
    svg = Svg(
        x_out + w * V + 14, 122 + tall * max(V, H + 4),
        f"CBOW with {V} words and vectors of {H} numbers, reading {around} to predict {true}",
        f"Each one-hot column picks one row of W_in; their mean is h = {_list(h[0])}. The product "
        f"with W_out gives {V} scores; softmax turns them into probabilities: {true} gets "
        f"{y[target]:.2f}, so the loss is {loss:.2f}.",
    )  # fmt: skip
    top = 74
    svg.text(hot, 26, language.label("one-hot"), font_weight="bold").text(
        hot, 42, f"V = {V}", size=11, fill=FAINT
    )
    for c, word in enumerate(context):
        for r in range(V):
            on = r == word
            svg.rect(hot + 26 * c, top + r * tall, 24, tall, COLOR["W_in"] if on else PAPER,
                     stroke=GREY, stroke_width=0.5)  # fmt: skip
            svg.text(hot + 26 * c + 12, top + (r + 0.68) * tall, int(x[c, r]), size=12,
                     fill="#ffffff" if on else FAINT, anchor="middle")  # fmt: skip
    for r, word in enumerate(words):
        svg.text(hot - 8, top + (r + 0.68) * tall, word, size=12, anchor="end")
    _caption(svg, x_in, "W_in", f"{V} × {H}", COLOR["W_in"])
    svg.matrix(x_in, top, W_in, cell=CELL, lit=context, color=COLOR["W_in"])
    middle = top + tall * V / 2
    for r in context:
        svg.arrow(x_in + w * H + 3, top + (r + 0.5) * tall, x_h - 4, middle, COLOR["h"])
    svg.text(x_h, middle - 34, "h", font_weight="bold", size=14)
    svg.text(x_h + 14, middle - 34, "their mean", size=11, fill=FAINT)
    svg.matrix(x_h, middle - tall / 2, h, cell=CELL, lit=[0], color=COLOR["h"])
    svg.arrow(x_h + w * H + 3, middle, x_out - 4, middle, COLOR["h"])
    _caption(svg, x_out, "W_out", f"{H} × {V}", COLOR["W_out"])
    svg.matrix(x_out, top, W_out, cell=CELL, cols=words)
    for row, (label, values) in enumerate(
        [("scores s = h · W_out", s), (language.label("softmax y"), [y])]
    ):
        y0 = top + tall * (H + 1) + row * (tall + 26)
        svg.text(x_out, y0 - 6, label, size=12, font_weight="bold")
        svg.matrix(x_out, y0, values, cell=CELL)
    svg.rect(x_out + w * target, y0, w, tall, stroke=COLOR["target"], stroke_width=4)
    mark = f"{true} is the target: loss = −log y = {loss:.2f}"
    svg.text(x_out, y0 + tall + 20, mark, size=13)
    return svg


def _caption(svg: Svg, x: float, name: str, shape: str, color: str) -> None:
    svg.rect(x, 6, 42, 4, color).text(x, 26, name, size=14, font_weight="bold")
    svg.text(x, 42, shape, size=11, fill=FAINT)


def _list(values) -> str:
    return "(" + ", ".join(f"{v + 0.0:.2f}" for v in values) + ")"


def big_network(V: int = 1_000_000, H: int = 100) -> Svg:
    """The same network as an hourglass: V numbers wide at both ends, H in the middle.

    The numbers are those of one prediction from two context words (`cbow_cost`).
    """
    cost = cbow_cost(V, H, window=1, batch=1)
    one_word, out = cost["input"].multiply_adds // 2, cost["output"].multiply_adds
    matrix = si(4 * V * H, "B")
    svg = Svg(
        880, 400, f"The same CBOW with V = {V:,} words and H = {H:,}",
        f"An hourglass: {V:,} numbers at both ends, {H:,} in the middle. Bottleneck 1, the one-hot "
        f"row times W_in: {one_word:,} multiply-adds for each context word, and {matrix} of "
        f"weights. Bottleneck 2, h times W_out and softmax: {out:,} multiply-adds, {matrix} of "
        f"weights, and {V:,} calls of exp.",
    )  # fmt: skip
    top, tall, mid = 96, 180, 186
    for x, end, role, name in ((178, 380, "W_in", "W_in"), (700, 498, "W_out", "W_out")):
        points = f"{x},{top} {end},{mid - 7} {end},{mid + 7} {x},{top + tall}"
        svg.add("polygon", points=points, fill=COLOR[role], fill_opacity=0.18, stroke=COLOR[role])
        svg.text((x + end) / 2, mid - 4, name, 17, anchor="middle", font_weight="bold")
        svg.text((x + end) / 2, mid + 15, matrix, 13, anchor="middle")
    for x, label in ((70, "one context word"), (124, "the other one")):
        svg.rect(x, top, 30, tall, PAPER, stroke=INK)
        svg.rect(x, top + (14 if x == 70 else 163), 30, 3, COLOR["W_in"])
        turn = f"rotate(-90 {x + 15} {mid})"
        svg.text(x + 15, mid + 4, label, 12, anchor="middle", transform=turn)
    svg.text(112, top - 10, f"2 × {V:,} numbers", 12, anchor="middle")
    svg.text(112, top + tall + 18, "in each, a single 1", 12, FAINT, "middle")
    svg.rect(416, mid - 9, 46, 18, COLOR["h"]).text(439, mid - 18, f"h: {H:,} numbers", 13,
                                                   anchor="middle")  # fmt: skip
    svg.arrow(384, mid, 413, mid).arrow(465, mid, 494, mid)
    svg.rect(712, top, 30, tall, PAPER, stroke=INK).rect(760, top, 30, tall, PAPER, stroke=INK)
    svg.rect(760, top + 66, 30, 3, COLOR["target"]).arrow(743, mid, 759, mid)
    svg.text(727, top - 10, language.label("scores"), 12, anchor="middle")
    svg.text(779, top - 10, language.label("softmax"), 12, anchor="middle")
    svg.text(752, top + tall + 18, f"{V:,} numbers each", 12, FAINT, "middle")
    for x, n, role, lines in (
        (24, 1, "W_in", (f"{one_word:,} multiply-adds", "for each context word")),
        (470, 2, "W_out", (f"{out:,} multiply-adds", f"and {V:,} times exp")),
    ):
        svg.rect(x, 318, 386, 66, PAPER, stroke=COLOR[role], stroke_width=3, rx=6)
        svg.text(x + 14, 342, f"Bottleneck {n}", 15, font_weight="bold")
        svg.text(x + 136, 342, lines[0], 14).text(x + 136, 366, lines[1], 14)
    svg.text(24, 30, f"V = {V:,} words, H = {H:,} numbers each", 16, font_weight="bold")
    hair = tall * H / V
    scale = f"If the ends were {tall} pixels high, the true height of h would be {hair:.2g} pixels."
    svg.text(24, 52, scale, 13, FAINT)
    return svg
