"""Cut text into words.

tokens="words", the rules in order (all of them chosen for plain prose):
* everything in lower case, Turkish İ as i; accents are joined with their letters (NFC); curly
  apostrophes are made straight, soft hyphens go;
* a word is a run of letters of any alphabet with their marks, and of digits and underscores if
  it has a letter: हिन्दी, w123, 20th, new_york; with apostrophes inside: don't, o'clock;
* 's at the end goes: america's -> america, and it's -> it;
* single letters with full stops are one word: u.s., a.m.;
* a hyphen or dash cuts (well-being -> well being), but not before a number: covid-19;
* numbers go: 1890, $3,500, 9/11;
* other signs go, or, with punctuation=True, each of . , ; : ! ? is a word (as in the book).

tokens="letters": the same, but whatever holds a digit goes and underscores cut: covid, new york
(how the corpus "sotu" is cut; data/README.md counts what that gives).
tokens="split": cut at white space only, for text that is cut into words already, such as the
Penn Treebank with its `<unk>`, `N`, `'s` and `$`. Nothing is changed.

Lesson 07.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

from w2vlib import checking

TOKENS = ("words", "letters", "split")
_PLAIN = {0x2019: "'", 0x02BC: "'", 0xFF07: "'", 0x00AD: None}
# What only text that was cut by a program has: signs and endings that stand alone.
_SPECIAL = {"<unk>", "<UNK>", "[UNK]", "<eos>", "</s>", "<pad>", "<num>", "@-@", "@,@", "-lrb-"}
_ENDINGS = {"'s", "n't", "'re", "'ve", "'ll"}
_GLUED = re.compile(r"\w'(?:s|re|ve|ll)\b|\wn't\b")
# Scripts without blanks between words, and from which mean length on a "word" is surely several.
_NO_BLANKS = (
    (re.compile(r"^[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+$"), 3, "Chinese or Japanese"),
    (re.compile(r"^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+$"), 10, "Thai, Lao or Khmer"),
)


def tokenize(text: str, punctuation: bool = False, tokens: str = "words") -> list[str]:
    """Return the words of `text` in their order. See above for `tokens`.

    punctuation: True keeps each of . , ; : ! ? as a word of its own.

    >>> tokenize("Covid-19 isn't over, America's doctors say.")
    ['covid-19', "isn't", 'over', 'america', 'doctors', 'say']
    >>> tokenize("it 's <unk> N", tokens="split")
    ['it', "'s", '<unk>', 'N']
    """
    return cutter(tokens, punctuation)(text)


def cutter(tokens: str = "words", punctuation: bool = False) -> Callable[[str], list[str]]:
    """Return the function that cuts a text into words; ValueError for a rule that is none."""
    if tokens not in TOKENS:
        raise ValueError(f"tokens must be one of {', '.join(map(repr, TOKENS))}, got {tokens!r}")
    punctuation = checking.flag("punctuation", punctuation)
    if tokens == "split":
        if punctuation:
            raise ValueError(
                'punctuation=True goes with tokens="words" or "letters"; '
                '"split" keeps every sign as it stands: leave punctuation out'
            )
        return str.split

    def cut(text: str) -> list[str]:
        bare = text if punctuation else text.strip('.,;:!?"()')
        if bare.isascii() and bare.isalpha():
            return [bare.lower()]  # most stretches of a text: no need to look closer
        pattern = _pattern(tokens == "words", punctuation)  # made when the first text needs it
        return [word for word in pattern.findall(_lower(text)) if word]

    return cut


def _lower(text: str) -> str:
    text = text.lower()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text).replace("i\u0307", "i")  # what İ became
    return text.translate(_PLAIN)


@cache
def _pattern(digits: bool, punctuation: bool) -> re.Pattern[str]:
    """What stands in the group is a word; what only the rest matches is taken out of the text."""
    # Marks are no \w: vowel signs, points, accents without a joined letter; and the two joiners.
    marks = "".join(c for c in map(chr, range(0x300, 0x1F000)) if unicodedata.category(c)[0] == "M")
    mark = f"[{marks}\u200c\u200d]*+"
    letter = rf"[^\W\d_]{mark}"
    short = rf"(?:{letter}\.){{2,}}"
    signs = "|[.,;:!?]" if punctuation else ""
    if not digits:
        # "++" never gives a letter back, so that no half of "f16" is a word.
        run = rf"(?:{letter})++"
        word = rf"{run}(?:['·](?!s\b){run})*(?!\d)"
        return re.compile(rf"({short}|{word}{signs})|'s\b|\w*\d\w*(?:'s\b)?")
    run = rf"(?:[^\W_]{mark})++(?:_++(?:[^\W_]{mark})++)*+"
    word = rf"(?=\d*+[^\W\d_]){run}(?:['·](?!s\b){run})*+(?:[-‐‑]\d++(?!\w))?"
    number = r"\d++(?:[.,:/]\d++)++\w*"
    return re.compile(rf"{number}|({short}|{word}{signs})|'s\b|\d++(?:'s\b)?")


def looks_split(text: str) -> bool:
    """Tell whether `text` (a file's beginning) was cut into words already, as PTB and WikiText are.

    >>> looks_split("mr. <unk> paid N dollars"), looks_split("Mr. Vinken paid 5 dollars.")
    (True, False)
    """
    alone = set(text.split())
    capitals = {word for word in alone if word != word.lower()}
    return bool(
        alone & _SPECIAL
        or (alone & _ENDINGS and not _GLUED.search(text))
        or (capitals == {"N"} and len(alone) > 2)
    )


def unsegmented(words: Iterable[str]) -> str:
    """Return a hint where `words` are whole phrases of a script without blanks, else ""."""
    words = list(words)
    for script, longest, languages in _NO_BLANKS:
        found = [len(word) for word in words if script.match(word)]
        if len(found) * 2 > len(words) and sum(found) >= longest * len(found):
            return (
                f"the text is {languages} without blanks between words, so each phrase is taken "
                "for one word: cut it into words first (jieba, fugashi, pythainlp …) and write "
                "a blank after each"
            )
    return ""
