"""Make training_run.json: one training that the explorer of lesson 07 shows before Start.

    make data ARGS=training_run

Five epochs over the State of the Union addresses, engine="numba", seed 1: the loss, the neighbours
of three words and the places of eight words at each of about 100 reports. The words a second are
those of the machine that made the file.
"""

from __future__ import annotations

import time

from w2vlib import load_corpus, train_word2vec
from w2vlib.lessons.story import Story
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder


def record(corpus, engine: str = "numba", **changes) -> Story:
    """Train with the story's settings; note each report."""
    story = Story(label="stored run", **changes)
    train_word2vec(load_corpus("say_hello"), sample=0, engine=engine, progress=False)  # compiles
    clock = [time.perf_counter(), 0]

    def note(state) -> None:
        story.add(state, (state.words - clock[1]) / (time.perf_counter() - clock[0]))
        clock[:] = time.perf_counter(), state.words

    train_word2vec(
        corpus, alpha=story.alpha, negative=story.k, window=story.window, epochs=story.epochs,
        engine=engine, callbacks=note, progress=False,
    )  # fmt: skip
    return story


if __name__ == "__main__":
    with atomic_write(data_folder() / "training_run.json") as file:
        file.write(record(load_corpus("sotu")).to_json() + "\n")
