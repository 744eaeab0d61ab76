"""Stored notebooks are clean, the checks of that can fail, and `make notebooks` is stable."""

import copy
import json
import shutil
import subprocess
import sys

import answers
import hygiene
import nbformat
import pytest
import run_notebooks
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

NOTEBOOKS = run_notebooks.course_notebooks()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_clean(path):
    data = json.loads(path.read_text(encoding="utf-8"))  # as stored: nothing is mended
    answers.merge(data["cells"], answers.read(path))
    assert hygiene.complaints(nbformat.v4.reads(json.dumps(data))) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_in_normal_form(path):
    """Otherwise the next `make notebooks` makes a diff that nobody asked for."""
    for file, text in run_notebooks.normal_form(path).items():
        assert file.read_text(encoding="utf-8") == text, f"run: make notebooks NB={path.name}"


# --- the checks themselves: a clean notebook, and one broken in each way


def printed(source, text, number, **more):
    outputs = [new_output("stream", name="stdout", text=text)]
    return new_code_cell(
        source, id=f"cell-{number}", execution_count=number, outputs=outputs, **more
    )


@pytest.fixture
def clean():
    cells = [
        new_markdown_cell(
            "# Look up\n\n3 of 4, and/or `data/README.md`, https://a.org/usr/x", id="title"
        ),
        printed("import numpy as np\n\nprint(np.arange(3))  # ; in a comment", "[0 1 2]\n", 1),
        printed("print('a;b', 2)", "a;b 2\n", 2),
        printed("%timeit sum(range(9))", "146 ns ± 3 ns\n", 3),
    ]
    cells[-1].metadata["tags"] = [hygiene.TIMINGS]
    return new_notebook(cells=cells, metadata=copy.deepcopy(run_notebooks.METADATA))


def test_a_clean_notebook_has_no_complaints(clean):
    assert hygiene.complaints(clean) == []


def set_output(**fields):
    def breakage(nb):
        nb.cells[2].outputs = [new_output(**fields)]

    return breakage


def set_source(source):
    return lambda nb: nb.cells[2].update(source=source)


