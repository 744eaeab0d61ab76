"""A class on one hub, measured: `make hub-load ARGS='--students 30'`.

Every student signs in, gets a server, opens lesson 03, runs all of it, moves its explorer every
few seconds while all others do, saves, solves an exercise and hands it in. A fifth of them close
the lid in the middle and come back. Four sit at a real browser, the others send the same messages
over the same web sockets. Without --students the class has 1, then 10, then 30, each in a process
of its own that is ended when its time is over; a class that fails gets a row that says so.
--write puts the table into INSTRUCTORS.md.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import random
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
from hub import ROOT, Hub, end_all, end_cleanly, hand_out, running_hub, write_between
from student import Student

sys.path.insert(0, str(ROOT / "tools"))
import lab

LESSON = "notebooks/03_send_gradients_to_the_right_rows.ipynb"
EXERCISE = "ex03_send_gradients_to_the_right_rows"
EVERY = 3.0  # seconds between two moves of a student, on average
MOVING = 60.0  # seconds for which all of them move
BROWSERS = 4
ROOM = 6000  # MB for 30 students, the hub included
LIMIT = 690  # seconds for all classes together, the larger ones more of it
GOAL = 0.5  # seconds from a move to its answer, 95th percentile, with 30 students


class Class:
    """What happened: times of every kind, and what was lost."""

    def __init__(self, hub: Hub, students: int, moving: float):
        self.hub, self.n, self.moving = hub, students, moving
        self.browsers = min(BROWSERS, students - 1) if lab.find_chromium() else 0
        self.times: dict[str, list[float]] = {}
        self.failures: list[str] = []
        self.lock = threading.Lock()
        self.ready = threading.Barrier(students + 1)  # and the one who watches
        self.done = threading.Barrier(students + 1)
        self.asked_again = 0

    def note(self, kind: str, seconds: float) -> None:
        with self.lock:
            self.times.setdefault(kind, []).append(seconds)

    def names(self) -> list[str]:
        return [f"student{i:02d}" for i in range(1, self.n + 1)]

    def without_browser(self, name: str) -> None:
        """One student, in a thread of her own."""
        rng, student = random.Random(name), Student(self.hub.url, name)
        closes = int(name[-2:]) % 5 == 0
        try:
            begin = time.monotonic()
            student.sign_in()
            student.start_server()
            self.note("start", time.monotonic() - begin)
            with self.lock:
                self.asked_again += student.asked_again
            begin = time.monotonic()
            student.open(LESSON)
            student.run_all()
            self.note("run", time.monotonic() - begin)
        except Exception as error:
            self.failures.append(f"{name}: {error}")
            self.ready.wait()  # the others do without her
            self.done.wait()
            return
        self.ready.wait()
        try:
            self.move_about(student, rng, closes)
            begin = time.monotonic()
            self.hand_in(student)
            self.note("hand in", time.monotonic() - begin)
        except Exception as error:
            self.failures.append(f"{name}: {error}")
        self.done.wait()

    def move_about(self, student: Student, rng: random.Random, closes: bool) -> None:
        begin, kernel = time.monotonic(), student.kernel
        mark = f"saved by {student.name}"
        student.notebook["cells"][0]["metadata"]["mark"] = mark
        saved = False
        while (now := time.monotonic() - begin) < self.moving:
            time.sleep(rng.uniform(0.5, 1.5) * EVERY)
            if not saved and now > self.moving / 3:
                begin_save = time.monotonic()
                student.save()
                self.note("save", time.monotonic() - begin_save)
                saved = True
                if closes:
                    student.close_lid()
                    time.sleep(rng.uniform(2, 5))
                    student.open(LESSON)
                    if student.kernel != kernel:
                        raise RuntimeError("another kernel after the lid was opened")
                    if student.notebook["cells"][0]["metadata"].get("mark") != mark:
                        raise RuntimeError("what had been saved was lost")
            value = round(rng.uniform(-3, 3), 1)
            if value != student.slider["value"]:
                student.slider["value"] = value
                self.note("move", student.move(value))

    def hand_in(self, student: Student) -> None:
        """The solved exercise: saved, run, and copied to where the teacher collects."""
        source = ROOT / "notebooks" / "solutions" / EXERCISE / f"{EXERCISE}.ipynb"
        path = f"notebooks/exercises/{EXERCISE}/{EXERCISE}.ipynb"
        student.close_lid()
        student.open(path)
        student.notebook = nbformat.read(source, as_version=4)
        student.save()
        text = student.run_all()
        if "OK" not in text or "TODO" in text:
            raise RuntimeError(f"the solved exercise did not pass: {text[:200]}")
        inbox = self.hub.folder / "inbox" / student.name
        code = f"import shutil; shutil.copytree('.', {str(inbox)!r}, dirs_exist_ok=True)"
        student.run(code)
        if not (inbox / f"{EXERCISE}.ipynb").exists():
            raise RuntimeError("the exercise did not arrive")

    def with_browsers(self, names: list[str]) -> None:
        """Some students at a real Chromium, one thread for all: Playwright wants it so."""
        from playwright.sync_api import sync_playwright

        moved = False
        try:
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(
                    executable_path=lab.find_chromium(),
                    args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
                )
                seats = {name: self.guarded(name, self.sit_down, chromium) for name in names}
                moved = True
                arrive(self.ready, len(names))
                end = time.monotonic() + self.moving
                while time.monotonic() < end:
                    for name, page in seats.items():
                        if page:
                            self.guarded(name, self.move_in, page)
                    time.sleep(EVERY / 2)
                chromium.close()
        except Exception as error:
            self.failures.append(f"the browsers: {str(error)[:300]}")
        if not moved:
            arrive(self.ready, len(names))
        arrive(self.done, len(names))

    def guarded(self, name: str, what, *more):
        """what(..., name), or None where it fails: that is noted, once for each student."""
        try:
            return what(*more, name)
        except Exception as error:
            if not any(failure.startswith(name) for failure in self.failures):
                self.failures.append(f"{name} in a browser: {str(error)[:300]}")

    def sit_down(self, chromium, name: str):
        begin = time.monotonic()
        page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.set_default_timeout(180_000)
        page.goto(f"{self.hub.url}/hub/login")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", "x")
        page.click("[type=submit]")
        page.wait_for_url(re.compile(f"/user/{name}/lab"))
        self.note("start", time.monotonic() - begin)
        begin = time.monotonic()
        page.goto(f"{self.hub.url}/user/{name}/lab/tree/{LESSON}?reset")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        page.evaluate(KERNEL_READY)
        page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
        page.wait_for_selector(".w2v-explorer .noUi-handle", state="attached")
        self.note("run", time.monotonic() - begin)
        return page

    def move_in(self, page, name: str) -> None:
        area = page.locator(".w2v-explorer").first
        area.locator(".noUi-handle").first.focus()
        key = random.choice(["ArrowLeft", "ArrowRight"])
        page.evaluate(WATCH)
        page.keyboard.press(key)
        milliseconds = page.evaluate("() => window.w2vTime")
        if milliseconds is not None:
            self.note("move in a browser", milliseconds / 1000)

    def run(self) -> None:
        names = self.names()
        for name in names:
            hand_out(self.hub.home(name))
        seated, others = names[: self.browsers], names[self.browsers :]
        with ThreadPoolExecutor(self.n + 1) as pool:
            jobs = [pool.submit(self.without_browser, name) for name in others]
            if seated:
                jobs.append(pool.submit(self.with_browsers, seated))
            self.ready.wait()
            busy = psutil.cpu_times()
            time.sleep(self.moving * 0.8)
            self.cpu = share_busy(busy, psutil.cpu_times())
            self.memory = memory(self.hub, names)
            self.done.wait()
            for job in jobs:
                job.result()


def arrive(barrier: threading.Barrier, n: int) -> None:
    """Be there for n students who share one thread."""
    for _ in range(n - 1):
        threading.Thread(target=barrier.wait, daemon=True).start()
    barrier.wait()


KERNEL_READY = """async () => {
    for (let turn = 0; turn < 1200; turn++) {
        const lesson = window.jupyterapp?.shell.currentWidget;
        const kernel = lesson?.sessionContext?.session?.kernel;
        if (kernel && kernel.status === "idle") return (await kernel.info).status;
        await new Promise(done => setTimeout(done, 100));
    }
}"""
WATCH = """() => {
    const area = document.querySelector(".w2v-explorer");
    const svg = () => area.querySelector("svg[aria-label]").outerHTML;
    const before = svg(), begin = performance.now();
    window.w2vTime = new Promise(resolve => {
        const look = () => {
            const now = performance.now();
            if (svg() !== before) resolve(now - begin);
            else if (now - begin > 5000) resolve(null);
            else requestAnimationFrame(look);
        };
        look();
    });
}"""


def share_busy(before, after) -> float:
    idle = after.idle - before.idle + after.iowait - before.iowait
    return 1 - idle / (sum(after) - sum(before))


def memory(hub: Hub, names: list[str]) -> dict[str, float]:
    """MB, each shared page counted in parts (PSS): a student's server and kernels; all else."""
    each = dict.fromkeys(names, 0.0)
    rest = 0.0
    for process in psutil.process_iter():
        try:
            environment = process.environ()
            if environment.get("HUB_FOLDER", str(hub.folder)) == str(hub.folder) and any(
                str(hub.folder) in value for value in environment.values()
            ):
                size = process.memory_full_info().pss / 1e6
                name = environment.get("JUPYTERHUB_USER")
                if name in each:
                    each[name] += size
                else:
                    rest += size
        except (psutil.Error, OSError):
            continue
    there = [size for size in each.values() if size] or [math.nan]
    return {"student": statistics.mean(there), "all": sum(each.values()) + rest,
            "hub": rest}  # fmt: skip


