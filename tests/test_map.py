"""The map in w2vlib/__init__.py is true: what it names is there, and as long as it says."""

import re
from importlib import import_module
from pathlib import Path

import w2vlib

PACKAGE = Path(w2vlib.__file__).parent
ROWS = re.findall(r"^    (\w+) +(.+?) +about +([\d,]+) lines", w2vlib.__doc__, re.M)


def lines(module: str) -> int:
    return len((PACKAGE / f"{module}.py").read_text(encoding="utf-8").splitlines())


def test_each_row_is_as_long_as_it_says():
    assert [row[0] for row in ROWS] == ["text", "layers", "networks", "training", "vectors"]
    for name, modules, said in ROWS:
        there = sum(lines(m) for m in modules.split(", "))
        assert abs(there - int(said)) <= 0.1 * there, f"{name}: {there} lines, the map says {said}"


CORE = [m for _, modules, _ in ROWS for m in modules.split(", ")]


def test_the_core_stays_small_enough_to_be_read():
    """The promise of the map, docstrings and their examples included; engines, files, wings not."""
    assert sum(map(lines, CORE)) <= 3_200


def test_no_file_of_the_core_is_long():
    assert max(map(lines, CORE)) <= 420


def test_every_flat_module_and_every_wing_is_on_the_map():
    named = set(re.findall(r"[a-z_0-9]+", w2vlib.__doc__))
    modules = {path.stem for path in PACKAGE.glob("[a-z]*.py")}
    wings = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert modules | wings <= named


def test_each_core_module_names_its_lesson():
    for _, modules, _ in ROWS:
        for module in modules.split(", "):
            assert re.search(r"Lessons? \d\d", import_module(f"w2vlib.{module}").__doc__), module
