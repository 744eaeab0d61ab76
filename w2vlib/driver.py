"""The loop around an engine: chunk after chunk, reports, checkpoints, threads, interrupts.

Lesson 07.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

from w2vlib import checkpoint as saved
from w2vlib.checking import flag
from w2vlib.chunks import CHUNK, Chunks
from w2vlib.corpus import Corpus
from w2vlib.engines import Engine, make_engines
from w2vlib.engines.threads import Threads
from w2vlib.history import History, Reporter
from w2vlib.language import label, shown
from w2vlib.settings import Settings
from w2vlib.setup.needed import needed
from w2vlib.vectors import WordVectors


class TrainingRun:
    """The state of one training: weights, engines, position, history."""

    def __init__(
        self,
        corpus: Corpus,
        settings: Settings,
        path: Path | None = None,
        every: int = 1_000_000,
        cluster: Any = None,
    ):
        self.corpus, self.settings, self.path, self.every = corpus, settings, path, every
        self.sha256 = saved.fingerprint(corpus) if path else None
        s = settings
        self.chunks = Chunks(
            corpus, epochs=s.epochs, window=s.window, sample=s.sample, seed=s.seed,
            size=min(s.sync_words, CHUNK),
        )  # fmt: skip
        self.number = 0  # of the next chunk
        self.threads: Threads | None = None
        self.engines: list[Engine]
        self.history = History()
        self.reporter = Reporter(self.history, self.chunks.total_words)
        self.W_in, self.W_out, self.engines = make_engines(s, corpus.vocab.counts)
        self.rounds = None
        if cluster is not None:
            from w2vlib.cluster import Rounds

            self.rounds = Rounds(cluster, self)

    def alpha(self, number: int) -> float:
        """Learning rate of chunk `number`: linear in the words before it."""
        s = self.settings
        done = self.chunks.words_before(number) / self.chunks.total_words
        return s.alpha + (s.min_alpha - s.alpha) * done

    def go(self, callbacks: Sequence[Callable], progress: bool) -> None:
        """Train from the present position to the end, a stop or an interrupt."""
        if self.history.status == "finished":
            return
        self.history.status = "running"
        with self._bar(progress) as bar:
            try:
                while self.history.status == "running":
                    self._train_until(self._next_save(), callbacks, bar)
                    if self.number == self.chunks.n_chunks:
                        self.history.status = "finished"
                    self._try_to_save()
            except KeyboardInterrupt:
                self.history.trim()
                self.history.status = "interrupted"
        if self.history.status == "interrupted":
            if self.reporter.predictions:
                self._report()
            words, total = self.chunks.words_before(self.number), self.chunks.total_words
            text = f"Interrupted after {words:,} of {total:,} words: the vectors so far are kept."
            print(shown(text))

    def _train_until(self, last: int, callbacks, bar) -> None:
        with closing(self._results(self.number, last)) as results:
            for loss, predictions, chunks in results:
                before = self.chunks.words_before(self.number)
                if not math.isfinite(loss):
                    self._diverged(f"the loss is {loss}")
                self.reporter.add(loss, predictions)
                self.number += chunks
                words = self.chunks.words_before(self.number)
                if bar is not None:
                    bar.update(words - before)
                if self.reporter.is_due(before, words) and math.isfinite(self.reporter.loss):
                    state = self._report()
                    if bar is not None:
                        bar.set_postfix(loss=f"{state.loss:.3f}", refresh=False)
                    for callback in callbacks:
                        callback(state)
                    if state.stopped:  # at the last word `go` calls it finished
                        self.history.status = "stopped"
                        return

    def _results(self, first: int, last: int) -> Generator[tuple[float, int, int]]:
        """Train chunks first..last−1; yield (sum of losses, predictions, chunks) in their order."""
        if self.rounds:
            yield from self.rounds.results(first, last)
        elif len(self.engines) == 1:
            for number in range(first, last):
                yield *self._train_chunk(self.engines[0], number), 1
        else:
            self.threads = Threads(self.engines, self._train_chunk)
            for loss, predictions in self.threads.results(range(first, last)):
                yield loss, predictions, 1

    def _train_chunk(self, engine, number: int) -> tuple[float, int]:
        return engine.train(*self.chunks.draw(number), self.alpha(number))

    def _next_save(self) -> int:
        """The chunk before which to save: where the next multiple of `every` words is reached."""
        if not self.path:
            return self.chunks.n_chunks
        done = self.chunks.words_before(self.number)
        number = self.chunks.number_at((done // self.every + 1) * self.every)
        return self.rounds.end_of_round(number) if self.rounds else number

    def _try_to_save(self) -> None:
        """Save; a full disk or a lost folder is said, and does not take the vectors along."""
        try:
            self._save()
        except OSError as error:
            print(shown(f"The checkpoint was not written, training goes on: {error}"))

    def _save(self) -> None:
        if self.path:
            self._check_weights()
            saved.save(self.path, self)

    def _report(self):
        words = self.chunks.words_before(self.number)
        last = self.number - 1
        epoch = last // self.chunks.per_epoch + 1
        return self.reporter.report(epoch, words, self.alpha(last), self.vectors)

    def _check_weights(self) -> None:
        for W in (self.W_in, self.W_out):
            if not math.isfinite(float(W.min()) + float(W.max())):
                self._diverged("the weights are no longer finite")

    def _diverged(self, what: str):
        advice = "lower alpha" + ("" if self.settings.sample else ", or use sample=0.001")
        kept = f"; the checkpoint {self.path} still holds the last good state" if self.path else ""
        raise FloatingPointError(
            f"training diverged after {self.chunks.words_before(self.number):,} words: {what} "
            f"(alpha {self.alpha(self.number):.3g}). {advice.capitalize()}{kept}."
        )

    def vectors(self) -> WordVectors:
        """A copy of the present vectors."""
        return self._word_vectors(self.W_in.copy(), self.W_out.copy())

    def result(self) -> WordVectors:
        """The vectors together with the history. This ends the run, which gives its memory away."""
        if self.threads:  # nobody may write into what is given away, come what may
            self.threads.end()
        self._check_weights()
        plain = self.engines[0].close_gaps
        self.engines = []
        vectors = self._word_vectors(plain(self.W_in), plain(self.W_out))
        vectors.history = self.history
        return vectors

    def _word_vectors(self, W_in, W_out) -> WordVectors:
        vocab = self.corpus.vocab
        vectors = WordVectors(W_in, vocab, vocab.counts)
        vectors.context_vectors = W_out
        return vectors

    def _bar(self, progress: bool):
        if not flag("progress", progress) or sys.stderr is None:  # pythonw has nowhere to show it
            return nullcontext()
        tqdm = needed("tqdm.auto", "progress=False trains without a bar").tqdm

        done, total = self.chunks.words_before(self.number), self.chunks.total_words
        return tqdm(
            total=total, initial=done, unit=label(" words"), unit_scale=True, desc=label("training")
        )
