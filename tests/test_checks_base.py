"""The machinery of the checks holds against whatever a student's function does."""

import contextlib
import ctypes
import doctest
import random
import sys
import threading
import time
from fractions import Fraction

import numpy as np
import pytest

import w2vlib.checks.base
from w2vlib import checks
from w2vlib.checks.base import Task
from w2vlib.checks.compare import difference
from w2vlib.checks.explain import Cause
from w2vlib.checks.outcome import NotYet, Outcome
from w2vlib.checks.predict import Predict
from w2vlib.checks.run import run
from w2vlib.checks.slips import TEXTS


def cases(rng):
    yield "two numbers", np.array([1.0, 2.0]), 3
    yield "a table", rng.normal(size=(4, 3)), 2


def times(x, n):
    return x * n


TIMES = Task(
    "times",
    cases,
    times,
    [
        Cause("added", "It adds n.", lambda x, n: x + n),
        Cause("power", "It raises to n.", lambda x, n: x**n),
        Cause("too small", "All are zero.", when=lambda got, x, n: not np.any(got)),
    ],
    seconds=0.5,
)


def verdict(function) -> str:
    return str(TIMES.outcome(function))


def test_docstring_examples():
    failed, tried = doctest.testmod(w2vlib.checks.base)
    assert tried >= 4 and failed == 0


def test_right_answers_in_many_forms():
    for right in (times, lambda x, n: np.multiply(x, n).tolist(), lambda x, n: sum([x] * n)):
        assert verdict(right) == "times: OK (2 cases)"
    assert str(TIMES.outcome(times, hidden=3)) == "times: OK (2 hidden cases)"


def test_known_mistakes_are_named():
    assert verdict(lambda x, n: x + n) == (
        "times: not yet – case 'two numbers': got [4, 5], expected [3, 6].\nIt adds n. [added]"
    )
    assert TIMES.outcome(lambda x, n: x**n).slug == "power"
    assert TIMES.outcome(lambda x, n: 0 * x).slug == "too small"
    assert "checks.times.case('two numbers')" in verdict(lambda x, n: np.cos(9 * x))
    assert TIMES.outcome(lambda x, n: np.cos(9 * x)).slug == "unrecognised"
    assert TIMES.outcome(lambda x, n: x * n + 0.5).slug == "shifted"
    assert TIMES.outcome(lambda x, n: -x * n).slug == "wrong sign"
    assert TIMES.outcome(lambda x, n: x).slug == "factor 1/n"


def test_a_mistake_must_explain_all_cases_or_says_perhaps():
    def right(x, n):
        return n

    twins = [Cause("one", "First.", lambda x, n: 5), Cause("two", "Second.", lambda x, n: n + 2)]
    task = Task("twins", cases, right, twins)
    assert task.outcome(lambda x, n: n + 2).slug == "two"
    assert task.outcome(lambda x, n: 5).slug == "one"
    partly = task.outcome(lambda x, n: 5 if n == 3 else -1)
    assert partly.slug == "perhaps one" and partly.cause.startswith("Perhaps, ")


def five_cases(rng):
    for i in range(5):
        yield f"row {i + 1}", np.array([0.75, 1.5, -2.25, i + 0.5]), i


HALVES = Task("halves", five_cases, lambda x, i: x / 2)


@pytest.mark.parametrize(
    ("answer", "slug"),
    [
        (lambda x, i: np.floor(x / 2), "whole numbers"),
        (lambda x, i: np.floor(x / 2) if i == 1 else x / 2, "only in 'row'"),  # not all of it
        (lambda x, i: x / 2 * (2 if i else 1), "constant factor"),  # twelve numbers: no chance
        (lambda x, i: np.where(x > 0, x / 2, 0), "only where x is negative"),
        (lambda x, i: x / 2 > 0, "truth values"),
        (lambda x, i: ValueError("no"), "error returned"),
    ],
)
def test_a_common_cause_fits_the_right_cases_too(answer, slug):
    found = HALVES.outcome(answer)
    assert found.slug == slug or (slug.startswith("only in") and found.slug != "whole numbers")


FRACTIONS = Task(
    "fractions",
    lambda rng: ((f"row {i + 1}", np.array([[0.25, 0.5], [0.75, 1.0]]) + i / 10) for i in range(3)),
    lambda x: x / 2,
)


