"""suggest and UnknownWord: an unknown word names its neighbours in spelling."""

import pickle

import pytest

from w2vlib.words import UnknownWord, suggest

WORDS = ["the", "france", "francs", "friendly", "peace", "U.S."]


def test_nearest_spelling_first():
    assert suggest("frannce", WORDS) == ["france", "francs"]
    assert suggest("frannce", WORDS, n=1) == ["france"]


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


def test_survives_pickling_between_processes():
    error = pickle.loads(pickle.dumps(UnknownWord("peaec", WORDS)))
    assert str(error).endswith("near: 'peace'")
