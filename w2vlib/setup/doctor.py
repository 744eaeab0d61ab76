"""Is this machine ready for the course? A line for each check, with the remedy where one is needed.

A check returns None if all is well, else what is wrong and what to do. The same form has a note: a
thing to know with which the course still works. No other module of the course is imported before
its check. A Python that is too old was told so by old_python.py and does not come here.
"""

import hashlib
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from w2vlib.language import shown
from w2vlib.setup import jupyter_here

PACKAGES = ("numpy", "matplotlib", "ipywidgets", "anywidget", "tqdm")
OLDEST, NEWEST = (3, 11), (3, 15)  # Pythons that the course was tried with
SUMS = "SHA256SUMS"  # in the folder data: the sum of every file that belongs there
FETCH = "get the folder data again (git checkout -- data)"
COURSE = Path(__file__).resolve().parents[2]


def python_is_supported() -> str | None:
    if sys.version_info[:2] >= OLDEST:
        return None
    return "this is Python {}.{}; take {}.{} or later".format(*sys.version_info[:2], *OLDEST)


def newer_python() -> str | None:
    if sys.version_info[:2] <= NEWEST:
        return None
    here = "this is Python {}.{}, newer than those".format(*sys.version_info)
    return here + " that the course was tried with ({}.{} to {}.{})".format(*OLDEST, *NEWEST)


def packages_import() -> str | None:
    missing, broken = [], []
    for name in PACKAGES:
        try:
            import_module(name)
        except (Exception, SystemExit) as error:  # whatever a half-installed package raises
            if isinstance(error, ModuleNotFoundError) and error.name == name:
                missing.append(name)
            else:
                broken.append(f"{name} broken ({first_line(error)})")
    if not missing and not broken:
        return None
    faults = [f"{', '.join(missing)} missing"] if missing else []
    return (
        f"{' and '.join(faults + broken)} in the Python that runs here, {sys.executable}; run "
        "`make lab` again, or choose the course's environment in the menu Kernel › Change Kernel…"
    )


def first_line(error: BaseException) -> str:
    text = next((line for line in str(error).splitlines() if line.strip()), "")
    return f"{type(error).__name__}: {text.strip()[:200]}" if text else type(error).__name__


def explorers_can_be_shown() -> str | None:
    """The two halves of a widget, in Python and in the browser's Jupyter, are there and fit."""
    return jupyter_here.widgets_trouble()


def data_is_whole() -> str | None:
    """Every file that SHA256SUMS names is there and has that sum; others may be there too."""
    try:
        from w2vlib.setup.datafiles import data_folder

        folder = data_folder()
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
        sums = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
        here = {name: sha256(folder / name) for name in sums if (folder / name).is_file()}
    except (OSError, ValueError) as error:
        return f"the folder data cannot be read ({first_line(error)}): {FETCH}"
    missing = [name for name in sums if name not in here]
    bad = [name for name in here if here[name] != sums[name]]
    faults = [f"{', '.join(bad)} damaged"] if bad else []
    if missing or not sums:
        faults.append(f"{', '.join(missing) or 'every file'} missing")
    return f"{' and '.join(faults)}: {FETCH}" if faults else None


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


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
    except (Exception, SystemExit) as error:  # it checks NumPy, LLVM and the processor as it starts
        return (
            f"numba cannot be used ({first_line(error)}). The whole course works with NumPy, and "
            "training takes a few times longer; to have it: pip install -e '.[fast]' in the "
            "course's folder"
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
    newer_python,
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
        trouble = ask(check)
        print(shown(f"FAILED: {label}: {trouble}" if trouble else f"ok: {label}"))
        good &= trouble is None
    for note in NOTES:
        if text := ask(note):
            print(shown(f"note: {text}"))
    return good


def ask(check: Callable[[], str | None]) -> str | None:
    """What a check says; a check that fails itself is a fault with a line, not a traceback."""
    try:
        return check()
    except Exception as error:
        return f"this could not be found out ({first_line(error)}); run `make lab` again"
