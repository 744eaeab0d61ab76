"""All words on a plane, and lines to a word's ten true neighbours (lesson 08)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from w2vlib.plots.similarity import short
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, PAPER, Svg
from w2vlib.setup.datafiles import data_file
from w2vlib.stored_vectors import load_vectors

NEAR = 10  # neighbours that are drawn and counted
DRAWN = 2500  # words that the still picture shows; the live map shows all
SIDE, LEFT, TOP = 480, 20, 40  # of the still picture's square


@lru_cache(maxsize=1)
def word_map() -> np.ndarray:
    """The place of every word, (V, 2) in 0..1 (data/build_word_map.py made it)."""
    with np.load(data_file("word_map.npz"), allow_pickle=False) as file:
        return file["at"].astype(np.float32) / 65535


def true_neighbours(word: str) -> tuple[int, list[int], list[int]]:
    """The id of the word, its 10 nearest by cosine, and those that are also among the 10 here."""
    wv, at = load_vectors_once(), word_map()
    i = wv.get_index(word)
    near = [wv.key_to_index[w] for w, _ in wv.most_similar(word, topn=NEAR)]
    distance = ((at - at[i]) ** 2).sum(1)
    distance[i] = np.inf
    seen = set(np.argsort(distance, kind="stable")[:NEAR].tolist())
    return i, near, [j for j in near if j in seen]


load_vectors_once = lru_cache(maxsize=1)(load_vectors)


def show_map(word: str = "energy") -> Svg:
    """The map with lines from `word` to its ten nearest by cosine. Errors: KeyError."""
    wv, at = load_vectors_once(), word_map()
    i, near, kept = true_neighbours(word)
    svg = Svg(
        760, 540, f"Map of {len(wv):,} words, with the 10 words nearest to {word!r} by cosine"
    )
    x, y = LEFT + SIDE * at[:, 0], TOP + SIDE * (1 - at[:, 1])
    dots = "".join(f"M{a:.0f} {b:.0f}h1" for a, b in zip(x[:DRAWN], y[:DRAWN], strict=True))
    svg.text(LEFT, 24, f"Map: the {DRAWN:,} commonest of {len(wv):,} words", 14, font_weight="bold")
    svg.rect(LEFT, TOP, SIDE, SIDE, stroke=GREY, stroke_width=0.5)
    svg.add("path", d=dots, stroke=GREY, stroke_width=2, fill="none")
    svg.text(LEFT + SIDE + 20, 24, f"Nearest to {short(word)!r} by cosine", 14, font_weight="bold")
    for r, j in enumerate(near):
        there = j in kept
        svg.line(x[i], y[i], x[j], y[j], COLOR["W_in"], stroke_width=1.5,
                 stroke_dasharray=None if there else "5 3")  # fmt: skip
        svg.circle(x[j], y[j], 3, COLOR["W_in"])
        name = f"{short(wv.index_to_key[j])}{' ✓' if there else ''}"
        svg.text(LEFT + SIDE + 20, 54 + 24 * r, name, 13, font_weight="bold" if there else None)
        svg.text(740, 54 + 24 * r, f"{wv.unit[i] @ wv.unit[j]:.2f}", 13, anchor="end")
    svg.circle(x[i], y[i], 5, COLOR["target"], stroke=INK)
    right = x[i] > LEFT + SIDE - 90
    svg.text(x[i] + (-8 if right else 8), max(y[i] - 8, TOP + 14), word, 14, INK,
             "end" if right else "start", font_weight="bold", stroke=PAPER, stroke_width=4,
             paint_order="stroke")  # fmt: skip
    line = f"{len(kept)} of {NEAR} are among the {NEAR} nearest on the map."
    svg.text(
        LEFT + SIDE + 20, 310, f"{len(kept)} of {NEAR} (✓) are among the", 13, font_weight="bold"
    )
    svg.text(LEFT + SIDE + 20, 330, f"{NEAR} nearest on the map", 13, font_weight="bold")
    svg.text(LEFT + SIDE + 20, 354, "dashed: near in truth, far here", 12, FAINT)
    listed = ", ".join(f"{wv.index_to_key[j]} {wv.unit[i] @ wv.unit[j]:.2f}" for j in near)
    svg.desc = f"{listed}. {line}"
    return svg
