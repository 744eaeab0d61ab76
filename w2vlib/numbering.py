"""From words to numbers: count them, drop the rare ones, give ids to the rest. Lesson 07."""

from __future__ import annotations

from array import array
from collections.abc import Callable

import numpy as np

from w2vlib import checking
from w2vlib.vocabulary import Vocabulary

LONGEST = 1000  # a longer sentence is cut, as in word2vec.c: a file may be one single line
REMEMBERED = 1_000_000  # different stretches of text whose words are remembered
BLOCK = 1_000_000  # words that are worked on at a time, so that the memory is the ids' alone


class FirstSeen(dict):
    """word -> its number in the order of first occurrence.

    >>> seen = FirstSeen()
    >>> [seen[word] for word in "you say you".split()], list(seen)
    ([0, 1, 0], ['you', 'say'])
    """

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


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

    def __init__(self, cut: Callable[[str], list[str]]):
        self.cut, self.seen = cut, FirstSeen()
        self.codes, self.ends = array("i"), array("q")
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
        first = np.frombuffer(known.first, np.int32)[numbers] - (after - length)
        place = np.repeat(first, length) + np.arange(after[-1] if len(after) else 0)
        ends = after[numbers == 0] + len(self.codes)
        if len(place):
            codes = np.frombuffer(known.words, np.int32)[place]
            self.codes.frombytes(codes.tobytes())
        self.ends.frombytes(ends.astype(np.int64).tobytes())

    def end_line(self) -> None:
        """End the sentence here, unless it has just ended."""
        if len(self.codes) > (self.ends[-1] if self.ends else 0):
            self.ends.append(len(self.codes))


def number_words(name, codes, words, ends, min_count, order="count", document=None):
    """Count, drop rare words, number the rest; return ids, bounds, vocab, document (see Corpus).

    codes     : int32 (M,), places in `words`, which stand in the order of their first occurrence;
                overwritten
    ends      : (L,) where in codes each sentence ends; sentences that become empty are dropped
    min_count : words that occur less often are dropped
    order     : of the ids: "count" (falling, ties by first occurrence) or "first" (occurrence)
    document  : (L,) the document of each sentence, or None
    Errors: ValueError where fewer than two different words are left; `name` is for its text.

    >>> codes = np.array([0, 1, 2, 1], np.int32)
    >>> number_words("a", codes, ["you", "say", "go"], [2, 4], 1)[:3]
    (array([1, 0, 2, 0], dtype=int32), array([0, 2, 4]), Vocabulary(3 words, ids 0..2; say 2, you 1, go 1))
    """  # noqa: E501
    if order not in ("count", "first"):
        raise ValueError(f"order must be 'count' or 'first', got {order!r}")
    min_count = check_min_count(min_count)
    ends = np.asarray(ends, np.int64)
    counts = np.zeros(len(words), np.int64)
    for start in range(0, len(codes), BLOCK):
        counts += np.bincount(codes[start : start + BLOCK], minlength=len(words))
    rank = np.argsort(-counts, kind="stable") if order == "count" else np.arange(len(words))
    rank = rank[counts[rank] >= min_count]
    if len(rank) < 2:
        _refuse(name, words, counts, min_count)
    new_id = np.full(len(words), -1, np.int32)
    new_id[rank] = np.arange(len(rank), dtype=np.int32)
    left, new_ends = 0, np.zeros(len(ends), np.int64)
    for start in range(0, len(codes), BLOCK):
        block = new_id[codes[start : start + BLOCK]]
        here = block >= 0
        before = np.append(0, np.cumsum(here))  # words left before each place of the block
        low, high = np.searchsorted(ends, [start, start + len(block)], side="right")
        new_ends[low:high] = left + before[ends[low:high] - start]
        codes[left : left + before[-1]] = block[here]
        left += int(before[-1])
    lengths = np.diff(new_ends, prepend=0)
    if document is not None:
        document = np.asarray(document, np.int32)[lengths > 0]
    lengths = lengths[lengths > 0]
    parts = -(-lengths // LONGEST)  # division rounded up
    if parts.max() > 1:
        if document is not None:
            document = np.repeat(document, parts)
        rest = lengths - (parts - 1) * LONGEST
        lengths = np.full(parts.sum(), LONGEST)
        lengths[np.cumsum(parts) - 1] = rest
    vocab = Vocabulary([words[i] for i in rank], counts[rank])
    return codes[:left], np.append(0, np.cumsum(lengths)), vocab, document


def check_min_count(min_count) -> int:
    """Return min_count as an int from 1."""
    if isinstance(min_count, float) and min_count.is_integer():
        min_count = int(min_count)
    return checking.whole("min_count", min_count, 1, remedy="1 keeps every word, 5 is usual")


def _refuse(name, words, counts, min_count):
    """Raise the ValueError for a vocabulary of fewer than two words."""
    if not words:
        raise ValueError(
            f"{name!r} holds no words (numbers and signs are none): use another text, "
            'or pass tokens="split" to take whatever stands between blanks'
        )
    if len(words) == 1:
        raise ValueError(
            f"{name!r} holds one different word ({checking.short(words[0])}); there must be 2 or "
            "more, or there is nothing to predict: use a longer text"
        )
    raise ValueError(
        f"min_count={min_count} leaves {(counts >= min_count).sum()} words of {name!r}, "
        f"2 or more are needed: use min_count={np.sort(counts)[-2]} or less"
    )
