"""train_word2vec: the driver around the engines."""

import importlib.util
import inspect
import os
import re
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest

from w2vlib import checkpoint, engines, train_word2vec
from w2vlib.chunks import CHUNK, Chunks
from w2vlib.corpus import Corpus, Vocabulary
from w2vlib.driver import TrainingRun
from w2vlib.engines import numpy_engine
from w2vlib.history import COLUMNS, History, Reporter
from w2vlib.settings import Settings

NEEDED = ("numba", "w2vlib.engines.numba_engine")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]
numba_only = pytest.mark.skipif(
    bool(MISSING), reason=f"{' and '.join(MISSING)} missing: the compiled engine was not tested"
)
ENGINES = ["numpy", pytest.param("numba", marks=numba_only)]
ALL_ENGINES = ["layers", *ENGINES]


def make_corpus(n_sentences=6_000, topics=100, seed=0):
    """Each sentence: four times a cue and one of its two synonyms; some topics are frequent."""
    rng = np.random.default_rng(seed)
    topic = np.minimum((rng.pareto(1.0, (n_sentences, 4)) * 3).astype(int), topics - 1)
    synonym = rng.integers(0, 2, topic.shape)
    rows = np.stack([3 * topic, 3 * topic + 1 + synonym], axis=2).reshape(n_sentences, 8)
    words = [f"{kind}{i}" for i in range(topics) for kind in ("cue", "a", "b")]
    return Corpus.from_sentences([[words[i] for i in row] for row in rows.tolist()], "synonyms")


CORPUS = make_corpus()


def train(corpus=CORPUS, engine="numpy", **options):
    defaults = {"vector_size": 12, "window": 3, "epochs": 2, "progress": False, "sample": 0}
    return train_word2vec(corpus, engine=engine, **(defaults | options))


SMALL = make_corpus(250)


@pytest.mark.parametrize("engine", ALL_ENGINES)
@pytest.mark.parametrize("sg", [0, 1])
def test_training_returns_vectors_and_a_history(engine, sg):
    vectors = train(SMALL, engine, sg=sg, sample=1e-2, epochs=3)
    V = len(SMALL.vocab)
    assert vectors.vectors.shape == vectors.context_vectors.shape == (V, 12)
    assert vectors.vectors.dtype == np.float32
    assert vectors.index_to_key == list(SMALL.vocab.index_to_key)
    history = vectors.history
    assert tuple(history) == COLUMNS and len({len(column) for column in history.values()}) == 1
    assert history["words"][-1] == 3 * SMALL.n_words and history["epoch"] == [1, 2, 3]
    assert history["loss"][0] > history["loss"][-1] and history.status == "finished"
    assert history["alpha"] == sorted(history["alpha"], reverse=True)
    assert "3 reports" in repr(history)


def test_the_settings_unless_said_otherwise(tmp_path):
    train_word2vec(SMALL, engine="numpy", progress=False, checkpoint=tmp_path / "c.npz")
    about, _ = checkpoint.load(tmp_path / "c.npz")
    assert about["settings"] == {
        "vector_size": 100, "window": 5, "negative": 5, "ns_exponent": 0.75, "sample": 0.001,
        "alpha": 0.05, "min_alpha": 0.0001, "sg": 0, "epochs": 5, "workers": 1, "seed": 1,
        "engine": "numpy", "sync_words": 0,
    }  # fmt: skip
    usual = inspect.signature(train_word2vec).parameters
    assert (usual["every"].default, usual["sync_words"].default) == (1_000_000, 100_000)
    assert usual["progress"].default is True


def checked(**options):
    usual = dict(
        vector_size=20, window=3, negative=5, ns_exponent=0.75, sample=0, alpha=None, min_alpha=0,
        sg=0, epochs=1, workers=1, seed=1, engine="numpy",
    )  # fmt: skip
    return Settings.checked(**usual | options)


def test_what_settings_fill_in():
    for engine, sg, alpha in ("numpy", 0, 0.05), ("numpy", 1, 0.025), ("layers", 1, 0.001):
        assert checked(engine=engine, sg=sg).alpha == alpha
    assert checked(seed=np.random.default_rng(3)).seed == np.random.default_rng(3).integers(2**63)
    assert checked(seed=None).seed > 2**32


def test_settings_of_a_cluster():
    with pytest.raises(ValueError, match='engine "layers" does not run on a cluster; take "numba"'):
        checked(engine="layers", sync_words=1000)
    assert checked(engine="layers").sync_words == 0
    assert checked(workers=3, sync_words=1000).workers == 3


def test_learning_rate_falls_in_a_line_from_alpha_to_min_alpha():
    history = train(alpha=0.05, min_alpha=0.01).history
    share = (np.array(history["words"]) - np.diff(history["words"], prepend=0)) / (
        2 * CORPUS.n_words
    )
    np.testing.assert_allclose(history["alpha"], 0.05 - 0.04 * share)


