"""Pictures of lesson 03: which row gets which gradient, and which rows one step moves."""

from __future__ import annotations

import numpy as np

from w2vlib import checking, language
from w2vlib.layers import Embedding, RowGrad
from w2vlib.optim import SGD, Adam, SparseAdam, SparseSGD
from w2vlib.plots.lookup import CELL, LABELS, WORDS, check_count, mark, table, toy_matrix
from w2vlib.plots.svg import COLOR, FAINT, Svg

WAYS = {"=": "dW[ids] = dout", "+=": "dW[ids] += dout", "add.at": "np.add.at(dW, ids, dout)"}
V = len(WORDS)


def written_rows(ids, dout, how: str = "add.at") -> tuple[np.ndarray, list[int]]:
    """dW (7, H) as `how` writes it, and the positions in ids whose gradient is lost.

    how: "=", "+=" (both keep one gradient a row) or "add.at" (the library's Embedding).
    """
    W = toy_matrix(dout.shape[1])
    if how == "add.at":
        layer = Embedding(W)
        layer.forward(ids)
        layer.backward(dout)
        return layer.grads[0], []
    dW = np.zeros_like(W)
    if how == "=":
        dW[ids] = dout
    else:
        dW[ids] += dout
    return dW, [n for n, i in enumerate(ids) if i in ids[n + 1 :]]


def step_sizes(dW: np.ndarray, touched, before=(), sparse=False, lr: float = 0.1) -> np.ndarray:
    """How far one step moves each row: (7, 3), for SGD, Adam and SparseAdam.

    Far: the largest change of a number of the row. SGD's is the rate times the gradient.

    touched: the ids of this batch. before: ids of the batch before, whose gradient was all ones;
    each optimiser has already made that step.
    """
    used, columns = np.unique(np.asarray(touched, dtype=int)), []
    for optimizer in (SparseSGD(lr) if sparse else SGD(lr), Adam(lr), SparseAdam(lr)):
        W = toy_matrix(dW.shape[1])
        rows_only = isinstance(optimizer, SparseSGD | SparseAdam)
        if len(before):
            first = Embedding(W, sparse=rows_only)
            first.backward(np.ones_like(first.forward(before)))
            optimizer.update([W], first.grads)
        start = W.copy()
        optimizer.update([W], [RowGrad(used, dW[used], dW.shape) if rows_only else dW])
        columns.append(np.abs(W - start).max(axis=1))
    return np.column_stack(columns)


