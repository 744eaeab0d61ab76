"""Picture of lesson 06: the stages of one sentence's way through the network, one of them open."""

from __future__ import annotations

import numpy as np

from w2vlib import language
from w2vlib.language import later
from w2vlib.lessons.sentence import RATE, Walk, walk
from w2vlib.losses import sigmoid
from w2vlib.plots.svg import COLOR, FAINT, INK, PAPER, Svg

WORDS = ("you", "say", "goodbye", "and", "i", "say", "hello", ".")
STAGES = (later("ids"), later("rows"), "h", later("scores"), later("loss"), "rows that moved")
TOP, CELL = 150, (50, 24)


def draw_sentence(words=WORDS, place=2, draw=1, stage="ids") -> Svg:
    """The six stages in a row, and the one that is open below them. Returns Svg.

    words: 4 to 8; place: of the target, from 1; draw: number of the draw; stage: one of STAGES
    """
    w = walk(words, int(place), int(draw))
    said = [
        f"context {_names(w, w.contexts)}, target {w.vocab[w.words[0]]}",
        f"{len(w.contexts)} of {len(w.vocab)} rows", _numbers(w.h),
        _numbers(w.scores), f"{w.loss:.4f}",
        f"{len(w.moved[0])} of W_in, {len(w.moved[1])} of W_out",
    ]  # fmt: skip
    listed = "; ".join(
        f"{language.label(name)}: {language.shown(text)}"
        for name, text in zip(STAGES, said, strict=True)
    )
    svg = Svg(
        900,
        404,
        "A sentence on its way through the network",
        f"{listed}. Open: {language.label(stage)}.",
    )
    brief = [f"{w.contexts[0]}, {w.contexts[1]} → {w.words[0]}", said[1], said[2]]
    brief += [f"{len(w.words)} scores", said[4], f"{len(w.moved[0])} and {len(w.moved[1])}"]
    roles = (INK, COLOR["W_in"], COLOR["h"], COLOR["W_out"], INK, COLOR["gradient"])
    for i, (name, text, color) in enumerate(zip(STAGES, brief, roles, strict=True)):
        x, opened = 10 + 149 * i, name == stage
        svg.rect(x, 12, 134, 58, PAPER, stroke=color, stroke_width=4 if opened else 1.5, rx=5)
        svg.text(x + 67, 36, language.label(name), 13, INK, "middle", font_weight="bold")
        svg.text(x + 67, 57, text, 11, INK, "middle")
        if i:
            svg.arrow(x - 14, 41, x - 2, 41)
        if opened:
            svg.text(x + 67, 88, language.label("open"), 12, INK, "middle")
        does = language.label("Open" if opened else "Press to open")
        says = f"{language.label(name)}: {language.shown(said[i])}. {does}"
        svg.rect(x, 12, 134, 58, "none", data_id=name, aria_label=says, pointer_events="all")
    _PANELS[STAGES.index(stage)](svg, w, int(place))
    return svg


def _ids(svg: Svg, w: Walk, place: int) -> None:
    svg.text(10, 122, "Every word has an id, the place of its row; the same word, the same id.", 13)
    for n, i in enumerate(w.ids):
        x, role = 10 + 108 * n, abs(n + 1 - place)
        color = COLOR["target"] if role == 0 else COLOR["W_in"] if role == 1 else FAINT
        svg.rect(x, TOP, 98, 62, PAPER, stroke=color, stroke_width=4 if role < 2 else 1, rx=5)
        svg.text(x + 49, TOP + 26, w.vocab[i], 13, INK, "middle")
        svg.text(x + 49, TOP + 50, i, 15, INK, "middle", font_weight="bold")
        names = (language.label("target"), language.label("context"), "")
        svg.text(x + 49, TOP + 82, names[min(role, 2)], 12, INK, "middle")


def _rows(svg: Svg, w: Walk, place: int) -> None:
    svg.text(10, 122, "Two look-ups take the context's rows out of W_in. No product.", 13)
    _matrix(svg, 110, w.before[0], w, "W_in", set(w.contexts), "W_in")
    svg.arrow(285, TOP + 60, 415, TOP + 60)
    names = [w.vocab[i] for i in w.contexts]
    svg.matrix(520, TOP + 36, w.before[0][w.contexts], cell=CELL, rows=names, lit=(0, 1),
               color=COLOR["W_in"])  # fmt: skip


