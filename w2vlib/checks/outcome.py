"""What a check found out: a line for the student that a program can read too."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from w2vlib.language import label

CREDIT = {"OK": 1.0, "slow": 0.5, "not yet": 0.0, "TODO": 0.0}  # the share of a task's points
_LINE = re.compile(
    r"^(?P<task>\w+): (?:(?P<ok>OK)|(?P<todo>TODO)"
    r"|(?P<wrong>not yet|slow) – case '(?P<case>.*?)': )",
    re.MULTILINE,
)
_SLUG = re.compile(r"\[([^\[\]\n]+)\]\s*$")


@dataclass(frozen=True)
class Outcome:
    """One verdict.

    task : the name of the task          state: a key of CREDIT
    what : got and expected, or more   case : the case that fails
    cause: the usual reason in words      slug : the same in two or three words, to be counted
    picture: got and expected side by side, where that helps
    """

    task: str
    state: str
    what: str = ""
    case: str = ""
    cause: str = ""
    slug: str = ""
    picture: object = field(default=None, compare=False)

    @property
    def credit(self) -> float:
        """The share of the points that it is worth."""
        return CREDIT[self.state]

    def __str__(self) -> str:
        if self.state in ("not yet", "slow"):
            first = f"{self.task}: {self.state} – case '{self.case}': {self.what}."
            return f"{first}\n{self.cause} [{self.slug}]"
        if self.state == "OK":
            return f"{self.task}: OK ({self.what})" if self.what else f"{self.task}: OK"
        return f"{self.task}: TODO – {self.what}"

    def shown(self) -> str:
        """The same for a reader, in the language that the course speaks."""
        if self.state in ("not yet", "slow"):
            first = f"{self.task}: {label(self.state)} – {label('case')} '{label(self.case)}'"
            return f"{first}: {label(self.what)}.\n{label(self.cause)} [{self.slug}]"
        what = f" ({label(self.what)})" if self.state == "OK" else f" – {label(self.what)}"
        return f"{self.task}: {self.state}{what if self.what else ''}"

    @classmethod
    def parse(cls, text: str) -> Outcome | None:
        """Read a printed outcome back (state, task, case and slug); None if it is none."""
        found = _LINE.search(text)
        if not found:
            return None
        state = found["ok"] or found["todo"] or found["wrong"]
        slug = _SLUG.search(text.rstrip()) if found["wrong"] else None
        what = text[found.end() :].partition("\n")[0].strip(" –().")
        return cls(found["task"], state, what, found["case"] or "", "", slug[1] if slug else "")


class NotYet(Exception):
    """An answer that is not right yet. Notebooks show its lines alone, without a traceback."""

    def __init__(self, outcome: Outcome):
        super().__init__(str(outcome))
        self.outcome = outcome

    def _render_traceback_(self) -> list[str]:
        return self.outcome.shown().split("\n")
