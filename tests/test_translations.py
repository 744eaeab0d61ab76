"""Other languages: no text that drifted, nothing lost on the way, letters and particles right."""

import json
import re
import subprocess
import sys

import answers
import make_translations
import nbformat
import numpy as np
import pytest
import run_notebooks
import site_texts
from translations.check import HANGUL, differences
from translations.source import replaced, texts_of

from translations import catalogues, edition, messages
from w2vlib import Embedding, language, particles
from w2vlib.plots.svg import Svg

LANGUAGES = catalogues.languages()
NOTEBOOKS = messages.sources()
NAMES = [*(path.stem for path in NOTEBOOKS), "w2vlib", "site"]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def korean():
    language.speak("ko")
    yield
    language.speak("en")


@pytest.fixture(scope="module")
def anchors():
    return {spoken: make_translations.anchors(spoken) for spoken in LANGUAGES}


def wanted(name):
    if name == "w2vlib":
        return list(messages.of_library())
    if name == "site":
        return list(site_texts.of_site())
    (path,) = [path for path in NOTEBOOKS if path.stem == name]
    return list(messages.of_notebook(messages.cells_of(path)))


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_catalogue_holds_the_texts_of_today(spoken, name):
    """`make translations` would change nothing: no text is new, changed or gone."""
    old = catalogues.read(spoken, name)
    new = catalogues.merged(wanted(name), old, spoken)
    assert {(m.context, m.id) for m in new if m.id} == {(m.context, m.id) for m in old if m.id}
    assert catalogues.faults(new) == []


def test_a_changed_english_cell_is_named():
    (path,) = [path for path in NOTEBOOKS if path.stem.startswith("03_")]
    cells = messages.cells_of(path)
    (cell,) = [cell for cell in cells if cell["id"] == "from-product"]
    cell["source"] = "".join(cell["source"]) + " And that is all."
    new = catalogues.merged(messages.of_notebook(cells), catalogues.read("ko", path.stem), "ko")
    ((where, what),) = catalogues.faults(new)
    assert where.startswith("from-product") and "has changed" in what


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_what_the_library_reads_is_the_catalogue(spoken):
    file = make_translations.LOCALE / f"{spoken}.json"
    assert file.read_text(encoding="utf-8") == make_translations.compiled(spoken)


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_its_source_in_the_other_language(path, spoken, anchors):
    theirs = run_notebooks.read(make_translations.home(path, spoken))
    made = make_translations.made(path, spoken, anchors[spoken])
    assert [c.id for c in theirs.cells] == [c.id for c in made.cells]
    for cell, expected in zip(theirs.cells, made.cells, strict=True):
        assert cell.source == expected.source, f"{cell.id}: run make translations"
        assert cell.metadata.get("nbgrader") == expected.metadata.get("nbgrader")
    ours = [c for c in run_notebooks.prepared(path).cells if c.cell_type == "code"]
    for cell, english in zip([c for c in theirs.cells if c.cell_type == "code"], ours, strict=True):
        assert skeleton(cell.source) == skeleton(english.source), cell.id


def skeleton(code):
    """The code without what may differ: texts, comments, the choice of the language."""
    code = code.replace(edition.CHOOSE, "")
    code = re.sub(r'^speak\("\w+"\)\n?', "", code, flags=re.M)
    for text in reversed(texts_of(code)):
        code = code[: text.start] + ("" if text.node is None else '""') + code[text.end :]
    return [line.rstrip() for line in code.split("\n") if line.strip()]


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_numbers_of_outputs_are_the_same(path, spoken):
    """What is computed does not hang on the language; timings may differ."""
    theirs = run_notebooks.read(make_translations.home(path, spoken))
    for cell, english in zip(theirs.cells, run_notebooks.read(path).cells, strict=True):
        timed = run_notebooks.TIMINGS in english.metadata.get("tags", [])
        if english.cell_type == "code" and not timed:
            assert numbers(cell) == numbers(english), cell.id


def numbers(cell):
    texts = (o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)
    text = "".join("".join(text) for text in texts)
    return sorted(re.findall(r"\d+\.\d+|\d{3,}", text.replace(",", "")))


