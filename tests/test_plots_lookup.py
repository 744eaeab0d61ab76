"""Lesson 02's pictures hold the layers' numbers; its explorer shows just those pictures."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets import ToggleButton
from ipywidgets.widgets import widget as registry

from w2vlib.layers import Embedding, MatMul
from w2vlib.plots.cost import si
from w2vlib.plots.embedding import draw_layer
from w2vlib.plots.lookup import WORDS, draw_lookup, draw_row_pick, ids_from_text, toy_matrix
from w2vlib.widgets.lookup import explore_lookup

word_ids = st.lists(st.integers(0, 6), min_size=1, max_size=8)


def texts(svg):
    return [e.text for e in ET.fromstring(str(svg)).iter("{http://www.w3.org/2000/svg}text")]


def cells(array):
    return [f"{v:.2f}" for v in np.ravel(array)]


def holds(svg, array):
    """The numbers of the array stand in the picture, next to each other and in order."""
    numbers, wanted = [t for t in texts(svg) if re.fullmatch(r"-?\d+\.\d\d", t)], cells(array)
    return any(numbers[i : i + len(wanted)] == wanted for i in range(len(numbers)))


@pytest.mark.parametrize("word", range(7))
def test_row_pick_shows_the_product(word):
    svg = draw_row_pick(word)
    x = np.eye(7)[word]
    assert holds(svg, toy_matrix()) and holds(svg, x[:, None] * toy_matrix())
    assert texts(svg)[-3:] == cells(MatMul(toy_matrix()).forward(x[None]))
    assert "18 of the 21 products are 0" in svg.desc and f"W[{word}]" in str(svg)


@given(ids=word_ids)
def test_both_panels_show_the_same_rows(ids):
    svg = draw_lookup(ids)
    h = cells(Embedding(toy_matrix()).forward(ids))
    both, alone = texts(svg), texts(draw_lookup(ids, one_hot=False))
    assert both[: len(alone)] == alone  # switching the product off leaves the look-up in place
    assert holds(svg, Embedding(toy_matrix()).forward(ids[:1]))
    below = [t for t in both[len(alone) :] if len(t) == 4 and t[1] == "."]
    assert below[21 : 21 + len(h)] == h
    zeros_and_ones = [t for t in both[len(alone) :] if t in ("0", "1")]
    assert zeros_and_ones == [f"{v:.0f}" for v in np.eye(7)[ids].ravel()]
    products, by_zero = 7 * 3 * len(ids), 6 * 3 * len(ids)
    assert f"x takes {28 * len(ids)} B" in svg.desc and f"ids take {4 * len(ids)} B" in svg.desc
    assert f"{products} multiplications, {by_zero} of them by 0" in svg.desc
    assert "multiplications, " in svg.desc and "of them by 0" not in draw_lookup(ids, False).desc


@given(ids=word_ids, V=st.integers(8, 1_000_000))
def test_a_larger_vocabulary_is_counted_and_not_drawn(ids, V):
    svg, small = draw_lookup(ids, V=V), draw_lookup(ids)
    size = len(ids) * V  # of x: one 1 in each row
    count = f"{size * 3:,} multiplications, {(size - len(ids)) * 3:,} of them by 0"
    assert count in svg.desc and f"x takes {si(4 * size, 'B')}" in svg.desc
    assert f"… and {V - 7:,} rows more" in texts(svg) and f"h ({len(ids)} × 3)" in texts(svg)
    assert "more" not in " ".join(texts(small))


@pytest.mark.parametrize("V", [6, 1_000_001])
def test_a_vocabulary_off_the_scale_is_refused(V):
    with pytest.raises(ValueError, match="from 7 to 1,000,000"):
        draw_lookup([1], V=V)


def test_only_the_chosen_rows_are_tinted():
    """A heat map would make the full stop's row, whose numbers are largest, the brightest one."""
    for svg in (draw_row_pick(2), draw_lookup([1, 4]), draw_layer([1, 3])):
        fills = set(re.findall(r'fill="(#[0-9a-f]{6})"', str(svg)))
        assert fills <= {"#ffffff", "#1a1a1a"}  # cells are white, numbers dark
    tints = re.findall(r'y="([\d.]+)" [^>]*fill="#0072B2" fill-opacity', str(draw_layer([1, 3])))
    assert tints == ["80", "120"]  # rows 1 and 3 of W, 20 high, from 60 on


