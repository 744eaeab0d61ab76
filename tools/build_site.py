"""Build the static site of the lessons in build/site: `make site`; each language in a folder.

Sphinx reads the notebooks as they are stored; of their code only the explorers are opened, to
record them (moving.py): into one file each, for all languages. Every warning is an error, so a link
that leads nowhere stops the build.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import answers
import moving
import run_notebooks
import site_texts
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from moving_plans import PLANS
from site_texts import said

import w2vlib
from translations import catalogues, edition
from w2vlib import language as texts
from w2vlib.widgets import EXPLORERS
from w2vlib.widgets.base import static_html

ROOT = Path(__file__).resolve().parent.parent
FRONT = ("training", "Play: five passes over 1.8 million words")  # moves on the front page
RECORDED = "recorded"  # the folder of the recordings
TOPICS = {place.partition(":")[2]: topic for topic, place in EXPLORERS.items()}


Takes = dict[str, dict[str, moving.Take]]  # name of a recording -> language -> its take


def for_the_site(lesson: Path, takes: Takes) -> str:
    """The notebook with its answers, each to be opened by the reader, and explorers that move."""
    nb = run_notebooks.read(lesson)
    for cell in nb.cells:
        if answers.TAG in cell.metadata.get("tags", []):
            cell.metadata.tags.append("hide-output")
        if cell.cell_type == "code" and (plan := plan_of(cell)):
            (output,) = [o for o in cell.outputs if "text/html" in o.get("data", {})]
            name = f"{lesson.stem[:2]}-{cell.id}"
            takes[name][texts.spoken()] = moving.record(open_explorer(nb.cells, cell), plan)
            still = "".join(output.data["text/html"])
            output.data = {"text/html": moving.moving_html(still, address(name), plan)}
    # links in outputs, as in the map of the course, are not Sphinx's to translate
    return re.sub(r'(<a href=\\"\w+)\.ipynb', r"\1.html", run_notebooks.as_text(nb))


def address(name: str) -> str:
    """Where a page of the language that is spoken finds a recording."""
    return f"{'' if texts.spoken() == 'en' else '../'}{RECORDED}/{name}.js"


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


def front_page(text: str, lessons: dict[str, Path], takes: Takes) -> str:
    """The front page, with its moving picture and the lessons by number."""
    topic, play = FRONT
    module, _, function = EXPLORERS[topic].partition(":")
    explorer = getattr(import_module(module), function)()
    explorer.status = ""  # there is no Start to press
    explorer.set(upto=1)
    plan = replace(PLANS[topic], lab="")
    still = static_html(explorer.picture)
    takes["front"][texts.spoken()] = moving.record(explorer, plan)
    moved = moving.moving_html(still, address("front"), plan, said(play), look=0.33)
    entries = "".join(f"{int(n[:2])}. {title_of(p)} <{n}>\n" for n, p in lessons.items())
    return text.replace("<!-- moving picture -->", moved).replace("<!-- lessons -->\n", entries)


def title_of(notebook: Path) -> str:
    return edition.headings(run_notebooks.read(notebook).cells)[0]


def api_page(text: str) -> str:
    """The page of the library's names, each with what its docstring says."""
    for name in w2vlib.__all__:
        thing = getattr(w2vlib, name)
        kind = "autoclass" if isinstance(thing, type) else "autofunction"
        text += f"\n.. {kind}:: w2vlib.{name}\n" + "   :members:\n" * (kind == "autoclass")
    return text


def notebooks(language: str) -> dict[str, Path]:
    """Page, as Sphinx names it -> its notebook; where a language has none, the English one."""
    home = ROOT / "notebooks"
    found = {}
    for path in sorted([*home.glob("*.ipynb"), *home.glob("exercises/*/*.ipynb")]):
        name = path.relative_to(home)
        own = home / language / name
        found[name.with_suffix("").as_posix()] = own if own.is_file() else path
    return found


def put_together(
    source: Path, language: str, languages: dict, ids: dict[str, list[str]], takes: Takes
) -> None:
    """The sources of the site in one language; its explorers are added to `takes`.

    ids: page -> the anchors that its sections get
    """
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(ROOT / "tools" / "site", source, ignore=shutil.ignore_patterns("__pycache__"))
    pages = notebooks(language)
    for page, notebook in pages.items():
        target = source / f"{page}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        exercise = "/" in page
        text = notebook.read_text("utf-8") if exercise else for_the_site(notebook, takes)
        if language != "en" and notebook == ROOT / "notebooks" / f"{page}.ipynb":
            text = re.sub(r"(?<=\(glossary\.ipynb)#[^)\s]+", "", text)  # its terms are not English
        target.write_text(text, encoding="utf-8")
    lessons = {page: path for page, path in pages.items() if page[:2].isdigit()}
    fill = {"index.md": lambda text: front_page(text, lessons, takes), "api.rst": api_page}
    for page, filled in fill.items():
        text = site_texts.page((source / page).read_text(encoding="utf-8"))
        (source / page).write_text(filled(text), encoding="utf-8")
    known = site_texts.all_said()
    facts = {"language": language, "languages": languages, "ids": ids, "texts": known}
    (source / "site.json").write_text(json.dumps(facts), encoding="utf-8")
    script = f"window.w2vTexts = {json.dumps(known, ensure_ascii=False)};\n"
    (source / "static" / "texts.js").write_text(script, encoding="utf-8")
    theme = Catalog(locale=language)
    for text, translation in known.items():
        theme.add(text, translation)
    messages = source / "locale" / language / "LC_MESSAGES"
    messages.mkdir(parents=True)
    with (messages / "sphinx.mo").open("wb") as file:
        write_mo(file, theme)


def build(out: Path) -> int:
    """Build into `out`; returns Sphinx's exit status. The sources are put together beside it."""
    shutil.rmtree(out, ignore_errors=True)
    chosen = ["en", *catalogues.languages()]
    languages = {name: site_texts.NAMES[name] for name in chosen}
    ids: dict[str, list[str]] = {}
    takes: Takes = defaultdict(dict)
    for language in chosen:
        source = out.with_name(f"{out.name}-source") / language
        target = out if language == "en" else out / language
        texts.speak(language)
        site_texts.speak(language)
        try:
            put_together(source, language, languages, ids, takes)
        finally:
            texts.speak("en")
            site_texts.speak("en")
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
        command += ["-d", str(source / ".doctrees"), str(source), str(target)]
        environment = os.environ | {"PYTHONPATH": str(source)}  # conf.py names functions of ours
        if status := subprocess.run(command, env=environment).returncode:
            return status
        shutil.rmtree(target.parent / "jupyter_execute")  # myst_nb's copies: no page leads there
        if language == "en":
            ids = {
                page: sections(out / f"{page}.html") for page in [*notebooks("en"), "index", "api"]
            }
    (out / RECORDED).mkdir()
    for name, each in takes.items():
        (out / RECORDED / f"{name}.js").write_text(moving.script(each), encoding="utf-8")
    return 0


def sections(page: Path) -> list[str]:
    """The anchors of a page's sections, in order."""
    return re.findall(r'<section\b[^>]*\bid="([^"]+)"', page.read_text(encoding="utf-8"))


if __name__ == "__main__":
    target = ROOT / "build" / "site"
    target.parent.mkdir(exist_ok=True)
    status = build(target)
    print(f"Open {target / 'index.html'}" if status == 0 else "The site was not built.")
    sys.exit(status)
