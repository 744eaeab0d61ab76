"""Record an explorer, so that a page without Python can move it: `make site`.

The explorer itself is moved, in this process and in each language, and what it shows is kept: its
picture, its hint, and controls that follow others. A picture is a list of numbers in a table of
pieces of SVG: the pictures of an explorer share most pieces, its languages all but the texts, and
deflate takes the rest. tools/site/static/moving.js shows it.

Recorded are all states in which one control stands away from the start, then those with two,
three … away while there is room, small groups first, and those that a lesson names
(moving_plans.py).
"""

from __future__ import annotations

import base64
import itertools
import json
import math
import re
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from site_texts import said

from w2vlib.language import label
from w2vlib.plots.svg import escape
from w2vlib.widgets.base import WAKE, Check, Choice, Explorer, Number, Typed

LIMIT = 1000  # states of an explorer, where its plan says nothing else
ALONG = 31  # stops of a slider that is not logarithmic, at most


@dataclass
class Axis:
    """A control of the page: its name, and per stop what is read and what the explorer is given."""

    key: str
    name: str
    kind: str  # "range", "select", "check"
    shown: list[str]
    values: list[Any]
    at: int
    typed: bool = False
    act: Callable[[Explorer, Any], None] | None = None  # no control: a button or the pointer


@dataclass(frozen=True)
class Plan:
    """What is recorded of an explorer.

    values   : control -> its stops, where the rule does not do; () leaves the control out
    acts     : further axes, of buttons and of the pointer
    together : combinations that a lesson names; a list stands for several values
    lab      : what can be moved in JupyterLab only, in words
    """

    values: dict[str, Any] = field(default_factory=dict)
    acts: tuple[Axis, ...] = ()
    together: tuple[dict[str, Any], ...] = ()
    lab: str = ""
    limit: int = LIMIT


def axis(key: str, control, stops=None) -> Axis | None:
    """The axis of a control; None if it is left out."""
    source = control.source
    if isinstance(control, Check):
        on = bool(source.value)
        return Axis(key, source.description, "check", ["no", "yes"], [False, True], int(on))
    if isinstance(control, Choice):
        options = source.options
        pairs = options.items() if isinstance(options, dict) else options
        pairs = [pair if isinstance(pair, tuple) else (str(pair), pair) for pair in pairs]
        shown, values = map(list, zip(*pairs, strict=True))
        return Axis(key, source.description, "select", shown, values, values.index(source.value))
    if isinstance(control, Number):
        values = sorted({*(stops if stops is not None else number_stops(control)), control.value})
        shown = [f"{value:,.10g}" for value in values]
        at = values.index(control.value)
        return (
            Axis(key, source.description, "range", shown, values, at) if at or values[1:] else None
        )
    if isinstance(control, Typed):
        values = list(dict.fromkeys([source.value, *(stops or ())]))
        shown = [value or said("(empty)") for value in values]
        if stops == ():
            return None
        return Axis(key, source.description, "select", shown, values, 0, typed=True)
    return None


def number_stops(control: Number) -> list:
    """Along the whole range: 1, 2, 5, 10 … on a logarithmic slider, else even steps."""
    low, high, step = control.low, control.high, control.slider.step
    if hasattr(control.slider, "base"):
        tens = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        stops = [float(f"{a}e{b}") for b in tens for a in (1, 2, 5)]
        stops = [low, *(s for s in stops if low <= s <= high), high]
    else:
        many = max(1, math.ceil(round((high - low) / step, 9) / (ALONG - 1)))
        stops = [
            low + i * many * step for i in range(math.floor((high - low) / step / many + 1e-9) + 1)
        ]
    return [round(s) if control.integer else float(f"{s:.4g}") for s in stops]


def combinations(axes: list[Axis], plan: Plan) -> list[tuple[int, ...]]:
    """The states to record, as stops of the axes; the start comes first."""
    others = [[i for i in range(len(a.values)) if i != a.at] for a in axes]
    start = tuple(a.at for a in axes)
    found = {start: None}
    for size in range(1, len(axes) + 1):
        groups = itertools.combinations(range(len(axes)), size)
        for group in sorted(groups, key=lambda g: math.prod(len(others[i]) for i in g)):
            many = math.prod(len(others[i]) for i in group)
            if size > 1 and len(found) + many > plan.limit:
                break
            for stops in itertools.product(*(others[i] for i in group)):
                moved = dict(zip(group, stops, strict=True))
                found[tuple(moved.get(i, at) for i, at in enumerate(start))] = None
    for named in plan.together:
        stops = [
            [a.values.index(v) for v in as_list(named[a.key])] if a.key in named else [a.at]
            for a in axes
        ]
        found |= dict.fromkeys(itertools.product(*stops))
    return list(found)


def as_list(value) -> list:
    return list(value) if isinstance(value, list | range) else [value]


