"""Find the project's data files."""

import os
from pathlib import Path


def data_folder() -> Path:
    """Return the folder of the data files: W2VLIB_DATA if set, else `data` beside w2vlib.

    Errors: FileNotFoundError where there is no such folder.
    """
    if chosen := os.environ.get("W2VLIB_DATA"):
        if not Path(chosen).is_dir():
            raise FileNotFoundError(
                f"W2VLIB_DATA is {chosen!r}, and there is no such folder: "
                "unset it, or set it to the project's folder data"
            )
        return Path(chosen)
    folder = Path(__file__).resolve().parents[2] / "data"
    if not folder.is_dir():
        raise FileNotFoundError(
            f"there is no folder {folder}: install w2vlib from its checkout (pip install -e .), "
            "or set W2VLIB_DATA to the project's folder data"
        )
    return folder


def data_file(name: str) -> Path:
    """Return the path of a file in the data folder; FileNotFoundError names what is there."""
    if not isinstance(name, str) or name in ("", "..") or Path(name).name != name:
        raise ValueError(f"the name of a data file must be like 'sotu.txt.xz', got {name!r}")
    path = data_folder() / name
    if not path.is_file():
        there = ", ".join(sorted(p.name for p in path.parent.iterdir() if p.is_file())) or "nothing"
        source = "the folder of W2VLIB_DATA" if os.environ.get("W2VLIB_DATA") else "the folder"
        raise FileNotFoundError(
            f"{name} is not in {source} {path.parent}, which holds {there}; "
            "fetch it again from the project (git checkout -- data)"
        )
    return path
