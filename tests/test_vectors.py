"""WordVectors: looking up, comparing, refusing. (gensim: test_gensim_interop.py.)"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vlib.vectors import WordVectors
from w2vlib.words import UnknownWord

# A rectangle that can be checked by eye: gender is x, rank is y, z is what all share.
WORDS = ["man", "woman", "king", "queen", "none"]
RECTANGLE = np.array([[-1, 0, 1], [1, 0, 1], [-1, 1, 1], [1, 1, 1], [0, 0, 0]], np.float32)


@pytest.fixture
def wv():
    return WordVectors(RECTANGLE.copy(), WORDS, [50, 40, 30, 20, 10])


def test_names_and_shapes(wv):
    assert len(wv) == 5 and wv.vector_size == 3
    assert wv.vectors.dtype == np.float32
    assert wv.index_to_key == WORDS and wv.key_to_index["king"] == 2
    assert wv.counts.tolist() == [50, 40, 30, 20, 10] and wv.counts.dtype == np.int64
    assert wv.history is None and wv.context_vectors is None
    assert "king" in wv and "kong" not in wv and 4 in wv and 5 not in wv and [] not in wv


def test_printing_teaches(wv):
    assert repr(wv) == "WordVectors(5 words x 3; 'man', 'woman', 'king', …)"
    assert repr(WordVectors([[1.0]], ["a"])) == "WordVectors(1 words x 1; 'a')"
    many = WordVectors(np.ones((11_110, 2)), [f"w{i}" for i in range(11_110)])
    assert repr(many).startswith("WordVectors(11,110 words x 2; 'w0', ")


def test_looking_up(wv):
    assert wv["king"].tolist() == wv[2].tolist() == wv.get_vector("king").tolist() == [-1, 1, 1]
    assert wv[["king", "man"]].tolist() == [[-1, 1, 1], [-1, 0, 1]]
    assert wv[np.array([0, 3])].tolist() == [[-1, 0, 1], [1, 1, 1]]
    assert wv[[]].shape == (0, 3)
    assert wv.get_index("queen") == 3 and wv.get_index("kong", default=-1) == -1
    assert np.linalg.norm(wv.get_vector("king", norm=True)) == pytest.approx(1)


def test_a_looked_up_vector_cannot_spoil_the_matrix(wv):
    for vector in (wv["king"], wv.get_vector("king", norm=True), wv.unit):
        with pytest.raises(ValueError, match="read-only"):
            vector[:] = 0
    wv.vectors[0] = 2  # the matrix itself stays open


def test_unknown_word_suggests_near_ones(wv):
    with pytest.raises(UnknownWord, match=r"^'quen' is not in the vocabulary; near: 'queen'"):
        wv["quen"]
    with pytest.raises(KeyError, match="near: 'king'"):
        wv.most_similar("kin", "man")
    with pytest.raises(IndexError, match=r"must be in 0\.\.4, got -1"):
        wv[-1]
    with pytest.raises(IndexError, match=r"must be in 0\.\.4, got 5"):
        wv[[0, 5]]


def test_cosine_by_hand(wv):
    assert wv.similarity("man", "woman") == pytest.approx(0, abs=1e-7)
    assert wv.similarity("king", "queen") == pytest.approx(1 / 3)
    assert wv.distance("king", "queen") == pytest.approx(2 / 3)
    assert wv.similarity("king", "king") == pytest.approx(1)


def test_an_analogy_with_and_without_its_own_words(wv):
    answer = wv.most_similar(positive=["king", "woman"], negative=["man"])
    assert answer[0][0] == "queen"
    assert {word for word, _ in answer} == {"queen", "none"}
    kept = wv.most_similar(positive=["king", "woman"], negative=["man"], exclude=False)
    assert {word for word, _ in kept} == set(WORDS)


def test_exclude_shows_that_the_query_comes_first(wv):
    assert wv.most_similar("king", exclude=False)[0] == ("king", pytest.approx(1))
    assert [word for word, _ in wv.most_similar("king")] == ["man", "queen", "woman", "none"]


def test_topn(wv):
    assert wv.most_similar("king", topn=0) == []
    assert len(wv.most_similar("king", topn=2)) == 2
    assert len(wv.most_similar("king", topn=99)) == 4
    scores = wv.most_similar("king", topn=None)
    assert scores.shape == (5,) and scores.dtype == np.float32
    assert scores == pytest.approx([2 / 6**0.5, 0, 1, 1 / 3, 0], abs=1e-6)


def test_equal_cosines_are_ordered_by_id():
    wv = WordVectors(np.ones((6, 2)), list("fedcba"))
    assert [word for word, _ in wv.most_similar("d", topn=3)] == ["f", "e", "c"]


def test_arrays_in_the_question(wv):
    queen = wv["king"] - wv["man"] + wv["woman"]
    assert wv.similar_by_vector(queen)[0] == ("queen", pytest.approx(1))
    assert wv.most_similar(positive=[queen])[0][0] == "queen"
    assert wv.most_similar(positive=RECTANGLE[2:4])[0][0] in ("king", "queen")
    with pytest.raises(ValueError, match=r"shape \(3,\)"):
        wv.similar_by_vector(np.ones(4))
    with pytest.raises(ValueError, match="finite"):
        wv.similar_by_vector([1, np.nan, 0])


def test_questions_without_a_direction(wv):
    with pytest.raises(ValueError, match="question is empty"):
        wv.most_similar()
    with pytest.raises(ValueError, match="no direction"):
        wv.most_similar("king", "king")
    with pytest.raises(ValueError, match="'none' is zero"):
        wv.similarity("king", "none")
    with pytest.raises(ValueError, match="'none' is zero"):
        wv.most_similar("none")


def test_rank(wv):
    assert [wv.rank("king", word) for word in ("man", "queen", "woman")] == [1, 2, 3]


def test_doesnt_match():
    wv = WordVectors([[1, 0], [1, 0.1], [1, -0.1], [0, 1]], ["cat", "dog", "cow", "tax"])
    assert wv.doesnt_match(["cat", "tax", "dog", "cow"]) == "tax"
    with pytest.raises(ValueError, match="at least one"):
        wv.doesnt_match([])
    with pytest.raises(KeyError, match="near: 'cow'"):
        wv.doesnt_match(["cat", "coww"])


@given(st.integers(-37, 37))
def test_cosines_do_not_depend_on_the_scale(exponent):
    vectors = np.random.default_rng(0).normal(size=(5, 8))
    small = WordVectors(vectors * 10.0**exponent, list("abcde"))
    assert small.unit == pytest.approx(WordVectors(vectors, list("abcde")).unit, abs=2e-6)


@pytest.mark.parametrize(
    ("vectors", "words", "counts", "message"),
    [
        (np.ones((2, 3)), ["a"], None, r"each of the 1 words.*got shape \(2, 3\)"),
        (np.ones(3), ["a", "b", "c"], None, r"got shape \(3,\)"),
        (np.ones((1, 0)), ["a"], None, "at least one number"),
        (np.ones((0, 3)), [], None, "at least one word"),
        (np.ones((2, 3)), ["a", "a"], None, "'a' is listed more than once"),
        (np.ones((2, 3)), "ab", None, "one string"),
        (np.ones((2, 3)), ["a", 7], None, r"must be a string, got 7 \(int\)"),
        ([[1, 2], [1, np.nan]], ["a", "b"], None, "NaN or infinity for 'b'"),
        ([[1, np.inf], [1, 2]], ["a", "b"], None, "NaN or infinity for 'a'"),
        ([[1e39, 1]], ["a"], None, "infinity for 'a'"),  # beyond float32
        (np.ones((2, 3)), ["a", "b"], [1], "counts must be 2 whole numbers"),
        (np.ones((2, 3)), ["a", "b"], [1, -1], "from 0 up"),
        (np.ones((2, 3)), ["a", "b"], [0.5, 1], "float64"),
    ],
)
def test_bad_input_is_refused_with_its_reason(vectors, words, counts, message):
    with pytest.raises(ValueError, match=message):
        WordVectors(vectors, words, counts)


def test_float32_is_not_copied():
    vectors = np.ones((2, 3), np.float32)
    assert np.shares_memory(WordVectors(vectors, ["a", "b"]).vectors, vectors)
