"""Make training_table.csv: what each setting does, over several seeds, for lesson 07.

    make data ARGS=training_table

Every row is one training on the State of the Union addresses with engine="numba", six or three
seeds. About ten minutes on one quiet core; rows that the file has are kept, so it can be stopped,
and a row is made anew when it is deleted. The last digits can differ on another machine; the means
move by less than the seeds do. `last_loss` is the mean over the last epoch; `right` is the share of
the questions of the eight easy classroom families (see data/README.md) whose answer comes first.
`part` is not a setting of train_word2vec: that share of the sentences, drawn anew for each seed, is
the text; words and questions stay the same.
"""

from __future__ import annotations

import csv

import numpy as np

from w2vlib import load_corpus, train_word2vec
from w2vlib.evaluation import evaluate_analogies, load_analogies
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder

FILE = data_folder() / "training_table.csv"
COLUMNS = ("change", "epochs", "seed", "last_loss", "right")
PARTS, SIZES = (0.125, 0.25, 0.5), (10, 25, 50, 200, 300)
SIX = ("epochs", "alpha", "window", "negative", "sample")  # the settings that get six seeds
CHANGES = (  # all else as in train_word2vec's defaults, and 5 epochs where none are given
    *({"epochs": epochs} for epochs in (1, 2, 5, 15, 50)),
    *({"alpha": alpha} for alpha in (0.0125, 0.1, 0.2)),
    {"alpha": 0.1, "epochs": 1},
    {"alpha": 0.0125, "epochs": 20},
    *({"window": window} for window in (2, 10)),
    *({"negative": negative} for negative in (1, 15)),
    {"sample": 0},
    {"ns_exponent": 0},
    *({"vector_size": size} for size in SIZES),
    {"sg": 1},
    {"sg": 1, "alpha": 0.05},
    *({"sg": 1, "vector_size": size} for size in (25, 300)),
    *({"part": part, "epochs": 15} for part in PARTS),
    {"part": 0.125, "epochs": 120},  # as many steps as 15 epochs of the whole text
)


def seeds(change: dict) -> range:
    """Six where small differences are read from the table; three where the effect is large."""
    return range(1, 7 if set(change) <= set(SIX) else 4)


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
    rows = {}
    if FILE.exists():
        with FILE.open(encoding="utf-8") as file:
            rows = {(row["change"], int(row["seed"])): row for row in csv.DictReader(file)}
    corpus, questions = load_corpus("sotu"), load_analogies("classroom", hard=False)
    wanted = [(change, seed) for change in CHANGES for seed in seeds(change)]
    for change, seed in wanted:
        if (key := (name_of(change), seed)) not in rows:
            rows[key] = measure(corpus, questions, change, seed)
            print(*rows[key].values(), sep="\t", flush=True)
    with atomic_write(FILE, "w") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[name_of(change), seed] for change, seed in wanted)


if __name__ == "__main__":
    main()
