"""Execute the notebooks and write them back in one normal form: `make notebooks`.

The .ipynb with its outputs is the source that is committed, so a second run must change nothing:

- cell ids are kept; a cell without one gets an id derived from its content,
- "Lesson n of N" and the table of the lessons are written (see course_order.py),
- links to the glossary get its definitions (see glossary.py),
- the first cell says what to do where the course is missing (see missing.py),
- code is formatted by ruff; metadata is reduced to what does not change from machine to machine,
- widget views (their ids are random) leave only their text,
- the outputs of cells that answer a "Predict" go into a file beside the lessons (see answers.py),
- a picture whose pixels did not change keeps its bytes,
- a cell tagged `nbval-ignore-output` (timings) keeps its outputs as long as no code up to and
  including it has changed; the fingerprint of that code stands in the cell's metadata as `ran`.
  `--fresh` measures anew.
"""

import argparse
import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import answers
import course_order
import glossary
import missing
import nbformat

ROOT = Path(__file__).resolve().parent.parent
TIMINGS = "nbval-ignore-output"  # the tag: stored, shown, not compared
GOOD_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
VOLATILE_CELL_METADATA = ("ExecuteTime", "collapsed", "execution", "scrolled", "trusted")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KERNEL_ENVIRONMENT = {  # the same results on a laptop with 1 core and on one with 16
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JUPYTER_PREFER_ENV_PATH": "1",
}


def course_notebooks(root: Path = ROOT) -> list[Path]:
    """Every notebook that is a source: not the exercises, which nbgrader generates."""
    folder = root / "notebooks"
    paths = [*folder.glob("*.ipynb"), *folder.glob("solutions/**/*.ipynb")]
    return sorted(p for p in paths if ".ipynb_checkpoints" not in p.parts)


def read(path: Path) -> nbformat.NotebookNode:
    """The notebook in format 4.5, with its answers and with an id in every cell.

    (nbformat would make random ids.)
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    give_ids(data["cells"])
    answers.merge(data["cells"], answers.read(path))
    data["nbformat"], data["nbformat_minor"] = 4, max(5, data.get("nbformat_minor", 5))
    return nbformat.reads(json.dumps(data), as_version=4)


def give_ids(cells: list[dict]) -> None:
    """Keep good ids; derive missing, malformed and repeated ones from the cell's content."""
    taken = set()
    for cell in cells:
        cell_id = str(cell.get("id", ""))
        if not GOOD_ID.fullmatch(cell_id) or cell_id in taken:
            text = cell["cell_type"] + "".join(cell["source"])
            others = {c.get("id") for c in cells} | taken
            attempt = 0
            while (cell_id := digest(f"{text}{attempt or ''}")) in others:
                attempt += 1
            cell["id"] = cell_id
        taken.add(cell_id)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def normalise(nb: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Everything that needs no kernel, in place: metadata, trailing space, volatile outputs."""
    answers.tag(nb.cells)
    return clean(nb)


def clean(nb: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Metadata, space and outputs alone: the part that knows no English."""
    nb.metadata = nbformat.from_dict(METADATA)
    for cell in nb.cells:
        for key in VOLATILE_CELL_METADATA:
            cell.metadata.pop(key, None)
        if "tags" in cell.metadata:
            cell.metadata.tags = sorted(set(cell.metadata.tags))
        cell.source = "\n".join(line.rstrip() for line in cell.source.strip("\n").split("\n"))
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
            output.get("metadata", {}).pop(WIDGET_VIEW, None)
    return nb


def format_code(nb: nbformat.NotebookNode, path: Path) -> nbformat.NotebookNode:
    """The same notebook with its code formatted by ruff, under the settings in pyproject.toml."""
    ruff = [sys.executable, "-m", "ruff", "format", "--quiet", "--stdin-filename", str(path), "-"]
    done = subprocess.run(ruff, input=as_text(nb), capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise SystemExit(f"{path}: ruff cannot format it: {done.stderr.strip()}")
    return nbformat.reads(done.stdout, as_version=4)


def as_text(nb: nbformat.NotebookNode) -> str:
    return nbformat.writes(nb).rstrip("\n") + "\n"


def in_files(nb: nbformat.NotebookNode, path: Path) -> dict[Path, str]:
    """File -> what it has to hold: the notebook, and its answers if it asks for predictions."""
    data = json.loads(as_text(nb))
    kept = answers.take(data["cells"])
    bare = nbformat.from_dict(data)
    texts = {path: as_text(bare)}
    return texts | ({answers.file_of(path): answers.as_text(kept)} if kept else {})


def normal_form(path: Path) -> dict[Path, str]:
    """What the files would hold after normalising without running; the hygiene test compares."""
    return in_files(prepared(path), path)


def prepared(path: Path) -> nbformat.NotebookNode:
    """The notebook, normalised, as it is to be run."""
    nb = normalise(read(path))
    glossary.link_terms(nb.cells, path.parent)
    course_order.write_order(nb.cells, path.stem)
    missing.say(nb.cells)
    return format_code(nb, path)


def execute(nb: nbformat.NotebookNode, folder: Path) -> None:
    """Run all cells in a fresh kernel, working in the notebook's own folder as Jupyter does."""
    from nbclient import NotebookClient

    NotebookClient(
        nb,
        kernel_name="python3",
        timeout=600,
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],  # no word about TCP on 127.0.0.1
    ).execute()


def keep_old_outputs(nb, old, fresh: bool) -> None:
    """Put back stored outputs that are as good as the new ones (see the top of this file)."""
    stored = {cell.id: cell for cell in old.cells if cell.cell_type == "code"}
    code = ""
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        code += missing.without(cell.source) + "\n"
        before = stored.get(cell.id)
        if TIMINGS in cell.metadata.get("tags", []):
            ran = digest(code)
            if before and before.metadata.get("ran") == ran and before.outputs and not fresh:
                cell.outputs = before.outputs
            cell.metadata["ran"] = ran
        else:
            cell.metadata.pop("ran", None)
            for new, was in zip(cell.outputs, before.outputs if before else [], strict=False):
                keep_picture(new.get("data", {}), was.get("data", {}))


PNG = re.compile(r"(?<=data:image/png;base64,)[A-Za-z0-9+/=]+")  # in a text/html


def keep_picture(new: dict, old: dict) -> None:
    """Take the old PNGs where they show the same pixels: another zlib is no change."""
    if (
        "image/png" in new
        and "image/png" in old
        and same_pixels(new["image/png"], old["image/png"])
    ):
        new["image/png"] = old["image/png"]
    made, kept = (PNG.findall("".join(data.get("text/html", ""))) for data in (new, old))
    if made and len(made) == len(kept) and all(map(same_pixels, made, kept)):
        stored = iter(kept)
        new["text/html"] = PNG.sub(lambda _: next(stored), "".join(new["text/html"]))


def same_pixels(new: str, old: str) -> bool:
    """Do two PNGs in base64 show the same?"""
    import numpy as np
    from PIL import Image

    a, b = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA"))
        for png in (new, old)
    )
    return a.shape == b.shape and np.abs(a.astype(int) - b).max() <= 2  # 2 of 255: rounding


