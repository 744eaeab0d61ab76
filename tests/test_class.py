"""The instructor's guide on a class of thirty, some of it hostile.

Every command under "Hand out, collect, grade" of INSTRUCTORS.md is run as it stands there:
everybody else is graded, and the gradebook stays whole.
"""

import csv
import functools
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import sandbox

pytestmark = pytest.mark.room
ROOT = Path(__file__).resolve().parent.parent
EXERCISE = "ex02_replace_a_product_by_a_lookup"
SIZE = 30
TASK = "one_hot"  # the cell in which the hostile ones write
TRANSPOSED = "def one_hot(ids, V):\n    return np.eye(V)[:, ids]"
FAKED = "checks.one_hot = lambda hidden=None: print('one_hot: OK (7 cases)')"
HOSTILE_CODE = {
    "h_loops": "while True:\n    pass",
    "h_loops_inside": "def one_hot(ids, V):\n    while True:\n        pass",
    "h_will_not_stop": "while True:\n    try:\n        while True:\n            pass\n"
    "    except BaseException:\n        pass",
    "h_eats_memory": "a = []\nwhile True:\n    a.append(b'x' * 10**8)",
    "h_fills_the_disk": "with open('big', 'wb') as f:\n    f.write(b'x' * 10**8)",
    "h_deletes": "import shutil\nshutil.rmtree('.', ignore_errors=True)\n"
    "shutil.rmtree('../../..', ignore_errors=True)\n"
    "shutil.rmtree({course!r}, ignore_errors=True)",
    "h_prints": "print(('x' * 999 + '\\n') * 10**5)",  # 100 MB
    "h_kills": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
    "h_leaves_a_process": "import subprocess\nsubprocess.Popen(['sleep', '98765.4321'])",
    "h_calls_out": "import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)",
    "h_changes_marks": "import sqlite3\n"
    "db = sqlite3.connect({course!r} + '/gradebook.db')\ndb.execute('drop table student')",
}
HOSTILE_FILES = {
    "h_empty": b"",
    "h_huge": b'{"cells": [], "padding": "' + b"x" * 60_000_000 + b'"}',
    "h_no_notebook": b"\x89PNG\r\n\x1a\n, in fact a picture",
}
HOSTILE = {*HOSTILE_CODE, *HOSTILE_FILES}
MISNAMED = {"k_renamed": "my homework.ipynb", "k_zipped": f"{EXERCISE}.zip"}  # and the zip is none
PLACES = {  # where a submission lies that is not in <student>/<exercise>.ipynb
    "Ann Other": f"Ann Other_{EXERCISE}.ipynb",
    "Lee Park": f"Lee Park_1234567_assignsubmission_file_/{EXERCISE}.ipynb",
} | {student: f"{student}/{name}" for student, name in MISNAMED.items()}


needs_jail = pytest.mark.skipif(
    bool(lacking := sandbox.trouble() or ("" if shutil.which("make") else "there is no make")),
    reason=f"no class was graded: {lacking}",
)


def commands() -> str:
    """What the guide tells to type, but for the account that root makes."""
    guide = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
    section = guide.partition("\n## Hand out, collect, grade\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^ *```\n(.*?)^ *```$", section, re.DOTALL | re.MULTILINE)
    return "".join(block for block in blocks if "sudo" not in block)


def grader(cell) -> dict:
    return cell.metadata.get("nbgrader", {})


@functools.cache
def solutions() -> dict[str, str]:
    path = ROOT / f"notebooks/solutions/{EXERCISE}/{EXERCISE}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return {grader(c)["grade_id"]: c.source for c in cells if grader(c).get("solution")}


def hand_in(folder: Path, student: str, sources: dict[str, str] | bytes) -> None:
    path = folder / PLACES.get(student, f"{student}/{EXERCISE}.ipynb")
    path.parent.mkdir(exist_ok=True)
    if isinstance(sources, bytes):
        path.write_bytes(sources)
        return
    nb = nbformat.read(ROOT / f"notebooks/exercises/{EXERCISE}/{EXERCISE}.ipynb", as_version=4)
    for cell in nb.cells:
        cell.source = sources.get(grader(cell).get("grade_id"), cell.source)
    nbformat.write(nb, path)


def copy_of_the_course(folder: Path) -> None:
    """Also its .venv, by links; as `make` would have made it there."""
    left_out = shutil.ignore_patterns(".*", "build", "tests", "*.egg-info", "__pycache__", "*.db")
    shutil.copytree(ROOT, folder, ignore=left_out)
    commit = "git init -q && git add -A && git -c user.name=a -c user.email=a@b.c commit -qm course"
    subprocess.run(commit, shell=True, cwd=folder, check=True)  # the zip is what git knows of
    (folder / ".venv").mkdir()
    for path in Path(sys.prefix).iterdir():
        (folder / ".venv" / path.name).symlink_to(path)
    (folder / ".venv/ready-dev").unlink(missing_ok=True)
    made_from = "cat pyproject.toml requirements-lock.txt tools/setup.sh | cksum"
    summed = subprocess.run(made_from, shell=True, cwd=folder, capture_output=True, text=True)
    version = ".".join(map(str, sys.version_info[:3]))
    stamp = f"python {version} in {folder} from {summed.stdout}"
    (folder / ".venv/ready-dev").write_text(stamp, encoding="utf-8")


