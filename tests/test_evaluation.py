"""Analogies and word pairs: right numbers, honest coverage, the same as gensim and SciPy."""

import os
import subprocess
import sys
from fractions import Fraction
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
from w2vlib.vectors import WordVectors
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
    path.write_text(": one\nking queen\nman  woman\n\n:two (hard)\na b c d\n")
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
    with pytest.raises(TypeError, match="the path must be a str or Path"):
        load_analogies(np.array(["a.txt", "b.txt"]))


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


def test_the_mean_offset_of_two_pairs_is_the_other_ones():
    pairs, found, expected = [("w0", "w1"), ("w2", "w3")], 0, 0
    for seed in range(40):
        wv = random_vectors(8, seed=seed)
        unit = wv.vectors / np.linalg.norm(wv.vectors, axis=1, keepdims=True)
        found += evaluate_analogies(wv, pairs, method="mean_offset").all.right
        for c, other in ((0, 2), (2, 0)):
            point = unit[c] + unit[other + 1] - unit[other]
            expected += answer(unit, point, {c})[0] == c + 1
    assert found == expected > 0


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
    assert evaluate_analogies(wv, {"empty": []})["empty"].total == 0
    scores = evaluate_analogies(wv, families)
    assert [(f.used, f.total) for f in scores.families.values()] == [(2, 2), (2, 6), (0, 2), (0, 0)]
    assert scores["part"].coverage == pytest.approx(1 / 3) and scores["part"].accuracy == 1
    assert np.isnan(scores["unknown"].accuracy) and scores["unknown"].coverage == 0
    assert (scores.used, scores.total, scores.coverage) == (4, 10, 0.4)
    table = repr(scores).splitlines()
    assert table[0].split()[:4] == ["family", "right", "asked", "coverage"]
    assert table[0].endswith("  (offset, top 1)")
    shown = repr(evaluate_analogies(wv, families, exclude=False, topn=2))
    assert "  (offset, top 2, the question's words allowed)\n" in shown
    assert table[3].split() == ["unknown", "-", "0", "0%"]
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
    assert spearman([Fraction(1, 2), 2, 3], [1, 2, 3]) == pytest.approx(1)
    # Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / sqrt(4.5 · 5)
    assert spearman([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(4.5 / np.sqrt(22.5))
    for wrong in ([1, np.nan], [[1, 2], [3, 4]]):
        with pytest.raises(ValueError, match="one row of finite numbers"):
            spearman(wrong, [1, 2])


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
    with pytest.raises(
        ValueError, match=r"line 2: expected word, word, number.* got 'tea cup many'"
    ):
        load_word_pairs(tmp_path / "bad.txt")


SIMLEX = "word1\tword2\tPOS\tSimLex999\tconc(w1)\tSD(SimLex)\n"
WS353 = "Word 1,Word 2,Human (mean)\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tsv", "king\tqueen\t8,5\nman\tbus\t3,25\n"),
        ("a.csv", "king;queen;8,5\nman;bus;3,25\n"),
        ("a.csv", "word1;word2;score\nking;queen;8,5\nman;bus;3,25\n"),
        ("a.txt", "king queen 8,5\nman bus 3,25\n"),
        ("a.csv", '"king","queen",8.5\n"man","bus",3.25\n'),
        ("a.csv", '"king", "queen", "8,5"\n"man", "bus", "3,25"\n'),
        ("a.csv", "'king','queen',8.5\n'man','bus',3.25\n".replace("'", '"')),
        ("SimLex-999.txt", SIMLEX + "king\tqueen\tN\t8.5\t4.8\t1\nman\tbus\tN\t3.25\t4.8\t2\n"),
        ("SimVerb.txt", "king\tqueen\tV\t8.5\tSYNONYMS\nman\tbus\tV\t3.25\tNONE\n"),
        ("combined.csv", WS353 + "king,queen,8.5\nman,bus,3.25\n"),
        ("combined.tab", WS353.replace(",", "\t") + "king\tqueen\t8.5\nman\tbus\t3.25\n"),
        ("set1.csv", WS353[:-1] + ",1,2\n" + "king,queen,8.5,9,8\nman,bus,3.25,3,4\n"),
        ("set2.tab", "Word 1\tWord 2\tHuman (mean)\t1\nking\tqueen\t8.5\t9\nman\tbus\t3.25\t3\n"),
        ("wordsim_similarity_goldstandard.txt", "king\tqueen\t8.50\nman\tbus\t3.25\n"),
        ("rw.txt", "king\tqueen\t8.5\t9\t8\nman\tbus\t3.25\t3\t4\n"),
        ("a.txt", "# remark\n# Word 1\tWord 2\nking\tqueen\t8.5e0\nman\tbus\t+3.25\r\n"),
        ("a.tsv", "word1\tword2\tpoints\nking\tqueen\t8.5\nman\tbus\t3.25\n"),
        ("a.tsv", "Gold word 1\tGold word 2\tGold\nking\tqueen\t8.5\nman\tbus\t3.25\n"),
        ("bom.txt", "\ufeffking queen 8.5\nman bus 3.25"),
    ],
)
def test_the_usual_sets_as_published_and_as_offices_save_them(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    assert load_word_pairs(tmp_path / name) == [("king", "queen", 8.5), ("man", "bus", 3.25)]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "king,queen,8,5\nman,bus,3,2\n", "line 1.*not 4 columns.*decimal comma"),
        ("a.csv", "word1,word2,score\nking,queen,8,5\n", "line 2: expected 3 columns"),
        ("a.tsv", "king\tqueen\tN/A\nman\tbus\t3\n", "line 1.*a missing score 'N/A'"),
        ("a.tsv", "man\tbus\t3\nking\tqueen\tN/A\n", "line 2.*a missing score 'N/A'"),
        ("a.tsv", "king\tqueen\tN\tN/A\n", "line 1: expected word, word, number, not 4 columns"),
        ("a.tsv", "king\tqueen\t-\n", "line 1"),
        ("a.tsv", "king\tqueen\t\n", "line 1"),
        ("a.tsv", "king\tqueen\tnan\n", "line 1"),
        ("a.tsv", "king\tqueen\tinf\n", "line 1"),
        ("a.tsv", "king\tqueen\t8.5x\nman\tbus\t3\n", "line 1"),
        ("a.tsv", "king\tqueen\t1e999\n", "line 1"),
        ("a.tsv", "king\tqueen\t1_0\n", "line 1"),
        ("a.tsv", "king queen\t8\n", "line 1: expected word, word, number"),
        ("a.tsv", "king\tqueen\t8\nman\tbus\n", "line 2: expected 3 columns"),
        ("a.tsv", "king\t\t8\n", "line 1: expected word, word, number"),
        ("a.csv", '"king,queen,8\n', "line 1"),
        ("a.txt", "einen heissen hund 3\n", "line 1"),
        ("a.txt", "word1 word2 score\n", "holds no pairs"),
        ("a.txt", "# nothing\n", "holds no pairs"),
        ("a.tsv", "word1\tword2\tPOS\tx\nking\tqueen\tN\t3\n", "no column is named score"),
        ("a.tsv", "단어1\t단어2\t점수\nking\tqueen\t3\n", r"line 1.*a heading\? write # before"),
    ],
)
def test_damaged_rows_are_named_and_never_dropped(tmp_path, name, text, message):
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    with pytest.raises(ValueError, match=message):
        load_word_pairs(tmp_path / name)


