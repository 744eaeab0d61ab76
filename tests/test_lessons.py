"""The anatomy of the lessons: every notebook keeps the rules, and the rules catch what they should.

The rules themselves, one function each, stand in lesson_rules.py.
"""

import copy
import re
from pathlib import Path

import course_order
import glossary
import hygiene
import pytest
import run_notebooks
from hygiene import TIMINGS

from tests import lesson_rules as rules
from tests.lesson_rules import Lesson
from w2vlib.plots.course_map import LESSONS, STAGES, course_map

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
STEMS = [lesson.stem for lesson in LESSONS]
START = NOTEBOOKS / "00_start_here.ipynb"


def links(lesson):
    # A lesson that is missing altogether is said once, by test_every_lesson_is_there.
    return rules.links(lesson, {f"{stem}.ipynb" for stem in STEMS})


def complaints(lesson: Lesson, kept=rules.RULES) -> list[str]:
    return hygiene.complaints(lesson, [links if r is rules.links else r for r in kept])


@pytest.mark.parametrize("stem", STEMS)
def test_every_lesson_is_there(stem):
    assert f"{stem}.ipynb" in [path.name for path in NOTEBOOKS.glob("*.ipynb")]


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")), ids=lambda p: p.stem)
def test_a_lesson_keeps_the_rules(path):
    kept = rules.RULES_OF_START if path == START else rules.RULES
    if found := complaints(Lesson(path), kept):
        pytest.fail(f"{path.name}:\n  - " + "\n  - ".join(found), pytrace=False)


# ---------------------------------------------------------------- lesson 00


def test_lesson_00_has_its_parts_in_order():
    level2 = [text for level, text in Lesson(START).headings if level == 2]
    wanted = ["What you will have", "The map of the course", "Before you start"]
    wanted += ["Move in a notebook", "Check the installation", "Notation", "Colours"]
    assert level2 == wanted


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_the_map_in_00_names_every_lesson_with_its_question(lesson):
    row = f"| {lesson.n} | [{lesson.title}]({lesson.stem}.ipynb) | {lesson.question} |"
    assert row in rules.text_of(Lesson(START).markdown)


def test_the_order_is_written_into_the_notebooks():
    """By `make notebooks`, from course_map.py alone: a new lesson renumbers all of them."""
    first, table = {"source": "# T\n\nLesson 7 of 9 · x"}, "| n | lesson | q |\n|---|---|---|\n"
    rest = {"cell_type": "markdown", "source": f"{table}| 1 | old | q |\n| 2 | old | q |\n\nEnd."}
    first["cell_type"] = "markdown"
    course_order.write_order([first, rest], LESSONS[2].stem)
    assert f"Lesson 3 of {len(LESSONS)} · x" in first["source"]
    assert rest["source"].count("\n| ") == len(LESSONS) and rest["source"].endswith("|\n\nEnd.")
    assert "old" not in rest["source"]


def test_titles_on_the_map_are_those_of_the_files():
    assert [rules.letters(x.title) for x in LESSONS] == [rules.letters(x.stem[2:]) for x in LESSONS]
    assert [n for _, numbers, _ in STAGES for n in numbers] == [x.n for x in LESSONS]
    links = re.findall(r'<a href="(\w+)\.ipynb">(\d+) · ([^<]+)</a>', course_map()._repr_html_())
    assert sorted(links) == [(x.stem, str(x.n), x.title) for x in LESSONS]


def test_a_link_to_the_glossary_defines_the_term_where_it_is_first_used():
    """`make notebooks` puts the definitions in; test_notebooks.py compares them."""
    meaning = glossary.definitions(NOTEBOOKS)["look-up"]
    assert len(meaning) > 20 and not set('"()|') & set(meaning)
    link = "a [look-up](00_start_here.ipynb#look-up), [it](glossary.ipynb#look-up), [x](a.ipynb#b)"
    cells = [{"cell_type": "markdown", "source": link}]
    wanted = f'a [look-up](glossary.ipynb#look-up "{meaning}"), [it](glossary.ipynb#look-up)'
    for _ in range(2):  # twice is once
        glossary.link_terms(cells, NOTEBOOKS)
        assert cells[0]["source"] == f"{wanted}, [x](a.ipynb#b)"


def test_notation_lists_every_symbol():
    table = rules.text_of(Lesson(START).section("Notation"))
    symbols = re.findall(r"^\| (\S+) \|", table, re.M)
    assert {"V", "H", "N", "k", "W_in", "W_out", "h", "s", "y", "t", "p", "q"} <= set(symbols)


def test_glossary_is_sorted_and_brief():
    cells = run_notebooks.read(NOTEBOOKS / glossary.FILE).cells
    text = "\n\n".join(cell.source for cell in cells)
    entries = glossary.ENTRY.findall(text)
    terms = [term.lower() for term, _ in entries]
    assert terms == sorted(set(terms)) and len(terms) > 50
    assert text.count("## ") == len(entries)  # no term without its sentence
    assert {term: m for term, m in entries if len(m.split()) > 45 or m[-1] not in ".?"} == {}


