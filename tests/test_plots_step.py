"""Lesson 06: one step by the real layers, its picture, the network's shapes, the explorer."""

import re

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
from w2vlib.plots.step import START_H, START_W, WORDS, draw_step
from w2vlib.plots.step_plane import HALF, LARGEST, ORIGIN, reach_of, to_picture, to_plane
from w2vlib.sampling import FixedNegatives
from w2vlib.trainer import remove_duplicate
from w2vlib.widgets.step import explore_step

coordinate = st.floats(-3, 3)
vectors = st.lists(st.tuples(coordinate, coordinate), min_size=4, max_size=4)


def test_the_example_by_hand():
    step = one_step(START_H, START_W, 1, [0, 2], lr=0.5)
    np.testing.assert_allclose(step.losses, [0.3133, 0.6931, 0.3133], atol=5e-5)
    assert step.losses.sum() == pytest.approx(1.3197, abs=5e-5)
    np.testing.assert_allclose(step.dh, [-0.5379, 0.5], atol=5e-5)


@given(st.tuples(coordinate, coordinate), vectors, st.lists(st.sampled_from([1, 2, 3]), min_size=1))
@settings(max_examples=40)
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


@settings(max_examples=40)
@given(st.tuples(coordinate, coordinate), vectors, st.floats(0, 2))
def test_the_picture_shows_the_step(h, W, lr):
    text = str(draw_step(h, W, "say", ["and", "and", "you"], lr))
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
    np.testing.assert_allclose(to_plane(*to_picture((5 * a, b), 24), 24), (5 * a, b), atol=0.00501)


def test_the_plane_doubles_until_all_vectors_lie_in_it():
    assert [reach_of((0, 0), [(x, 0)]) for x in (3, -3.1, 6, 12.5, LARGEST)] == [
        3,
        6,
        6,
        24,
        LARGEST,
    ]
    assert reach_of((0, 0), [(1, 0)], at_least=12) == 12


@given(st.tuples(coordinate, coordinate).filter(lambda h: np.hypot(*h) > 0.1), vectors)
@settings(max_examples=15)
def test_the_shaded_side_is_where_sigma_says_yes(h, W):
    text = str(draw_step(h, W))
    points = text.partition('fill-opacity="0.1"')[0].rpartition('points="')[2].partition('"')[0]
    corners = [tuple(map(float, p.split(","))) for p in points.split()]
    low = np.subtract(ORIGIN, HALF)
    for x, y in np.random.default_rng(0).uniform(low, low + 2 * HALF, size=(20, 2)):
        score = np.dot(h, np.subtract((x, ORIGIN[1]), (ORIGIN[0], y)))
        if abs(score) > 3:  # not on the very edge, which is rounded
            assert inside(corners, x, y) == (score > 0)


def inside(corners, x, y):
    """A point lies in a convex polygon if it is on the same side of every edge."""
    turns = [
        (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    turns = [t for t in turns if abs(t) > 1e-6]
    return all(t > 0 for t in turns) or all(t < 0 for t in turns)


@given(st.tuples(coordinate, coordinate), vectors)
@settings(max_examples=15)
def test_names_do_not_lie_on_each_other(h, W):
    """Eight places are tried for each; five points in one spot may leave no free one."""
    if min(np.hypot(*(np.subtract(a, b))) for i, a in enumerate([h, *W]) for b in W[i:]) < 0.6:
        return
    text = str(draw_step(h, W)).partition(">1 + 2 questions<")[0]
    boxes = []
    for name in ("h", *WORDS):
        head = text.rpartition(f">{name}</text>")[0].rpartition("<text")[2]
        x, y = (float(re.search(rf' {a}="([-\d.]+)"', head)[1]) for a in "xy")
        boxes.append((x - 3.5 * len(name), x + 3.5 * len(name), y))
    for i, (a, b, y) in enumerate(boxes):
        for c, d, z in boxes[:i]:
            assert abs(y - z) >= 12 or b <= c or d <= a


@pytest.mark.parametrize(
    "state, message",
    [
        ({"h": (1e4, 0)}, "from −1,536 to 1,536, got 1e"),
        ({"h": (float("nan"), 0)}, "got nan"),
        ({"W": ((0, 0),)}, "4 rows of 2"),
        ({"negatives": []}, "1 to 5 negatives, got 0"),
        ({"negatives": ["you"] * 6}, "got 6"),
        ({"negatives": ["you", "queen"]}, "'queen' is no word here; take you, say"),
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
    W = ((-0.1, 1.25), (1, 0), (-1, 0), (3, 2))
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
        done = one_step(h, W, 1, [0, 2], 0.5)
        h, W = done.h_after, done.W_after
    np.testing.assert_allclose(explorer.state["h"], h, atol=1e-4)
    np.testing.assert_allclose(explorer.state["W"], W, atol=1e-4)
    assert explorer.state["taken"] == 11 and "steps taken: 11" in explorer.view.value
    assert explorer.view.value.count('opacity="0.7"') == 5  # a trail for h and every word
    explorer.view.on_drag("and", *to_picture((2, -1)))  # by hand: the trail ends
    assert 'opacity="0.7"' not in explorer.view.value
    reset.click()
    assert explorer.view.value == str(draw_step())


def test_many_steps_never_stop_at_the_edge(explorer):
    buttons = next(b.children for b in explorer.box.children if isinstance(b, w.HBox)
                   and isinstance(b.children[0], w.Button))  # fmt: skip
    for _ in range(30):
        buttons[1].click()
    assert explorer.state["taken"] == 300 and explorer.hint.value == ""
    assert explorer.state["reach"] > 3 and np.abs(explorer.state["h"]).max() > 3
    explorer.view.on_drag("h", *to_picture((1, 1), explorer.state["reach"]))
    assert explorer.state["h"] == pytest.approx([1, 1])


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
