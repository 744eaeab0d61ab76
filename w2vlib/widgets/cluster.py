"""Explorer of lesson 11: machines, interval, network and vocabulary against words a second."""

from __future__ import annotations

from functools import partial

from w2vlib.plots.cluster import LIMITS, SPEED, cluster_picture
from w2vlib.widgets.base import Choice, Explorer, Number


def explore_cluster(
    machines: int = 16, round_words: int = 10_000_000, V: int = 100_000,
    gigabits: float = 1.0, *, H: int = 100, speed: float = SPEED,
) -> Explorer:  # fmt: skip
    """The picture of `cluster_picture` with a slider and a box for each of its numbers.

    speed: words a second of one machine.
    """
    names = {"machines": "machines", "round_words": "words a round", "V": "V"}
    starts = {"machines": machines, "round_words": round_words, "V": V}
    controls = {
        name: Number(names[name], value, *LIMITS[name], integer=True, log=True)
        for name, value in starts.items()
    }
    networks = [("1 Gb/s", 1.0), ("10 Gb/s", 10.0), ("100 Gb/s", 100.0)]
    controls["gigabits"] = Choice("network", networks, gigabits)
    draw = partial(cluster_picture, H=H, speed=speed)
    draw.__name__ = "cluster_picture"
    return Explorer(draw, controls)
