"""Write a file so that nobody, not even after a crash, ever sees half of it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


@contextmanager
def atomic_write(path: str | os.PathLike, mode: str = "w", **options: Any) -> Iterator[IO]:
    """Open a file beside `path`; it takes the name `path` only when the block ends well.

    mode: "w" (text, UTF-8 and "\\n" unless `options` says otherwise) or "wb".
    options: what `open` takes (encoding, newline, ...).
    Any exception in the block removes the new file and leaves an old one as it was.
    Errors: ValueError for another mode, FileNotFoundError for a missing folder,
    OSError where `path` is something else than a file.
    """
    if mode not in ("w", "wb"):
        raise ValueError(f"mode must be 'w' or 'wb', got {mode!r}")
    if mode == "w":
        options = {"encoding": "utf-8", "newline": "\n", **options}
    final = Path(os.path.realpath(path))  # through a link, so that the link stays one
    if not final.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {final.parent}: make it before writing {path}")
    if final.exists() and not final.is_file():
        raise OSError(f"{path} is a folder or a device, not a file: give the name of a file")
    # In the same folder, because a rename is atomic only inside one file system.
    aside = final.parent / f".{final.name}.{secrets.token_hex(4)}.tmp"
    try:
        with open(aside, mode.replace("w", "x"), **options) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # the bytes first, then the name
        os.replace(aside, final)
    except BaseException:  # Ctrl-C too
        aside.unlink(missing_ok=True)
        raise
