"""Build data/help_ko.txt.xz and data/help_ko_morphemes.txt.xz, the Korean help of LibreOffice.

    make data ARGS=help_ko                fetch Debian's package with apt, write both files
    python tools/data/build_help_ko.py PACKAGE.deb     the same from a package already fetched
    python tools/data/build_help_ko.py --check [PACKAGE]  only compare with the files that are there

One distinct sentence a line, in the order of the pages' names. The second file holds the same
lines, cut into morphemes by kiwipiepy (the extra "ko"): verbs and adjectives as in a dictionary
(열다, open, is not 열, column), signs and numbers gone.
"""

import argparse
import hashlib
import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from build_sotu import compress

from w2vlib.lessons.korean import CUT, REMEDY, TEXT, morphemes
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder

PACKAGE = "libreoffice-help-ko"
VERSION = "4:7.4.7-1+deb12u14"  # Debian 12
PACKAGE_SHA256 = "7ef2d854e9ed58e6bf861cfa9fa2579555233f9df874baf327fcb07ccd190669"
KIWI = "0.24.1"  # of kiwipiepy, with kiwipiepy-model 0.24.0
TEXT_SHA256 = {
    TEXT: "01a6d384b3d1bd2c2b13f436918a94345b42082681b5b28d1654d52764024195",
    CUT: "55c6c26e518e9b8fd7b4c677cbf9a7c13898621f070e06521ae32be933bc8cb0",
}
PAGES = "usr/share/libreoffice/help/ko/text"
CODE = re.compile(r"code|table_font_small|youtube|bug")  # classes of paragraphs that are no prose
HANGUL = re.compile(r"[가-힣]")
END = re.compile(r"(?<=[.?!])\s+")


class Paragraphs(HTMLParser):
    """Collect the text of a page's paragraphs and headings."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self.inside = False  # in a paragraph
        self.hidden = 0  # how many spans deep in what only a Mac shows

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "p" or re.fullmatch(r"h\d", tag):
            self.inside = not CODE.search(attrs.get("class") or "")
            self.found.append("")
        elif tag == "span" and (self.hidden or attrs.get("class") == "MAC"):
            self.hidden += 1
        elif tag == "br" and self.inside:
            self.found.append("")

    def handle_endtag(self, tag):
        if tag == "p" or re.fullmatch(r"h\d", tag):
            self.inside = False
        elif tag == "span" and self.hidden:
            self.hidden -= 1

    def handle_data(self, data):
        if self.inside and not self.hidden:
            self.found[-1] += data


def sentences(page: str) -> Iterator[str]:
    """The Korean sentences of a page: at least half of the words have a Hangul letter."""
    _, _, page = page.partition('id="DisplayArea"')
    parser = Paragraphs()
    parser.feed("<div " + page)
    for paragraph in parser.found:
        for sentence in END.split(" ".join(paragraph.split())):
            words = re.findall(r"[^\W\d_]+", sentence)
            if words and 2 * sum(map(bool, map(HANGUL.search, words))) >= len(words):
                yield sentence


def build_text(pages: Iterable[str]) -> str:
    """Every distinct sentence once, where it comes first."""
    return "".join(f"{s}\n" for s in dict.fromkeys(s for page in pages for s in sentences(page)))


def cut(text: str) -> str:
    """The same lines in morphemes, with a blank between."""
    return "".join(" ".join(line) + "\n" for line in morphemes(text.splitlines()))


def read_package(path: Path) -> list[str]:
    """Return the pages in the Debian package, refusing any other package than the pinned one."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != PACKAGE_SHA256:
        raise SystemExit(f"{path} has sha256 {digest}, expected {PACKAGE_SHA256} ({VERSION})")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dpkg-deb", "-x", path, folder], check=True)
        pages = sorted(Path(folder, PAGES).rglob("*.html"), key=lambda page: page.as_posix())
        return [page.read_text(encoding="utf-8") for page in pages]


def fetch_package(folder: Path) -> Path:
    """Fetch the pinned package into `folder` with apt, on a Debian 12; return its path."""
    if shutil.which("apt-get") is None:
        raise SystemExit("apt-get was not found: give the path of the Debian package")
    command = ["apt-get", "download", f"{PACKAGE}={VERSION}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    packages = list(folder.glob("*.deb"))
    if done.returncode or not packages:
        raise SystemExit(
            f"apt could not fetch {PACKAGE} {VERSION} (Debian 12 has it; else snapshot.debian.org "
            f"keeps every version, give its path): {done.stderr.strip()}"
        )
    return packages[0]


def check_digests(texts: dict[str, str]) -> None:
    """Compare the two texts with their pinned sums; stop with the reason if they differ."""
    for name, text in texts.items():
        if (digest := hashlib.sha256(text.encode()).hexdigest()) != TEXT_SHA256[name]:
            raise SystemExit(
                f"{name} has sha256 {digest}, expected {TEXT_SHA256[name]} "
                f"(morphemes: by kiwipiepy {KIWI})"
            )


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", nargs="?", type=Path, help="the Debian package, already fetched")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    args = parser.parse_args(argv)
    if importlib.util.find_spec("kiwipiepy") is None:
        raise SystemExit(f"{REMEDY} (the file was made with {KIWI})")
    with tempfile.TemporaryDirectory() as folder:
        text = build_text(read_package(args.package or fetch_package(Path(folder))))
    texts = {TEXT: text, CUT: cut(text)}
    check_digests(texts)
    for name, content in texts.items():
        packed, output = compress(content), data_folder() / name
        if not args.check:
            with atomic_write(output, "wb") as file:
                file.write(packed)
        elif output.read_bytes() != packed:
            raise SystemExit(f"{output} differs from what the package gives: run without --check")
        print(f"{name}: {len(packed):,} bytes, sha256 {hashlib.sha256(packed).hexdigest()}")


if __name__ == "__main__":
    main()
