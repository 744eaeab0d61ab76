"""The explorer of lesson 02: choose words, see the same rows in product and look-up."""

from __future__ import annotations

import ipywidgets as w

from w2vlib.plots.lookup import MOST_WORDS, WORDS, draw_lookup, ids_from_text
from w2vlib.widgets.base import Check, Explorer, Number, Typed, caption, name


def explore_lookup(text: str = "say i") -> Explorer:
    """Type ids or words, or press a word; let V grow; switch the one-hot product on and off.

    text: the ids at the start, as in `ids_from_text`. Returns the Explorer.
    """
    typed = Typed("ids or words", text, ids_from_text)
    controls = {
        "ids": typed,
        "V": Number("V, words", len(WORDS), len(WORDS), MOST_WORDS, integer=True, log=True),
        "one_hot": Check("show the one-hot product as well", True),
    }
    return Explorer(draw_lookup, controls, extra=[word_toggles(typed)])


def word_toggles(typed: Typed) -> w.Widget:
    """A button for each word, down while the word stands in the typed ids."""
    field = typed.source
    buttons = [w.ToggleButton(description=word, layout=w.Layout(width="auto")) for word in WORDS]
    for i, button in enumerate(buttons):
        name(button, f"word {i}: {WORDS[i]}")

    def pressed(change) -> None:
        i = buttons.index(change.owner)
        try:
            ids = typed.value
        except ValueError:
            ids = []
        if change.new and i not in ids:
            field.value = " ".join(map(str, [*ids, i]))
        elif not change.new and i in ids:
            field.value = " ".join(str(j) for j in ids if j != i)

    def follow(*_) -> None:
        try:
            ids = typed.value
        except ValueError:
            return  # the hint says what is wrong; the buttons keep the last good state
        for i, button in enumerate(buttons):
            button.value = i in ids

    follow()
    for button in buttons:
        button.observe(pressed, names="value")
    field.observe(follow, names="value")
    return w.HBox([caption("press a word"), *buttons])
