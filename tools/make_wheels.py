"""Fill build/wheels, a folder for a stick: everything `pip install -e .[course]` asks for, offline.

    make wheels                                    Windows, macOS (Apple's chips) and Linux
    make wheels ARGS='--python 3.14 windows'       one of them, for another Python

uv says which packages a system needs, in the versions of requirements-lock.txt (pip alone would ask
the machine it runs on); pip fetches them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "wheels"
BUILDS = "hatchling\neditables\n"  # what pip needs to install the course's own package
SYSTEMS = {  # name -> (uv's name, pip's tags)
    "windows": ("x86_64-pc-windows-msvc", ["win_amd64"]),
    "macos": ("aarch64-apple-darwin", ["macosx_14_0_arm64"]),
    "macos-intel": ("x86_64-apple-darwin", ["macosx_14_0_x86_64"]),
    "linux": (
        "x86_64-unknown-linux-gnu",
        [f"manylinux_2_{n}_x86_64" for n in (28, 27, 17)] + ["manylinux2014_x86_64"],
    ),
}
USUAL = ["windows", "macos", "linux"]


def packages(system: str, python: str) -> str:
    """The course's packages for one system, a line each, with their versions."""
    lock = ROOT / "requirements-lock.txt"
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-annotate"]
    command += ["--no-header", "--no-emit-index-url", "--no-emit-find-links"]
    command += ["--python-platform", SYSTEMS[system][0], "--python-version", python]
    command += ["--extra", "course", "--constraint", str(lock), "pyproject.toml", "-"]
    done = subprocess.run(
        command, cwd=ROOT, input=BUILDS, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def fetch(system: str, python: str, target: Path) -> None:
    """Download them; what is there already is not fetched again."""
    target.mkdir(parents=True, exist_ok=True)
    names = target / f"packages-{system}.txt"
    names.write_text(packages(system, python), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--python-version", python]
    command += [part for tag in SYSTEMS[system][1] for part in ("--platform", tag)]
    subprocess.run([*command, "--dest", str(target), "--requirement", str(names)], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("systems", nargs="*", default=USUAL, help=", ".join(SYSTEMS))
    parser.add_argument("--python", default="3.13", help="the students' Python (3.13)")
    options = parser.parse_args()
    if unknown := set(options.systems) - set(SYSTEMS):
        parser.error(f"no such system: {', '.join(unknown)}; there are {', '.join(SYSTEMS)}")
    for system in options.systems:
        fetch(system, options.python, TARGET)
    files = list(TARGET.glob("*.whl"))
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{TARGET.relative_to(ROOT)}: {len(files)} wheels, {size:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
