"""The rules of a lesson, besides those of every notebook (hygiene.py).

Each rule is `rule(lesson) -> iterator of complaints`; an empty list means the lesson keeps it.
tests/test_lessons.py runs them on every lesson and on broken ones made for the purpose.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from statistics import median
from urllib.parse import unquote

import answers
import missing
from hygiene import TAG, TIMINGS, tags

from w2vlib.plots.course_map import LESSONS

HEADINGS = (  # of level 2, in this order; sections of the lesson's own stand in between
    "Before you start", "The question", "Measure it", "Explore it", "Practise",
    "Now from the library", "Recap", "In practice", "Further reading",
)  # fmt: skip
# 1,800 words and 25 cells, and a tenth over where a picture or an experiment needs it
WORDS, CODE_CELLS, LONGEST_CELL, USUAL_CELL = (1200, 1980), (15, 27), 15, 5


class Lesson:
    """A notebook taken apart. path: where it lies; cells may be given instead of being read."""

    def __init__(self, path: Path, cells: list[dict] | None = None):
        self.path = Path(path)
        if cells is None:
            cells = json.loads(self.path.read_text(encoding="utf-8"))["cells"]
            answers.merge(cells, answers.read(self.path))
        self.cells = [{**c, "source": "".join(c["source"])} for c in cells]
        self.code = [c for c in self.cells if c["cell_type"] == "code"]
        self.markdown = [c for c in self.cells if c["cell_type"] == "markdown"]
        self.n = int((re.match(r"\d+", self.path.name) or [0])[0])  # the glossary has none

    @cached_property
    def headings(self) -> list[tuple[int, str]]:
        """(level, text) of every heading."""
        found = (re.findall(r"^(#+) +(.+?)\s*$", c["source"], re.M) for c in self.markdown)
        return [(len(marks), text) for cell in found for marks, text in cell]

    def section(self, heading: str) -> list[dict]:
        """The cells from a heading of level 2 to the next one; [] if there is no such heading."""
        inside, cells = False, []
        for cell in self.cells:
            if cell["cell_type"] == "markdown" and (
                heads := re.findall(r"^#{1,2} +(.+?)\s*$", cell["source"], re.M)
            ):
                inside = heading in heads
            if inside:
                cells.append(cell)
        return cells


def text_of(cells: list[dict]) -> str:
    return "\n\n".join(c["source"] for c in cells if c["cell_type"] == "markdown")


def prose(source: str) -> str:
    """A markdown cell as it is read: no comments, tags, link targets, picture data."""
    source = re.sub(r"<!--.*?-->", " ", source, flags=re.S)
    source = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", source)
    source = re.sub(r"<[a-zA-Z/][^>]*>", " ", source)
    return re.sub(r"^```.*?^```", " ", source, flags=re.S | re.M)


def outputs(cell: dict) -> Iterator[tuple[str, str]]:
    """(mime type or 'stream', text) of all that a code cell has put out."""
    for output in cell.get("outputs", []):
        if "text" in output:
            yield "stream", "".join(output["text"])
        for mime, data in output.get("data", {}).items():
            yield mime, data if isinstance(data, str) else "".join(map(str, data))


# ---------------------------------------------------------------- anatomy


def opening(lesson: Lesson) -> Iterator[str]:
    """Title from the file name, the end product in italics, which lesson of how many."""
    first = lesson.cells[0]["source"] if lesson.cells else ""
    title = re.match(r"# +(.+)", first)
    stem = re.sub(r"^\d+", "", lesson.path.stem)
    if not title or letters(title.group(1)) != letters(stem):
        yield f"the first cell must begin with the title '#{stem.replace('_', ' ')}'"
    if not re.search(r"(?<!\*)\*[^*\n]{20,}\*(?!\*)", first):
        yield "the first cell lacks one sentence on the end product, in italics"
    if (place := f"Lesson {lesson.n} of {len(LESSONS)}") not in first:
        yield f"the first cell lacks {place!r}"


def letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def sections(lesson: Lesson) -> Iterator[str]:
    """The fixed headings, in order, and at least one section of the lesson's own."""
    level2 = [text for level, text in lesson.headings if level == 2]
    for heading in HEADINGS:
        if heading == "Measure it" and heading not in level2:
            continue  # where no clock decides anything
        if level2.count(heading) != 1:
            yield f"'## {heading}' must occur once, it occurs {level2.count(heading)} times"
    # The explorer may come right after the question, and should.
    order = [text for text in level2 if text in HEADINGS and text != "Explore it"]
    if "Explore it" in level2 and "The question" not in level2[: level2.index("Explore it")]:
        yield "'## Explore it' must come after '## The question'"
    if sorted(order, key=HEADINGS.index) != order:
        yield f"the fixed headings must stand in the order {', '.join(HEADINGS)}"
    end = "Measure it" if "Measure it" in level2 else "Practise"
    if "The question" in level2 and end in level2:
        own = level2[level2.index("The question") + 1 : level2.index(end)]
        if not set(own) - set(HEADINGS):
            yield f"there is no section of its own between '## The question' and '## {end}'"