@pytest.mark.parametrize(
    ("answer", "slug"),
    [
        (lambda x: np.floor(x / 2), "all zero"),  # nothing says that it was cut
        (lambda x: np.where(x > 0.9, -np.inf, x / 2), "too small"),  # no trace of free memory
        (lambda x: x / 2 * np.array([[1], [3]]), "factor of the row"),
        (lambda x: x / 2 * np.array([[1], [0]]), "zeros"),  # no factor
    ],
)
def test_what_many_mistakes_make_names_none_of_them(answer, slug):
    assert FRACTIONS.outcome(answer).slug == slug


def test_two_kinds_of_slips_with_the_same_result_are_both_named():
    found = checks.sigmoid_gradient.outcome(
        lambda s, t: ((0.5 + 0.5 / np.tanh(s / 2) - t) / s.size).astype(s.dtype)
    )
    first, second = found.cause.split(" Another slip with the same result: ")
    assert (first, second) == (TEXTS["plus or minus"], TEXTS["times or divided"])


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: x[9],
        lambda x: x.shape[5],
        lambda x: x[x],
        lambda x: x.sum()[:, None],
        lambda x: x[0, 0, 0],
        lambda x: [1, 2][5],
    ],
)
def test_what_is_said_of_an_index_is_true_of_all_of_them(answer):
    found = FRACTIONS.outcome(answer)
    assert found.slug == "raises IndexError" and found.cause.startswith("An index does not fit")


def test_an_argument_that_has_the_shape_by_chance_is_no_cause():
    """(n,) results of p (H,) and rows (n, H): for n = H the two look alike."""

    def sizes(rng):
        for n in (2, 3, 4):
            yield f"{n} rows", np.array([0.0, 2.0]), np.arange(1.0, 1 + 2 * n).reshape(n, 2)

    task = Task("sums", sizes, lambda p, rows: rows.sum(axis=1))
    one_off = task.outcome(lambda p, rows: rows.sum(axis=1) + (len(rows) == 2) * np.array([9, 0]))
    assert one_off.slug == "only in '2 rows'" or not one_off.slug.startswith("only where"), one_off


def test_the_own_raise_of_an_answer_is_called_so():
    def careful(x, n):
        if n < 3:
            raise ValueError("too few")
        return x * n

    careful_too = Task("times", cases, times).outcome(careful)
    assert careful_too.slug in ("own raise", "only in 'a table'"), careful_too


def test_the_time_of_an_import_does_not_count(tmp_path, monkeypatch):
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(0.8)\ntwo = 2\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    def imports(x, n):
        from slow_to_import import two

        return x * n * two / 2

    assert TIMES.outcome(imports).state == "OK"


def forever(x, n):
    while True:
        n += 1


def forever_and_deaf(x, n):
    while True:
        try:  # noqa: SIM105
            n += 1
        except:  # noqa: E722  that is what students write
            pass


def forever_politely(x, n):
    while True:
        with contextlib.suppress(Exception):
            n += 1


def prints_ten_megabytes(x, n):
    for _ in range(10):
        print("x" * 1_000_000)
    print("to stderr", file=sys.stderr)
    return x


def changes_input(x, n):
    x *= n
    return x


def raises(x, n):
    return x[7, 7]


def leaves(x, n):
    sys.exit("good-bye")


class Strange(Exception):
    def __str__(self):
        raise ValueError("no text")


def raises_strangely(x, n):
    raise Strange


