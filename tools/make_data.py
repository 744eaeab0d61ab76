"""Make the files of data/ anew, in the order in which one needs another, and say what changed.

    make data                         all but timings: about half an hour with numba
    make data ARGS='vectors eras'     these steps only
    make data ARGS=--check            the same in a copy: nothing in data/ is touched, ends with 1
                                      where a file differs from the stored one
    make data ARGS=sums               only write SHA256SUMS, after a change by hand

SHA256SUMS is what the doctor compares with, and `sha256sum -c SHA256SUMS` in data/.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.doctor import SUMS

TOOLS = Path(__file__).resolve().parent
DATA = TOOLS.parent / "data"
STEPS = {  # name: (command in tools/, the files it writes); a later one may read them
    "sotu": ("data/build_sotu.py", ["sotu.txt.xz"]),
    "help_ko": ("data/build_help_ko.py", ["help_ko.txt.xz", "help_ko_morphemes.txt.xz"]),
    "vectors": (
        "data/train_vectors.py",
        ["sotu_seed1.npz", "sotu_seed2.npz", "before_1900.npz", "from_1945.npz", "eras.json"],
    ),
    "training_table": ("data/build_training_table.py", ["training_table.csv"]),
    "cbow_variants": ("data/build_cbow_variants.py", ["cbow_variants.csv"]),
    "training_run": ("data/build_training_run.py", ["training_run.json"]),
    "few_labels": ("data/build_few_labels.py", ["few_labels.json"]),
    "word_pairs": ("data/build_word_pairs.py", ["classroom_pairs.txt"]),
    "word_map": ("data/build_word_map.py", ["word_map.npz"]),
    "seeds": ("data/build_seeds.py", ["seeds.json"]),
    "era_words": ("data/build_era_words.py", ["era_words.json"]),
    "shared_negatives": ("data/build_shared_negatives.py", ["shared_negatives.json"]),
    "cluster_quality": ("data/build_cluster_quality.py", ["cluster_quality.json"]),
    "cluster_times": ("data/build_cluster_times.py", ["cluster_times.json"]),  # quiet
    "ablation": ("bench/ablation.py --write", ["ablation.json"]),  # quiet
    "benchmark": ("bench/bench.py --full --write", ["benchmark.json"]),  # a quiet hour
}
QUIET = ("ablation", "benchmark", "cluster_times")  # made only when named
BY_HAND = ["classroom_analogies.txt"]
NOT_DATA = {"README.md", SUMS}


def stored(folder: Path = DATA) -> dict[str, bytes]:
    """name -> content of every file that belongs into the folder."""
    names = [*BY_HAND, *(name for _, files in STEPS.values() for name in files)]
    return {n: (folder / n).read_bytes() for n in sorted(names) if (folder / n).is_file()}


def sums(files: dict[str, bytes]) -> str:
    """The lines of SHA256SUMS."""
    return "".join(f"{hashlib.sha256(raw).hexdigest()}  {name}\n" for name, raw in files.items())


def difference(name: str, old: bytes, new: bytes) -> str:
    """What changed in a file, in a few words; "" where nothing did."""
    if old == new:
        return ""
    if not old or not new:
        return "new" if new else "gone"
    if name.endswith(".json"):
        keys = list(dict.fromkeys(where_they_differ(json.loads(old), json.loads(new))))
        return f"changed in {', '.join(keys)}" if keys else "changed in its form only"
    if name.endswith(".csv"):
        one, two = old.splitlines(), new.splitlines()
        return f"changed in {len({*two} - {*one})} of {len(two)} lines"
    same = sum(a == b for a, b in zip(old, new, strict=False))
    return f"changed: {same / max(len(old), len(new)):.1%} of the bytes are the same"


def where_they_differ(one, two, key: str = "its whole") -> Iterator[str]:
    """The innermost keys under which two JSON contents are not the same."""
    if isinstance(one, dict) and isinstance(two, dict):
        for name in {**one, **two}:
            yield from where_they_differ(one.get(name), two.get(name), name)
    elif isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        for a, b in zip(one, two, strict=True):
            yield from where_they_differ(a, b, key)
    elif one != two:
        yield key


def make(names: list[str], folder: Path) -> dict[str, str]:
    """Run the steps; returns file -> what changed in it. Stops at a step that fails."""
    before = stored(folder)
    for name in names:
        command, files = STEPS[name]
        print(f"{name}: {command} -> {', '.join(files)}", flush=True)
        done = subprocess.run(
            [sys.executable, *f"{TOOLS}/{command}".split()],
            env=os.environ | {"W2VLIB_DATA": str(folder), "OPENBLAS_NUM_THREADS": "1"},
        )
        if done.returncode:
            raise SystemExit(f"{name} failed: what it would have made is as it was")
    after = stored(folder)
    made = [file for name in names for file in STEPS[name][1]]
    return {file: difference(file, before.get(file, b""), after.get(file, b"")) for file in made}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("steps", nargs="*", help=f"{', '.join(STEPS)}, or sums")
    parser.add_argument(
        "--check", action="store_true", help="in a copy; ends with 1 if one differs"
    )
    options = parser.parse_args(argv)
    if unknown := {*options.steps} - {*STEPS, "sums"}:
        parser.error(f"{', '.join(sorted(unknown))}: no such step; known: {', '.join(STEPS)}, sums")
    wanted = options.steps or [name for name in STEPS if name not in QUIET]
    names = [name for name in STEPS if name in wanted]
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside, "data") if options.check else DATA
        if options.check:
            shutil.copytree(DATA, folder)
        changed = make(names, folder)
        written = sums(stored(folder))
    stale = written != (DATA / SUMS).read_text(encoding="utf-8") if (DATA / SUMS).exists() else True
    for file, text in changed.items():
        print(f"{file}: {text or 'the same, bit for bit'}")
    if options.check:
        return int(any(changed.values()))
    if stale:
        with atomic_write(DATA / SUMS) as file:
            file.write(written)
        print(f"{SUMS} written anew: hold the cards in data/README.md against it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
