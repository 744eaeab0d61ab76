"""Race two functions of a notebook. No points depend on it."""

from __future__ import annotations

import sys
from time import perf_counter

from w2vlib.checks.compare import difference
from w2vlib.checks.run import run
from w2vlib.language import shown


def race(*names: str, repeats: int = 5) -> None:
    """Print by which factor the second function is quicker than the first. No points.

    names: of the two functions and of their arguments, as they stand in the notebook. Nothing a
    student's function does, and no cell that was not run, stops the notebook.
    """
    there = sys._getframe(1).f_globals
    if missing := [name for name in names if name not in there]:
        print(shown(f"no race yet: run the cells above first, they make {', '.join(missing)}"))
        return
    slow, fast, *arguments = (there[name] for name in names)
    times = {slow: [], fast: []}
    for _ in range(repeats):
        for function, found in times.items():  # in turn, so that a busy machine slows both
            start = perf_counter()
            done = run(lambda f=function: f(*arguments), 10)
            found.append(perf_counter() - start)
            if done.error is not None or done.value is None or done.value is ...:
                print(shown("no race yet: first let the check say OK"))
                return
            if function is slow:
                right = done.value
        if difference(done.value, right):
            print(shown("no race: the two do not give the same"))
            return
    ratio = min(times[slow]) / min(times[fast])
    print(shown(f"the same result, {ratio:.1f} times as fast as the loop (no points depend on it)"))
