"""Why is it wrong? A cause is named only if it explains every case that fails."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from w2vlib.checks.common import common_cause
from w2vlib.checks.compare import same
from w2vlib.checks.run import Run, run
from w2vlib.checks.slips import slip_of

SECONDS = 30  # for all models and slips together

ALWAYS = {  # causes that every task knows: slug -> text
    "nothing returned": "It reached no `return` line, or what stands there is None: `x.sort()` is.",
    "type": "Return numbers or NumPy arrays, in the form that the task names.",
    "shape": "Print the shape after each step: which one is the first that surprises you?",
    "NaN": "NaN comes from 0/0, inf − inf or the log of a negative number: which step makes one?",
    "nearly": "Right to three digits: a small number too many (1e-7), a float16, or whole numbers"
    " on the way?",
    "error returned": "The error is returned like a result: `raise` it.",
    "own raise": "Your own `raise` stops it: its condition is met where it should not be.",
    "float32": "Right to a few digits: float32 was used on the way, and it lost the others.",
    "time limit": "Does its loop ever reach an end? Is there a much slower way hidden in it?",
    "input": "Nobody types while a check runs: take what you need from the arguments.",
    "parameters": "Keep the line with the parameters as the task gives it.",
    "not a function": "Was something else stored under this name? Run the cell with its `def`.",
    "changes its input": "Work on a copy: `x = x.copy()` before the first line that changes x.",
    "raises NameError": "Python does not know this name: a typing slip, or a cell not run yet?",
    "raises UnboundLocalError": "This name is filled in one branch only, or after it is used.",
    "raises TypeError": "An operation or a call got what it does not take, or too little:"
    " print type(…) of each.",
    "raises ValueError": "Shapes or values do not fit together: print the shapes before this line.",
    "raises IndexError": "An index does not fit: print it, and the shape of what it stands at.",
    "raises KeyError": "A key is not in the dict: is it asked for before it is looked up?",
    "raises AttributeError": "The object has no such name: a typing slip, or a list for an array?",
    "raises ZeroDivisionError": "Something is divided by 0: what can be empty or 0 here?",
    "raises RecursionError": "The function calls itself without end.",
    "raises MemoryError": "It asks for more memory than there is: which array is that large?",
    "raises FloatingPointError": "A number became too large: where does an exp meet a large score?",
}
# what no known mistake explains better
OWN_REASON = ("nothing returned", "time limit", "input", "parameters", "changes its input")


class Cause:
    """A known mistake.

    slug : two or three words to count it by; text: the cause, in plain words, one sentence or two
    wrong: functions that make the mistake; an answer that agrees with one of them has it too
    when : or a predicate (got, *arguments) -> bool; got is the exception if one was raised
    """

    def __init__(self, slug: str, text: str, *wrong: Callable, when: Callable | None = None):
        self.slug, self.text, self.wrong, self.when = slug, text, wrong, when

    def __repr__(self) -> str:
        return f"Cause({self.slug!r})"


@dataclass
class Failure:
    """One case: its arguments, what came of it, what was expected, and what is wrong with it."""

    case: str
    args: list
    done: Run
    expected: object = None
    what: str = ""
    kind: str = ""

    @property
    def size(self) -> int:
        """How much a reader has to look at."""
        return sum(max(1, np.size(arg)) if isinstance(arg, np.ndarray) else 1 for arg in self.args)

    @property
    def got(self):
        return self.done.value if self.done.error is None else self.done.error


def explain(task, shown: Failure, failures: list[Failure], runs: list[Failure]) -> tuple[str, str]:
    """(slug, text) of the cause."""
    if shown.kind in OWN_REASON:
        return shown.kind, ALWAYS[shown.kind]
    # one guard for all models: there are hundreds of calls, and a thread for each took most time
    return run(lambda: _explain(task, shown, failures, runs), SECONDS).value or ("unrecognised", "")


def _explain(task, shown, failures, runs) -> tuple[str, str]:
    wrong = [f for f in failures if f.kind != "changes its input"]
    evidence = [(_evidence(cause, wrong, runs, task.tolerance), cause) for cause in task.causes]
    if wrong and all(isinstance(f.done.value, Exception) for f in wrong):
        return "error returned", ALWAYS["error returned"]
    found = None
    best = max((share for share, _ in evidence), default=0)
    cause = next((cause for share, cause in evidence if share == best), None)
    if best >= len(wrong):
        return cause.slug, cause.text
    partly = cause if 2 * best >= len(wrong) else None
    values = [f for f in wrong if f.done.error is None]
    if values and not task.judge and task.right:
        failing, passing = (
            [(f.args, f.got, f.expected) for f in some] for some in (wrong, _right_ones(runs))
        )

        def slip():
            return slip_of(task, failing, passing)

        if len(values) == len(wrong):
            found = common_cause(failing, passing, task.right, task.names(), slip)
        else:
            found = slip()
        if found and not found[0].startswith("too "):  # which says the least
            return found
    if all(f.kind == "nearly" for f in wrong):
        float32 = any(np.asarray(f.got).dtype == np.float32 for f in wrong if _plain(f.got))
        slug = "float32" if float32 else "nearly"
        return slug, ALWAYS[slug]
    kinds, passed = {_kind(f.case) for f in failures}, {_kind(f.case) for f in runs if not f.kind}
    if len(kinds) == 1 and not kinds & passed and len(passed) > 1 and "random" not in shown.case:
        (name,) = kinds
        text = f"All other cases are right. What is special about this one: '{name}'?"
        if shown.kind in ALWAYS:
            text = f"{text} {ALWAYS[shown.kind]}"
        return f"only in '{name}'", text
    if partly:
        return f"perhaps {partly.slug}", f"Perhaps, for it explains some cases only: {partly.text}"
    if found:
        return found
    if shown.kind in ALWAYS and re.search(r", in the line `(.*: )?raise ", shown.what):
        return "own raise", ALWAYS["own raise"]
    if shown.kind in ALWAYS and all(f.kind == shown.kind for f in wrong):
        return shown.kind, ALWAYS[shown.kind]
    if shown.kind.startswith("raises "):
        text = ALWAYS.get(shown.kind, "Read the line that it names, with the arguments in mind.")
        return shown.kind, text
    if shown.kind in ALWAYS and shown.kind != "nearly":
        return shown.kind, ALWAYS[shown.kind]
    return "unrecognised", ""


def _right_ones(runs: list[Failure]) -> list[Failure]:
    return [f for f in runs if not f.kind]


def _kind(case: str) -> str:
    """A case's name without its number: random batch 3 is a random batch."""
    return re.sub(r" \d+$", "", case)


