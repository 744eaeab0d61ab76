"""Accuracy against the number of labels, for three or four kinds of features (lesson 09)."""

from __future__ import annotations

import json
from functools import lru_cache
from math import log10

import numpy as np

from w2vlib import language
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, Svg
from w2vlib.setup.datafiles import data_file

LOOK = {  # features → colour and dashes; what comes from a W_in is blue
    language.later("vectors"): (COLOR["W_in"], None),
    "tf-idf": (INK, "9 3"),
    "random vectors": (GREY, "3 3"),
    "vectors, tests unseen": (COLOR["W_in"], "12 3 3 3"),
}
TASKS = (language.later("topic"), language.later("direction"))


@lru_cache(maxsize=1)
def measured() -> dict:
    """The table that tools/data/build_few_labels.py made."""
    return json.loads(data_file("few_labels.json").read_text(encoding="utf-8"))


def labels_measured() -> list[int]:
    """The numbers of labels per class that the table holds."""
    return measured()["labels"]


def show_few_labels(
    task: str = "topic", labels: int = 5, features: str = "vectors", draw: int = 1
) -> Svg:
    """Left: accuracy against labels per class. Right: the 20 draws at one number of labels.

    task     : "topic" (5 classes) or "direction" (2)
    labels   : sentences with a label, for each class; one of labels_measured()
    features : the kind that is drawn thick, with its accuracy class by class
    draw     : 1 to 20, the draw of labelled sentences that gets a ring
    Errors: ValueError for a state that the table does not hold.
    """
    if task not in TASKS:
        raise ValueError(f"task must be one of {', '.join(TASKS)}, got {task!r}")
    Ns, data = labels_measured(), measured()["tasks"][task]
    if labels not in Ns:
        raise ValueError(f"labels per class must be one of {Ns}, got {labels!r}")
    if features not in data["features"]:
        known = ", ".join(data["features"])
        raise ValueError(f"for {task}, features must be one of {known}; got {features!r}")
    if not 1 <= draw <= 20:
        raise ValueError(f"the draw number must be from 1 to 20, got {draw}")
    C, at = len(data["classes"]), Ns.index(labels)
    svg = Svg(
        900,
        400,
        f"Few labels: which {language.label(task)}, with {labels} labels for each of {C} classes",
    )
    said = []
    _axes(svg, Ns, labels, C)
    for kind, found in data["features"].items():
        A = np.array(found["accuracy"])  # (labels, draws)
        _curve(svg, Ns, A, kind, kind == features)
    svg.text(560, 24, f"{labels} labels a class, 20 draws (ring: {draw})", 14, font_weight="bold")
    for r, (kind, found) in enumerate(data["features"].items()):
        draws = np.array(found["accuracy"])[at]
        _strip(svg, 58 + 46 * r, kind, draws, draws[draw - 1], kind == features)
        said.append(
            f"{language.label(kind)} {draws.mean():.2f} ± {draws.std():.2f}, "
            f"draw {draw} {draws[draw - 1]:.2f}"
        )
    shares = data["features"][features]["by_class"][at]
    _classes(svg, 270, features, data["classes"], shares)
    each = ", ".join(f"{c} {s:.2f}" for c, s in zip(data["classes"], shares, strict=True))
    svg.desc = (
        f"Accuracy, mean and standard deviation over {A.shape[1]} draws of the labels: "
        f"{'; '.join(said)}; guessing {1 / C:.2f}. "
        f"Class by class with {language.label(features)}: {each}."
    )
    return svg


def _x(n: int) -> float:
    return 60 + 140 * log10(n)


def _y(share: float) -> float:
    return 330 - 300 * share  # 0 … 1


def _axes(svg, Ns, labels, C) -> None:
    svg.text(20, 16, "share of right answers", 14, font_weight="bold")
    for share in (0, 0.2, 0.4, 0.6, 0.8, 1):
        svg.line(60, _y(share), 480, _y(share), GREY, stroke_width=0.5)
        svg.text(52, _y(share) + 4, f"{share:.1f}", 12, FAINT, "end")
    for n in Ns:
        svg.text(_x(n), 348, f"{n}", 12, INK if n == labels else FAINT, "middle",
                 font_weight="bold" if n == labels else "normal")  # fmt: skip
    svg.text(270, 368, "labels for each class (log scale)", 12, FAINT, "middle")
    svg.line(_x(labels), _y(1), _x(labels), 330, INK, stroke_width=1, stroke_dasharray="2 3")
    svg.line(60, _y(1 / C), 480, _y(1 / C), INK, stroke_width=1)
    svg.text(476, _y(1 / C) + 34, f"line: guessing {1 / C:.2f}", 12, FAINT, "end")


def _curve(svg, Ns, A, kind, chosen) -> None:
    color, dashes = LOOK[kind]
    mean, sd = A.mean(axis=1), A.std(axis=1)
    for n, m, s in zip(Ns, mean, sd, strict=True):
        svg.line(_x(n), _y(m - s), _x(n), _y(m + s), color, stroke_width=3 if chosen else 1.5)
    points = [(_x(n), _y(m)) for n, m in zip(Ns, mean, strict=True)]
    svg.polyline(points, color, stroke_width=4 if chosen else 2, stroke_dasharray=dashes)


def _strip(svg, y, kind, draws, ringed, chosen) -> None:
    """One dot a draw on a line from 0 to 1; the mean as a bar; its legend above."""
    color, dashes = LOOK[kind]
    svg.line(560, y - 4, 590, y - 4, color, stroke_width=4 if chosen else 2,
             stroke_dasharray=dashes)  # fmt: skip
    svg.text(598, y, language.label(kind), 13, font_weight="bold" if chosen else "normal")
    svg.text(880, y, f"{draws.mean():.2f} ± {draws.std():.2f}", 13, anchor="end")
    svg.text(880, y + 20, f"ring {ringed:.2f}", 12, FAINT, "end")
    svg.line(560, y + 16, 820, y + 16, GREY, stroke_width=0.5)
    for share in draws:
        svg.circle(560 + 255 * share, y + 16, 4, color, fill_opacity=0.5)
    svg.circle(560 + 255 * ringed, y + 16, 7, "none", stroke=INK, stroke_width=2)
    at = 560 + 255 * draws.mean()
    svg.line(at, y + 6, at, y + 26, INK, stroke_width=2)


def _classes(svg, y, features, classes, shares) -> None:
    svg.text(560, y, f"class by class, with {language.label(features)}", 13, font_weight="bold")
    for r, (name, share) in enumerate(zip(classes, shares, strict=True)):
        top = y + 10 + 21 * r
        svg.text(640, top + 13, name, 13, anchor="end")
        svg.rect(648, top + 2, 180 * share, 14, LOOK[features][0])
        svg.text(880, top + 13, f"{share:.2f}", 13, anchor="end")
