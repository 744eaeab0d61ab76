"""The machinery of the checks: a task knows its cases, the right answer and the usual mistakes.

>>> def right(ids): return max(ids)
>>> def cases(rng):
...     yield "two ids", [3, 1]
...     yield "random ids", rng.integers(0, 9, 5)
>>> largest = Task("largest", cases, right, [
...     Cause("the last one", "It returns the last id, not the largest.", lambda ids: ids[-1])])
>>> print(largest.outcome(lambda ids: ids[-1]))
largest: not yet – case 'two ids': got 1, expected 3.
It returns the last id, not the largest. [the last one]
>>> largest(max)
largest: OK (2 cases)
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterable
from time import monotonic
from zlib import crc32

import numpy as np

from w2vlib.checks.compare import as_numbers, difference, kind_of, same
from w2vlib.checks.outcome import NotYet, Outcome
from w2vlib.checks.run import Run, TimeUp, run
from w2vlib.checks.student import is_blank, line_of, one_line, parameters_misfit

_LOOK_UP = object()
_MISSING = object()

ALWAYS = {  # causes that every task knows: slug -> text
    "nothing returned": "A function without a `return` line returns None.",
    "type": "Return numbers or NumPy arrays, in the form that the task names.",
    "shape": "Print the shape after each step: which one is the first that surprises you?",
    "NaN": "NaN comes from 0/0, inf − inf or the log of a negative number: which step makes one?",
    "time limit": "Does its loop ever reach an end? Is there a much slower way hidden in it?",
    "parameters": "Keep the `def` line of the task as it is.",
    "not a function": "Was something else stored under this name? Run the cell with its `def`.",
    "changes its input": "Work on a copy: `x = x.copy()` before the first line that changes x.",
    "raises NameError": "Python does not know this name: a typing slip, or a cell not run yet?",
}
# what no known mistake explains better
OWN_REASON = ("nothing returned", "time limit", "parameters", "changes its input")


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


class Task:
    """One task: call it to check the answer that stands under its name in the notebook.

    name  : the name of the student's function
    cases : function of a Generator; yields (case name, *arguments), easy and edge cases first
    right : function of the arguments; returns what is expected
    causes: the known mistakes, the most telling first
    call  : (answer, *arguments) -> result, for classes and for functions that work in place
    judge : (got, *arguments) -> None or what is wrong, instead of comparing with right
    pure  : the function must leave its arguments as they are
    """

    def __init__(
        self,
        name: str,
        cases: Callable[[np.random.Generator], Iterable[tuple]],
        right: Callable | None = None,
        causes: Iterable[Cause] = (),
        *,
        call: Callable | None = None,
        judge: Callable | None = None,
        pure: bool = False,
        rtol: float = 1e-6,
        atol: float = 1e-8,
        seconds: float = 5.0,
    ):
        self.name, self.cases, self.right, self.causes = name, cases, right, list(causes)
        self.call, self.judge, self.pure = call, judge, pure
        self.tolerance, self.seconds = {"rtol": rtol, "atol": atol}, seconds

    def __repr__(self) -> str:
        return f"check of {self.name}: call it to check your answer; .case(name) gives arguments"

    def __call__(self, answer=_LOOK_UP, *, hidden: int | None = None) -> None:
        """Print OK or TODO, or raise NotYet. hidden: a seed for cases with other numbers."""
        if answer is _LOOK_UP:
            answer = sys._getframe(1).f_globals.get(self.name, _MISSING)
        outcome = self.outcome(answer, hidden)
        if outcome.state == "not yet":
            raise NotYet(outcome)
        # TODO goes to stderr: "Run All" goes on, and nbgrader gives no points
        # One write: print would send the line's end alone, now and then as a second output.
        (sys.stderr if outcome.state == "TODO" else sys.stdout).write(f"{outcome}\n")

    def case(self, name: str) -> tuple:
        """The arguments of one of the cases, to try your function on."""
        known = {case: args for case, *args in self._cases(None)}
        if name not in known:
            raise KeyError(f"no case {name!r}; there are: {', '.join(known)}")
        return tuple(known[name])

    def _cases(self, hidden: int | None) -> list[tuple]:
        seed = [crc32(self.name.encode()), *([] if hidden is None else [hidden])]
        return list(self.cases(np.random.default_rng(seed)))

    def outcome(self, answer, hidden: int | None = None) -> Outcome:
        """The verdict on an answer, without raising."""
        if why := self._todo(answer):
            return Outcome(self.name, "TODO", why)
        if not callable(answer):
            return self._always("any", f"it is {kind_of(answer)}, not a function", "not a function")
        runs, problems = [], []
        end = monotonic() + self.seconds
        for case, *args in self._cases(hidden):
            mine = copy.deepcopy(args)
            done = run(lambda m=mine: self._call(answer, m), max(end - monotonic(), 0.01))
            if isinstance(done.error, NotImplementedError) or done.value is ...:
                return Outcome(self.name, "TODO", "the blank is still there")
            runs.append((args, done))
            if found := self._problem(answer, args, mine, done):
                problems.append((len(runs) - 1, case, *found))
            if isinstance(done.error, TimeUp):
                break
        if not problems:
            kind = "cases" if hidden is None else "hidden cases"
            return Outcome(self.name, "OK", f"{len(runs)} {kind}")
        # a wrong value says more than a changed argument
        failing, case, what, slug = min(problems, key=lambda p: p[3] == "changes its input")
        if printed := runs[failing][1].printed:
            print(f"{self.name} printed in this case:\n{printed}")
        if slug not in OWN_REASON and (cause := self._cause(runs, failing)):
            return Outcome(self.name, "not yet", what, case, cause.text, cause.slug)
        return self._always(case, what, slug, hidden)

    def _call(self, answer, args):
        return self.call(answer, *args) if self.call else answer(*args)

    def _todo(self, answer) -> str:
        if answer is _MISSING:
            return f"there is no `{self.name}` yet; run the cell that defines it"
        return "your turn" if answer is ... or answer is None or is_blank(answer) else ""

    def _problem(self, answer, args, mine, done: Run) -> tuple[str, str] | None:
        """None, or (what is wrong, its kind)."""
        if isinstance(done.error, TimeUp):
            return f"it was still running after {self.seconds:g} seconds", "time limit"
        if done.error is not None:
            kind = type(done.error).__name__
            if kind == "TypeError" and not self.call and (why := parameters_misfit(answer, args)):
                return why, "parameters"
            line = line_of(done.error, answer)
            where = f", in the line `{line}`" if line else ""
            return f"it raised {kind}: {one_line(done.error)}{where}", f"raises {kind}"
        if self.judge:
            what = self.judge(done.value, *copy.deepcopy(args))
            found = (what, "value") if what else None
        else:
            found = difference(done.value, self.right(*copy.deepcopy(args)), **self.tolerance)
        if found or not self.pure:
            return found
        numeric = [i for i, old in enumerate(args) if as_numbers(old) is not None]
        changed = [i for i in numeric if not same(mine[i], args[i], 0, 0)]
        if not changed:
            return None
        return f"argument number {changed[0] + 1} was changed", "changes its input"

    def _cause(self, runs: list, failing: int) -> Cause | None:
        """The known mistake that explains all runs, or else the failing one."""
        args, done = runs[failing]
        got, partly = done.value if done.error is None else done.error, None
        for cause in self.causes:
            if cause.when and run(lambda c=cause: c.when(got, *args), self.seconds).value:
                return cause
            for wrong in cause.wrong:
                if _agree(wrong, args, done, self.tolerance):
                    if all(_agree(wrong, *other, self.tolerance) for other in runs):
                        return cause
                    partly = partly or cause
        return partly

    def _always(self, case: str, what: str, slug: str, hidden: int | None = None) -> Outcome:
        text = f"To look closer: `checks.{self.name}.case({case!r})` gives you the arguments."
        if hidden is not None:
            text = "This is one of the hidden cases, with other numbers than those you see."
        slug = "unrecognised" if slug == "value" else slug
        return Outcome(self.name, "not yet", what, case, ALWAYS.get(slug, text), slug)


def _agree(wrong: Callable, args, done: Run, tolerance: dict) -> bool:
    """Does a function with a known mistake do what the student's did?"""
    model = run(lambda: wrong(*copy.deepcopy(args)), 5)
    if model.error is not None or done.error is not None:
        return type(model.error) is type(done.error)
    return same(done.value, model.value, **tolerance)
