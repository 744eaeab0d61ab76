"""The "layers" engine: models.CBOW or SkipGram, and the book's loop (section 4.3).

To read, not to wait for. It is slow on purpose: dense gradients, dense Adam, one layer for each
place in the window, and a sampler that walks through all V words for every target. The other
engines train the same network, and lessons compare their cost with this one.
"""

from __future__ import annotations

import numpy as np

from w2vlib import checking
from w2vlib.engines import Engine
from w2vlib.models import CBOW, SkipGram
from w2vlib.optim import Adam
from w2vlib.sampling import UnigramSampler
from w2vlib.trainer import remove_duplicate

BATCH = 100  # as in the book


class BookSampler:
    """Draws the negatives target by target, as the book's code does (section 4.2.6).

    UnigramSampler draws the same words for the whole batch at once. As in the book the k words of
    a target are all different, if there are as many; a small vocabulary feels that.
    """

    def __init__(self, counts, power, sample_size, seed):
        self.p = UnigramSampler.from_counts(counts, power, sample_size).p
        self.sample_size = sample_size
        self.replace = np.count_nonzero(self.p) <= sample_size
        self.rng = np.random.default_rng(seed)

    def get_negative_sample(self, target) -> np.ndarray:
        """target: (B,) ids. Returns (B, k) ids; row b never contains target[b]."""
        target = checking.ids(target, len(self.p))
        negatives = np.zeros((len(target), self.sample_size), dtype=np.int32)
        for i, word in enumerate(target):
            p = self.p.copy()
            p[word] = 0
            p /= p.sum()
            negatives[i] = self.rng.choice(len(p), self.sample_size, replace=self.replace, p=p)
        return negatives


class LayersEngine(Engine):
    """Trains the book's model with Adam. Two things the book leaves out: windows are random, and
    they end with the sentence, so the model gets a mask.

    W_in, W_out: (V, H) float32, trained in place; counts: (V,).
    """

    def __init__(self, W_in, W_out, counts, *, window, negative, ns_exponent, sg, seed):
        self.sg = sg
        self.offsets = np.array([d for d in range(-window, window + 1) if d != 0])
        self.sampler = BookSampler(counts, ns_exponent, negative, seed)
        given = {"weights": (W_in, W_out), "sampler": self.sampler}
        if sg:  # pair after pair, so that a prediction has one context word
            self.model = SkipGram(*W_in.shape, window, None, places=1, **given)
        else:
            self.model = CBOW(*W_in.shape, window, None, **given)
        self.optimizer = Adam()

    def train(self, ids, bounds, reach, alpha: float) -> tuple[float, int]:
        """Train one chunk, 100 predictions at a time. Returns (sum of losses, predictions).

        ids, reach: (n,) ints; bounds: (S+1,) of the sentences. alpha is Adam's learning rate.
        """
        self.optimizer.lr = alpha
        batches = self.predictions(np.asarray(ids), bounds, reach)
        total = 0.0
        for start in range(0, len(batches[0]), BATCH):
            batch = [part[start : start + BATCH] for part in batches]
            total += self.step(*batch) * len(batch[0])
        return total, len(batches[0])

    def predictions(self, ids, bounds, reach) -> tuple[np.ndarray, ...]:
        """What the model's forward takes, a row a prediction.

        CBOW: contexts (n, 2·window), targets (n,), mask (n, 2·window). Skip-gram: each pair of
        words in a window, asked (n, 1) and given (n,).
        """
        contexts, present = self.contexts(ids, bounds, reach)
        if self.sg:
            i, place = np.nonzero(present)
            return ids[i, None], contexts[i, place]
        i = np.flatnonzero(present.any(axis=1))
        return contexts[i], ids[i], present[i].astype(np.float32)

    def contexts(self, ids, bounds, reach) -> tuple[np.ndarray, np.ndarray]:
        """The word in each place around each position, (n, 2·window), and whether it counts."""
        positions = np.arange(len(ids))[:, None] + self.offsets
        sentence_start = np.repeat(bounds[:-1], np.diff(bounds))[:, None]
        sentence_end = np.repeat(bounds[1:], np.diff(bounds))[:, None]
        present = (sentence_start <= positions) & (positions < sentence_end)
        present &= np.abs(self.offsets) <= np.asarray(reach)[:, None]
        return ids[np.where(present, positions, 0)], present

    def step(self, *batch) -> float:
        """Forward, backward, update: Trainer.step, for a model that takes a mask as well."""
        loss = self.model.forward(*batch)
        self.model.backward()
        self.optimizer.update(*remove_duplicate(self.model.params, self.model.grads))
        return loss

    def state(self) -> dict:
        """Randomness and the optimiser's memory: numbers and arrays."""
        adam = self.optimizer
        state = {"rng": self.sampler.rng.bit_generator.state, "iter": adam.iter}
        for i in range(0 if adam.m is None else len(adam.m)):
            state |= {f"m{i}": adam.m[i], f"v{i}": adam.v[i]}
        return state

    def load_state(self, state: dict) -> None:
        """Go on exactly where `state` was taken."""
        self.sampler.rng.bit_generator.state = state["rng"]
        adam = self.optimizer
        adam.iter = state["iter"]
        if adam.iter:
            adam.m = [state["m0"].copy(), state["m1"].copy()]
            adam.v = [state["v0"].copy(), state["v1"].copy()]

    def __repr__(self) -> str:
        return f"LayersEngine({self.model!r}, {self.optimizer!r})"