def draw_gradient(
    ids=(1, 1, 3), dout=((1, 1),), scale: float = 1, how: str = "+=", sparse: bool = False,
    before=(),
) -> Svg:  # fmt: skip
    """From dout to dW, and from dW to one step of three optimisers (lr 0.1).

    ids   : 1 to 8 ids in 0..6;  dout: (N, 2), or one row for all;  scale multiplies it
    how   : "=", "+=" or "add.at";  sparse: keep the touched rows only
    before: ids of the step before this one (its gradient was all ones)
    """
    ids, N = check_count(ids), len(ids)
    checking.ids(ids, V)
    dout = np.atleast_2d(np.asarray(dout, dtype=float)) * scale
    if dout.shape not in {(N, 2), (1, 2)} or not np.abs(dout).max() <= 99:
        raise ValueError(
            f"dout needs 2 numbers within −99..99 a row, and {N} rows for {N} ids "
            f"(or 1 row for all of them); got shape {dout.shape}"
        )
    dout = np.repeat(dout, N, axis=0) if len(dout) == 1 else dout
    dW, lost = written_rows(ids, dout, how)
    right, _ = written_rows(ids, dout)
    used = sorted(set(ids))
    shown = used if sparse else list(range(V))
    steps = step_sizes(dW, ids, before, sparse)
    strays = [i for i in range(V) if i not in used and steps[i, 1] > 0]
    wrong = [i for i in used if not np.allclose(dW[i], right[i])]
    first, counts = "SparseSGD" if sparse else "SGD", (steps > 0).sum(axis=0).tolist()
    moved = language.shown(
        f"One step of {first}, Adam, SparseAdam moves {', '.join(map(str, counts))} rows."
    )
    s = Svg(
        880, 372, f"{WAYS[how]} for the ids {', '.join(map(str, ids))}",
        f"{len(lost)} of {N} gradients lost. "
        + " ".join(
            f"{language.label(f'Row {i} of dW')}: {_row(dW[i])}, "
            f"{language.label('should be')} {_row(right[i])}." if i in wrong
            else f"{language.label(f'Row {i} of dW')}: {_row(dW[i])}." for i in used
        )
        + f" {moved}",
    )  # fmt: skip
    (w, r), x_out, x_dW, top, pink = CELL, 100, 336, 100, COLOR["gradient"]
    s.panel(0, 460).text(
        20, 24, f"{WAYS[how]}: {len(lost)} of {N} gradients lost", size=15, font_weight="bold"
    )
    gone = f"{language.label('lost')} ✕ "
    marks = [gone * (n in lost) + WORDS[i] for n, i in enumerate(ids)]
    table(s, x_out, top, dout, range(N), pink, rows=marks)
    s.text(x_out, top - 10, f"dout ({N} × 2)", font_weight="bold")
    s.text(x_dW, top - 10, f"{len(used)} rows kept" if sparse else f"dW ({V} × 2)",
           font_weight="bold")  # fmt: skip
    for i in range(V):
        s.text(x_dW - 8, top + (i + 0.68) * r, LABELS[i], size=12, anchor="end")
        if i in shown:
            table(s, x_dW, top + i * r, dW[i])
        else:
            s.rect(x_dW, top + i * r, 2 * w, r, stroke=FAINT, stroke_dasharray="2 4")
    for i in used:
        mark(s, x_dW, top + i * r, 2 * w, r, pink)
    for n, i in enumerate(ids):
        x1, y1, x2, y2 = x_out + 2 * w + 6, top + (n + 0.5) * r, x_dW - 78, top + (i + 0.5) * r
        if n in lost:  # a dashed line that ends half-way, in a cross
            xm, ym = (x1 + x2) / 2, (y1 + y2) / 2
            s.line(x1, y1, xm, ym, pink, stroke_width=2, stroke_dasharray="4 4")
            s.text(xm + 2, ym + 5, "✕", size=15, font_weight="bold")
        else:
            s.arrow(x1, y1, x2, y2, pink)
    if wrong:
        said = "; ".join(f"row {i} should be {_row(right[i])}" for i in wrong)
        s.text(20, 358, said, size=13, font_weight="bold")
    return _draw_step(s, top, used, before, steps, strays, sparse)


def _draw_step(s: Svg, top: float, used, before, steps, strays, sparse) -> Svg:
    """The right half: how far one step of each optimiser moves the rows of W."""
    x, n = 470, len(used)
    earlier = ", ".join(WORDS[i] for i in before) or language.label("none")
    s.panel(320, 880).text(
        x, 24, "one step with it, learning rate 0.1", size=15, font_weight="bold"
    )
    s.text(x, 46, f"words of the step before this one: {earlier}", size=12, fill=FAINT)
    s.text(x, top - 32, "how far each row of W moves", font_weight="bold")
    names = ["SparseSGD" if sparse else "SGD", "Adam", "SparseAdam"]
    table(s, x, top, steps, used, COLOR["W_in"], cell=(80, CELL[1]), cols=names)
    for i in range(V):  # the names stand in the other panel, which may be above this one
        s.text(x - 8, top + (i + 0.68) * CELL[1], i, size=12, fill=FAINT, anchor="end")
    for i in strays:
        s.text(x + 246, top + (i + 0.68) * CELL[1], "◄ Adam, no gradient", size=12)
    moved, bottom = (steps > 0).sum(axis=0), top + V * CELL[1]
    s.text(x - 8, bottom + 20, "rows moved", size=12, anchor="end")
    s.text(x - 8, bottom + 38, "rows read and written", size=12, anchor="end")
    for c, visited in enumerate((n if sparse else V, V, n)):
        s.text(x + 40 + c * 80, bottom + 20, moved[c], size=12, anchor="middle")
        s.text(x + 40 + c * 80, bottom + 38, visited, size=12, anchor="middle")
    return s


def _row(values) -> str:
    return " ".join(f"{v + 0.0:.2f}" for v in values)
