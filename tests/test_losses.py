"""Losses: by hand, at the extremes, against finite differences, and the way the book uses them."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vlib.gradcheck import check_gradients
from w2vlib.losses import NegativeSamplingLoss, SigmoidWithLoss, SoftmaxWithLoss, sigmoid, softmax
from w2vlib.sampling import FixedNegatives


def test_sigmoid_by_hand():
    np.testing.assert_allclose(sigmoid([1.0, 0.0, -1.0]), [0.7311, 0.5, 0.2689], atol=5e-5)


@given(st.floats(-100, 100))
def test_sigmoid_equals_its_definition(x):
    assert sigmoid(x) == pytest.approx(1 / (1 + math.exp(-x)), rel=1e-12)


@pytest.mark.parametrize("score", [-1e4, -100.0, 0.0, 100.0, 1e4])
@pytest.mark.parametrize("label", [0, 1])
def test_extreme_scores_give_no_warning_and_the_exact_loss(score, label):
    layer = SigmoidWithLoss()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loss = layer.forward(np.array([score]), np.array([label]))
        dx = layer.backward()
    wrong_side = -score if label else score
    exact = max(wrong_side, 0) + math.log1p(math.exp(-abs(score)))
    assert loss == pytest.approx(exact, rel=1e-12)
    assert np.isfinite(dx).all()


def test_the_loss_is_not_capped_like_log_of_y_plus_1e_7():
    loss = SigmoidWithLoss().forward(np.array([-100.0]), np.array([1]))
    assert loss == pytest.approx(100)
    assert -math.log(0 + 1e-7) == pytest.approx(16.118, abs=5e-4)


def test_sigmoid_with_loss_equals_the_definition():
    x, t = np.array([0.3, -2.0, 5.0]), np.array([1, 0, 0])
    y = 1 / (1 + np.exp(-x))
    layer = SigmoidWithLoss()
    expected = -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))
    assert layer.forward(x, t) == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(layer.backward(), (y - t) / 3)


@pytest.mark.parametrize("shape", [(1,), (5,), (5, 1), (3, 2)])
def test_sigmoid_gradient(shape):
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=shape), rng.integers(0, 2, size=shape)
    layer = SigmoidWithLoss()
    errors = check_gradients(lambda: layer.forward(x, t), [x], lambda: [layer.backward()])
    assert max(errors) < 1e-6


@pytest.mark.parametrize("scale", [1, 100])
def test_sigmoid_gradient_at_extreme_scores(scale):
    x = np.array([-1.0, 1.0, 0.5]) * scale
    layer = SigmoidWithLoss()
    t = np.array([1, 0, 1])
    assert max(check_gradients(lambda: layer.forward(x, t), [x], lambda: [layer.backward()])) < 1e-6


def test_integer_labels_leave_float32_alone():
    layer = SigmoidWithLoss()
    layer.forward(np.zeros(3, dtype=np.float32), np.ones(3, dtype=np.int32))
    assert layer.backward().dtype == np.float32


@pytest.mark.parametrize("one_hot", [False, True])
def test_softmax_gradient(one_hot):
    x = np.random.default_rng(1).normal(size=(4, 5))
    t = np.array([0, 4, 2, 2])
    layer = SoftmaxWithLoss()
    labels = np.eye(5)[t] if one_hot else t
    errors = check_gradients(lambda: layer.forward(x, labels), [x], lambda: [layer.backward()])
    assert max(errors) < 1e-6


def test_softmax_extremes_and_sum():
    layer = SoftmaxWithLoss()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert layer.forward(np.array([[1000.0, 0, -1000]]), [2]) == pytest.approx(2000)
        assert np.isfinite(layer.backward()).all()
    assert softmax(np.array([[1e4, 1e4], [0, 1]])).sum(axis=1) == pytest.approx([1, 1])


def test_softmax_of_one_row_and_of_one_score():
    np.testing.assert_array_equal(softmax([1000.0, 0.0]), [1, 0])
    np.testing.assert_array_equal(softmax([[5.0]]), [[1]])


def test_each_row_of_scores_has_its_own_size():
    loss = SoftmaxWithLoss().forward(np.array([[1000.0, 0], [0, 0]]), [0, 0])
    assert loss == pytest.approx(math.log(2) / 2)


def test_one_row_of_few_scores():
    assert SoftmaxWithLoss().forward([3.0], [0]) == 0
    two = SoftmaxWithLoss().forward([1.0, 2.0], 1)
    assert SoftmaxWithLoss().forward([1.0, 2.0], [0, 1]) == two


def test_negative_sampling_unless_said_otherwise():
    """Five negatives, counts to the power .75 (16^.75 : 1 is 8 : 1), dense gradients, a seed."""
    W, text = np.zeros((3, 2)), [0] * 16 + [1, 2]
    loss, again = (NegativeSamplingLoss(W, text, seed=3) for _ in range(2))
    assert len(loss.loss_layers) == 6 and isinstance(loss.grads[0], np.ndarray)
    np.testing.assert_allclose(loss.sampler.p, [0.8, 0.1, 0.1])
    for layer in loss, again:
        layer.forward(np.ones((9, 2)), np.arange(9) % 3)
    np.testing.assert_array_equal(loss.words, again.words)


def test_negative_sampling_loss_by_hand():
    W = np.array([[1.0, 0], [0, 1], [-1, 0]])
    loss = NegativeSamplingLoss(W, sampler=FixedNegatives([[1, 2]]))
    h = np.array([[1.0, 0]])
    total = loss.forward(h, np.array([0]))
    each = [float(layer.losses[0]) for layer in loss.loss_layers]
    np.testing.assert_allclose(each, [0.3133, 0.6931, 0.3133], atol=5e-5)
    assert total == pytest.approx(1.3197, abs=1e-4)
    np.testing.assert_allclose(loss.backward(), [[-0.5379, 0.5]], atol=5e-5)


@pytest.mark.parametrize("k", [1, 5])
def test_negative_sampling_starts_at_k_plus_1_ln_2(k):
    loss = NegativeSamplingLoss(np.zeros((9, 4)), np.arange(9), sample_size=k, seed=0)
    assert loss.forward(np.ones((3, 4)), np.array([0, 1, 2])) == pytest.approx(
        (k + 1) * math.log(2)
    )


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize(
    "target, negatives",
    [
        ([0, 3], [[1, 2], [1, 1]]),
        ([4], [[0, 0]]),
        ([2, 2, 2], [[3, 4], [3, 4], [4, 4]]),
    ],
)
def test_negative_sampling_gradient(target, negatives, sparse):
    rng = np.random.default_rng(2)
    W, h = rng.normal(size=(5, 3)), rng.normal(size=(len(target), 3))
    loss = NegativeSamplingLoss(W, sparse=sparse, sampler=FixedNegatives(negatives))

    def grads():
        dh = loss.backward()
        return [*loss.grads, dh]

    errors = check_gradients(lambda: loss.forward(h, np.array(target)), [*loss.params, h], grads)
    assert max(errors) < 1e-6
