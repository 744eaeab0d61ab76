"""Training live: start, pause, resume, stop, close; no thread, widget or word is left behind."""

import threading
import time
from functools import cache

import numpy as np
import pytest
from ipywidgets.widgets import widget as registry

from w2vlib import load_corpus, train_word2vec
from w2vlib.plots.training import explain_training
from w2vlib.widgets.live import LiveTraining
from w2vlib.widgets.training import explore_training

WORDS = {"watch": ("king", "paris", "queen"), "moving": ("rome", "man", "was")}

toy_world = cache(lambda: load_corpus("toy_world"))  # when a test runs, not while pytest collects


def explorer(**changes):
    return explore_training(toy_world(), engine="numpy", **WORDS, **changes)


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def threads():
    return [t for t in threading.enumerate() if t.name == "w2vlib-live-training"]


@pytest.fixture(autouse=True)
def no_thread_is_left():
    yield
    explorer().close()  # closes the one before as a rerun of its cell would
    assert threads() == []


def test_before_the_start_the_stored_run_is_shown():
    e = explore_training()
    assert e.view.value == str(explain_training(status="Press Start."))


def test_every_control_shows_the_plan_of_the_next_start():
    e = explore_training()
    e.controls["alpha"].slider.value = 0.1
    e.controls["k"].slider.value = 15
    e.controls["window"].slider.value = 8
    e.controls["epochs"].typed.value = "3"
    e.controls["upto"].slider.value = 20
    e.controls["watch"].source.value = "Spain, four, silver"
    wanted = explain_training(None, 0.1, 15, 8, 3, 20, status="Press Start.", other_words=True)
    assert e.view.value == str(wanted) and e.hint.value == ""


def test_a_live_run_is_a_training_with_these_settings():
    e = explorer(epochs=2, k=3)
    e.start()
    until(lambda: not e.active)
    alone = train_word2vec(
        toy_world(), alpha=0.05, negative=3, epochs=2, engine="numpy", progress=False
    )
    assert np.array_equal(e.vectors.vectors, alone.vectors)
    assert e.status == "Finished." and e.story.moments[-1].words == e.story.total_words
    assert "Finished." in e.view.value and "live, engine numpy" in e.view.value
    assert [m.loss for m in e.story.moments] == pytest.approx(alone.history["loss"], abs=1e-4)
    assert e.before is not None and not threads()


def test_pause_holds_resume_goes_on_stop_keeps_the_vectors():
    e = explorer(epochs=20)
    e.start_button.click()
    until(lambda: e.story.moments)
    e.pause_button.click()
    assert e.pause_button.description == "Resume"
    time.sleep(0.3)  # a report that was on its way
    before = len(e.story.moments)
    time.sleep(0.3)
    assert len(e.story.moments) == before
    assert e.live.paused and len(threads()) == 1 and "Paused." in e.view.value
    e.pause_button.click()
    assert e.pause_button.description == "Pause"
    until(lambda: len(e.story.moments) > before or not e.active)
    e.stop_button.click()
    until(lambda: not e.active)
    assert e.status in ("Stopped.", "Finished.") and len(e.vectors) == 157
    assert e.pause_button.disabled and e.stop_button.disabled


def test_starting_again_ends_the_first_run():
    e = explorer(epochs=20)
    e.start()
    first = e.story
    until(lambda: first.moments)
    e.start()
    seen = len(first.moments)
    assert len(threads()) <= 1 and e.story is not first
    until(lambda: e.story.moments)
    assert len(first.moments) == seen


def test_a_run_that_overflows_is_a_hint():
    from unittest.mock import patch

    e = explorer()
    error = FloatingPointError("training diverged. Lower alpha.")
    with patch("w2vlib.widgets.live.train_word2vec", side_effect=error):
        e.start()
        until(lambda: not e.active)
    assert "Lower alpha" in e.hint.value and e.vectors is None and "Not trained" in e.view.value


@pytest.mark.parametrize(
    "control, typed, hint",
    [
        ("alpha", "1e9", "from 0.001 to 2"),
        ("k", "", "whole number"),
        ("window", "0", "from 1 to 15"),
        ("epochs", "many", "whole number from 1 to 20"),
        ("watch", "king, paris", "type 3 different words"),
        ("moving", "kinng", "kin"),
        ("moving", "", "type 1 to 10 different words"),
    ],
)
def test_bad_input_gives_a_hint_keeps_the_picture_and_starts_nothing(control, typed, hint):
    e = explorer()
    before = e.view.value
    e.controls[control].source.value = typed
    assert hint in e.hint.value and e.view.value == before
    e.start()
    assert not e.live.running and hint in e.hint.value


def test_a_hundred_reruns_leave_neither_threads_nor_widgets():
    explorer()
    before = len(registry._instances)
    for i in range(100):
        e = explorer(epochs=20)
        if i % 4 == 0:
            e.start()
            if i % 8 == 0:
                e.pause()
        assert len(threads()) <= 1
    explorer()
    assert threads() == [] and len(registry._instances) == before


def test_nothing_is_printed_by_the_thread(capfd):
    e = explorer()
    e.start()
    until(lambda: not e.active)
    assert capfd.readouterr() == ("", "")


def test_a_run_can_be_stopped_before_its_first_report():
    ends = []
    live = LiveTraining(lambda *_: None, lambda *end: ends.append(end))
    gate = threading.Event()

    def load():
        gate.wait()
        return toy_world()

    live.start(load, engine="numpy")
    threading.Timer(0.05, gate.set).start()
    live.stop()
    assert not live.running and len(ends) == 1 and ends[0][0].history.status == "stopped"
