"""A notebook in another language: the same cells, code and links, with its catalogue's texts."""

from __future__ import annotations

import copy
import re
from pathlib import Path

from babel.messages import Catalog
from translations.catalogues import finished
from translations.messages import NOTEBOOKS, bare
from translations.source import replaced

HEADING = re.compile(r"^#{1,6} (.+?)\s*$", re.M)
CODE_BLOCK = re.compile(r"^```.*?^```", re.M | re.S)
TARGET = re.compile(r"(?<=\]\()([^)\s#]*)(?:#([^)\s]+))?(?=[)\s])")
FIRST = re.compile(r"^(from w2vlib|import w2vlib)", re.M)
CHOOSE = "from w2vlib.language import speak\n"


def translated(nb, path: Path, catalog: Catalog, anchors: dict[Path, dict[str, str]]):
    """The notebook that `path` holds, in the catalogue's language.

    anchors: of every notebook, its headings' English anchors -> those of this language
    """
    nb = copy.deepcopy(nb)
    language = catalog.locale.language
    texts: dict[str, dict[str, str]] = {}
    for message in catalog:
        if message.id and finished(message):
            texts.setdefault(message.context, {})[message.id] = message.string
    begun = False
    for cell in nb.cells:
        own = texts.get(cell.id, {})
        if cell.cell_type == "markdown":
            text = own.get(bare(cell.source), bare(cell.source))
            cell.source = TARGET.sub(lambda t: _target(t, path, anchors), text)
        else:
            cell.source = replaced(cell.source, own)
            if not begun and FIRST.search(cell.source):
                cell.source, begun = chosen(cell.source, language), True
    return nb


def chosen(code: str, language: str) -> str:
    """The first cell, which now chooses the language: below its imports."""
    code = FIRST.sub(lambda found: CHOOSE + found[0], code, count=1)
    lines = code.split("\n")
    last = max(i for i, line in enumerate(lines) if re.match(r"(from|import) ", line))
    return "\n".join([*lines[: last + 1], f'speak("{language}")', *lines[last + 1 :]])


def _target(found, path: Path, anchors: dict) -> str:
    """Where a link leads from a folder that lies one deeper; an anchor in the new language."""
    file, anchor = found[1], found[2]
    if re.match(r"\w+:", file):
        return found[0]
    there = (path.parent / file).resolve() if file else path
    if anchor and there in anchors:
        anchor = anchors[there].get(anchor, anchor)
    if file and not there.is_relative_to(NOTEBOOKS):
        file = f"../{file}"
    return file + (f"#{anchor}" if anchor else "")


def headings(cells: list) -> list[str]:
    """The headings of a notebook's texts, in order."""
    texts = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return [title for text in texts for title in HEADING.findall(CODE_BLOCK.sub("", text))]


def anchor(heading: str) -> str:
    """As JupyterLab makes it."""
    return re.sub(r"[*`]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().replace(" ", "-")
