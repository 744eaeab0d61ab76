"""WordVectors: looking up, comparing, refusing. (gensim: test_gensim_interop.py.)"""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vlib.vectors import WordVectors, unit_rows
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
    for n, few in ((3, "'a', 'b', 'c'"), (4, "'a', 'b', 'c', …")):
        assert repr(WordVectors(np.ones((n, 2)), list("abcd"[:n]))) == (
            f"WordVectors({n} words x 2; {few})"
        )
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


def test_ten_are_the_usual_answer():
    many = WordVectors(np.ones((20, 2)), [f"w{i}" for i in range(20)])
    assert len(many.most_similar("w0")) == len(many.similar_by_vector([1, 2])) == 10


def test_equal_cosines_are_ordered_by_id():
    wv = WordVectors(np.ones((6, 2)), list("fedcba"))
    assert [word for word, _ in wv.most_similar("d", topn=3)] == ["f", "e", "c"]
    words = [f"w{i}" for i in range(40)]
    many = WordVectors(np.tile([[1, 0], [0, 1]], (20, 1)), words)
    assert [word for word, _ in many.most_similar("w0", topn=40)] == words[2::2] + words[1::2]


def test_arrays_in_the_question(wv):
    queen = wv["king"] - wv["man"] + wv["woman"]
    assert wv.similar_by_vector(queen)[0] == ("queen", pytest.approx(1))
    assert wv.most_similar(positive=[queen])[0][0] == "queen"
    man = wv["king"] * 2 - (wv["king"] * 2 - wv["man"])
    twice = wv.most_similar(positive=[wv["king"] * 2], negative=[wv["king"] * 2 - wv["man"]])
    assert twice[0] == wv.similar_by_vector(man, topn=1)[0] == ("man", pytest.approx(1))
    assert len(wv.similar_by_vector(man, topn=1)) == 1
    huge = [wv[word] * np.float32(3e38) for word in ("man", "king")]  # no float32 holds their sum
    assert wv.most_similar(huge, topn=1)[0][1] == pytest.approx(
        wv.most_similar([wv["man"], wv["king"]], topn=1)[0][1]
    )
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
        (np.ones((4, 3)), ["a", "b", "b", "c"], None, "'b' is listed more than once"),
        (np.ones((2, 3)), "ab", None, "a list of words, got 'ab'"),
        (np.ones((2, 3)), ["a", 7], None, r"must hold str, but word 1 is none, got 7 \(int\)"),
        ([[1, 2], [1, np.nan]], ["a", "b"], None, "NaN or infinity for 'b'"),
        ([[1, np.inf], [1, 2]], ["a", "b"], None, "NaN or infinity for 'a'"),
        ([[1e39, 1]], ["a"], None, "infinity for 'a'"),  # beyond float32
        (np.ones((2, 3)), ["a", "b"], [1], "counts must be 2 whole numbers"),
        (np.ones((2, 3)), ["a", "b"], [1, -1], r"in 0\.\.2\*\*63-1"),
        (np.ones((2, 3)), ["a", "b"], [0.5, 1], "float64"),
        (np.ones((2, 3)), ["a", "b"], np.array([2**63, 1], np.uint64), "9223372036854775808"),
        (np.ones((2, 3)), ["a", "b"], [10**400, 1], "object"),
        (np.ones((2, 3)), ["a", "b"], {"a": 1, "b": 2}, "counts must be 2 whole numbers"),
        (np.ones((2, 3)), ["a", "b"], [True, False], "bool"),
        (np.ones((2, 3)), ["a", "b"], ["1", "2"], "<U1"),
        (np.ones((2, 3)) * 1j, ["a", "b"], None, "real numbers, got complex128"),
        (np.ones((2, 3), bool), ["a", "b"], None, "real numbers, got bool"),
        ([["1", "2"]], ["a"], None, "real numbers, got <U1"),
        ([[1, None]], ["a"], None, "real numbers, got object"),
        ([[1, 2], [3]], ["a", "b"], None, "rows of one length"),
        (None, ["a"], None, "real numbers"),
        (np.ones(3), ["a", "b", "c"], None, "one row for each"),
        (np.ones((2, 3)), b"ab", None, "a list of words"),
        (np.ones((2, 3)), {"a", "b"}, None, "a list of words in order"),
        (np.ones((2, 3)), Counter("ab"), None, "has counts and no ids"),
        (np.ones((2, 3)), {"a": 1, "b": 2}, None, r"ids must be 0\.\.1, each once"),
        (np.ones((2, 3)), {"a": 0, "b": 0}, None, r"ids must be 0\.\.1, each once"),
        (np.ones((2, 3)), {"a": "x", "b": "y"}, None, r"ids must be 0\.\.1"),
        (np.ones((2, 3)), ["a", None], None, "must hold str"),
        (np.ones((2, 3)), ["a", np.nan], None, "must hold str"),
        (np.ones((2, 3)), 2, None, "a list of words"),
    ],
)
def test_bad_input_is_refused_with_its_reason(vectors, words, counts, message):
    with pytest.raises((ValueError, TypeError), match=message):
        WordVectors(vectors, words, counts)