@given(ids=word_ids)
def test_the_layers_two_directions(ids):
    svg, layer = draw_layer(ids), Embedding(toy_matrix())
    assert holds(svg, layer.forward(ids))
    layer.backward(np.outer(np.arange(1, len(ids) + 1), [0.1, 0.2, 0.3]))
    assert holds(svg, layer.grads[0])
    hidden = draw_layer(ids, hide=True)
    assert "?" in texts(hidden) and not any(f"row {i} of dW" in hidden.desc for i in ids)


@pytest.mark.parametrize(
    ("state", "hint"), [([7], "0..6"), ([-1, 2], "0..6"), ([], "at least one"), ([1] * 9, "fewer")]
)
def test_bad_ids_are_refused(state, hint):
    for draw in (draw_lookup, draw_layer):
        with pytest.raises((ValueError, IndexError), match=hint):
            draw(state)
    with pytest.raises(IndexError, match=r"0\.\.6"):
        draw_row_pick(7)


def test_typed_ids():
    assert ids_from_text("1 say, 3  Hello .") == [1, 1, 3, 5, 6]
    for text, hint in {
        "helo": "try hello",
        "1.5": "'1.5'",
        "": "at least one",
        "1e9": "1e9",
    }.items():
        with pytest.raises(ValueError, match=hint):
            ids_from_text(text)


def word_row(explorer):
    """The buttons of the words, wherever the explorer puts them."""
    rows = [explorer.box]
    for box in rows:
        rows += [child for child in getattr(box, "children", ()) if hasattr(child, "children")]
        buttons = [c for c in box.children if isinstance(c, ToggleButton)]
        if len(buttons) == len(WORDS):
            return buttons
    raise AssertionError("no row of word buttons")


def test_explorer_shows_the_pure_picture():
    explorer = explore_lookup()
    ids, one_hot = explorer.controls["ids"].source, explorer.controls["one_hot"].source
    buttons = word_row(explorer)
    assert explorer.view.value == str(draw_lookup([1, 4], True))
    explorer.controls["V"].typed.value = "1e6"
    assert explorer.view.value == str(draw_lookup([1, 4], True, 1_000_000))
    explorer.controls["V"].typed.value = "7"
    ids.value = "1 1 and"
    assert explorer.view.value == str(draw_lookup([1, 1, 3], True))
    assert [b.value for b in buttons] == [i in (1, 3) for i in range(7)]
    one_hot.value = False
    assert explorer.view.value == str(draw_lookup([1, 1, 3], False))
    buttons[5].value = True
    assert explorer.state["ids"] == [1, 1, 3, 5]
    buttons[1].value = False
    assert explorer.view.value == str(draw_lookup([3, 5], False))
    for bad in ("helo", "9", "1e9", "", "1 " * 9):
        ids.value = bad
        assert "Hint" in explorer.hint.value and explorer.state["ids"] == [3, 5]
        assert explorer.view.value == str(draw_lookup([3, 5], False))
    ids.value = "you"
    assert explorer.hint.value == "" and explorer.state["ids"] == [0]
    for button in buttons:
        button.value = False  # the last one up leaves no id: a hint, no error
    assert "at least one" in explorer.hint.value and explorer.state["ids"] == [0]
    assert len(WORDS) == len(buttons)


def test_rerunning_leaks_no_widget():
    explore_lookup()
    before = len(registry._instances)
    for _ in range(100):
        explore_lookup()
    assert len(registry._instances) == before
