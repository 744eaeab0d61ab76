"""The ids of a large text in a file that is mapped, not read: memory holds what is looked at.

One file a text and way of cutting: ids, bounds, documents, counts, words, what is known of it, and
behind them a checksum over all. It is written aside and renamed, so nobody ever sees half of it;
it is used while the text (its sha256) and the settings are what they were, else made anew.

Lesson 07.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple
from unicodedata import unidata_version

import numpy as np

from w2vlib import checking
from w2vlib.corpus_files import read_files
from w2vlib.numbering import number_words
from w2vlib.setup.atomic import atomic_write, check_target
from w2vlib.setup.sealed import digest, seal, unsealed_size
from w2vlib.setup.textfiles import open_bytes
from w2vlib.vocabulary import Vocabulary

MAPPED_FROM = 1_000_000_000  # bytes of text, from which on ids are kept on disk unasked
LAST = 8  # bytes at the end of the file, before its checksum: the length of what is known of it


class Mapped(NamedTuple):
    """What `Corpus` takes, its arrays mapped, and how the text was cut."""

    ids: np.ndarray  # int32 (N,)
    bounds: np.ndarray  # int64 (S+1,)
    vocab: Vocabulary
    document: np.ndarray | None  # int32 (S,)
    metadata: list[dict] | None
    tokens: str


def mapped_corpus(
    name: str,
    paths: Sequence[Path],
    min_count: int,
    encoding: str,
    tokens: str | None,
    punctuation: bool,
    progress: bool | None,
) -> Mapped:
    """Return the text of the files, numbered now or before. Arguments as in load_corpus.

    Errors: those of reading a text; PermissionError where there is no folder to write to.
    """
    settings = {
        "files": [path.name for path in paths], "min_count": min_count, "encoding": encoding,
        "tokens": tokens, "punctuation": punctuation, "unicode": unidata_version,
    }  # fmt: skip
    places = _places(name, paths, settings)
    text = {"settings": settings, "sha256": [_digest(path) for path in paths]}
    for place in places:
        if found := _opened(place, text):
            return found
    place = _writable(places)
    with atomic_write(place, "wb") as file:
        read = read_files(paths, encoding, tokens, punctuation, progress, _OnDisk(file))
        file.flush()
        codes = np.zeros(0, np.int32)
        if len(read.numbers.codes):
            codes = np.memmap(file.name, np.int32, "r+")
        document, metadata = read.documents()
        ids, bounds, vocab, document = number_words(
            name, codes, list(read.numbers.seen), read.numbers.ends, min_count, document=document
        )
        size = len(ids)
        del codes, ids  # no longer mapped: Windows could not make the file shorter
        file.truncate(4 * size)
        file.seek(4 * size)
        file.write(bytes(-4 * size % 8))
        words = "\n".join(vocab.index_to_key).encode("utf-8", "surrogatepass")
        for part in (bounds, vocab.counts, [] if document is None else document):
            file.write(np.ascontiguousarray(part).data)
        about = text | {
            "words": size, "sentences": len(bounds) - 1, "vocabulary": len(vocab),
            "bytes": len(words), "metadata": metadata, "cut": read.tokens,
        }  # fmt: skip
        known = json.dumps(about).encode()
        file.write(words + known + len(known).to_bytes(LAST, "little"))
        seal(file)
    print(f"The ids of {name} are kept in {place}; the next load takes them from there.")
    found = _opened(place, text)
    if found is None:
        raise OSError(f"{place} is not what was just written: load the text again")
    return found


class _OnDisk:
    """A row of int32 that grows in a file; takes the place of an array in TextNumbers."""

    def __init__(self, file: IO[bytes]):
        self.file, self.size = file, 0

    def __len__(self) -> int:
        return self.size

    def frombytes(self, numbers: bytes) -> None:
        self.file.write(numbers)
        self.size += len(numbers) // 4


def _opened(place: Path, text: dict) -> Mapped | None:
    """What stands in the file, or None if it is missing, damaged, or of another text."""
    with suppress(OSError, EOFError, ValueError, KeyError, TypeError), open(place, "rb") as file:
        end = unsealed_size(file) - LAST
        file.seek(end)
        length = int.from_bytes(file.read(LAST), "little")
        file.seek(end - length)
        about = json.loads(file.read(length))
        if {key: about[key] for key in text} != text:
            return None
        n, S, V = about["words"], about["sentences"], about["vocabulary"]
        at = 4 * n + -4 * n % 8
        bounds = np.memmap(place, np.int64, "r", at, (S + 1,))
        at += bounds.nbytes
        file.seek(at)
        counts = np.frombuffer(file.read(8 * V), np.int64)
        at, document = at + 8 * V, None
        if about["metadata"] is not None:
            document = np.memmap(place, np.int32, "r", at, (S,))
            at += document.nbytes
        file.seek(at)
        words = file.read(about["bytes"]).decode("utf-8", "surrogatepass").split("\n")
        ids = np.memmap(place, np.int32, "r", 0, (n,))
        vocab = Vocabulary(words, counts)
        return Mapped(ids, bounds, vocab, document, about["metadata"], about["cut"])
    return None


def _places(name: str, paths: Sequence[Path], settings: dict) -> list[Path]:
    """Where the file may be: beside the text, else in the user's folder for such things."""
    folder = Path(os.path.abspath(paths[0])).parent
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    cache = Path(base) if base else Path(os.path.expanduser("~")) / ".cache"

    def called(more: str) -> str:
        key = hashlib.sha256((json.dumps(settings) + more).encode()).hexdigest()[:12]
        return f"{name[:60]}.{key}.ids"

    return [folder / called(""), cache / "w2vlib" / called(str(folder))]


def _writable(places: Sequence[Path]) -> Path:
    for place in places:
        with suppress(OSError):
            if place.parent.name == "w2vlib":
                place.parent.mkdir(parents=True, exist_ok=True)
            return check_target(place)
    folders = " nor ".join(str(place.parent) for place in places)
    raise PermissionError(
        f"the ids cannot be kept in a file: neither {folders} can be written to; allow it, set "
        "XDG_CACHE_HOME to a folder of yours, or pass mapped=False to keep them in memory"
    )


def _digest(path: Path) -> str:
    with open_bytes(path) as file:
        return digest(file)


def is_large(paths: Sequence[Path], mapped: bool | None) -> bool:
    """Whether the ids are to be kept on disk: as asked, else by the size of the files."""
    if mapped is None:
        return sum(path.stat().st_size for path in paths) > MAPPED_FROM
    return checking.flag("mapped", mapped)
