"""Checks of exercise 11: leave one machine."""

from __future__ import annotations

import math

import numpy as np

from w2vlib.checks.base import Task
from w2vlib.checks.explain import Cause
from w2vlib.checks.predict import Predict
from w2vlib.lessons.cluster_cost import sync_bytes

# ---------------------------------------------------------------- a prediction


def _bytes_of_a_copy():
    """The bytes of both matrices, and of a round's two copies a doubling, 16 machines."""
    copy = sync_bytes(50_000, 200)
    return [copy, 2 * 4 * copy]


bytes_sent = Predict(
    "bytes_sent",
    _bytes_of_a_copy,
    [
        Cause(
            "one matrix",
            "W_in and W_out are both sent.",
            lambda: [x // 2 for x in _bytes_of_a_copy()],
        ),
        Cause(
            "numbers, not bytes",
            "These are numbers; a float32 takes 4 bytes.",
            lambda: [x // 4 for x in _bytes_of_a_copy()],
        ),
        Cause(
            "one way",
            "The sum goes back to all machines the same way.",
            lambda: [_bytes_of_a_copy()[0], 4 * _bytes_of_a_copy()[0]],
        ),
        Cause(
            "all machines",
            "In a tree pairs send at the same time: count the halvings, not the machines.",
            lambda: [_bytes_of_a_copy()[0], 16 * _bytes_of_a_copy()[0]],
            lambda: [_bytes_of_a_copy()[0], 32 * _bytes_of_a_copy()[0]],
        ),
    ],
    hint="A list of two whole numbers: the bytes of a copy, and of all copies after each other.",
)

# ---------------------------------------------------------------- what a faster part is worth


def _profile_cases(rng):
    yield "half of it, twice as fast", np.array([0.5, 0.5]), np.array([2.0, 1.0])
    yield "a tenth, a thousand times as fast", np.array([0.1, 0.9]), np.array([1000.0, 1.0])
    yield "all of it", np.array([0.25, 0.75]), np.array([4.0, 4.0])
    yield "one part becomes slower", np.array([0.5, 0.25, 0.25]), np.array([0.5, 4.0, 1.0])
    yield "one part", np.array([1.0]), np.array([8.0])
    for i in range(5):
        n = int(rng.integers(2, 7))
        shares, factors = rng.dirichlet(np.ones(n)), rng.uniform(0.5, 30, n).round(1)
        yield f"random profile {i + 1}", shares, factors


def _overall(shares, factors):
    return 1 / sum(share / factor for share, factor in zip(shares, factors, strict=True))


def _without(place):
    def only(shares, factors):
        i = place(shares, factors)
        return _overall(shares, np.where(np.arange(len(factors)) == i, factors, 1.0))

    return only


overall_speedup = Task(
    "overall_speedup",
    _profile_cases,
    _overall,
    [
        Cause(
            "factors averaged",
            "A part that takes little time weighs little. Add up the times, not the factors.",
            lambda shares, factors: float(np.sum(shares * factors)),
            lambda shares, factors: float(np.mean(factors)),
        ),
        Cause(
            "factors multiplied",
            "The parts run one after the other, so their times are added up.",
            lambda shares, factors: float(np.prod(factors)),
        ),
        Cause(
            "time, not speed",
            "That is the new time as a share of the old one: how many times as fast is that?",
            lambda shares, factors: 1 / _overall(shares, factors),
        ),
        Cause(
            "largest factor",
            "Only one part is that much faster; the others still take their time.",
            lambda shares, factors: float(np.max(factors)),
        ),
        Cause(
            "largest part alone",
            "The other parts become faster or slower as well.",
            _without(lambda shares, factors: np.argmax(shares)),
            _without(lambda shares, factors: np.argmax(factors)),
        ),
        Cause(
            "time saved",
            "That is the share of the time that is saved: what is left, and how does it compare?",
            lambda shares, factors: 1 - 1 / _overall(shares, factors),
        ),
        Cause(
            "times multiplied",
            "A part that is 4 times as fast takes a quarter of its time: divide.",
            lambda shares, factors: 1 / float(np.sum(shares * factors)),
        ),
    ],
)

# ---------------------------------------------------------------- the seconds of a round


def _round_cases(rng):
    yield "one machine", 1, 1_000_000, 8_000_000, 500_000.0, 1e8
    yield "two machines", 2, 1_000_000, 8_000_000, 500_000.0, 1e8
    yield "eight machines", 8, 4_000_000, 80_000_000, 1e6, 125e6
    yield "five machines", 5, 1_000_000, 8_000_000, 1e6, 1e8
    yield "three slow ones", 3, 60, 40, 5.0, 8.0
    for i in range(5):
        machines = int(rng.integers(3, 900))
        words, copy = int(rng.integers(1e5, 1e8)), int(rng.integers(1e6, 1e9))
        yield f"random cluster {i + 1}", machines, words, copy, rng.uniform(1e5, 1e7), 125e6


def _round(machines, words, copy, speed, bandwidth, *, halvings=None, ways=2, share=True):
    halved = math.ceil(math.log2(machines)) if halvings is None else halvings(machines)
    training = words / speed / (machines if share else 1)
    return training + ways * halved * copy / bandwidth


def _other(**options):
    return lambda *arguments: _round(*arguments, **options)


round_seconds = Task(
    "round_seconds",
    _round_cases,
    _round,
    [
        Cause(
            "one way",
            "The sum goes back to all machines: two copies for each halving.",
            _other(ways=1),
        ),
        Cause(
            "one server",
            "In a tree pairs send side by side: count the halvings, not the machines.",
            _other(halvings=lambda m: m),
            _other(halvings=lambda m: m - 1),
            _other(halvings=lambda m: m if m > 1 else 0),
        ),
        Cause(
            "not rounded up",
            "Five machines need three halvings: round log2 up.",
            _other(halvings=math.log2),
            _other(halvings=lambda m: math.floor(math.log2(m))),
        ),
        Cause(
            "each trains all",
            "The words of a round are shared: each machine trains its part of them.",
            _other(share=False),
        ),
        Cause(
            "training alone",
            "The time on the network is missing.",
            _other(ways=0),
        ),
        Cause(
            "natural logarithm",
            "Halvings are counted with the logarithm to base 2.",
            _other(halvings=lambda m: math.ceil(math.log(m))),
            _other(halvings=math.log),
        ),
    ],
)

# ---------------------------------------------------------------- put moves together


def _moves_cases(rng):
    before = np.array([[0.0, 0.0], [1.0, 1.0], [5.0, 5.0]])
    after = np.array([[[0.0, 2.0], [3.0, 1.0], [5.0, 5.0]], [[4.0, 2.0], [1.0, 1.0], [5.0, 5.0]]])
    yield "by hand", before, after
    yield "nobody moves", before, np.array([before, before])
    yield "one part", before, after[:1]
    small = np.array([before, before])
    small[0, 1] += [1e-4, 0.0]
    small[1, 1] += [1.0, -1.0]
    yield "a small move, and one whose numbers cancel", before, small
    moved_back = np.array([[[1.0, 0.0], [1.0, 1.0], [5.0, 5.0]], [[-1.0, 0.0], *before[1:]]])
    yield "two moves that cancel", before, moved_back
    for i in range(5):
        P, V, H = (int(n) for n in rng.integers(2, 7, 3))
        before = rng.normal(size=(V, H))
        met = rng.random((P, V, 1)) < 0.5
        yield f"random parts {i + 1}", before, before + met * rng.normal(size=(P, V, H))


def _by_those_who_met(before, after):
    moves = after - before
    parts = (moves != 0).any(axis=2).sum(axis=0)[:, None]
    return before + moves.sum(axis=0) / np.maximum(parts, 1)


def _divided_by_none(before, after):
    moves = after - before
    with np.errstate(invalid="ignore"):
        return before + moves.sum(axis=0) / (moves != 0).any(axis=2).sum(axis=0)[:, None]


def _number_by_number(before, after):
    moves = after - before
    return before + moves.sum(axis=0) / np.maximum((moves != 0).sum(axis=0), 1)


def _first_number(before, after):
    moves = after - before
    return before + moves.sum(axis=0) / np.maximum((moves[..., :1] != 0).sum(axis=0), 1)


put_together = Task(
    "put_together",
    _moves_cases,
    _by_those_who_met,
    [
        Cause(
            "mean of all",
            "A row that one part alone has moved goes its whole way: divide by the parts that did.",
            lambda before, after: after.mean(axis=0),
        ),
        Cause(
            "sum",
            "Rows that several parts have moved go too far: divide by how many they are.",
            lambda before, after: before + (after - before).sum(axis=0),
        ),
        Cause(
            "move alone",
            "That is how far the rows move: add where they were before.",
            lambda before, after: _by_those_who_met(before, after) - before,
        ),
        Cause(
            "divided by none",
            "A row that no part has moved stays where it is; do not divide by 0.",
            _divided_by_none,
        ),
        Cause(
            "number by number",
            "A part has moved a row if any of its numbers has changed: one count a row.",
            _number_by_number,
            _first_number,
        ),
    ],
    large=lambda rng: (rng.normal(size=(400, 3)), rng.normal(size=(6, 400, 3))),
    walks="every row",
)
