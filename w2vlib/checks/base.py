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
import inspect
import sys
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from zlib import crc32

import numpy as np

from w2vlib.checks import calls
from w2vlib.checks.compare import ATOL, RTOL, brief, difference
from w2vlib.checks.explain import ALWAYS, Cause, Failure, explain
from w2vlib.checks.outcome import NotYet, Outcome
from w2vlib.checks.perform import MISSING, Record, perform
from w2vlib.checks.picture import picture_of
from w2vlib.checks.run import NoInput, TimeUp
from w2vlib.checks.wire import Thing, pack
from w2vlib.language import label
from w2vlib.language import shown as said

_LOOK_UP = object()


class Task:
    """One task: call it to check the answer that stands under its name in the notebook.

    name   : the name of the student's function
    cases  : function of a Generator; yields (case name, *arguments), easy and edge cases first
    right  : function of the arguments; returns what is expected
    causes : the known mistakes, the most telling first
    call   : a function of calls.py, for classes and for functions that work in place
    usage  : how it is called, if not as name(arguments)
    judge  : (got, *arguments) -> None or what is wrong, instead of comparing with right
    changes: the numbers of the arguments that it may change; all others must stay as they are
    methods: of a class, those that the student writes
    large  : function of a Generator; returns the arguments of a case on which cost is counted
    steps  : lines of Python allowed on it; walks: what a slower one does; room: bytes allowed
    """

    def __init__(
        self,
        name: str,
        cases: Callable[[np.random.Generator], Iterable[tuple]],
        right: Callable | None = None,
        causes: Iterable[Cause] = (),
        *,
        call: Callable = calls.plain,
        usage: str = "",
        judge: Callable | None = None,
        changes: tuple[int, ...] = (),
        methods: tuple[str, ...] = (),
        large: Callable[[np.random.Generator], tuple] | None = None,
        steps: int = 400,
        walks: str = "every row",
        room: float | None = None,
        rtol: float = RTOL,
        atol: float = ATOL,
        seconds: float = 5.0,
    ):
        self.name, self.cases, self.right, self.causes = name, cases, right, list(causes)
        self.call, self.usage, self.judge = call, usage, judge
        self.changes, self.methods = changes, methods
        self.large, self.steps, self.walks, self.room = large, steps, walks, room
        self.tolerance, self.seconds = {"rtol": rtol, "atol": atol}, seconds

    def __repr__(self) -> str:
        return f"check of {self.name}: call it to check your answer; .case(name) shows a case"

    def __call__(self, answer=_LOOK_UP, *, hidden: int | None = None) -> None:
        """Print OK or TODO, or raise NotYet. hidden: a seed for cases with other numbers."""
        if answer is _LOOK_UP:
            answer = sys._getframe(1).f_globals.get(self.name, MISSING)
        outcome = self.outcome(answer, hidden)
        if outcome.state in ("not yet", "slow"):
            _show(outcome.picture)
            raise NotYet(outcome)
        # TODO goes to stderr, which nbgrader by itself counts as 0; "Run All" goes on.
        # One write: print would send the line's end alone, now and then as a second output.
        (sys.stderr if outcome.state == "TODO" else sys.stdout).write(f"{outcome.shown()}\n")

    def names(self) -> list[str]:
        """What the arguments are called."""
        if self.right is None:
            return []
        names = inspect.signature(self.right).parameters.values()
        return [p.name for p in names if p.kind is p.POSITIONAL_OR_KEYWORD]

    def case(self, name: str) -> Case:
        """The arguments of one of the cases, to try your function on."""
        known = {case: args for case, *args in self.visible()}
        name = next((case for case in known if label(case) == name), name)
        if name not in known:
            raise KeyError(f"no case {name!r}; there are: {', '.join(known)}")
        return Case(self, name, known[name])

    def visible(self, hidden: int | None = None) -> list[tuple]:
        """(case name, *arguments) of each case; with a seed those with other numbers."""
        return list(self.cases(self._rng(hidden)))

    @lru_cache(maxsize=32)  # noqa: B019  a task lives as long as its module
    def _known(self, hidden: int | None) -> list[tuple[str, list, object]]:
        """(case name, arguments, expected) of each case."""
        return [
            (case, args, None if self.right is None else self.right(*_copies(args)))
            for case, *args in self._cases(hidden)
        ]

    @lru_cache(maxsize=32)  # noqa: B019
    def _cases(self, hidden: int | None) -> list[tuple]:
        """What visible gives: not to be changed."""
        return self.visible(hidden)

    def _rng(self, hidden: int | None) -> np.random.Generator:
        seed = [crc32(self.name.encode()), *([] if hidden is None else [hidden])]
        return np.random.default_rng(seed)

    def order(self, hidden: int | None = None) -> dict:
        """What perform needs to know: nothing of what is right."""
        return self._ordered(cases=[args for _, *args in self._cases(hidden)])

    def _ordered(self, **what) -> dict:
        how = {"call": self.call, "seconds": self.seconds, "methods": self.methods}
        return {"cases": []} | how | what

    def outcome(self, answer, hidden: int | None = None) -> Outcome:
        """The verdict on an answer, without raising."""
        return self.outcome_of(lambda order: perform(self.name, answer, **order), hidden)

    def outcome_of(self, ask: Callable[[dict], Record], hidden: int | None = None) -> Outcome:
        """The verdict on an answer that stands elsewhere: ask brings what it did with an order."""
        outcome = self._verdict(ask(self.order(hidden)), hidden)
        if outcome.state == "OK" and self.large and hidden is None:
            return self._slow(ask(self._ordered(large=self._large[0]))) or outcome
        return outcome

    @cached_property
    def _large(self) -> tuple[list, object]:
        args = list(self.large(self._rng(7)))
        return args, self.right(*_copies(args))

    def _verdict(self, record: Record, hidden: int | None) -> Outcome:
        if record.todo:
            return Outcome(self.name, "TODO", record.todo)
        if record.kind:
            what = f"it is {record.kind}, not a function"
            return self._not_yet("any", what, "not a function", ALWAYS["not a function"])
        runs, failures = [], []
        for known, done in zip(self._known(hidden), record.runs, strict=False):
            case, args, expected = _copies(known)  # what they were made into stays as it is
            runs.append(Failure(case, args, done, expected))
            if found := self._problem(runs[-1]):
                runs[-1].what, runs[-1].kind = found
                failures.append(runs[-1])
        if not failures:
            kind = "cases" if hidden is None else "hidden cases"
            return Outcome(self.name, "OK", f"{len(runs)} {kind}")
        # a wrong value says more than a changed argument; a small case more than a large one
        shown = min(failures, key=lambda f: (f.kind == "changes its input", f.size))
        if shown.done.printed:
            print(f"{self.name} {said('printed in this case:')}\n{shown.done.printed}")
        slug, text = explain(self, shown, failures, runs)
        if slug == "unrecognised":
            text = f"To look closer: `checks.{self.name}.case({shown.case!r})` shows the case."
            if hidden is not None:
                text = "This is one of the hidden cases, with other numbers than those you see."
        picture = None
        if shown.kind in ("value", "nearly", "NaN") and not self.judge:
            picture = picture_of(shown.done.value, shown.expected)
        return self._not_yet(shown.case, shown.what, slug, text, picture)

    def _not_yet(self, case, what, slug, text, picture=None) -> Outcome:
        return Outcome(self.name, "not yet", what, case, text, slug, picture)

    def _slow(self, record: Record) -> Outcome | None:
        """Right, but at a cost that the task forbids; or wrong on the large case."""
        done = record.large
        if done is None:
            return None
        if done.error is None:
            run = Failure("a large one", self._large[0], done, self._large[1])
            if found := self._problem(run):
                text = "All small cases are right. What is different when there is more of it?"
                return self._not_yet(run.case, found[0], "large case", text)
        half = "The result is right: half of the points. "
        if record.steps > self.steps or isinstance(done.error, TimeUp):
            many = f"more than {self.steps:,}" if record.steps > 10**8 else f"{record.steps:,}"
            many = many if record.steps else "far too many"
            what = f"right, but it still walks through {self.walks}: {many} steps of Python"
            text = half + "Let NumPy go through them: indices, sums over an axis, products."
            return Outcome(self.name, "slow", what, "a large one", text, "walks")
        if self.room is not None and record.room > self.room:
            what = f"right, but it takes {record.room / 1e6:.1f} MB, where {self.room / 1e6:.1f} do"
            text = half + "Which array is larger than it needs to be?"
            return Outcome(self.name, "slow", what, "a large one", text, "large array")
        return None

    def _problem(self, run: Failure) -> tuple[str, str] | None:
        """None, or (what is wrong, its kind)."""
        done = run.done
        if isinstance(done.error, TimeUp):
            return f"it was still running after {self.seconds:g} seconds", "time limit"
        if isinstance(done.error, NoInput):
            return "it waits for input()", "input"
        if done.error is not None:
            kind = type(done.error).__name__
            parameters = kind == "TypeError" and done.why.startswith("its parameters")
            return done.why, "parameters" if parameters else f"raises {kind}"
        if self.judge:
            what = self.judge(done.value, *_copies(run.args))
            found = (what, "value") if what else None
        else:
            found = difference(done.value, run.expected, **self.tolerance)
        return found or self._changed(run)

    def _changed(self, run: Failure) -> tuple[str, str] | None:
        names = self.names()
        for i, (before, after) in enumerate(zip(run.args, run.done.after, strict=True)):
            if i in self.changes or isinstance(after, Thing) or pack(before) == pack(after):
                continue
            name = f" (`{names[i]}`)" if i < len(names) else ""
            return f"argument number {i + 1}{name} was changed", "changes its input"
        return None