def test_about_a_hundred_reports_at_the_same_words_every_time(monkeypatch):
    monkeypatch.setattr("w2vlib.chunks.CHUNK", 500)
    first, second = (train().history for _ in range(2))
    assert 90 <= len(first["words"]) <= 100
    assert first["words"] == second["words"] and first["loss"] == second["loss"]


@pytest.mark.parametrize("engine", ALL_ENGINES)
def test_seed_decides_everything(engine):
    first, same, other = (train(SMALL, engine, seed=seed, sample=0.01) for seed in (7, 7, 8))
    assert (first.vectors == same.vectors).all()
    assert (first.context_vectors == same.context_vectors).all()
    assert (first.vectors != other.vectors).any()


def test_seed_may_be_none_or_a_generator():
    a, b = (train(SMALL, seed=None) for _ in range(2))
    assert (a.vectors != b.vectors).any()
    c, d = (train(SMALL, seed=np.random.default_rng(3)) for _ in range(2))
    assert (c.vectors == d.vectors).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_result_does_not_depend_on_who_watches(engine, tmp_path, capsys):
    plain = train(engine=engine)
    seen = []
    watched = train(
        engine=engine, progress=True, callbacks=lambda state: seen.append(state.vectors),
        checkpoint=tmp_path / "c.npz", every=15_000,
    )  # fmt: skip
    assert (plain.vectors == watched.vectors).all()
    assert plain.history["loss"] == watched.history["loss"]
    assert len(seen) == len(plain.history["loss"]) and (seen[-1].vectors == plain.vectors).all()
    assert (seen[0].vectors != plain.vectors).any(), "an early view must stay as it was"
    assert "100%" in capsys.readouterr().err


def test_weights_start_as_in_gensim():
    run = TrainingRun(CORPUS, checked())
    W = run.W_in
    assert -0.05 <= W.min() < -0.048 and 0.048 < W.max() <= 0.05 and not run.W_out.any()


@pytest.mark.parametrize("engine", ENGINES)
def test_synonyms_become_neighbours(engine):
    vectors = train(engine=engine, epochs=5, vector_size=30, sample=1e-2)
    hits = [vectors.most_similar(f"a{i}", topn=1)[0][0] == f"b{i}" for i in range(20)]
    assert sum(hits) >= 18


# --- chunks ----------------------------------------------------------------------------------


def make_chunks(corpus=CORPUS, epochs=2, sample=0.0):
    return Chunks(corpus, epochs=epochs, window=4, sample=sample, seed=5)


def test_chunks_hold_every_word_once_an_epoch_in_whole_sentences():
    chunks = make_chunks()
    drawn = [chunks.draw(number) for number in range(chunks.n_chunks)]
    ids = np.concatenate([ids for ids, _, _ in drawn])
    assert (ids == np.tile(CORPUS.ids, 2)).all()
    lengths = np.concatenate([np.diff(bounds) for _, bounds, _ in drawn])
    assert (lengths == np.tile(np.diff(CORPUS.bounds), 2)).all()
    assert max(len(ids) for ids, _, _ in drawn) <= CHUNK
    reach = np.concatenate([reach for _, _, reach in drawn])
    assert set(reach.tolist()) == {1, 2, 3, 4} and reach.dtype == np.int32
    assert (drawn[0][2] != drawn[chunks.per_epoch][2]).any(), "windows are drawn anew each epoch"
    before = np.cumsum([0] + [len(ids) for ids, _, _ in drawn])
    assert [chunks.words_before(i) for i in range(chunks.n_chunks + 1)] == before.tolist()
    for number in range(1, chunks.n_chunks + 1):
        assert chunks.number_at(int(before[number])) == number
        assert chunks.number_at(int(before[number]) - 1) == number


def test_a_long_sentence_is_cut_and_nothing_is_lost():
    ids, vocab = np.arange(20_505) % 7, Vocabulary(list("abcdefg"))
    corpus = Corpus("by hand", ids, np.array([0, 2, 20_502, 20_505]), vocab)
    chunks = make_chunks(corpus, epochs=1)
    drawn = [chunks.draw(number) for number in range(chunks.n_chunks)]
    assert (np.concatenate([d[0] for d in drawn]) == corpus.ids).all()
    assert [len(d[0]) for d in drawn] == [2, 10_000, 10_000, 503]


def test_chunks_are_as_full_as_they_can_be():
    corpus, full = Corpus.from_sentences(["a b"] * 10), {4: [4] * 5, 7: [6, 6, 6, 2], 1: [1] * 20}
    for size, lengths in full.items():
        chunks = Chunks(corpus, epochs=1, window=2, sample=0, seed=0, size=size)
        assert [len(chunks.draw(number)[0]) for number in range(chunks.n_chunks)] == lengths


