"""Pictures of lesson 02: one row of a matrix, picked by a product and picked by its number."""

from __future__ import annotations

import numpy as np

from w2vlib import checking, language
from w2vlib.layers import Embedding, MatMul
from w2vlib.plots.cost import si
from w2vlib.plots.svg import COLOR, FAINT, Svg
from w2vlib.words import suggest

WORDS = ("you", "say", "goodbye", "and", "i", "hello", ".")  # the ids of the shared toy sentence
LABELS = [f"{i} {word}" for i, word in enumerate(WORDS)]
CELL = (44, 24)
ROW = 20  # the height of a row where two tables stand one above the other
MOST_IDS = 8  # more do not fit into a picture
MOST_WORDS = 1_000_000
UNSHADED = 1e9  # vmax of a table whose numbers are told apart by their frame, not by a shade


def toy_matrix(H: int = 3) -> np.ndarray:
    """(7, H) float64 whose numbers tell their row: row 2 holds 2.1 2.2 2.3."""
    checking.whole("H", H, 1, 9, "more does not fit the page")
    return np.arange(len(WORDS))[:, None] + np.arange(1, H + 1) / 10


def ids_from_text(text: str) -> list[int]:
    """Word ids or words, with spaces or commas between: "1 say, 3" gives [1, 1, 3].

    Raises ValueError with a hint for an unknown word, for nothing, and for more than 8.
    """
    ids = []
    for part in text.replace(",", " ").split():
        if part.lower() in WORDS:
            ids.append(WORDS.index(part.lower()))
            continue
        try:
            ids.append(int(part.replace("−", "-")))
        except ValueError:
            near = suggest(part, WORDS) or WORDS
            raise ValueError(
                f"{part[:30]!r} is neither a word id nor a word of the sentence; "
                f"try {' or '.join(near)}"
            ) from None
    return check_count(ids)


def check_count(ids) -> list[int]:
    """The ids as a list of 1 to 8, or ValueError."""
    given = checking.numbers("word ids", np.atleast_1d(np.asarray(ids)), ("n",), "one id a word")
    ids = [int(i) for i in given]
    if not 1 <= len(ids) <= MOST_IDS:
        raise ValueError(
            f"the picture shows 1 to {MOST_IDS} word ids, got {len(ids)}; "
            f"type {'at least one' if not ids else 'fewer'}"
        )
    return ids


def table(svg: Svg, x, y, A, lit=(), color="", *, cell=CELL, **labels) -> None:
    """A matrix without a heat map: the rows in `lit` are tinted and framed, all others are plain.

    The toy rows grow from top to bottom; shaded by size, the last one would shine and not the
    chosen one.
    """
    w, h = cell
    svg.matrix(x, y, A, cell=cell, vmax=UNSHADED, **labels)
    for r in lit:
        mark(svg, x, y + r * h, w * np.shape(A)[-1], h, color)


def mark(svg: Svg, x, y, width, height, color) -> None:
    """Tint and frame what counts."""
    svg.rect(x, y, width, height, color, fill_opacity=0.18)
    svg.rect(x, y, width, height, stroke=color, stroke_width=3)


def draw_row_pick(word: int = 2, H: int = 3) -> Svg:
    """One-hot row × matrix, written out (our own form of the book's figure 4-3).

    word: an id in 0..6. Every row of W is multiplied by one number of x; the column sums are h.
    """
    W, V = toy_matrix(H), len(WORDS)
    Embedding(W).forward(word)  # says so when there is no such word
    x = np.eye(V)[word]
    products = x[:, None] * W
    h = MatMul(W).forward(x[None])[0]
    written = " ".join(f"{v:.1f}" for v in h)
    s = Svg(
        620, 320, f"The one-hot row of '{WORDS[word]}' times W is row {word} of W",
        f"Each of the {V} rows of W is multiplied by one number of x. {V - 1} numbers of x are 0, "
        f"so {(V - 1) * H} of the {V * H} products are 0. Row {word} is left: {written}.",
    )  # fmt: skip
    cell, top = CELL, 60
    blue = COLOR["W_in"]
    table(s, 90, top, x[:, None], [word], blue, rows=LABELS, fmt="{:.0f}")
    s.text(90, top - 30, language.label("x, one-hot"), font_weight="bold")
    table(s, 210, top, W, [word], blue)
    s.text(210, top - 30, f"W ({V} × {H})", font_weight="bold")
    table(s, 430, top, products, [word], blue)
    s.text(430, top - 30, "row by row: x[i] · W[i]", font_weight="bold")
    middle = top + V * cell[1] / 2 + 5
    s.text(172, middle, "×", size=20, anchor="middle").text(386, middle, "=", size=20)
    bottom = top + V * cell[1]
    s.arrow(496, bottom + 4, 496, bottom + 36)
    s.text(508, bottom + 24, "add the rows", size=12, fill=FAINT)
    table(s, 430, bottom + 42, h[None], [0], COLOR["h"], rows=[f"h = W[{word}] ="])
    return s


