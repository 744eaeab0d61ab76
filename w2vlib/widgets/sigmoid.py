"""Explorer of lesson 04: move one score and see the loss, its slope, softmax and sigmoids."""

from __future__ import annotations

from w2vlib.plots.lookup import WORDS
from w2vlib.plots.sigmoid import FORMS, LIMIT, explain_loss
from w2vlib.widgets.base import Choice, Explorer, Number, Typed


def parse_scores(text: str) -> tuple[float, ...]:
    """`"0, -1, 2"` → (0.0, -1.0, 2.0): the scores of 1..6 further words."""
    parts = text.replace("−", "-").replace(",", " ").split()
    if not 1 <= len(parts) < len(WORDS):
        raise ValueError(
            f"type the scores of 1..{len(WORDS) - 1} further words, such as 0, -1, 2; "
            f"got {len(parts)}"
        )
    scores = []
    for part in parts:
        try:
            scores.append(float(part))
        except ValueError:
            raise ValueError(f"a score must be a number such as -1.5; got {part[:20]!r}") from None
    return tuple(scores)


def explore_sigmoid(score=1.5, label=1, form=FORMS[0], others="0.5, -2, 1.2") -> Explorer:
    """Move the score of “say”, its label, the form of the loss, and the other words' scores."""
    controls = {
        "score": Number("Score of “say”", score, -LIMIT, LIMIT, step=0.1),
        "label": Choice("Label t", [("1: the true word", 1), ("0: a negative", 0)], label),
        "form": Choice("Form of the loss", FORMS, form),
        "others": Typed("Other words’ scores", others, parse_scores),
    }
    return Explorer(explain_loss, controls)
