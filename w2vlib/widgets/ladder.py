"""Explorers of lesson 10: the rungs against V, and the changes from rung 7 to rung 8."""

from __future__ import annotations

from w2vlib import checking
from w2vlib.ladder import RUNGS
from w2vlib.plots.ablation import show_ablation, sizes
from w2vlib.plots.ladder import ladder_picture, load_benchmark, title_of
from w2vlib.widgets.base import Check, Choice, Explorer, Number


def explore_ladder(V: int = 10_000, shown=RUNGS, found: dict | None = None) -> Explorer:
    """The picture of `ladder_picture` with a slider for V and a box for each rung.

    found: what load_benchmark gives (the default), or a benchmark of your own machine.
    """
    found = load_benchmark() if found is None else found
    try:
        sizes = found["ladder"]["V"]
    except (KeyError, TypeError):
        raise ValueError(
            f"found must be a benchmark as load_benchmark() gives it, got {checking.short(found)}"
        ) from None
    shown = [shown] if isinstance(shown, str) else list(shown)
    for rung in shown:
        checking.one_of("a rung", rung, RUNGS)
    controls = {"V": Number("V", V, sizes[0], sizes[-1], integer=True, log=True)}
    controls |= {rung: Check(title_of(rung), rung in shown) for rung in RUNGS}

    def draw(V, **ticked):
        return ladder_picture(V, [rung for rung in RUNGS if ticked[rung]], found)

    draw.__name__ = "ladder_picture"
    return Explorer(draw, controls)


def explore_ablation(V: int = 10_000) -> Explorer:
    """What each change from rung 7 to rung 8 gains, at the measured vocabularies."""
    options = [(f"{size:,}", size) for size in sizes()]
    return Explorer(show_ablation, {"V": Choice("V", options, V)})
