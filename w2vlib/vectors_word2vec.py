"""The word2vec format (text and binary) and the files of the TensorFlow projector.

word2vec format: a line "words dimensions", then a row for each word: the word, a space and its
numbers, as text ("0.1 -0.2\\n") or as float32 in little-endian order. Source: word2vec.c (2013).
"""

import gzip
import os
import re
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np

from w2vlib import checking
from w2vlib.setup.atomic import atomic_write, target
from w2vlib.setup.textfiles import open_bytes, text_files

NO_BREAK = "no line break ends it: was it cut off? If it is whole, add one"
LONGEST_WORD = 1000  # bytes; keeps a damaged file from being read as one endless word
LONGEST_NUMBER = 64  # bytes, as text
TEXT = re.compile(rb"[-+.0-9eE \r\n]+")  # what rows of numbers are made of, as text
SPACE = re.compile(r"[ \t\n\r\v\f]")  # what ends a word in the format; other blanks may be in it


class VectorFileError(ValueError):
    """A file of vectors that cannot be trusted; the text says why, and what to do."""


PICKLED = """{path} is a pickle, which can run any code when it is loaded, so it is not read here.
Where you trust who made it, as with the book's cbow_params.pkl, convert it once:
    import pickle; p = pickle.load(open({path!r}, "rb"))
    WordVectors(p["word_vecs"], p["word_to_id"]).save("vectors.npz")"""


@contextmanager
def opened(path: str | os.PathLike, remedy: str) -> Iterator[IO[bytes]]:
    """Open a file to read; whatever goes wrong inside the block becomes a VectorFileError.

    Bytes from outside can break a parser in many ways (a dozen exception types in zipfile
    alone): the caller should meet only one. A missing file stays a FileNotFoundError.
    """
    path = checking.path("the path", path)
    if not os.path.exists(path):
        text_files(path)  # says what is near
    if stat.S_ISDIR(os.stat(path).st_mode):
        raise IsADirectoryError(f"{path} is a folder: give the name of a file in it")
    if not stat.S_ISREG(os.stat(path).st_mode):  # a pipe would wait, a device never end
        raise OSError(
            f"{path} is a pipe or a device, not a file: save what it gives, and load that"
        )
    with open_bytes(path) as file:
        if file.read(1) == b"\x80" or path.endswith((".pkl", ".pickle")):
            raise VectorFileError(PICKLED.format(path=path))
        file.seek(0)
        try:
            yield file
        except MemoryError:  # says nothing about the file
            raise
        except Exception as error:
            reason = str(error) or type(error).__name__
            raise VectorFileError(f"cannot use {path}: {reason.rstrip('.')}. {remedy}") from None


def remedy(binary: bool) -> str:
    """What to try when a file in the word2vec format is refused."""
    return (
        f"If the file is {'text' if binary else 'binary'}, load it with binary={not binary}; "
        "if it is a .npz, with WordVectors.load; if it is damaged, fetch or save it again."
    )


# --- writing ------------------------------------------------------------------------------------


def write_word2vec(
    path: str | os.PathLike,
    vectors: np.ndarray,
    words: list[str],
    binary: bool,
    counts: np.ndarray | None = None,
    fvocab: str | os.PathLike | None = None,
) -> None:
    """Write vectors (V, H) float32 in the word2vec format, and their counts to `fvocab`."""
    _check_writable(words)
    if fvocab is not None and counts is None:
        raise ValueError("these vectors have no counts: leave fvocab out")
    if fvocab is not None and target(path) == target(fvocab, "fvocab"):
        raise ValueError(f"fvocab must be another file than the vectors', got {fvocab} for both")
    with ExitStack() as files:  # both files take their names at the very end, or neither
        out = files.enter_context(atomic_write(path, "wb"))
        if str(path).endswith(".gz"):  # without name and time: the same vectors, the same bytes
            out = files.enter_context(gzip.GzipFile("", "wb", fileobj=out, mtime=0))
        out.write(f"{len(words)} {vectors.shape[1]}\n".encode())
        for word, row in zip(words, vectors, strict=True):
            out.write(f"{word} ".encode())
            out.write(row.astype("<f4").tobytes() if binary else f"{_text(row, ' ')}\n".encode())
        if fvocab is not None:
            out = files.enter_context(atomic_write(fvocab))
            numbered = zip(words, counts if counts is not None else (), strict=True)
            out.writelines(f"{word} {n}\n" for word, n in numbered)


