"""What the first cell says to whoever opens a lesson without its course, or with another kernel.

Jupyter shows the lines around the one that failed, so two lines of comment above the import stand
in the very message "No module named 'w2vlib'". `make notebooks` writes them into each notebook.
"""

from __future__ import annotations

import re

ADDRESS = "https://github.com/OWNER/REPOSITORY"  # README's command puts the true one in
SAYS = """\
# No module named 'w2vlib'? Choose the course's .venv as kernel. Or get the course, and restart:
# !git clone {} w2v && pip install -e "w2v[course]"
"""
SAID = re.compile(re.escape(SAYS).replace(r"\{\}", r"(https://\S+)"))
IMPORT = re.compile(r"^(?:from|import) w2vlib\b", re.M)


def say(cells: list) -> None:
    """Put it above the first import of w2vlib, in place; an address that is there stays."""
    for cell in cells:
        if cell["cell_type"] == "code":
            said = SAID.search(cell["source"])
            bare = without(cell["source"])
            lines = SAYS.format(said[1] if said else ADDRESS)
            cell["source"] = IMPORT.sub(lambda found: lines + found[0], bare, count=1)  # noqa: B023
            return


def without(source: str) -> str:
    """A cell's code without these lines: no result depends on them."""
    return SAID.sub("", source)
