"""Write build/w2v-course.zip, what students get: `make bundle`; as a branch of git: `make student`.

In Korean, build/w2v-course-ko.zip: `make bundle SPEAK=ko`. It has the lessons and exercises of
notebooks/ko and none in English, the README is tools/bundle/ko/README.md.

git archives what it knows of, changes that are not committed included, but for what
tools/bundle/gitattributes leaves out; the README is tools/bundle/README.md. The zip holds neither
solutions nor tests; every command that it names works in it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOP = "w2v-course"
MARKERS = (b"BEGIN SOLUTION", b"BEGIN HIDDEN TESTS")


def git(root: Path, *arguments: str, cwd: Path | str | None = None, **environment: str) -> str:
    """Run git there; returns what it prints."""
    nobody = ("-c", "user.name=course", "-c", "user.email=course@localhost")
    try:
        done = subprocess.run(
            ["git", *nobody, *arguments],
            cwd=cwd or root,
            env=os.environ | environment,
            capture_output=True,
            encoding="utf-8",
        )
    except FileNotFoundError:
        raise SystemExit("make bundle needs git, which is not installed") from None
    if done.returncode:
        raise SystemExit(f"make bundle needs a git clone of the course. {done.stderr.strip()}")
    return done.stdout.strip()


def left_out(language: str, root: Path = ROOT) -> str:
    """What stays out of the zip, as git's attributes say it."""
    rules = (root / "tools/bundle/gitattributes").read_text(encoding="utf-8")
    others = sorted(p.name for p in (root / "translations").iterdir() if p.name != language)
    names = [f"/notebooks/{other}" for other in others]
    if language != "en":
        names += ["/notebooks/*.ipynb", "/notebooks/exercises"]
        names += [f"/notebooks/{language}/{kind}" for kind in ("answers", "solutions")]
    return rules + "".join(f"{name} export-ignore\n" for name in names)


def as_it_stands(root: Path, index: Path) -> str:
    """A commit of what stands here, on no branch; made in an index of its own, not the clone's.

    `git stash create` would lock that, and fail without a word beside another git.
    """
    shutil.copy(root / git(root, "rev-parse", "--git-path", "index"), index)
    own = {"GIT_INDEX_FILE": str(index)}
    git(root, "add", "--update", **own)
    tree = git(root, "write-tree", **own)
    same = tree == git(root, "rev-parse", "HEAD^{tree}")
    return "HEAD" if same else git(root, "commit-tree", tree, "-m", "as it stands")


def write_bundle(target: Path, root: Path = ROOT, language: str = "en") -> list[str]:
    """Write the zip; returns the names in it. SystemExit where it would hold a solution."""
    readme = root / "tools/bundle" / ("" if language == "en" else language) / "README.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(target.name + ".new")
    with tempfile.TemporaryDirectory() as folder:
        now = as_it_stands(root, Path(folder) / "index")
        if not readme.is_file():
            raise SystemExit(f"no bundle in the language {language!r}: {readme} is missing")
        rules = Path(folder) / "attributes"
        rules.write_text(left_out(language, root), encoding="utf-8")
        git(
            root, "-c", f"core.attributesFile={rules}", "archive", "--format=zip", "-9",
            f"--prefix={TOP}/", f"--add-file={readme}", f"--output={aside}", now,
        )  # fmt: skip
    with zipfile.ZipFile(aside) as bundle:
        names = [info.filename for info in bundle.infolist() if not info.is_dir()]
        bad = [n for n in names if any(marker in bundle.read(n) for marker in MARKERS)]
    if bad:
        aside.unlink()
        raise SystemExit(f"{', '.join(bad)} holds a solution: it must not go to students")
    aside.replace(target)
    return names


def write_branch(bundle: Path, branch: str, root: Path = ROOT) -> str:
    """Have a branch hold just what the zip holds, for Binder and nbgitpuller; returns its commit.

    A commit on top of the branch's last one, so that whoever has pulled it can pull again. What is
    checked out here stays as it is.
    """
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(bundle) as files:
            files.extractall(folder)
        where = git(root, "rev-parse", "--absolute-git-dir")
        place = (f"--work-tree={folder}/{TOP}", f"--git-dir={where}")
        index = {"GIT_INDEX_FILE": f"{folder}/index"}
        git(root, *place, "add", "--all", "--force", ".", cwd=f"{folder}/{TOP}", **index)
        tree = git(root, *place, "write-tree", **index)
    old = git(root, "for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")
    if old and git(root, "rev-parse", f"{old}^{{tree}}") == tree:
        return old
    parent = ("-p", old) if old else ()
    commit = git(root, "commit-tree", tree, *parent, "-m", "The course as students get it")
    git(root, "update-ref", f"refs/heads/{branch}", commit)
    return commit


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--branch", help="write it into this branch as well")
    parser.add_argument("--language", default="en", help="en (default), ko, …")
    options = parser.parse_args()
    branch, language = options.branch, options.language
    target = ROOT / "build" / (f"{TOP}.zip" if language == "en" else f"{TOP}-{language}.zip")
    names = write_bundle(target, language=language)
    if unknown := git(ROOT, "ls-files", "--others", "--exclude-standard"):
        print("not in it, because git does not know of them (git add):", *unknown.splitlines())
    size = target.stat().st_size / 1e6
    print(f"{target.relative_to(ROOT)}: {len(names)} files, {size:.1f} MB")
    if branch:
        write_branch(target, branch)
        print(f"The branch {branch} holds the same. Publish it: git push origin {branch}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
