"""Find the project's data files, and read text files of any kind with errors that help."""

import gzip
import lzma
import os
import zlib
from pathlib import Path

from w2vlib.words import suggest

OPENERS = {".gz": gzip.open, ".xz": lzma.open}


def data_folder() -> Path:
    """Return the folder of the data files: W2VLIB_DATA if set, else `data` beside w2vlib.

    Errors: FileNotFoundError where there is no such folder.
    """
    if chosen := os.environ.get("W2VLIB_DATA"):
        if not Path(chosen).is_dir():
            raise FileNotFoundError(
                f"W2VLIB_DATA is {chosen!r}, and there is no such folder: "
                "unset it, or set it to the project's folder data"
            )
        return Path(chosen)
    folder = Path(__file__).resolve().parents[2] / "data"
    if not folder.is_dir():
        raise FileNotFoundError(
            f"there is no folder {folder}: install w2vlib from its checkout (pip install -e .), "
            "or set W2VLIB_DATA to the project's folder data"
        )
    return folder


def data_file(name: str) -> Path:
    """Return the path of a file in the data folder; FileNotFoundError names what is there."""
    path = data_folder() / name
    if not path.is_file():
        there = ", ".join(sorted(p.name for p in path.parent.iterdir() if p.is_file())) or "nothing"
        source = "the folder of W2VLIB_DATA" if os.environ.get("W2VLIB_DATA") else "the folder"
        raise FileNotFoundError(
            f"{name} is not in {source} {path.parent}, which holds {there}; "
            "fetch it again from the project (git checkout -- data)"
        )
    return path


def read_text(
    path: str | os.PathLike,
    encoding: str = "utf-8",
    names: tuple[str, ...] = (),
    suffixes: tuple[str, ...] = (".txt",),
) -> str:
    """Return the text of a file, also of one packed as .txt.gz or .txt.xz, with "\\n" line ends.

    names: what else the caller understands, suggested when the file is missing.
    suffixes: what the name may end in, apart from .gz and .xz.
    Errors: FileNotFoundError (suggests near names), IsADirectoryError, and ValueError for
    another suffix, an empty, binary or damaged file, or the wrong encoding; each says what to do.
    """
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder: give the path of one .txt file in it")
    if not path.is_file():
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        near = ", ".join(map(repr, suggest(path.name, [*names, *beside])))
        known = f"; known names: {', '.join(names)}" if names else ""
        raise FileNotFoundError(
            f"there is no file {str(path)!r} in {Path.cwd()}"
            + (f"; near: {near}" if near else "")
            + known
        )
    packing = next((p for p in OPENERS if path.name.lower().endswith(p)), "")
    if not path.name.lower().removesuffix(packing).endswith(suffixes):
        raise ValueError(
            f"{path.name} must end in {' or '.join(suffixes)} (or that with .gz or .xz): "
            "save it as plain text first"
        )
    try:
        with OPENERS.get(packing, open)(path, "rb") as file:
            raw = file.read()
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error) as error:
        raise ValueError(
            f"{path.name} is damaged or not a {packing} file ({error}): copy or fetch it again"
        ) from None
    return _decode(raw, path.name, encoding).replace("\r\n", "\n").replace("\r", "\n")


def _decode(raw: bytes, name: str, encoding: str) -> str:
    """Return `raw` as text; ValueError for an empty or binary file and for a wrong encoding."""
    if not raw.strip():
        raise ValueError(f"{name} is empty: give a file with some sentences, one a line")
    short = encoding.lower().replace("-", "").replace("_", "")
    utf8 = short == "utf8"
    if utf8 and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(f"{name} looks like UTF-16: pass encoding='utf-16', or save it as UTF-8")
    if b"\0" in raw and not short.startswith(("utf16", "utf32")):
        raise ValueError(
            f"{name} is a binary file (byte {raw.index(0)} is 0): save it as plain text, UTF-8"
        )
    try:
        return raw.decode("utf-8-sig" if utf8 else encoding)  # -sig: Windows' byte order mark
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{name} is not {encoding} (byte {raw[error.start]:#04x} at {error.start}): "
            "save it as UTF-8, or pass its encoding, often encoding='cp1252'"
        ) from None
    except LookupError:
        raise ValueError(
            f"encoding={encoding!r} is not known: use 'utf-8', 'utf-16', 'cp1252', 'euc-kr' …"
        ) from None
