"""Lesson 06's explorer in a real JupyterLab: mouse, keyboard, the newest position wins."""

import lab
import nbformat
import pytest

from w2vlib.plots.step_plane import HALF, SMALLEST

UNIT = HALF / SMALLEST

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(lab.find_chromium() is None, reason="no Chromium: no picture was dragged"),
]
CELL = "from w2vlib.widgets.step import explore_step\nexplore_step()"
# what the handle says of itself, and how many SVG units a pixel is
AT = "name => document.querySelector(`[data-id=${name}]`).getAttribute('aria-label')"
SCALE = "() => document.querySelector('[data-id=h]').ownerSVGElement.getScreenCTM().a"


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pointer")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [nbformat.v4.new_code_cell(CELL)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "step.ipynb")
    with lab.lab_server(folder) as server, lab.chromium() as browser:
        lesson = browser.open_notebook(server, "step.ipynb")
        lesson.run_all()
        lesson.page.wait_for_selector(".jp-OutputArea [data-id=h]")
        yield lesson
        lesson.screenshot("explorer_06")
        assert lesson.errors() == lesson.console == browser.refused == []


def wait_for(page, name: str, x: float, y: float) -> None:
    """Until the handle stands at (x, y); a handle knows its place to a hundredth."""
    says = f"{name} at ({x:.2f}, {y:.2f})".replace("-", "−")
    page.wait_for_function(
        f"({{name, says}}) => ({AT})(name).startsWith(says)", arg={"name": name, "says": says}
    )


def test_dragging_fast_ends_where_the_pointer_ends_and_keeps_the_focus(lesson):
    page = lesson.page
    box, pixels = page.locator("[data-id=you]").bounding_box(), UNIT * page.evaluate(SCALE)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(1, 81):  # far faster than the kernel redraws
        page.mouse.move(x + pixels * i / 80, y)
    page.mouse.up()
    page.wait_for_function(f"() => ({AT})('you').startsWith('you at (1.00, ')")
    assert page.evaluate("() => document.activeElement.dataset.id") == "you"


def test_arrow_keys_add_up_and_no_step_is_lost(lesson):
    page = lesson.page
    page.locator("[data-id=and]").focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")  # 20 steps of 0.05
    page.keyboard.press("Shift+ArrowUp")
    wait_for(page, "and", 1.0, 1.25)
    assert page.evaluate("() => document.activeElement.dataset.id") == "and"


def test_a_click_and_enter_choose_a_word(lesson):
    page = lesson.page
    page.locator("[data-id=and]").click()
    page.wait_for_selector("text='1 + 3 questions'")
    page.keyboard.press("Enter")
    page.wait_for_selector("text='1 + 2 questions'")
