"""README and INSTRUCTORS in Korean: the same commands, headings and measured numbers."""

import re

import lab
import pytest

ROOT = lab.ROOT
GUIDES = [name for name in ("README", "INSTRUCTORS") if (ROOT / f"{name}.ko.md").is_file()]
CODE = re.compile(r"^( *)```\w*\n(.*?)^ *```|`([^`\n]+)`", re.M | re.S)
COMMAND = re.compile(r"(make|python|py|pip|git|nbgrader|jupyter|docker|helm|\.venv|\.\./tools)\b")
MEASURED = re.compile(r"<!-- ([\w ]+): begin -->\n(.*?)<!-- \1: end -->", re.S)
NUMBER = re.compile(r"\d+(?:\.\d+)*")


def text(name: str) -> str:
    return (ROOT / f"{name}.md").read_text(encoding="utf-8")


def commands(page: str) -> list[str]:
    """In order: lines of code blocks and commands within sentences; without their comments.

    The line that fills in the address stands in README.md alone (tests/test_readme.py).
    """
    found = []
    for _, block, span in CODE.findall(page):
        for line in block.splitlines() or [span]:
            line = re.sub(r"\s+#.*| {2,}$", "", line).strip()
            if COMMAND.match(line) and not line.startswith("make lab SPEAK"):
                found.append(line)
    return found


@pytest.mark.parametrize("name", GUIDES)
def test_the_commands_are_those_of_the_english_guide(name):
    ours, theirs = commands(text(name)), commands(text(f"{name}.ko"))
    assert len(ours) >= 10
    # a sentence may name its two commands in another order; a block may not
    assert sorted(ours) == sorted(theirs)
    blocks = [commands(block[0]) for block in CODE.finditer(text(name)) if block[2]]
    korean = [commands(b[0]) for b in CODE.finditer(text(f"{name}.ko")) if b[2]]
    assert [b for b in blocks if b] == [b for b in korean if b]


@pytest.mark.parametrize("name", GUIDES)
def test_the_headings_are_as_many_and_as_deep(name):
    levels = [
        [len(marks) for marks in re.findall(r"^(#+) ", CODE.sub("", text(n)), re.M)]
        for n in (name, f"{name}.ko")
    ]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("name", GUIDES)
def test_what_was_measured_is_the_same(name):
    for what, ours in MEASURED.findall(text(name)):
        theirs = dict(MEASURED.findall(text(f"{name}.ko"))).get(what)
        assert theirs is not None, f"{name}.ko.md has no part {what!r}"
        assert NUMBER.findall(ours) == NUMBER.findall(theirs), f"{name}.ko.md: {what}"


@pytest.mark.parametrize("name", GUIDES)
def test_each_guide_links_the_other(name):
    assert f"]({name}.ko.md)" in text(name) and f"]({name}.md)" in text(f"{name}.ko")
