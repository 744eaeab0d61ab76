"""Names of the book's code that w2vlib has elsewhere, or not at all: what to take instead."""

from __future__ import annotations

import sys
from dis import opmap

from w2vlib.words import suggest

# Names of chapters 3 and 4 that only w2vlib.book has.
BOOK = [
    "SimpleSkipGram", "analogy", "clip_grads", "config", "convert_one_hot", "cos_similarity",
    "create_contexts_target", "most_similar", "normalize", "preprocess", "remove_duplicate",
    "sigmoid", "softmax", "to_cpu", "to_gpu",
]  # fmt: skip
_OPTIMISERS = "not here: use SGD, or Adam, with which the book trains word2vec"
_VOLUME_1 = "a layer of volume 1, not of word2vec: use MatMul"
_LATER = "of the book's chapters 5 to 8, which this course does not cover"
INSTEAD = {
    "Affine": _VOLUME_1,
    "TwoLayerNet": "chapter 1's example: use SimpleCBOW, chapter 3's network of two layers",
    "Sigmoid": "use losses.sigmoid, or SigmoidWithLoss for both steps",
    "Softmax": "use losses.softmax, or SoftmaxWithLoss for both steps",
    "relu": _VOLUME_1,
    "Dropout": _VOLUME_1,
    "cross_entropy_error": "use SoftmaxWithLoss().forward(scores, target)",
    "Momentum": _OPTIMISERS, "Nesterov": _OPTIMISERS,
    "AdaGrad": _OPTIMISERS, "RMSprop": _OPTIMISERS,
    "create_co_matrix": "chapter 2 counts, this course predicts: "
    "C = np.zeros((V, V), int); np.add.at(C, (ids[:-1], ids[1:]), 1); C += C.T",
    "ppmi": "chapter 2 counts, this course predicts: "
    "np.maximum(0, np.log2(C * C.sum() / np.outer(C.sum(0), C.sum(1)) + 1e-8))",
    "ptb": "load_corpus('ptb.train.txt') keeps its tokens: corpus.ids, corpus.vocab.key_to_index",
    "load_data": "load_corpus('ptb.train.txt') keeps its tokens: corpus.ids, corpus.vocab",
    "GPU": "w2vlib runs on the CPU; train_word2vec is fast without",
    "cupy": "w2vlib runs on the CPU; train_word2vec is fast without",
    "np": "import numpy as np",
    "BaseModel": "not needed: a model has params, grads, forward and backward",
    "RnnlmTrainer": _LATER, "eval_perplexity": _LATER, "eval_seq2seq": _LATER,
    "BetterRnnlm": _LATER, "Rnnlm": _LATER, "SimpleRnnlm": _LATER, "Seq2seq": _LATER,
    "RNN": _LATER, "LSTM": _LATER, "GRU": _LATER,
}  # fmt: skip


def instead(name: str, known: list[str], book: list[str] | None = None) -> str:
    """Return what takes the place of a name of the book's code, or a near spelling, or "".

    known: the names that the module asked has; book: those of w2vlib.book.

    >>> instead("Momentum", [])
    'not here: use SGD, or Adam, with which the book trains word2vec'
    >>> instead("UnigramSampeler", ["UnigramSampler"])
    "did you mean 'UnigramSampler'?"
    """
    folded = {word.casefold(): advice for word, advice in INSTEAD.items()}
    if name.casefold() in folded:
        return folded[name.casefold()]
    book = BOOK if book is None else book
    if name in book:
        return f"from w2vlib.book import {name}"
    if near := suggest(name, known, 1):
        return f"did you mean {near[0]!r}?"
    if name.startswith("Time"):
        return _LATER
    if "cupy" in name.casefold() or "gpu" in name.casefold():
        return INSTEAD["GPU"]
    if near := suggest(name, book, 1):
        return f"did you mean {near[0]!r}? from w2vlib.book import {near[0]}"
    return ""


def missing_name(text: str) -> AttributeError | ImportError:
    """The error for a name that the module asking (two calls up) lacks, which keeps its text.

    `from w2vlib import x` throws the text of an AttributeError away, so there it is an ImportError.
    """
    asking = sys._getframe(2)
    importing = asking.f_code.co_code[asking.f_lasti] == opmap["IMPORT_FROM"]
    return (ImportError if importing else AttributeError)(text)
