"""A text as ids: sentences, vocabulary, and what is known about each document. Lesson 07."""

from __future__ import annotations

import os
import warnings
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

import numpy as np

from w2vlib import checking
from w2vlib.corpus_files import read_files
from w2vlib.corpus_mapped import is_large, mapped_corpus
from w2vlib.gensim_names import known_arguments
from w2vlib.numbering import FirstSeen, check_min_count, number_words
from w2vlib.setup.datafiles import data_file
from w2vlib.setup.textfiles import text_files
from w2vlib.tokens import cutter, unsegmented
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

STORED = {  # name: (file in data/, what a word is); tools/data made them
    "sotu": ("sotu.txt.xz", "letters"),
    "help_ko": ("help_ko.txt.xz", "words"),
    "help_ko_morphemes": ("help_ko_morphemes.txt.xz", "split"),
}
NAMES = ("sotu", "toy_world", "say_hello", *list(STORED)[1:])
SAY_HELLO = "You say goodbye and I say hello."  # the book's sentence (section 2.3.1)


class Corpus:
    """Sentences as ids in one long row. Made by `load_corpus` or `Corpus.from_sentences`.

    ids      : int32 (N,), all words in their order
    bounds   : int64 (S+1,); sentence s is ids[bounds[s]:bounds[s+1]], never empty
    vocab    : Vocabulary of V words
    document : int32 (S,), the place of each sentence's document in `metadata`, or None
    metadata : list of dicts, one a document, or None (sotu: year, president, party)
    Errors: ValueError, TypeError or IndexError for parts that do not belong together.

    >>> corpus = Corpus.from_sentences(["you say goodbye", "I say hello"])
    >>> corpus.ids, corpus.bounds, corpus.text(1)
    (array([1, 0, 2, 3, 0, 4], dtype=int32), array([0, 3, 6]), 'i say hello')
    """

    def __init__(
        self,
        name: str,
        ids: np.ndarray | Sequence[int],
        bounds: np.ndarray | Sequence[int],
        vocab: Vocabulary,
        document: np.ndarray | Sequence[int] | None = None,
        metadata: list[dict] | None = None,
        min_count: int = 1,
    ):
        self.name, self.vocab, self.min_count = name, vocab, min_count
        if not isinstance(vocab, Vocabulary):
            raise TypeError(f"vocab must be a Vocabulary, got {checking.short(vocab)}")
        ids = checking.shape("ids", ids, ("N",), "give one row, and where sentences end in bounds")
        self.ids = checking.ids(ids, len(vocab)).astype(np.int32, copy=False)
        self.bounds = checking.bounds(bounds, len(ids))
        if (document is None) != (metadata is None):
            raise ValueError("document and metadata belong together: give both or none")
        if document is not None and metadata is not None:
            document = checking.shape("document", document, (self.n_sentences,), "one a sentence")
            document = checking.ids(document, len(metadata), "document")
            document = document.astype(np.int32, copy=False)
        self.document, self.metadata = document, metadata

    @classmethod
    def from_sentences(
        cls,
        sentences: str | Iterable[str | Sequence[str]],
        name: str = "my text",
        min_count: int = 1,
        order: str = "count",
        punctuation: bool = False,
        tokens: str = "words",
    ) -> Corpus:
        """A corpus from sentences, each a str (cut by `tokenize`) or a list of words.

        Words of a list are taken as they are.
        order: of the ids, "count" (falling) or "first" (occurrence). tokens: see tokens.py.
        Errors: TypeError names the sentence that holds something else; ValueError where fewer
        than two different words are left.

        >>> Corpus.from_sentences([["New York", "is", "big"], "It is!"]).vocab
        Vocabulary(4 words, ids 0..3; is 2, New York 1, big 1, …)
        """
        if isinstance(sentences, str):
            if os.path.isfile(sentences):
                raise ValueError(f"{sentences!r} is a file: load_corpus({sentences!r}) reads it")
            sentences = sentences.splitlines()
        if isinstance(sentences, bytes | Mapping | Set | os.PathLike) or not isinstance(
            sentences, Iterable
        ):
            raise TypeError(
                "sentences must be a list of texts or of lists of words, got "
                f"{checking.short(sentences)}; a file is read by load_corpus(path)"
            )
        cut, min_count = cutter(tokens, punctuation), check_min_count(min_count)
        seen, codes, ends, texts = FirstSeen(), array("i"), array("q"), 0
        for number, sentence in enumerate(sentences):
            is_text = isinstance(sentence, str)
            texts += is_text
            row = cut(sentence) if is_text else checking.sentence(sentence, number)
            codes.extend(map(seen.__getitem__, row))
            ends.append(len(codes))
        ids, bounds, vocab, _ = number_words(name, codes, list(seen), ends, min_count, order)
        checking.unicode("the words", vocab.index_to_key)  # now, not when vectors are saved
        if texts and tokens != "split":
            _hint(vocab, 3)
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
        if not 0 <= checking.whole("s", s, -(2**63)) < self.n_sentences:
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
        keep_vocab = checking.flag("keep_vocab", keep_vocab)
        if callable(which):
            if self.metadata is None or self.document is None:
                raise ValueError(f"{self.name!r} has no metadata: give a bool for each sentence")
            try:
                chosen = np.array([bool(which(d)) for d in self.metadata])
            except Exception as error:
                error.add_note(f"the function is given {checking.short(self.metadata[0])}")
                raise
            which = np.take(chosen, self.document)
        which = np.asarray(which)
        if which.shape != (self.n_sentences,) or which.dtype != bool:
            raise ValueError(
                f"which must be bool ({self.n_sentences},), one for each sentence, "
                f"got {which.dtype} {which.shape}"
            )
        if not which.any():
            raise ValueError("no sentence is chosen: try a wider condition")
        lengths = np.diff(self.bounds)
        ids, ends = self.ids[np.repeat(which, lengths)], np.cumsum(lengths[which])
        document = metadata = None
        if self.metadata is not None and self.document is not None:
            used, document = np.unique(np.asarray(self.document)[which], return_inverse=True)
            metadata = [self.metadata[d] for d in used]
        name = f"part of {self.name.removeprefix('part of ')}"
        if keep_vocab:
            counts = np.bincount(ids, minlength=len(self.vocab))
            vocab = Vocabulary(self.vocab.index_to_key, counts)
            bounds = np.append(0, ends)
            return Corpus(name, ids, bounds, vocab, document, metadata, self.min_count)
        # New ids by first occurrence in this part, as number_words wants them.
        old, first, codes = np.unique(ids, return_index=True, return_inverse=True)
        by_first = np.argsort(first)
        place = np.argsort(by_first)  # the inverse permutation
        words = self.vocab.decode(old[by_first])
        min_count = self.min_count if min_count is None else min_count
        ids, bounds, vocab, document = number_words(
            name, place[codes].astype(np.int32), words, ends, min_count, document=document
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


@known_arguments
def load_corpus(
    name_or_path: str | os.PathLike | Sequence[str | os.PathLike],
    min_count: int | None = None,
    *,
    encoding: str = "utf-8",
    punctuation: bool = False,
    tokens: str | None = None,
    progress: bool | None = None,
    mapped: bool | None = None,
) -> Corpus:
    """Load a text: "sotu", "toy_world", "say_hello", "help_ko" (Korean, by eojeol),
    "help_ko_morphemes" (the same, by morphemes), or a .txt, .txt.gz or .txt.xz file.

    A list of files, or a folder of them, is one text; metadata then names each file.
    A file holds one sentence a line (lines of more than 1,000 words are cut). It is read in
    pieces: memory is the ids (4 bytes a word), the vocabulary and about 100 MB.

    min_count   : words that occur less often are taken out of the text; default 5 for the texts
                  in data/ ("sotu", "help_ko" …), else 1
    tokens      : what a word is, see tokens.py: "words", "letters" (default for "sotu") or
                  "split" (text that is cut into words already, as "help_ko_morphemes"). None looks
                  at the beginning of a file: "split" for one like the Penn Treebank, else "words"
    punctuation : each of . , ; : ! ? is a word, too
    progress    : show a progress bar; None = for files above 30 MB
    mapped      : keep the ids in a file beside the text (or in the user's cache folder) and look
                  at them there, so that a text may be larger than memory; the next load of the
                  same text with the same settings takes seconds. None = for texts above 1 GB

    Ids are by falling count (ties by first occurrence), for "say_hello" by first occurrence
    and with its full stop, as in the book. UserWarning for Chinese, Japanese, Thai … that is not
    cut into words. Errors: FileNotFoundError, ValueError, TypeError; each says what to do.

    >>> load_corpus("say_hello")
    Corpus('say_hello': 8 words in 1 sentences, 7 different ones at min_count=1)
    """
    several = isinstance(name_or_path, list | tuple | Iterator)  # also what glob gives
    if several and not hasattr(name_or_path, "read"):  # an open file would give its lines
        name_or_path = list(name_or_path)
    elif not isinstance(name_or_path, str | os.PathLike):
        raise TypeError(
            f"expected one of {', '.join(NAMES)} or a path, got {checking.short(name_or_path)}"
        )
    name = "several files" if several else checking.path("the path", name_or_path)
    min_count = check_min_count((5 if name in STORED else 1) if min_count is None else min_count)
    cutter("words" if tokens is None else tokens, punctuation)  # refuses, before a file is read
    if name in ("say_hello", "toy_world") and (mapped or tokens or punctuation):
        what = "mapped, tokens and punctuation are for files of text"
        raise ValueError(f"{what}; {name!r} is none: leave them out")
    if name == "say_hello":
        return Corpus.from_sentences([SAY_HELLO], name, min_count, "first", punctuation=True)
    if name == "toy_world":
        from w2vlib.lessons.toy_world import toy_world_sentences

        return Corpus.from_sentences(toy_world_sentences(), name, min_count)
    if len(name.split()) > 3 and not os.path.exists(name):
        raise FileNotFoundError(
            f"{name[:40]!r} is a text, not a path: use Corpus.from_sentences([...]), "
            "or write it to a .txt file"
        )
    if name in STORED:
        file, usual = STORED[name]
        paths, tokens = [data_file(file)], tokens or usual
    else:
        given: Any = name_or_path if several else [name]
        paths = [file for one in given for file in text_files(one, NAMES)]
        if not paths:
            raise ValueError("the list of files is empty: give one path at least")
        name = name if several else os.path.basename(os.path.abspath(name))
    if is_large(paths, mapped):
        ids, bounds, vocab, document, metadata, cut = mapped_corpus(
            name, paths, min_count, encoding, tokens, punctuation, progress
        )
    else:
        text = read_files(paths, encoding, tokens, punctuation, progress)
        numbers, cut, (document, metadata) = text.numbers, text.tokens, text.documents()
        ids, bounds, vocab, document = number_words(
            name, numbers.codes, list(numbers.seen), numbers.ends, min_count, document=document
        )
    if cut != "split":
        _hint(vocab, 4)  # known_arguments stands between
    return Corpus(name, ids, bounds, vocab, document, metadata, min_count)


def _hint(vocab: Vocabulary, above: int) -> None:
    """Warn at the user's own line, so many calls above."""
    if hint := unsegmented(vocab.index_to_key[:2000]):
        warnings.warn(hint, UserWarning, stacklevel=above)
