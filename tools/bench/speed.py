"""Words per second on the State of the Union: the three engines, gensim, PyTorch, two threads."""

from __future__ import annotations

import time
from importlib.util import find_spec
from statistics import median

import numpy as np
from measure import Row, cores, ratios, row, tell
from rally import there_and_back

from w2vlib import train_word2vec
from w2vlib.corpus import Corpus, load_corpus

PART = "Words per second, 100 numbers, window 5, 5 negatives, one thread"


def first_words(corpus: Corpus, n: int) -> Corpus:
    """The first sentences, about n words, with the vocabulary and counts of the whole text."""
    s = int(np.searchsorted(corpus.bounds, n))
    bounds = corpus.bounds[: s + 1]
    return Corpus(f"{corpus.name}, first {n:,}", corpus.ids[: bounds[-1]], bounds, corpus.vocab)


def ours(corpus, epochs: int = 1, **settings):
    """A function that trains and returns words per second, set-up left out."""

    def run() -> float:
        wv = train_word2vec(corpus, epochs=epochs, progress=False, **settings)
        return wv.history["words"][-1] / wv.history["seconds"][-1]

    return run


def gensims(corpus, *, sg: int, sample: float):
    from gensim.models import Word2Vec

    words, counts = corpus.vocab.index_to_key, corpus.vocab.counts.tolist()
    sentences = [[words[i] for i in s] for s in corpus.sentences()]
    model = Word2Vec(vector_size=100, window=5, min_count=1, negative=5, sg=sg, sample=sample,
                     workers=1, alpha=0.025 if sg else 0.05, seed=1)  # fmt: skip
    model.build_vocab_from_freq(dict(zip(words, counts, strict=True)))

    def run() -> float:
        start = time.perf_counter()
        model.train(sentences, total_examples=len(sentences), epochs=1)
        return corpus.n_words / (time.perf_counter() - start)

    return run


def torchs(corpus, batch: int = 1024):
    """CBOW in PyTorch as one would write it: EmbeddingBag, sparse gradients, SGD, full windows."""
    import torch
    from torch import nn

    from w2vlib.sampling import alias_table, draw_alias
    from w2vlib.windows import contexts_and_targets

    torch.set_num_threads(1)
    V, rng = len(corpus.vocab), np.random.default_rng(0)
    given = nn.EmbeddingBag(V, 100, mode="mean", sparse=True)
    asked = nn.Embedding(V, 100, sparse=True)
    optimizer = torch.optim.SGD([*given.parameters(), *asked.parameters()], lr=0.05)
    table = alias_table(corpus.vocab.counts**0.75)
    contexts, target = contexts_and_targets(corpus.ids[:100_010], 5)
    label = torch.zeros(batch, 6)
    label[:, 0] = 1
    loss_of = nn.BCEWithLogitsLoss(reduction="sum")

    def run() -> float:
        start = time.perf_counter()
        for i in range(0, len(target) - batch + 1, batch):
            words = np.column_stack([target[i : i + batch], draw_alias(*table, (batch, 5), rng)])
            h = given(torch.from_numpy(contexts[i : i + batch].astype(np.int64)))
            rows = asked(torch.from_numpy(words.astype(np.int64)))
            loss = loss_of((rows @ h[:, :, None])[:, :, 0], label)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return (len(target) // batch) * batch / (time.perf_counter() - start)

    return run


def rates(jobs: dict, rounds: int) -> dict[str, list[float]]:
    """Words per second of each job in each round, by turns; one round before is not counted."""
    out = {name: [] for name in jobs}
    for turn in range(rounds + 1):
        for name, job in jobs.items():
            tell(f"{name}, round {turn} of {rounds}")
            if turn or name != "layers":  # nothing to warm up there, and it is slow
                out[name].append(job())
    return {name: values[-rounds:] for name, values in out.items()}


def engines(words: int = 500_000, rounds: int = 3) -> tuple[list[Row], list[str], float]:
    """Rows, remarks, and words per second of numba without subsampling."""
    corpus, rows, notes = load_corpus("sotu"), [], []
    text, slow = first_words(corpus, words), first_words(corpus, min(words, 2_000))
    has_gensim = find_spec("gensim") is not None
    speed = 0.0
    for sg in (0, 1):
        for sample in (0.0, 1e-3):
            if sg and sample:
                continue  # one setting is enough for the slow one
            same = {"sg": sg, "sample": sample}
            kind = f"{'skip-gram' if sg else 'CBOW'}, sample={sample:g}"
            jobs = {"numba": ours(text, engine="numba", **same)}
            if has_gensim:
                jobs["gensim"] = gensims(text, **same)
            if not sg and not sample:
                jobs["numpy"] = ours(text, engine="numpy", **same)
                jobs["layers"] = ours(slow, engine="layers", **same)
                if find_spec("torch"):
                    jobs["PyTorch"] = torchs(text)
            found = rates(jobs, rounds)
            for name, values in found.items():
                rows.append(row(PART, f"{name}: {kind}", [v / 1000 for v in values], "k/s"))
            pairs = [("numba", "gensim", 10), ("numpy", "layers", 60)]
            pairs += [("numba", "layers", 1000), ("numba", "numpy", None), ("numba", "PyTorch", 0)]
            for fast, other, goal in pairs:
                if fast in found and other in found:
                    what = f"{fast} ÷ {other}: {kind}"
                    rows.append(row(PART, what, ratios(found, fast, other), "x", goal or None))
            if not sg and not sample:
                speed = median(found["numba"])
    if not has_gensim:
        notes.append("gensim is not installed: no comparison with it.")
    if not find_spec("torch"):
        notes.append("PyTorch is not installed (it is no dependency): no comparison with it.")
    return rows, notes, speed


def two_workers(rounds: int = 15, words: int = 10**7, epochs: int = 5) -> list[Row]:
    """Two threads against one. Frequent words are where they meet: subsampling thins these out.

    Beside it, how long the two cores take to hand a cache line on in these minutes.
    """
    corpus, rows, line = first_words(load_corpus("sotu"), words), [], []
    for sample, goal in ((0.0, 1.6), (1e-3, 1.8)):
        same = {"engine": "numba", "sample": sample, "epochs": epochs}
        jobs = {f"{n} workers": ours(corpus, workers=n, **same) for n in (1, 2)}
        if cores() > 1:
            jobs["rally"] = there_and_back
        found = rates(jobs, rounds)
        line += found.get("rally", [])
        values = ratios(found, "2 workers", "1 workers")
        rows.append(
            row("Threads", f"workers=2 ÷ workers=1: CBOW, sample={sample:g}", values, "x", goal)
        )
    if line:
        rows.append(row("Threads", "a cache line to the other core and back", line, "ns"))
    return rows
