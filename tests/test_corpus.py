"""Texts become words, words become ids, and bad input gets an error that says what to do."""

import gzip
import io
import lzma
import os
import re
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vlib import tokens as tokens_module
from w2vlib.corpus import (
    Corpus,
    Vocabulary,
    contexts_and_targets,
    keep_probability,
    load_corpus,
    subsample,
    suggest,
)
from w2vlib.setup import textfiles
from w2vlib.setup.textfiles import read_text
from w2vlib.tokens import looks_split, tokenize, unsegmented

# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("You say goodbye", "you say goodbye"),
        ("don't we've o'clock d'affaires", "don't we've o'clock d'affaires"),
        ("it’s America’s nations' 'quoted'", "it america nations quoted"),
        ("the U.S. and U.S.'s U.S.A.", "the u.s. and u.s. u.s.a."),
        ("well-being--and so", "well being and so"),
        ("in 1890, $3,500 the 9/11 3.5mm 1950's १८९० x", "in the x"),
        ("w123 covid-19 f-16 the 20th 4x4 mid-1990s", "w123 covid-19 f-16 the 20th 4x4 mid 1990s"),
        ("word2vec new_york _so_ ____", "word2vec new_york so"),
        ("हिन्दी किताब", "हिन्दी किताब"),  # vowel signs and points are marks, no letters
        ("தமிழ் மொழி", "தமிழ் மொழி"),
        ("ภาษาไทย", "ภาษาไทย"),
        ("العَرَبِيَّة، كِتَاب", "العَرَبِيَّة كِتَاب"),
        ("בְּרֵאשִׁית בָּרָא", "בְּרֵאשִׁית בָּרָא"),
        ("İstanbul'da İzmir", "istanbul'da izmir"),
        ("I\u0307zmir", "izmir"),
        ("ẹ́kọ́ q̃", "ẹ́kọ́ q̃"),  # no joined letter exists
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("co\xadoperate col·lecció м’як мʼяк", "cooperate col·lecció м'як м'як"),
        ("R&D (1) [the] 54° *", "r d the"),
        ("café Guaidó straße 한국 사람", "café guaidó straße 한국 사람"),
        ("x\u0300y", "x\u0300y"),
        ("cafe\u0301", "café"),  # an accent of its own is joined with its letter
        ("", ""),
    ],
)
def test_tokenize(text, words):
    assert tokenize(text) == words.split()


def test_letters_alone_as_in_the_addresses():
    text = "in 1890, $3,500 the 20th f16 1950's 4x4 x Covid-19 new_york"
    assert tokenize(text, tokens="letters") == ["in", "the", "x", "covid", "new", "york"]
    text = " mr. <unk> n't 's N $ U.S. "
    assert tokenize(text, tokens="split") == text.split()
    with pytest.raises(ValueError, match="tokens must be one of 'words', 'letters', 'split', got"):
        tokenize("a", tokens="word")
    with pytest.raises(ValueError, match=r"punctuation=True goes with .*leave punctuation out"):
        tokenize("a", punctuation=True, tokens="split")


TEXT = st.text(st.sampled_from("aBé'’.,-_ 1२\u0301İ्क한()\"\n\u200cs"), max_size=12)


@given(TEXT, st.booleans(), st.sampled_from(["words", "letters", "split"]))
def test_a_text_may_be_cut_at_any_blank_before(text, punctuation, tokens):
    """What reading in pieces rests on, and the short way for plain stretches."""
    punctuation = punctuation and tokens != "split"
    whole = tokenize(text, punctuation, tokens)
    assert [w for part in text.split() for w in tokenize(part, punctuation, tokens)] == whole
    if tokens != "split":
        pattern = tokens_module._pattern(tokens == "words", punctuation)
        assert whole == [w for w in pattern.findall(tokens_module._lower(text)) if w]


def test_one_capital_beside_one_word_is_no_sign_of_a_text_that_was_cut():
    assert looks_split("paid N dollars") and not looks_split("vitamin N")


def test_a_window_reaches_one_word_unless_said_otherwise():
    assert contexts_and_targets([0, 1, 2])[0].tolist() == [[0, 2]]


def test_tokenize_with_punctuation():
    assert tokenize("Yes, I say: no. U.S.!", punctuation=True) == [
        *("yes", ",", "i", "say", ":", "no", ".", "u.s.", "!")
    ]


