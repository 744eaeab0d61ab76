"""Checkpoints: a broken run ends exactly where an unbroken one does."""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.test_training import ALL_ENGINES, CORPUS, ENGINES, SMALL, make_corpus, train
from w2vlib import checkpoint as saved
from w2vlib.corpus import Corpus
from w2vlib.setup.sealed import SEAL, SEAL_SIZE

ROOT = Path(__file__).parent.parent


def same(a, b):
    return (a.vectors == b.vectors).all() and (a.context_vectors == b.context_vectors).all()


def stop_at(words):
    return lambda state: state.words >= words and state.stop()


@pytest.mark.parametrize("engine", ALL_ENGINES)
@pytest.mark.parametrize("sg", [0, 1])
def test_a_stopped_run_goes_on_to_the_same_result(engine, sg, tmp_path):
    options = {"corpus": SMALL, "engine": engine, "sg": sg, "epochs": 4, "sample": 0.01}
    whole = train(**options)
    options["checkpoint"] = tmp_path / "c.npz"
    for epoch in (1, 3):
        part = train(callbacks=stop_at(epoch * SMALL.n_words), **options)
        assert part.history.status == "stopped" and part.history["epoch"][-1] == epoch
    rest = train(**options)
    assert same(rest, whole) and not same(part, whole)
    for name in ("epoch", "words", "loss", "alpha"):
        assert rest.history[name] == whole.history[name]
    assert rest.history["seconds"] == sorted(rest.history["seconds"])
    assert os.listdir(tmp_path) == ["c.npz"]


def test_an_interrupted_run_goes_on_from_the_last_checkpoint(tmp_path):
    def interrupt(state):
        if state.words > 50_000 and not path.with_name("again").exists():
            path.with_name("again").touch()
            raise KeyboardInterrupt

    path = tmp_path / "c.npz"
    options = {"checkpoint": path, "every": 20_000, "callbacks": interrupt}
    assert train(**options).history.status == "interrupted"
    assert same(train(**options), train())


def test_a_finished_run_returns_at_once(tmp_path, monkeypatch):
    options = {"corpus": SMALL, "checkpoint": tmp_path / "c.npz"}
    first = train(**options)
    monkeypatch.setattr("w2vlib.engines.numpy_engine.BatchedEngine.train", None)
    again = train(**options)
    assert same(first, again) and again.history == first.history
    assert again.history.status == "finished"


def test_how_often_it_is_written_does_not_change_the_result(tmp_path):
    results = [
        train(checkpoint=tmp_path / f"{every}.npz", every=every) for every in (1, 9_999, 10**9)
    ]
    assert all(same(results[0], other) for other in results[1:])


def test_seed_none_goes_on_with_the_seed_of_the_file(tmp_path):
    options = {"corpus": SMALL, "checkpoint": tmp_path / "c.npz", "seed": None, "epochs": 3}
    train(callbacks=stop_at(1), **options)
    resumed = train(**options)
    with np.load(tmp_path / "c.npz") as stored:
        seed = json.loads(stored["about"].tobytes())["settings"]["seed"]
    assert same(resumed, train(SMALL, seed=seed, epochs=3))


# --- a process that is killed -----------------------------------------------------------------

CHILD = """
    import sys
    from tests.test_training import make_corpus, train
    path, engine = sys.argv[1:]
    train(make_corpus(8_000), engine, epochs=3, vector_size=60, sample=0.01,
          checkpoint=path, every=1)
"""


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_a_killed_process_resumes_to_the_same_vectors(engine, tmp_path):
    path = tmp_path / "c.npz"
    rng = np.random.default_rng(11)
    command = [sys.executable, "-c", textwrap.dedent(CHILD), str(path), engine]
    killed_at = []
    for _ in range(4):
        before = path.stat().st_mtime_ns if path.exists() else 0
        child = subprocess.Popen(command, cwd=ROOT)
        deadline = time.monotonic() + 120
        while child.poll() is None and time.monotonic() < deadline:
            if path.exists() and path.stat().st_mtime_ns != before:
                break  # it has got on by one chunk at least: kill it at any moment from now on
            time.sleep(0.001)
        time.sleep(float(rng.random()) * 0.03)
        child.kill()
        assert child.wait() in (-signal.SIGKILL, 0)
        killed_at.append(saved.load(path)[0]["progress"]["number"])
    assert killed_at == sorted(killed_at) and len(set(killed_at)) > 1
    corpus = make_corpus(8_000)
    options = {"engine": engine, "epochs": 3, "vector_size": 60, "sample": 0.01}
    assert same(train(corpus, checkpoint=path, **options), train(corpus, **options))


# --- files that cannot be used ----------------------------------------------------------------


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    path = tmp_path_factory.mktemp("stopped") / "c.npz"
    train(SMALL, epochs=3, checkpoint=path, callbacks=stop_at(1))
    return path.read_bytes()


@pytest.fixture
def stopped(tmp_path, content):
    """The path of a checkpoint of SMALL after one of three epochs."""
    path = tmp_path / "c.npz"
    path.write_bytes(content)
    return path


