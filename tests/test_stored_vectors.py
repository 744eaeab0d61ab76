"""The stored vectors are what their card says, and the script can make them."""

import hashlib
import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from w2vlib import Corpus, WordVectors, evaluate_analogies, load_analogies, load_vectors
from w2vlib.stored_vectors import STORED

DATA = Path(__file__).parent.parent / "data"
CARD = (DATA / "README.md").read_text(encoding="utf-8")
EASY = load_analogies(hard=False)


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location(
        "train_vectors", DATA.parent / "tools/data/train_vectors.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name, seed", STORED)
def test_the_card_states_the_file(name, seed, script):
    file = DATA / STORED[name, seed]
    wv = load_vectors(name, seed)
    words = {"before_1900": 883_281, "from_1945": 469_687}.get(name, 1_764_310)
    row = f"| {file.name} | {words:,} | {file.stat().st_size:,} | "
    assert f"{row}`{hashlib.sha256(file.read_bytes()).hexdigest()}` |" in CARD
    assert int(wv.counts.sum()) == words
    assert f"| {len(wv):,} words × {wv.vector_size} |" in CARD
    assert wv.history["settings"] == {**script.SETTINGS, "min_count": 5, "seed": seed}


def test_all_stored_vectors_together_are_small():
    assert sum((DATA / file).stat().st_size for file in STORED.values()) < 8_000_000


@pytest.mark.parametrize("seed, one, five, everything", [(1, 68, 89, 57), (2, 72, 91, 60)])
def test_quality_of_the_stored_files(seed, one, five, everything):
    wv = load_vectors("sotu", seed=seed)
    first = evaluate_analogies(wv, EASY)
    assert first.accuracy >= 0.65 and first.coverage == 1
    assert round(100 * first.accuracy) == one
    assert round(100 * evaluate_analogies(wv, EASY, topn=5).accuracy) == five
    assert round(100 * evaluate_analogies(wv).accuracy) == everything
    assert f"seed {seed}" in CARD and f"{one} %" in CARD and f"({five} %" in CARD.replace("\n", " ")


def test_the_two_seeds_are_different_vectors_of_the_same_words():
    one, two = load_vectors("sotu"), load_vectors("sotu", seed=2)
    assert one.index_to_key == two.index_to_key
    assert abs(float((one.unit * two.unit).sum(1).mean())) < 0.1  # axes mean nothing
    shared = [
        len({w for w, _ in one.most_similar(i)} & {w for w, _ in two.most_similar(i)})
        for i in range(100, 300)
    ]
    assert np.mean(shared) > 6  # but the neighbours do


def test_the_numbers_of_the_eras_stand_on_the_card_and_are_reproducible(script):
    eras = json.loads((DATA / "eras.json").read_text())
    for value in eras["overlap"].values():
        assert f"{value:.3f}".lstrip("0") in CARD
    seeds, halves, across, chance = eras["overlap"].values()
    assert seeds > halves > across > 5 * chance
    assert f"over {eras['words_compared']} words" in CARD
    old, new = load_vectors("before_1900"), load_vectors("from_1945")
    assert eras["words_in_text"]["from_1945"] == new.counts.sum()
    words = [w for w in old.index_to_key if w in new][: eras["words_compared"]]
    assert script.overlap(old, old, words) == 1
    assert script.overlap(old, new, words) < halves


def test_the_script_stores_what_load_reads(script, tmp_path):
    corpus = Corpus.from_sentences(["to be or not to be", "that is the question to be"] * 20)
    wv = script.train(corpus, 1, "numpy")
    script.store(wv, tmp_path / "a.npz")
    back = WordVectors.load(tmp_path / "a.npz")
    assert np.array_equal(back.vectors, wv.vectors)  # nothing is lost: it was rounded before
    assert back.index_to_key == wv.index_to_key and back.counts.tolist() == wv.counts.tolist()
    assert back.history == wv.history


@pytest.mark.parametrize(
    "name, seed, message",
    [
        ("sotu", 3, r"'sotu' \(seed 1\), 'sotu' \(seed 2\).*got 'sotu' \(seed 3\)$"),
        ("before_1990", 1, "did you mean 'before_1900'"),
        ("from_1945", 2, "'from_1945' \\(seed 1\\)"),
    ],
)
def test_unknown_vectors_are_refused(name, seed, message):
    with pytest.raises(ValueError, match=message):
        load_vectors(name, seed)
