"""Unknown words: say which known spellings are near."""

import sys
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from operator import itemgetter

from w2vlib import checking


def suggest(word: str, words: Iterable[str], n: int = 3) -> list[str]:
    """Return up to `n` of `words` that are spelled like `word`, the nearest first.

    Upper and lower case count as the same. Only the first 50,000 words are looked at
    (vocabularies have the commonest first): difflib is thorough, not fast.

    >>> suggest("hallo", ["goodbye", "hello"])
    ['hello']
    """
    if not isinstance(word, str) or len(word) > 50:
        return []
    return list(_suggested(word, tuple(islice(words, 50_000)), n))


@lru_cache(maxsize=8)  # an explorer asks for the same word at each move
def _suggested(word: str, words: tuple[str, ...], n: int) -> list[str]:
    spelling = {}  # folded -> as it is in the vocabulary
    for known in words:
        spelling.setdefault(known.casefold(), known)
    return [spelling[near] for near in get_close_matches(word.casefold(), spelling, n, cutoff=0.7)]


class UnknownWord(KeyError):
    """A KeyError whose text is a sentence: `'frannce' is not in the vocabulary; near: 'france'`.

    `args[0]` is the word. The search for near spellings runs only when the text is read,
    so `except KeyError` in a loop over many words stays cheap.

    >>> str(UnknownWord("frannce", ["france", "spain"]))
    "'frannce' is not in the vocabulary; near: 'france'"
    """

    def __init__(self, word: object, words: Iterable[str] = ()):
        super().__init__(word)
        self.words = words

    def __str__(self) -> str:
        word = self.args[0]
        if not isinstance(word, str):
            return f"expected a word, got {word!r} ({type(word).__name__})"
        near = ", ".join(map(repr, suggest(word, self.words)))
        return f"{word!r} is not in the vocabulary" + (f"; near: {near}" if near else "")


class WordIndex:
    """Find words in a vocabulary, in any case if wished.

    key_to_index: {word: id}. case_insensitive: all spellings of a word that differ only in upper
    and lower case count as one, the commonest (the lowest id), as in gensim's evaluation and in
    word2vec's compute-accuracy.
    Attributes: `ids`, the ids that can be found, or None for all; `folded`, whether case mattered.

    >>> index = WordIndex({"May": 0, "may": 1, "Paris": 2})
    >>> index.find("paris"), index.find("may"), index.find("rome"), index.ids
    (2, 0, -1, [0, 2])
    """

    def __init__(self, key_to_index: Mapping[str, int] | None, case_insensitive: bool = True):
        if not isinstance(key_to_index, Mapping):
            raise TypeError(
                "vectors must be WordVectors, or have key_to_index, a dict of word: id, got "
                f"{key_to_index!r} for that; WordVectors.load(path) reads a file"
            )
        case_insensitive = checking.flag("case_insensitive", case_insensitive)
        self.fold = str.casefold if case_insensitive else str
        self.index: dict[str, int] = {}
        for word, i in sorted(key_to_index.items(), key=itemgetter(1)):
            self.index.setdefault(self.fold(word), i)
        self.folded = any(w not in self.index for w in key_to_index)
        several = len(self.index) < len(key_to_index)
        self.ids = sorted(self.index.values()) if several else None

    @classmethod
    def of(cls, wv: object, case_insensitive: bool) -> "WordIndex":
        """The one of these vectors. WordVectors keep theirs: at 11,000 words it takes 6 ms."""
        kept = getattr(wv, "_in_any_case", None) if case_insensitive is True else None
        return kept or cls(getattr(wv, "key_to_index", None), case_insensitive)

    def find(self, word: str) -> int:
        """The id of a word, -1 where it is not there."""
        return self.index.get(self.fold(word), -1)


def as_spelled(word: str, key_to_index: Mapping[str, int]) -> str:
    """`word` as the vocabulary has it: as typed, else in lower or another case, else as typed.

    >>> as_spelled("PARIS", {"may": 0, "Paris": 1, "paris": 2}), as_spelled("Oslo", {"Paris": 0})
    ('paris', 'Oslo')
    """
    for spelled in (word, word.lower()):
        if spelled in key_to_index:
            return spelled
    folded = word.casefold()
    return next((known for known in key_to_index if known.casefold() == folded), word)


def printable(text: str) -> str:
    """`text` as the console can show it: what its encoding (cp949, say) lacks stands as \\xe9.

    >>> printable("naïve") in ("naïve", "na\\\\xefve")
    True
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        return text.encode(encoding, "backslashreplace").decode(encoding)
    except LookupError:
        return text
