"""The trained vectors that come with the course (tools/data/train_vectors.py made them)."""

from w2vlib.setup.datafiles import data_file
from w2vlib.vectors import WordVectors
from w2vlib.words import suggest

STORED = {  # (name, seed) -> file
    ("sotu", 1): "sotu_seed1.npz",
    ("sotu", 2): "sotu_seed2.npz",
    ("before_1900", 1): "before_1900.npz",
    ("from_1945", 1): "from_1945.npz",
}


def load_vectors(name: str = "sotu", seed: int = 1) -> WordVectors:
    """Load vectors trained on the State of the Union addresses: 15 epochs, 100 dimensions.

    name: "sotu" (all years), "before_1900" or "from_1945"; seed: 1, for "sotu" also 2, the same
    training with other random draws. Returns WordVectors with counts; `.history["settings"]`
    holds the settings. data/README.md tells how good they are.
    Errors: ValueError for another name or seed, FileNotFoundError where the file is missing.

    >>> load_vectors("before_1900").most_similar("three", topn=2)[0][0] in ("two", "four", "five")
    True
    """
    if not isinstance(name, str) or type(seed) is not int or (name, seed) not in STORED:
        known = ", ".join(f"{n!r} (seed {s})" for n, s in STORED)
        near = suggest(name, {n for n, _ in STORED})
        hint = f"; did you mean {near[0]!r}?" if near and near[0] != name else ""
        raise ValueError(f"there are vectors for {known}; got {name!r} (seed {seed!r}){hint}")
    return WordVectors.load(data_file(STORED[name, seed]))
