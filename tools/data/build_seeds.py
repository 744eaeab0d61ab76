"""Five trainings that differ in their seed alone, judged as in lesson 08: seeds.json.

`make data ARGS=seeds`, about a minute. WordSim-353 and SimLex-999 are read from gensim's test
data where it is installed.
"""

from __future__ import annotations

import json
from importlib.util import find_spec

import numpy as np
from train_vectors import train

from w2vlib import evaluate_analogies, evaluate_word_pairs, load_analogies, load_corpus
from w2vlib.lessons.judging import answered, cosines, interval, load_pairs, share_right
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder
from w2vlib.word_pairs import load_word_pairs

SEEDS = (1, 2, 3, 4, 5)


def scores(wv) -> dict[str, float]:
    easy, pairs = load_analogies(hard=False), load_pairs()
    found = {"all twelve families": evaluate_analogies(wv, load_analogies()).accuracy}
    for method in ("no_offset", "offset", "mean_offset"):
        found[method] = share_right([answered(wv, rows, method) for rows in easy.values()])
    for kind in ("near-synonym", "opposite"):
        found[kind] = cosines(wv, [p for p in pairs if p.kind == kind]).mean()
    for name in ("alike", "related"):
        scored = [(p.one, p.other, getattr(p, name)) for p in pairs]
        found[name] = evaluate_word_pairs(wv, scored).spearman
    if find_spec("gensim"):
        from gensim.test.utils import datapath

        for name, file in (("WordSim-353", "wordsim353.tsv"), ("SimLex-999", "simlex999.txt")):
            found[name] = evaluate_word_pairs(wv, datapath(file)).spearman
    return {name: round(float(value), 4) for name, value in found.items()}


def intervals(wv) -> dict[str, list[float]]:
    """95 % of the scores of seed 1 on the lists that are not shipped, when pairs are drawn anew."""
    found = {}
    if find_spec("gensim"):
        from gensim.test.utils import datapath

        for name, file in (("WordSim-353", "wordsim353.tsv"), ("SimLex-999", "simlex999.txt")):
            rows = load_word_pairs(datapath(file))
            rows = [r for r in rows if r[0].lower() in wv and r[1].lower() in wv]

            def score(some, rows=rows):
                return evaluate_word_pairs(wv, [rows[i] for i in some]).spearman

            found[name] = [round(x, 2) for x in interval(score, len(rows))]
    return found


def main() -> None:
    sotu = load_corpus("sotu")
    trained = [train(sotu, seed, None) for seed in SEEDS]
    runs = [scores(wv) for wv in trained]
    content = {name: [run[name] for run in runs] for name in runs[0]}
    with atomic_write(data_folder() / "seeds.json") as file:
        both = {"seeds": SEEDS, "scores": content, "intervals": intervals(trained[0])}
        json.dump(both, file, indent=1)
        file.write("\n")
    for name, values in content.items():
        print(f"{name:20} {np.mean(values):.3f} ± {np.std(values, ddof=1):.3f}", values)


if __name__ == "__main__":
    main()
