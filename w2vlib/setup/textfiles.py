"""Read text files of any kind and size, piece by piece, with errors that help."""

from __future__ import annotations

import codecs
import errno
import gzip
import io
import lzma
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO

from w2vlib import checking
from w2vlib.setup.encodings import fitting_encoding, without_mark
from w2vlib.words import suggest

MARKS = {  # byte order marks; that of UTF-32 begins with that of UTF-16
    b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16",
}  # fmt: skip
_SAVE = "save it as plain text, UTF-8"
FORMATS = {  # what people rename to .txt, by its first bytes
    b"%PDF": f"a PDF: {_SAVE}",
    b"{\\rtf": f"RTF, as of WordPad and TextEdit: {_SAVE}",
    b"PK\3\4": f"a zip archive, as .docx, .odt and .epub are: {_SAVE}",
    b"\xd0\xcf\x11\xe0": f"an old Office file (.doc, .hwp): {_SAVE}",
    b"\x1f\x8b": "packed by gzip: let its name end in .gz",
    b"\xfd7zXZ": "packed by xz: let its name end in .xz",
}
MISSING = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
OPENERS = {".gz": gzip.open, ".xz": lzma.open}
PIECE = 1 << 20  # bytes that are read at a time
LONGEST_STRETCH = 10_000_000  # characters without white space: no text, or one not cut into words
LONGEST_TEXT = 50_000_000  # characters that read_text takes into memory at once


def text_files(
    path: str | os.PathLike, names: tuple[str, ...] = (), suffixes: tuple[str, ...] = (".txt",)
) -> list[Path]:
    """Return the path, checked, as a list of one; for a folder its text files, by name.

    names: what else the caller understands, suggested when the file is missing.
    suffixes: what the name may end in, apart from .gz and .xz.
    Errors: FileNotFoundError (suggests near names); ValueError for another suffix, a folder
    without texts, a pipe or a device; TypeError for what is no path; each says what to do.
    """
    path = Path(checking.path("the path", path))
    is_folder, inside = False, []
    try:
        # not Path.is_dir(): from Python 3.14 on it takes an impossible name for a missing one
        is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        inside = list(path.iterdir()) if is_folder else []
    except PermissionError:
        raise PermissionError(
            f"{path} may not be read by you: allow it, or ask for a copy"
        ) from None
    except OSError as error:  # a name of 300 letters
        if error.errno not in MISSING:
            text = f"the path cannot be {checking.short(str(path))}: {error.strerror or error}"
            raise ValueError(f"{text}; give the name of a file") from None
    if is_folder:
        files = (p for p in inside if p.is_file() and not p.name.startswith("."))
        found = sorted(p for p in files if _ends_in(p, suffixes))  # hidden ones, as macOS's ._a.txt
        if not found:
            raise ValueError(
                f"{path} is a folder without a file that ends in {' or '.join(suffixes)} "
                "(or that with .gz or .xz): give another folder, or the path of a file"
            )
        return found
    if path.is_symlink() and not path.exists():
        raise FileNotFoundError(
            f"{path} is a link to {os.readlink(path)!r}, where no file is: give the file's own path"
        )
    if not path.exists():
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        near = ", ".join(map(repr, suggest(path.name, [*names, *beside])))
        known = f"; known names: {', '.join(names)}" if names else ""
        raise FileNotFoundError(
            f"there is no file {str(path)!r} in {Path.cwd()}"
            + (f"; near: {near}" if near else "")
            + known
        )
    if not path.is_file():
        raise ValueError(
            f"{path} is a pipe or a device, whose end nobody knows: write it to a .txt file first"
        )
    if not _ends_in(path, suffixes):
        raise ValueError(
            f"{path.name} must end in {' or '.join(suffixes)} (or that with .gz or .xz): "
            "save it as plain text first"
        )
    return [path]


def open_bytes(path: str | os.PathLike) -> IO[bytes]:
    """Open a file to read; PermissionError with the remedy for one that may not be read."""
    try:
        return open(path, "rb")
    except PermissionError:
        raise PermissionError(
            f"{path} may not be read by you: allow it, or ask for a copy"
        ) from None


def _ends_in(path: Path, suffixes: tuple[str, ...]) -> bool:
    name = path.name.lower()
    return name.removesuffix(_packing(path)).endswith(suffixes)


def _packing(path: Path) -> str:
    return next((p for p in OPENERS if path.name.lower().endswith(p)), "")


def read_text(
    path: str | os.PathLike,
    encoding: str = "utf-8",
    names: tuple[str, ...] = (),
    suffixes: tuple[str, ...] = (".txt",),
) -> str:
    """Return the text of one file of moderate size: lists of questions, of word pairs.

    Errors: as of text_files and text_pieces; IsADirectoryError; ValueError above LONGEST_TEXT.
    """
    if os.path.isdir(checking.path("the path", path)):
        raise IsADirectoryError(f"{path} is a folder: give the path of one .txt file in it")
    (file,) = text_files(path, names, suffixes)
    parts, size = [], 0
    for part in text_pieces(file, encoding, fixed=True):
        parts.append(part)
        size += len(part)
        if size > LONGEST_TEXT:
            raise ValueError(
                f"{file.name} holds more than {LONGEST_TEXT:,} characters, too many for a "
                "list: is it the right file? (a text to train on goes to load_corpus)"
            )
    return "".join(parts)


