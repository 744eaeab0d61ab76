"""Several engines on the same weights, each in a thread of its own."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from w2vlib.engines import Engine

# Chunks a thread takes at a time, at most: with fewer, threads wait for each other's Python. But no
# more than a hundredth of a run: where one thread falls behind, its chunks come late.
AT_ONCE, SHARE = 4, 100

Result = tuple[float, int]


class Threads:
    """Gives numbered chunks to whichever engine is idle.

    train(engine, number) trains one chunk and returns (sum of losses, predictions).
    """

    def __init__(self, engines: list[Engine], train: Callable[[Engine, int], Result]):
        self.train = train
        self.pool = ThreadPoolExecutor(len(engines))
        self.enough = 2 * len(engines)  # enough to keep every thread busy
        self.idle: queue.SimpleQueue[Engine] = queue.SimpleQueue()
        for engine in engines:
            self.idle.put(engine)
        self.over = threading.Event()
        self.at_work: set[int] = set()

    def results(self, numbers: range) -> Iterator[Result]:
        """Yield what train returns for each number, in order. Whatever ends it ends the threads."""
        at_once = max(1, min(AT_ONCE, len(numbers) // SHARE))
        waiting = deque()
        try:
            for i in range(0, len(numbers), at_once):
                waiting.append(self.pool.submit(self._task, numbers[i : i + at_once]))
                if len(waiting) > self.enough:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            self.end()

    def _task(self, numbers: range) -> list[Result]:
        self.at_work.add(numbers[0])  # first this, then the look at `over`: see end()
        engine = self.idle.get()
        try:
            return [self.train(engine, number) for number in numbers if not self.over.is_set()]
        finally:
            self.idle.put(engine)
            self.at_work.discard(numbers[0])

    def end(self) -> None:
        """Wait until nobody writes into the weights any more, through any number of Ctrl-C.

        Joining the threads would not do: up to Python 3.12 a join that Ctrl-C has broken takes
        the thread for ended. And a task can run that `results` was interrupted before noting.
        """
        interrupted = None
        while True:
            try:
                self.over.set()
                self.pool.shutdown(wait=False, cancel_futures=True)
                while self.at_work:
                    time.sleep(0.0005)
                break
            except KeyboardInterrupt as error:
                interrupted = error
        if interrupted:
            raise interrupted
