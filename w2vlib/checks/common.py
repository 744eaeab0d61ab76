"""Causes that any task may have: each is a change of the right result that gives what was got.

A change is named only if it explains every case: those that fail, and those that are right. So most
of these are not guesses: they say by which simple step got and expected differ.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from w2vlib.checks.compare import apart, as_numbers, parts
from w2vlib.checks.run import run


@dataclass
class Pair:
    """One part of one failing case: got and expected as float64 arrays (None: no numbers)."""

    part: str
    raw: object
    got: np.ndarray | None
    right: np.ndarray | None
    args: list

    @cached_property
    def bad(self) -> np.ndarray:
        return apart(self.raw, self.got, self.right, 1e-5, 1e-6)

    @property
    def wrong(self) -> bool:
        return not _same_shape(self) or self.bad.any()


def pairs_of(failing: list[tuple]) -> list[list[Pair]] | None:
    """The parts that differ, case by case, of (arguments, got, expected); None if no numbers."""
    found = []
    for args, got, expected in failing:
        split = parts(got, expected)
        if split is None:
            return None
        split = [
            (n, g, e)
            for n, g, e in split
            if not (isinstance(e, str) and isinstance(g, str) and g == e)
        ]
        numbers = [Pair(name, g, as_numbers(g), as_numbers(e), args) for name, g, e in split]
        if any(pair.got is None or pair.right is None for pair in numbers):
            return None
        differ = [pair for pair in numbers if pair.wrong]
        if not differ:
            return None
        found.append(differ)
    return found


def common_cause(
    failing: list[tuple],
    passing: list[tuple],
    right: Callable,
    names: list[str],
    slip: Callable[[], tuple[str, str] | None] = lambda: None,
) -> tuple[str, str] | None:
    """(slug, text) of the first change that explains all of (arguments, got, expected).

    slip: looks for a change of the formula, where none of the result is found.
    """
    cases = pairs_of(failing)
    if not cases:
        return slip()
    names = names[: len(failing[0][0])]
    which = sorted({pair.part for case in cases for pair in case})
    where = f"{' and '.join(which)}: " if any(which) else ""
    fine = _fine(passing, which)
    every = [*(pair for case in cases for pair in case), *fine]
    for slug, text, change in _changes(cases, names):
        if all(_explains(change, pair) for pair in every):
            if slug == "whole numbers" and not any(pair.got[pair.bad].any() for pair in every):
                continue  # many mistakes make zeros
            return slug, _sentence(where + text)
    if sum(pair.bad.sum() for case in cases for pair in case if _same_shape(pair)) >= 3:
        for slug, text, change in _changes(cases, names):
            if slug in ("wrong sign", "constant factor") and all(
                _explains(change, pair) for case in cases for pair in case
            ):
                text = f"{where}where it is wrong, {text}"
                return slug, _sentence(text)
    seen = Seen(cases, fine, failing, passing, right, names)
    return _first(TELLING, seen) or slip() or _first(FACTS, seen)


def _first(finders, seen) -> tuple[str, str] | None:
    return next((found for find in finders if (found := find(seen))), None)


@dataclass
class Seen:
    """All that a finder may look at."""

    cases: list[list[Pair]]
    fine: list[Pair]
    failing: list[tuple]
    passing: list[tuple]
    right: Callable
    names: list[str]

    @property
    def every(self) -> list[Pair]:
        return [pair for case in self.cases for pair in case]


def _sentence(text: str) -> str:
    """With a capital, unless it begins with a name."""
    begins = text.startswith(("it ", "where ", "in ", "what "))
    return text[0].upper() + text[1:] if begins else text


def _same_shape(pair: Pair) -> bool:
    return pair.got.shape == pair.right.shape


def _fine(passing: list[tuple], which: list[str]) -> list[Pair]:
    """These parts of the cases that are right, as far as they are numbers."""
    found = []
    for args, got, expected in passing:
        for name, g, e in parts(got, expected) or ():
            pair = Pair(name, g, as_numbers(g), as_numbers(e), args)
            if name in which and pair.got is not None and pair.right is not None:
                found.append(pair)
    return found


def _explains(change: Callable, pair: Pair) -> bool:
    """Does the change make what was got? Whatever does not work does not explain."""
    try:
        with np.errstate(all="ignore"):
            made = np.asarray(change(pair), dtype=np.float64)
    except Exception:
        return False
    if made.shape != pair.got.shape or not np.isfinite(made).all():
        return False
    return not apart(pair.raw, pair.got, made, 1e-5, 1e-6).any()


# ---------------------------------------------------------------- one step away from the result

STEPS = [
    ("wrong sign", "it is right but for the sign.", lambda p: -p.right),
    ("one minus", "It is 1 minus what was expected.", lambda p: 1 - p.right),
    (
        "axes swapped",
        "The numbers are right, but rows and columns are exchanged.",
        lambda p: np.swapaxes(p.right, -1, -2),
    ),
    (
        "whole numbers",
        "The digits behind the point are gone: an integer array, `//` or int() on the way?",
        lambda p: np.trunc(p.right),
    ),
    (
        "whole numbers",
        "The digits behind the point are gone: an integer array, `//` or int() on the way?",
        lambda p: np.floor(p.right),
    ),
    ("rounded", "It is rounded to whole numbers.", lambda p: np.round(p.right)),
    ("reversed", "It is right, but in reversed order.", lambda p: p.right[::-1]),
    (
        "not negative",
        "It is right but for the signs: none is negative.",
        lambda p: abs(p.right),
    ),
    ("squared", "It is the square of what was expected.", lambda p: p.right**2),
    ("root", "It is the root of what was expected.", lambda p: np.sqrt(p.right)),
    ("upside down", "It is 1 divided by what was expected.", lambda p: 1 / p.right),
    ("exponent", "It is exp of what was expected.", lambda p: np.exp(p.right)),
    (
        "exponent",
        "It is exp(−x) of what was expected: no log?",
        lambda p: np.exp(-p.right),
    ),
    ("one more", "Every number is larger by 1.", lambda p: p.right + 1),
    ("one less", "Every number is smaller by 1.", lambda p: p.right - 1),
    (
        "flattened",
        "The numbers are right, but in one axis.",
        lambda p: p.right.ravel(),
    ),
    (
        "first one missing",
        "The first entry is missing: off by one at the beginning?",
        lambda p: p.right[1:],
    ),
    (
        "last one missing",
        "The last entry is missing: off by one?",
        lambda p: p.right[:-1],
    ),
    (
        "one too many",
        "There is one entry too many at the end.",
        lambda p: np.concatenate([p.right, p.got[-1:]]),
    ),
    ("all zero", "Everything is 0: is the result ever filled?", lambda p: 0 * p.right),
    (
        "running sum",
        "Each number is the sum of all up to its place: a cumsum too many?",
        lambda p: np.cumsum(p.right),
    ),
    ("added up", "It is the sum of what was expected.", lambda p: p.right.sum()),
    ("mean taken", "It is the mean of what was expected.", lambda p: p.right.mean()),
    ("added up", "It is the sum over the first axis.", lambda p: p.right.sum(axis=0)),
    ("added up", "It is the sum over the last axis.", lambda p: p.right.sum(axis=-1)),
]
FACTORS = [
    (2, "it is twice as large as it should be."),
    (1 / 2, "it is half as large as it should be."),
    (1 / np.log(2), "it is too large by 1/ln 2: was log2 taken?"),
    (np.log(2), "it is too small by ln 2: is there a log2 or 2** somewhere?"),
    (1 / np.log(10), "it is too small by ln 10: was log10 taken?"),
    (4, "it is four times as large as it should be."),
    (1 / 4, "it is a quarter of what it should be."),
]


def _changes(cases, names) -> Iterator[tuple[str, str, Callable]]:
    yield from STEPS
    for factor, text in FACTORS:
        yield "constant factor", text, lambda p, f=factor: p.right * f
    for place, name, read in _numbers_in(cases, names):
        yield (
            f"factor {place}", f"it is too large by the factor {name}: divide by it.",
            lambda p, r=read: p.right * r(p.args),
        )  # fmt: skip
        yield (
            f"factor 1/{place}",
            f"it is too small by the factor {name}: divided by it once too often?",
            lambda p, r=read: p.right / r(p.args),
        )  # fmt: skip
    factor = _same_factor(cases)
    if factor is not None:
        text = f"it is {factor:.4g} times what it should be, in every case."
        yield "constant factor", text, lambda p: p.right * factor


def _numbers_in(cases, names) -> Iterator[tuple[str, str, Callable]]:
    """The numbers of a case that a factor may be: lengths of its arrays, and its single numbers."""
    for i, value in enumerate(cases[0][0].args):
        name = names[i] if i < len(names) else f"argument {i + 1}"
        for axis in range(np.ndim(value) if isinstance(value, np.ndarray) else 0):
            place = f"{name}.shape[{axis}]"
            yield place, f"`{place}`", lambda args, i=i, axis=axis: np.shape(args[i])[axis]
        if isinstance(value, int | float):
            yield name, f"`{name}`", lambda args, i=i: args[i]
        if isinstance(value, np.ndarray) and value.ndim > 1:
            yield f"{name}.size", f"`{name}.size`", lambda args, i=i: np.size(args[i])


def _same_factor(cases) -> float | None:
    found = []
    for case in cases:
        for pair in case:
            if pair.got.shape != pair.right.shape:
                return None
            there = np.abs(pair.right) > 1e-9
            found.extend((pair.got[there] / pair.right[there]).tolist())
    if len(found) < 3 or not np.isfinite(found).all() or abs(found[0]) < 1e-6:
        return None
    return found[0] if np.allclose(found, found[0], rtol=1e-4) else None


# ---------------------------------------------------------------- seen from several parts


def _parts_swapped(seen):
    """Two parts of the result stand in each other's place."""
    for args, got, expected in seen.failing:
        split = parts(got, expected)
        if len(split) < 2:
            return None
        pair = pairs_of([(args, got, expected)])[0]
        if len(pair) != 2 or pair[0].got.shape != pair[1].right.shape:
            return None
        first, second = pair
        if second.got.shape != first.right.shape:
            return None
        if apart(first.raw, first.got, second.right, 1e-5, 1e-6).any():
            return None
        if apart(second.raw, second.got, first.right, 1e-5, 1e-6).any():
            return None
    return "parts swapped", f"{first.part} and {second.part} have each other's values."


