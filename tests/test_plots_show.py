"""Matplotlib figures follow the theme: drawn twice, greys turned round, colours kept."""

import base64
import io
import re
import subprocess
import sys
from urllib.parse import unquote

import numpy as np
import pytest
from PIL import Image

from w2vlib.plots import show, style, svg


def pictures(capture) -> list[np.ndarray]:
    found = re.findall(r"data:image/png;base64,([^\"]+)", unquote(capture["text/html"]))
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(f))).convert("RGB")) for f in found]


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **more: bundles.append(bundle))
    style()
    plt = pytest.importorskip("matplotlib.pyplot")
    fig, ax = plt.subplots()
    ax.plot([1, 2], [1, 2], "o-", lw=8, label="blue")
    ax.scatter([1.5], [1.2], c="k", s=900)
    ax.text(1.2, 1.8, "a word", color="#222222")
    ax.legend()
    show(fig, alt="A line that rises")
    return bundles[0]


def test_a_figure_has_a_light_and_a_dark_twin_with_the_same_colours(shown):
    light, dark = pictures(shown)
    assert light.shape == dark.shape
    assert light[0, 0].min() > 250 and dark[0, 0].max() < 25  # the ground
    blue = tuple(int(svg.BLUE[i : i + 2], 16) for i in (1, 3, 5))
    for picture in (light, dark):
        assert (np.abs(picture.astype(int) - blue).max(axis=2) < 4).sum() > 1000
    grey = np.ptp(dark, axis=2) < 12
    assert (dark[grey].max(axis=1) > 200).sum() > 500  # the axes, the words and the black dot
    assert shown["text/plain"] == "Figure: A line that rises"
    assert 'alt="A line that rises"' in shown["text/html"]
    assert len(shown["text/html"]) < 60_000


def test_a_figure_without_alt_text_is_refused():
    plt = pytest.importorskip("matplotlib.pyplot")
    with pytest.raises(ValueError, match="alt text"):
        show(plt.figure(), alt="")
    plt.close("all")


def test_the_style_is_the_same_before_and_after_matplotlib_and_does_not_import_it():
    """Imported for nothing, matplotlib would be a third of a kernel's memory."""
    look = """
import sys
from w2vlib.plots import style, svg
if "early" in sys.argv:
    import matplotlib
style()
assert ("matplotlib" in sys.modules) == ("early" in sys.argv)
from matplotlib import rcParams
colors = [svg.BLUE, svg.ORANGE, svg.GREEN, svg.VERMILLION, svg.PURPLE, svg.SKY]
assert [c.upper() for c in rcParams["axes.prop_cycle"].by_key()["color"]] == colors
assert rcParams["figure.dpi"] == 110 and not rcParams["axes.spines.top"]
print(sorted(map(str, rcParams.items())))
"""
    late, early = (
        subprocess.run([sys.executable, "-c", look, *args], capture_output=True, text=True)
        for args in ([], ["early"])
    )
    assert late.returncode == early.returncode == 0, late.stderr + early.stderr
    assert late.stdout == early.stdout
