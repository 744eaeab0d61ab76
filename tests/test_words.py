"""suggest and UnknownWord: an unknown word names its neighbours in spelling."""

import pickle
from types import SimpleNamespace

import pytest

from w2vlib.words import UnknownWord, WordIndex, printable, suggest

WORDS = ["the", "france", "francs", "friendly", "peace", "U.S."]


def test_nearest_spelling_first():
    assert suggest("frannce", WORDS) == ["france", "francs"]
    assert suggest("frannce", WORDS, n=1) == ["france"]


def test_three_are_named_and_only_near_ones():
    assert suggest("abcdef", ["abcdeg", "abcdeh", "abcdei", "abcdej"]) == [
        *("abcdej", "abcdei", "abcdeh")
    ]
    assert suggest("abcdef", ["abcdxy"]) == []  # two letters of six are others
    assert suggest("a" * 49 + "b", ["a" * 50]) == ["a" * 50]
    assert suggest("a" * 50 + "b", ["a" * 51]) == []  # too long to be looked for


@pytest.mark.parametrize(("before", "found"), [(49_999, ["hello"]), (50_000, [])])
def test_the_commonest_words_are_looked_at(before, found):
    assert suggest("hallo", [*map(str, range(before)), "hello"]) == found


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", "na\\xefve"), ("utf-8", "naïve"), (None, "naïve")]
)
def test_what_the_console_lacks_stands_as_its_code(monkeypatch, encoding, shown):
    monkeypatch.setattr("sys.stdout", SimpleNamespace(encoding=encoding))
    assert printable("naïve") == shown


def test_case_does_not_matter():
    assert suggest("FRANCE", WORDS)[0] == "france"
    assert suggest("u.s.", WORDS) == ["U.S."]


@pytest.mark.parametrize("word", ["zzzz", "", "x" * 100_000, 7, None])
def test_nothing_near(word):
    assert suggest(word, WORDS) == []


def test_message_is_a_sentence():
    error = UnknownWord("peaec", WORDS)
    assert isinstance(error, KeyError) and error.args == ("peaec",)
    assert str(error) == "'peaec' is not in the vocabulary; near: 'peace'"
    assert str(UnknownWord("zzzz", WORDS)) == "'zzzz' is not in the vocabulary"
    assert str(UnknownWord(7, WORDS)) == "expected a word, got 7 (int)"


def test_of_several_spellings_the_commonest_is_found():
    index = WordIndex({"may": 0, "May": 1, "rain": 2})
    assert (index.find("MAY"), index.ids, index.folded) == (0, [0, 2], True)
    index = WordIndex({"may": 0, "May": 1}, case_insensitive=False)
    assert (index.find("May"), index.find("MAY"), index.ids, index.folded) == (1, -1, None, False)


def test_survives_pickling_between_processes():
    error = pickle.loads(pickle.dumps(UnknownWord("peaec", WORDS)))
    assert str(error).endswith("near: 'peace'")
