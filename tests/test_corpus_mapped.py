"""A text whose ids lie on disk is the same text, made once, never half, and takes no memory."""

import os
import re
import signal
import subprocess
import sys

import numpy as np
import pytest

from w2vlib import corpus_mapped, load_corpus, train_word2vec
from w2vlib.setup.sealed import SEAL_SIZE

TEXT = "You say goodbye, and I say hello.\nWell-being is 5 % of it\n\nI say you say\n"
HEADS = "# 1790\tA\tB\nyou say goodbye\nI say hello\n# 1791\tC\t\nyou say\n"


def same(a, b) -> bool:
    arrays = all(
        np.array_equal(x, y) and x.dtype == y.dtype
        for x, y in ((a.ids, b.ids), (a.bounds, b.bounds), (a.vocab.counts, b.vocab.counts))
    )
    words = a.vocab.index_to_key == b.vocab.index_to_key
    document = (a.document is None) == (b.document is None)
    if document and a.document is not None:
        document = np.array_equal(a.document, b.document) and a.document.dtype == b.document.dtype
    return arrays and words and document and a.metadata == b.metadata and repr(a) == repr(b)


def owner(array):
    while isinstance(array, np.ndarray):
        array = array.base
    return type(array).__name__


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "my.txt"
    path.write_text(TEXT)
    return path


def files(folder):
    return [name for name in os.listdir(folder) if not name.endswith(".txt")]


@pytest.mark.parametrize("content", [TEXT, HEADS, "a b\n" * 3 + "a " * 2500, "a\nb\nc d"])
@pytest.mark.parametrize(
    "settings",
    [{}, {"min_count": 2}, {"punctuation": True}, {"tokens": "split"}, {"encoding": "latin-1"}],
)
def test_it_is_the_text(tmp_path, content, settings):
    path = tmp_path / "my.txt"
    path.write_text(content)
    try:
        expected = load_corpus(path, **settings)
    except ValueError as error:  # too few words: no file is left
        with pytest.raises(ValueError, match=re.escape(str(error))):
            load_corpus(path, mapped=True, **settings)
        assert files(tmp_path) == []
        return
    for _ in "made", "found":
        corpus = load_corpus(path, mapped=True, **settings)
        assert same(corpus, expected)
        assert owner(corpus.ids) == owner(corpus.bounds) == "mmap"
    assert len(files(tmp_path)) == 1


