"""Count what a CBOW step costs: multiply-adds and bytes moved, part by part (sections 4.1 and 4.2).

Three rules, float32 throughout (4 bytes a number):

1. A product (a, b) @ (b, c) takes a·b·c multiply-adds and moves a·b + b·c + a·c numbers.
2. A pass, one element-wise NumPy operation, counts one operation a number and moves each twice
   (it is read, and the result is written).
3. A look-up of r rows takes no multiply-add; it reads r ids and moves r·H numbers twice.

They describe the layers of w2vlib, with dense gradients as in the book or with touched rows only.
The optimiser is not included, nor is what Python itself costs: that is why tiny networks are slower
than predicted.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from w2vlib import checking
from w2vlib.language import shown
from w2vlib.lessons.clock import BUSY, take_turns

PARTS = ("input", "mean", "negatives", "output", "loss")
MODELS = ("one_hot", "embedding", "negative_sampling", "touched_rows")
RATE = 50e9  # multiply-adds a second, and
BANDWIDTH = 10e9  # bytes a second: round figures for one core of a laptop
# max, subtract, exp, sum, subtract the log, exp: see SoftmaxWithLoss.forward. Its search for NaN
SOFTMAX_PASSES = 6  # computes nothing and is not counted
SIGMOID_PASSES = 16  # 7 for the sigmoid, 9 for the losses: see SigmoidWithLoss.forward


class Cost(NamedTuple):
    """multiply_adds: operations (a pass counts one a number); bytes: moved to and from memory."""

    multiply_adds: int
    bytes: int

    def __add__(self, other: Cost) -> Cost:
        return Cost(self[0] + other[0], self[1] + other[1])

    def __mul__(self, times: int) -> Cost:
        return Cost(self[0] * times, self[1] * times)

    def __repr__(self) -> str:
        return f"Cost({self[0]:,} multiply-adds, {self[1]:,} bytes)"


def product(a: int, b: int, c: int) -> Cost:
    """(a, b) @ (b, c)."""
    return Cost(a * b * c, 4 * (a * b + b * c + a * c))


def passes(times: int, size: int) -> Cost:
    """`times` element-wise operations on arrays of `size` numbers."""
    return Cost(times * size, times * 8 * size)


def lookup(rows: int, H: int) -> Cost:
    """Take rows of H numbers by their ids."""
    return Cost(0, 4 * rows + 8 * rows * H)


def cbow_cost(
    V: int, H: int, window: int = 1, batch: int = 1, k: int = 5, model: str = "one_hot",
    *, backward: bool = False,
) -> dict[str, Cost]:  # fmt: skip
    """Cost of one batch, forward or forward and backward, for each part of the network.

    V, H, window, batch : words, numbers a vector, words on each side, predictions in the batch
    k        : negatives a prediction (only for the last two models)
    model    : "one_hot" (MatMul in, softmax over V: SimpleCBOW), "embedding" (look-up in, softmax
               over V), "negative_sampling" (look-up in, 1 + k questions out: CBOW) or
               "touched_rows" (the same with row-sparse gradients: CBOW(sparse=True))
    backward : add the gradients, dense as in the book except for "touched_rows"; the update of the
               weights is not included

    Returns part → Cost, in the order of PARTS: "input" (W_in), "mean", "negatives" (drawing them;
    only for negative sampling), "output" (W_out), "loss".
    """
    for name, value in {"V": V, "H": H, "window": window, "batch": batch, "k": k}.items():
        if not isinstance(value, int | np.integer) or value < 1:
            raise ValueError(f"{name} must be a whole number from 1, got {value!r}")
    if model not in MODELS:
        raise ValueError(f"model must be one of {', '.join(MODELS)}; got {model!r}")
    words = 2 * window  # of the context; each has a layer of its own
    parts = {"input": _input(V, H, batch, model, backward) * words}
    parts["mean"] = passes(words + backward, batch * H)
    if model in ("negative_sampling", "touched_rows"):
        draws = batch * k * math.ceil(math.log2(V))  # binary search in the running sum, float64
        parts["negatives"] = Cost(draws, 8 * draws)
        parts["output"] = _one_question(V, H, batch, model, backward) * (1 + k)
        parts["loss"] = passes(SIGMOID_PASSES + 2 * backward, batch * (1 + k))
    else:
        parts["output"] = product(batch, H, V)
        if backward:  # dW = hᵀ · ds, copied into grads; dh = ds · W_outᵀ
            parts["output"] += product(H, batch, V) + passes(1, V * H) + product(batch, V, H)
        parts["loss"] = passes(SOFTMAX_PASSES + 2 * backward, batch * V)
    return parts


def _input(V: int, H: int, batch: int, model: str, backward: bool) -> Cost:
    """W_in for one context word."""
    cost = product(batch, V, H) if model == "one_hot" else lookup(batch, H)
    if backward and model == "one_hot":  # dW = xᵀ · dh, copied into grads; dx = dh · Wᵀ, unused
        cost += product(V, batch, H) + passes(1, V * H) + product(batch, H, V)
    elif backward:
        cost += _add_rows(V, H, batch, model)
    return cost


def _one_question(V: int, H: int, batch: int, model: str, backward: bool) -> Cost:
    """EmbeddingDot for one word a prediction: look up, multiply, sum."""
    cost = lookup(batch, H) + Cost(batch * H, 16 * batch * H)
    if backward:  # ds · h, ds · W[idx], then the rows
        cost += passes(2, batch * H) + _add_rows(V, H, batch, model)
    return cost


def _add_rows(V: int, H: int, batch: int, model: str) -> Cost:
    """The scatter-add of one layer: its batch of rows into dW, dense or touched rows only."""
    if model == "touched_rows":  # take the rows in the order of their ids, add up equal ids
        return lookup(batch, H) + passes(1, batch * H)
    return Cost(0, 8 * V * H) + passes(1, batch * H)  # zero a (V, H) array, add the rows


def total(parts: dict[str, Cost]) -> Cost:
    return sum(parts.values(), Cost(0, 0))


def predicted_seconds(cost: Cost, rate: float = RATE, bandwidth: float = BANDWIDTH) -> float:
    """The time of a part: it waits for arithmetic or for memory, whichever takes longer.

    rate: multiply-adds a second; bandwidth: bytes a second (`measure_rates` finds both).
    """
    if not isinstance(cost, Cost):
        raise TypeError(f"cost must be a Cost, as cbow_cost gives, got {checking.short(cost)}")
    return max(cost.multiply_adds / rate, cost.bytes / bandwidth)


def measure_rates(seconds: float = 0.2) -> tuple[float, float]:
    """This machine's rate (of a large product) and bandwidth (of a large copy), about `seconds`.

    With one thread. Prints clock.BUSY if the rounds disagree: what follows from the rates is then
    as wrong as they are.
    """
    A = np.ones((500, 500), dtype=np.float32)
    source = np.ones(8_000_000, dtype=np.float32)  # 32 MB: larger than most caches
    target = np.empty_like(source)
    jobs = {"product": lambda: A @ A, "copy": lambda: np.copyto(target, source)}
    times = take_turns(jobs, seconds)
    if times.busy or times.uneven:
        print(shown(BUSY))
    return len(A) ** 3 / times["product"], 2 * source.nbytes / times["copy"]
