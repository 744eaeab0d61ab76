"""Two pictures of lesson 05: the line that negatives are drawn on, and yes to everything."""

from __future__ import annotations

import numpy as np

from w2vlib.lessons.noise import exact_noise
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, Svg, heat
from w2vlib.sampling import UnigramSampler

ON_COLOR = "#1a1a1a"  # text on the orange and the sky blue, in both themes
LINE = 440  # the length of the line from 0 to 1 in the picture


def number_line(counts, words, target: str, power=0.75, k=5, seed=0) -> Svg:
    """From counts to a draw: shares, shares to the power, the target cut out, k draws on it.

    counts: (V,) with 2..8 words; target: one of the words.
    """
    t = list(words).index(target)
    sampler = UnigramSampler.from_counts(counts, power, k, seed=seed)
    text, exact = np.asarray(counts) / np.sum(counts), exact_noise(sampler, t)
    drawn = np.bincount(sampler.get_negative_sample([t])[0], minlength=len(words))
    listed = ", ".join(f"{w} {n} x" for w, n in zip(words, drawn, strict=True) if n)
    desc = (
        f"Shares in the text: {_listed(words, text)}. Raised to {power:g}: "
        f"{_listed(words, sampler.p)}. The target {target!r} is cut out, {1 - sampler.p[t]:.2f} of "
        f"the line is left: {_listed(words, exact)}. {k} draws fall on it: {listed}."
    )
    svg = Svg(
        860, 252 + 11 * int(drawn.max()), f"Drawing {k} negatives for the target {target!r}", desc
    )
    cut = np.where(np.arange(len(words)) == t, 0, sampler.p)
    rows = (("shares in the text", text), (f"to the power {power:g}", sampler.p))
    for row, (label, shares) in enumerate((*rows, ("without the target", cut))):
        x, y, small = 180.0, 24 + 80 * row, []
        svg.text(20, y + 24, label, 14, font_weight="bold")
        for i, (word, share) in enumerate(zip(words, shares, strict=True)):
            width = LINE * float(share)
            if width == 0:
                continue
            color = COLOR["target"] if i == t else COLOR["negative"]
            svg.rect(x, y, width, 36, color, stroke=INK, tooltip=f"{word}: {share:.3f}")
            if width > 60:
                svg.text(x + width / 2, y + 23, f"{word} {share:.2f}", 13, ON_COLOR, "middle")
            else:  # too narrow for its name: said at the end of the line
                small.append(f"{word} {share:.2f}")
            for n in range(drawn[i] if row == 2 else 0):
                svg.circle(x + width / 2, y + 46 + 11 * n, 5, INK, tooltip=word)
            x += width
        svg.text(x + 10, y + 23, ", ".join(small), 13)
        svg.text(180, y + 52, "0", 11, FAINT, "middle")
        svg.text(x, y + 52, f"{sum(shares):.2f}".rstrip("0").rstrip("."), 11, FAINT, "middle")
    return svg.text(20, 246, f"{k} draws", 14, font_weight="bold")


def answers(left, right, words, titles, true) -> Svg:
    """Two tables of answers σ(s), side by side: rows the word put in, columns the word asked for.

    left, right: (V, V) in 0..1; true: bool (V, V), the pairs that the text holds.
    """
    n = len(words)
    about = [
        f"{title}: pairs of the text {a[true].mean():.2f}, other pairs {a[~true].mean():.2f}"
        for title, a in zip(titles, (left, right), strict=True)
    ]
    desc = f"Mean answers. {'; '.join(about)}. Thick frames mark the pairs of the text."
    svg = Svg(140 + 2 * 44 * n + 100, 130 + 26 * n, "What the network answers to every pair", desc)
    for x, title, a in zip((90, 180 + 44 * n), titles, (left, right), strict=True):
        svg.text(x, 22, title, 15, font_weight="bold")
        for i, word in enumerate(words):
            svg.text(x + 44 * i + 22, 50, word, 11, INK, "middle")
            svg.text(x - 8, 76 + 26 * i, word, 12, INK, "end")
            for j in range(n):
                fill, ink = heat(float(a[i, j]))
                svg.rect(x + 44 * j, 58 + 26 * i, 44, 26, fill, stroke=GREY, stroke_width=0.5)
                svg.text(x + 44 * j + 22, 76 + 26 * i, f"{a[i, j]:.2f}", 12, ink, "middle")
        for i, j in np.argwhere(true):
            svg.rect(x + 44 * j + 2, 60 + 26 * i, 40, 22, stroke="#1a1a1a", stroke_width=2)
        svg.text(x, 82 + 26 * n, about[titles.index(title)].partition(": ")[2], 12, INK)
    return svg.text(90, 108 + 26 * n, "Thick frame: the pair stands in the text.", 12, FAINT)


def _listed(words, shares) -> str:
    return ", ".join(f"{w} {s:.2f}" for w, s in zip(words, shares, strict=True) if s > 0)
