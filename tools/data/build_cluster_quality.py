"""What more parts and a longer interval cost in quality: `make data ARGS=cluster_quality`.

Trains on the addresses with train_word2vec(..., cluster=...), workers × sync_words, and on one
machine, and writes cluster_quality.json. Where a part is trained does not change a bit
(tests/test_cluster.py), so here all parts run in this process, one after the other. The bound was
fixed before the first run: a cell passes where its mean lies within two standard errors, those of
both means together, of one machine's.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from unittest import mock

import numpy as np

from w2vlib import cluster, evaluate_analogies, load_analogies, load_corpus, training
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder

SEEDS, EPOCHS, H = (1, 2, 3), 5, 100
WORKERS, INTERVALS, RULES = (2, 4), (100_000, 30_000, 10_000), ("rows", "average")


class Here:
    """What cluster.py needs of a Dask client: submit, at once, in this process."""

    def submit(self, function, *args, pure=False):
        values = [a.result() if isinstance(a, SimpleNamespace) else a for a in args]
        found = function(*values)
        return SimpleNamespace(result=lambda: found)


def score(corpus, seed: int, workers: int = 1, sync_words: int = 0, rule: str = "rows"):
    """Mean loss of the last fifth of the reports, and the share of right analogies."""
    plain = mock.patch.object(cluster, "together", lambda parts, pull: np.ones(len(pull)))
    options = dict(vector_size=H, epochs=EPOCHS, seed=seed, engine="numba", progress=False)
    if sync_words:
        options |= dict(cluster=Here(), workers=workers, sync_words=sync_words)
    with mock.patch.object(cluster, "check_client", lambda client: workers):
        if rule == "average":
            with plain:
                wv = training.train_word2vec(corpus, **options)
        else:
            wv = training.train_word2vec(corpus, **options)
    loss = wv.history["loss"][-max(1, len(wv.history["loss"]) // 10) :]
    right = evaluate_analogies(wv, load_analogies(hard=False)).accuracy
    return round(float(np.mean(loss)), 4), round(float(right), 4)


def compared(one: list[float], other: list[float]) -> float:
    """The difference of two means in standard errors of that difference."""
    error = np.sqrt(np.var(one, ddof=1) / len(one) + np.var(other, ddof=1) / len(other))
    return float((np.mean(other) - np.mean(one)) / error)


def main() -> None:
    corpus = load_corpus("sotu")
    cells = [(1, 0, "rows")]
    cells += [
        (w, s, r) for r in RULES for w in WORKERS for s in INTERVALS if s != 30_000 or r == "rows"
    ]
    rows = []
    for workers, sync_words, rule in cells:
        runs = [score(corpus, seed, workers, sync_words, rule) for seed in SEEDS]
        loss, right = ([run[i] for run in runs] for i in range(2))
        row = dict(workers=workers, sync_words=sync_words, rule=rule, loss=loss, analogies=right)
        rows.append(row)
        z = [round(compared(rows[0][name], row[name]), 1) for name in ("loss", "analogies")]
        print(
            workers,
            sync_words,
            rule,
            np.mean(loss),
            np.mean(right),
            "standard errors:",
            z,
            flush=True,
        )
    what = "loss at the end and analogies, one machine (sync_words 0) against parts put together"
    content = {"what": what, "words": corpus.n_words, "V": len(corpus.vocab), "H": H}
    content |= {"epochs": EPOCHS, "seeds": SEEDS, "rows": rows}
    with atomic_write(data_folder() / "cluster_quality.json") as file:
        file.write(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()
