"""How the benchmark measures: by turns in one run, so that a busy moment hits all alike."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from statistics import median

PACKAGES = ("numpy", "numba", "llvmlite", "gensim", "torch")


@dataclass
class Row:
    """One line of the table. low, high: the smallest and largest of the rounds.

    target: what the median has to reach, at_most: or to stay below; None: only told.
    """

    part: str
    what: str
    value: float
    low: float
    high: float
    unit: str = "x"
    target: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value <= self.target if self.at_most else self.value >= self.target

    def as_dict(self) -> dict:
        numbers = {name: rounded(getattr(self, name)) for name in ("value", "low", "high")}
        return {**asdict(self), **numbers, "met": self.met}

    def __str__(self) -> str:
        goal = ""
        if self.target is not None:
            sign, said = "≤" if self.at_most else "≥", "met" if self.met else "MISSED"
            goal = f"{sign} {short(self.target)}  {said}"
        spread = f"{short(self.low)} – {short(self.high)}" if self.low != self.high else ""
        return f"  {self.what:62} {short(self.value):>9} {self.unit:7} {spread:>19}  {goal}"


def row(part, what, values, unit="x", target=None, at_most=False) -> Row:
    """The median of several rounds as a Row."""
    values = list(values)
    return Row(part, what, median(values), min(values), max(values), unit, target, at_most)


def by_turns(
    jobs: dict[str, Callable[[], object]], rounds: int = 5, at_least: float = 0.0
) -> dict[str, list[float]]:
    """Run all jobs once unmeasured, then in rounds: name → seconds of a call in each round.

    at_least: a job that takes less than so many seconds is called several times in a turn.
    """
    calls = {}
    for name, job in jobs.items():
        job()
        calls[name] = max(1, min(1000, int(at_least / max(1e-9, seconds(job)))))
    times = {name: [] for name in jobs}
    names = list(jobs)
    for i in range(rounds):
        for name in names[i % len(names) :] + names[: i % len(names)]:
            times[name].append(seconds(jobs[name], calls[name]))
    return times


def seconds(job: Callable[[], object], calls: int = 1) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        job()
    return (time.perf_counter() - start) / calls


def ratios(times: dict[str, list[float]], slow: str, fast: str) -> list[float]:
    """How many times longer `slow` took, round by round."""
    return [a / b for a, b in zip(times[slow], times[fast], strict=True)]


def in_child(code: str, *arguments: str, **environment: str) -> dict:
    """Run Python code in a fresh process; what it prints last is JSON, and is returned."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, env={**os.environ, **environment},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"a measuring process failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machine() -> str:
    """This machine in words, without its name."""
    kind = platform.machine().replace("x86_64", "x86-64") or "unknown"
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            virtual = " hypervisor" in file.read()
    except OSError:
        virtual = False
    return (
        f"{cores()}-core {kind} {'virtual machine' if virtual else 'machine'}, {date.today().year}"
    )


def versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def rounded(x: float) -> float:
    """Four digits: more would pretend."""
    return float(f"{x:.4g}")


def short(x: float) -> str:
    return f"{x:,.0f}" if abs(x) >= 100 else f"{x:.3g}"


def tell(text: str) -> None:
    """What is being measured, for whoever waits."""
    print(f"… {text}", file=sys.stderr, flush=True)
