"""Lesson 06: a sentence on its way through the network, against the formulas written out."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vlib.lessons.sentence import RATE, H, K, walk, words_of
from w2vlib.plots.sentence import STAGES, WORDS, draw_sentence
from w2vlib.widgets.sentence import explore_sentence

sentences = st.lists(st.sampled_from("abcdef"), min_size=4, max_size=8).filter(
    lambda words: len(set(words)) > 2
)


@given(words=sentences, place=st.integers(2, 3), draw=st.integers(1, 99))
def test_the_way_is_what_the_formulas_say(words, place, draw):
    w = walk(words, place, draw)
    W_in, W_out = w.before
    assert [w.vocab[i] for i in w.ids] == words and W_in.shape == (len(w.vocab), H)
    assert [w.vocab[i] for i in w.contexts] == [words[place - 2], words[place]]
    target = w.ids[place - 1]
    assert w.words[0] == target and len(w.words) == 1 + K and target not in w.words[1:]
    h = (W_in[w.contexts[0]] + W_in[w.contexts[1]]) / 2
    t = np.array([1, 0, 0])
    y = 1 / (1 + np.exp(-(W_out[w.words] @ h)))
    np.testing.assert_allclose(w.h, h)
    np.testing.assert_allclose(w.scores, W_out[w.words] @ h)
    assert w.loss == pytest.approx(-np.log(np.where(t, y, 1 - y)).sum(), rel=1e-5)
    dh = (y - t) @ W_out[w.words]
    dW = [np.zeros_like(W_in), np.zeros_like(W_out)]
    for i in w.contexts:
        dW[0][i] += dh / 2
    for i, d in zip(w.words, y - t, strict=True):
        dW[1][i] += d * h
    for before, after, d, moved in zip(w.before, w.after, dW, w.moved, strict=True):
        np.testing.assert_allclose(after, before - RATE * d, atol=1e-5)
        assert set(moved) <= set(np.flatnonzero(d.any(axis=1)))


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_is_a_button_and_says_what_it_holds(stage):
    svg, w = draw_sentence(stage=stage), walk(WORDS)
    buttons = re.findall(r'data-id="([^"]*)" aria-label="([^"]*)"', str(svg))
    assert [name for name, _ in buttons] == list(STAGES)
    assert [name for name, says in buttons if says.endswith("Open")] == [stage]
    assert f"Open: {stage}." in svg.desc and f"loss: {w.loss:.4f}" in svg.desc
    assert f"{len(w.moved[0])} of W_in, {len(w.moved[1])} of W_out" in svg.desc


def test_the_rows_that_moved_are_shown_before_and_after():
    w = walk(WORDS)
    root = ET.fromstring(str(draw_sentence(stage="rows that moved")))
    numbers = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
    for A in (*w.before, *w.after):
        for row in A:
            cells = [f"{v + 0.0:.2f}" for v in row]
            assert any(numbers[i : i + H] == cells for i in range(len(numbers)))


@pytest.mark.parametrize(
    ("text", "hint"),
    [("a b c", "got 3"), ("a b a b", "2 different"), ("a b c d e f g h i", "got 9"),
     ("a b c abcdefghijk", "10 letters"), ("", "got 0")],
)  # fmt: skip
def test_a_sentence_that_does_not_fit_is_refused(text, hint):
    with pytest.raises(ValueError, match=hint):
        words_of(text)


@pytest.mark.parametrize("place", [1, 4])
def test_a_target_at_the_edge_is_refused(place):
    with pytest.raises(ValueError, match="place 2 to 3"):
        walk(["a", "b", "c", "d"], place)


def test_a_press_opens_a_stage_and_a_short_sentence_gives_a_hint():
    e = explore_sentence()
    e.view.on_click("loss")
    assert e.state["stage"] == "loss" and e.picture.desc.endswith("Open: loss.")
    e.set(place=7).set(words="we say yes twice")
    assert "place 2 to 3" in e.hint.value and e.state["words"] == list(WORDS)
    e.set(place=3)
    assert e.hint.value == "" and "target yes" in e.picture.desc
    e.close()
