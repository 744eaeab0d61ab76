"""The map of the course and the meaning of its colours, drawn for lesson 00."""

from __future__ import annotations

from typing import NamedTuple

from w2vlib import language
from w2vlib.plots.svg import COLOR, FAINT, Svg


class Lesson(NamedTuple):
    """One lesson: its file without .ipynb, its title, the question it answers."""

    stem: str
    title: str
    question: str

    @property
    def n(self) -> int:
        return int(self.stem[:2])


LESSONS = tuple(
    Lesson(*row)
    for row in (
        ("01_see_where_word2vec_slows_down", "See where word2vec slows down",
         "Which parts of CBOW become slow when the vocabulary grows, and by how much?"),
        ("02_replace_a_product_by_a_lookup", "Replace a product by a look-up",
         "How can one row of a matrix replace a product with a million zeros?"),
        ("03_send_gradients_to_the_right_rows", "Send gradients to the right rows",
         "What must backward do when a word occurs twice, and what may it cost?"),
        ("04_turn_one_question_of_v_into_one_of_two", "Turn one question of V into one of two",
         "Can yes-or-no questions take the place of softmax over all words?"),
        ("05_draw_the_negatives", "Draw the negatives",
         "Which wrong words should the network see, and how are they drawn fast?"),
        ("06_build_the_negative_sampling_cbow", "Build the negative-sampling CBOW",
         "How do the parts fit together, and is the gradient right?"),
        ("07_train_it_on_real_text", "Train it on real text",
         "What do the training settings do, and when has the network learned enough?"),
        ("08_judge_the_vectors", "Judge the vectors",
         "What do the vectors know, and how can we be fooled about it?"),
        ("09_use_the_vectors_elsewhere", "Use the vectors elsewhere",
         "When do these vectors help another task, and when do they not?"),
        ("10_climb_the_speed_ladder", "Climb the speed ladder",
         "Which changes make training faster, and what is the limit?"),
        ("11_leave_one_machine", "Leave one machine",
         "When does a second machine help, and when does one more make it slower?"),
    )
)  # fmt: skip

STAGES = (  # heading, its lessons, colour of the heading's bar
    ("Count the cost", (1,), "untouched"),
    ("The input side", (2, 3), "W_in"),
    ("The output side", (4, 5, 6), "W_out"),
    ("Real text", (7, 8, 9), "h"),
    ("The limit", (10, 11), "gradient"),
)

ROLES = {  # role in svg.COLOR -> what it stands for
    "W_in": "W_in, the input vectors",
    "W_out": "W_out, the output vectors",
    "h": "h, the hidden vector",
    "gradient": language.later("gradients"),
    "target": "the true word (label 1)",
    "negative": "a drawn word (label 0)",
    "untouched": "not used in this step; shades: the size of a number",
}


class CourseMap:
    """The lessons in five stages from left to right, each a link."""

    def _repr_html_(self) -> str:
        # A table of links and no picture: JupyterLab takes links out of pictures it does not trust.
        bar = "text-align:left;vertical-align:bottom;border-top:6px solid"
        said = [(language.label(head), numbers, role) for head, numbers, role in STAGES]
        heads = "".join(f'<th style="{bar} {COLOR[role]}">{head}</th>' for head, _, role in said)
        stages = "".join(f"<td style='{TOP}'>{_links(numbers)}</td>" for _, numbers, _ in said)
        caption = f"<caption>{language.shown(CAPTION)}</caption>"
        return f"<table>{caption}<tr>{heads}</tr><tr>{stages}</tr></table>"

    def __repr__(self) -> str:
        stages = (
            f"{language.label(head)}: {', '.join(map(str, numbers))}" for head, numbers, _ in STAGES
        )
        return f"{language.shown('The map of the course.')} {'; '.join(stages)}"


CAPTION = "From one-hot rows to vectors of real text, from left to right"
TOP = "text-align:left;vertical-align:top"


def _links(numbers) -> str:
    found = [lesson for lesson in LESSONS if lesson.n in numbers]
    return "<br>↓<br>".join(
        f'<a href="{x.stem}.ipynb">{x.n} · {language.label(x.title)}</a>' for x in found
    )


def course_map() -> CourseMap:
    """The map to click on, for lesson 00."""
    return CourseMap()


def color_key() -> Svg:
    """A swatch and a label for every role of svg.COLOR."""
    svg = Svg(
        700, 130, "The colours of the course", "; ".join(map(language.label, ROLES.values())) + "."
    )
    for i, (role, meaning) in enumerate(ROLES.items()):
        x, y = 12 + (i % 2) * 310, 14 + (i // 2) * 28
        svg.rect(x, y, 34, 18, COLOR[role], stroke=FAINT, stroke_width=0.5, rx=3)
        svg.text(x + 44, y + 14, language.label(meaning), size=14)
    return svg
