"""What a lesson costs in a poor classroom: seconds, peak memory, start-up. `make classroom`.

Every notebook runs in a room: a copy of the course that cannot be written, in a folder with spaces
and Hangul in its name, a home folder that cannot be written, no network, one core, one gigabyte, no
rights of root. tools/sandbox.py shuts it off, or nothing runs; the memory limit needs Linux as
root, and where it cannot be had the room says so (`missing`).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import sandbox

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "build" / "lesson_costs.md"
GUIDE = ROOT / "INSTRUCTORS.md"
PARTS = ("notebooks", "w2vlib", "data")
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "gradebook.db*", "*.new")
LIMIT = 1 << 30  # bytes: Binder promises no more
GROUPS = ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")


def lessons(root: Path = ROOT) -> list[Path]:
    """The lessons and the exercises as students receive them."""
    folder = root / "notebooks"
    return sorted(folder.glob("[0-9]*.ipynb")) + sorted(folder.glob("exercises/*/*.ipynb"))


# --- the room, from outside


@contextlib.contextmanager
def room() -> Iterator[Path]:
    """Copy the course into a folder of the kind described above; delete it afterwards."""
    top = Path(tempfile.mkdtemp(prefix="w2vlib-room-"))
    course = top / "한글 폴더 with spaces" / "w2v course"
    for part in PARTS:
        shutil.copytree(ROOT / part, course / part, ignore=NOT_COPIED)
    (top / "home").mkdir()
    (top / "tmp").mkdir()
    for path in (*course.parent.rglob("*"), course.parent, top / "home"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    top.chmod(0o755)
    (top / "tmp").chmod(0o1777)
    try:
        yield course
    finally:
        for path in (course.parent, *course.parent.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)
        shutil.rmtree(top)


def run(notebook: Path, course: Path, core: int | None = None, seconds: float = 240) -> dict:
    """Run a notebook of the room `course`; return what `inside` measured, or {"error": …}."""
    top = course.parent.parent
    environment = {
        "HOME": str(top / "home"),
        "TMPDIR": str(top / "tmp"),
        "JUPYTER_RUNTIME_DIR": str(top / "tmp" / f"runtime-{notebook.stem}"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYTHONPATH": str(course),
        "PYTHONUTF8": "1",
    }
    if threads := os.environ.get("OPENBLAS_NUM_THREADS"):
        environment["OPENBLAS_NUM_THREADS"] = threads
    me = Path(__file__).resolve()
    command = [sys.executable, str(me), "--inside", str(notebook)]
    if core is not None and shutil.which("taskset"):
        command = ["taskset", "-c", str(core), *command]
    with memory_group() as group:
        environment["W2VLIB_ROOM_LIMIT"] = "1" if group else ""
        also = (me, Path(sandbox.__file__))
        command = sandbox.command(top, command, environment, start=course, also=also)
        if group:  # joined before the sandbox, where it could not be seen
            command = ["sh", "-c", 'echo $$ >"$0" && exec "$@"', group, *command]
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return {"error": f"not finished after {seconds} s"}
    try:
        return json.loads(out.splitlines()[-1])
    except (IndexError, ValueError):
        return {"error": f"ended with {process.returncode}: {(out + err)[-3000:]}"}


@contextlib.contextmanager
def memory_group() -> Iterator[str | None]:
    """A control group with the memory limit; yields the file that takes its processes, or None."""
    for base, limit in GROUPS:
        folder = Path(base) / f"w2vlib-{os.getpid()}-{threading.get_ident()}"
        try:
            folder.mkdir()
            (folder / limit).write_text(str(LIMIT))
        except OSError:
            with contextlib.suppress(OSError):
                folder.rmdir()
            continue
        try:
            yield str(folder / "cgroup.procs")
        finally:
            for _ in range(50):
                with contextlib.suppress(OSError):
                    folder.rmdir()
                    break
                time.sleep(0.1)
        return
    yield None


# --- inside the room


def inside(notebook: Path) -> dict:
    """Run the notebook and measure; returns that and what the room lacks."""
    missing = [text for text, lacks in LACKS.items() if lacks(notebook)]
    import w2vlib

    assert Path(w2vlib.__file__).is_relative_to(Path.cwd()), w2vlib.__file__
    return {"missing": missing} | execute(notebook)


def can_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def reaches_out(_=None) -> bool:
    """Is there a way out? An address reserved for documentation is asked for; nothing is sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.connect(("192.0.2.1", 9))
            return True
    except OSError:
        return False


LACKS = {
    "read-only course": lambda notebook: can_write(notebook.parent),
    "read-only home": lambda notebook: can_write(Path.home()),
    "no network": reaches_out,
    "one core": lambda notebook: len(psutil.Process().cpu_affinity()) > 1,
    "memory limit": lambda notebook: not os.environ.get("W2VLIB_ROOM_LIMIT"),
}


