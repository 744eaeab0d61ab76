"""What all explorers share: controls, one picture, one line for hints.

An explorer is `Explorer(draw, controls)`. `draw(**state)` is a pure function that returns an Svg;
`controls` maps each of its arguments to a control. Moving a control calls draw and shows what it
returns. Whatever draw or a control refuses (ValueError, KeyError, IndexError) becomes a hint, and
the last good picture stays.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from contextlib import suppress
from numbers import Real

import ipywidgets as w

from w2vlib.checking import short
from w2vlib.language import label as said
from w2vlib.language import shown, width
from w2vlib.plots.svg import Svg, escape
from w2vlib.widgets.reach import Reach

WAKE = "Run this cell to move it."
_open: dict[str, Explorer] = {}  # the explorer of each cell, so that a rerun closes the old one


class Control:
    """A widget to look at, and a value to read. `observe(f)` calls f() when the value changes."""

    width: str | None = None  # of the source itself, without the name left of it

    def __init__(self, widget: w.Widget, source: w.Widget | None = None):
        self.widget, self.source = widget, source or widget

    def align(self, em: float) -> None:
        """Give the name of the control, left of it, this much space."""
        if isinstance(self.source, w.Checkbox):
            return  # its name stands on the right
        self.source.style.description_width = f"{em}em"
        # a field leaves its margin, and some air at the edge
        self.source.layout.max_width = "calc(100% - 8px)" if self.width else "100%"
        self.source.layout.width = f"calc({em}em + {self.width})" if self.width else "auto"

    @property
    def value(self):
        """The state it stands for; raises ValueError with a hint when what was typed is no good."""
        return self.source.value

    def observe(self, f: Callable[[], None]) -> None:
        self.source.observe(lambda change: f(), names="value")


class Number(Control):
    """A slider with a typed twin: the arrow keys do not reach a slider everywhere.

    low, high : the bounds, inclusive; log=True moves evenly in powers of ten
    step      : of the slider; integer=True rounds

    Typed numbers may be written as 1000000, 1,000,000, 1 000 000 or 1e6.
    """

    def __init__(self, label, value, low, high, step=None, *, integer=False, log=False):
        label = said(label)
        self.label, self.low, self.high, self.integer = label, low, high, integer
        if not isinstance(value, Real):
            raise TypeError(f"{label} must be a number, got {short(value)}")
        if not math.isfinite(value) or (integer and value != round(value)):
            raise ValueError(self._outside(short(value)))
        # on a phone the slider has no room beside the box, so it goes below
        room = w.Layout(width="14em", flex="1 1 5em", max_width="14em")
        common = {"readout": False, "layout": room}
        if log:
            self.slider = w.FloatLogSlider(
                value,
                base=10,
                min=math.log10(low),
                max=math.log10(high),
                step=step or 0.05,
                **common,
            )
        elif integer:
            self.slider = w.IntSlider(value, low, high, step or 1, **common)
        else:
            self.slider = w.FloatSlider(value, min=low, max=high, step=step or 0.1, **common)
        self.width = "6.5em"
        self.typed = w.Text(self._written(value), description=label)
        self.typed.continuous_update = False
        both = w.HBox([self.typed, self.slider], layout=w.Layout(flex_flow="row wrap"))
        super().__init__(both, self.typed)
        self.slider.observe(self._slid, names="value")
        self.typed.observe(self._typed, names="value")

    def _outside(self, got: str) -> str:
        kind = "a whole number" if self.integer else "a number"
        return f"{self.label} must be {kind} from {self.low:,.10g} to {self.high:,.10g}; got {got}"

    def _written(self, value) -> str:
        return f"{round(value)}" if self.integer else f"{float(value):.4g}"

    def _slid(self, change) -> None:
        # A typed value may lie between two stops of the slider. The browser then moves the slider
        # to the nearer stop and reports it: that is no wish of the learner, so the value stays.
        at = math.log10 if isinstance(self.slider, w.FloatLogSlider) else float
        with suppress(ValueError):
            if abs(at(self.value) - at(change.new)) <= self.slider.step / 2:
                return
        self.typed.value = self._written(change.new)

    def _typed(self, change) -> None:
        with suppress(ValueError):  # the hint comes from reading `value`
            self.slider.value = self.value

    @property
    def value(self) -> float:
        """The typed number, checked."""
        text = self.typed.value.strip().replace("−", "-")
        grouped = re.fullmatch(r"[-+]?\d{1,3}([,_ \xa0\u202f]\d{3})+(\.\d*)?", text)
        try:
            number = float(re.sub(r"[,_\s]", "", text) if grouped else text)
        except ValueError:
            raise ValueError(self._outside(repr(text[:30]))) from None
        if not self.low <= number <= self.high or (self.integer and number != round(number)):
            raise ValueError(self._outside(text[:30]))
        return round(number) if self.integer else number

    @value.setter
    def value(self, number: float) -> None:
        self.typed.value = self._written(number)


class Choice(Control):
    """One of several: buttons side by side (few options) or a list to open (many)."""

    def __init__(self, label, options, value=None, *, dropdown=False):
        kind = w.Dropdown if dropdown else w.ToggleButtons
        value = value if value is not None else next(iter(options), None)
        known = list(options.values() if isinstance(options, dict) else options)
        if value not in known and value not in [o[1] for o in known if isinstance(o, tuple)]:
            raise ValueError(f"{label} must be one of {known}; got {short(value)}")
        self.width = "14em" if dropdown else None
        source = kind(options=_said(options), value=value, description=said(label))
        if not dropdown:
            source.style.button_width = "auto"
            # its name left of the buttons, not above them
            source.add_class("jupyter-widgets").add_class("widget-inline-hbox")
        super().__init__(source)


class Check(Control):
    """Yes or no."""

    def __init__(self, label, value=False):
        box = w.Checkbox(
            value, description=said(label), indent=False, layout=w.Layout(width="auto")
        )
        super().__init__(box)


def _said(options):
    """The options with their names in the chosen language; values stay."""
    pairs = options.items() if isinstance(options, dict) else (
        o if isinstance(o, tuple) else (str(o), o) for o in options
    )  # fmt: skip
    return [(said(name), value) for name, value in pairs]


class Typed(Control):
    """A line of text; `parse(text)` gives the state or raises ValueError/KeyError with a hint.

    options: words offered for completion while typing.
    """

    def __init__(self, label, value, parse: Callable = str, *, options=(), width="20em"):
        self.parse, self.width = parse, width
        if not isinstance(value, str):
            raise TypeError(
                f"{said(label)} must be a text, as one types it, got {short(value)}; "
                "' '.join(map(str, value)) makes it of a list"
            )
        if options:
            source = w.Combobox(value=value, options=tuple(options), description=said(label))
        else:
            source = w.Text(value=value, description=said(label))
        source.continuous_update = False
        super().__init__(source)

    @property
    def value(self):
        return self.parse(self.source.value.strip())


def caption(text: str) -> w.Label:
    """The visible name left of a row of buttons."""
    return w.Label(said(text), layout=w.Layout(min_width="9em"))


def name(widget: w.Widget, text: str) -> None:
    """What a button does, for the pointer and for screen readers."""
    widget.tooltip = said(text)


def button(text: str, tooltip: str = "", **how) -> w.Button:
    """A button and what it does."""
    return w.Button(description=said(text), tooltip=said(tooltip), **how)


class Explorer:
    """Controls above, the picture below, a hint when an input is no good.

    draw     : pure function, `draw(**state) -> Svg`
    controls : name of the argument → Control, in the order in which they are shown
    extra    : widgets to show under the controls (buttons, say)
    view     : what shows the picture, with a `value`; a Pointer where the picture takes clicks
    """

    def __init__(self, draw: Callable[..., Svg], controls: dict[str, Control], extra=(), view=None):
        self.draw, self.controls = draw, controls
        self.hint = w.HTML()
        self.view = view or w.HTML()
        self._busy = False
        self.state = {key: control.value for key, control in controls.items()}
        self.picture = draw(**self.state)
        self.view.value = str(self.picture)
        for column in (0, 1):  # names are aligned in each
            members = list(controls.values())[column::2]
            names = [c.source.description for c in members if type(c) is not Check]
            for control in members:
                control.align(max([3, *(math.ceil(0.62 * width(name)) for name in names)]))
        # Two columns, so that controls and picture are on the screen together; one on a phone.
        shown = w.GridBox([control.widget for control in controls.values()], layout=w.Layout(
            grid_template_columns="repeat(auto-fit, minmax(min(100%, max(24em, 40%)), 1fr))",
            grid_gap="0 1.5em", align_items="center",
        ))  # fmt: skip
        sliders = [control.label for control in controls.values() if isinstance(control, Number)]
        self.box = w.VBox([shown, *extra, self.hint, self.view, Reach(names=sliders)])
        self.box.add_class("w2v-explorer")
        for control in controls.values():
            control.observe(self.redraw)
        cell = _cell_id() or draw.__name__
        if cell in _open:
            _open[cell].close()
        _open[cell] = self

    def redraw(self) -> None:
        """Read every control and draw; called by every change. No-op while set() is at work."""
        if self._busy:
            return
        try:
            state = {key: control.value for key, control in self.controls.items()}
            picture = self.draw(**state)
        except (ValueError, KeyError, IndexError) as error:
            self.hint.value = hint_html(error)
            return
        self.state, self.picture = state, picture
        self.hint.value = ""
        self.view.value = str(picture)

    def set(self, **values) -> Explorer:
        """Move several controls and draw once: `explorer.set(V=1000, H=50)`."""
        self.move(**values)
        self.redraw()
        return self

    def move(self, **values) -> None:
        """Move several controls and do not draw."""
        self._busy = True
        try:
            for key, value in values.items():
                control = self.controls[key]
                if isinstance(control, Number):
                    control.value = value
                else:
                    control.source.value = value
        finally:
            self._busy = False

    def close(self) -> None:
        """Close every widget of the explorer and let go of all it holds. Twice is once."""
        if self.box is None:
            return
        _close_all(self.box)
        # IPython's Out keeps the explorer that each run has returned: only its name may stay there
        self.picture = Svg(1, 1, f"{self.picture.title} (closed)")
        self.controls, self.state, self.draw = {}, {}, None
        self.box = self.view = self.hint = None

    def _repr_mimebundle_(self, **kwargs) -> dict:
        # The same picture without a kernel: where no widget can live, text/html is shown. What is
        # saved is this alone (see reach.py), so that a notebook opened next day shows it.
        bundle = self.box._repr_mimebundle_(**kwargs)
        bundle = dict(bundle[0] if isinstance(bundle, tuple) else bundle or {})
        return {**bundle, "text/plain": repr(self), "text/html": static_html(self.picture)}

    def __repr__(self) -> str:
        return f"Explorer({', '.join(self.controls)}): {self.picture.title}"


def static_html(picture: Svg) -> str:
    """What stands for an explorer until its cell is run."""
    return f"{picture._repr_html_()}<p><em>{said(WAKE)}</em></p>"


def hint_html(error: Exception) -> str:
    """The message of an error as one visible line."""
    # A plain KeyError prints its argument in quotes; one with a text of its own knows better.
    text = str(error.args[0]) if type(error) is KeyError and error.args else str(error)
    text = text or type(error).__name__
    return (
        f'<p role="status" style="margin:0.3em 0"><b>{said("Hint:")}</b> {escape(shown(text))}</p>'
    )


def _close_all(widget: w.Widget) -> None:
    for child in getattr(widget, "children", ()):
        _close_all(child)
    for part in ("layout", "style"):
        if isinstance(getattr(widget, part, None), w.Widget):
            getattr(widget, part).close()
    widget.unobserve_all()
    widget.close()


def _cell_id() -> str | None:
    """Which cell is being run, where the front end tells; None outside a notebook."""
    from IPython import get_ipython

    shell = get_ipython()
    header = getattr(shell, "parent_header", None) or {}
    return header.get("metadata", {}).get("cellId")
