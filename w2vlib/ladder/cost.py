"""What a step costs on each rung of the speed ladder, in multiply-adds and bytes (see cost.py).

Four parts a step: "draw" the negatives, "forward", "backward", "update". Where a rung touches only
rows, the count is an upper bound: as if no word came twice in a batch. Sorting n ids counts
n · log2(n) operations. Not in the counts: Python itself, caches, and what a conversion of dtypes
costs, so rungs 3 and 4 differ by their samplers alone.
"""

from __future__ import annotations

import math

from w2vlib import checking
from w2vlib.ladder import RUNGS
from w2vlib.lessons.cost import Cost, cbow_cost, lookup, passes, total

PARTS = ("draw", "forward", "backward", "update")
CHOICE_PASSES = 11  # over V float64 numbers for each target: 3 in ChoiceSampler, 8 in rng.choice
LINE = 16  # floats in a cache line: rung 8 fills its rows up to whole lines


def step_cost(
    rung: str, V: int, H: int = 100, *, window: int = 5, k: int = 5, N: int = 100
) -> dict[str, Cost]:
    """Cost of one step of N predictions: part → Cost, in the order of PARTS. See RUNGS."""
    if rung not in RUNGS:
        raise ValueError(f"a rung must be one of {', '.join(RUNGS)}; got {rung!r}")
    c, near = 2 * window, N + 2 * window  # context words a prediction, words of the stretch of text
    zero, asked = Cost(0, 0), N * (1 + k)
    cdf = cbow_cost(V, H, window, N, k, "negative_sampling")["negatives"]
    if RUNGS.index(rung) < 4:
        model = {"one_hot": "one_hot", "lookup": "embedding"}.get(rung, "negative_sampling")
        there = _without_draw(cbow_cost(V, H, window, N, k, model))
        both = _without_draw(cbow_cost(V, H, window, N, k, model, backward=True))
        if rung == "one_hot":
            there, both = (x + Cost(0, 4 * N * c * V) for x in (there, both))  # writing the rows
        draw = {"book": passes(2 * CHOICE_PASSES * N, V), "float32": cdf}.get(rung, zero)
        # a dense gradient for every layer, added up; then lr · grad and its subtraction
        layers = c + (1 + k if model == "negative_sampling" else 1)
        update = passes(layers - 2 + 2 * 2, V * H)
        return _parts(draw, there, Cost(both[0] - there[0], both[1] - there[1]), update)
    if rung == "rows":
        there = _without_draw(cbow_cost(V, H, window, N, k, "negative_sampling"))
        layers = c + 1 + k
        back = passes(3 * (1 + k) + 1, N * H) + _sum_equal(N, H) * layers
        update = _sum_equal(c * N, H) + _sum_equal(asked, H) + _write(c * N + asked, H)
        return _parts(cdf, there, back, update)
    if rung == "windows":
        there = lookup(near, H) + passes(4, near * H) + lookup(asked, H)
        there += Cost(asked * H, 4 * (asked + N) * H) + passes(16, asked)
        back = Cost(2 * asked * H, 8 * asked * H) + passes(4, near * H)
        back += _sum_equal(near, H) + _sum_equal(asked, H)
        return _parts(cdf, there, back, _write(near + asked, H))
    # Compiled: a row comes from memory once and goes back once; all else stays in the core.
    if rung == "tuned":
        cdf = Cost(2 * N * k, 8 * N * k)  # the alias table: two look-ups a draw
        row = 4 * LINE * math.ceil(H / LINE)
    else:
        row = 4 * H
    work = Cost(N * H * (2 * c + 3 * (1 + k)), 2 * row * (near + asked))
    return _parts(cdf, zero, zero, work)


def row_bytes(H: int, k: int) -> int:
    """Bytes of rows that one prediction has to move, read and written, in whole cache lines:
    its word's row of W_in, and the target's and the k negatives' rows of W_out."""
    H, k = checking.whole("H", H, 1, remedy="100 is usual"), checking.whole("k", k, 0)
    return 2 * 4 * LINE * math.ceil(H / LINE) * (2 + k)


def step_total(rung: str, V: int, H: int = 100, **sizes) -> Cost:
    return total(step_cost(rung, V, H, **sizes))


def _parts(*costs: Cost) -> dict[str, Cost]:
    return dict(zip(PARTS, costs, strict=True))


def _without_draw(parts: dict[str, Cost]) -> Cost:
    return total({p: c for p, c in parts.items() if p != "negatives"})


def _sum_equal(n: int, H: int) -> Cost:
    """RowGrad.from_repeated: sort n ids, put n rows in that order, add up runs of equal ids."""
    sort = n * math.ceil(math.log2(max(2, n)))
    return Cost(sort, 8 * sort) + lookup(n, H) + passes(1, n * H)


def _write(n: int, H: int) -> Cost:
    """W[ids] -= lr · rows: look up, multiply, subtract, write."""
    return lookup(n, H) * 2 + passes(2, n * H)
