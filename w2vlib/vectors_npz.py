"""WordVectors in one .npz file: NumPy's own archive, without pickle, which could run code.

Texts (the words, the history) are stored as JSON in UTF-8 bytes: NumPy's own strings would cut
trailing zeros and take four bytes a character of the longest word.
"""

import json
import math
import os
import struct
import zipfile
from typing import IO, Any

import numpy as np

from w2vlib.setup.atomic import atomic_write

REMEDY = (
    "Save it again with WordVectors.save; files in the word2vec format (.txt, .bin, .vec) "
    "are read by WordVectors.load_word2vec_format."
)
# name -> (kind of dtype, dimensions, must be there)
MEMBERS = {
    "vectors": ("f", 2, True),
    "words": ("u", 1, True),
    "counts": ("i", 1, False),
    "context_vectors": ("f", 2, False),
    "history": ("u", 1, False),
}
HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def write(
    path: str | os.PathLike,
    vectors: np.ndarray,
    words: list[str],
    counts: np.ndarray | None,
    context_vectors: np.ndarray | None,
    history: Any,
) -> None:
    """Write what is not None; the same content gives the same bytes."""
    arrays: dict[str, Any] = {
        "vectors": vectors.astype("<f4", copy=False),
        "words": _to_bytes(words),
    }
    if counts is not None:
        arrays["counts"] = counts.astype("<i8")
    if context_vectors is not None:
        arrays["context_vectors"] = context_vectors.astype("<f4", copy=False)
    if history is not None:
        arrays["history"] = _to_bytes(history)
    with atomic_write(path, "wb") as file:  # to an open file np.savez adds no ".npz"
        np.savez(file, **arrays)


def read(file: IO[bytes]) -> dict[str, Any]:
    """Read the members of MEMBERS from an open file; None for one that is not there.

    Raises many kinds of exceptions for damaged bytes: call it inside `vectors_io.opened`.
    """
    if file.read(4) != b"PK\x03\x04":
        raise ValueError("it is not a .npz archive")
    size = os.fstat(file.fileno()).st_size
    found: dict[str, Any] = dict.fromkeys(MEMBERS)
    with zipfile.ZipFile(file) as archive:
        if strange := set(archive.namelist()) - {f"{name}.npy" for name in MEMBERS}:
            raise ValueError(f"it holds {min(strange)!r}, which save never writes")
        _check_parts(archive, file)
        for name, (kind, ndim, needed) in MEMBERS.items():
            if f"{name}.npy" in archive.namelist():
                array = found[name] = read_array(archive, name, size)
                if array.dtype.kind != kind or array.ndim != ndim:
                    raise ValueError(
                        f"{name!r} must have {ndim} dimensions of kind {kind!r}, "
                        f"got {array.dtype} of shape {array.shape}"
                    )
            elif needed:
                raise ValueError(f"it is a .npz archive, but has no {name!r}")
    for name in ("words", "history"):
        if found[name] is not None:
            found[name] = json.loads(found[name].tobytes())
    if not isinstance(found["words"], list):
        raise ValueError("its words are not a list")
    return found


def _check_parts(archive: zipfile.ZipFile, file: IO[bytes]) -> None:
    """Each part begins where the one before ends: a damaged list of parts would leave some out."""
    end = 0
    for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
        file.seek(end + 26)
        end += 30 + sum(struct.unpack("<HH", file.read(4))) + info.compress_size
    if end != archive.start_dir:  # pyright: ignore[reportAttributeAccessIssue]
        raise ValueError("its list of parts is damaged")


def read_array(archive: zipfile.ZipFile, name: str, file_size: int) -> np.ndarray:
    """Read one array, after its header was compared with the bytes that are really there."""
    info = archive.getinfo(f"{name}.npy")
    if info.compress_type != zipfile.ZIP_STORED or info.file_size > file_size:
        raise ValueError(f"{name!r} is compressed or larger than the file, which save never writes")
    with archive.open(info) as member:
        shape, _, dtype = HEADERS[np.lib.format.read_magic(member)](member)
        if dtype.hasobject:
            raise ValueError(f"{name!r} holds pickled objects, which could run code when loaded")
        promised, there = math.prod(shape) * dtype.itemsize, info.file_size - member.tell()
    if promised != there or min(shape, default=0) < 0:
        raise ValueError(f"{name!r} promises {promised:,} bytes {shape}, but {there:,} are there")
    with archive.open(info) as member:  # from its start; the checksum is compared at its end
        return np.lib.format.read_array(member, allow_pickle=False)


def _to_bytes(content: Any) -> np.ndarray:
    def plain(value: Any) -> Any:
        if isinstance(value, np.generic | np.ndarray):
            return value.tolist()
        raise ValueError(
            f"only numbers, texts, lists and dicts can be saved, got a {type(value).__name__}"
        )

    try:
        text = json.dumps(content, ensure_ascii=False, default=plain).encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"{error.object[error.start]!r} is not valid Unicode, so no file can hold it: "
            'word.encode("utf-8", "replace").decode() puts ? in its place'
        ) from None
    except (RecursionError, ValueError) as error:
        if "ircular" not in str(error) and not isinstance(error, RecursionError):
            raise
        raise ValueError(
            "the history holds itself, or lists too deep in lists, which no file can: "
            "leave that part out"
        ) from None
    return np.frombuffer(text, np.uint8)