HOSTILE = {
    "loop": (forever, "time limit", "still running after 0.5 seconds"),
    "deaf loop": (forever_and_deaf, "time limit", "still running"),
    "polite loop": (forever_politely, "time limit", "still running"),
    "prints": (prints_ten_megabytes, "factor 1/n", "got [1, 2], expected [3, 6]"),
    "sleeps": (lambda x, n: time.sleep(20), "time limit", "still running"),
    "asks": (lambda x, n: input("x?"), "input", "it waits for input()"),
    "changes its input": (
        changes_input,
        "changes its input",
        "argument number 1 (`x`) was changed",
    ),
    "raises": (raises, "raises IndexError", "in the line `return x[7, 7]`"),
    "exits": (leaves, "raises SystemExit", "good-bye"),
    "raises strangely": (raises_strangely, "raises Strange", "<Strange>"),
    "name": (lambda x, n: unknown, "raises NameError", "'unknown' is not defined"),  # noqa: F821
    "one parameter": (lambda x: x, "parameters", "(x), the task calls it with 2"),
    "three parameters": (lambda x, n, m: x, "parameters", "(x, n, m), the task calls it"),
    "number": (5, "not a function", "5 (int)"),
    "array": (np.ones(3), "not a function", "an array of length 3"),
    "none": (lambda x, n: print(x), "nothing returned", "returned None"),
    "nan": (lambda x, n: x * np.nan, "NaN", "[nan, nan]"),
    "text": (lambda x, n: "12", "type", "'12' (str)"),
    "generator": (lambda x, n: (v for v in x), "type", "a generator"),
    "ragged": (lambda x, n: [[1, 2], [3]], "type", "a list of length 2"),
    "dict": (lambda x, n: {"a": 1}, "type", "a dict of length 1"),
    "shape": (lambda x, n: (x * n)[None], "shape", "(1, 2), expected (2,)"),
    "scalar": (lambda x, n: float(np.sum(x)), "shape", "(), expected (2,)"),
    "recursion": (lambda x, n: HOSTILE["recursion"][0](x, n), "raises RecursionError", "depth"),
    "memory": (lambda x, n: np.ones((10**6, 10**9)), "raises", "allocate"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_functions_get_a_verdict(name, capsys):
    function, slug, fragment = HOSTILE[name]
    outcome = TIMES.outcome(function)
    assert outcome.state == "not yet"
    assert slug in outcome.slug
    assert fragment in str(outcome)
    assert len(str(outcome)) < 500 and str(outcome).count("\n") <= 2
    shown = capsys.readouterr()
    assert len(shown.out) < 600 and shown.err == ""


def test_what_a_function_prints_is_kept_back_unless_it_helps(capsys):
    def right(x, n):
        print("debug", n)
        return x * n

    def wrong(x, n):
        print("debug", n)
        return x

    TIMES(right)
    assert capsys.readouterr().out == "times: OK (2 cases)\n"
    with pytest.raises(NotYet):
        TIMES(wrong)
    assert capsys.readouterr().out == "times printed in this case:\ndebug 3\n\n"


def test_random_states_and_settings_are_left_alone():
    def draws(x, n):
        np.random.seed(5)  # noqa: NPY002
        np.random.rand(3)  # noqa: NPY002
        random.random()
        np.seterr(all="raise")
        return x * n

    np.random.seed(7)  # noqa: NPY002
    random.seed(7)
    before = np.random.get_state(), random.getstate(), np.geterr()  # noqa: NPY002
    TIMES.outcome(draws)
    TIMES.outcome(forever)
    after = np.random.get_state(), random.getstate(), np.geterr()  # noqa: NPY002
    np.testing.assert_equal(after, before)


def test_the_time_limit_leaves_nothing_behind():
    """Neither a late exception nor a thread, although work ends just before or after the limit."""

    def work(seconds):
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            pass

    lasting = np.linspace(0.001, 0.02, 300)  # the last ones a limit must end, however late it acts
    ends = [type(run(lambda s=s: work(s), 0.002).error).__name__ for s in lasting]
    time.sleep(0.5)  # a late exception would end the test here
    assert set(ends) == {"TimeUp", "NoneType"}
    assert not [t for t in threading.enumerate() if t.name == "w2vlib time limit"]


def test_an_interrupt_by_hand_comes_through():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(interrupted, 1)


def test_the_check_finds_the_function_of_its_caller(capsys):
    cell = compile("check()", "cell", "exec")
    exec(cell, {"check": TIMES})
    assert "TODO – there is no `times` yet" in capsys.readouterr().err
    exec(cell, {"check": TIMES, "times": times})
    assert capsys.readouterr().out == "times: OK (2 cases)\n"


def test_a_notebook_shows_the_lines_alone():
    with pytest.raises(NotYet) as caught:
        TIMES(lambda x, n: x + n)
    lines = caught.value._render_traceback_()
    assert len(lines) == 2 and lines[0].startswith("times: not yet – case 'two numbers'")


def test_a_case_can_be_looked_at():
    x, n = TIMES.case("two numbers")
    assert x.tolist() == [1, 2] and n == 3
    with pytest.raises(KeyError, match="two numbers, a table"):
        TIMES.case("three")


def test_hidden_cases_have_other_numbers():
    first, second = ([a for _, *a in TIMES.visible(seed)] for seed in (None, 1))
    assert not np.array_equal(first[1][0], second[1][0])


def test_unknown_checks_suggest_a_name():
    with pytest.raises(AttributeError, match="scatter_add"):
        checks.scater_add  # noqa: B018
    assert {"ready", "scatter_add"} <= set(dir(checks))


def test_predictions():
    task = Predict(
        "guess", lambda: 4, [Cause("double", "Half of it.", lambda: 8)], hint="Count again."
    )
    assert str(task.outcome(4.0001)) == "guess: OK"
    assert str(task.outcome(8)).endswith("you answered 8.\nHalf of it. [double]")
    for odd in (5, "four", "4", [4], {}, object(), print, np.nan, float("inf")):
        assert task.outcome(odd).slug == "unrecognised"
    assert task.outcome([1, ...]).state == "TODO"
    word = Predict("word", lambda: {"a", "b"}, hint="Two letters.")
    assert word.outcome(["B", " a "]).state == "OK" and word.outcome(["a"]).state == "not yet"


@pytest.mark.parametrize(
    ("got", "expected", "kind"),
    [
        ([1, 2], (1, 2), None),
        (np.float32(0.1), 0.1, None),
        (0.1001, 0.1, "nearly"),
        (0.11, 0.1, "value"),
        (Fraction(1, 10), 0.1, None),
        ([["input"]], {"input"}, "value"),
        (True, 1, None),
        ("word", "word", None),
        ("Word", "word", "value"),
        ([("a", 0.5), ("b", 0.25)], [("a", 0.5), ("b", 0.25)], None),
        ([("a", 0.5), ("c", 0.25)], [("a", 0.5), ("b", 0.25)], "value"),
        ((1, [2, 3]), {"loss": 1, "dh": np.array([2, 3])}, None),
        ({"dh": [2, 3], "loss": 1}, {"loss": 1, "dh": np.array([2, 3])}, None),
        ((1, [2, 4]), {"loss": 1, "dh": np.array([2, 3])}, "value"),
        (1, {"loss": 1, "dh": 2}, "type"),
        (None, 3, "nothing returned"),
        (np.nan, np.nan, None),
        (1j, 1, "type"),
        (np.array([1, "a"], dtype=object), [1, 2], "type"),
        (np.zeros((0, 2)), np.zeros((0, 2)), None),
        (np.zeros((0, 2)), np.zeros((0, 3)), "shape"),
    ],
)
def test_comparison(got, expected, kind):
    found = difference(got, expected)
    assert (found and found[1]) == kind, found


def test_places_are_named():
    big = np.zeros((3, 10))
    other = big.copy()
    other[2, 7] = 1
    assert difference(other, big) == ("entry [2, 7] is 1, expected 0", "value")
    assert difference(other[:, :4] + 1e-3, big[:, :4])[0].startswith("row 0 is [0.001, 0.001")
    assert difference(np.float64(1.000001), 1.0000001, rtol=1e-9, atol=0)[0] == (
        "got 1.000001, expected 1.0000001"
    )
    assert difference((0, [1]), {"loss": 0, "dh": [2]})[0] == "dh: got [1], expected [2]"


def test_outcomes_can_be_read_back():
    for outcome in (
        Outcome("a_b", "OK", "3 cases"),
        Outcome("a", "OK"),
        Outcome("a", "TODO", "your turn"),
        Outcome("a", "not yet", "got [1], expected [2]", "it's", "Because of [x].", "a slug"),
    ):
        back = Outcome.parse(f"print\n{outcome}\n")
        assert (back.task, back.state, back.case, back.slug) == (
            (outcome.task, outcome.state, outcome.case, outcome.slug)
        )
    assert Outcome.parse("no outcome") is None


def test_the_time_that_numba_takes_to_compile_does_not_count():
    numba = pytest.importorskip("numba")

    @numba.njit
    def compiled(x, n):
        out = x.copy()
        for place in np.ndindex(x.shape):
            out[place] *= n
        return out

    hurried = Task("times", cases, times, seconds=0.1)  # both cases: another shape compiles anew
    start = time.monotonic()
    outcome = hurried.outcome(compiled)
    assert time.monotonic() - start > 0.1, "it compiled faster than the limit: this shows nothing"
    assert len(compiled.signatures) == 2 and str(outcome) == "times: OK (2 cases)"


@pytest.mark.skipif(not hasattr(ctypes.pythonapi, "mallopt"), reason="glibc alone fills memory")
def test_a_large_array_that_nobody_fills_shows_itself():
    """What lies there by itself is the squares of the rows: 0 where 0 is right."""

    def no_out(p, rows):
        size = np.sqrt((rows**2).sum(axis=1, keepdims=True))
        return np.divide(rows, size, where=size > 0) @ p / np.sqrt(p @ p)

    for hidden in (None, 1, 2026):
        assert checks.cosine.outcome(no_out, hidden).slug == "never filled"
