"""The guide's plans: the sums add up, and every part that they name is there."""

import json
import os
import re
import sys
from pathlib import Path

import pytest
from teacher import make

from w2vlib.plots.course_map import LESSONS

GUIDE = (make.ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
PLANS = re.findall(r"^\*\*(\d+) minutes: [^*]+\*\*\n\n(.*?)(?=\n\*\*)", GUIDE, re.M | re.S)
OURS = {"Vote", "Break", "On the way out"}  # parts that stand in no lesson


def rows(plan: str) -> list[tuple[str, int, dict[str, int]]]:
    """(lesson, minutes, part -> minutes) of each row."""
    found = []
    for lesson, minutes, parts in re.findall(r"^\| (\d+|–) \| (\d+) \| (.+) \|$", plan, re.M):
        named = (part.rsplit(" ", 1) for part in parts.split("; "))
        found.append((lesson, int(minutes), {name: int(m) for name, m in named}))
    return found


def headings(n: int) -> list[str]:
    text = "\n".join(c.source for c in make.lesson(n) if c.cell_type == "markdown")
    return re.findall(r"^#+ (.+)$", text, re.M)


@pytest.mark.parametrize("minutes, plan", PLANS, ids=[m for m, _ in PLANS])
def test_a_plan_adds_up_and_its_parts_are_in_the_lessons_in_their_order(minutes, plan):
    table = rows(plan)
    assert sum(m for _, m, _ in table) == int(minutes)
    for lesson, total, parts in table:
        assert sum(parts.values()) == total
        own = [part for part in parts if part not in OURS]
        if lesson != "–":
            there = headings(int(lesson))
            assert own == sorted(own, key=there.index)
            assert "Two-minute self-test" in own and "The question" in own and "Recap" in own
        else:
            assert own == []


@pytest.mark.parametrize("minutes, plan", PLANS, ids=[m for m, _ in PLANS])
def test_what_may_be_left_out_is_in_the_plan_and_saves_what_it_says(minutes, plan):
    parts = [parts for _, _, parts in rows(plan)]
    late = plan.partition("Late? Leave out, in this order: ")[2]
    cuts = re.findall(r"([A-Z][^();]*?) \(saves (\d+)", " ".join(late.split()))
    assert len(cuts) >= 2
    for name, saves in cuts:
        assert int(saves) in [p[name] for p in parts if name in p], name


def test_there_are_four_plans_and_they_are_called_estimates():
    assert [m for m, _ in PLANS] == ["45", "90", "180"] and "**Two weeks:" in GUIDE
    first = GUIDE[: GUIDE.index("## When it breaks")]
    assert "taught so far: 0 times" in first and "estimates" in first


def test_the_two_weeks_fit_the_lessons_and_the_exercises():
    weeks = GUIDE.partition("**Two weeks:")[2].partition("<details>")[0]
    said = {
        name: re.findall(r"\d+", row)
        for name, row in re.findall(r"^\| (\w[\w ]+) \|(.*)$", weeks, re.M)
    }
    assert said["lesson"] == [str(x.n) for x in LESSONS]
    minutes = []
    for path in sorted((make.ROOT / "notebooks").glob("exercises/ex*/ex*.ipynb")):
        first = "".join(json.loads(path.read_text("utf-8"))["cells"][0]["source"])
        minutes += re.findall(r"About (\d+) minutes", first)
    assert said["exercise"] == minutes
    parts = re.search(r"self-test (\d+), the parts below (\d+).*?Vote (\d+), On the way out (\d+)",
                      " ".join(GUIDE.split()))  # fmt: skip
    assert set(said["in class"]) == {str(sum(map(int, parts.groups())))}


@pytest.mark.parametrize("n", [x.n for x in LESSONS])
def test_the_minutes_of_a_lesson_add_up_to_forty(n):
    (this,) = (x for x in LESSONS if x.n == n)
    text = GUIDE.split(f"### {n:02} {this.title}\n")[1].split("\n- **Ask")[0]
    parts = " ".join(text.split()).rstrip(".").split(", ")
    assert sum(int(part.rsplit(" ", 1)[1]) for part in parts) == 40


def test_the_longest_path_of_the_environment_is_what_the_guide_says_and_fits_windows():
    says = int(re.search(r"environment has (\d+) characters, Windows allows 259", GUIDE)[1])
    top = Path(sys.prefix)
    longest = max(
        len(os.path.join(folder, name)) - len(str(top)) + len(".venv")
        for folder, _, names in os.walk(top)
        for name in names
    )
    assert longest <= says <= 259 - len(r"C:\Users\a-rather-long-name\Documents\w2v-course\.")
