"""Cut text into words.

The rules, in order (all of them chosen for plain prose; data/README.md counts what they give):
* everything in lower case; curly apostrophes are made straight;
* a word is a run of letters of any alphabet, with apostrophes inside: don't, o'clock;
* 's at the end goes: america's -> america, and it's -> it;
* single letters with full stops are one word: u.s., a.m.;
* a hyphen or dash cuts: well-being -> well being;
* whatever holds a digit goes: 1890, $3,500, 20th;
* other signs go, or, with punctuation=True, each of . , ; : ! ? is a word (as in the book).
"""

import re
import unicodedata

_LETTER = r"[^\W\d_]"
# What stands in the group is a word; what only the rest matches is taken out of the text.
# "++" never gives a letter back, so that no half of "f16" is a word.
_WORDS = rf"((?:{_LETTER}\.){{2,}}|{_LETTER}++(?:'(?!s\b){_LETTER}++)*(?!\d)|\n{{signs}})"
_DROPPED = r"|'s\b|\w*\d\w*(?:'s\b)?"
_PLAIN = re.compile(_WORDS.replace("{signs}", "") + _DROPPED)
_WITH_SIGNS = re.compile(_WORDS.replace("{signs}", "|[.,;:!?]") + _DROPPED)


def tokenize(text: str, punctuation: bool = False) -> list[str]:
    """Return the words of `text` in lower case, in their order.

    punctuation: True keeps each of . , ; : ! ? as a word of its own.
    """
    return [token for token in tokenize_lines(text, punctuation) if token not in ("", "\n")]


def tokenize_lines(text: str, punctuation: bool = False) -> list[str]:
    """The same, fast, for whole files: line ends stay as "\\n", and what is dropped as ""."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("’", "'")
    return (_WITH_SIGNS if punctuation else _PLAIN).findall(text.lower())
