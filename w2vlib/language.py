"""Show the course's own texts in another language: `speak("ko")`. English is what the code says.

Every text is written once, in English, where it is needed, as an ordinary string or f-string. On
its way to the screen it passes `shown`, which finds it in the catalogue of the chosen language: as
it stands, or by the f-string that made it, or sentence by sentence. So the code carries no marks,
and what has no translation is shown in English. A single word is left alone, for it may be a word
of the reader's own text; where it is a label, the code says so: `label("loss")`.

The catalogues are made from translations/*.po by `make translations`; English needs none.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import chain
from pathlib import Path
from unicodedata import east_asian_width

from w2vlib.particles import particles

FOLDER = Path(__file__).parent / "locale"
SLOT = re.compile(r"\{\{|\}\}|\{((?:[^{}'\"]|'[^']*'|\"[^\"]*\"|\{[^{}]*\})*)\}")
GAP = re.compile(r"((?<=[.!?:;])\s+)")  # between sentences
END = re.compile(r"[.!?]\s")  # of a sentence before another: no slot holds it
_NUMBER = r"\s*([-+−]?(?:[\d.,]+(?:e[-+]?\d+)?|nan|inf)%?)"
_VALUE = r"([-+−]?[\d.,]+%?|'[^']*'|[A-Z])"  # all that a template of few letters may hold
# in a last slot: a stop belongs to the sentence, unless it stands alone, as a word of the text
_REST = r"((?:(?![.!?]\s).)*?(?:[^.!?;:,\s]|\s[.!?;:,])|)"
_ANY = r"((?:(?![.!?]\s).)*?)"  # in a slot: anything but the end of a sentence
FEW = 8  # letters: a template of fewer would match too much
compiled = lru_cache(maxsize=None)(re.compile)  # most patterns of a catalogue are never asked for


class Catalogue:
    """The texts of one language: English -> translation, both perhaps with slots."""

    def __init__(self, texts: dict[str, str], templates: dict[str, str]):
        self.texts = {text.strip(): translation.strip() for text, translation in texts.items()}
        self.templates = []  # (longest fixed part, what it matches, slots, translation, its words)
        for text, translation in templates.items():
            fixed, pattern = _pattern(text.strip())
            words = {w for w in SLOT.sub("{", text).split() if "{" not in w}  # no slot touches it
            self.templates.append((fixed, pattern, _names(text), translation.strip(), words))
        self.templates.sort(key=lambda template: -len(template[0]))
        # word -> the templates (their places) that are found by it: by the rarest of their own
        self.having: dict[str, list[int]] = defaultdict(list)
        times = Counter(chain.from_iterable(words for *_, words in self.templates))
        for place, (*_, words) in enumerate(self.templates):
            self.having[min(words, key=times.__getitem__, default="")].append(place)
        # sentences that end before another in any of them: a longer text is not tried as a whole
        known = chain(self.texts, (SLOT.sub("", text) for text in templates))
        self.most = max((len(END.findall(text)) for text in known), default=0)
        self.find = lru_cache(10_000)(self._find)
        self.line = lru_cache(10_000)(self._line)  # a picture repeats most lines of the one before

    def _line(self, line: str) -> str:
        """A line of text; where nothing is known about it, or about a sentence, that stays."""
        inside = line.strip()
        if not inside:
            return line
        start = line.index(inside)
        return line[:start] + self._sentences(inside) + line[start + len(inside) :]

    def _find(self, text: str) -> str | None:
        """The translation of one text that is known as a whole."""
        if not text or len(END.findall(text)) > self.most:  # empty after the last gap
            return None
        ways = dict.fromkeys([text, text[0].lower() + text[1:]])
        words = self.having.keys() & {"", *" ".join(ways).split()}
        places = sorted(chain.from_iterable(map(self.having.__getitem__, words)))
        for same in ways:
            if same in self.texts:
                return particles(self.texts[same])
            for place in places:  # the longest fixed part first
                fixed, pattern, slots, translation, _ = self.templates[place]
                if fixed in same and (found := compiled(pattern).fullmatch(same)):
                    values = dict(zip(slots, map(self.inner, found.groups()), strict=True))
                    return particles(_filled(translation, values))
        if text[-1] in ".:;," and len(text) > 1 and (found := self.find(text[:-1])):
            return found + text[-1]
        return None

    def inner(self, value: str) -> str:
        """What fills a slot: a text again, or a value that stays as it is."""
        if " " not in value.strip():
            return value
        found = self.find(value)
        if not found and value[-1].isalnum():  # known with a stop perhaps
            found = (self.find(f"{value}.") or "").removesuffix(".")
        return found or (self._sentences(value) if GAP.search(value) else value)

    def _sentences(self, text: str) -> str:
        pieces, made, i = GAP.split(text), "", 0  # sentence, gap, sentence, …
        while i < len(pieces):
            found, end = None, i + 1
            for end in range(len(pieces), i, -2):
                found = self.find("".join(pieces[i:end]))
                if found is not None or end == i + 1:
                    break
            made += (pieces[i] if found is None else found) + "".join(pieces[end : end + 1])
            i = end + 1
        return made


def _pattern(text: str) -> tuple[str, str]:
    """A template's longest fixed part, and the pattern of what it makes."""
    parts = SLOT.split(text)  # fixed, slot, fixed, …; where {{ stands, the slot is None
    fixed = [part for part in parts[::2] if part]
    few = sum(map(str.isalpha, "".join(fixed))) < FEW
    pattern = ""
    for found, literal in zip([None, *SLOT.finditer(text)], parts[::2], strict=True):
        if found and found[1] is None:
            pattern += re.escape(found[0][0])
        elif found:
            numeric = re.search(r":[^'\"]*[\d,.][a-z%,]?$", found[1])
            last = found.end() == len(text)
            pattern += _NUMBER if numeric else _VALUE if few else _REST if last else _ANY
        pattern += re.escape(literal)
    return max(fixed, key=len, default=""), pattern


