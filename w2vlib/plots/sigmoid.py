"""The loss of one yes-or-no question with its tangent, and softmax beside sigmoids (lesson 04)."""

from __future__ import annotations

import numpy as np

from w2vlib import checking, language
from w2vlib.gradcheck import numerical_gradient
from w2vlib.losses import SigmoidWithLoss, sigmoid, softmax
from w2vlib.plots.ask import ROLE
from w2vlib.plots.lookup import WORDS
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, Svg

ASKED = 1  # the question is: is it "say"?
FORMS = (language.later("stable"), "log(y + 1e-7)")
CAP = -float(np.log(1e-7))  # 16.118: the naive loss never exceeds it
LIMIT = 30.0  # the largest score that the explorer takes, either sign


def naive_loss(score, label) -> np.ndarray:
    """The book's form of the loss of one question, to look at and not to use: −log(y + 1e-7).

    score: any shape; label: 0 or 1. Returns the losses. The 1e-7 keeps the log finite and caps
    the loss at 16.118; exp(−score) overflows, with a warning, below −88 in float32 and −709 in
    float64. `SigmoidWithLoss` has neither fault.
    """
    score = checking.floats("score", score)
    y = 1 / (1 + np.exp(-score))
    return -np.log(np.where(np.asarray(label) == 1, y, 1 - y) + 1e-7)


def loss_of(score, label: int, form: str = "stable") -> np.ndarray:
    """The loss of every score (any shape) for one label, in one of the two FORMS."""
    checking.one_of("form", form, FORMS)
    if form != FORMS[0]:
        return naive_loss(score, label)
    layer = SigmoidWithLoss()
    layer.forward(checking.floats("score", score), np.full(np.shape(score), label))
    return layer.losses


def explain_loss(
    score: float = 1.0, label: int = 1, form: str = "stable", others=(0.0, -1.0, 2.0)
) -> Svg:
    """The loss of one question with its tangent, and all scores under softmax and sigmoid.

    score  : of the word "say", −30..30; label: 1 (the true word) or 0 (a negative)
    form   : one of FORMS; others: the scores of 1..6 further words, in the order of their ids
    """
    if label not in (0, 1):
        raise ValueError(f"label must be 0 or 1, got {label}; 1 is the true word")
    if form not in FORMS:
        raise ValueError(f"form must be one of {', '.join(FORMS)}, got {form!r}")
    words = WORDS[: 1 + len(others)]
    scores = _checked([*others[:ASKED], score, *others[ASKED:]])
    s = np.array(scores[ASKED])
    y = float(sigmoid(s))
    loss, slope = float(loss_of(s, label, form)), y - label
    true_slope = float(numerical_gradient(lambda: float(loss_of(s, label, form)), s))
    shares, sigmas = softmax(scores), sigmoid(scores)
    desc = (
        f"Left: score {score:.2f}, y = {y:.4f}, label {label}; "
        f"{language.label(form)} loss {loss:.4f}; "
        f"y − t = {slope:+.4f}; slope of the drawn curve {true_slope:+.4f}. Right: softmax gives "
        f"'say' {shares[ASKED]:.2f} of 1.00; the sigmas add up to {sigmas.sum():.2f}."
    )
    svg = Svg(900, 430, "The loss of one yes-or-no question, and softmax beside sigmoids", desc)
    svg.panel(0, 466).text(20, 24, f"Is it “say”? The label is {label}.", 16, font_weight="bold")
    _loss_curve(svg, float(s), label, form, loss, slope)
    lines = (
        f"s = {score:.2f}, y = σ(s) = {y:.4f}, loss = {loss:.4f}",
        f"backward sends y − t = {slope:+.4f}",
        f"slope of the curve (differences) = {true_slope:+.4f}",
        f"slope of the curve (differences) = {true_slope:+.4f}, not y − t",
    )
    differs = abs(true_slope - slope) > 5e-4
    for i, line in enumerate((*lines[:2], lines[2 + differs])):
        bold = "bold" if i == 2 and differs else None
        svg.text(20, 382 + 20 * i, line, 14, font_weight=bold)
    svg.line(466, 14, 466, 422, FAINT, stroke_dasharray="4 4")
    svg.panel(466, 900).text(485, 24, "The same scores, asked in two ways", 16, font_weight="bold")
    svg.text(620, 52, language.label("score"), 12, FAINT, "end")
    svg.text(640, 52, language.label("softmax"), 12, FAINT)
    svg.text(770, 52, language.label("sigmoid"), 12, FAINT)
    color = COLOR[ROLE[label]]
    _bars(svg, 640, 62, words, scores, shares, color)
    _bars(svg, 770, 62, [""] * len(words), [None] * len(words), sigmas, color)
    end = 82 + 30 * len(words)
    svg.text(620, end, language.label("sum"), 13, INK, "end", font_weight="bold")
    svg.text(640, end, f"{shares.sum():.2f}", 13, font_weight="bold")
    return svg.text(770, end, f"{sigmas.sum():.2f}", 13, font_weight="bold")


