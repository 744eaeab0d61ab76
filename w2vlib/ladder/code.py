"""The code of each rung as it differs from the rung before (lesson 10)."""

from __future__ import annotations

import inspect
import re
from html import escape

from w2vlib.ladder import RUNGS, our_rungs, rung_class
from w2vlib.language import shown

ALSO = {  # helpers that a rung's class calls and that belong to what it changes
    "windows": ("window_mean",),
    "compiled": ("loop",),
}


def rung_code(name: str) -> str:
    """The source of a rung's class without docstrings; the rest is the rung's before.

    Errors: ValueError for another name.
    """
    parts = [rung_class(name), *(getattr(our_rungs, other) for other in ALSO.get(name, ()))]
    source = "\n\n".join(inspect.getsource(part).rstrip() for part in parts)
    source = re.sub(r'^ *"""(?:.|\n)*?"""\n', "", source, flags=re.M)
    return re.sub(r"\n{2,}", "\n\n", re.sub(r"^ *title, change = .*\n", "", source, flags=re.M))


class RungCode:
    """All rungs, folded; opens on a click."""

    def _repr_html_(self) -> str:
        folded = []
        for n, name in enumerate(RUNGS, 1):
            rung, code = rung_class(name), escape(rung_code(name))
            folded.append(
                f"<details><summary><b>{n} {name}</b>: {escape(shown(rung.title))}; "
                f"{escape(shown(rung.change))}</summary><pre>{code}</pre></details>"
            )
        return "".join(folded)

    def __repr__(self) -> str:
        lines = []
        for n, name in enumerate(RUNGS, 1):
            rung, size = rung_class(name), len(rung_code(name).splitlines())
            title, change, size = map(shown, (rung.title, rung.change, f"{size} lines"))
            lines.append(f"{n}  {name:9} {title:28} {change} ({size})")
        return "\n".join(lines)