def _unused(seen):
    """An argument changes nothing: the result is the one for another value of it."""
    others = {"1": np.ones_like, "0": np.zeros_like}
    for i, value in enumerate(seen.failing[0][0]):
        if not isinstance(value, int | float | np.ndarray) or np.size(value) == 0:
            continue
        name = seen.names[i] if i < len(seen.names) else f"argument {i + 1}"
        for shown, make in others.items():
            done = [*seen.failing, *(p for p in seen.passing if np.asarray(p[0][i]).any())]
            if all(_right_for(seen.right, args, got, i, make) for args, got, _ in done):
                return (
                    f"{name} not used",
                    f"The result is the one for `{name}` = {shown}: does `{name}` do anything?",
                )
    return None


def _right_for(right, args, got, i, make) -> bool:
    other = copy.deepcopy(args)
    other[i] = make(np.asarray(other[i])) if np.ndim(args[i]) else type(args[i])(make(1.0))
    done = run(lambda: right(*other), 5)
    if done.error is not None or not np.asarray(args[i]).any():
        return False
    split = parts(got, done.value)
    if split is None:
        return False
    for _, raw, value in split:
        g, e = as_numbers(raw), as_numbers(value)
        if g is None or e is None or g.shape != e.shape or apart(raw, g, e, 1e-5, 1e-6).any():
            return False
    return True


