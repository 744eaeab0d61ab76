"""Train on many machines: what a round is. Dask distributed does all the rest.

A round of local SGD (Stich 2019; for word2vec Ji et al. 2016): every part starts from the same
weights, trains its own words with the engine of one machine, and sends back how far each row has
moved. What the parts found is then put together, row by row, see `together`.

Each task is a pure function of its arguments (weights, text, rates, seed), which lie with the
scheduler until the round is over. If a worker dies, Dask gives its tasks to another one, with the
same result: nothing is counted twice or lost. Where a task runs does not matter either, so a
result depends on the number of parts and never on the machines.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import numpy as np

from w2vlib.checking import short
from w2vlib.chunks import CHUNK, thin_out
from w2vlib.engines import engine_class, make_engine
from w2vlib.sampling import UnigramSampler

Weights = tuple[np.ndarray, np.ndarray]  # W_in, W_out: (V, H) float32
# How strongly a step pulls a row of W_in and of W_out: tried on the addresses, with one seed
PULL = (0.3, 0.03)


def together(parts: int, pull: np.ndarray) -> np.ndarray:
    """By which factor to multiply the mean of the parts' moves, for rows of such a pull.

    A row that in one part goes a share 1 − q of its way, q = exp(−pull), goes 1 − q**parts in as
    many parts one after the other: (1 − q**parts) / (1 − q) times as far. So a rare word takes the
    sum of all moves, and a common one their mean, which is local SGD.

    >>> together(4, np.array([0.0, 1.0, 100.0])).round(2)
    array([4.  , 1.55, 1.  ])
    """
    x = np.maximum(pull, 1e-9)
    return np.expm1(-parts * x) / np.expm1(-x)


def steps_per_word(settings, counts: np.ndarray, keep: np.ndarray | None) -> Weights:
    """How many steps a word of text means for each row of W_in and W_out, on average: (V,) both."""
    counts, windows = np.asarray(counts, float), settings.window + 1  # that a word stands in
    kept = counts / counts.sum() * (1 if keep is None else keep)
    noise = UnigramSampler.from_counts(counts, settings.ns_exponent).p
    asked = (windows if settings.sg else 1) * (kept + settings.negative * noise * kept.sum())
    return windows * kept, asked


def check_client(client: Any) -> int:
    """How many workers its cluster has now. TypeError for what is no client, ImportError without
    Dask, ValueError for a cluster that has none."""
    try:
        from distributed import Client
    except ImportError as error:
        raise ImportError(
            f'cluster= needs Dask distributed ({error}): pip install "w2vlib[cluster]"'
        ) from error
    if not isinstance(client, Client) or client.asynchronous:
        raise TypeError(f"cluster must be a dask.distributed.Client, got {short(client)}")
    if not (workers := len(client.scheduler_info(n_workers=-1)["workers"])):
        raise ValueError("the cluster has no workers, got 0; start some, and wait for them")
    return workers


class Rounds:
    """Trains the chunks of a TrainingRun round by round, into its weights."""

    def __init__(self, client: Any, run: Any):
        self.client, self.run = client, run
        self.parts = run.settings.workers
        size = min(run.settings.sync_words, CHUNK)  # of a chunk
        self.chunks_each = max(1, round(run.settings.sync_words / size))
        rest = {"counts": np.asarray(run.corpus.vocab.counts), "keep": run.chunks.keep}
        self.about = {"settings": replace(run.settings, workers=1), **rest}
        self.steps = steps_per_word(run.settings, **rest)

    def end_of_round(self, number: int) -> int:
        """The first chunk, from `number` on, that begins a round: there one may save or stop."""
        size = self.parts * self.chunks_each
        return min(-(-number // size) * size, self.run.chunks.n_chunks)

    def results(self, first: int, last: int) -> Generator[tuple[float, int, int]]:
        """Train chunks first..last−1, whole rounds; yield (sum of losses, predictions, chunks)."""
        import dask.config

        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"}):
            while first < last:  # weights are meant to travel with the tasks, and are large
                end = self.end_of_round(first + 1)
                yield *self._round(range(first, end)), end - first
                first = end

    def _round(self, numbers: range) -> tuple[float, int]:
        run, submit = self.run, self.client.submit
        weights = submit(as_given, (np.array(run.W_in), np.array(run.W_out)), pure=False)
        about = submit(as_given, self.about, pure=False)
        moves = []
        for part in np.array_split(numbers, min(self.parts, len(numbers))):
            text = [(int(n), *run.chunks.text(n), run.alpha(n)) for n in part]
            moves.append(submit(train_part, weights, about, text, pure=False))
        while len(moves) > 1:  # a tree: no machine has to take in all the others at once
            pairs = [moves[i : i + 2] for i in range(0, len(moves), 2)]
            moves = [submit(add, p[0], p[1], pure=False) if len(p) == 2 else p[0] for p in pairs]
        loss, predictions, *moved = moves[0].result()
        parts = min(self.parts, len(numbers))
        words = run.chunks.words_before(numbers[-1] + 1) - run.chunks.words_before(numbers[0])
        strength = run.alpha(numbers[0]) * words / parts
        rows = zip((run.W_in, run.W_out), moved, self.steps, PULL, strict=True)
        for W, distance, steps, pull in rows:
            factor = together(parts, pull * strength * steps) / parts
            W += distance * factor[:, None].astype(np.float32)
        return loss, predictions


def as_given(argument: Any) -> Any:
    """A task that only holds its argument, so that Dask can hand it to many and replace it."""
    return argument


def train_part(weights: Weights, about: dict, text: list) -> tuple:
    """Train one part of a round. text: of each chunk its number, ids, bounds and alpha.

    Returns loss, predictions, and how far each row of W_in and W_out has moved, (V, H) both.
    """
    settings, loss, predictions = about["settings"], 0.0, 0
    mine = [engine_class(settings.engine).allocate(*W.shape) for W in weights]
    for copy, W in zip(mine, weights, strict=True):
        copy[:] = W
    seed = int(
        np.random.SeedSequence(settings.seed, spawn_key=(2, text[0][0])).generate_state(1)[0]
    )
    engine = make_engine(settings, mine[0], mine[1], about["counts"], seed)
    for number, ids, bounds, alpha in text:
        drawn = thin_out(number, ids, bounds, about["keep"], settings.window, settings.seed)
        new_loss, new_predictions = engine.train(*drawn, alpha)
        loss, predictions = loss + new_loss, predictions + new_predictions
    return loss, predictions, *(copy - W for copy, W in zip(mine, weights, strict=True))


def add(one: tuple, other: tuple) -> tuple:
    """The sums of what two parts return."""
    return tuple(a + b for a, b in zip(one, other, strict=True))
