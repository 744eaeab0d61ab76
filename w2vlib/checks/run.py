"""Run a student's function so that nothing it does can harm: loops, prints, random numbers."""

from __future__ import annotations

import ctypes
import io
import random
import threading
import warnings
from collections.abc import Callable
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass

import numpy as np

KEPT, LINES = 500, 8  # characters and lines that are kept of what a function prints


@dataclass
class Run:
    """What came of one call: a value, or an error (TimeUp for a loop without end)."""

    value: object = None
    error: BaseException | None = None
    printed: str = ""


class TimeUp(BaseException):
    """Raised inside a function that runs too long. No Exception: `except Exception` lets it by."""


def call_within(seconds: float, call: Callable[[], object]):
    """Return call(), or raise TimeUp in it after so many seconds, on every system.

    TimeUp strikes between two steps of Python, so it ends a loop but not one long NumPy call. It
    may strike in the last lines here as well, so their order matters: a plain assignment cannot
    be interrupted, and after it no new TimeUp is sent.
    """
    me, send = ctypes.c_ulong(threading.get_ident()), ctypes.pythonapi.PyThreadState_SetAsyncExc
    lock, finished, state = threading.Lock(), threading.Event(), {"running": True}

    def watch():
        wait = seconds
        while not finished.wait(wait):
            with lock:
                if not state["running"]:
                    return
                send(me, ctypes.py_object(TimeUp))
            wait = 0.2  # and again, in case a bare `except:` swallowed it

    try:
        threading.Thread(target=watch, daemon=True, name="w2vlib time limit").start()
        return call()
    finally:
        state["running"] = False
        with lock:
            send(me, None)  # one that is on its way is called back
        finished.set()


class _FirstWords(io.TextIOBase):
    """A stream that keeps the beginning and forgets the rest."""

    def __init__(self):
        self.text = ""

    def write(self, text: str) -> int:
        if len(self.text) < KEPT and self.text.count("\n") < LINES:
            self.text += text[: KEPT - len(self.text)]
        return len(text)


@contextmanager
def same_random_state():
    """Seed NumPy's and Python's global generators, and put their states back afterwards."""
    numpy_state, python_state = np.random.get_state(), random.getstate()  # noqa: NPY002
    np.random.seed(1)  # noqa: NPY002  a function that draws gives the same verdict every time
    random.seed(1)
    try:
        yield
    finally:
        np.random.set_state(numpy_state)  # noqa: NPY002
        random.setstate(python_state)


def run(call: Callable[[], object], seconds: float) -> Run:
    """Call it: printing is kept back, warnings are silent, exceptions and loops are caught.

    Only an interrupt by hand (KeyboardInterrupt) comes through.
    """
    result, screen = Run(), _FirstWords()
    try:
        with (
            same_random_state(),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            redirect_stdout(screen),
            redirect_stderr(screen),
        ):
            warnings.simplefilter("ignore")
            result.value = call_within(seconds, call)
    except (Exception, SystemExit, TimeUp) as error:
        result.error = error
    result.printed = screen.text
    return result
