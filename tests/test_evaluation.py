"""Analogies and word pairs: right numbers, honest coverage, the same as gensim and SciPy."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vlib.evaluation import (
    evaluate_analogies,
    evaluate_word_pairs,
    load_analogies,
    load_word_pairs,
)
from w2vlib.word_pairs import spearman


def vectors_of(table):
    """A minimal set of word vectors: {word: row}."""
    words = list(table)
    return SimpleNamespace(
        vectors=np.array(list(table.values()), dtype=np.float32),
        index_to_key=words,
        key_to_index={word: i for i, word in enumerate(words)},
    )


def random_vectors(n_words=60, size=5, seed=0):
    rng = np.random.default_rng(seed)
    return vectors_of({f"w{i}": rng.normal(size=size) for i in range(n_words)})


# --- reading --------------------------------------------------------------------------------------


def test_both_formats_are_read(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(": one\nking queen\nman  woman\n\n: two (hard)\na b c d\n")
    assert load_analogies(path) == {
        "one": [("king", "queen"), ("man", "woman")],
        "two (hard)": [("a", "b", "c", "d")],
    }
    assert list(load_analogies(path, hard=False)) == ["one"]
    path.write_text("a b\nc d")
    assert load_analogies(path) == {"analogies": [("a", "b"), ("c", "d")]}


def test_classroom_families():
    families = load_analogies()
    assert ("france", "french") in families["country-adjective"]
    assert [name for name in families if "hard" in name] == list(families)[-4:]


@pytest.mark.parametrize("lines", [": f\na b c", ": f\na b\na b c d", ": f\na"])
def test_bad_analogy_lines_are_named(tmp_path, lines):
    path = tmp_path / "bad.txt"
    path.write_text(lines)
    number = len(lines.splitlines())
    with pytest.raises(ValueError, match=f"line {number}: expected two words a line"):
        load_analogies(path)
    with pytest.raises(FileNotFoundError, match=r"near: 'bad\.txt'"):
        load_analogies(tmp_path / "bed.txt")


# --- analogies ------------------------------------------------------------------------------------

# Two directions that are exactly alike, and a far-off word.
NO_GENSIM = "gensim is not installed (extra dev; no wheel for Python 3.14 and later)"
SQUARE = {
    "man": [1, 0, 0, 1],
    "woman": [1, 1, 0, 1],
    "king": [1, 0, 1, 1],
    "queen": [1, 1, 1, 1],
    "stone": [-1, 0, 0, 0],
}


def answer(unit, point, forbidden):
    """The nearest word by a plain loop: the specification."""
    order = sorted(range(len(unit)), key=lambda i: (-float(unit[i] @ point), i))
    return [i for i in order if i not in forbidden]


@pytest.mark.parametrize("exclude", [True, False])
@pytest.mark.parametrize("topn", [1, 5])
def test_offset_against_the_loop(exclude, topn):
    wv = random_vectors()
    pairs = [(f"w{i}", f"w{i + 20}") for i in range(20)]
    unit = wv.vectors / np.linalg.norm(wv.vectors, axis=1, keepdims=True)
    right = 0
    for a in range(20):
        for c in range(20):
            if a != c:
                point = unit[a + 20] - unit[a] + unit[c]
                forbidden = {a, a + 20, c} if exclude else set()
                right += c + 20 in answer(unit, point, forbidden)[:topn]
    scores = evaluate_analogies(wv, pairs, exclude=exclude, topn=topn)
    assert (scores.all.right, scores.used, scores.total) == (right, 380, 380)


def test_mean_offset_and_no_offset_against_the_loop():
    wv = random_vectors(seed=4)
    # Pull the pairs into one direction, so that some of the answers are right.
    wv.vectors[20:30] = wv.vectors[:10] + np.float32([2, 0, 0, 0, 0])
    pairs = [(f"w{i}", f"w{i + 20}") for i in range(10)]
    unit = wv.vectors / np.linalg.norm(wv.vectors, axis=1, keepdims=True)
    mean_right = none_right = 0
    for c in range(10):
        others = [unit[a + 20] - unit[a] for a in range(10) if a != c]
        mean_right += answer(unit, unit[c] + np.mean(others, axis=0), {c})[0] == c + 20
        none_right += answer(unit, unit[c], {c})[0] == c + 20
    mean = evaluate_analogies(wv, pairs, method="mean_offset")
    none = evaluate_analogies(wv, pairs, method="no_offset")
    assert (mean.all.right, mean.used) == (mean_right, 10)
    assert (none.all.right, none.used) == (none_right, 10)
    assert mean_right > none_right


def test_four_words_a_line_ask_the_same_as_pairs():
    wv = random_vectors(seed=2)
    pairs = [(f"w{i}", f"w{i + 9}") for i in range(9)]
    fours = [(*p, *q) for p in pairs for q in pairs if p != q]
    for method in ("offset", "mean_offset", "no_offset"):
        for topn in (1, 10):
            two = evaluate_analogies(wv, pairs, method=method, topn=topn)
            four = evaluate_analogies(wv, fours, method=method, topn=topn)
            assert two.all == four.all


def test_the_square_and_what_excluding_does():
    wv = vectors_of(SQUARE)
    pairs = {"gender": [("man", "woman"), ("king", "queen")]}
    assert evaluate_analogies(wv, pairs).accuracy == 1
    assert evaluate_analogies(wv, {"g": [("man", "stone")]}, method="no_offset").accuracy == 0
    near = {"a": [1, 0], "b": [1, 0.1], "c": [0, 1], "d": [0.5, 1]}
    family = [("a", "b", "c", "d")]
    assert evaluate_analogies(vectors_of(near), family).accuracy == 1
    assert evaluate_analogies(vectors_of(near), family, exclude=False).accuracy == 0  # says c


def test_coverage_counts_what_could_not_be_asked():
    wv = vectors_of(SQUARE)
    families = {
        "known": [("man", "woman"), ("King", "QUEEN")],  # lower case is tried too
        "part": [("man", "woman"), ("king", "queen"), ("boy", "girl")],
        "unknown": [("boy", "girl"), ("uncle", "aunt")],
        "single": [("man", "woman")],
    }
    scores = evaluate_analogies(wv, families)
    assert [(f.used, f.total) for f in scores.families.values()] == [(2, 2), (2, 6), (0, 2), (0, 0)]
    assert scores["part"].coverage == pytest.approx(1 / 3) and scores["part"].accuracy == 1
    assert np.isnan(scores["unknown"].accuracy) and scores["unknown"].coverage == 0
    assert (scores.used, scores.total, scores.coverage) == (4, 10, 0.4)
    table = repr(scores).splitlines()
    assert table[0].split()[:4] == ["family", "right", "asked", "coverage"]
    assert table[3].split() == ["unknown", "–", "0", "0%"]
    assert table[-1].split() == ["all", "100%", "4", "40%"]


def test_vectors_that_say_nothing_win_nothing():
    pairs = [("w0", "w30"), ("w1", "w31"), ("w2", "w32")]
    wv = random_vectors()
    wv.vectors[:] = 0
    assert evaluate_analogies(wv, pairs).accuracy == 0
    wv.vectors[3] = np.nan
    with pytest.raises(ValueError, match="some vectors are not finite"):
        evaluate_analogies(wv, pairs)


def test_analogy_arguments():
    wv = vectors_of(SQUARE)
    with pytest.raises(ValueError, match="method must be one of offset, mean_offset, no_offset"):
        evaluate_analogies(wv, [("man", "king")], method="cosine")
    with pytest.raises(ValueError, match="topn must be 1 or more, got 0"):
        evaluate_analogies(wv, [("man", "king")], topn=0)


def test_gensim_counts_the_same(tmp_path):
    models = pytest.importorskip("gensim.models", reason=NO_GENSIM)
    wv = models.KeyedVectors(8)
    rng = np.random.default_rng(5)
    words = [f"word{i}" for i in range(40)]
    wv.add_vectors(words, rng.normal(size=(40, 8)).astype(np.float32))
    wv.vectors[20:] = wv.vectors[:20] + rng.normal(size=8) + rng.normal(size=(20, 8)) / 2
    wv.fill_norms(force=True)
    pairs = [(words[i], words[i + 20]) for i in range(20)]
    path = tmp_path / "questions.txt"
    lines = [" ".join((*p, *q)) for p in pairs for q in pairs if p != q]
    path.write_text("\n".join([": one", *lines, "word0 word1 word2 unknown"]))
    share, sections = wv.evaluate_word_analogies(str(path))
    scores = evaluate_analogies(wv, path)
    assert scores.accuracy == pytest.approx(share)
    assert 0 < scores.all.right == len(sections[0]["correct"]) < 380
    assert (scores.used, scores.total) == (380, 381)


# --- word pairs -----------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(-4, 4), st.floats(-1e3, 1e3)), min_size=2, max_size=30))
def test_spearman_equals_scipys(points):
    stats = pytest.importorskip("scipy.stats", reason="SciPy is not installed (extra dev)")
    x, y = np.array(points, dtype=float).T
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert np.isnan(spearman(x, y))
    else:
        assert spearman(x, y) == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)


def test_spearman_by_hand():
    assert spearman([1, 2, 3], [10, 20, 900]) == pytest.approx(1)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    # Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / sqrt(4.5 · 5)
    assert spearman([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(4.5 / np.sqrt(22.5))
    with pytest.raises(ValueError, match="finite"):
        spearman([1, np.nan], [1, 2])


def test_word_pairs_with_coverage():
    wv = vectors_of({"a": [1, 0], "b": [1, 0.1], "c": [1, 1], "d": [0, 1], "zero": [0, 0]})
    pairs = [("a", "b", 9), ("A", "c", 5), ("a", "d", 1), ("a", "unknown", 7)]
    scores = evaluate_word_pairs(wv, pairs)
    assert scores.spearman == pytest.approx(1)
    assert (scores.used, scores.total, scores.coverage) == (3, 4, 0.75)
    assert repr(scores) == (
        "Spearman 1.000 on 3 of 4 pairs (75% have both words in the vocabulary)"
    )
    assert np.isfinite(evaluate_word_pairs(wv, [*pairs, ("zero", "a", 0)]).spearman)
    with pytest.raises(ValueError, match="0 of 1 pairs"):
        evaluate_word_pairs(wv, [("x", "y", 1)])


def test_word_pair_files(tmp_path):
    rows = [("old", "new", 1.5), ("tea", "cup", 8.0)]
    for name, text in {
        "tabs.tsv": "# a remark\nWord 1\tWord 2\tScore\nold\tnew\t1.5\ntea\tcup\t8\textra\n",
        "commas.csv": "one,two,score\nold,new,1.5\n\ntea,cup,8\n",
        "spaces.txt": "old new 1.5\ntea cup 8\n",
    }.items():
        (tmp_path / name).write_text(text)
        assert load_word_pairs(tmp_path / name) == rows
    (tmp_path / "bad.txt").write_text("old new 1.5\ntea cup many\n")
    with pytest.raises(ValueError, match="line 2: expected word, word, number, got 'tea cup many'"):
        load_word_pairs(tmp_path / "bad.txt")


def test_gensims_copies_of_the_usual_sets_are_read():
    utils = pytest.importorskip("gensim.test.utils", reason=NO_GENSIM)
    assert len(load_word_pairs(utils.datapath("wordsim353.tsv"))) == 353
    assert len(load_word_pairs(utils.datapath("simlex999.txt"))) == 999
    questions = load_analogies(utils.datapath("questions-words.txt"))
    assert len(questions) == 14 and sum(map(len, questions.values())) == 19_544
