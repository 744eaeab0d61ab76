"""Explorer of lesson 05: who is drawn as a negative, how often, and who should have been."""

from __future__ import annotations

from w2vlib.plots.sampler import CORPORA, explain_sampler, read_text
from w2vlib.widgets.base import Check, Choice, Explorer, Number, Typed


def explore_sampler(
    corpus="sotu", power=0.75, k=5, exclude=True, replace=True, target="peace", draw=1
) -> Explorer:
    """Choose the text and the rules of drawing; another draw number draws anew.

    A target that is left empty is the commonest word of the text. One that the text chosen next
    does not have is cleared, and comes back with a text that has it. The first picture
    of "sotu" takes about a second.
    """
    controls = {
        "corpus": Choice("Text", CORPORA, corpus),
        "power": Number("Power", power, 0, 1.5, step=0.05),
        "k": Number("Negatives k", k, 1, 20, integer=True),
        "exclude": Check("Leave the target out", exclude),
        "replace": Check("With replacement", replace),
        "target": Typed("Target word (may be empty)", target, str.lower),
        "draw": Number("Draw number", draw, 1, 999, integer=True),
    }
    field, cleared = controls["target"].source, [""]

    def keep_known(_) -> None:
        known = read_text(controls["corpus"].value).vocab.key_to_index
        if controls["target"].value not in known:
            cleared[0], field.value = field.value or cleared[0], ""
        if not field.value and cleared[0].lower() in known:
            field.value = cleared[0]

    controls["corpus"].source.observe(keep_known, names="value")
    return Explorer(explain_sampler, controls)
