"""Korean pictures: every explorer and the lessons' pictures, in words and in the room they take."""

import importlib
import re
from base64 import b64encode
from html import unescape

import lab
import numpy as np
import pytest
from moving import Recorder
from moving_plans import PLANS

from w2vlib import language
from w2vlib.plots import (
    ask,
    cbow,
    course_map,
    embedding,
    lookup,
    negatives,
    network,
    question,
    training_table,
    tree,
    variants,
)
from w2vlib.widgets import EXPLORERS

HANGUL = re.compile("[가-힣]")
TEXT = re.compile(r"<(text|title|desc)\b[^>]*>([^<]+)<")
PROSE = re.compile(r"\b(?:[a-z]{2,} ){3,}[a-z]{2,}\b")  # four words in a row
OF_THE_TEXT = re.compile(r"[a-z'… ]+( ✓)?|\d [a-z]+|[a-z]+ \d(\.\d+)?|[a-z ]*\[[a-z]+\][a-z ]*")
# names and code: layers, optimisers, matrices, units, models
NAMES = re.compile(
    r"\b(W_in|W_out|dW|dh|dout|ids|SGD|Adam|Sparse\w+|Embedding\w*|SigmoidWithLoss|CBOW|skip|gram|"
    r"word2vec|tf|idf|np|add|at|log|log2|exp|alpha|GB|MB|kB|TB|ms|ns|µs|min|Gb|s|words|"
    r"[kM]?words/s|ns_exponent|min_count|vector_size|sotu|say_hello|toy_world|WordSim|float32|dtype|choice|MatMul|sparse|True)\b"
)
Y, W = np.full((4, 4), 0.25), np.array([[0.5, -0.2], [1, 0.3], [-0.4, 0.8], [0.1, 0.1]])
FOUR = ["you", "say", "goodbye", "and"]
PICTURES = {  # as the lessons call them
    "colours": course_map.color_key,
    "row": lookup.draw_row_pick,
    "layer": lambda: embedding.draw_layer((1, 1, 3)),
    "hidden": lambda: embedding.draw_layer((1, 1, 3), hide=True),
    "small": lambda: cbow.small_network(W, W.T, FOUR, [0, 2], 1),
    "big": cbow.big_network,
    "network": network.draw_network,
    "question": lambda: ask.draw_question([1, 2], [0.5, -0.5]),
    "drawn": lambda: ask.draw_question([1, 2], [0.5, -0.5], label=0),
    "sigma": ask.draw_sigma,
    "dot": lambda: ask.draw_embedding_dot(W[:3], W, [1, 3, 1], [0.1, 0.2, -0.3], FOUR),
    "before": lambda: question.before_and_after(W[0], W, FOUR),
    "tree": lambda: tree.draw_tree([0.5, 1, -1], FOUR, "say"),
    "alias": lambda: negatives.alias_columns(np.array([0.4, 0.3, 0.2, 0.1]), FOUR),
    "answers": lambda: negatives.answers(Y, Y, FOUR, ("before", "after"), np.eye(4, dtype=bool)),
    "epochs": training_table.epochs_picture,
    "settings": training_table.settings_picture,
    "size": training_table.size_picture,
    "variants": variants.variants_picture,
}


def states(recorder):
    """The start, and each control at its first and its last stop."""
    start = tuple(axis.at for axis in recorder.axes)
    found = {start: None}
    for i, axis in enumerate(recorder.axes):
        for stop in (0, len(axis.values) - 1):
            found[(*start[:i], stop, *start[i + 1 :])] = None
    return list(found)


def drawn(spoken):
    """{(picture, state): svg} in one language."""
    language.speak(spoken)
    found = {(name, ""): draw().flat() for name, draw in PICTURES.items()}
    for topic, where in EXPLORERS.items():
        module, function = where.split(":")
        recorder = Recorder(getattr(importlib.import_module(module), function)(), PLANS[topic])
        for state in states(recorder):
            picture, _, _ = recorder.go(state)
            found[topic, str(state)] = picture
    return found


@pytest.fixture(scope="module")
def both():
    try:
        yield drawn("en"), drawn("ko")
    finally:
        language.speak("en")


def test_no_english_is_left(both):
    found = {}
    for (name, _), svg in both[1].items():
        for tag, text in TEXT.findall(svg):
            text = unescape(text).strip()
            words = re.findall(r"[A-Za-z]{2,}", NAMES.sub(" ", text))
            foreign = not HANGUL.search(text) and len(words) > 1 and not OF_THE_TEXT.fullmatch(text)
            if foreign or (tag == "desc" and not HANGUL.search(text)) or PROSE.search(text):
                found.setdefault(name, set()).add(text[:200])
    assert found == {}


def test_every_picture_has_an_alternative_text_in_korean(both):
    for name, svg in both[1].items():
        assert HANGUL.search(re.search(r'aria-label="([^"]*)"', svg)[1]), name


# --- in the browser

BOXES = """() => [...document.querySelectorAll("div > svg")].map(svg => {
    const frame = svg.getBoundingClientRect();
    return [frame.width, frame.height, ...[...svg.querySelectorAll("text")].map(text => {
        const box = text.getBoundingClientRect();
        return [text.textContent, box.left - frame.left, box.top - frame.top,
                box.right - frame.left, box.bottom - frame.top];
    })];
})"""
# Korean letters as wide as they really are, also on a machine without a font that has them
LETTERS = b64encode(language.FOLDER.joinpath("ko.ttf").read_bytes()).decode()
FONT = (
    f"<style>@font-face{{font-family:Own;src:url(data:font/ttf;base64,{LETTERS})}}"
    "text{font-family:Own,sans-serif !important}</style>"
)
ROUNDING, AREA = 1.0, 20.0  # pixels; pixels²: boxes of letters touch before the letters do


def shared(a, b):
    wide, high = min(a[3], b[3]) - max(a[1], b[1]), min(a[4], b[4]) - max(a[2], b[2])
    return wide * high if wide > 1.5 and high > 3 else 0


@pytest.mark.browser
@pytest.mark.skipif(lab.find_chromium() is None, reason="no Chromium found: boxes not measured")
def test_no_label_is_clipped_and_none_overlaps_more_than_in_english(both):
    measured = []
    with lab.chromium(1100, 1000) as browser:
        page = browser.context.new_page()
        for pictures in both:
            inside = "".join(f'<div style="width:1000px">{svg}</div>' for svg in pictures.values())
            page.set_content(f"{FONT}<body style='margin:0'>{inside}</body>")
            page.evaluate("document.fonts.ready")
            measured.append(page.evaluate(BOXES))
    assert [len(m) for m in measured] == [len(both[0]), len(both[1])]
    clipped, covered = {}, {}
    for (name, _), (_, _, *english), (width, height, *korean) in zip(
        both[1], *measured, strict=True
    ):
        assert len(english) == len(korean), name
        for i, (text, left, top, right, bottom) in enumerate(korean):
            out = max(-left, right - width, -top, bottom - height)
            _, el, et, er, eb = english[i]
            if out > max(ROUNDING, -el, er - width, -et, eb - height):
                clipped.setdefault(name, {})[text] = round(out, 1)
            for j in range(i):
                if shared(korean[i], korean[j]) > shared(english[i], english[j]) + AREA:
                    covered.setdefault(name, set()).add((korean[j][0], text))
    assert (clipped, covered) == ({}, {})
