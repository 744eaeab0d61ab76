"""Cut Korean into eojeol, syllables and morphemes, for lesson 09.

Morphemes are cut by kiwipiepy, the extra "ko". Without it only the sentences of the course's own
text can be cut: data/help_ko_morphemes.txt.xz holds their pieces.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterable
from functools import cache

from w2vlib import checking
from w2vlib.setup.datafiles import data_file

TEXT, CUT = "help_ko.txt.xz", "help_ko_morphemes.txt.xz"  # line by line the same sentences
REMEDY = 'kiwipiepy cuts Korean into morphemes: pip install "w2vlib[ko]"'


def morphemes(sentences: Iterable[str]) -> list[list[str]]:
    """Return the morphemes of each sentence, one list each; signs and numbers are left out.

    Verbs and adjectives come as in a dictionary, so that 열다 (open) is not 열 (column).
    Errors: ModuleNotFoundError where kiwipiepy is missing and a sentence is not in "help_ko".

    >>> morphemes(["파일 열기 및 닫기"])
    [['파일', '열다', '기', '및', '닫다', '기']]
    """
    sentences = checking.words("sentences", sentences)
    try:
        from kiwipiepy import Kiwi
    except ModuleNotFoundError as error:
        if missing := [s for s in sentences if s not in _stored()]:
            raise ModuleNotFoundError(
                f"{REMEDY}; without it only sentences of help_ko can be cut, got {missing[0]!r}"
            ) from error
        return [_stored()[s].split() for s in sentences]
    return [
        [_written(t) for t in s if _is_word(t)] for s in Kiwi(num_workers=1).tokenize(sentences)
    ]


def _is_word(token) -> bool:
    """No sign, number or address. Tags: SL and SH are foreign letters, other S, W and U are not."""
    return token.tag in ("SL", "SH") or token.tag[0] not in "SWU"


def _written(token) -> str:
    """A verb's dictionary form, everything else as it stands; never a blank inside."""
    form = token.lemma if token.tag[0] == "V" else token.form
    return form.lower().replace(" ", "_")


@cache
def _stored() -> dict[str, str]:
    """Each sentence of help_ko, and the same in morphemes."""
    files = (data_file(name).read_bytes() for name in (TEXT, CUT))
    text, cut = (lzma.decompress(raw).decode().splitlines() for raw in files)
    return dict(zip(text, cut, strict=True))
