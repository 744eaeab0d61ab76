"""Picture of lesson 06: one training step in the plane, push and pull on every vector."""

from __future__ import annotations

import numpy as np

from w2vlib.lessons.one_step import Step, one_step
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, PAPER, Svg

WORDS = ("say", "you", "goodbye", "and")
START_H, START_W = (1.0, 0.0), ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (2.0, 1.0))
REACH = 3  # the plane shows −3..3 in both directions
ORIGIN, UNIT = (222, 236), 64
MOST_NEGATIVES = 5
HALO = {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke"}  # text over lines stays clear


def to_picture(point) -> tuple[float, float]:
    """A point of the plane in SVG coordinates."""
    return ORIGIN[0] + UNIT * float(point[0]), ORIGIN[1] - UNIT * float(point[1])


def to_plane(x: float, y: float) -> tuple[float, float]:
    """SVG coordinates as a point of the plane, held inside it."""
    point = np.array([x - ORIGIN[0], ORIGIN[1] - y]) / UNIT
    return tuple(float(v) for v in np.clip(point, -REACH, REACH).round(2))


def draw_step(h=START_H, W=START_W, target="say", negatives=("you", "goodbye"), lr=0.5, taken=0):
    """Where every vector is pulled by one example, and what the step makes of it. Returns Svg.

    h: 2 numbers; W: 4 rows of 2, the vectors of WORDS in W_out; all in −3..3
    target, negatives: words; lr: the learning rate, 0..2; taken: steps taken so far, to show
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
    _plane(svg, h, W, step)
    _table(svg, step, lr, taken)
    _vectors(svg, h, W, step, lr)
    return svg


def role_of(word: int, words) -> str:
    """The colour role of a word: target, negative or untouched. words: the ids asked."""
    return "target" if word == words[0] else "negative" if word in words else "untouched"


def _plane(svg: Svg, h, W, step: Step) -> None:
    low, high = to_picture((-REACH, REACH)), to_picture((REACH, -REACH))
    svg.rect(*low, high[0] - low[0], high[1] - low[1], stroke=GREY)
    for axis in ((1, 0), (0, 1)):
        ends = to_picture(np.multiply(axis, -REACH)), to_picture(np.multiply(axis, REACH))
        svg.line(*ends[0], *ends[1], GREY, stroke_width=0.8)
        for tick in (-2, -1, 1, 2):
            x, y = to_picture(np.multiply(axis, tick))
            svg.text(x + 4, y + 13, f"{tick}".replace("-", "−"), 10, FAINT)
    svg.text(low[0], 30, "h and the rows of W_out", 15, font_weight="bold")
    colors = [COLOR[role_of(i, step.words)] for i in range(len(WORDS))]
    for end, color, width in [*zip(W, colors, [3] * len(W), strict=True), (h, COLOR["h"], 2)]:
        svg.arrow(*to_picture((0, 0)), *to_picture(end), color, stroke_width=width)
    svg.circle(*to_picture(h), 13, "none", stroke=COLOR["h"], stroke_width=4)
    for end, color in zip(W, colors, strict=True):
        svg.circle(*to_picture(end), 8, color, stroke=INK)
    _pulls(svg, h, W, step)
    for name, at, radius, up in [
        ("h", h, 15, -30),
        *((w, W[i], 9, 16) for i, w in enumerate(WORDS)),
    ]:
        x, y = to_picture(at)
        svg.text(x, y - up, name, 14, INK, "middle", **HALO)
        says = f"{name} at {_pair(at)}: drag it, or move it with the arrow keys"
        grip = {"data_id": name, "data_drag": "1", "aria_label": says, "pointer_events": "all"}
        svg.circle(x, y, radius, "none", **grip)  # on top of all, so that nothing is in its way


def _pulls(svg: Svg, h, W, step: Step) -> None:
    for part in step.dh_parts:  # each word's share of the pull on h
        dashed = {"stroke_dasharray": "3 3", "stroke_width": 1.5}
        svg.line(*to_picture(h), *to_picture(_inside(h, h - part)), COLOR["gradient"], **dashed)
    pulls = [(h, step.dh, step.h_after), *zip(W, step.dW, step.W_after, strict=True)]
    for start, gradient, after in pulls:
        if np.any(gradient):
            pull = to_picture(_inside(start, start - gradient))
            svg.arrow(*to_picture(start), *pull, COLOR["gradient"], stroke_width=3)
            if np.abs(after).max() <= REACH:
                svg.circle(*to_picture(after), 4, PAPER, stroke=COLOR["gradient"], stroke_width=2)


def _inside(start, end):
    """The end of an arrow, cut where it would leave the plane."""
    way = np.asarray(end) - start
    room = (REACH - np.sign(way) * start) / np.maximum(np.abs(way), 1e-12)
    return start + way * min(1, room.min())


COLUMNS = {"t": 566, "score s": 640, "y = σ(s)": 720, "y − t": 806, "loss": 888}


def _table(svg: Svg, step: Step, lr: float, taken: int) -> None:
    svg.text(450, 30, f"1 + {len(step.words) - 1} questions", 15, font_weight="bold")
    svg.text(888, 30, f"steps taken: {taken}", 13, FAINT, "end")
    for label, x in COLUMNS.items():
        svg.text(x, 56, label, 12, FAINT, "end")
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
    for x, label in ((520, "before"), (646, "gradient"), (772, f"after, rate {lr:g}")):
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
    if not (np.abs(both) <= REACH).all():  # NaN is refused too
        worst = both[~(np.abs(both) <= REACH)][0]
        raise ValueError(
            f"every number must be from −{REACH} to {REACH}, got {worst:.4g}; "
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
