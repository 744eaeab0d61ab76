"""A real JupyterHub on this machine: a small class, nbgrader's exchange, the link for students."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools" / "jupyterhub"))

import drill  # noqa: E402
import hub as hubs  # noqa: E402
import load  # noqa: E402
from student import Student  # noqa: E402

pytestmark = [
    pytest.mark.room,
    pytest.mark.skipif(
        not (hubs.find_proxy() or (shutil.which("npm") and shutil.which("node"))),
        reason="no hub was started: its proxy needs node and npm (Debian: sudo apt install npm)",
    ),
]
GUIDE = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    with hubs.running_hub(tmp_path_factory.mktemp("hub"), hubs.install_proxy()) as hub:
        yield hub


def signed_in(hub, name: str) -> Student:
    student = Student(hub.url, name)
    hub.home(name).mkdir(parents=True, exist_ok=True)
    student.sign_in()
    student.start_server()
    return student


def test_a_class_of_two_works_moves_closes_the_lid_and_hands_in(hub):
    group = load.Class(hub, 2, moving=6)
    group.browsers = 0
    group.names = lambda: ["student01", "student05"]  # every fifth closes the lid
    group.run()
    assert group.failures == []
    assert len(group.times["start"]) == len(group.times["hand in"]) == 2
    assert len(group.times["move"]) >= 2 and max(group.times["move"]) < 10
    assert 20 < group.memory["student"] < 1000


def test_a_class_that_takes_too_long_has_a_row_and_leaves_nothing_behind(monkeypatch, tmp_path):
    monkeypatch.setattr(load.secrets, "token_hex", lambda n: "that-is-late")
    row = load.measure_apart(1, moving=60, limit=6)
    assert row == {"students": 1, "failures": ["not done after 6 s"]}
    left = [p for p in hubs._processes() if b"class-that-is-late" in hubs._environment(p)]
    assert left == []
    kinds = ("start", "run", "move", "move in a browser", "hand in")
    t = {kind: [1.0, 2.0] for kind in kinds}
    good = {"students": 30, "times": t | {"move in a browser": [load.math.nan] * 2}, "cpu": 0.5,
            "student": 200.0, "all": 6100.0, "failures": []}  # fmt: skip
    text = load.table([row, good])
    assert "| 1 | **failed: not done after 6 s** | – |" in text
    assert "| 30 | 1.0 / 2.0 | 1.0 / 2.0 | 1000 / 2000 | – | 2.0 | 200 | 6.1 | 50% | 0 |" in text
    assert "6 GB in all: MISSED; nobody lost: met" in text


@pytest.mark.parametrize("what", ["hub_restarted", "out_of_memory", "gradebook_locked"])
def test_no_saved_work_is_lost_in_the_quick_cases_of_the_drill(hub, what):
    assert getattr(drill, what)(hub, "dora") < drill.SECONDS


def test_the_guide_has_a_row_for_each_case_of_the_drill():
    table = GUIDE.partition(drill.BEGIN)[2].partition(drill.END)[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert [row.split("|")[1].strip() for row in rows] == list(drill.CASES)
    assert "**" not in table, "work is lost"


def commands(who: str) -> list[str]:
    """The lines of the guide that the teacher, or a student, types on a hub."""
    section = GUIDE.partition("**Hand out and collect on the hub.**")[2].partition("\n**")[0]
    blocks = re.findall(r"^(The teacher|A student)[^\n]*\n\n```\n(.*?)^```$", section, re.S | re.M)
    return [
        line.partition("#")[0].strip()
        for name, block in blocks if name == who for line in block.splitlines()
    ]  # fmt: skip


@pytest.mark.skipif(
    not shutil.which("bwrap"), reason="needs bubblewrap: sudo apt install bubblewrap"
)
def test_three_students_get_an_exercise_hand_it_in_and_get_it_back(hub, tmp_path):
    """Of three students one solves all, one nothing, one never fetches."""
    course = hub.home("teacher") / "w2v-course"
    left = shutil.ignore_patterns(".venv*", ".git", "build", "submitted", "*.db", ".hypothesis")
    shutil.copytree(ROOT, course, symlinks=True, ignore=left)
    teacher, ann, bob, cy = (signed_in(hub, name) for name in ("teacher", "ann", "bob", "cy"))
    before, after = commands("The teacher"), commands("A student")
    collect = next(i for i, line in enumerate(before) if "collect" in line)
    submit = next(i for i, line in enumerate(after) if "submit" in line)
    say = lambda who, lines: [who.shell(f"cd {place(who)} && {line}") for line in lines]  # noqa: E731
    place = lambda who: "w2v-course/notebooks" if who is teacher else "."  # noqa: E731
    say(teacher, before[:collect])
    for student in (ann, bob):
        say(student, after[:submit])
    handed = Path(f"{EX}/{EX}.ipynb")
    solved = nbformat.read(ROOT / f"notebooks/solutions/{handed}", as_version=4)
    nbformat.write(solved, hub.home("ann") / handed)
    for student in (ann, bob):
        say(student, [after[submit]])
    assert EX in cy.shell("nbgrader list --Exchange.timezone=UTC 2>&1")
    say(teacher, before[collect:])
    for student in (ann, bob):
        say(student, after[submit + 1 :])
        pages = list(hub.home(student.name).glob(f"{EX}/feedback/*/*.html"))
        assert len(pages) == 1
    marks = (course / "notebooks" / "grades.csv").read_text(encoding="utf-8").splitlines()
    score = marks[0].split(",").index("score")
    got = {row.split(",")[marks[0].split(",").index("student_id")]: float(row.split(",")[score])
           for row in marks[1:]}  # fmt: skip
    assert got["ann"] > 0 and got["bob"] == 0 and got.get("cy", 0) == 0


EX = "ex02_replace_a_product_by_a_lookup"


@pytest.fixture
def git_server(tmp_path):
    """A repository of the course, served on loopback by git itself."""
    work = tmp_path / "work"
    work.mkdir()
    shutil.copytree(ROOT / "notebooks", work / "notebooks", ignore=shutil.ignore_patterns("s*"))
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(work)]

    def commit():
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", "x"], check=True)

    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    commit()
    port = hubs.free_ports(1)
    daemon = subprocess.Popen(
        ["git", "daemon", "--export-all", "--reuseaddr", "--listen=127.0.0.1", f"--port={port}",
         f"--base-path={tmp_path}"],
    )  # fmt: skip
    yield work, f"git://127.0.0.1:{port}/work", commit
    daemon.terminate()
    daemon.wait()


def test_the_link_brings_the_course_and_later_changes_and_keeps_what_the_student_wrote(
    hub, git_server
):
    work, address, commit = git_server
    link = re.search(r"https://HUB(/hub/user-redirect/git-pull\S+)", GUIDE)[1]
    link = link.replace("https://github.com/OWNER/REPOSITORY", address)
    dee = signed_in(hub, "dee")
    first = hub.home("dee") / "w2v-course/notebooks/00_start_here.ipynb"

    def click():
        page = dee.web.get(f"{hub.url}{link}", timeout=60)
        page.raise_for_status()
        query = page.url.partition("?")[2]
        stream = dee.web.get(
            f"{dee.server}/git-pull/api?{query}&_xsrf={dee._xsrf('/user/dee/')}",
            headers={"Accept": "text/event-stream"}, timeout=120,
        )  # fmt: skip
        assert '"phase": "finished"' in stream.text, stream.text[-500:]

    click()
    assert first.exists()
    first.write_text(first.read_text(encoding="utf-8") + " ", encoding="utf-8")
    mine = first.read_text(encoding="utf-8")
    (work / "notebooks/news.md").write_text("new", encoding="utf-8")
    commit()
    click()
    assert first.read_text(encoding="utf-8") == mine
    assert (first.parent / "news.md").read_text(encoding="utf-8") == "new"
