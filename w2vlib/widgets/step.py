"""Explorer of lesson 06: drag the vectors, see push and pull, take one step after the other."""

from __future__ import annotations

import ipywidgets as w

from w2vlib import checking
from w2vlib.lessons.one_step import one_step
from w2vlib.plots.step import START_H, START_W, WORDS, draw_step
from w2vlib.plots.step_plane import HALF, SMALLEST, reach_of, to_picture, to_plane
from w2vlib.widgets.base import Choice, Control, Explorer, Number, Typed, button
from w2vlib.widgets.pointer import Pointer

MOST_KEPT = 500  # steps of a trail


class Counter(Control):
    """A whole number that buttons change. The picture shows it, so the control is not seen."""

    def __init__(self, label: str, value: int = 0):
        super().__init__(w.Label(f"{value}", description=label, layout=w.Layout(display="none")))

    @property
    def value(self) -> int:
        return int(self.source.value)


def explore_step(h=START_H, W=START_W, negatives="you goodbye", lr=0.5) -> Explorer:
    """Drag h and the words (or focus one and press arrow keys, or type); click a word to ask it.

    A click makes an untouched word a negative, and a negative untouched again. Steps leave a
    trail; it ends when a vector is moved by hand. The plane grows with the vectors.
    """
    controls = {
        "h": Typed("h", text_of([h]), one_vector),
        "W": Typed("; ".join(WORDS), text_of(W), all_vectors, width="28em"),
        "target": Choice("Label 1 (target)", WORDS, "say"),
        "negatives": Typed("Label 0 (negatives)", negatives, words_from_text),
        "lr": Number("Learning rate", lr, 0, 2, step=0.05),
        "taken": Counter("Steps taken"),
        "reach": Counter("Reach of the plane", SMALLEST),
    }
    trail = []  # (h, W) after every step; the last one is where the vectors are now
    buttons = [button(text) for text in ("One step", "Ten steps", "Reset")]
    controls["target"].source.observe(lambda change: _swap(controls, change), names="value")
    pointer = Pointer()

    def draw(**state):
        if not trail or trail[-1] != as_typed(state["h"], state["W"]):
            trail[:] = [as_typed(state["h"], state["W"])]
        return draw_step(**state, trail=tuple(trail))

    e = Explorer(draw, controls, extra=[w.HBox(buttons)], view=pointer)

    def reach() -> int:
        return reach_of(e.state["h"], e.state["W"], e.state["reach"])

    def place(name: str, point) -> None:
        if name == "h":
            e.set(h=text_of([point]))
        else:
            rows = list(e.state["W"])
            rows[WORDS.index(name)] = point
            e.set(W=text_of(rows))

    def drag(name: str, x: float, y: float) -> None:
        place(name, to_plane(x, y, reach()))

    def key(name: str, dx: int, dy: int) -> None:
        at = e.state["h"] if name == "h" else e.state["W"][WORDS.index(name)]
        x, y = to_picture(at, reach())
        place(name, to_plane(x + dx * HALF / 60, y + dy * HALF / 60, reach()))

    def click(name: str) -> None:
        asked = list(e.state["negatives"])
        if name != "h":
            asked = [x for x in asked if x != name] if name in asked else [*asked, name]
            e.set(negatives=" ".join(asked))

    def walk(steps: int) -> None:
        s = dict(e.state)
        ids = [WORDS.index(word) for word in s["negatives"]]
        for _ in range(steps):
            done = one_step(s["h"], s["W"], WORDS.index(s["target"]), ids, s["lr"])
            s["h"], s["W"] = done.h_after, done.W_after
            trail.append(as_typed(s["h"], s["W"]))
        del trail[:-MOST_KEPT]
        far = reach_of(s["h"], s["W"], s["reach"])
        e.set(h=text_of([s["h"]]), W=text_of(s["W"]), taken=str(s["taken"] + steps), reach=f"{far}")

    pointer.on_click, pointer.on_drag, pointer.on_key = click, drag, key
    buttons[0].on_click(lambda _: walk(1))
    buttons[1].on_click(lambda _: walk(10))
    start = {"h": text_of([h]), "W": text_of(W), "taken": "0", "reach": f"{SMALLEST}"}
    buttons[2].on_click(lambda _: e.set(**start))
    return e


def as_typed(h, W) -> tuple:
    """The vectors as they come back from their fields, rounded to six decimals."""
    return one_vector(text_of([h])), all_vectors(text_of(W))


def text_of(rows) -> str:
    """Rows of numbers as one types them; six decimals, so that small steps are not lost."""
    rows = checking.numbers("vectors", rows, ("n", "H"), "one row a vector")
    return "; ".join(" ".join(f"{round(float(v), 6) + 0.0:g}" for v in row) for row in rows)


def one_vector(text: str) -> list[float]:
    """ "1 0" → [1.0, 0.0]."""
    (row,) = numbers_from_text(text, 1)
    return row


def all_vectors(text: str) -> list[list[float]]:
    """ "1 0; 0 1; …" → a row for each of WORDS."""
    return numbers_from_text(text, len(WORDS))


def numbers_from_text(text: str, n: int) -> list[list[float]]:
    """n rows of 2 numbers, with semicolons between; ValueError with a hint otherwise."""
    rows = [row.replace(",", " ").replace("−", "-").split() for row in text.split(";")]
    wanted = "2 numbers such as 1 0.5" if n == 1 else f"{n} pairs such as 1 0.5; 0 1; …"
    hint = f"type {wanted}; got {text[:40]!r}"
    if len(rows) != n or any(len(row) != 2 for row in rows):
        raise ValueError(hint)
    try:
        return [[float(value) for value in row] for row in rows]
    except ValueError:
        raise ValueError(hint) from None


def words_from_text(text: str) -> list[str]:
    """ "you, goodbye" → ["you", "goodbye"]; repeats are allowed, as the sampler may repeat."""
    return text.replace(",", " ").lower().split()


def _swap(controls: dict, change) -> None:
    """When a negative becomes the target, the old target becomes a negative in its place."""
    field = controls["negatives"].source
    words = words_from_text(field.value)
    field.value = " ".join(change.old if word == change.new else word for word in words)