class Case(tuple):
    """The arguments of a case. Printed, it shows how to call the answer, and what is expected."""

    def __new__(cls, task: Task, name: str, args: list):
        made = super().__new__(cls, args)
        made.task, made.name = task, name
        return made

    def __repr__(self) -> str:
        task, names = self.task, self.task.names()
        if len(names) != len(self):
            names = [f"argument {i + 1}" for i in range(len(self))]
        lines = [f"{name} = {_shown(value)}" for name, value in zip(names, self, strict=True)]
        usage = task.usage or f"{task.name}({', '.join(names)})"
        lines.append(f"call: {usage}")
        if not task.usage:
            lines.append(f"  or: {task.name}(*checks.{task.name}.case({self.name!r}))")
        if task.right:
            lines.append(f"expected: {_shown(task.right(*_copies(list(self))))}")
        return said("\n".join(lines))


def _shown(value) -> str:
    if isinstance(value, np.ndarray):
        return np.array2string(value, threshold=60, precision=5, separator=", ", prefix=" " * 8)
    if isinstance(value, dict):
        return "".join(f"\n    {key}: {_shown(part)}" for key, part in value.items())
    return brief(value, 300)


def _show(picture) -> None:
    """In a notebook only."""
    python = sys.modules.get("IPython")
    if picture and python and getattr(python.get_ipython(), "kernel", None):
        python.display.display(picture)


def _copies(args: list) -> list:
    return copy.deepcopy(args)
