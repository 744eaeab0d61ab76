"""Let nothing that we print fail on a console that lacks a sign, such as cp949's or cp1252's."""

import codecs
import sys

PLAIN = {
    "−": "-", "–": "-", "—": "-", "×": "x", "·": "*", "…": "...", "→": "->", "›": ">", "÷": "/",
    "≤": "<=", "≥": ">=", "’": "'", "‘": "'", "“": '"', "”": '"', "µ": "u",
}  # fmt: skip


def in_plain_signs(error: UnicodeError) -> tuple[str, int]:
    """Replace what an encoding lacks: a sign of ours by a plain one, a letter by its escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    plain = (PLAIN.get(s) or s.encode("ascii", "backslashreplace").decode() for s in signs)
    return "".join(plain), error.end


def never_fail() -> None:
    """Have standard output replace what it cannot show, where it would raise UnicodeEncodeError.

    A notebook, and an output that somebody has set up otherwise, stay as they are.
    """
    codecs.register_error("w2vlib.plain", in_plain_signs)
    for stream in (sys.stdout, sys.stderr):
        raises = getattr(stream, "errors", None) in ("strict", "surrogateescape")
        if raises and hasattr(stream, "reconfigure") and not getattr(stream, "closed", False):
            stream.reconfigure(errors="w2vlib.plain")
