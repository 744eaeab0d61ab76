"""The front door: every link and picture works from a plain clone, and the table is the course."""

import re
import shutil
import subprocess
from pathlib import Path

import make_pictures
import pytest

from w2vlib.plots.course_map import LESSONS

ROOT = Path(make_pictures.ROOT)
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = (
    "README.md",
    "INSTRUCTORS.md",
    "INSTRUCTORS.ko.md",
    "README.ko.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "data/README.md",
)
LINK = re.compile(r'\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"')
# how README says that the address is filled in: what is replaced, by what, where
FILL_IN = re.search(r"^perl -pi -e 's\|(\S+)\|(\S+)\|g' (.+)$", README, re.M)


def test_links_and_pictures_are_in_a_plain_clone():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    if listed.returncode:
        pytest.skip("not a git clone: which files a clone holds is unknown")
    files = {Path(name) for name in listed.stdout.split("\0")}
    tracked = files | {folder for file in files for folder in file.parents}
    missing, count = [], 0
    for guide in GUIDES:
        for link in LINK.findall((ROOT / guide).read_text(encoding="utf-8")):
            path, _, heading = (link[0] or link[1]).partition("#")
            if path.startswith("https://"):
                continue
            count += 1
            target = Path(guide).parent / path if path else Path(guide)
            if target not in tracked or (heading and heading not in headings(ROOT / target)):
                missing.append(f"{guide}: {path}#{heading}")
    assert count > 20 and missing == []


def headings(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in found}


def test_the_table_holds_every_lesson_with_its_question_and_picture():
    rows = [
        f'{x.n}. <a href="notebooks/{x.stem}.ipynb">{x.title}</a></b><br>{x.question}</td>'
        for x in LESSONS
    ]
    places = [README.index(row) for row in rows]
    assert places == sorted(places)
    pictures = [README.index(f".github/pictures/{name}") for name in make_pictures.thumbnails()]
    assert all(a < b for a, b in zip(pictures, places, strict=True))


def test_the_guide_has_a_section_and_the_costs_of_every_lesson():
    guide = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
    missing = [x.stem for x in LESSONS if f"### {x.n:02} {x.title}\n" not in guide]
    unmeasured = [x.stem for x in LESSONS if f"\n| {x.stem} | " not in guide]
    assert (missing, unmeasured) == ([], []), "costs: make classroom ARGS=--write"


def test_no_link_leads_out_and_no_badge():
    assert "badge" not in README and "](http" not in README and 'href="http' not in README


def test_one_command_puts_the_address_in_everywhere(tmp_path):
    """README alone says how; run as it stands there, but with an address of ours."""
    if not shutil.which("perl"):
        pytest.skip("no perl: the command that fills in the address was not run")
    before, example, places = FILL_IN.groups()
    names = [str(p.relative_to(ROOT)) for place in places.split() for p in ROOT.glob(place)]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    command = FILL_IN[0].replace(f"|{example}|", "|new/place|")
    subprocess.run(command, shell=True, cwd=tmp_path, check=True)
    for name in names:
        text = (tmp_path / name).read_text(encoding="utf-8")
        ours = re.findall(r"(?:github\.com|mybinder\.org/v2/gh)/([\w.-]+/[\w-]+)", text)
        assert set(ours) == ({"new/place"} if "glossary" not in name else set()), name
        assert before not in text and "OWNER" not in text.replace("still say OWNER", ""), name
    others = [path for path in ROOT.glob("*.md") if path.name != "README.md"]
    assert not any("perl" in path.read_text(encoding="utf-8") for path in others)


def test_binder_and_the_conda_command_open_the_first_page():
    first = "notebooks/00_start_here.ipynb"
    assert (ROOT / first).is_file()
    assert f"/students?urlpath=lab/tree/{first}\n" in README
    assert f"jupyter lab {first}\n" in README


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
