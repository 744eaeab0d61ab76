"""Tasks whose answer is a value, typed in before the cell that shows it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

import numpy as np

from w2vlib.checks.base import Task
from w2vlib.checks.compare import brief, same
from w2vlib.checks.explain import Cause
from w2vlib.checks.outcome import Outcome
from w2vlib.checks.perform import todo
from w2vlib.checks.run import run


class Predict(Task):
    """A number, a word, or a list of them, which the student stores under the task's name.

    right : function without arguments that returns the answer; it is never printed. A set stands
            for a list in any order
    judge : instead of right, where there are many answers: (answer) -> None or what is wrong
    causes: as in Task; their `wrong` functions take no arguments, `when` takes the answer alone
    hint  : what to do when no known mistake fits

    Texts are compared in lower case, numbers within rtol and atol.
    """

    def __init__(
        self,
        name: str,
        right: Callable[[], object] | None,
        causes: Iterable[Cause] = (),
        *,
        hint: str,
        judge: Callable | None = None,
        rtol: float = 1e-3,
        atol: float = 1e-6,
    ):
        super().__init__(name, _one_case, right, causes, judge=judge, rtol=rtol, atol=atol)
        self.hint = hint

    def outcome(self, answer, hidden: int | None = None) -> Outcome:
        """The verdict on an answer; `hidden` changes nothing."""
        if why := todo(self.name, answer):
            return Outcome(self.name, "TODO", why)
        if any(part is ... or part is None for part in _flat(answer)):
            return Outcome(self.name, "TODO", "a part is missing")
        what, answer = f"you answered {brief(answer)}", _lower(answer)
        if self.judge:
            done = run(lambda: self.judge(answer), self.seconds)
            right = done.error is None and done.value is None
        else:
            right = same(answer, self.right(), **self.tolerance)
        if right:
            return Outcome(self.name, "OK")
        cause = next(filter(self._made(answer), self.causes), Cause("unrecognised", self.hint))
        return Outcome(self.name, "not yet", what, "your answer", cause.text, cause.slug)

    def _made(self, answer) -> Callable[[Cause], bool]:
        def made(cause) -> bool:
            if cause.when and run(lambda: cause.when(answer), self.seconds).value:
                return True
            models = [run(wrong, self.seconds) for wrong in cause.wrong]
            return any(m.error is None and same(answer, m.value, **self.tolerance) for m in models)

        return made

    def __repr__(self) -> str:
        return f"check of {self.name}: store your answer under this name, then call it"


def _one_case(rng):
    return [("your answer",)]


def _lower(value):
    """Texts in lower case without outer space, arrays and fractions as plain numbers."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, set | frozenset):
        return {_lower(part) for part in value}
    if isinstance(value, str):
        return value.strip().lower()
    if isinstance(value, list | tuple):
        return [_lower(part) for part in value]
    return {k: _lower(v) for k, v in value.items()} if isinstance(value, dict) else value


def _flat(value):
    if isinstance(value, list | tuple | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _flat(part)
    else:
        yield value
