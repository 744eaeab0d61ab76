"""Words and their ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from w2vlib.words import UnknownWord


class Vocabulary:
    """The words of a corpus, each with an id (its place in the list) and a count.

    words  : list of V different words; the id of words[i] is i
    counts : (V,) how often each word occurs, int64; None = 1 each

    There is no id for unknown words: rare words are taken out of the text before windows are
    formed, as word2vec.c and gensim do, so their neighbours move together.
    Attributes: `index_to_key` list of str, `key_to_index` dict, `counts` int64 (V,).
    """

    def __init__(self, words: Iterable[str], counts: Iterable[int] | None = None):
        self.index_to_key = list(words)
        self.key_to_index = {word: i for i, word in enumerate(self.index_to_key)}
        size = len(self.index_to_key)
        if len(self.key_to_index) < size:
            twice = next(w for i, w in enumerate(self.index_to_key) if self.key_to_index[w] != i)
            raise ValueError(f"each word may stand once in a vocabulary, {twice!r} stands twice")
        if counts is None:
            counts = np.ones(size)
        self.counts = np.array(counts, dtype=np.int64)
        if self.counts.shape != (size,) or (self.counts < 0).any():
            raise ValueError(
                f"counts must be {size} numbers from 0, one for each word, "
                f"got shape {self.counts.shape}, smallest {self.counts.min(initial=0)}"
            )

    def encode(self, words: str | Iterable[str]) -> np.ndarray:
        """Return the ids, int32 (n,), of a list of words (or of one str, cut at its spaces).

        Errors: KeyError for a word that is not there; it suggests near spellings.
        """
        if isinstance(words, str):
            words = words.split()
        try:
            return np.array([self.key_to_index[word] for word in words], dtype=np.int32)
        except KeyError as error:
            raise UnknownWord(error.args[0], self.index_to_key) from None

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Return the words of `ids` (n,); IndexError for an id outside 0..V-1."""
        ids = np.asarray(ids)
        if ids.size == 0:
            return []
        if ids.ndim != 1 or not np.issubdtype(ids.dtype, np.integer):
            raise TypeError(f"ids must be a list of integers, got {ids.dtype} of shape {ids.shape}")
        if ids.min() < 0 or ids.max() >= len(self):
            raise IndexError(
                f"word ids must be in 0..{len(self) - 1}, got {ids.min()}..{ids.max()}"
            )
        return [self.index_to_key[i] for i in ids]

    def __len__(self) -> int:
        return len(self.index_to_key)

    def __contains__(self, word: object) -> bool:
        return word in self.key_to_index

    def __iter__(self) -> Iterator[str]:
        return iter(self.index_to_key)

    def __repr__(self) -> str:
        first = ", ".join(
            f"{word} {n:,}" for word, n in zip(self.index_to_key[:3], self.counts, strict=False)
        )
        more = ", …" if len(self) > 3 else ""
        return f"Vocabulary({len(self):,} words, ids 0..{len(self) - 1}; {first}{more})"