def test_vocabulary_orders_by_count_then_first_occurrence():
    corpus = Corpus.from_sentences([["b", "a", "c", "a"], ["d", "c", "e"]])
    assert corpus.vocab.index_to_key == ["a", "c", "b", "d", "e"]
    assert corpus.vocab.counts.tolist() == [2, 2, 1, 1, 1]
    assert corpus.vocab.counts.dtype == np.int64
    first = Corpus.from_sentences([["b", "a", "c", "a"], ["d", "c", "e"]], order="first")
    assert first.vocab.index_to_key == ["b", "a", "c", "d", "e"]


def test_vocabulary_encodes_and_decodes():
    vocab = Vocabulary(["you", "say", "hello"], [3, 2, 1])
    assert vocab.encode(["say", "you"]).dtype == np.int32
    assert vocab.encode("say you say").tolist() == [1, 0, 1]
    assert vocab.encode([]).shape == (0,)
    assert vocab.decode(np.array([2, 0])) == ["hello", "you"]
    assert vocab.decode([]) == []
    assert len(vocab) == 3 and "say" in vocab and "no" not in vocab
    assert list(vocab) == vocab.index_to_key
    assert repr(vocab) == "Vocabulary(3 words, ids 0..2; you 3, say 2, hello 1)"


def test_vocabulary_errors():
    vocab = Vocabulary(["france", "spain"])
    with pytest.raises(KeyError, match="'frannce' is not in the vocabulary; near: 'france'"):
        vocab.encode(["spain", "frannce"])
    with pytest.raises(IndexError, match=r"word ids must be in 0\.\.1, got -1\.\.2"):
        vocab.decode([-1, 2])
    with pytest.raises(TypeError, match="integers"):
        vocab.decode([0.5])
    with pytest.raises(ValueError, match="'a' stands twice"):
        Vocabulary(["a", "b", "a"])
    with pytest.raises(ValueError, match=r"counts must have shape \(2,\), got \(1,\)"):
        Vocabulary(["a", "b"], [1])
    with pytest.raises(
        ValueError, match=r"counts must be in 0\.\.2\*\*63 - 1, got -1\.\.1; give 2 whole numbers"
    ):
        Vocabulary(["a", "b"], [1, -1])


def test_suggest():
    assert suggest("hallo", ["hello", "goodbye"]) == ["hello"]


# --- the corpus -----------------------------------------------------------------------------------

WORD_LISTS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), min_size=1, max_size=8)


@given(WORD_LISTS, st.integers(1, 3))
def test_ids_are_the_text_without_rare_words(rows, min_count):
    flat = [w for row in rows for w in row]
    kept = {w for w in flat if flat.count(w) >= min_count}
    if len(kept) < 2:
        with pytest.raises(ValueError):
            Corpus.from_sentences(rows, min_count=min_count)
        return
    corpus = Corpus.from_sentences(rows, min_count=min_count)
    left = [[w for w in row if w in kept] for row in rows]
    left = [row for row in left if row]
    assert [corpus.vocab.decode(ids) for ids in corpus.sentences()] == left
    assert [corpus.text(s).split() for s in range(corpus.n_sentences)] == left
    counts = dict(zip(corpus.vocab, corpus.vocab.counts, strict=True))
    assert counts == {w: flat.count(w) for w in kept}
    assert corpus.vocab.counts.tolist() == np.bincount(corpus.ids).tolist()
    assert (np.diff(corpus.vocab.counts) <= 0).all()
    assert corpus.bounds[0] == 0 and corpus.bounds[-1] == corpus.n_words
    assert (corpus.ids.dtype, corpus.bounds.dtype) == (np.int32, np.int64)


def test_say_hello_is_numbered_as_in_the_book():
    corpus = load_corpus("say_hello")
    assert corpus.ids.tolist() == [0, 1, 2, 3, 4, 1, 5, 6]
    assert corpus.vocab.index_to_key == ["you", "say", "goodbye", "and", "i", "hello", "."]
    assert corpus.vocab.counts.tolist() == [1, 2, 1, 1, 1, 1, 1]
    assert corpus.document is None and corpus.metadata is None
    assert "8 words in 1 sentence" in repr(corpus)


FILE = (
    "# 1801\tAnn\tRed\nWe the people. 12\nwe we the\n\n1801\n"
    "# 1802\tBob\tBlue\nthe house the house\nthe people\n"
)


@pytest.fixture
def addresses(tmp_path):
    path = tmp_path / "addresses.txt"
    path.write_text(FILE)
    return load_corpus(path)