def _mean(svg: Svg, w: Walk, place: int) -> None:
    svg.text(10, 122, "h is the mean of the two rows, number by number.", 13)
    names = [w.vocab[i] for i in w.contexts]
    svg.matrix(110, TOP + 10, w.before[0][w.contexts], cell=CELL, rows=names, lit=(0, 1),
               color=COLOR["W_in"])  # fmt: skip
    svg.arrow(275, TOP + 34, 445, TOP + 34).text(360, TOP + 26, "sum, then / 2", 12, INK, "middle")
    svg.matrix(490, TOP + 22, w.h, cell=CELL, rows=["h"], lit=(0,), color=COLOR["h"])


def _scores(svg: Svg, w: Walk, place: int) -> None:
    svg.text(10, 122, "The target and the drawn words are asked: h times the row of W_out.", 13)
    _matrix(svg, 110, w.before[1], w, "W_out", set(w.words), "W_out")
    svg.matrix(440, TOP - 8, w.h, cell=CELL, rows=["h"], lit=(0,), color=COLOR["h"])
    for n, i in enumerate(w.words):
        y = TOP + 40 + 34 * n
        svg.matrix(440, y, w.before[1][i], cell=CELL, rows=[w.vocab[i]], lit=(0,),
                   color=COLOR["W_out"])  # fmt: skip
        svg.arrow(600, y + 12, 660, y + 12).text(672, y + 17, f"score {_sign(w.scores[n])}", 14)
        svg.text(790, y + 17, language.label("drawn" if n else "target"), 12, FAINT)


def _loss(svg: Svg, w: Walk, place: int) -> None:
    svg.text(10, 122, "Each question costs −log y for label 1, −log(1 − y) for label 0.", 13)
    at = (150, 230, 340, 460, 580)
    for x, name in zip(
        at, (later("label t"), later("score s"), "y = σ(s)", "y − t", later("loss")), strict=True
    ):
        svg.text(x, TOP + 10, language.label(name), 12, FAINT, "end")
    y, t = sigmoid(w.scores), np.arange(len(w.words)) == 0
    cost = -np.log(np.where(t, y, 1 - y))
    for n, i in enumerate(w.words):
        line = TOP + 38 + 28 * n
        svg.rect(10, line - 12, 14, 14, COLOR["negative" if n else "target"], stroke=INK)
        svg.text(32, line, w.vocab[i], 14)
        values = (f"{t[n]:d}", _sign(w.scores[n]), f"{y[n]:.4f}", _sign(y[n] - t[n], 4),
                  f"{cost[n]:.4f}")  # fmt: skip
        for x, value in zip(at, values, strict=True):
            svg.text(x, line, value, 14, INK, "end")
    svg.text(580, TOP + 132, f"sum {w.loss:.4f}", 15, INK, "end", font_weight="bold")


def _moved(svg: Svg, w: Walk, place: int) -> None:
    svg.text(10, 122, f"After a step with learning rate {RATE:g}: only framed rows have moved.", 13)
    for x, k, name in ((90, 0, "W_in"), (535, 1, "W_out")):
        moved = set(w.moved[k])
        _matrix(svg, x, w.before[k], w, f"{name} {language.label('before')}", moved, name)
        _matrix(
            svg, x + 190, w.after[k], w, language.label("after"), moved, "gradient", named=False
        )


def _matrix(svg: Svg, x, A, w: Walk, title, lit, role, named=True) -> None:
    svg.text(x, TOP - 4, title, 13, INK, font_weight="bold")
    rows = [f"{word} {i}" for i, word in enumerate(w.vocab)] if named else None
    svg.matrix(x, TOP + 6, A, cell=CELL, rows=rows, lit=sorted(lit), color=COLOR[role])


_PANELS = (_ids, _rows, _mean, _scores, _loss, _moved)


def _sign(value: float, digits: int = 2) -> str:
    return f"{value + 0.0:.{digits}f}".replace("-", "−")


def _numbers(values) -> str:
    return ", ".join(_sign(v) for v in values)


def _names(w: Walk, ids) -> str:
    return language.label(" and ").join(w.vocab[i] for i in ids)