def _names(text: str) -> list[str]:
    """Of the slots, in order; those of str.format() without a name are numbered."""
    names = [found[1] for found in SLOT.finditer(text) if found[1] is not None]
    return [name or str(i) for i, name in enumerate(names)]


def _filled(translation: str, values: dict[str, str]) -> str:
    unnamed = map(str, range(len(values)))

    def fill(found):
        return found[0][0] if found[1] is None else values[found[1] or next(unnamed)]

    return SLOT.sub(fill, translation)


_now: Catalogue | None = None
_name = "en"


def speak(language: str) -> None:
    """From here on, texts of the course are shown in this language: "en", "ko", …

    ValueError if there is no catalogue for it. In a notebook, errors are shown in it as well.
    """
    global _now, _name
    if language not in known():
        raise ValueError(f"language must be one of {', '.join(known())}; got {language!r}")
    if language == "en":
        _now = None
    else:
        _now = Catalogue(**json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8")))
    _name = language
    _show_errors()


def known() -> list[str]:
    """The languages that can be spoken."""
    return ["en", *sorted(path.stem for path in FOLDER.glob("*.json"))]


def spoken() -> str:
    """The language that is spoken now: "en" at first."""
    return _name


def font() -> Path | None:
    """A font with its letters, for matplotlib; None where it brings none."""
    path = FOLDER / f"{_name}.ttf"
    return path if path.is_file() else None


def shown(text: str) -> str:
    """The text as it is to be shown; unchanged in English, and where it has no translation."""
    if _now is None or " " not in text.strip():
        return text
    if text in _now.texts:  # perhaps several lines
        return particles(_now.texts[text])
    return "\n".join(map(_now.line, text.split("\n")))


def label(word: str) -> str:
    """A text that is the course's own for sure, be it a single word: no word of a text."""
    return word if _now is None or not word.strip() else _now.line(word)


def later(word: str) -> str:
    """The word itself: marks for the catalogues what `label` is given later, from a table."""
    return word


def width(text: str) -> int:
    """Columns it takes: a Korean, Chinese or Japanese letter takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _show_errors() -> None:
    """In a notebook, show the course's errors in the language, and those that are printed."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        return
    if _now is None:
        shell.custom_exceptions = ()
        shell.user_ns.pop("print", None)
        return

    def show(shell, kind, error, trace, tb_offset=None):
        if error.args and isinstance(error.args[0], str):
            error.args = (shown(error.args[0]), *error.args[1:])
        shell.showtraceback((kind, error, trace), tb_offset)

    def printed(*values, **how):
        print(*(shown(str(v)) if isinstance(v, Exception) else v for v in values), **how)

    shell.set_custom_exc((Exception,), show)
    shell.user_ns["print"] = printed
