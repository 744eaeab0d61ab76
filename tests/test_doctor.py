"""The installation check: silent about what is well, plain about each fault and its remedy."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from w2vlib import __main__
from w2vlib.setup import doctor, jupyter_here, old_python


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder with a file of each kind, and their sums."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.txt").write_text("you say goodbye\n")
    (folder / "v.npz").write_bytes(b"numbers")
    (folder / "t.json").write_text("[1]")
    (folder / "t.csv").write_text("a,b\n1,2\n")
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in folder.iterdir()]
    (folder / "SHA256SUMS").write_text("".join(lines))
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


DAMAGE = {  # a file may still be read, and hold something else
    "empty": lambda raw: b"",
    "cut": lambda raw: raw[:-1],
    "another letter": lambda raw: raw[:-2] + b"?" + raw[-1:],
    "other content of the same kind": lambda raw: b"{}",
    "line ends of Windows": lambda raw: raw.replace(b"\n", b"\r\n") + b"\r\n",
}


@pytest.mark.parametrize("name", ["a.txt", "v.npz", "t.json", "t.csv"])
@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_file_is_named(data, lab, capsys, name, how):
    (data / name).write_bytes(DAMAGE[how]((data / name).read_bytes()))
    assert not doctor.check_installation()
    line = f"FAILED: the data files are here and undamaged: {name} damaged: get the folder data"
    assert line in capsys.readouterr().out


@pytest.mark.parametrize("name", ["training_table.csv", "eras.json", "sotu_seed1.npz"])
def test_the_course_s_own_files_are_compared(tmp_path, monkeypatch, name):
    folder = shutil.copytree(doctor.COURSE / "data", tmp_path / "data")
    monkeypatch.setenv("W2VLIB_DATA", str(folder))
    assert doctor.data_is_whole() is None
    (folder / name).write_text("{}")
    assert doctor.data_is_whole().startswith(f"{name} damaged: ")


def test_a_file_of_one_s_own_in_the_folder_is_no_fault(data):
    for name in ("my.txt", "my vectors.npz", "notes.json", "말뭉치.csv"):
        (data / name).write_text("mine")
    (data / "a folder").mkdir()
    assert doctor.data_is_whole() is None


def test_missing_files_are_named(data):
    (data / "a.txt").unlink()
    (data / "t.json").unlink()
    assert sorted(doctor.data_is_whole().partition(" missing")[0].split(", ")) == [
        "a.txt",
        "t.json",
    ]
    (data / "SHA256SUMS").write_text("")
    assert "every file missing" in doctor.data_is_whole()
    (data / "SHA256SUMS").write_bytes(b"\xff no sums")
    assert "cannot be read" in doctor.data_is_whole()
    (data / "SHA256SUMS").unlink()
    assert "cannot be read" in doctor.data_is_whole()


def test_a_data_folder_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setenv("W2VLIB_DATA", str(tmp_path / "nowhere"))
    assert "nowhere" in doctor.data_is_whole() and "W2VLIB_DATA" in doctor.data_is_whole()


# --- Python and packages


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no_such_package"))
    assert doctor.packages_import().startswith("no_such_package missing in the Python that runs")


def importing(monkeypatch, tmp_path, name, code):
    """From now on `import name` runs this code."""
    (tmp_path / f"{name}.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    for module in [m for m in sys.modules if m.split(".")[0] == name]:
        monkeypatch.delitem(sys.modules, module)


RAISED = {
    "raise RuntimeError('no processor for this')": "RuntimeError: no processor for this",
    "raise AttributeError": "AttributeError",
    "raise OSError('libz.so:\\n  cannot open')": "OSError: libz.so:",
    "raise SystemError('built for\\nanother Python')": "SystemError: built for",
    "raise SystemExit(3)": "SystemExit: 3",
    "import no_such_part": "ModuleNotFoundError: No module named 'no_such_part'",
    "half a file (": "SyntaxError: '(' was never closed",
}


@pytest.mark.parametrize("code", RAISED)
@pytest.mark.parametrize("name", ["matplotlib", "numba", "anywidget", "tqdm"])
def test_whatever_an_import_raises_becomes_a_line(
    data, lab, monkeypatch, tmp_path, capsys, name, code
):
    importing(monkeypatch, tmp_path, name, code)
    ready = doctor.check_installation()
    out = capsys.readouterr().out
    if name == "numba":
        assert ready and f"note: numba cannot be used ({RAISED[code]}" in out
    else:
        assert not ready and f"imported: {name} broken ({RAISED[code]}" in out
        assert "run `make lab` again" in out
    assert len(out.splitlines()) == len(doctor.CHECKS) + out.count("note: ")


def test_a_check_that_fails_itself_becomes_a_line(data, lab, monkeypatch, capsys):
    def broken(name):
        raise KeyError("Version")  # metadata of a package that was half deleted

    monkeypatch.setattr(jupyter_here.metadata, "version", broken)
    monkeypatch.setattr(__main__.metadata, "version", broken)
    assert __main__.main() == 1
    out = capsys.readouterr().out
    assert "numpy: damaged" in out
    assert "shown: this could not be found out (KeyError: 'Version'); run `make lab` again" in out


def other_pythons(*minors) -> list[str]:
    """Pythons of these minor versions on this machine: on PATH, or kept by pyenv."""
    places = [
        *os.environ["PATH"].split(os.pathsep),
        *map(str, Path.home().glob(".pyenv/versions/*/bin")),
    ]
    found = []
    for minor in minors:
        commands = (Path(place, f"python3.{minor}") for place in places)
        for path in commands:
            if (
                path.is_file()
                and not subprocess.run([path, "-c", ""], capture_output=True).returncode
            ):
                found.append(str(path))
                break
    return found


@pytest.mark.parametrize("minor", range(6, 11))
def test_an_old_python_is_told_in_one_sentence(minor):
    """Run by that Python itself, as python -m w2vlib and as an import."""
    for python in other_pythons(minor):
        run = [python, "-c", "import sys; print(*sys.version_info[:2], sep='.')"]
        version = subprocess.run(run, capture_output=True, encoding="utf-8").stdout.strip()
        run = subprocess.run(
            [python, "-m", "w2vlib"], capture_output=True, cwd=doctor.COURSE, encoding="utf-8"
        )
        assert run.returncode == 1 and run.stdout == ""
        assert run.stderr.startswith(
            "FAILED: the course needs Python 3.11 or later, and this is Py"
        )
        assert f"Python {version} ({python}" in run.stderr and run.stderr.count("\n") == 1
        run = subprocess.run(
            [python, "-c", "import w2vlib.layers"],
            capture_output=True,
            cwd=doctor.COURSE,
            encoding="utf-8",
        )
        assert "OldPython: the course needs Python 3.11 or later" in run.stderr.splitlines()[-1]
        break
    else:
        pytest.skip(f"no Python 3.{minor} here: it was not asked")


def test_the_old_pythons_are_told_what_the_others_need():
    assert f"needs Python {doctor.OLDEST[0]}.{doctor.OLDEST[1]} or later" in old_python.SENTENCE
    source = (doctor.COURSE / "w2vlib/__init__.py").read_text(encoding="utf-8")
    assert f"sys.version_info < {doctor.OLDEST}" in source


def test_ipython_shows_the_sentence_without_a_wall():
    error = old_python.OldPython("a sentence")
    assert error._render_traceback_() == ["OldPython: a sentence"]


def test_a_newer_python_is_a_note(data, lab, monkeypatch, capsys):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 16, 0))
    assert doctor.check_installation()
    assert "note: this is Python 3.16, newer than those" in capsys.readouterr().out


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