def _gradient(seen):
    """The loss is right, and which gradients are not its slope."""
    _, _, expected = seen.failing[0]
    if not isinstance(expected, dict) or "loss" not in expected:
        return None
    wrong = {pair.part for pair in seen.every}
    if "loss" in wrong:
        if wrong == {"loss"}:
            return (
                "loss alone",
                "All gradients are right, but the loss they belong to is another one.",
            )
        return None
    pair = seen.cases[0][0]
    if pair.got.shape != pair.right.shape:
        return None
    place = tuple(int(k) for k in np.argwhere(pair.bad)[0])
    of = pair.part.removeprefix("d")
    return (
        f"gradient {' and '.join(sorted(wrong))}",
        f"The loss is right, but not its slope, {' and '.join(sorted(wrong))}: raise"
        f" {of}{list(place)} by 0.001 and the loss moves by {0.001 * pair.right[place]:.3g}, while"
        f" {pair.part} says {0.001 * pair.got[place]:.3g}.",
    )


def _zeros(seen):
    """Nothing but zeros where it is wrong."""
    if all(map(_same_shape, seen.every)) and not any(p.got[p.bad].any() for p in seen.every):
        where = f"{seen.every[0].part}: " if seen.every[0].part else ""
        return "zeros", _sentence(
            where
            + "what is wrong is 0 each time: is a step never reached, or cut to whole numbers?"
        )
    return None