def test_a_file_with_heads_has_metadata(addresses):
    assert addresses.metadata == [
        {"year": 1801, "president": "Ann", "party": "Red"},
        {"year": 1802, "president": "Bob", "party": "Blue"},
    ]
    texts = [addresses.text(s) for s in range(addresses.n_sentences)]
    assert texts == ["we the people", "we we the", "the house the house", "the people"]
    assert addresses.document.tolist() == [0, 0, 1, 1]
    assert "2 documents with year, president, party" in repr(addresses)
    one = addresses.where(lambda d: d["year"] > 1801)
    assert "; 1 documents with year, president, party)" in repr(one)


def test_text_before_the_first_head_is_a_document_without_data(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("hello you\n# 1801\tAnn\tRed\nhello me")
    corpus = load_corpus(path)
    assert [d["year"] for d in corpus.metadata] == [None, 1801]
    assert corpus.document.tolist() == [0, 1]


def test_a_remark_is_text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("# a remark\nhello me")
    assert load_corpus(path).vocab.index_to_key == ["a", "remark", "hello", "me"]


def test_where_by_metadata_makes_a_new_vocabulary(addresses):
    part = addresses.where(lambda d: d["year"] > 1801)
    assert part.vocab.index_to_key == ["the", "house", "people"]
    assert part.vocab.counts.tolist() == [3, 2, 1]
    assert [part.text(s) for s in range(2)] == ["the house the house", "the people"]
    assert part.metadata == addresses.metadata[1:] and part.document.tolist() == [0, 0]
    fewer = addresses.where(lambda d: d["year"] > 1801, min_count=2)
    assert [fewer.text(s) for s in range(2)] == ["the house the house", "the"]
    assert fewer.min_count == 2


def test_where_by_sentence_can_keep_the_ids(addresses):
    which = np.array([True, False, False, True])
    part = addresses.where(which, keep_vocab=True)
    assert part.vocab.index_to_key == addresses.vocab.index_to_key
    assert part.vocab.counts.tolist() == [part.text(0).count(w) + part.text(1).count(w)
                                          for w in part.vocab]  # fmt: skip
    assert part.vocab.counts[part.vocab.key_to_index["house"]] == 0
    assert part.document.tolist() == [0, 1] and len(part.metadata) == 2
    np.testing.assert_array_equal(part.ids, np.r_[addresses.ids[:3], addresses.ids[-2:]])


@given(WORD_LISTS, st.data())
def test_where_equals_a_corpus_of_the_chosen_sentences(rows, data):
    rows = [row for row in rows if row]
    which = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    chosen = [row for row, keep in zip(rows, which, strict=True) if keep]
    if len({w for row in chosen for w in row}) < 2:
        return
    part = Corpus.from_sentences(rows).where(np.array(which))
    expected = Corpus.from_sentences(chosen)
    assert part.vocab.index_to_key == expected.vocab.index_to_key
    np.testing.assert_array_equal(part.ids, expected.ids)
    np.testing.assert_array_equal(part.bounds, expected.bounds)


def test_where_errors(addresses):
    with pytest.raises(ValueError, match="no sentence is chosen"):
        addresses.where(lambda d: d["year"] > 2000)
    with pytest.raises(ValueError, match=r"bool \(4,\)"):
        addresses.where(np.array([True]))
    with pytest.raises(ValueError, match=r"bool \(4,\).*int64"):
        addresses.where(np.array([0, 1, 0, 1], dtype=np.int64))
    with pytest.raises(ValueError, match="has no metadata"):
        load_corpus("say_hello").where(lambda d: True)
    for s in (4, -1, -2, -(2**63)):
        with pytest.raises(IndexError, match=rf"0\.\.3, got {s}$"):
            addresses.text(s)
    with pytest.raises(KeyError) as caught:
        addresses.where(lambda d: d["yeer"])
    assert caught.value.__notes__[0].startswith("the function is given {'party': 'Red'")


def test_a_part_of_the_addresses_is_the_same_text():
    corpus = load_corpus("sotu")
    part = corpus.where(lambda d: d["president"] == "Abraham Lincoln", min_count=1)
    years = [d["year"] for d in part.metadata]
    assert years == [1861, 1862, 1863, 1864]
    of_lincoln = np.isin(corpus.document, [i for i, d in enumerate(corpus.metadata)
                                           if d["year"] in years])  # fmt: skip
    chosen = np.flatnonzero(of_lincoln)
    assert [part.text(s) for s in range(part.n_sentences)] == [corpus.text(s) for s in chosen]


# --- files ----------------------------------------------------------------------------------------


def test_plain_gz_and_xz_hold_the_same(tmp_path):
    text = "One sentence here.\r\nAnother sentence, é.\rThe third"
    for name, opener in (("a.txt", open), ("b.txt.gz", gzip.open), ("c.TXT.XZ", lzma.open)):
        with opener(tmp_path / name, "wb") as file:
            file.write(text.encode("utf-8-sig"))
        corpus = load_corpus(str(tmp_path / name))
        assert [corpus.text(s) for s in range(3)] == [
            "one sentence here",
            "another sentence é",
            "the third",
        ]
        assert corpus.name == name


def test_other_encodings(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("café olé", encoding="cp1252")
    with pytest.raises(ValueError, match=r"a\.txt is not utf-8 \(byte 0xe9 at 3\).*'cp1252'"):
        load_corpus(path)
    assert load_corpus(path, encoding="cp1252").vocab.index_to_key == ["café", "olé"]
    path.write_text("café olé", encoding="utf-16")
    with pytest.raises(ValueError, match="looks like UTF-16: pass encoding='utf-16'"):
        load_corpus(path)
    assert load_corpus(path, encoding="utf-16").text(0) == "café olé"
    path.write_text("hello you")
    with pytest.raises(ValueError, match="'klingon' is not known"):
        load_corpus(path, encoding="klingon")


KOREAN = "나는 학교에 간다\n너는 집에 온다\n"
JAPANESE = "わたしは学校へ行きます。\nあなたは家に帰ります。\n"
CHINESE = "我们今天去学校,他们不来。\n你是中国人,我也是。\n"
TAIWAN = "我們今天去學校,他們不來。\n你是中國人,我也是。\n"
RUSSIAN = "Мы идём в школу\nа вы идёте домой\n"


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (KOREAN, "cp949", "cp949"),
        ("The word 한글 in English text\n", "euc-kr", "cp949"),
        ("똠방각하 펲시콜라\n", "cp949", "cp949"),  # not in EUC-KR
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gb2312", "gb18030"),
        (TAIWAN, "big5", "big5"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8_r", "koi8_r"),
        (KOREAN, "utf-16", "utf-16"),
        (KOREAN, "utf-16-le", "utf-16-le"),
        (RUSSIAN, "utf-16-be", "utf-16-be"),
        ("plain words here\n", "utf-16-le", "utf-16-le"),
        ("Der Müller mag Käse und Öl\n", "cp1252", "cp1252"),
    ],
)
def test_the_advice_names_the_right_encoding(tmp_path, text, encoding, named):
    path = tmp_path / "a.txt"
    path.write_bytes(("first line in English\n" + text * 3).encode(encoding))
    with pytest.raises(ValueError, match=f"encoding='{named}'"):
        load_corpus(path)
    assert load_corpus(path, encoding=named).text(0) == "first line in english"


def test_utf8_read_as_something_else(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(KOREAN, encoding="utf-8")
    with pytest.raises(ValueError, match=r"is not ascii .*encoding='utf-8'"):
        load_corpus(path, encoding="ascii")
    with pytest.raises(ValueError, match="encoding=None is not known"):
        load_corpus(path, encoding=None)
    with pytest.raises(ValueError, match="encoding='hex' is not known"):
        load_corpus(path, encoding="hex")


# --- text that is cut already, and text that is not cut at all ------------------------------------

PTB = " mr. <unk> paid N dollars \n n <unk> paid N \n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PTB, True),
        (" the company 's shares rose N N \n it did n't pay $ N million \n", True),
        ("the shares 's rose\n", True),
        (" = Robert <unk> = \n He won 1 @,@ 000 pounds .\n", True),
        ("a man paid N dollars for N shares\n", True),
        ("You say goodbye and I say hello.\n", False),
        ("It's America's day, isn't it?\n", False),
        ("N. met him in No. 5. The <b>end</b>.\n", False),
        ("plain words without capitals\n", False),
        ("'s Nachts isn't the day's end\n", False),
        ("N\n", False),
    ],
)
def test_looks_split(text, expected):
    assert looks_split(text) == expected


