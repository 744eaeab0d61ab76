"""Train word vectors: one driver, three engines.

The driver (driver.py) cuts the text into chunks, lets an engine train on one after another with
a falling learning rate, and reports. The engines do the arithmetic:
"layers" the book's loop, to read; "numpy"; "numba" (all in engines/).

Lesson 07.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from w2vlib import checkpoint as saved
from w2vlib.checking import function, short, whole
from w2vlib.corpus import Corpus
from w2vlib.driver import TrainingRun
from w2vlib.gensim_names import known_arguments
from w2vlib.settings import Settings
from w2vlib.vectors import WordVectors


@known_arguments
def train_word2vec(
    corpus: Corpus,
    vector_size: int = 100,
    window: int = 5,
    negative: int = 5,
    ns_exponent: float = 0.75,
    sample: float = 1e-3,
    alpha: float | None = None,
    min_alpha: float = 1e-4,
    sg: int = 0,
    epochs: int = 5,
    workers: int | None = None,
    seed: int | np.random.Generator | None = 1,
    engine: str | None = None,
    progress: bool = True,
    callbacks: Callable | Sequence[Callable] | None = (),
    checkpoint: str | os.PathLike | None = None,
    every: int = 1_000_000,
    cluster: Any = None,
    sync_words: int = 100_000,
) -> WordVectors:
    """Train word vectors on a corpus by negative sampling (sections 4.2 and 4.3 of the book).

    corpus      : a Corpus (load_corpus)
    vector_size : H, the dimensions of a vector
    window      : each position takes 1..window words on both sides of it, drawn anew every time
    negative    : k, the noise words of a prediction; ns_exponent: counts to this power draw them
    sample      : common words are skipped at random from about this share of the text on; 0: none.
                  A text so short that next to nothing would be left is trained whole, and said.
    alpha       : learning rate at the start, falling to min_alpha at the last word; None means
                  0.05, for skip-gram 0.025, for engine="layers" (which uses Adam) 0.001
    sg          : 0 the context predicts the word (CBOW), 1 each context word does (skip-gram)
    workers     : threads, engine="numba" only; None: 1. More than one write to the same weights
                  without waiting for each other (Hogwild; Niu et al. 2011; of exactly two each has
                  copies of the most frequent rows): NOT reproducible. How much they gain depends
                  on how fast the cores exchange what both have written.
    seed        : decides the whole result, to the bit, for one worker on one machine
    engine      : "layers", "numpy", "numba"; None: "numba" where installed, else "numpy"
    progress    : show a progress bar
    callbacks   : called as f(state) about 100 times, see history.TrainingState; state.vectors
                  are the vectors of the moment, state.stop() ends the training
    checkpoint  : a file that is written after every `every` words and at the end. Where it exists,
                  training goes on from it, to the same result (one worker) as without a break.
                  Where it cannot be written any more, a line says so, and training goes on.
    cluster     : a dask.distributed.Client: `workers` parts of the text (None: as many as it has
                  workers now) are trained at a time, and put together after sync_words words of
                  each (cluster.py). Reproducible for the same `workers`, wherever they are trained.
    sync_words  : with a cluster, the words that a part trains between two averages

    Returns WordVectors with .context_vectors (W_out) and .history (see history.History). Ctrl-C
    or a kernel interrupt returns the vectors so far; history.status says so.
    Raises ValueError or TypeError for settings that cannot be, or that differ from those of the
    checkpoint; FloatingPointError when the weights overflow.

    >>> from w2vlib import load_corpus
    >>> hello = load_corpus("say_hello")
    >>> train_word2vec(hello, vector_size=5, sample=0, engine="numpy", progress=False)
    WordVectors(7 words x 5; 'you', 'say', 'goodbye', …)
    """
    if not all(hasattr(corpus, n) for n in ("ids", "bounds", "vocab")):
        raise TypeError(
            f"corpus must be a Corpus, got {short(corpus)} ({type(corpus).__name__}); make one of "
            'a file with load_corpus("my.txt"), of lists of words with Corpus.from_sentences(lists)'
        )
    functions = _functions(callbacks)
    every = whole("every", every, 1, remedy="it is a number of words")
    sync_words = whole("sync_words", sync_words, 1_000, remedy="100,000 is usual")
    if cluster is not None:
        from w2vlib.cluster import check_client  # Dask is an extra

        machines = check_client(cluster)
        workers = machines if workers is None else workers
    path = saved.check_path(checkpoint) if checkpoint is not None else None
    found = saved.load(path) if path else None
    if found and seed is None:
        seed = found[0]["settings"].get("seed")
    settings = Settings.checked(
        vector_size=vector_size, window=window, negative=negative, ns_exponent=ns_exponent,
        sample=sample, alpha=alpha, min_alpha=min_alpha, sg=sg, epochs=epochs,
        workers=1 if workers is None else workers, seed=seed, engine=engine,
        sync_words=0 if cluster is None else sync_words,
    )  # fmt: skip
    run = TrainingRun(corpus, settings, path, every, cluster)
    if found:
        saved.resume(run, *found)
        del found  # as large as the weights
    run.go(functions, progress)
    return run.result()


def _functions(callbacks) -> list[Callable]:
    """One function, several, or None, as a list."""
    if callbacks is None:
        return []
    listed = (
        [callbacks] if callable(callbacks) or not isinstance(callbacks, Iterable) else callbacks
    )
    return [function("a callback", f, 1, "lambda state: print(state.loss)") for f in listed]
