"""A notebook that is handed in damaged gets the true reason, and what can be graded is graded."""

import copy
import json
from pathlib import Path

import pytest

from w2vlib.checks.submission import mended

ROOT = Path(__file__).resolve().parent.parent
NAME = "ex02_replace_a_product_by_a_lookup"
RELEASED = ROOT / f"notebooks/exercises/{NAME}/{NAME}.ipynb"


def place(cells, name):
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
    return names.index(name)


def whole(cells):
    """Nothing is wrong."""


def without_metadata(cells):
    for cell in cells:
        cell["metadata"].pop("nbgrader", None)


def without_metadata_and_ids(cells):
    without_metadata(cells)
    for n, cell in enumerate(cells):
        cell["id"] = f"made-anew-{n}"


def check_deleted(cells):
    del cells[place(cells, "check_one_hot")]


def answer_deleted(cells):
    del cells[place(cells, "one_hot")]


def check_split(cells):
    at = place(cells, "check_one_hot")
    cells.insert(at, copy.deepcopy(cells[at]))


DAMAGES = {
    whole: "",
    without_metadata: "restored by the cells' ids: lookup_shape, check_lookup_shape, one_hot",
    without_metadata_and_ids: "no check can be found",
    check_deleted: "the cell of check_one_hot is missing: put back",
    answer_deleted: "the cell of one_hot is missing: is its answer in another cell?",
    check_split: "the cell of check_one_hot was copied or split",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_cells_are_named(damage, tmp_path):
    notebook = json.loads(RELEASED.read_bytes())
    damage(notebook["cells"])
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    found, said = mended(path, RELEASED)
    assert "; ".join(said).startswith(DAMAGES[damage]) or DAMAGES[damage] in "; ".join(said)
    assert len(said) == (damage is not whole)
    if damage is without_metadata:
        assert mended(RELEASED, RELEASED)[0]["cells"] == found["cells"]


CONFLICT = b'{\n "cells": [\n<<<<<<< HEAD\n  1\n=======\n  2\n>>>>>>> theirs\n ]\n}'
FILES = {
    "empty": (b"", "the file is empty"),
    "picture": (b"\x89PNG\r\n\x1a\n", "cannot be read as JSON"),
    "conflict": (CONFLICT, "marks of a merge conflict (line 3)"),
    "a list": (b"[1, 2]", "cannot be read as JSON with cells"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_notebook_is_named(name, tmp_path):
    raw, reason = FILES[name]
    (tmp_path / "a.ipynb").write_bytes(raw)
    found, (said,) = mended(tmp_path / "a.ipynb", RELEASED)
    assert found is None and reason in said


def test_a_byte_order_mark_is_taken_off(tmp_path):
    (tmp_path / "a.ipynb").write_bytes(b"\xef\xbb\xbf" + RELEASED.read_bytes())
    found, (said,) = mended(tmp_path / "a.ipynb", RELEASED)
    assert "byte-order mark" in said and found == json.loads(RELEASED.read_bytes())


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "a.ipynb").symlink_to(RELEASED)
    assert mended(tmp_path / "a.ipynb", RELEASED)[0] is None