def one_hot_bill(N: int, V: int, H: int) -> str:
    """What a product with N one-hot rows costs, in words."""
    zeros = N * (V - 1) * H
    return f"{N * V * H:,} multiplications, {zeros:,} of them by 0; x takes {si(4 * N * V, 'B')}"


def draw_lookup(ids=(1, 4), one_hot: bool = True, V: int = len(WORDS), H: int = 3) -> Svg:
    """The same rows of W, looked up and, with one_hot, multiplied out (figures 4-3 and 4-4).

    ids: 1 to 8 word ids in 0..6, repeats allowed. V: words in the vocabulary, 7 to a million; the
    picture shows the first 7 and counts them all. Counts the multiplications by 0 and the bytes of
    x in float32 and of the ids in int32.
    """
    ids = check_count(ids)
    if not len(WORDS) <= V <= MOST_WORDS:
        raise ValueError(f"V must be a whole number from {len(WORDS)} to {MOST_WORDS:,}, got {V}")
    W, N, shown = toy_matrix(H), len(ids), len(WORDS)
    if shown < V and not 0 <= min(ids) <= max(ids) < shown:
        raise IndexError(
            f"the picture draws the rows 0..{shown - 1} of W only, however large V is; "
            f"type ids from 0 to {shown - 1}, got {min(ids)}..{max(ids)}"
        )
    h = Embedding(W).forward(ids)
    names = ", ".join(WORDS[i] for i in ids)
    more, left = shown < V, V - shown
    height = max(shown + bool(more), N) * ROW + 72
    count = one_hot_bill(N, V, H)
    copied = f"0 multiplications, {N * H} numbers copied; the ids take {4 * N} B"
    s = Svg(
        760, height * (1 + one_hot), f"Rows {', '.join(map(str, ids))} of W ({names}) leave as h",
        f"V = {V:,} words. The look-up: {copied}."
        + (f" The product with one-hot rows gives the same h: {count}." if one_hot else ""),
    )  # fmt: skip
    lit = sorted(set(ids))
    words = [WORDS[i] for i in ids]
    x_ids, x_W, x_h, w, r = 90, 400, 610, CELL[0], ROW

    def panel(top, title, inputs, outputs):
        s.text(20, top - 40, title, size=15, font_weight="bold")
        table(s, x_W, top, W, lit, COLOR["W_in"], cell=(w, r), rows=LABELS)
        s.text(x_W, top - 8, f"W ({V:,} × {H})", font_weight="bold")
        if more:
            s.text(x_W, top + (shown + 0.75) * r, f"… and {left:,} rows more", 12, FAINT)
        table(s, x_h, top, outputs, range(N), COLOR["h"], cell=(w, r))
        s.text(x_h, top - 8, f"h ({N} × {H})", font_weight="bold")
        for n, i in enumerate(ids):
            if inputs is not None:
                s.matrix(x_ids, top + n * r, inputs[n], cell=(28, r), rows=[words[n]],
                         fmt="{:.0f}", vmax=UNSHADED)  # fmt: skip
            else:
                s.matrix(x_ids, top + n * r, [[i]], cell=(w, r), rows=[words[n]], fmt="{:.0f}",
                         vmax=UNSHADED)  # fmt: skip
                s.arrow(x_ids + w + 4, top + (n + 0.5) * r, x_W - 84, top + (i + 0.5) * r)
                s.arrow(x_W + H * w + 4, top + (i + 0.5) * r, x_h - 4, top + (n + 0.5) * r,
                        stroke=COLOR["h"])  # fmt: skip

    top = 60
    panel(top, f"{language.label('Look-up')}: {copied}", None, h)
    s.text(x_ids, top - 8, f"ids ({N},)", font_weight="bold")
    if one_hot:
        top += height
        x = np.eye(shown)[ids]
        panel(top, f"Product: {count}", x, MatMul(W).forward(x))
        s.text(x_ids, top - 8, f"x, one-hot ({N} × {V:,})", font_weight="bold")
        if more:
            columns = f"… and {left:,} columns more, all 0"
            s.text(x_ids, top + (max(shown, N) + 0.75) * r, columns, 12, FAINT)
        for n, i in enumerate(ids):
            s.rect(x_ids + i * 28, top + n * r, 28, r, stroke=COLOR["W_in"], stroke_width=3)
        s.text(x_ids + 212, top + 20, "×", size=20).text(x_h - 46, top + 20, "=", size=20)
    return s
