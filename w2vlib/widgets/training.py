"""Explorer of lesson 07: train live; start, pause, resume and stop as you like."""

from __future__ import annotations

import os
import threading
import time
from functools import lru_cache

import ipywidgets as w

from w2vlib.checking import short
from w2vlib.corpus import NAMES, Corpus, load_corpus
from w2vlib.engines import ENGINES, choose_engine
from w2vlib.language import label
from w2vlib.lessons.story import MOVING, WATCH, Story, stored_story
from w2vlib.plots.training import explain_training
from w2vlib.setup.textfiles import text_files
from w2vlib.stored_vectors import load_vectors
from w2vlib.widgets.base import Explorer, Number, Typed, button, hint_html
from w2vlib.widgets.live import LiveTraining
from w2vlib.words import as_spelled

PERIOD = 0.1  # seconds between two pictures while training
_load = lru_cache(maxsize=1)(load_corpus)
_stored = lru_cache(maxsize=1)(load_vectors)


def explore_training(
    corpus: Corpus | str = "sotu", alpha=0.05, k=5, window=5, epochs=5, upto=100,
    watch=WATCH, moving=MOVING, engine: str | None = None,
) -> TrainingExplorer:  # fmt: skip
    """Set alpha, k, window and epochs, press Start, and watch. Until then a stored run is shown.

    corpus : a Corpus, or a name that load_corpus knows, read at the first start
    watch  : three words whose neighbours are shown; the first two are the axes of the plane
    moving : words of the plane; engine: as in train_word2vec
    """
    if not isinstance(corpus, Corpus | str | os.PathLike):
        raise TypeError(
            f"corpus must be a Corpus or a name or path, got {short(corpus)}; "
            "Corpus.from_sentences(lists) makes one"
        )
    if not isinstance(corpus, Corpus) and corpus not in NAMES:
        text_files(corpus, NAMES)  # is it there? it is read at the first start
    if engine is not None and engine not in ENGINES:
        raise ValueError(f"engine must be one of {', '.join(ENGINES)} or None, got {short(engine)}")
    return TrainingExplorer(
        corpus, engine,
        alpha=Number("Learning rate alpha", alpha, 0.001, 2, log=True),
        k=Number("Negatives k", k, 1, 20, integer=True),
        window=Number("Window", window, 1, 15, integer=True),
        epochs=Number("Epochs", epochs, 1, 20, integer=True),
        upto=Number("Show up to, %", upto, 1, 100, integer=True),
        watch=Typed("Watch (3 words)", ", ".join(watch), parse_words(corpus, 3, 3), width="32em"),
        moving=Typed("In the plane (1 to 10)", ", ".join(moving), parse_words(corpus, 1, 10),
                     width="32em"),
    )  # fmt: skip


def parse_words(corpus, least: int, most: int):
    """A parser of `"spain, four"` that refuses words the corpus does not have.

    Of "sotu" the stored vectors know the words: they are read in a hundredth of the text's time.
    """

    def parse(text: str) -> tuple[str, ...]:
        words = text.replace(",", " ").split()
        if isinstance(corpus, Corpus):
            words = [as_spelled(word, corpus.vocab.key_to_index) for word in words]
        else:
            words = [word.lower() for word in words]
        words = tuple(dict.fromkeys(words))
        if not least <= len(words) <= most:
            many = f"{least}" if least == most else f"{least} to {most}"
            raise ValueError(f"type {many} different words with commas between; got {len(words)}")
        if isinstance(corpus, Corpus):
            corpus.vocab.encode(words)
        elif corpus == "sotu" and not {*words} <= {*WATCH, *MOVING}:
            for word in words:
                _stored().get_index(word)
        return words

    return parse


class TrainingExplorer(Explorer):
    """The training explorer. `vectors`: those of the last training; `story`: what is shown."""

    def __init__(self, corpus, engine: str | None, **controls):
        self.corpus, self.engine = corpus, engine
        self.story, self.before, self.vectors = stored_story(), None, None
        self.status, self._drawn = "Press Start.", 0.0
        self.active = self.closed = False
        self._lock = threading.RLock()  # the kernel's threads and ours draw on the same picture
        self.live = LiveTraining(self._report, self._end)
        self.start_button = button("Start", "Train with these settings")
        self.pause_button = button("Pause", "Pause or resume", disabled=True)
        self.stop_button = button("Stop", "End here", disabled=True)
        self.start_button.on_click(lambda _: self.start())
        self.pause_button.on_click(lambda _: self.resume() if self.live.paused else self.pause())
        self.stop_button.on_click(lambda _: self.stop())
        buttons = w.HBox([self.start_button, self.pause_button, self.stop_button])
        super().__init__(self._draw, controls, extra=[buttons])

    def _draw(self, watch, moving, **state):
        if (watch, moving) != (self.story.watch, self.story.moving):
            state["other_words"] = True
        return explain_training(self.story, before=self.before, status=self.status, **state)

    def redraw(self) -> None:
        with self._lock:
            if not self.closed:
                super().redraw()

    def start(self) -> None:
        """Train with the settings of the controls; a training that runs is ended first."""
        self.redraw()
        if self.hint.value:
            return  # a control holds something that cannot be
        self.live.stop()
        self.engine = choose_engine(self.engine)  # here: a thread must not print
        with self._lock:
            s = {name: value for name, value in self.state.items() if name != "upto"}
            self.before = self.story if len(self.story.moments) > 1 else None
            self.story, self.vectors = Story(label=f"live, engine {self.engine}", **s), None
            self._show("Getting ready …", running=True)
            self.controls["upto"].value = 100
        self.live.start(
            lambda: _load(self.corpus) if isinstance(self.corpus, str) else self.corpus,
            alpha=s["alpha"], negative=s["k"], window=s["window"], epochs=s["epochs"],
            min_alpha=1e-4, engine=self.engine,
        )  # fmt: skip

    def pause(self) -> None:
        """Hold the training; its vectors stay as they are."""
        with self._lock:
            if self.active:
                self.live.pause()
                self._show("Paused.", running=True, pause="Resume")

    def resume(self) -> None:
        """Go on where the training was paused."""
        with self._lock:
            if self.active:
                self._show("Training …", running=True)
                self.live.resume()

    def stop(self) -> None:
        """End the training; `vectors` holds what it reached."""
        self.live.stop()

    def close(self) -> None:
        """End the training and its thread, then close every widget."""
        self.closed = True
        self.live.stop()
        with self._lock:
            super().close()
            self.story = self.before = None  # `vectors` stays: it may be in use elsewhere
            self.start_button = self.pause_button = self.stop_button = None

    def _show(self, status: str, running: bool, pause: str = "Pause") -> None:
        with self._lock:
            if self.closed:
                return
            self.status, self.active = status, running
            self.pause_button.disabled = self.stop_button.disabled = not running
            self.pause_button.description = label(pause)
            self.redraw()

    def _report(self, state, speed: float) -> None:  # in the thread of the training
        if self.closed:
            return
        self.story.add(state, speed)
        with self._lock:
            if self.status == "Getting ready …":
                self.status = "Training …"
            now = time.monotonic()
            if self.live.paused or now - self._drawn >= PERIOD:  # paused: no other will follow
                self.redraw()
                self._drawn = time.monotonic()

    def _end(self, vectors, error) -> None:  # in the thread of the training
        self.vectors = vectors
        status = "Not trained: see the hint." if error else f"{vectors.history.status.title()}."
        with self._lock:
            self._show(status, running=False)
            if error and not self.closed:
                self.hint.value = hint_html(error)
