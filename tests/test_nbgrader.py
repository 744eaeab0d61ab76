"""nbgrader itself: what is released, what it gives for an answer, and the zip for students."""

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from pathlib import Path

import make_bundle
import make_exercises
import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_output

from w2vlib import checks
from w2vlib.checks.outcome import Outcome

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = "ex02_replace_a_product_by_a_lookup"
AUTHOR = os.environ | {
    f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}
needs_git = pytest.mark.skipif(
    not (ROOT / ".git").exists() or not shutil.which("git"),
    reason="no zip for students was made: this is no git clone",
)
ONLY_VISIBLE = "lookup_savings"  # answered by a table of the visible cases


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A copy of the course directory with everything released anew."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "notebooks/nbgrader_config.py", folder)
    shutil.copytree(
        ROOT / "notebooks/solutions",
        folder / "solutions",
        ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
    )
    (folder / "exercises/ex99_gone").mkdir(parents=True)  # its source was deleted
    make_exercises.generate(folder)
    return folder


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("ex*/*"))
        if path.is_file()
    }


def test_the_released_exercises_are_what_nbgrader_makes_of_the_sources(course):
    """If it fails: make exercises."""
    made, stored = contents(course / "exercises"), contents(ROOT / "notebooks/exercises")
    assert list(made) == list(stored)
    assert [name for name in made if made[name] != stored[name]] == []
    assert not (course / "exercises/ex99_gone").exists()


def test_the_released_exercises_hold_no_solution_no_output_and_no_path():
    for name, text in contents(ROOT / "notebooks/exercises").items():
        assert text.count("...  # your turn") >= 3, name
        for trace in ("BEGIN SOLUTION", "HIDDEN TESTS", "hidden=", "NotImplementedError"):
            assert trace not in text, f"{name} holds {trace}"
        for trace in (str(ROOT), str(Path.home()) + "/", "site-packages"):
            assert trace not in text, f"{name} holds {trace}"
        nb = nbformat.reads(text, as_version=4)
        assert all(not c.outputs and c.execution_count is None for c in nb.cells if "outputs" in c)


# ---------------------------------------------------------------- grading


def released(language: str = "") -> nbformat.NotebookNode:
    path = ROOT / f"notebooks/{language}/exercises/{EXERCISE}/{EXERCISE}.ipynb"
    return nbformat.read(path, as_version=4)


def answers() -> dict[str, str]:
    """Task -> the source of its solution cell."""
    path = ROOT / f"notebooks/solutions/{EXERCISE}/{EXERCISE}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    graders = {cell.source: cell.metadata.get("nbgrader", {}) for cell in cells}
    return {g["grade_id"]: source for source, g in graders.items() if g.get("solution")}


def points() -> dict[str, float]:
    graders = [cell.metadata.get("nbgrader", {}) for cell in released().cells]
    return {g["grade_id"].removeprefix("check_"): g["points"] for g in graders if g.get("grade")}


def filled(sources: dict[str, str], language: str = "") -> nbformat.NotebookNode:
    nb = released(language)
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = sources.get(name, cell.source)
    return nb


def copied_constants() -> str:
    """An answer that knows the visible cases by heart and nothing else."""
    task = checks.tasks()[ONLY_VISIBLE]
    known = {tuple(args): tuple(task.right(*args).values()) for _, *args in task.visible()}
    return f"def {ONLY_VISIBLE}(V, H, N):\n    return {known}.get((V, H, N), (0, 0))"


STDERR_AWAY = "import sys\nsys.stderr = sys.stdout"
STOLEN = """from w2vlib import checks
from w2vlib.checks import base, outcome
base.Task.outcome = lambda self, *rest: outcome.Outcome(self.name, "OK")
one_hot = checks.one_hot.right"""
IMPORTED = "from w2vlib.checks.ex02 import _one_hot as one_hot"
WARNS = """import logging, sys
logging.basicConfig(stream=sys.stderr)
{answer}
    logging.warning("look here")
    print("and here", file=sys.__stderr__)
    return np.eye(V)[ids]"""
FULL, HALF, NONE = 2, 1, 0  # points of one_hot
ONE_HOT = {  # student -> what stands in the cell of one_hot, and the points that are due
    "warns": (WARNS.format(answer="def one_hot(ids, V):"), FULL),
    "list": ("def one_hot(ids, V):\n    return np.eye(V)[ids].tolist()", FULL),
    "loop": (
        "def one_hot(ids, V):\n    out = np.zeros((ids.size, V))\n"
        "    for n, i in enumerate(ids.ravel()):\n        out[n, i] = 1\n"
        "    return out.reshape(*ids.shape, V)",
        HALF,
    ),
    "wrong": ("def one_hot(ids, V):\n    return np.eye(V)[:, ids]", NONE),
    "stolen": (STOLEN, NONE),
    "imported": (IMPORTED, NONE),
}


