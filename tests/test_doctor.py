"""The installation check: silent about what is well, plain about each fault and its remedy."""

import ast
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from w2vlib import __main__
from w2vlib.setup import doctor, jupyter_here


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder with a text, vectors and a table, and their card."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.txt").write_text("you say goodbye\n")
    (folder / "v.npz").write_bytes(b"numbers")
    (folder / "t.json").write_text("[1]")
    rows = [
        f"| {name} | {hashlib.sha256((folder / name).read_bytes()).hexdigest()} |\n"
        for name in ("a.txt", "v.npz")
    ]
    (folder / "README.md").write_text("".join(rows) + "## t.json: a table\n")
    monkeypatch.setenv("W2VLIB_DATA", str(folder))
    return folder


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """An environment with a JupyterLab, as far as the doctor looks, that is said to run here."""
    prefix = tmp_path / "env"
    (prefix / "share/jupyter/lab/static").mkdir(parents=True)
    extension(prefix, jupyter_here.MANAGER, "5.0.1")
    extension(prefix, "anywidget", "0.9.1")
    monkeypatch.setattr(jupyter_here, "lab_prefix", lambda: prefix)
    monkeypatch.setattr(
        jupyter_here, "extension_folders", lambda p: [p / "share/jupyter/labextensions"]
    )
    return prefix


def extension(prefix, name, version):
    file = prefix / "share/jupyter/labextensions" / name / "package.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"version": version}))
    return file


def test_a_healthy_machine_prints_ok_only(data, lab, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "NOTES", ())
    assert doctor.check_installation()
    assert [line[:4] for line in capsys.readouterr().out.splitlines()] == ["ok: "] * 5


def test_this_machine_is_ready_in_a_process_of_its_own():
    """python -m w2vlib, with the real data, Jupyter and extensions."""
    run = subprocess.run([sys.executable, "-m", "w2vlib"], capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "numpy " in run.stdout and "All is well." in run.stdout
    assert run.stdout.count("\nok: ") == len(doctor.CHECKS)


def test_a_fault_makes_the_command_end_with_1(data, lab, capsys):
    (data / "a.txt").write_text("you say hello\n")
    assert __main__.main() == 1
    assert "Not ready" in capsys.readouterr().out


# --- data


@pytest.mark.parametrize("name", ["a.txt", "v.npz", "t.json"])
def test_a_damaged_file_is_named(data, lab, capsys, name):
    (data / name).write_text("[1")
    assert not doctor.check_installation()
    line = f"FAILED: the data files are here and undamaged: {name} damaged: get the folder data"
    assert line in capsys.readouterr().out


def test_missing_files_are_named(data):
    (data / "a.txt").unlink()
    (data / "t.json").unlink()
    assert "a.txt, t.json missing" in doctor.data_is_whole()
    (data / "README.md").unlink()
    assert "cannot be read" in doctor.data_is_whole()


def test_a_data_folder_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setenv("W2VLIB_DATA", str(tmp_path / "nowhere"))
    assert "nowhere" in doctor.data_is_whole() and "W2VLIB_DATA" in doctor.data_is_whole()


# --- Python and packages


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no_such_package"))
    assert doctor.packages_import().startswith("no_such_package missing in the Python that runs")


def test_an_old_python_is_told_and_nothing_else_is_tried(monkeypatch, capsys):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 9, 1))
    assert not doctor.check_installation()
    out = capsys.readouterr().out
    assert "this is Python 3.9; take 3.11 to 3.13" in out and out.count("\n") == 1


def test_an_old_python_can_read_the_doctor():
    """Its files have the grammar of Python 3.8, and evaluate no newer annotations."""
    for module in ("__init__", "__main__", "setup/doctor", "setup/jupyter_here"):
        source = (Path(doctor.__file__).parents[1] / f"{module}.py").read_text(encoding="utf-8")
        ast.parse(source, feature_version=(3, 8))
        assert module == "__init__" or "from __future__ import annotations" in source


