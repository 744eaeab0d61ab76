"""From words to numbers: count them, drop the rare ones, give ids to the rest. Lesson 07."""

from __future__ import annotations

import numpy as np

from w2vlib import checking
from w2vlib.setup.blocks import blocks
from w2vlib.vocabulary import Vocabulary

LONGEST = 1000  # a longer sentence is cut, as in word2vec.c: a file may be one single line


class FirstSeen(dict):
    """word -> its number in the order of first occurrence.

    >>> seen = FirstSeen()
    >>> [seen[word] for word in "you say you".split()], list(seen)
    ([0, 1, 0], ['you', 'say'])
    """

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def number_words(name, codes, words, ends, min_count, order="count", document=None):
    """Count, drop rare words, number the rest; return ids, bounds, vocab, document (see Corpus).

    codes     : int32 (M,), an array of NumPy's or Python's: places in `words`, which stand in the
                order of their first occurrence; overwritten
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
    codes = np.asarray(codes, np.int32)  # no copy
    ends = np.asarray(ends, np.int64)
    counts = np.zeros(len(words), np.int64)
    for _, block in blocks(codes):
        counts += np.bincount(block, minlength=len(words))
    rank = np.argsort(-counts, kind="stable") if order == "count" else np.arange(len(words))
    rank = rank[counts[rank] >= min_count]
    if len(rank) < 2:
        _refuse(name, words, counts, min_count)
    new_id = np.full(len(words), -1, np.int32)
    new_id[rank] = np.arange(len(rank), dtype=np.int32)
    left, new_ends = 0, np.zeros(len(ends), np.int64)
    for start, block in blocks(codes):
        block = new_id[block]
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
