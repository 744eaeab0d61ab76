"""Write the lessons as slides to project, build/slides: `make slides`.

nbconvert does it, with reveal.js from its npm package, copied beside the slides: no network.
What is on a screen is computed from the cells of the lesson as they are; there is no second source:
the question with the key picture, then for each **Predict.** a screen that asks and, below it, one
that answers. Arrow right: the next question. Arrow down: the answer. Esc: all screens.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import answers
import nbformat
import run_notebooks
from nbconvert import SlidesExporter
from traitlets.config import Config

from w2vlib.widgets.base import WAKE

ROOT = Path(__file__).resolve().parent.parent
REVEAL = "reveal.js@4.6.1"  # 4: what nbconvert's template is written for
PARTS = re.compile(r"package/(dist/(reveal|reset)\.(js|css)|LICENSE)")
HEADING = re.compile(r"^## (.+)$", re.M)
PREDICT = re.compile(r"^\*\*Predict\.\*\*.*", re.M | re.S)
MEANING = re.compile(r"<details><summary>What it means</summary>\n\n(.*?)\n\n</details>", re.S)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
COMMENT = re.compile(r"<!--.*?-->", re.S)
LONG = 15  # lines of code and output that a screen holds; of more it shows the output


def screens(cells: list) -> list:
    """The cells of the slides, each with its slide_type."""
    found, heading, answering, picture = [], "", False, False

    def add(cell, kind: str) -> None:
        cell.metadata["slideshow"] = {"slide_type": kind}
        found.append(cell)

    def say(text: str, kind: str) -> None:
        text = COMMENT.sub("", LINK.sub(r"\1", text)).strip()
        add(nbformat.v4.new_markdown_cell(text), kind)

    say("\n\n".join(cells[0].source.split("\n\n")[:2]), "slide")
    for cell in cells[1:]:
        if cell.cell_type == "markdown":
            headings = HEADING.findall(cell.source)
            heading = headings[-1] if headings else heading
            meaning = MEANING.search(cell.source)
            if answering and meaning:
                say(meaning[1], "subslide" if picture else "fragment")
            answering = False
            if heading in ("The question", "Explore it") and not meaning:
                say(cell.source, "slide" if headings else "subslide")
            elif asked := PREDICT.search(cell.source):
                say(f"## {heading}\n\n{asked[0]}", "slide")
            continue
        shown = "".join(str(o.get("text") or o.get("data", "")) for o in cell.outputs)
        picture = "<img" in shown or "image/png" in shown
        if answers.TAG in cell.metadata.get("tags", []):
            if picture or len(f"{cell.source}\n{shown}".splitlines()) > LONG:
                cell.metadata["tags"] = ["no-code"]
            add(cell, "subslide")
            answering = True
        elif heading in ("The question", "Explore it") and picture:
            cell.metadata["tags"] = ["no-code"]
            for output in cell.outputs:
                if html := output.get("data", {}).get("text/html"):
                    output.data["text/html"] = html.replace(f"<p><em>{WAKE}</em></p>", "")
            add(cell, "subslide")
    return found


def slides(lesson: Path) -> str:
    """A lesson as a page of reveal.js, whose files lie in reveal/ beside it."""
    nb = run_notebooks.read(lesson)
    nb.cells = screens(nb.cells)
    config = Config()
    config.SlidesExporter.reveal_url_prefix = "reveal"
    config.SlidesExporter.reveal_theme = "w2v"
    config.SlidesExporter.extra_template_basedirs = [str(ROOT / "tools" / "slides")]
    config.SlidesExporter.template_name = "w2v"
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_input_tags = ("no-code",)
    title = nb.cells[0].source.splitlines()[0].lstrip("# ")
    text, _ = SlidesExporter(config=config).from_notebook_node(nb, {"metadata": {"name": title}})
    return text


def fetch_reveal(folder: Path) -> None:
    """reveal.js from its npm package, by npm itself: the few files that the slides load."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm was not found: install it (Debian: sudo apt install npm)")
    with tempfile.TemporaryDirectory() as here:
        command = [npm, "pack", REVEAL, "--silent", "--fetch-retries=1"]
        done = subprocess.run(command, cwd=here, capture_output=True, text=True, timeout=300)
        packages = list(Path(here).glob("*.tgz"))
        if done.returncode or not packages:
            raise SystemExit(f"npm could not fetch {REVEAL} (no network?): {done.stderr.strip()}")
        with tarfile.open(packages[0]) as package:
            for member in package:
                if PARTS.fullmatch(member.name):
                    target = folder / member.name.removeprefix("package/")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(package.extractfile(member).read())


def build(out: Path) -> None:
    """All lessons into `out`; reveal.js is fetched unless it is there."""
    out.mkdir(parents=True, exist_ok=True)
    if not (out / "reveal" / "dist" / "reveal.js").is_file():
        fetch_reveal(out / "reveal")
    theme = out / "reveal" / "dist" / "theme" / "w2v.css"
    theme.parent.mkdir(exist_ok=True)
    shutil.copy(ROOT / "tools" / "slides" / "theme.css", theme)
    for lesson in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        if lesson.name[:2] != "00":
            (out / f"{lesson.stem}.html").write_text(slides(lesson), encoding="utf-8")


if __name__ == "__main__":
    build(ROOT / "build" / "slides")
    print(f"Open {ROOT / 'build' / 'slides'}/01_*.html; arrow down shows the answer.")
    sys.exit(0)
