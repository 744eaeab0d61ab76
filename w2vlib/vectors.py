"""Trained word vectors: look them up, compare them, find neighbours.

Lessons 08 and 09.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from numbers import Integral
from typing import cast

import numpy as np

from w2vlib import checking
from w2vlib.checking import short
from w2vlib.gensim_names import GensimNames, known_arguments
from w2vlib.vectors_files import VectorFiles
from w2vlib.vocabulary import Vocabulary
from w2vlib.words import UnknownWord, WordIndex, printable

Key = str | int  # a word, or its id
Query = Key | np.ndarray | Sequence[Key | np.ndarray]


class WordVectors(VectorFiles, GensimNames):
    """One vector for each word, under the names that gensim made common.

    vectors: (V, H), taken as float32 (not copied if it is that already); row i belongs to words[i].
    words: V different strings, the commonest first where that is known; a mapping {word: id} or
        {id: word} is taken in the order of its ids.
    counts: (V,) how often each word occurred, or None.

    `context_vectors` (V, H'; the output side, W_out) and `history` (what training noted down:
    numbers, texts, lists, dicts) are None unless the training set them; `save` keeps both.
    Errors: ValueError for shapes that do not match, a repeated word, NaN or infinity; TypeError
    for what are no words or no numbers.
    Files: see vectors_files.
    Source: section 4.3.3 of the book; names as in gensim's KeyedVectors.

    >>> wv = WordVectors([[2, 0], [1, 1], [-1, 0]], ["king", "queen", "bus"])
    >>> wv["queen"].tolist(), round(wv.similarity("king", "queen"), 4)
    ([1.0, 1.0], 0.7071)
    >>> wv.most_similar("king", topn=1)[0][0]
    'queen'
    """

    def __init__(
        self,
        vectors: np.ndarray | Sequence,
        words: Iterable[str] | Mapping,
        counts: Sequence[int] | np.ndarray | None = None,
    ):
        shared = isinstance(words, Vocabulary)  # at a million words a list is a part of the memory
        self.index_to_key = words.index_to_key if shared else checking.words("words", words)
        if not self.index_to_key:
            raise ValueError("words must hold at least one word, got none")
        self.vectors = checking.rows("vectors", vectors, self.index_to_key)
        self.counts = None if counts is None else _checked_counts(counts, len(self))
        self.context_vectors: np.ndarray | None = None
        self.history: dict | None = None
        if not shared and len(set(self.index_to_key)) < len(self):
            twice = next(w for i, w in enumerate(self.index_to_key) if self.key_to_index[w] != i)
            raise ValueError(f"every word needs one vector, but {twice!r} is listed more than once")

    def __setattr__(self, name: str, value: object) -> None:
        """New vectors need new unit vectors, and new words new rows."""
        stale = {"vectors": ["unit"], "index_to_key": ["key_to_index", "_in_any_case"]}
        for made in stale.get(name, ()):
            self.__dict__.pop(made, None)
        super().__setattr__(name, value)

    @cached_property
    def key_to_index(self) -> dict[str, int]:
        """The row of each word. Made when first needed."""
        return {word: i for i, word in enumerate(self.index_to_key)}

    @cached_property
    def _in_any_case(self) -> WordIndex:
        """For evaluations: lesson 08 asks for 2,000 of them."""
        return WordIndex(self.key_to_index)

    def __repr__(self) -> str:
        few = ", ".join(map(repr, self.index_to_key[:3])) + (", …" if len(self) > 3 else "")
        return printable(f"WordVectors({len(self):,} words x {self.vector_size}; {few})")

    # --- looking up -----------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.index_to_key)

    def __contains__(self, key: object) -> bool:
        return self.has_index_for(key)

    def __getitem__(self, key: Key | Sequence[Key]) -> np.ndarray:
        """Return the vector (H,) of one word, or (n, H) for a list of n words."""
        if isinstance(key, str | bytes | Integral):  # True is Integral, and refused there
            return self.get_vector(cast(Key, key))
        if not isinstance(key, Iterable):
            raise UnknownWord(key)
        return self.vectors[[self.get_index(one) for one in key]]

    @property
    def vector_size(self) -> int:
        """H, the number of dimensions."""
        return self.vectors.shape[1]

    @cached_property
    def unit(self) -> np.ndarray:
        """All vectors at length 1: (V, H) float32, read-only; a zero vector stays zero.

        Computed once, when first needed: make a new WordVectors after changing `vectors`.
        """
        unit = unit_rows(
            checking.rows("vectors", self.vectors, self.index_to_key)
        )  # may have been changed
        unit.flags.writeable = False
        return unit

    def has_index_for(self, key: object) -> bool:
        """Tell whether `key` is a known word (or an id in range)."""
        if isinstance(key, Integral) and not isinstance(key, bool):
            return 0 <= int(key) < len(self)
        return isinstance(key, str) and key in self.key_to_index

    def get_index(self, key: Key, default: int | None = None) -> int:
        """Return the row of a word (an id is returned as it is).

        Errors, unless a default is given: KeyError that suggests the nearest spellings;
        IndexError for an id out of range.
        """
        if self.has_index_for(key):
            return self.key_to_index[key] if isinstance(key, str) else int(key)
        if default is not None:
            return default
        if isinstance(key, Integral) and not isinstance(key, bool):
            raise IndexError(f"word ids must be in 0..{len(self) - 1}, got {short(key)}")
        raise UnknownWord(key, self.index_to_key)

    def get_vector(self, key: Key, norm: bool = False) -> np.ndarray:
        """Return the vector (H,) of a word, at length 1 if `norm`: a read-only view."""
        norm = checking.flag("norm", norm)
        vector = (self.unit if norm else self.vectors)[self.get_index(key)]
        vector.flags.writeable = False  # this view only: `vectors` itself stays as it is
        return vector

    # --- comparing ------------------------------------------------------------------------------

    def similarity(self, a: Key, b: Key) -> float:
        """Return the cosine of two words: 1 same direction, 0 right angle, -1 opposite."""
        return float(self._direction(a) @ self._direction(b))

    def distance(self, a: Key, b: Key) -> float:
        """Return 1 minus the cosine."""
        return 1 - self.similarity(a, b)

    def rank(self, a: Key, b: Key) -> int:
        """Return the place of b among the neighbours of a; 1 is the nearest, 0 is a itself."""
        if self.get_index(a) == self.get_index(b):
            return 0
        scores = self.unit @ self._direction(a)
        scores[self.get_index(a)] = -np.inf  # a is not its own neighbour
        return 1 + int((scores > scores[self.get_index(b)]).sum())

    @known_arguments
    def most_similar(
        self,
        positive: Query = (),
        negative: Query = (),
        topn: int | None = 10,
        *,
        exclude: bool = True,
    ) -> list[tuple[str, float]] | np.ndarray:
        """Return the `topn` words nearest to positive minus negative, with their cosine.

        Words count at length 1, arrays (H,) of numbers as they are. a - b + c of an analogy is
        `positive=[a, c], negative=[b]`. The words of the question are left out of the answer,
        since they nearly always come first; `exclude=False` shows it.
        `topn=None` returns the cosine of every word, (V,) float32, none left out.
        Equal cosines are ordered by id. Errors: KeyError for an unknown word, ValueError
        for an empty question or one that has no direction (a zero vector, king - king).
        Source: Mikolov et al. 2013 (NAACL), "3CosAdd" in Levy & Goldberg 2014.
        """
        if topn is not None:
            topn = checking.whole("topn", topn, 0, remedy="None gives the cosine of every word")
        asked, exclude = set(), checking.flag("exclude", exclude)
        positive, negative = _as_list(positive), _as_list(negative)
        arrays = any(isinstance(key, np.ndarray) for key in (*positive, *negative))
        mean = np.zeros(self.vector_size, np.float64 if arrays else np.float32)
        for sign, keys in ((1, positive), (-1, negative)):
            for key in keys:
                if isinstance(key, np.ndarray):
                    mean += sign * self._checked_vector(key)
                else:
                    mean += sign * self._direction(key)
                    asked.add(self.get_index(key))
        if not len(positive) + len(negative):
            raise ValueError("the question is empty: give at least one positive or negative word")
        length = float(np.linalg.norm(mean.astype(np.float64)))
        if length == 0:
            raise ValueError(
                "positive minus negative is the zero vector, which has no direction "
                "and so no neighbours: take other words"
            )
        # einsum, not @: BLAS would start threads for it, which wait for busy cores (0.2 ms -> 20).
        scores = np.einsum("ij,j->i", self.unit, (mean / length).astype(np.float32))
        if topn is None:
            return scores
        if topn < 1:
            return []
        left_out = asked if exclude else set()
        # Sort only what can be in the answer: the scores from the n-th highest up.
        n = min(topn + len(left_out), len(self))
        high = np.flatnonzero(scores >= np.partition(scores, -n)[-n])
        order = high[np.argsort(-scores[high], kind="stable")].tolist()
        best = [(self.index_to_key[i], float(scores[i])) for i in order if i not in left_out]
        return best[:topn]

    def similar_by_vector(
        self, vector: np.ndarray, topn: int | None = 10
    ) -> list[tuple[str, float]] | np.ndarray:
        """Return the `topn` words nearest to any vector (H,), none left out."""
        return self.most_similar(self._checked_vector(vector), topn=topn)

    def doesnt_match(self, words: Sequence[Key]) -> str:
        """Return the word farthest (by cosine) from the mean direction of all the given ones."""
        ids = [self.get_index(word) for word in _as_list(words)]
        if not ids:
            raise ValueError("there is no word to choose from: give at least one, better four")
        mean = np.sum([self._direction(i) for i in ids], axis=0)
        if not mean.any():
            raise ValueError("the words point against each other and have no mean: take other ones")
        return self.index_to_key[min(ids, key=lambda i: float(self.unit[i] @ mean))]

    def _direction(self, key: Key) -> np.ndarray:
        i = self.get_index(key)
        if not self.vectors[i].any():
            raise ValueError(
                f"the vector of {self.index_to_key[i]!r} is zero: it has no direction to compare"
            )
        return self.unit[i]

    def _checked_vector(self, vector: np.ndarray) -> np.ndarray:
        vector = checking.float32("a vector", vector)
        if vector.shape != (self.vector_size,) or not np.isfinite(vector).all():
            raise ValueError(
                f"a vector must have shape ({self.vector_size},) and hold finite numbers only, "
                f"got shape {vector.shape}"
            )
        return vector


def unit_rows(rows: np.ndarray) -> np.ndarray:
    """Return the rows (V, H) at length 1, float32; zero rows stay zero. Their scale is no matter.

    >>> unit_rows(np.array([[0, 4e30], [0, 0], [-3e-30, 0]], np.float32)).tolist()
    [[0.0, 1.0], [0.0, 0.0], [-1.0, 0.0]]
    """
    rows = checking.floats("rows", rows, ("V", "H"), "one row a word")
    if rows.dtype != np.float32:  # larger numbers: first to a size whose square is a number
        size = np.abs(rows).max(axis=1, keepdims=True, initial=0)
        rows = rows / np.where(size == 0, 1, size)
    # Squares in float64: float32 would overflow from 1e19 on and vanish below 1e-23.
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float64))
    length[length == 0] = 1
    unit = np.empty(rows.shape, np.float32)
    np.divide(rows, length[:, None], out=unit, casting="same_kind")
    return unit


def _checked_counts(counts: Sequence[int] | np.ndarray, n_words: int) -> np.ndarray:
    array = np.asarray(counts)
    fits = array.shape == (n_words,) and array.dtype.kind in "iu"
    if not fits or (array < 0).any() or (array > np.iinfo(np.int64).max).any():
        raise ValueError(
            f"counts must be {n_words:,} whole numbers in 0..2**63-1, one a word, "
            f"got {short(counts)} (shape {array.shape}, {array.dtype})"
        )
    return array.astype(np.int64)


def _as_list(keys: Query | None) -> list:
    """Take one word, id or array (H,) of numbers for a list of one."""
    if keys is None:
        return []
    if isinstance(keys, np.ndarray) and keys.dtype.kind not in "fiu":
        return keys.ravel().tolist()  # words
    if isinstance(keys, str | bytes | Integral) or (
        isinstance(keys, np.ndarray) and keys.ndim == 1
    ):
        return [keys]
    if not isinstance(keys, Iterable):
        raise UnknownWord(keys)
    if isinstance(keys, Mapping):
        raise TypeError(f"words have no weights here, got {short(keys)}: give a list of words")
    return list(keys)
