"""Values as JSON and back, between the kernel of a graded notebook and who grades it.

Reading runs no code of the sender's: it makes numbers, texts, lists, dicts, sets, arrays of
numbers, and word vectors. Everything else becomes a Thing with a name.
"""

from __future__ import annotations

import base64
import builtins
import io

import numpy as np

from w2vlib.checks.compare import brief, kind_of
from w2vlib.checks.perform import Record
from w2vlib.checks.run import NoInput, Run, TimeUp

DEEPEST = 20


class Thing:
    """Something that is neither number nor text: only what it is called came over."""

    def __init__(self, text: str, kind: str):
        self.text, self.kind = text, kind

    def __repr__(self) -> str:
        return self.text


def pack(value, depth: int = 0):
    """A value as what JSON can hold."""
    if value is ...:
        return {"dots": 1}
    if value is None or isinstance(value, bool | str) or type(value) is float:
        return value
    if type(value) is int and abs(value) < 2**63:
        return value
    if depth > DEEPEST:
        return {"thing": "...", "kind": "deeply nested"}
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "biuf":
        out = io.BytesIO()
        np.save(out, np.asarray(value), allow_pickle=False)
        return {"array": base64.b64encode(out.getvalue()).decode()}
    for kind in (list, tuple, set, frozenset):
        if isinstance(value, kind):
            ordered = sorted(value, key=repr) if "set" in kind.__name__ else value
            return {kind.__name__: [pack(part, depth + 1) for part in ordered]}
    if isinstance(value, dict):
        return {"dict": [[pack(k, depth + 1), pack(v, depth + 1)] for k, v in value.items()]}
    if _is_vectors(value):
        parts = [value.vectors, value.index_to_key, value.counts, value.history]
        return {"vectors": [pack(part, depth + 1) for part in parts]}
    try:
        return {"number": float(value)}  # a fraction, a decimal
    except Exception:
        return {"thing": brief(value), "kind": kind_of(value)}


def _is_vectors(value) -> bool:
    from w2vlib.vectors import WordVectors

    return isinstance(value, WordVectors)


def unpack(value):
    """What pack made, as a value again. ValueError for what it never makes."""
    if not isinstance(value, dict):
        if value is None or isinstance(value, bool | int | float | str):
            return value
        raise ValueError("no packed value")
    ((kind, held), *more) = value.items()
    match kind:
        case "dots":
            return ...
        case "number":
            return float(held)
        case "array":
            return np.load(io.BytesIO(base64.b64decode(held)), allow_pickle=False)
        case "list" | "tuple" | "set" | "frozenset":
            return getattr(builtins, kind)(unpack(part) for part in held)
        case "dict":
            return {unpack(k): unpack(v) for k, v in held}
        case "vectors":
            return _vectors(*map(unpack, held))
        case "thing":
            return Thing(str(held), str(more[0][1]) if more else "")
    raise ValueError(f"no packed value: {kind}")


def _vectors(vectors, words, counts, history):
    from w2vlib.vectors import WordVectors

    made = WordVectors(vectors, words, counts)
    made.history = history
    return made


def pack_record(record: Record) -> dict:
    """A record as what JSON can hold."""
    return vars(record) | {
        "runs": [_pack_run(done) for done in record.runs],
        "large": record.large and _pack_run(record.large),
    }


def unpack_record(packed: dict) -> Record:
    """What pack_record made, as a record again."""
    record = Record(
        str(packed["todo"]), str(packed["kind"]), [_unpack_run(r) for r in packed["runs"]]
    )
    record.large = packed["large"] and _unpack_run(packed["large"])
    record.steps, record.room = int(packed["steps"]), int(packed["room"])
    return record


def _pack_run(done: Run) -> dict:
    error = done.error and [kind.__name__ for kind in type(done.error).__mro__]
    parts = {"value": pack(done.value), "after": pack(done.after)}
    return vars(done) | parts | {"error": error, "text": done.why}


def _unpack_run(packed: dict) -> Run:
    error = packed["error"] and _error(packed["error"])
    value, after = unpack(packed["value"]), unpack(packed["after"])
    return Run(value, error, str(packed["printed"]), after, str(packed["why"]))


def _error(names: list[str]) -> BaseException:
    """An exception of the first built-in class among the names, under the first name."""
    own = {"TimeUp": TimeUp, "NoInput": NoInput}
    for name in names:
        base = own.get(name) or getattr(builtins, str(name), None)
        if isinstance(base, type) and issubclass(base, BaseException):
            break
    else:
        base = Exception
    made = base.__new__(base)
    if base.__name__ != names[0]:
        made = type(str(names[0]), (base,), {}).__new__(type(str(names[0]), (base,), {}))
    return made
