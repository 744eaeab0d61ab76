"""The plane of lesson 06's picture: vectors, pulls, trails, and where a score says yes."""

from __future__ import annotations

import numpy as np

from w2vlib.lessons.one_step import Step
from w2vlib.plots.labels import free_places
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, PAPER, Svg

ORIGIN, HALF = (222, 236), 192  # the middle of the plane in the picture, and half its side
SMALLEST, LARGEST = 3, 1536  # the plane shows −3..3, and doubles whenever a vector leaves it
HALO = {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke"}  # text over lines stays clear


def reach_of(h, W, at_least: int = SMALLEST) -> int:
    """How far the plane reaches so that every vector lies in it: at_least, or 2, 4, 8 … times."""
    reach, size = at_least, np.abs(np.vstack([h, W])).max()
    while size > reach:
        reach *= 2
    return reach


def to_picture(point, reach: float = SMALLEST) -> tuple[float, float]:
    """A point of the plane in SVG coordinates."""
    return (
        ORIGIN[0] + HALF / reach * float(point[0]), ORIGIN[1] - HALF / reach * float(point[1])
    )  # fmt: skip


def to_plane(x: float, y: float, reach: float = SMALLEST) -> tuple[float, float]:
    """SVG coordinates as a point of the plane, held inside it."""
    point = np.array([x - ORIGIN[0], ORIGIN[1] - y]) * reach / HALF
    return tuple(float(v) for v in np.clip(point, -reach, reach).round(2))


def draw_plane(svg: Svg, names, colors, h, W, step: Step, reach: int, trail) -> None:
    """names, colors: of the rows of W; trail: earlier (h, W), the oldest first."""

    def at(point):
        return to_picture(point, reach)

    left, top = ORIGIN[0] - HALF, ORIGIN[1] - HALF
    svg.rect(left, top, 2 * HALF, 2 * HALF, stroke=GREY)
    _yes_side(svg, h, left, top, at, reach)
    for axis in ((1, 0), (0, 1)):
        ends = at(np.multiply(axis, -reach)), at(np.multiply(axis, reach))
        svg.line(*ends[0], *ends[1], GREY, stroke_width=0.8)
        for part in (-2, -1, 1, 2):
            x, y = at(np.multiply(axis, part * reach / 3))
            svg.text(x + 4, y + 13, f"{part * reach / 3:g}".replace("-", "−"), 11, INK)
    svg.text(left, 30, "h and the rows of W_out", 15, font_weight="bold")
    past = [np.vstack([a, b]) for a, b in trail]
    for i, color in enumerate((COLOR["h"], *colors)):
        if len(past) > 1:
            svg.polyline([at(p[i]) for p in past], color, stroke_width=1.5, opacity=0.7)
            for p in past[:-1]:
                svg.circle(*at(p[i]), 2, color)
    for end, color, width in [*zip(W, colors, [3] * len(W), strict=True), (h, COLOR["h"], 2)]:
        svg.arrow(*at((0, 0)), *at(end), color, stroke_width=width)
    svg.circle(*at(h), 13, "none", stroke=COLOR["h"], stroke_width=4)
    for end, color in zip(W, colors, strict=True):
        svg.circle(*at(end), 8, color, stroke=INK)
    _pulls(svg, h, W, step, at, reach)
    points = {"h": h, **dict(zip(names, W, strict=True))}
    _labels(svg, {name: at(v) for name, v in points.items()}, (left, top))
    for name, v in points.items():
        says = f"{name} at ({v[0]:.2f}, {v[1]:.2f}): drag it, or move it with the arrow keys"
        grip = {"data_id": name, "data_drag": "1", "aria_label": says, "pointer_events": "all"}
        svg.circle(*at(v), 15 if name == "h" else 9, "none", **grip)  # on top of all


def _yes_side(svg: Svg, h, left: float, top: float, at, reach: float) -> None:
    """Shade where a row has a score above 0, so that σ says more than 0.5: the side of h."""
    if not np.any(h):
        return
    corners = np.array([(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)]) * reach
    shape = _clip(list(corners), np.asarray(h))
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(at, shape))
    svg.add("polygon", points=points, fill=COLOR["h"], fill_opacity=0.1)
    svg.text(left + 4, top + 2 * HALF + 18, "shaded: score above 0, y above 0.5", 12, FAINT)


def _clip(corners: list, normal) -> list:
    """The part of a polygon where normal · point ≥ 0 (Sutherland and Hodgman)."""
    kept = []
    for a, b in zip(corners, [*corners[1:], corners[0]], strict=True):
        sa, sb = float(normal @ a), float(normal @ b)
        if sa >= 0:
            kept.append(a)
        if sa * sb < 0:
            kept.append(a + (b - a) * sa / (sa - sb))
    return kept


def _pulls(svg: Svg, h, W, step: Step, at, reach: float) -> None:
    for part in step.dh_parts:  # each word's share of the pull on h
        dashed = {"stroke_dasharray": "3 3", "stroke_width": 1.5}
        svg.line(*at(h), *at(_inside(h, h - part, reach)), COLOR["gradient"], **dashed)
    pulls = [(h, step.dh, step.h_after), *zip(W, step.dW, step.W_after, strict=True)]
    for start, gradient, after in pulls:
        if np.any(gradient):
            pull = at(_inside(start, start - gradient, reach))
            svg.arrow(*at(start), *pull, COLOR["gradient"], stroke_width=3)
            if np.abs(after).max() <= reach:
                svg.circle(*at(after), 4, PAPER, stroke=COLOR["gradient"], stroke_width=2)


def _inside(start, end, reach: float):
    """The end of an arrow, cut where it would leave the plane."""
    way = np.asarray(end) - start
    room = (reach - np.sign(way) * start) / np.maximum(np.abs(way), 1e-12)
    return start + way * min(1, room.min())


def _labels(svg: Svg, points: dict, corner) -> None:
    """Each name beside its point, at the first of eight places where nothing else is."""
    ways = ((0, -18), (0, 26), (1, 5), (-1, 5), (1, -14), (-1, -14), (1, 24), (-1, 24))
    boxes = []
    for name, (x, y) in points.items():
        wide = 4 + 7.5 * len(name)
        middles = [(x + dx * (16 + wide / 2), y + dy) for dx, dy in ways]
        boxes.append([(cx - wide / 2, cy - 12, cx + wide / 2, cy + 4) for cx, cy in middles])
    marks = [(x - 10, y - 10, x + 10, y + 10) for x, y in points.values()]
    frame = (*corner, corner[0] + 2 * HALF, corner[1] + 2 * HALF)
    for name, there, i in zip(points, boxes, free_places(boxes, marks, frame), strict=True):
        left, _, right, bottom = there[i]
        svg.text((left + right) / 2, bottom - 4, name, 14, INK, "middle", **HALO)
