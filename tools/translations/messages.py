"""What there is to translate: the texts of the notebooks, and those that w2vlib shows."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from translations.source import Text, texts_of

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
WORD = re.compile(r"[A-Za-z][a-z']+|\b[AaI]\b")
LABELS = ("label", "title", "xlabel", "ylabel")  # keyword arguments that are shown
CODE_COMMENT = re.compile(r"#+ (?:!|BEGIN|END|fmt|noqa|type|pragma)|#+$")
# the title of a link to the glossary is not translated: it is the glossary's own definition
TITLE = re.compile(r'(\((?:\.\./)*glossary\.ipynb#[^)\s]+) "[^"]*"\)')


def sources() -> list[Path]:
    """The notebooks that are translated: lessons, glossary, solutions."""
    return sorted([*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("solutions/*/*.ipynb")])


def cells_of(notebook: Path) -> list[dict]:
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def bare(markdown: str) -> str:
    """A cell's text without the glossary's definitions, which `make notebooks` puts in."""
    return TITLE.sub(r"\1)", markdown)


def of_notebook(cells: list[dict]) -> Iterator[tuple[str, str, bool]]:
    """(id of the cell, text, has it slots?) of every text to translate."""
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield cell["id"], bare(source), False
        else:
            tree = ast.parse(source)
            labels = labels_in(tree)
            for text in texts_of(source, tree):
                if in_notebook(text, labels):
                    yield cell["id"], text.text, text.template


def in_notebook(text: Text, labels: set[int]) -> bool:
    """Is it a text for readers? labels: the strings that are, even if they are one word."""
    if text.node is None:
        return not CODE_COMMENT.match(text.text) and bool(WORD.search(text.text))
    literal = re.sub(r"\{[^{}]*\}", " ", text.text) if text.template else text.text
    words = WORD.findall(literal)
    return bool(words) and (id(text.node) in labels or (len(words) > 1 and " " in literal.strip()))


def labels_in(tree: ast.AST) -> set[int]:
    """The ids of the nodes that are arguments of print, or stand under a keyword of LABELS."""
    found = set()
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            found |= {id(keyword.value) for keyword in call.keywords if keyword.arg in LABELS}
            if isinstance(call.func, ast.Name) and call.func.id == "print":
                found |= set(map(id, call.args))
    return found


NOT_SHOWN = ("compile", "cast", "TypeVar", "import_module", "__import__", "setattr", "getattr")

MARKS = ("label", "later", "said")
CONTROLS = ("Number", "Choice", "Check", "Typed", "Counter", "caption", "name", "button", "_word")


def named(arg: ast.AST) -> Iterator[ast.AST]:
    """The strings of a control's argument: itself, or the keys of a dict, or a list's members."""
    for part in arg.keys if isinstance(arg, ast.Dict) else getattr(arg, "elts", [arg]):
        yield part.elts[0] if isinstance(part, ast.Tuple) else part


def of_library(root: Path = ROOT / "w2vlib") -> Iterator[tuple[str, str, bool]]:
    """(file, text, has it slots?) of what the library may show: more than a word, or a label."""
    for path in sorted(root.rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        tree = ast.parse(code)
        hidden, marked, formats = set(), set(), set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name == "format":
                    formats.add(id(getattr(node.func, "value", None)))
                if name in NOT_SHOWN:
                    hidden |= {id(part) for part in ast.walk(node)}
                elif name in MARKS:
                    marked |= {id(part) for part in ast.walk(node)}
                elif name in CONTROLS:  # their names, and those of their options
                    marked |= {id(part) for arg in node.args[:2] for part in named(arg)}
        for text in texts_of(code, tree):
            if text.node is None or id(text.node) in hidden:
                continue
            plain = text.text if text.template else ast.literal_eval(_quoted(text))[:-1]
            slotted = text.template or id(text.node) in formats
            literal = re.sub(r"\{[^{}]*\}", " ", plain) if slotted else plain
            words = WORD.findall(literal)
            several = len(words) > 1 and re.search(r"\w[,.;:)]* [\w({]", literal)
            slots = slotted and words and " " in text.text.strip()
            if (several or slots or (id(text.node) in marked and words)) and not _is_code(literal):
                yield str(path.relative_to(ROOT)), plain, slotted


def _quoted(text: Text) -> str:
    return '"""' + text.text.replace('"""', '\\"\\"\\"') + ' """'


CODE = re.compile(r"[;{}]\s*\n|function |=>|</\w+>\s*$|^\s*<|var\(--|px[;,)\s]|\bconst |--\w+:")


def _is_code(text: str) -> bool:
    """CSS, JavaScript and HTML."""
    return bool(CODE.search(text))
