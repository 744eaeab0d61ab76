"""Picture of lesson 06: the whole network, forward and backward, with the shape of everything."""

from __future__ import annotations

import numpy as np

from w2vlib import language
from w2vlib.models import CBOW
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, PAPER, Svg


def shapes(V=7, H=3, N=4, window=1) -> dict[str, tuple]:
    """The shapes that a real CBOW has after one forward and one backward.

    V words, H numbers a vector, N examples, window words on either side.
    """
    ids = np.arange(max(V, N)) % V
    model = CBOW(V, H, window, ids, seed=0)
    contexts = np.resize(ids, (N, 2 * window))
    model.forward(contexts, ids[:N])
    loss, dot = model.ns_loss, model.ns_loss.embed_dot_layers[0]
    dscore = loss.loss_layers[0].backward()
    dh = loss.backward()
    return {
        "contexts": contexts.shape,
        "W_in": model.in_layers[0].params[0].shape,
        "row": model.in_layers[0].forward(contexts[:, 0]).shape,
        "h": dot.cache[0].shape,
        "words": loss.words.shape,
        "W_out": dot.params[0].shape,
        "score": loss.loss_layers[0].y.shape,
        "dscore": dscore.shape,
        "dh": dh.shape,
        "dW_out": dot.grads[0].shape,
        "dW_in": model.in_layers[0].grads[0].shape,
    }


def draw_network(V=7, H=3, N=4, window=1) -> Svg:
    """Forward above, backward below, from the shapes of a real step. Five negatives a target."""
    s = shapes(V, H, N, window)
    c, q = 2 * window, s["words"][1]
    svg = Svg(
        900, 380, f"The network for V = {V:,}, H = {H:,}, N = {N:,}: every shape",
        f"Forward: context ids {s['contexts']}; {c} look-ups in W_in {s['W_in']} give rows "
        f"{s['row']}; their mean h is {s['h']}; {q} dot products with rows of W_out "
        f"{s['W_out']} give scores {s['score']}; {q} sigmoids with loss add up to one number. "
        f"Backward: (y − t) / N {s['dscore']} a question; {q} parts add up to dh {s['dh']}; "
        f"each look-up gets dh / {c}. dW_out is {s['dW_out']}, dW_in is {s['dW_in']}.",
    )  # fmt: skip
    forward = (  # x of the middle, role, the layer, what leaves it, its shape
        (90, None, language.label("contexts"), language.label("ids"), s["contexts"]),
        (270, "W_in", f"{c} × Embedding", "a row each", s["row"]),
        (450, "h", language.label("mean"), "h", s["h"]),
        (630, "W_out", f"{q} × EmbeddingDot", "a score each", s["score"]),
        (810, "target", f"{q} × SigmoidWithLoss", "their sum: the loss", ()),
    )
    svg.text(16, 30, language.label("forward"), 16, font_weight="bold")
    svg.text(16, 236, language.label("backward"), 16, font_weight="bold")
    for n, (x, role, name, out, shape) in enumerate(forward):
        _box(svg, x, 100, role, name, out, str(shape) if shape else "one number")
        if n:
            svg.arrow(x - 104, 125, x - 80, 125)
    svg.text(270, 74, f"W_in {s['W_in']}", 13, INK, "middle")
    svg.text(630, 74, f"W_out {s['W_out']}", 13, INK, "middle")
    svg.text(630, 186, f"asked: target and negatives {s['words']}", 12, FAINT, "middle")
    svg.text(810, 186, language.label("labels 1, 0, 0, …"), 12, FAINT, "middle")
    backward = (
        (810, "gradient", "(y − t) / N", "a question", s["dscore"]),
        (630, "gradient", "dh", f"sum of {q} parts", s["dh"]),
        (450, "gradient", f"dh / {c}", "to each look-up", s["row"]),
        (270, "gradient", "add into rows", "dW_in, each look-up", s["dW_in"]),
    )
    for n, (x, role, name, out, shape) in enumerate(backward):
        _box(svg, x, 262, role, name, out, str(shape))
        if n:
            svg.arrow(x + 104, 287, x + 80, 287, COLOR["gradient"])
    svg.arrow(630, 330, 630, 346, COLOR["gradient"])
    said = f"and dW_out {s['dW_out']}, each question: (y − t) / N · h goes into the row of its word"
    svg.text(888, 364, said, 13, INK, "end")
    svg.text(90, 287, "ids have", 13, FAINT, "middle")
    return svg.text(90, 305, "no gradient", 13, FAINT, "middle")


def _box(svg: Svg, x, y, role, name, out, shape) -> None:
    color = COLOR[role] if role else GREY
    svg.rect(x - 76, y - 12, 152, 76, PAPER, stroke=color, stroke_width=3, rx=6)
    svg.text(x, y + 8, name, 13 if len(name) < 17 else 11, INK, "middle", font_weight="bold")
    svg.text(x, y + 29, out, 13, INK, "middle")
    svg.text(x, y + 51, shape, 14, INK, "middle")