# ---------------------------------------------------------------- the rules on broken lessons

HERE = NOTEBOOKS / "02_replace_a_product_by_a_lookup.ipynb"  # where the made-up lesson would lie
PICTURE = {"data": {"text/html": '<img alt="Seven rows, one is lit" src="data:image/svg+xml,…">'}}
FOLD = "<details><summary>What it means</summary>It is the first.</details>"
EXERCISE = rules.exercise_of(HERE)


def md(name: str, *paragraphs: str) -> dict:
    return {"cell_type": "markdown", "id": name, "source": "\n\n".join(paragraphs)}


def code(name: str, source: str, *outputs: dict, tags=()) -> dict:
    metadata = {"tags": list(tags)} if tags else {}
    return {
        "cell_type": "code", "id": name, "source": source, "outputs": list(outputs),
        "metadata": metadata,
    }  # fmt: skip


def printed(text: str) -> dict:
    return {"output_type": "stream", "name": "stdout", "text": [text]}


def good_lesson() -> list[dict]:
    start = """## Before you start

**You will do** this.

**You will learn** (you can …)
- compute a row
- count a product

**You need** lesson 1.

### Two-minute self-test
1. One?
2. Two?
3. Three?

<details><summary>Answers</summary>One. Two. Three, and so on.</details>"""
    terms = " ".join(f"[{t}](glossary.ipynb#{t})" for t in ("id", "one-hot", "look-up"))
    body = [
        md("title", "# Replace a product by a look-up", "*You build the layer that looks rows up.*",
           "Lesson 2 of 11 · about 40 minutes"),
        md("start", start),
        code("imports", "import numpy as np\nfrom w2vlib.plots import show, style\n\nstyle()"),
        md("question", "## The question", "What does it cost? " + terms),
        code("key", "picture()", PICTURE),
        md("pick", "## Pick a row", "word " * 1200),
    ]  # fmt: skip
    for i in range(9):
        body += [md(f"predict-{i}", "**Predict.** Which row?"), code(f"run-{i}", f"row({i})")]
    return [
        *body,
        md("count", FOLD, "There are 1,234 products, about 12.3 of each, as of lesson 10."),
        code("counted", "print(1234)", printed("1234 12.345")),
        md("measure", "## Measure it"),
        code("clock", "perf_counter()", printed("0.123 s"), tags=[TIMINGS]),
        md("explore", "## Explore it", "- one\n- two\n- three"),
        code("static", "draw()", PICTURE),
        code("explorer", "explore_lookup()", PICTURE),
        md("practise", "## Practise", f"[Exercise 2]({EXERCISE})"),
        md("now", "## Now from the library"),
        code("library", "Embedding(W)"),
        md("end", "## Recap", "## In practice", "## Further reading"),
    ]


def check(cells: list[dict]) -> list[str]:
    def links(lesson):
        return rules.links(lesson, frozenset({EXERCISE}))

    kept = [links if rule is rules.links else rule for rule in rules.RULES]
    return hygiene.complaints(Lesson(HERE, cells), kept)


def test_a_good_lesson_has_no_complaints():
    assert check(good_lesson()) == []


def edit(cell_id: str, old: str, new: str):
    def change(cells):
        cell = next(c for c in cells if c["id"] == cell_id)
        assert old in cell["source"]
        cell["source"] = cell["source"].replace(old, new)

    return change


def give(cell_id: str, *outputs: dict):
    def change(cells):
        next(c for c in cells if c["id"] == cell_id)["outputs"] = list(outputs)

    return change


def drop(*cell_ids: str):
    def change(cells):
        cells[:] = [c for c in cells if c["id"] not in cell_ids]

    return change


def insert(before: str, *new: dict):
    def change(cells):
        at = next(i for i, c in enumerate(cells) if c["id"] == before)
        cells[at:at] = new

    return change


