"""Make the font of a language's figures: only the letters that its catalogues use.

    npm pack @expo-google-fonts/noto-sans-kr@0.4.3 && tar xzf *.tgz     (SIL Open Font License)
    python tools/make_font.py package ko

writes w2vlib/locale/ko.ttf and its licence beside it. matplotlib needs a font of its own; all other
pictures are SVG and take the browser's. tests/test_translations.py fails when a letter is missing.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from translations.catalogues import FOLDER
from translations.messages import ROOT

LOCALE = ROOT / "w2vlib/locale"
OWN = range(0x250)  # Latin: DejaVu Sans, matplotlib's own, has it


def letters(language: str) -> set[int]:
    """All letters of the catalogues that are not Latin."""
    files = sorted((FOLDER / language).glob("*.po"))
    used = set(map(ord, "".join(file.read_text(encoding="utf-8") for file in files)))
    return {code for code in used if code not in OWN}


def main(package: str, language: str) -> int:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    regular = Path(package) / "400Regular/NotoSansKR_400Regular.ttf"
    font = TTFont(regular, recalcTimestamp=False)  # the same bytes each time
    wanted = letters(language) & font.getBestCmap().keys() | set(range(0x20, 0x7F))
    options = subset.Options()
    options.layout_features, options.hinting, options.name_IDs = [], False, [0, 1, 2, 13, 14]
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=wanted)
    chosen.subset(font)
    font.save(LOCALE / f"{language}.ttf")
    shutil.copyfile(Path(package) / "LICENSE_FONT", LOCALE / f"{language}.ttf.LICENSE")
    size = (LOCALE / f"{language}.ttf").stat().st_size
    print(f"{language}.ttf: {len(wanted)} letters, {size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
