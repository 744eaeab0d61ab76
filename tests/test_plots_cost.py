"""The pictures and the explorer of lesson 01: the numbers in them are those of the real layers."""

import re
from html import unescape

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets.widgets import widget as registry

from w2vlib.lessons.cost import BANDWIDTH, RATE, cbow_cost, predicted_seconds, total
from w2vlib.models import SimpleCBOW
from w2vlib.plots.cbow import big_network, small_network
from w2vlib.plots.cost import (
    BAR,
    LEFT,
    LIMITS,
    LONGEST,
    RIGHT,
    TEXT,
    TITLES,
    cost_bars,
    plot_growth,
    si,
    span,
)
from w2vlib.plots.sampler import read_text
from w2vlib.widgets.cost import explore_cost

WORDS = ["you", "say", "goodbye", "and", "i", "hello", "."]


def texts(svg) -> list[str]:
    return [unescape(t) for t in re.findall(r"<text[^>]*>([^<]*)</text>", str(svg))]


@pytest.mark.parametrize("context, target", [([0, 2], 1), ([1, 3], 2), ([5, 5], 6), ([4], 0)])
@pytest.mark.parametrize("H", [2, 3])
def test_small_network_shows_the_numbers_of_the_model(context, target, H):
    model = SimpleCBOW(7, H, seed=1)
    W_in, W_out = model.params[0] * 100, model.params[2] * 100
    model.params[0][...], model.params[2][...] = W_in, W_out
    pair = context if len(context) == 2 else context * 2
    loss = model.forward(np.eye(7, dtype=np.float32)[[pair]], np.array([target]))
    picture = small_network(W_in, W_out, WORDS, context, target)
    shown = texts(picture)
    for value in [*W_in.ravel(), *W_out.ravel(), *model.loss_layer.y[0]]:
        assert f"{value + 0.0:.2f}" in shown
    assert f"'{WORDS[target]}' is the target: loss = −log y = {loss:.2f}" in shown
    assert f"the loss is {loss:.2f}" in picture.desc
    assert shown.count("1") == len(context)  # one-hot: a single 1 for each context word


def test_small_network_refuses_unknown_ids():
    with pytest.raises(IndexError, match=r"0\.\.6"):
        small_network(np.ones((7, 2)), np.ones((2, 7)), WORDS, [0, 7], 1)


@pytest.mark.parametrize("V, H", [(1_000_000, 100), (10_000, 300), (7, 3)])
def test_big_network_shows_the_counts_of_the_cost_model(V, H):
    cost = cbow_cost(V, H)
    shown = texts(big_network(V, H))
    assert f"{cost['output'].multiply_adds:,} multiply-adds" in shown
    assert f"{cost['input'].multiply_adds // 2:,} multiply-adds" in shown
    assert shown.count(si(4 * V * H, "B")) == 2


sizes = {name: st.integers(low, high) for name, (low, high) in LIMITS.items()}


