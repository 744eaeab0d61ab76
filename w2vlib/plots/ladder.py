"""The speed ladder as measured: time of a step against V, and where the time of each rung goes."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from itertools import pairwise

from w2vlib import language
from w2vlib.ladder import RUNGS, rung_class
from w2vlib.ladder.cost import PARTS, step_cost
from w2vlib.lessons.cost import Cost
from w2vlib.plots.cost import si
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, PAPER, Svg
from w2vlib.setup.datafiles import data_file

# Lines are told apart by shade, dash and number: the colours are those of the parts, below them.
LINES = {
    rung: {"stroke": (INK, GREY)[i % 2], "stroke_dasharray": (None, "7 3")[i // 2 % 2]}
    for i, rung in enumerate(RUNGS)
}
PART_COLORS = {
    language.later("draw"): COLOR["negative"], language.later("forward"): COLOR["h"],
    language.later("backward"): COLOR["gradient"], language.later("update"): COLOR["target"],
}  # fmt: skip
LEFT, RIGHT, TOP, BOTTOM = 62, 560, 54, 250  # of the axes
LOW, HIGH = -2, 4  # the time axis, powers of ten of a millisecond
LEGEND, WIDTH = 600, 900


@lru_cache(maxsize=1)
def load_benchmark() -> dict:
    """What `make bench ARGS='--full --write'` measured last: data/benchmark.json."""
    return json.loads(data_file("benchmark.json").read_text(encoding="utf-8"))


def step_ms(found: dict, rung: str, V: int) -> float | None:
    """Milliseconds for 100 predictions, on a straight log-log line between two measured sizes.

    None beyond the sizes at which this rung was measured.
    """
    measured = sorted((int(size), ms) for size, ms in found["ladder"]["ms"][rung].items())
    for (V0, ms0), (V1, ms1) in pairwise(measured):
        if V0 <= V <= V1:
            share = math.log(V / V0) / math.log(V1 / V0)
            return ms0 ** (1 - share) * ms1**share
    return None


def title_of(rung: str) -> str:
    return f"{RUNGS.index(rung) + 1}  {language.label(rung_class(rung).title)}"


def part_name(rung: str, part: str) -> str:
    """The compiled rungs have no arrays between forward and update: it is one loop."""
    one_loop = part == "update" and rung in ("compiled", "tuned")
    return language.label("one loop" if one_loop else part)


def ladder_chart(V: int = 10_000, shown=RUNGS, found: dict | None = None) -> Svg:
    """Time of 100 predictions against V, log–log, with the times at one V.

    V: from the smallest to the largest measured size; shown: names of rungs; found: what
    load_benchmark gives (the default).
    """
    found, shown = _checked(V, shown, found)
    svg = Svg(WIDTH, 290, *_said(V, shown, found))
    _chart(svg, V, shown, found)
    return svg


def ladder_picture(V: int = 10_000, shown=RUNGS, found: dict | None = None) -> Svg:
    """The chart, and below it the profile of each rung: which part of a step takes how much."""
    found, shown = _checked(V, shown, found)
    size = min(found["ladder"]["V"], key=lambda n: abs(math.log(n / V)))
    profiles = {r: found["ladder"]["profile"][r].get(str(size)) for r in shown}
    title, desc = _said(V, shown, found)
    for rung, parts in profiles.items():
        if parts:
            part = max(parts, key=parts.get)
            share = 100 * parts[part] / sum(parts.values())
            desc += f" {title_of(rung)}: {share:.0f} % {part_name(rung, part)}."
    svg = Svg(WIDTH, 342 + 18 * len(shown), title, desc)
    _chart(svg, V, shown, found)
    _profiles(svg, 308, size, profiles)
    return svg


def _checked(V, shown, found):
    found = found or load_benchmark()
    low, high = found["ladder"]["V"][0], found["ladder"]["V"][-1]
    if not low <= V <= high:
        raise ValueError(f"V must be from {low:,} to {high:,}, the measured sizes; got {V:,}")
    if unknown := [name for name in shown if name not in RUNGS]:
        raise ValueError(f"a rung must be one of {', '.join(RUNGS)}; got {unknown[0]!r}")
    if not shown:
        raise ValueError("no rung is chosen: tick at least one of the eight")
    return found, [name for name in RUNGS if name in shown]


def _said(V, shown, found) -> tuple[str, str]:
    times = []
    for rung in shown:
        ms = step_ms(found, rung, V)
        times.append(
            f"{title_of(rung)} {_ms(ms) if ms else language.label('was not measured there')}"
        )
    batch = found["ladder"]["batch"]
    desc = f"Log-log axes. At V = {V:,}: {'; '.join(times)}."
    return f"Time of {batch} predictions against V on a {found['machine']}", desc


def _ms(ms: float) -> str:
    return si(ms / 1000, "s")


def _x(V: float, sizes) -> float:
    low, high = math.log10(sizes[0]), math.log10(sizes[-1])
    return LEFT + (RIGHT - LEFT) * (math.log10(V) - low) / max(high - low, 1e-9)


def _y(ms: float) -> float:
    share = (math.log10(ms) - LOW) / (HIGH - LOW)
    return BOTTOM - (BOTTOM - TOP) * min(1, max(0, share))


def _chart(svg, V, shown, found) -> None:
    sizes = found["ladder"]["V"]
    svg.text(12, 22, f"Time of {found['ladder']['batch']} predictions, measured on a "
             f"{found['machine']}", 15, font_weight="bold")  # fmt: skip
    svg.text(12, 44, "each grid line: 10 times the one below", 12, FAINT)
    for power in range(LOW, HIGH + 1):
        y = _y(10.0**power)
        svg.line(LEFT, y, RIGHT, y, FAINT, stroke_width=0.5, stroke_dasharray="2 3")
        svg.text(LEFT - 6, y + 4, _ms(10.0**power), 11, FAINT, "end")
    for power in range(math.ceil(math.log10(sizes[0])), int(math.log10(sizes[-1])) + 1):
        x = _x(10.0**power, sizes)
        svg.line(x, BOTTOM, x, BOTTOM + 4, FAINT)
        svg.text(x, BOTTOM + 17, f"{10**power:,}", 11, FAINT, "middle")
    svg.text((LEFT + RIGHT) / 2, BOTTOM + 33, "V, words (each mark: 10 times)", 12, FAINT, "middle")
    here = _x(V, sizes)
    svg.line(here, TOP, here, BOTTOM, INK, stroke_width=1, stroke_dasharray="5 3")
    ends = []
    for rung in shown:
        ms = {int(n): t for n, t in found["ladder"]["ms"][rung].items()}
        svg.polyline([(_x(n, sizes), _y(t)) for n, t in sorted(ms.items())], **LINES[rung])
        at = step_ms(found, rung, V)
        if at:
            svg.circle(here, _y(at), 4, LINES[rung]["stroke"])
        ends.append((_x(max(ms), sizes), _y(ms[max(ms)]), rung))
    for x, y, rung in _apart(ends):
        svg.circle(x + 12, y, 8, PAPER, stroke=LINES[rung]["stroke"], stroke_width=2)
        svg.text(x + 12, y + 4, RUNGS.index(rung) + 1, 11, anchor="middle", font_weight="bold")
    svg.text(WIDTH - 12, TOP - 10, f"at V = {V:,}", 13, anchor="end", font_weight="bold")
    for i, rung in enumerate(shown):
        y, at = TOP + 10 + 27 * i, step_ms(found, rung, V)
        svg.line(LEGEND - 6, y - 5, LEGEND + 18, y - 5, stroke_width=2, **LINES[rung])
        svg.text(LEGEND + 24, y, title_of(rung), 12)
        svg.text(WIDTH - 12, y, _ms(at) if at else "–", 13, anchor="end")
        svg.text(LEGEND + 40, y + 12, language.label(rung_class(rung).change), 11, FAINT)


def _apart(ends, gap: float = 17):
    """The same marks, moved down where two at the same x would overlap."""
    placed = []
    for x, y, rung in sorted(ends, key=lambda end: end[1]):
        for other_x, other_y, _ in placed:
            if abs(x - other_x) < 2:
                y = max(y, other_y + gap)
        placed.append((x, y, rung))
    return placed


def _profiles(svg, top, size, profiles) -> None:
    svg.text(12, top, f"Where the time goes, V = {size:,} (nearest measured)", 15,
             font_weight="bold")  # fmt: skip
    for i, part in enumerate(PARTS):
        svg.rect(556 + 86 * i, top - 11, 12, 12, PART_COLORS[part])
        svg.text(573 + 86 * i, top, language.label(part), 12)
    svg.text(272, top + 20, language.label("time"), 12, FAINT, "end")
    svg.text(350, top + 20, language.label("counted"), 12, FAINT, "end")
    for i, (rung, parts) in enumerate(profiles.items()):
        y = top + 38 + 18 * i
        svg.text(12, y, title_of(rung), 12)
        svg.text(350, y, si(_bytes(rung, size), "B"), 13, anchor="end")
        if not parts:
            svg.text(364, y, "not measured at this size: it would need gigabytes", 12, FAINT)
            continue
        whole = sum(parts.values())
        svg.text(272, y, _ms(whole), 13, anchor="end")
        x = 364.0
        for part in PARTS:
            width = (WIDTH - 376) * parts[part] / whole
            svg.rect(x, y - 11, width, 14, PART_COLORS[part])
            if width > 90:
                said = f"{part_name(rung, part)} {100 * parts[part] / whole:.0f} %"
                svg.text(x + 5, y, said, 12, "#1a1a1a")
            x += width


@lru_cache(maxsize=64)  # V is one of the few measured sizes
def _bytes(rung: str, V: int) -> int:
    return sum(step_cost(rung, V).values(), Cost(0, 0)).bytes
