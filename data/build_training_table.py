"""Make training_table.csv: what one changed setting does, over three seeds, for lesson 07.

    python data/build_training_table.py

Every row is one training on the State of the Union addresses with engine="numba". About six
minutes on two cores. The last digits can differ on another machine; the means move by less than
the seeds do. `last_loss` is the mean over the last epoch; `right` is the share of the questions of
the eight easy classroom families (see README.md) whose answer comes first.
"""

from __future__ import annotations

import csv
from pathlib import Path

from w2vlib import load_corpus, train_word2vec
from w2vlib.evaluation import evaluate_analogies, load_analogies
from w2vlib.setup.atomic import atomic_write

FILE = Path(__file__).with_name("training_table.csv")
COLUMNS = ("change", "epochs", "seed", "last_loss", "right")
SEEDS = (1, 2, 3)
CHANGES = (  # all else as in train_word2vec's defaults
    *({"epochs": epochs} for epochs in (1, 2, 5, 15, 50)),
    {"alpha": 0.0125},
    {"alpha": 0.2},
    {"window": 2},
    {"window": 10},
    {"negative": 1},
    {"negative": 15},
    {"sample": 0},
    {"ns_exponent": 0},
    {"vector_size": 25},
    {"vector_size": 300},
    {"sg": 1},
)


def measure(corpus, questions, change: dict, seed: int) -> dict:
    """Train once; return a row of the table."""
    settings = {"epochs": 5, "engine": "numba", "progress": False, **change}
    vectors = train_word2vec(corpus, seed=seed, **settings)
    history = vectors.history
    epoch = settings["epochs"]
    last = [x for x, e in zip(history["loss"], history["epoch"], strict=True) if e == epoch]
    right = evaluate_analogies(vectors, questions).accuracy
    return {
        "change": ", ".join(f"{name}={value}" for name, value in change.items()),
        "epochs": epoch,
        "seed": seed,
        "last_loss": f"{sum(last) / len(last):.4f}",
        "right": f"{right:.4f}",
    }


def main() -> None:
    corpus, questions = load_corpus("sotu"), load_analogies("classroom", hard=False)
    rows = []
    for change in CHANGES:
        for seed in SEEDS:
            rows.append(measure(corpus, questions, change, seed))
            print(*rows[-1].values(), sep="\t", flush=True)
    with atomic_write(FILE, "w") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
