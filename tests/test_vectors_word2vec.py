"""Files of vectors: the same bits come back; a damaged file is refused with its reason."""

import gzip
import os
import pickle
import zipfile
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from w2vlib.vectors import WordVectors
from w2vlib.vectors_word2vec import VectorFileError, opened

FORMATS = ["npz", "text", "binary", "text.gz", "binary.gz"]
COMMON = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def save(wv, path, form):
    if form == "npz":
        wv.save(path)
    else:
        wv.save_word2vec_format(path, binary=form.startswith("binary"))


def load(path, form):
    if form == "npz":
        return WordVectors.load(path)
    return WordVectors.load_word2vec_format(path, binary=form.startswith("binary"))


def file_for(folder, form):
    return folder / ("v.gz" if form.endswith("gz") else "v")


def same(a, b):
    return (
        a.index_to_key == b.index_to_key
        and a.vectors.dtype == b.vectors.dtype == np.float32
        and a.vectors.tobytes() == b.vectors.tobytes()
    )


@pytest.fixture
def wv():
    rng = np.random.default_rng(0)
    return WordVectors(rng.normal(size=(4, 3)), ["the", "naïve", "서울", "of"], [9, 7, 5, 3])


# --- round trips --------------------------------------------------------------------------------

# Every finite float32, subnormal and -0.0 too; any words but those with ASCII white space.
bits = st.floats(width=32, allow_nan=False, allow_infinity=False)
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=" \t\n\r\v\f"),
    min_size=1,
    max_size=20,
)


@st.composite
def word_vectors(draw):
    words = draw(st.lists(texts, min_size=1, max_size=5, unique=True))
    width = draw(st.integers(1, 4))
    rows = draw(
        st.lists(
            st.lists(bits, min_size=width, max_size=width),
            min_size=len(words),
            max_size=len(words),
        )
    )
    return WordVectors(np.array(rows, np.float32), words)


@pytest.mark.parametrize("form", FORMATS)
@COMMON
@given(wv=word_vectors())
def test_every_bit_comes_back(tmp_path, form, wv):
    path = file_for(tmp_path, form)
    save(wv, path, form)
    assert same(load(path, form), wv)


def test_npz_keeps_everything(tmp_path, wv):
    wv.context_vectors = np.arange(8, dtype=np.float32).reshape(4, 2)
    wv.history = {"loss": [np.float32(0.5), 0.25], "engine": "numpy", "n": np.int64(3)}
    wv.save(tmp_path / "v.npz")
    back = WordVectors.load(tmp_path / "v.npz")
    assert same(back, wv)
    assert back.counts.tolist() == [9, 7, 5, 3]
    assert back.context_vectors.tolist() == wv.context_vectors.tolist()
    assert back.history == {"loss": [0.5, 0.25], "engine": "numpy", "n": 3}
    back.vectors[0] = 0  # what was loaded can be trained on


@COMMON
@given(words=st.lists(st.text(max_size=5), min_size=1, max_size=5, unique=True))
def test_npz_takes_any_word_that_is_valid_unicode(tmp_path, words):
    """Spaces, line breaks, trailing zeros, even the empty word."""
    wv = WordVectors(np.ones((len(words), 1)), words)
    wv.save(tmp_path / "v")
    assert same(WordVectors.load(tmp_path / "v"), wv)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_vectors_give_the_same_bytes(tmp_path, form, wv):
    written = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        path = file_for(tmp_path / name, form)
        save(wv, path, form)
        written.append(path.read_bytes())
        os.utime(path, (0, 0))
    assert written[0] == written[1]
    assert not form.endswith("gz") or written[0][4:8] == bytes(4)  # no time in it


def test_counts_in_their_own_file(tmp_path, wv):
    wv.save_word2vec_format(tmp_path / "v", fvocab=tmp_path / "counts")
    assert (tmp_path / "counts").read_text("utf-8") == "the 9\nnaïve 7\n서울 5\nof 3\n"
    back = WordVectors.load_word2vec_format(tmp_path / "v", fvocab=tmp_path / "counts")
    assert back.counts.tolist() == [9, 7, 5, 3]
    (tmp_path / "counts").write_text("the 9\n")
    with pytest.raises(VectorFileError, match="no count for 3 of the words, as 'naïve'"):
        WordVectors.load_word2vec_format(tmp_path / "v", fvocab=tmp_path / "counts")
    (tmp_path / "counts").write_text("the many\n")
    with pytest.raises(VectorFileError, match="many"):
        WordVectors.load_word2vec_format(tmp_path / "v", fvocab=tmp_path / "counts")
    wv.counts = None
    with pytest.raises(ValueError, match="no counts"):
        wv.save_word2vec_format(tmp_path / "v", fvocab=tmp_path / "counts")


