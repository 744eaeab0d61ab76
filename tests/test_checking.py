"""The helpers that refuse bad input: each refusal names the value, the bound and the remedy."""

from collections import Counter
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from w2vlib import checking
from w2vlib.vocabulary import Vocabulary

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


@pytest.mark.parametrize("value", [True, np.True_, "0.5", None, 1j])
def test_other_kinds_are_no_numbers(value):
    with pytest.raises(TypeError, match=r"^lr must be a number, got .+; 0.1 is usual$"):
        checking.real("lr", value, remedy="0.1 is usual")


@pytest.mark.parametrize("seed", [True, np.False_, "7", 1.5])
def test_what_is_no_seed(seed):
    with pytest.raises(TypeError, match=r"^seed must be a whole number from 0, a Generator or N"):
        checking.generator(seed)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.arange(5), "array([0, 1, 2, 3, 4])"),
        (np.arange(6), "an array of int64 (6,)"),
        (10**40 - 1, "9" * 40),
        (10**40, "a whole number of about 41 digits"),
        (-(10**99), "a whole number of about 100 digits"),
        ([1, 2, 3, 4, 5, 6], "[1, 2, 3, 4, 5, ...]"),
        ((1, 2, 3, 4, 5, 6), "(1, 2, 3, 4, 5, ...)"),
        ({1: 1, 2: 2, 3: 3, 4: 4}, "{1: 1, 2: 2, 3: 3, ...}"),
        ({1, 2, 3, 4}, "{1, 2, 3, ...}"),
        ("a" * 58, "'" + "a" * 58 + "'"),
        ("a" * 59, "'" + "a" * 27 + "..." + "a" * 28 + "'"),
    ],
)
def test_a_value_in_a_message_is_short(value, text):
    assert checking.short(value) == text


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


class OfBytes:
    def __fspath__(self):
        return b"a/b.txt"


def test_paths_pass_as_text():
    assert checking.path("the path", OfBytes()) == "a/b.txt"
    assert checking.path("the path", Path("a") / "b.txt").endswith("b.txt")


@pytest.mark.parametrize(
    "value", [["b", "a"], ("b", "a"), np.array(["b", "a"]), {"a": 1, "b": 0}, {1: "a", 0: "b"}]
)
def test_words_in_order(value):
    assert checking.words("words", value) == ["b", "a"]
    assert checking.words("words", {}) == []


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
        (np.array("you"), r"must be a list of words, got array\('you'"),
    ],
)
def test_no_words(value, says):
    with pytest.raises(TypeError, match=says):
        checking.words("words", value)


@pytest.mark.parametrize(
    "table",
    [
        {"a": 1, "b": 2},
        {"a": 0, "b": 0},
        {"a": 0.0, "b": 1.0},
        {"a": None},
        {0: "a", 2: "b"},
        {False: "a", True: "b"},
    ],
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


@pytest.mark.parametrize("names", [["a"], ["a", "a"], ["a", "b", "c"]])
def test_so_many_different_words(names):
    assert checking.distinct("labels", ("a", "b"), 2) == ["a", "b"]
    with pytest.raises(ValueError, match=r"labels must be 2 different words, got .*one word for"):
        checking.distinct("labels", names, 2)


def test_numbers_of_any_size_stay_what_they_are():
    assert checking.floats("x", np.array([2**64 - 1], np.uint64))[0] == 2.0**64
    assert checking.numbers("x", np.array([-128], np.int8)).dtype == np.int64
    assert checking.float32("x", [1e39])[0] == INF  # without a warning: it is refused later


@pytest.mark.parametrize(
    ("array", "error", "message"),
    [
        ([1.0], TypeError, "W must be a float array, got list; np.array"),
        (np.array([1]), TypeError, "W must be a float array, got int64; np.array"),
        (np.broadcast_to(1.0, 2), ValueError, "W must be writable, got a read-only array"),
    ],
)
def test_what_cannot_be_changed_in_place(array, error, message):
    with pytest.raises(error, match=message):
        checking.writable("W", array)


@pytest.mark.parametrize("row", [0, 9_999, 10_000, 20_000])
def test_the_row_that_is_not_finite_is_named(row):
    rows, words = np.zeros((20_001, 1)), [f"w{i}" for i in range(20_001)]
    rows[row] = NAN
    with pytest.raises(ValueError, match=f"got NaN or infinity for 'w{row}': if this comes from"):
        checking.rows("vectors", rows, words)


def made(words="ab", counts=(1, 2), ids=(0, 1, 1), bounds=(0, 3)):
    """A corpus made by hand."""
    vocab = Vocabulary(list(words))
    vocab.counts = np.array(counts)
    return SimpleNamespace(vocab=vocab, ids=ids, bounds=bounds)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"counts": (1, 2, 3)}, r"must be 2 whole numbers, .* got int64 of shape \(3,\); make the"),
        ({"counts": (0.5, 2)}, r"must be 2 whole numbers, one a word, got float64 of shape \(2,\)"),
        (
            {"words": "a", "counts": [3], "ids": [0, 0, 0]},
            "2 different words, the vocabulary has 1",
        ),
        (
            {"ids": [[0, 1, 1]]},
            r"corpus\.ids must be one row of whole numbers, got int64 .*\(1, 3\)",
        ),
        ({"ids": [0.0, 1, 1]}, r"corpus\.ids must be one row of whole numbers, got float64"),
        ({"bounds": [[0, 3]]}, r"corpus\.bounds must be one row of whole numbers, got int64"),
        ({"bounds": [0.0, 3]}, r"corpus\.bounds must be one row of whole numbers, got float64"),
        ({"ids": [0, 1, 2]}, r"word ids must be in 0\.\.1, got 0\.\.2"),
        ({"bounds": np.zeros(0, int)}, "rise from 0 to 3, the number of words, got array"),
        ({"bounds": [1, 3]}, "rise from 0 to 3"),
        ({"bounds": [0, 2]}, "rise from 0 to 3"),
        ({"bounds": [0, 3, 2, 3]}, "rise from 0 to 3"),
        ({"bounds": np.array([0, 3, 2, 3], np.uint64)}, "rise from 0 to 3"),
        ({"bounds": [0, 1, 2, 3]}, "no sentence has 2 words"),
    ],
)
def test_a_corpus_made_by_hand_whose_parts_do_not_fit(parts, message):
    for fits in ({}, {"bounds": [0, 0, 3]}, {"bounds": [0, 2, 3]}):
        checking.trainable(made(**fits))
    with pytest.raises((ValueError, TypeError, IndexError), match=message):
        checking.trainable(made(**parts))


@pytest.mark.parametrize("value", [2, True, 1.0, "1", None])
def test_one_of_the_known_values(value):
    checking.one_of("label", 1, (0, 1)), checking.one_of("name", "".join("ab"), ("ab", "cd"))
    with pytest.raises(ValueError, match=r"label must be one of 0, 1, got "):
        checking.one_of("label", value, (0, 1))


def test_a_bound_above_alone():
    with pytest.raises(ValueError, match=r"^x must be 5 or less, got 6$"):
        checking.real("x", 6, high=5)


def test_the_word_that_no_file_can_hold_is_named():
    with pytest.raises(ValueError, match=r"words must be valid Unicode, got 'a\\ud800'; "):
        checking.unicode("words", ["good", "a\ud800", "b\ud800"])


@pytest.mark.parametrize("half", [{"sample_size": 5}, {"get_negative_sample": print}])
def test_half_a_sampler_is_none(half):
    with pytest.raises(TypeError, match="must have get_negative_sample and sample_size"):
        checking.sampler(SimpleNamespace(**half), 3)
