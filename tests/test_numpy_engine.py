"""The "numpy" and the "layers" engine: against loops, the layers, and finite differences."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vlib.engines import numpy_engine
from w2vlib.engines.layers_engine import BookSampler, LayersEngine
from w2vlib.engines.numpy_engine import BatchedEngine, add_rows, window_blocks
from w2vlib.gradcheck import numerical_gradient
from w2vlib.models import CBOW
from w2vlib.sampling import FixedNegatives
from w2vlib.trainer import remove_duplicate
from w2vlib.windows import contexts_and_targets

V, H, WINDOW, K = 30, 8, 3, 4


class Fixed:
    """A sampler that repeats given negatives: row i belongs to the i-th prediction."""

    def __init__(self, negatives):
        self.negatives = negatives

    def get_negative_sample(self, target):
        rows, self.negatives = np.split(self.negatives, [len(target)])
        return rows


def text(n=40, vocab=V, seed=0):
    """ids, bounds (with sentences of one word), reach."""
    rng = np.random.default_rng(seed)
    bounds = np.unique(np.r_[0, rng.integers(1, n, n // 6), 1, 2, n])
    ids = rng.integers(0, vocab, n).astype(np.int32)
    return ids, bounds, rng.integers(1, WINDOW + 1, n).astype(np.int32)


def weights(vocab=V, dtype=np.float32, seed=1):
    rng = np.random.default_rng(seed)
    return [(rng.standard_normal((vocab, H)) * 0.3).astype(dtype) for _ in range(2)]


def make(cls, W_in, W_out, sg=0, seed=3):
    counts = np.arange(len(W_in), 0, -1)
    return cls(W_in, W_out, counts, window=WINDOW, negative=K, ns_exponent=0.75, sg=sg, seed=seed)


def context_positions(i, bounds, reach):
    """The slow, plain definition of a window."""
    s = np.searchsorted(bounds, i, side="right") - 1
    low, high = max(bounds[s], i - reach[i]), min(bounds[s + 1], i + reach[i] + 1)
    return [j for j in range(low, high) if j != i]


def predictions(bounds, reach, sg):
    """(position of the target, positions of the context) in the order of the text."""
    n = len(reach)
    found = [(i, context_positions(i, bounds, reach)) for i in range(n)]
    if sg:
        return [(i, [j]) for i, context in found for j in context]
    return [(i, context) for i, context in found if context]


def negatives_for(ids, pairs, seed=5):
    rng = np.random.default_rng(seed)
    target = np.array([ids[i] for i, _ in pairs])
    return (target[:, None] + rng.integers(1, V, (len(pairs), K))) % V


def one_step(ids, pairs, negatives, W_in, W_out, alpha):
    """word2vec.c's formulas in loops, all from the same weights, in float64."""
    new_in, new_out = W_in.astype(float), W_out.astype(float)
    total = 0.0
    for (i, context), noise in zip(pairs, negatives, strict=True):
        h = W_in[ids[context]].astype(float).mean(axis=0)
        step = np.zeros(H)
        for word, label in [(ids[i], 1), *((w, 0) for w in noise)]:
            score = h @ W_out[word].astype(float)
            total += np.log1p(np.exp(-score if label else score))
            g = alpha * (label - 1 / (1 + np.exp(-score)))
            step += g * W_out[word]
            new_out[word] += g * h
        for j in context:
            new_in[ids[j]] += step
    return total, new_in, new_out


def inject(engine, negatives):
    """Make the engine draw `negatives`, and compute everything in one batch."""
    engine.batch = 512
    engine.draw_negatives = Fixed(negatives).get_negative_sample


def give(book, negatives):
    """The same for the "layers" engine."""
    loss_layer = book.model.loss_layers[0] if book.sg else book.model.ns_loss
    loss_layer.sampler = Fixed(negatives)


