"""The order of the lessons is written once, in w2vlib/plots/course_map.py; this writes it down.

`make notebooks` puts "Lesson n of N" into each lesson and the rows of the table into lesson 00.
"""

from __future__ import annotations

import re

from w2vlib.plots.course_map import LESSONS

PLACE = re.compile(r"\bLesson \d+ of \d+\b")
TABLE = re.compile(r"^(\| n \| lesson \|.*\n\|[-| ]+\n)(?:\|.*(?:\n|\Z))+", re.M)


def write_order(cells: list, stem: str) -> None:
    """In a notebook's cells, in place; stem: its file's name without .ipynb."""
    rows = "".join(f"| {x.n} | [{x.title}]({x.stem}.ipynb) | {x.question} |\n" for x in LESSONS)
    for lesson in LESSONS:
        if lesson.stem == stem:
            place = f"Lesson {lesson.n} of {len(LESSONS)}"
            cells[0]["source"] = PLACE.sub(place, cells[0]["source"])
    for cell in cells:
        if cell["cell_type"] == "markdown":
            cell["source"] = TABLE.sub(lambda found: found[1] + rows, cell["source"])
