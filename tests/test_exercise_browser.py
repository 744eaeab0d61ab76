"""A released exercise in a real JupyterLab: a wrong answer, its message, a right answer."""

import shutil

import lab
import nbformat
import pytest

EXERCISE = "ex02_replace_a_product_by_a_lookup"
TASK = "one_hot"
BLANK = "...  # your turn"
WRONG, RIGHT = "return np.eye(V)[:, ids]", "return np.eye(V)[ids]"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(lab.find_chromium() is None, reason="no Chromium: no exercise was typed in"),
]


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exercise")
    path = lab.ROOT / f"notebooks/exercises/{EXERCISE}/{EXERCISE}.ipynb"
    shutil.copy(path, folder / "my copy.ipynb")  # renamed and moved, as students do
    with lab.lab_server(folder) as server, lab.chromium() as browser:
        lesson = browser.open_notebook(server, "my copy.ipynb")
        yield lesson
        assert browser.refused == []


def place(name: str) -> int:
    """Where the cell with this grade_id stands in the notebook."""
    nb = nbformat.read(lab.ROOT / f"notebooks/exercises/{EXERCISE}/{EXERCISE}.ipynb", as_version=4)
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells]
    return ids.index(name)


def type_over(lesson, old: str, new: str) -> None:
    """Select a line of the answer's cell and type another one, key by key."""
    cell = lesson.page.locator(".jp-Notebook .jp-Cell").nth(place(TASK))
    cell.locator(".cm-line", has_text=old).click()
    lesson.page.keyboard.press("Home")  # the first letter, after the indent
    lesson.page.keyboard.press("Shift+End")
    lesson.page.keyboard.type(new)
    lesson.page.keyboard.press("Control+Enter")


def check(lesson, says: str) -> str:
    """Run the check's cell with the keyboard; its output, once `says` stands in it."""
    cell = lesson.page.locator(".jp-Notebook .jp-Cell").nth(place(f"check_{TASK}"))
    cell.locator(".cm-line").last.click()
    lesson.page.keyboard.press("Control+Enter")
    output = cell.locator(".jp-OutputArea-output", has_text=says)
    output.wait_for(timeout=60_000)
    return output.inner_text().strip()


def test_a_wrong_answer_is_explained_and_a_right_one_accepted(lesson):
    lesson.run_all()
    assert lesson.not_run() == []  # "Run All" reaches the end of an unsolved notebook
    assert all(": TODO – " in text for text in lesson.errors())

    type_over(lesson, BLANK, WRONG)
    first, second = check(lesson, "not yet").split("\n")  # two lines and no traceback
    assert first.startswith(f"{TASK}: not yet – case '") and "expected" in first
    assert len(second) > 30 and second.endswith("]")
    lesson.page.locator(".jp-Notebook .jp-Cell").nth(place(TASK)).scroll_into_view_if_needed()
    lesson.screenshot("exercise_not_yet")

    type_over(lesson, WRONG, RIGHT)
    assert check(lesson, "OK (").startswith(f"{TASK}: OK (")
    assert "not yet" not in "".join(lesson.errors())
    lesson.screenshot("exercise_ok")
