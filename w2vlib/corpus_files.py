"""Files of text, read in pieces: the numbers of their words, and where each document begins.

Lesson 07.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from w2vlib import checking
from w2vlib.language import label
from w2vlib.numbering import FirstSeen
from w2vlib.setup.needed import needed
from w2vlib.setup.textfiles import text_pieces
from w2vlib.tokens import cutter, looks_split

# The line before each document of data/sotu.txt.xz: # year<TAB>president<TAB>party
HEAD = re.compile(r"^# (\d+)\t([^\t\n]*)\t([^\t\n]*)\n", re.MULTILINE)
SHOW_PROGRESS = 30_000_000  # bytes, from which on a bar is shown
REMEMBERED = 1_000_000  # different stretches of text whose words are remembered


class _Stretches(dict):
    """stretch of text between two blanks -> its number; its words' numbers stand in `words`."""

    def __init__(self, cut: Callable[[str], list[str]], seen: FirstSeen):
        self.cut, self.seen = cut, seen
        self.first, self.length, self.words = array("i"), array("i"), array("i")
        self.cut_line = self["\0"]  # number 0, no words: the end of a line

    def __missing__(self, stretch: str) -> int:
        found = self.cut(stretch) if stretch != "\0" else ()
        self.first.append(len(self.words))
        self.length.append(len(found))
        self.words.extend(map(self.seen.__getitem__, found))
        self[stretch] = number = len(self)
        return number


class TextNumbers:
    r"""Number the words of a text that comes in pieces, each cut at white space.

    cut: the rule, see tokens.cutter. Each different stretch between two blanks is cut into words
    once and remembered, so a rule may be slow. Memory: 4 bytes a word, 8 a line.

    >>> text = TextNumbers(str.split)
    >>> text.add("you say\nyou "); text.add("go"); text.end_line()
    >>> list(text.codes), list(text.ends), list(text.seen)
    ([0, 1, 0, 2], [2, 4], ['you', 'say', 'go'])
    """

    def __init__(self, cut: Callable[[str], list[str]], codes: Any = None):
        self.cut, self.seen = cut, FirstSeen()
        self.codes, self.ends = array("i") if codes is None else codes, array("q")
        self.known = _Stretches(cut, self.seen)

    def add(self, text: str) -> None:
        """Take the next piece."""
        if len(self.known) > REMEMBERED:
            self.known = _Stretches(self.cut, self.seen)
        known = self.known
        stretches = text.replace("\n", " \0 ").split()
        numbers = np.fromiter(map(known.__getitem__, stretches), np.int32, len(stretches))
        length = np.frombuffer(known.length, np.int32)[numbers]
        after = np.cumsum(length)  # words up to the end of each stretch
        place = np.frombuffer(known.first, np.int32)[numbers]
        if length.max(initial=0) > 1:
            place = np.repeat(place - (after - length), length) + np.arange(after[-1])
        elif len(length) and after[-1] < len(length):  # some stretches hold no word
            place = place[length == 1]
        ends = after[numbers == 0] + len(self.codes)
        if len(place):
            codes = np.frombuffer(known.words, np.int32)[place]
            self.codes.frombytes(codes.tobytes())
        self.ends.frombytes(ends.astype(np.int64).tobytes())

    def end_line(self) -> None:
        """End the sentence here, unless it has just ended."""
        if len(self.codes) > (self.ends[-1] if self.ends else 0):
            self.ends.append(len(self.codes))


def read_files(
    paths: Sequence[Path],
    encoding: str,
    tokens: str | None,
    punctuation: bool,
    progress: bool | None,
    codes: Any = None,
) -> Documents:
    """Number the words of the files, one text after the other; see load_corpus.

    codes: where the numbers go, with the `frombytes` of an array; None: into memory.
    """
    text = Documents(tokens, punctuation, len(paths) > 1, codes)
    with _bar(sum(path.stat().st_size for path in paths), progress) as report:
        for path in paths:
            text.begin_file(path.name)
            for piece in text_pieces(path, encoding, report):
                text.add(piece)
            text.end_file()
    return text


class Documents:
    """Number a text that comes in pieces, and note where each document begins."""

    def __init__(self, tokens: str | None, punctuation: bool, with_files: bool, codes: Any = None):
        self.tokens, self.punctuation, self.with_files = tokens, punctuation, with_files
        self.begun = False
        self.numbers = TextNumbers(
            str.split, codes
        )  # until the first piece shows how words are cut
        self.heads: list[dict] = []
        self.first_line: list[int] = []

    def begin_file(self, name: str) -> None:
        self.file = {"file": name} if self.with_files else {}
        self.before = len(self.heads)
        self.start = len(self.numbers.ends), len(self.numbers.codes)

    def add(self, piece: str) -> None:
        if not self.begun:
            self.begun = True
            if self.tokens is None:
                split = not self.punctuation and looks_split(piece[:100_000])
                self.tokens = "split" if split else "words"
            self.numbers = TextNumbers(cutter(self.tokens, self.punctuation), self.numbers.codes)
        if "# " not in piece:
            return self.numbers.add(piece)
        # [text before the first head, year, president, party, text, year, …]
        before, *parts = HEAD.split(piece)
        self.numbers.add(before)
        for year, president, party, body in zip(*(parts[i::4] for i in range(4)), strict=True):
            self.numbers.end_line()
            if len(self.heads) == self.before and len(self.numbers.codes) > self.start[1]:
                self._begin({}, self.start[0])  # a document that says nothing of itself
            head = {"year": int(year), "president": president, "party": party}
            self._begin(head, len(self.numbers.ends))
            self.numbers.add(body)

    def end_file(self) -> None:
        self.numbers.end_line()
        if self.with_files and len(self.heads) == self.before:
            self._begin({}, self.start[0])

    def _begin(self, head: dict, line: int) -> None:
        self.heads.append(self.file | head)
        self.first_line.append(line)

    def documents(self) -> tuple[np.ndarray | None, list[dict] | None]:
        """The document of each line, int32, and what is known of each; None without heads."""
        if not self.heads:
            return None, None
        keys = dict.fromkeys(key for head in self.heads for key in head)
        metadata = [{key: head.get(key) for key in keys} for head in self.heads]
        self.first_line[0] = 0
        lines = np.diff([*self.first_line, len(self.numbers.ends)])
        return np.repeat(np.arange(len(metadata), dtype=np.int32), lines), metadata


def _bar(size: int, progress: bool | None) -> Any:
    """A context that gives the function to call with each number of bytes read."""
    if progress is None:
        progress = size > SHOW_PROGRESS
    if not checking.flag("progress", progress) or sys.stderr is None:
        return nullcontext(lambda n: None)
    tqdm = needed("tqdm.auto", "progress=False reads without a bar").tqdm

    class Bar(tqdm):
        def __enter__(self):
            return self.update

    return Bar(total=size, unit="B", unit_scale=True, desc=label("reading"))
