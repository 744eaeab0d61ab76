"""Cut a corpus into chunks of whole sentences, and draw what chance decides about each chunk."""

from __future__ import annotations

import numpy as np

from w2vlib.corpus import keep_probability

CHUNK = 10_000  # words, before subsampling; a longer sentence is cut


class Chunks:
    """The text of all epochs as numbered chunks: chunk n of epoch e is number e·len(one epoch) + n.

    The random numbers of a chunk follow from (seed, number) alone. So it is the same after a
    resume as in an unbroken run, and in whichever thread it is drawn.
    """

    def __init__(self, corpus, *, epochs: int, window: int, sample: float, seed: int):
        counts = np.asarray(corpus.vocab.counts)
        _check(corpus, counts)
        self.ids = np.ascontiguousarray(corpus.ids, dtype=np.int32)
        self.bounds = _cut_long_sentences(np.asarray(corpus.bounds, dtype=np.int64))
        self.edges = _chunk_edges(self.bounds)  # chunk n holds sentences edges[n]..edges[n+1]−1
        self.window, self.seed = window, seed
        self.keep = keep_probability(counts, sample).astype(np.float32) if sample else None
        self.per_epoch = len(self.edges) - 1
        self.n_chunks = epochs * self.per_epoch
        self.total_words = epochs * len(self.ids)

    def words_before(self, number: int) -> int:
        """Words of all chunks before chunk `number`, counted before subsampling."""
        epoch, chunk = divmod(number, self.per_epoch)
        return epoch * len(self.ids) + int(self.bounds[self.edges[chunk]])

    def number_at(self, words: int) -> int:
        """The first chunk that has at least `words` words before it."""
        epoch, rest = divmod(min(words, self.total_words), len(self.ids))
        return epoch * self.per_epoch + int(np.searchsorted(self.bounds[self.edges], rest))

    def draw(self, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Subsample chunk `number` and draw its windows.

        Returns ids (n,) int32, bounds (S+1,) int64 of the sentences, reach (n,) int32 in
        1..window: how far the window of each position goes to both sides.
        """
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(1, number)))
        chunk = number % self.per_epoch
        bounds = self.bounds[self.edges[chunk] : self.edges[chunk + 1] + 1]
        ids = self.ids[bounds[0] : bounds[-1]]
        bounds = bounds - bounds[0]
        if self.keep is not None:
            chance = rng.random(len(ids), dtype=np.float32)
            kept = np.flatnonzero(chance < np.take(self.keep, ids))
            ids, bounds = ids[kept], np.searchsorted(kept, bounds)
        reach = rng.integers(1, self.window + 1, size=len(ids), dtype=np.uint16)
        return ids, bounds, reach.astype(np.int32)


def _check(corpus, counts) -> None:
    if len(counts) < 2:
        raise ValueError(
            f"training needs at least 2 different words, the vocabulary has {len(counts)}; "
            "use a longer text or a smaller min_count"
        )
    if len(corpus.bounds) < 2 or np.diff(corpus.bounds).max() < 2:
        raise ValueError(
            "no sentence has 2 words, so no word has a context; "
            "use a text with longer sentences or a smaller min_count"
        )


def _cut_long_sentences(bounds: np.ndarray) -> np.ndarray:
    """Add bounds inside sentences of more than CHUNK words."""
    long = np.flatnonzero(np.diff(bounds) > CHUNK)
    inner = [np.arange(bounds[s] + CHUNK, bounds[s + 1], CHUNK) for s in long]
    return np.sort(np.concatenate([bounds, *inner])) if inner else bounds


def _chunk_edges(bounds: np.ndarray) -> list[int]:
    """Sentence numbers where chunks begin, and the number of sentences at the end."""
    edges, last = [0], len(bounds) - 1
    while edges[-1] < last:
        full = int(np.searchsorted(bounds, bounds[edges[-1]] + CHUNK, side="right")) - 1
        edges.append(min(max(full, edges[-1] + 1), last))
    return edges