def text_pieces(
    path: Path,
    encoding: str = "utf-8",
    report: Callable[[int], None] = lambda n: None,
    fixed: bool = False,
) -> Iterator[str]:
    """Give the text of a file, plain, .gz or .xz, in pieces of about 1 MB, with "\\n" line ends.

    Pieces end with a line, or, in very long lines, with a blank. Put together they are the text.
    report: called with the number of bytes read from the file since the last call.
    fixed: the user cannot pass another encoding, so that errors do not advise it.
    Errors: ValueError for an empty, binary or damaged file and for a wrong encoding.
    """
    decode, wide = _decoder(encoding)
    packing, name = _packing(path), path.name
    rest, empty, read, done = "", True, 0, 0
    with open_bytes(path) as raw, OPENERS.get(packing, nullcontext)(raw) as file:
        while True:
            try:
                block = file.read(PIECE)
            except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error) as error:
                raise ValueError(
                    f"{name} is damaged or not a {packing} file ({error}): copy or fetch it again"
                ) from None
            if not read:
                _refuse_binary(block, name, wide, fixed)
            read += len(block)
            try:
                text = decode(block, not block)
            except UnicodeDecodeError as error:
                raise _wrong_encoding(error, name, encoding, read, fixed) from None
            except UnicodeError as error:  # punycode, idna
                raise ValueError(f"{name} is not {encoding} ({error}): pass 'utf-8'") from None
            if "\0" in text:
                raise ValueError(
                    f"{name} is a binary file (character {text.index(chr(0))} of a piece is 0): "
                    "save it as plain text, UTF-8"
                )
            report(raw.tell() - done)
            done = raw.tell()
            empty = empty and not text.strip()
            rest += text
            if not block:
                break
            end = rest.rfind("\n") + 1 or rest.rfind(" ") + 1
            if not end and len(rest) > LONGEST_STRETCH:
                raise ValueError(
                    f"{name} has {len(rest):,} characters without a blank or a line end: cut the "
                    "text into words first, with blanks between, or into lines"
                )
            if end:
                yield rest[:end]
                rest = rest[end:]
    if empty:
        raise ValueError(f"{name} is empty: give a file with some sentences, one a line")
    if rest:
        yield rest


def _decoder(encoding: str) -> tuple[Callable[[bytes, bool], str], bool]:
    """Return what decodes block after block, and whether 0 bytes belong to the encoding."""
    try:
        b"a".decode(encoding)
    except UnicodeDecodeError:
        pass  # half a character of UTF-16
    except (LookupError, TypeError, ValueError):  # "undefined" and a 0 in the name are ValueErrors
        raise ValueError(
            f"encoding={encoding!r} is not known: use 'utf-8', 'utf-16', 'cp1252', 'cp949' …"
        ) from None
    normal = codecs.lookup(encoding).name
    if normal == "utf-8":
        encoding = "utf-8-sig"  # Windows' byte order mark
    decoder = codecs.getincrementaldecoder(encoding)()
    return io.IncrementalNewlineDecoder(decoder, True).decode, normal.startswith(
        ("utf-16", "utf-32")
    )


def _refuse_binary(block: bytes, name: str, wide: bool, fixed: bool) -> None:
    """Look at the first bytes of a file before they are decoded."""
    kind = next((kind for start, kind in FORMATS.items() if block.startswith(start)), "")
    if kind:
        raise ValueError(f"{name} is {kind}")
    if wide:
        return
    found = next((e for mark, e in MARKS.items() if block.startswith(mark)), "")
    if b"\0" in block:
        found = found or without_mark(block[:10_000])
    if found:
        shown = found[:6].upper()
        how = "" if fixed else f"pass encoding={found!r}, or "
        raise ValueError(f"{name} looks like {shown}: {how}save it as UTF-8")
    if b"\0" in block:
        raise ValueError(
            f"{name} is a binary file (byte {block.index(0)} is 0): save it as plain text, UTF-8"
        )


def _wrong_encoding(
    error: UnicodeDecodeError, name: str, encoding: str, read: int, fixed: bool
) -> ValueError:
    """Say where a file is not what it was said to be, and what it may be instead."""
    raw, at = error.object, error.start
    line = raw.rfind(b"\n", 0, at) + 1
    advice = fitting_encoding(raw[line : at + 20_000], codecs.lookup(encoding).name)
    return ValueError(
        f"{name} is not {encoding} (byte {raw[at]:#04x} at {read - len(raw) + at}): "
        f"save it as UTF-8{'; it seems to have' if fixed else ', or pass'} {advice}"
    )
