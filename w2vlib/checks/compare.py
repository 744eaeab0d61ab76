"""Compare what a function returned with what was expected, and say where they differ first."""

from __future__ import annotations

from fractions import Fraction
from types import GeneratorType

import numpy as np

_EXACT = (Fraction, int, float)
SHORT = 6  # rows up to this length are shown whole


RTOL, ATOL = 1e-5, 1e-6  # atol: of the largest expected number, and no more than this
SINGLE = 10  # times that for an answer in float32


def difference(
    got, expected, rtol: float = RTOL, atol: float = ATOL, *, told: bool = True
) -> tuple[str, str] | None:
    """None if equal, else (what differs, its kind). told: False for numbers without the words.

    expected: a number, a text, an array, a set (order does not matter), or a list, tuple or dict
    of those. For a dict, got may be a tuple in the same order; its keys name the parts in the
    text. Numbers are compared in float64 within rtol and atol.
    Kinds: "nothing returned", "type", "shape", "NaN", "nearly", "value".
    """
    if got is None and expected is not None:
        return "it returned None", "nothing returned"
    if isinstance(expected, dict):
        return _parts(got, expected, rtol, atol, told)
    if isinstance(expected, str) or expected is None:
        if got is expected or (isinstance(got, str) and got == expected):
            return None
        return f"got {brief(got)}, expected {brief(expected)}", "value"
    if isinstance(expected, set):
        if isinstance(got, np.ndarray):
            got = got.tolist()
        whole = isinstance(got, list | tuple | set | frozenset)
        if whole and _as_set(got) == expected:
            return None
        return f"got {brief(got)}, expected {brief(sorted(expected))} in any order", "value"
    if isinstance(expected, list | tuple) and not _numeric(expected):
        names = {f"item {i}": part for i, part in enumerate(expected)}
        return _parts(got, names, rtol, atol, told)
    return _arrays(got, np.asarray(expected), rtol, atol, told)


def same(a, b, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Are the two equal, within tolerances? NaNs in the same places are."""
    return difference(a, b, rtol, atol, told=False) is None


def _numeric(value) -> bool:
    try:
        return np.asarray(value).dtype.kind in "biuf"
    except ValueError:  # ragged
        return False


def _parts(got, expected: dict, rtol, atol, told):
    if isinstance(got, dict):
        if set(got) != set(expected):
            return f"the keys are {sorted(map(str, got))}, expected {sorted(expected)}", "type"
        got = [got[key] for key in expected]
    elif not isinstance(got, list | tuple | np.ndarray):
        return f"it returned {kind_of(got)}, expected {len(expected)} parts", "type"
    if len(got) != len(expected):
        return f"it returned {len(got)} parts, expected {len(expected)}", "type"
    for part, (name, right) in zip(got, expected.items(), strict=True):
        if problem := difference(part, right, rtol, atol, told=told):
            return f"{name}: {problem[0]}", problem[1]
    return None


def _arrays(got, expected: np.ndarray, rtol, atol, told):
    array = as_numbers(got)
    if array is None:
        wanted = "a number" if expected.ndim == 0 else "an array of numbers"
        return f"it returned {kind_of(got)}, expected {wanted}", "type"
    if array.shape != expected.shape:
        return f"the shape is {array.shape}, expected {expected.shape}", "shape"
    right = np.asarray(expected, dtype=np.float64)
    bad = apart(got, array, right, rtol, atol)
    if not bad.any():
        return None
    if not told:  # the words take four times as long as the numbers
        return "", "value"
    where = tuple(int(i) for i in np.argwhere(bad)[0])
    if right.ndim and right.shape[-1] <= SHORT:  # show the whole row
        where, name = where[:-1], "row"
    else:
        name = "entry"
    place = f"{name} {where[0] if len(where) == 1 else list(where)} is " if where else "got "
    has_nan = np.isnan(array[where]).any()
    shown, wanted = in_digits(array[where], right[where])
    kind = "NaN" if has_nan else "value"
    size = min(1.0, np.abs(right[np.isfinite(right)]).max(initial=0))
    if kind == "value" and not apart(got, array, right, 1e-3, 1e-3 * size).any():
        kind = "nearly"
    return f"{place}{shown}, expected {wanted}", kind


def apart(got, array: np.ndarray, right: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    """Where the numbers of got, as an array, are not the right ones: an array of truth values."""
    if np.array_equal(array, right):  # takes a tenth of the time
        return np.zeros(right.shape, bool)
    finite = np.abs(right[np.isfinite(right)])
    size = (min(1.0, finite.max(initial=0)) or 1e-2) if atol <= ATOL else 1.0
    if getattr(got, "dtype", None) == np.float32:
        rtol, atol = SINGLE * rtol, SINGLE * atol
    return ~np.isclose(array, right, rtol=rtol, atol=atol * size, equal_nan=True)


def parts(got, expected) -> list[tuple[str, object, object]] | None:
    """(name, got, expected) of each part; the name of the only one is empty. None: other parts."""
    if not isinstance(expected, dict):
        return [("", got, expected)]
    if isinstance(got, dict):
        got = [got[key] for key in expected] if set(got) == set(expected) else ()
    if not isinstance(got, list | tuple) or len(got) != len(expected):
        return None
    return [(key, part, expected[key]) for key, part in zip(expected, got, strict=True)]


def as_numbers(value) -> np.ndarray | None:
    """A float64 array, or None for what is no number: texts, generators, ragged lists."""
    if isinstance(value, str | bytes | dict | set | GeneratorType):
        return None
    try:
        array = np.asarray(value)
        if array.dtype == object and all(isinstance(v, _EXACT) for v in array.ravel().tolist()):
            array = array.astype(np.float64)  # fractions; very large whole numbers
        return array.astype(np.float64) if array.dtype.kind in "biuf" else None
    except Exception:  # whatever a strange object raises here
        return None


def in_digits(*arrays) -> list[str]:
    """Each as text, with as many digits as are needed to tell the first two apart."""
    for digits in (5, 10, 17):
        texts = [
            np.array2string(
                np.asarray(a),
                separator=", ",
                threshold=40,
                formatter={"float_kind": lambda x, digits=digits: f"{x:.{digits}g}"},
            )
            for a in arrays
        ]
        if len(set(texts)) > 1:
            break
    return texts


def brief(value, most: int = 60) -> str:
    """A value as one line of at most so many characters."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # whatever a strange object raises here
        text = f"<{type(value).__name__}>"
    return text if len(text) <= most else text[: most - 3] + "..."


def kind_of(value) -> str:
    """What kind of thing it is, in words."""
    if isinstance(value, GeneratorType):
        return "a generator (a function with yield)"
    if isinstance(value, list | tuple | dict | np.ndarray):
        size = f" of length {len(value)}" if getattr(value, "ndim", 1) else ""
        return f"a {type(value).__name__}{size}".replace("a ndarray", "an array")
    return f"{brief(value)} ({type(value).__name__})"


def _as_set(values) -> set | None:
    """The values as a set; None if one of them is a list, which no set takes."""
    try:
        return set(values)
    except TypeError:
        return None
