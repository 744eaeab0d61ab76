"""How far each word's neighbours agree between halves and between eras: era_words.json.

`make data ARGS=era_words`, about a minute. The addresses before 1900 are split by chance into
two halves, four times; vectors are trained on each half and on the addresses from 1945 on. So a
word's agreement between the eras stands beside its own agreement between halves of one era, from
texts of about the same size.
"""

from __future__ import annotations

import json

import numpy as np
from train_vectors import NEIGHBOURS, train

from w2vlib import load_corpus
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder

SPLITS = 4
AT_LEAST = 20  # occurrences in every half and from 1945 on


def nearest(wv, words) -> np.ndarray:
    """The NEIGHBOURS nearest of `words` to each of them, (n, NEIGHBOURS)."""
    unit = wv.unit[[wv.key_to_index[w] for w in words]]
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -np.inf)
    return np.argsort(-cosines, axis=1, kind="stable")[:, :NEIGHBOURS]


def agreement(one, other) -> np.ndarray:
    """For each word the share of neighbours that both lists name, (n,)."""
    return np.array([np.isin(a, b).mean() for a, b in zip(one, other, strict=True)])


def main() -> None:
    sotu = load_corpus("sotu")
    old = sotu.where(lambda d: d["year"] < 1900)
    new = train(sotu.where(lambda d: d["year"] >= 1945), 1, None)
    again = train(sotu.where(lambda d: d["year"] >= 1945), 2, None)
    rng, pairs = np.random.default_rng(0), []
    for split in range(SPLITS):
        side = rng.permutation(len(old.metadata)) % 2
        parts = [old.where(side[old.document] == i) for i in (0, 1)]
        pairs.append([train(part, 1 + split, None) for part in parts])
    every = [new, *(wv for pair in pairs for wv in pair)]
    words = [
        w for w in new.index_to_key
        if all(w in wv and wv.counts[wv.key_to_index[w]] >= AT_LEAST for wv in every)
    ]  # fmt: skip
    near_new, near = nearest(new, words), [[nearest(wv, words) for wv in pair] for pair in pairs]
    halves = np.array([agreement(a, b) for a, b in near])  # (SPLITS, n)
    eras = np.array([agreement(half, near_new) for pair in near for half in pair])
    seeds = agreement(near_new, nearest(again, words))
    columns = np.stack([eras.mean(0), halves.mean(0), halves.min(0)], axis=1).round(3)
    table = dict(zip(words, columns.tolist(), strict=True))
    content = {
        "what": "share of the 10 nearest words that two sets of vectors agree on, for each word: "
        "a half of the years before 1900 and all from 1945 on (mean of 8), two halves (mean of 4), "
        "two halves (smallest of 4)",
        "mean": {
            "halves": round(float(halves.mean()), 3),
            "eras": round(float(eras.mean()), 3),
            "from 1945, two seeds": round(float(seeds.mean()), 3),
        },
        "words": table,
    }
    with atomic_write(data_folder() / "era_words.json") as file:
        file.write(json.dumps(content) + "\n")
    print(len(words), content["mean"])


if __name__ == "__main__":
    main()
