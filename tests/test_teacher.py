"""The teacher's pages: answers are derived anew; they fit the lessons and the paper."""

import re

import lab
import pytest
from teacher import board, make

from w2vlib.plots.course_map import LESSONS

GUIDE = (make.ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
NUMBERS = [x.n for x in LESSONS]


def section(n: int) -> str:
    """What the guide says of one lesson, in one line."""
    (this,) = (x for x in LESSONS if x.n == n)
    text = GUIDE.split(f"### {n:02} {this.title}\n")[1]
    return " ".join(re.split(r"^#", text, maxsplit=1, flags=re.M)[0].split())


@pytest.mark.parametrize("n", NUMBERS)
def test_the_questions_of_the_guide_are_answered_and_no_other(n):
    asked = re.search(r"\*\*Ask:\*\* (.*?) - \*\*", section(n))[1]
    assert asked.split("? ") == " ".join(a.question for a in make.page_of(n).asks).split("? ")


@pytest.mark.parametrize("n", NUMBERS)
def test_each_answer_is_derived_anew(n):
    page = make.page_of(n)
    derived = [ask.holds for ask in page.asks if ask.holds] + page.checks
    assert derived and [holds for holds in derived if not holds()] == []
    assert page.answer()


@pytest.mark.parametrize("n", NUMBERS)
def test_a_vote_has_one_right_choice_and_each_other_is_a_misconception(n):
    for vote in make.page_of(n).votes:
        right = vote.right()
        assert right not in vote.wrong and len(vote.wrong) >= 2 and all(vote.wrong.values())
        assert [c for _, c, wrong in vote.choices() if not wrong] == [right]
    assert len(make.page_of(n).votes) == 2


@pytest.mark.parametrize("n", NUMBERS)
def test_a_page_shows_every_guess_that_the_lesson_asks_to_type(n):
    typed = make.typed_guesses(n)
    assert len(typed) >= 2 and all(question for question, _ in typed)
    page = make.teacher_page(n)
    for _, guess in typed:
        assert f"<b>{make.shown(guess.right())}</b>" in page


def test_the_sheet_has_a_box_for_every_prediction_and_all_of_the_notation():
    sheet = make.handout()
    boxes = sum(len(make.predictions(n)) for n in NUMBERS)
    assert len(re.findall(r"<td>\d+</td>", sheet.partition("My guesses")[2])) == boxes
    assert sheet.count("<figure>") == 5 and "W_out" in sheet and "goodbye" in sheet


def test_a_sketch_is_not_cut_and_says_what_it_shows():
    for draw in board.BOARDS:
        svg = draw()
        x = [float(v) for v in re.findall(r'<text [^>]*\bx="([\d.-]+)"', str(svg))]
        y = [float(v) for v in re.findall(r'<text [^>]*\by="([\d.-]+)"', str(svg))]
        assert svg.desc and min(x) >= 0 and max(x) <= svg.width and max(y) <= svg.height - 3


@pytest.mark.browser
def test_a_lesson_is_one_page_and_the_sheet_two(tmp_path):
    if lab.find_chromium() is None:
        pytest.skip("no Chromium found: nothing was printed")
    for n in NUMBERS:
        text = make.document(str(n), make.teacher_page(n))
        (tmp_path / f"{n:02}.html").write_text(text, encoding="utf-8")
    (tmp_path / "sheet.html").write_text(make.documents()["handout"], encoding="utf-8")
    assert make.print_pdf(tmp_path) == {f"{n:02}": 1 for n in NUMBERS} | {"sheet": 2}
