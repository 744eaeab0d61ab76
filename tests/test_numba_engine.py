"""The compiled engine against a slow Python one, against the layers, and under bad conditions."""

import os
import shutil
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("numba")

import w2vlib
from w2vlib.engines import jit, numba_engine
from w2vlib.engines.numba_engine import COPIED, EVERY, WIDEST, FastEngine, padded
from w2vlib.engines.numba_kernel import SIGMOID, SOFTPLUS, give, sigmoid_and_softplus, take
from w2vlib.ladder.zipf import zipf_text
from w2vlib.layers import Embedding, EmbeddingDot
from w2vlib.losses import SigmoidWithLoss, sigmoid
from w2vlib.sampling import UnigramSampler

PACKAGE = Path(w2vlib.__file__).parent


def make_engine(V=30, H=8, *, counts=None, sg=0, k=5, window=5, power=0.75, seed=3, start=0):
    rng = np.random.default_rng(start)
    W_in, W_out = FastEngine.allocate(V, H), FastEngine.allocate(V, H)
    W_in[:], W_out[:] = rng.normal(size=(V, H)), rng.normal(size=(V, H)) / 3
    counts = np.arange(V, 0, -1) if counts is None else counts
    return FastEngine(
        W_in, W_out, counts, window=window, negative=k, ns_exponent=power, sg=sg, seed=seed
    )


def make_chunk(V=30, n=200, sentence=12, window=5, seed=1):
    """Sentences of 12 words, one empty, one of a single word."""
    rng = np.random.default_rng(seed)
    bounds = np.r_[np.arange(0, n, sentence), n - 1, n - 1, n]
    return rng.integers(V, size=n), bounds, rng.integers(1, window + 1, size=n)


def drawn_words(engine, n):
    """(n, k) ids that the kernel will draw next: splitmix64 and the alias table, in Python."""
    x, words = int(engine.seed[0]), []
    for _ in range(n * engine.negative):
        x = (x + 0x9E3779B97F4A7C15) % 2**64
        z = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        z ^= z >> 31
        column = (z >> 32) * len(engine.noise) >> 32
        keep, alias = engine.noise[column]
        words.append(column if z % 2**32 < keep else int(alias))
    return np.reshape(words, (n, engine.negative))


def slow_train(engine, ids, bounds, reach, alpha):
    """The specification: what train must do, in float64. Returns W_in, W_out, loss, count."""
    W_in, W_out = engine.W_in.astype(float), engine.W_out.astype(float)
    examples = []
    for start, stop in pairwise(bounds):
        for i in range(start, stop):
            near = [p for p in range(start, stop) if p != i and abs(p - i) <= reach[i]]
            groups = [[p] for p in near] if engine.sg else [near] if near else []
            examples += [(ids[i], ids[group]) for group in groups]
    total = 0.0
    noise = drawn_words(engine, len(examples))
    for (target, context), negatives in zip(examples, noise, strict=True):
        words = np.r_[target, negatives[negatives != target]]
        t = np.arange(len(words)) == 0
        h = W_in[context].mean(axis=0)
        y = sigmoid(W_out[words] @ h)
        total -= np.log(np.where(t, y, 1 - y)).sum()
        dh = np.zeros_like(h)
        for word, g in zip(words, alpha * (t - y), strict=True):
            dh += g * W_out[word]
            W_out[word] += g * h
        np.add.at(W_in, context, dh)
    return W_in, W_out, total, len(examples)


@pytest.mark.parametrize("sg", [0, 1])
@pytest.mark.parametrize("H", [1, 20, 64, 100, 130])
def test_it_does_what_the_slow_loop_does(sg, H):
    engine, chunk = make_engine(H=H, sg=sg), make_chunk()
    engine.W_in /= np.sqrt(H)
    W_in, W_out, loss, count = slow_train(engine, *chunk, 0.02)
    result = engine.train(*chunk, 0.02)
    assert result[1] == count
    assert result[0] == pytest.approx(loss, rel=1e-4)
    np.testing.assert_allclose(engine.W_in, W_in, atol=2e-4)
    np.testing.assert_allclose(engine.W_out, W_out, atol=2e-4)