def test_rows_as_word2vec_c_writes_them(tmp_path):
    """A space before each line break in text; a line break after each row in binary."""
    (tmp_path / "t").write_bytes(b"2 2\nthe 0.5 -1 \nof 1e-3 2 \n")
    wv = WordVectors.load_word2vec_format(tmp_path / "t")
    assert wv.vectors.tolist() == [[0.5, -1], [np.float32(1e-3), 2]]
    rows = [
        f"{w} ".encode() + v.tobytes() + b"\n"
        for w, v in zip(wv.index_to_key, wv.vectors, strict=True)
    ]
    (tmp_path / "b").write_bytes(b"2 2\n" + b"".join(rows))
    assert same(WordVectors.load_word2vec_format(tmp_path / "b", binary=True), wv)
    (tmp_path / "w").write_bytes(b"1 1\r\nthe 0.5\r\n")
    assert WordVectors.load_word2vec_format(tmp_path / "w")["the"] == 0.5


@pytest.mark.parametrize("binary", [False, True])
def test_the_longest_word_comes_back(tmp_path, binary):
    words = ["가" * 333 + "a", "b" * 1000]  # 1,000 bytes each
    long = WordVectors(np.ones((2, 3)), words)
    long.save_word2vec_format(tmp_path / "v", binary=binary)
    if binary:  # with the line breaks of word2vec.c
        row = np.ones(3, "<f4").tobytes()
        rows = b"".join(word.encode() + b" " + row + b"\n" for word in words)
        (tmp_path / "c").write_bytes(b"2 3\n" + rows)
        assert same(WordVectors.load_word2vec_format(tmp_path / "c", binary=True), long)
    assert same(WordVectors.load_word2vec_format(tmp_path / "v", binary=binary), long)


def test_one_number_may_look_like_text(tmp_path):
    (tmp_path / "v").write_bytes(b"1 1\na 0.50")
    wv = WordVectors.load_word2vec_format(tmp_path / "v", binary=True)
    assert wv["a"].tobytes() == b"0.50"


def test_projector_files(tmp_path, wv):
    wv.save_projector(tmp_path / "new" / "folder")
    rows = (tmp_path / "new/folder/vectors.tsv").read_text("utf-8").splitlines()
    assert np.array([r.split("\t") for r in rows], np.float32).tobytes() == wv.vectors.tobytes()
    names = (tmp_path / "new/folder/metadata.tsv").read_text("utf-8")
    assert names == "word\tcount\nthe\t9\nnaïve\t7\n서울\t5\nof\t3\n"
    wv.counts = None  # a single column has no headline
    wv.save_projector(tmp_path)
    assert (tmp_path / "metadata.tsv").read_text("utf-8") == "the\nnaïve\n서울\nof\n"


# --- refused at writing -------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["new york", "a\n", "\tb", "c\r", "", "\ud800", "x" * 1001])
def test_words_that_a_format_cannot_hold(tmp_path, word):
    wv = WordVectors(np.ones((1, 2)), [word])
    for write in (wv.save_word2vec_format, wv.save_projector):
        with pytest.raises(ValueError, match="cannot be written"):
            write(tmp_path / "v")
    assert os.listdir(tmp_path) == []


def test_what_an_npz_cannot_hold(tmp_path, wv):
    with pytest.raises(ValueError, match="not valid Unicode"):
        WordVectors(np.ones((1, 2)), ["\ud800"]).save(tmp_path / "v")
    wv.history = {"when": object()}
    with pytest.raises(ValueError, match=r"only numbers, texts, lists and dicts.*object"):
        wv.save(tmp_path / "v")
    wv.history = {"list": []}
    for _ in range(100_000):  # json gives up
        wv.history = {"list": [wv.history]}
    with pytest.raises(ValueError, match="no file can"):
        wv.save(tmp_path / "v")
    wv.history, wv.context_vectors = None, np.ones((3, 2))
    with pytest.raises(ValueError, match=r"context_vectors must have one row.*\(3, 2\)"):
        wv.save(tmp_path / "v")
    assert os.listdir(tmp_path) == []


