"""The pictures and the explorer of lesson 10 show the stored benchmark, whatever it holds."""

import re
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets.widgets import widget as registry

from w2vlib.ladder import RUNGS
from w2vlib.ladder.cost import step_total
from w2vlib.plots.cost import si
from w2vlib.plots.ladder import (
    LEFT,
    RIGHT,
    ladder_chart,
    ladder_picture,
    load_benchmark,
    step_ms,
    title_of,
)
from w2vlib.widgets.ladder import explore_ladder

SIZES = [100, 1_000, 10_000, 100_000, 1_000_000]


@pytest.fixture(scope="module")
def made_up():
    """Rung i takes i + 1 ms, dense ones ten times more at ten times V, up to 100,000."""
    ms = {
        name: {str(V): (i + 1.0) * (V / 100 if i < 4 else 1) for V in SIZES[: 4 if i < 4 else 5]}
        for i, name in enumerate(RUNGS)
    }
    profile = {
        name: {
            V: {"draw": t / 10, "forward": t / 5, "backward": t / 5, "update": t / 2}
            for V, t in times.items()
        }
        for name, times in ms.items()
    }
    sizes = {"V": SIZES, "batch": 100}
    return {"machine": "9-core abacus, 1850", "ladder": {"ms": ms, "profile": profile, **sizes}}


def texts(svg) -> list[str]:
    return [unescape(t) for t in re.findall(r"<text[^>]*>([^<]*)</text>", str(svg))]


@given(V=st.integers(100, 1_000_000), shown=st.sets(st.sampled_from(RUNGS), min_size=1))
@settings(max_examples=30)
def test_the_picture_shows_the_measured_times_and_the_counted_bytes(made_up, V, shown):
    for draw in (ladder_chart, ladder_picture):
        picture = draw(V, shown, made_up)
        found = texts(picture)
        assert f"at V = {V:,}" in found and any("9-core abacus, 1850" in t for t in found)
        for i, name in enumerate(RUNGS):
            dense = i < 4
            assert (title_of(name) in found) == (name in shown)
            if name in shown and (V <= 100_000 or not dense):
                ms = step_ms(made_up, name, V)
                assert ms == pytest.approx((i + 1) * (V / 100 if dense else 1))
                said = si(ms / 1000, "s")
                assert said in found and f"{title_of(name)} {said}" in picture.desc
        assert str(picture).count("<polyline") == len(shown)


def test_profiles_are_those_of_the_nearest_measured_size(made_up):
    picture = ladder_picture(4_000, ["book", "compiled"], made_up)
    found = texts(picture)
    assert "Where the time goes, V = 10,000 (nearest measured)" in found
    for name in ("book", "compiled"):
        assert si(step_total(name, 10_000).bytes, "B") in found
    assert "update 50 %" in found and "one loop 50 %" in found and "backward 20 %" in found
    assert "3  the book's negative sampling: 50 % update." in picture.desc
    beyond = texts(ladder_picture(900_000, ["book"], made_up))
    assert any("not measured" in t for t in beyond)


def test_between_two_sizes_the_line_is_straight_on_log_axes(made_up):
    assert step_ms(made_up, "one_hot", 100) == pytest.approx(1)
    assert step_ms(made_up, "one_hot", 5_000) == pytest.approx(50)
    assert step_ms(made_up, "one_hot", 100_001) is None
    assert step_ms(made_up, "tuned", 1_000_000) == pytest.approx(8)


def test_the_line_at_v_moves_evenly_with_its_logarithm(made_up):
    at = []
    for V in (100, 10_000, 1_000_000):
        line = re.search(
            r'<line x1="([\d.]+)"[^>]*stroke-dasharray="5 3"', str(ladder_chart(V, RUNGS, made_up))
        )
        at.append(float(line[1]))
    assert at == [LEFT, (LEFT + RIGHT) / 2, RIGHT]