def test_other_settings_are_refused_with_both_values(stopped):
    before = stopped.read_bytes()
    with pytest.raises(ValueError, match=r"window: 3 there, 4 here; .*epochs: 3 there, 2 here"):
        train(SMALL, window=4, epochs=2, checkpoint=stopped)
    with pytest.raises(ValueError, match="engine: numpy there, layers here"):
        train(SMALL, engine="layers", epochs=3, checkpoint=stopped, alpha=0.05)
    with pytest.raises(ValueError, match="seed: 1 there, 2 here"):
        train(SMALL, epochs=3, checkpoint=stopped, seed=2)
    assert stopped.read_bytes() == before


def test_another_corpus_is_refused(stopped):
    with pytest.raises(ValueError, match="another corpus"):
        train(CORPUS, epochs=3, checkpoint=stopped)
    words = [w.upper() for w in SMALL.vocab.index_to_key]
    rows = [[words[i] for i in row] for row in SMALL.sentences()]
    with pytest.raises(ValueError, match="another corpus"):
        train(Corpus.from_sentences(rows), epochs=3, checkpoint=stopped)


def test_fingerprint_sees_ids_bounds_and_words():
    corpora = [["a b", "c a"], ["a b c", "a"], ["a b", "d a"], ["a b", "a c"]]
    assert len({saved.fingerprint(Corpus.from_sentences(rows)) for rows in corpora}) == 4


@pytest.mark.parametrize("keep", [0, 1, 100, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused(stopped, keep):
    whole = stopped.read_bytes()
    stopped.write_bytes(whole[: keep if isinstance(keep, int) else int(keep * len(whole))])
    with pytest.raises(ValueError, match=r"not a usable checkpoint .*delete it"):
        train(SMALL, epochs=3, checkpoint=stopped)


def test_a_flipped_bit_anywhere_is_found(stopped):
    """Zip's own checksums do not cover headers, nor bytes that a shorter header leaves unread."""
    whole = stopped.read_bytes()
    rng = np.random.default_rng(0)
    places = [
        *range(0, 200),
        *rng.integers(len(whole), size=300),
        *range(len(whole) - 300, len(whole)),
    ]
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << rng.integers(8)
        stopped.write_bytes(changed)
        with pytest.raises(ValueError, match=r"not a usable checkpoint .*checksum"):
            saved.load(stopped)


def altered(path, change):
    """Rewrite a checkpoint after change(arrays, about), with a checksum that fits.

    What `change` returns takes the place of `about`."""
    _, arrays = saved.load(path)
    with np.load(path) as stored:
        about = json.loads(stored["about"].tobytes())
    about = change(arrays, about) or about
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    with open(path, "wb") as file:
        np.savez(file, **arrays)
    sealed(path)


def sealed(path):
    content = path.read_bytes()
    path.write_bytes(content + SEAL % hashlib.sha256(content).hexdigest().encode())


def put(place, value):
    """A change that puts `value` at a path of keys in `about`, or removes what is there."""

    def change(arrays, about):
        *path, last = place.split(".")
        for key in path:
            about = about[int(key) if key.isdigit() else key]
        about.pop(last) if value is ... else about.__setitem__(last, value)

    return change


def array(name, value):
    def change(arrays, about):
        arrays.pop(name) if value is ... else arrays.__setitem__(name, value)

    return change


VALUES, HISTORY = "has values that are not finite float32", "its history is no table of finite num"
BELOW, ENGINE = "it counts chunks or predictions below 0", "the state of its engine: "
FORMAT = "its format is {!r}, this version of w2vlib reads 2"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        *((array(n, ...), f"it has no '{n}'") for n in ("W_in", "W_out")),
        *(
            (array("W_in", np.ones(shape, np.float32)), f"W_in has shape {shape}, not (179, 12)")
            for shape in ((1, 12), (178, 12), (12,), ())
        ),
        (array("W_in", np.ones((179, 12))), "W_in " + VALUES),
        (array("W_out", np.ones((179, 12), np.int32)), "W_out " + VALUES),
        (array("W_in", np.full((179, 12), np.nan, np.float32)), "W_in " + VALUES),
        (array("W_out", np.full((179, 12), np.inf, np.float32)), "W_out " + VALUES),
        (array("engine0.more", np.ones(3)), "engine0.more has shape (3,), not (179, 12)"),
        *((put(key, ...), f"its {key!r} is None") for key in ("versions", "corpus_sha256")),
        *((put(key, ...), f"its {key!r} is None") for key in ("settings", "engines", "progress")),
        *(
            (put(f"progress.{key}", ...), f"its {key!r} is None")
            for key in ("number", "history", "status", "loss_sum", "predictions")
        ),
        (put("progress.history.loss", ...), "its 'loss' is None"),
        *((put("progress.number", n), f"its 'number' is {n!r}") for n in (1.5, "1", True, [1])),
        *((put("progress.predictions", n), f"its 'predictions' is {n!r}") for n in (0.5, None)),
        *((put("progress.loss_sum", n), f"its 'loss_sum' is {n!r}") for n in ("4", None)),
        *((put(f"progress.{key}", -1), BELOW) for key in ("number", "predictions")),
        (put("progress.number", 10**9), "it stands before chunk 1000000000 of 3"),
        *((put("progress.loss_sum", n), HISTORY) for n in (float("nan"), float("inf"))),
        *(
            (put("progress.history.loss", x), HISTORY)
            for x in ([], [1, 2], ["a"], [None], [True], [np.inf])
        ),
        (put("progress.history.loss", "a"), "its 'loss' is 'a'"),
        (put("progress.status", "done"), "its status is 'done'"),
        *((put("progress.status", x), f"its 'status' is {x}") for x in (3, None)),
        *((put("format", x), FORMAT.format(x)) for x in (1, 3, "2", None)),
        (put("format", ...), FORMAT.format(None)),
        (lambda arrays, about: [2], FORMAT.format([2])),
        *((put("engines", x), f"its 'engines' is {x}") for x in ({}, None)),
        (put("engines", [1]), "the state of an engine is no table"),
        *((put("engines", x), ENGINE) for x in ([], [{}], [{"rng": 3}], [{"rng": {}}])),
        *((put("settings", x), f"its 'settings' is {x!r}") for x in ([], "a")),
        (put("engines.0.rng.bit_generator", "MT19937"), ENGINE),
        (put("engines.0.rng.state.state", -1), ENGINE),
        (put("corpus_sha256", 7), "its 'corpus_sha256' is 7"),
    ],
)  # fmt: skip
def test_other_damage_is_named_before_it_is_used(stopped, change, reason, monkeypatch):
    altered(stopped, change)
    monkeypatch.setattr("w2vlib.engines.numpy_engine.BatchedEngine.train", None)
    with pytest.raises(ValueError, match=re.escape(f"not a usable checkpoint ({reason}")):
        train(SMALL, epochs=3, checkpoint=stopped)