def measure(students: int, moving: float, folder: Path | None = None) -> dict:
    """One class on a hub of its own: a row of the table."""
    with running_hub(folder) as hub:
        group = Class(hub, students, moving)
        group.run()
        times = {kind: [quantile(group.times.get(kind, []), q) for q in (0.5, 0.95)] for kind in
                 ("start", "run", "move", "move in a browser", "hand in")}  # fmt: skip
        return {
            "students": students, "times": times, "student": group.memory["student"],
            "all": group.memory["all"], "cpu": group.cpu, "asked again": group.asked_again,
            "failures": group.failures,
        }  # fmt: skip


def quantile(values: list[float], share: float) -> float:
    """A value of the list that this share of it does not exceed; NaN for an empty one."""
    if not values:
        return math.nan
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def measure_apart(students: int, moving: float, limit: float) -> dict:
    """The same in a process that has `limit` seconds; nothing of it is left behind."""
    mark = f"class-{secrets.token_hex(8)}"  # in the environment of browsers, in the homes of all
    command = [sys.executable, __file__, "--one", mark, "--seconds", str(moving)]
    process = subprocess.Popen(
        [*command, "--students", str(students)],
        stdout=subprocess.PIPE, text=True, env=os.environ | {"HUB_CLASS": mark},
    )  # fmt: skip
    try:
        text, _ = process.communicate(timeout=limit)
        return json.loads(text.splitlines()[-1])
    except subprocess.TimeoutExpired:
        return {"students": students, "failures": [f"not done after {limit:.0f} s"]}
    except (IndexError, ValueError):
        return {"students": students, "failures": [f"ended with code {process.returncode}"]}
    finally:
        end_all(mark)
        process.wait()
        shutil.rmtree(Path(tempfile.gettempdir()) / mark, ignore_errors=True)


