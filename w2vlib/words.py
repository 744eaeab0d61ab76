"""Unknown words: say which known spellings are near."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice


def suggest(word: str, words: Iterable[str], n: int = 3) -> list[str]:
    """Return up to `n` of `words` that are spelled like `word`, the nearest first.

    Upper and lower case count as the same. Only the first 50,000 words are looked at
    (vocabularies have the commonest first): difflib is thorough, not fast.

    >>> suggest("hallo", ["goodbye", "hello"])
    ['hello']
    """
    if not isinstance(word, str) or len(word) > 50:
        return []
    spelling = {}  # folded -> as it is in the vocabulary
    for known in islice(words, 50_000):
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