def test_a_seed_draws_the_same_for_ever():
    """Which words of a chunk are left, and how far their windows go: stored results rest on it."""
    chunks = Chunks(SMALL, epochs=2, window=4, sample=0.01, seed=5, size=40)
    ids, bounds, reach = chunks.draw(chunks.per_epoch + 1)
    assert ids.dtype == reach.dtype == np.int32
    assert ids.tolist() == [
        *(0, 2, 2, 11, 17, 5, 13, 27, 38, 1, 7, 41, 48, 36, 54, 1, 7, 0),
        *(16, 28, 4, 9, 8, 19, 11, 23, 16, 21, 117, 118, 2, 25, 32, 14, 26),
    ]
    assert bounds.tolist() == [0, 7, 13, 20, 28, 35]
    assert "".join(map(str, reach)) == "21244434423323213313314231211344122"


@pytest.mark.parametrize(
    ("drawn", "n_chunks", "enough"),
    [  # for each chunk that is looked at, the lengths of what subsampling leaves; 4 words
        ([[4]], 1, True),
        ([[2, 2]], 1, True),
        ([[3]], 1, False),
        ([[2, 1, 1]], 1, False),
        ([[], [2], [2]], 3, True),
        ([[2], [1]], 2, False),
        ([[2], [], [1]], 6, True),
        ([[2], [], []], 5, False),
    ],
)
def test_what_subsampling_must_leave(drawn, n_chunks, enough, monkeypatch, capsys):
    """As many words with a neighbour as the vocabulary has; of many chunks the first ones tell."""
    monkeypatch.setattr("w2vlib.chunks.LOOKED_AT", 3)
    bounds = lambda self, number: (0, np.cumsum([0, *drawn[number]]), 0)  # noqa: E731
    monkeypatch.setattr(Chunks, "draw", bounds)
    chunks = Chunks(
        Corpus.from_sentences(["a b c d"]), epochs=n_chunks, window=2, sample=1e-3, seed=0
    )
    assert (chunks.keep is not None) == enough
    assert ("all are kept" in capsys.readouterr().out) == (not enough)


def test_subsampling_keeps_sentences_apart_and_thins_frequent_words():
    chunks = make_chunks(sample=1e-2)
    kept = np.zeros(len(CORPUS.vocab))
    for number in range(chunks.n_chunks):
        ids, bounds, reach = chunks.draw(number)
        first = int(chunks.edges[number % chunks.per_epoch])
        assert bounds[-1] == len(ids) == len(reach)
        for s in range(0, len(bounds) - 1, 97):
            start, end = CORPUS.bounds[first + s : first + s + 2]
            whole = iter(CORPUS.ids[start:end].tolist())
            part = ids[bounds[s] : bounds[s + 1]].tolist()
            assert all(word in whole for word in part), "a part of the sentence, in its order"
        kept += np.bincount(ids, minlength=len(kept))
    counts = 2 * CORPUS.vocab.counts
    f = counts / counts.sum()
    keep = np.minimum(1, (np.sqrt(f / 1e-2) + 1) * 1e-2 / f)
    spread = np.sqrt(counts * keep * (1 - keep)) + 1e-9
    assert (abs(kept - counts * keep) < 5 * spread + 1e-6).all()


# --- the driver, with an engine that learns nothing --------------------------------------------


@pytest.fixture
def fake(monkeypatch):
    """fake(losses): an engine whose n-th chunk, of 16 words, has this loss a word; None: Ctrl-C.

    SMALL in two epochs has 4,000 words: 250 chunks, and a report is due every 40 words.
    """

    def make(losses=range(250), hurt=lambda engine: None):
        left = iter(losses)

        def train(self, ids, bounds, reach, alpha):
            if (loss := next(left)) is None:
                raise KeyboardInterrupt
            hurt(self)
            return (loss * len(ids), len(ids)) if loss != "nothing" else (0.0, 0)

        monkeypatch.setattr(numpy_engine.BatchedEngine, "train", train)

    monkeypatch.setattr("w2vlib.chunks.CHUNK", 16)
    make()
    return make


