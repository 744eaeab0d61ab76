"""The two tasks with labels: balance, keywords deleted or kept, and no address on both sides."""

import numpy as np
import pytest

from w2vlib.lessons.topics import DIRECTIONS, KEYWORDS, SHORTEST, direction_task, topic_task
from w2vlib.plots.sampler import read_text

SOTU = TOPIC = WAY = None  # made by read_the_addresses


@pytest.fixture(scope="module", autouse=True)
def read_the_addresses():
    """When a test runs, not while pytest collects: that takes seconds."""
    sotu = read_text("sotu")
    globals().update(SOTU=sotu, TOPIC=topic_task(sotu), WAY=direction_task(sotu))


def test_no_keyword_is_left_and_every_sentence_is_long_enough():
    keywords = {w for words in KEYWORDS.values() for w in words.split()}
    left = {TOPIC.vocab.index_to_key[i] for i in np.unique(TOPIC.ids)}
    assert not keywords & left
    assert np.diff(TOPIC.bounds).min() == SHORTEST and TOPIC.bounds[-1] == len(TOPIC.ids)


def test_the_labels_are_those_of_a_slow_reading():
    topics = [set(words.split()) for words in KEYWORDS.values()]
    slow = []
    for s in range(3000):
        words = SOTU.text(s).split()
        named = [k for k, keywords in enumerate(topics) if keywords & set(words)]
        rest = [w for w in words if not any(w in keywords for keywords in topics)]
        if len(named) == 1 and len(rest) >= SHORTEST:
            slow.append((named[0], " ".join(rest), SOTU.document[s] % 3 == 2))
    assert len(slow) > 300
    for i, (label, text, held_out) in enumerate(slow):
        assert (TOPIC.labels[i], TOPIC.text(i), TOPIC.held_out[i]) == (label, text, held_out)


def test_draws_are_balanced_repeatable_and_never_mix_the_parts():
    train, test = TOPIC.draw(50, 3), TOPIC.draw(50, 3, held_out=True)
    assert np.bincount(TOPIC.labels[train]).tolist() == [50] * 5
    assert not TOPIC.held_out[train].any() and TOPIC.held_out[test].all()
    assert len(set(train)) == 250 and np.array_equal(train, TOPIC.draw(50, 3))
    assert not np.array_equal(train, TOPIC.draw(50, 4))


@pytest.mark.parametrize("n", [0, -1, 10**6])
def test_too_many_labels_are_refused(n):
    with pytest.raises(ValueError, match=rf"labels per class must be in 1\.\.\d+ .*got {n}"):
        TOPIC.draw(n)


def test_the_words_that_decide_the_direction_stay_and_are_of_one_side():
    up, down = (set(words.split()) for words in DIRECTIONS.values())
    for s in range(0, len(WAY), 97):
        words = set(WAY.text(s).split())
        assert bool(words & up) != bool(words & down)
        assert WAY.labels[s] == (0 if words & up else 1)


def test_no_address_is_on_both_sides():
    for task in (TOPIC, WAY):
        sides = [set(task.document[task.held_out == side].tolist()) for side in (False, True)]
        assert len(sides[1]) > 70 and not sides[0] & sides[1]
        assert len(task.document) == len(task)


def test_printing_teaches():
    assert repr(TOPIC).startswith(
        "LabelledSentences(15,569 sentences, 5,338 held out: war 5,480, money 4,384"
    )