@pytest.mark.parametrize("sg", [0, 1])
def test_one_batch_is_the_step_of_the_formulas(sg, monkeypatch):
    monkeypatch.setattr(numpy_engine, "CAP", 1000)
    ids, bounds, reach = text()
    pairs = predictions(bounds, reach, sg)
    negatives = negatives_for(ids, pairs)
    W_in, W_out = weights()
    expected = one_step(ids, pairs, negatives, W_in, W_out, 0.05)
    engine = make(BatchedEngine, W_in, W_out, sg)
    inject(engine, negatives)
    loss, count = engine.train(ids, bounds, reach, 0.05)
    assert count == len(pairs)
    np.testing.assert_allclose(loss, expected[0], rtol=1e-6)
    np.testing.assert_allclose(W_in, expected[1], atol=2e-6)
    np.testing.assert_allclose(W_out, expected[2], atol=2e-6)
    assert W_in.dtype == W_out.dtype == np.float32


@pytest.mark.parametrize("n", [1, 5, 31, 33, 64, 200])
@pytest.mark.parametrize("window", [1, 3, 20])
def test_padding_and_the_edges_of_blocks_are_no_words(n, window):
    """All different words: each meets its own steps only, so the cap must not be felt anywhere."""
    rng = np.random.default_rng(n)
    ids = rng.permutation(n + 10)[:n].astype(np.int32)
    bounds, reach = np.array([0, n]), rng.integers(1, window + 1, n)
    pairs = predictions(bounds, reach, 0)
    negatives = rng.integers(n, n + 10, (len(pairs), K))
    W_in, W_out = weights(n + 10)
    # Negatives are met often, so let only W_in be judged with the cap at 1.
    expected = one_step(ids, pairs, negatives, W_in, W_out, 0.05)[1]
    engine = BatchedEngine(
        W_in, W_out, np.ones(n + 10), window=window, negative=K, ns_exponent=0.75, sg=0, seed=3
    )
    inject(engine, negatives)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numpy_engine, "CAP", 1)
        engine.train(ids, bounds, reach, 0.05)
    np.testing.assert_allclose(W_in, expected, atol=2e-6)


@pytest.mark.parametrize("sg", [0, 1])
def test_the_two_engines_compute_the_same_loss_and_the_same_gradient_of_w_out(sg, monkeypatch):
    monkeypatch.setattr(numpy_engine, "CAP", 1000)
    ids, bounds, reach = text()
    pairs = predictions(bounds, reach, sg)
    negatives = negatives_for(ids, pairs)
    W_in, W_out = weights()
    before = W_out.copy()
    book = make(LayersEngine, W_in.copy(), W_out.copy(), sg)
    give(book, negatives)
    grads = []
    book.optimizer.update = lambda params, g: grads.append([x.copy() for x in g])
    fast = make(BatchedEngine, W_in, W_out, sg)
    inject(fast, negatives)
    loss, count = fast.train(ids, bounds, reach, 0.1)
    monkeypatch.setattr("w2vlib.engines.layers_engine.BATCH", 10_000)
    book_loss, book_count = book.train(ids, bounds, reach, 0.001)
    assert (count, loss) == (book_count, pytest.approx(book_loss, rel=1e-5))
    # The book's loss is the mean of the batch, the other engine's the sum.
    np.testing.assert_allclose(W_out - before, -0.1 * count * grads[0][1], atol=1e-6)


@pytest.mark.parametrize("sg", [0, 1])
def test_layers_engine_against_finite_differences(sg):
    ids, bounds, reach = text(n=20)
    W_in, W_out = weights(dtype=np.float64)
    engine = make(LayersEngine, W_in, W_out, sg)
    batch = engine.predictions(ids, bounds, reach)
    negatives = (batch[0 if sg else 1].reshape(-1, 1) + 1 + np.arange(K)) % V

    def loss():
        give(engine, negatives)
        return engine.model.forward(*batch)

    loss()
    engine.model.backward()
    (p_in, p_out), (g_in, g_out) = remove_duplicate(engine.model.params, engine.model.grads)
    assert p_in is W_in and p_out is W_out
    for W, grad in ((W_in, g_in), (W_out, g_out)):
        np.testing.assert_allclose(grad, numerical_gradient(loss, W), atol=1e-8)


