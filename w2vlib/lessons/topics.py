"""Two tasks for sentences with labels: which topic is it about, and which party said it?

The topic of a sentence is found by keywords, and then every keyword is taken out of the text: a
model has to find the topic in the words that are left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2vlib.corpus import Corpus

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
SHORTEST = 8  # words that a sentence needs after the keywords are gone


@dataclass
class Task:
    """Sentences with labels; the held-out ones are for testing alone.

    classes  : names of the C classes
    ids      : int32, all words of all sentences; sentence s is ids[bounds[s]:bounds[s+1]]
    bounds   : int64 (S+1,)
    labels   : int64 (S,) in 0..C-1
    held_out : bool (S,), whole addresses, so that no address is in both parts
    vocab    : the Vocabulary of the ids
    """

    classes: list[str]
    ids: np.ndarray
    bounds: np.ndarray
    labels: np.ndarray
    held_out: np.ndarray
    vocab: object

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
        return f"Task({len(self):,} sentences, {self.held_out.sum():,} held out: {each})"


def topic_task(corpus: Corpus) -> Task:
    """Label the sentences that hold keywords of one topic alone, and delete the keywords.

    Every third address is held out. Needs the documents of "sotu".
    """
    topic = np.full(len(corpus.vocab), -1)
    for k, words in enumerate(KEYWORDS.values()):
        topic[[corpus.vocab.key_to_index[w] for w in words.split() if w in corpus.vocab]] = k
    found = topic[corpus.ids]  # (N,) the topic each word stands for, or -1
    sentence = np.repeat(np.arange(corpus.n_sentences), np.diff(corpus.bounds))
    named = np.zeros((corpus.n_sentences, len(KEYWORDS)), bool)
    named[sentence[found >= 0], found[found >= 0]] = True
    keep = (named.sum(axis=1) == 1)[sentence] & (found == -1)
    labels, held_out = named.argmax(axis=1), corpus.document % 3 == 2
    return _task(list(KEYWORDS), corpus, keep, sentence, labels, held_out)


def party_task(corpus: Corpus, since: int = 1945) -> Task:
    """Label the sentences from `since` on by the party of the president who said them.

    Every other president of each party is held out: a model that learns how one president
    speaks gets nothing for it.
    """
    parties = ["Democratic", "Republican"]
    label, test = {}, {}
    for party in parties:
        said = [
            (d["president"], i)
            for i, d in enumerate(corpus.metadata)
            if d["party"] == party and d["year"] >= since
        ]
        presidents = list(dict.fromkeys(name for name, _ in said))
        for name, i in said:
            label[i], test[i] = parties.index(party), presidents.index(name) % 2 == 1
    labels = np.array([label.get(i, -1) for i in range(len(corpus.metadata))])[corpus.document]
    held_out = np.array([test.get(i, False) for i in range(len(corpus.metadata))])[corpus.document]
    sentence = np.repeat(np.arange(corpus.n_sentences), np.diff(corpus.bounds))
    return _task(parties, corpus, (labels >= 0)[sentence], sentence, labels, held_out)


def _task(classes, corpus, keep, sentence, labels, held_out) -> Task:
    """Keep these words, and of the sentences those that are long enough."""
    lengths = np.bincount(sentence[keep], minlength=corpus.n_sentences)
    long = lengths >= SHORTEST
    keep = keep & long[sentence]
    bounds = np.append(0, np.cumsum(lengths[long]))
    return Task(classes, corpus.ids[keep], bounds, labels[long], held_out[long], corpus.vocab)