def _where(seen):
    """Only some places are wrong, always the same kind of place."""
    every = seen.every
    if any(p.got.shape != p.right.shape or not p.right.ndim for p in every):
        return None
    rows = [np.unique(np.argwhere(p.bad)[:, 0]) for p in every]
    longer = sum(len(p.right) > 2 for p in every) > 1  # one alone can be chance
    if longer and all(np.array_equal(r, [0]) for r in rows):
        return "first place", "Only the first entry is wrong: is 0 lost, as in `if i:` or `> 0`?"
    if longer and all(
        np.array_equal(r, [len(p.right) - 1]) for r, p in zip(rows, every, strict=True)
    ):
        return "last place", "Only the last entry is wrong: off by one at the end?"
    for i, value in enumerate(seen.failing[0][0]):
        if not isinstance(value, np.ndarray) or value.dtype.kind not in "iu":
            continue
        name = seen.names[i] if i < len(seen.names) else f"argument {i + 1}"
        if all(_only_repeats(r, p, i) for r, p in zip(rows, every, strict=True)):
            return (
                "repeats",
                f"Only rows of ids that occur more than once in `{name}` are wrong: do all of"
                " them count?",
            )
    return None


def _only_there(seen):
    """Wrong in one part of several, or only where an argument has a certain value."""
    wrong = {pair.part for pair in seen.every}
    _, _, expected = seen.failing[0]
    if isinstance(expected, dict) and len(wrong) < len(expected) and "dtype" not in expected:
        fine = [name for name in expected if name not in wrong]
        return f"only {' and '.join(sorted(wrong))}", (
            f"Wrong in each failing case: {', '.join(sorted(wrong))}; right: {', '.join(fine)}."
        )
    every = seen.every
    tests = {"0": lambda a: a == 0, "negative": lambda a: a < 0, "positive": lambda a: a > 0}
    for i, name in enumerate(seen.names):
        # the same shape in each case of the run: else the two belong together by chance
        if not all(np.shape(p.args[i]) == p.right.shape == p.got.shape for p in every + seen.fine):
            continue
        if not all(isinstance(p.args[i], np.ndarray) and p.right.ndim for p in every):
            continue
        for shown, test in tests.items():
            inside = [(p.bad, test(p.args[i])) for p in every]
            # what is right elsewhere must be more than a few numbers, and not zeros alone
            others = sum(((p.args[i] != 0) & ~test(p.args[i])).sum() for p in every)
            if others >= 3 and all((bad <= there).all() for bad, there in inside):
                return f"only where {name} is {shown}", (
                    f"Only numbers where `{name}` is {shown} are wrong; the others are right."
                )
    return None


