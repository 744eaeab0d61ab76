"""Lessons run to their end in a real JupyterLab, in a real browser. To add one, add its number."""

import io
import shutil

import lab
import nbformat
import pytest
import run_notebooks
from PIL import Image

LESSONS = ["00", "07"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        lab.find_chromium() is None,
        reason="no Chromium found: no lesson was opened in a browser. Install one (Debian: "
        "sudo apt install chromium) or name it in the variable CHROMIUM",
    ),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A throw-away copy of the notebooks, so that the repository's own are not written."""
    copy = tmp_path_factory.mktemp("course") / "notebooks"
    return shutil.copytree(lab.ROOT / "notebooks", copy)


@pytest.fixture(scope="module")
def server(course):
    with lab.lab_server(course) as server:
        yield server


@pytest.fixture(scope="module")
def browser():
    with lab.chromium() as browser:
        yield browser


@pytest.mark.parametrize("number", LESSONS)
def test_lesson_runs_to_its_end(number, course, server, browser):
    found = sorted(course.glob(f"{number}_*.ipynb"))
    if not found:
        pytest.skip(f"lesson {number} is not written yet")
    lesson = browser.open_notebook(server, found[0].name)
    lesson.run_all()
    lesson.screenshot(f"lesson_{number}")
    assert lesson.errors() == []
    assert lesson.not_run() == []
    assert lesson.console == []
    assert browser.refused == []
    lesson.page.close()


def theme(page, name: str) -> None:
    """'Light' or 'Dark'."""
    page.evaluate(
        "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})",
        f"JupyterLab {name}",
    )
    page.wait_for_function(
        "dark => document.body.dataset.jpThemeLight !== dark", arg=str(name == "Dark").lower()
    )
    page.wait_for_timeout(500)  # the theme's style sheet arrives a moment later


def ground(picture) -> tuple:
    """The colour of a picture's upper left corner, as it is seen."""
    image = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
    return image.getpixel((6, 6))


def test_pictures_follow_the_theme_also_in_a_notebook_that_is_not_trusted(course, server, browser):
    cells = [
        nbformat.v4.new_code_cell("from w2vlib.plots.ask import draw_sigma\ndraw_sigma()"),
        nbformat.v4.new_code_cell(
            "import matplotlib.pyplot as plt\nfrom w2vlib.plots import show\n"
            "fig, ax = plt.subplots()\nax.plot([1, 3])\nshow(fig, alt='A line that rises')"
        ),
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    path = course / "pictures.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    run_notebooks.process(path)
    lesson = browser.open_notebook(server, path.name)
    pictures = lesson.page.locator("img.w2v-picture")
    assert pictures.count() == 2
    cell = "jupyterapp.shell.currentWidget.content.widgets[0].model.trusted"
    assert lesson.page.evaluate(cell) is False
    theme(lesson.page, "Dark")
    assert all(max(ground(pictures.nth(i))) < 30 for i in range(2))
    lesson.screenshot("pictures_dark")
    theme(lesson.page, "Light")
    assert all(min(ground(pictures.nth(i))) > 250 for i in range(2))
    lesson.screenshot("pictures_light")
    lesson.page.close()


def test_the_driver_sees_what_is_wrong(course, server, browser):
    """A driver that saw nothing would let every lesson pass."""
    cells = [
        nbformat.v4.new_code_cell(
            "from IPython.display import HTML\nHTML('<img src=\"http://192.0.2.1/x\">')"
        ),
        nbformat.v4.new_code_cell("1 / 0"),
        nbformat.v4.new_code_cell("print('never reached')"),
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    broken = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    nbformat.write(broken, course / "broken lesson.ipynb")
    lesson = browser.open_notebook(server, "broken lesson.ipynb")
    lesson.run_all()
    assert "ZeroDivisionError" in "".join(lesson.errors())
    assert lesson.not_run() == [2]
    assert set(browser.refused) == {"http://192.0.2.1/x"}
    assert lesson.console != []  # the browser complains of the picture
    browser.refused.clear()
    lesson.page.close()
