"""Pictures of lesson 05: the line that negatives are drawn on, alias columns, yes to everything."""

from __future__ import annotations

import numpy as np

from w2vlib import checking, language
from w2vlib.lessons.noise import exact_noise
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, Svg, heat
from w2vlib.sampling import UnigramSampler, alias_table

ON_COLOR = "#1a1a1a"  # text on the orange and the sky blue, in both themes
LEFT, LINE = 180, 440  # where the line from 0 to 1 begins in the picture, and how long it is


def number_line(counts, words, target: str, power=0.75, k=5, seed=0) -> Svg:
    """From counts to a draw: shares, shares to the power, the target cut out, k draws on it.

    counts: (V,) with 2..8 words; target: one of the words. The draws are those of a UnigramSampler
    with this seed: each u falls where it fell, and steps over the gap onto the line of all words.
    """
    sampler = UnigramSampler.from_counts(counts, power, k, seed=seed)
    V = checking.whole("the number of words", len(counts), 2, 8, "more does not fit the page")
    words = checking.distinct("words", words, V)
    checking.one_of("target", target, words)
    k, t = checking.whole("k", k, 1, 100, "more does not fit the page"), words.index(target)
    text, q = np.asarray(counts) / np.sum(counts), sampler.p
    u = np.random.default_rng(seed).random(k) * (1 - q[t])  # as the sampler does
    stepped = u + q[t] * (u >= np.cumsum(q)[t] - q[t])
    drawn = np.bincount(sampler.get_negative_sample([t])[0], minlength=len(words))
    listed = ", ".join(f"{w} {n} x" for w, n in zip(words, drawn, strict=True) if n)
    desc = (
        f"Shares in the text: {_listed(words, text)}. Raised to {power:g}: "
        f"{_listed(words, q)}. The target {target!r} is cut out, {1 - q[t]:.2f} of "
        f"the line is left: {_listed(words, exact_noise(sampler, t))}. {k} numbers u fall on it; "
        f"those beyond the cut step over the target: {listed}."
    )
    svg = Svg(860, 330, f"Drawing {k} negatives for the target {target!r}", desc)
    cut = np.where(np.arange(len(words)) == t, 0, q)
    rows = (
        ("shares in the text", text, 20), (f"to the power {power:g}", q, 88),
        ("without the target", cut, 156), ("stepped over", q, 254),
    )  # fmt: skip
    for label, shares, y in rows:
        _line(svg, y, label, shares, words, t)
    gap = LEFT + LINE * float(np.cumsum(q)[t] - q[t])  # where the target was cut out
    svg.line(gap, 150, gap, 198, COLOR["target"], stroke_width=3, stroke_dasharray="4 3")
    svg.text(20, 236, f"{k} numbers u", 14, font_weight="bold")
    for a, b in zip(u, stepped, strict=True):
        x, end = LEFT + LINE * float(a), LEFT + LINE * float(b)
        svg.circle(x, 214, 4.5, INK, tooltip=f"u = {a:.3f}")
        svg.arrow(x, 218, end, 252, INK, stroke_width=1.5)
    return svg


def _line(svg: Svg, y: float, label: str, shares, words, t: int) -> None:
    """Shares side by side on the line from 0 to their sum; names of narrow ones at its end."""
    svg.text(20, y + 24, label, 14, font_weight="bold")
    x, small = float(LEFT), []
    for i, (word, share) in enumerate(zip(words, shares, strict=True)):
        width = LINE * float(share)
        if width == 0:
            continue
        color = COLOR["target"] if i == t else COLOR["negative"]
        svg.rect(x, y, width, 34, color, stroke=INK, tooltip=f"{word}: {share:.3f}")
        if width > 60:
            svg.text(x + width / 2, y + 22, f"{word} {_short(share)}", 13, ON_COLOR, "middle")
        else:  # too narrow for its name
            small.append(f"{word} {_short(share)}")
        x += width
    svg.text(x + 10, y + 22, ", ".join(small), 13)
    svg.text(LEFT, y + 47, "0", 11, FAINT, "middle")
    svg.text(x, y + 47, f"{sum(shares):.2f}".rstrip("0").rstrip("."), 11, FAINT, "middle")


