"""Pictures of lesson 02: one row of a matrix, picked by a product and picked by its number."""

from __future__ import annotations

import numpy as np

from w2vlib.layers import Embedding, MatMul
from w2vlib.plots.svg import COLOR, FAINT, Svg
from w2vlib.words import suggest

WORDS = ("you", "say", "goodbye", "and", "i", "hello", ".")  # the ids of the shared toy sentence
LABELS = [f"{i} {word}" for i, word in enumerate(WORDS)]
CELL = (44, 24)
MOST_IDS = 8  # more do not fit into a picture


def toy_matrix(H: int = 3) -> np.ndarray:
    """(7, H) float64 whose numbers tell their row: row 2 holds 2.1 2.2 2.3."""
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
    ids = [int(i) for i in ids]
    if not 1 <= len(ids) <= MOST_IDS:
        raise ValueError(
            f"the picture shows 1 to {MOST_IDS} word ids, got {len(ids)}; "
            f"type {'at least one' if not ids else 'fewer'}"
        )
    return ids


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
    s.matrix(90, top, x[:, None], cell=cell, rows=LABELS, fmt="{:.0f}", vmax=9, lit=[word],
             color=COLOR["W_in"])  # fmt: skip
    s.text(90, top - 30, "x, one-hot", font_weight="bold")
    s.matrix(210, top, W, cell=cell, color=COLOR["W_in"], lit=[word])
    s.text(210, top - 30, f"W ({V} × {H})", font_weight="bold")
    s.matrix(430, top, products, cell=cell, color=COLOR["W_in"], lit=[word], vmax=W.max())
    s.text(430, top - 30, "row by row: x[i] · W[i]", font_weight="bold")
    middle = top + V * cell[1] / 2 + 5
    s.text(172, middle, "×", size=20, anchor="middle").text(386, middle, "=", size=20)
    bottom = top + V * cell[1]
    s.arrow(496, bottom + 4, 496, bottom + 36)
    s.text(508, bottom + 24, "add the rows", size=12, fill=FAINT)
    s.matrix(430, bottom + 42, h[None], cell=cell, rows=[f"h = W[{word}] ="], vmax=W.max())
    return s


def draw_lookup(ids=(1, 4), one_hot: bool = True, H: int = 3) -> Svg:
    """The same rows of W, looked up and, with one_hot, multiplied out (figures 4-3 and 4-4).

    ids: 1 to 8 word ids in 0..6, repeats allowed. Counts the multiplications by 0.
    """
    ids = check_count(ids)
    W, (N, V) = toy_matrix(H), (len(ids), len(WORDS))
    h = Embedding(W).forward(ids)
    names = ", ".join(WORDS[i] for i in ids)
    height = max(V, N) * CELL[1] + 80
    count = f"{N * V * H} multiplications, {N * (V - 1) * H} of them by 0"
    copied = f"0 multiplications, {N * H} numbers copied"
    s = Svg(
        760, height * (1 + one_hot), f"Rows {', '.join(map(str, ids))} of W ({names}) leave as h",
        f"The look-up: {copied}."
        + (f" The product with one-hot rows gives the same h: {count}." if one_hot else ""),
    )  # fmt: skip
    lit = sorted(set(ids))
    words = [WORDS[i] for i in ids]
    x_ids, x_W, x_h, (w, r) = 90, 400, 610, CELL

    def panel(top, title, inputs, outputs):
        s.text(20, top - 50, title, size=15, font_weight="bold")
        s.matrix(x_W, top, W, cell=CELL, rows=LABELS, color=COLOR["W_in"], lit=lit)
        s.text(x_W, top - 10, f"W ({V} × {H})", font_weight="bold")
        s.matrix(x_h, top, outputs, cell=CELL, color=COLOR["h"], vmax=W.max())
        s.text(x_h, top - 10, f"h ({N} × {H})", font_weight="bold")
        for n, i in enumerate(ids):
            if inputs is not None:
                s.matrix(x_ids, top + n * r, inputs[n], cell=(28, r), rows=[words[n]],
                         fmt="{:.0f}", vmax=9)  # fmt: skip
            else:
                s.matrix(x_ids, top + n * r, [[i]], cell=CELL, rows=[words[n]], fmt="{:.0f}",
                         vmax=1e9)  # fmt: skip
                s.arrow(x_ids + w + 4, top + (n + 0.5) * r, x_W - 84, top + (i + 0.5) * r)
                s.arrow(x_W + H * w + 4, top + (i + 0.5) * r, x_h - 4, top + (n + 0.5) * r,
                        stroke=COLOR["h"])  # fmt: skip

    top = 70
    panel(top, f"Embedding(W).forward(ids): {copied}", None, h)
    s.text(x_ids, top - 10, f"ids ({N},)", font_weight="bold")
    if one_hot:
        top += height
        x = np.eye(V)[ids]
        panel(top, f"MatMul(W).forward(x): {count}", x, MatMul(W).forward(x))
        s.text(x_ids, top - 10, f"x, one-hot ({N} × {V})", font_weight="bold")
        for n, i in enumerate(ids):
            s.rect(x_ids + i * 28, top + n * r, 28, r, stroke=COLOR["W_in"], stroke_width=3)
        s.text(x_ids + 212, top + 20, "×", size=20).text(x_h - 46, top + 20, "=", size=20)
    return s