NO_PROSE = re.compile(  # code, targets of links, what is quoted, the toy sentence
    r"```.*?```|`[^`]*`|<[^>]*>|\]\([^)]*\)|“[^”]*”|\"[^\"]*\"|You say goodbye and I say hello",
    re.DOTALL,
)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_english_sentence_is_left_in_korean_texts(path):
    for cell in run_notebooks.read(make_translations.home(path, "ko")).cells:
        if cell.cell_type == "markdown":
            prose = NO_PROSE.sub(" ", cell.source)
            found = re.findall(r"(?:\b[a-z]+ ){4,}[a-z]+\b", prose)
            assert not found, f"{cell.id}: {found}"


WITH_FONT = [path.stem for path in sorted(language.FOLDER.glob("*.ttf"))]


@pytest.mark.parametrize("spoken", WITH_FONT)
def test_the_font_has_every_letter(spoken):
    import make_font
    from fontTools.ttLib import TTFont

    known = TTFont(language.FOLDER / f"{spoken}.ttf").getBestCmap()
    hangul = {code for code in make_font.letters(spoken) if 0xAC00 <= code < 0xD7A4}
    assert hangul <= known.keys(), "run tools/make_font.py"


PARTICLE = re.compile(
    r"([A-Za-z0-9/`*)\]\"]*[A-Za-z0-9])([`*\"’”\]]*)(을|를|은|는|과|와|으로|로)(?=[\s,.)?!]|$)"
)
CLOSED = {"을": 1, "를": 0, "은": 1, "는": 0, "과": 1, "와": 0, "으로": 1, "로": 0}


@pytest.mark.parametrize("name", NAMES)
def test_particles_follow_the_sound_before_them(name):
    for message in catalogues.read("ko", name):
        if message.id and message.string != message.id:
            for word, _, particle in PARTICLE.findall(message.string):
                closed = particles.ends_closed(word)
                if particle in ("으로", "로"):
                    closed = closed and not particles.ends_in_l(word)
                assert closed == CLOSED[particle], f"{word}{particle}: {message.string[:80]}"


@pytest.mark.parametrize(
    "text, right",
    [("k이(가)", "k가"), ("V을(를)", "V를"), ("W_in을(를)", "W_in을"), ("L은(는)", "L은"),
     ("3과(와)", "3과"), ("4과(와)", "4와"), ("7(으)로", "7로"), ("6(으)로", "6으로"),
     ("`np.add.at`은(는)", "`np.add.at`은"), ("'행'이(가)", "'행'이"), ("표(으)로", "표로"),
     ("글(으)로", "글로"), ("0.75을(를)", "0.75를"), ("1,000이(가)", "1,000이")],
)  # fmt: skip
def test_a_particle_is_chosen_by_the_sound(text, right):
    assert particles.particles(text) == right


def test_english_is_spoken_until_another_language_is_asked_for():
    code = "from w2vlib.language import shown, spoken; print(spoken(), shown('the learning rate'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "en the learning rate\n"


def test_a_language_without_catalogue_is_refused():
    with pytest.raises(ValueError, match="language must be one of en, ko; got 'tlh'"):
        language.speak("tlh")
    assert language.spoken() == "en"


def test_an_error_is_found_by_its_template(korean):
    with pytest.raises(IndexError) as error:
        Embedding(np.zeros((7, 3))).forward([2, -1])
    said = language.shown(str(error.value))
    assert HANGUL.search(said) and "0..6" in said and "-1" in said and "must" not in said


def test_words_of_a_text_stay(korean):
    assert language.shown("say") == "say" and language.shown("you say goodbye") == "you say goodbye"
    assert ">and<" in str(Svg(10, 10, "title").text(0, 0, "and"))


CATALOGUE = language.Catalogue(
    {"Take a row.": "행을 꺼냅니다.", "the width": "폭"},
    {
        "row {i} of {n:,} is lost": "{n:,}개 중 {i}번 행이 사라집니다",
        "{what} must be positive, got {x}": "{what}은(는) 양수여야 합니다. 받은 값: {x}",
        "{a} and {b}": "{a}와 {b}",
        "{{}} has {} keys": "{{}}에는 키가 {}개 있습니다",
    },
)


