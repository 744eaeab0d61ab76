"""The front door: every link and picture works from a plain clone, and the table is the course."""

import re
from pathlib import Path

import make_pictures

from w2vlib.plots.course_map import LESSONS

ROOT = Path(make_pictures.ROOT)
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_links_and_pictures_lie_in_the_repository():
    links = re.findall(r'\]\(([^)\s]+)\)|src="([^"]+)"', README)
    assert len(links) > 20
    missing = [a or b for a, b in links if not (ROOT / (a or b)).exists()]
    assert missing == []


def test_the_table_holds_every_lesson_with_its_question():
    places = [README.index(f"[{x.title}](notebooks/{x.stem}.ipynb)") for x in LESSONS]
    assert places == sorted(places)
    assert all(x.question in README for x in LESSONS)


def test_the_address_of_the_repository_is_to_be_filled_in_once():
    assert README.count("OWNER/NAME") == 1
    assert "badge" not in README and "](http" not in README


def test_thumbnails_show_what_the_lessons_show():
    """Otherwise: make pictures."""
    for name, svg in make_pictures.thumbnails().items():
        stored = (make_pictures.PICTURES / name).read_text(encoding="utf-8")
        assert stored == svg, f"{name} is not the key picture of its lesson: run `make pictures`"
        assert len(svg) < 40_000


def test_the_photograph_is_a_small_png():
    raw = make_pictures.EXPLORER.read_bytes()
    assert raw.startswith(b"\x89PNG") and len(raw) <= make_pictures.MOST
    size = tuple(int.from_bytes(raw[i : i + 4]) for i in (16, 20))
    assert size == make_pictures.SIZE