def alias_columns(p, words) -> Svg:
    """The alias table of shares p (V,) as columns of one height: the word itself, then its alias.

    All columns together hold V times p: every word has kept its share, only cut into pieces.
    """
    keep, alias = alias_table(p)
    words = checking.distinct("words", words, len(keep))
    total = float(np.sum(p))
    checking.real("the sum of p", total, 1 - 1e-6, 1 + 1e-6, "divide p by its sum")
    n, wide, high = len(words), 150, 170
    column = language.label("column")
    said = [
        f"{column} {w}: {k:.2f} {w}, {1 - k:.2f} {words[a]}"
        if k < 1
        else f"{column} {w}: {k:.2f} {w}"
        for w, k, a in zip(words, keep, alias, strict=True)
    ]
    svg = Svg(70 + wide * n, 250, f"The alias table of {n} words", f"{'; '.join(said)}.")
    for i, (word, k, a) in enumerate(zip(words, keep, alias, strict=True)):
        x, own = 40 + wide * i, high * float(k)
        svg.text(x + 60, 22, f"column {i}", 12, FAINT, "middle")
        svg.rect(x, 32 + high - own, 120, own, COLOR["negative"], stroke=INK)
        if k < 1:
            svg.rect(x, 32, 120, high - own, GREY, stroke=INK, fill_opacity=0.25)
            svg.text(x + 60, 32 + (high - own) / 2 + 5, f"{words[a]} {1 - k:.2f}", 13, INK,
                     "middle")  # fmt: skip
        if own > 20:
            svg.text(x + 60, 32 + high - own / 2 + 5, f"{word} {k:.2f}", 13, ON_COLOR, "middle")
        else:
            svg.text(x + 60, 32 + high + 15, f"{word} {k:.2f}", 13, INK, "middle")
    return svg.text(40, 240, "blue, below: the word of the column; grey, above: its alias", 12,
                    FAINT)  # fmt: skip


def answers(left, right, words, titles, true) -> Svg:
    """Two tables of answers σ(s), side by side: rows the word put in, columns the word asked for.

    left, right: (V, V) in 0..1; true: bool (V, V), the pairs that the text holds.
    """
    words, true = checking.distinct("words", words, len(words)), np.asarray(true, bool)
    n, about = len(words), "one row and one column a word"
    left, right, true = (
        checking.numbers(name, a, (n, n), about)
        for name, a in (("left", left), ("right", right), ("true", true))
    )
    true = true.astype(bool)
    means = [
        f"pairs of the text {a[true].mean():.2f}, other pairs {a[~true].mean():.2f}"
        for a in (left, right)
    ]
    about = [
        f"{language.label(title)}: {language.shown(mean)}"
        for title, mean in zip(titles, means, strict=True)
    ]
    desc = f"Mean answers. {'; '.join(about)}. Thick frames mark the pairs of the text."
    svg = Svg(140 + 2 * 44 * n + 100, 130 + 26 * n, "What the network answers to every pair", desc)
    for x, title, a in zip((90, 180 + 44 * n), titles, (left, right), strict=True):
        svg.text(x, 22, language.label(title), 15, font_weight="bold")
        for i, word in enumerate(words):
            svg.text(x + 44 * i + 22, 50, word, 11, INK, "middle")
            svg.text(x - 8, 76 + 26 * i, word, 12, INK, "end")
            for j in range(n):
                fill, ink = heat(float(a[i, j]))
                svg.rect(x + 44 * j, 58 + 26 * i, 44, 26, fill, stroke=GREY, stroke_width=0.5)
                svg.text(x + 44 * j + 22, 76 + 26 * i, f"{a[i, j]:.2f}", 12, ink, "middle")
        for i, j in np.argwhere(true):
            svg.rect(x + 44 * j + 2, 60 + 26 * i, 40, 22, stroke="#1a1a1a", stroke_width=2)
        svg.text(x, 82 + 26 * n, means[titles.index(title)], 12, INK)
    return svg.text(90, 108 + 26 * n, "Thick frame: the pair stands in the text.", 12, FAINT)


def _short(share: float) -> str:
    """Two decimals; three where two would say 0.00."""
    return f"{share:.2f}" if share >= 0.01 else f"{share:.3f}"


def _listed(words, shares) -> str:
    return ", ".join(f"{w} {_short(s)}" for w, s in zip(words, shares, strict=True) if s > 0)