class Recorder:
    """Moves one explorer to any of its states."""

    def __init__(self, explorer: Explorer, plan: Plan):
        self.explorer, self.plan = explorer, plan
        found = [axis(k, c, plan.values.get(k)) for k, c in explorer.controls.items()]
        acts = (replace(act, name=said(act.name)) for act in plan.acts)
        self.axes = [*acts, *(a for a in found if a)]
        self.start = {k: read(c) for k, c in explorer.controls.items()}

    def go(self, state: tuple[int, ...]) -> tuple[str, str, tuple[int, ...]]:
        """Picture, hint, and the state in which the controls are afterwards."""
        e = self.explorer
        e.move(**self.start)
        moved = [(a, i) for a, i in zip(self.axes, state, strict=True) if i != a.at]
        # Several at once, as a reader has set them one after the other; what follows, follows.
        e.set(**{a.key: a.values[i] for a, i in moved if not a.act})
        for a, i in moved:
            if a.act:
                a.act(e, a.values[i])
        reached = tuple(
            i if a.act else self.stop(a, i) for a, i in zip(self.axes, state, strict=True)
        )
        return e.view.value, unescape(re.sub(r"<[^>]+>", "", e.hint.value)), reached

    def stop(self, a: Axis, asked: int) -> int:
        control = self.explorer.controls[a.key]
        written = control._written if isinstance(control, Number) else lambda value: value
        now = control.source.value
        if now == written(a.values[asked]):
            return asked
        return [written(value) for value in a.values].index(now)


def read(control):
    """What `Explorer.set` takes to bring the control back to where it is."""
    return control.value if isinstance(control, Number) else control.source.value


@dataclass
class Take:
    """An explorer in one language. shots: state -> picture in pieces, or hint; where it led"""

    axes: list[Axis]
    shots: dict[tuple[int, ...], tuple[tuple[str, ...] | str, tuple[int, ...]]]


def record(explorer: Explorer, plan: Plan) -> Take:
    """All that it shows, in the language that is spoken."""
    recorder = Recorder(explorer, plan)
    shots = {}
    for state in combinations(recorder.axes, plan):
        picture, hint, reached = recorder.go(state)
        pieces = (sys.intern(f"<{piece}") for piece in picture.split("<")[1:])
        shots[state] = hint or tuple(pieces), reached
    return Take(recorder.axes, shots)


def merged(takes: dict[str, Take]) -> dict:
    """Language -> Take as one recording for all of them, as JSON can hold it."""

    def text(texts):
        return texts[0] if len({*texts}) == 1 else dict(zip(takes, texts, strict=True))

    first = next(iter(takes.values()))
    pieces, pictures, states, follows = {}, {}, {}, {}
    for state, (_, reached) in first.shots.items():
        shown = [take.shots[state][0] for take in takes.values()]
        key = ",".join(map(str, state))
        if isinstance(shown[0], str):
            states[key] = text(shown)
            continue
        alike = itertools.zip_longest(*shown, fillvalue="")
        picture = tuple(pieces.setdefault(piece, len(pieces)) for piece in alike)
        states[key] = pictures.setdefault(picture, len(pictures))
        if reached != state:  # then the page goes on from there
            follows[key] = ",".join(map(str, reached))
            states.setdefault(follows[key], states[key])
    controls = [
        {
            "name": text([a.name for a in axes]),
            "kind": axes[0].kind,
            "shown": list(map(text, zip(*(a.shown for a in axes), strict=True))),
            "at": axes[0].at,
            "typed": axes[0].typed,
        }
        for axes in zip(*(take.axes for take in takes.values()), strict=True)
    ]
    return {
        "controls": controls, "states": states, "follows": follows,
        "pieces": list(map(text, pieces)), "pictures": list(pictures),
    }  # fmt: skip


def script(takes: dict[str, Take]) -> str:
    """The recording as a script that a page may load from a folder: JSON, deflated, in base64."""
    text = json.dumps(merged(takes), ensure_ascii=False, separators=(",", ":"))
    packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    return f'document.currentScript.recorded = "{packed}";\n'


def moving_html(still: str, recorded: str, plan: Plan, play="", look=0.0) -> str:
    """What stands in the page: the still picture, and where its recording is.

    still: HTML of the picture at the start; play: name of the button that moves the first control
    look: share of its width that a phone scrolls past at first
    """
    still = still.replace(f"<p><em>{label(WAKE)}</em></p>", "")
    lab = said("In JupyterLab every value is free.")
    if plan.lab:
        lab = said("Only in JupyterLab:") + f" {said(plan.lab)}."
    return (
        f'<div class="w2v-moving" data-play="{escape(play)}" data-look="{look}">'
        f'<div class="w2v-explorer">{still}</div>'
        f'<p class="w2v-lab">{escape(lab)}</p>'
        f'<script defer src="{recorded}"></script></div>'
    )
