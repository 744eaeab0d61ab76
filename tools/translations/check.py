"""What a translation must share with its text: numbers, code, links, slots, headings."""

from __future__ import annotations

import re
from collections import Counter

from w2vlib.language import SLOT

CODE_BLOCK = re.compile(r"```.*?```", re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\]\(([^)\s]+)")
TAG = re.compile(r"</?[a-z][^>]*>")
UNITS = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "만": 1e4, "백만": 1e6, "억": 1e8}
NUMBER = re.compile(rf"(\d[\d,]*(?:\.\d+)?)(\s?(?:{'|'.join(UNITS)})|)")
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
HEADING = re.compile(r"^#{1,6} ", re.M)
HANGUL = re.compile("[가-힣]")


def parts(text: str, template: bool) -> dict[str, Counter]:
    """Kind -> what there is of it."""
    prose = CODE_BLOCK.sub(" ", text)
    found = {
        "code blocks": Counter(CODE_BLOCK.findall(text)),
        "code": Counter(CODE.findall(prose)),
        "links": Counter(LINK.findall(prose)),
        "tags": Counter(TAG.findall(prose)),
        "headings": Counter(HEADING.findall(prose)),
        "predictions": Counter(
            re.findall(r"^\*\*(?:Predict|예측)\.\*\*", prose, re.M) and ["Predict"]
        ),
        "table rows": Counter(re.findall(r"^\|", prose, re.M)),
        "list items": Counter(re.findall(r"^(?:-|\d+\.) ", prose, re.M)),
    }
    if template:
        slots = [slot[1] for slot in SLOT.finditer(prose) if slot[1] and not _plural(slot[1])]
        found["slots"] = Counter(slots)
        prose = SLOT.sub(" ", prose)
    prose = LINK.sub("](", CODE.sub(" ", prose))
    found["numbers"] = Counter(map(value, NUMBER.findall(prose)))
    return found


def value(written: tuple[str, str]) -> float:
    """What a number and the unit behind it say: 1.8 million is 180만."""
    digits, unit = written
    return round(float(digits.rstrip(",").replace(",", "")) * UNITS.get(unit.strip(), 1), 6)


def _plural(slot: str) -> bool:
    """Does the slot only choose between two words of English?"""
    either = r"""\(?['"][^'"]*['"] (?:if .* else ['"][^'"]*['"]|\* \(?.*)\)?"""
    return bool(re.fullmatch(either, slot))


def differences(text: str, translation: str, template: bool = False) -> list[str]:
    """What the two do not share; empty if all is well."""
    said = []
    theirs = parts(translation, template)
    for kind, ours in parts(text, template).items():
        if ours != theirs[kind]:
            lost, new = ours - theirs[kind], theirs[kind] - ours
            if kind == "numbers":  # "two" may become 2
                spelled = re.findall(r"[a-z]+", text.lower())
                new -= Counter({WORDS.index(word): 1 for word in spelled if word in WORDS})
                if not lost and not new:
                    continue
            said.append(f"{kind}: lost {sorted(lost.elements())}, new {sorted(new.elements())}")
    if re.search(r"[\w`)\]]\)\*\*[가-힣]", translation):
        said.append("bold that ends in a bracket does not close before a letter")
    return said
