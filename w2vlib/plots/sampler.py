"""Shares of words in the text, in the noise and among the draws, and one live draw (lesson 05)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from w2vlib import language
from w2vlib.corpus import Corpus, load_corpus
from w2vlib.lessons.noise import (
    exact_noise,
    long_run_shares,
    near,
    places_of,
    rank_groups,
    total_variation,
)
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, Svg
from w2vlib.sampling import UnigramSampler

CORPORA = ("say_hello", "toy_world", "sotu")
ON_COLOR = "#1a1a1a"  # text on the orange and the sky blue, in both themes
read_text = lru_cache(maxsize=len(CORPORA))(load_corpus)


def draw_many(sampler: UnigramSampler, target: int) -> np.ndarray:
    """About 20,000 draws for one target, (B, k); fewer where a draw costs V numbers."""
    rows = 20_000 // sampler.sample_size
    if not sampler.replace:
        rows = max(1, min(rows, 250_000 // sampler.vocab_size))
    return sampler.get_negative_sample(np.full(rows, target))


def explain_sampler(
    corpus: str = "say_hello",
    power: float = 0.75,
    k: int = 5,
    exclude: bool = True,
    replace: bool = True,
    target: str = "",
    draw: int = 1,
) -> Svg:
    """Shares of the text, of the exact noise and of the draws; one draw; the distances.

    corpus : one of CORPORA; target: a word of it, "" = the commonest
    power, k, exclude, replace: see UnigramSampler; draw: its seed
    """
    if corpus not in CORPORA:
        raise ValueError(f"corpus must be one of {', '.join(CORPORA)}, got {corpus!r}")
    text = read_text(corpus)
    vocab = text.vocab
    t = int(vocab.encode([target])[0]) if target else int(np.argmax(vocab.counts))
    sampler = UnigramSampler.from_counts(
        vocab.counts, power, k, seed=draw, replace=replace, exclude=exclude
    )
    negatives = draw_many(sampler, t)
    drawn = np.bincount(negatives.ravel(), minlength=len(vocab)) / negatives.size
    unigram = vocab.counts / vocab.counts.sum()
    exact = exact_noise(sampler, t)
    distances = _distances(sampler, t, unigram, exact, drawn, negatives.size, draw)
    title = f"Negatives for {vocab.index_to_key[t]!r} from {corpus}: k = {k}, power {power:g}"
    svg = Svg(900, 476, title)
    svg.text(20, 24, "Who is drawn?", 16, font_weight="bold")
    shares = _share_rows(svg, text, t, (unigram, exact, drawn))
    svg.line(530, 14, 530, 372, FAINT, stroke_dasharray="4 4")
    live = _live_draw(svg, text, t, negatives[0], np.random.default_rng(draw))
    for i, line in enumerate(distances):
        svg.text(20, 412 + 22 * i, line, 14, font_weight="bold" if i == 2 else None)
    svg.desc = f"{shares} {live} {' '.join(distances)}"
    return svg


def _distances(sampler, t, unigram, exact, drawn, n, seed) -> tuple[str, str, str]:
    known = long_run_shares(sampler, t)
    long_run = (
        "too many words to compute" if known is None else f"{total_variation(known, exact):.4f}"
    )
    chance = np.random.default_rng([seed, 1]).multinomial(n, exact) / n
    return (
        "Total variation from the exact noise (0 = the same, 1 = nothing in common): "
        f"the text’s own shares {total_variation(unigram, exact):.4f}.",
        f"These settings in the long run: {long_run}.",
        f"The {n:,} draws: {total_variation(drawn, exact):.4f}; chance alone gives about "
        f"{total_variation(chance, exact):.4f}.",
    )


def _share_rows(svg: Svg, text: Corpus, t: int, shares) -> str:
    """Three bars a group of words: text, exact noise, draws. Returns the words for it."""
    groups = rank_groups(text.vocab.counts)
    fills = ({"fill": GREY}, {"stroke": INK, "stroke_width": 2}, {"fill": COLOR["negative"]})
    for i, (name, style) in enumerate(
        zip(("in the text", "exact noise", language.label("drawn")), fills, strict=True)
    ):
        svg.rect(170 + 115 * i, 38, 14, 12, **style).text(190 + 115 * i, 49, name, 12)
    height = min(52.0, 310 / len(groups))
    bar = (height - 6) / 3
    said = []
    sums = [[float(share[ids].sum()) for share in shares] for _, ids in groups]
    longest = max(max(row) for row in sums)
    for g, ((label, ids), row) in enumerate(zip(groups, sums, strict=True)):
        y = 60 + g * height
        label = label or text.vocab.index_to_key[ids[0]]
        is_target = len(ids) == 1 and ids[0] == t
        label = f"{label} ({language.label('target')})" if is_target else label
        svg.text(158, y + height / 2 + 2, label, 13, INK, "end",
                 font_weight="bold" if is_target else None)  # fmt: skip
        for b, (value, style) in enumerate(zip(row, fills, strict=True)):
            width = 290 * value / longest
            svg.rect(170, y + b * bar, width, bar - 1, **style)
            size = min(11, bar)
            svg.text(176 + width, y + (b + 0.76) * bar, f"{value:.3f}", size)
        said.append(f"{language.shown(label)} {row[0]:.3f}, {row[1]:.3f}, {row[2]:.3f}")
    return f"Shares in the text, of the exact noise, and drawn: {'; '.join(said)}."


def _live_draw(svg: Svg, text: Corpus, t: int, words: np.ndarray, rng) -> str:
    """One draw with its collisions, at one place of the text where the target stands."""
    vocab = text.vocab
    place = int(rng.choice(places_of(text, t)))
    s = int(np.searchsorted(text.bounds, place, side="right")) - 1
    first, end = text.bounds[s], text.bounds[s + 1]
    before = vocab.decode(text.ids[max(first, place - 1) : place])
    after = vocab.decode(text.ids[place + 1 : min(end, place + 2)])
    context = [*before, *after]
    beside = near(text, vocab.encode(context)) if context else np.zeros(len(vocab), dtype=bool)
    name = vocab.index_to_key[t]
    svg.text(550, 24, f"One draw of {len(words)}", 16, font_weight="bold")
    phrase = " ".join([*before, f"[{name}]", *after])
    svg.text(550, 48, f"at this place: {phrase if len(phrase) < 42 else f'[{name}]'}", 13)
    marks, seen = [], set()
    for i, w in enumerate(int(w) for w in words):
        kinds = ("target", w == t), ("near", w != t and beside[w]), ("again", w in seen)
        marks.append(", ".join(kind for kind, true in kinds if true))
        seen.add(w)
        x, y = 550 + 172 * (i // 10), 62 + 24 * (i % 10)
        fill = COLOR["target"] if w == t else COLOR["negative"]
        dash = "4 2" if "near" in marks[-1] else None
        svg.rect(x, y, 104, 20, fill, stroke=INK, stroke_width=2.5 if marks[-1] else 0.5,
                 stroke_dasharray=dash)  # fmt: skip
        word = vocab.index_to_key[w]
        svg.text(x + 6, y + 15, word if len(word) < 14 else f"{word[:12]}…", 13, ON_COLOR)
        svg.text(x + 110, y + 15, _kinds(marks[-1]), 12)
    count = {kind: sum(kind in mark for mark in marks) for kind in ("near", "again", "target")}
    svg.text(550, 326, f"near: {count['near']} of {len(words)} also stand beside the context", 13)
    svg.text(
        550,
        344,
        f"({', '.join(context) or language.label('empty')}) somewhere in the text: collisions",
        13,
    )
    svg.text(550, 362, f"again: {count['again']}; the target itself: {count['target']}", 13)
    listed = ", ".join(
        vocab.index_to_key[w] + (f" ({_kinds(m)})" if m else "")
        for w, m in zip(words, marks, strict=True)
    )
    return f"One draw for {phrase}: {listed}."


def _kinds(marks: str) -> str:
    """The marks of a drawn word, as they are shown."""
    names = {
        "target": language.label("target"), "near": language.label("near"),
        "again": language.label("again"),
    }  # fmt: skip
    return ", ".join(names[mark] for mark in marks.split(", ") if mark)
