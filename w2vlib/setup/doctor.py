"""Is this machine ready for the course? A line for each check, with the remedy where one is needed.

A check returns None if all is well, else what is wrong and what to do. The same form has a note: a
thing to know with which the course still works. No other module of the course is imported before
its check, and this file is written so that a Python that is too old can read it and be told so.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from w2vlib.setup import jupyter_here

PACKAGES = ("numpy", "matplotlib", "ipywidgets", "anywidget", "tqdm")
SUPPORTED = ((3, 11), (3, 13))
HASHED = {".txt", ".xz", ".gz", ".npz"}  # their sha256 stands in the folder's card
FETCH = "get the folder data again (git checkout -- data)"
COURSE = Path(__file__).resolve().parents[2]


def python_is_supported() -> str | None:
    (low, high), here = SUPPORTED, sys.version_info[:2]
    if low <= here <= high:
        return None
    return (
        f"this is Python {here[0]}.{here[1]}; take 3.{low[1]} to 3.{high[1]}, "
        "for example: make lab PYTHON=python3.12"
    )


def packages_import() -> str | None:
    missing = []
    for name in PACKAGES:
        try:
            import_module(name)
        except ImportError:
            missing.append(name)
    if not missing:
        return None
    return (
        f"{', '.join(missing)} missing in the Python that runs here, {sys.executable}; run "
        "`make lab` again, or choose the course's environment in the menu Kernel › Change Kernel…"
    )


def explorers_can_be_shown() -> str | None:
    """The two halves of a widget, in Python and in the browser's Jupyter, are there and fit."""
    return jupyter_here.widgets_trouble()


def data_is_whole() -> str | None:
    """Every file named in the card, README.md, is there; every sha256 of it holds."""
    try:
        from w2vlib.setup.datafiles import data_folder

        folder = data_folder()
        card = (folder / "README.md").read_text(encoding="utf-8")
        heads = " ".join(line for line in card.splitlines() if line.startswith(("## ", "| ")))
        named = set(re.findall(r"[\w-]+\.(?:txt\.xz|txt|npz|json|csv)\b", heads))
        here = {p.name: p for p in sorted(folder.iterdir())}
        missing = sorted(named - set(here))
        bad = [name for name, path in here.items() if is_damaged(path, card)]
    except OSError as error:
        return f"the folder data cannot be read: {error.strerror or error}"
    faults = [f"{', '.join(bad)} damaged"] if bad else []
    if missing or not named:
        faults.append(f"{', '.join(missing) or 'every file'} missing")
    return f"{' and '.join(faults)}: {FETCH}" if faults else None


def is_damaged(path: Path, card: str) -> bool:
    """Does a data file differ from its sha256 in the card, or, for .json, fail to be read?"""
    if path.suffix in HASHED:
        return hashlib.sha256(path.read_bytes()).hexdigest() not in card
    if path.suffix == ".json":
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except ValueError:  # bad JSON and bad UTF-8 alike
            return True
    return path.suffix == ".csv" and not path.stat().st_size


def results_can_be_written() -> str | None:
    try:
        folder = tempfile.gettempdir()
    except OSError:
        folder = None
    if folder and can_write(folder):
        return None
    return (
        "no folder for temporary files can be written; make room on the disk, or set the "
        "environment variable TMPDIR to a folder of yours before you start Jupyter"
    )


def can_write(folder: str | Path) -> bool:
    """Try it: the rights alone do not tell of a full disk or a read-only mount."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def folder_of_the_lessons() -> str | None:
    lessons = COURSE / "notebooks"
    if not lessons.is_dir() or can_write(lessons):
        return None
    return (
        f"you cannot write in {lessons}. All lessons run; what they write goes to "
        f"{temporary_folder()}. To keep a lesson that you changed: File › Download, "
        "or copy the whole course to a folder of yours"
    )


def temporary_folder() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:
        return "nowhere"


def folders_of_jupyter() -> str | None:
    folder = jupyter_here.runtime_folder()
    there = next((p for p in (folder, *folder.parents) if p.exists()), None) if folder else None
    if there is None or can_write(there):
        return None
    return (
        f"Jupyter cannot write its own files in {folder}. `make lab` takes another place for them; "
        "otherwise set the environment variable HOME to a folder of yours before you start it"
    )


def compiled_engine() -> str | None:
    try:
        import_module("numba")
    except ImportError as error:
        return (
            f"numba cannot be used ({error}). The whole course works with NumPy, and training "
            'takes a few times longer; to have it: pip install -e ".[fast]" in the course\'s folder'
        )
    return None


CHECKS: dict[str, Callable[[], str | None]] = {
    "Python is one that the course supports": python_is_supported,
    "the packages can be imported": packages_import,
    "the explorers can be shown": explorers_can_be_shown,
    "the data files are here and undamaged": data_is_whole,
    "results can be written": results_can_be_written,
}
NOTES: tuple[Callable[[], str | None], ...] = (
    folder_of_the_lessons,
    folders_of_jupyter,
    compiled_engine,
)


def check_installation() -> bool:
    """Print a line for each check, then notes if any; return whether every check is well.

    On a healthy machine the lines are the same everywhere.
    """
    good = True
    for label, check in CHECKS.items():
        trouble = check()
        print(f"FAILED: {label}: {trouble}" if trouble else f"ok: {label}")
        good &= trouble is None
        if trouble and check is python_is_supported:
            return False  # nothing that follows could be relied on
    for note in NOTES:
        if text := note():
            print(f"note: {text}")
    return good