@pytest.mark.parametrize("sg", [0, 1])
def test_one_step_follows_the_gradient_of_the_layers(sg):
    V, alpha, context = 50, 0.1, np.array([4, 9])
    engine = make_engine(V, counts=np.ones(V), sg=sg, k=3)
    before_in, before_out = engine.W_in.astype(float), engine.W_out.astype(float)
    negatives = drawn_words(engine, 1)[0]
    words = np.r_[7, negatives]
    assert len(set(words)) == 4, "choose a seed with different negatives"
    given = context[:1] if sg else context
    sentence = [given[0], 7] if sg else [4, 7, 9]

    lookup, dots = Embedding(before_in), EmbeddingDot(before_out)
    loss_layer = SigmoidWithLoss()
    h = lookup.forward(given).mean(axis=0)
    score = dots.forward(np.tile(h, (4, 1)), words)
    loss = loss_layer.forward(score, words == 7) * 4  # the sum, not the mean
    dh = dots.backward(loss_layer.backward() * 4).sum(axis=0)
    lookup.backward(np.tile(dh, (len(given), 1)))  # the whole of dh, as word2vec.c

    reach = np.array(sentence) == 7  # only the 7 looks around
    got, count = engine.train(sentence, [0, len(sentence)], reach.astype(int), alpha)
    assert count == 1
    assert got == pytest.approx(loss, abs=1e-4)
    np.testing.assert_allclose(engine.W_in, before_in - alpha * lookup.grads[0], atol=1e-5)
    np.testing.assert_allclose(engine.W_out, before_out - alpha * dots.grads[0], atol=1e-5)


@pytest.mark.parametrize("sg", [0, 1])
def test_nothing_crosses_a_sentence(sg):
    engine = make_engine(sg=sg, k=1)
    before = engine.W_in.copy()
    reach = np.array([5, 5, 5, 0, 0, 0])
    engine.train([0, 1, 2, 3, 4, 5], [0, 3, 6], reach, 0.1)
    changed = np.flatnonzero((engine.W_in != before).any(axis=1))
    assert changed.tolist() == [0, 1, 2]


@pytest.mark.parametrize("sg", [0, 1])
def test_no_further_than_reach(sg):
    engine = make_engine(sg=sg)
    before = engine.W_in.copy()
    reach = np.array([0, 0, 0, 2, 0, 0, 0])
    _, count = engine.train(np.arange(7), [0, 7], reach, 0.1)
    changed = np.flatnonzero((engine.W_in != before).any(axis=1))
    assert changed.tolist() == [1, 2, 4, 5]
    assert count == (4 if sg else 1)


def test_negatives_follow_their_distribution():
    """W_out starts at 0 and h stays (1, 0, …), so every draw of a word moves its row alike."""
    V, k, n, alpha = 40, 5, 20_000, 1e-6
    counts = np.arange(1, V + 1) ** 2
    engine = make_engine(V, counts=counts, k=k)
    engine.W_in[:], engine.W_out[:] = np.eye(8)[0], 0
    ids, reach = np.tile([0, 1], n), np.tile([1, 0], n)
    engine.train(ids, np.arange(0, 2 * n + 1, 2), reach, alpha)
    drawn = np.rint(-engine.W_out[1:, 0] / (alpha / 2))
    p = UnigramSampler.from_counts(counts).p[1:]  # the target, 0, is skipped when drawn
    expected = n * k * p
    chi2 = ((drawn - expected) ** 2 / expected).sum()
    degrees = V - 1
    assert chi2 < degrees + 5 * np.sqrt(2 * degrees)
    assert np.corrcoef(drawn, expected)[0, 1] > 0.999


