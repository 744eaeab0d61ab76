"""The cost model against loops that do the work one number at a time, and count."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2vlib.lessons import clock, cost
from w2vlib.lessons.cost import (
    MODELS,
    PARTS,
    SIGMOID_PASSES,
    SOFTMAX_PASSES,
    Cost,
    cbow_cost,
    measure_rates,
    predicted_seconds,
    product,
    total,
)  # fmt: skip
from w2vlib.models import SimpleCBOW

small = st.integers(1, 4)


def loop_product(A, B, work, part):
    """A @ B by three loops; adds its multiply-adds and the numbers it needs to `work`."""
    out = np.zeros((len(A), B.shape[1]))
    touched = set()
    for i in range(len(A)):
        for j in range(B.shape[1]):
            for m in range(len(B)):
                out[i, j] += A[i, m] * B[m, j]
                work[part, "multiply_adds"] += 1
                touched |= {("A", i, m), ("B", m, j), ("out", i, j)}
    work[part, "bytes"] += 4 * len(touched)
    return out


def loop_pass(f, A, work, part):
    """f on every number of A, one after the other: read it, write the result."""
    out = np.empty(np.shape(A))
    for i in np.ndindex(out.shape):
        out[i] = f(A[i], i)
        work[part, "multiply_adds"] += 1
        work[part, "bytes"] += 4 + 4
    return out


def loop_lookup(W, ids, work, part):
    rows = []
    for i in ids:
        work[part, "bytes"] += 4 + 2 * 4 * W.shape[1]  # the id, the row read, the row written
        rows.append(W[i])
    return np.array(rows)


def as_costs(work):
    parts = [p for p in PARTS if any(key[0] == p for key in work)]
    return {p: Cost(work[p, "multiply_adds"], work[p, "bytes"]) for p in parts}


def loop_mean(found, work):
    """The sum of the arrays in `found`, times 1/n: as many passes as there are arrays."""
    h = found[0]
    for other in found[1:]:
        h = loop_pass(lambda a, i, other=other: a + other[i], h, work, "mean")
    return loop_pass(lambda a, i: a / len(found), h, work, "mean")


def loop_softmax_loss(s, target, work):
    """The six passes of SoftmaxWithLoss.forward; sums and maxima run over a row."""
    top, sums = s.max(axis=1), np.zeros(len(s))
    loop_pass(lambda a, i: max(a, top[i[0]]), s, work, "loss")
    shifted = loop_pass(lambda a, i: a - top[i[0]], s, work, "loss")
    e = loop_pass(lambda a, i: np.exp(a), shifted, work, "loss")
    loop_pass(lambda a, i: sums.__setitem__(i[0], sums[i[0]] + a) or 0, e, work, "loss")
    log_y = loop_pass(lambda a, i: a - np.log(sums[i[0]]), shifted, work, "loss")
    loop_pass(lambda a, i: np.exp(a), log_y, work, "loss")
    return -log_y[np.arange(len(s)), target].mean()


@given(V=st.integers(2, 5), H=small, batch=small)
@settings(max_examples=25)
def test_one_hot_forward_equals_the_counting_loops(V, H, batch):
    """The loops compute what SimpleCBOW computes, so they count the right network."""
    rng = np.random.default_rng(V * 100 + H * 10 + batch)
    ids, target = rng.integers(0, V, (batch, 2)), rng.integers(0, V, batch)
    model, work = SimpleCBOW(V, H, seed=0), Counter()
    W_in, W_out = model.params[0], model.params[2]
    one_hot = np.eye(V, dtype=np.float32)[ids]
    found = [loop_product(one_hot[:, c], W_in, work, "input") for c in range(2)]
    s = loop_product(loop_mean(found, work), W_out, work, "output")
    loss = loop_softmax_loss(s, target, work)
    assert loss == pytest.approx(model.forward(one_hot, target), abs=1e-5)
    assert as_costs(work) == cbow_cost(V, H, 1, batch, model="one_hot")


@given(V=st.integers(2, 5), H=small, batch=small, window=st.integers(1, 3), k=small)
@settings(max_examples=25)
def test_the_look_up_models_equal_the_counting_loops(V, H, batch, window, k):
    rng = np.random.default_rng(0)
    W, ids = rng.standard_normal((V, H)), rng.integers(0, V, (batch, 2 * window))
    common = Counter()
    found = [loop_lookup(W, column, common, "input") for column in ids.T]
    h = loop_mean(found, common)
    work = Counter(common)
    s = loop_product(h, W.T, work, "output")
    loop_softmax_loss(s, ids[:, 0], work)
    assert as_costs(work) == cbow_cost(V, H, window, batch, k, "embedding")

    work = Counter(common)
    for _ in range(batch * k):
        left, right = 0, V  # which of V pieces of the running sum? halve until one is left
        steps = 0
        while right - left > 1:
            left = (left + right) // 2  # the draw that takes longest
            steps += 1
        work["negatives", "multiply_adds"] += steps
        work["negatives", "bytes"] += 8 * steps
    for _ in range(1 + k):
        rows = loop_lookup(W, ids[:, 0], work, "output")
        products = loop_pass(lambda a, i, rows=rows: a * rows[i], h, work, "output")
        work["output", "bytes"] += 8 * products.size  # the sum; its addition belongs to the product
    for _ in range(SIGMOID_PASSES):
        loop_pass(lambda a, i: a, np.zeros((batch, 1 + k)), work, "loss")
    for model in ("negative_sampling", "touched_rows"):  # forward they are the same
        assert as_costs(work) == cbow_cost(V, H, window, batch, k, model)


def test_the_chapters_numbers():
    parts = cbow_cost(1_000_000, 100, model="one_hot")
    assert parts["input"].multiply_adds == 2 * 100_000_000
    assert parts["output"].multiply_adds == 100_000_000
    assert parts["loss"].multiply_adds == SOFTMAX_PASSES * 1_000_000
    assert cbow_cost(1_000_000, 100, model="embedding")["input"].multiply_adds == 0


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("backward", [False, True])
def test_how_the_cost_grows_with_the_vocabulary(model, backward):
    """In proportion to V; only by log2 V draws forward with negatives, and with touched rows."""
    small, large = (total(cbow_cost(V, 100, 5, 100, 5, model, backward=backward)).bytes
                    for V in (10_000, 1_000_000))  # fmt: skip
    if model == "touched_rows" or (model == "negative_sampling" and not backward):
        assert large < 1.01 * small
    else:
        assert large > 25 * small


@pytest.mark.parametrize("model", MODELS)
def test_backward_only_adds(model):
    forward, both = (cbow_cost(50, 4, 2, 3, 5, model, backward=b) for b in (False, True))
    assert list(forward) == list(both) == [p for p in PARTS if p in forward]
    assert all(both[p].bytes >= forward[p].bytes for p in forward)
    assert total(both).multiply_adds > total(forward).multiply_adds


def test_backward_of_a_product_is_two_products():
    forward, both = (cbow_cost(50, 4, 1, 3, backward=b)["output"] for b in (False, True))
    assert both.multiply_adds == 3 * forward.multiply_adds + 50 * 4  # and the copy into grads


@pytest.mark.parametrize("wrong", [{"V": 0}, {"H": 1.5}, {"batch": -1}, {"k": 0}, {"window": "5"}])
def test_bad_sizes_are_refused(wrong):
    (name,) = wrong
    with pytest.raises(ValueError, match=f"{name} must be a whole number from 1"):
        cbow_cost(**{"V": 7, "H": 3, **wrong})


def test_an_unknown_model_is_refused_with_the_choices():
    with pytest.raises(ValueError, match="negative_sampling, touched_rows; got 'glove'"):
        cbow_cost(7, 3, model="glove")


def test_time_is_the_longer_of_arithmetic_and_memory():
    assert predicted_seconds(Cost(100, 8), rate=10, bandwidth=1) == 10
    assert predicted_seconds(Cost(10, 80), rate=10, bandwidth=1) == 80


def test_rates_are_measured():
    rate, bandwidth = measure_rates(0.02)
    assert 1e6 < rate < 1e14 and 1e6 < bandwidth < 1e14  # any machine; not a speed test


def test_a_busy_machine_is_told_of(monkeypatch, capsys):
    """Both jobs slowed alike make no odds to a ratio, but to a rate they do."""
    steady = np.array([[1.0, 2.0]] * 9)
    alike = steady * np.linspace(1, 3, 9)[:, None]
    for rounds, said in [(steady, ""), (alike, clock.BUSY + "\n")]:
        measured = clock.Times(["product", "copy"], rounds)
        monkeypatch.setattr(cost, "take_turns", lambda *_, times=measured: times)
        assert measure_rates() == (500**3, 32e6) and not measured.busy
        assert capsys.readouterr().out == said


def test_printing_a_cost():
    assert repr(product(1, 1000, 10)) == "Cost(10,000 multiply-adds, 44,040 bytes)"
