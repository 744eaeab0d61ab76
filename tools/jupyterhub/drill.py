"""What breaks in class, tried on a real hub: `make hub-drill`. Is work lost, and what does one do?

Each case breaks one thing while a student works on lesson 03, then does what the student or the
teacher would do, and checks that what had been saved is whole and that the work goes on.
--write puts the table into INSTRUCTORS.md.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable

import nbformat
import psutil
from hub import ROOT, Hub, hand_out, running_hub
from load import LESSON
from student import Student

BEGIN, END = "<!-- hub drill: begin -->", "<!-- hub drill: end -->"
CASES: dict[str, Callable] = {}


def case(what: str, remedy: str):
    """A case of the table: what breaks, and what one then does."""

    def register(function):
        CASES[what] = function
        function.remedy = remedy
        return function

    return register


def at_work(hub: Hub, name: str) -> Student:
    """A student who has run lesson 03 and saved a mark in it."""
    hand_out(hub.home(name))
    student = Student(hub.url, name)
    student.sign_in()
    student.start_server()
    student.open(LESSON)
    student.run_all()
    student.notebook["cells"][0]["metadata"]["mark"] = name
    student.save()
    student.move(2.0)
    return student


def goes_on(student: Student, same_kernel: bool, seconds: float = 120) -> float:
    """Come back, find the mark, move the explorer. Returns the seconds until that works."""
    kernel, begin, tries = student.kernel, time.monotonic(), 0
    while True:
        tries += 1
        try:
            student.start_server()
            with contextlib.suppress(Exception):
                student.close_lid()
            student.open(LESSON)
            if not same_kernel:
                student.run_all()
            student.move(1 - tries / 10)  # a new place: the last try may have moved it
            break
        except Exception:
            if time.monotonic() - begin > seconds:
                raise
            time.sleep(1)
    assert student.notebook["cells"][0]["metadata"].get("mark") == student.name, "the mark is lost"
    assert not same_kernel or student.kernel == kernel, "another kernel"
    return time.monotonic() - begin


def processes(hub: Hub, part: str, student: str | None = None) -> list[psutil.Process]:
    """The hub's processes with `part` in their command, those of one student if named."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            environment = process.environ()
            places = environment.get("HUB_FOLDER", "") + environment.get("HOME", "")
            his = student in (None, environment.get("JUPYTERHUB_USER"))
            if his and str(hub.folder) in places and part in " ".join(process.cmdline()):
                found.append(process)
    return found


@case("the hub is restarted", "nothing: the page reconnects")
def hub_restarted(hub: Hub) -> float:
    student = at_work(hub, "ann")
    hub.stop(signal.SIGKILL)
    hub.start()
    return goes_on(student, same_kernel=True)


@case("the proxy is killed", "nothing: the hub starts it anew")
def proxy_killed(hub: Hub) -> float:
    student = at_work(hub, "bob")
    for process in processes(hub, "configurable-http-proxy"):
        process.kill()
    return goes_on(student, same_kernel=True)


@case("a student's server is killed", "start the server again, run all cells")
def server_killed(hub: Hub) -> float:
    student = at_work(hub, "cho")
    for process in processes(hub, "jupyterhub.singleuser", "cho"):
        process.kill()
    return goes_on(student, same_kernel=False)


@case("a kernel needs more memory than there is, and is ended", "run all cells")
def kernel_killed(hub: Hub) -> float:
    student = at_work(hub, "dan")
    for process in processes(hub, "ipykernel_launcher", "dan"):
        process.kill()  # as the system does when memory is at an end
    time.sleep(4)  # Jupyter starts another by itself
    return goes_on(student, same_kernel=False)