def before_you_start(lesson: Lesson) -> Iterator[str]:
    """Do, learn, need, and the self-test with folded answers."""
    text = text_of(lesson.section("Before you start"))
    for phrase in ("You will do", "You will learn", "You need"):
        if f"**{phrase}" not in text:
            yield f"'## Before you start' lacks **{phrase}**"
    learn = text.partition("**You will learn")[2].partition("**You need")[0]
    if len(re.findall(r"^[-*] ", learn, re.M)) < 2:
        yield "**You will learn** needs a list of at least 2 things that 'you can …'"
    if "you can" not in learn.lower():
        yield "**You will learn** must say what 'you can …'"
    test = text.partition("### Two-minute self-test")[2]
    if not test:
        yield "'### Two-minute self-test' is missing"
        return
    questions, _, answers = test.partition("<details>")
    if len(re.findall(r"^\d\. ", questions, re.M)) < 3:
        yield "the self-test needs 3 numbered questions before its answers"
    if not re.search(r"<summary>Answers</summary>.{20,}</details>", answers, re.S):
        yield "the self-test's answers must be folded: <details><summary>Answers</summary> …"


def imports_first(lesson: Lesson) -> Iterator[str]:
    """The first code cell holds imports and the style call, nothing else."""
    tree = ast.parse(lesson.code[0]["source"]) if lesson.code else ast.parse("pass")
    for node in tree.body:
        set_up = re.match(r"style\(\)|np\.set_printoptions\(", ast.unparse(node))
        if not isinstance(node, ast.Import | ast.ImportFrom) and not set_up:
            yield f"the first code cell is for imports and style(), not {ast.unparse(node)[:40]!r}"


def key_picture(lesson: Lesson) -> Iterator[str]:
    cells = [c for c in lesson.section("The question") if c["cell_type"] == "code"]
    if not any(is_picture(mime, data) for c in cells for mime, data in outputs(c)):
        yield "'## The question' shows no picture"


def is_picture(mime: str, data: str) -> bool:
    return mime.startswith("image/") or (mime == "text/html" and "<img" in data)


def predictions(lesson: Lesson) -> Iterator[str]:
    """At least three, each a paragraph directly before the cell that answers it.

    What the answer means gives it away as well: that text is folded, unless a heading comes first.
    """
    count = 0
    answering = answers.answering(lesson.cells)
    for cell, after, text in zip(answering, answering[1:], lesson.cells[1:], strict=False):
        folded = re.match(r"<details><summary>|#|\*\*Predict\.", text["source"])
        if cell and not after and text["cell_type"] == "markdown" and not folded:
            yield (
                f"{text.get('id')!r} follows an answer: fold what it means, "
                "<details><summary>What it means</summary> … </details>"
            )
    for i, cell in enumerate(lesson.cells):
        if cell["cell_type"] == "markdown" and answers.ASKS.search(cell["source"]):
            count += 1
            if lesson.cells[i + 1 : i + 2] == [] or lesson.cells[i + 1]["cell_type"] != "code":
                yield f"the prediction in {cell.get('id')!r} must stand right before a code cell"
    if count < 3:
        yield f"3 or more paragraphs must begin with **Predict.**, there are {count}"


def explore(lesson: Lesson) -> Iterator[str]:
    """The explorer, whose stored output is its static picture, and three things to try."""
    cells = lesson.section("Explore it")
    code = [c for c in cells if c["cell_type"] == "code"]
    at = next((i for i, c in enumerate(code) if re.search(r"\bexplore_\w+\(", c["source"])), None)
    if at is None:
        yield "'## Explore it' calls no explore_…()"
    elif not any(is_picture(m, d) for m, d in outputs(code[at])):
        yield "'## Explore it' must store the explorer's picture, for whoever has no kernel"
    if len(re.findall(r"^(?:\d\.|[-*]) ", text_of(cells), re.M)) < 3:
        yield "'## Explore it' must list 3 things to try"


