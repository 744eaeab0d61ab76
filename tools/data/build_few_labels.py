"""Measure the table behind the explorer of lesson 09: `make data ARGS=few_labels`.

Writes few_labels.json: the accuracy of every kind of features at every number of labels, draw by
draw; the difference of tf-idf and vectors with its interval; the small network with frozen rows and
with three rates. A few minutes.
"""

from __future__ import annotations

import json

import numpy as np

from w2vlib import load_corpus, train_word2vec
from w2vlib.lessons.few_labels import (
    accuracy,
    answers,
    inverse_document_frequency,
    sentence_vectors,
    tf_idf,
)
from w2vlib.lessons.fine_tune import SentenceClassifier
from w2vlib.lessons.topics import direction_task, topic_task
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder
from w2vlib.stored_vectors import load_vectors
from w2vlib.vectors import unit_rows

RATES = (0.01, 0.001, 0.0003)  # of the word vectors when they are trained on
STEPS = 60
COMPARED = (100, 200, 500, 1000)  # labels at which tf-idf is held against vectors
LABELS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
SAME_SIZE = "vectors, seen, less text"
DRAWS = 20  # of the labelled sentences; draw i has seed i
TEST = {"topic": 400, "direction": 400}  # held-out sentences of each class, drawn with seed 0


def random_vectors(vectors: np.ndarray) -> np.ndarray:
    """The control: as many vectors of the same size that know nothing."""
    return np.random.default_rng(0).standard_normal(vectors.shape).astype(np.float32)


def vectors_of(corpus, kept) -> np.ndarray:
    """Vectors trained on the addresses that are kept; a word that does not occur there has 0."""
    part = corpus.where(kept)
    wv = train_word2vec(part, epochs=15, seed=1, progress=False)
    rows = np.zeros((len(corpus.vocab), wv.vector_size), np.float32)
    for i, word in enumerate(corpus.vocab.index_to_key):
        if word in wv:
            rows[i] = wv.unit[wv.get_index(word)]
    return rows


def measure(task, features, n_test: int) -> dict:
    """Accuracies (labels × draws) and the mean accuracy of each class (labels × classes)."""
    test = task.draw(n_test, 0, held_out=True)
    result = {"accuracy": [], "by_class": []}
    for n in LABELS:
        each = [accuracy(task, features, test, n, seed, by_class=True) for seed in range(DRAWS)]
        result["accuracy"].append([round(float(a.mean()), 4) for a in each])
        result["by_class"].append(np.mean(each, axis=0).round(4).tolist())
    return result


def right(task, features, test, n: int, seed: int) -> np.ndarray:
    """Which sentences of `test` are answered right (m,)."""
    return answers(task, features, test, n, seed) == task.labels[test]


def difference(task, one, other, test, n: int, times: int = 2000) -> dict:
    """Accuracy of `one` minus that of `other` at n labels, with a 95 % interval.

    Mean over the draws of the labels; the interval comes from drawing the held-out addresses again
    and again (a bootstrap of whole addresses, for sentences of one address are alike).
    """
    gain = np.mean(
        [right(task, one, test, n, s) * 1.0 - right(task, other, test, n, s) for s in range(DRAWS)],
        axis=0,
    )
    address, inverse = np.unique(task.document[test], return_inverse=True)
    sums, sizes = np.bincount(inverse, gain), np.bincount(inverse)
    drawn = np.random.default_rng(0).integers(0, len(address), (times, len(address)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    found = {"mean": gain.mean(), "low": low, "high": high}
    return {name: round(float(value), 4) for name, value in found.items()}


def fine_tuned(task, rows, test, unit) -> dict:
    """Test accuracy of the small network, 20 labels a class: name → one number a draw."""
    found = {}
    for name, vectors in (("trained", unit), ("random", unit_rows(random_vectors(unit)))):
        for rate in (None, *RATES):
            kept = found[f"{name}, frozen" if rate is None else f"{name}, rate {rate:g}"] = []
            for seed in range(DRAWS):
                chosen = task.draw(20, seed)
                net = SentenceClassifier(vectors, len(task.classes), rate is None)
                net.fit(rows.take(chosen), task.labels[chosen], STEPS, rate=rate)
                kept.append(round(net.accuracy(rows.take(test), task.labels[test]), 4))
    return found


def main() -> None:
    corpus = load_corpus("sotu")
    idf = inverse_document_frequency(corpus)
    unit = load_vectors("sotu").unit
    made = {"vectors": unit, "random vectors": random_vectors(unit)}
    made["vectors, tests unseen"] = vectors_of(corpus, corpus.document % 3 != 2)
    # as much text, the held-out addresses among it: what is the leak, and what the smaller text?
    made[SAME_SIZE] = vectors_of(corpus, ~np.isin(corpus.document % 6, (3, 4)))
    content = {
        "what": "share of held-out sentences that the nearest centroid gets right",
        "labels": LABELS,
        "tasks": {},
    }
    for name, task in (("topic", topic_task(corpus)), ("direction", direction_task(corpus))):
        rows = tf_idf(task, idf)
        features = {"tf-idf": rows}
        features |= {kind: sentence_vectors(rows, E) for kind, E in made.items()}
        test = task.draw(TEST[name], 0, held_out=True)
        content["tasks"][name] = {
            "classes": task.classes,
            "test_sentences": TEST[name] * len(task.classes),
            "features": {
                kind: measure(task, X, TEST[name])
                for kind, X in features.items()
                if kind != SAME_SIZE
            },
            "tf-idf minus": {
                kind: {str(n): difference(task, rows, features[kind], test, n) for n in COMPARED}
                for kind in ("vectors", "vectors, tests unseen", SAME_SIZE)
            },
        }
        if name == "topic":
            content["fine_tuned"] = fine_tuned(task, rows, test, unit)
    with atomic_write(data_folder() / "few_labels.json") as file:
        file.write(json.dumps(content) + "\n")
    for name, task in content["tasks"].items():
        for kind, found in task["features"].items():
            print(name, kind, np.mean(found["accuracy"], axis=1).round(3).tolist())
        print(name, task["tf-idf minus"])
    for name, values in content["fine_tuned"].items():
        print(name, f"{np.mean(values):.3f} ± {np.std(values):.3f}")


if __name__ == "__main__":
    main()
