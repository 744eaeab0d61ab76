"""The cost of a round on many machines, its picture and explorer, and what is stored about it."""

import math
import re
from html import unescape
from statistics import mean

import numpy as np
import pytest

from w2vlib.lessons import cluster_cost as cost
from w2vlib.plots.cluster import LIMITS, MACHINES, cluster_picture
from w2vlib.widgets.cluster import explore_cluster


def test_a_round_is_counted_as_by_hand():
    found = cost.round_cost(8, 4_000_000, V=10_000, H=100, gigabits=1, speed=1e6)
    assert found.training == 0.5 and found.scheduler == pytest.approx(0.016)
    assert found.network == pytest.approx(6 * 8_000_000 * 8 / 1e9)
    alone = cost.round_cost(1, 10**6, V=10_000)
    assert alone.network == alone.scheduler == 0 and alone.training == 1
    assert cost.round_cost(8, 10**6, V=10_000, cores=2).training == 0.5


def test_touched_rows_are_those_that_drawn_words_touch():
    rng, V, words = np.random.default_rng(0), 2_000, 1_500
    share, noise = (np.arange(1, V + 1) ** -a for a in (1.0, 0.75))
    share, noise = share / share.sum(), noise / noise.sum()
    counts = []
    for _ in range(20):
        text = rng.choice(V, words, p=share)
        asked = rng.choice(V, cost.NEGATIVE * words, p=noise)
        counts.append(len(np.unique(text)) + len(np.unique([*text, *asked])))
    assert cost.touched_rows(words, V) == pytest.approx(np.mean(counts), rel=0.02)


@pytest.mark.parametrize("way", cost.WAYS)
def test_beyond_the_best_number_of_machines_one_more_is_slower(way):
    n, V = 10**8, 100_000
    best = cost.best_machines(n, V, way=way)
    fastest = cost.words_per_second(best, n, V, way=way)
    assert 1 < best < 1000
    for m in (1, best - 1, best + 1, 1000):
        assert cost.words_per_second(m, n, V, way=way) <= fastest


def test_refusals():
    with pytest.raises(ValueError, match="way must be one of tree, one server"):
        cost.copies(2, "ring")
    with pytest.raises(ValueError, match="machines must be at least 1, got 0"):
        cost.round_cost(0, 1, 1)
    with pytest.raises(ValueError, match="V must be a whole number from 1,000 to 10,000,000"):
        cluster_picture(V=10)


@pytest.mark.parametrize("machines", [1, 16, 1000])
@pytest.mark.parametrize("V", [1_000, 10_000_000])
def test_the_picture_says_what_is_counted(machines, V):
    svg = cluster_picture(machines, 10_000_000, V)
    shown = " ".join(unescape(t) for t in re.findall(r"<text[^>]*>([^<]*)</text>", str(svg)))
    for way in cost.WAYS:
        times = cost.words_per_second(machines, 10_000_000, V, way=way) / 1e6
        assert f"{times:.3g} × one machine" in shown
        assert f"{way}: " in svg.desc
    assert MACHINES[0] == 1 and MACHINES[-1] == LIMITS["machines"][1]


def test_the_explorer_draws_the_same():
    explorer = explore_cluster()
    explorer.controls["machines"].slider.value = 64
    assert str(explorer.picture) == str(cluster_picture(machines=64))


def test_what_the_lesson_says_of_the_stored_quality():
    """The bound, fixed before the run: within two standard errors of one machine."""
    one, *rows = cost.load_quality()["rows"]
    assert one["sync_words"] == 0 and len({len(r["loss"]) for r in [one, *rows]}) == 1
    passed = {"loss": [], "analogies": []}
    for row in rows:
        for test, cells in passed.items():
            v = [np.var(r[test], ddof=1) / len(r[test]) for r in (one, row)]
            if abs(mean(row[test]) - mean(one[test])) <= 2 * math.sqrt(sum(v)):
                cells.append((row["workers"], row["sync_words"], row["rule"]))
    assert passed == {"loss": [], "analogies": [(2, 10_000, "rows")]}
    loss = {(r["workers"], r["sync_words"], r["rule"]): mean(r["loss"]) for r in rows}
    for w in (2, 4):
        assert loss[w, 10_000, "rows"] < loss[w, 30_000, "rows"] < loss[w, 100_000, "rows"]
        assert all(loss[w, s, "rows"] < loss[w, s, "average"] - 0.1 for s in (10_000, 100_000))


def test_what_the_lesson_says_of_the_stored_times():
    """Rounds of 16 times the words take less than twice as long."""
    rows = cost.load_times()["rows"]
    took = {(r["workers"], r["sync_words"]): min(r["seconds"]) for r in rows}
    for workers in (1, 2, 4):
        assert took[workers, 160_000] < 2 * took[workers, 10_000]
