"""Write build/w2v-course.zip, what students get: `make bundle`.

git archives what it knows of, changes that are not committed included, but for what
tools/bundle/gitattributes leaves out; the README is tools/bundle/README.md. The zip holds neither
solutions nor tests; every command that it names works in it.
"""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOP = "w2v-course"
MARKERS = (b"BEGIN SOLUTION", b"BEGIN HIDDEN TESTS")


def git(root: Path, *arguments: str) -> str:
    """Run git there; returns what it prints."""
    nobody = ("-c", "user.name=course", "-c", "user.email=course@localhost")
    try:
        done = subprocess.run(
            ["git", *nobody, *arguments], cwd=root, capture_output=True, encoding="utf-8"
        )
    except FileNotFoundError:
        raise SystemExit("make bundle needs git, which is not installed") from None
    if done.returncode:
        raise SystemExit(f"make bundle needs a git clone of the course. {done.stderr.strip()}")
    return done.stdout.strip()


def write_bundle(target: Path, root: Path = ROOT) -> list[str]:
    """Write the zip; returns the names in it. SystemExit where it would hold a solution."""
    rules = root / "tools/bundle/gitattributes"
    now = git(root, "stash", "create") or "HEAD"  # a commit of what stands here, on no branch
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(target.name + ".new")
    git(
        root, "-c", f"core.attributesFile={rules}", "archive", "--format=zip", "-9",
        f"--prefix={TOP}/", f"--add-file={root / 'tools/bundle/README.md'}",
        f"--output={aside}", now,
    )  # fmt: skip
    with zipfile.ZipFile(aside) as bundle:
        names = [info.filename for info in bundle.infolist() if not info.is_dir()]
        bad = [n for n in names if any(marker in bundle.read(n) for marker in MARKERS)]
    if bad:
        aside.unlink()
        raise SystemExit(f"{', '.join(bad)} holds a solution: it must not go to students")
    aside.replace(target)
    return names


def main() -> int:
    target = ROOT / "build" / f"{TOP}.zip"
    names = write_bundle(target)
    if unknown := git(ROOT, "ls-files", "--others", "--exclude-standard"):
        print("not in it, because git does not know of them (git add):", *unknown.splitlines())
    size = target.stat().st_size / 1e6
    print(f"{target.relative_to(ROOT)}: {len(names)} files, {size:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
