"""What the folded answers of lessons 05 to 09 say of their explorers is what these show."""

import re

import numpy as np
import pytest
from explorer_page import build
from moving_plans import turn, walk

from w2vlib import train_word2vec
from w2vlib.lessons.noise import exact_noise, long_run_shares, rank_groups
from w2vlib.lessons.one_step import one_step
from w2vlib.lessons.story import Story, stored_story
from w2vlib.plots.eras import agreement, load_agreement
from w2vlib.plots.few_labels import measured
from w2vlib.plots.sampler import read_text
from w2vlib.plots.step import WORDS
from w2vlib.plots.word_map import load_vectors_once, true_neighbours
from w2vlib.sampling import UnigramSampler

# ---------------------------------------------------------------- lesson 05


def noise(power: float) -> np.ndarray:
    """The share of each group of ranks: 1, 2 to 10, 11 to 100, to 1,000, to 10,000, the rest."""
    vocab = read_text("sotu").vocab
    counts, peace = vocab.counts, vocab.key_to_index["peace"]
    exact = exact_noise(UnigramSampler.from_counts(counts, power), peace)
    return np.array([exact[ids].sum() for _, ids in rank_groups(counts)])


def test_a_power_of_1_lifts_the_common_words_and_0_the_rarest():
    counts = read_text("sotu").vocab.counts
    assert [x > 0 for x in noise(1) - noise(0.75)] == [True] * 3 + [False] * 3
    assert [x > 0 for x in noise(0) - noise(0.75)] == [False] * 4 + [True] * 2
    assert noise(1)[0] == pytest.approx(counts[0] / counts.sum(), rel=0.01)
    assert noise(0)[0] < 0.001


def distances(**state) -> list[float]:
    """Text, long run, draws, chance: the four distances below the picture."""
    explorer = build("sampler")
    explorer.set(**state)
    assert not explorer.hint.value
    said = explorer.view.value.partition("Total variation")[2]
    numbers = re.findall(r"(?:shares|run:|draws:|about) (\d\.\d+)", said)
    explorer.close()
    return [float(x) for x in numbers[:4]]


def test_six_of_six_without_replacement_are_drawn_alike():
    toy = read_text("say_hello")
    t = toy.vocab.key_to_index["goodbye"]
    sampler = UnigramSampler(toy.ids, sample_size=6, replace=False)
    assert np.delete(long_run_shares(sampler, t), t) == pytest.approx(np.full(6, 1 / 6))
    state = {"corpus": "say_hello", "target": "goodbye", "k": 6}
    assert distances(**state)[1] == 0
    assert distances(**state, replace=False)[1] > 0.05


def test_the_long_run_tells_the_error_and_the_draws_tell_chance():
    _, long_run, draws, chance = distances(exclude=False)
    assert 0 < long_run < 0.01 and draws == pytest.approx(chance, rel=0.05)
    _, long_run, draws, chance = distances()
    assert long_run == 0 and draws == pytest.approx(chance, rel=0.05)


# ---------------------------------------------------------------- lesson 06


def step_of(explorer):
    s = explorer.state
    ids = [WORDS.index(word) for word in s["negatives"]]
    return one_step(s["h"], s["W"], WORDS.index(s["target"]), ids, s["lr"])


def cosine(a, b) -> float:
    return np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b)


def test_steps_part_the_words_and_shrink():
    explorer = build("step")
    sums, lengths = [], []
    for _ in range(6):
        step = step_of(explorer)
        sums.append(step.losses.sum())
        lengths.append([np.linalg.norm(step.dh), *np.linalg.norm(step.dW[:3], axis=1)])
        walk(explorer, 10)
    h, (you, say, goodbye, _) = explorer.state["h"], explorer.state["W"]
    assert cosine(h, say) > 0.9 and cosine(h, you) < -0.9 and cosine(h, goodbye) < -0.9
    assert (np.diff(sums) < 0).all() and (np.diff(lengths, axis=0) < 0).all()


def test_the_pull_of_say_fades_as_its_score_grows():
    explorer, seen = build("step"), []
    for degrees in range(0, 360, 20):
        turn(explorer, degrees)
        step = step_of(explorer)
        seen.append((step.scores[0], np.linalg.norm(step.dW[WORDS.index("say")])))
    pulls = [pull for _, pull in sorted(seen)]
    assert pulls == sorted(pulls, reverse=True) and pulls[0] > 2 * pulls[-1]


