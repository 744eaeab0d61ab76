"""Tasks whose answer is a value, typed in before the cell that shows it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from w2vlib.checks.base import Cause, Task
from w2vlib.checks.compare import brief, same
from w2vlib.checks.outcome import Outcome
from w2vlib.checks.run import Run, run


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
        if why := self._todo(answer):
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
        cause = self._cause([([], Run(answer))], 0) or Cause("unrecognised", self.hint)
        return Outcome(self.name, "not yet", what, "your answer", cause.text, cause.slug)

    def __repr__(self) -> str:
        return f"check of {self.name}: store your answer under this name, then call it"


def _one_case(rng):
    return [("your answer",)]


def _lower(value):
    """Texts in lower case without outer space, in lists and dicts too."""
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