@case("the student's disk is full", "remove a file, save again")
def disk_full(hub: Hub) -> float:
    home = hub.home("eve")
    home.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(home)], check=True)
    try:
        student = at_work(hub, "eve")
        before = (home / LESSON).read_bytes()
        filler = home / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 16))
        student.notebook["metadata"]["more"] = "x" * 300_000
        try:
            student.save()
            raise AssertionError("a full disk took the file")
        except Exception as error:
            assert "500" in str(error) or "50" in str(error), error
        assert (home / LESSON).read_bytes() == before, "the saved notebook was damaged"
        filler.unlink()
        begin = time.monotonic()
        student.save()
        assert "more" in nbformat.read(home / LESSON, as_version=4).metadata
        student.move(1.0)
        return time.monotonic() - begin
    finally:
        for process in processes(hub, "", "eve"):
            process.kill()
        subprocess.run(["umount", "-l", str(home)], check=False)


@case("one notebook is open in two browsers", "one of them is told, and chooses")
def two_browsers(hub: Hub) -> float:
    """The second to save is told that the file has changed: JupyterLab compares the times."""
    student = at_work(hub, "fay")
    begin = time.monotonic()
    other = Student(hub.url, "fay")
    other.sign_in()
    other.start_server()
    other.open(LESSON)
    assert other.kernel == student.kernel, "two browsers, two kernels"
    seen = other.call("GET", f"contents/{LESSON}?content=0")["last_modified"]
    time.sleep(0.1)
    student.save()
    now = other.call("GET", f"contents/{LESSON}?content=0")["last_modified"]
    assert now != seen, "the change cannot be noticed"
    student.move(0.5)
    other.move(1.5)
    return time.monotonic() - begin


@case("the gradebook is locked by another program", "the same command again, later")
def gradebook_locked(hub: Hub) -> float:
    """nbgrader gives up with a message; afterwards the same command works, and no mark is lost."""
    course = hub.home("teacher") / "notebooks"
    shutil.copytree(ROOT / "notebooks", course, ignore=shutil.ignore_patterns("*.db*"))
    exercise = "ex02_replace_a_product_by_a_lookup"
    grader = [sys.executable, "-m", "nbgrader"]
    run = lambda *args: subprocess.run(  # noqa: E731
        [*grader, *args], cwd=course, capture_output=True, text=True
    )
    assert run("generate_assignment", exercise, "--force", "--create").returncode == 0
    assert run("db", "student", "add", "gus").returncode == 0
    locked = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    locked.execute("BEGIN EXCLUSIVE")
    refused = run("db", "student", "add", "hal")
    assert refused.returncode != 0 and "locked" in refused.stderr, refused.stderr[-300:]
    locked.execute("ROLLBACK")
    locked.close()
    begin = time.monotonic()
    assert run("db", "student", "add", "hal").returncode == 0
    students = run("db", "student", "list")
    assert "gus" in students.stdout + students.stderr, "a student is lost"
    return time.monotonic() - begin


def drill(hub: Hub, only: str = "") -> list[str]:
    """Rows of the table; a case that loses work says so, and the others go on."""
    rows = []
    for what, function in CASES.items():
        if only not in function.__name__:
            continue
        if function is disk_full and (not hasattr(os, "getuid") or os.getuid() != 0):
            rows.append(f"| {what} | not tried: a small disk needs root | – | – |")
            continue
        try:
            seconds = function(hub)
            rows.append(f"| {what} | nothing that was saved | {seconds:.0f} | {function.remedy} |")
        except Exception as error:
            rows.append(f"| {what} | **{type(error).__name__}: {str(error)[:150]}** | – | – |")
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="a part of a case's name")
    parser.add_argument("--write", action="store_true", help="write into INSTRUCTORS.md")
    options = parser.parse_args()
    with running_hub() as hub:
        rows = drill(hub, options.only)
    head = "| what breaks | lost | seconds until work goes on | what one does |\n|---|---|---|---|"
    text = "\n".join([head, *rows])
    print(text)
    if options.write:
        guide = ROOT / "INSTRUCTORS.md"
        before, _, rest = guide.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        guide.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
    sys.exit(any("**" in row for row in rows))


if __name__ == "__main__":
    main()
