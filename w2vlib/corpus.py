"""A text as ids: sentences, vocabulary, and what is known about each document."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from w2vlib.numbering import number_tokens, number_words
from w2vlib.setup.datafiles import data_file, read_text
from w2vlib.tokens import tokenize, tokenize_lines
from w2vlib.vocabulary import Vocabulary
from w2vlib.windows import contexts_and_targets, keep_probability, subsample
from w2vlib.words import suggest

__all__ = [
    "Corpus",
    "Vocabulary",
    "contexts_and_targets",
    "keep_probability",
    "load_corpus",
    "subsample",
    "suggest",
]

NAMES = ("sotu", "toy_world", "say_hello")
SAY_HELLO = "You say goodbye and I say hello."  # the book's sentence (section 2.3.1)
# The line before each document of data/sotu.txt.xz: # year<TAB>president<TAB>party
HEAD = re.compile(r"^# (\d+)\t([^\t\n]*)\t([^\t\n]*)\n", re.MULTILINE)


class Corpus:
    """Sentences as ids in one long row. Made by `load_corpus` or `Corpus.from_sentences`.

    ids      : int32 (N,), all words in their order
    bounds   : int64 (S+1,); sentence s is ids[bounds[s]:bounds[s+1]], never empty
    vocab    : Vocabulary of V words
    document : int32 (S,), the place of each sentence's document in `metadata`, or None
    metadata : list of dicts, one a document, or None (sotu: year, president, party)
    """

    def __init__(self, name, ids, bounds, vocab, document=None, metadata=None, min_count=1):
        self.name, self.vocab, self.min_count = name, vocab, min_count
        self.ids = np.asarray(ids, dtype=np.int32)
        self.bounds = np.asarray(bounds, dtype=np.int64)
        self.document, self.metadata = document, metadata

    @classmethod
    def from_sentences(
        cls,
        sentences: Iterable[str | list[str]],
        name: str = "my text",
        min_count: int = 1,
        order: str = "count",
        punctuation: bool = False,
    ) -> Corpus:
        """A corpus from sentences, each a str (cut by `tokenize`) or a list of words."""
        if isinstance(sentences, str):
            sentences = sentences.splitlines()
        rows = [tokenize(s, punctuation) if isinstance(s, str) else list(s) for s in sentences]
        tokens = [word for row in rows for word in row]
        lengths = [len(row) for row in rows]
        ids, bounds, vocab, _ = number_tokens(name, tokens, lengths, min_count, order)
        return cls(name, ids, bounds, vocab, min_count=min_count)

    @property
    def n_words(self) -> int:
        """N, the number of words that are left in the text."""
        return len(self.ids)

    @property
    def n_sentences(self) -> int:
        """S, the number of sentences."""
        return len(self.bounds) - 1

    def sentences(self) -> Iterator[np.ndarray]:
        """Give the ids of one sentence after the other, int32, views into `ids`."""
        for start, end in zip(self.bounds[:-1], self.bounds[1:], strict=True):
            yield self.ids[start:end]

    def text(self, s: int) -> str:
        """Return sentence s in words (as they were counted: lower case, rare words gone)."""
        if not 0 <= s < self.n_sentences:
            raise IndexError(f"sentences are numbered 0..{self.n_sentences - 1}, got {s}")
        return " ".join(self.vocab.decode(self.ids[self.bounds[s] : self.bounds[s + 1]]))

    def where(
        self,
        which: np.ndarray | Callable[[dict], bool],
        min_count: int | None = None,
        keep_vocab: bool = False,
    ) -> Corpus:
        """Return the part of the corpus that `which` chooses, as a corpus of its own.

        which      : bool (S,), one for each sentence, or a function of a document's metadata:
                     `corpus.where(lambda d: d["year"] < 1900)`
        min_count  : for the new vocabulary; None = as in this corpus
        keep_vocab : True keeps words and ids as they are, so that two parts can be compared row
                     by row; the counts are taken anew, and words without any have 0
        Errors: ValueError where there is no metadata or nothing is chosen.
        """
        if callable(which):
            if self.metadata is None:
                raise ValueError(f"{self.name!r} has no metadata: give a bool for each sentence")
            which = np.array([bool(which(d)) for d in self.metadata])[self.document]
        which = np.asarray(which)
        if which.shape != (self.n_sentences,) or which.dtype != bool:
            raise ValueError(
                f"which must be bool ({self.n_sentences},), one for each sentence, "
                f"got {which.dtype} {which.shape}"
            )
        if not which.any():
            raise ValueError("no sentence is chosen: try a wider condition")
        lengths = np.diff(self.bounds)
        ids, lengths = self.ids[np.repeat(which, lengths)], lengths[which]
        document = metadata = None
        if self.metadata is not None:
            used, document = np.unique(self.document[which], return_inverse=True)
            metadata = [self.metadata[d] for d in used]
        name = f"part of {self.name.removeprefix('part of ')}"
        if keep_vocab:
            counts = np.bincount(ids, minlength=len(self.vocab))
            vocab = Vocabulary(self.vocab.index_to_key, counts)
            bounds = np.append(0, np.cumsum(lengths))
            return Corpus(name, ids, bounds, vocab, document, metadata, self.min_count)
        # New ids by first occurrence in this part, as number_words wants them.
        old, first, codes = np.unique(ids, return_index=True, return_inverse=True)
        by_first = np.argsort(first)
        place = np.argsort(by_first)  # the inverse permutation
        words = self.vocab.decode(old[by_first])
        min_count = self.min_count if min_count is None else min_count
        ids, bounds, vocab, document = number_words(
            name, place[codes], words, lengths, min_count, document=document
        )
        return Corpus(name, ids, bounds, vocab, document, metadata, min_count)

    def __repr__(self) -> str:
        known = ""
        if self.metadata:
            known = f"; {len(self.metadata)} documents with {', '.join(self.metadata[0])}"
        return (
            f"Corpus({self.name!r}: {self.n_words:,} words in {self.n_sentences:,} sentences, "
            f"{len(self.vocab):,} different ones at min_count={self.min_count}{known})"
        )


def load_corpus(
    name_or_path: str | os.PathLike,
    min_count: int | None = None,
    *,
    encoding: str = "utf-8",
    punctuation: bool = False,
) -> Corpus:
    """Load a text: "sotu", "toy_world", "say_hello", or a .txt, .txt.gz or .txt.xz file.

    A file holds one sentence a line (lines of more than 1,000 words are cut); tokens.py says
    what a word is. Words that occur less than min_count times are taken out of the text; the
    default is 5 for "sotu", else 1. `punctuation`: each of . , ; : ! ? is a word, too.
    Ids are by falling count (ties by first occurrence), for "say_hello" by first occurrence
    and with its full stop, as in the book.
    Errors: FileNotFoundError, IsADirectoryError, ValueError; each says what to do.
    """
    if not isinstance(name_or_path, str | os.PathLike):
        raise TypeError(f"expected one of {', '.join(NAMES)} or a path, got {name_or_path!r}")
    name = os.fspath(name_or_path)
    if min_count is None:
        min_count = 5 if name == "sotu" else 1
    if name == "say_hello":
        return Corpus.from_sentences([SAY_HELLO], name, min_count, "first", punctuation=True)
    if name == "toy_world":
        from w2vlib.lessons.toy_world import toy_world_sentences

        return Corpus.from_sentences(toy_world_sentences(), name, min_count)
    if name != "sotu" and len(name.split()) > 3 and not os.path.exists(name):
        raise FileNotFoundError(
            f"{name[:40]!r} is a text, not a path: use Corpus.from_sentences([...]), "
            "or write it to a .txt file"
        )
    path = data_file("sotu.txt.xz") if name == "sotu" else name
    text = read_text(path, encoding, NAMES)
    label = name if name == "sotu" else os.path.basename(name)
    # [text before the first head, year, president, party, text, year, …]
    before, *parts = HEAD.split(text)
    bodies = [before, *parts[3::4]]
    metadata = [
        {"year": int(year), "president": president, "party": party}
        for year, president, party in zip(parts[::4], parts[1::4], parts[2::4], strict=True)
    ]
    if metadata and before.strip():
        metadata.insert(0, dict.fromkeys(metadata[0]))  # a document that says nothing of itself
    else:
        bodies = bodies[1:] or bodies
    tokens, lines = [], []
    for body in bodies:
        part = tokenize_lines(body if body.endswith("\n") else body + "\n", punctuation)
        lines.append(part.count("\n"))
        tokens += part
    document = np.repeat(np.arange(len(bodies)), lines) if metadata else None
    ids, bounds, vocab, document = number_tokens(label, tokens, None, min_count, document=document)
    return Corpus(label, ids, bounds, vocab, document, metadata or None, min_count)
