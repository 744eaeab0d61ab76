"""The core of section 4.2, drawn: the numbers are those of the real layers."""

import numpy as np
import pytest

from w2vlib.layers import EmbeddingDot
from w2vlib.losses import SigmoidWithLoss, sigmoid
from w2vlib.plots.ask import draw_embedding_dot, draw_question, draw_sigma


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("H", [1, 2, 4])
def test_the_strip_holds_the_numbers_of_the_layers(H, label):
    rng = np.random.default_rng(H)
    h, row = rng.normal(size=(2, H))
    dot, loss = EmbeddingDot(row[None]), SigmoidWithLoss()
    s = dot.forward(h[None], np.array([0]))
    value = loss.forward(s, np.array([label]))
    (d,) = loss.backward()
    text = str(draw_question(h, row, label, "gold"))
    assert f">{s[0]:.2f}<" in text and f">{sigmoid(s)[0]:.4f}<" in text and f">{d:.4f}<" in text
    assert f"the loss is {value:.4f}" in text and f"y − t = {d:+.4f}" in text
    for v in [*(h * row), *(d * row), *(d * h)]:
        assert f">{v + 0.0:.2f}<" in text
    assert ("true word" in text) == bool(label) and ">gold<" in text


def test_a_strip_that_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="label must be 0"):
        draw_question([1, 0], [0, 1], 2)
    with pytest.raises(ValueError, match="same 1 to 4 numbers"):
        draw_question([1, 0], [0, 1, 2])


@pytest.mark.parametrize("score", [-9, -1, 0, 2.5, 9])
@pytest.mark.parametrize("label", [0, 1])
def test_the_curve_says_sigma_and_the_gap(score, label):
    picture = draw_sigma(score, label)
    y = float(sigmoid(np.array(score)))
    assert f"y = {y:.4f}" in picture.desc and f"y − t = {y - label:+.4f}" in str(picture)


def test_embedding_dot_forward_and_backward():
    rng = np.random.default_rng(0)
    h, W, ids, d = rng.normal(size=(3, 2)), rng.normal(size=(5, 2)), [1, 3, 1], [0.1, -0.2, 0.3]
    dot = EmbeddingDot(W)
    s, dh = dot.forward(h, np.array(ids)), dot.backward(np.array(d))
    picture = draw_embedding_dot(h, W, ids, d, ["you", "say", "and", "i", "."])
    for v in [*s, *dh.ravel(), *dot.grads[0].ravel()]:
        assert f">{v + 0.0:.2f}<" in str(picture)
    assert "the row of say is asked twice" in picture.desc
