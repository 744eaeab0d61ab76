"""Guesses in the lessons: right ones, each known wrong one with its own reply, and nonsense."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest
import run_notebooks

from w2vlib.checks import guess
from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess

GUESSES = guess.guesses()
NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
NONSENSE = ["zzqq", "", [], [[]], {}, float("nan"), float("inf"), -1e9, True, print, object(), b"5"]
every_guess = pytest.mark.parametrize("task", GUESSES.values(), ids=GUESSES)


def reply(task, answer, capsys) -> str:
    task(answer)
    out, err = capsys.readouterr()
    assert err == "" and out.startswith(f"{task.name}: ") and out.count("\n") == 1
    return out.removeprefix(f"{task.name}: ").strip()


@every_guess
def test_a_right_guess_is_taken_and_the_dots_are_none(task, capsys):
    assert reply(task, ..., capsys) == reply(task, None, capsys) == "no guess yet"
    if task.right:
        right = task.right()
        assert reply(task, sorted(right) if isinstance(right, set) else right, capsys) == "yes"


@every_guess
def test_a_wrong_guess_meets_its_misconception(task, capsys):
    assert task.causes, "a guess is there for its misconceptions"
    for cause in task.causes:
        assert cause.wrong, f"{cause}: no example of a guess that has it"
        for wrong in cause.wrong:
            assert reply(task, wrong(), capsys) == f"not yet. {cause.text}"


@every_guess
def test_nonsense_gets_a_hint_and_nothing_is_raised(task, capsys):
    known = {f"not yet. {cause.text}" for cause in task.causes}
    for answer in NONSENSE:
        said = reply(task, answer, capsys)
        assert said in known | {f"not yet. {task.hint}"}, (answer, said)


@every_guess
def test_no_reply_gives_a_number_away(task):
    right = task.right() if task.right else None
    if isinstance(right, int | float):
        for text in (task.hint, *(cause.text for cause in task.causes)):
            assert f"{right:g}" not in re.findall(r"\d+(?:\.\d+)?", text), text


def test_names_are_found_or_suggested():
    assert guess.zero_score is GUESSES["zero_score"]
    assert "dots" in repr(guess.zero_score) and "zero_score" in dir(guess)
    with pytest.raises(AttributeError, match="zero_score"):
        _ = guess.zero_scores


def test_every_guess_stands_in_its_lesson_unanswered():
    cells = [
        (path.name[:2], cell)
        for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
        for cell in run_notebooks.read(path).cells
        if cell.cell_type == "code" and "guess." in cell.source
    ]
    called = {}
    for number, cell in cells:
        for name in re.findall(r"\bguess\.(\w+)\(", cell.source):
            called[name] = number
            assert f"guess.{name}(...)" in cell.source, "the guess is the reader's"
            assert f"{name}: no guess yet" in cell.outputs[0].text
    homes = {}
    for file in Path(guess.__file__).parent.glob("g[0-9]*.py"):
        values = vars(import_module(f"w2vlib.checks.guess.{file.stem}")).values()
        homes |= {value.name: file.stem[1:] for value in values if isinstance(value, Guess)}
    assert called == homes


def test_a_guess_may_be_judged(capsys):
    task = Guess(
        "digits",
        None,
        [Cause("letters", "Digits, please.", lambda: "a", when=lambda a: a == "a")],
        hint="A number above 3.",
        judge=lambda a: None if a > 3 else "too small",
    )
    assert [reply(task, a, capsys) for a in (4, 2, "a")] == [
        "yes", "not yet. A number above 3.", "not yet. Digits, please."
    ]  # fmt: skip


def test_the_example_of_the_module_holds():
    assert doctest.testmod(guess).failed == 0
