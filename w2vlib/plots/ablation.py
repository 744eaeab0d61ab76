"""From rung 7 to rung 8, change by change, as measured (lesson 10)."""

from __future__ import annotations

import json
from functools import lru_cache

from w2vlib import language
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, Svg
from w2vlib.setup.datafiles import data_file

SAVED = {  # name of a change: (what changes, what a prediction is spared), for k = 5, H = 100
    language.later("rung 7"): ("the plain loop, 100 predictions a call", ""),
    "one call": ("10,000 predictions a call", "99 of 100 Python calls"),
    "window once": ("ids found once, dh scaled once", "20 look-ups, 900 products"),
    language.later("tables"): ("sigma and log from a table", "12 exp, 6 log"),
    "draw inside": ("negatives drawn in the loop", "5 · log2(V) comparisons"),
    "ids unsigned": ("no index can be negative", "a test for every row"),
    "one pass": ("W_out's row read once for two uses", language.later("600 reads")),
    "width known": ("H a constant, h and dh in registers", "reads of h and dh"),
    "scores first": ("all scores before any row moves", "waiting for each other"),
    "asked early": ("the next rows asked for", "waiting for memory"),
}


@lru_cache(maxsize=1)
def load_ablation() -> dict:
    """What tools/bench/ablation.py measured last: data/ablation.json."""
    return json.loads(data_file("ablation.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def load_shared() -> dict:
    """What data/build_shared_negatives.py measured: scores with shared negatives, six seeds."""
    return json.loads(data_file("shared_negatives.json").read_text(encoding="utf-8"))


def sizes() -> list[int]:
    """The vocabularies at which it was measured."""
    return [int(V) for V in load_ablation()["ns"]["rung 8"]]


def show_ablation(V: int = 10_000, found: dict | None = None) -> Svg:
    """A bar for each change: nanoseconds a prediction, and how much faster than the one before.

    V: one of sizes(); found: what load_ablation gives. Errors: ValueError for another V.
    """
    found = found or load_ablation()
    known = [int(v) for v in found["ns"]["rung 8"]]
    if V not in known:
        raise ValueError(f"V must be one of {', '.join(f'{v:,}' for v in known)}; got {V!r}")
    svg = Svg(900, 424, f"From rung 7 to rung 8 at V = {V:,}, on a {found['machine']}")
    svg.text(12, 24, f"A prediction at V = {V:,}, nanoseconds", 15, font_weight="bold")
    for x, name in ((556, "ns"), (650, "times faster"), (690, "spares a prediction")):
        svg.text(x, 46, name, 12, FAINT, "end" if x < 690 else "start")
    ns = {name: by_size[str(V)] for name, by_size in found["ns"].items()}
    longest, before, said = max(ns[name][0] for name in SAVED), None, []
    for r, name in enumerate([*SAVED, "rung 8"]):
        y, (middle, low, _) = 58 + 31 * r, ns[name]
        what, spared = SAVED.get(name, ("the library's engine itself", ""))
        end = name in ("rung 7", language.later("rung 8"))
        svg.text(12, y + 12, language.label(name), 13, font_weight="bold" if end else None)
        svg.text(12, y + 26, what, 11, FAINT)
        svg.rect(250, y + 2, 220 * low / longest, 18, COLOR["W_in"] if end else GREY)
        svg.line(250 + 220 * low / longest, y + 11, 250 + 220 * middle / longest, y + 11, INK,
                 stroke_width=1.5)  # fmt: skip
        svg.text(556, y + 16, f"{low:,.0f}", 13, anchor="end")
        if before and name != "rung 8":
            svg.text(650, y + 16, f"{before / low:.2f}", 13, anchor="end")
        svg.text(690, y + 16, language.label(spared), 12, FAINT)
        said.append(f"{language.label(name)} {low:,.0f}")
        before = low
    svg.text(
        12, 418, "bar: fastest of the rounds, taken by turns; line: up to the median", 12, FAINT
    )
    svg.desc = f"Nanoseconds a prediction, each change on top of those before: {', '.join(said)}."
    return svg
