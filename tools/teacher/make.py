"""Write the teacher's pages and the sheet to hand out, to print: `make teacher`.

build/teacher holds a page for each lesson, all of them as one PDF, and the sheet of two pages.
What students answered wrongly comes from the guesses of the lessons (w2vlib/checks/guess), their
questions from the notebooks; the rest from t01.py … t11.py. Chromium prints the PDFs; without it
there are the HTML files, which any browser prints.
"""

from __future__ import annotations

import re
import sys
from html import escape
from importlib import import_module
from pathlib import Path

import lab
import run_notebooks
from markdown_it import MarkdownIt  # comes with myst-nb

from teacher import board
from teacher.base import Page
from w2vlib.checks import guess
from w2vlib.checks.base import Task
from w2vlib.plots.course_map import LESSONS
from w2vlib.plots.svg import as_image

ROOT = Path(__file__).resolve().parent.parent.parent
CALL = re.compile(r"^guess\.(\w+)\(", re.M)
LINK = re.compile(r'\[([^\]]*)\]\([^)\s]*(?:\s+"[^"]*")?\)')
STYLE = """
@page{size:A4;margin:11mm 12mm}
body{font:8.7pt/1.27 system-ui,sans-serif;color:#000;margin:0 auto;max-width:186mm}
section{break-after:page}section:last-child{break-after:auto}
h1{font-size:14pt;margin:0 0 1mm}
h2{font-size:10pt;margin:2.2mm 0 .6mm;border-bottom:.3mm solid #777}
p,ul,ol{margin:.7mm 0}ul,ol{padding-left:5mm}code{font-size:8.5pt}
table{border-collapse:collapse;width:100%}td,th{border:.2mm solid #999;padding:.35mm 1.2mm;
text-align:left;vertical-align:top}.board{float:right;width:80mm;margin:0 0 1mm 4mm}
.board img{width:100%}.key{color:#444}.room td{height:7.4mm}.pictures{display:grid;
grid-template-columns:1fr 1fr;gap:2mm 6mm}.pictures figure{margin:0;break-inside:avoid}
.pictures img{width:100%}figcaption{font-size:8.5pt}small{color:#444}
"""


def page_of(n: int) -> Page:
    return import_module(f"teacher.t{n:02}").PAGE


def lesson(n: int) -> list:
    """The cells of a lesson."""
    (path,) = (ROOT / "notebooks").glob(f"{n:02}_*.ipynb")
    return run_notebooks.read(path).cells


def plain(text: str) -> str:
    """Markdown of a lesson without links, folds and comments."""
    return LINK.sub(r"\1", re.sub(r"<!--.*?-->", "", text, flags=re.S)).strip()


def predictions(n: int) -> list[str]:
    """Every question after a **Predict.** of a lesson."""
    cells = (c.source for c in lesson(n) if c.cell_type == "markdown")
    return [plain(q) for text in cells for q in re.findall(r"^\*\*Predict\.\*\* *(.+)", text, re.M)]


def typed_guesses(n: int) -> list[tuple[str, object]]:
    """(question, guess) of each guess that a lesson asks to type."""
    found, question = [], ""
    for cell in lesson(n):
        if cell.cell_type == "markdown":
            asked = re.findall(r"^\*\*Predict\.\*\* *(.+)", cell.source, re.M)
            question = plain(asked[-1]) if asked else question
        elif name := CALL.search(cell.source):
            found.append((question, getattr(guess, name[1])))
    return found


def shown(value) -> str:
    """A guess as it is typed, floats with four digits."""
    if isinstance(value, (list, tuple, set)):
        return ", ".join(map(shown, sorted(value) if isinstance(value, set) else value))
    if isinstance(value, int | float):
        return (
            (f"{value:,}" if value == int(value) else f"{value:.4g}")
            .removesuffix(".0")
            .replace("-", "−")
        )
    return str(value).replace("w_in", "W_in").replace("w_out", "W_out")


def html(markdown: str) -> str:
    return MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)


def inline(markdown: str) -> str:
    return MarkdownIt("commonmark", {"html": False}).renderInline(markdown)


def picture(draw) -> str:
    svg = draw()
    return as_image(str(svg), svg.alt)


def votes(page: Page) -> str:
    out = []
    for vote in page.votes:
        rows = "".join(
            f"<tr><td>{letter}</td><td>{inline(choice)}</td>"
            f"<td class=key>{inline(wrong) if wrong else '<b>right</b>'}</td></tr>"
            for letter, choice, wrong in vote.choices()
        )
        out.append(f"<p>{inline(vote.question)}</p><table>{rows}</table>")
    return "".join(out)


def wrong_guesses(n: int) -> str:
    rows = []
    for question, g in typed_guesses(n):
        causes = " ".join(
            f"<b>{escape(shown(c.wrong[0]()))}</b> {inline(c.text)}" for c in g.causes if c.wrong
        )
        rows.append(
            f"<tr><td>{inline(question)}</td><td><b>{escape(shown(g.right()))}</b></td>"
            f"<td>{causes}</td></tr>"
        )
    head = "<tr><th>Predict</th><th>right</th><th>wrong guesses, and what is said to them</th></tr>"
    return f"<table>{head}{''.join(rows)}</table>"


