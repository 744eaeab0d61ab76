"""The SVG builder: well-formed, escaped, accessible, readable colours."""

import re
import xml.etree.ElementTree as ET
from urllib.parse import unquote

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vlib.plots.svg import COLOR, DARK, Svg, heat, number

NS = "{http://www.w3.org/2000/svg}"


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_a_picture_is_well_formed_and_says_what_it_shows():
    picture = Svg(200, 100, 'A < B & "C"', "two > one")
    picture.text(3, 10, "<word>").arrow(0, 0, 50, 50).rect(1, 2, 3, 4, tooltip="a & b")
    root = ET.fromstring(str(picture))
    assert root.find(f"{NS}title").text == 'A < B & "C"'
    assert root.find(f"{NS}desc").text == "two > one"
    assert root.get("role") == "img" and root.get("aria-label") == 'A < B & "C". two > one'
    assert root.find(f"{NS}text").text == "<word>"


def test_static_image_carries_alt_text_and_the_whole_drawing():
    picture = Svg(20, 10, "T", "d").text(0, 5, "é 50% #1 <>&\"'")
    tag = re.match(r"<img[^>]*>", picture._repr_html_())[0]
    image = ET.fromstring(tag.replace(">", "/>"))
    assert image.get("alt") == "T. d" and image.get("class") == "w2v-picture"
    kind, _, data = image.get("src").partition(",")
    svg = unquote(data)
    assert kind == "data:image/svg+xml"
    assert svg.replace(f"<style>{DARK}</style>", "") == str(picture)
    assert DARK in svg  # the same drawing in the dark, with every variable that it uses
    assert set(re.findall(r"var\((--[\w-]+)", svg)) <= set(re.findall(r"(--[\w-]+):", DARK))


def test_a_picture_without_title_is_refused():
    with pytest.raises(ValueError, match="title"):
        Svg(10, 10, "")


def test_matrix_shows_every_number():
    A = np.array([[1.5, -0.25], [0, 2]])
    root = ET.fromstring(str(Svg(200, 200, "M").matrix(20, 20, A, rows="ab", cols="xy", lit=[1])))
    texts = [t.text for t in root.findall(f"{NS}text")]
    assert texts == ["x", "y", "a", "1.50", "-0.25", "b", "0.00", "2.00"]


@pytest.mark.parametrize("A", [np.zeros((2, 2)), np.array([[np.nan, 1]]), np.zeros((0, 2)), 3.0])
def test_matrix_survives_odd_arrays(A):
    ET.fromstring(str(Svg(200, 200, "M").matrix(0, 0, A)))


@given(st.floats(-2, 2) | st.just(float("nan")))
def test_text_on_a_heat_map_is_readable(share):
    assert contrast(*heat(share)) >= 4.5


def test_heat_is_a_grey_by_size_since_a_colour_means_a_role():
    assert heat(0)[0] == "#ffffff"
    fills = [heat(share)[0] for share in (0.25, -0.5, 1)]
    assert all(fill[1:3] == fill[3:5] == fill[5:7] for fill in fills)
    assert fills == sorted(fills, reverse=True) and heat(1) == heat(-1) == heat(7)


@given(st.floats(-1e6, 1e6))
def test_numbers_are_short(value):
    assert float(number(value)) == pytest.approx(value, abs=0.051)
    assert number(value) != "-0"


def test_colours_of_roles_are_different():
    assert len(set(COLOR.values())) == len(COLOR)


def test_arrow_without_length_draws_nothing():
    assert Svg(9, 9, "T").arrow(3, 3, 3, 3).parts == []


BAD = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF]))


def test_characters_that_no_picture_may_hold_are_shown_as_their_codes():
    word = f"a{BAD}<&>\"'말\U0001f600"
    svg = Svg(10, 10, word, word).text(1, 1, word).add("rect", tooltip=word, fill=word)
    root = ET.fromstring(str(svg).encode("utf-8"))
    shown = "".join(root.itertext())
    assert "\\u0007" in shown and "\\ud800" in shown and "<&>\"'말\U0001f600" in shown
    ET.fromstring(svg._repr_html_().split("<style")[0].replace(">", "/>", 1))
    repr(svg).encode("utf-8")