def write_projector(
    folder: str | os.PathLike, vectors: np.ndarray, words: list[str], counts: np.ndarray | None
) -> None:
    """Write vectors.tsv (H columns) and metadata.tsv (word, and count where known)."""
    _check_writable(words)
    folder = Path(checking.path("the folder", folder))
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"{folder} is a file: give the name of a folder")
    folder.mkdir(parents=True, exist_ok=True)
    if counts is None:  # the projector wants no headline over a single column
        metadata = (f"{word}\n" for word in words)
    else:
        pairs = zip(["word", *words], ["count", *counts], strict=True)
        metadata = (f"{word}\t{n}\n" for word, n in pairs)
    with (
        atomic_write(folder / "vectors.tsv") as out,
        atomic_write(folder / "metadata.tsv") as names,
    ):
        out.writelines(_text(row, "\t") + "\n" for row in vectors)
        names.writelines(metadata)


def _text(row: np.ndarray, between: str) -> str:
    """The shortest digits that give back each float32 to the bit."""
    return between.join(row.astype(np.float32).astype(str).tolist())


def _check_writable(words: list[str]) -> None:
    for word in words:
        if not word or SPACE.search(word):
            raise ValueError(
                f"{word!r} cannot be written: white space separates the words in this format. "
                "Replace it (new_york, not 'new york') or use save, which keeps any word"
            )
        try:
            size = len(word.encode())
        except UnicodeEncodeError:
            raise ValueError(f"{word!r} cannot be written: it is not valid Unicode") from None
        if size > LONGEST_WORD:
            raise ValueError(
                f"{word[:20]!r}… cannot be written: a word may have {LONGEST_WORD} bytes, "
                f"this one has {size}"
            )


# --- reading ------------------------------------------------------------------------------------


def check_options(binary: bool, no_header: bool, limit: int | None, unicode_errors: str) -> None:
    """Refuse options that cannot be: before the file, which is not to blame."""
    checking.flag("binary", binary)
    if unicode_errors not in ("strict", "replace", "ignore"):
        raise ValueError(
            "unicode_errors must be 'strict', 'replace' or 'ignore', got "
            f"{checking.short(unicode_errors)}"
        )
    if limit is not None:
        checking.whole("limit", limit, 1, remedy="it is a number of rows")
    if checking.flag("no_header", no_header) and binary:
        raise ValueError("no_header=True is for text: a binary file needs its first line")


def read_word2vec(
    file: IO[bytes],
    binary: bool,
    *,
    no_header: bool,
    limit: int | None,
    unicode_errors: str,
) -> tuple[np.ndarray, list[str]]:
    """Read (V, H) float32 and V words; gzipped files too. Errors: see `opened`.

    The keywords are those of WordVectors.load_word2vec_format.
    """
    stream, size = _unzipped(file)
    start = 0 if binary else _after_bom(stream)
    if no_header:
        header = b""
        n_words, width = _count_rows(stream)
        stream.seek(start)
    else:
        header = stream.readline(100)
        if not re.fullmatch(rb"[0-9]+[ \t]+[0-9]+[ \t]*\r?\n", header):
            raise ValueError(
                f"its first line must be '<words> <dimensions>', got {header[:40]!r} "
                "(GloVe's files lack that line: load them with no_header=True)"
            )
        n_words, width = map(int, header.split())
    if not n_words or not width:
        raise ValueError(f"it holds no vectors: its first line is {n_words} {width}")
    # Before anything is allocated: a word of one byte, a space, and 4 bytes a number;
    # or a word, a line break, and " 0" a number.
    least = n_words * (2 + (4 if binary else 2) * width)
    if least > size - len(header):
        whose = (
            "its first row has so many numbers that all rows"
            if no_header
            else (f"its first line promises {n_words:,} words x {width:,}, which")
        )
        raise ValueError(f"{whose} take {least:,} bytes or more, but {size - len(header):,} follow")
    wanted = min(n_words, limit or n_words)
    vectors = np.empty((wanted, width), np.float32)
    read_row = _read_binary_row if binary else _read_text_row
    words: dict[str, int] = {}
    twice: dict[str, int] = {}
    for i in range(wanted):
        row = vectors[len(words)]
        try:
            word = read_row(stream, row, unicode_errors)
            if word in words:
                twice[word] = i  # the next row takes the place of this one
            words.setdefault(word, i)
        except UnicodeDecodeError as error:
            raise ValueError(
                f"row {i + 1:,} of {n_words:,}: {error}; unicode_errors='replace' reads it "
                "all the same"
            ) from None
        except ValueError as error:
            raise ValueError(f"row {i + 1:,} of {n_words:,}: {error}") from None
    if wanted == n_words and stream.read(1000).strip(b"\r\n "):
        raise ValueError(f"more follows after the {n_words:,} rows that its first line promises")
    if twice:
        print(
            f"{len(twice):,} of the words stand more than once in the file, as "
            f"{next(iter(twice))!a}: the first row of each counts."
        )
    return vectors[: len(words)], list(words)