def test_layers_engine_trains_the_books_cbow_and_a_full_mask_changes_nothing():
    ids = text(60)[0]
    contexts, target = contexts_and_targets(ids, WINDOW)
    model = make(LayersEngine, *weights()).model
    assert type(model) is CBOW
    model.ns_loss.sampler = FixedNegatives((target[:, None] + 1 + np.arange(K)) % V)
    results = []
    for mask in (None, np.ones(contexts.shape, np.float32)):
        loss = model.forward(contexts, target, mask)
        model.backward()
        results.append([np.float32(loss), *(g.copy() for g in model.grads)])
    for a, b in zip(*results, strict=True):
        assert (a == b).all()


@pytest.mark.parametrize("n", [1, 31, 32, 33, 100])
def test_window_blocks_against_the_plain_definition(n):
    _, bounds, reach = text(n, seed=n) if n > 2 else (None, np.array([0, n]), np.ones(n, int))
    near, inside = window_blocks(bounds, reach, WINDOW)
    found = {i: [] for i in range(len(near) * numpy_engine.BLOCK)}
    for b, i, j in zip(*inside.nonzero(), strict=True):
        found[b * numpy_engine.BLOCK + i].append(int(near[b, j]))
    for i, context in found.items():
        assert context == (context_positions(i, bounds, reach) if i < n else [])


@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(1, 4), st.integers(1, 40))
def test_add_rows_is_add_at_until_the_cap(seed, n, m, vocab):
    rng = np.random.default_rng(seed)
    ids = rng.integers(0, vocab, (n, m))
    weight = rng.standard_normal((n, m)).astype(np.float32)
    rows = rng.standard_normal((n, 3)).astype(np.float32)
    W = rng.standard_normal((vocab, 3)).astype(np.float32)
    total = np.zeros(W.shape)
    np.add.at(total, ids, weight[:, :, None] * rows[:, None, :])
    times = np.bincount(ids.ravel(), minlength=vocab)[:, None]
    expected = W + total * np.minimum(1, numpy_engine.CAP / np.maximum(times, 1))
    add_rows(W, ids, weight, rows)
    np.testing.assert_allclose(W, expected, atol=1e-4)


def test_add_rows_with_more_than_65536_words():
    W = np.zeros((70_001, 2), np.float32)
    add_rows(W, np.array([[70_000], [4_464], [70_000]]), 1, np.ones((3, 2), np.float32))
    assert W[70_000, 0] == 2 and W[4_464, 0] == 1 and W.sum() == 6


@pytest.mark.parametrize("cls", [BatchedEngine, LayersEngine])
def test_negatives_follow_the_noise_distribution_without_the_target(cls):
    engine = make(cls, *weights())
    p = (np.arange(V, 0, -1) / V) ** 0.75
    p[0] = 0
    if cls is BatchedEngine:
        drawn = engine.draw_negatives(np.zeros(20_000, int)).ravel()
    else:  # only the first of k different words has exactly these probabilities
        drawn = engine.sampler.get_negative_sample(np.zeros(5_000, int))
        assert all(len(set(row)) == K for row in drawn.tolist())
        drawn = drawn[:, 0]
    expected = p / p.sum() * len(drawn)
    assert (drawn != 0).all()
    chi2 = ((np.bincount(drawn, minlength=V) - expected)[1:] ** 2 / expected[1:]).sum()
    assert chi2 < 66  # 28 degrees of freedom: above this in one of 10,000 trials


@pytest.mark.parametrize("counts, power", [([10**9, 1, 1], 1), ([9, 5, 1], 10), ([7, 1], 0.75)])
def test_a_word_that_is_most_of_the_text_is_stepped_over(counts, power):
    W_in, W_out = weights(len(counts))
    engine = BatchedEngine(
        W_in, W_out, np.array(counts), window=2, negative=5, ns_exponent=power, sg=0, seed=0
    )
    calls = []  # at most three a batch: column, height, and once for the others
    engine.others.rng = engine.rng = Counting(engine.rng, calls)
    drawn = engine.draw_negatives(np.zeros(4_000, int))
    assert (drawn != 0).all() and len(calls) <= 3
    if len(counts) == 3:
        p = (np.array(counts[1:]) / counts[1]) ** power
        share = p[1] / p.sum()
        assert abs((drawn == 2).mean() - share) < 5 * np.sqrt(share * (1 - share) / 20_000) + 1e-6


