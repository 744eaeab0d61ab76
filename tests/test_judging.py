"""Lesson 08: pairs and their rule, intervals, tables of answers, the rotation, the map."""

import json

import numpy as np
import pytest

from w2vlib import WordVectors, load_analogies, load_vectors
from w2vlib.evaluation import evaluate_analogies
from w2vlib.lessons import judging
from w2vlib.plots.word_map import show_map, true_neighbours, word_map
from w2vlib.setup.datafiles import data_file

WV = load_vectors("sotu")
EASY = load_analogies(hard=False)


def test_pairs_are_scored_by_the_rule_on_the_card_and_known():
    rule = {
        "near-synonym": (4, 4), "same kind": (2, 3), "opposite": (1, 3), "related": (1, 3),
        "unrelated": (0, 0),
    }  # fmt: skip
    pairs = judging.load_pairs()
    assert len(pairs) == 147 and len({frozenset(p[:2]) for p in pairs}) == 147
    for pair in pairs:
        assert (pair.alike, pair.related) == rule[pair.kind]
        for word in pair[:2]:
            assert WV.counts[WV.get_index(word)] >= 20
    by_loop = [WV.similarity(p.one, p.other) for p in pairs]
    assert np.allclose(judging.cosines(WV, pairs), by_loop, atol=1e-6)


def test_the_interval_of_a_mean_is_that_of_theory():
    x = np.random.default_rng(3).standard_normal(400)
    low, high = judging.interval(lambda rows: x[rows].mean(), len(x), times=2000)
    half = 1.96 * x.std() / 20
    assert low == pytest.approx(x.mean() - half, abs=0.015)
    assert high == pytest.approx(x.mean() + half, abs=0.015)


def test_tables_of_answers_are_those_of_evaluate_analogies():
    for name in ("comparative", "noun-adjective", "country-adjective"):
        pairs = EASY[name]
        for method in ("offset", "mean_offset", "no_offset"):
            table = judging.answered(WV, pairs, method)
            assert table.shape == (len(pairs), len(pairs)) and not table.diagonal().any()
            right = evaluate_analogies(WV, {name: pairs}, method=method)[name].right
            counted = table.sum() if method == "offset" else table.sum() / (len(pairs) - 1)
            assert counted == right, (name, method)


def test_the_interval_of_shares_holds_the_share_and_grows_with_fewer_pairs():
    tables = [judging.answered(WV, EASY[name]) for name in ("comparative", "verb-noun")]
    share = judging.share_right(tables)
    low, high = judging.share_interval(tables)
    assert low < share < high
    few_low, few_high = judging.share_interval([tables[0][:6, :6]])
    assert few_high - few_low > high - low


def test_a_rotation_is_found_and_keeps_all_cosines():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((50, 8))
    turn, _ = np.linalg.qr(rng.standard_normal((8, 8)))
    R = judging.rotation(X, X @ turn)
    assert np.allclose(R, turn) and np.allclose(R @ R.T, np.eye(8))


def test_what_lesson_08_says_of_the_stored_seeds():
    found = json.loads(data_file("seeds.json").read_text())["scores"]
    for low, high in [
        ("no_offset", "offset"),
        ("offset", "mean_offset"),
        ("opposite", "near-synonym"),
    ]:
        assert max(found[low]) < min(found[high])  # in every seed


def test_the_map_has_every_word_and_its_true_neighbours():
    at = word_map()
    assert at.shape == (len(WV), 2) and at.min() >= 0 and at.max() <= 1
    i, near, kept = true_neighbours("france")
    assert [WV.index_to_key[j] for j in near] == [w for w, _ in WV.most_similar("france")]
    by_distance = sorted(range(len(at)), key=lambda j: (np.hypot(*(at[j] - at[i])), j))
    assert set(kept) == set(near) & set(by_distance[1:11])
    picture = show_map("king")
    assert "emperor 0.72" in picture.desc and "of 10 are among" in picture.desc
    with pytest.raises(KeyError, match="zzz"):
        show_map("zzz")


def test_hubs_are_no_accident_of_the_size():
    """A random set of vectors has no word in so many lists as the first hub of the addresses."""
    noise = WordVectors(np.random.default_rng(0).standard_normal(WV.vectors.shape), WV.index_to_key)
    most = []
    for wv in (WV, noise):
        near = wv.unit[::10] @ wv.unit.T
        near[np.arange(len(near)), np.arange(0, len(wv), 10)] = -1
        lists = np.argpartition(-near, 10, axis=1)[:, :10]
        most.append(np.bincount(lists.ravel()).max())
    assert most[0] > most[1] + 3
