"""The frame of the explorers: controls, hints, reruns."""

import ipywidgets as w
import pytest
from ipywidgets.widgets import widget as registry

from w2vlib.plots.svg import Svg
from w2vlib.widgets.base import Check, Choice, Explorer, Number, Typed

calls = []


def draw(n, size, mode, on, word):
    if n == 13:
        raise ValueError("13 is not drawn; take another n")
    calls.append(n)
    return Svg(10, 10, f"{n} {size:.3g} {mode} {on} {word}")


def word(text):
    if text not in ("say", "you"):
        raise KeyError(f"unknown word {text!r}; did you mean 'say'?")
    return text


def explorer():
    return Explorer(
        draw,
        {
            "n": Number("n", 2, 1, 20, integer=True),
            "size": Number("size", 10, 0.1, 1000, log=True),
            "mode": Choice("mode", ["=", "+="]),
            "on": Check("on", True),
            "word": Typed("word", "say", word, options=["say", "you"]),
        },
    )


def title(e):
    return e.picture.title if e.view.value == str(e.picture) else "view and picture differ"


def test_every_control_redraws():
    e = explorer()
    assert title(e) == "2 10 = True say"
    e.controls["n"].slider.value = 5
    e.controls["size"].slider.value = 100
    e.controls["mode"].source.value = "+="
    e.controls["on"].source.value = False
    e.controls["word"].source.value = "you"
    assert title(e) == "5 100 += False you" and e.hint.value == ""


@pytest.mark.parametrize("text", ["20000", "20,000", "20 000", "2e4", "20\u202f000", "20_000"])
def test_a_number_is_read_however_its_thousands_are_written(text):
    V = Number("V", 10, 1, 1_000_000, integer=True, log=True)
    V.typed.value = text
    assert V.value == 20_000 and round(V.slider.value) == 20_000


@pytest.mark.parametrize("text", ["2,00", "1,0000", "2,5", ",200", "20,000,", "1,00,000"])
def test_other_commas_are_refused_with_the_bounds(text):
    V = Number("V", 10, 1, 1_000_000, integer=True, log=True)
    V.typed.value = text
    with pytest.raises(ValueError, match="from 1 to 1,000,000; got"):
        _ = V.value


def test_slider_and_typed_twin_follow_each_other():
    number = explorer().controls["size"]
    number.typed.value = "3.14159"
    assert number.slider.value == pytest.approx(3.14159) and number.value == 3.14159
    number.slider.value = 20
    assert number.typed.value == "20"


@pytest.mark.parametrize(
    "number, typed, stop",
    [
        (Number("V", 10, 1, 1e6, integer=True, log=True), "20000", 10**4.3),
        (Number("a", 10, 0.1, 1000, log=True), "20.5", 10**1.3),
        (Number("b", 0.1, -1, 1, step=0.1), "0.123", 0.1),
    ],
)
def test_the_browser_moving_a_slider_to_its_nearest_stop_keeps_what_was_typed(number, typed, stop):
    number.typed.value = typed
    number.slider.value = stop
    assert number.typed.value == typed
    number.slider.value = stop * 2  # now it was the learner
    assert number.value == pytest.approx(stop * 2, rel=1e-3)


@pytest.mark.parametrize(
    "control, text, hint",
    [
        ("n", "1e9", "n must be a whole number from 1 to 20; got 1e9"),
        ("n", "2.5", "whole number"),
        ("n", "", "whole number"),
        ("n", "13", "13 is not drawn"),
        ("size", "text <b>", "got &#x27;text &lt;b&gt;&#x27;"),
        ("size", "nan", "size must be a number from 0.1 to 1,000"),
        ("word", "sya", "did you mean"),
    ],
)
def test_bad_input_gives_a_hint_and_keeps_the_picture(control, text, hint):
    e = explorer()
    source = e.controls[control].source
    good, before = source.value, e.view.value
    source.value = text
    assert hint in e.hint.value and e.view.value == before
    source.value = good
    assert e.hint.value == "" and e.view.value == before


def test_set_draws_once():
    e = explorer()
    calls.clear()
    e.set(n=3, size=50, word="you")
    assert calls == [3] and title(e) == "3 50 = True you"


def test_rerunning_a_cell_leaves_nothing_behind():
    explorer()
    before = len(registry._instances)
    for _ in range(100):
        explorer()
    assert len(registry._instances) == before


def test_without_a_kernel_the_same_picture_is_shown():
    e = explorer()
    bundle = e._repr_mimebundle_()
    assert bundle["text/html"].startswith(e.picture._repr_html_())
    assert "Run this cell to move it." in bundle["text/html"]
    assert bundle["text/plain"] == "Explorer(n, size, mode, on, word): 2 10 = True say"
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_closing_closes_every_widget():
    e = explorer()
    e.close()
    e.close()  # as when its cell is rerun afterwards
    assert not any(isinstance(x, w.DOMWidget) and x is e.box for x in registry._instances.values())
