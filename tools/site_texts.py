"""The site's own texts, in English or another language: translations/LANGUAGE/site.po.

    site_texts.speak("ko")
    said("In JupyterLab every value is free.")

A text is a block of tools/site's pages, or stands in the code within `said("…")` (`spoken("…")` in
JavaScript), `_("…")` (templates) and some fields of moving_plans.py. Those of the theme that Sphinx
has no translation of are listed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
PAGES = ("site/index.md", "site/api.rst")
STRING = r'"((?:[^"\\]|\\.)+)"'
MARKED = {
    "build_site.py": [rf"said\({STRING}\)", rf"FRONT = \(\"\w+\", {STRING}\)"],
    "moving.py": [rf"said\({STRING}\)"],
    "moving_plans.py": [rf"lab={STRING}", rf"Axis\(\"\w+\", {STRING}"],
    "site/conf.py": [rf"said\({STRING}\)"],
    "site/static/moving.js": [rf"spoken\({STRING}\)"],
    "site/templates/page.html": [rf"_\({STRING}\)"],
}
THEME = [
    "Skip to content", "Back to top", "On this page", "Next", "Previous", "Home",
    "Toggle site navigation sidebar", "Toggle table of contents sidebar",
    "Toggle Light / Dark / Auto color theme", "Toggle hidden content", "Contents", "Menu", "Expand",
    "Light mode", "Dark mode", "Auto light/dark, in light mode", "Auto light/dark, in dark mode",
    "Link to this heading", "Link to this definition", "Link to this table",
    "Keyword-only parameters separator (PEP 3102)",
]  # fmt: skip
NAMES = {"en": "English", "ko": "한국어"}  # of the languages, each in its own

_now: dict[str, str] = {}


def of_site() -> Iterator[tuple[str, str, bool]]:
    """(file, text, has it slots?) of every text to translate."""
    seen = set()
    for name in PAGES:
        for block in (TOOLS / name).read_text(encoding="utf-8").split("\n\n"):
            if is_text(block) and block.strip() not in seen:
                seen.add(block.strip())
                yield f"tools/{name}", block.strip(), False
    for name, patterns in MARKED.items():
        code = (TOOLS / name).read_text(encoding="utf-8")
        for text in (found for pattern in patterns for found in re.findall(pattern, code)):
            if text not in seen:
                seen.add(text)
                yield f"tools/{name}", text, False
    for text in THEME:
        yield "furo", text, False


def is_text(block: str) -> bool:
    """Has a block more than a place to fill in?"""
    plain = re.sub(r"<!--.*?-->|^exercises/.*$|```(\{raw\} html)?", "", block, flags=re.M)
    return bool(re.search(r"[A-Za-z]{2}", plain))


def speak(language: str) -> None:
    """From here on `said` and `page` give the texts in this language."""
    global _now
    _now = {}
    if language != "en":
        from translations import catalogues

        catalog = catalogues.read(language, "site")
        _now = {m.id: m.string for m in catalog if m.id and catalogues.finished(m)}


def said(text: str) -> str:
    """The text in the language that was chosen; in English where it has no translation."""
    return _now.get(text, text)


def all_said() -> dict[str, str]:
    """Every text -> its translation."""
    return dict(_now)


def page(text: str) -> str:
    """A page of tools/site, block by block."""
    return "\n\n".join(
        block.replace(block.strip(), said(block.strip())) for block in text.split("\n\n")
    )
