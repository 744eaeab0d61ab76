"""Tasks whose answer is a value, typed in before the cell that shows it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from w2vlib.checks.base import Cause, Task
from w2vlib.checks.compare import brief, same
from w2vlib.checks.outcome import Outcome
from w2vlib.checks.run import Run


class Predict(Task):
    """A number, a word, or a list of them, which the student stores under the task's name.

    right : function without arguments that returns the answer; it is never printed
    causes: as in Task; their `wrong` functions take no arguments, `when` takes the answer alone
    hint  : what to do when no known mistake fits

    Texts are compared without regard to case, numbers within rtol and atol.
    """

    def __init__(
        self,
        name: str,
        right: Callable[[], object],
        causes: Iterable[Cause] = (),
        *,
        hint: str,
        rtol: float = 1e-3,
        atol: float = 1e-6,
    ):
        super().__init__(name, lambda rng: [("your answer",)], right, causes, rtol=rtol, atol=atol)
        self.hint = hint

    def outcome(self, answer, hidden: int | None = None) -> Outcome:
        """The verdict on an answer; `hidden` changes nothing."""
        if why := self._todo(answer):
            return Outcome(self.name, "TODO", why)
        if any(part is ... or part is None for part in _flat(answer)):
            return Outcome(self.name, "TODO", "a part is missing")
        answer = answer.strip().lower() if isinstance(answer, str) else answer
        if not callable(answer) and same(answer, self.right(), **self.tolerance):
            return Outcome(self.name, "OK")
        cause = self._cause([([], Run(answer))], 0) or Cause("unrecognised", self.hint)
        what = f"you answered {brief(answer)}"
        return Outcome(self.name, "not yet", what, "your answer", cause.text, cause.slug)

    def __repr__(self) -> str:
        return f"check of {self.name}: store your answer under this name, then call it"


def _flat(value):
    if isinstance(value, list | tuple | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _flat(part)
    else:
        yield value
