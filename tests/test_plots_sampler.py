"""Lesson 05's numbers and pictures are those of the real sampler; its explorer shows them."""

import re
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets.widgets import widget as registry

from w2vlib.corpus import Corpus, load_corpus
from w2vlib.lessons.noise import exact_noise, long_run_shares, near, rank_groups, total_variation
from w2vlib.plots.negatives import LEFT, LINE, alias_columns, answers, number_line
from w2vlib.plots.sampler import draw_many, explain_sampler
from w2vlib.sampling import UnigramSampler
from w2vlib.widgets.sampler import explore_sampler

COUNTS = [256, 16, 16, 16, 16, 1, 1, 1, 1, 1]  # to the power 0.75: 64, 4 x 8, 5 x 1


def test_total_variation_by_hand():
    assert total_variation([0.5, 0.5, 0], [0.2, 0.5, 0.3]) == pytest.approx(0.3)
    assert total_variation([1, 0], [0, 1]) == 1


def test_exact_noise_by_hand():
    exact = exact_noise(UnigramSampler.from_counts(COUNTS), target=9)
    np.testing.assert_allclose(exact, [0.64, *[0.08] * 4, *[0.01] * 4, 0])


def test_shares_without_replacement_equal_the_sum_over_all_orders():
    sampler = UnigramSampler.from_counts([6, 3, 2, 1], 1.0, 2, replace=False)
    p = exact_noise(sampler, 3)
    by_hand = np.zeros(4)
    for i, j in permutations(range(3), 2):
        by_hand[[i, j]] += p[i] * p[j] / (1 - p[i]) / 2
    np.testing.assert_allclose(long_run_shares(sampler, 3), by_hand)


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("exclude", [True, False])
def test_draws_tend_to_the_long_run_shares(replace, exclude):
    sampler = UnigramSampler.from_counts(COUNTS, seed=0, replace=replace, exclude=exclude)
    negatives = draw_many(sampler, 9)
    drawn = np.bincount(negatives.ravel(), minlength=10) / negatives.size
    assert total_variation(drawn, long_run_shares(sampler, 9)) < 0.02  # chance gives about 0.007


def test_without_replacement_the_top_word_falls_from_64_to_20_percent():
    shares = [
        long_run_shares(UnigramSampler.from_counts(COUNTS, replace=r), 9)[0] for r in (True, False)
    ]
    assert shares[0] == pytest.approx(0.64) and shares[1] == pytest.approx(0.2, abs=1e-3)


def test_many_words_without_replacement_are_left_to_the_draws():
    assert long_run_shares(UnigramSampler.from_counts(np.ones(50), replace=False), 0) is None


def test_near_by_hand():
    corpus = Corpus.from_sentences(["a b c d", "d a", "e", "c c"])
    words = corpus.vocab.index_to_key

    def beside(word, window):
        found = near(corpus, corpus.vocab.encode([word]), window)
        return {w for w, yes in zip(words, found, strict=True) if yes}

    assert beside("a", 1) == {"b", "d"}  # not e: that is another sentence
    assert beside("a", 2) == {"b", "c", "d"}
    assert beside("e", 3) == set()
    assert beside("c", 1) == {"b", "c", "d"}
    assert not near(corpus, [], 1).any()
    with pytest.raises(ValueError, match="window must be 1 or more, got 0"):
        near(corpus, [0], 0)


@given(st.lists(st.text("abcd", min_size=1), min_size=1, max_size=6), st.integers(1, 4))
def test_near_equals_the_slow_loop(texts, window):
    corpus = Corpus.from_sentences([["a", "b"], *map(list, texts)])
    for i in range(len(corpus.vocab)):
        slow = np.zeros(len(corpus.vocab), dtype=bool)
        for ids in corpus.sentences():
            for here in np.flatnonzero(ids == i):
                for there in range(len(ids)):
                    if 0 < abs(here - there) <= window:
                        slow[ids[there]] = True
        np.testing.assert_array_equal(near(corpus, [i], window), slow)


@pytest.mark.parametrize("n", [2, 12, 13, 100, 101, 1234])
def test_rank_groups_hold_every_word_once(n):
    groups = rank_groups(np.arange(n) + 1)
    ids = np.concatenate([ids for _, ids in groups])
    np.testing.assert_array_equal(ids, np.arange(n)[::-1])
    assert groups[0][0] == "" and len(groups[0][1]) == 1


