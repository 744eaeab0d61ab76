"""Compare times honestly: one thread, the jobs take turns, and a busy machine is told of."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from time import perf_counter

import numpy as np

from w2vlib.language import shown

BUSY = "Your machine is busy: these times are not to be trusted. Run the cell again later."
APART = 1.5  # a ratio of two jobs whose quartiles lie further apart than this factor is no ratio


@contextmanager
def one_thread():
    """Let NumPy's matrix products use one thread: NumPy's other operations have no more either."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield


class Times(dict):
    """name → shortest seconds. rounds: (R, jobs), all that was measured; busy: do they disagree?"""

    def __init__(self, names, rounds: np.ndarray):
        super().__init__(zip(names, rounds.min(axis=0).tolist(), strict=True))
        self.rounds = rounds

    @property
    def busy(self) -> bool:
        """True if the ratio of two jobs was quite another one from round to round."""
        return _disagree(self.rounds / self.rounds[:, :1])

    @property
    def uneven(self) -> bool:
        """True if a job itself took quite another time from round to round: matters for a rate."""
        return _disagree(self.rounds)

    def warn(self) -> None:
        """Say so if the machine was busy; nothing otherwise."""
        if self.busy:
            print(shown(BUSY))


def _disagree(rounds: np.ndarray) -> bool:
    low, high = np.quantile(rounds, [0.25, 0.75], axis=0)
    return bool((high > APART * low).any())


def take_turns(jobs: dict[str, Callable[[], object]], budget: float = 0.5, rounds=9) -> Times:
    """Time the jobs in turns, with one thread: what else the machine does hits all of them alike.

    jobs: name → function without arguments. budget: seconds for all of it; each job runs at least
    once a round and as often as fits. Returns Times: the shortest time of one call of each.

    >>> times = take_turns({"short": lambda: sum(range(10)), "long": lambda: sum(range(99_999))})
    >>> times["long"] > times["short"]
    True
    """
    if not jobs or rounds < 4:
        raise ValueError(f"one job and 4 rounds are the least, got {len(jobs)} and {rounds}")
    measured = []
    with one_thread():
        calls = {name: _calls_for(job, budget / rounds / len(jobs)) for name, job in jobs.items()}
        for _ in range(rounds):
            measured.append([_seconds(job, calls[name]) for name, job in jobs.items()])
    return Times(jobs, np.array(measured))


def _calls_for(job, seconds: float) -> int:
    """How many calls fill so many seconds; a first call warms the job up."""
    _seconds(job, 1)
    return max(1, min(1000, int(seconds / max(_seconds(job, 1), 1e-7))))


def _seconds(job, calls: int) -> float:
    """The mean of so many calls in a row."""
    start = perf_counter()
    for _ in range(calls):
        job()
    return (perf_counter() - start) / calls
