"""Which Jupyter runs around this Python, and can it show the widgets of this one?

A widget has two halves: a Python package where the kernel runs, and an extension where JupyterLab
runs. On machines with several environments the two easily belong to different ones.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from importlib import metadata
from pathlib import Path

PARENTS = 4  # how far up a kernel's server is looked for: launchers stand in between
MANAGER = "@jupyter-widgets/jupyterlab-manager"
NEEDED = {MANAGER: "jupyterlab_widgets", "anywidget": "anywidget"}  # extension -> its package
IPYWIDGETS, MANAGER_VERSION = 8, 5  # the first main versions that speak the same language


def widgets_trouble() -> str | None:
    """None if controls can be shown, else what is wrong and what to do."""
    try:
        version = metadata.version("ipywidgets")
    except metadata.PackageNotFoundError:
        return f"ipywidgets is missing; {install_for(Path(sys.prefix))}"
    if main(version) < IPYWIDGETS:
        return (
            f"this is ipywidgets {version}, and the explorers need {IPYWIDGETS} or later; "
            f"{install_for(Path(sys.prefix))}"
        )
    prefix = lab_prefix()
    if prefix is None:  # another program shows the notebook: it brings its own half
        return None
    found = {name: extension_version(name, prefix) for name in NEEDED}
    missing = [NEEDED[name] for name, version in found.items() if version is None]
    if missing:
        other = "" if same(prefix, sys.prefix) else f", and the lessons' Python is in {sys.prefix}"
        return (
            f"the controls will not show: {' and '.join(missing)} missing in the JupyterLab that "
            f"runs, in {prefix}{other}; {install_for(prefix, *missing)}, then start it again"
        )
    if main(found[MANAGER]) < MANAGER_VERSION:
        return (
            f"the controls will not show: jupyterlab_widgets in {prefix} is too old for "
            f"ipywidgets {version}; {install_for(prefix, 'jupyterlab_widgets')}, "
            "then start JupyterLab again"
        )
    return None


def main(version: str) -> int:
    return int(version.split(".")[0])


def same(a: str | Path, b: str | Path) -> bool:
    return Path(a).resolve() == Path(b).resolve()


def install_for(prefix: Path, *packages: str) -> str:
    """The remedy in words: `make lab` for this Python, pip for a foreign environment."""
    if not packages or same(prefix, sys.prefix):
        return "run `make lab` again"
    python = python_of(prefix)
    upgrade = f'"{python}" -m pip install --upgrade {" ".join(packages)}'
    return f"start the course with `make lab`, or run {upgrade}"


def python_of(prefix: Path) -> Path:
    places = ("bin/python", "Scripts/python.exe", "python.exe")
    return next((prefix / p for p in places if (prefix / p).exists()), prefix / places[0])


def lab_prefix() -> Path | None:
    """The environment of the JupyterLab that shows this notebook, as far as it can be found.

    Inside a kernel: that of the nearest parent process which has JupyterLab. Elsewhere this
    Python's own if it has JupyterLab, else that of the command `jupyter-lab`.
    """
    if "JPY_PARENT_PID" in os.environ:  # set by Jupyter in every kernel
        return next(filter(has_lab, parents()), None)
    if has_lab(Path(sys.prefix)):
        return Path(sys.prefix)
    command = shutil.which("jupyter-lab")
    return next(filter(has_lab, [Path(command).parent.parent] if command else []), None)


def has_lab(prefix: Path) -> bool:
    return (prefix / "share/jupyter/lab/static").is_dir()


def parents() -> list[Path]:
    """Folders that may be the environments of the parent processes, nearest first."""
    try:
        import psutil  # comes with ipykernel
    except ImportError:
        return []
    found = []
    try:
        for process in psutil.Process().parents()[:PARENTS]:
            for python in process.cmdline()[:1]:
                path = Path(
                    process.cwd(), python if os.sep in python else shutil.which(python) or ""
                )
                found += [path.parent.parent, path.parent]
    except (OSError, psutil.Error):  # somebody else's process: what is known so far must do
        pass
    return found


def extension_version(name: str, prefix: Path) -> str | None:
    """The version of a JupyterLab extension that a server from `prefix` would load, or None."""
    for folder in extension_folders(prefix):
        try:
            return json.loads((folder / name / "package.json").read_text("utf-8"))["version"]
        except (OSError, ValueError, KeyError):
            continue
    return None


def extension_folders(prefix: Path) -> list[Path]:
    """Where a server from `prefix` looks: its own folder, the user's, the machine's."""
    folders = [prefix / "share/jupyter"]
    try:
        from jupyter_core import paths

        folders.append(Path(paths.jupyter_data_dir()))
        folders += map(Path, filter(None, os.environ.get("JUPYTER_PATH", "").split(os.pathsep)))
        folders += [Path(p) for p in paths.SYSTEM_JUPYTER_PATH if not p.startswith(sys.prefix)]
    except ImportError:
        pass
    return [folder / "labextensions" for folder in folders]


def runtime_folder() -> Path | None:
    """Where Jupyter keeps the files of running kernels; None without Jupyter."""
    try:
        from jupyter_core.paths import jupyter_runtime_dir
    except ImportError:
        return None
    return Path(jupyter_runtime_dir())