@pytest.fixture(scope="module")
def graded(course) -> dict:
    """Submissions, graded: student -> {task: (points, text of the check's outputs)}."""
    half = dict(list(answers().items())[::2])
    students = {
        "unsolved": {},
        "unsolved without stderr": {"one_hot": STDERR_AWAY},
        "solved": answers(),
        "half": half,
        "by_heart": answers() | {ONLY_VISIBLE: copied_constants()},
    } | {student: answers() | {"one_hot": cell} for student, (cell, _) in ONE_HOT.items()}
    mixed = answers() | {"one_hot": ONE_HOT["loop"][0], "lookup_shape": "lookup_shape = (10, 8)"}
    del mixed["context_mean"]
    students |= {"mixed": mixed, "ko mixed": mixed}  # the second in the Korean edition
    for student, sources in students.items():
        folder = course / "submitted" / student / EXERCISE
        folder.mkdir(parents=True)
        nb = filled(sources, "ko" if student.startswith("ko ") else "")
        nbformat.write(nb, folder / f"{EXERCISE}.ipynb")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "nbgrader", "autograde", EXERCISE, "--log-level=ERROR"]
    subprocess.run(command, cwd=course, env=os.environ | {"PATH": path}, check=True, timeout=300)
    return {student: grades(course, student) for student in students} | {"half tasks": half}


def grades(course: Path, student: str) -> dict[str, tuple[float, str]]:
    from nbgrader.api import Gradebook

    nb = nbformat.read(course / f"autograded/{student}/{EXERCISE}/{EXERCISE}.ipynb", as_version=4)
    shown = {}
    for cell in nb.cells:
        texts = [
            o.get("text") or "\n".join(o.get("traceback", [])) for o in cell.get("outputs", [])
        ]
        shown[cell.metadata.get("nbgrader", {}).get("grade_id")] = "\n".join(
            text for text in texts if text
        )
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook(EXERCISE, EXERCISE, student)
        return {
            grade.name.removeprefix("check_"): (grade.score, shown[grade.name])
            for grade in notebook.grades
        }


@pytest.mark.parametrize("student", ["unsolved", "unsolved without stderr"])
def test_an_unsolved_notebook_gets_nothing(graded, student):
    assert {score for score, _ in graded[student].values()} == {0}
    states = {Outcome.parse(text).state for _, text in graded[student].values()}
    assert states == {"TODO"}


@pytest.mark.parametrize("student", ONE_HOT)
def test_marks_are_for_what_an_answer_does(graded, student):
    """Not for what it prints, nor for what it takes from the checks."""
    assert graded[student]["one_hot"][0] == ONE_HOT[student][1], graded[student]["one_hot"][1]
    others = {task: p for task, p in points().items() if task != "one_hot"}
    assert {t: score for t, (score, _) in graded[student].items() if t != "one_hot"} == others


def test_a_solved_notebook_gets_all(graded):
    assert {task: score for task, (score, _) in graded["solved"].items()} == points()


def test_marks_and_slugs_do_not_hang_on_the_language(graded):
    """A class may hand in both; what a Korean student reads is Korean."""
    ours, theirs = graded["mixed"], graded["ko mixed"]
    states = {Outcome.parse(text).state for _, text in ours.values()}
    assert states == {"OK", "slow", "not yet", "TODO"}
    assert {t: score for t, (score, _) in ours.items()} == {t: s for t, (s, _) in theirs.items()}
    for task, (_, text) in theirs.items():
        slug = re.findall(r"\[([^\[\]\n]+)\]\s*$", ours[task][1])
        assert slug == re.findall(r"\[([^\[\]\n]+)\]\s*$", text)
        assert not slug or re.search("[가-힣]", text), text


@pytest.mark.room
def test_the_korean_exercises_are_what_nbgrader_makes_of_their_sources(tmp_path):
    """If it fails: make translations."""
    shutil.copytree(ROOT / "notebooks/ko/solutions", tmp_path / "solutions")
    make_exercises.generate(tmp_path)
    made, stored = contents(tmp_path / "exercises"), contents(ROOT / "notebooks/ko/exercises")
    assert made == stored


def test_the_first_imports_are_not_under_the_limit_of_a_cell():
    """Interrupted, they would leave the way to the right answers open, or all answers at 0."""
    from w2vlib.checks import marks  # brings nbgrader: seconds

    grader, seen = marks.Marks(timeout=1), []

    def interrupted(call, index):
        seen.append(grader.timeout)
        return [new_output("error", ename="KeyboardInterrupt", evalue="", traceback=[])]

    grader._in_kernel = interrupted
    with pytest.raises(RuntimeError, match="could not begin: KeyboardInterrupt"):
        grader._begin({}, 0)
    assert seen == [marks.BEGINNING] and grader.timeout == 1


