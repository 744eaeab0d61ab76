"""What stood near a word before 1900, and what stands near it from 1945 on (lesson 09)."""

from __future__ import annotations

import json
from functools import lru_cache

import numpy as np

from w2vlib.plots.similarity import short
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, Svg
from w2vlib.setup.datafiles import data_file
from w2vlib.stored_vectors import load_vectors
from w2vlib.vectors import WordVectors

ERAS = {"before 1900": "before_1900", "from 1945": "from_1945"}
OFTEN = 50  # occurrences in both eras that a word needs to be compared


@lru_cache(maxsize=1)
def era_vectors() -> dict[str, WordVectors]:
    """The vectors of the two eras, by the names that the picture shows."""
    return {name: load_vectors(stored) for name, stored in ERAS.items()}


@lru_cache(maxsize=1)
def overlaps() -> dict[str, float]:
    """How many neighbours two sets of vectors share on average (data/eras.json)."""
    return json.loads(data_file("eras.json").read_text(encoding="utf-8"))["overlap"]


@lru_cache(maxsize=1)
def common_words() -> list[str]:
    """The words that occur at least OFTEN times in both eras."""
    old, new = era_vectors().values()
    enough = {w for w, n in zip(new.index_to_key, new.counts, strict=True) if n >= OFTEN}
    old_words = zip(old.index_to_key, old.counts, strict=True)
    return [w for w, n in old_words if n >= OFTEN and w in enough]


def common_neighbours(wv: WordVectors, word: str, n: int = 10) -> list[str]:
    """The n words nearest to `word` among common_words()."""
    words = [w for w in common_words() if w != word]
    near = wv.unit[[wv.key_to_index[w] for w in words]] @ wv.get_vector(word, norm=True)
    return [words[i] for i in np.argsort(-near, kind="stable")[:n]]


def overlap_of(word: str, n: int = 10) -> float:
    """The share of the n nearest common words that the two eras agree on."""
    old, new = (set(common_neighbours(wv, word, n)) for wv in era_vectors().values())
    return len(old & new) / n


def show_eras(word: str = "energy", n: int = 8) -> Svg:
    """The n nearest words in each era, and the overlap beside that of the controls.

    Errors: ValueError for a word that one era does not know, or n not in 1..12.
    """
    if not 1 <= n <= 12:
        raise ValueError(f"the number of neighbours must be from 1 to 12, got {n}")
    eras = era_vectors()
    for name, wv in eras.items():
        try:
            wv.get_index(word)
        except KeyError as error:
            raise ValueError(f"{name}: {error}") from None
    svg = Svg(900, 230 + 24 * n, f"The words nearest to {word!r} before 1900 and from 1945")
    said, found = [], [wv.most_similar(word, topn=n) for wv in eras.values()]
    both = {w for w, _ in found[0]} & {w for w, _ in found[1]}
    for i, ((name, wv), near) in enumerate(zip(eras.items(), found, strict=True)):
        left, times = 450 * i, wv.counts[wv.get_index(word)]
        svg.text(left + 20, 24, f"{name}: {word!r} occurs {times:,} times", 15, font_weight="bold")
        for r, (other, cosine) in enumerate(near):
            y = 40 + 24 * r
            mark = " (both)" if other in both else ""
            svg.text(left + 190, y + 16, short(other) + mark, 13, anchor="end")
            svg.rect(left + 200, y + 4, 180 * max(cosine, 0), 15, COLOR["W_in"])
            svg.text(left + 425, y + 16, f"{cosine:.2f}", 13, anchor="end")
        listed = ", ".join(f"{w} {s:.2f}" for w, s in near)
        said.append(f"{name} ({times:,} times): {listed}.")
    svg.desc = " ".join([*said, _controls(svg, 72 + 24 * n, word)])
    return svg


def _controls(svg, y, word) -> str:
    """A bar for the word and for each control; returns what they say."""
    svg.text(20, y, "Share of the 10 nearest words (of those common in both eras) that two sets "
             "of vectors agree on", 13, font_weight="bold")  # fmt: skip
    bars = [(f"{word!r}, before 1900 and from 1945", overlap_of(word), COLOR["W_in"])]
    names = list(overlaps())
    shown = ["all words, " + names[2], "all words, " + names[1], "all words, " + names[0]]
    bars += [(name, overlaps()[name.removeprefix("all words, ")], GREY) for name in shown]
    bars.append((names[3], overlaps()[names[3]], GREY))
    for r, (name, share, color) in enumerate(bars):
        top = y + 10 + 24 * r
        svg.text(400, top + 14, name, 13, INK if r == 0 else FAINT, "end")
        svg.rect(410, top + 2, 400 * share, 15, color)
        svg.text(870, top + 14, f"{share:.2f}", 13, anchor="end")
    return "Overlap: " + "; ".join(f"{name} {share:.2f}" for name, share, _ in bars) + "."
