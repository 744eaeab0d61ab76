"""What breaks in class, tried on a real hub: `make hub-drill`. Is work lost, and what does one do?

Each case breaks one thing while a student works, does what student or teacher would do, and then
looks whether all that had been saved is there and the explorer answers again.
--write puts the table into INSTRUCTORS.md.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import psutil
from hub import ROOT, Hub, end_cleanly, running_hub, write_between
from student import Student

sys.path.insert(0, str(ROOT / "tools"))
import lab

BEGIN, END = "<!-- hub drill: begin -->", "<!-- hub drill: end -->"
NOTEBOOK = "work.ipynb"
CELLS = [
    "x = 'not saved'",
    "from w2vlib.widgets.gradient import explore_gradient\nexplore_gradient()",
]
SECONDS = 180  # after which work that does not go on is lost
CASES: dict[str, Callable[[Hub, str], float]] = {}


def case(what: str, gone: str, remedy: str):
    """A row of the table: what breaks, what is gone with it by its nature, what one then does."""

    def register(function):
        CASES[what] = function
        function.gone, function.remedy = gone, remedy
        return function

    return register


def at_work(hub: Hub, name: str) -> Student:
    """A student who has run a notebook with an explorer and saved a mark in it."""
    home = hub.home(name)
    home.mkdir(parents=True, exist_ok=True)
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), home / NOTEBOOK)
    student = Student(hub.url, name)
    student.sign_in()
    student.start_server()
    student.open(NOTEBOOK)
    student.run_all()
    save(student, name)
    student.move(2.0)
    return student


def save(student: Student, mark: str) -> None:
    student.notebook["metadata"]["mark"] = student.mark = mark
    student.save()


def goes_on(student: Student, same_kernel: bool) -> float:
    """Come back, find the mark, move the explorer. Returns the seconds until that works."""
    kernel, begin, tries = student.kernel, time.monotonic(), 0
    while True:
        tries += 1
        try:
            student.start_server(20)  # and asks anew: the hub learns late that a server is gone
            with contextlib.suppress(Exception):
                student.close_lid()
            student.open(NOTEBOOK)
            if same_kernel:
                assert student.kernel == kernel, "another kernel"
                assert "not saved" in student.run("print(x)")[0], "the kernel has forgotten"
            else:
                student.run_all()
            student.move(1 - tries / 10)  # a new place: the last try may have moved it
            break
        except Exception:
            if time.monotonic() - begin > SECONDS:
                raise
            time.sleep(0.5)
    assert student.notebook["metadata"].get("mark") == student.mark, "what had been saved is lost"
    return time.monotonic() - begin


def processes(hub: Hub, part: str, student: str | None = None) -> list[psutil.Process]:
    """The hub's processes with `part` in their command, those of one student if named."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            environment = process.environ()
            mine = any(str(hub.folder) in value for value in environment.values())
            his = student in (None, environment.get("JUPYTERHUB_USER"))
            if mine and his and part in " ".join(process.cmdline()):
                found.append(process)
    return found


def kill(found: list[psutil.Process]) -> None:
    for process in found:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


@case("the hub is restarted", "nothing", "nothing: the page connects again")
def hub_restarted(hub: Hub, name: str) -> float:
    student = at_work(hub, name)
    hub.stop(signal.SIGKILL)
    begin = time.monotonic()
    hub.start()
    goes_on(student, same_kernel=True)
    return time.monotonic() - begin


@case("the proxy is killed", "nothing", "nothing: the hub starts it anew")
def proxy_killed(hub: Hub, name: str) -> float:
    student = at_work(hub, name)
    assert processes(hub, "configurable-http-proxy")
    kill(processes(hub, "configurable-http-proxy"))
    return goes_on(student, same_kernel=True)


@case(
    "a student's server is killed", "what the kernel held", "start the server again, run all cells"
)
def server_killed(hub: Hub, name: str) -> float:
    student = at_work(hub, name)
    assert processes(hub, "jupyterhub.singleuser", name)
    kill(processes(hub, "jupyterhub.singleuser", name))
    return goes_on(student, same_kernel=False)


