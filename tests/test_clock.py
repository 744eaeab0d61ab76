"""The clock of the lessons: turns, one thread, and a machine that is busy is told of."""

import doctest
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import run_notebooks

import w2vlib.lessons.clock as clock
from w2vlib.lessons.clock import BUSY, Times, one_thread, take_turns

LESSONS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("[0-9]*.ipynb"))
HOLDS = re.compile(r"<!-- *holds:(.*?)-->", re.S)
LOAD = "import time\nend = time.time() + 600\nwhile time.time() < end: sum(range(10_000))"
MEASURES = "nbval-ignore-output"  # the tag of a cell whose output has times


def test_the_example_holds():
    assert doctest.testmod(clock) == (0, 4)


def test_jobs_take_turns():
    seen = []
    times = take_turns({"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}, budget=0)
    assert "".join(seen) == "aabb" + "ab" * 9 and list(times) == ["a", "b"]
    assert times.rounds.shape == (9, 2)


def test_the_shortest_time_counts_and_disagreement_is_busy(capsys):
    steady = np.array([[1.0, 2.0]] * 9) * np.linspace(1, 3, 9)[:, None]  # slower, both alike
    times = Times(["a", "b"], steady)
    assert times == {"a": 1.0, "b": 2.0} and not times.busy
    uneven = steady.copy()
    uneven[::2, 1] *= 2
    busy = Times(["a", "b"], uneven)
    assert busy.busy
    times.warn()
    assert capsys.readouterr().out == ""
    busy.warn()
    assert capsys.readouterr().out == BUSY + "\n"


def test_nothing_to_time_is_refused():
    with pytest.raises(ValueError, match="one job"):
        take_turns({})


def test_products_use_one_thread():
    from threadpoolctl import threadpool_info

    with one_thread():
        assert {pool["num_threads"] for pool in threadpool_info()} <= {1}


# ---------------------------------------------------------------- sentences about time

# A sentence about time is followed by `<!-- holds: an expression in the names of the lesson -->`.
# It must be true beside a load as well, or the cell has said that the machine is busy. The load
# works while a cell measures, and rests while the lesson imports, trains and draws.


def claims(path: Path) -> list[tuple[int, str]]:
    """(number of code cells above it, expression)."""
    found, above = [], 0
    for cell in run_notebooks.read(path).cells:
        above += cell.cell_type == "code"
        found += [(above, text.strip()) for text in HOLDS.findall(cell.source)]
    return found


def broken_claims(path: Path) -> list[str]:
    """Run the lesson, its times beside a load; what did not hold although no cell said "busy"."""
    from nbclient import NotebookClient

    wanted = claims(path)
    nb = run_notebooks.read(path)
    last = max(above for above, _ in wanted)
    code = [i for i, cell in enumerate(nb.cells) if cell.cell_type == "code"][:last]
    client = NotebookClient(nb, kernel_name="python3", timeout=300, record_timing=False,
                            resources={"metadata": {"path": str(path.parent)}})  # fmt: skip
    load = subprocess.Popen([sys.executable, "-c", LOAD])
    load.send_signal(signal.SIGSTOP)  # until a cell measures
    broken = []
    try:
        with client.setup_kernel():
            for number, i in enumerate(code, 1):
                measures = MEASURES in nb.cells[i].metadata.get("tags", [])
                load.send_signal(signal.SIGCONT if measures else signal.SIGSTOP)
                client.execute_cell(nb.cells[i], i)
                said = "".join(o.get("text", "") for o in nb.cells[i].outputs)
                for above, claim in wanted:
                    if above == number and BUSY not in said:
                        probe = run_notebooks.nbformat.v4.new_code_cell(f"assert {claim}")
                        nb.cells.append(probe)
                        try:
                            client.execute_cell(probe, len(nb.cells) - 1)
                        except Exception as error:
                            broken.append(f"{claim}: {str(error).strip().splitlines()[-1]}")
    finally:
        load.kill()
        load.wait()
    return broken


WITH_CLAIMS = [path for path in LESSONS if claims(path)]


@pytest.mark.room
@pytest.mark.parametrize("path", WITH_CLAIMS, ids=lambda path: path.stem)
def test_sentences_about_time_hold_beside_a_load(path):
    cells = [cell for cell in run_notebooks.read(path).cells if cell.cell_type == "code"]
    for above, claim in claims(path):
        assert MEASURES in cells[above - 1].metadata.get("tags", []), f"measured elsewhere: {claim}"
    assert broken_claims(path) == []


@pytest.mark.room
def test_a_sentence_that_does_not_hold_is_seen(tmp_path):
    new = run_notebooks.nbformat.v4
    cells = [
        new.new_code_cell("a, b = 1.0, 2.0"),
        new.new_markdown_cell("b takes longer. <!-- holds: b > a --> <!-- holds: a > b -->"),
        new.new_code_cell(f"a = 3\nprint({BUSY!r})"),
        new.new_markdown_cell("a takes less. <!-- holds: a < b -->"),
    ]
    path = tmp_path / "times.ipynb"
    path.write_text(run_notebooks.as_text(new.new_notebook(cells=cells)), encoding="utf-8")
    assert [text.partition(":")[0] for text in broken_claims(path)] == ["a > b"]
