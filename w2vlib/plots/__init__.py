"""The pictures of the course: pure functions from a state to a drawing, one file a lesson."""

from __future__ import annotations

DPI = 110  # pixels an inch; a point of text is 1/72 inch


def show(fig, alt: str) -> None:
    """Show a matplotlib figure with alt text, and close it.

    alt says what the picture says; it becomes the alternative text of the image, and the plain
    text that stands for the figure where no image can. The figure is drawn twice, for a light page
    and for a dark one.
    """
    import matplotlib.pyplot as plt
    from IPython.display import display
    from matplotlib.text import Text

    from w2vlib.language import shown
    from w2vlib.plots.svg import as_image, fit

    if not hasattr(fig, "savefig"):
        raise TypeError(
            f"fig must be a matplotlib figure, as ax.figure is, got {type(fig).__name__}"
        )
    if not alt:
        raise ValueError("a figure needs alt text: say what one sees in it")
    alt = shown(alt)
    texts = [text for text in fig.findobj(Text) if text.get_text()]
    for text in texts:
        if (said := shown(text.get_text())) != text.get_text():
            text.set_text(said)
    sizes = [text.get_fontsize() for text in texts]
    smallest = min(sizes, default=10.0)
    (light, size), _ = _png(fig), turn_greys(fig)
    dark, _ = _png(fig)
    plt.close(fig)
    images = "".join(
        f'<image class="{name}" width="{size[0]}" height="{size[1]}" '
        f'href="data:image/png;base64,{data}"/>'
        for name, data in (("light", light), ("dark", dark))
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" '
        f'width="{size[0]}" height="{size[1]}"><style>.dark{{display:none}}'
        "@media (prefers-color-scheme: dark){.light{display:none}.dark{display:inline}}</style>"
        f"{images}</svg>"
    )
    readable = fit(size[0], smallest / 72 * DPI)
    bundle = {"text/html": as_image(svg, alt, readable), "text/plain": shown(f"Figure: {alt}")}
    display(bundle, raw=True)


def _png(fig) -> tuple[str, tuple[int, int]]:
    """The figure as a PNG of few colours in base64, and its size in pixels."""
    import base64
    import io

    from PIL import Image  # matplotlib itself needs it

    data, small = io.BytesIO(), io.BytesIO()
    fig.savefig(data, format="png", dpi=DPI, bbox_inches="tight")
    image = Image.open(data).convert("RGB")
    image.quantize(128, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return base64.b64encode(small.getvalue()).decode(), image.size


def turn_greys(fig) -> None:
    """Prepare a matplotlib figure for a dark page: greys are turned round, colours stay."""
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.colors import to_rgba_array
    from matplotlib.figure import Figure

    def turned(colors):
        rgba = to_rgba_array(colors)
        grey = np.ptp(rgba[:, :3], axis=1) < 0.05
        rgba[grey, :3] = 0.93 - 0.86 * rgba[grey, :3]  # white becomes nearly black
        return rgba

    properties = ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor")
    puts = []  # all is read before anything is written: a marker takes its colour from its line
    for artist in fig.findobj():
        for name in properties if not isinstance(artist, Figure | Axes) else ():
            get, put = (getattr(artist, f"{verb}_{name}", None) for verb in ("get", "set"))
            if get and put and isinstance(get(), str | tuple | list | np.ndarray) and len(get()):
                puts.append((put, turned(get())))
    for put, rgba in puts:
        put(rgba if len(rgba) > 1 else tuple(rgba[0]))


def style() -> None:
    """The one look of all matplotlib figures: colour-blind-safe, readable on a projector.

    It costs nothing until a figure is drawn: matplotlib takes a third of a kernel's memory.
    """
    import os
    import sys

    from w2vlib.language import font

    look = os.path.join(os.path.dirname(__file__), "matplotlibrc")
    if "matplotlib" in sys.modules:
        import matplotlib

        matplotlib.rcParams.update(matplotlib.rc_params_from_file(look, use_default_template=False))
    else:
        os.environ["MATPLOTLIBRC"] = look  # matplotlib reads it when it is imported
    if path := font():  # DejaVu Sans has no letters of this language
        from matplotlib import font_manager, rcParams

        font_manager.fontManager.addfont(path)
        own = font_manager.FontProperties(fname=path).get_name()
        rcParams["font.family"] = [*rcParams["font.family"], own]
