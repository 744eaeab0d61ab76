"""Names of gensim, old and new, that w2vlib has elsewhere, or not at all: what to take instead."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from w2vlib.words import suggest

P = ParamSpec("P")
R = TypeVar("R")

_VECTORS = "make a new one of all words: WordVectors(vectors, words)"
ATTRIBUTES = {  # of a model, or of its vectors
    "wv": "these are the vectors already: leave .wv out",
    "index2word": "use index_to_key",
    "index2entity": "use index_to_key",
    "vocab": "use key_to_index, and counts",
    "syn0": "use vectors",
    "syn0norm": "use unit",
    "vectors_norm": "use unit",
    "init_sims": "not needed: unit is made when it is first used",
    "fill_norms": "not needed: unit is made when it is first used",
    "word_vec": "use get_vector",
    "similar_by_word": "use most_similar",
    "similar_by_key": "use most_similar",
    "most_similar_cosmul": "use most_similar, which adds cosines",
    "n_similarity": "use unit_rows(wv[words].mean(axis=0)[None]) of both, and @",
    "get_mean_vector": "use wv[words].mean(axis=0)",
    "add_vector": _VECTORS,
    "add_vectors": _VECTORS,
    "evaluate_word_analogies": "use evaluate_analogies(wv, path)",
    "evaluate_word_pairs": "use w2vlib.evaluate_word_pairs(wv, path)",
    "accuracy": "use evaluate_analogies(wv, path)",
    "get_vecattr": "use counts[key_to_index[word]]",
    "train": "use train_word2vec with more epochs, or a checkpoint",
    "build_vocab": "not needed: a Corpus has its vocab",
}
ARGUMENTS = {
    "sentences": "corpus=Corpus.from_sentences(sentences)",
    "corpus_file": 'corpus=load_corpus("my.txt")',
    "size": "vector_size",
    "iter": "epochs",
    "hs": "negative: there is no hierarchical softmax here",
    "min_count": "load_corpus(..., min_count=5)",
    "compute_loss": "vectors.history, which always has the loss",
    "callback": "callbacks",
    "max_epoch": "epochs",
    "lr": "alpha",
    "top": "topn",
    "restrict_vocab": "WordVectors(wv.vectors[:n], wv.index_to_key[:n])",
    "fname": "path",
}


class GensimNames:
    """What WordVectors says of gensim's ways that are not its own.

    >>> GensimNames().index2word
    Traceback (most recent call last):
    AttributeError: GensimNames has no 'index2word': use index_to_key
    """

    if not TYPE_CHECKING:

        def __getattr__(self, name: str):
            near = "" if name.startswith("_") else "".join(suggest(name, dir(type(self)), 1))
            advice = ATTRIBUTES.get(name) or (near and f"did you mean {near!r}?")
            text = f"{type(self).__name__} has no {name!r}" + (f": {advice}" if advice else "")
            raise AttributeError(text)

    def __setitem__(self, key: object, vector: object) -> None:
        raise TypeError(f"a vector cannot be set here: change wv.vectors, and {_VECTORS}")


def known_arguments(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function say what takes the place of a keyword that it does not have.

    >>> known_arguments(lambda corpus, vector_size=100: corpus)([], size=5)
    Traceback (most recent call last):
    TypeError: <lambda> has no argument 'size': use vector_size
    """
    names = list(inspect.signature(function).parameters)

    @wraps(function)
    def checked(*args: P.args, **named: P.kwargs) -> R:
        for name in named:
            if name not in names:
                near = suggest(name, names, 1)
                advice = ARGUMENTS.get(name) or (near[0] if near else f"one of {', '.join(names)}")
                raise TypeError(f"{function.__name__} has no argument {name!r}: use {advice}")
        return function(*args, **named)

    return checked