def _truth_values(seen):
    """True and False where other numbers are asked for."""
    if all(str(getattr(p.raw, "dtype", "")) == "bool" for p in seen.every) and not all(
        np.isin(p.right, (0, 1)).all() for p in seen.every + seen.fine
    ):
        return "truth values", "It returns True and False: use them to pick what is asked for."
    return None


def _never_filled(seen):
    """Numbers as only memory holds them that nobody has written to."""
    huge = [
        np.isfinite(p.got) & (np.abs(p.got) > 1e29)
        for p in seen.every
        if p.got.shape == p.right.shape
    ]
    if len(huge) == len(seen.every) and all(map(np.any, huge)):
        return "never filled", (
            "Some numbers were never written: `np.empty`, or `where=` without `out=`, leaves what"
            " the memory held before."
        )
    return None


def _not_whole(seen):
    """Fractions where ids or counts are asked for."""
    if all((p.right == np.round(p.right)).all() for p in seen.every + seen.fine) and all(
        np.isfinite(p.got).all() and (p.got != np.round(p.got)).any() for p in seen.every
    ):
        return "not whole", "Whole numbers are asked for, such as ids or counts; these are not."
    return None


def _direction(seen):
    """At least: too large or too small, all of them."""
    every = seen.every
    if not all(map(_same_shape, every)):
        return None
    for slug, sign in (("too large", 1), ("too small", -1)):
        if all((sign * (p.got - p.right)[p.bad] > 0).all() for p in every):
            return slug, f"What is wrong is {slug} in every case: which step makes it so?"
    return None


def _shared_factor(seen):
    """What the numbers of a case, or of a row, have in common: an order, a factor, a shift."""
    every = seen.every
    if not all(map(_same_shape, every)):
        return None
    if all(p.got.ndim == 0 for p in every):
        for i, name in enumerate(seen.names):
            if all(_is_argument(p, i) for p in every + seen.fine):
                return f"returns {name}", f"What it returns is `{name}` itself."
    many = [p for p in every if p.right.size > 1]
    if len(many) < len(every) or not all(np.isfinite(p.got).all() for p in every):
        return None
    if all(np.allclose(np.sort(p.got, None), np.sort(p.right, None)) for p in every):
        return "other order", "These are the right numbers, but in another order."
    where = f"{every[0].part}: " if every[0].part else ""
    if all(np.allclose(p.got - p.right, (p.got - p.right).flat[0]) for p in every):
        return "shifted", _sentence(where + "in each case all numbers are off by the same amount.")
    if all(_proportional(p.got.ravel(), p.right.ravel()) for p in every):
        text = "in each case all numbers are off by one factor: a length, sum or count?"
        return "factor of the case", _sentence(where + text)
    if all(p.right.ndim > 1 for p in every) and all(
        all(map(_proportional, p.got, p.right)) for p in every
    ):
        return "factor of the row", _sentence(
            where + "in each row all numbers are off by one factor."
        )
    return None


def _is_argument(pair, i: int) -> bool:
    value = pair.args[i]
    return isinstance(value, int | float) and value == pair.got


def _proportional(got, right) -> bool:
    """One factor that is not 0, or none that can be seen. Zeros stay zeros."""
    there = np.abs(right) > 1e-9
    if not there.any():
        return not np.abs(got).any()
    factors = got[there] / right[there]
    return (
        factors[0] != 0
        and np.allclose(factors, factors[0], rtol=1e-4)
        and not np.abs(got[~there]).any()
    )


def _only_repeats(rows, pair, i) -> bool:
    ids, counts = np.unique(pair.args[i], return_counts=True)
    if not len(pair.right) > 1 or ids.min(initial=0) < 0:
        return False
    there = ids.max(initial=0) < len(pair.right)
    return bool(there and (counts == 1).any() and set(rows) <= set(ids[counts > 1].tolist()))


TELLING = (_never_filled, _truth_values, _parts_swapped, _unused)
FACTS = (_gradient, _where, _only_there, _zeros, _shared_factor, _not_whole, _direction)