FIGURE = {"image/png": "aGk=", "text/plain": "<Figure size 640x480 with 1 Axes>"}
BREAKAGES = {
    "never run": (lambda nb: nb.cells[1].update(execution_count=None), "numbered"),
    "run twice": (lambda nb: nb.cells[3].update(execution_count=7), "numbered"),
    "no id": (lambda nb: nb.cells[0].pop("id"), "malformed"),
    "odd id": (lambda nb: nb.cells[0].update(id="a b"), "malformed"),
    "same id": (lambda nb: nb.cells[0].update(id="cell-1"), "used twice"),
    "version": (lambda nb: nb.metadata.language_info.update(version="3.11.7"), "metadata"),
    "widget state": (lambda nb: nb.metadata.update(widgets={"state": {}}), "metadata"),
    "no kernel": (lambda nb: nb.metadata.pop("kernelspec"), "metadata"),
    "execution times": (lambda nb: nb.cells[1].metadata.update(execution={}), "times at which"),
    "path in code": (set_source("open('/home/me/x')"), "absolute path"),
    "path in prose": (lambda nb: nb.cells[0].update(source="see /tmp/x"), "absolute path"),
    "path in Windows": (set_source(r"open(r'C:\Users\me')"), "absolute path"),
    "path in output": (
        set_output(output_type="stream", name="stdout", text="/usr/lib/x"),
        "absolute path",
    ),
    "path of this checkout": (
        set_output(output_type="execute_result", data={"text/plain": f"{run_notebooks.ROOT}/data"}),
        "absolute path",
    ),
    "error": (set_output(output_type="error", ename="KeyError", evalue="'x'"), "KeyError"),
    "stderr": (set_output(output_type="stream", name="stderr", text="Warn"), "stderr"),
    "widget view": (
        set_output(output_type="display_data", data={hygiene.WIDGET_VIEW: {}, "text/plain": "x"}),
        "widget view",
    ),
    "memory address": (
        set_output(output_type="stream", name="stdout", text="<object at 0x7f64b3bc9150>"),
        "memory address",
    ),
    "time": (set_output(output_type="stream", name="stdout", text="took 3.2 ms"), "seems to print"),
    "speed": (set_output(output_type="stream", name="stdout", text="9 words/s"), "seems to print"),
    "time in HTML": (
        set_output(output_type="display_data", data={"text/html": "<b>12 seconds</b>"}),
        "seems to print",
    ),
    "untagged timer": (set_source("from time import perf_counter"), "measures time"),
    "untagged magic": (set_source("%time print(1)"), "measures time"),
    "untagged time.time": (set_source("start = time.time()"), "measures time"),
    "skipped by comment": (set_source("# NBVAL_SKIP\nprint(1)"), "nbval's marks"),
    "skipped by tag": (
        lambda nb: nb.cells[1].metadata.update(tags=["nbval-skip"]),
        "nbval's marks",
    ),
    "too little compared": (
        lambda nb: [nb.cells[i].update(outputs=[]) for i in (1, 2)],
        "only 0 of 3",
    ),
    "only pictures": (
        lambda nb: [
            nb.cells[i].update(outputs=[new_output("display_data", data=FIGURE)]) for i in (1, 2)
        ],
        "only 0 of 3",
    ),
    "too much tagged": (
        lambda nb: [nb.cells[i].metadata.update(tags=[hygiene.TIMINGS]) for i in (1, 2)],
        "3 of 3",
    ),
    "empty cell": (set_source("\n"), "empty"),
    "semicolon": (set_source("np.zeros(2);"), "';'"),
    "two statements": (set_source("a = 'é'; b = 2"), "';'"),
    "broken code": (set_source("for"), "not valid Python"),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_each_breakage_is_seen(name, clean):
    breakage, words = BREAKAGES[name]
    breakage(clean)
    assert any(words in line for line in hygiene.complaints(clean)), hygiene.complaints(clean)


# --- make notebooks


RAW = """{
"cells": [
 {"cell_type": "markdown", "metadata": {"collapsed": true}, "source": ["# Draw"]},
 {"cell_type": "code", "metadata": {}, "source": "import time\\nimport matplotlib.pyplot as plt",
  "outputs": [], "execution_count": 9},
 {"cell_type": "code", "metadata": {"tags": ["nbval-ignore-output"]},
  "source": "print( time.perf_counter_ns() )", "outputs": [], "execution_count": null},
 {"cell_type": "code", "metadata": {}, "source": "_ = plt.plot([1,2])", "outputs": [],
  "execution_count": null},
 {"cell_type": "code", "metadata": {},
  "source": "import ipywidgets\\nipywidgets.IntSlider(3)", "outputs": [], "execution_count": null}
],
"metadata": {"language_info": {"name": "python", "version": "2.7"}, "widgets": {}},
"nbformat": 4, "nbformat_minor": 4}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A raw notebook after `make notebooks`."""
    path = tmp_path_factory.mktemp("raw") / "raw.ipynb"
    path.write_text(RAW, encoding="utf-8")
    assert run_notebooks.process(path) == "raw.ipynb: written"
    return path


def test_a_raw_notebook_is_executed_and_normalised(made):
    nb = run_notebooks.read(made)
    numbers = [cell.execution_count for cell in hygiene.code_cells(nb)]
    assert numbers == [1, 2, 3, 4]
    assert nb.metadata == run_notebooks.METADATA
    assert nb.cells[2].source == "print(time.perf_counter_ns())"
    assert nb.cells[0].metadata == {}
    assert len({cell.id for cell in nb.cells}) == 5
    data = nb.cells[4].outputs[0].data
    assert set(data) == {"text/plain"}  # and no widget view
    assert run_notebooks.normal_form(made) == {made: made.read_text(encoding="utf-8")}


def test_a_second_run_changes_nothing_and_a_changed_cell_is_measured_anew(made, tmp_path):
    path = shutil.copy(made, tmp_path / "again.ipynb")
    stored = path.read_bytes()
    nb = run_notebooks.read(path)
    picture = nb.cells[3].outputs[-1].data["image/png"]
    assert run_notebooks.process(path) == "again.ipynb: unchanged"
    assert path.read_bytes() == stored

    nb.cells[1].source += "\nx = 1"  # before the timing cell: its stored time is out of date
    path.write_text(run_notebooks.as_text(nb), encoding="utf-8")
    assert run_notebooks.process(path) == "again.ipynb: written"
    new = run_notebooks.read(path)
    assert new.cells[2].outputs != nb.cells[2].outputs
    assert [c.id for c in new.cells] == [c.id for c in nb.cells]
    assert new.cells[3].outputs[-1].data["image/png"] == picture


def test_pictures_keep_their_bytes_only_while_their_pixels_stay():
    import base64
    import io

    from PIL import Image

    def png(colour, **options):
        file = io.BytesIO()
        Image.new("RGB", (40, 30), colour).save(file, "PNG", **options)
        return {"image/png": base64.b64encode(file.getvalue()).decode()}

    old, same, other = png("red"), png("red", compress_level=0), png("blue")
    assert same != old
    run_notebooks.keep_picture(same, old)
    assert same == old
    run_notebooks.keep_picture(other, old)
    assert other != old

    def html(*pictures):
        return {"text/html": " ".join(f"data:image/png;base64,{p['image/png']}" for p in pictures)}

    again, more = html(png("red", compress_level=0), png("blue")), html(other, other)
    run_notebooks.keep_picture(again, html(old, other))
    assert again == html(old, other)
    run_notebooks.keep_picture(more, html(old, other))
    assert more == html(other, other)


def test_ids_are_derived_once_and_never_twice_the_same():
    cells = [{"cell_type": "code", "source": "x"} for _ in range(3)]
    cells.append({"cell_type": "code", "source": "x", "id": "mine"})
    again = copy.deepcopy(cells)
    run_notebooks.give_ids(cells)
    run_notebooks.give_ids(again)
    assert cells == again
    assert len({cell["id"] for cell in cells}) == 4
    assert cells[3]["id"] == "mine"


@pytest.mark.room
def test_a_cell_that_raises_fails_loudly_and_leaves_the_file_alone(tmp_path, capsys):
    path = tmp_path / "broken.ipynb"
    nb = new_notebook(cells=[new_code_cell("1 / 0", id="bad")])
    path.write_text(run_notebooks.as_text(nb), encoding="utf-8")
    before = path.read_bytes()
    good, line = run_notebooks.work(path, fresh=False)
    assert not good
    assert "FAILED" in line and "ZeroDivisionError" in line and "1 / 0" in line
    assert path.read_bytes() == before


# --- answers to predictions, which are kept beside the lessons


ASKING = """{
"cells": [
 {"cell_type": "markdown", "id": "ask", "metadata": {}, "source": ["**Predict.** What is 2 + 3?"]},
 {"cell_type": "code", "id": "typed", "metadata": {}, "source": "guess = str\\nguess.upper('')",
  "outputs": [], "execution_count": null},
 {"cell_type": "code", "id": "sum", "metadata": {}, "source": "2 + 3",
  "outputs": [], "execution_count": null},
 {"cell_type": "code", "id": "drawn", "metadata": {}, "source": "print('a picture')",
  "outputs": [], "execution_count": null},
 {"cell_type": "markdown", "id": "said", "metadata": {}, "source": ["Five."]},
 {"cell_type": "code", "id": "shown", "metadata": {"tags": ["answer"]}, "source": "print('shown')",
  "outputs": [], "execution_count": null}
],
"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
"""


@pytest.fixture(scope="module")
def asking(tmp_path_factory):
    """A lesson that asks, after `make notebooks`."""
    path = tmp_path_factory.mktemp("asking") / "01_ask.ipynb"
    path.write_text(ASKING, encoding="utf-8")
    assert run_notebooks.process(path) == "01_ask.ipynb: written"
    assert run_notebooks.process(path) == "01_ask.ipynb: unchanged"
    return path


def test_an_answer_is_not_in_the_notebook_but_beside_it(asking):
    stored = {cell.id: cell for cell in nbformat.read(asking, as_version=4).cells}
    for name in ("sum", "drawn"):
        assert stored[name].metadata.tags == ["answer"]
        assert stored[name].outputs == [] and stored[name].execution_count is None
    assert stored["shown"].outputs and stored["shown"].metadata == {}  # nothing asked for it
    assert stored["typed"].execution_count == 1  # the guess is the reader's: it stands there
    kept = json.loads(answers.file_of(asking).read_text(encoding="utf-8"))
    assert list(kept) == ["sum", "drawn"]
    whole = {cell.id: cell for cell in run_notebooks.read(asking).cells}
    assert whole["sum"].outputs[0].data["text/plain"] == "5"
    assert [c.execution_count for c in whole.values() if "outputs" in c] == [1, 2, 3, 4]


def nbval(path):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval"]
    command += ["--nbval-current-env", "-c", str(run_notebooks.ROOT / "pyproject.toml"), str(path)]
    return subprocess.run(command, capture_output=True, text=True, cwd=run_notebooks.ROOT)


def test_nbval_compares_an_answer(asking, tmp_path):
    """Without the plugin it would run the cell and compare nothing."""
    good = nbval(asking)
    assert good.returncode == 0 and "4 passed" in good.stdout, good.stdout
    path = tmp_path / asking.name
    shutil.copy(asking, path)
    kept = answers.file_of(asking).read_text(encoding="utf-8")
    answers.file_of(path).parent.mkdir()
    answers.file_of(path).write_text(kept.replace('"5"', '"6"'), encoding="utf-8")
    bad = nbval(path)
    assert bad.returncode == 1 and "1 failed, 3 passed" in bad.stdout, bad.stdout


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_answer_is_on_screen_before_it_is_run(path):
    cells = nbformat.read(path, as_version=4).cells
    asked = [cell for cell, answer in zip(cells, answers.answering(cells), strict=True) if answer]
    assert [cell.id for cell in asked] == list(answers.read(path))
    assert all(cell.outputs == [] and cell.execution_count is None for cell in asked)
    assert all(c.execution_count for c in cells if c.cell_type == "code" and c not in asked)
