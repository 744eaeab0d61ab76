"""Lesson 04's pictures show the numbers of the real layers; its explorer shows the pictures."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets.widgets import widget as registry

from w2vlib.layers import EmbeddingDot
from w2vlib.losses import SigmoidWithLoss, SoftmaxWithLoss, sigmoid, softmax
from w2vlib.plots.question import before_and_after
from w2vlib.plots.sigmoid import (
    CAP,
    FORMS,
    explain_loss,
    loss_of,
    naive_loss,
)
from w2vlib.plots.svg import COLOR, GREY
from w2vlib.widgets.sigmoid import explore_sigmoid, parse_scores


def layer(score, label):
    one = SigmoidWithLoss()
    loss = one.forward(np.array([score], dtype=float), np.array([label]))
    return loss, float(one.backward()[0]), float(one.y[0])


@pytest.mark.parametrize("score", [-30, -9.5, -1, 0, 0.25, 3, 30])
@pytest.mark.parametrize("label", [0, 1])
def test_the_numbers_are_the_layer_s(score, label):
    text = str(explain_loss(score, label))
    loss, slope, y = layer(score, label)
    assert f"y = σ(s) = {y:.4f}, loss = {loss:.4f}" in text
    assert f"backward sends y − t = {slope:+.4f}" in text
    assert f"slope of the curve (differences) = {slope:+.4f}<" in text  # the tangent touches


@pytest.mark.parametrize("score, label", [(-20, 1), (25, 0)])
def test_the_naive_form_is_flat_where_backward_still_sends_one(score, label):
    text = str(explain_loss(score, label, FORMS[1]))
    assert f"cap of log(y + 1e-7): {CAP:.3f}" in text and pytest.approx(16.118, abs=5e-4) == CAP
    assert f"y − t = {(-1) ** label:+.4f}" in text and ", not y − t" in text
    assert float(naive_loss(score, label)) < CAP < layer(score, label)[0]


@given(st.floats(-12, 12), st.sampled_from([0, 1]))
def test_both_forms_agree_for_moderate_scores(score, label):
    np.testing.assert_allclose(naive_loss(score, label), loss_of(score, label), atol=0.02)


def test_softmax_and_sigmas_stand_side_by_side():
    scores = np.array([1.0, 0.5, -2.0, 3.0])
    text = str(explain_loss(scores[0], others=tuple(scores[1:])))
    for share in [*softmax(scores), *sigmoid(scores)]:
        assert f">{share:.2f}</text>" in text
    assert f">{sigmoid(scores).sum():.2f}</text>" in text


def bars(svg) -> list[str]:
    """The colours of the filled bars on the right, softmax and sigmoid, in their order."""
    return re.findall(r'height="18" fill="(#[0-9A-Fa-f]{6})"', str(svg))


@pytest.mark.parametrize("label, role", [(1, "target"), (0, "negative")])
def test_the_word_asked_has_the_colour_of_its_label_and_the_others_none(label, role):
    wanted = [GREY, COLOR[role], GREY, GREY] * 2  # you, say, goodbye, and
    assert bars(explain_loss(label=label)) == wanted
    order = re.findall(r">(you|say|goodbye|and)</text>", str(explain_loss(label=label)))
    assert order == ["you", "say", "goodbye", "and"]  # the order of the ids in every lesson


@given(st.integers(2, 8), st.integers(1, 2), st.integers(0, 99))
@settings(max_examples=20)
def test_before_and_after_show_the_layers_numbers(V, H, seed):
    rng = np.random.default_rng(seed)
    h, W, target = rng.normal(size=H), rng.normal(size=(V, H)), int(rng.integers(V))
    words = [f"w{i}" for i in range(V)]
    picture = before_and_after(h, W, words, target)
    shown = re.findall(r">(-?\d+\.\d\d)</text>", str(picture))
    softmax_layer, dot = SoftmaxWithLoss(), EmbeddingDot(W)
    softmax_layer.forward(h[None] @ W.T, [target])
    score = dot.forward(h[None], [target])[0]
    for value in [*h, *W.ravel(), *(W @ h), *softmax_layer.y[0], score, sigmoid(score)]:
        assert f"{value + 0.0:.2f}" in shown
    assert f"sigma, which says yes with {sigmoid(score):.2f}" in picture.desc
    assert str(picture).count('stroke-dasharray="2 4"') == V - 1  # rows that nobody asks


def test_before_and_after_refuses_an_unknown_word():
    with pytest.raises(IndexError, match=r"0\.\.1"):
        before_and_after([1], [[1], [2]], ["a", "b"], 2)


@settings(max_examples=50)
@given(
    st.floats(-30, 30),
    st.sampled_from([0, 1]),
    st.sampled_from(FORMS),
    st.lists(st.floats(-30, 30), min_size=1, max_size=6),
)
def test_every_state_draws(score, label, form, others):
    text = str(explain_loss(score, label, form, tuple(others)))
    assert "nan" not in text and "inf" not in text.replace("infinite", "")


@pytest.mark.parametrize(
    "state, message",
    [
        ({"score": 1e9}, "from -30 to 30, got 1e"),
        ({"score": float("nan")}, "got nan"),
        ({"label": 2}, "label must be 0 or 1, got 2"),
        ({"form": "log"}, "form must be one of"),
        ({"others": ()}, r"1\.\.6 further words, got 0"),
        ({"others": (0,) * 7}, r"1\.\.6 further words"),
        ({"others": (99,)}, "got 99"),
    ],
)
def test_bad_states_are_refused(state, message):
    with pytest.raises(ValueError, match=message):
        explain_loss(**state)


def test_every_control_moves_the_picture():
    explorer = explore_sigmoid()
    assert str(explorer.picture) == str(explain_loss(1.5, others=(0.5, -2, 1.2)))
    explorer.controls["score"].slider.value = -20
    explorer.controls["label"].source.value = 0
    explorer.controls["form"].source.value = FORMS[1]
    explorer.controls["others"].source.value = "1 −2,0.5"
    assert explorer.view.value == str(explain_loss(-20, 0, FORMS[1], (1, -2, 0.5)))
    assert explorer.hint.value == ""


@pytest.mark.parametrize("control, typed", [("score", "1e9"), ("score", "much"), ("score", "")])
@pytest.mark.parametrize("others", ["", "1, x", "1 2 3 4 5 6 7", "1e9"])
def test_bad_input_gives_a_hint_and_keeps_the_picture(control, typed, others):
    explorer = explore_sigmoid()
    before = explorer.view.value
    explorer.controls["others"].source.value = others
    assert "Hint:" in explorer.hint.value and explorer.view.value == before
    explorer.controls[control].typed.value = typed
    assert "Hint:" in explorer.hint.value and explorer.view.value == before


def test_scores_are_parsed_with_commas_spaces_and_a_true_minus():
    assert parse_scores(" 0, −1 2.5 ") == (0.0, -1.0, 2.5)


def test_rebuilding_leaks_no_widgets():
    explore_sigmoid()
    before = len(registry._instances)
    for _ in range(100):
        explore_sigmoid()
    assert len(registry._instances) == before
