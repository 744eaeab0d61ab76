"""The output side of CBOW before and after the step to one word: all V scores, or one (4.2)."""

from __future__ import annotations

from w2vlib import checking, language
from w2vlib.losses import sigmoid, softmax
from w2vlib.plots.lookup import table
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, Svg

CELL = (46, 26)


def before_and_after(h, W_out, words, target: int = 1) -> Svg:
    """From h to the answer, twice: which of V words is it, and is it this word?

    h: (H,); W_out: (V, H), one row a word; words: their V names; target: id of the true word.
    For V up to 8 and H up to 2: more does not fit the page.
    """
    h = checking.floats("h", h, ("H",), "one hidden vector")
    W_out = checking.floats("W_out", W_out, ("V", len(h)), "one row a word")
    V = checking.whole("the number of words", len(W_out), 2, 8, "more does not fit the page")
    checking.ids(target, V)
    words = checking.distinct("words", words, V)
    scores = W_out @ h
    share, y, name = softmax(scores)[target], float(sigmoid(scores[target])), words[target]
    svg = Svg(
        930, 116 + CELL[1] * V, f"Before and after: {V} scores and softmax, one and sigma",
        f"Left: h meets all {V} rows of W_out. The {V} scores {_list(scores)} go into softmax, "
        f"which gives {name!r} {share:.2f}. Right: h meets the row of {name!r} alone. Its score "
        f"{scores[target]:.2f} goes into sigma, which says yes with {y:.2f}.",
    )  # fmt: skip
    _side(svg, 16, f"before: which of the {V} words is it?", h, W_out, words, range(V), target)
    svg.line(470, 14, 470, svg.height - 12, FAINT, stroke_dasharray="4 4")
    _side(svg, 492, f"after: is it “{name}”, yes or no?", h, W_out, words, [target], target)
    return svg


def _side(svg: Svg, left, title, h, W_out, words, asked, target) -> None:
    """h, the rows that are asked, their scores and answers; the other rows are outlines."""
    (V, H), (w, r), top, all_of_them = W_out.shape, CELL, 76, len(asked) > 1
    x_h, x_W = left, left + H * w + 92
    x_s, x_y = x_W + H * w + 34, x_W + (H + 1) * w + 60
    middle = top + V * r / 2
    svg.text(left, 26, title, 15, font_weight="bold")
    answer = language.label("softmax" if all_of_them else "sigma")
    heads = ((x_h, "h", middle - r / 2 - 8), (x_W, "W_out", top - 8),
             (x_s, language.label("score"), top - 8), (x_y, answer, top - 8))  # fmt: skip
    for x, label, y in heads:
        svg.text(x, y, label, 13, font_weight="bold")
    table(svg, x_h, middle - r / 2, h[None], [0], COLOR["h"], cell=CELL)
    scores = W_out @ h
    answers = softmax(scores) if all_of_them else sigmoid(scores)
    for i in range(V):
        y, bold = top + i * r, "bold" if i == target else None
        svg.text(x_W - 8, y + 0.68 * r, words[i], 12, anchor="end", font_weight=bold)
        if i not in asked:
            svg.rect(x_W, y, H * w, r, stroke=GREY, stroke_dasharray="2 4")
            continue
        svg.arrow(x_h + H * w + 4, middle, x_W - 66, y + r / 2, COLOR["h"], stroke_width=1.2)
        table(svg, x_W, y, W_out[i], [0], COLOR["W_out"], cell=CELL)
        svg.matrix(x_s, y, [[scores[i]]], cell=CELL, vmax=1e9)
        table(svg, x_y, y, [[answers[i]]], [0] if i == target else [], COLOR["target"], cell=CELL)
        svg.arrow(x_W + H * w + 4, y + r / 2, x_s - 3, y + r / 2, stroke_width=1.2)
        svg.arrow(x_s + w + 3, y + r / 2, x_y - 3, y + r / 2, stroke_width=1.2)
    bottom, n = top + V * r + 24, len(asked)
    total = answers.sum() if all_of_them else 1.0
    told = "the shares add up to" if all_of_them else "yes and no add up to"
    svg.text(left, bottom, f"{n} dot product{'s' * (n > 1)}, {n} exp; {told} {total:.2f}", 13, INK)


def _list(values) -> str:
    return ", ".join(f"{v + 0.0:.2f}" for v in values)
