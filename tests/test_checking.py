"""The helpers that refuse bad input: each refusal names the value, the bound and the remedy."""

from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from w2vlib import checking

NAN, INF = float("nan"), float("inf")


class Shy:
    def __repr__(self):
        raise RuntimeError("no repr")


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3)])
def test_whole_numbers_pass_as_int(value):
    assert checking.whole("k", value, 1, 5) == 3 and type(checking.whole("k", value, 1)) is int


@pytest.mark.parametrize("value", [True, np.True_, 3.0, "3", None, NAN, [3], 3j, Shy()])
def test_other_kinds_are_no_whole_numbers(value):
    with pytest.raises(TypeError, match=r"^k must be a whole number, got .+; 5 is usual$"):
        checking.whole("k", value, 1, 10, "5 is usual")


@pytest.mark.parametrize("value", [0, 11, -1, 10**400, pytest.param(-(10**5000), id="huge")])
def test_whole_numbers_out_of_bounds(value):
    with pytest.raises(ValueError, match=r"^k must be in 1\.\.10, got .{1,60}; 5 is usual$"):
        checking.whole("k", value, 1, 10, "5 is usual")


@pytest.mark.parametrize("value", [0.5, np.float32(0.5), Fraction(1, 2)])
def test_numbers_pass_as_float(value):
    assert checking.real("lr", value, 0, 1) == 0.5


@pytest.mark.parametrize("value", [NAN, INF, -INF, -0.1, 10**400, np.float64("nan")])
def test_no_number_that_trains_on(value):
    with pytest.raises(ValueError, match=r"^lr must be a number above 0, got .+; 0.1 is usual$"):
        checking.real("lr", value, 0, remedy="0.1 is usual", above=True)


def test_above_leaves_the_bound_out_and_bounds_are_bounds():
    with pytest.raises(ValueError, match="above 0, got 0"):
        checking.real("lr", 0, 0, above=True)
    assert checking.real("p", 0, 0, 1) == 0.0 and checking.real("p", 1, 0, 1) == 1.0
    with pytest.raises(ValueError, match=r"p must be in 0\.\.1, got 1.5"):
        checking.real("p", 1.5, 0, 1)


@pytest.mark.parametrize("value", [0, 3.5, None, ["a.txt"], object])
def test_a_path_is_text(value):
    with pytest.raises(TypeError, match="must be a str or Path, got"):
        checking.path("the path", value)


@pytest.mark.parametrize("value", ["", "  ", "a\0b"])
def test_a_path_names_something(value):
    with pytest.raises(ValueError, match="must name a file"):
        checking.path("the path", value)


def test_paths_pass_as_text():
    assert checking.path("the path", Path("a") / "b.txt").endswith("b.txt")


@pytest.mark.parametrize(
    "value", [["b", "a"], ("b", "a"), np.array(["b", "a"]), {"a": 1, "b": 0}, {1: "a", 0: "b"}]
)
def test_words_in_order(value):
    assert checking.words("words", value) == ["b", "a"]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("you say", "must be a list of words, got 'you say'"),
        (b"you", "must be a list of words"),
        ({"you", "say"}, "must be a list of words in order"),
        (3, "must be a list of words"),
        (["you", None], "word 1 is none, got None"),
        (["you", 3], r"word 1 is none, got 3 \(int\)"),
        ([b"you"], r"word 0 is none, got b'you' \(bytes\)"),
        (["a", NAN], "word 1 is none, got nan"),
        (Counter("aab"), "a Counter, which has counts and no ids"),
    ],
)
def test_no_words(value, says):
    with pytest.raises(TypeError, match=says):
        checking.words("words", value)


@pytest.mark.parametrize(
    "table",
    [{"a": 1, "b": 2}, {"a": 0, "b": 0}, {"a": 0.0, "b": 1.0}, {"a": None}, {0: "a", 2: "b"}],
)
def test_ids_of_a_mapping_are_each_place_once(table):
    with pytest.raises(ValueError, match="each once"):
        checking.words("words", table)


@pytest.mark.parametrize(
    ("array", "want"),
    [([1, 2], (2,)), (np.ones((4, 3)), ("N", 3)), (5, ()), (np.ones((0, 3)), ("N", 3))],
)
def test_shapes_that_fit(array, want):
    assert checking.shape("x", array, want).ndim == len(want)


@pytest.mark.parametrize(
    ("array", "want", "says"),
    [
        (np.ones((4, 1)), ("N",), r"x must have shape \(N,\), got \(4, 1\); ravel it"),
        (np.ones((4, 2)), ("N", 3), r"shape \(N, 3\), got \(4, 2\)"),
        ([[1], [1, 2]], ("N", 2), "each row as long"),
        (None, (2,), r"got \(\)"),
    ],
)
def test_shapes_that_do_not(array, want, says):
    with pytest.raises(ValueError, match=says):
        checking.shape("x", array, want, "ravel it")
