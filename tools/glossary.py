"""Links to the glossary, with the definition on hover where a notebook first uses a term.

A lesson links a term as `[look-up](glossary.ipynb#look-up)`. `make notebooks` adds what the
glossary says as the link's title: the browser shows it to the pointer, and the link leads there.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

FILE = "glossary.ipynb"
ENTRY = re.compile(r"^## (.+)\n\n(.+)", re.M)
LINK = re.compile(
    r'\[([^\]]*)\]\(((?:\.\./)*)(?:00_start_here|glossary)\.ipynb#([^)\s]+)(?: "[^"]*")?\)'
)


@lru_cache
def definitions(folder: Path) -> dict[str, str]:
    """Anchor of a term -> its definition as plain text, from the glossary in this folder."""
    if not (folder / FILE).is_file():
        return {}
    cells = json.loads((folder / FILE).read_text(encoding="utf-8"))["cells"]
    entries = ENTRY.findall("\n\n".join("".join(cell["source"]) for cell in cells))
    return {term.replace(" ", "-"): plain(text) for term, text in entries}


def plain(text: str) -> str:
    """Markdown as text that can stand between the quotes of a link's title."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", lambda found: found[1] or "", text)
    return text.translate(str.maketrans({'"': "'", "(": "[", ")": "]", "|": "/"}))


def link_terms(cells: list, folder: Path) -> None:
    """Point the links of a notebook in `folder` to the glossary; the first of each term defines."""
    used = set()

    def linked(found) -> str:
        text, up, anchor = found.groups()
        definition = definitions((folder / up).resolve()).get(anchor)
        if definition is None:
            return found[0]
        title = "" if anchor in used else f' "{definition}"'
        used.add(anchor)
        return f"[{text}]({up}{FILE}#{anchor}{title})"

    for cell in cells:
        if cell["cell_type"] == "markdown":
            cell["source"] = LINK.sub(linked, cell["source"])
