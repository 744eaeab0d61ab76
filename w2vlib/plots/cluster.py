"""Words a second against the number of machines, and where the time of a round goes (lesson 11)."""

from __future__ import annotations

import math

from w2vlib import language
from w2vlib.lessons.cluster_cost import WAYS, best_machines, round_cost, words_per_second
from w2vlib.plots.cost import si, span
from w2vlib.plots.svg import COLOR, FAINT, INK, Svg

LIMITS = {
    "machines": (1, 1000),
    "round_words": (10_000, 500_000_000),
    "V": (1_000, 10_000_000),
}
SPEED = 1_000_000  # words a second of one machine, unless measured
LINES = {language.later("tree"): ("W_in", "o", None),
         language.later("one server"): ("W_out", "s", "8 4"),
         "touched rows": ("h", "d", "2 3")}  # fmt: skip
PARTS = {
    language.later("training"): "h", language.later("network"): "W_out",
    language.later("scheduler"): "untouched",
}  # fmt: skip
LEFT, RIGHT, TOP, BOTTOM = 74, 470, 66, 372
MACHINES = sorted({round(10 ** (i / 12)) for i in range(37)})  # 1 … 1,000
DECADES = 6  # of words a second, from a hundredth of one machine on


def cluster_picture(
    machines: int = 16, round_words: int = 10_000_000, V: int = 100_000,
    gigabits: float = 1.0, *, H: int = 100, speed: float = SPEED,
) -> Svg:  # fmt: skip
    """Three ways to put the machines' weights together, from 1 to 1,000 machines.

    machines, round_words, V : within LIMITS; round_words are those of all machines together between
    two times that the weights are put together. gigabits, H, speed: as in `round_cost`.
    """
    for name, value in dict(machines=machines, round_words=round_words, V=V).items():
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise ValueError(f"{name} must be a whole number from {low:,} to {high:,}, got {value}")
    options = dict(V=V, H=H, gigabits=gigabits, speed=speed)
    fast = {w: words_per_second(machines, round_words, way=w, **options) for w in WAYS}
    best = {w: best_machines(round_words, way=w, **options) for w in WAYS}
    said = "; ".join(
        language.shown(
            f"{language.label(way)}: {si(fast[way], 'words/s')}, "
            f"{fast[way] / speed:.3g} times one machine, fastest with {best[way]:,}"
        )
        for way in WAYS
    )
    svg = Svg(900, 420, f"Training on {machines:,} machines, V = {V:,}, {gigabits:g} Gb/s",
              f"A round of {round_words:,} words. {said}.")  # fmt: skip
    svg.text(12, 22, f"{machines:,} machines, {round_words:,} words a round, V = {V:,}, H = {H}, "
             f"{gigabits:g} Gb/s", 15, font_weight="bold")  # fmt: skip
    _axes(svg, speed)
    for way in WAYS:
        role, mark, dash = LINES[way]
        points = [
            (_x(m), _y(words_per_second(m, round_words, way=way, **options), speed))
            for m in MACHINES
        ]
        svg.polyline(points, COLOR[role], stroke_dasharray=dash)
        _mark(svg, _x(machines), _y(fast[way], speed), mark, COLOR[role])
    for i, way in enumerate(WAYS):
        cost = round_cost(machines, round_words, way=way, **options)
        _bars(svg, 500, 78 + 108 * i, way, cost, fast[way] / speed, best[way])
    note = (
        f"Counted, not measured: one machine trains {si(speed, 'words/s')}; nobody is late, "
        "nothing overlaps, the network is nobody else's."
    )
    svg.text(12, 412, note, 12, FAINT)
    return svg


def _axes(svg: Svg, speed: float) -> None:
    svg.text(12, 46, "words a second (both axes in powers of ten)", 12, FAINT)
    for power in range(DECADES):
        value = speed * 10.0 ** (power - 2)
        svg.line(LEFT, _y(value, speed), RIGHT, _y(value, speed), FAINT, stroke_width=0.5,
                 stroke_dasharray="2 3")  # fmt: skip
        svg.text(LEFT - 6, _y(value, speed) + 4, si(value, ""), 12, FAINT, "end")
    for m in (1, 10, 100, 1000):
        svg.text(_x(m), BOTTOM + 18, f"{m:,}", 12, FAINT, "middle")
    svg.text(LEFT + 198, BOTTOM + 18, language.label("machines"), 12, FAINT, "middle")
    svg.line(_x(1), _y(speed, speed), _x(1000), _y(1000 * speed, speed), FAINT, stroke_width=1)
    svg.text(_x(30) - 8, _y(50 * speed, speed), "if all were free", 12, FAINT, "end")
    svg.text(LEFT + 6, _y(speed, speed) + 16, "one machine", 12, FAINT)


def _bars(svg: Svg, x: float, y: float, way: str, cost, times: float, best: int) -> None:
    """Where the seconds of a round go, one bar of a fixed length for each way."""
    role, mark, _ = LINES[way]
    _mark(svg, x + 6, y - 5, mark, COLOR[role])
    svg.text(x + 20, y, language.label(way), 14, font_weight="bold")
    svg.text(x + 390, y, f"{times:.3g} × one machine", 13, anchor="end", font_weight="bold")
    at = x
    for part, color in PARTS.items():
        width = 390 * getattr(cost, part) / cost.seconds
        svg.rect(at, y + 10, width, 18, COLOR[color], stroke=INK, stroke_width=0.5)
        at += width
    shares = (f"{language.label(part)} {span(getattr(cost, part))}" for part in PARTS)
    svg.text(x, y + 46, f"{language.label('a round')}: {', '.join(shares)}", 12)
    svg.text(x, y + 64, f"fastest with {best:,} machine{'s' * (best > 1)}"
             f"{' or more' if best == LIMITS['machines'][1] else ''}", 12)  # fmt: skip


def _mark(svg: Svg, x: float, y: float, kind: str, color: str) -> None:
    if kind == "o":
        svg.circle(x, y, 6, color, stroke=INK)
    elif kind == "s":
        svg.rect(x - 5, y - 5, 10, 10, color, stroke=INK)
    else:
        corners = ((x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y), (x, y - 7))
        svg.polyline(corners, INK, fill=color, stroke_width=1)


def _x(machines: float) -> float:
    return LEFT + math.log10(machines) / 3 * (RIGHT - LEFT)


def _y(words: float, speed: float) -> float:
    share = (math.log10(max(words / speed, 1e-9)) + 2) / (DECADES - 1)
    return BOTTOM - min(1, max(0, share)) * (BOTTOM - TOP)
