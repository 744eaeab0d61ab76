"""Answers that were written without a look at the checks: right ones pass, wrong ones do not.

Their causes are not written down here: how many are named, and whether rightly, is read by people.
"""

import importlib.util
import inspect
import warnings
from pathlib import Path

import pytest

from w2vlib import checks
from w2vlib.checks import base, slips

pytestmark = pytest.mark.slow  # some hundred verdicts; the same checks in quick: test_exercises.py
TASKS = checks.tasks()
FACTS = ("unrecognised", "too large", "too small")


def answers() -> dict[str, dict]:
    """{'right cosine': {style: answer}}"""
    found = {}
    for path in sorted((Path(__file__).parent / "exercises").glob("blind_*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, value in vars(module).items():
            kind, _, task = name.partition("_")
            if kind in ("right", "wrong", "slow") and inspect.isfunction(value):
                found[f"{kind} {task}"] = value()
    return found


BANK = answers()


def of_kind(kind: str):
    keys = [key for key in BANK if key.startswith(kind)]
    return pytest.mark.parametrize("key", keys, ids=[key.split()[1] for key in keys])


def test_every_task_to_program_has_eight_right_styles_and_six_wrong_answers():
    code = {name for name, task in TASKS.items() if not hasattr(task, "hint")}
    assert {key.split()[1] for key in BANK} == code
    for name in code - {"train_small"}:  # a training takes seconds
        right = [*BANK[f"right {name}"], *BANK.get(f"slow {name}", ())]
        assert len(right) >= 8 and len(BANK[f"wrong {name}"]) >= 6, name


@of_kind("right")
def test_right_answers_in_many_styles_are_accepted(key):
    task = TASKS[key.split()[1]]
    for style, answer in BANK[key].items():
        for hidden in (None, 7):
            outcome = task.outcome(answer, hidden)
            assert outcome.state == "OK", f"{style}: {outcome}"


@of_kind("slow")
def test_right_answers_at_a_forbidden_cost_get_half(key):
    for style, answer in BANK[key].items():
        assert TASKS[key.split()[1]].outcome(answer).state == "slow", style


@of_kind("wrong")
def test_wrong_answers_are_refused(key, monkeypatch):
    monkeypatch.setattr(base, "explain", lambda *run: ("", ""))  # that takes most of the time
    for style, answer in BANK[key].items():
        outcome = TASKS[key.split()[1]].outcome(answer)
        assert outcome.state == "not yet", f"{style}: {outcome}"


# ---------------------------------------------------------------- slips

WITH_FORMS = [name for name in TASKS if slips.forms(name)]


@pytest.mark.parametrize("name", WITH_FORMS)
def test_the_plain_forms_are_right_and_every_slip_is_named_as_one_or_better(name):
    task = TASKS[name]
    for form in slips.forms(name):
        for hidden in (None, 2026):
            assert task.outcome(form, hidden).state in ("OK", "slow"), form
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = slips.slips(name)
    assert len(made) >= 3
    for slug, _, function in made[:: max(1, len(made) // 6)]:
        outcome = task.outcome(function)
        same = outcome.state in ("OK", "slow")  # two of them: the change changes nothing
        assert same or outcome.slug not in FACTS, f"{slug}: {outcome}"