def test_tables_are_as_exact_as_they_say():
    x = np.linspace(-20, 20, 30_001)
    y, softplus = np.array([sigmoid_and_softplus(v) for v in x]).T
    np.testing.assert_allclose(y, sigmoid(x), atol=3e-6)
    np.testing.assert_allclose(softplus, np.logaddexp(0, x), atol=8e-6)
    assert len(SIGMOID) == len(SOFTPLUS) == 2050


@pytest.mark.parametrize("sg", [0, 1])
def test_same_seed_same_bits(sg):
    chunk = make_chunk()
    one, two, other = (make_engine(sg=sg, seed=seed) for seed in (3, 3, 4))
    losses = [engine.train(*chunk, 0.05) for engine in (one, two, other)]
    assert losses[0] == losses[1] != losses[2]
    assert np.array_equal(one.W_in, two.W_in) and np.array_equal(one.W_out, two.W_out)
    assert not np.array_equal(one.W_in, other.W_in)


def test_state_goes_on_to_the_bit():
    first, second = make_chunk(seed=1), make_chunk(seed=2)
    whole, broken = make_engine(), make_engine(seed=99)
    whole.train(*first, 0.05)
    broken.W_in[:], broken.W_out[:] = whole.W_in, whole.W_out
    broken.load_state(whole.state())
    assert whole.train(*second, 0.04) == broken.train(*second, 0.04)
    assert np.array_equal(whole.W_in, broken.W_in) and np.array_equal(whole.W_out, broken.W_out)


def test_ordinary_arrays_are_trained_alike():
    chunk, engine = make_chunk(), make_engine(H=10)
    plain = [np.array(W, order="C") for W in (engine.W_in, engine.W_out)]
    loose = FastEngine(
        *plain, np.arange(30, 0, -1), window=5, negative=5, ns_exponent=0.75, sg=0, seed=3
    )
    assert engine.train(*chunk, 0.05) == loose.train(*chunk, 0.05)
    assert np.array_equal(engine.W_in, plain[0]) and np.array_equal(engine.W_out, plain[1])


def test_a_slice_with_something_behind_it_is_not_taken_for_padding():
    wide = FastEngine.allocate(30, 64)
    wide[:] = 7
    engine = make_engine(H=10)
    wide[:, :10] = engine.W_in
    other = FastEngine(
        wide[:, :10], engine.W_out.copy(), np.arange(30, 0, -1),
        window=5, negative=5, ns_exponent=0.75, sg=0, seed=3,
    )  # fmt: skip
    assert engine.train(*make_chunk(), 0.05) == other.train(*make_chunk(), 0.05)
    assert (wide[:, 10:] == 7).all()


@pytest.mark.parametrize("H", [1, 63, 64, 65, 100])
def test_rows_begin_on_cache_lines_and_padding_stays_zero(H):
    engine = make_engine(H=H)
    engine.train(*make_chunk(), 0.05)
    for W, rows in engine._weights():
        assert W.shape == (30, H) and rows.shape == (30, padded(H)) and padded(H) % 16 == 0
        assert rows.ctypes.data % 64 == 0 and np.shares_memory(W, rows)
        assert not rows[:, H:].any()


@pytest.mark.parametrize("sg", [0, 1])
def test_more_negatives_than_words(sg):
    engine = make_engine(V=2, sg=sg, k=20)
    loss, count = engine.train([0, 1, 0, 1], [0, 4], [1, 5, 5, 1], 0.05)
    assert np.isfinite(loss) and count == (8 if sg else 4)


@pytest.mark.parametrize("bounds", [[], [0], [0, 0, 0], [0, 1, 2, 3]])
def test_nothing_to_predict(bounds):
    engine = make_engine()
    before = engine.W_in.copy(), engine.W_out.copy(), engine.state()
    n = bounds[-1] if bounds else 0
    ids = np.arange(n, dtype=np.int32)
    assert engine.train(ids, np.array(bounds, np.int64), ids * 0 + 5, 0.1) == (0.0, 0)
    assert np.array_equal(engine.W_in, before[0]) and np.array_equal(engine.W_out, before[1])
    assert engine.state() == before[2]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_ruined_weight_shows_in_the_loss(value):
    engine = make_engine()
    engine.W_in[3, 2] = value
    loss, _ = engine.train([3, 4, 5], [0, 3], [2, 2, 2], 0.05)
    assert not np.isfinite(loss)


