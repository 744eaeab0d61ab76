"""Save a training run so that a broken one goes on as if nothing had happened.

One .npz file without pickle: the weights and every array of the engines as arrays, all the rest
as JSON, and behind it a checksum over all of it. It is written aside and renamed, so whoever reads
it finds the old state or the new one.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import sys
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

import w2vlib
from w2vlib import vectors_npz
from w2vlib.checking import short
from w2vlib.history import COLUMNS, History, Reporter
from w2vlib.setup.atomic import atomic_write, check_target
from w2vlib.setup.blocks import blocks
from w2vlib.setup.sealed import seal, unsealed_size

if TYPE_CHECKING:
    from w2vlib.corpus import Corpus
    from w2vlib.driver import TrainingRun
    from w2vlib.settings import Settings

FORMAT = 2


def fingerprint(corpus: Corpus) -> str:
    """sha256 over ids, sentence bounds and words: equal only for the same text, cut alike.

    >>> from w2vlib import load_corpus
    >>> fingerprint(load_corpus("say_hello"))[:6]
    '37f7ff'
    """
    digest = hashlib.sha256()
    for array, kind in ((corpus.ids, "<i4"), (corpus.bounds, "<i8")):
        for _, part in blocks(np.asarray(array)):
            digest.update(np.ascontiguousarray(part, kind).data)
    digest.update("\n".join(corpus.vocab.index_to_key).encode())
    return digest.hexdigest()


def check_path(path: str | os.PathLike) -> Path:
    """The file to write; refuses a path that could not be written, before hours of training."""
    return check_target(path, "checkpoint")


def save(path: Path, run: TrainingRun) -> None:
    """Write the state of a run: weights, engines, settings, position, history."""
    arrays: dict[str, Any] = {"W_in": run.W_in, "W_out": run.W_out}
    states = []
    for i, engine in enumerate(run.engines):
        plain = {}
        for name, value in engine.state().items():
            if isinstance(value, np.ndarray):
                arrays[f"engine{i}.{name}"] = value
            else:
                plain[name] = value.item() if isinstance(value, np.generic) else value
        states.append(plain)
    about = {
        "format": FORMAT,
        "versions": versions(),
        "corpus_sha256": run.sha256,
        "settings": asdict(run.settings),
        "engines": states,
        "progress": {
            "number": run.number,
            "history": run.history,
            "status": run.history.status,
            "loss_sum": run.reporter.loss_sum,
            "predictions": run.reporter.predictions,
        },
    }
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    with atomic_write(path, "wb") as file:
        np.savez(file, **arrays)
        seal(file)


def versions() -> dict[str, str]:
    """What the result depends on to the bit, besides text and settings."""
    found = {"w2vlib": w2vlib.__version__, "python": platform.python_version()}
    for name in ("numpy", "numba"):
        if name in sys.modules:
            found[name] = sys.modules[name].__version__
    return found


def load(path: Path) -> tuple[dict, dict] | None:
    """Read (about, arrays), or None where there is no file. ValueError for a damaged one."""
    if not path.exists():
        return None
    try:
        with open(path, "rb") as file:
            size = _check_seal(file)
            with zipfile.ZipFile(file) as archive:
                names = [name.removesuffix(".npy") for name in archive.namelist()]
                arrays = {name: vectors_npz.read_array(archive, name, size) for name in names}
        about = json.loads(arrays.pop("about").tobytes())
        _check_about(about)
        for i, state in enumerate(about["engines"]):
            prefix = f"engine{i}."
            state |= {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}
        for name in ("W_in", "W_out"):
            if arrays[name].dtype != np.float32 or not np.isfinite(arrays[name]).all():
                raise ValueError(f"{name} has values that are not finite float32 numbers")
    except (OSError, MemoryError):  # says nothing about the file: it must not be deleted for it
        raise
    except Exception as error:  # NumPy, zipfile and json raise almost anything for damaged bytes
        reason = f"it has no {error}" if isinstance(error, KeyError) else error
        raise unusable(path, reason) from error
    return about, arrays


def resume(run: TrainingRun, about: dict, arrays: dict) -> None:
    """Put a run into a state that `load` read. ValueError if it belongs to something else."""
    check_same(run.path, about, run.settings, run.sha256)
    progress = about["progress"]
    for name, array in arrays.items():
        if array.shape != run.W_in.shape:
            raise unusable(run.path, f"{name} has shape {array.shape}, not {run.W_in.shape}")
    if progress["number"] > run.chunks.n_chunks:
        place = f"chunk {short(progress['number'])} of {run.chunks.n_chunks:,}"
        raise unusable(run.path, f"it stands before {place}")
    try:
        for engine, state in zip(run.engines, about["engines"], strict=True):
            engine.load_state(state)
    except Exception as error:  # each engine has its own state, and checks it as it may
        raise unusable(run.path, f"the state of its engine: {error!r}") from error
    run.W_in[:], run.W_out[:] = arrays["W_in"], arrays["W_out"]
    run.number = progress["number"]
    run.history = History(progress["history"], progress["status"])
    run.reporter = Reporter(run.history, run.chunks.total_words)
    run.reporter.add(progress["loss_sum"], progress["predictions"])


def unusable(path: Path | None, reason: object) -> ValueError:
    """The error for a checkpoint that cannot be gone on from."""
    return ValueError(
        f"{path} is not a usable checkpoint ({reason}); delete it to train from the start, "
        "or give another path"
    )


def _check_seal(file: IO[bytes]) -> int:
    """Compare the checksum before any byte is believed; return the size of the file."""
    size = os.fstat(file.fileno()).st_size
    try:
        unsealed_size(file)
    except EOFError as error:
        whose = "it is no checkpoint"
        if b"W_in.npy" in file.read(64):  # the name of its first part
            whose = "it was cut short, or written by an older w2vlib, which alone can go on with it"
        raise ValueError(f"{error}: {whose}") from None
    return size


def _check_about(about: Any) -> None:
    """ValueError for a part that is missing, of another kind, or out of its range."""
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        found = short(about.get("format") if isinstance(about, dict) else about)
        raise ValueError(f"its format is {found}, this version of w2vlib reads {FORMAT}")
    number, text = (int, float), str
    parts = {
        "versions": dict, "corpus_sha256": text, "settings": dict, "engines": list,
        "progress": dict,
    }  # fmt: skip
    _check_kinds(about, parts)
    progress = about["progress"]
    kinds = {"number": int, "history": dict, "status": text, "loss_sum": number}
    _check_kinds(progress, kinds | {"predictions": int})
    columns = progress["history"]
    _check_kinds(columns, dict.fromkeys(COLUMNS, list))
    same_length = len({len(columns[name]) for name in COLUMNS}) == 1
    values = [progress["loss_sum"], *(v for name in COLUMNS for v in columns[name])]
    if not same_length or not all(type(v) in number and math.isfinite(v) for v in values):
        raise ValueError("its history is no table of finite numbers")
    if min(progress["number"], progress["predictions"]) < 0:
        raise ValueError("it counts chunks or predictions below 0")
    if progress["status"] not in ("running", "finished", "stopped", "interrupted"):
        raise ValueError(f"its status is {short(progress['status'])}")
    if not all(isinstance(state, dict) for state in about["engines"]):
        raise ValueError("the state of an engine is no table")


def _check_kinds(table: dict, kinds: dict[str, Any]) -> None:
    for name, kind in kinds.items():
        if not isinstance(table.get(name), kind) or isinstance(table[name], bool):
            raise ValueError(f"its {name!r} is {short(table.get(name))}")


def check_same(
    path: Path | None, about: dict, settings: Settings, corpus_sha256: str | None
) -> None:
    """ValueError unless the checkpoint belongs to this corpus and these settings.

    Other versions of Python, NumPy or numba are said: the rest may differ in the last bits.
    """
    remedy = "train with what it was made with, delete it to start anew, or give another path"
    if about["corpus_sha256"] != corpus_sha256:
        raise ValueError(
            f"the checkpoint {path} belongs to another corpus (sha256 "
            f"{about['corpus_sha256'][:12]}… there, {str(corpus_sha256)[:12]}… here); {remedy}"
        )
    if different := settings.differences(about["settings"]):
        raise ValueError(
            f"the checkpoint {path} has other settings ({'; '.join(different)}); {remedy}"
        )
    there, here = about["versions"], versions()
    changed = [
        f"{name} {there[name]} there, {version} here"
        for name, version in here.items()
        if there.get(name, version) != version
    ]
    if changed:
        print(f"{path} goes on, perhaps not to the same bits: {'; '.join(changed)}.")
