"""Got and expected side by side: two small matrices, the entries that differ marked."""

from __future__ import annotations

from html import escape

import numpy as np

from w2vlib.checks.compare import apart, as_numbers, parts
from w2vlib.language import label, shown

ROWS, COLUMNS = 8, 8  # of a matrix that is shown whole; of a larger one, these round the mistake
MARK = "outline: 2px solid #D55E00; outline-offset: -2px; font-weight: bold"


class Picture:
    """Two matrices. Notebooks show the tables; everything else the text."""

    def __init__(self, part: str, got: np.ndarray, right: np.ndarray, bad: np.ndarray):
        self.part, self.got, self.right, self.bad = part, got, right, bad

    def __repr__(self) -> str:
        lines = [f"{self.part + ': ' if self.part else ''}got, and expected (* differs)"]
        for mine, wanted, wrong in zip(self.got, self.right, self.bad, strict=True):
            left = " ".join(
                f"{x:>9.4g}{'*' if w else ' '}" for x, w in zip(mine, wrong, strict=True)
            )
            lines.append(f"{left} |{' '.join(f'{x:>10.4g}' for x in wanted)}")
        return "\n".join([shown(lines[0]), *lines[1:]])

    def _repr_html_(self) -> str:
        tables = self._table(label("got"), self.got, " *") + self._table(
            label("expected"), self.right, ""
        )
        text = f"{self.part}: " if self.part else ""
        return (
            f"<div>{escape(text)}{shown('entries with a frame and a * differ')}<br>{tables}</div>"
        )

    def _table(self, name: str, values: np.ndarray, star: str) -> str:
        rows = ""
        for row, wrong in zip(values, self.bad, strict=True):
            marks = [(MARK, star) if w else ("", "") for w in wrong]
            cells = zip(row, marks, strict=True)
            rows += "<tr>" + "".join(f'<td style="{m}">{x:.4g}{t}</td>' for x, (m, t) in cells)
        style = "display: inline-table; margin-right: 2em"
        return f'<table style="{style}"><caption>{name}</caption>{rows}</table>'


def picture_of(got, expected) -> Picture | None:
    """The first part that differs, if it is an array in the right shape."""
    for part, mine, wanted in parts(got, expected) or ():
        array, right = as_numbers(mine), as_numbers(wanted)
        if array is None or right is None or array.shape != right.shape:
            continue
        bad = apart(mine, array, right, 1e-5, 1e-6)
        if not bad.any() or right.ndim not in (1, 2) or right.size < 2:
            continue
        array, right, bad = (np.atleast_2d(a) for a in (array, right, bad))
        row, column = np.argwhere(bad)[0]
        top = max(0, min(row - ROWS // 2, len(right) - ROWS))
        left = max(0, min(column - COLUMNS // 2, right.shape[1] - COLUMNS))
        window = np.s_[top : top + ROWS, left : left + COLUMNS]
        place = f" rows {top}…, columns {left}…" if bad[window].shape != bad.shape else ""
        return Picture(f"{part}{place}".strip(), array[window], right[window], bad[window])
    return None
