"""The strings and comments of Python code, and how to put others in their places.

An f-string, and several literals side by side, are one text: `f"{n:,} words " "of it"` is the
text "{n:,} words of it". A text keeps its escapes (\\n) as the code writes them.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass

LITERAL = re.compile(r"""([rbfuRBFU]{0,2})(\"{3}|'{3}|"|')((?:\\.|(?!\2).)*)\2""", re.DOTALL)


@dataclass(frozen=True)
class Text:
    """A text in a piece of code.

    text : what is translated          template: it has slots {in braces}
    start, end: where it stands        node: of the syntax tree; None for a comment
    """

    text: str
    start: int
    end: int
    template: bool
    node: ast.AST | None = None


def texts_of(code: str, tree: ast.AST | None = None) -> list[Text]:
    """Every string of the code and every comment, docstrings left out, in their order.

    tree: of this code; the nodes of the texts are its own.
    """
    tree, starts = tree or ast.parse(code), _line_starts(code)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = []

    def visit(node):
        string = isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        if string and id(node) not in docstrings:
            start = starts[node.lineno - 1] + _chars(code, node.lineno, node.col_offset)
            end = starts[node.end_lineno - 1] + _chars(code, node.end_lineno, node.end_col_offset)
            template, text = _joined(code[start:end])
            if text is not None:
                found.append(Text(text, start, end, template, node))
        if isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    visit(part.value)
            return
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(tree)
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            start = starts[token.start[0] - 1] + token.start[1]
            found.append(Text(token.string, start, start + len(token.string), False))
    return sorted(found, key=lambda text: text.start)


def _line_starts(code: str) -> list[int]:
    starts = [0]
    for line in code.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _chars(code: str, line: int, column: int) -> int:
    """ast counts bytes of UTF-8."""
    return len(code.splitlines()[line - 1].encode()[:column].decode())


def _joined(written: str) -> tuple[bool, str | None]:
    pieces = LITERAL.findall(written)
    if not pieces or any("b" in prefix.lower() for prefix, *_ in pieces):
        return False, None
    template = any("f" in prefix.lower() for prefix, *_ in pieces)
    text = ""
    for prefix, _, inside in pieces:
        if template and "f" not in prefix.lower():
            inside = inside.replace("{", "{{").replace("}", "}}")
        text += inside
    return template, text


def replaced(code: str, texts: dict[str, str]) -> str:
    """The code with each of these texts in place of what it has: text -> translation."""
    made, done = "", 0
    for text in texts_of(code):  # an f-string comes before the strings in its slots
        new = texts.get(text.text, text.text)
        if new != text.text and text.start >= done:
            made += code[done : text.start] + _written(new, text)
            done = text.end
    return made + code[done:]


def _written(new: str, text: Text) -> str:
    if text.node is None:
        return new
    plain = new.replace('\\"', "").replace("\\'", "")  # slots count: Python 3.11 keeps them apart
    quote = next(q for q in ('"', "'", '"""') if q not in plain)
    return f"{'f' if text.template else ''}{quote}{new}{quote}"
