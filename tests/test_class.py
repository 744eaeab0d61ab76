"""A class hands in, some of it hostile: everybody else is graded, and the gradebook stays whole.

It takes minutes, so it runs on request: CLASS_SIZE=9 has the usual kinds of harm, CLASS_SIZE=30
is a class of thirty with more of them.
"""

import functools
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import make_exercises
import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = "ex02_replace_a_product_by_a_lookup"
SIZE = int(os.environ.get("CLASS_SIZE", 0))
TASK = "one_hot"  # the cell in which the hostile ones write
TRANSPOSED = "def one_hot(ids, V):\n    return np.eye(V)[:, ids]"
HOSTILE_CODE = {
    "h_loops": "while True:\n    pass",
    "h_eats_memory": "a = []\nwhile True:\n    a.append(b'x' * 10**8)",
    "h_deletes": "import shutil\nshutil.rmtree('.', ignore_errors=True)\n"
    "shutil.rmtree('../../..', ignore_errors=True)\n"
    "shutil.rmtree({course!r}, ignore_errors=True)",
    "h_prints": "print(('x' * 999 + '\\n') * 10**5)",
}
if SIZE >= 30:
    HOSTILE_CODE |= {
        "h_loops_inside": "def one_hot(ids, V):\n    while True:\n        pass",
        "h_will_not_stop": "while True:\n    try:\n        while True:\n            pass\n"
        "    except BaseException:\n        pass",
        "h_kills": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
        "h_changes_marks": "import sqlite3\n"
        "db = sqlite3.connect({course!r} + '/gradebook.db')\ndb.execute('drop table student')",
    }
HOSTILE_FILES = {
    "h_empty": b"",
    "h_huge": b'{"cells": [], "padding": "' + b"x" * 60_000_000 + b'"}',
    "h_no_notebook": b"\x89PNG\r\n\x1a\n, in fact a picture",
}
UNREADABLE = {"h_empty", "h_no_notebook"}


def jail_works() -> bool:
    names = ("unshare", "setpriv", "prlimit", "timeout", "ip")
    if not all(map(shutil.which, names)):
        return False
    command = (
        "unshare --map-root-user --net --mount --pid --fork --mount-proc mount -o remount,bind,ro /"
    )
    return subprocess.run(command.split(), capture_output=True).returncode == 0


needs_jail = pytest.mark.skipif(
    not SIZE or not jail_works(),
    reason="no hostile class was graded (minutes): CLASS_SIZE=9 or 30 asks for it, on Linux",
)


def grader(cell) -> dict:
    return cell.metadata.get("nbgrader", {})


@functools.cache
def solutions() -> dict[str, str]:
    path = ROOT / f"notebooks/solutions/{EXERCISE}/{EXERCISE}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return {grader(c)["grade_id"]: c.source for c in cells if grader(c).get("solution")}


def submit(course: Path, student: str, sources: dict[str, str] | bytes) -> None:
    folder = course / "submitted" / student / EXERCISE
    folder.mkdir(parents=True)
    if isinstance(sources, bytes):
        (folder / f"{EXERCISE}.ipynb").write_bytes(sources)
        return
    nb = nbformat.read(course / f"exercises/{EXERCISE}/{EXERCISE}.ipynb", as_version=4)
    for cell in nb.cells:
        cell.source = sources.get(grader(cell).get("grade_id"), cell.source)
    nbformat.write(nb, folder / f"{EXERCISE}.ipynb")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The course after grading: (folder, what grade.sh printed)."""
    course = tmp_path_factory.mktemp("class") / "notebooks"
    (course / "solutions").mkdir(parents=True)
    shutil.copytree(ROOT / f"notebooks/solutions/{EXERCISE}", course / f"solutions/{EXERCISE}")
    config = (ROOT / "notebooks/nbgrader_config.py").read_text(encoding="utf-8")
    config += "\nc.Execute.timeout = 8\n"  # for the test: the course's own is longer
    (course / "nbgrader_config.py").write_text(config, encoding="utf-8")
    make_exercises.generate(course)
    ordinary = {"a_solved": solutions()}
    ordinary["z_transposed"] = solutions() | {TASK: TRANSPOSED}
    for i in range(SIZE - len(HOSTILE_CODE) - len(HOSTILE_FILES) - len(ordinary)):
        name, sources = [("solved", solutions()), ("transposed", ordinary["z_transposed"])][i % 2]
        ordinary[f"m{i:02}_{name}"] = sources
    for student, sources in (ordinary | HOSTILE_FILES).items():
        submit(course, student, sources)
    for student, code in HOSTILE_CODE.items():
        code = code.replace("{course!r}", repr(str(course)))
        submit(course, student, solutions() | {TASK: code})
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [ROOT / "tools/grade.sh", EXERCISE],
        cwd=course,
        env=os.environ | {"PATH": path, "SECONDS_EACH": "60"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return course, done.stdout, list(ordinary)


def scores(course: Path) -> dict[str, float]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        found = gradebook.assignment_submissions(EXERCISE)
        return {submission.student.id: submission.score for submission in found}


def not_graded(printed: str) -> set[str]:
    """The students named at the end."""
    return {line.split(":")[0].strip() for line in printed.splitlines() if line.startswith("  ")}


@needs_jail
def test_everybody_else_is_graded(graded):
    course, printed, ordinary = graded
    points = scores(course)
    full = points["a_solved"]
    assert full > 5
    for student in ordinary:
        expected = full if "solved" in student else full - 2
        assert points[student] == expected, f"{student}: {printed}"


@needs_jail
def test_a_hostile_submission_is_graded_or_named(graded):
    """Eating memory may end the kernel, and then nothing can be read."""
    course, printed, _ = graded
    points, named = scores(course), not_graded(printed)
    assert UNREADABLE <= named <= {*HOSTILE_CODE, *HOSTILE_FILES}, printed
    for student in {*HOSTILE_CODE, *HOSTILE_FILES} - named:
        assert points[student] < points["a_solved"], f"{student}: {printed}"
    assert not named & set(points)
    assert {"h_loops", "h_prints"} <= set(points), printed


@needs_jail
def test_the_gradebook_and_the_submissions_are_whole(graded):
    course, _, ordinary = graded
    with sqlite3.connect(course / "gradebook.db") as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    students = {*ordinary, *HOSTILE_CODE, *HOSTILE_FILES}
    assert {path.name for path in (course / "submitted").iterdir()} == students
    assert (course / f"solutions/{EXERCISE}/{EXERCISE}.ipynb").exists()
    assert not (course / "ran").exists()
    sizes = [p.stat().st_size for p in (course / "autograded").rglob("*.ipynb")]
    assert max(sizes) < 5_000_000  # what printed 100 MB was cut
