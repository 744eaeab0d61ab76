"""Lesson 06: one step by the real layers, its picture, the network's shapes, the explorer."""

import ipywidgets as w
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets.widgets import widget as registry

from w2vlib.gradcheck import check_gradients
from w2vlib.lessons.one_step import fixed_loss, one_step
from w2vlib.losses import sigmoid
from w2vlib.plots.network import draw_network, shapes
from w2vlib.plots.step import START_H, START_W, WORDS, draw_step, to_picture, to_plane
from w2vlib.sampling import FixedNegatives
from w2vlib.trainer import remove_duplicate
from w2vlib.widgets.step import explore_step

coordinate = st.floats(-3, 3)
vectors = st.lists(st.tuples(coordinate, coordinate), min_size=4, max_size=4)


def test_the_example_by_hand():
    step = one_step(START_H, START_W, 0, [1, 2], lr=0.5)
    np.testing.assert_allclose(step.losses, [0.3133, 0.6931, 0.3133], atol=5e-5)
    assert step.losses.sum() == pytest.approx(1.3197, abs=5e-5)
    np.testing.assert_allclose(step.dh, [-0.5379, 0.5], atol=5e-5)


@given(st.tuples(coordinate, coordinate), vectors, st.lists(st.sampled_from([1, 2, 3]), min_size=1))
@settings(deadline=None, max_examples=40)
def test_a_step_is_what_the_formulas_say(h, W, negatives):
    step = one_step(h, W, 0, negatives, lr=0.1)
    h, W, words = np.array(h), np.array(W), [0, *negatives]
    d = sigmoid(W[words] @ h) - (np.arange(len(words)) == 0)
    dW = np.zeros_like(W)
    np.add.at(dW, words, d[:, None] * h)
    np.testing.assert_allclose(step.dh, d @ W[words], atol=1e-12)
    np.testing.assert_allclose(step.dh_parts.sum(axis=0), step.dh, atol=1e-12)
    np.testing.assert_allclose(step.dW, dW, atol=1e-12)
    np.testing.assert_allclose(step.h_after, h - 0.1 * step.dh)
    np.testing.assert_allclose(step.W_after, W - 0.1 * dW)


def test_fixed_negatives_make_the_loss_repeatable():
    W, h = np.random.default_rng(0).standard_normal((2, 5, 3))
    loss = fixed_loss(W, [[1, 2], [3, 3], [0, 1], [2, 4], [1, 0]])
    target = np.array([0, 1, 2, 3, 4])
    dh = []
    errors = check_gradients(
        lambda: loss.forward(h, target),
        [h, *loss.params],
        lambda: [dh.append(loss.backward()) or dh[-1], *loss.grads],
    )
    assert max(errors) < 1e-7
    assert FixedNegatives([1, 2]).get_negative_sample([0, 0]).tolist() == [[1, 2], [1, 2]]
    assert len(remove_duplicate(loss.params, loss.grads)[0]) == 1


@settings(deadline=None, max_examples=40)
@given(st.tuples(coordinate, coordinate), vectors, st.floats(0, 2))
def test_the_picture_shows_the_step(h, W, lr):
    text = str(draw_step(h, W, "you", ["and", "and", "say"], lr))
    step = one_step(h, W, 1, [3, 3, 0], lr)
    assert f">sum {step.losses.sum():.4f}<" in text
    assert f">after the step {step.losses_after.sum():.4f}<" in text
    for loss in step.losses:
        assert f">{loss:.4f}<" in text
    assert "nan" not in text and "inf" not in text


def test_every_vector_is_a_handle_with_a_name():
    text = str(draw_step())
    for name in ("h", *WORDS):
        assert f'data-id="{name}" data-drag="1" aria-label="{name} at (' in text


@given(coordinate, coordinate)
def test_picture_and_plane_are_inverse(a, b):
    np.testing.assert_allclose(to_plane(*to_picture((a, b))), (a, b), atol=0.00501)
    assert to_plane(-1e9, 1e9) == (-3, -3)


