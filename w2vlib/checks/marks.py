"""Marks for nbgrader: an explicit number that a check gives, out of a notebook's reach.

nbgrader by itself executes the cell of a check in the student's kernel and looks whether anything
came on stderr. Here that kernel only runs the answers on the cases; the verdict is made in
nbgrader's own process, and its points are the value of the check's cell. Needs nbgrader.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from secrets import randbelow

from nbformat.v4 import new_code_cell, new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade

from w2vlib import checks, language
from w2vlib.checks import kernel
from w2vlib.checks.outcome import NotYet, Outcome
from w2vlib.checks.predict import Predict
from w2vlib.checks.wire import unpack, unpack_record

BEGINNING = 600  # seconds for the first imports, whatever limit the cells of a notebook have
SEED = Path("seed")  # a file with the seed of the hidden cases; it is gone before a kernel starts


def _seed() -> int:
    if SEED.exists():
        text = SEED.read_text(encoding="ascii")
        SEED.unlink()
        return int(text)
    return randbelow(1_000_000)


class Marks(Execute):
    """Execute a notebook; what its checks find out becomes points."""

    def preprocess(self, nb, resources):
        name = resources["metadata"]["name"]
        module = vars(import_module(f"w2vlib.checks.{name[:4]}"))
        self._tasks = {t.name: t for t in module.values() if isinstance(t, checks.Task)}
        self._hidden, self._begun = _seed(), False
        language.speak(spoken_in(nb))  # marks and slugs are the same in all
        try:
            return super().preprocess(nb, resources)
        finally:
            language.speak("en")

    def preprocess_cell(self, cell, resources, index):
        if not self._begun:
            cases = {t.name: {c: a for c, *a in t.visible()} for t in self._tasks.values()}
            self._begin(cases, index)
            self._begun = True
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        task = self._tasks.get(grade_id.removeprefix("check_"))
        if task is None or not is_grade(cell) or cell.cell_type != "code":
            return super().preprocess_cell(cell, resources, index)
        outcomes = self._outcomes(task, index)
        credit = min(outcome.credit for outcome in outcomes)
        points = credit * float(cell.metadata.nbgrader["points"])
        mark = new_output("execute_result", {"text/plain": f"{points:g}"})
        cell.outputs = [mark, *map(_output, outcomes)]  # nbgrader takes the first that has a mark
        return cell, resources

    def _begin(self, cases: dict, index: int) -> None:
        """Before the student's first cell. If it fails, nothing is graded, and nobody gets 0."""
        limit, self.timeout = self.timeout, BEGINNING
        try:
            outputs = self._in_kernel(f"begin({kernel.packed(cases)!r})", index)
        finally:
            self.timeout = limit
        if errors := [o for o in outputs if o.output_type == "error"]:
            raise RuntimeError(f"grading could not begin: {errors[0]['ename']}")

    def _outcomes(self, task, index: int) -> list[Outcome]:
        """The verdict on the visible cases and, if these are right, on the hidden ones."""
        try:
            if isinstance(task, Predict):
                found = self._answer(task.name, None, index)
                if found["todo"]:
                    return [Outcome(task.name, "TODO", str(found["todo"]))]
                return [task.outcome(unpack(found["value"]))]

            def ask(order):
                return unpack_record(self._answer(task.name, order, index))

            first = task.outcome_of(ask)
            right = first.state in ("OK", "slow")
            return [first, *([task.outcome_of(ask, self._hidden)] if right else [])]
        except Exception as error:  # whatever a notebook did to its kernel: no points, and why
            what = f"no answer came back ({type(error).__name__})"
            text = "The notebook ended, blocked or changed its own kernel."
            return [Outcome(task.name, "not yet", what, "any", text, "no answer")]

    def _answer(self, name: str, order, index: int) -> dict:
        outputs = self._in_kernel(f"answer({name!r}, {kernel.packed(order)!r})", index)
        (found,) = [o["data"][kernel.MIME] for o in outputs if kernel.MIME in o.get("data", {})]
        return found

    def _in_kernel(self, call: str, index: int) -> list:
        code = f"__import__('w2vlib.checks.kernel', fromlist=['kernel']).{call}"
        kept = self.nb.cells[index]
        try:
            return self.execute_cell(new_code_cell(code), index, store_history=False).outputs
        finally:
            self.nb.cells[index] = kept  # the client has put the cell that it executed there


def spoken_in(nb) -> str:
    """The language that a notebook chooses in its first cells; "en" if none that is known."""
    chosen = re.search(r'^speak\("(\w+)"\)', "\n".join(cell.source for cell in nb.cells), re.M)
    return chosen[1] if chosen and chosen[1] in language.known() else "en"


def _output(outcome: Outcome):
    if outcome.state in ("OK", "TODO"):
        return new_output("stream", name="stdout", text=f"{outcome.shown()}\n")
    error = NotYet(outcome)
    lines = error._render_traceback_()
    return new_output("error", ename="NotYet", evalue=str(error), traceback=lines)