@pytest.mark.parametrize(
    ("ids", "bounds", "reach", "error", "says"),
    [
        ([0, 30], [0, 2], [1, 1], IndexError, r"0\.\.29, got 0\.\.30"),
        ([-1, 2], [0, 2], [1, 1], IndexError, r"got -1\.\.2"),
        ([2**32, 2], [0, 2], [1, 1], IndexError, "vocabulary"),
        ([1, 2], [0, 2], [1, 6], ValueError, r"0\.\.5"),
        ([1, 2], [0, 2], [1], ValueError, "2 numbers"),
        ([1, 2], [0, 3], [1, 1], ValueError, "at most 2"),
        ([1, 2], [0, 2, 1], [1, 1], ValueError, "rise"),
        ([1, 2], [-1, 2], [1, 1], ValueError, "from 0"),
    ],
)
def test_it_does_not_touch_memory_that_is_not_there(ids, bounds, reach, error, says):
    with pytest.raises(error, match=says):
        make_engine().train(np.array(ids), np.array(bounds), np.array(reach), 0.05)


def test_weights_of_another_kind_are_refused():
    options = dict(window=5, negative=5, ns_exponent=0.75, sg=0, seed=1)
    W = FastEngine.allocate(5, 4)
    with pytest.raises(ValueError, match="float32 of one shape"):
        FastEngine(W.astype(np.float64), W, np.ones(5), **options)
    with pytest.raises(ValueError, match="float32 of one shape"):
        FastEngine(W, FastEngine.allocate(6, 4), np.ones(5), **options)
    wide = np.zeros((2, WIDEST + 1), np.float32)
    with pytest.raises(ValueError, match="vector_size up to 4,096"):
        FastEngine(wide, wide.copy(), np.ones(2), **options)


