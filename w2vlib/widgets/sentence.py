"""Explorer of lesson 06: type a sentence, open the stages of its way through the network."""

from __future__ import annotations

from w2vlib.lessons.sentence import MOST, words_of
from w2vlib.plots.sentence import STAGES, WORDS, draw_sentence
from w2vlib.widgets.base import Choice, Explorer, Number, Typed
from w2vlib.widgets.pointer import Pointer


def explore_sentence(text: str = " ".join(WORDS)) -> Explorer:
    """Type 4 to 8 words; press a stage in the picture (or Tab to it and Enter) to open it."""
    controls = {
        "words": Typed("A sentence", text, words_of, width="22em"),
        "place": Number("Place of the target", 2, 2, MOST - 1, integer=True),
        "draw": Number("Draw number", 1, 1, 99, integer=True),
        "stage": Choice("Open", STAGES, dropdown=True),
    }
    pointer = Pointer()
    e = Explorer(draw_sentence, controls, view=pointer)
    pointer.on_click = lambda name: e.set(stage=name)
    return e
