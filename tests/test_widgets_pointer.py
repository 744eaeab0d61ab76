"""The picture that takes the pointer: what the browser reports arrives as calls, and is answered.

The browser's half is tested in a real one: tests/test_pointer_in_lab.py.
"""

import gc

import pytest
from ipywidgets.widgets import widget as registry

from w2vlib.plots.svg import Svg
from w2vlib.widgets.base import Explorer, Number
from w2vlib.widgets.pointer import Pointer


def report(pointer, n=1, **what):
    """As if the browser had sent it."""
    pointer._handle_custom_msg({"n": n, **what}, [])


@pytest.fixture
def touched():
    calls, pointer = [], Pointer(str(Svg(10, 10, "A <small> picture")))
    pointer.on_click = lambda *a: calls.append(("click", *a))
    pointer.on_drag = lambda *a: calls.append(("drag", *a))
    pointer.on_key = lambda *a: calls.append(("key", *a))
    return pointer, calls


def test_each_kind_of_report_makes_its_call_and_is_answered(touched):
    pointer, calls = touched
    report(pointer, 1, kind="click", id="say")
    report(pointer, 2, kind="drag", id="h", x=3, y=4.5)
    report(pointer, 3, kind="key", id="h", dx=-5, dy=0)
    assert calls == [("click", "say"), ("drag", "h", 3.0, 4.5), ("key", "h", -5.0, 0.0)]
    assert pointer.answered == 3


@pytest.mark.parametrize(
    "what",
    [
        {"kind": "msg", "id": "h"},
        {"kind": "drag", "id": "h", "x": float("nan"), "y": 0},
        {"kind": "key", "id": "h", "dx": float("inf"), "dy": 0},
    ],
)
def test_nonsense_calls_nothing_and_is_answered_all_the_same(touched, what):
    pointer, calls = touched
    report(pointer, 7, **what)
    assert calls == [] and pointer.answered == 7


def test_a_failing_call_is_answered_or_the_picture_would_freeze():
    pointer = Pointer()

    def fail(name):
        raise RuntimeError(name)

    pointer.on_click = fail
    with pytest.raises(RuntimeError):
        pointer._receive({"n": 4, "kind": "click", "id": "x"})
    assert pointer.answered == 4


def test_picture_and_answer_travel_in_one_message(touched, monkeypatch):
    pointer, _ = touched
    sent = []
    monkeypatch.setattr(pointer, "send_state", lambda key=None: sent.append(set(key or ())))
    pointer.on_click = lambda name: setattr(pointer, "value", "<svg></svg>")
    report(pointer, 1, kind="click", id="say")
    assert sent == [{"value", "answered"}]


def test_repr_is_stable_and_says_what_is_shown(touched):
    assert repr(touched[0]) == "Pointer(A <small> picture)" and repr(Pointer()) == "Pointer(empty)"


def test_the_script_fetches_nothing():
    assert "http" not in Pointer._esm and "import" not in Pointer._esm


def test_an_explorer_can_show_its_picture_in_it_and_closes_it():
    def draw(n):
        return Svg(10, 10, f"n is {n}")

    e = Explorer(draw, {"n": Number("n", 1, 0, 9, integer=True)}, view=Pointer())
    assert e.view.value == str(draw(1))
    e.set(n=3)
    assert repr(e.view) == "Pointer(n is 3)"
    before = len(registry._instances)
    e.view.on_click = print
    view = e.view
    e.close()
    assert len(registry._instances) < before and view.on_click is None


def test_a_hundred_leave_no_memory_behind():
    Pointer().close()
    gc.collect()
    before = sum(type(x) is Pointer for x in gc.get_objects())
    for _ in range(100):
        Pointer().close()
    gc.collect()
    assert sum(type(x) is Pointer for x in gc.get_objects()) <= before
