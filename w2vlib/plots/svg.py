"""Draw a picture as text: a small SVG builder for the drawings and explorers of the course.

A picture is made by a pure function of its state, so it can be tested by reading its text, shown
without a kernel, and redrawn by a widget within milliseconds.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape as escape_html
from urllib.parse import quote

import numpy as np

from w2vlib.language import shown

# A colour means a role, the same in every picture of the course (Okabe & Ito's palette, safe for
# colour-blind readers); a shade of grey means a size. Every use also carries a label: nothing is
# said by colour alone.
BLUE, ORANGE, GREEN, VERMILLION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, GREY = "#CC79A7", "#56B4E9", "#8A8A8A"
COLOR = {
    "W_in": BLUE,
    "W_out": VERMILLION,
    "h": GREEN,
    "gradient": PURPLE,
    "target": ORANGE,  # the true word, label 1
    "negative": SKY,  # a drawn word, label 0
    "untouched": GREY,
}
READABLE = (
    11.0  # pixels: on a phone no text gets smaller; panels are stacked, and what is still too
)
# wide is scrolled
PHONE = (
    "@media (max-width:640px){.w2v-explorer svg,img.w2v-picture{min-width:var(--least,0)}"
    ".w2v-explorer{overflow-x:auto}}"
)
# On a phone an explorer's panels stand below each other: the picture becomes tall, which stretches
# all that is in it, and each panel is moved and made right again (see Svg.panel).
STACK = (
    "@media (max-width:640px){.w2v-panels{--ratio:var(--tall)}"
    ".w2v-panels>g{transform:var(--stacked)}}"
)
# Inside JupyterLab these follow its theme; elsewhere the second value is used, and in an image
# that is shown in the dark what DARK says.
INK = "var(--jp-content-font-color1, #1a1a1a)"
FAINT = "var(--jp-content-font-color2, #5c5c5c)"
PAPER = "var(--jp-layout-color0, #ffffff)"
DARK = (
    "@media (prefers-color-scheme: dark){svg{--jp-content-font-color1:#fff;"
    "--jp-content-font-color2:#c8c8c8;--jp-layout-color0:#111}}"
)
# An image cannot see the page's theme, but it follows the color-scheme of its <img>. JupyterLab
# sets none, so every picture brings this rule; Lab lets it through even where it does not trust the
# notebook yet. Where no theme is known a picture follows the system, on a ground of its own.
THEME = (
    '<style>[data-jp-theme-light="false"] img.w2v-picture{color-scheme:dark}'
    f'[data-jp-theme-light="true"] img.w2v-picture{{color-scheme:light}}{PHONE}</style>'
)


# Characters that no XML may hold, not even escaped: control characters, halves of a pair.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def visible(text: str) -> str:
    """`text` with the characters that a picture cannot hold as their codes: "a\\x07" as "a\\u0007".

    >>> visible("bell \\a, word")
    'bell \\\\u0007, word'
    """
    return FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@lru_cache(4096)  # a picture repeats its colours and labels
def escape(text: str) -> str:
    """`text` as it may stand in SVG and HTML."""
    return escape_html(visible(text))


def number(value: float) -> str:
    """A coordinate, short and the same on every machine: at most one decimal, no −0."""
    text = f"{float(value):.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


class Svg:
    """A picture under construction.

    width, height : in SVG units, about a pixel each; the picture shrinks to fit a narrow page, but
                    not so far that its smallest text becomes unreadable: then the page scrolls it
    title         : what it shows, one sentence: the picture's name for a screen reader
    desc          : what one should see in it, with its numbers: the rest of the alt text

    The drawing methods take SVG coordinates (y grows downwards) and any attribute of SVG as a
    keyword (`stroke_width` for stroke-width; `class_` for class); they return the picture, so
    that calls can be chained.
    """

    def __init__(self, width: float, height: float, title: str, desc: str = ""):
        if not title:
            raise ValueError("a picture needs a title: it is what a screen reader says")
        self.width, self.height = width, height
        self.title, self.desc = shown(title), desc
        self.parts: list[str] = []
        self.panels: list[tuple[float, float, int]] = []  # left, right, its first part
        self.smallest = 13.0  # the size of the smallest text

    def add(self, tag: str, content: str | None = None, tooltip: str = "", **attributes) -> Svg:
        """Any SVG element; content is escaped, tooltip becomes its <title>."""
        # a loop, not a generator: pictures are redrawn while one drags, and this is most of it
        start = f"<{tag}"
        for name, value in attributes.items():
            if value is not None:
                start += _attribute(name, value)
        inside = f"<title>{escape(shown(tooltip))}</title>" if tooltip else ""
        if content:
            inside += escape(shown(content))
        self.parts.append(f"{start}>{inside}</{tag}>" if inside else f"{start}/>")
        return self

    def panel(self, left: float, right: float) -> Svg:
        """What is drawn from here on lies between left and right, and is a panel of its own.

        On a phone an explorer stacks the panels; everywhere else they stay side by side.
        """
        self.panels.append((left, right, len(self.parts)))
        return self

    def rect(self, x, y, width, height, fill="none", **attributes) -> Svg:
        return self.add("rect", x=x, y=y, width=width, height=height, fill=fill, **attributes)

    def line(self, x1, y1, x2, y2, stroke=INK, **attributes) -> Svg:
        return self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **attributes)

    def circle(self, x, y, r, fill=INK, **attributes) -> Svg:
        return self.add("circle", cx=x, cy=y, r=r, fill=fill, **attributes)

    def polyline(self, points, stroke=INK, **attributes) -> Svg:
        """points: pairs (x, y)."""
        text = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        attributes = {"fill": "none", "stroke_width": 2, **attributes}
        return self.add("polyline", points=text, stroke=stroke, **attributes)

    def arrow(self, x1, y1, x2, y2, stroke=INK, **attributes) -> Svg:
        """A line with a head at (x2, y2). An arrow without length is not drawn."""
        length = float(np.hypot(x2 - x1, y2 - y1))
        if length < 0.5:
            return self
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        size = min(9.0, length * 0.6)
        bx, by = x2 - ux * size, y2 - uy * size  # the foot of the head
        attributes = {"stroke_width": 2, **attributes}
        self.line(x1, y1, bx, by, stroke, **attributes)
        head = [(x2, y2), (bx - uy * size / 2, by + ux * size / 2)]
        head.append((bx + uy * size / 2, by - ux * size / 2))
        points = " ".join(f"{number(x)},{number(y)}" for x, y in head)
        return self.add("polygon", points=points, fill=stroke)

    def text(self, x, y, content, size=13, fill=INK, anchor="start", **attributes) -> Svg:
        """y is the base line; anchor is start, middle or end."""
        self.smallest = min(self.smallest, size)
        return self.add(
            "text", str(content), x=x, y=y, font_size=size, fill=fill, text_anchor=anchor,
            **attributes,
        )  # fmt: skip

    def matrix(
        self, x, y, A, *, cell=(44, 24), rows=None, cols=None, name="", lit=(), fmt="{:.2f}",
        vmax=None, color=None,
    ) -> Svg:  # fmt: skip
        """A (R, C) array as a table of numbers, the darker the larger, whatever their sign.

        x, y : upper left corner of the cells; rows, cols: their labels, drawn left and above
        lit  : row numbers that get a thick frame; color: the colour of frame and name
        vmax : the size that gets the full colour; default the largest in A
        """
        A = np.atleast_2d(np.asarray(A, dtype=float))
        w, h = cell
        vmax = vmax or max(float(np.nanmax(np.abs(A), initial=0)), 1e-12)
        if name:
            self.text(
                x, y - (22 if cols is not None else 8), name, fill=color or INK, font_weight="bold"
            )
        for c, label in enumerate(cols if cols is not None else ()):
            self.text(x + (c + 0.5) * w, y - 6, label, size=11, fill=FAINT, anchor="middle")
        for r, row in enumerate(A):
            if rows is not None:
                self.text(x - 8, y + (r + 0.68) * h, rows[r], size=12, anchor="end")
            for c, value in enumerate(row):
                fill, ink = heat(value / vmax)
                self.rect(x + c * w, y + r * h, w, h, fill, stroke=GREY, stroke_width=0.5)
                shown = fmt.format(value + 0.0)
                mx, my = x + (c + 0.5) * w, y + (r + 0.68) * h
                self.text(mx, my, shown, size=12, fill=ink, anchor="middle")
        for r in lit:  # after all cells, so that no row below paints over a frame
            self.rect(x, y + r * h, w * A.shape[1], h, stroke=color or INK, stroke_width=3)
        return self

    def __str__(self) -> str:
        """The picture as an <svg> element, its panels ready to be stacked (see STACK)."""
        if not self.panels:
            return self.flat()
        wide, n = max(right - left for left, right, _ in self.panels), len(self.panels)
        begins = [0, *(begin for *_, begin in self.panels[1:]), len(self.parts)]
        inside = ""
        for i, (left, *_) in enumerate(self.panels):
            stacked = (
                f"translate(0,{i * self.height / n:.2f}px) "
                f"scale({self.width / wide:.4f},{1 / n:.4f}) translate({-left:.2f}px,0)"
            )
            content = "".join(self.parts[begins[i] : begins[i + 1]])
            inside += f'<g style="--stacked:{stacked}">{content}</g>'
        ratio = f"--tall:{number(wide)}/{number(n * self.height)};aspect-ratio:var(--ratio,auto)"
        style = f"{fit(wide, self.smallest)};{ratio}"
        return self._element('class="w2v-panels" preserveAspectRatio="none" ', style, inside)

    def flat(self) -> str:
        """The picture as an <svg> element that is only scaled."""
        return self._element("", self.fit, "".join(self.parts))

    def _element(self, attributes: str, style: str, inside: str) -> str:
        desc = f"<desc>{escape(self.desc)}</desc>" if self.desc else ""
        w, h = number(self.width), number(self.height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}viewBox="0 0 {w} {h}" '
            f'width="{w}" role="img" aria-label="{escape(self.alt)}" style="{style};height:auto" '
            'font-family="system-ui, sans-serif">'
            f"<title>{escape(self.title)}</title>{desc}"
            f'<rect width="{w}" height="{h}" fill="{PAPER}"/>{inside}</svg>'
        )

    @property
    def desc(self) -> str:
        """What one should see in it, in the chosen language, whenever it is set."""
        return self._desc

    @desc.setter
    def desc(self, text: str) -> None:
        self._desc = shown(text)

    @property
    def fit(self) -> str:
        return fit(self.width, self.smallest)

    @property
    def alt(self) -> str:
        """Title and description in one text."""
        return visible(f"{self.title}. {self.desc}" if self.desc else self.title)

    def _repr_html_(self) -> str:
        return as_image(self.flat(), self.alt, self.fit)

    def __repr__(self) -> str:
        return f"Picture: {self.alt}"


def fit(width: float, smallest: float) -> str:
    """CSS: as wide as the page at most; on a phone (see PHONE) as wide as READABLE text needs.

    width: of the picture, and smallest: of its text, in pixels.
    """
    least = min(1.0, READABLE / smallest) * width
    return f"--least:{number(least)}px;max-width:100%"


def as_image(svg: str, alt: str, fit: str = "max-width:100%") -> str:
    """The text of an <svg> as an <img> that follows the theme of the page (see THEME).

    fit: CSS of its width.

    JupyterLab strips inline SVG from a notebook that was not run yet, and so do sites that show
    notebooks; an image in the page survives both.
    """
    start = svg.index(">") + 1
    data = quote(f"{svg[:start]}<style>{DARK}</style>{svg[start:]}", safe=" =:/,;()'.-_!*@+{}")
    return (
        f'<img class="w2v-picture" alt="{escape(alt)}" src="data:image/svg+xml,{data}" '
        f'style="{fit};border-radius:4px">{THEME}'
    )


@lru_cache(16_384)  # a picture repeats most of the one before
def _attribute(keyword: str, value: str | float) -> str:
    """One attribute of an element, with SVG's name of it."""
    text = escape(value) if isinstance(value, str) else number(value)
    return f' {keyword.rstrip("_").replace("_", "-")}="{text}"'


def heat(share: float) -> tuple[str, str]:
    """Fill and text colour for a number in −1..1: from white to grey by its size."""
    if not np.isfinite(share):
        return GREY, "#000000"
    shade = round(255 - 105 * min(abs(float(share)), 1.0))
    return f"#{shade:02x}{shade:02x}{shade:02x}", "#1a1a1a"
