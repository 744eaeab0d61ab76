"""Make cbow_variants.csv: who gets how much of CBOW's gradient, and one matrix against two.

    make data ARGS=cbow_variants

Trainings on the State of the Union addresses, 5 epochs, engine="numba", several seeds:

- whole    : as in word2vec.c and gensim, every context word gets all of dh
- gradient : every context word gets dh / n, which is the gradient, since h is a mean of n
- tied     : as "whole", but W_out is W_in, one matrix

"gradient" is the library's kernel with one line changed. `right` is the share of the easy
classroom analogies, `questions` of questions-words, `ws353` the correlation with WordSim-353; the
last two sets come with gensim and are not kept here. About ten minutes on one quiet core; rows that
the file has are kept.
"""

from __future__ import annotations

import csv
import inspect
from functools import cache
from unittest.mock import patch

from gensim.test.utils import datapath
from numba import njit

from w2vlib import evaluate_analogies, evaluate_word_pairs, load_corpus, train_word2vec
from w2vlib.engines import numba_engine, numba_kernel
from w2vlib.evaluation import load_analogies
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder

FILE = data_folder() / "cbow_variants.csv"
COLUMNS = ("variant", "alpha", "seed", "right", "questions", "ws353")
RUNS = {  # variant -> learning rates, and how many seeds each
    "whole": ((0.0125, 0.025, 0.05, 0.07, 0.1, 0.2), 10),
    "gradient": ((0.05, 0.1, 0.15, 0.2, 0.3, 0.4), 10),
    "tied": ((0.0125, 0.025, 0.05), 3),
}
WHOLE, SHARED = "W[word, j] += dh[j]", "W[word, j] += share * dh[j]"
KEPT = "Compiled(train_chunk, nogil=True, **MATH)"
PLAIN = "njit(nogil=True, **MATH)(train_chunk)"


@cache
def gradient_kernel(H: int):
    """The library's kernel, but with dh / n for every context word."""
    source = inspect.getsource(numba_kernel.make_kernel.__wrapped__).removeprefix("@cache\n")
    for old, new in ((WHOLE, SHARED), (KEPT, PLAIN)):
        if (times := source.count(old)) != 1:
            raise RuntimeError(f"the kernel has changed: {old!r} stands in it {times} times")
        source = source.replace(old, new)
    names = {**vars(numba_kernel), "njit": njit}
    exec(source, names)
    return names["make_kernel"](H)


class OneMatrix(numba_engine.FastEngine):
    """Scores with the rows of W_in; the W_out of the run stays unused."""

    def __init__(self, W_in, W_out, counts, **settings):
        super().__init__(W_in, W_in, counts, **settings)


def train(corpus, variant: str, alpha: float, seed: int, **changes):
    """One training of a variant with the settings of train_word2vec."""
    module = numba_engine
    kernel = gradient_kernel if variant == "gradient" else module.make_kernel
    engine = OneMatrix if variant == "tied" else module.FastEngine
    settings = {"epochs": 5, "progress": False, **changes}
    with patch.object(module, "make_kernel", kernel), patch.object(module, "FastEngine", engine):
        return train_word2vec(corpus, alpha=alpha, seed=seed, engine="numba", **settings)


def measure(corpus, easy, questions, variant: str, alpha: float, seed: int) -> tuple:
    """Train once; return a row of the table."""
    vectors = train(corpus, variant, alpha, seed)
    scores = (
        evaluate_analogies(vectors, easy).accuracy,
        evaluate_analogies(vectors, questions).accuracy,
        evaluate_word_pairs(vectors, datapath("wordsim353.tsv")).spearman,
    )
    return (variant, str(alpha), str(seed), *(f"{score:.4f}" for score in scores))


def main() -> None:
    rows = {}
    if FILE.exists():
        with FILE.open(encoding="utf-8") as file:
            rows = {tuple(row[:3]): tuple(row) for row in list(csv.reader(file))[1:]}
    corpus, easy = load_corpus("sotu"), load_analogies("classroom", hard=False)
    questions = load_analogies(datapath("questions-words.txt"))
    wanted = [
        (variant, alpha, seed)
        for variant, (alphas, n) in RUNS.items()
        for alpha in alphas
        for seed in range(1, n + 1)
    ]
    for run in wanted:
        if (key := tuple(map(str, run))) not in rows:
            rows[key] = measure(corpus, easy, questions, *run)
            print(*rows[key], sep="\t", flush=True)
    with atomic_write(FILE, "w") as file:
        made = [rows[tuple(map(str, run))] for run in wanted]
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *made])


if __name__ == "__main__":
    main()
