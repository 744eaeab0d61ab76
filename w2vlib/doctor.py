"""Is this machine ready for the course? A few checks, a line each, with the remedy where needed."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from importlib import import_module

from w2vlib.datafiles import data_folder

PACKAGES = ("numpy", "matplotlib", "ipywidgets", "tqdm")
SUPPORTED = ((3, 11), (3, 13))


def python_is_supported() -> str | None:
    """None if all is well, else what is wrong and what to do; so for every check."""
    (low, high), here = SUPPORTED, sys.version_info[:2]
    if low <= here <= high:
        return None
    return f"this is Python {here[0]}.{here[1]}; take 3.{low[1]} to 3.{high[1]}: see README.md"


def packages_import() -> str | None:
    missing = []
    for name in PACKAGES:
        try:
            import_module(name)
        except ImportError:
            missing.append(name)
    return f"missing here: {', '.join(missing)}; run `make lab` again" if missing else None


def texts_are_whole() -> str | None:
    """Every text's sha256 stands in the folder's card, README.md."""
    try:
        folder = data_folder()
        card = (folder / "README.md").read_text(encoding="utf-8")
        texts = [p for p in sorted(folder.iterdir()) if p.suffix in {".txt", ".xz", ".gz"}]
        bad = [p.name for p in texts if hashlib.sha256(p.read_bytes()).hexdigest() not in card]
    except OSError as error:
        return f"the folder data cannot be read: {error.strerror or error}"
    if bad or not texts:
        return f"{', '.join(bad) or 'every text'} damaged or missing: get data/ again"
    return None


CHECKS: dict[str, Callable[[], str | None]] = {
    "Python is one that the course supports": python_is_supported,
    "the packages can be imported": packages_import,
    "the texts are here and undamaged": texts_are_whole,
}


def check_installation() -> bool:
    """Print a line for each check; on a healthy machine they are the same everywhere."""
    troubles = {label: check() for label, check in CHECKS.items()}
    for label, trouble in troubles.items():
        print(f"FAILED: {label}: {trouble}" if trouble else f"ok: {label}")
    return not any(troubles.values())
