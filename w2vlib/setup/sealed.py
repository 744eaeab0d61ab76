"""A checksum at the end of a file, over all bytes before it, compared before one is believed."""

from __future__ import annotations

import hashlib
import os
from typing import IO

SEAL = b"\nsha256 %b\n"  # the last line of the file
SEAL_SIZE = len(SEAL % (64 * b"0"))


def digest(file: IO[bytes], size: int | None = None) -> str:
    """sha256 of the first `size` bytes, or of all, as hexadecimal digits."""
    size = os.fstat(file.fileno()).st_size if size is None else size
    found = hashlib.sha256()
    while size > 0 and (block := file.read(min(size, 1 << 20))):
        found.update(block)
        size -= len(block)
    return found.hexdigest()


def seal(file: IO[bytes]) -> None:
    """Write the checksum at the end of a file that is open to write."""
    file.flush()
    with open(file.name, "rb") as written:
        line = SEAL % digest(written).encode()
    file.seek(0, os.SEEK_END)
    file.write(line)


def unsealed_size(file: IO[bytes]) -> int:
    """How many bytes the checksum at the end of `file` is for, which then stands at its start.

    Errors: EOFError for a file without a checksum, ValueError where it differs.
    """
    size = os.fstat(file.fileno()).st_size - SEAL_SIZE
    file.seek(max(size, 0))
    line = file.read()
    file.seek(0)
    if size < 0 or not line.startswith(SEAL[:8]):
        raise EOFError("no checksum ends it")
    if SEAL % digest(file, size).encode() != line:
        raise ValueError("its bytes have changed since it was written: the checksum differs")
    file.seek(0)
    return size
