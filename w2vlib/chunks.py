"""Cut a corpus into chunks of whole sentences, and draw what chance decides about each chunk.

Lesson 07.
"""

from __future__ import annotations

import numpy as np

from w2vlib import checking
from w2vlib.corpus import Corpus, keep_probability
from w2vlib.setup.blocks import release, steps

CHUNK = 10_000  # words, before subsampling; a longer sentence is cut
LOOKED_AT = 1_000  # chunks, at most, to see whether subsampling leaves a text to train on


class Chunks:
    """The text of all epochs as numbered chunks: chunk n of epoch e is number e·len(one epoch) + n.

    The random numbers of a chunk follow from (seed, number) alone. So it is the same after a
    resume as in an unbroken run, and in whichever thread it is drawn.
    Where `sample` would leave fewer predictions than there are words, all words are kept, and a
    line says so.
    Errors: TypeError, ValueError or IndexError for a corpus made by hand whose parts do not fit.

    >>> from w2vlib import load_corpus
    >>> ids, bounds, reach = Chunks(
    ...     load_corpus("say_hello"), epochs=1, window=2, sample=0, seed=0
    ... ).draw(0)
    >>> ids.tolist(), bounds.tolist(), sorted(set(reach.tolist()))
    ([0, 1, 2, 3, 4, 1, 5, 6], [0, 8], [1, 2])
    """

    def __init__(
        self, corpus: Corpus, *, epochs: int, window: int, sample: float, seed: int, size: int = 0
    ):
        size = size or CHUNK  # words
        counts = np.asarray(corpus.vocab.counts)
        checking.trainable(corpus)
        self.ids = np.ascontiguousarray(corpus.ids, dtype=np.int32)
        self.bounds = _cut_long_sentences(np.asarray(corpus.bounds, dtype=np.int64), size)
        # chunk n holds sentences edges[n]..edges[n+1]−1
        self.edges = _chunk_edges(self.bounds, size)
        self.window, self.seed = window, seed
        self.keep = keep_probability(counts, sample).astype(np.float32) if sample else None
        self.per_epoch = len(self.edges) - 1
        self.n_chunks = epochs * self.per_epoch
        self.total_words = epochs * len(self.ids)
        if sample and not self._enough():
            print(
                f"sample={sample:g} would skip nearly every word of so short a text "
                f"({len(self.ids):,} words): all are kept, as with sample=0."
            )
            self.keep = None

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
        return thin_out(number, *self.text(number), self.keep, self.window, self.seed)

    def text(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """All words of chunk `number`: ids (n,) int32 and bounds (S+1,) int64 of the sentences."""
        chunk = number % self.per_epoch
        if number % 100 == 0:  # what was mapped and read is not needed again in this epoch
            release(self.ids)
            release(self.bounds)
        bounds = self.bounds[self.edges[chunk] : self.edges[chunk + 1] + 1]
        return self.ids[bounds[0] : bounds[-1]], bounds - bounds[0]

    def _enough(self) -> bool:
        """Whether subsampling leaves as many predictions as there are words.

        In a short text all words are common: thinned out, nothing may be left to train on.
        """
        wanted, found = len(self.keep if self.keep is not None else ()), 0
        looked_at = min(self.n_chunks, LOOKED_AT)
        for number in range(looked_at):
            lengths = np.diff(self.draw(number)[1])
            found += int(lengths[lengths > 1].sum())  # alone in its sentence, a word has no context
            if found >= wanted:
                return True
        return found * self.n_chunks >= wanted * looked_at


def thin_out(number: int, ids, bounds, keep, window: int, seed: int):
    """What chance makes of the text of chunk `number`; see Chunks.draw. keep: (V,), or None."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1, number)))
    if keep is not None:
        chance = rng.random(len(ids), dtype=np.float32)
        kept = np.flatnonzero(chance < np.take(keep, ids))
        ids, bounds = ids[kept], np.searchsorted(kept, bounds)
    reach = rng.integers(1, window + 1, size=len(ids), dtype=np.uint16)
    return ids, bounds, reach.astype(np.int32)


def _cut_long_sentences(bounds: np.ndarray, size: int) -> np.ndarray:
    """Add bounds inside sentences of more than `size` words."""
    long = [start + s for start, part in steps(bounds) for s in np.flatnonzero(part > size)]
    inner = [np.arange(bounds[s] + size, bounds[s + 1], size) for s in long]
    return np.sort(np.concatenate([bounds, *inner])) if inner else bounds


def _chunk_edges(bounds: np.ndarray, size: int) -> list[int]:
    """Sentence numbers where chunks begin, and the number of sentences at the end."""
    edges, last = [0], len(bounds) - 1
    while edges[-1] < last:
        end = bounds[edges[-1]] + size  # no sentence is longer, so one at least fits in
        edges.append(int(np.searchsorted(bounds, end, side="right")) - 1)
    return edges