class Stops:
    """Rows of which the second one fails, as a full disk or Ctrl-C would."""

    shape = (4, 3)

    def __iter__(self):
        yield np.zeros(3, np.float32)
        raise KeyboardInterrupt


@pytest.mark.parametrize("form", [*FORMATS, "projector"])
def test_an_exception_in_the_middle_leaves_the_old_files(tmp_path, form, wv, monkeypatch):
    path = file_for(tmp_path, form)

    def write():
        if form == "projector":
            wv.save_projector(tmp_path)
        else:
            save(wv, path, form)

    write()
    old = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def half(file, **arrays):
        file.write(b"PK half")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", half)
    monkeypatch.setattr("w2vlib.checking.rows", lambda name, rows, *_: rows)
    if form != "npz":
        wv.vectors = Stops()
        monkeypatch.setattr(WordVectors, "vector_size", 3)
    with pytest.raises(KeyboardInterrupt):
        write()
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == old


# --- refused at reading -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "first line must be"),
        (b"the 0.1 0.2\nof 0.3 0.4\n", "first line must be.*GloVe"),
        (b"2 2", "first line must be"),
        (b"-1 2\n", "first line must be"),
        (b"9" * 5000 + b" 2\n", "first line must be"),
        (b"0 2\n", "holds no vectors"),
        (b"1 0\nthe \n", "holds no vectors: its first line is 1 0"),
        (b"1000000000000 100\nthe 0.5\n", "1,000,000,000,000 words x 100.*but 8 follow"),
        (b"1 1000000000000\nthe 0.5\n", "1 words x 1,000,000,000,000"),
        (b"9" * 60 + b" 2\n", "follow"),
        (b"2 2\nthe 0 0.2\n", "promises 2 words"),
        (b"1 2\nthe 0.1 0.2", "row 1 of 1: no line break ends it"),
        (b"2 2\nthe 0.12345 0.12345\n", "row 2 of 2: the file ends before it"),
        (b"2 2\nthe 0.12345 0.12345\nof 1\n", "row 2 of 2: expected a word and 2 numbers, got 1"),
        (b"1 2\nthe 0.1 0.2\nof 0.3 0.4\n", "more follows after the 1 rows"),
        (b"1 2\nthe 0.1 0.2 0.3\n", "row 1 of 1: expected a word and 2 numbers, got 3"),
        (b"1 2\nthe 0.1 zero\n", "could not convert.*zero"),
        (b"1 2\n 0.1 0.25\n", "row 1"),
        (b"1 2\nthe 0.1 nan\n", "NaN or infinity for 'the'"),
        (b"1 2\nthe 0.1 inf\n", "NaN or infinity for 'the'"),
        (b"1 2\nthe 0.1 1e39\n", "NaN or infinity for 'the'"),
        (b"1 1\n\xff\xfe 0.1\n", "row 1 of 1: .*utf-8"),
        (b"1 1\n" + b"x" * 5000 + b" 0.1\n", "row 1"),
    ],
)
def test_bad_text_files(tmp_path, content, message):
    (tmp_path / "v").write_bytes(content)
    (tmp_path / "v.gz").write_bytes(gzip.compress(content))
    for name in ("v", "v.gz"):
        with pytest.raises(VectorFileError, match=message) as caught:
            WordVectors.load_word2vec_format(tmp_path / name)
        assert name in str(caught.value)
        assert "If the file is binary, load it with binary=True" in str(caught.value)


