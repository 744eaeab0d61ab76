"""Quality at equal settings: our engines against gensim, on the sets that gensim brings along."""

from __future__ import annotations

from importlib.util import find_spec
from statistics import mean, variance

from measure import Row, rounded, row, tell

from w2vlib import evaluate_analogies, evaluate_word_pairs, load_analogies, train_word2vec
from w2vlib.corpus import load_corpus

# test: how far two means of six seeds may lie apart, to either side; fixed before the first run.
TESTS = {"WS-353": 0.010, "SimLex": 0.008, "questions-words": 0.003}


def gensim_vectors(corpus, seed: int, sample: float, epochs: int):
    from gensim.models import Word2Vec

    words, counts = corpus.vocab.index_to_key, corpus.vocab.counts.tolist()
    sentences = [[words[i] for i in s] for s in corpus.sentences()]
    model = Word2Vec(vector_size=100, window=5, min_count=1, negative=5, sg=0, sample=sample,
                     workers=1, alpha=0.05, min_alpha=1e-4, seed=seed)  # fmt: skip
    model.build_vocab_from_freq(dict(zip(words, counts, strict=True)))
    model.train(sentences, total_examples=len(sentences), epochs=epochs)
    return model.wv


def scores(wv) -> dict[str, float]:
    from gensim.test.utils import datapath

    return {
        "WS-353": evaluate_word_pairs(wv, datapath("wordsim353.tsv")).spearman,
        "SimLex": evaluate_word_pairs(wv, datapath("simlex999.txt")).spearman,
        "questions-words": evaluate_analogies(
            wv, load_analogies(datapath("questions-words.txt"))
        ).accuracy,
    }


def against_gensim(seeds=(1, 2, 3, 4, 5, 6), epochs: int = 5) -> tuple[list[dict], list[Row]]:
    """A table entry for each engine and sample, and the difference from gensim as Rows."""
    if find_spec("gensim") is None:
        return [], []
    corpus, table, rows = load_corpus("sotu"), [], []
    for sample in (0.0, 1e-3):
        found = {"numba": [], "numpy": [], "gensim": []}
        for seed in seeds:
            for name in found:
                tell(f"quality: {name}, sample={sample:g}, seed {seed}")
                if name == "gensim":
                    wv = gensim_vectors(corpus, seed, sample, epochs)
                else:
                    wv = train_word2vec(
                        corpus, sample=sample, epochs=epochs, seed=seed, engine=name, progress=False
                    )
                found[name].append(scores(wv))
        for name, runs in found.items():
            for test in TESTS:
                values = [run[test] for run in runs]
                entry = {"engine": name, "sample": sample, "test": test, "epochs": epochs}
                table.append(
                    {**entry, "mean": rounded(mean(values)), "seeds": [*map(rounded, values)]}
                )
        for name in ("numba", "numpy"):
            for test in TESTS:
                a, b = ([r[test] for r in found[x]] for x in (name, "gensim"))
                apart = mean(a) - mean(b)
                error = ((variance(a) + variance(b)) / len(seeds)) ** 0.5
                part = "Quality, 5 epochs, CBOW: how far two means lie apart"
                what = f"|{name} − gensim|, {test}, sample={sample:g}, {len(seeds)} seeds"
                # low, high: one standard error of the difference to either side, with its sign
                rows.append(Row(part, what, abs(apart), apart - error, apart + error, "",
                                TESTS[test], at_most=True))  # fmt: skip
    return table, rows


def classroom(seeds=(1, 2, 3), epochs: int = 15) -> list[Row]:
    """The families chosen because they work, after 15 epochs with the defaults."""
    corpus, values = load_corpus("sotu"), []
    for seed in seeds:
        tell(f"classroom analogies, seed {seed}")
        wv = train_word2vec(corpus, epochs=epochs, seed=seed, progress=False)
        values.append(100 * evaluate_analogies(wv, load_analogies(hard=False)).accuracy)
    return [row("Quality", "classroom analogies, 15 epochs, defaults", values, "%", 65)]