def test_several_files_are_one(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(TEXT + name)
    expected = load_corpus(tmp_path)
    assert same(load_corpus(tmp_path, mapped=True), expected)
    assert same(load_corpus(tmp_path, mapped=True), expected)


def test_the_second_load_reads_no_text(text, monkeypatch, capsys):
    first = load_corpus(text, mapped=True)
    (name,) = files(text.parent)
    assert f"are kept in {text.parent / name}" in capsys.readouterr().out
    monkeypatch.setattr(corpus_mapped, "read_files", None)
    assert same(load_corpus(text, mapped=True), first)
    assert capsys.readouterr().out == ""


def test_another_text_or_setting_is_made_anew(text):
    load_corpus(text, mapped=True)
    before = text.stat()
    text.write_text(TEXT.replace("hello", "hallo"))  # as long, and from the same moment
    os.utime(text, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert same(load_corpus(text, mapped=True), load_corpus(text))
    assert "hallo" in load_corpus(text, mapped=True).vocab
    assert len(files(text.parent)) == 1
    assert same(load_corpus(text, min_count=2, mapped=True), load_corpus(text, min_count=2))
    assert len(files(text.parent)) == 2


def test_a_damaged_file_is_made_anew(text):
    load_corpus(text, mapped=True)
    expected = load_corpus(text)  # in memory: here a file is changed under what is mapped
    path = text.parent / files(text.parent)[0]
    whole = path.read_bytes()
    damaged = [whole[:n] for n in (0, 8, len(whole) // 2, len(whole) - 1, len(whole) - SEAL_SIZE)]
    for at in range(0, len(whole), 41):
        damaged.append(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
    for content in damaged:
        path.write_bytes(content)
        assert same(load_corpus(text, mapped=True), expected)
        assert path.read_bytes() == whole


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
@pytest.mark.parametrize("when", ["read_files", "number_words", "seal"])
def test_a_killed_writing_leaves_nothing_that_is_used(text, when):
    code = (
        "import os, sys; from w2vlib import corpus_mapped as m, load_corpus\n"
        f"old = m.{when}\n"
        f"m.{when} = lambda *a, **k: (old(*a, **k), os.kill(os.getpid(), 9))\n"
        "load_corpus(sys.argv[1], mapped=True)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(text)], check=False)
    assert done.returncode == -signal.SIGKILL
    (left,) = files(text.parent)
    assert left.endswith(".tmp")
    assert same(load_corpus(text, mapped=True), load_corpus(text))
    (there,) = files(text.parent)  # what was left is swept
    assert there.endswith(".ids")


def test_where_one_may_write(text, tmp_path_factory, monkeypatch):
    cache = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    check = corpus_mapped.check_target

    def refuse(place, *folders):
        if place.parent in folders:
            raise PermissionError(place)
        return check(place)

    monkeypatch.setattr(corpus_mapped, "check_target", lambda p: refuse(p, text.parent))
    assert same(load_corpus(text, mapped=True), load_corpus(text))
    assert files(text.parent) == []
    assert len(files(cache / "w2vlib")) == 1
    monkeypatch.setattr(corpus_mapped, "read_files", None)
    assert same(load_corpus(text, mapped=True), load_corpus(text))
    (cache / "w2vlib" / files(cache / "w2vlib")[0]).unlink()
    monkeypatch.setattr(
        corpus_mapped, "check_target", lambda p: refuse(p, text.parent, cache / "w2vlib")
    )
    with pytest.raises(PermissionError, match=r"can be written to; allow it, set XDG_CACHE_HOME"):
        load_corpus(text, mapped=True)


def test_when_it_is_used(text, monkeypatch):
    with pytest.raises(TypeError, match="mapped must be True or False, got 'yes'"):
        load_corpus(text, mapped="yes")
    with pytest.raises(ValueError, match=r"mapped.* for files of text; 'say_hello' is none: leave"):
        load_corpus("say_hello", mapped=True)
    assert owner(load_corpus(text).ids) != "mmap"
    monkeypatch.setattr(corpus_mapped, "MAPPED_FROM", len(TEXT))
    assert owner(load_corpus(text).ids) != "mmap"
    monkeypatch.setattr(corpus_mapped, "MAPPED_FROM", len(TEXT) - 1)
    assert owner(load_corpus(text).ids) == "mmap"
    assert owner(load_corpus(text, mapped=False).ids) != "mmap"


def test_training_is_the_same_and_goes_on_from_the_other(tmp_path):
    path = tmp_path / "my.txt"
    words = np.random.default_rng(0).choice(list("abcdefghij"), 30_000)
    path.write_text("\n".join(" ".join(row) for row in words.reshape(-1, 20)))
    settings = {"vector_size": 4, "engine": "numpy", "progress": False, "epochs": 2}
    expected = train_word2vec(load_corpus(path), **settings)
    mapped = load_corpus(path, mapped=True)

    def stop(state):
        if state.epoch == 2:
            state.stop()

    saved = settings | {"checkpoint": tmp_path / "c.npz", "every": 10_000}
    train_word2vec(mapped, callbacks=stop, **saved)
    for corpus in load_corpus(path), mapped:
        found = train_word2vec(corpus, **saved)
        assert np.array_equal(found.vectors, expected.vectors)


PEAK = """
import re, sys
from w2vlib import load_corpus, train_word2vec
corpus = load_corpus(sys.argv[1], tokens="split", progress=False, mapped=True)
train_word2vec(corpus, vector_size=4, window=1, negative=1, epochs=1, progress=False)
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="asks Linux for the peak")
def test_the_peak_does_not_grow_with_the_text(tmp_path):
    """Two million more words are 8 MB of ids and 10 of text; half of the ids alone is the bound."""
    words = np.array([f"w{i:03d}" for i in range(1000)])
    peaks = {}
    for millions in (1, 3):
        path = tmp_path / f"{millions}.txt"
        with open(path, "w") as file:
            for seed in range(millions):
                rows = np.random.default_rng(seed).choice(words, (5_000, 200))
                file.write("\n".join(map(" ".join, rows)) + "\n")
        done = subprocess.run(
            [sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True
        )
        peaks[millions] = int(done.stdout.split()[-1]) / 1024
    assert peaks[3] - peaks[1] < 4, peaks
