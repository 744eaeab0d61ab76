"""The examples in the docstrings of the core give what stands under them."""

import doctest
from importlib import import_module

import pytest

# Every module here holds examples; add yours.
MODULES = [
    "book",
    "book_names",
    "checking",
    "checkpoint",
    "chunks",
    "corpus",
    "corpus_files",
    "engines",
    "engines.numpy_engine",
    "evaluation",
    "gradcheck",
    "history",
    "layers",
    "losses",
    "models",
    "numbering",
    "optim",
    "plots.svg",
    "sampling",
    "settings",
    "setup.atomic",
    "setup.encodings",
    "stored_vectors",
    "tokens",
    "trainer",
    "training",
    "vectors",
    "vectors_files",
    "vocabulary",
    "windows",
    "word_pairs",
    "words",
]


@pytest.mark.parametrize("module", MODULES)
def test_examples(module):
    found = doctest.testmod(import_module(f"w2vlib.{module}"), optionflags=doctest.ELLIPSIS)
    assert found.attempted > 0 and found.failed == 0