def test_a_file_that_would_unpack_to_much_more_is_refused_unread(stopped):
    with zipfile.ZipFile(stopped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("W_in", "W_out", "about"):
            with archive.open(f"{name}.npy", "w") as member:
                np.lib.format.write_array(member, np.zeros((1000, 10_000), np.float32))
    sealed(stopped)
    tracemalloc.start()
    with pytest.raises(ValueError, match="compressed or larger"):
        saved.load(stopped)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("size", [100, 9_000, -SEAL_SIZE])
def test_what_is_short_or_older_is_refused_with_the_remedy(stopped, content, size):
    stopped.write_bytes(content[:size])
    with pytest.raises(
        ValueError,
        match=r"cut short, or .* older w2vlib, which alone can go on.*delete it to",
    ):
        train(SMALL, epochs=3, checkpoint=stopped)


def test_settings_of_before_there_were_clusters_are_gone_on_from(stopped):
    altered(stopped, put("settings.sync_words", ...))
    assert train(SMALL, epochs=3, checkpoint=stopped).history.status == "finished"
    altered(stopped, put("settings", {}))
    with pytest.raises(ValueError, match=r"settings .vector_size: None there, 12 here; .*engine: "):
        train(SMALL, epochs=3, checkpoint=stopped)


def test_other_versions_are_said_and_gone_on_from(stopped, capsys):
    capsys.readouterr()
    about, _ = saved.load(stopped)
    assert about["versions"]["numpy"] == np.__version__ and about["versions"]["python"]
    train(SMALL, epochs=3, checkpoint=stopped)
    assert capsys.readouterr().out == ""
    altered(stopped, put("versions.numpy", "1.0"))
    train(SMALL, epochs=3, checkpoint=stopped)
    said = f"perhaps not to the same bits: numpy 1.0 there, {np.__version__} here.\n"
    assert capsys.readouterr().out == f"{stopped} goes on, {said}"


def test_a_disk_that_fails_is_no_reason_to_delete_the_checkpoint(stopped, monkeypatch):
    def fail(*args):
        raise OSError("input/output error")

    monkeypatch.setattr(saved, "_check_seal", fail)
    with pytest.raises(OSError, match=r"^input/output error"):
        saved.load(stopped)


@pytest.mark.parametrize("content", [b"hello", b"PK\x03\x04", b"\x93NUMPY\x01\x00"])
def test_another_file_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"not a usable checkpoint .*: it is no checkpoint"):
        train(SMALL, checkpoint=path)
    assert path.read_bytes() == content


def test_other_npz_files_are_refused(stopped):
    np.savez(stopped, evil=np.array([print], dtype=object))
    for _ in range(2):  # without a checksum, and with one
        with pytest.raises(ValueError, match="not a usable checkpoint"):
            train(SMALL, epochs=3, checkpoint=stopped)
        sealed(stopped)


def test_a_write_that_fails_leaves_the_old_checkpoint_and_the_training(
    stopped, monkeypatch, capsys
):
    before = stopped.read_bytes()
    monkeypatch.setattr(os, "fsync", lambda fd: (_ for _ in ()).throw(OSError("disk full")))
    vectors = train(SMALL, epochs=3, checkpoint=stopped)
    assert vectors.history.status == "finished"
    assert "not written, training goes on: disk full" in capsys.readouterr().out
    assert stopped.read_bytes() == before and os.listdir(stopped.parent) == ["c.npz"]