def test_a_word_may_have_occurred_never():
    assert WordVectors(np.ones((2, 3)), ["a", "b"], [1, 0]).counts.tolist() == [1, 0]
    most = [2**63 - 1, 0]
    assert WordVectors(np.ones((2, 3)), ["a", "b"], most).counts.tolist() == most


def test_float32_is_not_copied():
    vectors = np.ones((2, 3), np.float32)
    assert np.shares_memory(WordVectors(vectors, ["a", "b"]).vectors, vectors)


@pytest.mark.parametrize(
    "words",
    [{"b": 1, "a": 0, "c": 2}, {2: "c", 0: "a", 1: "b"}, {"c": np.int64(2), "a": 0, "b": 1}],
)
def test_a_mapping_is_taken_by_its_ids(words):
    wv = WordVectors(np.array([[0.0], [1.0], [2.0]]), words)
    assert wv.index_to_key == ["a", "b", "c"] and wv["b"][0] == 1


@pytest.mark.parametrize("key", [True, np.True_, 1.0, None, b"king", np.nan, 1j, ("king", 0.5)])
def test_what_is_no_word_and_no_id(wv, key):
    for ask in (wv.get_index, wv.get_vector, wv.most_similar, wv.__getitem__):
        if key is None and ask == wv.most_similar:
            continue
        with pytest.raises(KeyError, match="expected a word"):
            ask(key)
    assert key not in wv or isinstance(key, tuple)


def test_an_id_of_any_size_is_refused_in_a_readable_line(wv):
    for key in (10**400, -(10**5000), 5, -1):
        with pytest.raises(IndexError, match=r"^word ids must be in 0\.\.4, got .{1,60}$"):
            wv[key]


def test_arrays_of_words_are_words(wv):
    for keys in (np.array(["king", "man"]), np.array(["king", "man"], object), ("king", "man")):
        assert wv.most_similar(keys) == wv.most_similar(["king", "man"])
        assert wv.doesnt_match(keys) in ("king", "man")
    with pytest.raises(KeyError, match="'kng' is not in the vocabulary; near: 'king'"):
        wv.most_similar(np.array(["kng"]))


@pytest.mark.parametrize("topn", [-1, 1.5, "3", True, 10**400 * -1])
def test_topn_is_a_whole_number(wv, topn):
    with pytest.raises((TypeError, ValueError), match="topn must be"):
        wv.most_similar("king", topn=topn)


@pytest.mark.parametrize(
    "vector", [[1, 2], np.ones(3) * 1j, ["a", "b", "c"], [np.nan] * 3, 3, [[1]]]
)
def test_what_is_no_vector(wv, vector):
    with pytest.raises((TypeError, ValueError), match="a vector must"):
        wv.similar_by_vector(vector)


@pytest.mark.parametrize("scale", [1e-30, 1e-25, 1e19, 1e30])
def test_a_cosine_knows_no_scale(wv, scale):
    scaled = WordVectors(RECTANGLE * np.float32(scale), WORDS)
    for question in (("king",), (["king", "woman"], "man"), (wv["king"] * np.float32(scale),)):
        for (a, x), (b, y) in zip(
            wv.most_similar(*question), scaled.most_similar(*question), strict=True
        ):
            assert (a, x) == (b, pytest.approx(y, abs=1e-6))
    assert scaled.similarity("man", "king") == pytest.approx(wv.similarity("man", "king"))
    mixed = RECTANGLE * np.array([[1e30], [1e-30], [1], [1e10], [1e-10]], np.float32)
    assert WordVectors(mixed, WORDS).similarity("man", "king") == pytest.approx(2 / 6**0.5)


def test_rows_of_any_type_get_length_1():
    """float64 holds numbers whose squares it does not hold: evaluation takes any vectors."""
    rows = np.array([[3e300, 4e300], [0, 0], [-3e-300, 4e-300]])
    np.testing.assert_allclose(unit_rows(rows), [[0.6, 0.8], [0, 0], [-0.6, 0.8]], rtol=1e-6)
    np.testing.assert_allclose(unit_rows(np.array([[3, 4]])), [[0.6, 0.8]], rtol=1e-6)


def test_what_was_changed_into_nan_is_not_saved(wv, tmp_path):
    wv.save(tmp_path / "v.npz")
    before = (tmp_path / "v.npz").read_bytes()
    wv.vectors[1, 0] = np.nan
    for save in (wv.save, wv.save_word2vec_format, wv.save_projector):
        with pytest.raises(ValueError, match="NaN or infinity for 'woman'"):
            save(tmp_path / "v.npz")
    assert (tmp_path / "v.npz").read_bytes() == before


@pytest.mark.parametrize("path", [0, 1, True, None, 3.5, ["v.npz"], "", "a\0b"])
def test_what_is_no_path(wv, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for use in (wv.save, wv.save_word2vec_format, wv.load, wv.load_word2vec_format):
        with pytest.raises((TypeError, ValueError), match="the path must"):
            use(path)
    assert not list(tmp_path.iterdir())