@pytest.mark.parametrize(
    "state, message",
    [
        ({"h": (4, 0)}, "from −3 to 3, got 4"),
        ({"h": (float("nan"), 0)}, "got nan"),
        ({"W": ((0, 0),)}, "4 rows of 2"),
        ({"negatives": []}, "1 to 5 negatives, got 0"),
        ({"negatives": ["you"] * 6}, "got 6"),
        ({"negatives": ["you", "queen"]}, "'queen' is no word here; take say, you"),
        ({"negatives": ["say"]}, "the sampler leaves the target out"),
        ({"lr": 3}, "from 0 to 2, got 3"),
    ],
)
def test_bad_states_are_refused(state, message):
    with pytest.raises(ValueError, match=message):
        draw_step(**state)


@pytest.mark.parametrize("sizes", [(7, 3, 4, 1), (11, 2, 5, 3), (1000, 100, 32, 5)])
def test_shapes_of_the_network(sizes):
    V, H, N, window = sizes
    found = shapes(*sizes)
    assert found["contexts"] == (N, 2 * window) and found["words"] == (N, 6)
    assert found["W_in"] == found["dW_in"] == found["W_out"] == found["dW_out"] == (V, H)
    assert found["row"] == found["h"] == found["dh"] == (N, H)
    assert found["score"] == found["dscore"] == (N,)
    picture = str(draw_network(*sizes))
    assert all(f">{found[name]}<" in picture for name in ("contexts", "row", "h", "score", "dh"))


# --- the explorer


@pytest.fixture
def explorer():
    e = explore_step()
    yield e
    e.close()


def test_dragging_and_keys_move_what_they_hold(explorer):
    e = explorer
    assert e.view.value == str(draw_step())
    e.view.on_drag("h", *to_picture((0.5, -1)))
    e.view.on_drag("and", *to_picture((99, 2)))
    e.view.on_key("you", -2, -5)
    W = ((1, 0), (-0.1, 1.25), (-1, 0), (3, 2))
    assert e.view.value == str(draw_step((0.5, -1), W))
    assert e.controls["h"].source.value == "0.5 -1"


def test_a_click_makes_a_word_a_negative_and_takes_it_out(explorer):
    e = explorer
    e.view.on_click("and")
    assert e.state["negatives"] == ["you", "goodbye", "and"]
    e.view.on_click("and")
    e.view.on_click("h")
    assert e.view.value == str(draw_step())
    e.view.on_click("say")  # the target: refused, picture kept
    assert "leaves the target out" in e.hint.value and e.view.value == str(draw_step())


def test_a_negative_that_becomes_the_target_changes_places_with_it(explorer):
    explorer.controls["target"].source.value = "goodbye"
    assert explorer.view.value == str(draw_step(target="goodbye", negatives=["you", "say"]))
    assert explorer.hint.value == ""


def test_steps_add_up_and_reset_goes_back(explorer):
    rows = [box.children for box in explorer.box.children if isinstance(box, w.HBox)]
    one, ten, reset = next(row for row in rows if isinstance(row[0], w.Button))
    one.click()
    ten.click()
    h, W = START_H, START_W
    for _ in range(11):
        done = one_step(h, W, 0, [1, 2], 0.5)
        h, W = done.h_after, done.W_after
    np.testing.assert_allclose(explorer.state["h"], h, atol=1e-4)
    np.testing.assert_allclose(explorer.state["W"], W, atol=1e-4)
    assert explorer.state["taken"] == 11 and "steps taken: 11" in explorer.view.value
    reset.click()
    assert explorer.view.value == str(draw_step())


@pytest.mark.parametrize(
    "control, typed",
    [
        *[("h", text) for text in ("", "1", "a b", "1e9 0")],
        *[("W", text) for text in ("1 0; 0 1", "1e9")],
        *[("negatives", text) for text in ("", "queen")],
        *[("lr", text) for text in ("1e9", "fast")],
    ],
)
def test_bad_input_gives_a_hint_and_keeps_the_picture(explorer, control, typed):
    explorer.controls[control].source.value = typed
    assert "Hint:" in explorer.hint.value and explorer.view.value == str(draw_step())


def test_rebuilding_leaks_no_widgets():
    explore_step()
    before = len(registry._instances)
    for _ in range(100):
        explore_step()
    assert len(registry._instances) == before
