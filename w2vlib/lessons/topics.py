"""Two tasks for sentences with labels: which topic is it about, does it tell of more or of less?

The topic of a sentence is found by keywords, and then every keyword is taken out of the text: a
model has to find the topic in the words that are left. The direction is found by words, too, but
they stay: whoever looks at the right words cannot miss it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2vlib import checking
from w2vlib.corpus import Corpus
from w2vlib.windows import sentence_of

KEYWORDS = {
    "war": "war wars army armies navy military naval troops soldiers enemy armed battle ships "
    "vessels",
    "money": "treasury tax taxes taxation debt revenue revenues budget deficit currency gold "
    "silver bank banks",
    "land": "agriculture agricultural farm farms farmers farmer crops lands land forest forests",
    "law": "court courts judge judges crime crimes criminal judicial justice",
    "school": "school schools education health hospital hospitals students teachers children "
    "college medical",
}
DIRECTIONS = {
    "up": "increase increased increases increasing rise rising rose grow growing grew growth "
    "gain gains",
    "down": "decrease decreased reduce reduced reduces reducing reduction reductions decline "
    "declined declining fall fallen loss losses diminish diminished",
}
SHORTEST = 8  # words that a sentence needs after the keywords are gone


@dataclass
class LabelledSentences:
    """Sentences with labels; the held-out ones are for testing alone.

    classes  : names of the C classes
    ids      : int32, all words of all sentences; sentence s is ids[bounds[s]:bounds[s+1]]
    bounds   : int64 (S+1,)
    labels   : int64 (S,) in 0..C-1
    held_out : bool (S,), whole addresses, so that no address is in both parts
    vocab    : the Vocabulary of the ids
    document : int64 (S,), the number of the address that the sentence is from
    """

    classes: list[str]
    ids: np.ndarray
    bounds: np.ndarray
    labels: np.ndarray
    held_out: np.ndarray
    vocab: object
    document: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def text(self, s: int) -> str:
        """Sentence s in words, as a model sees it."""
        return " ".join(self.vocab.decode(self.ids[self.bounds[s] : self.bounds[s + 1]]))

    def draw(self, per_class: int, seed=None, held_out: bool = False) -> np.ndarray:
        """Draw `per_class` different sentences of each class: (C * per_class,) sentence numbers.

        held_out: from the part for testing instead of the part for learning.
        Errors: ValueError where a class has fewer sentences.
        """
        rng = np.random.default_rng(seed)
        chosen = []
        for c, name in enumerate(self.classes):
            there = np.flatnonzero((self.labels == c) & (self.held_out == held_out))
            if not 1 <= per_class <= len(there):
                raise ValueError(
                    f"labels per class must be in 1..{len(there)} for the class {name!r}, "
                    f"got {per_class}"
                )
            chosen.append(rng.choice(there, per_class, replace=False))
        return np.concatenate(chosen)

    def __repr__(self) -> str:
        counts = np.bincount(self.labels, minlength=len(self.classes))
        each = ", ".join(f"{name} {n:,}" for name, n in zip(self.classes, counts, strict=True))
        return (
            f"LabelledSentences({len(self):,} sentences, {self.held_out.sum():,} held out: {each})"
        )


def topic_task(corpus: Corpus) -> LabelledSentences:
    """Label the sentences that hold keywords of one topic alone, and delete the keywords.

    Every third address is held out. Needs the documents of "sotu".
    """
    return _by_words(corpus, KEYWORDS, delete=True)


def direction_task(corpus: Corpus) -> LabelledSentences:
    """Label the sentences that hold words of one direction alone, up or down; the words stay.

    Every third address is held out. Needs the documents of "sotu".
    """
    return _by_words(corpus, DIRECTIONS, delete=False)


def _by_words(corpus: Corpus, lists: dict[str, str], delete: bool) -> LabelledSentences:
    """Label a sentence with the one list of which it holds a word; delete: take those words out."""
    if getattr(corpus, "document", None) is None:
        raise ValueError(
            "the corpus must have documents, as load_corpus('sotu') has, "
            f"got {checking.short(corpus)}"
        )
    kind = np.full(len(corpus.vocab), -1)
    for k, words in enumerate(lists.values()):
        kind[[corpus.vocab.key_to_index[w] for w in words.split() if w in corpus.vocab]] = k
    found = kind[corpus.ids]  # (N,) the list each word is on, or -1
    sentence = sentence_of(corpus.bounds)
    named = np.zeros((corpus.n_sentences, len(lists)), bool)
    named[sentence[found >= 0], found[found >= 0]] = True
    keep = (named.sum(axis=1) == 1)[sentence] & ((found == -1) | (not delete))
    labels, held_out = named.argmax(axis=1), corpus.document % 3 == 2
    document = np.asarray(corpus.document)
    return _task(list(lists), corpus, keep, sentence, labels, held_out, document)


def _task(classes, corpus, keep, sentence, labels, held_out, document) -> LabelledSentences:
    """Keep these words, and of the sentences those that are long enough."""
    lengths = np.bincount(sentence[keep], minlength=corpus.n_sentences)
    long = lengths >= SHORTEST
    keep = keep & long[sentence]
    bounds = np.append(0, np.cumsum(lengths[long]))
    held_out, document = held_out[long], document[long]
    return LabelledSentences(
        classes, corpus.ids[keep], bounds, labels[long], held_out, corpus.vocab, document
    )
