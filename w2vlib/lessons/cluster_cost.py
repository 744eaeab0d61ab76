"""What a round of training costs on many machines, counted: lesson 11."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from w2vlib.setup.datafiles import data_file

GIGABIT = 1e9 / 8  # bytes a second
TASK = 1e-3  # seconds that a scheduler needs for a task, about; two tasks a machine and round
WAYS = ("tree", "one server", "touched rows")
NEGATIVE = 5


class Round(NamedTuple):
    """Seconds of one round, by what is waited for."""

    training: float
    network: float
    scheduler: float

    @property
    def seconds(self) -> float:
        return sum(self)


def sync_bytes(V: int, H: int) -> int:
    """Bytes of W_in and W_out, float32: what one copy of the weights takes.

    >>> sync_bytes(10_000, 100)
    8000000
    """
    return 2 * V * H * 4


def copies(machines: int, way: str = "tree") -> int:
    """How many copies of the weights go over the busiest wire, one after the other, in a round.

    "tree": pairs add up, then pairs of pairs, and the same way back. "one server": it takes in
    every machine's weights and sends them to every machine. "touched rows" go by the tree.

    >>> copies(8), copies(8, "one server"), copies(1)
    (6, 16, 0)
    """
    if way not in WAYS:
        raise ValueError(f"way must be one of {', '.join(WAYS)}, got {way!r}")
    if machines == 1:
        return 0
    return 2 * machines if way == "one server" else 2 * math.ceil(math.log2(machines))


@lru_cache(maxsize=64)
def touched_rows(words: int, V: int) -> float:
    """Rows of W_in and W_out together that `words` words of a Zipf text touch, on average.

    Word r has a share of 1 / r of the text, the commonest being r = 1; each word asks NEGATIVE
    drawn ones with counts ** 0.75. No subsampling.

    >>> round(touched_rows(1_000, 10_000)), round(touched_rows(10**9, 10_000))
    (3506, 20000)
    """
    edges = np.unique(np.geomspace(1, V + 1, 2_000).astype(np.int64))  # ranks, in small groups
    size, rank = np.diff(edges), np.sqrt(edges[:-1] * (edges[1:] - 1.0))
    found = 0.0
    share, noise = (rank**-a / (size * rank**-a).sum() for a in (1, 0.75))
    for mean in (share, share + NEGATIVE * noise):  # of one word's visits to each row
        found += float((size * -np.expm1(-words * mean)).sum())
    return found


def round_cost(
    machines: int, round_words: int, V: int, H: int = 100, gigabits: float = 1.0,
    speed: float = 1e6, way: str = "tree", task: float = TASK, cores: int | None = None,
) -> Round:  # fmt: skip
    """Seconds of a round in which all machines together train round_words words.

    speed: words a second of one machine; gigabits: of the network, a second; cores: that all
    "machines" share, if they are processes of one. Nobody is late, and nothing overlaps.

    >>> round_cost(4, 400_000, V=10_000, speed=1e6).training
    0.1
    """
    for name, value in {"machines": machines, "round_words": round_words, "V": V, "H": H}.items():
        if value < 1:
            raise ValueError(f"{name} must be at least 1, got {value}")
    at_work = min(machines, cores or machines)
    training = round_words / (at_work * speed)
    bytes_ = sync_bytes(V, H)
    if way == "touched rows":
        bytes_ = min(bytes_, touched_rows(round_words, V) * (4 * H + 4))
    network = copies(machines, way) * bytes_ / (gigabits * GIGABIT)
    return Round(training, network, 2 * machines * task if machines > 1 else 0.0)


def words_per_second(machines: int, round_words: int, V: int, **options) -> float:
    """Of all machines together; see `round_cost`.

    >>> round(words_per_second(1, 100_000, V=10_000, speed=1e6))
    1000000
    """
    return round_words / round_cost(machines, round_words, V, **options).seconds


@lru_cache(maxsize=4096)
def best_machines(round_words: int, V: int, most: int = 1000, **options) -> int:
    """The number of machines, up to `most`, beyond which one more makes it slower.

    >>> best_machines(100_000, V=10_000), best_machines(100_000_000, V=10_000)
    (1, 224)
    """
    return min(range(1, most + 1), key=lambda m: round_cost(m, round_words, V, **options).seconds)


def load_quality() -> dict:
    """Stored: loss and analogies by workers, interval, rule (tools/data/build_cluster_quality)."""
    return json.loads(data_file("cluster_quality.json").read_text(encoding="utf-8"))


def load_times() -> dict:
    """Stored: seconds of rounds with Dask workers (tools/data/build_cluster_times.py)."""
    return json.loads(data_file("cluster_times.json").read_text(encoding="utf-8"))
