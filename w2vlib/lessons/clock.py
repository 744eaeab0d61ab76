"""Compare times honestly: one thread, the jobs take turns, and a busy machine is told of."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from time import perf_counter

import numpy as np

from w2vlib import checking
from w2vlib.language import shown

BUSY = "Your machine is busy: these times are not to be trusted. Run the cell again later."
PIECE = 1e-3  # seconds of calls in a row: shorter than the turn that a system gives a program
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
    return groups_take_turns({"": jobs}, budget, rounds)[""]


def groups_take_turns(groups: dict, budget: float = 0.5, rounds: int = 9) -> dict:
    """Time several groups of jobs in one run, so that a job may be compared across the groups.

    groups: group → jobs as in take_turns. budget: seconds for each group. Returns group → Times.

    >>> times = groups_take_turns({n: {"sum": lambda n=n: sum(range(n))} for n in (10, 99_999)})
    >>> times[99_999]["sum"] > times[10]["sum"]
    True
    """
    budget = checking.real("budget", budget, 0, remedy="it is a number of seconds")
    rounds = checking.whole("rounds", rounds, 0, remedy="9 is usual")
    for jobs in groups.values():
        if not isinstance(jobs, dict):
            raise TypeError(f"jobs must be a dict, name → function, got {checking.short(jobs)}")
        for name, job in jobs.items():
            checking.function(f"the job {name!r}", job, 0, "lambda: work()")
    fewest = min(map(len, groups.values()), default=0)
    if not fewest or rounds < 4:
        raise ValueError(f"one job and 4 rounds are the least, got {fewest} and {rounds}")
    todo = [(job, budget / rounds / len(jobs)) for jobs in groups.values() for job in jobs.values()]
    with one_thread():
        turns = [(job, *_pieces(job, seconds)) for job, seconds in todo]
        measured = np.array([[_seconds(*turn) for turn in turns] for _ in range(rounds)])
    ends = np.cumsum([len(jobs) for jobs in groups.values()])[:-1]
    parts = np.split(measured, ends, axis=1)
    return {g: Times(jobs, part) for (g, jobs), part in zip(groups.items(), parts, strict=True)}


def _pieces(job, seconds: float) -> tuple[int, int]:
    """(calls of a piece, pieces) that fill so many seconds; a first call warms the job up."""
    _seconds(job, 1, 1)
    one = max(_seconds(job, 1, 1), 1e-7)
    calls = max(1, int(min(PIECE, seconds) / one))
    return calls, max(1, int(seconds / (calls * one)))


def _seconds(job, calls: int, pieces: int) -> float:
    """Of the shortest piece, the mean of its calls: most pieces end before another program runs."""
    shortest = np.inf
    for _ in range(pieces):
        start = perf_counter()
        for _ in range(calls):
            job()
        shortest = min(shortest, perf_counter() - start)
    return shortest / calls