ONE = np.array([1], "<f4").tobytes()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"1000000000000 100\nthe " + ONE, "1,000,000,000,000 words x 100"),
        (b"2 1\nthe " + ONE, "promises 2 words x 1, which take 12 bytes or more, but 8 follow"),
        (b"2 1\nlonger-word " + ONE, "row 2 of 2: the file ends before it"),
        (b"2 1\nlonger-word " + ONE + b"of " + ONE[:3], "row 2 of 2: the file ends inside"),
        (b"1 1\nthe " + ONE + b"of " + ONE, "more follows"),
        (b"1 1\n  " + ONE, "word is empty"),
        (b"1 1\n" + b"x" * 5000, "no space ends its word"),
        (b"1 1\n\xff " + ONE, "row 1 of 1: .*utf-8"),
        (b"1 1\nthe " + np.array([np.nan], "<f4").tobytes(), "NaN or infinity for 'the'"),
    ],
)
def test_bad_binary_files(tmp_path, content, message):
    (tmp_path / "v").write_bytes(content)
    with pytest.raises(VectorFileError, match=message) as caught:
        WordVectors.load_word2vec_format(tmp_path / "v", binary=True)
    assert "If the file is text, load it with binary=False" in str(caught.value)


def test_a_format_taken_for_another(tmp_path, wv):
    for form in FORMATS:
        save(wv, tmp_path / form, form)
    for form, binary in [("text", True), ("binary", False), ("npz", True), ("npz", False)]:
        with pytest.raises(VectorFileError, match=r"load it with binary=.*WordVectors\.load"):
            WordVectors.load_word2vec_format(tmp_path / form, binary=binary)
    for form in FORMATS[1:]:
        with pytest.raises(VectorFileError, match=r"not a \.npz.*load_word2vec_format"):
            WordVectors.load(tmp_path / form)


def test_a_damaged_gzip_file(tmp_path, wv):
    wv.save_word2vec_format(tmp_path / "v.gz")
    whole = (tmp_path / "v.gz").read_bytes()
    (tmp_path / "v.gz").write_bytes(whole[:-9])
    with pytest.raises(VectorFileError, match="end-of-stream"):
        WordVectors.load_word2vec_format(tmp_path / "v.gz")


def test_a_missing_file_and_a_folder(tmp_path):
    for read in (WordVectors.load, WordVectors.load_word2vec_format):
        with pytest.raises(FileNotFoundError):
            read(tmp_path / "nowhere")
        with pytest.raises(OSError):
            read(tmp_path)


def test_an_error_without_a_text_is_named(tmp_path):
    with (
        pytest.raises(VectorFileError, match=r"cannot use .*v: EOFError\. Fetch it again\."),
        opened(put(tmp_path / "v", "bytes"), "Fetch it again."),
    ):
        raise EOFError


@pytest.mark.parametrize(("name", "protocol"), [("v.pkl", 0), ("v.pickle", 4), ("v.bin", 4)])
def test_a_pickle_is_known_by_its_name_or_its_start(tmp_path, name, protocol):
    path = put(tmp_path / name, pickle.dumps(["a"], protocol))
    for read in (WordVectors.load, WordVectors.load_word2vec_format):
        with pytest.raises(VectorFileError, match=r"is a pickle, .*\n.*convert it once"):
            read(path)


class Evil:
    def __reduce__(self):
        return (pytest.fail, ("the pickle was run",))


def parts(**changes):
    """The members of a good .npz, some of them changed or (None) left out."""
    words = np.frombuffer(b'["a", "b"]', np.uint8)
    members = {"vectors": np.ones((2, 3), np.float32), "words": words, **changes}
    return {name: array for name, array in members.items() if array is not None}


def as_bytes(text):
    return np.frombuffer(text.encode(), np.uint8)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vectors": None}, "no 'vectors'"),
        ({"words": None}, "no 'words'"),
        ({"words": np.array([Evil()], object)}, "pickled objects"),
        ({"vectors": np.array([[Evil()]], object)}, "pickled objects"),
        ({"history": np.array([Evil()], object)}, "pickled objects"),
        ({"vectors": np.ones(3, np.float32)}, "must have 2 dimensions"),
        ({"vectors": np.float32(1)}, r"must have 2 dimensions .*got float32 of shape \(\)"),
        ({"vectors": np.ones((2, 0))}, "at least one number"),
        ({"vectors": np.ones((2, 3), int)}, "kind 'f', got int64"),
        ({"vectors": np.full((2, 3), np.nan)}, "NaN or infinity for 'a'"),
        ({"vectors": np.ones((3, 3))}, "each of the 2 words"),
        ({"words": np.array(["a", "b"])}, "got <U1"),
        ({"words": as_bytes('["a", "a"]')}, "more than once"),
        ({"words": as_bytes('["a", 7]')}, "must hold str, but word 1 is none, got 7"),
        ({"words": as_bytes('{"a": 1}')}, "not a list"),
        ({"words": as_bytes('["a", ')}, "cannot use"),
        ({"words": as_bytes("[" * 100_000)}, "recursion|Stack overflow"),
        ({"counts": np.array([1])}, "counts must be 2"),
        ({"context_vectors": np.full((2, 3), np.inf)}, "context_vectors must hold finite"),
    ],
)
def test_bad_npz_files(tmp_path, changes, message):
    np.savez(tmp_path / "v.npz", **parts(**changes))
    with pytest.raises(VectorFileError, match=message) as caught:
        WordVectors.load(tmp_path / "v.npz")
    assert "Save it again with WordVectors.save" in str(caught.value)