def test_words_that_a_heading_might_hold_are_words(tmp_path):
    (tmp_path / "a.tsv").write_text("average\tmean\t8.5\n")
    assert load_word_pairs(tmp_path / "a.tsv") == [("average", "mean", 8.5)]
    (tmp_path / "a.tsv").write_text("word\tletter\t7.5\n")
    assert load_word_pairs(tmp_path / "a.tsv") == [("word", "letter", 7.5)]


@pytest.mark.parametrize(
    "row",
    ["ab1", b"ab1", (3, "king", 8), ("", "king", 8), "king queen 8", ("king", "queen"),
     ("king", "queen", "N/A"), ("king", "queen", None),
     ("king", "queen", float("nan")), ("king", "queen", 10**400), ("king", "queen", True),
     ("king", 3, 8), (b"king", b"queen", 8), ("king", "queen", 8, 9), 7, None],
)  # fmt: skip
def test_pairs_that_are_none_are_counted_out_loud(row):
    wv = vectors_of(SQUARE)
    with pytest.raises(ValueError, match=r"pair 3 must be \(word, word, number\)"):
        evaluate_word_pairs(wv, [("king", "queen", 1), ("man", "woman", 2), row])


def test_two_pairs_are_the_fewest():
    wv = vectors_of(SQUARE)
    pairs = [["king", "queen", 1], ("man", "queen", "0,5"), ("tea", "cup", 3)]
    assert evaluate_word_pairs(wv, pairs).used == 2
    with pytest.raises(ValueError, match=r"1 of 2 pairs .* 2 or more are needed"):
        evaluate_word_pairs(wv, pairs[1:])
    with pytest.raises(ValueError, match="0 of 0 pairs"):
        evaluate_word_pairs(wv, [])


CASED = {"King": [1, 0, 1], "Queen": [1, 1, 1], "Man": [-1, 0, 1], "Woman": [-1, 1, 1],
         "king": [1, 0.1, 1.1], "queen": [0, 1, -9]}  # fmt: skip


def test_cased_vectors_are_asked_in_any_case():
    wv = vectors_of(CASED)
    question = [("man", "WOMAN", "king", "queen")]
    scores = evaluate_analogies(wv, question)
    assert (scores.used, scores.accuracy) == (1, 1) and "upper and lower case alike" in repr(scores)
    assert evaluate_analogies(wv, question, case_insensitive=False).used == 0
    exact = [("Man", "Woman", "King", "Queen")]
    assert "alike" not in repr(evaluate_analogies(wv, exact, case_insensitive=False))
    assert "alike" not in repr(evaluate_analogies(vectors_of(SQUARE), [("man", "woman")] * 2))
    pairs = [("king", "queen", 2), ("king", "woman", 1)]
    assert evaluate_word_pairs(wv, pairs).used == 2
    with pytest.raises(ValueError, match="0 of 2 pairs"):
        evaluate_word_pairs(
            wv, [("KING", "queen", 1), ("king", "woman", 2)], case_insensitive=False
        )


