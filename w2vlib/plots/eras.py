"""What stood near a word before 1900, and what stands near it from 1945 on (lesson 09)."""

from __future__ import annotations

import json
from functools import lru_cache

from w2vlib import language
from w2vlib.plots.similarity import short
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, Svg
from w2vlib.setup.datafiles import data_file
from w2vlib.stored_vectors import load_vectors
from w2vlib.vectors import WordVectors

ERAS = {
    language.later("before 1900"): "before_1900", language.later("from 1945"): "from_1945",
}  # fmt: skip


@lru_cache(maxsize=1)
def era_vectors() -> dict[str, WordVectors]:
    """The vectors of the two eras, by the names that the picture shows."""
    return {name: load_vectors(stored) for name, stored in ERAS.items()}


@lru_cache(maxsize=1)
def load_agreement() -> dict:
    """What data/build_era_words.py measured: "mean", and for each word how far neighbours agree."""
    return json.loads(data_file("era_words.json").read_text(encoding="utf-8"))


def agreement(word: str) -> tuple[float, float, float] | None:
    """Which share of its 10 nearest words a word keeps; None where it is too rare in some part.

    (between the eras; between two halves of the years before 1900, mean of four ways to halve
    them; the smallest of the four). All from texts of about half a million words.
    """
    found = load_agreement()["words"].get(word)
    return tuple(found) if found else None


@lru_cache(maxsize=1)
def common_words() -> list[str]:
    """The words for which there is an agreement, the commonest after 1945 first."""
    return list(load_agreement()["words"])


def show_eras(word: str = "energy", n: int = 8) -> Svg:
    """The n nearest words in each era; how far they agree, beside the word's own halves.

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
    svg = Svg(900, 210 + 24 * n, f"The words nearest to {word!r} before 1900 and from 1945")
    said, found = [], [wv.most_similar(word, topn=n) for wv in eras.values()]
    both = {w for w, _ in found[0]} & {w for w, _ in found[1]}
    for i, ((name, wv), near) in enumerate(zip(eras.items(), found, strict=True)):
        left, times = 450 * i, wv.counts[wv.get_index(word)]
        svg.text(
            left + 20,
            24,
            f"{language.label(name)}: {word!r} occurs {times:,} times",
            15,
            font_weight="bold",
        )
        for r, (other, cosine) in enumerate(near):
            y = 40 + 24 * r
            mark = f" ({language.label('both')})" if other in both else ""
            svg.text(left + 190, y + 16, short(other) + mark, 13, anchor="end")
            svg.rect(left + 200, y + 4, 180 * max(cosine, 0), 15, COLOR["W_in"])
            svg.text(left + 425, y + 16, f"{cosine:.2f}", 13, anchor="end")
        listed = ", ".join(f"{w} {s:.2f}" for w, s in near)
        said.append(f"{language.label(name)} ({times:,} times): {listed}.")
    svg.desc = " ".join([*said, _controls(svg, 72 + 24 * n, word)])
    return svg


def _controls(svg, y, word) -> str:
    """A bar for the word between the eras, below it its own halves; then all words."""
    svg.text(20, y, "Share of the 10 nearest words that two sets of vectors agree on", 13,
             font_weight="bold")  # fmt: skip
    mean, own = load_agreement()["mean"], agreement(word)
    bars = [
        ("all words, two eras", mean["eras"], GREY),
        ("all words, two halves of one era", mean["halves"], GREY),
    ]
    if own:
        bars = [
            (f"{short(word)!r}, two eras", own[0], COLOR["W_in"]),
            (f"{short(word)!r}, two halves of one era", own[1], COLOR["W_in"]),
            *bars,
        ]
    for r, (name, share, color) in enumerate(bars):
        top = y + 10 + 22 * r
        svg.text(300, top + 14, name, 13, INK if color != GREY else FAINT, "end")
        svg.rect(310, top + 2, 500 * share, 14, color)
        svg.text(870, top + 14, f"{share:.2f}", 13, anchor="end")
        if own and r == 1:
            svg.line(310 + 500 * own[2], top - 1, 310 + 500 * own[2], top + 19, INK, stroke_width=2)
    said = (
        "Agreement: "
        + "; ".join(f"{language.shown(name)} {share:.2f}" for name, share, _ in bars)
        + "."
    )
    if own:
        note = f"The mark: the smallest of four ways to halve, {own[2]:.2f}."
    else:
        note = f"{short(word)!r} is too rare in some part: no control, so nothing to claim."
    svg.text(20, y + 18 + 22 * len(bars) + 8, note, 13, FAINT if own else INK)
    return f"{said} {note}"
