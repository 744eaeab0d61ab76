"""Features, nearest centroid, the small network, and the table behind the explorer."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2vlib import Corpus, load_vectors
from w2vlib.gradcheck import numerical_gradient
from w2vlib.lessons.few_labels import (
    SparseRows,
    accuracy,
    inverse_document_frequency,
    nearest_centroid,
    sentence_vectors,
    tf_idf,
)
from w2vlib.lessons.fine_tune import SentenceClassifier
from w2vlib.lessons.topics import topic_task
from w2vlib.plots.sampler import read_text
from w2vlib.setup.datafiles import data_file
from w2vlib.vectors import unit_rows

TASK = IDF = ROWS = None  # made by read_the_addresses
TABLE = json.loads(data_file("few_labels.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", autouse=True)
def read_the_addresses():
    """When a test runs, not while pytest collects: that takes seconds."""
    sotu = read_text("sotu")
    task, idf = topic_task(sotu), inverse_document_frequency(sotu)
    globals().update(TASK=task, IDF=idf, ROWS=tf_idf(task, idf))


def test_idf_by_hand():
    corpus = Corpus.from_sentences(["a a b", "a c", "a b", "c a"])
    idf = inverse_document_frequency(corpus)
    got = {w: float(idf[i]) for w, i in corpus.vocab.key_to_index.items()}
    assert got == pytest.approx({"a": 0, "b": np.log(2), "c": np.log(2)})


def test_tf_idf_by_a_slow_loop():
    for s in (0, 77, len(TASK) - 1):
        ids = TASK.ids[TASK.bounds[s] : TASK.bounds[s + 1]]
        slow = np.zeros(len(IDF))
        for i in ids:
            slow[i] += IDF[i]
        assert np.allclose(ROWS.take(np.array([s])).dense(len(IDF))[0], unit_rows(slow[None])[0])


@given(st.lists(st.integers(1, 4), min_size=1, max_size=6), st.integers(0, 2**31))
@settings(max_examples=50)
def test_sparse_rows_are_the_dense_matrix(lengths, seed):
    rng = np.random.default_rng(seed)
    columns = np.concatenate([rng.choice(9, n, replace=False) for n in lengths])
    rows = SparseRows(columns, rng.standard_normal(len(columns)), np.append(0, np.cumsum(lengths)))
    W, order = rng.standard_normal((9, 3)), rng.permutation(len(lengths))
    assert np.allclose(rows @ W, rows.dense(9) @ W, atol=1e-5)
    assert np.allclose(rows.take(order).dense(9), rows.dense(9)[order])


def test_the_nearest_centroid():
    X = unit_rows(np.array([[2, 0.1], [1, 0.3], [0.1, 1], [0.3, 2]]))
    answer = nearest_centroid(X, np.array([0, 0, 1, 1]), unit_rows(np.array([[4, 1], [1, 1.2]])))
    assert answer.tolist() == [0, 1]


def test_sparse_and_dense_accuracy_are_the_same():
    test = TASK.draw(20, 0, held_out=True)
    train = TASK.draw(30, 1)
    X, X_test = (ROWS.take(part).dense(len(IDF)) for part in (train, test))
    by_dense = nearest_centroid(X, TASK.labels[train], X_test) == TASK.labels[test]
    assert accuracy(TASK, ROWS, test, 30, 1) == pytest.approx(by_dense.mean(), abs=0.011)


def test_the_mean_of_the_classes_is_the_accuracy():
    test = TASK.draw(50, 0, held_out=True)
    each = accuracy(TASK, ROWS, test, 10, 2, by_class=True)
    assert each.shape == (5,) and each.mean() == pytest.approx(accuracy(TASK, ROWS, test, 10, 2))


@pytest.mark.parametrize("labels", [5, 100])
def test_the_table_is_what_one_measures(labels):
    test = TASK.draw(400, 0, held_out=True)
    made = {"tf-idf": ROWS, "vectors": sentence_vectors(ROWS, load_vectors("sotu").unit)}
    for kind, X in made.items():
        stored = TABLE["tasks"]["topic"]["features"][kind]["accuracy"]
        stored = stored[TABLE["labels"].index(labels)]
        for seed in (0, 7):  # another processor may round one sentence to the other side
            assert accuracy(TASK, X, test, labels, seed) == pytest.approx(stored[seed], abs=0.002)


def test_shuffled_labels_teach_nothing():
    from dataclasses import replace

    labels = np.random.default_rng(0).permutation(TASK.labels)
    shuffled = replace(TASK, labels=labels)
    X = sentence_vectors(ROWS, load_vectors("sotu").unit)
    test = shuffled.draw(400, 0, held_out=True)
    found = [accuracy(shuffled, X, test, 100, seed) for seed in range(5)]
    assert abs(np.mean(found) - 0.2) < 0.03


def test_the_stored_differences_and_rates_are_what_lesson_09_says():
    minus = TABLE["tasks"]["topic"]["tf-idf minus"]
    assert minus["vectors"]["100"]["high"] < 0  # vectors ahead
    assert minus["vectors"]["1000"]["low"] < 0 < minus["vectors"]["1000"]["high"]
    assert minus["vectors, tests unseen"]["1000"]["low"] > 0  # tf-idf ahead
    same_size = minus["vectors, seen, less text"]["1000"]
    assert same_size["low"] < 0 < same_size["high"]  # so the leak is most of the difference
    for kind, found in minus.items():
        for n, d in found.items():
            assert d["low"] < d["mean"] < d["high"]
            if found["1000"] is same_size:
                continue  # its accuracies are not shown
            at = TABLE["labels"].index(int(n))
            of = TABLE["tasks"]["topic"]["features"]
            mean = np.mean(of["tf-idf"]["accuracy"][at]) - np.mean(of[kind]["accuracy"][at])
            assert d["mean"] == pytest.approx(mean, abs=2e-4)
    tuned = {name: np.mean(values) for name, values in TABLE["fine_tuned"].items()}
    names = ["frozen", "rate 0.0003", "rate 0.001", "rate 0.01"]
    trained = [tuned[f"trained, {name}"] for name in names]
    assert trained == sorted(trained, reverse=True)
    assert tuned["random, frozen"] < min(tuned[f"random, {name}"] for name in names[1:])


def test_one_stored_rate_is_what_one_measures():
    test, chosen = TASK.draw(400, 0, held_out=True), TASK.draw(20, 0)
    net = SentenceClassifier(load_vectors("sotu").unit, 5, frozen=False)
    net.fit(ROWS.take(chosen), TASK.labels[chosen], 60, rate=0.001)
    right = net.accuracy(ROWS.take(test), TASK.labels[test])
    assert right == pytest.approx(TABLE["fine_tuned"]["trained, rate 0.001"][0], abs=0.005)


# --- the network ----------------------------------------------------------------------------------


def small():
    rows = SparseRows(np.array([0, 2, 2, 3, 1]), np.array([0.5, 1, 2, 1, 1.5]), np.array([0, 2, 5]))
    return rows, np.array([1, 0]), np.random.default_rng(0).standard_normal((5, 3))


def test_gradients_of_the_network():
    rows, labels, W = small()
    net = SentenceClassifier(W, 2, frozen=False)
    net.embed.params[0] = net.embed.params[0].astype(np.float64)
    net.out.params[0] = np.random.default_rng(1).standard_normal((3, 2))
    net.out.grads[0] = np.zeros((3, 2))
    f = lambda: net.forward(rows, labels)  # noqa: E731
    f()
    net.backward()
    by_hand = [net.embed.grads[0].dense(), net.out.grads[0].copy()]
    for layer, grad in zip((net.embed, net.out), by_hand, strict=True):
        assert np.allclose(numerical_gradient(f, layer.params[0]), grad, atol=1e-6)


@pytest.mark.parametrize("frozen", [True, False])
def test_frozen_rows_stay_and_the_callers_vectors_always(frozen):
    rows, labels, W = small()
    W = W.astype(np.float32)
    before = W.copy()
    net = SentenceClassifier(W, 2, frozen).fit(rows, labels, steps=200, lr=0.05)
    assert np.array_equal(W, before) and net.accuracy(rows, labels) == 1
    moved = (net.embed.params[0] != before).any(axis=1).tolist()
    assert moved == ([False] * 5 if frozen else [True, True, True, True, False])
    assert np.allclose(net.scores(rows), (rows @ net.embed.params[0]) @ net.out.params[0])
