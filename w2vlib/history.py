"""What a training run notes down, and what it shows to a callback. Lesson 07."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

COLUMNS = ("epoch", "words", "loss", "alpha", "words_per_second", "seconds")


class History(dict):
    """Six lists of equal length, one entry a report; about 100 reports a run.

    epoch: from 1; words: trained so far in all epochs, before subsampling; loss: mean of the
    predictions since the last report (if there were none, as before), in nats; alpha: learning
    rate; words_per_second: since the last report; seconds: since the start, without the time
    between a break and its resume.
    `status` is "running", "finished", "stopped" (by a callback) or "interrupted".

    >>> History({"words": [10], "loss": [4.16]}, "stopped")
    History(1 reports over 10 words: loss 4.160 -> 4.160, stopped)
    """

    def __init__(self, columns: dict | None = None, status: str = "running"):
        super().__init__({name: list((columns or {}).get(name, ())) for name in COLUMNS})
        self.status = status

    def trim(self) -> None:
        """Make the lists equally long again, if an interrupt came between two of them."""
        length = min(map(len, self.values()))
        for column in self.values():
            del column[length:]

    def __repr__(self) -> str:
        if not self["loss"]:
            return f"History(no report yet, {self.status})"
        return (
            f"History({len(self['loss'])} reports over {self['words'][-1]:,} words: "
            f"loss {self['loss'][0]:.3f} -> {self['loss'][-1]:.3f}, {self.status})"
        )


@dataclass
class TrainingState:
    """What a callback gets at each report. The numbers are those of History."""

    epoch: int
    words: int
    total_words: int
    loss: float
    alpha: float
    words_per_second: float
    seconds: float
    _make_vectors: Callable = field(repr=False)
    stopped: bool = field(default=False, repr=False)

    @property
    def vectors(self):
        """The WordVectors of this moment, copied when asked for, so they may be kept."""
        return self._make_vectors()

    def stop(self) -> None:
        """End the training after this report; train_word2vec returns what is there."""
        self.stopped = True


class Reporter:
    """Adds up losses between reports and keeps the clock. `history` is what it fills."""

    def __init__(self, history: History, total_words: int):
        self.history, self.total_words = history, total_words
        self.loss_sum, self.predictions = 0.0, 0
        self.earlier = history["seconds"][-1] if history["seconds"] else 0.0
        self.start = time.perf_counter()

    def is_due(self, before: int, words: int) -> bool:
        """True when a whole per cent of all words lies in before+1..words, or at the end."""
        return 100 * words // self.total_words > 100 * before // self.total_words

    def add(self, loss: float, predictions: int) -> None:
        """Count the loss of one chunk."""
        self.loss_sum += float(loss)
        self.predictions += int(predictions)

    @property
    def loss(self) -> float:
        """Mean loss of the predictions since the last report; where there were none, its loss."""
        if self.predictions:
            return self.loss_sum / self.predictions
        return self.history["loss"][-1] if self.history["loss"] else float("nan")

    def report(self, epoch: int, words: int, alpha: float, make_vectors) -> TrainingState:
        """Write one line of history and start counting anew."""
        seconds = self.earlier + time.perf_counter() - self.start
        past = self.history
        new_words = words - (past["words"][-1] if past["words"] else 0)
        new_seconds = seconds - (past["seconds"][-1] if past["seconds"] else 0.0)
        speed = new_words / max(new_seconds, 1e-9)
        row: dict[str, Any] = dict(
            zip(COLUMNS, (epoch, words, self.loss, alpha, speed, seconds), strict=True)
        )
        for name, value in row.items():
            self.history[name].append(value)
        self.loss_sum, self.predictions = 0.0, 0
        return TrainingState(**row, total_words=self.total_words, _make_vectors=make_vectors)
