"""What shared negatives cost in quality: `make data ARGS=shared_negatives`.

Trains with the library's engine and with groups that share their negatives, six seeds each, and
writes shared_negatives.json. A few minutes. WordSim-353 and questions-words are read from gensim's
test data; without gensim they are left out.
"""

from __future__ import annotations

import json
from functools import partial
from importlib.util import find_spec
from statistics import mean, stdev

from w2vlib import (
    driver,
    evaluate_analogies,
    evaluate_word_pairs,
    load_analogies,
    load_corpus,
    train_word2vec,
)
from w2vlib.ladder.shared import SharedEngine
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder

GROUPS, SEEDS, EPOCHS = (1, 4, 16, 64), (1, 2, 3, 4, 5, 6), 5
ALPHAS, FEWER = (0.025, 0.1), (1, 2, 3)  # groups of 16 at other learning rates than .05: seeds


def make_engines(group: int, s, counts):
    """What the driver calls, with another engine; the weights are those of make_engines."""
    W_in, W_out, engines = ORIGINAL(s, counts)
    if group == 1:
        return W_in, W_out, engines
    settings = {name: getattr(s, name) for name in ("window", "negative", "ns_exponent", "sg")}
    engine = SharedEngine(W_in, W_out, counts, group=group, seed=s.seed, **settings)
    return W_in, W_out, [engine]


ORIGINAL = driver.make_engines


def scores(wv) -> dict[str, float]:
    found = {"classroom analogies": evaluate_analogies(wv, load_analogies(hard=False)).accuracy}
    if find_spec("gensim"):
        from gensim.test.utils import datapath

        questions = load_analogies(datapath("questions-words.txt"))
        found["questions-words"] = evaluate_analogies(wv, questions).accuracy
        found["WordSim-353"] = evaluate_word_pairs(wv, datapath("wordsim353.tsv")).spearman
    return {name: round(float(value), 4) for name, value in found.items()}


def train(corpus, group: int, seeds, **settings) -> dict[str, list[float]]:
    """Scores with these groups, one for each seed."""
    driver.make_engines = partial(make_engines, group)
    settings = {"epochs": EPOCHS, "engine": "numba", "progress": False, **settings}
    runs = [scores(train_word2vec(corpus, seed=seed, **settings)) for seed in seeds]
    found = {test: [run[test] for run in runs] for test in runs[0]}
    for test, values in found.items():
        print(f"group {group:2}, {test}: {mean(values):.4f} ± {stdev(values):.4f}", flush=True)
    return found


def main() -> None:
    corpus = load_corpus("sotu")
    found = {str(group): train(corpus, group, SEEDS) for group in GROUPS}
    other = {str(a): train(corpus, 16, FEWER, alpha=a)["classroom analogies"] for a in ALPHAS}
    what = "scores after training with groups that share their negatives; 1: engine='numba'"
    content = {"what": what, "epochs": EPOCHS, "seeds": list(SEEDS), "scores": found}
    content["group 16, other alphas"] = other  # classroom analogies
    with atomic_write(data_folder() / "shared_negatives.json") as file:
        file.write(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()
