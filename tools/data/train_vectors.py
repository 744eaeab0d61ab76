"""Train the vectors that the lessons and explorers load: `make data ARGS=vectors`.

Fifteen passes over the addresses do not fit into a lesson, so their result is kept here. Writes
sotu_seed1.npz, sotu_seed2.npz, before_1900.npz, from_1945.npz and eras.json, about a minute in
all with numba. One thread, so the same processor gives the same vectors; another one may round
the last bits otherwise, which training then makes visible. The cards state what was stored.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from w2vlib import WordVectors, load_corpus, train_word2vec
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder

SETTINGS = {
    "vector_size": 100, "window": 5, "negative": 5, "ns_exponent": 0.75, "sample": 1e-3,
    "alpha": 0.05, "sg": 0, "epochs": 15,
}  # fmt: skip
NEIGHBOURS = 10  # how many are compared
AT_LEAST = 50  # occurrences in each half of the old era and in the new one


def train(corpus, seed: int, engine: str | None) -> WordVectors:
    wv = train_word2vec(corpus, seed=seed, engine=engine, progress=False, **SETTINGS)
    wv.history = {"settings": {**SETTINGS, "min_count": corpus.min_count, "seed": seed}}
    # What is kept must be what is measured: half precision from here on.
    return rounded(wv)


def rounded(wv: WordVectors) -> WordVectors:
    """The same vectors at the precision in which they are stored."""
    half = WordVectors(wv.vectors.astype(np.float16), wv.index_to_key, wv.counts)
    half.history = wv.history
    return half


def store(wv: WordVectors, path: Path) -> None:
    """Write the form of WordVectors.save, with two bytes a number instead of four.

    Context vectors are left out. Rounding to three digits moves a cosine by 0.0002 at most.
    """

    def utf8(content) -> np.ndarray:
        return np.frombuffer(json.dumps(content, ensure_ascii=False).encode(), np.uint8)

    with atomic_write(path, "wb") as file:
        np.savez(
            file,
            vectors=wv.vectors.astype("<f2"),
            words=utf8(wv.index_to_key),
            counts=wv.counts.astype("<i8"),
            history=utf8(wv.history),
        )
    print(f"{path.name}: {wv!r}, {path.stat().st_size:,} bytes")


def overlap(one: WordVectors, other: WordVectors, words: list[str]) -> float:
    """Mean share of the nearest neighbours, among `words`, that two sets of vectors agree on."""
    near = []
    for wv in (one, other):
        unit = wv.unit[[wv.key_to_index[w] for w in words]]
        cosines = unit @ unit.T
        np.fill_diagonal(cosines, -np.inf)
        near.append(np.argsort(-cosines, axis=1, kind="stable")[:, :NEIGHBOURS])
    both = [np.intersect1d(a, b).size for a, b in zip(*near, strict=True)]
    return float(np.mean(both)) / NEIGHBOURS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", help="numba (the default where installed) or numpy")
    options, folder = parser.parse_args(), data_folder()
    sotu = load_corpus("sotu")
    for seed in (1, 2):
        store(train(sotu, seed, options.engine), folder / f"sotu_seed{seed}.npz")
    parts = {
        "before_1900": sotu.where(lambda d: d["year"] < 1900),
        "from_1945": sotu.where(lambda d: d["year"] >= 1945),
    }
    old = parts["before_1900"]
    # Halves of the same years: every other address. They differ by chance and size alone.
    halves = [old.where(old.document % 2 == i) for i in (0, 1)]
    era = {name: train(part, 1, options.engine) for name, part in parts.items()}
    for name, wv in era.items():
        store(wv, folder / f"{name}.npz")
    again = train(old, 2, options.engine)
    first, second = (train(half, 1, options.engine) for half in halves)
    compared = [
        w
        for w in first.index_to_key
        if all(
            w in wv and wv.counts[wv.key_to_index[w]] >= AT_LEAST
            for wv in (first, second, era["from_1945"])
        )
    ]
    result = {
        "what": f"mean share of the {NEIGHBOURS} nearest neighbours that two sets of vectors have "
        "in common; words and neighbours are those that occur at least "
        f"{AT_LEAST} times in each half of the old era and from 1945 on",
        "settings": {**SETTINGS, "min_count": sotu.min_count},
        "words_compared": len(compared),
        "words_in_text": {
            "before_1900": old.n_words,
            "first half": halves[0].n_words,
            "second half": halves[1].n_words,
            "from_1945": parts["from_1945"].n_words,
        },
        "overlap": {
            "before 1900, two seeds": overlap(era["before_1900"], again, compared),
            "before 1900, two halves (every other address)": overlap(first, second, compared),
            "before 1900 and from 1945": overlap(era["before_1900"], era["from_1945"], compared),
            "by chance": NEIGHBOURS / (len(compared) - 1),
        },
    }
    result["overlap"] = {name: round(value, 3) for name, value in result["overlap"].items()}
    with atomic_write(folder / "eras.json") as file:
        file.write(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result["overlap"], indent=1))


if __name__ == "__main__":
    main()