def exercise_mistakes(n: int) -> str:
    """The first mistake that the check of each task knows."""
    tasks = vars(import_module(f"w2vlib.checks.ex{n:02}")).values()
    known = {t.name: t.causes[0].text for t in tasks if isinstance(t, Task) and t.causes}
    return " ".join(f"<b>{escape(name)}</b> {inline(text)}" for name, text in known.items())


def asks(page: Page) -> str:
    rows = []
    for ask in page.asks:
        then = f" <i>Then:</i> {inline(ask.then)}" if ask.then else ""
        rows.append(f"<li><b>{inline(ask.question)}</b> {inline(ask.expected)}{then}</li>")
    return f"<ul>{''.join(rows)}</ul>"


def teacher_page(n: int) -> str:
    """One lesson as a <section>."""
    page, this = page_of(n), LESSONS[n - 1]
    return (
        f"<section><h1>{n}. {escape(this.title)}</h1>"
        f"<div class=board>{picture(page.board)}<small>for the board</small></div>"
        f"<p><b>The question.</b> {escape(this.question)}</p>"
        f"<p><b>The one idea.</b> {inline(page.idea)}</p>"
        f"<h2>Ask</h2>{asks(page)}"
        f"<h2>Vote, talk to a neighbour, vote again</h2>{votes(page)}"
        f"<h2>What the lesson's guesses get</h2>{wrong_guesses(n)}"
        f"<h2>What goes wrong in the exercise (one mistake a task)</h2>"
        f"<p>{exercise_mistakes(n)}</p>"
        f"<h2>On the way out</h2><p>{inline(page.ticket)} "
        f"<span class=key><b>Expected:</b> {inline(page.answer())}</span></p>"
        f"<h2>For whoever is done</h2><p>{inline(page.extension)}</p></section>"
    )


def notation() -> str:
    """The tables of lesson 00's notation."""
    (cell,) = (c for c in lesson(0) if c.cell_type == "markdown" and "## Notation" in c.source)
    return html(plain(cell.source))


PICTURES = {
    board.pick: "A one-hot row times W is one row of W (2).",
    board.deliver: "Two gradients for one row add up (3).",
    board.gap: "The gradient of one question is y − t (4).",
    board.cut: "Negatives: counts to a power, without the target (5).",
    board.whole: "The whole network, forward and back (6).",
}


def handout() -> str:
    """Two pages: notation and room for guesses; the five pictures and room for notes."""
    most = max(len(predictions(x.n)) for x in LESSONS)
    rows = ""
    for x in LESSONS:
        count = len(predictions(x.n))
        boxes = "".join(f"<td>{i + 1 if i < count else ''}</td>" for i in range(most))
        rows += f"<tr><td style='width:44mm'>{x.n}. {escape(x.title)}</td>{boxes}</tr>"
    figures = "".join(
        f"<figure>{picture(draw)}<figcaption>{escape(said)}</figcaption></figure>"
        for draw, said in PICTURES.items()
    )
    lines = "<tr><td></td></tr>" * 9
    return (
        f"<section><h1>Make word2vec fast</h1>{notation()}<h2>My guesses, one for each "
        f"<b>Predict</b></h2><table class=room>{rows}</table></section>"
        f"<section><h1>Five pictures</h1><div class=pictures>{figures}</div>"
        f"<h2>What surprised me</h2><table class=room>{lines}</table></section>"
    )


def document(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body>{body}</body></html>"
    )


def documents() -> dict[str, str]:
    """File name without ending -> HTML."""
    pages = "".join(teacher_page(x.n) for x in LESSONS)
    return {
        "teacher": document("Make word2vec fast: the teacher's pages", pages),
        "handout": document("Make word2vec fast: a sheet", handout()),
    }


def print_pdf(folder: Path) -> dict[str, int]:
    """Print every HTML file of a folder beside it; returns name -> pages. Needs Chromium."""
    from playwright.sync_api import sync_playwright

    pages = {}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=lab.find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page()
        for file in sorted(folder.glob("*.html")):
            page.goto(file.resolve().as_uri())
            pdf = page.pdf(prefer_css_page_size=True, print_background=True)
            file.with_suffix(".pdf").write_bytes(pdf)
            pages[file.stem] = count_pages(pdf)
        chromium.close()
    return pages


def count_pages(pdf: bytes) -> int:
    """Chromium writes one /Type /Page a page."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def main() -> int:
    folder = ROOT / "build" / "teacher"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents().items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    if lab.find_chromium() is None:
        print(f"No Chromium: print {folder}/*.html from any browser.")
        return 0
    for name, pages in print_pdf(folder).items():
        print(f"{folder.relative_to(ROOT) / name}.pdf: {pages} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