def _plain(got) -> bool:
    return not isinstance(got, list | tuple | dict | str)


def _evidence(cause: Cause, wrong: list[Failure], runs: list[Failure], tolerance) -> float:
    """How many of the wrong cases it explains, and half a case more if it fits the right ones.

    Exceptions alone, or one or two cases alone, agree by chance: then it must fit the right ones.
    """
    by_predicate = [_holds(cause, f) for f in wrong]
    most = sum(by_predicate) + 0.5 * all(by_predicate)
    for model in cause.wrong:
        agree = [_agree(model, f, tolerance) for f in wrong]
        values = any(a and f.done.error is None for a, f in zip(agree, wrong, strict=True))
        count = sum(map(max, agree, by_predicate))
        if count == len(wrong):
            fits = all(_agree(model, f, tolerance) for f in _right_ones(runs))
            sure = values and len(wrong) > 2
            count = count + 0.5 * fits if fits or sure else 0
        elif not values or not _possible(model, runs, tolerance):
            count = 0  # "perhaps" is for a mistake with another one, not for a chance
        most = max(most, count)
    return most


def _possible(model: Callable, runs: list[Failure], tolerance: dict) -> bool:
    """Is the model right wherever the answer is? Where it breaks down it says nothing."""
    for f in _right_ones(runs):
        made = _run(model, f)
        if made.error is None and not same(f.done.value, made.value, **tolerance):
            return False
    return True


def _run(model: Callable, f: Failure) -> Run:
    try:
        return Run(model(*copy.deepcopy(f.args)))
    except Exception as error:
        return Run(error=error)


def _holds(cause: Cause, f: Failure) -> bool:
    if not cause.when:
        return False
    with suppress(Exception):  # whatever it meets in a strange answer, that is not its mistake
        return bool(cause.when(f.got, *copy.deepcopy(f.args)))
    return False


def _agree(model: Callable, f: Failure, tolerance: dict) -> bool:
    """Does a function with a known mistake do what the student's did?"""
    made = _run(model, f)
    if made.error is not None or f.done.error is not None:
        kinds = {type(made.error).__name__, type(f.done.error).__name__}
        return len(kinds) == 1 or kinds <= {"IndexError", "TypeError", "ValueError"}
    return same(f.done.value, made.value, **tolerance)
