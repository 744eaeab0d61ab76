"""Layers: the book's contract, repeated ids, sparse = dense, errors, gradients."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from w2vlib.gradcheck import check_gradients
from w2vlib.layers import Embedding, EmbeddingDot, MatMul, RowGrad


def matrix(V=7, H=3, seed=0, dtype=np.float64):
    return np.random.default_rng(seed).normal(size=(V, H)).astype(dtype)


def added_row_by_row(ids, dout, shape):
    """The specification: slow, obviously right."""
    dW = np.zeros(shape)
    for i in np.ndindex(ids.shape):
        dW[ids[i]] += dout[i]
    return dW


id_arrays = hnp.arrays(
    np.int64, hnp.array_shapes(min_dims=1, max_dims=2, max_side=6), elements=st.integers(0, 6)
)


@given(ids=id_arrays, sparse=st.booleans())
def test_embedding_forward_and_backward_equal_the_loop(ids, sparse):
    W = matrix()
    layer = Embedding(W, sparse=sparse)
    out = layer.forward(ids)
    assert out.shape == (*ids.shape, 3)
    for i in np.ndindex(ids.shape):
        assert (out[i] == W[ids[i]]).all()
    dout = np.random.default_rng(1).normal(size=out.shape)
    assert layer.backward(dout) is None
    dW = layer.grads[0].dense() if sparse else layer.grads[0]
    np.testing.assert_allclose(dW, added_row_by_row(ids, dout, W.shape), atol=1e-12)


@given(ids=hnp.arrays(np.int64, st.integers(1, 8), elements=st.integers(0, 6)))
def test_embedding_is_matmul_on_one_hot_rows(ids):
    W = matrix()
    one_hot = np.eye(7)[ids]
    product, lookup = MatMul(W), Embedding(W)
    np.testing.assert_array_equal(product.forward(one_hot), lookup.forward(ids))
    dout = np.random.default_rng(2).normal(size=(len(ids), 3))
    product.backward(dout)
    lookup.backward(dout)
    np.testing.assert_allclose(product.grads[0], lookup.grads[0], atol=1e-12)


def test_backward_forgets_the_batch_before():
    layer = Embedding(matrix())
    for ids in ([1, 1, 3], [0, 2]):
        layer.forward(np.array(ids))
        layer.backward(np.ones((len(ids), 3)))
    np.testing.assert_array_equal(layer.grads[0][:, 0], [1, 0, 1, 0, 0, 0, 0])


def test_grads_array_stays_the_same_object():
    """An optimiser may keep the list: dense gradients are filled in place, as in the book."""
    layer = Embedding(matrix())
    kept = layer.grads[0]
    layer.forward(np.array([2]))
    layer.backward(np.ones((1, 3)))
    assert layer.grads[0] is kept and kept[2].sum() == 3


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("ids", [[-1], [7], [[0, 1], [2, 99]]])
def test_ids_outside_are_refused(ids, sparse):
    with pytest.raises(IndexError, match=r"word ids must be in 0\.\.6, got .*vocabulary"):
        Embedding(matrix(), sparse).forward(np.array(ids))


def test_float_ids_are_refused():
    with pytest.raises(TypeError, match="integers, got dtype float64"):
        Embedding(matrix()).forward(np.array([1.0]))


@pytest.mark.parametrize("sparse", [False, True])
def test_float32_stays_float32(sparse):
    layer = EmbeddingDot(matrix(dtype=np.float32), sparse)
    score = layer.forward(matrix(4, 3, 1, np.float32), np.array([0, 1, 1, 6]))
    dh = layer.backward(np.ones(4))  # float64 from outside
    dW = layer.grads[0].rows if sparse else layer.grads[0]
    assert score.dtype == dh.dtype == dW.dtype == np.float32


CASES = {
    "repeated": np.array([1, 1, 3]),
    "one": np.array([4]),
    "all the same": np.array([2, 2, 2, 2]),
    "2-D": np.array([[0, 1], [1, 1], [6, 0]]),
}


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("ids", CASES.values(), ids=CASES)
def test_embedding_gradient(ids, sparse):
    W = matrix()
    layer = Embedding(W, sparse)
    weights = np.random.default_rng(3).normal(size=(*ids.shape, 3))  # the loss: a weighted sum

    def grads():
        layer.backward(weights)
        return layer.grads

    errors = check_gradients(lambda: float((layer.forward(ids) * weights).sum()), [W], grads)
    assert max(errors) < 1e-6


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("name", ["repeated", "one", "all the same"])
def test_embedding_dot_gradient(name, sparse):
    ids, W = CASES[name], matrix()
    h = matrix(len(ids), 3, seed=4)
    layer = EmbeddingDot(W, sparse)
    weights = np.arange(1.0, len(ids) + 1)

    def f():
        return float((layer.forward(h, ids) * weights).sum())

    def grads():
        dh = layer.backward(weights)
        return [*layer.grads, dh]

    assert max(check_gradients(f, [W, h], grads)) < 1e-6


def test_matmul_gradient():
    W, x = matrix(), matrix(4, 7, seed=5)
    layer, weights = MatMul(W), matrix(4, 3, seed=6)

    def grads():
        dx = layer.backward(weights)
        return [*layer.grads, dx]

    f = lambda: float((layer.forward(x) * weights).sum())  # noqa: E731
    assert max(check_gradients(f, [W, x], grads)) < 1e-6


def test_row_grad_of_nothing():
    empty = RowGrad.from_repeated(np.array([], dtype=int), np.zeros((0, 3)), (7, 3))
    assert empty.dense().shape == (7, 3) and not empty.dense().any()


def test_printing_says_the_shape():
    assert repr(Embedding(matrix())) == "Embedding(7 words x 3)"
    assert repr(RowGrad(np.array([1, 2]), np.ones((2, 3)), (7, 3))) == "RowGrad(2 of 7 rows x 3)"
    assert repr(MatMul(matrix())) == "MatMul(7 x 3)"
    assert repr(EmbeddingDot(matrix())) == "EmbeddingDot(7 words x 3)"
    assert repr(EmbeddingDot(matrix(), sparse=True)) == "EmbeddingDot(7 words x 3, sparse)"


def test_a_new_layer_has_no_gradient_yet():
    for layer in (MatMul(matrix()), Embedding(matrix()), EmbeddingDot(matrix())):
        assert not layer.grads[0].any()


def test_a_dense_gradient_keeps_its_dtype():
    rows = np.ones((1, 3), np.float32)
    assert RowGrad(np.array([1]), rows, (7, 3)).dense().dtype == np.float32


def test_matmul_multiplies_contexts_at_once():
    """(N, C, D), one row a context word; only backward wants a plain batch."""
    W, contexts = matrix(), np.eye(7)[[[0, 2], [3, 6]]]
    np.testing.assert_array_equal(MatMul(W).forward(contexts), W[[[0, 2], [3, 6]]])
