"""Is everything in .venv still as it was installed? tools/setup.sh asks at every start.

    .venv/bin/python -IS tools/installed.py list            what is installed, name==version a line
    .venv/bin/python -IS tools/installed.py check < LIST    print what is gone, changed or broken
    .venv/bin/python -IS tools/installed.py forget < LIST   the same; pip no longer knows the broken

The proof is each package's own RECORD: its files are there, with the sizes that stand in it. It
reads no contents (0.6 GB) and imports nothing, so that it takes a fraction of a second.
"""

import os
import re
import shutil
import sys
import sysconfig
from pathlib import Path

VENV = str(Path(sys.executable).parents[1])  # -S: Python itself does not look for it
SITE = Path(sysconfig.get_path("purelib", "venv", {"base": VENV, "platbase": VENV}))
# A file in RECORD: its path, in quotes where it holds a comma; its hash; its size, where known.
ROW = re.compile(r'^(?:"((?:[^"]|"")+)"|([^,\n]+)),[^,\n]*,(\d*)$', re.M)


def installed() -> dict[str, Path]:
    """name==version of every package, and the folder that holds its RECORD."""
    return {"==".join(p.stem.rsplit("-", 1)): p for p in SITE.glob("*.dist-info")}


def is_whole(info: Path) -> bool:
    """Does every file of a package have the size that it was installed with?"""
    try:
        rows = ROW.findall((info / "RECORD").read_text(encoding="utf-8"))
        for quoted, plain, size in rows:
            name = quoted.replace('""', '"') or plain
            if name.endswith(".pyc"):  # Python writes these anew
                continue
            found = os.stat(os.path.join(SITE, name)).st_size
            if size and found != int(size):
                return False
    except (OSError, ValueError):
        return False
    return bool(rows)


def main(task: str) -> None:
    here = installed()
    if task == "list":
        print(*sorted(here), sep="\n")
        return
    for name in sys.stdin.read().split():
        if name not in here:
            print(name)
        elif not is_whole(here[name]):
            print(name)
            if task == "forget":
                shutil.rmtree(here[name])


if __name__ == "__main__":
    main(*sys.argv[1:])
