"""Answers to a "Predict" are kept beside the lessons, so that nobody sees one before its time.

A paragraph that begins with **Predict.** asks; the code cells up to the next text answer. They
carry the tag `answer` and are stored in the notebook without outputs, as if nobody had run them:
in JupyterLab, in Notebook 7 and on Binder the answer is not there until the cell is run. What the
cells put out is kept in `answers/NN.json` beside the lessons, cell id -> outputs. Whoever needs
both, `make notebooks`, the tests and the site, puts them together with `merge`.

Not an answer: a cell in which the reader types a guess (`guess.name(...)`), and an explorer.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

TAG = "answer"
ASKS = re.compile(r"^\*\*Predict\.\*\*", re.M)
GUESS = re.compile(r"^guess\.\w+\(", re.M)
EXPLORER = re.compile(r"^explore_\w+\(", re.M)


def file_of(lesson: Path) -> Path:
    """Where the outputs of a lesson's answers are kept."""
    return lesson.parent / "answers" / f"{lesson.name[:2]}.json"


def read(lesson: Path) -> dict[str, list]:
    """Cell id -> outputs; empty for a notebook whose cells keep all of their outputs."""
    file = file_of(lesson)
    if not re.match(r"\d\d_", lesson.name) or not file.is_file():
        return {}
    return json.loads(file.read_text(encoding="utf-8"))


def answering(cells: list) -> list[bool]:
    """For each cell: does it answer a Predict?"""
    found, asked = [], False
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            asked = bool(ASKS.search(source))
            found.append(False)
        else:
            found.append(asked and not GUESS.search(source) and not EXPLORER.search(source))
    return found


def tag(cells: list) -> None:
    """Put the tag on the cells that answer, and take it from those that do not."""
    for cell, answers in zip(cells, answering(cells), strict=True):
        if cell["cell_type"] == "code":
            tags = [name for name in cell["metadata"].get("tags", []) if name != TAG]
            if tags := sorted(tags + [TAG] * answers):
                cell["metadata"]["tags"] = tags
            else:
                cell["metadata"].pop("tags", None)


def merge(cells: list, kept: dict[str, list]) -> None:
    """Give the answering cells their outputs, and the number they have when all cells are run."""
    for number, cell in enumerate((c for c in cells if c["cell_type"] == "code"), 1):
        if cell["id"] in kept:
            cell["outputs"], cell["execution_count"] = kept[cell["id"]], number
            for output in cell["outputs"]:
                if output["output_type"] == "execute_result":
                    output["execution_count"] = number


def take(cells: list) -> dict[str, list]:
    """Take the outputs out of the answering cells, and return them."""
    kept = {}
    for cell in cells:
        if cell["cell_type"] == "code" and TAG in cell["metadata"].get("tags", []):
            kept[cell["id"]] = cell["outputs"]
            cell["outputs"], cell["execution_count"] = [], None
    return kept


def as_text(kept: dict[str, list]) -> str:
    return json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=False) + "\n"
