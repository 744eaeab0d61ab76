"""Eleven sketches for the board: what a hand can draw while it talks, with computed numbers."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np

from w2vlib.layers import Embedding
from w2vlib.losses import sigmoid
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, Svg
from w2vlib.setup.datafiles import data_file

WIDE, HIGH = 440, 200


def sketch(title: str, desc: str, high: float = HIGH) -> Svg:
    return Svg(WIDE, high, title, desc)


def box(svg: Svg, x, y, w, h, name: str, size: str, color=INK) -> None:
    svg.rect(x, y, w, h, stroke=color, stroke_width=2)
    svg.text(x + w / 2, y + h / 2 + 5, name, fill=color, anchor="middle", font_weight="bold")
    svg.text(x + w / 2, y + h + 16, size, size=12, fill=FAINT, anchor="middle")


def chain(svg: Svg, xs, y) -> None:
    for a, b in pairwise(xs):
        svg.arrow(a, y, b, y)


def swollen() -> Svg:
    """Lesson 01."""
    svg = sketch("CBOW with one-hot rows", "W_in and W_out grow with V, h does not.")
    box(svg, 8, 30, 26, 130, "x", "1 × V")
    box(svg, 80, 30, 70, 130, "W_in", "V × H", COLOR["W_in"])
    box(svg, 200, 80, 56, 30, "h", "1 × H", COLOR["h"])
    box(svg, 300, 60, 130, 70, "W_out", "H × V", COLOR["W_out"])
    chain(svg, (36, 78), 95)
    chain(svg, (152, 198), 95)
    chain(svg, (258, 298), 95)
    svg.text(115, 20, "copies a row", anchor="middle").text(
        365, 20, "then softmax over V", anchor="middle"
    )
    return svg.text(228, 68, "mean", size=12, fill=FAINT, anchor="middle")


def pick() -> Svg:
    """Lesson 02."""
    W, x = np.array([[1, 2], [3, -1], [5, 6], [0, 4]]), np.array([[0, 0, 1, 0]])
    svg = sketch("One row of W, by a product and by its number", f"x W = W[2] = {W[2].tolist()}")
    svg.matrix(20, 80, x, cell=(30, 26), name="x", fmt="{:.0f}")
    svg.text(152, 98, "·", size=20)
    svg.matrix(180, 46, W, cell=(36, 26), rows=None, name="W", lit=[2], fmt="{:.0f}",
               color=COLOR["W_in"])  # fmt: skip
    svg.arrow(258, 111, 312, 111)
    svg.matrix(318, 98, x @ W, cell=(36, 26), name="h", fmt="{:.0f}", color=COLOR["h"])
    return svg.text(220, 180, "the same: W[2]", anchor="middle", font_weight="bold")


def deliver() -> Svg:
    """Lesson 03."""
    ids, dout = [1, 1, 3], np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    layer = Embedding(np.zeros((4, 2)))
    layer.forward(ids)
    layer.backward(dout)
    dW = layer.grads[0]
    svg = sketch("Gradients of three rows, two of them for word 1", f"dW = {dW.tolist()}")
    svg.matrix(110, 50, dout, cell=(40, 34), rows=[f"id {i}" for i in ids], name="dout",
               fmt="{:.0f}", color=COLOR["gradient"])  # fmt: skip
    svg.matrix(310, 36, dW, cell=(40, 32), rows=range(4), name="dW", lit=sorted(set(ids)),
               fmt="{:.0f}", color=COLOR["gradient"])  # fmt: skip
    for n, i in enumerate(ids):
        svg.arrow(193, 67 + 34 * n, 290, 52 + 32 * i, COLOR["gradient"])
    return svg.text(240, 186, "two arrows to one row: add", anchor="middle", font_weight="bold")


def gap() -> Svg:
    """Lesson 04."""
    svg = sketch("The curve of σ, and the gap y − t", "At score 1 the answer is 0.73, label 1.")

    def at(s: float, v: float) -> tuple[float, float]:
        return 40 + (s + 5) * 36, 150 - 110 * v

    svg.line(*at(-5, 0), *at(5, 0), FAINT).line(*at(0, 0), *at(0, 0.06), FAINT)
    svg.line(*at(-5, 1), *at(5, 1), COLOR["target"], stroke_dasharray="5 4")
    s = np.linspace(-5, 5, 60)
    svg.polyline([at(a, b) for a, b in zip(s, sigmoid(s), strict=True)])
    y = float(sigmoid(np.ones(())))
    svg.arrow(*at(1, y), *at(1, 1), COLOR["gradient"], stroke_width=3)
    (x, top), (_, low) = at(1, 1), at(1, y)
    svg.text(x - 10, (top + low) / 2 + 2, f"t − y = 1 − {y:.2f}", anchor="end", font_weight="bold")
    svg.text(at(5, 0)[0] + 4, at(0, 1)[1] + 5, "1").text(at(5, 0)[0] + 4, 154, "0")
    svg.text(*at(-4.6, 0.1), "σ(s)", dy=-6).text(at(0, 0)[0], 168, "0", anchor="middle")
    svg.text(at(1, 0)[0], 168, "s = 1", anchor="middle")
    return svg.text(220, 192, "gradient y − t: said, minus right", anchor="middle")


def cut() -> Svg:
    """Lesson 05."""
    words, counts = ["you", "say", "goodbye", "and"], np.array([256, 81, 16, 1])
    q = counts**0.75 / (counts**0.75).sum()
    svg = sketch("The line of shares, and the same without “say”", f"Shares {q.round(2).tolist()}.")
    left = np.concatenate([[0], np.cumsum(q)[:-1]])
    for n, word in enumerate(words):
        color = COLOR["target"] if word == "say" else INK
        for row, shift in ((0, 0), (1, q[1] if n > 1 else 0)):
            if row and word == "say":
                continue
            x = 15 + 410 * (left[n] - shift)
            svg.rect(x, 44 + 80 * row, 410 * q[n], 34, stroke=color, stroke_width=2)
            name = f"{word} {q[n]:.2f}" if q[n] > 0.2 else ""
            svg.text(x + 205 * q[n], 66 + 80 * row, name, anchor="middle")
    svg.text(15, 30, "counts to the power 0.75, on a line from 0 to 1")
    svg.arrow(15 + 410 * (1 - q[1]) / 2, 176, 15 + 410 * (1 - q[1]) / 2, 160)
    return svg.text(15, 114, "the target cut out").text(
        15, 194, f"a draw u, from 0 to {1 - q[1]:.2f}: step over the gap", font_weight="bold"
    )


def whole() -> Svg:
    """Lesson 06."""
    svg = sketch("The whole network", "Rows of W_in, their mean h, six questions, their sum.")
    for n in range(2):
        box(svg, 8, 30 + 64 * n, 62, 28, "W_in[i]", "look-up", COLOR["W_in"])
        svg.arrow(74, 44 + 64 * n, 120, 74)
    box(svg, 124, 60, 40, 30, "h", "mean", COLOR["h"])
    for n, (name, color) in enumerate(
        [("target, 1", "target"), *[("negative, 0", "negative")] * 2]
    ):
        svg.rect(216, 20 + 46 * n, 100, 28, stroke=COLOR[color], stroke_width=2)
        svg.text(266, 39 + 46 * n, name, anchor="middle")
        svg.arrow(168, 75, 212, 34 + 46 * n)
        svg.arrow(320, 34 + 46 * n, 366, 75)
    svg.text(370, 80, "Σ loss", font_weight="bold")
    svg.arrow(420, 168, 14, 168, COLOR["gradient"])
    svg.text(216, 160, "y − t", fill=INK, font_weight="bold")
    return svg.text(30, 188, "back: share dh, add rows, (k + 1) gradients for W_out", size=12)


def overtraining() -> Svg:
    """Lesson 07: schematic."""
    svg = sketch("Two losses against the epochs of a run", "Seen text falls, held-out text turns.")
    svg.line(40, 160, 420, 160, FAINT).line(40, 20, 40, 160, FAINT)
    e = np.linspace(0, 1, 50)
    seen, unseen = 0.85 * np.exp(-2.2 * e), 0.85 * np.exp(-3 * e) + 0.75 * e**1.4
    for values, dash in ((seen, None), (unseen, "6 4")):
        points = [(40 + 330 * a, 155 - 130 * v) for a, v in zip(e, values, strict=True)]
        svg.polyline(points, stroke_dasharray=dash)
    turn = int(unseen.argmin())
    x = 40 + 330 * e[turn]
    svg.line(x, 160, x, 155 - 130 * unseen[turn], COLOR["target"])
    svg.text(x, 178, "stop here", anchor="middle", font_weight="bold")
    svg.text(374, 155 - 130 * seen[-1], "trained").text(374, 155 - 130 * unseen[-1], "held out")
    return svg.text(410, 195, "epochs (shape only)", size=12, fill=FAINT, anchor="end")


def analogy() -> Svg:
    """Lesson 08: its numbers by hand."""
    W = {"make": (1, 1), "made": (1, 3), "pay": (4, 1), "paid": (4.2, 2.8)}
    point = tuple(np.subtract(W["made"], W["make"]) + W["pay"])
    svg = sketch("made − make + pay", f"The point {point} lies near paid, {W['paid']}.")

    def at(p) -> tuple[float, float]:
        return 20 + 80 * p[0], 190 - 50 * p[1]

    svg.arrow(*at(W["make"]), *at(W["made"]), COLOR["gradient"])
    svg.arrow(*at(W["pay"]), *at(point), COLOR["gradient"], stroke_dasharray="6 4")
    for word, p in W.items():
        x, y = at(p)
        svg.circle(x, y, 4).text(x + 8, y + 16, word)
    x, y = at(point)
    svg.circle(x, y, 6, fill="none", stroke=INK, stroke_width=2)
    svg.text(x - 10, y, "the point", anchor="end")
    return svg.text(8, 18, "who may answer?", font_weight="bold")


def labels() -> Svg:
    """Lesson 09: stored means."""
    table = json.loads(data_file("few_labels.json").read_text(encoding="utf-8"))
    n, features = np.log10(table["labels"]), table["tasks"]["topic"]["features"]
    svg = sketch("Accuracy against labels a class", "Vectors lead with few labels, tf-idf later.")
    svg.line(50, 160, 400, 160, FAINT).line(50, 20, 50, 160, FAINT)
    for name, dash in (("vectors", None), ("tf-idf", "6 4"), ("random vectors", "2 3")):
        mean = np.mean(features[name]["accuracy"], axis=1)
        points = [(50 + 95 * a, 190 - 210 * v) for a, v in zip(n, mean, strict=True)]
        svg.polyline(points, stroke_dasharray=dash)
        at, dx, dy, anchor = LABELLED[name]
        svg.text(points[at][0] + dx, points[at][1] + dy, name.split()[0], anchor=anchor)
    guess = 190 - 210 * 0.2
    svg.line(50, guess, 400, guess, GREY).text(44, guess + 4, "guess", size=11, anchor="end")
    for value in (1, 10, 100, 1000):
        svg.text(50 + 95 * np.log10(value), 176, f"{value:,}", size=12, anchor="middle")
    return svg.text(225, 195, "labels a class", size=12, fill=FAINT, anchor="middle")


def ladder() -> Svg:
    """Lesson 10: its eight rungs."""
    from w2vlib.ladder import RUNGS

    svg = sketch("Eight rungs", "The result changes on rungs 3, 7 and 8.")
    for n, name in enumerate(RUNGS, start=1):
        x, y = 8 + 52 * (n - 1), 170 - 18 * (n - 1)
        svg.line(x, y, x + 52, y, stroke_width=3)
        if n > 1:
            svg.line(x, y, x, y + 18)
        mark = "*" if n in (3, 7, 8) else ""
        svg.text(x + 26, y - 6, f"{n}{mark}", anchor="middle", font_weight="bold")
        svg.text(x + 26, y + 15, name.replace("_", " "), size=9, anchor="middle")
    return svg.text(8, 20, "* the result changes: say how").text(
        430, 195, "from W · one-hot to the compiled loop", size=12, fill=FAINT, anchor="end"
    )


def tree() -> Svg:
    """Lesson 11: four machines add up what they found."""
    svg = sketch("Four machines, a tree", "Two steps there, two steps back: four copies.")
    for n in range(4):
        box(svg, 30 + 100 * n, 130, 60, 30, str(n + 1), "trains its part")
    for n in range(2):
        at = 110 + 200 * n
        svg.arrow(60 + 200 * n, 128, at - 6, 92)
        svg.arrow(160 + 200 * n, 128, at + 6, 92)
        svg.text(at, 86, "+", size=18, anchor="middle", font_weight="bold")
        svg.arrow(at, 68, 206 + 8 * n, 40)
    svg.text(210, 34, "+", size=18, anchor="middle", font_weight="bold")
    svg.text(236, 24, "and the same way back", size=12, fill=FAINT)
    return svg


# curve -> (which point carries its name, how far off, anchor)
LABELLED = {
    "vectors": (3, -6, -8, "end"),
    "tf-idf": (6, 8, 14, "start"),
    "random vectors": (9, 6, 4, "start"),
}
BOARDS = (swollen, pick, deliver, gap, cut, whole, overtraining, analogy, labels, ladder, tree)