@given(**sizes, backward=st.booleans())
@settings(max_examples=30)
def test_bars_show_the_cost_model(V, H, batch, backward):
    picture = cost_bars(V, H, batch, backward)
    shown = texts(picture)
    for model, title in TITLES.items():
        parts = cbow_cost(V, H, 1, batch, 5, model, backward=backward)
        times = {p: predicted_seconds(c, RATE, BANDWIDTH) for p, c in parts.items()}
        assert f"{total(parts).multiply_adds:,}" in shown
        assert f"together {si(sum(times.values()), 's')}" in shown
        for part, cost in parts.items():
            assert f"{cost.multiply_adds:,}" in shown and si(cost.bytes, "B") in shown
            assert any(t.startswith(f"{si(times[part], 's')} (") for t in shown)
        assert f"{title}: {total(parts).multiply_adds:,} multiply-adds, " in picture.desc
    dots = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', str(picture))]
    assert len(dots) == 18 and min(dots) >= LEFT and max(dots) <= RIGHT


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("batch", [1, 7, 100])
def test_bars_are_in_proportion_to_the_time_for_the_text(backward, batch):
    picture = cost_bars(batch=batch, backward=backward)
    bars = [float(x) for x in re.findall(rf'<rect x="{BAR}" [^>]*width="([\d.]+)"', str(picture))]
    seconds = []
    for model in TITLES:
        parts = cbow_cost(1_000_000, 100, 1, batch, 5, model, backward=backward)
        seconds.append(sum(predicted_seconds(c) for c in parts.values()) * -(-TEXT // batch))
        assert span(seconds[-1]) in texts(picture)
    wanted = [max(0.5, LONGEST * s / max(seconds)) for s in seconds]
    assert bars == pytest.approx(wanted, abs=0.06)
    assert seconds[3] <= seconds[2]


def test_the_text_is_as_long_as_the_courses_own():

    assert len(read_text("sotu").ids) == pytest.approx(TEXT, rel=0.03)


@pytest.mark.parametrize(
    "seconds, said",
    [(2.27e5, "63 h"), (1e6, "12 days"), (3.456, "3.5 s"), (130, "2.2 min"), (0.002, "2 ms")],
)  # fmt: skip
def test_span(seconds, said):
    assert span(seconds) == said


def test_bars_follow_the_rates():
    slow, fast = cost_bars(rate=1e9, bandwidth=1e9), cost_bars(rate=1e12, bandwidth=1e12)
    assert "together 1.26 s" in texts(slow) and "together 1.26 ms" in texts(fast)


@pytest.mark.parametrize("wrong", [{"V": 9}, {"V": 10**7 + 1}, {"H": 0}, {"batch": 1001}])
def test_bars_refuse_sizes_off_the_scale(wrong):
    (name,) = wrong
    with pytest.raises(ValueError, match=f"{name} must be a whole number from"):
        cost_bars(**wrong)


@pytest.mark.parametrize(
    "value, unit, said",
    [(4e8, "B", "400 MB"), (2e-5, "s", "20 µs"), (0.9996e-3, "s", "1 ms"), (0, "B", "0 B"),
     (1234.5, "s", "1,230 s"), (6, "B", "6 B"), (2.5e15, "B", "2,500 TB"), (1e-10, "s", "0.1 ns")],
)  # fmt: skip
def test_si(value, unit, said):
    assert si(value, unit) == said


def test_growth_draws_every_part_as_line_and_dots():
    import matplotlib

    matplotlib.use("agg")
    from matplotlib.figure import Figure

    sizes, parts = (250, 1000), ("input", "mean", "output", "loss")
    predicted = {V: {p: V * (i + 1) * 1e-6 for i, p in enumerate(parts)} for V in sizes}
    measured = {V: {p: 2 * t for p, t in predicted[V].items()} for V in sizes}
    ax = Figure().subplots()
    plot_growth(ax, predicted, measured)
    drawn = [line.get_ydata().tolist() for line in ax.lines]
    assert drawn[0] == [0.25, 1.0] and drawn[1] == [0.5, 2.0]  # ms of "input"
    assert len(drawn) == 2 * len(parts)
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["W_in", "mean", "W_out", "loss"]


# ---------------------------------------------------------------- the explorer


def test_moving_each_control_gives_the_pure_picture():
    explorer = explore_cost(rate=1e10)
    explorer.controls["V"].slider.value = 1000.4
    explorer.controls["H"].typed.value = "50"
    explorer.controls["batch"].slider.value = 10
    explorer.controls["backward"].source.value = True
    assert explorer.view.value == str(cost_bars(1000, 50, 10, True, rate=1e10))
    assert explorer.hint.value == ""


@pytest.mark.parametrize("text", ["", "many", "1e9", "-3", "2.5", "nan"])
def test_bad_input_leaves_a_hint_and_the_last_picture(text):
    explorer = explore_cost()
    before = explorer.view.value
    explorer.controls["V"].typed.value = text
    assert "V must be a whole number from 10 to 10,000,000" in explorer.hint.value
    assert explorer.view.value == before
    explorer.controls["V"].typed.value = "20"
    assert explorer.hint.value == "" and explorer.view.value == str(cost_bars(20))


def test_a_hundred_rebuilds_leave_no_widgets_behind():
    explore_cost()
    before = len(registry._instances)
    for _ in range(100):
        explore_cost()
    assert len(registry._instances) == before
