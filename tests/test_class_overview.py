"""The notebook that shows who is stuck where, run on a class that was made up."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook, new_output

from w2vlib.checks.outcome import NotYet, Outcome

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = "ex02_replace_a_product_by_a_lookup"
OK, TODO = Outcome("one_hot", "OK", "7 cases"), Outcome("one_hot", "TODO", "your turn")
WRONG = Outcome("one_hot", "not yet", "got 1, expected 2", "one id", "A cause.", "columns")
OTHER = Outcome("one_hot", "not yet", "got 1, expected 2", "one id", "Another.", "type")


def output(outcome: Outcome):
    if outcome.state == "not yet":
        error = NotYet(outcome)
        lines = error._render_traceback_()
        return new_output("error", ename="NotYet", evalue=str(error), traceback=lines)
    name = "stderr" if outcome.state == "TODO" else "stdout"
    return new_output("stream", name=name, text=f"{outcome}\n")


@pytest.fixture(scope="module")
def overview(tmp_path_factory):
    """The executed notebook: cell id -> outputs."""
    course = tmp_path_factory.mktemp("class")
    for folder in ("tools", "notebooks"):
        (course / folder).mkdir()
    students = {f"wrong{i}": [WRONG] for i in range(3)} | {"fine": [OK], "lazy": [TODO]}
    students |= {"by_heart": [OK, OTHER], "silent": []}  # hidden cases refuse; the kernel died
    for student, found in students.items():
        meta = {"nbgrader": {"grade": True, "grade_id": "check_one_hot", "points": 2}}
        cell = new_code_cell("checks.one_hot()", metadata=meta, outputs=[output(o) for o in found])
        path = course / f"notebooks/autograded/{student}/{EXERCISE}/{EXERCISE}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(new_notebook(cells=[cell]), path)
    copy = shutil.copy(ROOT / "tools/class_overview.ipynb", course / "tools")
    nb = nbformat.read(copy, as_version=4)
    where = {"metadata": {"path": str(course / "tools")}}
    NotebookClient(nb, kernel_name="python3", timeout=120, resources=where).execute()
    return {cell.id: cell.get("outputs", []) for cell in nb.cells}


def test_every_student_has_a_row_and_those_with_most_to_do_come_first(overview):
    assert "7 students, 1 tasks" in overview["read"][0].text
    head, *rows = [line.split() for line in overview["table"][0].text.splitlines()]
    assert head == ["one_hot"]
    shown = {name: " ".join(signs) for name, *signs in rows}
    assert shown["fine"] == "OK" and shown["lazy"] == "TODO" and shown["silent"] == "?"
    assert shown["wrong0"] == shown["by_heart"] == "not yet"
    assert list(shown)[-1] == "fine"


def test_the_most_frequent_mistake_comes_first(overview):
    first, second = overview["mistakes"][0].text.splitlines()
    assert first.split() == ["3", "×", "one_hot:", "columns"]
    assert second.split() == ["1", "×", "one_hot:", "type"]


def test_there_is_a_picture(overview):
    assert any("image/png" in o.get("data", {}) for o in overview["picture"])
