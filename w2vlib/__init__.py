"""w2vlib: the parts of word2vec, made to be read (chapter 4 of Deep Learning from Scratch 2).

The core, in the order in which a text becomes vectors; read it like that, in an afternoon:

    text      tokens, numbering, vocabulary, corpus, windows    about  700 lines   lessons 01, 07
    layers    layers, losses, sampling                          about  620 lines   lessons 02-05
    networks  models, optim, trainer, gradcheck                 about  640 lines   lessons 03, 06
    training  training, settings, chunks, driver, history       about  650 lines   lesson 07
    vectors   vectors, evaluation                               about  510 lines   lessons 08, 09

Beside it: checking and words (what a refusal says); corpus_files, corpus_mapped, checkpoint,
vectors_files, vectors_npz, vectors_word2vec and word_pairs (files); stored_vectors; book and
book_names (for readers of the book's own code), gensim_names (for users of gensim); cluster
(several machines, lesson 11); language and particles (languages besides English; their
catalogues lie in locale).
The wings: engines (the layers', NumPy's and the compiled one), ladder (lesson 10), lessons (what
single lessons use), plots and widgets (pictures and explorers), checks (exercises), setup (the
machine). Importing w2vlib loads NumPy and nothing heavier; each name below is fetched when used.
"""

import sys
from importlib import import_module
from importlib.util import find_spec

if sys.version_info < (3, 11):  # noqa: UP036 (before anything that it could not read)
    from w2vlib.setup.old_python import refuse

    refuse()

import_module("w2vlib.setup.console").never_fail()

__version__ = "0.1.0"

_HOME = {  # name -> the module that holds it
    "Corpus": "corpus",
    "Vocabulary": "corpus",
    "contexts_and_targets": "corpus",
    "load_corpus": "corpus",
    "Embedding": "layers",
    "EmbeddingDot": "layers",
    "MatMul": "layers",
    "RowGrad": "layers",
    "NegativeSamplingLoss": "losses",
    "SigmoidWithLoss": "losses",
    "SoftmaxWithLoss": "losses",
    "UnigramSampler": "sampling",
    "CBOW": "models",
    "SimpleCBOW": "models",
    "SkipGram": "models",
    "SGD": "optim",
    "Adam": "optim",
    "SparseSGD": "optim",
    "SparseAdam": "optim",
    "Trainer": "trainer",
    "check_gradients": "gradcheck",
    "numerical_gradient": "gradcheck",
    "train_word2vec": "training",
    "WordVectors": "vectors",
    "load_vectors": "stored_vectors",
    "evaluate_analogies": "evaluation",
    "evaluate_word_pairs": "evaluation",
    "load_analogies": "evaluation",
}
__all__ = sorted(_HOME)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str):
    if name in _HOME:
        value = getattr(import_module(f"w2vlib.{_HOME[name]}"), name)
        globals()[name] = value  # so that this function is not asked twice
        return value
    if name.startswith("_"):  # tools ask for such names; they need no advice
        raise AttributeError(f"w2vlib has no {name!r}")
    if find_spec(f"w2vlib.{name}"):
        return import_module(f"w2vlib.{name}")
    from w2vlib.book_names import instead, missing_name

    advice = instead(name, __all__) or f"it has {', '.join(__all__)}"
    raise missing_name(f"w2vlib has no {name!r}: {advice}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
