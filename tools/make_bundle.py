"""Write build/w2v-course.zip, what students get: `make bundle`.

Lessons, exercises, library, data, environment and instructions; no solutions, no tests. The same
files give the same bytes.
"""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOP = "w2v-course"
CONTENTS = (
    "LICENSE",
    "Makefile",
    "pyproject.toml",
    "requirements-lock.txt",
    "environment.yml",
    "tools/setup.sh",
    "w2vlib/**/*",
    "data/*",
    "notebooks/*.ipynb",
    "notebooks/exercises/ex*/*",
)
MARKERS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS")


def files(root: Path = ROOT) -> dict[str, bytes]:
    """Path in the zip -> content."""
    found = {"README.md": (root / "tools/bundle_readme.md").read_bytes()}
    for pattern in CONTENTS:
        paths = [p for p in root.glob(pattern) if p.is_file() and not made_by_machine(p)]
        if not paths:
            raise SystemExit(f"nothing matches {pattern}; is the course complete? (make exercises)")
        found |= {p.relative_to(root).as_posix(): p.read_bytes() for p in paths}
    for name, content in found.items():
        if any(marker.encode() in content for marker in MARKERS):
            raise SystemExit(f"{name} holds a solution: it must not go to students")
    return found


def made_by_machine(path: Path) -> bool:
    caches = {"__pycache__", ".ipynb_checkpoints"}
    return path.name.startswith(".") or not caches.isdisjoint(path.parts)


def write_bundle(target: Path, root: Path = ROOT) -> int:
    """Write the zip; returns the number of files in it."""
    found = files(root)
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
        for name in sorted(found):
            entry = zipfile.ZipInfo(f"{TOP}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, on every system: the permissions are read then
            entry.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, found[name])
    return len(found)


def main() -> int:
    target = ROOT / "build" / f"{TOP}.zip"
    count = write_bundle(target)
    size = target.stat().st_size / 1e6
    print(f"{target.relative_to(ROOT)}: {count} files, {size:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