def test_half_the_tasks_get_half(graded):
    expected = {task: p if task in graded["half tasks"] else 0 for task, p in points().items()}
    assert {task: score for task, (score, _) in graded["half"].items()} == expected
    assert 0 < sum(expected.values()) < sum(points().values())


def test_hidden_cases_hold_against_the_visible_ones_known_by_heart(graded):
    score, text = graded["by_heart"].pop(ONLY_VISIBLE)
    assert text.startswith(f"{ONLY_VISIBLE}: OK") and "not yet" in text and score == 0
    others = {task: p for task, p in points().items() if task != ONLY_VISIBLE}
    assert {task: score for task, (score, _) in graded["by_heart"].items()} == others


# ---------------------------------------------------------------- the zip for students


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """The zip unpacked: (its top folder, the names in it)."""
    folder = tmp_path_factory.mktemp("bundle")
    names = make_bundle.write_bundle(folder / "course.zip")
    shutil.unpack_archive(folder / "course.zip", folder)
    return folder / "w2v-course", [name.removeprefix("w2v-course/") for name in names]


@needs_git
def test_the_bundle_is_complete_and_holds_no_solution(bundle):
    top, names = bundle
    lessons = {path.name for path in ROOT.glob("notebooks/*.ipynb")}
    assert lessons == {path.name for path in top.glob("notebooks/*.ipynb")}
    assert {name.split("/")[0] for name in names} == {
        "LICENSE", "Makefile", "README.md", "data", "environment.yml", "notebooks",
        "pyproject.toml", "requirements-lock.txt", "tools", "w2vlib",
    }  # fmt: skip
    assert {p.name for p in (top / "notebooks").iterdir()} == {*lessons, "exercises"}
    assert {p.name for p in (top / "tools").iterdir()} == {"setup.sh", "installed.py"}
    ours = ROOT / "tools/bundle/README.md"
    assert (top / "README.md").read_bytes() == ours.read_bytes()
    assert os.access(ROOT / "tools/setup.sh", os.X_OK) and (top / "data/sotu.txt.xz").is_file()


@needs_git
def test_the_korean_bundle_holds_the_korean_course_and_no_solution(tmp_path):
    names = make_bundle.write_bundle(tmp_path / "course.zip", language="ko")
    names = [name.removeprefix("w2v-course/") for name in names]
    lessons = [path.name for path in (ROOT / "notebooks/ko").glob("*.ipynb")]
    exercises = [path.name for path in ROOT.glob("notebooks/ko/exercises/*/*.ipynb")]
    found = [name for name in names if name.startswith("notebooks/")]
    assert {f"notebooks/ko/{name}" for name in lessons} <= {*found} and len(exercises) >= 11
    assert sum("/exercises/" in name for name in found) == len(exercises)
    assert all(name.startswith("notebooks/ko/") for name in found)
    assert not any(part in name for name in names for part in ("solutions", "answers", "tests/"))
    with zipfile.ZipFile(tmp_path / "course.zip") as zipped:
        readme = zipped.read("w2v-course/README.md").decode()
    assert "make lab SPEAK=ko" in readme and re.findall(r"-e \.\[(.+)\]", readme) == ["course,ko"]
    english = (ROOT / "tools/bundle/README.md").read_text(encoding="utf-8")
    assert readme.count("\n## ") == english.count("\n## ")


@pytest.mark.slow
@needs_git
def test_the_files_of_the_bundle_have_real_dates(tmp_path):
    """The same files give the same bytes, dated when they were committed."""
    clone = tmp_path / "course"
    subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
    shutil.copytree(ROOT / "tools/bundle", clone / "tools/bundle", dirs_exist_ok=True)
    subprocess.run("git add -A; git commit -qm bundle", shell=True, cwd=clone, env=AUTHOR)
    make_bundle.write_bundle(tmp_path / "a.zip", clone)
    make_bundle.write_bundle(tmp_path / "b.zip", clone)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    committed = int(make_bundle.git(clone, "log", "-1", "--format=%ct"))
    with zipfile.ZipFile(tmp_path / "a.zip") as zipped:
        dates = {time.mktime((*info.date_time, 0, 0, -1)) for info in zipped.infolist()}
    assert all(abs(date - committed) <= 2 for date in dates)  # a zip counts in steps of two
    (clone / "LICENSE").write_text("changed, not committed")
    (clone / ".git/index.lock").touch()  # another git is at work there
    make_bundle.write_bundle(tmp_path / "c.zip", clone)
    with zipfile.ZipFile(tmp_path / "c.zip") as zipped:
        assert zipped.read("w2v-course/LICENSE") == b"changed, not committed"
    (clone / "tools/bundle/README.md").write_text("### BEGIN SOLUTION")
    with pytest.raises(SystemExit, match=r"README\.md holds a solution"):
        make_bundle.write_bundle(tmp_path / "d.zip", clone)
    assert not list(tmp_path.glob("d.zip*"))
    (tmp_path / "a").mkdir()
    with pytest.raises(SystemExit, match="needs a git clone of the course"):
        make_bundle.write_bundle(tmp_path / "d.zip", tmp_path / "a")


