"""Build the static site of the lessons in build/site: `make site`.

Sphinx reads the notebooks as they are stored; nothing is executed. Every warning is an error, so
a link that leads nowhere stops the build.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import answers
import run_notebooks

ROOT = Path(__file__).resolve().parent.parent


def with_folded_answers(lesson: Path) -> str:
    """The notebook with its answers, each to be opened by the reader."""
    nb = run_notebooks.read(lesson)
    for cell in nb.cells:
        if answers.TAG in cell.metadata.get("tags", []):
            cell.metadata.tags.append("hide-output")
    # links in outputs, as in the map of the course, are not Sphinx's to translate
    return re.sub(r'(<a href=\\"\w+)\.ipynb', r"\1.html", run_notebooks.as_text(nb))


def build(out: Path) -> int:
    """Build into `out`; returns Sphinx's exit status. The sources are put together beside it."""
    source = out.with_name(out.name + "-source")
    for folder in (out, source):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "tools" / "site", source, ignore=shutil.ignore_patterns("__pycache__"))
    for lesson in sorted((ROOT / "notebooks").glob("*.ipynb")):
        (source / lesson.name).write_text(with_folded_answers(lesson), encoding="utf-8")
    exercises = ROOT / "notebooks" / "exercises"
    hidden = shutil.ignore_patterns(".ipynb_checkpoints")
    shutil.copytree(exercises, source / "exercises", ignore=hidden)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    environment = os.environ | {"PYTHONPATH": str(source)}  # conf.py names a function of slugs.py
    return subprocess.run([*command, str(source), str(out)], env=environment).returncode


if __name__ == "__main__":
    target = ROOT / "build" / "site"
    target.parent.mkdir(exist_ok=True)
    status = build(target)
    print(f"Open {target / 'index.html'}" if status == 0 else "The site was not built.")
    sys.exit(status)
