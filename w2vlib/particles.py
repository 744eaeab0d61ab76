"""Korean particles after symbols, numbers and names: their form follows the sound before them."""

from __future__ import annotations

import re

PARTICLES = {  # as it is written -> after a consonant, after a vowel
    "을(를)": ("을", "를"), "이(가)": ("이", "가"), "은(는)": ("은", "는"), "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"), "(이)": ("이", ""),
}  # fmt: skip
_PARTICLE = re.compile(rf"(\S)([)\]'\"’”`*»]*)({'|'.join(map(re.escape, PARTICLES))})")


def particles(text: str) -> str:
    """Korean particles whose form hangs on the sound before: "k이(가)" becomes "k가".

    >>> particles("k이(가) 3을(를), W_in을(를), 7(으)로")
    'k가 3을, W_in을, 7로'
    """

    def chosen(found):
        last, closing, particle = found.groups()
        before = text[: found.start() + 1]
        with_, without = PARTICLES[particle]
        light = particle == "(으)로" and ends_in_l(before)
        return last + closing + (with_ if ends_closed(before) and not light else without)

    return _PARTICLE.sub(chosen, text) if "(" in text else text


# English words whose sound their letters do not tell: a consonant at the end, or ㄹ
CLOSED = {"out", "dout", "keep", "none", "nan", "engine", "one", "dtype", "type", "same", "home"}
CLOSED_IN_L = {"sample", "lr", "table", "tuple", "file", "title"}


def ends_in_l(text: str) -> bool:
    """Does it end in the sound ㄹ?"""
    if "가" <= text[-1] <= "힣":
        return (ord(text[-1]) - ord("가")) % 28 == 8
    return (
        text[-1] in "178"
        or (text[-1] in "lLrR" and ends_closed(text))
        or _word(text) in CLOSED_IN_L
    )


def ends_closed(text: str) -> bool:
    """Does it end in a consonant, read aloud in Korean? Symbols by letter, numbers by digit."""
    last, word = text[-1], _word(text)
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28 > 0
    if last.isdigit():
        above = re.search(r"(\d)/\d+$", text)  # of a fraction, which is read last
        return (above[1] if above else last) in "013678"
    if word in CLOSED | CLOSED_IN_L:
        return True
    if len(word) == 1 or text[-len(word) :].isupper():
        return last in "LMNRlmnr"
    return bool(re.search(r"[lmn]$|ng$|ab$|[^aeiou][aeiou][kpt]$|^[aeiou][pt]$", word))


def _word(text: str) -> str:
    return "".join(re.findall(r"[A-Za-z]*$", text)).lower()