class Counting(np.random.Generator):
    """A generator that notes each call."""

    def __init__(self, rng, calls):
        super().__init__(rng.bit_generator)
        self.calls = calls

    def __getattribute__(self, name):
        if name in ("random", "integers", "permutation", "choice", "uniform"):
            self.calls.append(name)
        return super().__getattribute__(name)


def test_the_books_sampler_repeats_words_only_where_there_are_too_few():
    few = BookSampler(np.array([3, 2, 1, 0]), 0.75, 5, seed=0).get_negative_sample([0, 1, 2])
    assert few.shape == (3, 5)
    assert [sorted(set(row)) for row in few.tolist()] == [[1, 2], [0, 2], [0, 1]]


@pytest.mark.parametrize("sg", [0, 1])
def test_a_step_touches_only_rows_of_words_it_meets(sg):
    big = 5_000
    W_in, W_out = weights(big)
    old_in, old_out = W_in.copy(), W_out.copy()
    ids, bounds, reach = text(100, vocab=50)
    _, count = make(BatchedEngine, W_in, W_out, sg).train(ids, bounds, reach, 0.05)
    assert set(np.flatnonzero((W_in != old_in).any(axis=1))) <= set(ids.tolist())
    assert 0 < (W_out != old_out).any(axis=1).sum() <= count * (1 + K)


def test_memory_of_a_step_does_not_grow_with_the_vocabulary():
    peaks = []
    for vocab in (1_000, 200_000):
        engine = make(BatchedEngine, *weights(vocab))
        ids, bounds, reach = text(2_000, vocab=vocab)
        engine.train(ids, bounds, reach, 0.05)
        tracemalloc.start()
        engine.train(ids, bounds, reach, 0.05)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


@pytest.mark.parametrize("cls", [BatchedEngine, LayersEngine])
@pytest.mark.parametrize("sg", [0, 1])
def test_sentences_of_one_word_and_empty_chunks_change_nothing(cls, sg):
    W_in, W_out = weights()
    old = W_in.copy(), W_out.copy()
    engine = make(cls, W_in, W_out, sg)
    alone = np.arange(5, dtype=np.int32)
    assert engine.train(alone, np.arange(6), np.ones(5, np.int32), 0.05) == (0, 0)
    nothing = np.zeros(0, np.int32)
    assert engine.train(nothing, np.array([0, 0, 0]), nothing, 0.05) == (0, 0)
    assert (W_in == old[0]).all() and (W_out == old[1]).all()


@pytest.mark.parametrize("cls", [BatchedEngine, LayersEngine])
def test_state_goes_on_exactly_where_it_was_taken(cls):
    chunk = text(300)
    engine = make(cls, *weights())
    engine.train(*chunk, 0.01)
    state = {k: v.copy() if hasattr(v, "copy") else v for k, v in engine.state().items()}
    params = [p.copy() for p in engine_weights(engine)]
    engine.train(*chunk, 0.01)
    other = make(cls, *params, seed=99)
    other.load_state(state)
    other.train(*chunk, 0.01)
    for a, b in zip(engine_weights(engine), engine_weights(other), strict=True):
        assert (a == b).all()


def engine_weights(engine):
    if isinstance(engine, LayersEngine):
        return engine.model.word_vecs, engine.model.params[-1]
    return engine.W_in, engine.W_out


@pytest.mark.parametrize("cls", [BatchedEngine, LayersEngine])
def test_loss_starts_at_six_times_ln_2_and_falls(cls):
    W_in, _ = weights()
    engine = cls(
        W_in, np.zeros((V, H), np.float32), np.ones(V), window=2, negative=5,
        ns_exponent=0.75, sg=0, seed=0,
    )  # fmt: skip
    ids = np.tile(np.arange(10, dtype=np.int32), 9)
    chunk = ids, np.array([0, len(ids)]), np.full(len(ids), 2)
    losses = [loss / n for loss, n in (engine.train(*chunk, 0.05) for _ in range(60))]
    assert losses[0] == pytest.approx(6 * np.log(2), rel=0.01)
    assert losses[-1] < 2.5
    assert "30" in repr(engine)