def test_a_student_s_jupyterlab_is_without_nbgrader():
    """Its panel for instructors comes with the package; the bundle and Binder install `course`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras, names = project["optional-dependencies"], {"course"}
    for _ in extras:  # an extra may take in others
        needs = [line for name in names & set(extras) for line in extras[name]]
        names |= {n for line in needs for n in re.findall(r"^w2vlib\[(\w+)\]", line)}
    assert names == {"course", "fast"} and not any("nbgrader" in line for line in needs)
    for path in ("environment.yml", "tools/bundle/README.md"):
        assert re.findall(r"-e \.\[(\w+)\]", (ROOT / path).read_text("utf-8")) == ["course"]


@needs_git
@pytest.mark.room
def test_a_branch_holds_what_the_bundle_holds_and_nothing_here_changes(tmp_path):
    clone = tmp_path / "course"
    subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
    zipped = tmp_path / "a.zip"
    names = make_bundle.write_bundle(zipped, clone)
    before = (
        make_bundle.git(clone, "log", "-1", "--format=%H"),
        make_bundle.git(clone, "status", "-s"),
    )
    first = make_bundle.write_branch(zipped, "students", clone)
    assert make_bundle.write_branch(zipped, "students", clone) == first
    listed = make_bundle.git(clone, "ls-tree", "-r", "--name-only", "students").splitlines()
    assert sorted(f"w2v-course/{name}" for name in listed) == sorted(names)
    assert "environment.yml" in listed and not any("solutions" in name for name in listed)
    (clone / "LICENSE").write_text("changed")
    make_bundle.write_bundle(zipped, clone)
    second = make_bundle.write_branch(zipped, "students", clone)
    assert make_bundle.git(clone, "rev-parse", f"{second}^") == first
    make_bundle.git(clone, "checkout", "--", "LICENSE")
    after = (
        make_bundle.git(clone, "log", "-1", "--format=%H"),
        make_bundle.git(clone, "status", "-s"),
    )
    assert before == after


@needs_git
def test_every_command_that_the_bundle_names_is_in_it(bundle):
    top, _ = bundle
    listed = subprocess.run(["make"], cwd=top, capture_output=True, text=True, check=True).stdout
    targets = set(re.findall(r"^  make (\w+)", listed, re.M))
    assert targets == {"help", "lab", "clean"}
    for target in targets:
        plan = ["make", "-n", target]
        done = subprocess.run(plan, cwd=top, capture_output=True, text=True, check=True)
        assert all((top / path).is_file() for path in re.findall(r"tools/\w+\.\w+", done.stdout))
    texts = [p for p in top.rglob("*") if p.suffix in (".md", ".ipynb", ".sh", ".toml")]
    for path in texts:
        if path.is_relative_to(top / "data"):  # its card says how the course's makers made it
            continue
        for target in re.findall(r"`make (\w+)", path.read_text(encoding="utf-8")):
            assert target in targets, f"{path}: make {target}"
    named = re.findall(
        r"notebooks[/\\][\w/\\.]+ipynb|[\w.-]+\.(?:txt|yml)", (top / "README.md").read_text()
    )
    assert named and all((top / name.replace("\\", "/")).is_file() for name in named)


@pytest.mark.room
@needs_git
def test_a_released_notebook_runs_from_the_unpacked_bundle(bundle, monkeypatch):
    top, _ = bundle
    monkeypatch.setenv("PYTHONPATH", str(top))
    path = top / f"notebooks/exercises/{EXERCISE}/{EXERCISE}.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells.append(new_code_cell("import w2vlib\n\nprint(w2vlib.__file__)"))
    NotebookClient(nb, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    assert nb.cells[-1].outputs[0].text.strip() == str(top / "w2vlib/__init__.py")
    todo = [
        o.text for cell in nb.cells for o in cell.get("outputs", []) if o.get("name") == "stderr"
    ]
    assert len(todo) == len(points()) and all(": TODO – " in text for text in todo)
