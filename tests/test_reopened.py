"""Saved with its outputs and opened next day on a new server: every explorer shows its picture."""

import lab
import nbformat
import pytest
from explorer_page import EXPLORERS, write_notebook

VIEW = "application/vnd.jupyter.widget-view+json"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        lab.find_chromium() is None,
        reason="no Chromium found: no saved notebook was opened again. Install one (Debian: "
        "sudo apt install chromium) or name it in the variable CHROMIUM",
    ),
]


TOPICS = {"lab": tuple(EXPLORERS), "notebook": ("cost", "step")}  # the mechanism is the same


@pytest.fixture(scope="module", params=TOPICS)
def saved(request, tmp_path_factory):
    """A notebook of explorers, run and saved in JupyterLab or Notebook 7; its server is gone."""
    folder = tmp_path_factory.mktemp("saved")
    path = write_notebook(folder, TOPICS[request.param])
    with lab.lab_server(folder, app=request.param) as server, lab.chromium() as browser:
        lesson = browser.open_notebook(server, path.name)
        lesson.run_all()
        lesson.page.wait_for_selector(".w2v-explorer svg")
        assert (
            lesson.page.locator("img.w2v-picture").count() == 0
        )  # no static twin beside a live one
        lesson.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        lesson.page.wait_for_function(
            "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
        )
    return path, request.param


def test_a_saved_explorer_is_its_picture(saved):
    path, app = saved
    cells = nbformat.read(path, as_version=4).cells[1:]
    for topic, cell in zip(TOPICS[app], cells, strict=True):
        data = [output.data for output in cell.outputs if "data" in output]
        assert len(data) == 1 and VIEW not in data[0], topic
        assert "w2v-picture" in data[0]["text/html"] and "Run this cell" in data[0]["text/html"]


def test_opened_on_a_new_server_every_explorer_shows_its_picture_and_wakes_when_run(saved):
    path, app = saved
    with lab.lab_server(path.parent, app=app) as server, lab.chromium() as browser:
        lesson = browser.open_notebook(server, path.name)
        page = lesson.page
        page.wait_for_selector("img.w2v-picture")
        assert page.locator("img.w2v-picture").count() == len(TOPICS[app])
        assert page.get_by_text("Error displaying widget").count() == 0
        assert page.get_by_text("Run this cell to move it.").count() == len(TOPICS[app])
        lesson.screenshot(f"reopened_{app}")
        lesson.run_all()
        page.wait_for_selector(".w2v-explorer svg")
        assert page.locator("img.w2v-picture").count() == 0
        assert lesson.errors() == browser.refused == []