PNG = {"image/png": "iVBORw0", "text/plain": "Figure: it rises"}
BROKEN = [  # what is done to the good lesson, the rule that must speak, a part of what it says
    (edit("title", "# Replace a product", "# On a product"), "opening", "title"),
    (edit("title", "*You build the layer that looks rows up.*", ""), "opening", "italics"),
    (edit("title", "Lesson 2 of 11", "Lesson 3 of 11"), "opening", "Lesson 2 of 11"),
    (edit("end", "## Recap", "## Summary"), "sections", "## Recap"),
    (edit("end", "## Recap\n\n## In practice", "## In practice\n\n## Recap"), "sections", "order"),
    (edit("pick", "## Pick a row", ""), "sections", "of its own"),
    (edit("title", "# Replace", "## Explore it\n\n# Replace"), "sections", "after '## The"),
    (edit("start", "**You need**", "You need"), "before_you_start", "You need"),
    (edit("start", "- count a product", ""), "before_you_start", "at least 2"),
    (edit("start", "you can", "we"), "before_you_start", "you can"),
    (edit("start", "3. Three?", ""), "before_you_start", "3 numbered"),
    (edit("start", "<summary>", "<b>"), "before_you_start", "folded"),
    (edit("imports", "style()", "x = 1"), "imports_first", "x = 1"),
    (give("key"), "key_picture", "no picture"),
    (edit("predict-0", "**Predict.**", "Predict:"), None, ""),
    (insert("run-0", md("gap", "words")), "predictions", "'predict-0'"),
    (lambda cells: [edit(f"predict-{i}", "**Predict.**", "")(cells) for i in range(7)],
     "predictions", "there are 2"),
    (insert("predict-1", md("said", "Row 7, for a reason.")), "predictions", "'said' follows"),
    (insert("predict-1", md("said", FOLD)), None, ""),
    (edit("explorer", "explore_lookup()", "draw()"), "explore", "explore_"),
    (give("explorer"), "explore", "explorer's picture"),
    (edit("explore", "- three", ""), "explore", "3 things"),
    (edit("practise", EXERCISE, "exercises/ex02.ipynb"), "practise", EXERCISE),
    (insert("clock", md("think", "## Think")), "measured", "no timing cell"),
    (edit("pick", "word " * 200, ""), "size", "words of prose"),
    (edit("pick", "word ", "many words "), "size", "words of prose"),
    (drop("run-1", "predict-1", "run-2", "predict-2"), "size", "14 code cells"),
    (edit("library", "Embedding(W)", "x\n" * 16), "cell_lengths", "16 lines"),
    (lambda c: [edit(f"run-{i}", f"row({i})", "x\n" * 6)(c) for i in range(9)],
     "cell_lengths", "median"),
    (insert("library", code("a", "a"), code("b", "b")), "no_code_walls", "'library'"),
    (lambda c: c[-1].update(id="1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"), "readable_ids", "1b9d6bcd"),
    (edit("end", "## Recap", "## Recap\n\nThat is simply it."), "voice", "simply"),
    (edit("end", "## Recap", "## Recap\n\nDone!"), "voice", "Done!"),
    (give("run-0", {"data": PNG}), "alt_texts", "'run-0'"),
    (give("run-0", {"data": PNG, "metadata": {"image/png": {"alt": "it rises"}}}), None, ""),
    (give("run-0", {"data": {"text/html": '<img src="data:,">'}}), "alt_texts", "'run-0'"),
    (give("run-0", {"data": {"image/svg+xml": "<svg></svg>"}}), "alt_texts", "desc"),
    (edit("end", "## Recap", "## Recap\n\n![](a.png)"), "alt_texts", "a.png"),
    (edit("end", "## Recap", "## Recap\n\n![a rose](https://a.b/c.png)"), "alt_texts", "elsewhere"),
    (edit("end", "## Recap", "## Recap\n\n[there](nowhere.ipynb)"), "links", "nowhere.ipynb"),
    (edit("question", "#look-up", "#lookup"), "links", "no such heading"),
    (edit("question", "#one-hot", "#One-hot"), "links", "did you mean #one-hot?"),
    (edit("end", "## Recap", "## Recap\n\n[here](#Pick-a-row)"), "links", "#Pick-a-row"),
    (edit("question", "glossary.ipynb#look-up", "#x"), "glossary_links", "got 2"),
    (edit("count", "1,234", "1,235"), "unproven_numbers", "says 1235"),
    (edit("count", "12.3", "12.4"), "unproven_numbers", "says 12.4"),
    (edit("count", "12.3", "12"), "unproven_numbers", "says 12,"),  # whole numbers: exactly
    (edit("count", "1,234", "1,235<!-- given: 1,235 -->"), None, ""),
    (edit("count", "1,234", "1234 and 0.123"), "unproven_numbers", "0.123"),  # a timing
]  # fmt: skip


IDS = [f"{rule or 'fine'}-{i}" for i, (_, rule, _) in enumerate(BROKEN)]


@pytest.mark.parametrize("change, rule, says", BROKEN, ids=IDS)
def test_a_broken_lesson_is_refused_with_the_reason(change, rule, says):
    cells = copy.deepcopy(good_lesson())
    change(cells)
    found = check(cells)
    if rule is None:
        assert found == []
    else:
        assert [x for x in found if x.startswith(f"{rule}: ") and says in x], found


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("V = 1,000,000, then 59x", [1e6, 59]),
        ("1e6 and 2.5e-3, .75 (0.5)", [1e6, 2.5e-3, 0.75, 0.5]),
        ("word2vec, float32, WS-353, W_10", []),
        ("40–50 %, −5.25", [40, 50, 5.25]),
        ("[0.1 12] = 13.", [0.1, 12, 13]),
    ],
)
def test_numbers_are_found(text, wanted):
    assert [float(n) for n in rules.numbers(text)] == wanted