@pytest.mark.parametrize(
    "text, right",
    [
        ("row 3 of 1,000 is lost", "1,000개 중 3번 행이 사라집니다"),
        ("Row 3 of 1,000 is lost. Take a row.", "1,000개 중 3번 행이 사라집니다. 행을 꺼냅니다."),
        ("the width must be positive, got -1", "폭은 양수여야 합니다. 받은 값: -1"),
        ("k must be positive, got -1.", "k는 양수여야 합니다. 받은 값: -1."),
        ("k must be positive, got a .", "k는 양수여야 합니다. 받은 값: a ."),
        ("you and I", "you and I"),  # few letters, and no values: a text, not the template
        ("3 and 4", "3와 4"),
        ("{} has 2 keys", "{}에는 키가 2개 있습니다"),
        ("Nobody knows this.  Take a row.", "Nobody knows this.  행을 꺼냅니다."),
        ("  Take a row.", "  행을 꺼냅니다."),
    ],
)
def test_texts_are_found_whole_by_template_or_by_sentence(text, right):
    assert CATALOGUE.line(text) == right


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_every_template_is_among_those_that_its_words_find(spoken):
    """Whatever its slots hold: a word by which it is found may not touch one."""
    texts = json.loads((language.FOLDER / f"{spoken}.json").read_text(encoding="utf-8"))
    catalogue = language.Catalogue(**texts)
    places = {pattern: place for place, (_, pattern, *_) in enumerate(catalogue.templates)}
    assert len(places) > 100
    for text in texts["templates"]:
        made = language.SLOT.sub(lambda found: "4" if found[1] else found[0][0], text.strip())
        found = {place for word in ["", *made.split()] for place in catalogue.having.get(word, ())}
        assert places[language._pattern(text.strip())[1]] in found, text


@pytest.mark.parametrize(
    "text, other, fault",
    [
        ("`a` and 3", "`a`와 4", "numbers"),
        ("[b](c.ipynb#d)", "[ㄱ](e.ipynb#d)", "links"),
        ("## A\n\nb", "ㄱ\n\nㄴ", "headings"),
        ("use `x`", "`y`를 씁니다", "code"),
        ("<details>a</details>", "ㄱ", "tags"),
    ],
)
def test_a_translation_that_lost_something_is_named(text, other, fault):
    assert any(said.startswith(fault) for said in differences(text, other))


def test_numbers_may_be_written_as_the_language_writes_them():
    assert differences("1.8 million words in two files", "파일 2개에 단어 180만 개") == []
    assert differences("1.8 million words", "단어 170만 개")


def test_code_keeps_its_slots_and_quotes():
    code = 'print(f"{n:,} words " "of it")  # count\nx = ["you", \'a b\']\n'
    texts = [text.text for text in texts_of(code)]
    assert texts == ["{n:,} words of it", "# count", "you", "a b"]
    new = replaced(code, {"{n:,} words of it": '단어 {n:,}개의 "것"', "# count": "# 센다"})
    assert new == "print(f'단어 {n:,}개의 \"것\"')  # 센다\nx = [\"you\", 'a b']\n"


def test_a_string_in_a_slot_is_left_in_peace():
    code = "print(f\"{n} words: {cost(n, 'one server')}\")"
    new = replaced(
        code, {"{n} words: {cost(n, 'one server')}": "단어 {n}개: {cost(n, 'one server')}"}
    )
    assert new == "print(f\"단어 {n}개: {cost(n, 'one server')}\")"


def test_answers_of_other_languages_lie_beside_their_lessons():
    for spoken in LANGUAGES:
        for path in NOTEBOOKS:
            there = make_translations.home(path, spoken)
            assert answers.read(there).keys() == answers.read(path).keys()
            json.loads(there.read_text(encoding="utf-8"))
            nbformat.validate(nbformat.read(there, as_version=4))
