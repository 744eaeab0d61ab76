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
    found["numbers"] = Counter(NUMBER.findall(prose))
    return found


def apart(ours: Counter, theirs: Counter, text: str) -> tuple[Counter, Counter]:
    """Numbers that only one of the two has. 1.8 million may be 180만, and "two" may be 2."""
    left, new = Counter(max(values(*number)) for number in ours.elements()), Counter()
    for number in theirs.elements():
        value = next((value for value in values(*number) if left[value] > 0), None)
        if value is None:
            new[min(values(*number))] += 1
        else:
            left[value] -= 1
    words = (word.removesuffix("s") for word in re.findall("[a-z]+", text.lower()))
    spelled = Counter(WORDS.index(word) for word in words if word in WORDS)
    return +left, new - spelled


def values(digits: str, unit: str) -> list[float]:
    """What is written, with the unit behind it and without: 만 is "only" as well."""
    bare = float(digits.rstrip(",").replace(",", ""))
    return [round(bare * scale, 6) for scale in {UNITS.get(unit.strip(), 1), 1}]


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
            if kind == "numbers":
                lost, new = apart(ours, theirs[kind], text)
                if not lost and not new:
                    continue
            said.append(f"{kind}: lost {sorted(lost.elements())}, new {sorted(new.elements())}")
    if re.search(r"[\w`)\]]\)\*\*[가-힣]", translation):
        said.append("bold that ends in a bracket does not close before a letter")
    return said
