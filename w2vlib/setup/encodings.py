"""Which encoding is it? Advice for a text file that is not what it was said to be.

Nothing is decoded by guess: the reader only names the encoding that fits, and the user decides.
"""

from __future__ import annotations

import codecs
import re

# Name for Python, what else it is called, the letters that the right reading is full of, and
# their least share. Encodings read one another's files without an error, as nonsense.
_COMMON_HAN = "的一是不了在人有我他这個个们中来來上大为為和国國地到以说說時时要就出会會可也你對对生能而子那得于着下自之年"  # noqa: E501
_KANA = "[\u3041-\u3093\u30a1-\u30f6]"
_CANDIDATES = (
    ("utf-8", "UTF-8", r"\w", 0.9),
    ("cp949", "EUC-KR", "[\uac00-\ud7a3]", 0.9),
    ("cp932", "Shift_JIS", _KANA, 0.2),
    ("euc_jp", "EUC-JP", _KANA, 0.2),
    ("gb18030", "GBK, GB2312", f"[{_COMMON_HAN}]", 0.1),
    ("big5", "Big5", f"[{_COMMON_HAN}]", 0.1),
    ("cp1251", "Windows Cyrillic", "[а-яё]", 0.7),
    ("koi8_r", "KOI8-R", "[а-яё]", 0.7),
    ("cp1253", "Windows Greek", "[ά-ώ]", 0.7),
)
# In these a word has no ASCII letters; "café" read as Cyrillic has three and one of the others.
ALPHABETS = ("cp1251", "koi8_r", "cp1253")


def fitting_encoding(raw: bytes, tried: str = "") -> str:
    """Return advice such as "encoding='cp949' (EUC-KR)" for the beginning of a text.

    tried: the encoding that it is not.

    >>> fitting_encoding("나는 학교에 간다".encode("euc-kr"))
    "encoding='cp949' (EUC-KR)"
    """
    best, found = 0.0, ""
    for name, also, typical, least in _CANDIDATES:
        if name == tried:
            continue
        text = decoded(raw, name)
        if name in ALPHABETS:  # Korean read as Cyrillic has signs among the letters
            letters = [c for c in text if c.isalpha() or not c.isascii()]
        else:  # English words among the others say nothing
            letters = [c for c in text if c.isalpha() and not c.isascii()]
        share = len(re.findall(typical, "".join(letters))) / max(1, len(letters))
        if share >= least and share / least > best:
            best, found = share / least, f"encoding={name!r} ({also})"
    return found or "its encoding, often encoding='cp1252' (Western Windows)"


def without_mark(raw: bytes) -> str:
    """Return "utf-16-le" or "utf-16-be" for such a text without a byte order mark, else ""."""
    for name in ("utf-16-le", "utf-16-be"):
        text = decoded(raw, name)
        if (
            text
            and re.search("[ \n]", text)
            and sum(c.isalpha() or c in " \t\r\n.,!?。、" for c in text) > 0.9 * len(text)
        ):
            return name
    return ""


def decoded(raw: bytes, encoding: str) -> str:
    """Return `raw` as text, or "" where it cannot be; a last character may be cut in two."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(raw)
    except UnicodeDecodeError:
        return ""
