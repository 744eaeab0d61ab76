"""Words and their ids. Lesson 01."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import numpy as np

from w2vlib import checking
from w2vlib.words import UnknownWord


class Vocabulary:
    """The words of a corpus, each with an id (its place in the list) and a count.

    words  : list of V different words; the id of words[i] is i. Also {word: id} or {id: word},
             or a Counter: then the ids are by falling count
    counts : (V,) how often each word occurs, whole numbers; None = 1 each

    There is no id for unknown words: rare words are taken out of the text before windows are
    formed, as word2vec.c and gensim do, so their neighbours move together.
    Attributes: `index_to_key` list of str, `key_to_index` dict, `counts` int64 (V,).
    Errors: TypeError for what are no words, ValueError for a word that stands twice, ids that are
    not 0..V-1, and counts below 0, above 2**63 - 1, with a fraction or of another length.

    >>> Vocabulary(["you", "say"], [1, 2])
    Vocabulary(2 words, ids 0..1; you 1, say 2)
    """

    def __init__(
        self,
        words: Iterable[str] | Mapping[str, int] | Mapping[int, str],
        counts: Iterable[int] | None = None,
    ):
        if isinstance(words, Counter):
            if counts is not None:
                raise ValueError("words is a Counter, which has the counts: leave counts out")
            words, counts = zip(*words.most_common(), strict=True) if words else ((), ())
        self.index_to_key = checking.words("words", words)
        size = len(self.index_to_key)
        if len(set(self.index_to_key)) < size:
            twice = next(w for i, w in enumerate(self.index_to_key) if self.key_to_index[w] != i)
            raise ValueError(f"each word may stand once in a vocabulary, {twice!r} stands twice")
        self.counts = checking.counts("counts", np.ones(size) if counts is None else counts, size)

    @cached_property
    def key_to_index(self) -> dict[str, int]:
        """The id of each word. Made when first needed; training needs it not, but the memory."""
        return {word: i for i, word in enumerate(self.index_to_key)}

    def encode(self, words: str | Iterable[str]) -> np.ndarray:
        """Return the ids, int32 (n,), of a list of words (or of one str, cut at its blanks).

        Errors: KeyError for a word that is not there; it suggests near spellings.

        >>> Vocabulary(["you", "say"]).encode("say you")
        array([1, 0], dtype=int32)
        """
        words = words.split() if isinstance(words, str) else words
        try:
            words = list(words)
            return np.array([self.key_to_index[word] for word in words], dtype=np.int32)
        except KeyError as error:
            raise UnknownWord(error.args[0], self.index_to_key) from None
        except TypeError:  # None, 3, or a list in the list
            checking.words("words", words)
            raise

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Return the words of `ids` (n,); IndexError for an id outside 0..V-1.

        >>> Vocabulary(["you", "say"]).decode([1, 0])
        ['say', 'you']
        """
        ids = checking.shape("ids", ids, ("n",), "give one row of ids")
        if ids.size == 0:
            return []
        return [self.index_to_key[i] for i in checking.ids(ids, len(self))]

    def __len__(self) -> int:
        return len(self.index_to_key)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and word in self.key_to_index

    def __iter__(self) -> Iterator[str]:
        return iter(self.index_to_key)

    def __repr__(self) -> str:
        first = ", ".join(
            f"{word} {n:,}" for word, n in zip(self.index_to_key[:3], self.counts, strict=False)
        )
        more = ", …" if len(self) > 3 else ""
        return f"Vocabulary({len(self):,} words, ids 0..{len(self) - 1}; {first}{more})"