def test_a_file_that_is_cut_into_words_keeps_its_tokens(tmp_path):
    path = tmp_path / "ptb.txt"
    path.write_text(PTB)
    assert load_corpus(path).vocab.index_to_key == ["<unk>", "paid", "N", "mr.", "dollars", "n"]
    cut = load_corpus(path, tokens="words").vocab
    assert cut.index_to_key == ["n", "unk", "paid", "mr", "dollars"]
    assert "$" not in load_corpus(path, punctuation=True).vocab  # asked for: not looked at
    path.write_text("1 2 3\n2 3 4\n")
    with pytest.raises(ValueError, match=r'holds no words .*tokens="split"'):
        load_corpus(path)
    assert load_corpus(path, tokens="split").vocab.index_to_key == ["2", "3", "1", "4"]
    with pytest.raises(ValueError, match="tokens must be one of"):
        load_corpus(path, tokens="words ")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("我们今天去学校\n他们明天来学校", "Chinese or Japanese"),
        ("私は学生です。\nあなたは先生です。", "Chinese or Japanese"),
        ("ฉันไปโรงเรียนทุกวัน\nเธอไปตลาดทุกวัน", "Thai"),
    ],
)
def test_unsegmented_text_gets_a_hint(tmp_path, text, hint):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with pytest.warns(UserWarning, match=f"{hint}.*cut it into words first") as of_file:
        load_corpus(tmp_path / "a.txt")
    with pytest.warns(UserWarning, match=hint) as of_text:
        Corpus.from_sentences(text)
    assert of_file[0].filename == of_text[0].filename == __file__  # at the user's line


