"""The words nearest to a word, as bars, for one set of vectors or two side by side (lesson 08)."""

from __future__ import annotations

import numpy as np

from w2vlib import checking, language
from w2vlib.plots.svg import COLOR, FAINT, GREY, Svg
from w2vlib.vectors import WordVectors
from w2vlib.words import as_spelled

MEASURES = (language.later("cosine"), "dot product")


def ranking(
    wv: WordVectors, positive, negative=(), measure="cosine", exclude=True, topn=10
) -> list[tuple[str, float]]:
    """The `topn` words nearest to positive minus negative, by cosine or by dot product.

    "cosine" is wv.most_similar. "dot product" takes all vectors at the length that training gave
    them. exclude: the words of the question cannot be answers. Errors: ValueError, KeyError.
    """
    if not hasattr(wv, "most_similar"):
        raise TypeError(
            f"wv must be WordVectors, got {checking.short(wv)}; load_vectors() gives some"
        )
    if measure not in MEASURES:
        raise ValueError(f"measure must be one of {', '.join(MEASURES)}, got {measure!r}")
    if measure == "cosine":
        return wv.most_similar(positive, negative, topn=topn, exclude=exclude)
    asked = [*positive, *negative]
    point = wv[list(positive)].sum(0) - sum(wv[w] for w in negative)
    scores = np.einsum("ij,j->i", wv.vectors, point)  # as in most_similar: no threads of BLAS
    if exclude:
        scores[[wv.get_index(w) for w in asked]] = -np.inf
    best = np.argsort(-scores, kind="stable")[: min(topn, len(wv) - len(asked) * exclude)]
    return [(wv.index_to_key[i], float(scores[i])) for i in best]


def show_neighbours(
    word: str,
    sets: dict[str, WordVectors],
    measure: str = "cosine",
    exclude: bool = True,
    n: int = 10,
) -> Svg:
    """The n nearest words with their scores and counts, for one or two sets of vectors.

    sets: {name: WordVectors}, one or two. Words that both sides name are drawn in blue, the
    others in grey and marked. A word is found as it is typed, else in another case.
    Errors: ValueError for a word that a set does not know.
    """
    if len(sets) not in (1, 2):
        raise ValueError(f"one or two sets of vectors can be shown, got {len(sets)}")
    if not 1 <= n <= 15:
        raise ValueError(f"the number of neighbours must be from 1 to 15, got {n}")
    spelled = {name: as_spelled(word, wv.key_to_index) for name, wv in sets.items()}
    for name, wv in sets.items():
        try:
            wv.get_index(spelled[name])
        except KeyError as error:
            raise ValueError(f"in {name}: {error}") from None
    word = next(iter(spelled.values()))
    lists = [ranking(wv, [spelled[s]], (), measure, exclude, n) for s, wv in sets.items()]
    common = set.intersection(*({w for w, _ in found} for found in lists))
    width = 460 * len(sets)
    svg = Svg(width, 78 + 24 * n, f"The {n} words nearest to {word!r} by {language.label(measure)}")
    said, line = [], f"{len(common)} of {n} neighbours are the same on both sides."
    for i, ((name, wv), found) in enumerate(zip(sets.items(), lists, strict=True)):
        svg.panel(460 * i, 460 * (i + 1))
        if len(sets) == 2 and i == 0:
            svg.text(20, 66 + 24 * n, line, 14, font_weight="bold")
        _bars(
            svg,
            460 * i,
            wv,
            found,
            f"{spelled[name]!r} in {language.label(name)}",
            measure,
            common,
            len(sets) == 2,
        )
        listed = ", ".join(f"{w} {score:.2f}" for w, score in found)
        said.append(f"In {language.label(name)}: {listed}.")
    if len(sets) == 2:
        said.append(line)
    svg.desc = " ".join(said)
    return svg


def _bars(svg, left, wv, found, heading, measure, common, two) -> None:
    """One list: word, bar, score, how often the word occurs."""
    counted = wv.counts is not None
    svg.text(left + 20, 22, heading, 15, font_weight="bold")
    svg.text(left + 375, 44, language.label(measure), 11, FAINT, "end")
    if counted:
        svg.text(left + 440, 44, language.label("occurs"), 11, FAINT, "end")
    longest = max(max(abs(score) for _, score in found), 1e-12)
    for r, (word, score) in enumerate(found):
        y = 50 + 24 * r
        same = word in common
        svg.text(left + 140, y + 16, short(word), 13, anchor="end")
        svg.rect(left + 150, y + 4, 150 * abs(score) / longest, 15,
                 COLOR["W_in"] if same else GREY)  # fmt: skip
        svg.text(left + 375, y + 16, f"{score:.2f}", 13, anchor="end")
        if counted:
            svg.text(left + 440, y + 16, f"{wv.counts[wv.get_index(word)]:,}", 13, FAINT, "end")
        if two and not same:
            svg.text(left + 303, y + 16, language.label("only"), 11, FAINT)


def short(word: str, most: int = 15) -> str:
    """The word, cut if it would not fit."""
    return word if len(word) <= most else f"{word[: most - 1]}…"