def test_two_threads_train_the_same_weights():
    engine = make_engine(V=200, counts=np.ones(200))
    engine.W_in /= 10
    twin = engine.worker(seed=8)
    assert twin.W_in is engine.W_in and twin.noise is engine.noise
    assert twin.state() != engine.state()
    assert engine.kernel.dispatcher.targetoptions["nogil"]
    text = np.tile(np.arange(0, 200), 100), np.arange(0, 20_001, 20), np.full(20_000, 2)
    losses = {}

    def work(name, e):
        losses[name] = [e.train(*text, 0.05)[0] for _ in range(5)]

    threads = [threading.Thread(target=work, args=x) for x in (("a", engine), ("b", twin))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    for series in losses.values():
        assert np.isfinite(series).all() and series[-1] < series[0] / 2  # both have learned


@pytest.mark.parametrize("sg", [0, 1])
def test_own_copies_of_frequent_rows_lose_nothing(sg):
    """By turns, one engine with copies and another make the same steps as one without."""
    V = 3_000
    alone, first = make_engine(V=V, H=20, sg=sg), make_engine(V=V, H=20, sg=sg)
    second = first.worker(seed=8)
    K = V // 100
    rng = np.random.default_rng(0)
    for turn in range(4):
        n = 3 * EVERY  # they give several times in a chunk
        text = rng.integers(2 * K, size=n), np.arange(0, n + 1, 20), np.full(n, 2)
        engine = second if turn % 2 else first
        alone.load_state(engine.state())
        before = alone.W_out[:K].copy()
        got, wanted = engine.train(*text, 0.01), alone.train(*text, 0.01)
        assert got == pytest.approx(wanted, rel=1e-5)
        assert engine.own.shape == (2, 2, K, 64) and alone.own.shape[2] == 0
        assert not np.allclose(alone.W_out[:K], before, atol=0.01)
        np.testing.assert_allclose(first.W_in, alone.W_in, atol=2e-4)
        np.testing.assert_allclose(first.W_out, alone.W_out, atol=2e-4)


def test_they_give_in_the_middle_of_a_chunk(monkeypatch):
    """Each giving rounds anew, so the last bits tell how often one gave."""

    def trained(every):
        monkeypatch.setattr(numba_engine, "EVERY", every)
        engine = make_engine(V=3_000, H=20)
        _twin = engine.worker(seed=8)
        text = np.random.default_rng(0).integers(60, size=600)
        engine.train(text, np.arange(0, 601, 20), np.full(600, 2), 0.01)
        return engine.W_in

    often, once = trained(50), trained(1_000)
    np.testing.assert_array_equal(once, trained(601))
    np.testing.assert_allclose(often, once, atol=1e-5)
    assert (often[:30] != once[:30]).any() and not np.array_equal(often, trained(100))


def test_what_another_thread_gave_is_kept():
    """Both have copied row 0 before either gives: the row gets the steps of both."""
    weights = np.random.default_rng(0).normal(size=(2, 9, 64)).astype(np.float32)
    start = weights.copy()
    own = np.zeros((2, 2, 2, 3, 64), np.float32)  # of two threads: own and before
    for copies in own:
        take(*weights, *copies)
        np.testing.assert_array_equal(copies, [start[:, :3]] * 2)
    own[0, 0, :, 0] += 1
    own[1, 0, :, 0] += 2
    for copies in own:
        give(*weights, *copies)
    np.testing.assert_allclose(weights[:, 0], start[:, 0] + 3, rtol=1e-6)
    np.testing.assert_array_equal(weights[:, 1:], start[:, 1:])
    take(*weights, *own[1])
    np.testing.assert_array_equal(own[1], [weights[:, :3]] * 2)


@pytest.mark.parametrize("n, rows", [(1, 0), (2, COPIED), (3, 0), (4, 0), (8, 0)])
def test_two_engines_alone_have_copies(n, rows):
    engine = make_engine(V=10_000)
    team = [engine, *(engine.worker(seed=i) for i in range(1, n))]
    for e in (team[0], team[-1]):
        assert e._copies().shape[2] == rows


def loss_of_threads_in_step(n, rows, sg=0, alpha=0.05):
    """Of n threads that train at the very same time, each for EVERY words before all of them give.

    What a thread does to other rows than the first ones the next sees at once, as in the race.
    """
    V, H, words = 3_000, 20, 30_000
    text = zipf_text(V, words, seed=0)
    engine = make_engine(V=V, H=H, counts=np.bincount(text, minlength=V) + 1, sg=sg)
    weights = engine.W_in, engine.W_out
    engine.W_in[:] = np.random.default_rng(0).uniform(-0.5 / H, 0.5 / H, (V, H))
    engine.W_out[:] = 0
    losses = []
    for turn in text[: words // (n * EVERY) * n * EVERY].reshape(-1, n, EVERY):
        start = [W[:rows].copy() for W in weights]
        gain = [np.zeros_like(first) for first in start]
        for part in turn:
            for W, first, more in zip(weights, start, gain, strict=True):
                more += W[:rows] - first
                W[:rows] = first
            loss, count = engine.train(part, [0, EVERY], np.full(EVERY, 3), alpha)
            losses.append(loss / count)
        for W, more in zip(weights, gain, strict=True):
            W[:rows] += more
    return np.mean(losses[-len(losses) // 4 :])


def test_two_threads_in_step_learn_as_one_and_more_would_go_too_far():
    alone = loss_of_threads_in_step(1, 0)
    assert loss_of_threads_in_step(2, 30) < 1.05 * alone
    assert loss_of_threads_in_step(8, 0) < 1.05 * alone
    assert loss_of_threads_in_step(3, 30) > 1.1 * alone
    assert loss_of_threads_in_step(8, 30) > 100 * alone
    skip_gram = {"sg": 1, "alpha": 0.1}
    assert loss_of_threads_in_step(3, 30, **skip_gram) > 100 * loss_of_threads_in_step(
        1, 0, **skip_gram
    )


def test_copies_come_and_go_with_the_second_engine():
    engine = make_engine(V=3_000)
    text = np.arange(40), np.array([0, 40]), np.full(40, 2)
    first = engine.worker(seed=1)
    engine.train(*text, 0.01)
    first.train(*text, 0.01)
    third = engine.worker(seed=2)
    for e in (engine, first, third):
        e.train(*text, 0.01)
        assert e.own.shape[2] == 0
    del first
    for e in (engine, third):
        e.train(*text, 0.01)
        assert e.own.shape[2] == 30
    del third, e
    later = engine.worker(seed=3)  # while this one's copies are still there
    assert engine.own.shape[2] == 30
    later.train(*text, 0.01)
    assert later.own.shape[2] == 30 and not np.shares_memory(engine.own, later.own)


def test_several_engines_recover_from_weights_that_were_ruined():
    engine = make_engine(V=3_000)
    _twin = engine.worker(seed=1)
    text, good = (np.arange(40), np.array([0, 40]), np.full(40, 2)), engine.W_in.copy()
    good_out = engine.W_out.copy()
    engine.W_in[3] = np.nan
    assert not np.isfinite(engine.train(*text, 0.01)[0])
    engine.W_in[:], engine.W_out[:] = good, good_out
    assert np.isfinite(engine.train(*text, 0.01)[0])


@pytest.mark.parametrize("allocated", [False, True])
def test_several_engines_need_weights_that_are_not_copied(allocated):
    W = FastEngine.allocate(5, 4) if allocated else np.zeros((5, 4), np.float32)
    engine = FastEngine(W, np.zeros((5, 4), np.float32), np.ones(5), window=5, negative=5,
                        ns_exponent=0.75, sg=0, seed=1)  # fmt: skip
    with pytest.raises(ValueError, match="made with FastEngine"):
        engine.worker(seed=2)


def test_it_says_what_it_is():
    assert repr(make_engine()) == "FastEngine(30 words x 8; CBOW, compiled, a word at a time)"


# ---- compiling and keeping what was compiled ----

SCRIPT = """
import sys, numpy as np
from w2vlib.engines.numba_engine import FastEngine
W, O = FastEngine.allocate(9, 8), FastEngine.allocate(9, 8)
W[:] = 0.1
e = FastEngine(W, O, np.ones(9), window=2, negative=3, ns_exponent=0.75, sg=0, seed=1)
loss, n = e.train([0, 1, 2, 3], [0, 4], [2, 1, 2, 1], 0.05)
path = getattr(e.kernel.dispatcher._cache, "cache_path", None)
print(f"{loss:.6f}", n, sum(e.kernel.dispatcher.stats.cache_hits.values()), path, sep="|")
"""


def copy_package(folder: Path) -> Path:
    shutil.copytree(PACKAGE, folder / "w2vlib", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def start(folder: Path, **env):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("NUMBA_", "XDG_"))}
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        env=clean | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"} | env,
        cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finish(process) -> list[str]:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out.strip().split("|")


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """(A package in which one process has compiled, what that process printed.)"""
    folder = copy_package(tmp_path_factory.mktemp("first"))
    return folder, finish(start(folder))


def copy_compiled(first, folder: Path) -> Path:
    """With the compiled code, which numba takes: the files keep their dates."""
    shutil.copytree(first[0] / "w2vlib", folder / "w2vlib")
    return folder


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
def test_damaged_code_on_disk_is_compiled_anew(first, tmp_path, suffix):
    folder, good = copy_compiled(first, tmp_path), first[1]
    assert finish(start(folder))[2] == "1"
    (file,) = (folder / "w2vlib").rglob(f"*train_chunk_64*{suffix}")
    whole = file.read_bytes()
    for damage in (b"", b"no pickle") if suffix == ".nbi" else (whole[:-20],):
        file.write_bytes(damage)
        assert finish(start(folder))[:2] == good[:2]
    assert finish(start(folder))[2] == "1", "what was compiled anew is kept"


@pytest.mark.slow
def test_two_processes_compile_at_once_and_a_third_finds_the_result(tmp_path):
    folder = copy_package(tmp_path)
    both = [start(folder), start(folder)]
    results = [finish(process) for process in both]
    third = finish(start(folder))
    assert results[0][:2] == results[1][:2] == third[:2]
    assert third[2] == "1"
    assert Path(third[3]).is_relative_to(tmp_path)


def forbid_writing(folder: Path) -> dict[str, str]:
    """A read-only package and no usable home, in a way that stops root as well."""
    (folder / "w2vlib" / "engines" / "__pycache__").touch()  # where a folder would have to be
    nowhere = os.path.join(os.devnull, "home")
    return {"HOME": nowhere, "XDG_CACHE_HOME": nowhere, "LOCALAPPDATA": nowhere}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has other folders")
def test_read_only_package_and_home(tmp_path):
    folder, temp = copy_package(tmp_path), tmp_path / "temp"
    temp.mkdir()
    env = forbid_writing(folder) | {"TMPDIR": str(temp)}
    first, second = finish(start(folder, **env)), finish(start(folder, **env))
    assert first[:3] == [*second[:2], "0"] and second[2] == "1"
    assert Path(second[3]).is_relative_to(temp)
    private = temp / f"w2vlib-{os.getuid()}"
    assert private.stat().st_mode & 0o077 == 0
    private.chmod(0o777)  # anyone could have put code there, so it is left alone
    assert finish(start(folder, **env))[2:] == ["0", "None"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other folders")
def test_a_user_takes_what_was_compiled_when_the_package_was_installed(first, tmp_path):
    """As on a hub: the package's folder cannot be written, so numba itself would not look there."""
    (folder, shared), home = first, tmp_path / "home"
    env = {"NUMBA_CACHE_LOCATOR_CLASSES": "UserWideCacheLocator", "XDG_CACHE_HOME": str(home)}
    student = finish(start(folder, **env))
    assert shared[2] == "0" and student[:3] == [*shared[:2], "1"]
    assert Path(shared[3]).is_relative_to(folder / "w2vlib")
    assert Path(student[3]).is_relative_to(home)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other folders")
def test_a_temporary_folder_of_somebody_else_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(jit.tempfile, "gettempdir", lambda: str(tmp_path))
    mine = jit.private_temp_folder()
    assert mine and os.path.isdir(mine)
    monkeypatch.setattr(jit.os, "getuid", lambda: 12345)
    os.makedirs(tmp_path / "w2vlib-12345", mode=0o700)
    assert jit.private_temp_folder() is None
    monkeypatch.undo()
    os.rmdir(mine)
    os.makedirs(tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", mine)
    monkeypatch.setattr(jit.tempfile, "gettempdir", lambda: str(tmp_path))
    assert jit.private_temp_folder() is None


@pytest.mark.slow
def test_a_million_words_fit_into_memory():
    code = """
import resource, sys, numpy as np
from w2vlib.engines.numba_engine import FastEngine
V, H = 1_000_000, 100
rng = np.random.default_rng(1)
W, O = FastEngine.allocate(V, H), FastEngine.allocate(V, H)
for start in range(0, V, 10_000):
    W[start : start + 10_000] = rng.random((10_000, H), np.float32) - 0.5
O[:] = 0
counts = V // np.arange(1, V + 1) + 5
e = FastEngine(W, O, counts, window=5, negative=5, ns_exponent=0.75, sg=0, seed=1)
ids = rng.integers(V, size=10_000)
loss, n = e.train(ids, np.arange(0, 10_001, 20), np.full(10_000, 3), 0.05)
unit = 1 if sys.platform == "darwin" else 1024
print(n, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
"""
    pytest.importorskip("resource")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    n, peak = map(int, run.stdout.split())
    assert n == 10_000
    assert 8e8 < peak < 1.5e9  # the two matrices alone are 0.8e9
