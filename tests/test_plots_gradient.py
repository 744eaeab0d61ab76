"""Lesson 03's picture holds the layers' and optimisers' numbers; its explorer shows it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets import Button
from ipywidgets.widgets import widget as registry

from tests.test_plots_lookup import cells, holds, texts, word_ids
from w2vlib.layers import Embedding, RowGrad
from w2vlib.plots.gradient import draw_gradient, step_sizes, written_rows
from w2vlib.plots.lookup import WORDS, toy_matrix
from w2vlib.widgets.gradient import explore_gradient, rows_from_text


def layer_gradient(ids, dout, sparse=False):
    layer = Embedding(toy_matrix(2), sparse)
    layer.forward(ids)
    layer.backward(dout)
    return layer.grads[0]


@given(ids=word_ids, how=st.sampled_from(["=", "+=", "add.at"]), seed=st.integers(0, 99))
def test_lost_gradients_are_just_what_is_missing(ids, how, seed):
    dout = np.random.default_rng(seed).integers(-9, 10, (len(ids), 2)).astype(float)
    dW, lost = written_rows(ids, dout, how)
    kept = np.setdiff1d(np.arange(len(ids)), lost)
    expected = np.zeros((7, 2))
    for n in kept:
        expected[ids[n]] += dout[n]
    np.testing.assert_array_equal(dW, expected)
    assert len(lost) == (0 if how == "add.at" else len(ids) - len(set(ids)))


@given(ids=word_ids, how=st.sampled_from(["=", "+=", "add.at"]), sparse=st.booleans())
def test_picture_holds_the_numbers(ids, how, sparse):
    dout = np.arange(2.0 * len(ids)).reshape(-1, 2) - 3
    svg = draw_gradient(ids, dout, how=how, sparse=sparse, before=[5])
    dW, lost = written_rows(ids, dout, how)
    used = sorted(set(ids))
    assert holds(svg, dout) and holds(svg, dW[used] if sparse else dW)
    assert holds(svg, step_sizes(dW, ids, [5], sparse))
    assert sum("lost" in t and "✕" in t for t in texts(svg)) == len(lost)
    assert f"{len(lost)} of {len(ids)} gradients lost" in svg.desc
    if how == "add.at" and sparse:
        grad = layer_gradient(ids, dout, sparse=True)
        assert isinstance(grad, RowGrad) and holds(svg, grad.rows)
    if how == "add.at":
        assert "should be" not in svg.desc and holds(svg, layer_gradient(ids, dout)[used[:1]])


def test_rows_that_each_optimiser_moves():
    ids, before = [1, 1, 3], [5, 6]
    for sparse in (False, True):
        moved = step_sizes(layer_gradient(ids, np.ones((3, 2))), ids, before, sparse) > 0
        sgd, adam, sparse_adam = (set(np.flatnonzero(column)) for column in moved.T)
        assert sgd == sparse_adam == {1, 3}
        assert adam == {1, 3, 5, 6}  # momentum moves rows without a gradient
    svg = draw_gradient(ids, [[1, 1]], how="add.at", before=before)
    assert sum(t.startswith("◄ Adam") for t in texts(svg)) == 2
    assert "moves 2, 4, 2 rows" in svg.desc
    assert "◄" not in str(draw_gradient(ids, [[1, 1]], how="add.at", before=[]))


def test_sgd_moves_a_row_by_the_rate_times_its_gradient():
    dW = layer_gradient([1, 1, 3], np.array([[1, -2], [3, 0.5], [0, 4]]))
    moved = step_sizes(dW, [1, 1, 3], lr=0.1)[:, 0]
    np.testing.assert_allclose(moved, [0, 0.4, 0, 0.4, 0, 0, 0], atol=1e-12)


def test_adam_moves_a_new_word_by_as_much_whatever_its_gradient():
    """0.07, as lesson 03 says: the second step's correction of the two means, times their ratio."""
    ones, large = (
        step_sizes(layer_gradient([1], np.full((1, 2), g)), [1], [5])[1] for g in (1, 30)
    )
    lr = 0.1 * np.sqrt(1 - 0.999**2) / (1 - 0.9**2) * 0.1 / np.sqrt(0.001)
    np.testing.assert_allclose([ones[1], large[1]], lr, rtol=1e-5)
    assert f"{lr:.2f}" == "0.07"


def test_bad_states_are_refused():
    for ids, dout, hint in [
        ([1, 1, 3], [[1, 1], [1, 1]], "3 rows for 3 ids"),
        ([1], [[1, 1, 1]], "2 numbers"),
        ([1], [[np.nan, 1]], "2 numbers"),
        ([1], [[1e9, 1]], "within"),
        ([7], [[1, 1]], r"0\.\.6"),
        ([], [[1, 1]], "at least one"),
    ]:
        with pytest.raises((ValueError, IndexError), match=hint):
            draw_gradient(ids, dout)
    with pytest.raises(IndexError, match=r"0\.\.6"):
        draw_gradient([1], [[1, 1]], before=[-1])


def test_typed_rows():
    assert rows_from_text("1 1; −2, 0.5") == [[1, 1], [-2, 0.5]]
    for text in ("", "1", "1 2 3", "a b", "1 1;"):
        with pytest.raises(ValueError, match="2 numbers a row"):
            rows_from_text(text)


def test_explorer_shows_the_pure_picture():
    explorer = explore_gradient()
    field = {key: control.source for key, control in explorer.controls.items()}
    state = {"ids": [1, 1, 3], "dout": [[1, 1]], "scale": 1}
    state |= {"how": "add.at", "sparse": False, "before": []}
    assert explorer.view.value == str(draw_gradient(**state))
    for key, typed, value in [
        ("how", "=", "="),
        ("sparse", True, True),
        ("dout", "1 1; 2 0; 0 3", [[1, 1], [2, 0], [0, 3]]),
        ("scale", "-2", -2),
        ("before", "5 .", [5, 6]),
        ("ids", "0 0 6", [0, 0, 6]),
        ("how", "+=", "+="),
        ("before", "", []),
    ]:
        field[key].value, state[key] = typed, value
        assert explorer.view.value == str(draw_gradient(**state)), key
    for key, bad in [("ids", "helo"), ("ids", "1 2"), ("dout", "x"), ("dout", "1e9 0")]:
        good = field[key].value
        field[key].value = bad
        assert "Hint" in explorer.hint.value and explorer.view.value == str(draw_gradient(**state))
        field[key].value = good
        assert explorer.hint.value == ""


def word_row(explorer):
    """The row of buttons under the controls, wherever the explorer puts it."""
    rows = [explorer.box]
    for box in rows:
        rows += [child for child in getattr(box, "children", ()) if hasattr(child, "children")]
        buttons = [child for child in box.children if isinstance(child, Button)]
        if len(buttons) == len(WORDS) + 1:
            return buttons
    raise AssertionError("no row of word buttons")


def test_word_buttons_append_and_remove():
    explorer = explore_gradient()
    *words, remove = word_row(explorer)
    words[1].click()
    assert explorer.state["ids"] == [1, 1, 3, 1]
    assert cells(written_rows([1, 1, 3, 1], np.ones((4, 2)))[0][1]) == ["3.00", "3.00"]
    for _ in range(9):
        remove.click()
    assert explorer.state["ids"] == [0] and explorer.hint.value == ""
    for _ in range(9):
        words[2].click()
    assert "fewer" in explorer.hint.value and len(explorer.state["ids"]) == 8


def test_rerunning_leaks_no_widget():
    explore_gradient()
    before = len(registry._instances)
    for _ in range(100):
        explore_gradient()
    assert len(registry._instances) == before
