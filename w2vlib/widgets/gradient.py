"""The explorer of lesson 03: send gradients to rows, three ways, and take one step with them."""

from __future__ import annotations

import ipywidgets as w

from w2vlib.plots.gradient import WAYS, draw_gradient
from w2vlib.plots.lookup import WORDS, ids_from_text
from w2vlib.widgets.base import Choice, Explorer, Number, Typed, button, caption, name


def explore_gradient(ids: str = "say say and", dout: str = "1 1") -> Explorer:
    """Type ids with repeats and the rows of dout; choose how dW is written.

    ids, dout: what stands in the fields at the start. Returns the Explorer.
    """
    typed = Typed("ids or words", ids, ids_from_text)
    controls = {
        "ids": typed,
        "dout": Typed("dout: row; row", dout, rows_from_text),
        "scale": Number("dout times", 1, -3, 3),
        "how": Choice("dW is written by", {code: key for key, code in WAYS.items()}, "add.at"),
        "sparse": Choice("rows kept", {"all (dense)": False, "touched (sparse)": True}, False),
        "before": Typed("words a step ago", "", lambda t: ids_from_text(t) if t else []),
    }
    return Explorer(draw_gradient, controls, extra=[word_buttons(typed)])


def rows_from_text(text: str) -> list[list[float]]:
    """Rows of 2 numbers with semicolons between: "1 1; 2 0". One row stands for all ids."""
    rows = [row.replace(",", " ").replace("−", "-").split() for row in text.split(";")]
    hint = f'dout needs 2 numbers a row, such as "1 1; 2 0"; got {text[:40]!r}'
    if any(len(row) != 2 for row in rows):
        raise ValueError(hint)
    try:
        return [[float(value) for value in row] for row in rows]
    except ValueError:
        raise ValueError(hint) from None


def word_buttons(typed: Typed) -> w.Widget:
    """A button for each word that appends it to the ids, so that words can repeat."""
    field = typed.source
    words = [w.Button(description=word, layout=w.Layout(width="auto")) for word in WORDS]
    for one in words:
        name(one, f"append {one.description}")

    def append(one) -> None:
        field.value = f"{field.value.strip()} {one.description}".strip()

    def drop_last(_) -> None:
        field.value = " ".join(field.value.replace(",", " ").split()[:-1]) or WORDS[0]

    remove = button("remove last", "remove the last id", layout=w.Layout(width="auto"))
    remove.on_click(drop_last)
    for one in words:
        one.on_click(append)
    return w.HBox([caption("append a word"), *words, remove])