def test_an_npz_that_would_unpack_to_more_than_it_is(tmp_path):
    np.savez_compressed(tmp_path / "small.npz", **parts())
    np.savez(tmp_path / "lies.npz", **parts())
    whole = bytearray((tmp_path / "lies.npz").read_bytes())
    start = whole.index(b"PK\1\2") + 24  # the size of its first part, in the list of parts
    whole[start : start + 4] = (10**9).to_bytes(4, "little")
    (tmp_path / "lies.npz").write_bytes(whole)
    for name in ("small.npz", "lies.npz"):
        with pytest.raises(VectorFileError, match="'vectors' is compressed or larger than the"):
            WordVectors.load(tmp_path / name)


def test_a_compressed_npz_is_refused(tmp_path):
    """100 MB of zeros shrink to 100 KB: what may unpack without bound is not unpacked."""
    zeros = np.broadcast_to(np.float32(0), (2, 12_500_000))
    np.savez_compressed(tmp_path / "v.npz", **parts(vectors=zeros))
    assert (tmp_path / "v.npz").stat().st_size < 1e6
    with pytest.raises(VectorFileError, match="compressed"):
        WordVectors.load(tmp_path / "v.npz")


@pytest.mark.parametrize("shape", [(10**12, 100), (10**30, 2), (2, 2), (-2, -3), (2, 4)])
def test_an_npz_whose_header_lies(tmp_path, shape):
    with zipfile.ZipFile(tmp_path / "v.npz", "w") as archive:
        for name, array in parts().items():
            with archive.open(f"{name}.npy", "w") as member:
                claimed = shape if name == "vectors" else array.shape
                header = {"descr": array.dtype.str, "fortran_order": False, "shape": claimed}
                np.lib.format.write_array_header_1_0(member, header)
                member.write(array.tobytes())
    with pytest.raises(VectorFileError, match="'vectors' promises"):  # before it is allocated
        WordVectors.load(tmp_path / "v.npz")


def test_both_headers_of_numpy_are_read(tmp_path):
    """NumPy writes its second one where the first, of 64 kB, is too short."""
    arrays = {"vectors": np.eye(2, dtype=np.float32), "words": np.frombuffer(b'["a", "b"]', "u1")}
    for version in ((1, 0), (2, 0)):
        with zipfile.ZipFile(tmp_path / "v.npz", "w") as archive:
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w") as member:
                    np.lib.format.write_array(member, array, version)
        assert WordVectors.load(tmp_path / "v.npz")["b"].tolist() == [0, 1]


