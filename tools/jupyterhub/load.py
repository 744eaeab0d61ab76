"""A class on one hub, measured: `make hub-load ARGS='--students 30'`.

Every student signs in, gets a server, opens lesson 03, runs all of it, moves its explorer every
few seconds while all others do, saves, solves an exercise and hands it in. A fifth of them close
the lid in the middle and come back. Four sit at a real browser, the others send the same messages
over the same web sockets. Without --students the class has 1, then 10, then 30.
--write puts the table into INSTRUCTORS.md.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import platform
import random
import re
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import psutil
from hub import ROOT, Hub, hand_out, running_hub
from student import Student

sys.path.insert(0, str(ROOT / "tools"))
import lab

LESSON = "notebooks/03_send_gradients_to_the_right_rows.ipynb"
EXERCISE = "ex03_send_gradients_to_the_right_rows"
EVERY = 3.0  # seconds between two moves of a student, on average
MOVING = 60.0  # seconds for which all of them move
BROWSERS = 4
ROOM = 6000  # MB for 30 students, the hub included
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
            self.ready.abort()
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

        waiting = len(names)
        try:
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(
                    executable_path=lab.find_chromium(),
                    args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
                )
                seats = [self.sit_down(chromium, name) for name in names]
                for _ in names[1:]:  # all of them are ready together
                    threading.Thread(target=self.ready.wait).start()
                waiting = 0
                self.ready.wait()
                end = time.monotonic() + self.moving
                while time.monotonic() < end:
                    for name, seat in zip(names, seats, strict=True):
                        self.move_in(name, seat)
                    time.sleep(EVERY / 2)
                chromium.close()
        except Exception as error:
            self.failures.append(f"a browser: {str(error)[:300]}")
            if waiting:
                self.ready.abort()
                return
        for _ in names[1:]:
            threading.Thread(target=self.done.wait).start()
        self.done.wait()

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

    def move_in(self, name: str, page) -> None:
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
            try:
                self.ready.wait(900)
                busy = psutil.cpu_times()
                time.sleep(self.moving * 0.8)
                self.cpu = share_busy(busy, psutil.cpu_times())
                self.memory = memory(self.hub, names)
                self.done.wait(600)
            except threading.BrokenBarrierError:
                self.ready.abort()
                self.done.abort()
            for job in jobs:
                with contextlib.suppress(threading.BrokenBarrierError):
                    job.result()


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
    return {"student": statistics.mean(each.values()), "all": sum(each.values()) + rest,
            "hub": rest}  # fmt: skip


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def measure(students: int, moving: float) -> dict:
    """One class on a hub of its own."""
    with running_hub() as hub:
        group = Class(hub, students, moving)
        group.run()
        if group.failures:
            print(*group.failures, sep="\n", file=sys.stderr)
        lost = len(group.failures)
        if "move" not in group.times:
            raise RuntimeError(f"the class did not begin:\n{hub.log[-3000:]}")
        times = group.times
        both = [f(times[kind], q) for kind in ("start", "run", "move") for f, q in
                ((quantile, 0.5), (quantile, 0.95))]  # fmt: skip
        seen = times.get("move in a browser", [])
        return {
            "students": students, "start": both[:2], "run": both[2:4], "move": both[4:],
            "browser": [quantile(seen, 0.5), quantile(seen, 0.95)] if seen else None,
            "hand in": quantile(times.get("hand in", [math.nan]), 0.95),
            "student": group.memory["student"], "all": group.memory["all"], "cpu": group.cpu,
            "asked again": group.asked_again, "lost": lost,
        }  # fmt: skip


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
        two = [f"{a:.1f} / {b:.1f}" for a, b in (r["start"], r["run"])]
        ms = [
            f"{1000 * a:.0f} / {1000 * b:.0f}"
            for a, b in (r["move"], *filter(None, [r["browser"]]))
        ]
        ms += ["–"] * (2 - len(ms))
        lines.append(
            f"| {r['students']} | {two[0]} | {two[1]} | {ms[0]} | {ms[1]} | {r['hand in']:.1f} "
            f"| {r['student']:.0f} | {r['all'] / 1000:.1f} | {r['cpu']:.0%} | {r['lost']} |"
        )
    last = rows[-1]
    if last["students"] >= 30:
        aims = {
            f"an answer within {1000 * GOAL:.0f} ms (p95)": last["move"][1] <= GOAL,
            f"{ROOM / 1000:g} GB in all": last["all"] <= ROOM,
            "nobody lost": not last["lost"],
        }
        said = [f"{aim}: {'met' if met else 'MISSED'}" for aim, met in aims.items()]
        lines += ["", f"The aims with 30 students. {'; '.join(said)}."]
    return "\n".join(lines)


BEGIN, END = "<!-- hub load: begin -->", "<!-- hub load: end -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, nargs="+", default=[1, 10, 30])
    parser.add_argument("--seconds", type=float, default=MOVING, help="for which all move (60)")
    parser.add_argument("--write", action="store_true", help="write into INSTRUCTORS.md")
    options = parser.parse_args()
    rows = [measure(n, options.seconds) for n in options.students]
    text = table(rows)
    print(text)
    if options.write:
        guide = ROOT / "INSTRUCTORS.md"
        old = guide.read_text(encoding="utf-8")
        before, _, rest = old.partition(BEGIN)
        after = rest.partition(END)[2]
        guide.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
    sys.exit(any(row["lost"] for row in rows))


if __name__ == "__main__":
    main()
