"""The speed ladder: every rung makes the step of the one before, and the counts are counts."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2vlib.gradcheck import numerical_gradient
from w2vlib.ladder import RUNGS, make_rung, our_rungs
from w2vlib.ladder.book_rungs import ChoiceSampler
from w2vlib.ladder.cost import PARTS, row_bytes, step_cost, step_total
from w2vlib.ladder.our_rungs import window_mean
from w2vlib.ladder.zipf import zipf_counts, zipf_text
from w2vlib.sampling import UnigramSampler

V, H, K = 40, 6, 3
SOFTMAX, SAMPLED = RUNGS[:2], RUNGS[2:7]  # rung 8 draws for itself


def batch(window: int, N: int = 20, seed: int = 0):
    """A text with repeats, and negatives that repeat and meet the context."""
    text = zipf_text(V, N + 2 * window, seed)
    sampler = UnigramSampler.from_counts(zipf_counts(V), 0.75, K, seed=seed)
    return text, sampler.get_negative_sample(text[window : window + N])


def build(name, window=2, dtype=np.float64, **settings):
    return make_rung(name, V, H, window=window, k=K, dtype=dtype, **settings)


@pytest.mark.parametrize("lower, upper", [RUNGS[:2], *pairwise(SAMPLED)])
@given(window=st.integers(1, 5), N=st.integers(1, 30), seed=st.integers(0, 99))
@settings(max_examples=15)
def test_a_rung_has_the_gradient_of_the_one_before(lower, upper, window, N, seed):
    text, negatives = batch(window, N, seed)
    one, two = (build(name, window, seed=seed).gradient(text, negatives) for name in (lower, upper))
    for a, b in zip(one, two, strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("name", ["lookup", "book", "windows"])
def test_the_gradient_is_the_slope_of_the_loss(name):
    rung = build(name, seed=3)
    text, negatives = batch(2, 8)
    _, dW_in, dW_out = rung.gradient(text, negatives)
    for W, dW in ((rung.W_in, dW_in), (rung.W_out, dW_out)):
        slope = numerical_gradient(lambda: rung.forward(text, negatives), W)
        np.testing.assert_allclose(dW, slope, atol=1e-8)


@pytest.mark.parametrize("name", RUNGS[:6])
def test_a_step_is_minus_lr_times_the_gradient(name):
    rung = build(name)
    text, negatives = batch(2)
    before = rung.W_in.copy(), rung.W_out.copy()
    _, *dW = rung.gradient(text, negatives)
    dW = [d.copy() for d in dW]
    rung.step(text, negatives, lr=0.3)
    for W, was, d in zip((rung.W_in, rung.W_out), before, dW, strict=True):
        np.testing.assert_allclose(W, was - 0.3 * d, atol=1e-14)


def test_the_compiled_step_goes_word_by_word_and_tends_to_the_gradient():
    """It sees its own writes: equal for one prediction, and for many as lr goes to 0."""
    for N, lr, close in ((1, 0.5, 1e-12), (20, 1e-6, 1e-4), (20, 1e-2, 0.2)):
        text, negatives = batch(2, N)
        if N == 1:
            negatives = np.array([[w for w in range(V) if w not in text][:K]])
        rung = build("compiled")
        before = rung.W_in.copy(), rung.W_out.copy()
        _, *dW = rung.gradient(text, negatives)
        rung.step(text, negatives, lr)
        for W, was, d in zip((rung.W_in, rung.W_out), before, dW, strict=True):
            assert np.abs((was - W) / lr - d).max() <= close * np.abs(d).max()


def test_the_engine_makes_the_compiled_step_with_the_whole_dh():
    """What it drew can be read off the rows of W_out that moved."""
    text, lr, tried = np.array([1, 3, 7, 2, 9], np.int32), 0.01, 0
    for seed in range(20):
        engine, plain = (build(n, dtype=np.float32, seed=seed) for n in ("tuned", "compiled"))
        n = len(text)
        reach = np.zeros(n, np.int32)
        reach[2] = 2  # one prediction: the word in the middle
        before = engine.W_out.copy()
        engine.engine.train(text, np.array([0, n]), reach, lr)
        moved = np.flatnonzero((engine.W_out != before).any(axis=1))
        if len(moved) != 1 + K:  # a word was drawn twice, or the target was
            continue
        tried += 1
        negatives = np.array([[w for w in moved if w != text[2]]])
        _, dW_in, dW_out = plain.gradient(text, negatives)
        np.testing.assert_allclose(engine.W_out, plain.W_out - lr * dW_out, atol=1e-5)
        np.testing.assert_allclose(engine.W_in, plain.W_in - lr * 4 * dW_in, atol=1e-5)
    assert tried > 5


def test_the_book_lets_float64_in_and_the_next_rung_does_not():
    for name, dtype in (("book", np.float64), ("float32", np.float32), ("windows", np.float32)):
        rung = build(name, dtype=np.float32)
        text, negatives = batch(2)
        rung.forward(text, negatives)
        dh = rung.answer() if name != "windows" else rung.loss_layer.backward()
        assert dh.dtype == dtype
        assert all(W.dtype == np.float32 for W in (rung.W_in, rung.W_out))


@pytest.mark.parametrize("name", RUNGS)
def test_every_rung_steps_alone_and_learns(name):
    rung = build(name, dtype=np.float32)
    text = zipf_text(V, 200, 1)
    lr = 0.05 if name == "tuned" else 2.0  # the engine's losses are a sum, the others' a mean
    losses = [rung.step(text, lr=lr) for _ in range(60)]
    assert np.mean(losses[-10:]) < np.mean(losses[:10]) - 0.1
    assert rung.title in repr(rung)


def test_choice_sampler_never_draws_the_target():
    sampler = ChoiceSampler(zipf_counts(V), 0.75, K, 0)
    target = zipf_text(V, 200)
    drawn = sampler.get_negative_sample(target)
    assert drawn.shape == (200, K) and (drawn != target[:, None]).all()


@given(n=st.integers(1, 12), window=st.integers(1, 4), seed=st.integers(0, 99))
@settings(max_examples=30)
def test_the_moving_average_is_its_own_adjoint(n, window, seed):
    rng = np.random.default_rng(seed)
    rows, dh = rng.standard_normal((n + 2 * window, 3)), rng.standard_normal((n, 3))
    slow = [
        np.mean([rows[i + j] for j in range(2 * window + 1) if j != window], 0) for i in range(n)
    ]
    np.testing.assert_allclose(window_mean(rows, window), slow)
    back = window_mean(np.pad(dh, ((2 * window, 2 * window), (0, 0))), window)
    assert np.isclose((window_mean(rows, window) * dh).sum(), (rows * back).sum())


def test_zipf_text_follows_its_counts():
    counts = zipf_counts(100)
    text = zipf_text(100, 200_000, 0)
    assert counts[0] == 10 * counts[9] and text.dtype == np.int32
    np.testing.assert_allclose(np.bincount(text) / len(text), counts / counts.sum(), atol=0.005)


@pytest.mark.parametrize("call", [make_rung, step_cost])
def test_unknown_rungs_are_named(call):
    with pytest.raises(ValueError, match=r"one_hot, lookup, .*got 'hot'"):
        call("hot", 10)


# ---------------------------------------------------------------- the counts


def test_dense_rungs_cost_v_and_the_others_do_not():
    for name in RUNGS:
        small, large = (step_total(name, V) for V in (10_000, 100_000))
        if name in RUNGS[:4]:
            assert 8 < large.bytes / small.bytes < 10.1
        else:
            assert large.bytes / small.bytes < 1.03
        assert list(step_cost(name, 1000)) == list(PARTS)


def test_each_rung_counts_fewer_bytes_than_the_one_before_at_a_large_vocabulary():
    sizes = [step_total(name, 1_000_000).bytes for name in RUNGS]
    book = RUNGS.index("book")
    assert sizes[book] > sizes[book - 1]  # by the passes of choice: the softmax is cheaper there
    del sizes[book]
    assert sizes[:-1] == sorted(sizes[:-1], reverse=True)


class Counted:
    """A number that counts the multiplications it takes part in."""

    times = 0

    def __init__(self, value):
        self.value = value

    def __mul__(self, other):
        Counted.times += 1
        return Counted(self.value * getattr(other, "value", other))

    __rmul__ = __mul__

    def __add__(self, other):
        return Counted(self.value + getattr(other, "value", other))

    __radd__ = __add__

    def __neg__(self):
        return Counted(-self.value)

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return Counted(other) - self

    __iadd__, __isub__ = __add__, __sub__

    def __truediv__(self, other):
        return self.value / other

    def __float__(self):
        return float(self.value)


def test_multiplications_of_the_loop_are_those_of_the_count():
    """The loop's source, run by Python on numbers that count."""
    window, N = 2, 4
    text, negatives = batch(window, N)
    rung = build("lookup", window)
    count = np.vectorize(Counted, otypes=[object])

    class Rows:  # the few things the loop asks of an array
        def __init__(self, W):
            self.W, self.shape = W, W.shape

        def __getitem__(self, at):
            return self.W[at]

        def __setitem__(self, at, value):
            self.W[at] = value

    class Fake:  # NumPy for the loop: scores leave the counting world at exp
        exp, log1p = (staticmethod(lambda x, f=f: f(float(x))) for f in (np.exp, np.log1p))

        @staticmethod
        def empty_like(row):
            class Vector(list):
                class dtype:
                    type = staticmethod(Counted)

                def __setitem__(self, at, value):
                    if isinstance(at, slice):
                        value = [Counted(value)] * len(self)
                    list.__setitem__(self, at, value)

            return Vector([Counted(0.0)] * len(row))

    arrays = [Rows(count(W)) for W in (rung.W_in, rung.W_out, rung.W_in * 0, rung.W_out * 0)]
    code = our_rungs.loop
    names = {**code.__globals__, "np": Fake, "abs": lambda x: abs(float(x))}
    names["max"] = lambda x, y: max(float(x), y)
    Counted.times = 0
    type(code)(code.__code__, names)(*arrays, text, negatives, -1.0, window)
    per_score = 1  # t · score
    shared = 2 * window * H + H  # share · dh for each context word, and the mean
    wanted = N * ((1 + K) * (3 * H + per_score) + shared)
    assert Counted.times == wanted
    # The count of a step has a multiply-add for each of the 2·window additions of h, not for the
    # mean and t · score.
    counted = step_cost("compiled", V, H, window=window, k=K, N=N)["update"].multiply_adds
    assert counted - N * 2 * window * H == wanted - N * (H + (1 + K) * per_score)


def test_row_traffic_is_about_six_kilobytes_at_the_usual_sizes():
    assert row_bytes(100, 5) == 2 * 4 * 112 * 7 == 6272
