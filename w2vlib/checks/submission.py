"""What is wrong with a handed-in notebook, apart from its answers: said before it is graded.

`python -m w2vlib.checks.submission handed_in.ipynb released.ipynb target.ipynb` writes what can be
graded to target, prints what was found, one line each, and ends with 1 if nothing can be graded.
It reads JSON and runs nothing.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

LARGEST = 50_000_000  # bytes; an exercise has some ten thousand


def mended(handed_in: Path, released: Path) -> tuple[dict | None, list[str]]:
    """(The notebook to grade, or None; what there is to say about it)."""
    if handed_in.is_symlink() or not handed_in.is_file():
        return None, ["there is no notebook of this name"]
    if handed_in.stat().st_size > LARGEST:
        return None, [f"larger than {LARGEST // 10**6} MB: were its outputs left in it?"]
    raw, said = handed_in.read_bytes(), []
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
        said.append("began with a byte-order mark, which was taken off")
    if not raw.strip():
        return None, [*said, "the file is empty"]
    try:
        notebook = json.loads(raw)
        cells = [cell for cell in notebook["cells"] if isinstance(cell["metadata"], dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        lines = raw.splitlines()
        marks = [n for n, line in enumerate(lines, 1) if line.startswith((b"<<<<<<<", b">>>>>>>"))]
        if marks:
            return None, [*said, f"marks of a merge conflict (line {marks[0]}): no notebook"]
        return None, [*said, "no notebook: it cannot be read as JSON with cells"]
    wanted = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell
        for cell in json.loads(released.read_bytes())["cells"]
        if "nbgrader" in cell["metadata"]
    }
    return notebook, said + _restored(cells, wanted) + _cells(cells, wanted)


def _id(cell: dict) -> str:
    meta = cell["metadata"].get("nbgrader")
    return str(meta.get("grade_id", "")) if isinstance(meta, dict) else ""


def _restored(cells: list[dict], wanted: dict[str, dict]) -> list[str]:
    """Give cells that lost nbgrader's metadata theirs again, by the ids of the cells."""
    by_id = {cell["id"]: cell for cell in wanted.values()}
    there, back = {_id(cell) for cell in cells}, []
    for cell in cells:
        original = by_id.get(cell.get("id"))
        if original and not _id(cell) and _id(original) not in there:
            cell["metadata"]["nbgrader"] = original["metadata"]["nbgrader"]
            back.append(_id(original))
    if back:
        return [f"nbgrader's metadata was lost, and restored by the cells' ids: {', '.join(back)}"]
    return []


def _cells(cells: list[dict], wanted: dict[str, dict]) -> list[str]:
    count = Counter(_id(cell) for cell in cells)
    missing, said = [name for name in wanted if not count[name]], []
    if len(missing) == len(wanted):
        return ["nbgrader's metadata is lost, and the cells' ids too: no check can be found in it"]
    for name in missing:
        if name.startswith("check_"):
            said.append(f"the cell of {name} is missing: put back, and graded")
        else:
            said.append(f"the cell of {name} is missing: is its answer in another cell?")
    twice = [name for name in wanted if count[name] > 1]
    return said + [f"the cell of {name} was copied or split: look at its answer" for name in twice]


def main(handed_in: str, released: str, target: str) -> int:
    """Write the notebook to grade, print what was found."""
    notebook, said = mended(Path(handed_in), Path(released))
    print("\n".join(said))
    if notebook is None:
        return 1
    Path(target).write_text(json.dumps(notebook), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