def test_gensim_folds_the_case_alike(tmp_path):
    words = [w for i in range(40) for w in (f"W{i}", f"w{i}")][:60] + [
        f"Only{i}" for i in range(20)
    ]
    rows = np.random.default_rng(3).normal(size=(len(words), 4)).astype(np.float32)
    models = pytest.importorskip("gensim.models", reason="gensim is not installed")
    theirs = models.KeyedVectors(4)
    # In gensim each spelling is an answer of its own; here only the commonest takes part.
    first = [i for i, w in enumerate(words) if w[0].isupper()]
    theirs.add_vectors([words[i] for i in first], rows[first])
    rng = np.random.default_rng(4)
    questions = [tuple(f"w{i}" for i in rng.choice(30, 4, replace=False)) for _ in range(300)]
    file = tmp_path / "q.txt"
    file.write_text(": f\n" + "\n".join(" ".join(q) for q in questions) + "\n")
    score, _ = theirs.evaluate_word_analogies(str(file), case_insensitive=True)
    ours = evaluate_analogies(WordVectors(rows, words), questions)
    assert ours.used == 300 and ours.accuracy == pytest.approx(score)


@pytest.mark.parametrize(
    "rows",
    [["man woman", "king queen"], [["man", "woman"], ["king", "queen"]],
     np.array([["man", "woman"], ["king", "queen"]]), (("man", "woman"), "king queen")],
)  # fmt: skip
def test_rows_may_be_lines_lists_or_arrays(rows):
    wv = vectors_of(SQUARE)
    for sections in (rows, {"family": rows}):
        assert evaluate_analogies(wv, sections).used == 2


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"f": "man woman"}, "family 'f' must be a list of rows"),
        ({"f": 3}, "must be a list of rows"),
        ({"f": None}, "must be a list of rows"),
        (3, "must be a list of rows"),
        ([3], "a row must be a list of words"),
        ([("man", 3)], "a row must hold str"),
        ([("man", "woman", "king")], "two words a row .* or four"),
        (["man woman king"], "two words a row .* or four"),
        ([("man", "woman"), ("man", "woman", "king", "queen")], "alike"),
        ([b"man woman"], "a row must be a list of words"),
    ],
)
def test_rows_that_are_none(sections, message):
    with pytest.raises((TypeError, ValueError), match=message):
        evaluate_analogies(vectors_of(SQUARE), sections)


@pytest.mark.parametrize("scale", [1e-30, 1e-25, 1e19, 1e30])
def test_scores_know_no_scale(scale):
    rng = np.random.default_rng(0)
    words = [f"w{i}" for i in range(30)]
    rows = rng.normal(size=(30, 5)).astype(np.float32)
    sizes = np.float32(scale) ** rng.integers(0, 2, (30, 1)).astype(np.float32)
    questions = [tuple(rng.choice(words, 4, replace=False)) for _ in range(200)]
    pairs = [(*rng.choice(words, 2, replace=False), rng.random()) for _ in range(50)]
    one, other = (WordVectors(x, words) for x in (rows, rows * sizes))
    assert repr(evaluate_analogies(one, questions)) == repr(evaluate_analogies(other, questions))
    same = evaluate_word_pairs(one, pairs).spearman
    assert evaluate_word_pairs(other, pairs).spearman == pytest.approx(same, abs=1e-3)


@pytest.mark.parametrize("encoding", ["cp949", "cp932", "ascii", "latin-1"])
def test_printing_a_result_never_fails(encoding):
    code = (
        "import numpy as np\nfrom w2vlib import *\n"
        "wv = WordVectors(np.eye(3), ['naïve', '말', '\U0001f600'])\nprint(wv)\n"
        "print(evaluate_analogies(wv, {'é말\U0001f600': [('x', 'y', 'z', 'w')]}))\n"
        "print(evaluate_word_pairs(wv, [('naïve', '말', 1), ('말', '\U0001f600', 2)]))"
    )
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_gensims_copies_of_the_usual_sets_are_read():
    utils = pytest.importorskip("gensim.test.utils", reason=NO_GENSIM)
    assert len(load_word_pairs(utils.datapath("wordsim353.tsv"))) == 353
    assert len(load_word_pairs(utils.datapath("simlex999.txt"))) == 999
    questions = load_analogies(utils.datapath("questions-words.txt"))
    assert len(questions) == 14 and sum(map(len, questions.values())) == 19_544


@pytest.mark.parametrize("nothing", [None, 5, "king", object()])
def test_what_has_no_vectors(nothing):
    with pytest.raises(TypeError, match="key_to_index"):
        evaluate_analogies(nothing, [("a", "b"), ("c", "d")])
    with pytest.raises(TypeError, match="key_to_index"):
        evaluate_word_pairs(nothing, [("a", "b", 1)])
    if nothing != "king":
        with pytest.raises(TypeError, match="pairs must be a file or a list"):
            evaluate_word_pairs(vectors_of(SQUARE), nothing)
