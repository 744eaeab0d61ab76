"""A lesson that is opened without its course says what is missing and how to get it."""

import json
import subprocess
import sys
from pathlib import Path

import missing
import pytest

ROOT = Path(missing.__file__).resolve().parent.parent
FOLDERS = ("", "solutions/*/", "exercises/*/")
OURS = sorted(p for f in FOLDERS for p in (ROOT / "notebooks").glob(f"{f}*[0-9]_*.ipynb"))
# a machine that lacks the course: nothing finds w2vlib
ALONE = """
import sys
class Lacks:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "w2vlib":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Lacks())
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
shell.run_cell(sys.stdin.read())
"""


def first_code(path: Path) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return next("".join(c["source"]) for c in cells if c["cell_type"] == "code")


def test_all_of_them_say_the_same():
    assert len(OURS) >= 31
    found = {path.name: missing.SAID.search(first_code(path)) for path in OURS}
    assert [name for name, said in found.items() if not said] == []
    assert len({said[1] for said in found.values()}) == 1, "not the same address everywhere"


@pytest.mark.parametrize("path", [OURS[0], OURS[1], OURS[-1]], ids=lambda p: p.stem)
def test_the_message_of_the_failing_cell_shows_the_line_that_helps(path):
    done = subprocess.run(
        [sys.executable, "-c", ALONE], input=first_code(path), capture_output=True, encoding="utf-8"
    )
    assert "ModuleNotFoundError: No module named 'w2vlib" in done.stdout
    assert "git clone https://github.com/" in done.stdout and "kernel" in done.stdout


def test_it_is_written_once_and_an_address_stays():
    cells = [{"cell_type": "code", "source": "import numpy as np\n\nimport w2vlib\nw2vlib.x"}]
    missing.say(cells)
    once = cells[0]["source"]
    assert once.count("No module named") == 1 and once.endswith("\nimport w2vlib\nw2vlib.x")
    cells[0]["source"] = once.replace("OWNER/REPOSITORY", "ada/w2v")
    missing.say(cells)
    assert cells[0]["source"] == once.replace("OWNER/REPOSITORY", "ada/w2v")
    assert missing.without(once) == "import numpy as np\n\nimport w2vlib\nw2vlib.x"
