"""Run a student's function so that nothing it does can harm: loops, prints, random numbers."""

from __future__ import annotations

import builtins
import ctypes
import io
import random
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass

import numpy as np

KEPT, LINES = 500, 8  # characters and lines that are kept of what a function prints
COMPILING = 60  # seconds more for imports and numba: the limit is for what the student wrote


@dataclass
class Run:
    """What came of one call: a value, or an error (TimeUp for a loop without end).

    after: the arguments after the call; why: the line or the parameters that an error comes from
    steps: lines of Python that were run, where they were counted
    """

    value: object = None
    error: BaseException | None = None
    printed: str = ""
    after: list | None = None
    why: str = ""
    steps: int = 0


class TimeUp(BaseException):
    """Raised inside a function that runs too long. No Exception: `except Exception` lets it by."""


class NoInput(RuntimeError):
    """The function asked for input, and nobody sits there."""


def call_within(seconds: float, call: Callable[[], object]):
    """Return call(), or raise TimeUp in it after so many seconds, on every system.

    In the main thread of Linux and macOS a signal brings it, which ends a `time.sleep` as well;
    elsewhere it strikes between two steps of Python. It may strike in the last lines here as well,
    so their order matters: a plain assignment cannot be interrupted, and after it no new TimeUp
    is sent.
    """
    me, send = ctypes.c_ulong(threading.get_ident()), ctypes.pythonapi.PyThreadState_SetAsyncExc
    lock, finished, state = threading.Lock(), threading.Event(), {"running": True}
    by_signal = hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()

    def strike(*_):
        if state["running"]:
            raise TimeUp

    def watch():
        wait, more = seconds, COMPILING
        while not finished.wait(wait):
            with lock:
                if not state["running"]:
                    return
                if more > 0 and _getting_ready(me.value):
                    wait, more = 0.5, more - 0.5
                    continue
                if by_signal:
                    signal.pthread_kill(me.value, signal.SIGALRM)
                else:
                    state["sent"] = send(me, ctypes.py_object(TimeUp))
            wait = 0.2  # and again, in case a bare `except:` swallowed it

    before = signal.signal(signal.SIGALRM, strike) if by_signal else None
    try:
        threading.Thread(target=watch, daemon=True, name="w2vlib time limit").start()
        return call()
    finally:
        state["running"] = False
        with lock:
            if state.get("sent"):  # one that is on its way is called back. If there is none,
                send(me, None)  # this would keep Python 3.11 from tracing
        finished.set()
        if by_signal:
            signal.signal(signal.SIGALRM, before)


def _getting_ready(thread: int) -> bool:
    """Is this thread importing a library, or numba at work in it?"""
    frame = sys._current_frames().get(thread)
    while frame:
        name = frame.f_globals.get("__name__", "")
        if name == "importlib._bootstrap" or name.startswith("numba.core.compiler"):
            return True
        frame = frame.f_back
    return False


class _FirstWords(io.TextIOBase):
    """A stream that keeps the beginning and forgets the rest."""

    def __init__(self):
        self.text = ""

    def write(self, text: str) -> int:
        if len(self.text) < KEPT and self.text.count("\n") < LINES:
            self.text += text[: KEPT - len(self.text)]
        return len(text)


@contextmanager
def random_states_kept():
    """Put the states of NumPy's and Python's global generators back afterwards."""
    numpy_state, python_state = np.random.get_state(), random.getstate()  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(numpy_state)  # noqa: NPY002
        random.setstate(python_state)


def _seed() -> None:
    """A function that draws gives the same verdict every time."""
    np.random.seed(1)  # noqa: NPY002
    random.seed(1)


@contextmanager
def _nobody_types():
    def no_input(*prompt):
        raise NoInput("it waits for input()")

    before, builtins.input = builtins.input, no_input
    try:
        yield
    finally:
        builtins.input = before


def run(call: Callable[[], object], seconds: float, put_back: bool = True) -> Run:
    """Call it: printing is kept back, warnings are silent, exceptions and loops are caught.

    Only an interrupt by hand (KeyboardInterrupt) comes through. put_back: False where the caller
    does that with the random states, once for many calls: it takes half of the time.
    """
    result, screen = Run(), _FirstWords()
    try:
        with (
            random_states_kept() if put_back else nullcontext(),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            redirect_stdout(screen),
            redirect_stderr(screen),
            _nobody_types(),
        ):
            warnings.simplefilter("ignore")
            _seed()
            result.value = call_within(seconds, call)
    except (Exception, SystemExit, TimeUp) as error:
        result.error = error
    result.printed = screen.text
    return result


def count_steps(call: Callable[[], object], module: str) -> tuple[object, int]:
    """(call(), lines of Python of this module that were run on the way)."""
    steps, before = 0, sys.gettrace()

    def trace(frame, event, argument):
        nonlocal steps
        if frame.f_globals.get("__name__") != module:
            return None
        steps += 1
        return trace

    sys.settrace(trace)
    try:
        value = call()
        return value, steps
    finally:
        sys.settrace(before)
