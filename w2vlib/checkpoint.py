"""Save a training run so that a broken one goes on as if nothing had happened.

One .npz file without pickle: the weights and every array of the engines as arrays, all the rest
as JSON. It is written aside and renamed, so whoever reads it finds the old state or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path

import numpy as np

from w2vlib.setup.atomic import atomic_write

FORMAT = 1


def fingerprint(corpus) -> str:
    """sha256 over ids, sentence bounds and words: equal only for the same text, cut alike."""
    digest = hashlib.sha256()
    digest.update(np.ascontiguousarray(corpus.ids, dtype="<i4"))
    digest.update(np.ascontiguousarray(corpus.bounds, dtype="<i8"))
    digest.update("\n".join(corpus.vocab.index_to_key).encode())
    return digest.hexdigest()


def check_path(path: str | os.PathLike) -> Path:
    """Refuse a path that could not be written, before hours of training."""
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(f"checkpoint must be the name of a file, got the folder {path}")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} for the checkpoint; make it")
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(f"the checkpoint's folder {path.parent} cannot be written to")
    return path


def save(path: Path, *, weights, engine_states, settings, corpus_sha256, progress) -> None:
    """Write one state. weights: (W_in, W_out); progress: numbers, texts, lists, dicts."""
    arrays = dict(zip(("W_in", "W_out"), weights, strict=True))
    states = []
    for i, state in enumerate(engine_states):
        plain = {}
        for name, value in state.items():
            if isinstance(value, np.ndarray):
                arrays[f"engine{i}.{name}"] = value
            else:
                plain[name] = value.item() if isinstance(value, np.generic) else value
        states.append(plain)
    about = {
        "format": FORMAT,
        "corpus_sha256": corpus_sha256,
        "settings": asdict(settings),
        "engines": states,
        "progress": progress,
    }
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    with atomic_write(path, "wb") as file:
        np.savez(file, **arrays)


def load(path: Path) -> tuple[dict, dict] | None:
    """Read (about, arrays), or None where there is no file. ValueError for a damaged one."""
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as stored:  # checks the checksum of every part
            arrays = {name: stored[name] for name in stored.files}
        about = json.loads(arrays.pop("about").tobytes())
        if about["format"] != FORMAT:
            raise ValueError(f"format {about['format']}, this version reads {FORMAT}")
        for i, state in enumerate(about["engines"]):
            prefix = f"engine{i}."
            state |= {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}
        for name in ("W_in", "W_out"):
            if not np.isfinite(arrays[name]).all():
                raise ValueError(f"{name} has values that are not finite")
    except PermissionError:
        raise
    except Exception as error:  # NumPy and zipfile raise almost anything for damaged bytes
        raise ValueError(
            f"{path} is not a usable checkpoint ({error}); delete it to train from the start, "
            "or give another path"
        ) from error
    return about, arrays


def check_same(path: Path, about: dict, settings, corpus_sha256: str) -> None:
    """ValueError unless the checkpoint belongs to this corpus and these settings."""
    remedy = "train with what it was made with, delete it to start anew, or give another path"
    if about["corpus_sha256"] != corpus_sha256:
        raise ValueError(
            f"the checkpoint {path} belongs to another corpus (sha256 "
            f"{about['corpus_sha256'][:12]}… there, {corpus_sha256[:12]}… here); {remedy}"
        )
    if different := settings.differences(about["settings"]):
        raise ValueError(
            f"the checkpoint {path} has other settings ({'; '.join(different)}); {remedy}"
        )
