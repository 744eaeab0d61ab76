"""The same answers as gensim, and the same bits through its files (development extra)."""

from importlib.util import find_spec

import numpy as np
import pytest

from w2vlib.vectors import WordVectors

pytestmark = pytest.mark.skipif(
    find_spec("gensim") is None,
    reason="gensim is not installed (extra dev; no wheel for Python 3.14 and later)",
)

KeyedVectors = None  # gensim_s imports it
# ASCII, accents, Korean, a combining mark, beyond 16 bits, a no-break space, quotes, digits
STRANGE = ["the", "naïve", "서울", "e\u0301", "🙂", "new\u00a0york", '"', "'s", "1945", "</s>"]


@pytest.fixture(scope="module", autouse=True)
def gensim_s():
    """Imported when a test runs, not while pytest collects: that takes seconds."""
    from gensim.models import KeyedVectors

    globals()["KeyedVectors"] = KeyedVectors


@pytest.fixture(scope="module")
def both():
    """The same 500 random words in w2vlib and in gensim; lengths differ by a factor of 100."""
    rng = np.random.default_rng(0)
    vectors = (rng.normal(size=(500, 20)) * 10.0 ** rng.uniform(-1, 1, (500, 1))).astype("f4")
    words = STRANGE + [f"w{i}" for i in range(len(STRANGE), 500)]
    ours = WordVectors(vectors, words, np.arange(500, 0, -1))
    theirs = KeyedVectors(20)
    theirs.add_vectors(words, vectors)
    return ours, theirs


def assert_same_answer(ours, theirs):
    assert [word for word, _ in ours] == [word for word, _ in theirs]
    assert [score for _, score in ours] == pytest.approx([s for _, s in theirs], abs=1e-5)


@pytest.mark.parametrize(
    ("positive", "negative"),
    [
        ("w20", None),
        (["w20"], []),
        (["w20", "w30"], "w40"),
        (["w20", "w30"], ["w40", "w50"]),
        (None, ["w20"]),
        ([7, "w30"], [np.int64(3)]),
        (["w20", "w20"], ["w30"]),
    ],
)
@pytest.mark.parametrize("topn", [1, 10, 1000])
def test_most_similar(both, positive, negative, topn):
    ours, theirs = both
    assert_same_answer(
        ours.most_similar(positive, negative, topn), theirs.most_similar(positive, negative, topn)
    )


def test_most_similar_to_arrays(both):
    ours, theirs = both
    arrays = np.random.default_rng(1).normal(size=(2, 20)).astype("f4")
    assert_same_answer(ours.similar_by_vector(arrays[0]), theirs.similar_by_vector(arrays[0]))
    assert_same_answer(ours.most_similar(arrays), theirs.most_similar(arrays))
    assert_same_answer(
        ours.most_similar(["w20", arrays[0]], [arrays[1]]),
        theirs.most_similar(["w20", arrays[0]], [arrays[1]]),
    )


def test_all_scores(both):
    ours, theirs = both
    expected = theirs.most_similar("w20", topn=None)
    assert ours.most_similar("w20", topn=None) == pytest.approx(expected, abs=1e-5)
    assert ours.most_similar("w20", topn=0) == theirs.most_similar("w20", topn=0) == []


def test_pairs_and_odd_ones(both):
    ours, theirs = both
    rng = np.random.default_rng(2)
    for a, b, c, d in rng.choice(ours.index_to_key, (50, 4)):
        a, b, c, d = str(a), str(b), str(c), str(d)
        assert ours.similarity(a, b) == pytest.approx(theirs.similarity(a, b), abs=1e-5)
        assert ours.distance(a, b) == pytest.approx(theirs.distance(a, b), abs=1e-5)
        assert ours.doesnt_match([a, b, c, d]) == theirs.doesnt_match([a, b, c, d])
        if a != b:
            assert ours.rank(a, b) == theirs.rank(a, b)


def test_looking_up(both):
    ours, theirs = both
    assert ours["서울"].tobytes() == theirs["서울"].tobytes()
    assert ours[["the", "🙂"]].tobytes() == theirs[["the", "🙂"]].tobytes()
    expected = theirs.get_vector("w20", norm=True)
    assert ours.get_vector("w20", norm=True) == pytest.approx(expected, abs=1e-6)
    for key in ("the", "no such word", 3, 500, -1):
        assert (key in ours) == (key in theirs)
        assert ours.has_index_for(key) == theirs.has_index_for(key)
        assert ours.get_index(key, default=-7) == theirs.get_index(key, default=-7)


@pytest.mark.parametrize("name", ["v.txt", "v.bin", "v.txt.gz", "v.bin.gz"])
def test_gensim_reads_what_we_write(both, tmp_path, name):
    ours, _ = both
    path, counts, binary = tmp_path / name, tmp_path / "counts", ".bin" in name
    ours.save_word2vec_format(path, binary=binary)
    back = KeyedVectors.load_word2vec_format(str(path), binary=binary)
    assert back.index_to_key == ours.index_to_key
    assert back.vectors.tobytes() == ours.vectors.tobytes()

    # gensim splits its count file at any white space, so at the no-break space too
    plain = [i for i, word in enumerate(ours.index_to_key) if len(word.split()) == 1]
    words = [ours.index_to_key[i] for i in plain]
    few = WordVectors(ours.vectors[plain], words, ours.counts[plain])
    few.save_word2vec_format(path, binary=binary, fvocab=counts)
    back = KeyedVectors.load_word2vec_format(str(path), str(counts), binary=binary)
    assert [back.get_vecattr(w, "count") for w in few.index_to_key] == few.counts.tolist()


@pytest.mark.parametrize("name", ["v.txt", "v.bin", "v.txt.gz", "v.bin.gz"])
def test_we_read_what_gensim_writes(both, tmp_path, name):
    ours, theirs = both
    path, counts, binary = tmp_path / name, tmp_path / "counts", ".bin" in name
    theirs.save_word2vec_format(str(path), binary=binary)
    back = WordVectors.load_word2vec_format(path, binary=binary)
    assert back.index_to_key == theirs.index_to_key
    assert back.vectors.tobytes() == theirs.vectors.tobytes()

    for word, count in zip(ours.index_to_key, ours.counts.tolist(), strict=True):
        theirs.set_vecattr(word, "count", count)
    theirs.save_word2vec_format(str(path), str(counts), binary=binary)
    back = WordVectors.load_word2vec_format(path, binary=binary, fvocab=counts)
    assert back.counts.tolist() == ours.counts.tolist()


@pytest.mark.parametrize("binary", [False, True])
def test_odd_floats_survive_both_ways(tmp_path, binary):
    """Random bit patterns: subnormal, huge, tiny, -0.0."""
    bits = np.random.default_rng(3).integers(0, 2**32, 20_000, dtype=np.uint64).astype(np.uint32)
    vectors = bits.view(np.float32)
    vectors = np.append(vectors[np.isfinite(vectors)][:9_998], [-0.0, 1e-45]).astype(np.float32)
    ours = WordVectors(vectors.reshape(100, 100), [f"w{i}" for i in range(100)])
    ours.save_word2vec_format(tmp_path / "ours", binary=binary)
    theirs = KeyedVectors.load_word2vec_format(str(tmp_path / "ours"), binary=binary)
    assert theirs.vectors.tobytes() == vectors.tobytes()
    theirs.save_word2vec_format(str(tmp_path / "theirs"), binary=binary)
    back = WordVectors.load_word2vec_format(tmp_path / "theirs", binary=binary)
    assert back.vectors.tobytes() == vectors.tobytes()
