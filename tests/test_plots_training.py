"""Lesson 07's pictures show what the runs noted; stored runs are what their scripts make."""

import csv
import importlib.util
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import mean, variance

import numpy as np
import pytest

from w2vlib import NegativeSamplingLoss, contexts_and_targets, train_word2vec
from w2vlib.evaluation import load_analogies
from w2vlib.lessons.story import Story, stored_story
from w2vlib.plots.sampler import read_text
from w2vlib.plots.training import explain_training
from w2vlib.plots.training_table import epochs_picture, read_table, settings_picture, size_picture
from w2vlib.setup.datafiles import data_file

DATA = Path(__file__).resolve().parent.parent / "data"


def script(name):
    spec = importlib.util.spec_from_file_location(name, DATA.parent / f"tools/data/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def toy_story(**changes):
    story = Story(watch=("king", "paris", "queen"), moving=("rome", "man"), epochs=2, **changes)
    last = []

    def note(state):
        story.add(state, 1234.4)
        last.append(state.vectors)

    train_word2vec(
        read_text("toy_world"), vector_size=10, epochs=2, negative=story.k, alpha=story.alpha,
        engine="numpy", sample=0, callbacks=note, progress=False,
    )  # fmt: skip
    return story, last[-1]


@pytest.fixture(scope="module")
def toy():
    return toy_story()


def test_a_moment_is_what_the_vectors_say(toy):
    story, vectors = toy
    now = story.moments[-1]
    assert now.words == story.total_words and now.speed == 1234
    for word in story.watch:
        assert now.neighbours[word] == [x for x, _ in vectors.most_similar(word, topn=5)]
    for word in story.moving:
        cosines = [vectors.similarity(word, axis) for axis in ("king", "paris")]
        assert now.places[word] == pytest.approx(cosines, abs=5.1e-4)


def test_a_story_survives_its_file(toy):
    assert Story.from_json(toy[0].to_json()) == toy[0]


@pytest.mark.parametrize("upto", [1, 10, 50, 100])
def test_the_picture_shows_the_numbers_of_its_moment(upto):
    story = stored_story()
    picture = explain_training(upto=upto)
    m = [m for m in story.moments if m.words * 100 <= upto * story.total_words] or story.moments[:1]
    text = str(picture)
    assert f">{m[-1].loss:.3f} after {m[-1].words / 1e6:.2f} M words</text>" in text
    assert f">now {m[-1].alpha:.4f}</text>" in text
    assert f">{m[-1].speed:,} words a second</text>" in text
    for word, near in m[-1].neighbours.items():
        assert f"{word}: {', '.join(near)}" in picture.desc
    for word, (x, y) in m[-1].places.items():
        assert f"{word} ({x:.2f}, {y:.2f})" in picture.desc and f">{word}</text>" in text
    assert text.count("<circle") == 1 + len(story.moving)


def test_the_plan_and_the_run_before_are_shown():
    story = stored_story()
    assert "Next start" not in str(explain_training())
    picture = explain_training(alpha=0.1, k=15, window=8, epochs=3, other_words=True)
    plan = "Next start: alpha 0.1, k = 15, window 8 (9 context words on average), epochs 3."
    assert plan in str(picture) and "Other words from the next start on." in str(picture)
    assert "k = 15 starts at 11.09" in str(picture) and "k = 5 starts at 4.16" in str(picture)
    picture = explain_training(before=replace(story, k=2))
    assert f"grey: the run before, k = 2, {story.moments[-1].loss:.3f}" in str(picture)
    assert "k = 2 starts at 2.08" in str(picture)


@pytest.mark.parametrize("loss", [1e23, float("inf"), float("nan")])
def test_a_diverged_run_says_so_instead_of_its_digits(loss):
    story = stored_story()
    wild = replace(story, moments=[*story.moments[:3], replace(story.moments[3], loss=loss)])
    picture = explain_training(wild, before=wild)
    assert ">diverged (above 50) after 0.36 M words<" in str(picture)
    assert "the run before, k = 5, diverged (above 50)" in picture.desc
    assert "nan" not in str(picture) and "e+" not in str(picture)
    drawn = str(picture).partition("<polyline")[2].partition("/>")[0]
    assert "inf" not in drawn


def test_a_run_that_has_not_reported_yet_can_be_drawn():
    picture = explain_training(Story(), status="Getting ready …")
    assert "Loss: not started" in picture.desc and "Getting ready …" in str(picture)


def test_words_do_not_lie_on_each_other():
    for upto in (1, 3, 10, 30, 100):
        text = str(explain_training(upto=upto))
        places = []
        for word in stored_story().moving:
            head = text.rpartition(f">{word}</text>")[0].rpartition("<text")[2]
            x, y = (float(head.partition(f'{a}="')[2].partition('"')[0]) for a in ("x", "y"))
            places.append((x, x + 6 * len(word), y))
        for i, (a, b, y) in enumerate(places):
            for c, d, z in places[:i]:
                assert abs(y - z) >= 12 or b <= c or d <= a


@pytest.mark.parametrize(
    "state, message",
    [({"upto": 0}, "upto must be from 1 to 100"), ({"epochs": 0}, "epochs must be from 1"),
     ({"k": 10**9}, "k must be from 1 to 1,000")],
)  # fmt: skip
def test_bad_states_are_refused(state, message):
    with pytest.raises(ValueError, match=message):
        explain_training(**state)


# ---------------------------------------------------------------- what is stored


def test_the_stored_run_is_whole():
    story = stored_story()
    assert story.total_words == 5 * read_text("sotu").n_words
    assert len(story.moments) == 100 and story.moments[-1].words == story.total_words
    assert [m.words for m in story.moments] == sorted(m.words for m in story.moments)


def test_the_script_of_the_stored_run_works():
    words = {"watch": ("king", "paris", "queen"), "moving": ("rome",), "epochs": 1}
    story = script("build_training_run").record(read_text("toy_world"), engine="numpy", **words)
    assert story.moments[-1].words == story.total_words == read_text("toy_world").n_words


def test_the_table_has_a_row_for_every_change_and_seed():
    build = script("build_training_table")
    rows = list(csv.DictReader(data_file("training_table.csv").open(encoding="utf-8")))
    assert [(r["change"], int(r["seed"])) for r in rows] == [
        (build.name_of(change), seed) for change in build.CHANGES for seed in build.seeds(change)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("change", [{"epochs": 2}, {"part": 0.125, "epochs": 15}])
def test_a_row_of_the_table_can_be_made_again(change):
    pytest.importorskip("numba")
    build = script("build_training_table")
    corpus, questions = read_text("sotu"), load_analogies("classroom", hard=False)
    row = build.measure(corpus, questions, change, seed=1)
    stored = read_table()[build.name_of(change)]
    assert float(row["last_loss"]) == pytest.approx(mean(stored.losses), abs=0.02)
    assert float(row["right"]) == pytest.approx(mean(stored.right), abs=0.06)


def test_the_pictures_of_the_table_show_its_means():
    table = read_table()
    epochs, settings, size = epochs_picture(), settings_picture(), size_picture()
    for name, runs in table.items():
        right = f"{mean(runs.right):.0%}"
        if name.startswith("epochs="):
            assert (
                f"{runs.epochs} epochs: loss {mean(runs.losses):.2f}, {right} right" in epochs.desc
            )
            assert f">{right}</text>" in str(epochs)
        elif name.partition("=")[0] in ("part", "vector_size", "sg"):
            assert f": {right}" in size.desc
        else:
            said = f"{name.replace('=', ' = ')}: {right} right, loss {mean(runs.losses):.2f}"
            assert said in settings.desc and f">{right}</text>" in str(settings)
    told = table.pop("sg=1, alpha=0.05")  # in words, without marks
    assert f"alpha 0.05 in place of 0.025: {mean(told.right):.0%}</text>" in str(size)
    marks = sum(len(r.right) for n, r in table.items() if n.partition("=")[0] in ("part", "sg"))
    marks += sum(len(r.right) for n, r in table.items() if n.startswith("vector_size"))
    marks += len(table["epochs=5"].right) + len(table["epochs=15"].right)
    assert str(size).count("<circle") == marks + 4  # and the four of the legend


def test_what_lesson_07_says_of_the_table():
    loss = {name: mean(runs.losses) for name, runs in read_table().items()}
    right = {name: mean(runs.right) for name, runs in read_table().items()}
    usual = "epochs=5"
    assert loss["alpha=0.2"] < loss[usual] and surely_below("alpha=0.2", usual)
    for worse in ("ns_exponent=0", "sample=0", "negative=1", "window=2", "window=10", "sg=1"):
        assert surely_below(worse, usual)
    assert surely_below(usual, "negative=15") and loss["negative=15"] > loss[usual]
    assert surely_below("epochs=1", "alpha=0.1, epochs=1")
    assert surely_below("alpha=0.0125", "alpha=0.0125, epochs=20")
    parts = ["part=0.125, epochs=15", "part=0.25, epochs=15", "part=0.5, epochs=15", "epochs=15"]
    assert all(surely_below(a, b) for a, b in pairwise(parts))
    assert right["part=0.125, epochs=120"] < right["part=0.125, epochs=15"] + 0.02
    sizes = ["vector_size=10", "vector_size=25", "vector_size=50", usual]
    assert all(surely_below(a, b) for a, b in pairwise(sizes))
    for size in ("vector_size=200", "vector_size=300"):
        assert not surely_below(usual, size)
    assert 0.05 < right["epochs=50"] - right["epochs=15"] < 0.07


def surely_below(a, b):
    """The mean of a is below that of b by more than three standard errors of the difference."""
    a, b = (read_table()[name].right for name in (a, b))
    error = (variance(a) / len(a) + variance(b) / len(b)) ** 0.5
    return mean(b) - mean(a) > 3 * error


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_what_lesson_07_says_of_overtraining(seed):
    """Trained text better to the end; held-out text best after about ten epochs, then worse."""
    pytest.importorskip("numba")
    new = read_text("sotu").where(lambda about: about["year"] >= 2009)
    held = np.arange(new.n_sentences) % 10 == 0
    train, test = new.where(~held, keep_vocab=True), new.where(held, keep_vocab=True)
    contexts, targets = contexts_and_targets(test.ids, window_size=5)
    sentence = np.repeat(np.arange(test.n_sentences), np.diff(test.bounds))
    whole = sentence[:-10] == sentence[10:]
    seen, unseen = {}, {}
    for n in (2, 10, 60):
        vectors = train_word2vec(
            train, epochs=n, alpha=0.1, sample=0, seed=seed, engine="numba", progress=False
        )
        ask = NegativeSamplingLoss(vectors.context_vectors, test.ids, sample_size=5, seed=0)
        h = vectors.vectors[contexts[whole]].mean(axis=1)
        seen[n], unseen[n] = vectors.history["loss"][-1], ask.forward(h, targets[whole])
    assert seen[2] > seen[10] + 0.4 > seen[60] + 0.8
    assert unseen[10] < unseen[2] - 0.15 and unseen[10] < unseen[60] - 0.15
