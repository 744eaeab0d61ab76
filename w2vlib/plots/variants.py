"""Lesson 06's stored trainings: who gets how much of CBOW's gradient, one matrix or two.

data/cbow_variants.csv, made by data/build_cbow_variants.py.
"""

from __future__ import annotations

import csv
import math

import numpy as np

from w2vlib import checking, language
from w2vlib.plots.svg import FAINT, GREY, INK, PAPER, Svg
from w2vlib.setup.datafiles import data_file

MEASURES = {
    "right": "classroom analogies right",
    "questions": "questions-words right",
    "ws353": "WordSim-353, correlation",
}
TICKS = {"right": (0, 0.2, 0.4, 0.6), "questions": (0, 0.04, 0.08), "ws353": (0, 0.2, 0.4)}
NAMES = {"whole": "all of dh", "gradient": "dh / n", "tied": "one matrix"}
LOOK = {"whole": {"stroke_width": 2.5}, "gradient": {"stroke_dasharray": "7 4", "stroke_width": 2}}
CHOOSE = 4  # the rate is chosen by the first four seeds; the others, which it never saw, judge it


def read_variants() -> dict[tuple[str, float], dict[str, np.ndarray]]:
    """{(variant, alpha): {measure: one score a seed}}, in the order of the file."""
    runs: dict = {}
    with data_file("cbow_variants.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            scores = runs.setdefault(
                (row["variant"], float(row["alpha"])), {m: [] for m in MEASURES}
            )
            for m in MEASURES:
                scores[m].append(float(row[m]))
    return {key: {m: np.array(v) for m, v in scores.items()} for key, scores in runs.items()}


def mean_and_error(scores) -> tuple[float, float]:
    """The mean over the seeds, and its standard error."""
    scores = checking.floats("scores", scores, ("seeds",), "one score a seed")
    checking.whole("the number of seeds", len(scores), 2, remedy="one run has no error")
    return float(np.mean(scores)), float(np.std(scores, ddof=1) / math.sqrt(len(scores)))


def at_its_best(variant: str, measure: str) -> tuple[float, np.ndarray]:
    """The learning rate that suits the variant best, and its scores (seeds,) at that rate.

    Chosen by the first CHOOSE seeds; the scores are those of the others.
    """
    checking.one_of("measure", measure, list(MEASURES))
    mine = {a: s[measure] for (v, a), s in read_variants().items() if v == variant}
    if not mine:
        raise ValueError(f"variant must be one of {', '.join(NAMES)}, got {variant!r}")
    alpha = max(mine, key=lambda a: mine[a][:CHOOSE].mean())
    return alpha, mine[alpha][CHOOSE:]


def variants_picture(variants=("whole", "gradient")) -> Svg:
    """Three scores against the learning rate, a line a variant, bars of two standard errors."""
    variants = [variants] if isinstance(variants, str) else list(variants)
    for variant in variants:
        checking.one_of("variant", variant, list(NAMES))
    runs = {key: s for key, s in read_variants().items() if key[0] in variants}
    said, names = [], language.label(" and ").join(language.label(NAMES[v]) for v in variants)
    svg = Svg(
        900,
        330,
        f"{names} at every learning rate",
    )
    low, high = (f(math.log(a) for _, a in runs) for f in (min, max))
    for p, (measure, name) in enumerate(MEASURES.items()):
        left, top, width, height = 50 + 300 * p, 50, 220, 210
        svg.text(left - 30, 28, name, 14, font_weight="bold")
        highest = 1.15 * max(s[measure].mean() for s in runs.values())

        def at(alpha, value, left=left, top=top, width=width, height=height, highest=highest):
            x = left + 10 + (width - 20) * (math.log(alpha) - low) / (high - low)
            return x, top + height * (1 - value / highest)

        svg.line(left, top + height, left + width, top + height, FAINT)
        svg.line(left, top, left, top + height, FAINT)
        for alpha in (0.0125, 0.05, 0.2):
            svg.text(at(alpha, 0)[0], top + height + 16, f"{alpha:g}", 11, FAINT, "middle")
        for value in TICKS[measure]:
            text = f"{value:.1f}" if measure == "ws353" else f"{value:.0%}"
            svg.text(left - 5, at(1, value)[1] + 4, text, 11, FAINT, "end")
            svg.line(left, at(1, value)[1], left + width, at(1, value)[1], GREY, stroke_width=0.3)
        for variant in variants:
            mine = {
                a: mean_and_error(s[measure]) for (v, a), s in sorted(runs.items()) if v == variant
            }
            svg.polyline([at(a, m) for a, (m, _) in mine.items()], INK, **LOOK.get(variant, {}))
            for a, (m, error) in mine.items():
                (x, y), (_, up) = at(a, m), at(a, m + 2 * error)
                svg.line(x, up, x, 2 * y - up, INK, stroke_width=1.2)
                svg.circle(x, y, 4, INK if variant == "whole" else PAPER, stroke=INK)
                who = language.label(NAMES[variant])
                said.append(f"{language.label(name)}, {who}, alpha {a:g}: {m:.3f} ± {error:.3f}")
    svg.text(360, 296, "learning rate alpha at the start", 12, FAINT)
    for i, variant in enumerate(variants):
        x = 50 + 160 * i
        svg.line(x, 315, x + 40, 315, INK, **LOOK.get(variant, {}))
        svg.circle(x + 20, 315, 4, INK if variant == "whole" else PAPER, stroke=INK)
        svg.text(x + 50, 320, NAMES[variant], 13)
    svg.text(370, 320, "bars: two standard errors over ten seeds", 12, FAINT)
    svg.desc = f"Stored runs, 5 epochs, mean and standard error over the seeds. {'; '.join(said)}."
    return svg
