"""The toy world has the geometry it promises, and its control has none."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from w2vlib import Corpus, evaluate_analogies, train_word2vec
from w2vlib.lessons.toy_world import toy_world_analogies, toy_world_sentences


def words_of(sentences):
    return sorted(" ".join(sentences).split())


@cache
def toy_world(*args, **options):
    return Corpus.from_sentences(toy_world_sentences(*args, **options))


def accuracy(corpus, vector_size=20, sample=0):
    vectors = train_word2vec(
        corpus,
        vector_size=vector_size,
        window=5,
        epochs=10,
        sample=sample,
        seed=1,
        engine="numpy",
        progress=False,
    )
    return evaluate_analogies(vectors, toy_world_analogies()), vectors


@pytest.fixture(scope="module")
def trained():
    return accuracy(toy_world())


def test_sentences_depend_on_the_seed_alone():
    assert toy_world_sentences(50, seed=3) == toy_world_sentences(50, seed=3)
    assert toy_world_sentences(50, seed=3) != toy_world_sentences(50, seed=4)
    assert toy_world_sentences(50, seed=np.random.default_rng(3)) == toy_world_sentences(50, seed=3)
    assert {len(s.split()) for s in toy_world_sentences(500)} == {4, 5, 6, 7}
    with pytest.raises(ValueError, match="n_sentences must be 1 or more, got 0"):
        toy_world_sentences(0)


def test_shuffling_keeps_the_words_and_the_lengths_only():
    plain, mixed = toy_world_sentences(500), toy_world_sentences(500, shuffle=True)
    assert plain != mixed
    assert words_of(plain) == words_of(mixed)
    assert [len(s.split()) for s in plain] == [len(s.split()) for s in mixed]
    neighbours = {pair for s in plain for pair in pairwise(s.split())}
    new = [pair for s in mixed for pair in pairwise(s.split()) if pair not in neighbours]
    assert len(new) > 500  # not just the sentences, or the words within them, in another order


def test_every_word_of_the_analogies_occurs():
    known = set(words_of(toy_world_sentences()))
    for rows in toy_world_analogies().values():
        assert len(set(rows)) == len(rows)
        assert {word for pair in rows for word in pair} <= known


def test_the_analogies_hold(trained):
    scores, _ = trained
    assert scores.coverage == 1
    assert scores.accuracy >= 0.98, scores
    thinned, _ = accuracy(toy_world(), sample=1e-3)  # the default of train_word2vec
    assert thinned.accuracy >= 0.98, thinned


def test_king_queen_kings_queens_lie_on_a_rectangle(trained):
    _, vectors = trained
    king, queen, kings, queens = (vectors[w] for w in ("king", "queen", "kings", "queens"))

    def cosine(x, y):
        return x @ y / np.linalg.norm(x) / np.linalg.norm(y)

    assert cosine(queen - king, queens - kings) > 0.8  # opposite sides are parallel
    assert cosine(kings - king, queens - queen) > 0.8
    assert abs(cosine(queen - king, kings - king)) < 0.5  # the corner is no flat angle


@pytest.mark.slow
def test_shuffled_words_have_no_geometry():
    scores, _ = accuracy(toy_world(shuffle=True))
    assert scores.accuracy <= 0.03, scores


@pytest.mark.slow
def test_too_little_text_or_too_few_dimensions_fall_apart():
    assert accuracy(toy_world(2_000))[0].accuracy < 0.5
    assert accuracy(toy_world(), vector_size=5)[0].accuracy < 0.5