def test_and_moves_most_of_the_words_and_three_questions_pull_three_times():
    explorer = build("step")
    once = step_of(explorer).dW[WORDS.index("you")]
    explorer.view.on_click("and")
    step = step_of(explorer)
    moves = np.linalg.norm(step.dW, axis=1)
    assert WORDS[moves.argmax()] == "and" and np.linalg.norm(step.dh) > moves.max()
    assert WORDS[step.words[np.abs(step.y - step.labels).argmax()]] == "and"
    explorer.set(negatives="you you you")
    assert step_of(explorer).dW[WORDS.index("you")] == pytest.approx(3 * once)


# ---------------------------------------------------------------- lesson 07

WITHIN_THE_CORNER = 0.8  # both cosines


def trained(share=1.0, **settings) -> Story:
    """The first `share` of a run as the explorer's Start makes it."""
    corpus = read_text("sotu")
    names = {"k": "negative"}
    story = Story(**settings)
    given = {names.get(name, name): value for name, value in settings.items()}

    def report(state) -> None:
        story.add(state, 0)
        if state.words > share * state.total_words:
            state.stop()

    train_word2vec(
        corpus, window=5, epochs=5, min_alpha=1e-4, progress=False, callbacks=report, **given
    )
    return story


def test_the_words_start_in_the_corner_and_part_in_the_first_epoch():
    story = stored_story()
    first, *_, last = [m for m in story.moments if 5 * m.words <= story.total_words]
    assert min(min(first.places[word]) for word in ("spain", "four", "war")) > WITHIN_THE_CORNER
    assert last.places["spain"][0] > 0.8 and last.places["spain"][1] < 0.3
    assert last.places["four"][1] > 0.8 and last.places["four"][0] < 0.3


def test_more_negatives_have_a_larger_loss_all_the_way():
    more = trained(share=0.2, k=15).moments  # the other four epochs take long, and go on so
    assert len(more) > 15
    assert all(a.loss > b.loss + 0.5 for a, b in zip(more, stored_story().moments, strict=False))


@pytest.mark.slow
def test_with_a_small_alpha_the_words_end_in_the_corner():
    places = trained(alpha=0.005).moments[-1].places
    assert min(map(min, places.values())) > WITHIN_THE_CORNER


def test_with_a_large_alpha_the_loss_explodes_and_a_hint_ends_the_run():
    with pytest.raises(FloatingPointError, match=r"diverged.*Lower alpha"):
        trained(alpha=0.5)


# ---------------------------------------------------------------- lesson 08


def near(word: str) -> list[str]:
    return [load_vectors_once().index_to_key[i] for i in true_neighbours(word)[1]]


def test_the_map_keeps_six_neighbours_of_january_and_one_of_king():
    assert [len(true_neighbours(word)[2]) for word in ("january", "king")] == [6, 1]


@pytest.mark.slow
def test_first_neighbours_lead_to_and_fro_and_others_to_nearly_half_of_the_words():
    assert near("energy")[0] == near("solar")[0] == "renewable" and near("renewable")[0] == "solar"
    reached = newest = {"energy"}
    for _ in range(5):
        newest = {other for word in newest for other in near(word)} - reached
        reached = reached | newest
    assert 0.45 < len(reached) / len(load_vectors_once()) < 0.5


# ---------------------------------------------------------------- lesson 09


def test_three_stays_near_the_same_words_and_security_does_not():
    eras, halves, _ = agreement("three")
    assert min(eras, halves) > 0.75 and abs(eras - halves) < 0.02
    assert 0 < agreement("security")[0] - load_agreement()["mean"]["eras"] < 0.02
    for word in ("more", "would"):
        assert agreement(word)[0] >= agreement(word)[1]


def test_land_is_hardest_for_tf_idf_and_war_for_the_vectors():
    task = measured()["tasks"]["topic"]
    at = measured()["labels"].index(5)
    for features, hardest in (("tf-idf", "land"), ("vectors", "war")):
        shares = task["features"][features]["by_class"][at]
        assert task["classes"][int(np.argmin(shares))] == hardest
