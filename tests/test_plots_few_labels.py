"""Pictures and explorer of lesson 09: their numbers are those of the table and of the vectors."""

import re

import numpy as np
import pytest
from ipywidgets.widgets import widget as registry

from w2vlib.plots.eras import agreement, common_words, era_vectors, load_agreement, show_eras
from w2vlib.plots.few_labels import LOOK, TASKS, labels_measured, measured, show_few_labels
from w2vlib.widgets.few_labels import explore_eras, explore_few_labels


def shown(picture) -> list[str]:
    return re.findall(r">([^<>]+)</text>", str(picture))


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("labels", [1, 20, 1000])
@pytest.mark.parametrize("features", ["vectors", "tf-idf", "random vectors"])
def test_the_numbers_are_those_of_the_table(task, labels, features):
    picture, data = show_few_labels(task, labels, features), measured()["tasks"][task]
    texts, at = shown(picture), labels_measured().index(labels)
    for kind, found in data["features"].items():
        draws = np.array(found["accuracy"][at])
        assert len(draws) == 20 and kind in texts
        assert (
            f"{draws.mean():.2f} ± {draws.std():.2f}" in texts and f"ring {draws[0]:.2f}" in texts
        )
        assert f"ring {draws[6]:.2f}" in shown(show_few_labels(task, labels, features, draw=7))
    assert str(picture).count("<circle") == 21 * len(data["features"])
    each = data["features"][features]["by_class"][at]
    assert np.isclose(np.mean(each), np.mean(data["features"][features]["accuracy"][at]), atol=1e-3)
    for name, share in zip(data["classes"], each, strict=True):
        assert name in texts and f"{name} {share:.2f}" in picture.desc


def test_nothing_leaves_the_axes():
    for task in measured()["tasks"].values():
        for found in task["features"].values():
            A = np.array(found["accuracy"])
            assert A.shape == (len(labels_measured()), 20) and A.min() > 0.1 and A.max() < 1
        assert set(task["features"]) <= set(LOOK)


@pytest.mark.parametrize(
    "state, message",
    [
        ({"task": "poetry"}, "task must be one of topic, direction"),
        ({"labels": 7}, "labels per class must be one of .* got 7"),
        ({"draw": 21}, "draw number must be from 1 to 20, got 21"),
        ({"features": "bert"}, "features must be one of .* got 'bert'"),
    ],
)
def test_states_that_are_not_in_the_table(state, message):
    with pytest.raises(ValueError, match=message):
        show_few_labels(**state)


# --- two eras -------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["energy", "three", "gold"])
@pytest.mark.parametrize("n", [1, 12])
def test_neighbours_are_those_of_the_vectors(word, n):
    picture = show_eras(word, n)
    texts = shown(picture)
    for name, wv in era_vectors().items():
        times = wv.counts[wv.get_index(word)]
        assert f"{name}: {word!r} occurs {times:,} times".replace("'", "&#x27;") in texts
        for other, cosine in wv.most_similar(word, topn=n):
            assert other in texts or f"{other} (both)" in texts
            assert f"{cosine:.2f}" in texts and f"{other} {cosine:.2f}" in picture.desc
    own = agreement(word) or ()
    for share in [*own[:2], load_agreement()["mean"]["eras"], load_agreement()["mean"]["halves"]]:
        assert f"{share:.2f}" in texts
    assert ("no control" in picture.desc) == (word == "gold")


def test_agreements_are_shares_and_their_means_are_those_of_the_words():
    table = load_agreement()
    assert len(common_words()) > 1000 and "gold" not in common_words()
    columns = np.array([agreement(word) for word in common_words()])
    assert columns.min() >= 0 and columns.max() <= 1 and (columns[:, 2] <= columns[:, 1]).all()
    assert np.isclose(columns[:, 0].mean(), table["mean"]["eras"], atol=1e-3)
    assert np.isclose(columns[:, 1].mean(), table["mean"]["halves"], atol=1e-3)
    for wv in era_vectors().values():
        assert all(wv.counts[wv.get_index(word)] >= 20 for word in common_words())


def test_what_lesson_09_says_of_four_words():
    for word in ("energy", "welfare", "part"):
        eras, halves, least = agreement(word)
        assert eras < 0.05 and halves >= 0.5 and least >= 0.4
    eras, halves, least = agreement("same")
    assert eras < 0.05 and halves < 0.1


def test_words_and_numbers_that_cannot_be_shown():
    with pytest.raises(ValueError, match="before 1900: 'computer' is not in the vocabulary"):
        show_eras("computer")
    with pytest.raises(ValueError, match="from 1 to 12, got 13"):
        show_eras("gold", 13)


# --- the explorer ---------------------------------------------------------------------------------


def test_every_control_moves_the_picture():
    explorer = explore_few_labels()
    assert explorer.view.value == str(show_few_labels("topic", 5, "vectors"))
    explorer.controls["labels"].source.value = 200
    explorer.controls["features"].source.value = "tf-idf"
    explorer.controls["task"].source.value = "direction"
    explorer.controls["draw"].slider.value = 9
    assert explorer.view.value == str(show_few_labels("direction", 200, "tf-idf", 9))
    explorer = explore_eras()
    assert explorer.view.value == str(show_eras("energy", 8))
    explorer.controls["word"].source.value = " Gold "
    explorer.controls["n"].slider.value = 5
    assert explorer.view.value == str(show_eras("gold", 5))


@pytest.mark.parametrize(
    "make, control, typed, hint",
    [
        (explore_eras, "word", "", "type one word"),
        (explore_eras, "word", "golld", "near: &#x27;gold&#x27;"),
        (explore_eras, "word", "1e9", "not in the vocabulary"),
        (explore_eras, "n", "1e9", "from 1 to 12"),
        (explore_eras, "n", "many", "from 1 to 12"),
        (explore_few_labels, "draw", "21", "from 1 to 20"),
        (explore_few_labels, "draw", "", "from 1 to 20"),
    ],
)
def test_bad_input_gives_a_hint_and_keeps_the_picture(make, control, typed, hint):
    explorer = make()
    before = explorer.view.value
    explorer.controls[control].source.value = typed
    assert hint in explorer.hint.value and explorer.view.value == before


def test_rebuilding_leaks_no_widgets():
    for make in (explore_few_labels, explore_eras):
        make()
        before = len(registry._instances)
        for _ in range(100):
            make()
        assert len(registry._instances) == before
