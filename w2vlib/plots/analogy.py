"""An analogy a : b = c : ? as a parallelogram, its answers, and the control without offset."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from w2vlib import language
from w2vlib.evaluation import evaluate_analogies, load_analogies
from w2vlib.plots.similarity import ranking, short
from w2vlib.plots.svg import COLOR, FAINT, GREY, INK, Svg
from w2vlib.vectors import WordVectors

_families = lru_cache(maxsize=1)(load_analogies)


def corner(wv: WordVectors, a: str, b: str, c: str, d: str) -> dict:
    """How near d comes to the fourth corner b − a + c, all words at length 1, in float64.

    Returns points: (4, 2), a, b, the corner and c in the plane through a, b and c, with a at
    (0, 0) and b on the first axis; the lengths and angles in it are true.
    d: (2,) where the shadow of d falls; off: its distance from the plane; cosine: of corner and d;
    parallel: the cosine of b − a and d − c. Errors: ValueError where a, b, c are on one line.
    """
    u = {w: wv.get_vector(w, norm=True).astype(np.float64) for w in (a, b, c, d)}
    first, second = u[b] - u[a], u[c] - u[a]
    x = first / max(np.linalg.norm(first), 1e-12)
    up = second - (second @ x) * x
    if np.linalg.norm(first) < 1e-6 or np.linalg.norm(up) < 1e-6:
        raise ValueError(f"{a}, {b} and {c} span no plane: take three different words")
    axes = np.stack([x, up / np.linalg.norm(up)])
    fourth = u[b] - u[a] + u[c]
    shadow = axes @ (u[d] - u[a])
    return {
        "points": np.stack([axes @ (p - u[a]) for p in (u[a], u[b], fourth, u[c])]),
        "d": shadow,
        "off": float(np.sqrt(max(0.0, ((u[d] - u[a]) ** 2).sum() - (shadow**2).sum()))),
        "cosine": _cosine(fourth, u[d]),
        "parallel": _cosine(u[b] - u[a], u[d] - u[c]),
    }


def _cosine(p: np.ndarray, q: np.ndarray) -> float:
    lengths = np.linalg.norm(p) * np.linalg.norm(q)
    return float(p @ q / lengths) if lengths else 0.0


def family_of(a: str, b: str, c: str) -> tuple[str, str]:
    """The classroom family that holds the pair (a, b), and the partner of c in it; "" for none."""
    for name, pairs in _families().items():
        if (a, b) in pairs:
            return name, dict(pairs).get(c, "")
    return "", ""


@lru_cache(maxsize=32)
def family_line(wv: WordVectors, name: str, a: str, b: str, exclude: bool) -> str:
    """How the offset from a to b does on the other pairs of its family; coverage; the control."""
    others = [pair for pair in _families()[name] if pair != (a, b)]
    asked = evaluate_analogies(wv, [(a, b, *pair) for pair in others], exclude)
    mean, control = (
        evaluate_analogies(wv, others, exclude, method) for method in ("mean_offset", "no_offset")
    )
    return (
        f"The other {asked.total} pairs of the family {name}, {asked.coverage:.0%} covered: this "
        f"offset finds {asked.all.right}, their mean offset {mean.all.right}, "
        f"no offset {control.all.right}."
    )


def show_analogy(
    wv: WordVectors,
    a: str,
    b: str,
    c: str,
    expected: str = "",
    exclude: bool = True,
    measure: str = "cosine",
) -> Svg:
    """a is to b as c is to what? The parallelogram, the answers, the answers without offset.

    expected: the right answer if you know it; "" takes it from the classroom families.
    The plane goes through a, b and c; the answer mostly lies outside it, and only its shadow is
    drawn. Errors: KeyError for unknown words, ValueError for words that span no plane.
    """
    family, partner = family_of(a, b, c)
    expected = expected or (partner if partner in wv else "")
    answers = ranking(wv, [b, c], [a], measure, exclude, 8)
    control = ranking(wv, [c], [], measure, exclude, 8)
    if not expected and not answers:
        raise ValueError("no word is left for an answer: take vectors of 4 words or more")
    d = expected or answers[0][0]
    at = corner(wv, a, b, c, d)
    svg = Svg(960, 424, f"{a} is to {b} as {c} is to what?")
    _plane(svg, at, (a, b, c, d), language.label("expected" if expected else "first answer"))
    svg.text(480, 22, language.label("Answers"), 15, font_weight="bold")
    svg.text(480, 42, f"nearest to {short(b)} − {short(a)} + {short(c)}", 11, FAINT)
    _list(svg, 480, answers, expected)
    svg.text(730, 22, "Control, no offset", 15, font_weight="bold")
    svg.text(730, 42, f"nearest to {short(c)}", 11, FAINT)
    _list(svg, 730, control, expected)
    svg.text(955, 22, language.label(measure), 11, FAINT, "end")
    all_scores = wv.most_similar([b, c], [a], topn=None)
    nearer = all_scores > all_scores[wv.get_index(d)]
    if exclude:
        nearer[[wv.get_index(w) for w in (a, b, c)]] = False
    lines = [
        f"True cosine of the corner and {d}: {at['cosine']:.2f}; by cosine it is number "
        f"{1 + int(nearer.sum()):,} of {len(wv):,}.",
        f"Cosine of the two arrows, {a} → {b} and {c} → {d}: {at['parallel']:.2f} "
        f"(1 would be a parallelogram).",
        family_line(wv, family, a, b, exclude) if family else
        f"The pair {a}, {b} is in no family of the classroom list.",
    ]  # fmt: skip
    for i, line in enumerate(lines):
        svg.text(20, 364 + 22 * i, line, 13, font_weight="bold" if i == 0 else None)
    listed = [", ".join(f"{w} {s:.2f}" for w, s in found[:4]) for found in (answers, control)]
    svg.desc = f"Answers: {listed[0]}. Without offset: {listed[1]}. {' '.join(lines)}"
    return svg


def _plane(svg: Svg, at: dict, words, kind: str) -> None:
    """The parallelogram at its true proportions; the shadow of the fourth word beside it."""
    everything = np.vstack([at["points"], at["d"]])
    low, span = everything.min(0), np.ptp(everything, axis=0)
    scale = min(300 / max(span[0], 1e-9), 210 / max(span[1], 1e-9))
    middle = low + span / 2

    def place(p):
        x, y = (p - middle) * scale
        return 230 + x, 180 - y

    a, b, fourth, c = (place(p) for p in at["points"])
    d = place(at["d"])
    svg.text(20, 22, "The plane through the three words", 15, font_weight="bold")
    svg.line(*a, *c, GREY, stroke_dasharray="4 4").line(*b, *fourth, GREY, stroke_dasharray="4 4")
    svg.arrow(*a, *b, COLOR["W_in"]).arrow(*c, *fourth, COLOR["W_in"])
    if np.hypot(d[0] - fourth[0], d[1] - fourth[1]) > 1:
        svg.line(*fourth, *d, COLOR["target"], stroke_width=2, stroke_dasharray="2 3")
    for (x, y), word in zip((a, b, c), words, strict=False):
        svg.circle(x, y, 5, COLOR["W_in"])
        svg.text(x, y + (20 if y >= 180 else -11), short(word), 14, anchor="middle")
    svg.circle(*fourth, 5, "none", stroke=INK, stroke_width=2)
    svg.circle(*d, 6, COLOR["target"], stroke=INK)
    # The shadow of d mostly falls inside, towards a; its name goes where it is free.
    svg.text(d[0], d[1] + 22, short(words[3]), 14, anchor="middle", font_weight="bold")
    up = fourth[1] < 180
    svg.text(
        fourth[0], fourth[1] + (-11 if up else 20), language.label("corner"), 13, FAINT, "middle"
    )
    svg.circle(26, 322, 5, COLOR["target"], stroke=INK)
    svg.text(36, 326, f"{short(words[3])} ({kind}): its shadow. It lies {at['off']:.2f}", 13, FAINT)
    svg.text(20, 342, "off this plane; every vector has length 1.", 13, FAINT)


def _list(svg: Svg, left: float, found, expected: str) -> None:
    longest = max(max(abs(s) for _, s in found), 1e-12)
    for r, (word, score) in enumerate(found):
        y = 52 + 34 * r
        right = word == expected
        label = f"{short(word)} ✓" if right else short(word)
        svg.text(left, y + 12, label, 13, font_weight="bold" if right else None)
        svg.rect(left, y + 17, 180 * abs(score) / longest, 7,
                 COLOR["target"] if right else GREY)  # fmt: skip
        svg.text(left + 225, y + 24, f"{score:.2f}", 13, anchor="end")
