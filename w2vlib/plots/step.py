"""Picture of lesson 06: one training step in the plane, push and pull on every vector."""

from __future__ import annotations

import numpy as np

from w2vlib import language
from w2vlib.lessons.one_step import Step, one_step
from w2vlib.plots.step_plane import LARGEST, SMALLEST, draw_plane, reach_of
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, PAPER, Svg

WORDS = ("you", "say", "goodbye", "and")  # their ids are those of the sentence of lesson 01
START_H, START_W = (1.0, 0.0), ((0.0, 1.0), (1.0, 0.0), (-1.0, 0.0), (2.0, 1.0))
MOST_NEGATIVES = 5


def draw_step(
    h=START_H, W=START_W, target="say", negatives=("you", "goodbye"), lr=0.5, taken=0,
    reach=SMALLEST, trail=(),
) -> Svg:  # fmt: skip
    """Where every vector is pulled by one example, and what the step makes of it. Returns Svg.

    h: 2 numbers; W: 4 rows of 2, the vectors of WORDS in W_out; the plane grows with them
    target, negatives: words; lr: the learning rate, 0..2; taken: steps taken so far, to show
    reach: how far the plane reaches at least; trail: earlier (h, W), drawn as paths
    """
    h, W, words = _checked(h, W, target, negatives, lr)
    step = one_step(h, W, words[0], words[1:], lr)
    total, after = step.losses.sum(), step.losses_after.sum()
    asked = ", ".join(
        f"{WORDS[i]} (label {t:.0f}) score {s:.2f}, loss {loss:.4f}"
        for i, t, s, loss in zip(words, step.labels, step.scores, step.losses, strict=True)
    )
    svg = Svg(
        900, 450, f"One training step in the plane, after {taken} steps",
        f"{asked}. Sum {total:.4f}; after a step with learning rate {lr:g}: {after:.4f}. "
        f"h = {_pair(h)} is pulled by −dh = {_pair(-step.dh)} and becomes {_pair(step.h_after)}.",
    )  # fmt: skip
    colors = [COLOR[role_of(i, step.words)] for i in range(len(WORDS))]
    draw_plane(svg, WORDS, colors, h, W, step, reach_of(h, W, reach), trail)
    _table(svg, step, lr, taken)
    _vectors(svg, h, W, step, lr)
    return svg


def role_of(word: int, words) -> str:
    """The colour role of a word: target, negative or untouched. words: the ids asked."""
    return "target" if word == words[0] else "negative" if word in words else "untouched"


COLUMNS = {
    "t": 566,
    language.later("score s"): 640,
    "y = σ(s)": 720,
    "y − t": 806,
    language.later("loss"): 888,
}


def _table(svg: Svg, step: Step, lr: float, taken: int) -> None:
    svg.text(450, 30, f"1 + {len(step.words) - 1} questions", 15, font_weight="bold")
    svg.text(888, 30, f"steps taken: {taken}", 13, FAINT, "end")
    for label, x in COLUMNS.items():
        svg.text(x, 56, language.label(label), 12, FAINT, "end")
    for n, i in enumerate(step.words):
        y, t = 78 + 22 * n, step.labels[n]
        values = (f"{t:.0f}", f"{step.scores[n]:.2f}", f"{step.y[n]:.4f}")
        values += (f"{step.y[n] - t:+.4f}", f"{step.losses[n]:.4f}")
        svg.rect(450, y - 12, 14, 14, COLOR[role_of(i, step.words)], stroke=INK)
        svg.text(472, y, WORDS[i], 14)
        for x, value in zip(COLUMNS.values(), values, strict=True):
            svg.text(x, y, value.replace("-", "−"), 14, INK, "end")
    y = 84 + 22 * len(step.words)
    svg.line(450, y - 16, 888, y - 16, GREY)
    svg.text(888, y + 4, f"sum {step.losses.sum():.4f}", 15, INK, "end", font_weight="bold")
    svg.text(888, y + 26, f"after the step {step.losses_after.sum():.4f}", 15, INK, "end",
             font_weight="bold")  # fmt: skip


def _vectors(svg: Svg, h, W, step: Step, lr: float) -> None:
    top = 278
    for x, label in (
        (520, language.label("before")),
        (646, language.label("gradient")),
        (772, f"after, rate {lr:g}"),
    ):
        svg.text(x, top, label, 12, FAINT)
    rows = [("h", h, step.dh, step.h_after)]
    rows += [(w, *row) for w, *row in zip(WORDS, W, step.dW, step.W_after, strict=True)]
    for n, (name, before, gradient, after) in enumerate(rows):
        y = top + 22 + 22 * n
        svg.text(450, y, name, 14, font_weight="bold" if n == 0 else None)
        changed = bool(np.any(gradient))
        for x, value in ((520, before), (646, gradient), (772, after)):
            svg.text(x, y, _pair(value), 13, INK if changed else FAINT)
    svg.arrow(450, 416, 478, 416, COLOR["gradient"], stroke_width=3)
    svg.text(486, 420, "pull = −gradient; dashed: each word’s part of h’s", 12, FAINT)
    svg.circle(464, 438, 4, PAPER, stroke=COLOR["gradient"], stroke_width=2)
    svg.text(486, 442, "after the step", 12, FAINT)


def _pair(v) -> str:
    return f"({v[0] + 0.0:.3f}, {v[1] + 0.0:.3f})".replace("-0.000", "0.000").replace("-", "−")


def _checked(h, W, target, negatives, lr):
    """Arrays and ids, or ValueError with a hint."""
    h, W = np.array(h, dtype=float), np.array(W, dtype=float)
    if h.shape != (2,) or W.shape != (len(WORDS), 2):
        raise ValueError(f"give 2 numbers for h and {len(WORDS)} rows of 2 for the words")
    both = np.vstack([h, W])
    if not (np.abs(both) <= LARGEST).all():  # NaN is refused too
        worst = both[~(np.abs(both) <= LARGEST)][0]
        raise ValueError(
            f"every number must be from −{LARGEST:,} to {LARGEST:,}, got {worst:.4g}; "
            "drag or type the vector back, or reset"
        )
    if not 1 <= len(negatives) <= MOST_NEGATIVES:
        raise ValueError(f"give 1 to {MOST_NEGATIVES} negatives, got {len(negatives)}")
    for word in (target, *negatives):
        if word not in WORDS:
            raise ValueError(f"{word!r:.40} is no word here; take {', '.join(WORDS)}")
    if target in negatives:
        raise ValueError(
            f"{target!r} is the target, so it cannot be a negative as well: the sampler "
            "leaves the target out. Choose another word"
        )
    if not 0 <= lr <= 2:
        raise ValueError(f"the learning rate must be from 0 to 2, got {lr:g}")
    return h, W, [WORDS.index(word) for word in (target, *negatives)]