def practise(lesson: Lesson) -> Iterator[str]:
    target = exercise_of(lesson.path)
    if f"]({target})" not in text_of(lesson.section("Practise")):
        yield f"'## Practise' must link to {target}"


def exercise_of(path: Path) -> str:
    name = f"ex{path.stem}"
    return f"exercises/{name}/{name}.ipynb"


def measured(lesson: Lesson) -> Iterator[str]:
    """Something is timed in 'Measure it', where a lesson has it."""
    cells = [c for c in lesson.section("Measure it") if c["cell_type"] == "code"]
    there = any(text == "Measure it" for _, text in lesson.headings)
    if there and not any(TIMINGS in tags(c) for c in cells):
        yield f"'## Measure it' has no timing cell (tag {TIMINGS})"


# ---------------------------------------------------------------- size and voice


def size(lesson: Lesson) -> Iterator[str]:
    text = re.sub(r"<summary>.*?</summary>", " ", text_of(lesson.markdown))
    words = len(re.findall(r"\w[\w'’-]*", prose(text)))
    if not WORDS[0] <= words <= WORDS[1]:
        yield f"{words} words of prose; {WORDS[0]} to {WORDS[1]} are wanted"
    cells = sum(not answers.GUESS.search(c["source"]) for c in lesson.code)
    if not CODE_CELLS[0] <= cells <= CODE_CELLS[1]:
        yield f"{cells} code cells; {CODE_CELLS[0]} to {CODE_CELLS[1]} are wanted"


def cell_lengths(lesson: Lesson) -> Iterator[str]:
    lengths = []
    for cell in lesson.code:
        source = missing.without(cell["source"])
        lengths.append(sum(1 for line in source.splitlines() if line.strip()))
        if lengths[-1] > LONGEST_CELL:
            yield f"the cell {cell.get('id')!r} has {lengths[-1]} lines, at most {LONGEST_CELL}"
    if lengths and median(lengths) > USUAL_CELL:
        yield f"code cells have {median(lengths)} lines (median), at most {USUAL_CELL} as a rule"


def no_code_walls(lesson: Lesson) -> Iterator[str]:
    run = 0
    for cell in lesson.cells:
        run = run + 1 if cell["cell_type"] == "code" else 0
        if run == 3:
            yield f"{cell.get('id')!r} is the third code cell in a row: put a sentence between"


def readable_ids(lesson: Lesson) -> Iterator[str]:
    for cell in lesson.cells:
        if re.fullmatch(r"[0-9a-f]{8,}|[0-9a-f]{8}-[0-9a-f-]+", cell.get("id", "0" * 8)):
            yield f"the id {cell.get('id')!r} says nothing: give the cell a readable one"


def voice(lesson: Lesson) -> Iterator[str]:
    for cell in lesson.markdown:
        text = re.sub(r"`[^`]*`|\$[^$]*\$", " ", prose(cell["source"]))
        for word in re.findall(r"\b(?:simply|obviously|trivially)\b|[A-Za-z]+!(?!=)", text, re.I):
            yield f"{cell.get('id')!r} says {word!r}: the course does without"


# ---------------------------------------------------------------- pictures


def alt_texts(lesson: Lesson) -> Iterator[str]:
    """Every picture says in words what it shows; none is loaded from elsewhere."""
    for cell in lesson.cells:
        where = f"a picture in {cell.get('id')!r}"
        for output in cell.get("outputs", []):
            data = {
                m: "".join(d) if isinstance(d, list) else d
                for m, d in output.get("data", {}).items()
            }
            if "image/png" in data:
                alt = output.get("metadata", {}).get("image/png", {}).get("alt")
                if not (alt and data.get("text/plain", "").startswith("Figure: ")):
                    yield f"{where} has no alt text: show it with w2vlib.plots.show(fig, alt=…)"
            if "image/svg+xml" in data and "<desc>" not in data["image/svg+xml"]:
                yield f"{where} is an SVG without <desc>"
            yield from html_pictures(str(data.get("text/html", "")), where)
        if cell["cell_type"] == "markdown":
            yield from html_pictures(cell["source"], where)
            for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)", cell["source"]):
                if not alt.strip():
                    yield f"{where} has no alt text: ![what it shows]({target[:40]})"
                if re.match(r"https?:|//", target):
                    yield f"{where} is loaded from elsewhere: {target[:60]}"