@pytest.fixture(scope="module")
def outside():
    """A server that nobody may reach."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.fixture(scope="module")
def graded(tmp_path_factory, outside):
    """After the guide's commands: (the course folder, what they printed, the ordinary students)."""
    home = tmp_path_factory.mktemp("class")
    copy_of_the_course(home / "course")
    course = home / "course/notebooks"
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("\nc.Execute.timeout = 12\n")  # for the test: the course's own is longer
    wrong = solutions() | {TASK: TRANSPOSED}
    ordinary = {"Ann Other": solutions(), "Lee Park": wrong, "faked": solutions() | {TASK: FAKED}}
    for i in range(SIZE - len(HOSTILE) - len(MISNAMED) - len(ordinary)):
        name, sources = [("m{}_solved", solutions()), ("z{}_transposed", wrong)][i % 2]
        ordinary[name.format(i)] = sources
    (home / "submissions").mkdir()
    for student, sources in (ordinary | HOSTILE_FILES).items():
        hand_in(home / "submissions", student, sources)
    for student, code in HOSTILE_CODE.items():
        code = code.replace("{course!r}", repr(str(course)))
        code = code.replace("{port}", str(outside.getsockname()[1]))
        hand_in(home / "submissions", student, solutions() | {TASK: code})
    for student in MISNAMED:
        hand_in(home / "submissions", student, b"neither a notebook nor a zip")
    assert len(list((home / "submissions").iterdir())) == SIZE
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", commands()],
        cwd=home / "course",
        env=os.environ | {"HOME": str(home), "SECONDS_EACH": "60", "MAKEFLAGS": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return course, done.stdout, list(ordinary)


def scores(course: Path) -> dict[str, float]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        found = gradebook.assignment_submissions(EXERCISE)
        return {submission.student.id: submission.score for submission in found}


def not_graded(printed: str) -> set[str]:
    """The students that grade.sh names at the end."""
    named = printed.partition("Not graded, look at these yourself:\n")[2]
    return set(re.findall(r"^  (.+?):", named, re.MULTILINE))


@needs_jail
def test_everybody_else_is_graded(graded):
    course, printed, ordinary = graded
    points = scores(course)
    full = points["Ann Other"]
    assert full > 5
    for student in ordinary:
        wrong = student in ("Lee Park", "faked") or "transposed" in student
        assert points[student] == full - 2 * wrong, f"{student}: {printed}"


@needs_jail
def test_a_hostile_submission_is_graded_or_named(graded):
    """Eating memory may end the kernel, and then nothing can be read."""
    course, printed, _ = graded
    points, named = scores(course), not_graded(printed)
    assert {"h_empty", "h_no_notebook"} <= named <= HOSTILE, printed
    for student in HOSTILE - named:
        assert points[student] < points["Ann Other"], f"{student}: {printed}"
    assert not named & set(points)
    assert {"h_loops", "h_loops_inside", "h_prints"} <= set(points), printed


@needs_jail
def test_nobody_got_out_and_nothing_is_left_running(graded, outside):
    with pytest.raises(BlockingIOError):
        outside.accept()
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert "sleep 98765.4321" not in running.stdout


@needs_jail
def test_the_gradebook_and_the_submissions_are_whole(graded):
    course, _, ordinary = graded
    with sqlite3.connect(course / "gradebook.db") as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    assert {path.name for path in (course / "submitted").iterdir()} == {*ordinary, *HOSTILE}
    assert (course / f"solutions/{EXERCISE}/{EXERCISE}.ipynb").exists()
    assert not (course / "ran").exists()
    sizes = [p.stat().st_size for p in (course / "autograded").rglob("*.ipynb")]
    assert max(sizes) < 5_000_000  # what printed 100 MB was cut


@needs_jail
def test_what_could_not_be_collected_is_named(graded):
    _, printed, _ = graded
    for student in MISNAMED:
        assert re.search(rf"Skipped .*{PLACES[student].split('/')[1]}", printed), printed


@needs_jail
def test_students_get_pages_and_the_instructor_a_table_and_an_overview(graded):
    course, _, ordinary = graded
    page = course / f"feedback/Lee Park/{EXERCISE}/{EXERCISE}.html"
    assert "one_hot: not yet" in page.read_text(encoding="utf-8")
    pages = {path.parts[-3] for path in (course / "feedback").rglob("*.html")}
    assert pages == set(scores(course))
    with (course / "grades.csv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["assignment"] == EXERCISE]
    assert {row["student_id"]: float(row["score"]) for row in rows} == scores(course)
    overview = (course / "class_overview.html").read_text(encoding="utf-8")
    mistakes = sum("transposed" in student for student in ordinary) + 1
    assert f"{mistakes} × one_hot: " in overview and "data:image/png" in overview
    assert (course.parent / "build/w2v-course.zip").stat().st_size > 1_000_000


@needs_jail
def test_the_search_finds_who_replaced_the_checks(graded):
    _, printed, _ = graded
    found = re.findall(rf"^submitted/(.+)/{EXERCISE}/{EXERCISE}\.ipynb$", printed, re.MULTILINE)
    assert found == ["faked"]
