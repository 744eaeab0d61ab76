"""Causes for answers of several parts: is this part what a known mistake computes?"""

from __future__ import annotations

import copy
from collections.abc import Callable

from w2vlib.checks.compare import same


def part_of(right: Callable) -> Callable:
    """For a task whose `right` returns a dict: a maker of predicates for `Cause(when=…)`.

    part = part_of(right), then part(dh=wrong) is true where dh is not right but what `wrong`
    computes from the arguments. Of several parts, part(dh=wrong1, dW=wrong2), one is enough, and
    the others may hold any other mistake.
    """

    def part(**wrong: Callable) -> Callable:
        def when(got, *args) -> bool:
            expected = right(*copy.deepcopy(args))
            if isinstance(got, list | tuple) and len(got) == len(expected):
                got = dict(zip(expected, got, strict=True))
            return isinstance(got, dict) and any(
                not same(got[name], expected[name]) and same(got[name], model(*copy.deepcopy(args)))
                for name, model in wrong.items()
            )

        return when

    return part
