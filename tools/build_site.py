"""Build the static site of the lessons in build/site: `make site`.

Sphinx reads the notebooks as they are stored; of their code only the explorers are opened, to
record them (moving.py). Every warning is an error, so a link that leads nowhere stops the build.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import answers
import moving
import run_notebooks
from moving_plans import PLANS

import w2vlib
from w2vlib.plots.course_map import LESSONS
from w2vlib.widgets import EXPLORERS
from w2vlib.widgets.base import static_html

ROOT = Path(__file__).resolve().parent.parent
FRONT = ("training", "Play: five passes over 1.8 million words")  # moves on the front page
TOPICS = {place.partition(":")[2]: topic for topic, place in EXPLORERS.items()}


def for_the_site(lesson: Path) -> str:
    """The notebook with its answers, each to be opened by the reader, and explorers that move."""
    nb = run_notebooks.read(lesson)
    for cell in nb.cells:
        if answers.TAG in cell.metadata.get("tags", []):
            cell.metadata.tags.append("hide-output")
        if cell.cell_type == "code" and (plan := plan_of(cell)):
            (output,) = [o for o in cell.outputs if "text/html" in o.get("data", {})]
            recording = moving.record(open_explorer(nb.cells, cell), plan)
            still = "".join(output.data["text/html"])
            output.data = {"text/html": moving.moving_html(still, recording, plan)}
    # links in outputs, as in the map of the course, are not Sphinx's to translate
    return re.sub(r'(<a href=\\"\w+)\.ipynb', r"\1.html", run_notebooks.as_text(nb))


def plan_of(cell) -> moving.Plan | None:
    """What is recorded of the explorer that a cell opens; None for another cell."""
    opened = answers.EXPLORER.search(cell.source)
    return PLANS.get(TOPICS[opened[0].rstrip("(")], moving.Plan()) if opened else None


def open_explorer(cells: list, cell):
    """What the cell of a lesson shows; run after the lesson's imports and nothing else."""
    names: dict = {}
    parts = [node for c in cells if c.cell_type == "code" for node in ast.parse(c.source).body]
    imports = [node for node in parts if isinstance(node, ast.Import | ast.ImportFrom)]
    *before, last = ast.parse(cell.source).body
    exec(compile(ast.Module([*imports, *before], []), "lesson", "exec"), names)
    return eval(compile(ast.Expression(last.value), "lesson", "eval"), names)


def front_page(text: str) -> str:
    """The front page, with its moving picture and the lessons by number."""
    topic, play = FRONT
    module, _, function = EXPLORERS[topic].partition(":")
    explorer = getattr(import_module(module), function)()
    explorer.status = ""  # there is no Start to press
    explorer.set(upto=1)
    plan = replace(PLANS[topic], lab="")
    still = static_html(explorer.picture)
    moved = moving.moving_html(still, moving.record(explorer, plan), plan, play, look=0.33)
    lessons = "".join(f"{x.n}. {x.title} <{x.stem}>\n" for x in LESSONS)
    return text.replace("<!-- moving picture -->", moved).replace("<!-- lessons -->\n", lessons)


def api_page(text: str) -> str:
    """The page of the library's names, each with what its docstring says."""
    for name in w2vlib.__all__:
        thing = getattr(w2vlib, name)
        kind = "autoclass" if isinstance(thing, type) else "autofunction"
        text += f"\n.. {kind}:: w2vlib.{name}\n" + "   :members:\n" * (kind == "autoclass")
    return text


def build(out: Path) -> int:
    """Build into `out`; returns Sphinx's exit status. The sources are put together beside it."""
    source = out.with_name(out.name + "-source")
    for folder in (out, source):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "tools" / "site", source, ignore=shutil.ignore_patterns("__pycache__"))
    for lesson in sorted((ROOT / "notebooks").glob("*.ipynb")):
        (source / lesson.name).write_text(for_the_site(lesson), encoding="utf-8")
    for page, filled in (("index.md", front_page), ("api.rst", api_page)):
        text = (source / page).read_text(encoding="utf-8")
        (source / page).write_text(filled(text), encoding="utf-8")
    exercises = ROOT / "notebooks" / "exercises"
    hidden = shutil.ignore_patterns(".ipynb_checkpoints")
    shutil.copytree(exercises, source / "exercises", ignore=hidden)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    command += ["-d", str(source / ".doctrees")]
    environment = os.environ | {"PYTHONPATH": str(source)}  # conf.py names a function of slugs.py
    return subprocess.run([*command, str(source), str(out)], env=environment).returncode


if __name__ == "__main__":
    target = ROOT / "build" / "site"
    target.parent.mkdir(exist_ok=True)
    status = build(target)
    print(f"Open {target / 'index.html'}" if status == 0 else "The site was not built.")
    sys.exit(status)
