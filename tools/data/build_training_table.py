"""Make training_table.csv: what each setting does, over several seeds, for lesson 07.

    make data ARGS=training_table

Every row is one training on the State of the Union addresses with engine="numba": six seeds for
CBOW, three for skip-gram. About a quarter of an hour on one core. The last digits can differ on
another machine; the means move by less than the seeds do. `last_loss` is the mean over the last
epoch; `right` is the share of the questions of the eight easy classroom families (see
data/README.md) whose answer comes first. `part` is not a setting of train_word2vec: that share of
the sentences, drawn anew for each seed, is the text; words and questions stay the same.
"""

from __future__ import annotations

import csv

import numpy as np

from w2vlib import load_corpus, train_word2vec
from w2vlib.evaluation import evaluate_analogies, load_analogies
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder

COLUMNS = ("change", "epochs", "seed", "last_loss", "right")
PARTS = (0.125, 0.25, 0.5)
LONG = {"epochs": 15}  # size of the text, dimensions and model are compared here
CHANGES = (  # all else as in train_word2vec's defaults, and 5 epochs where none are given
    *({"epochs": epochs} for epochs in (1, 2, 5, 15, 50)),
    *({"alpha": alpha} for alpha in (0.0125, 0.1, 0.2)),
    {"alpha": 0.1, "epochs": 1},
    {"alpha": 0.0125, "epochs": 20},
    {"alpha": 0.0125, "epochs": 50},
    *({"window": window} for window in (2, 10)),
    *({"negative": negative} for negative in (1, 15)),
    {"sample": 0},
    {"ns_exponent": 0},
    *({"vector_size": size} for size in (25, 300)),
    {"sg": 1},
    *({"part": part, **LONG} for part in PARTS),
    *({"part": part, "epochs": round(LONG["epochs"] / part)} for part in PARTS),  # as many steps
    *({"vector_size": size, **LONG} for size in (10, 25, 50, 200, 300)),
    {"sg": 1, **LONG},
    *({"sg": 1, "part": part, **LONG} for part in PARTS),
    *({"sg": 1, "vector_size": size, **LONG} for size in (10, 25, 50, 200)),
)


def seeds(change: dict) -> range:
    """Skip-gram takes about three times as long."""
    return range(1, 4 if change.get("sg") else 7)


def name_of(change: dict) -> str:
    return ", ".join(f"{name}={value}" for name, value in change.items())


def measure(corpus, questions, change: dict, seed: int) -> dict:
    """Train once; return a row of the table."""
    settings = {"epochs": 5, "engine": "numba", "progress": False, **change}
    if part := settings.pop("part", None):
        chosen = np.random.default_rng(seed).random(corpus.n_sentences) < part
        corpus = corpus.where(chosen, keep_vocab=True)
    vectors = train_word2vec(corpus, seed=seed, **settings)
    history = vectors.history
    epoch = settings["epochs"]
    last = [x for x, e in zip(history["loss"], history["epoch"], strict=True) if e == epoch]
    right = evaluate_analogies(vectors, questions).accuracy
    return {
        "change": name_of(change),
        "epochs": epoch,
        "seed": seed,
        "last_loss": f"{sum(last) / len(last):.4f}",
        "right": f"{right:.4f}",
    }


def main() -> None:
    corpus, questions = load_corpus("sotu"), load_analogies("classroom", hard=False)
    rows = []
    for change in CHANGES:
        for seed in seeds(change):
            rows.append(measure(corpus, questions, change, seed))
            print(*rows[-1].values(), sep="\t", flush=True)
    with atomic_write(data_folder() / "training_table.csv") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