@pytest.mark.parametrize(
    "text",
    [
        "我们 今天 去 学校\n他们 明天 来 学校",
        "나는 학교에 간다\n너는 집에",
        "ฉัน ไป โรงเรียน\nเธอ ไป",
    ],
)
def test_segmented_text_gets_none(text, recwarn):
    Corpus.from_sentences(text)
    Corpus.from_sentences([["我们今天去学校", "他们明天来学校"]])  # the words are the user's own
    assert not recwarn.list and unsegmented(["a"]) == ""


# --- reading in pieces ----------------------------------------------------------------------------


def same(a, b):
    assert a.vocab.index_to_key == b.vocab.index_to_key
    for part in ("ids", "bounds", "document"):
        np.testing.assert_array_equal(getattr(a, part), getattr(b, part))
    assert a.metadata == b.metadata


@pytest.mark.parametrize("piece", [7, 64, 1000])
def test_the_size_of_the_pieces_changes_nothing(tmp_path, monkeypatch, piece):
    path = tmp_path / "a.txt"
    lines = [f"Wörter {'im ' * (i % 7)}Text{i % 5}, it's so.\r\n" * (i % 3) for i in range(60)]
    path.write_bytes((FILE * 2 + "".join(lines) + "ende " * 2500 + FILE).encode())
    whole = load_corpus(path)
    monkeypatch.setattr("w2vlib.setup.textfiles.PIECE", piece)
    monkeypatch.setattr("w2vlib.setup.blocks.BLOCK", piece)
    monkeypatch.setattr("w2vlib.corpus_files.REMEMBERED", 20)
    if piece < 64:  # a head is looked for in whole lines: a piece must hold one
        monkeypatch.setattr("w2vlib.setup.textfiles.PIECE", 64)
    same(load_corpus(path), whole)


def test_a_folder_or_a_list_of_files_is_one_text(tmp_path):
    (tmp_path / "b.txt").write_text("hello you\nhello me")
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"you and me"))
    (tmp_path / "notes.pdf").write_text("no text")
    corpus = load_corpus(tmp_path)
    assert [corpus.text(s) for s in range(3)] == ["you and me", "hello you", "hello me"]
    assert corpus.metadata == [{"file": "a.txt.gz"}, {"file": "b.txt"}]
    assert corpus.document.tolist() == [0, 1, 1] and corpus.name == tmp_path.name
    other = load_corpus([tmp_path / "b.txt", str(tmp_path / "a.txt.gz")])
    assert other.text(2) == "you and me" and other.name == "several files"
    assert load_corpus([tmp_path / "b.txt"]).metadata is None
    (tmp_path / "c.txt").write_text(FILE)
    both = load_corpus(tmp_path)
    assert both.metadata[-1] == {"file": "c.txt", "year": 1802, "president": "Bob", "party": "Blue"}
    assert both.metadata[0]["year"] is None and both.document.tolist() == [0, 1, 1, 2, 2, 3, 3]
    for wrong, message in (([], "list of files is empty"), ([3], "got 3"), ([None], "got None")):
        with pytest.raises((TypeError, ValueError), match=message):
            load_corpus(wrong)