@pytest.mark.parametrize(
    "V, shown, says",
    [(99, RUNGS, "V must be from 100"), (2_000_000, RUNGS, "1,000,000"), (1000, [], "no rung"),
     (1000, ["hot"], "got 'hot'")],
)  # fmt: skip
def test_bad_states_are_refused(made_up, V, shown, says):
    for draw in (ladder_chart, ladder_picture):
        with pytest.raises(ValueError, match=says):
            draw(V, shown, made_up)


def test_marks_at_the_ends_of_the_lines_do_not_overlap(made_up):
    marks = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="8"', str(ladder_chart(
        10_000, RUNGS, made_up)))  # fmt: skip
    places = [(float(x), float(y)) for x, y in marks]
    assert len(places) == 8
    for i, (x, y) in enumerate(places):
        assert all(abs(x - u) > 16 or abs(y - v) >= 16 for u, v in places[:i])


# ---------------------------------------------------------------- the stored benchmark


def test_the_stored_benchmark_has_all_that_the_lesson_draws():
    found = load_benchmark()
    assert re.fullmatch(r"\d+-core [\w-]+ (virtual )?machine, 20\d\d", found["machine"])
    assert {"python", "numpy", "numba", "gensim"} <= set(found["versions"])
    ladder = found["ladder"]
    assert set(ladder["ms"]) == set(ladder["profile"]) == set(RUNGS)
    assert ladder["V"][-1] == 1_000_000
    for name in RUNGS:
        assert {"1000", "10000", "100000"} <= set(ladder["ms"][name])
        for V, ms in ladder["ms"][name].items():
            assert 0 < ladder["low"][name][V] <= ms <= ladder["high"][name][V]
            assert sum(ladder["profile"][name][V].values()) > 0
            assert found["counted"][name][V] == list(step_total(name, int(V)))
    parts = {row["part"] for row in found["rows"]}
    assert any(part.startswith("Words per second") for part in parts)


def test_the_stored_benchmark_shows_what_the_lesson_says():
    """Order and growth, with wide margins: these must hold on any machine."""
    ms = load_benchmark()["ladder"]["ms"]
    assert ms["book"]["1000"] > 2 * ms["lookup"]["1000"]  # the book is slower at first …
    assert ms["book"]["100000"] < ms["lookup"]["100000"]  # … and overtakes
    for name in RUNGS[:4]:
        assert ms[name]["100000"] > 2 * ms[name]["10000"]
    for name in RUNGS[4:7]:
        assert ms[name]["1000000"] < 20 * ms[name]["10000"]
    for one, other in pairwise(RUNGS[2:]):
        assert ms[other]["10000"] < ms[one]["10000"]


# ---------------------------------------------------------------- the explorer


def test_moving_each_control_gives_the_pure_picture(made_up):
    explorer = explore_ladder(found=made_up)
    assert explorer.view.value == str(ladder_picture(10_000, RUNGS, made_up))
    explorer.controls["V"].slider.value = 1000.2
    for name in RUNGS[2:]:
        explorer.controls[name].source.value = False
    assert explorer.view.value == str(ladder_picture(1_000, RUNGS[:2], made_up))
    for name in RUNGS[:2]:
        explorer.controls[name].source.value = False
    assert "tick at least one" in explorer.hint.value
    assert explorer.view.value == str(ladder_picture(1_000, RUNGS[1:2], made_up))


@pytest.mark.parametrize("text", ["", "many", "1e9", "-3", "2.5", "nan"])
def test_bad_input_leaves_a_hint_and_the_last_picture(made_up, text):
    explorer = explore_ladder(found=made_up)
    before = explorer.view.value
    explorer.controls["V"].typed.value = text
    assert "V must be a whole number from 100 to 1,000,000" in explorer.hint.value
    assert explorer.view.value == before


def test_a_hundred_rebuilds_leave_no_widgets_behind(made_up):
    explore_ladder(found=made_up)
    before = len(registry._instances)
    for _ in range(100):
        explore_ladder(found=made_up)
    assert len(registry._instances) == before
