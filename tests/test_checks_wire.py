"""Between the kernel of a graded notebook and the grader: values, records, and no code."""

import base64
import io
import json
import subprocess
import sys
from fractions import Fraction
from importlib import import_module

import numpy as np
import pytest

from w2vlib import WordVectors
from w2vlib.checks import kernel
from w2vlib.checks.perform import perform
from w2vlib.checks.run import TimeUp
from w2vlib.checks.wire import DEEPEST, Thing, pack, pack_record, unpack, unpack_record

VALUES = [
    None, ..., True, 3, -(2**62), 0.1, float("inf"), "말뭉치", [1, [2.5, "a"]], (1, (2,)),
    {"a", "b"}, frozenset({1}), {"loss": 1.0, 3: [None]}, {}, [],
]  # fmt: skip
ARRAYS = [
    np.arange(6, dtype=np.float32).reshape(2, 3), np.array([True, False]), np.zeros((0, 4)),
    np.array(2, dtype=np.int8), np.array([np.nan, -0.0]),
]  # fmt: skip


def over(value):
    """There and back, through JSON."""
    return unpack(json.loads(json.dumps(pack(value))))


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_back_as_it_was(value):
    back = over(value)
    assert type(back) is type(value) and back == value


@pytest.mark.parametrize("array", ARRAYS, ids=str)
def test_an_array_keeps_shape_dtype_and_bits(array):
    back = over(array)
    assert (back.shape, back.dtype, back.tobytes()) == (array.shape, array.dtype, array.tobytes())


def test_numbers_of_other_kinds_become_floats_and_vectors_stay_vectors():
    assert over(Fraction(1, 4)) == 0.25 and over(2**70) == float(2**70)
    wv = over(WordVectors(np.eye(2, dtype=np.float32), ["land", "sea"]))
    assert wv.index_to_key == ["land", "sea"] and wv["sea"].tolist() == [0, 1]


def test_everything_else_is_only_named():
    deep = []
    for _ in range(DEEPEST + 5):
        deep = [deep]
    for value in (print, object(), (i for i in "ab"), np.array([print], dtype=object)):
        back = over(value)
        assert isinstance(back, Thing) and back.kind
    assert "Thing" not in repr(over(print)) and "print" in repr(over(print))
    json.dumps(pack(deep))  # ends


@pytest.mark.parametrize("sent", [{"code": "1"}, {"pickle": "gAQ="}, [1], 1j, b"a"], ids=repr)
def test_what_pack_never_makes_is_refused(sent):
    with pytest.raises((ValueError, TypeError)):
        unpack(sent)


def test_an_array_cannot_bring_a_pickle():
    out = io.BytesIO()
    np.save(out, np.array([print], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle"):
        unpack({"array": base64.b64encode(out.getvalue()).decode()})


class OwnError(KeyError):
    """Of a student's."""


def test_a_record_tells_the_same_verdict_on_either_side():
    def answer(x):
        if x == 1:
            raise OwnError("no")
        while x == 2:
            pass
        return [x, 2 * x]

    record = perform("answer", answer, [[0], [1], [2]], lambda f, x: f(x), 0.3)
    back = unpack_record(json.loads(json.dumps(pack_record(record))))
    assert [run.value for run in back.runs] == [[0, 0], None, None]
    assert type(back.runs[1].error).__name__ == "OwnError"
    assert isinstance(back.runs[1].error, KeyError) and isinstance(back.runs[2].error, TimeUp)
    assert back.runs[1].why == record.runs[1].why and back.runs[0].after == [0]
    blank = unpack_record(json.loads(json.dumps(pack_record(perform("a", ..., [], None, 1)))))
    assert blank.todo == "your turn" and blank.large is None


def test_the_kernel_reads_the_order_and_closes_the_way_to_the_right_answers(monkeypatch):
    order = {"cases": [[np.arange(3), 0.5]], "seconds": 2.0}
    back = kernel._unpacked(kernel.packed(order))
    assert back["seconds"] == 2 and back["cases"][0][0].tolist() == [0, 1, 2]
    monkeypatch.setattr(sys, "meta_path", [kernel._Closed(), *sys.meta_path])
    code = "import w2vlib.checks.kernel, sys; assert 'w2vlib.checks.plain' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
    for name in ("ex03", "plain"):
        monkeypatch.delitem(sys.modules, f"w2vlib.checks.{name}", raising=False)
        with pytest.raises(ImportError, match="out of reach"):
            import_module(f"w2vlib.checks.{name}")
    silent = kernel._Silent({"by hand": [1, 2]})
    assert silent() is None and silent.case("by hand") == [1, 2]