@case("a student takes more memory than there is", "what the kernel held", "run all cells")
def out_of_memory(hub: Hub, name: str) -> float:
    """With a limit of the system where one can be set (cgroup), else ended as the system would."""
    student = at_work(hub, name)
    kernels = processes(hub, "ipykernel_launcher", name)
    with memory_limit(processes(hub, "", name)) as limited:
        if limited:
            student.send("execute_request", {"code": "y = bytearray(b'1') * 2_000_000_000"})
            psutil.wait_procs(kernels, timeout=60)
            assert not any(p.is_running() for p in kernels), "the kernel was not ended"
            assert processes(hub, "jupyterhub.singleuser", name), "the server was ended"
        else:
            kill(kernels)
        time.sleep(4)  # Jupyter starts another by itself
        return goes_on(student, same_kernel=False)


@contextlib.contextmanager
def memory_limit(of: list[psutil.Process], size: int = 600_000_000) -> Iterator[bool]:
    """Hold these processes together below a limit, as a hub's spawner does. Gives whether it is."""
    group = Path("/sys/fs/cgroup/memory/w2v-drill")
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(size))
        for process in of:
            (group / "cgroup.procs").write_text(str(process.pid))
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        for pid in (group / "cgroup.procs").read_text().split():
            with contextlib.suppress(OSError):
                (group.parent / "cgroup.procs").write_text(pid)
        with contextlib.suppress(OSError):
            group.rmdir()


@case("a student's disk is full", "nothing; saving says so", "remove a file, save again")
def disk_full(hub: Hub, name: str) -> float:
    home = hub.home(name)
    home.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(home)], check=True)
    try:
        student = at_work(hub, name)
        before = (home / NOTEBOOK).read_bytes()
        with contextlib.suppress(OSError), (home / "filler").open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        student.notebook["metadata"]["more"] = "x" * 300_000
        try:
            save(student, "after")
        except Exception as error:
            assert "500" in str(error), error
        else:
            raise AssertionError("a full disk took the file")
        assert (home / NOTEBOOK).read_bytes() == before, "the saved notebook was damaged"
        begin = time.monotonic()
        (home / "filler").unlink()
        save(student, "after")
        assert nbformat.read(home / NOTEBOOK, as_version=4).metadata.mark == "after"
        student.move(1.0)
        return time.monotonic() - begin
    finally:
        kill(processes(hub, "", name))
        subprocess.run(["umount", "-l", str(home)], check=False)


@case(
    "one notebook is open in two browsers", "nothing without being asked",
    "in the second: Revert takes what the first wrote, Overwrite its own",
)  # fmt: skip
def two_browsers(hub: Hub, name: str) -> float:
    """In two real browsers: the second to save is told, and its own text is still in its page."""
    from playwright.sync_api import sync_playwright

    student = at_work(hub, name)
    edit = """async text => {
        const {content, context} = window.jupyterapp.shell.currentWidget;
        content.widgets[0].model.sharedModel.setSource(text);
        window.w2vSaved = context.save();
    }"""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=lab.find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        pages = []
        for _ in range(2):
            page = chromium.new_context().new_page()
            page.set_default_timeout(1000 * SECONDS)
            page.goto(f"{hub.url}/hub/login")
            page.fill("input[name=username]", student.name)
            page.fill("input[name=password]", "x")
            page.click("[type=submit]")
            page.wait_for_url(re.compile(f"/user/{student.name}/lab"))
            page.goto(f"{hub.url}/user/{student.name}/lab/tree/{NOTEBOOK}?reset")
            page.wait_for_selector(".jp-Notebook .jp-CodeCell")
            page.wait_for_timeout(2000)
            pages.append(page)
        begin = time.monotonic()
        pages[0].evaluate(edit, "x = 'of the first'")
        pages[0].evaluate("() => window.w2vSaved")
        file = hub.home(student.name) / NOTEBOOK
        assert "of the first" in file.read_text(encoding="utf-8"), "the first was not saved"
        pages[0].wait_for_timeout(1000)
        pages[1].evaluate(edit, "x = 'of the second'")
        asked = pages[1].wait_for_selector(".jp-Dialog").inner_text()
        assert "changed" in asked and "Overwrite" in asked and "Revert" in asked, asked
        assert "of the first" in file.read_text(encoding="utf-8"), "overwritten unasked"
        pages[1].get_by_role("button", name="Overwrite").click()
        pages[1].evaluate("() => window.w2vSaved")
        assert "of the second" in file.read_text(encoding="utf-8"), "the second was not saved"
        chromium.close()
        return time.monotonic() - begin


