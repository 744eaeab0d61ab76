"""What WordVectors reads and writes: its own .npz, the word2vec format, the projector's tables.

Lesson 09.
"""

import os
from typing import TYPE_CHECKING, Self

import numpy as np

from w2vlib import checking, vectors_npz, vectors_word2vec


class VectorFiles:
    """The file methods of WordVectors."""

    vectors: np.ndarray
    index_to_key: list[str]
    counts: np.ndarray | None
    context_vectors: np.ndarray | None
    history: dict | None

    if TYPE_CHECKING:

        def __init__(self, vectors, words, counts=None): ...

    def save(self, path: str | os.PathLike) -> None:
        """Write everything (context vectors and history too) to one .npz file, without pickle.

        The same vectors give the same bytes. Tuples in the history come back as lists,
        its keys as texts.
        """
        context = self.context_vectors
        if context is not None:
            context = checking.rows("context_vectors", context, self.index_to_key)
        vectors_npz.write(path, self._now(), self.index_to_key, self.counts, context, self.history)

    @classmethod
    def load(cls, path: str | os.PathLike) -> Self:
        """Read what `save` wrote. Error: VectorFileError (a ValueError) says what is wrong."""
        with vectors_word2vec.opened(path, vectors_npz.REMEDY) as file:
            found = vectors_npz.read(file)
            wv = cls(found["vectors"], found["words"], found["counts"])
            wv.history = found["history"]
            if found["context_vectors"] is not None:
                wv.context_vectors = checking.rows(
                    "context_vectors", found["context_vectors"], wv.index_to_key
                )
            return wv

    def save_word2vec_format(
        self,
        path: str | os.PathLike,
        *,
        binary: bool = False,
        fvocab: str | os.PathLike | None = None,
    ) -> None:
        """Write the format of word2vec.c, as text or binary; gzipped if `path` ends with .gz.

        fvocab: where to write the counts ("word count" lines), which the format itself lacks.
        Every float32 is kept to the bit in both. Errors: ValueError for a word with white space.

        >>> import tempfile
        >>> from w2vlib import WordVectors
        >>> path = tempfile.mkdtemp() + "/two.txt"
        >>> WordVectors([[0.5, 1], [2, -3]], ["say", "you"]).save_word2vec_format(path)
        >>> print(open(path).read(), end="")
        2 2
        say 0.5 1.0
        you 2.0 -3.0
        >>> WordVectors.load_word2vec_format(path, limit=1)
        WordVectors(1 words x 2; 'say')
        """
        vectors_word2vec.write_word2vec(
            path,
            self._now(),
            self.index_to_key,
            checking.flag("binary", binary),
            counts=self.counts,
            fvocab=fvocab,
        )

    @classmethod
    def load_word2vec_format(
        cls,
        path: str | os.PathLike,
        *,
        binary: bool = False,
        fvocab: str | os.PathLike | None = None,
        no_header: bool = False,
        limit: int | None = None,
        unicode_errors: str = "strict",
    ) -> Self:
        """Read the format of word2vec.c, text or binary, gzipped or not.

        no_header: the first line is a row already, as in GloVe's files (text only).
        limit: read the first rows only.
        unicode_errors: what to do with words that are not UTF-8: "strict" refuses them, "replace"
            and "ignore" keep the rest of the word.
        A word that stands there twice gets its first row, as in gensim; a line says so.
        Error: VectorFileError (a ValueError) says what is wrong with the file and what to do.
        """
        vectors_word2vec.check_options(binary, no_header, limit, unicode_errors)
        with vectors_word2vec.opened(path, vectors_word2vec.remedy(binary)) as file:
            rows, words = vectors_word2vec.read_word2vec(
                file, binary, no_header=no_header, limit=limit, unicode_errors=unicode_errors
            )
            wv = cls(rows, words)
        if fvocab is not None:
            without = "Leave fvocab out to load without counts."
            with vectors_word2vec.opened(fvocab, without) as file:
                wv = cls(rows, words, vectors_word2vec.read_counts(file, words))
        return wv

    def save_projector(self, folder: str | os.PathLike) -> None:
        """Write vectors.tsv and metadata.tsv for the TensorFlow projector into `folder`.

        The folder is made if need be; metadata has a column for the counts where there are any.
        """
        vectors_word2vec.write_projector(folder, self._now(), self.index_to_key, self.counts)

    def _now(self) -> np.ndarray:
        """The vectors, checked: they may have been changed since they came."""
        return checking.rows("vectors", self.vectors, self.index_to_key)