def test_number_line_drops_its_numbers_where_the_sampler_s_fall():
    words, counts, seed = ["you", "say", "goodbye", "and"], [256, 81, 16, 1], 4
    picture = number_line(counts, words, "say", seed=seed)
    for text in ("you 0.72", "you 0.64", "say 0.27", "goodbye 0.08, and 0.01", "0.73"):
        assert f">{text}</text>" in str(picture)
    assert "goodbye 0.05, and 0.003" in str(picture) and "0.00." not in picture.desc
    sampler = UnigramSampler.from_counts(counts, seed=seed)
    drawn = sampler.get_negative_sample([1])[0]
    for i, word in enumerate(words):
        n = int((drawn == i).sum())
        assert (f" {word} {n} x" in picture.desc) == (n > 0)
    # the arrow of every u ends, on the line of all words, in the piece of the word drawn
    cdf, tips = np.append(0, np.cumsum(sampler.p)), arrow_tips(str(picture))
    assert len(tips) == 5
    for x, word in zip(tips, drawn, strict=True):
        assert LEFT + LINE * cdf[word] <= x <= LEFT + LINE * cdf[word + 1]


def arrow_tips(svg):
    """The x of the tip of every arrow."""
    return [float(p.split(",")[0]) for p in re.findall(r'<polygon points="([^ ]+) ', svg)]


@pytest.mark.parametrize("p", [[0.64, 0.27, 0.08, 0.01], [0.5, 0.5], [0.2] * 5])
def test_alias_columns_hold_every_share(p):
    words = list("abcde")[: len(p)]
    picture = alias_columns(p, words)
    total = dict.fromkeys(words, 0.0)
    for part in picture.desc.removesuffix(".").split("; "):
        for piece in part.partition(": ")[2].split(", "):
            share, word = piece.split(" ")
            total[word] += float(share)
    assert [x / len(p) for x in total.values()] == pytest.approx(p, abs=0.006)


def test_answers_frames_the_pairs_of_the_text():
    true = np.array([[True, False], [False, True]])
    picture = answers(np.eye(2) / 2, np.ones((2, 2)), ["a", "b"], ["k = 5", "k = 0"], true)
    assert "k = 5: pairs of the text 0.50, other pairs 0.00" in picture.desc
    assert "k = 0: pairs of the text 1.00, other pairs 1.00" in picture.desc
    assert str(picture).count('stroke-width="2"') == 4


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"power": 0, "k": 1},
        {"k": 20, "target": "and"},
        {"exclude": False},
        {"replace": False, "k": 6, "target": "hello"},
        {"replace": False, "exclude": False, "k": 7, "draw": 9},
        {"corpus": "toy_world", "target": "king", "replace": False},
    ],
)
def test_shares_and_distances_are_the_sampler_s(state):
    picture = explain_sampler(**state)
    full = {"corpus": "say_hello", "power": 0.75, "k": 5, "exclude": True, "replace": True}
    full |= {"target": "", "draw": 1} | state
    vocab = load_corpus(full["corpus"]).vocab
    t = vocab.key_to_index[full["target"]] if full["target"] else int(vocab.counts.argmax())
    sampler = UnigramSampler.from_counts(
        vocab.counts, full["power"], full["k"], seed=full["draw"],
        replace=full["replace"], exclude=full["exclude"],
    )  # fmt: skip
    negatives = draw_many(sampler, t)
    exact = exact_noise(sampler, t)
    drawn = np.bincount(negatives.ravel(), minlength=len(vocab)) / negatives.size
    for _, ids in rank_groups(vocab.counts):
        for share in (vocab.counts / vocab.counts.sum(), exact, drawn):
            assert f">{share[ids].sum():.3f}</text>" in str(picture)
    assert f"draws: {total_variation(drawn, exact):.4f}" in picture.desc
    known = long_run_shares(sampler, t)
    long_run = "too many" if known is None else f"{total_variation(known, exact):.4f}"
    assert f"in the long run: {long_run}" in picture.desc
    listed = picture.desc.partition("One draw for ")[2].partition(": ")[2].split(". Total")[0]
    assert [w.split(" (")[0] for w in _split(listed)] == vocab.decode(negatives[0])


