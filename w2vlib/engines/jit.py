"""Compile with numba, and keep the machine code wherever this machine lets us write.

numba keeps compiled code in __pycache__ beside the source, or else in the user's cache folder,
and raises where both are read-only, as on many a shared server. Then the temporary folder serves.
What whoever installed the package has compiled is copied from beside the source: numba itself uses
no folder that it cannot write. Code that was damaged on disk is compiled anew.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress

import numba
from numba.core import config

if config.DISABLE_JIT:
    raise ImportError("NUMBA_DISABLE_JIT switches the compiler off")


class Compiled:
    """numba.njit(**options)(function), kept on disk if any folder can be written.

    `dispatcher` is what numba made of it. Processes may compile at once: numba writes aside and
    renames, and both write the same code.
    """

    def __init__(self, function: Callable, **options):
        self.function, self.options = function, options
        self.dispatcher = _njit(function, **options)
        self._take_what_was_installed()

    def __call__(self, *args):
        """What the function returns. The first call compiles, or loads what was kept."""
        if self.dispatcher.signatures:
            return self.dispatcher(*args)
        try:
            return self.dispatcher(*args)
        except Exception:  # damaged bytes raise almost anything, before the function has begun
            self._forget()
            self.dispatcher = _njit(self.function, **self.options)
            return self.dispatcher(*args)

    def _forget(self) -> None:
        """Remove what is kept of this function, in whichever folder."""
        folder = self.dispatcher.stats.cache_path
        for entry in self._kept_in(folder):
            with suppress(OSError):
                os.unlink(os.path.join(folder, entry))

    def _kept_in(self, folder: str | None) -> list[str]:
        """The names of this function's files in a folder: code (.nbc), then the index (.nbi)."""
        name = f".{self.function.__qualname__}-"
        with suppress(OSError):
            return sorted(
                entry
                for entry in (os.listdir(folder) if folder else ())
                if name in entry and entry.endswith((".nbi", ".nbc"))
            )
        return []

    def _take_what_was_installed(self) -> None:
        """Copy the code beside the source to where this user's is kept, unless some is there."""
        source = os.path.join(os.path.dirname(self.function.__code__.co_filename), "__pycache__")
        folder = self.dispatcher.stats.cache_path
        if not folder or os.path.realpath(folder) == os.path.realpath(source):
            return
        if not self._kept_in(folder):
            for entry in self._kept_in(source):  # the index last: it names the others
                with suppress(OSError):
                    part = os.path.join(folder, f"{entry}.{os.getpid()}")
                    shutil.copyfile(os.path.join(source, entry), part)
                    os.replace(part, os.path.join(folder, entry))


def _njit(function: Callable, **options):
    """Compile with a cache in the first folder that can be written, else without one."""
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no folder
        folder = private_temp_folder()
    before = config.CACHE_DIR
    try:
        config.CACHE_DIR = folder or ""  # numba looks here when a function is decorated
        return numba.njit(cache=bool(folder), **options)(function)
    except RuntimeError:
        return numba.njit(**options)(function)  # nothing is kept: compiled in every process
    finally:
        config.CACHE_DIR = before


def private_temp_folder() -> str | None:
    """A folder in the temporary one that only this user can write, or None.

    The code kept there is run when it is found, so it must not be somebody else's.
    """
    user = os.getuid() if hasattr(os, "getuid") else "user"  # Windows: the folder is per user
    try:
        folder = os.path.join(tempfile.gettempdir(), f"w2vlib-{user}")
        os.makedirs(folder, mode=0o700, exist_ok=True)
        found = os.lstat(folder)
    except OSError:
        return None
    if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o022):
        return None
    return folder if stat.S_ISDIR(found.st_mode) else None
