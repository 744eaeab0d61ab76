"""Print the speed ratios of the course, measured by turns in one run: `make bench`.

--full   adds the quality table (about half an hour)
--write  writes data/benchmark.json, from which lesson 10 draws; do so on a quiet machine
--smoke  tiny sizes, to see that everything runs: its numbers mean nothing
"""

from __future__ import annotations

import os

# One thread, like everything that is compared; it has to be said before NumPy is loaded.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")

import argparse
import json
import sys
from datetime import date

import loading
import measure
import memory
import quality
import speed
import steps

from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder


def run(full: bool = False, smoke: bool = False) -> dict:
    """Measure everything; returns what the file holds."""
    sizes = (100, 300) if smoke else steps.SIZES
    rounds = 1 if smoke else 5
    rows = [] if smoke else memory.peaks()
    rows += [] if smoke else memory.starts()
    rows += loading.rows(20_000, 1_000, 1) if smoke else loading.rows()
    rows += steps.product_against_lookup(sizes[:1] if smoke else (1_000, 10_000, 100_000), rounds)
    ladder = steps.ladder(sizes, rounds)
    rows += steps.ladder_rows(ladder)
    rows += steps.growth(300, 100, 1) if smoke else steps.growth()
    found, notes, words_per_second = speed.engines(2_000 if smoke else 500_000, 1 if smoke else 3)
    rows += found
    rows += speed.two_workers(1, 20_000) if smoke else speed.two_workers()
    rows += memory.bound(words_per_second, rounds)
    table = []
    if full:
        table, more = quality.against_gensim(*(((1, 2), 1) if smoke else ()))
        rows += more + quality.classroom(*(((1,), 1) if smoke else ()))
    return {
        "machine": measure.machine(),
        "measured": date.today().isoformat()[:7],
        "versions": measure.versions(),
        "ladder": ladder,
        "counted": steps.counted(sizes),
        "rows": [row.as_dict() for row in rows],
        "quality": table,
        "notes": notes,
    }


def report(found: dict) -> str:
    """The table, the targets met and missed, and what was left out."""
    lines = [found["machine"], ", ".join(f"{k} {v}" for k, v in found["versions"].items())]
    lines += ["Medians of rounds taken by turns; then the smallest and largest round.", ""]
    rows = [measure.Row(**{k: v for k, v in row.items() if k != "met"}) for row in found["rows"]]
    part = None
    for row in rows:
        if row.part != part:
            lines += ["", row.part]
            part = row.part
        lines.append(str(row))
    lines += ["", "The ladder: milliseconds for 100 predictions", ladder_table(found["ladder"])]
    if found["quality"]:
        lines += ["", "Quality: mean (seeds)"]
        for q in found["quality"]:
            seeds = " ".join(f"{s:.3f}" for s in q["seeds"])
            lines.append(f"  {q['engine']:8} sample={q['sample']:<6g} {q['test']:16} "
                         f"{q['mean']:.3f}  ({seeds})")  # fmt: skip
    goals = [row for row in rows if row.met is not None]
    missed = [row.what for row in goals if not row.met]
    lines += ["", f"{len(goals) - len(missed)} of {len(goals)} targets met."]
    lines += [f"  MISSED: {what}" for what in missed]
    return "\n".join([*lines, *found["notes"]])


def ladder_table(ladder: dict) -> str:
    sizes = [str(V) for V in ladder["V"]]
    lines = ["  " + f"{'V':10}" + "".join(f"{int(V):>11,}" for V in sizes)]
    for name, ms in ladder["ms"].items():
        cells = (f"{ms[V]:.3g}" if V in ms else "–" for V in sizes)
        lines.append("  " + f"{name:10}" + "".join(f"{cell:>11}" for cell in cells))
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for option in ("--full", "--write", "--smoke"):
        parser.add_argument(option, action="store_true")
    options = parser.parse_args()
    if options.write and options.smoke:
        parser.error("--smoke measures nothing that is worth writing")
    found = run(options.full, options.smoke)
    print(report(found))
    if options.write:
        with atomic_write(data_folder() / "benchmark.json") as file:
            json.dump(found, file, indent=1, ensure_ascii=False)
            file.write("\n")
        print("written: data/benchmark.json; now `make data ARGS=sums`, which notes its new sum")
    return 0


if __name__ == "__main__":
    sys.exit(main())