def read_counts(file: IO[bytes], words: list[str]) -> list[int]:
    """Read "word count" lines; return the counts in the order of `words`."""
    counts = {}
    for line in file.read().decode().split("\n"):
        if line.strip():
            word, _, count = line.rstrip(" \r").rpartition(" ")
            if not re.fullmatch("[0-9]+", count):
                raise ValueError(f"a count must be a whole number, got {count[:40]!r} for {word!r}")
            counts[word] = int(count)
    missing = [word for word in words if word not in counts]
    if missing:
        raise ValueError(f"it has no count for {len(missing):,} of the words, as {missing[0]!r}")
    return [counts[word] for word in words]


def _after_bom(stream: IO[bytes]) -> int:
    """Step over the byte order mark that Windows' editors put before a text."""
    size = 3 if stream.read(3) == b"\xef\xbb\xbf" else 0
    stream.seek(size)
    return size


def _count_rows(stream: IO[bytes]) -> tuple[int, int]:
    """How many rows follow, and how many numbers the first one has."""
    first = stream.readline(1 << 20)
    width = len(first.rstrip(b" \r\n").split(b" ")) - 1
    if re.fullmatch(rb"[0-9]+[ \t]+[0-9]+[ \t]*\r?\n", first):
        raise ValueError(f"its first line is {first[:40]!r}, a header: leave out no_header=True")
    if width < 1:
        raise ValueError(f"its first line must be a word and its numbers, got {first[:40]!r}")
    rest = iter(lambda: stream.read(1 << 20), b"")
    lines, last = 1, b"\n"
    for block in rest:
        lines += block.count(b"\n")
        last = block
    return lines + (not last.endswith(b"\n")), width


def _unzipped(file: IO[bytes]) -> tuple[Any, int]:
    """Return the bytes to read and how many they are; a gzipped file is counted by reading it."""
    zipped = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    if not zipped:
        return file, os.fstat(file.fileno()).st_size
    stream = gzip.GzipFile(fileobj=file)
    size = sum(iter(lambda: len(stream.read(1 << 20)), 0))
    stream.seek(0)
    return stream, size


def _read_text_row(stream: IO[bytes], row: np.ndarray, errors: str) -> str:
    line = stream.readline(LONGEST_WORD + LONGEST_NUMBER * len(row))
    if not line.endswith(b"\n"):  # refused: the last number may have lost digits
        raise ValueError("the file ends before it" if not line else NO_BREAK)
    word, *numbers = line.decode(errors=errors).rstrip(" \r\n").split(" ")
    more = numbers[: -len(row)]
    if not any(map(_is_number, more)):  # a word with blanks, as some of GloVe's
        word, numbers = " ".join([word, *more]), numbers[len(more) :]
    if not word or len(numbers) != len(row):
        raise ValueError(
            f"expected a word and {len(row):,} numbers, got {len(numbers):,} numbers"
            + "; blanks must part them, not tabs" * ("\t" in word)
        )
    digits = "".join(numbers)
    if "_" in digits or not digits.isascii():  # float() takes 1_0, and digits of any script
        raise ValueError(f"a number must be like -0.5 or 1e-3, got {' '.join(numbers)[:40]!r}")
    with np.errstate(over="ignore"):  # too large for float32: inf, which WordVectors refuses
        row[:] = list(map(float, numbers))
    return word


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _read_binary_row(stream: IO[bytes], row: np.ndarray, errors: str) -> str:
    word = bytearray()
    while (byte := stream.read(1)) != b" ":
        if not byte or len(word) > LONGEST_WORD:
            raise ValueError("the file ends before it" if not byte else "no space ends its word")
        word += byte
    word = word.lstrip(b"\n")  # word2vec.c ends each row with a line break, gensim does not
    data = stream.read(4 * len(row))
    if not word or len(data) < 4 * len(row):
        raise ValueError("the file ends inside its numbers" if word else "its word is empty")
    if TEXT.fullmatch(data) and len(data) >= 8:
        raise ValueError(f"its numbers are text, got {data[:20]!r}")
    row[:] = np.frombuffer(data, "<f4")
    return word.decode(errors=errors)