# --- whatever happens to the bytes --------------------------------------------------------------


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The bytes of a small good file in each format."""
    folder = tmp_path_factory.mktemp("good")
    wv = WordVectors(np.random.default_rng(0).normal(size=(4, 3)), ["the", "of", "서울", "x"])
    wv.history = {"loss": [1.0]}
    found = {}
    for form in FORMATS:
        save(wv, file_for(folder, form), form)
        found[form] = file_for(folder, form).read_bytes()
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_every_truncation_is_refused(tmp_path, good, form):
    whole = good[form]
    for length in range(len(whole)):
        (tmp_path / "v").write_bytes(whole[:length])
        with pytest.raises(VectorFileError):
            load(tmp_path / "v", form)


@pytest.mark.parametrize("form", FORMATS)
@settings(COMMON, max_examples=3 * settings().max_examples)
@given(data=st.data())
def test_corruption_meets_our_error_or_nothing(tmp_path, good, form, data):
    whole = bytearray(good[form])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(whole) - 1))
        stop = start + data.draw(st.integers(0, 8))
        whole[start:stop] = data.draw(st.binary(max_size=8))
        if not whole:
            break
    (tmp_path / "v").write_bytes(whole)
    try:
        wv = load(tmp_path / "v", form)
    except VectorFileError:
        return
    assert np.isfinite(wv.vectors).all() and wv.vectors.shape == (len(wv), wv.vector_size)


@COMMON
@given(content=st.binary(max_size=200))
def test_any_bytes_at_all(tmp_path, content):
    (tmp_path / "v").write_bytes(content)
    for form in ("npz", "text", "binary"):
        for start in (b"", b"1 1\n", b"PK\x03\x04"):
            (tmp_path / "v").write_bytes(start + content)
            with suppress(VectorFileError):
                load(tmp_path / "v", form)


def test_every_flipped_bit_of_npz_data_is_noticed(tmp_path, good):
    """The archive has a checksum for each member, and it is compared."""
    whole = good["npz"]
    start = whole.index(b"\x93NUMPY") + 128  # NumPy's header is 128 bytes long
    for place in range(start, start + 4 * 3 * 4):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        (tmp_path / "v").write_bytes(damaged)
        with pytest.raises(VectorFileError):
            WordVectors.load(tmp_path / "v")


# --- what others write -----------------------------------------------------------------------


def put(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("zipped", [False, True])
def test_gloves_files_have_no_header(tmp_path, zipped):
    content = "the 0.1 0.2\n. . . 1 2\nat name@domain.com 3 4\n2 5 6\n"
    content = gzip.compress(content.encode()) if zipped else content
    wv = WordVectors.load_word2vec_format(put(tmp_path / "glove.txt", content), no_header=True)
    assert wv.index_to_key == ["the", ". . .", "at name@domain.com", "2"]
    assert wv["at name@domain.com"].tolist() == [3, 4] and wv.vectors.shape == (4, 2)
    few = WordVectors.load_word2vec_format(tmp_path / "glove.txt", no_header=True, limit=2)
    assert few.index_to_key == ["the", ". . ."]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("2 2\na 1 2\nb 3 4\n", {"no_header": True}, "a header: leave out no_header"),
        ("a 1 2\nb 3 4\n", {}, "no_header=True"),
        ("a 1 2\nb 33 44", {"no_header": True}, "row 2 of 2: no line break"),
        ("a 1 2\nbbbbb 3\n", {"no_header": True}, "row 2 of 2: expected a word and 2 numbers"),
        ("a 1 2\nb 3 4 5\n", {"no_header": True}, "got 3 numbers"),
        ("a 1.5 2", {"no_header": True}, "row 1 of 1: no line break ends it: was it cut"),
        ("a\n", {"no_header": True}, "must be a word and its numbers"),
        ("", {"no_header": True}, "must be a word and its numbers"),
        ("a 1 2\n", {"no_header": True, "binary": True}, "is for text"),
        ("1 1\na 1\n", {"binary": "no"}, "binary must be True or False, got 'no'"),
        ("1 1\na 1\n", {"limit": 0}, "limit must be 1 or more"),
        ("1 1\na 1\n", {"limit": 1.5}, "limit must be a whole number"),
        ("1 1\na 1\n", {"limit": True}, "limit must be a whole number"),
        ("1 1\na 1\n", {"unicode_errors": "no"}, "must be 'strict', 'replace' or 'ignore'"),
        (b"1 1\n\xff 1\n", {}, "unicode_errors='replace' reads it"),
    ],
)
def test_refusals_say_which_switch_helps(tmp_path, content, options, message):
    with pytest.raises((ValueError, TypeError), match=message) as caught:
        WordVectors.load_word2vec_format(put(tmp_path / "v", content), **options)
    blamed = isinstance(caught.value, VectorFileError)
    assert blamed == ("cannot use" in str(caught.value))


@pytest.mark.parametrize(
    ("content", "options", "repeated"),
    [
        ("3 1\na 1\na 2\nb 3\n", {}, True),
        ("4 1\na 1\nb 2\nb 3\na 4\n", {}, True),
        ("3 1\na 1\na 2\nb 3\n", {"limit": 2}, True),
        ("3 1\na 1\nb 2\nc 3\n", {"limit": 10}, False),
        ("the 1 2\nof 3 4\nthe 5 6\n", {"no_header": True}, True),
        ("the 1 2\nof 3 4\n", {"no_header": True, "limit": 1}, False),
        (b"2 1\na\xff 1\nb 2\n", {"unicode_errors": "ignore"}, False),
        (b"2 1\na\xff 1\nb 2\n", {"unicode_errors": "replace"}, False),
        (b"3 1\na " + ONE + b"a " + ONE + b"b " + ONE, {"binary": True}, True),
        (b"3 1\na " + ONE + b"b " + ONE + b"b " + ONE, {"binary": True, "limit": 2}, False),
        (b"1 1\na\xff " + ONE, {"binary": True, "unicode_errors": "ignore"}, False),
    ],
)
def test_read_as_gensim_reads_it(tmp_path, content, options, repeated, capsys):
    gensim = pytest.importorskip("gensim", reason="gensim is not installed")
    path = put(tmp_path / "v", content)
    theirs = gensim.models.KeyedVectors.load_word2vec_format(str(path), **options)
    ours = WordVectors.load_word2vec_format(path, **options)
    n = len(ours)
    assert ours.index_to_key == theirs.index_to_key[:n] and len(theirs.key_to_index) == n
    assert (ours.vectors == theirs.vectors[:n]).all()
    said = "first row of each counts" in capsys.readouterr().out
    assert said == repeated


@pytest.mark.parametrize("content", ["2 1\nthe 1\nof 2\n", "the 1\nof 2\n"])
def test_a_byte_order_mark_is_no_part_of_the_first_word(tmp_path, content):
    path = put(tmp_path / "v", b"\xef\xbb\xbf" + content.encode())
    wv = WordVectors.load_word2vec_format(path, no_header=content.startswith("the"))
    assert wv.index_to_key == ["the", "of"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_pipes_devices_and_folders_are_refused_unread(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    kinds = {tmp_path / "pipe": "not a file", "/dev/zero": "not a file", tmp_path: "is a folder"}
    for path, kind in kinds.items():
        for load in (WordVectors.load, WordVectors.load_word2vec_format):
            with pytest.raises(OSError, match=kind):
                load(path)


def test_projector_and_paths_that_cannot_be(tmp_path):
    wv = WordVectors([[1, 2]], ["a"])
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="is a file"):
        wv.save_projector(tmp_path / "file")
    with pytest.raises(TypeError, match="the folder must be a str or Path"):
        wv.save_projector(0)
    with pytest.raises(ValueError, match="valid Unicode"):
        wv.save(str(tmp_path / "a\ud800"))


@pytest.mark.parametrize("load", [WordVectors.load, WordVectors.load_word2vec_format])
def test_a_missing_file_is_said_with_what_is_near(tmp_path, load):
    WordVectors([[1]], ["a"]).save(tmp_path / "vectors.npz")
    with pytest.raises(FileNotFoundError, match=r"there is no file .*near: 'vectors\.npz'"):
        load(tmp_path / "vektors.npz")


def test_counts_do_not_overwrite_the_vectors(tmp_path):
    wv = WordVectors([[1], [2]], ["a", "b"], [3, 4])
    with pytest.raises(ValueError, match="fvocab must be another file"):
        wv.save_word2vec_format(tmp_path / "a", fvocab=str(tmp_path / "." / "a"))
    assert not (tmp_path / "a").exists()


def test_nan_that_came_later_is_no_neighbour_that_is_left_out():
    wv = WordVectors([[1, 0], [1, 1], [0, 1]], ["a", "b", "c"])
    wv.vectors[0, 0] = np.nan
    with pytest.raises(ValueError, match="NaN or infinity for 'a'"):
        wv.most_similar("b")


def test_a_word_is_before_its_first_neighbour():
    wv = WordVectors([[1, 0], [1, 1], [0, 1]], ["a", "b", "c"])
    assert [wv.rank("a", word) for word in "abc"] == [0, 1, 2]