def test_without_numba_there_is_a_note_and_no_failure(data, lab, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "numba", None)  # import numba now fails
    assert doctor.check_installation()
    assert "note: numba cannot be used" in (out := capsys.readouterr().out)
    assert "works with NumPy" in out


# --- widgets


def test_widgets_fit(lab):
    assert doctor.explorers_can_be_shown() is None


def test_an_extension_in_another_environment(lab):
    """The kernel's Python has ipywidgets; the JupyterLab around it lacks the other half."""
    (lab / "share/jupyter/labextensions" / jupyter_here.MANAGER / "package.json").unlink()
    trouble = doctor.explorers_can_be_shown()
    assert f"jupyterlab_widgets missing in the JupyterLab that runs, in {lab}" in trouble
    assert f"the lessons' Python is in {sys.prefix}" in trouble
    assert "-m pip install --upgrade jupyterlab_widgets" in trouble


def test_an_extension_that_is_too_old(lab):
    extension(lab, jupyter_here.MANAGER, "3.1.0")
    assert "is too old for ipywidgets" in doctor.explorers_can_be_shown()


def test_ipywidgets_too_old_or_missing(lab, monkeypatch):
    monkeypatch.setattr(jupyter_here.metadata, "version", lambda name: "7.8.1")
    assert "this is ipywidgets 7.8.1" in doctor.explorers_can_be_shown()

    def missing(name):
        raise jupyter_here.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(jupyter_here.metadata, "version", missing)
    assert "ipywidgets is missing; run `make lab` again" in doctor.explorers_can_be_shown()


def test_the_lab_around_a_kernel_is_the_one_of_its_parents(tmp_path, monkeypatch):
    (tmp_path / "theirs/share/jupyter/lab/static").mkdir(parents=True)
    monkeypatch.setenv("JPY_PARENT_PID", "1")
    monkeypatch.setattr(jupyter_here, "parents", lambda: [tmp_path / "sh", tmp_path / "theirs"])
    assert jupyter_here.lab_prefix() == tmp_path / "theirs"
    monkeypatch.setattr(jupyter_here, "parents", lambda: [tmp_path / "sh"])  # as under VS Code
    assert jupyter_here.lab_prefix() is None


def test_parents_are_found_by_a_relative_command_too(tmp_path):
    """`make lab` starts .venv/bin/python; a kernel then sits in another folder."""
    (tmp_path / "env/bin").mkdir(parents=True)
    (tmp_path / "env/bin/python").symlink_to(sys.executable)
    ask = "from w2vlib.setup.jupyter_here import parents; print(parents()[0])"
    start = f"import subprocess, sys; subprocess.run([{sys.executable!r}, '-c', {ask!r}], cwd='/')"
    run = subprocess.run(
        ["env/bin/python", "-c", start], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert run.stdout.strip() == str(tmp_path / "env"), run.stderr


# --- no write access


def test_no_place_for_temporary_files(monkeypatch):
    monkeypatch.setattr(doctor, "can_write", lambda folder: False)
    assert "TMPDIR" in doctor.results_can_be_written()

    def none():
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(doctor.tempfile, "gettempdir", none)
    assert "TMPDIR" in doctor.results_can_be_written()


def test_a_folder_that_is_not_there_cannot_be_written(tmp_path):
    assert doctor.can_write(tmp_path)
    assert not doctor.can_write(tmp_path / "missing")


def test_read_only_lessons_are_a_note_that_says_where_things_go(monkeypatch):
    assert doctor.folder_of_the_lessons() is None
    monkeypatch.setattr(doctor, "can_write", lambda folder: False)
    note = doctor.folder_of_the_lessons()
    assert f"goes to {doctor.tempfile.gettempdir()}" in note and "File › Download" in note


def test_a_home_that_cannot_be_written_is_a_note(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "jupyter/runtime"))
    assert doctor.folders_of_jupyter() is None
    monkeypatch.setattr(doctor, "can_write", lambda folder: folder != tmp_path)
    assert "HOME" in doctor.folders_of_jupyter()
