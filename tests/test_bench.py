"""The benchmark's own arithmetic, and a tiny run of all of it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from w2vlib.setup.datafiles import data_file

BENCH = Path(__file__).resolve().parent.parent / "tools" / "bench"


@pytest.fixture(scope="module")
def parts():
    sys.path.insert(0, str(BENCH))
    try:
        import bench
        import measure
        import steps

        yield bench, measure, steps
    finally:
        sys.path.remove(str(BENCH))


def test_by_turns_calls_every_job_in_every_round(parts):
    _, measure, _ = parts
    called = []
    times = measure.by_turns({name: lambda n=name: called.append(n) for name in "abc"}, rounds=4)
    assert all(len(t) == 4 for t in times.values())
    assert "".join(called[6:]) == "abcbcacababc"  # after one call and one estimate each


def test_rows_know_whether_a_target_is_met(parts):
    _, measure, _ = parts
    assert measure.row("p", "w", [3, 5, 4], target=4).met is True
    assert measure.row("p", "w", [3, 5, 3.9], target=4).met is False
    assert measure.row("p", "w", [300], target=400, at_most=True).met is True
    assert measure.row("p", "w", [1]).met is None
    line = str(measure.row("p", "engine ÷ other", [3, 5, 3.9], target=4))
    assert "3.9" in line and "3 – 5" in line and "≥ 4  MISSED" in line


def test_crossing_is_found_between_two_sizes(parts):
    _, _, steps = parts
    ladder = {"V": [10, 100, 1000], "ms": {"a": {}, "b": {}}}
    for V in ladder["V"]:
        ladder["ms"]["a"][str(V)], ladder["ms"]["b"][str(V)] = V / 50, 1.0
    assert steps.crossing(ladder, "a", "b") == pytest.approx(50)
    assert steps.crossing(ladder, "b", "a") != steps.crossing(ladder, "b", "a")  # nan: never


def test_a_child_reports_and_a_broken_one_is_told(parts):
    _, measure, _ = parts
    code = "import json, sys; print('noise'); print(json.dumps({'got': sys.argv[1]}))"
    assert measure.in_child(code, "x") == {"got": "x"}
    with pytest.raises(RuntimeError, match="no such thing"):
        measure.in_child("raise SystemExit('no such thing')")


def test_the_machine_is_described_without_its_name(parts):
    import platform

    _, measure, _ = parts
    assert "-core " in measure.machine()
    assert not platform.node() or platform.node() not in measure.machine()


@pytest.mark.slow
def test_a_tiny_run_prints_the_whole_table():
    done = subprocess.run(
        [sys.executable, str(BENCH / "bench.py"), "--smoke"],
        capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for said in (
        "forward, V = 100",
        "numba ÷ layers",
        "workers=2",
        "bound:",
        "targets met",
        "tuned",
    ):
        assert said in done.stdout


def test_the_stored_file_prints_as_a_table(parts):
    bench, _, _ = parts
    found = json.loads(data_file("benchmark.json").read_text(encoding="utf-8"))
    table = bench.report(found)
    assert found["machine"] in table and "targets met" in table


def test_a_line_is_handed_on_in_turn_and_nobody_waits_forever(parts):
    rally = pytest.importorskip("rally")
    if parts[1].cores() == 1:
        pytest.skip("one core: nobody to hand it to")
    assert 5 < rally.there_and_back(1_000) < 1e9
    ball = np.zeros(8, np.int64)
    rally.play(ball, 0, 1)
    assert ball[0] == 1