def _loss_curve(svg: Svg, s: float, label: int, form: str, loss: float, slope: float) -> None:
    """The curve of both forms, the point and its tangent, in the box 60..450 x 50..340."""
    reach = 10.0 if abs(s) <= 10 else LIMIT  # two scales: near 0, and far out
    top = reach * 1.1
    grid = np.linspace(-reach, reach, 121)

    def at(a, b):  # (score, loss) in the picture
        return 255 + a / reach * 195, 340 - np.clip(b, 0, top) / top * 290

    for tick in np.linspace(-reach, reach, 5):
        svg.line(at(tick, 0)[0], 340, at(tick, 0)[0], 344, FAINT)
        svg.text(at(tick, 0)[0], 357, f"{tick:g}".replace("-", "−"), 11, FAINT, "middle")
    for tick in np.linspace(0, reach, 3):
        svg.text(54, at(0, tick)[1] + 4, f"{tick:g}", 11, FAINT, "end")
        svg.line(60, at(0, tick)[1], 450, at(0, tick)[1], GREY, stroke_width=0.4)
    svg.text(401, 357, language.label("score"), 11, FAINT, "middle")
    svg.text(60, 44, language.label("loss"), 11, FAINT)
    if form != FORMS[0] and top > CAP:
        svg.line(*at(-reach, CAP), *at(reach, CAP), INK, stroke_dasharray="2 3")
        x, anchor = (448, "end") if label else (62, "start")
        svg.text(x, at(0, CAP)[1] - 5, f"cap of log(y + 1e-7): {CAP:.3f}", 12, INK, anchor)
    if form != FORMS[0]:  # the true loss, thin, to compare with
        exact = at(grid, loss_of(grid, label))
        svg.polyline(zip(*exact, strict=True), GREY, stroke_width=1.5, stroke_dasharray="5 4")
    color = COLOR[ROLE[label]]
    svg.polyline(zip(*at(grid, loss_of(grid, label, form)), strict=True), color, stroke_width=3)
    ends = np.array([-1, 1]) * reach * 0.3 + s
    if abs(slope) > 1e-12:  # cut the tangent where the loss leaves the box
        low, high = sorted((s - loss / slope, s + (top - loss) / slope))
        ends = np.clip(ends, max(low, -reach), min(high, reach))
    tangent = at(ends, loss + slope * (ends - s))
    svg.polyline(zip(*tangent, strict=True), COLOR["gradient"], stroke_width=3)
    svg.circle(*at(s, loss), 6, INK, tooltip=f"score {s:.2f}, loss {loss:.4f}")
    x, anchor = (444, "end") if label else (66, "start")  # the corner without the curve
    svg.text(x, 66, f"slope y − t = {slope:+.3f}", 13, INK, anchor, font_weight="bold")
    if form != FORMS[0]:
        svg.text(x, 94, "dashed: the stable form", 12, INK, anchor)


def _bars(svg: Svg, x, y, words, scores, shares, color, width=70) -> None:
    """One row a word: its name and score left of x, a bar of its share (0..1) and the number.

    The word that is asked about has the colour of its label; nobody asks about the others.
    """
    for i, (word, score, share) in enumerate(zip(words, scores, shares, strict=True)):
        base = y + 30 * i
        bold = "bold" if i == ASKED else None
        svg.text(x - 100, base + 16, word, 14, INK, "end", font_weight=bold)
        if score is not None:
            svg.text(x - 20, base + 16, f"{score:.2f}", 13, INK, "end")
        svg.rect(x, base + 2, width, 18, stroke=GREY, stroke_width=0.5)
        svg.rect(x, base + 2, width * float(share), 18, color if i == ASKED else GREY)
        svg.text(x + width + 8, base + 16, f"{share:.2f}", 13, font_weight=bold)


def _checked(scores) -> np.ndarray:
    scores = np.asarray(scores, dtype=float)
    if scores.ndim != 1 or not 2 <= len(scores) <= len(WORDS):
        raise ValueError(
            f"give the scores of 1..{len(WORDS) - 1} further words, got {max(len(scores) - 1, 0)}"
        )
    if not (np.abs(scores) <= LIMIT).all():  # NaN is refused too
        worst = scores[np.argmax(~(np.abs(scores) <= LIMIT))]
        raise ValueError(f"scores must be numbers from -30 to 30, got {worst:g}")
    return scores