def html_pictures(html: str, where: str) -> Iterator[str]:
    for tag in re.findall(r"<img\b[^>]*>", html):
        if not re.search(r'\balt="[^"]{10,}"', tag):
            yield f"{where} has no alt text in its <img>"
        if re.search(r'\bsrc="(?:https?:)?//', tag):
            yield f"{where} is loaded from elsewhere"
    for svg in re.findall(r"<svg\b.*?</svg>", html, re.S):
        if "<desc>" not in svg:
            yield f"{where} is an SVG without <desc>"


# ---------------------------------------------------------------- links


def anchors(path: Path) -> set[str]:
    """What JupyterLab makes of a notebook's headings (spaces become hyphens), and ids in HTML."""
    lesson = Lesson(path)
    heads = {re.sub(r"[*`]", "", prose(t)).strip().replace(" ", "-") for _, t in lesson.headings}
    return heads | set(re.findall(r'\bid="([^"]+)"', text_of(lesson.markdown)))


def links(lesson: Lesson, pending: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every link inside the repository resolves. pending: targets that are known to come."""
    for cell in lesson.markdown:
        source = re.sub(r"`[^`]*`", " ", cell["source"])
        for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)[^)]*\)", source):
            if re.match(r"[a-z]+:", target) or target in pending:
                continue
            file, _, anchor = unquote(target).partition("#")
            path = (lesson.path.parent / file) if file else lesson.path
            if file in pending:
                continue
            if not path.exists():
                yield f"{cell.get('id')!r} links to {target}, which does not exist"
            elif anchor and path.suffix == ".ipynb" and anchor not in anchors(path):
                near = [a for a in anchors(path) if a.lower() == anchor.lower()]
                hint = f"; did you mean #{near[0]}?" if near else ""
                yield f"{cell.get('id')!r} links to {target}: no such heading{hint}"


def glossary_links(lesson: Lesson) -> Iterator[str]:
    count = len(re.findall(r"\]\(glossary\.ipynb#[^)]+\)", text_of(lesson.markdown)))
    if count < 3:
        yield f"first uses of terms link to glossary.ipynb#term: 3 or more wanted, got {count}"


# ---------------------------------------------------------------- numbers

NUMBER = re.compile(
    r"(?<![\w.,])(?<!\w-)(?=\.?\d)(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[+-]?\d+)?(?!\w*_)"
)
LESSON_NUMBERS = re.compile(r"\b[Ll]essons? \d+(?:(?:,| and| to|–|, and) \d+)*(?: of \d+)?")


def numbers(text: str) -> list[str]:
    """The numbers in a text as written, without digit grouping."""
    return [found.replace(",", "") for found in NUMBER.findall(text)]


def unproven_numbers(lesson: Lesson) -> Iterator[str]:
    """Numbers of more than one digit in the prose that no compared output and no code shows."""
    shown = set()
    for cell in lesson.code:
        shown |= {float(n) for n in numbers(re.sub(r"(?<=\d)_(?=\d)", "", cell["source"]))}
        if TIMINGS not in tags(cell):
            for mime, data in outputs(cell):
                shown |= {float(n) for n in numbers(readable(mime, data))}
    for cell in lesson.markdown:
        comments = re.findall(r"<!-- *given:(.*?)-->", cell["source"], re.S)
        given = {float(n) for n in numbers(" ".join(comments))}
        text = LESSON_NUMBERS.sub(" ", prose(cell["source"]))
        text = re.sub(r"about 40 minutes", " ", text)
        for n in numbers(text):
            if len(re.sub(r"\D", "", n)) > 1 and not proven(n, shown | given):
                yield f"{cell.get('id')!r} says {n}, which no compared output or code shows"


def readable(mime: str, data: str) -> str:
    """The part of an output that a reader sees as text: not the drawing commands of a picture."""
    if mime.startswith("image/"):
        return ""
    if mime == "text/html":
        alts = " ".join(re.findall(r'\balt="([^"]*)"', data))
        return alts + " " + TAG.sub(" ", data)
    return data


def proven(n: str, shown: set[float]) -> bool:
    """True if n itself is shown, or a number that rounds to n's decimals."""
    decimals = len(n.partition(".")[2])
    near = decimals > 0 and any(round(v, decimals) == float(n) for v in shown)
    return near or float(n) in shown


RULES = (
    opening, sections, before_you_start, imports_first, key_picture, predictions, explore,
    practise, measured, size, cell_lengths, no_code_walls, readable_ids, voice, alt_texts, links,
    glossary_links, unproven_numbers,
)  # fmt: skip
RULES_OF_START = (cell_lengths, no_code_walls, readable_ids, voice, alt_texts, links)
RULES_OF_START += (unproven_numbers,)