def execute(notebook: Path) -> dict:
    """Run all cells; return start-up and seconds, the peak of memory in MB, what went wrong."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    nb = nbformat.read(notebook, as_version=4)
    client = NotebookClient(
        nb, kernel_name="python3", timeout=200, extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(notebook.parent)}},
    )  # fmt: skip
    done, peak, error = threading.Event(), [0.0], None
    watch = threading.Thread(target=follow_memory, args=(done, peak), daemon=True)
    start = time.perf_counter()
    with client.setup_kernel():
        ready = time.perf_counter()
        watch.start()
        try:
            for number, cell in enumerate(nb.cells):
                client.execute_cell(cell, number)
        except CellExecutionError as failure:
            error = str(failure)
        seconds = time.perf_counter() - ready
        done.set()
        watch.join()
    outputs = [o for cell in nb.cells for o in cell.get("outputs", [])]
    noise = [o.text for o in outputs if o.get("name") == "stderr"]
    result = dict(startup=ready - start, seconds=seconds, peak=peak[0], stderr=noise)
    return result | ({"error": error} if error else {})


def follow_memory(done: threading.Event, peak: list[float]) -> None:
    """Keep the largest sum, in MB, of the resident memory of the kernel and what it starts."""
    while not done.wait(0.1):
        total = 0
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
        peak[0] = max(peak[0], total / 1e6)


# --- the table


def lab_cost() -> tuple[float, float]:
    """Seconds until JupyterLab answers, and its memory in MB, without any kernel."""
    import lab

    start = time.perf_counter()
    with lab.lab_server(ROOT):
        seconds = time.perf_counter() - start
        here = psutil.Process().children(recursive=True)
        return seconds, sum(p.memory_info().rss for p in here) / 1e6


def table(costs: dict[str, dict]) -> str:
    """The costs as markdown, a row for each notebook."""
    lines = ["| lesson | seconds | peak MB | kernel start-up, s |", "|---|---|---|---|"]
    for name, cost in costs.items():
        if "error" in cost:
            lines.append(f"| {name} | failed | | |")
        else:
            lines.append(
                f"| {name} | {cost['seconds']:.1f} | {cost['peak']:.0f} | {cost['startup']:.1f} |"
            )
    return "\n".join(lines) + "\n"


def machine() -> str:
    """What the figures depend on, in words that name no machine."""
    return f"Python {platform.python_version()}, {platform.system()}, {platform.machine()}"


def preface(missing: set[str], seconds: float, memory: float) -> str:
    """What was measured and how, and what the figures do not show."""
    lines = [
        f"Each notebook alone, on one core, with a limit of {LIMIT >> 20} MB, read-only, offline "
        f"({machine()}).",
        "The first notebook that trains also compiles the fast engine (07), once for each student.",
        f"JupyterLab itself, without a kernel: {memory:.0f} MB, {seconds:.1f} s to start.",
    ]
    if missing:
        lines.append(f"This machine could not give: {', '.join(sorted(missing))}.")
    if (load := os.getloadavg()[0]) > (cores := os.cpu_count() or 1):
        lines.append(f"Others worked on it too (load {load:.0f} on {cores} cores): times are high.")
    return "\n".join(lines)


def put_between(text: str, table: str) -> str:
    """The text with the table between its two marks."""
    begin, end = (f"<!-- lesson costs: {mark} -->" for mark in ("begin", "end"))
    before, rest = text.split(begin)
    return f"{before}{begin}\n{table}{end}{rest.split(end)[1]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="parts of names of notebooks; default: all")
    parser.add_argument("--write", action="store_true", help=f"put the table into {GUIDE.name}")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(inside(options.inside)))
        return 0
    if reason := sandbox.trouble():
        print(reason, file=sys.stderr)
        return 2
    costs, missing = {}, set()
    with room() as course:
        for path in lessons(course):
            if not options.names or any(name in path.name for name in options.names):
                costs[path.stem] = cost = run(path, course, core=min(os.sched_getaffinity(0)))
                missing |= set(cost.get("missing", []))
                print(path.stem, cost.get("error") or cost, flush=True)
    seconds, memory = lab_cost()
    text = preface(missing, seconds, memory) + "\n\n" + table(costs)
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(text, encoding="utf-8")
    print(f"\n{text}\nwritten to {TABLE.relative_to(ROOT)}")
    if options.write:
        old = GUIDE.read_text(encoding="utf-8")
        GUIDE.write_text(put_between(old, text), encoding="utf-8", newline="\n")
    return int(any("error" in cost for cost in costs.values()))


if __name__ == "__main__":
    sys.exit(main())