@case("the gradebook is locked by another program", "nothing", "the same command again, later")
def gradebook_locked(hub: Hub, name: str) -> float:
    """nbgrader gives up with a message; afterwards the same command works, and nobody is lost."""
    course = hub.folder / "gradebook"
    course.mkdir()
    nbgrader = [sys.executable, "-m", "nbgrader", "db", "student"]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # nbgrader calls alembic by name
    run = lambda *args: subprocess.run(  # noqa: E731
        [*nbgrader, *args],
        cwd=course, capture_output=True, text=True, env=os.environ | {"PATH": path},
    )  # fmt: skip
    first = run("add", "gus")
    assert first.returncode == 0, first.stderr[-300:]
    locked = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    locked.execute("BEGIN EXCLUSIVE")
    refused = run("add", "hal")
    assert refused.returncode != 0 and "locked" in refused.stderr, refused.stderr[-300:]
    locked.execute("ROLLBACK")
    locked.close()
    begin = time.monotonic()
    assert run("add", "hal").returncode == 0
    listed = run("list")
    assert all(name in listed.stdout + listed.stderr for name in ("gus", "hal")), "one is lost"
    return time.monotonic() - begin


def not_here(function: Callable) -> str:
    """Why this machine cannot try the case, or nothing."""
    if function is disk_full and (not hasattr(os, "getuid") or os.getuid() != 0):
        return "a small disk needs root"
    if function is two_browsers and not lab.find_chromium():
        return "needs Chromium"
    return ""


def drill(hub: Hub, only: str = "") -> list[str]:
    """Rows of the table; a case that loses work says so, and the others go on."""
    rows = []
    for number, (what, function) in enumerate(CASES.items()):
        if only not in function.__name__:
            continue
        if why := not_here(function):
            rows.append(f"| {what} | not tried: {why} | – | – | – |")
            continue
        try:
            seconds = function(hub, f"student{number}")
            rows.append(f"| {what} | no | {function.gone} | {seconds:.0f} | {function.remedy} |")
        except Exception as error:
            said = " ".join(f"{type(error).__name__}: {error}".split())[:150].replace("|", "/")
            rows.append(f"| {what} | **{said}** | – | – | – |")
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="a part of a case's name")
    parser.add_argument("--write", action="store_true", help="write into INSTRUCTORS.md")
    options = parser.parse_args()
    end_cleanly()
    with running_hub() as hub:
        rows = drill(hub, options.only)
    print(table(rows))
    if options.write:
        guide = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
        write_between(BEGIN, END, table(rows, guide.partition(BEGIN)[2].partition(END)[0]))
    sys.exit(any("**" in row for row in rows))


def table(rows: list[str], before: str = "") -> str:
    """The rows in their order; a case that was not tried now keeps its row of the table before."""
    known = {row.split(" | ")[0]: row for row in (*before.splitlines(), *rows)}
    head = "| what breaks | saved work lost | gone | s until work goes on | what one does |\n"
    kept = [known[f"| {what}"] for what in CASES if f"| {what}" in known]
    return f"{head}|---|---|---|---|---|\n" + "\n".join(kept)


if __name__ == "__main__":
    main()
