"""The student's side of a check: call the answer on the cases and note what came of it.

Nothing here knows what is right. When a notebook is graded, this is the part that runs in its
kernel; the verdict is made elsewhere, from the record.
"""

from __future__ import annotations

import copy
import ctypes
import tracemalloc
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

from w2vlib.checks import calls
from w2vlib.checks.compare import kind_of
from w2vlib.checks.run import Run, TimeUp, count_steps, random_states_kept, run
from w2vlib.checks.student import is_blank, line_of, one_line, parameters_misfit

MISSING = object()
TRACE = 0x71  # as float64 about 3e238, as float32 1e30
TRACES = [np.full(size, TRACE, np.uint8) for size in range(8, 1025, 8) for _ in range(2)]


@dataclass
class Record:
    """What a student's answer did.

    todo   : why there is nothing to check yet; kind: what it is, if it is no function
    runs   : one for each case, up to one that never ended
    large  : the run on the large case; steps: lines of Python in it; room: bytes it took at most
    """

    todo: str = ""
    kind: str = ""
    runs: list[Run] = field(default_factory=list)
    large: Run | None = None
    steps: int = 0
    room: int = 0


def todo(name: str, answer, methods: tuple[str, ...] = ()) -> str:
    """Why an answer is still to be written, or an empty text."""
    if answer is MISSING:
        return f"there is no `{name}` yet; run the cell that defines it"
    missing = answer is ... or answer is None or is_blank(answer, methods)
    return "your turn" if missing else ""


def perform(
    name: str,
    answer,
    cases: list[list],
    call: Callable,
    seconds: float,
    methods: tuple[str, ...] = (),
    large: list | None = None,
) -> Record:
    """Call the answer on copies of the arguments of every case, and on the large one."""
    if why := todo(name, answer, methods):
        return Record(todo=why)
    if not callable(answer):
        return Record(kind=kind_of(answer))
    with random_states_kept():
        return _record(answer, cases, call, seconds, large)


def _record(answer, cases, call, seconds, large) -> Record:
    record, end = Record(), monotonic() + seconds
    for args in cases:
        with _traces():
            done = _one(answer, call, args, max(end - monotonic(), 0.01))
        if isinstance(done.error, NotImplementedError) or done.value is ...:
            return Record(todo="the blank is still there")
        record.runs.append(done)
        if isinstance(done.error, TimeUp):
            return record
        if monotonic() > end:  # numba has compiled, and that does not count
            end = monotonic() + seconds
    if large is not None:
        record.large = _one(answer, call, large, seconds)
        if record.large.error is None:
            record.room = _room(answer, call, large, seconds)
            record.steps = _steps(answer, call, large, seconds)
    return record


def _one(answer, call, args, seconds) -> Run:
    mine = copy.deepcopy(args)
    done = run(lambda: call(answer, *mine), seconds, put_back=False)
    done.after = mine
    if type(done.error) is TypeError:
        done.why = parameters_misfit(answer, args) if call is not calls.layer else ""
    if done.error is not None and not done.why and not isinstance(done.error, TimeUp):
        line = line_of(done.error, answer)
        where = f", in the line `{line}`" if line else ""
        done.why = f"it raised {type(done.error).__name__}: {one_line(done.error)}{where}"
    return done


@contextmanager
def _traces():
    """Fill the memory that NumPy hands out next, so that an array nobody fills shows itself.

    Without this it often holds zeros by chance: right today. Small blocks NumPy keeps itself; the
    larger ones glibc fills (M_PERTURB), which Linux alone has.
    """
    blocks = [block.copy() for block in TRACES]  # the fastest way, and it is taken for every case
    del blocks
    mallopt = getattr(ctypes.pythonapi, "mallopt", lambda *_: None)
    mallopt(-6, TRACE ^ 0xFF)
    try:
        yield
    finally:
        mallopt(-6, 0)


def _room(answer, call, args, seconds) -> int:
    mine = copy.deepcopy(args)
    tracemalloc.start()
    try:
        run(lambda: call(answer, *mine), seconds)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _steps(answer, call, args, seconds) -> int:
    mine = copy.deepcopy(args)
    module = getattr(answer, "__module__", "__main__")  # what NumPy does inside does not count
    done = run(lambda: count_steps(lambda: call(answer, *mine), module), 4 * seconds)
    return done.value[1] if done.error is None else 10**9