def process(path: Path, fresh: bool = False) -> str:
    """Execute and normalise one file in place; returns a line for the screen."""
    old = read(path)
    nb = prepared(path)
    execute(nb, path.parent)
    keep_old_outputs(normalise(nb), old, fresh)
    changed = [file for file, text in in_files(nb, path).items() if put(file, text)]
    return f"{path.name}: {'written' if changed else 'unchanged'}"


def put(file: Path, text: str) -> bool:
    """Make the file hold this text, whole or not at all; False if it holds it already."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f"{file.name}.new")
    aside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(aside, file)
    return True


def work(path: Path, fresh: bool) -> tuple[bool, str]:
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    try:
        return True, process(path, fresh)
    except CellExecutionError as error:
        return False, f"{path.name}: FAILED, the file is left as it was\n{error}"
    except (CellTimeoutError, DeadKernelError, json.JSONDecodeError, KeyError) as error:
        return False, f"{path.name}: FAILED, {type(error).__name__}: {error}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of the course")
    parser.add_argument("--fresh", action="store_true", help="measure the timing cells anew")
    options = parser.parse_args()
    paths = [p.resolve() for p in options.notebooks] or course_notebooks()
    if missing := [str(p) for p in paths if not p.is_file()]:
        print(f"no such notebook: {', '.join(missing)}")
        return 2
    os.environ.update(KERNEL_ENVIRONMENT)
    failed = False
    with tempfile.TemporaryDirectory() as own, ProcessPoolExecutor(2) as pool:
        # the user's own IPython start-up files and style sheets must not leak into the course
        os.environ.update(IPYTHONDIR=f"{own}/ipython", MPLCONFIGDIR=f"{own}/matplotlib")
        for good, line in pool.map(work, paths, [options.fresh] * len(paths)):
            print(line, flush=True)
            failed |= not good
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
