"""How long a cache line takes from one core to another and back: what two threads share costs that.

On a virtual machine it changes from minute to minute, and with it what a second thread is worth.
"""

from __future__ import annotations

import threading
import time

import numpy as np
from numba import njit, types
from numba.extending import intrinsic


@intrinsic
def read(typing, array):
    """array[0], looked up in memory each time."""

    def code(context, builder, signature, args):
        data = context.make_array(array)(context, builder, args[0]).data
        return builder.load_atomic(data, "acquire", 8)

    return types.int64(array), code


@intrinsic
def write(typing, array, value):
    """array[0] = value, seen by the other core."""

    def code(context, builder, signature, args):
        data = context.make_array(array)(context, builder, args[0]).data
        builder.store_atomic(args[1], data, "release", 8)
        return context.get_dummy_value()

    return types.void(array, types.int64), code


@njit(nogil=True)
def play(ball, side, rounds):
    """Wait for each number of one's own side, answer with the next."""
    for i in range(side, 2 * rounds, 2):
        while read(ball) != i:
            pass
        write(ball, i + 1)


def there_and_back(rounds: int = 20_000) -> float:
    """Nanoseconds that a line needs to the other core and back; not for a single core."""
    play(np.zeros(8, np.int64), 0, 0)  # compiles
    ball = np.zeros(8, np.int64)
    other = threading.Thread(target=play, args=(ball, 1, rounds))
    other.start()
    start = time.perf_counter()
    play(ball, 0, rounds)
    other.join()
    return (time.perf_counter() - start) / rounds * 1e9
