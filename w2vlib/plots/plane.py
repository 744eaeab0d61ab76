"""A list of words twice: their cosines as a heat map, and flat, as PCA shows them (lesson 08)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from w2vlib.lessons.pca import pca
from w2vlib.plots.labels import free_places
from w2vlib.plots.similarity import short
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, PAPER, Svg
from w2vlib.vectors import WordVectors

MOST = 10


def nearest(points: np.ndarray) -> np.ndarray:
    """For each of the points (n, d) the index of the one nearest to it, (n,)."""
    distance = ((points[:, None] - points[None]) ** 2).sum(2)
    np.fill_diagonal(distance, np.inf)
    return distance.argmin(1)


def check_words(words: Sequence[str], wv: WordVectors) -> list[str]:
    """The words without repeats; ValueError unless there are 3 to MOST, KeyError if unknown."""
    words = list(dict.fromkeys(words))
    if not 3 <= len(words) <= MOST:
        raise ValueError(f"give 3 to {MOST} different words with spaces between, got {len(words)}")
    for word in words:
        wv.get_index(word)
    return words


def compare_words(words: Sequence[str], wv: WordVectors) -> Svg:
    """Cosines of all pairs as a heat map; beside it the PCA picture, with what it hides.

    In the flat picture an arrow leads from each word to the word that is truly nearest to it; it is
    dashed and vermilion where another word looks nearer.
    """
    words = check_words(words, wv)
    n = len(words)
    unit = wv.unit[[wv.key_to_index[w] for w in words]].astype(np.float64)
    cosines = unit @ unit.T
    points, shares = pca(unit)
    seen, true = nearest(points[:, :2]), nearest(unit)
    wrong = seen != true
    svg = Svg(960, 440, f"{n} words: all their cosines, and the flat picture")
    width, height = min(54, 370 / n), min(38, 280 / n)
    svg.panel(0, 490).text(20, 22, "All cosines", 15, font_weight="bold")
    names = [short(w, 12) for w in words]
    svg.matrix(112, 46, cosines.round(2), cell=(width, height), rows=names, vmax=1)
    for i, name in enumerate(names):  # slanted, since words are wider than cells
        x, y = 112 + (i + 0.6) * width, 46 + height * n + 14
        svg.text(x, y, name, 12, anchor="end", transform=f"rotate(-40 {x:.0f} {y:.0f})")
    svg.panel(490, 960).text(
        500, 22, f"Flat: {shares[:2].sum():.0%} of the spread is shown", 15, font_weight="bold"
    )
    _flat(svg, points, names, true, wrong)
    line = f"{int(wrong.sum())} of {n} words: another looks nearer than the truly nearest."
    svg.text(500, 404, line, 13, font_weight="bold")
    svg.text(500, 424, "arrow: to the truly nearest word; dashed: another looks nearer",
             12, FAINT)  # fmt: skip
    pairs = [(cosines[i, j], words[i], words[j]) for i in range(n) for j in range(i)]
    high, low = max(pairs), min(pairs)
    svg.desc = (
        f"Highest cosine: {high[2]} and {high[1]}, {high[0]:.2f}. "
        f"Lowest: {low[2]} and {low[1]}, {low[0]:.2f}. "
        f"The flat picture shows {shares[0]:.0%} and {shares[1]:.0%} of the spread. {line}"
    )
    return svg


def _flat(svg: Svg, points, names, true, wrong) -> None:
    flat = points[:, :2] if points.shape[1] > 1 else np.c_[points, np.zeros(len(points))]
    middle, span = (flat.max(0) + flat.min(0)) / 2, np.ptp(flat, axis=0)
    scale = min(330 / max(span[0], 1e-9), 300 / max(span[1], 1e-9))
    places = np.c_[715 + (flat - middle)[:, 0] * scale, 212 - (flat - middle)[:, 1] * scale]
    svg.rect(500, 34, 440, 350, stroke=GREY, stroke_width=0.5)
    for i, (x, y) in enumerate(places):
        tx, ty = places[true[i]]
        length = max(float(np.hypot(tx - x, ty - y)), 1e-9)
        if length > 12:  # stop short of the point, so that its circle stays visible
            tx, ty = tx - 7 * (tx - x) / length, ty - 7 * (ty - y) / length
            stroke = COLOR["W_out"] if wrong[i] else GREY
            svg.arrow(x, y, tx, ty, stroke, stroke_width=1.2,
                      stroke_dasharray="5 3" if wrong[i] else None)  # fmt: skip
    for (x, y), name in zip(_names_beside(places, names), names, strict=True):
        svg.text(x, y, name, 13, INK, stroke=PAPER, stroke_width=4, paint_order="stroke")
    for x, y in places:  # last, so that no name hides a point
        svg.circle(x, y, 5, COLOR["W_in"])


def _names_beside(places: np.ndarray, names: Sequence[str]) -> list[tuple[float, float]]:
    """Where each name begins: beside, below or above its point, or further, where it is free."""
    spots, boxes = [], []
    for (x, y), name in zip(places, names, strict=True):
        wide = 7.2 * len(name)
        beside = [(x + dx, y + 4 + dy) for dy in (0, 14, -14, 28, -28) for dx in (9, -9 - wide)]
        spots.append(beside + [(x - wide / 2, y + dy) for dy in (20, -12, 34, -26)])
        boxes.append([(a, b - 11, a + wide, b + 3) for a, b in spots[-1]])
    points = [(x - 6, y - 6, x + 6, y + 6) for x, y in places]
    chosen = free_places(boxes, points, (502, 37, 938, 385))
    return [spot[i] for spot, i in zip(spots, chosen, strict=True)]
