"""Train in a background thread that can be paused, resumed and stopped at any report.

The thread never prints and never touches a cell's output: what it has to say goes through the
functions it is given. A kernel interrupt does not reach it, so an interrupt breaks nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np

from w2vlib.training import train_word2vec


class LiveTraining:
    """One training at a time.

    on_report : called as f(state, speed) in the thread; speed: words a second since the last
                report, without the time that on_report and pauses took
    on_end    : called as f(vectors, error) in the thread, once; one of the two is None
    """

    _go = _stopping = threading.Event()  # of no training: start makes its own; _go cleared: paused

    def __init__(self, on_report: Callable, on_end: Callable):
        self.on_report, self.on_end = on_report, on_end
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """True from start to end, also while paused."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def paused(self) -> bool:
        return self.running and not self._go.is_set()

    def start(self, load: Callable, **settings) -> None:
        """Train on load() with the settings of train_word2vec. Ends an earlier training first."""
        self.stop()
        self._go, self._stopping = threading.Event(), threading.Event()
        self._go.set()
        arguments = load, settings, self._go, self._stopping
        self._thread = threading.Thread(
            target=self._run, args=arguments, name="w2vlib-live-training", daemon=True
        )
        self._thread.start()

    def pause(self) -> None:
        """Hold the training at its next report."""
        self._go.clear()

    def resume(self) -> None:
        self._go.set()

    def stop(self, seconds: float = 5) -> None:
        """End the training at its next report and wait for it, but not for ever."""
        self._stopping.set()
        self._go.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(seconds)

    def _run(self, load, settings, go, stopping) -> None:
        clock = [time.perf_counter(), 0]

        def report(state) -> None:
            if stopping.is_set():
                return state.stop()
            seconds = time.perf_counter() - clock[0]
            self.on_report(state, (state.words - clock[1]) / max(seconds, 1e-9))
            go.wait()
            if stopping.is_set():
                state.stop()
            clock[:] = time.perf_counter(), state.words

        try:
            corpus = load()
            clock[0] = time.perf_counter()
            with np.errstate(all="ignore"):  # an overflow ends as an error, not on stderr
                vectors = train_word2vec(corpus, progress=False, callbacks=report, **settings)
            end = vectors, None
        except Exception as error:  # whatever it is, the learner shall read it
            end = None, error
        if threading.current_thread() is self._thread:  # not one that stop() could not wait for
            self.on_end(*end)