def table(rows: list[dict]) -> str:
    cores = len(os.sched_getaffinity(0))
    lines = [
        f"Measured by `make hub-load` on {cores} cores, with the hub, all students and {BROWSERS} "
        f"browsers on one machine (Python {platform.python_version()}, {platform.system()}, "
        f"{platform.machine()}); p50 / p95. Everybody moves an explorer every {EVERY:g} s.",
        "",
        "| students | sign in to server, s | open and run lesson 03, s | move → answer, ms | in a "
        "browser, ms | hand in, s | MB a student | GB in all | CPU | lost |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        if "times" not in r:
            lines.append(f"| {r['students']} | **failed: {r['failures'][0]}** {'| – ' * 8}|")
            continue
        t = r["times"]
        start, run = (pair(t[kind], 1, 1) for kind in ("start", "run"))
        move, browser = (pair(t[kind], 1000, 0) for kind in ("move", "move in a browser"))
        lines.append(
            f"| {r['students']} | {start} | {run} | {move} | {browser} "
            f"| {pair(t['hand in'][1:], 1, 1)} | {r['student']:.0f} | {r['all'] / 1000:.1f} "
            f"| {r['cpu']:.0%} | {len(r['failures'])} |"
        )
    last = rows[-1]
    if last["students"] >= 30 and "times" in last:
        aims = {
            f"an answer within {1000 * GOAL:.0f} ms (p95)": last["times"]["move"][1] <= GOAL,
            f"{ROOM / 1000:g} GB in all": last["all"] <= ROOM,
            "nobody lost": not last["failures"],
        }
        said = [f"{aim}: {'met' if met else 'MISSED'}" for aim, met in aims.items()]
        lines += ["", f"The aims with 30 students. {'; '.join(said)}."]
    return "\n".join(lines)


def pair(values: list[float], factor: float, digits: int) -> str:
    """Times as text, p50 / p95; a dash where nothing was measured."""
    if math.isnan(values[0]):
        return "–"
    return " / ".join(f"{factor * value:.{digits}f}" for value in values)


BEGIN, END = "<!-- hub load: begin -->", "<!-- hub load: end -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, nargs="+", default=[1, 10, 30])
    parser.add_argument("--seconds", type=float, default=MOVING, help="for which all move (60)")
    parser.add_argument("--write", action="store_true", help="write into INSTRUCTORS.md")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds for all (690)")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        folder = Path(tempfile.gettempdir()) / options.one
        print(json.dumps(measure(options.students[0], options.seconds, folder)), flush=True)
        os._exit(0)  # a student who waits for an answer is not waited for
    end_cleanly()
    share = {n: options.seconds * 2 + 7.5 * n for n in options.students}  # what each class takes
    rows = []
    for n in options.students:
        rows.append(
            measure_apart(n, options.seconds, options.limit * share[n] / sum(share.values()))
        )
        print(f"{n} students:", *rows[-1]["failures"] or ["done"], sep="\n  ", file=sys.stderr)
    text = table(rows)
    print(text)
    if options.write:
        write_between(BEGIN, END, text)
    sys.exit(any(row["failures"] for row in rows))


if __name__ == "__main__":
    main()
