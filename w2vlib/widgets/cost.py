"""Explorer of lesson 01: grow V, H and the batch, and see which part of the network wins."""

from __future__ import annotations

from functools import partial

from w2vlib import checking
from w2vlib.lessons.cost import BANDWIDTH, RATE
from w2vlib.plots.cost import LIMITS, cost_bars
from w2vlib.widgets.base import Check, Explorer, Number


def explore_cost(
    V: int = 1_000_000, H: int = 100, batch: int = 1, backward: bool = False,
    *, window: int = 1, k: int = 5, rate: float = RATE, bandwidth: float = BANDWIDTH,
) -> Explorer:  # fmt: skip
    """The picture of `cost_bars` with a slider and a box for V, H and batch.

    rate, bandwidth: multiply-adds and bytes a second, for example from `measure_rates()`.
    """
    for name, speed in (("rate", rate), ("bandwidth", bandwidth)):
        checking.real(name, speed, 0, above=True, remedy="measure_rates() gives both")
    starts = {"V": V, "H": H, "batch": batch}
    controls = {
        name: Number(name, value, *LIMITS[name], integer=True, log=True)
        for name, value in starts.items()
    }
    controls["backward"] = Check("with backward", backward)
    draw = partial(cost_bars, window=window, k=k, rate=rate, bandwidth=bandwidth)
    draw.__name__ = "cost_bars"  # a partial has no name of its own; Explorer asks for one
    return Explorer(draw, controls)