def test_a_report_at_each_per_cent_is_of_the_words_since_the_last(fake):
    history = train(SMALL, alpha=0.05, min_alpha=0.01).history
    ends = [-(-40 * n // 16) for n in range(1, 101)]  # chunks
    assert history["words"] == [16 * end for end in ends]
    means = [np.mean(range(*span)) for span in zip([0, *ends], ends, strict=False)]
    np.testing.assert_allclose(history["loss"], means)
    np.testing.assert_allclose(history["alpha"], [0.05 - 0.04 * (n - 1) / 250 for n in ends])
    assert list(map(repr, history["epoch"])) == ["1"] * 50 + ["2"] * 50


def test_where_nothing_was_predicted_the_loss_is_as_before(fake):
    fake([*["nothing"] * 10, *range(10, 20), *["nothing"] * 180, *range(200, 250)])
    history = train(SMALL).history
    assert history["words"][:4] == [208, 240, 288, 320]
    assert history["loss"][:4] == [11, 13.5, 16, 18.5]
    after = history["words"].index(3248)
    assert set(history["loss"][4:after]) == {18.5} and after == 76
    assert history["loss"][after] == 201


def test_saved_where_each_multiple_of_every_is_reached(fake, monkeypatch, tmp_path):
    at = []
    monkeypatch.setattr(checkpoint, "save", lambda path, run: at.append(16 * run.number))
    train(SMALL, checkpoint=tmp_path / "c.npz", every=1_000)
    assert at == [1008, 2000, 3008, 4000]


def test_an_interrupt_between_two_reports_reports_what_was_trained(fake, capsys):
    fake([0, 1, 2, 3, None])
    history = train(SMALL).history
    assert history["words"] == [48, 64] and history["loss"] == [1, 3]
    text = "Interrupted after 64 of 4,000 words: the vectors so far are kept.\n"
    assert capsys.readouterr().out == text


def test_an_interrupt_within_a_report_leaves_whole_rows(fake):
    class Breaks(list):
        def append(self, value):
            super().append(value)
            if next(breaks):
                raise KeyboardInterrupt

    breaks = iter([False, True, False])  # the second report; the one after the interrupt
    run = TrainingRun(SMALL, checked())
    run.history["loss"] = Breaks()
    run.go([], progress=False)
    assert run.history.status == "interrupted"
    assert {len(column) for column in run.history.values()} == {2}
    assert run.history["words"][0] < run.history["words"][1]


def test_a_stop_at_the_last_word_is_the_end(fake):
    stop = lambda state: state.words == state.total_words and state.stop()  # noqa: E731
    assert train(SMALL, callbacks=stop).history.status == "finished"


def test_a_break_between_two_reports_changes_no_number(fake, tmp_path):
    whole = train(SMALL).history
    fake([*range(70), None, *range(64, 250)])  # saved after 1,024 words, reported after 1,008
    options = {"checkpoint": tmp_path / "c.npz", "every": 1024}
    assert train(SMALL, **options).history.status == "interrupted"
    again = train(SMALL, **options).history
    for name in ("epoch", "words", "loss", "alpha"):
        assert again[name] == whole[name]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["W_in", "W_out"])
def test_weights_that_overflow_are_neither_returned_nor_saved(fake, name, bad, tmp_path):
    path = tmp_path / "c.npz"
    train(SMALL, epochs=1, checkpoint=path, every=16, callbacks=lambda state: state.stop())

    def hurt(engine):
        getattr(engine, name)[1, 2] = bad

    before, found = path.read_bytes(), "the weights are no longer finite"
    fake(hurt=hurt)
    with pytest.raises(FloatingPointError, match=f"after 2,000 words: {found} .alpha 0.0001.") as e:
        train(SMALL, epochs=1)
    assert str(e.value).endswith("Lower alpha, or use sample=0.001.")
    fake(hurt=hurt)
    with pytest.raises(FloatingPointError, match=f"after 48 words: {found}") as e:
        train(SMALL, epochs=1, checkpoint=path, every=16)
    assert str(e.value).endswith(f"; the checkpoint {path} still holds the last good state.")
    assert path.read_bytes() == before


def test_a_loss_that_is_no_number_stops_the_training(fake):
    fake([1, 1, np.nan])
    with pytest.raises(FloatingPointError, match=r"after 32 words: the loss is nan .*alpha\.$"):
        train(SMALL, sample=1e-2)


def test_the_bar_counts_words_and_shows_the_loss(fake, capsys):
    train(SMALL)
    assert capsys.readouterr() == ("", "")
    fake()
    train(SMALL, progress=True)
    last = capsys.readouterr().err.split("\r")[-1]
    assert last.startswith("training: 100%") and "4.00k/4.00k" in last and "loss=248.500" in last


def test_a_state_prints_its_numbers_alone(fake):
    seen = []
    train(SMALL, callbacks=lambda state: seen.append(repr(state)))
    fields = (
        r"epoch=1, words=48, total_words=4000, loss=1.0, alpha=[^,]*, words_per_s[^,]*, sec[^,]*"
    )
    assert re.fullmatch(rf"TrainingState\({fields}\)", seen[0])


def test_speed_and_time_of_reports(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("w2vlib.history.time", SimpleNamespace(perf_counter=lambda: now[0]))
    history = History()
    for _ in range(2):  # the second goes on
        reporter = Reporter(history, 4000)
        for seconds, words in (2, 500), (1, 1500):
            now[0] += seconds
            reporter.add(1, 1)
            reporter.report(1, (history["words"] or [0])[-1] + words, 0.05, None)
        now[0] += 50  # between a break and its resume
    assert history["seconds"] == [2, 3, 5, 6]
    assert history["words_per_second"] == [250, 1500, 250, 1500]


# --- callbacks, interrupts, divergence --------------------------------------------------------


def test_callbacks_get_the_numbers_of_the_history():
    states = []
    vectors = train(callbacks=[states.append])
    for name in COLUMNS:
        assert [getattr(state, name) for state in states] == vectors.history[name]
    assert {state.total_words for state in states} == {2 * CORPUS.n_words}
    assert vectors.history.status == "finished"


class CallableList(list):
    called = 0

    def __call__(self, state):
        self.called += 1


def test_callbacks_may_be_none_or_any_iterable():
    seen = []
    assert train(SMALL, callbacks=None).history.status == "finished"
    train(SMALL, callbacks=iter([seen.append]))
    assert len(seen) == 2
    both = CallableList([seen.append])  # what can be called is one function
    train(SMALL, callbacks=both)
    assert len(seen) == 2 and both.called == 2


def test_stop_ends_after_the_report():
    vectors = train(epochs=3, callbacks=lambda state: state.epoch == 2 and state.stop())
    assert vectors.history.status == "stopped"
    assert CORPUS.n_words < vectors.history["words"][-1] < 2 * CORPUS.n_words


def test_an_error_in_a_callback_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        train(callbacks=lambda state: 1 / 0)


@pytest.fixture
def ctrl_c_counts():
    """A shell starts what runs in the background with SIGINT ignored; Python keeps to that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("engine", ENGINES)
def test_ctrl_c_leaves_the_vectors_so_far(engine, capsys, ctrl_c_counts):
    def interrupt(state):
        if len(seen) == 3:
            signal.raise_signal(signal.SIGINT)
        seen.append(state)

    seen = []
    vectors = train(engine=engine, epochs=3, callbacks=interrupt)
    assert vectors.history.status == "interrupted" and np.isfinite(vectors.vectors).all()
    assert len({len(column) for column in vectors.history.values()}) == 1
    words = vectors.history["words"][-1]
    assert 0 < words < 3 * CORPUS.n_words
    (line,) = capsys.readouterr().out.splitlines()
    assert f"Interrupted after {words:,} of {3 * CORPUS.n_words:,} words" in line


def test_ctrl_c_in_the_middle_of_a_chunk_or_before_the_first(monkeypatch):
    real, calls = numpy_engine.add_rows, []

    def breaking(*args):
        calls.append(1)
        if len(calls) == limit:
            raise KeyboardInterrupt
        real(*args)

    monkeypatch.setattr(numpy_engine, "add_rows", breaking)
    for limit in (1, 100):
        calls.clear()
        vectors = train()
        assert vectors.history.status == "interrupted"
        assert len(vectors.history["words"]) == (0 if limit == 1 else 2)
        vectors.most_similar("cue0")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_divergence_stops_with_advice_and_keeps_the_checkpoint(engine, tmp_path):
    path = tmp_path / "c.npz"
    stopping = {"checkpoint": path, "every": 20_000, "alpha": 1e5, "min_alpha": 1e5, "epochs": 4}
    with pytest.raises(FloatingPointError, match=r"diverged after .* words.*Lower alpha"):
        train(engine=engine, **stopping)
    if path.exists():
        with np.load(path) as stored:
            assert all(np.isfinite(stored[name]).all() for name in ("W_in", "W_out"))


@numba_only
def test_after_two_interrupts_nobody_writes_into_what_was_returned(monkeypatch):
    from w2vlib.engines.numba_engine import FastEngine

    def slow(self, ids, bounds, reach, alpha):
        started.append(1)
        if len(started) == 4:  # both threads are at work: Ctrl-C three times within 40 ms
            for after in (0, 0.02, 0.04):
                threading.Timer(after, os.kill, (os.getpid(), signal.SIGINT)).start()
        time.sleep(0.3)
        self.W_in += 1
        return 1.0, 1

    started = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # `pytest &` ignores it
    monkeypatch.setattr(FastEngine, "train", slow)
    try:
        vectors = train(engine="numba", workers=2, epochs=9)
    finally:
        signal.signal(signal.SIGINT, before)
    assert vectors.history.status == "interrupted"
    then = vectors.vectors.copy()
    time.sleep(0.5)
    assert (vectors.vectors == then).all()


# --- short texts -------------------------------------------------------------------------------

TINY = {
    "say_hello": Corpus.from_sentences(["you say goodbye and i say hello ."]),
    "two words": Corpus.from_sentences(["a b"]),
    "pairs": Corpus.from_sentences(["a b", "b c", "c d"]),
    "twenty lines": Corpus.from_sentences([["w" + "x" * i, "y" * i, "the"] for i in range(1, 20)]),
}


@pytest.mark.parametrize("engine", ALL_ENGINES)
@pytest.mark.parametrize("sg", [0, 1])
@pytest.mark.parametrize("text", TINY)
def test_a_short_text_is_trained_with_the_defaults(text, sg, engine, capsys):
    corpus, run = TINY[text], {"engine": engine, "sg": sg, "window": 5}
    vectors = train(corpus, sample=1e-3, **run)
    losses = vectors.history["loss"]
    assert vectors.history.status == "finished" and losses and np.isfinite(losses).all()
    assert vectors.context_vectors.any(), "what made a prediction has moved"
    assert ("all are kept, as with sample=0" in capsys.readouterr().out) == same(
        vectors, train(corpus, **run)
    )


def same(a, b):
    return bool((a.vectors == b.vectors).all() and (a.context_vectors == b.context_vectors).all())


def test_a_long_text_is_thinned_out_in_silence(capsys):
    assert not same(train(sample=1e-3), train()) and not capsys.readouterr().out


def test_no_report_is_without_a_loss_where_many_epochs_predict_little(tmp_path):
    options = {"sample": 0.05, "epochs": 60, "checkpoint": tmp_path / "c.npz"}
    history = train(TINY["say_hello"], **options).history
    assert np.isfinite(history["loss"]).all() and history["words"][-1] == 60 * 7
    assert train(TINY["say_hello"], **options).history == history


@pytest.mark.parametrize("sentences", [50, 200])
def test_a_small_text_moves_the_numpy_engine_as_far_as_the_compiled_one(sentences):
    """In one batch an epoch it stood still at 6 ln 2."""
    loss = {}
    for engine in ("numpy", *(["numba"] if not MISSING else [])):
        corpus = make_corpus(sentences, topics=10)
        loss[engine] = train(corpus, engine=engine, window=5, epochs=20).history["loss"][-1]
    assert loss["numpy"] < 3 and loss["numpy"] < 1.15 * loss.get("numba", 3)


# --- a corpus made by hand ---------------------------------------------------------------------


def by_hand(ids=(0, 1, 2, 0), bounds=(0, 4), counts=(2, 1, 1)):
    corpus = Corpus.from_sentences(["a b c a"])
    corpus.ids, corpus.bounds = np.array(ids), np.array(bounds)
    corpus.vocab.counts = np.array(counts)
    return corpus


@pytest.mark.parametrize(
    ("parts", "error", "message"),
    [
        ({"ids": [0.0, 1, 2, 0]}, TypeError, "ids must be one row of whole numbers, got float64"),
        ({"ids": [[0, 1], [2, 0]]}, TypeError, r"ids .* of shape \(2, 2\)"),
        ({"ids": [True, False, True, True]}, TypeError, "ids .* got bool"),
        ({"ids": [0, 1, 2, 3]}, IndexError, r"must be in 0\.\.2, got 0\.\.3"),
        ({"ids": [0, -1, 2, 0]}, IndexError, r"got -1\.\.2"),
        ({"bounds": [0, 3]}, ValueError, "from 0 to 4, the number of words"),
        ({"bounds": [1, 4]}, ValueError, "from 0 to 4"),
        ({"bounds": [0, 5]}, ValueError, "from 0 to 4"),
        ({"bounds": [0, 3, 2, 4]}, ValueError, "from 0 to 4"),
        ({"bounds": np.array([0, 3, 2, 4], np.uint64)}, ValueError, "from 0 to 4"),
        ({"bounds": []}, TypeError, "bounds must be one row of whole numbers, got float64"),
        ({"bounds": np.zeros(0, int)}, ValueError, "from 0 to 4"),
        ({"bounds": [0.0, 4.0]}, TypeError, "bounds must be one row of whole numbers"),
        ({"bounds": [[0, 4]]}, TypeError, "bounds must be one row"),
        ({"bounds": [0, 1, 2, 3, 4]}, ValueError, "no sentence has 2 words"),
        ({"counts": [2, 1]}, ValueError, "counts must be 3 whole numbers"),
        ({"counts": [2.0, 1, 1]}, ValueError, "counts must be 3 whole numbers.* float64"),
        ({"counts": [[2, 1, 1]]}, ValueError, "counts must be 3 whole numbers"),
    ],
)
def test_parts_that_do_not_fit(parts, error, message):
    with pytest.raises(error, match=message):
        train(by_hand(**parts))


def test_parts_that_fit_are_trained():
    for bounds in ([0, 4], [0, 2, 4], np.array([0, 0, 2, 4], np.uint8), [0, 3, 4, 4]):
        assert train(by_hand(bounds=bounds)).history.status == "finished"
    assert make_chunks(by_hand()).draw(0)[0].dtype == np.int32


# --- workers and engines ----------------------------------------------------------------------


@numba_only
def test_two_workers_train_all_words_as_well_as_one():
    one, two = (train(engine="numba", workers=n, epochs=4).history for n in (1, 2))
    assert one["words"] == two["words"]
    assert two["loss"][-1] == pytest.approx(one["loss"][-1], rel=0.05)


@numba_only
def test_an_error_in_a_thread_reaches_the_caller():
    with pytest.raises(ZeroDivisionError):
        train(engine="numba", workers=2, callbacks=lambda state: 1 / 0)


@numba_only
@pytest.mark.parametrize("vocab", [1, 7, 25_000])
def test_padded_rows_are_moved_together_in_place(vocab):
    from w2vlib.engines.numba_engine import FastEngine

    whole = np.arange(vocab * 16, dtype=np.float32).reshape(vocab, 16)
    expected = whole[:, :5].copy()
    packed = FastEngine.close_gaps(whole[:, :5])
    assert (packed == expected).all() and packed.flags.c_contiguous
    assert np.shares_memory(packed, whole)


@pytest.mark.parametrize(
    "error",
    [
        ModuleNotFoundError("No module named 'numba'"),
        ImportError("Numba needs NumPy 2.2 or less"),
        AttributeError("module 'numpy' has no attribute 'long'"),
        OSError("libLLVM.so: cannot open"),
        SystemError("initialization of _internal failed"),
        RuntimeError("나쁨"),
    ],
)
def test_without_numba_the_numpy_engine_is_taken_and_said_once(error, monkeypatch, capsys):
    def import_module(name):
        raise error

    monkeypatch.setattr(engines, "import_module", import_module)
    monkeypatch.setattr(engines, "_said", set())
    assert [engines.choose_engine(None) for _ in range(2)] == ["numpy", "numpy"]
    (line,) = capsys.readouterr().out.splitlines()
    assert "numba" in line and "numpy" in line
    with pytest.raises(ImportError, match="pip install"):
        engines.choose_engine("numba")


def test_a_compiler_that_is_switched_off_is_said():
    code = (
        "from w2vlib import *\nc = Corpus.from_sentences(['a b c', 'b c a'] * 9)\n"
        "print(train_word2vec(c, vector_size=4, sample=0, progress=False))\n"
        "try: train_word2vec(c, engine='numba')\nexcept ImportError as e: print('refused', e)"
    )
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    note, vectors, refused = done.stdout.splitlines()
    assert "numba" in note and 'engine="numpy" trains instead' in note
    assert vectors.startswith("WordVectors(3 words x 4") and refused.startswith("refused")


ONE_WORD = Corpus("one", np.zeros(9, int), np.array([0, 9]), Vocabulary(["a"], [9]))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"vector_size": 0}, r"vector_size must be in 1\..*got 0"),
        ({"vector_size": 10.5}, "vector_size must be a whole number, got 10.5"),
        ({"window": -1}, "window must be in"),
        ({"window": True}, "window must be a whole number"),
        ({"negative": 0}, "negative must be in 1.*negative sampling"),
        ({"ns_exponent": float("nan")}, "ns_exponent must be in"),
        ({"sample": -1e-3}, "sample must be in 0..1"),
        ({"sample": "1e-3"}, "sample must be a number"),
        ({"alpha": 0}, "alpha must be in"),
        ({"alpha": float("inf")}, "alpha must be in"),
        ({"alpha": 0.01, "min_alpha": 0.02}, "min_alpha must be at most alpha"),
        ({"sg": 2}, "sg must be in 0..1.*skip-gram"),
        ({"epochs": 0}, "epochs must be in"),
        ({"workers": 0}, "workers must be in"),
        ({"workers": 2}, "workers must be 1 for engine 'numpy'"),
        ({"seed": -1}, "seed must be 0 or more"),
        ({"seed": "one"}, "seed must be a whole number"),
        ({"engine": "torch"}, "engine must be one of layers, numpy, numba"),
        ({"callbacks": [3]}, "a callback must be a callable with one argument"),
        ({"callbacks": 3}, "a callback must be a callable with one argument"),
        ({"callbacks": "print"}, "a callback must be a callable with one argument"),
        ({"every": "1000"}, "every must be a whole number, got '1000'"),
        ({"every": 10.0}, "every must be a whole number"),
        ({"window": "5"}, "window must be a whole number, got '5'"),
        ({"window": np.array([5])}, "window must be a whole number"),
        ({"epochs": 10**400}, "epochs must be in"),
        ({"alpha": 10**400}, "alpha must be in"),
        ({"alpha": np.nan}, "alpha must be in"),
        ({"alpha": -0.1}, "alpha must be in"),
        ({"alpha": True}, "alpha must be a number"),
        ({"alpha": 1j}, "alpha must be a number"),
        ({"vector_size": None}, "vector_size must be a whole number"),
        ({"seed": True}, "seed must be a whole number"),
        ({"seed": 1.0}, "seed must be a whole number"),
        ({"engine": 3}, "engine must be one of"),
        ({"engine": ["numpy"]}, "engine must be one of"),
        ({"corpus": [["a", "b"], ["b", "a"]]}, "from_sentences"),
        ({"corpus": Corpus}, "must be a Corpus"),
        ({"corpus": None}, "must be a Corpus"),
        ({"checkpoint": 0}, "checkpoint must be a str or Path"),
        ({"checkpoint": True}, "checkpoint must be a str or Path"),
        ({"checkpoint": ""}, "checkpoint must name a file"),
        ({"checkpoint": "말" * 86}, "255 bytes"),
        ({"every": 0}, "every must be 1 or more, got 0; .* words"),
        ({"sync_words": 999}, "sync_words must be 1,000 or more, got 999; 100,000 is usual"),
        ({"corpus": "sotu"}, "load_corpus"),
        ({"corpus": ["a b c"]}, "load_corpus"),
        ({"checkpoint": "no/such/folder/c.npz"}, "there is no folder"),
        ({"checkpoint": "."}, "the name of a file"),
        ({"corpus": ONE_WORD}, "at least 2 different words"),
        ({"corpus": Corpus.from_sentences(["a", "b", "c"])}, "no sentence has 2 words"),
    ],
)
def test_settings_that_cannot_be(options, message):
    with pytest.raises((TypeError, ValueError, OSError), match=message):
        train(**options)


@pytest.mark.parametrize(
    ("name", "bounds"),
    [
        *(("vector_size", "1..100,000"), ("window", "1..1,000"), ("negative", "1..1,000")),
        *(("sg", "0..1"), ("epochs", "1..1,000,000"), ("workers", "1..256")),
        *(("ns_exponent", "-10..10"), ("sample", "0..1")),
        *(("alpha", "1e-12..1000000.0"), ("min_alpha", "0..1000000.0")),
    ],
)
def test_the_bounds_of_the_settings(name, bounds):
    with pytest.raises(ValueError, match=re.escape(f"{name} must be in {bounds}, got -11; ")):
        train(SMALL, **{name: -11})


def test_the_lowest_settings_are_taken(tmp_path):
    options = {"epochs": 1, "vector_size": 1, "window": 1, "negative": 1}
    wv = train(TINY["pairs"], sync_words=1_000, checkpoint=tmp_path / "c.npz", every=1, **options)
    assert wv.history.status == "finished" and wv.vectors.shape == (4, 1)


def test_a_checkpoint_that_cannot_be_written_takes_no_vectors_along(tmp_path, capsys):
    def lose_the_folder(state):
        for file in (tmp_path / "d").glob("*"):
            file.unlink()
        if (tmp_path / "d").is_dir():
            (tmp_path / "d").rmdir()

    (tmp_path / "d").mkdir()
    options = {"epochs": 2, "vector_size": 4}
    path = tmp_path / "d" / "c.npz"
    wv = train(checkpoint=path, every=10_000, callbacks=lose_the_folder, **options)
    assert wv.history.status == "finished" and not path.exists()
    assert (wv.vectors == train(**options).vectors).all()
    assert "checkpoint was not written, training goes on: there is no folder" in (
        capsys.readouterr().out
    )


def test_too_little_memory_names_the_setting(monkeypatch):
    def allocate(V, H):
        raise MemoryError

    monkeypatch.setattr(numpy_engine.BatchedEngine, "allocate", staticmethod(allocate))
    with pytest.raises(MemoryError, match=r"vector_size=50,000 for .* words needs .* GB"):
        train(vector_size=50_000)


def test_the_bar_is_a_flag_and_needs_somewhere_to_be_shown(monkeypatch):
    with pytest.raises(TypeError, match="progress must be True or False, got 'no'"):
        train(progress="no")
    monkeypatch.setattr(sys, "stderr", None)  # as under pythonw
    assert train(SMALL, progress=True).history.status == "finished"


def test_the_words_stand_in_memory_once():
    """At a million words each table of them is as large as the weights of 20 dimensions."""
    corpus = make_corpus()
    wv = train_word2vec(corpus, vector_size=3, epochs=1, engine="numpy", progress=False)
    assert wv.index_to_key is corpus.vocab.index_to_key
    assert "key_to_index" not in vars(corpus.vocab) and "key_to_index" not in vars(wv)
    assert wv.key_to_index == corpus.vocab.key_to_index
    assert list(wv.key_to_index) == wv.index_to_key
