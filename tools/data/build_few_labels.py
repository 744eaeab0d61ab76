"""Measure the table behind the explorer of lesson 09: `make data ARGS=few_labels`.

Writes few_labels.json: the accuracy of every kind of features at every number of labels, draw by
draw. A minute or two, most of it for vectors that have never seen the addresses held out.
"""

from __future__ import annotations

import json

import numpy as np

from w2vlib import load_corpus, train_word2vec
from w2vlib.lessons.few_labels import accuracy, inverse_document_frequency, sentence_vectors, tf_idf
from w2vlib.lessons.topics import party_task, topic_task
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder
from w2vlib.stored_vectors import load_vectors

LABELS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
DRAWS = 20  # of the labelled sentences; draw i has seed i
TEST = {"topic": 400, "party": 1000}  # held-out sentences of each class, drawn with seed 0


def random_vectors(vectors: np.ndarray) -> np.ndarray:
    """The control: as many vectors of the same size that know nothing."""
    return np.random.default_rng(0).standard_normal(vectors.shape).astype(np.float32)


def unseen_vectors(corpus) -> np.ndarray:
    """Vectors trained without the held-out addresses; a word that occurs in those alone has 0."""
    part = corpus.where(corpus.document % 3 != 2)
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


def main() -> None:
    corpus = load_corpus("sotu")
    idf = inverse_document_frequency(corpus)
    unit = load_vectors("sotu").unit
    made = {"vectors": unit, "random vectors": random_vectors(unit)}
    content = {
        "what": "share of held-out sentences that the nearest centroid gets right",
        "labels": LABELS,
        "tasks": {},
    }
    for name, task in (("topic", topic_task(corpus)), ("party", party_task(corpus))):
        rows = tf_idf(task, idf)
        features = {"tf-idf": rows}
        features |= {kind: sentence_vectors(rows, E) for kind, E in made.items()}
        if name == "topic":  # the party task holds out other addresses
            features["vectors, tests unseen"] = sentence_vectors(rows, unseen_vectors(corpus))
        content["tasks"][name] = {
            "classes": task.classes,
            "test_sentences": TEST[name] * len(task.classes),
            "features": {kind: measure(task, X, TEST[name]) for kind, X in features.items()},
        }
    with atomic_write(data_folder() / "few_labels.json") as file:
        file.write(json.dumps(content) + "\n")
    for name, task in content["tasks"].items():
        for kind, found in task["features"].items():
            print(name, kind, np.mean(found["accuracy"], axis=1).round(3).tolist())


if __name__ == "__main__":
    main()
