"""Write a file so that nobody, not even after a crash, ever sees half of it."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from w2vlib import checking

try:
    import fcntl
except ImportError:  # Windows, where nobody can remove a file that is open
    fcntl = None


@contextmanager
def atomic_write(path: str | os.PathLike, mode: str = "w", **options: Any) -> Iterator[IO]:
    """Open a file beside `path`; it takes the name `path` only when the block ends well.

    mode: "w" (text, UTF-8 and "\\n" unless `options` says otherwise) or "wb".
    options: what `open` takes (encoding, newline, ...).
    Any exception in the block removes the new file and leaves an old one as it was. What a killed
    program left behind is removed by the next write of that name. A file that is replaced keeps
    its permissions.
    Errors: ValueError for another mode, and those of `target`.

    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with atomic_write(folder.name + "/a.txt") as file:
    ...     print(file.write("seven"), os.path.exists(folder.name + "/a.txt"))
    5 False
    >>> os.listdir(folder.name)
    ['a.txt']
    """
    if mode not in ("w", "wb"):
        raise ValueError(f"mode must be 'w' or 'wb', got {mode!r}")
    if mode == "w":
        options = {"encoding": "utf-8", "newline": "\n", **options}
    final = target(path)
    _sweep(final)
    file = _open_aside(final, mode.replace("w", "x"), **options)
    aside = file.name
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # the bytes first, then the name
            if fcntl:  # before it is closed, and its lock gone: nobody may sweep it away
                os.replace(aside, final)
        if not fcntl:
            os.replace(aside, final)
    except BaseException:  # Ctrl-C too
        Path(aside).unlink(missing_ok=True)
        raise


def target(path: str | os.PathLike, name: str = "the path") -> Path:
    """The file that a write to `path` replaces, through links, or an error that says why not.

    Errors: TypeError, ValueError for what is no path; FileNotFoundError for a missing folder;
    OSError for a name that is too long, a folder, a device, a read-only file.
    """
    text = checking.path(name, path)
    try:
        final = Path(os.path.realpath(text))  # through a link, so that the link stays one
        found = final.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        found = None
    except UnicodeEncodeError:
        raise ValueError(f"{name} must be valid Unicode, got {text!r}") from None
    except OSError as error:
        size = len(os.fsencode(final.name))
        raise OSError(
            f"{name} cannot be {checking.short(text)}: {error.strerror}. Most systems take 255 "
            f"bytes, this name has {size} (é has 2, 말 has 3): give a shorter one"
        ) from None
    if not final.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {final.parent}: make it before writing {text}")
    if (found is not None and not stat.S_ISREG(found)) or text.endswith(("/", os.sep)):
        kind = IsADirectoryError if final.is_dir() else OSError
        raise kind(f"{text} is a folder or a device, not a file: give the name of a file")
    if found is not None and not found & 0o222:
        raise PermissionError(f"{text} is marked read-only: give another name, or allow writing")
    return final


def check_target(path: str | os.PathLike, name: str = "the path") -> Path:
    """Try whether a later write to `path` can succeed, before hours of work. Errors: see `target`.

    PermissionError where the folder cannot be written to.
    """
    final = target(path, name)
    with _open_aside(final, "xb") as file:
        pass
    os.unlink(file.name)
    return final


def _open_aside(final: Path, mode: str, **options: Any) -> IO:
    """Open a new file beside `final` (a rename is atomic only inside one file system), locked."""
    permissions = stat.S_IMODE(final.stat().st_mode) if final.exists() else None

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, 0o666 if permissions is None else permissions)

    while True:
        aside = final.parent / f".{_stem(final)}.{secrets.token_hex(4)}.tmp"
        try:
            file = open(aside, mode, opener=opener, **options)  # noqa: SIM115
        except OSError as error:
            raise PermissionError(
                f"the folder {final.parent} cannot be written to ({error.strerror}): "
                "give another one"
            ) from None
        if fcntl:
            with suppress(OSError):  # a file system without locks
                fcntl.flock(file, fcntl.LOCK_EX)
            if not os.fstat(file.fileno()).st_nlink:  # swept away before it was locked
                file.close()
                continue
        if permissions is not None:
            os.chmod(aside, permissions)  # what the umask has taken away
        return file


def _stem(final: Path) -> str:
    """What stands for the name of `final` in the name of its asides, which may not be too long."""
    name = os.fsencode(final.name)
    return final.name if len(name) <= 200 else hashlib.sha256(name).hexdigest()[:32]


def _sweep(final: Path) -> None:
    """Remove the asides of `final` whose writer lives no longer: nobody holds their lock."""
    aside = re.compile(re.escape(f".{_stem(final)}.") + r"[0-9a-f]{8}\.tmp")
    old: list[os.DirEntry[str]] = []
    with suppress(OSError), os.scandir(final.parent) as entries:
        old = [e for e in entries if aside.fullmatch(e.name) and e.is_file(follow_symlinks=False)]
    for entry in old:
        with suppress(OSError):  # still written, or swept by somebody else
            if fcntl is None:
                if time.time() - entry.stat().st_mtime > 60:
                    os.unlink(entry.path)
                continue
            with open(entry.path, "rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.unlink(entry.path)
