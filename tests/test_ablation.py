"""From rung 7 to rung 8: each change makes the same step; stored times are what lesson 10 says."""

import json

import numpy as np
import pytest

from w2vlib.engines.numba_engine import FastEngine, noise_table
from w2vlib.ladder import RUNGS, make_rung
from w2vlib.ladder.ablation import CHANGES, make_loop
from w2vlib.ladder.code import RungCode, rung_code
from w2vlib.ladder.shared import SharedEngine
from w2vlib.ladder.zipf import zipf_counts, zipf_text
from w2vlib.plots.ablation import SAVED, load_ablation, load_shared, show_ablation, sizes

V, H, WINDOW, K = 50, 64, 2, 3
TEXT = zipf_text(V, 40, seed=2)


def weights():
    rng = np.random.default_rng(1)
    return [rng.standard_normal((V, H), np.float32) * np.float32(0.1) for _ in range(2)]


def stepped(change: str, negatives):
    W = weights()
    state = np.array([7], np.uint64)
    noise = noise_table(zipf_counts(V), 0.75)
    loss = make_loop(change, H)(*W, TEXT, negatives, noise, state, 0.05, WINDOW)
    return loss, *W


@pytest.mark.slow
def test_the_changes_before_the_draw_make_the_step_of_rung_7():
    negatives = (
        np.random.default_rng(0).integers(0, V, (len(TEXT) - 2 * WINDOW, K)).astype(np.int32)
    )
    rung = make_rung("compiled", V, H, window=WINDOW, k=K, weights=weights())
    wanted = rung.step(TEXT, negatives, lr=0.05 * len(negatives))  # rung 7 divides by N
    for change in ("window once", "tables"):
        loss, W_in, W_out = stepped(change, negatives.copy())
        assert loss == pytest.approx(wanted, abs=1e-4)
        assert np.allclose(W_in, rung.W_in, atol=1e-5) and np.allclose(W_out, rung.W_out, atol=1e-5)


@pytest.mark.slow
def test_the_changes_after_it_make_one_step_but_for_the_order_of_a_word_drawn_twice():
    there = np.zeros((len(TEXT) - 2 * WINDOW, K), np.int32)
    names = list(CHANGES)[list(CHANGES).index("draw inside") :]
    first = stepped(names[0], there.copy())
    for change in names[1:]:
        loss, W_in, W_out = stepped(change, there.copy())
        assert loss == pytest.approx(first[0], abs=2e-3)
        assert np.allclose(W_in, first[1], atol=2e-3) and np.allclose(W_out, first[2], atol=2e-3)


@pytest.mark.slow
@pytest.mark.parametrize("group", [1, 4])
def test_groups_train_every_word_and_a_group_of_one_is_the_engine(group):
    results = []
    for make in (FastEngine, SharedEngine):
        W = [FastEngine.allocate(V, H) for _ in range(2)]
        for M, start in zip(W, weights(), strict=True):
            M[:] = start
        more = {"group": group} if make is SharedEngine else {}
        engine = make(*W, zipf_counts(V), window=WINDOW, negative=K, ns_exponent=0.75, sg=0,
                      seed=1, **more)  # fmt: skip
        reach = np.full(len(TEXT), WINDOW, np.int32)
        loss, done = engine.train(TEXT, np.array([0, 15, len(TEXT)]), reach, 0.01)
        results.append((loss / done, done, *W))
    assert results[0][1] == results[1][1] == len(TEXT)
    assert results[0][0] == pytest.approx(results[1][0], rel=0.05)
    assert np.isfinite(results[1][2]).all() and (results[1][2] != weights()[0]).any()


def test_groups_refuse_what_they_cannot_do():
    W = [FastEngine.allocate(V, H) for _ in range(2)]
    settings = {"window": 2, "negative": 3, "ns_exponent": 0.75, "seed": 1}
    for group, sg in ((0, 0), (4, 1)):
        with pytest.raises(ValueError, match=f"got {group}, sg="):
            SharedEngine(*W, zipf_counts(V), group=group, sg=sg, **settings)


def test_the_picture_shows_the_fastest_rounds():
    for size in sizes():
        picture = show_ablation(size)
        for name in SAVED:
            assert f"{name} {load_ablation()['ns'][name][str(size)][1]:,.0f}" in picture.desc
    with pytest.raises(ValueError, match="V must be one of 50"):
        show_ablation(51)


def test_the_stored_times_are_what_lesson_10_says():
    ns = {name: {int(v): x[1] for v, x in by.items()} for name, by in load_ablation()["ns"].items()}
    gains = {}
    for before, name in zip(list(SAVED), list(SAVED)[1:], strict=False):
        gains[name] = ns[before][10_000] / ns[name][10_000]
    assert sorted(gains, key=gains.get)[-3:] == sorted(
        ["window once", "draw inside", "width known"], key=gains.get
    )
    assert min(gains[n] for n in ("window once", "draw inside", "width known")) > 1.5
    assert abs(gains["ids unsigned"] - 1) < 0.05
    early, late = "scores first", "asked early"
    assert ns[late][50] > ns[early][50] and ns[late][1_000_000] < 0.6 * ns[early][1_000_000]
    assert 0.75 < ns["rung 8"][50] / ns["rung 8"][10_000] <= 1
    assert ns["rung 8"][100_000] > 1.3 * ns["rung 8"][10_000]
    for name in ("shared 1", "shared 4", "shared 16"):
        assert all(ns[name][v] > ns["rung 8"][v] for v in sizes())
    assert ns["shared 16"][1_000_000] < 0.7 * ns["shared 1"][1_000_000]


def test_sharing_costs_quality_beyond_the_seeds():
    scores = load_shared()["scores"]
    for test in ("classroom analogies", "questions-words"):
        assert min(scores["1"][test]) > max(scores["16"][test])
    assert json.dumps(scores)


def test_the_code_of_a_rung_is_what_it_changes():
    assert "Embedding(self.W_in)" in rung_code("lookup") and '"""' not in rung_code("windows")
    assert "def window_mean" in rung_code("windows")
    html = RungCode()._repr_html_()
    assert html.count("<details>") == len(RUNGS) and "&lt;" not in rung_code("book")
