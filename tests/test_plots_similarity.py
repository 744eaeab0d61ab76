"""Pictures and explorers of lesson 08: their numbers are those of the vectors."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from ipywidgets.widgets import widget as registry

from w2vlib import WordVectors, evaluate_analogies, load_analogies
from w2vlib.lessons.pca import pca
from w2vlib.plots.analogy import corner, family_of, show_analogy
from w2vlib.plots.plane import compare_words, nearest
from w2vlib.plots.similarity import ranking, show_neighbours
from w2vlib.widgets.similarity import (
    explore_analogy,
    explore_neighbours,
    explore_words,
    stored_sets,
)

SETS = stored_sets()
ONE, TWO = "all years, seed 1", "all years, seed 2"
WV = SETS[ONE]
TINY = WordVectors([[3, 1], [1.5, 0.5], [8, 4], [0, 2]], ["a", "b", "c", "d"], [9, 5, 3, 1])


def shown(picture) -> list[str]:
    return re.findall(r">([^<>]+)</text>", str(picture))


# --- neighbours -----------------------------------------------------------------------------------


def test_cosine_and_dot_product_order_differently():
    assert [w for w, _ in ranking(TINY, ["a"])] == ["b", "c", "d"]
    assert ranking(TINY, ["a"], measure="dot product") == [("c", 28.0), ("b", 5.0), ("d", 2.0)]
    assert ranking(TINY, ["a"], measure="dot product", exclude=False, topn=2)[1] == ("a", 10.0)
    assert ranking(TINY, ["a"], ["b"], "dot product")[0] == ("c", 14.0)
    assert len(ranking(TINY, ["a"], ["b"], "dot product", topn=9)) == 2


@pytest.mark.parametrize("measure", ["cosine", "dot product"])
@pytest.mark.parametrize("exclude", [True, False])
@pytest.mark.parametrize("word", ["increase", "king"])
def test_neighbours_are_those_of_the_vectors(word, measure, exclude):
    picture = show_neighbours(word, {ONE: WV, TWO: SETS[TWO]}, measure, exclude, 7)
    texts = shown(picture)
    for name in (ONE, TWO):
        wv = SETS[name]
        scores = wv.unit @ wv.unit[wv.get_index(word)]
        if measure == "dot product":
            scores = wv.vectors @ wv[word]
        order = [i for i in np.argsort(-scores) if not exclude or wv.index_to_key[i] != word][:7]
        for i in order:
            assert wv.index_to_key[i] in texts and f"{scores[i]:.2f}" in texts
            assert f"{wv.counts[i]:,}" in texts
    both = [{w for w, _ in ranking(SETS[n], [word], (), measure, exclude, 7)} for n in (ONE, TWO)]
    assert f"{len(both[0] & both[1])} of 7 neighbours are the same" in picture.desc
    assert texts.count("only") == 2 * (7 - len(both[0] & both[1]))


def test_neighbours_refuse_what_cannot_be():
    with pytest.raises(ValueError, match="in before 1900: 'internet' is not in the vocabulary"):
        show_neighbours("internet", {"before 1900": SETS["before 1900"]})
    with pytest.raises(ValueError, match="one or two sets"):
        show_neighbours("king", {})
    with pytest.raises(ValueError, match="from 1 to 15, got 99"):
        show_neighbours("king", {ONE: WV}, n=99)
    with pytest.raises(ValueError, match="cosine, dot product, got 'angle'"):
        show_neighbours("king", {ONE: WV}, "angle")


# --- one analogy ----------------------------------------------------------------------------------


@given(arrays(np.float64, (4, 5), elements=st.floats(-1, 1, width=16)))
@settings(max_examples=60)
def test_the_plane_is_true(rows):
    rows += np.eye(4, 5)  # no zero vectors, no three on a line
    wv = WordVectors(rows, list("abcd"))
    u = wv.unit.astype(np.float64)
    if np.linalg.svd(u[1:3] - u[0], compute_uv=False)[-1] < 1e-3:
        return
    at = corner(wv, *"abcd")
    a, b, fourth, c = at["points"]
    assert np.allclose(b - a, fourth - c, atol=1e-9)  # a parallelogram
    true = [np.linalg.norm(u[i] - u[j]) for i, j in ((1, 0), (2, 0), (2, 1))]
    drawn = [np.linalg.norm(p - q) for p, q in ((b, a), (c, a), (c, b))]
    assert np.allclose(true, drawn, atol=1e-9)
    flat = np.linalg.norm(at["d"] - a)
    assert np.isclose(np.hypot(flat, at["off"]), np.linalg.norm(u[3] - u[0]), atol=1e-6)


def test_an_exact_rectangle_has_its_corner_on_the_fourth_word():
    wv = WordVectors([[1, 1, 1], [1, 1, -1], [1, -1, 1], [1, -1, -1]], list("abcd"))
    at = corner(wv, *"abcd")
    assert np.allclose(at["points"][2], at["d"]) and at["off"] < 1e-6
    assert round(at["cosine"], 6) == 1 == round(at["parallel"], 6)


@pytest.mark.parametrize("exclude", [True, False])
@pytest.mark.parametrize("words", [("make", "made", "pay"), ("france", "french", "spain")])
def test_the_numbers_of_an_analogy(words, exclude):
    a, b, c = words
    picture = show_analogy(WV, a, b, c, exclude=exclude)
    texts = shown(picture)
    for found in (
        WV.most_similar([b, c], [a], topn=8, exclude=exclude),
        WV.most_similar(c, topn=8, exclude=exclude),
    ):
        for word, score in found:
            assert f"{score:.2f}" in texts and any(t in (word, f"{word} ✓") for t in texts)
    family, d = family_of(a, b, c)
    answers = [w for w, _ in WV.most_similar([b, c], [a], topn=50, exclude=exclude)]
    assert f"it is number {1 + answers.index(d)} of 11,111" in picture.desc
    pairs = load_analogies()[family]
    asked = evaluate_analogies(WV, [(a, b, *p) for p in pairs if p != (a, b)], exclude)
    assert f"The other {asked.total} pairs of the family {family}, 100% covered" in picture.desc
    assert f"this offset finds {asked.all.right}," in picture.desc


def test_coverage_shows_where_words_are_missing():
    new = SETS["from 1945"]  # it has no "herself": nothing is expected then
    picture = show_analogy(new, "man", "woman", "himself")
    assert "The other 8 pairs of the family gender (hard), 88% covered" in picture.desc
    assert "(first answer)" in str(picture) and "✓" not in str(picture)


def test_an_expected_answer_can_be_given():
    picture = show_analogy(WV, "man", "woman", "king", "queen")
    order = [w for w, _ in WV.most_similar(["woman", "king"], ["man"], topn=1000)]
    assert order.index("queen") > 50 and "sir" in shown(picture)
    assert f"corner and queen: 0.48; by cosine it is number {1 + order.index('queen')} of" in (
        picture.desc
    )
    assert "in no family" in show_analogy(WV, "gold", "coin", "france").desc


def test_an_analogy_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="span no plane"):
        show_analogy(WV, "king", "king", "man")
    with pytest.raises(KeyError, match="'kng' is not in the vocabulary; near: 'king'"):
        show_analogy(WV, "man", "woman", "kng")


# --- a list of words ------------------------------------------------------------------------------


@given(arrays(np.float64, (5, 7), elements=st.floats(-2, 2, width=16)))
@settings(max_examples=60)
def test_pca_keeps_all_distances_when_all_axes_are_kept(X):
    points, shares = pca(X)
    assert np.allclose(points.mean(0), 0, atol=1e-9)
    assert np.isclose(((points[0] - points[1]) ** 2).sum(), ((X[0] - X[1]) ** 2).sum())
    assert np.isclose(shares.sum(), 1) or np.allclose(X, X[0])
    assert (np.diff(shares) <= 1e-9).all()


def test_the_heat_map_holds_the_cosines_and_the_share_is_said():
    words = ["january", "february", "three", "four", "france", "spain", "britain", "england"]
    picture = compare_words(words, WV)
    texts = shown(picture)
    for i, one in enumerate(words):
        for other in words[:i]:
            assert f"{WV.similarity(one, other):.2f}" in texts
    unit = WV.unit[[WV.get_index(w) for w in words]]
    points, shares = pca(unit)
    assert f"Flat: {shares[:2].sum():.0%} of the spread is shown" in texts
    wrong = int((nearest(points[:, :2]) != nearest(unit)).sum())
    assert f"{wrong} of 8 words: another looks nearer" in picture.desc
    assert str(picture).count("stroke-dasharray") == wrong > 0


def test_word_lists_that_cannot_be_shown():
    with pytest.raises(ValueError, match=r"3 to 10 different words .* got 2"):
        compare_words(["king", "king", "queen"], WV)
    with pytest.raises(KeyError, match="'kng'"):
        compare_words(["kng", "king", "queen"], WV)


# --- the explorers --------------------------------------------------------------------------------


def test_every_control_of_the_neighbours_moves_the_picture():
    explorer = explore_neighbours()
    both = {name: SETS[name] for name in (ONE, TWO)}
    assert explorer.view.value == str(show_neighbours("increase", both))
    explorer.controls["word"].source.value = " King "
    explorer.controls["measure"].source.value = "dot product"
    explorer.controls["exclude"].source.value = False
    explorer.controls["n"].slider.value = 5
    explorer.controls["left"].source.value = "from 1945"
    explorer.controls["right"].source.value = "none"
    one = {"from 1945": SETS["from 1945"]}
    assert explorer.view.value == str(show_neighbours("king", one, "dot product", False, 5))
    assert 1000 <= len(explorer.controls["word"].source.options) <= 3000


def test_every_control_of_the_analogy_moves_the_picture():
    explorer = explore_analogy()
    assert explorer.view.value == str(show_analogy(WV, "make", "made", "pay"))
    new = {"a": "man", "b": "woman", "c": "king", "expected": "queen"}
    explorer.set(**new, exclude=False, measure="dot product", vectors=TWO)
    wanted = show_analogy(SETS[TWO], **new, exclude=False, measure="dot product")
    assert explorer.view.value == str(wanted)


CASED = WordVectors(np.eye(4) + 0.1, ["Paris", "paris", "NATO", "Straße"])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Paris", "Paris"),
        ("paris", "paris"),
        ("PARIS", "paris"),
        ("nato", "NATO"),
        ("STRASSE", "Straße"),
    ],
)
def test_own_words_with_capitals_are_reached(typed, found):
    own = {"mine": CASED}
    explorer = explore_neighbours(typed, own=own, right="none", n=3)
    assert f"nearest to &#x27;{found}&#x27;" in explorer.view.value
    explorer = explore_words(f"{typed} NATO paris Paris", own=own)
    assert found in explorer.picture.alt and "NATO" in explorer.picture.alt
    others = [word for word in CASED.index_to_key if word != found]
    assert found in explore_analogy(typed, *others[:2], "", own=own).picture.alt


def test_words_and_own_vectors():
    explorer = explore_words("a b c", own={"mine": TINY})
    assert explorer.view.value == str(compare_words(["a", "b", "c"], TINY))
    explorer.controls["words"].source.value = "king  queen Prince"
    assert "not in the vocabulary" in explorer.hint.value
    explorer.controls["vectors"].source.value = ONE
    assert explorer.view.value == str(compare_words(["king", "queen", "prince"], WV))
    assert explore_neighbours("b", own={"mine": TINY}, right="none").state["left"] == "mine"
    assert explore_analogy("a", "d", "c", own={"mine": TINY}).state["vectors"] == "mine"


@pytest.mark.parametrize(
    "make, control, typed, hint",
    [
        (explore_neighbours, "word", "frannce", "near: &#x27;france&#x27;"),
        (explore_neighbours, "word", "", "type one word"),
        (explore_neighbours, "word", "1e9", "not in the vocabulary"),
        (explore_neighbours, "n", "1e9", "from 1 to 15"),
        (explore_analogy, "c", "", "type one word"),
        (explore_analogy, "expected", "zzz", "not in the vocabulary"),
        (explore_analogy, "b", "make", "span no plane"),
        (explore_words, "words", "", "3 to 10 different words"),
        (explore_words, "words", "king " * 50, "3 to 10 different words"),
    ],
)
def test_bad_input_gives_a_hint_and_keeps_the_picture(make, control, typed, hint):
    explorer = make()
    before = explorer.view.value
    explorer.controls[control].source.value = typed
    assert hint in explorer.hint.value and explorer.view.value == before


def test_rebuilding_leaks_no_widgets():
    for make in (explore_neighbours, explore_analogy, explore_words):
        make()
        before = len(registry._instances)
        for _ in range(100):
            make()
        assert len(registry._instances) == before