def test_a_packed_file_may_be_much_larger_than_itself(tmp_path, monkeypatch):
    """Memory is the ids and a few pieces, whatever the size: no line of the file is whole in it."""
    monkeypatch.setattr("w2vlib.setup.textfiles.PIECE", 65536)
    monkeypatch.setattr("w2vlib.setup.blocks.BLOCK", 65536)
    path = tmp_path / "a.txt.xz"
    with lzma.open(path, "wb", preset=0) as file:
        for _ in range(5):
            file.write(b"you say goodbye " * 65536)  # one line of 5 MB, as a list of words 60
    tracemalloc.start()
    corpus = load_corpus(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size < 20_000 and corpus.n_words == 5 * 3 * 65536
    assert peak < 4 * corpus.n_words * 1.2 + 10e6
    assert corpus.n_sentences == -(-corpus.n_words // 1000)


def test_a_stretch_without_blanks_has_a_bound(tmp_path, monkeypatch):
    monkeypatch.setattr("w2vlib.setup.textfiles.LONGEST_STRETCH", 100)
    monkeypatch.setattr("w2vlib.setup.textfiles.PIECE", 50)
    (tmp_path / "a.txt").write_text("a" * 300)
    with pytest.raises(ValueError, match=r"characters without a blank or a line end: cut the text"):
        load_corpus(tmp_path / "a.txt")
    monkeypatch.setattr("w2vlib.setup.textfiles.LONGEST_TEXT", 120)
    (tmp_path / "b.txt").write_text("a b\n" * 100)
    with pytest.raises(ValueError, match=r"more than 120 characters, too many for a list"):
        read_text(tmp_path / "b.txt")
    with pytest.raises(IsADirectoryError, match="is a folder: give the path of one"):
        read_text(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes")
def test_a_pipe_or_device_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    os.symlink("/dev/zero", tmp_path / "zero.txt")
    for path in (tmp_path / "pipe.txt", tmp_path / "zero.txt", "/dev/zero", "/dev/tty"):
        if os.path.exists(path):
            with pytest.raises(ValueError, match="is a pipe or a device"):
                load_corpus(path)
    for wrong in (0, sys.stdin, io.StringIO("a b")):
        with pytest.raises(TypeError, match="or a path, got"):
            load_corpus(wrong)


def test_progress_bar(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("hello you\n")
    load_corpus(tmp_path / "a.txt", progress=True)
    assert "reading: 100%" in capsys.readouterr().err
    load_corpus(tmp_path / "a.txt")
    assert capsys.readouterr().err == ""


def test_a_long_line_is_cut(tmp_path):
    path = tmp_path / "one_line.txt"
    path.write_text("# 1801\tAnn\tRed\n" + "a b " * 1250 + "\nshort line")
    corpus = load_corpus(path)
    assert np.diff(corpus.bounds).tolist() == [1000, 1000, 500, 2]
    assert corpus.document.tolist() == [0, 0, 0, 0]
    assert (corpus.ids[:4] == [0, 1, 0, 1]).all()


def _xz(text):
    return lzma.compress(text.encode() * 99)


@pytest.mark.parametrize(
    ("name", "raw", "error"),
    [
        ("a.txt", b"", "is empty: give a file"),
        ("a.txt", b" \n\n", "is empty: give a file"),
        ("a.txt.gz", gzip.compress(b"", mtime=0), "is empty: give a file"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "is a binary file .*save it as plain text"),
        ("a.txt", b"12 34 ... 56", "holds no words"),
        ("a.txt", b"hello hello\nHello!", r"one different word \('hello'\).*use a longer text"),
        ("a.txt.gz", b"no gzip", r"is damaged or not a \.gz file"),
        ("a.txt.xz", b"no xz", r"is damaged or not a \.xz file"),
        (
            "a.txt.gz",
            gzip.compress(b"many words " * 99, mtime=0)[:-9],
            r"is damaged or not a \.gz file",
        ),
        ("a.txt.xz", _xz("many words ")[:-9], r"is damaged or not a \.xz file"),
        ("a.pdf", b"%PDF", r"must end in \.txt .*save it as plain text"),
    ],
)
def test_bad_files(tmp_path, name, raw, error):
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(ValueError, match=error):
        load_corpus(tmp_path / name)


def test_missing_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "speeches.txt").write_text("hello you")
    with pytest.raises(FileNotFoundError, match="near: 'sotu'; known names: sotu, toy_world, say"):
        load_corpus("sotuu")
    with pytest.raises(FileNotFoundError, match=r"near: 'speeches\.txt'"):
        load_corpus("speaches.txt")
    with pytest.raises(FileNotFoundError, match="known names"):
        load_corpus("nowhere/x.txt")
    for text in ("You say goodbye and I say hello.", "You say goodbye and"):
        with pytest.raises(FileNotFoundError, match=r"is a text, not a path: use Corpus\.from_sen"):
            load_corpus(text)
    with pytest.raises(FileNotFoundError, match="there is no file 'You say goodbye'"):
        load_corpus("You say goodbye")
    (tmp_path / "you say good bye.txt").write_text("hello you")
    assert load_corpus("you say good bye.txt").n_words == 2
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"is a folder without a file that ends in \.txt"):
        load_corpus(tmp_path / "empty")
    with pytest.raises(TypeError, match="say_hello, help_ko, help_ko_morphemes or a path, got 3"):
        load_corpus(3)


def test_min_count():
    assert load_corpus("sotu").min_count == 5 and load_corpus("say_hello").min_count == 1
    for wrong in (0, -1, 2.5, True):
        with pytest.raises((ValueError, TypeError), match=f"min_count must be .*, got {wrong}"):
            load_corpus("say_hello", wrong)
    with pytest.raises(ValueError, match=r"min_count=7 leaves 0 words of 'my text'.*=2 or less"):
        Corpus.from_sentences(["a a a b b"], min_count=7)
    with pytest.raises(ValueError, match=r"min_count=3 leaves 1 words.*min_count=2 or less"):
        Corpus.from_sentences(["a a a b b"], min_count=3)
    with pytest.raises(ValueError, match="order must be"):
        Corpus.from_sentences(["a b"], order="alphabet")
    with pytest.raises(ValueError, match="holds no words"):
        Corpus.from_sentences([])


def test_data_folder_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("W2VLIB_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match=r"W2VLIB_DATA is .*no such folder: unset it, or"):
        load_corpus("sotu")
    assert load_corpus("say_hello").n_words == 8  # needs no file
    monkeypatch.setenv("W2VLIB_DATA", str(tmp_path))
    (tmp_path / "other.txt").write_text("x")
    with pytest.raises(FileNotFoundError, match=r"(?s)sotu\.txt\.xz.*which holds other\.txt"):
        load_corpus("sotu")
    with lzma.open(tmp_path / "sotu.txt.xz", "wt") as file:
        file.write(FILE)
    assert load_corpus("sotu", 1).n_words == 12
    with lzma.open(tmp_path / "sotu.txt.xz", "wt") as file:
        file.write("five five five five five\nfour four four four f16 f16 f16 f16 f16 six\n")
        file.write("six six six six six\n")
    usual = load_corpus("sotu")  # min_count=5, and letters alone
    assert usual.vocab.index_to_key == ["six", "five"] and usual.min_count == 5
    assert "f16" in load_corpus("sotu", tokens="words").vocab


@pytest.mark.parametrize("name", ["say_hello", "toy_world"])
@pytest.mark.parametrize("option", [{"mapped": True}, {"tokens": "words"}, {"punctuation": True}])
def test_what_is_no_file_takes_no_options_of_files(name, option):
    with pytest.raises(ValueError, match=f"mapped, .* are for files of text; '{name}' is none"):
        load_corpus(name, **option)


def test_the_toy_world_is_a_text_of_that_name():
    assert repr(load_corpus("toy_world")).startswith("Corpus('toy_world': 53,848 words in 10,000")


def test_loading_needs_numpy_alone():
    code = (
        "import sys; from w2vlib import load_corpus; load_corpus('say_hello'); "
        "print(sorted({'scipy', 'matplotlib', 'tqdm', 'numba', 'ipywidgets'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- windows and subsampling ----------------------------------------------------------------------


def test_windows_of_the_book():
    contexts, targets = contexts_and_targets(load_corpus("say_hello").ids, window_size=1)
    assert contexts.tolist() == [[0, 2], [1, 3], [2, 4], [3, 1], [4, 5], [1, 6]]
    assert targets.tolist() == [1, 2, 3, 4, 1, 5]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.integers(1, 4))
def test_windows_against_the_loop(ids, window):
    rows = [
        (ids[i - window : i] + ids[i + 1 : i + window + 1], ids[i])
        for i in range(window, len(ids) - window)
    ]
    if not rows:
        with pytest.raises(ValueError, match=f"at least {2 * window + 1} ids"):
            contexts_and_targets(np.array(ids), window)
        return
    contexts, targets = contexts_and_targets(np.array(ids), window)
    assert contexts.tolist() == [row for row, _ in rows]
    assert targets.tolist() == [target for _, target in rows]


def test_windows_take_any_id():
    contexts, targets = contexts_and_targets([2**62, 0, 1])
    assert contexts.tolist() == [[2**62, 1]] and targets.tolist() == [0]


def test_windows_errors():
    with pytest.raises(ValueError, match="window_size must be 1 or more, got 0"):
        contexts_and_targets(np.arange(9), 0)
    with pytest.raises(ValueError, match=re.escape("got shape (3, 3)")):
        contexts_and_targets(np.zeros((3, 3), int), 1)


def test_keep_probability_is_word2vecs():
    counts = np.array([900, 90, 10, 0])
    for word, count in enumerate(counts[:3]):
        # word2vec.c: ran = (sqrt(cn / (sample * total)) + 1) * (sample * total) / cn
        threshold = 0.01 * 1000
        expected = min(1, (np.sqrt(count / threshold) + 1) * threshold / count)
        assert keep_probability(counts, 0.01)[word] == pytest.approx(expected)
    assert keep_probability(counts, 0.01)[3] == 1
    assert keep_probability(counts, 0).tolist() == [1, 1, 1, 1]
    assert keep_probability(np.zeros(2), 1e-3).tolist() == [1, 1]
    once = (np.sqrt(0.5 / 0.001) + 1) * 0.001 / 0.5
    assert keep_probability([1, 1]) == pytest.approx([once, once])  # 1e-3 is usual
    ids = np.arange(900) % 2
    assert subsample(ids, [1, 1], rng=7).tolist() == subsample(ids, [1, 1], 1e-3, 7).tolist()
    with pytest.raises(ValueError, match="sample must be 0"):
        keep_probability(counts, -1)


def test_subsample_keeps_the_expected_share():
    counts = np.array([90_000, 9_000, 1_000])
    ids = np.repeat(np.arange(3), counts)
    kept = np.bincount(subsample(ids, counts, 0.02, rng=7), minlength=3)
    chance = keep_probability(counts, 0.02)
    spread = np.sqrt(counts * chance * (1 - chance))
    assert (np.abs(kept - counts * chance) <= 4 * spread).all()
    np.testing.assert_array_equal(subsample(ids, counts, 0), ids)
    np.testing.assert_array_equal(subsample(ids, counts, 0.02, 7), subsample(ids, counts, 0.02, 7))


def _folder(tmp_path):
    put = {"a.txt": "one cat\n", "._a.txt": "\0\5\x16\7\0", ".secret.txt": "hidden words\n"}
    for name, text in put.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("brought", [_folder, lambda path: _folder(path).glob("a*")])
def test_hidden_files_are_no_text_and_a_glob_is_a_list(tmp_path, brought):
    assert load_corpus(brought(tmp_path)).vocab.index_to_key == ["one", "cat"]


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"%PDF-1.4\n%\xe2\xe3\n", "is a PDF: save it as plain text"),
        (rb"{\rtf1\ansi hello world}", "is RTF, as of WordPad and TextEdit: save it as plain"),
        (b"PK\3\4 word/document.xml", r"is a zip archive, as \.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"is an old Office file \(\.doc"),
        (gzip.compress(b"many words", mtime=0), r"is packed by gzip: let its name end in \.gz"),
        (lzma.compress(b"many words"), r"is packed by xz: let its name end in \.xz"),
        ("two words".encode("utf-32"), "looks like UTF-32: pass encoding='utf-32'"),
        (b"the\0cat sat\0\0on mat\n", "is a binary file"),  # and no UTF-16
        ("왕 여왕 남자 여자\n".encode("cp949"), "pass encoding='cp949'"),  # and no Russian
    ],
)
def test_files_under_another_name_are_told_apart(tmp_path, raw, error):
    (tmp_path / "a.txt").write_bytes(raw)
    with pytest.raises(ValueError, match=error):
        load_corpus(tmp_path / "a.txt")
    if "encoding=" in error:  # a list of pairs takes no encoding, so none is advised
        with pytest.raises(ValueError, match="save it as UTF-8") as caught:
            read_text(tmp_path / "a.txt")
        assert "pass" not in str(caught.value)


@pytest.mark.parametrize("end", ["gone.txt", "link.txt"])
def test_a_link_to_nothing_is_named(tmp_path, end):
    (tmp_path / "link.txt").symlink_to(end)
    with pytest.raises(FileNotFoundError, match=f"is a link to '{end}', where no file is"):
        load_corpus(tmp_path / "link.txt")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("a b")

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(textfiles, "open", refused, raising=False)  # root may read everything
    with pytest.raises(PermissionError, match=r"a\.txt may not be read by you"):
        load_corpus(tmp_path / "a.txt")
