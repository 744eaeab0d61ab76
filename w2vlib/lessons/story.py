"""What the pictures of lesson 07 are made of: a training run as a list of moments.

A Story is filled report by report, live (w2vlib/widgets/live.py) or once and stored
(data/training_run.json, made by tools/data/build_training_run.py).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import lru_cache

from w2vlib.setup.datafiles import data_file

WATCH = ("france", "three", "gold")
MOVING = ("spain", "mexico", "italy", "four", "ten", "silver", "coin", "war")
TOPN = 5


@dataclass(frozen=True)
class Moment:
    """One report: words trained so far, mean loss since the last one, learning rate, words a
    second, the nearest words of each watched word, and the two cosines of each moving word."""

    words: int
    loss: float
    alpha: float
    speed: float
    neighbours: dict[str, list[str]]
    places: dict[str, list[float]]


@dataclass
class Story:
    """A run: its settings, the words it watches, its moments so far.

    watch  : whose neighbours are noted; the first two are the axes of the plane
    moving : the words of the plane; a place is (cosine with watch[0], cosine with watch[1])
    """

    alpha: float = 0.05
    k: int = 5
    window: int = 5
    epochs: int = 5
    total_words: int = 0
    watch: tuple[str, ...] = WATCH
    moving: tuple[str, ...] = MOVING
    label: str = "live run"
    moments: list[Moment] = field(default_factory=list)

    def add(self, state, speed: float) -> Moment:
        """Look at the vectors of a report (a TrainingState) and note what one sees."""
        vectors, self.total_words = state.vectors, state.total_words
        neighbours = {w: [x for x, _ in vectors.most_similar(w, topn=TOPN)] for w in self.watch}
        axes = self.watch[:2]
        places = {m: [round(vectors.similarity(m, a), 3) for a in axes] for m in self.moving}
        loss, alpha = round(state.loss, 4), round(state.alpha, 6)
        moment = Moment(state.words, loss, alpha, round(speed), neighbours, places)
        self.moments.append(moment)
        return moment

    def to_json(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Story:
        """Errors: ValueError or TypeError for a text that `to_json` did not write."""
        data = json.loads(text)
        data["moments"] = [Moment(**moment) for moment in data["moments"]]
        data["watch"], data["moving"] = tuple(data["watch"]), tuple(data["moving"])
        return cls(**data)


@lru_cache(maxsize=1)
def stored_story() -> Story:
    """The run in data/training_run.json. Shared: do not change it."""
    return Story.from_json(data_file("training_run.json").read_text(encoding="utf-8"))