def _split(listed):
    """'a (near, again), b' -> ['a (near, again)', 'b']"""
    return listed.replace("near, again", "near").replace("target, again", "target").split(", ")


def test_marks_of_the_live_draw():
    picture = explain_sampler(k=20, target="say", exclude=False, draw=3)
    corpus = load_corpus("say_hello")
    context = picture.desc.partition("One draw for ")[2].partition(":")[0].split()
    beside = near(corpus, corpus.vocab.encode([w for w in context if w != "[say]"]))
    listed = picture.desc.partition("One draw for ")[2].partition(": ")[2].split(". Total")[0]
    seen = set()
    for entry in _split(listed):
        word = entry.split(" (")[0]
        assert ("target" in entry) == (word == "say")
        assert ("near" in entry) == (word != "say" and beside[corpus.vocab.key_to_index[word]])
        seen.add(word)
    assert f"again: {20 - len(seen)};" in str(picture)


@pytest.mark.parametrize(
    "state, error, message",
    [
        ({"corpus": "bible"}, ValueError, "corpus must be one of say_hello"),
        ({"target": "goodby"}, KeyError, "near: 'goodbye'"),
        ({"replace": False, "k": 7}, ValueError, r"1\.\.6, got 7; without replacement"),
        ({"power": float("nan")}, ValueError, "power must be a finite number"),
    ],
)
def test_bad_states_are_refused(state, error, message):
    with pytest.raises(error, match=message):
        explain_sampler(**state)


def test_every_control_moves_the_picture():
    explorer = explore_sampler()
    assert explorer.view.value == str(explain_sampler("sotu", target="peace"))
    explorer.controls["corpus"].source.value = "toy_world"
    explorer.controls["power"].slider.value = 0.5
    explorer.controls["k"].slider.value = 3
    explorer.controls["exclude"].source.value = False
    explorer.controls["replace"].source.value = False
    explorer.controls["target"].source.value = " Queen "
    explorer.controls["draw"].typed.value = "7"
    state = explain_sampler("toy_world", 0.5, 3, False, False, "queen", 7)
    assert explorer.view.value == str(state) and explorer.hint.value == ""


def test_the_first_move_of_the_power_moves_the_head_of_the_list():
    """The default must show the lesson: 'the' goes from its share in the text towards 1/V."""
    explorer, shares = explore_sampler(), []
    for power in (1, 0.75, 0):
        explorer.controls["power"].slider.value = power
        shares.append(float(explorer.picture.desc.partition("the 0.")[2].split(", ")[1]))
    assert shares == sorted(shares, reverse=True) and shares[0] > 0.08 and shares[2] < 0.001


def test_a_target_that_the_next_text_lacks_is_cleared():
    explorer = explore_sampler()
    explorer.controls["corpus"].source.value = "say_hello"
    assert explorer.view.value == str(explain_sampler()) and explorer.hint.value == ""
    explorer.controls["target"].source.value = "say"
    explorer.controls["corpus"].source.value = "sotu"  # has "say" as well
    assert explorer.view.value == str(explain_sampler("sotu", target="say"))


@pytest.mark.parametrize(
    "control, typed, hint",
    [
        ("target", "goodby", "near: &#x27;goodbye&#x27;"),
        ("target", "you say", "not in the vocabulary"),
        ("k", "1e9", "from 1 to 20"),
        ("k", "", "whole number"),
        ("power", "much", "must be a number from 0 to 1.5"),
        ("draw", "0", "from 1 to 999"),
    ],
)
def test_bad_input_gives_a_hint_and_keeps_the_picture(control, typed, hint):
    explorer = explore_sampler("say_hello", target="")
    before = explorer.view.value
    explorer.controls[control].source.value = typed
    assert hint in explorer.hint.value and explorer.view.value == before


def test_too_many_without_replacement_is_a_hint():
    explorer = explore_sampler("say_hello", target="", k=10)
    before = explorer.view.value
    explorer.controls["replace"].source.value = False
    assert "1..6, got 10; without replacement" in explorer.hint.value
    assert explorer.view.value == before
    explorer.controls["k"].slider.value = 6
    assert explorer.view.value == str(explain_sampler(k=6, replace=False))


def test_rebuilding_leaks_no_widgets():
    explore_sampler("say_hello", target="")
    before = len(registry._instances)
    for _ in range(100):
        explore_sampler("say_hello", target="")
    assert len(registry._instances) == before
