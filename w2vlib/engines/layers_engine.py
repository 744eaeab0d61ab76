"""The "layers" engine: the book's network and loop (section 4.3), to read, not to wait for.

It is kept slow on purpose: dense gradients, dense Adam, one layer for each place in the window,
and a sampler that walks through all V words for every target. The other engines train the same
network, and lessons compare their cost with this one.
"""

from __future__ import annotations

import numpy as np

from w2vlib.engines import Engine
from w2vlib.layers import Embedding
from w2vlib.losses import NegativeSamplingLoss
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
        negatives = np.zeros((len(target), self.sample_size), dtype=np.int32)
        for i, word in enumerate(target):
            p = self.p.copy()
            p[word] = 0
            p /= p.sum()
            negatives[i] = self.rng.choice(len(p), self.sample_size, replace=self.replace, p=p)
        return negatives


class LayersEngine(Engine):
    """An Embedding layer for each place in the window, their mean, and NegativeSamplingLoss.

    W_in, W_out: (V, H) float32, trained in place; counts: (V,). Two things the book leaves out:
    windows are random and end with the sentence. A position without a word in some place takes
    no part in the layer of that place, and its mean is over the words that it has.
    Skip-gram (sg=1) has one Embedding layer and asks about each pair of words in a window.
    """

    def __init__(self, W_in, W_out, counts, *, window, negative, ns_exponent, sg, seed):
        self.sg = sg
        self.offsets = np.array([d for d in range(-window, window + 1) if d != 0])
        self.in_layers = [Embedding(W_in) for _ in range(1 if sg else 2 * window)]
        # The layer wants a text to count. One word of each kind will do, as the sampler that
        # knows the true counts takes the place of its own.
        self.ns_loss = NegativeSamplingLoss(W_out, np.arange(len(counts)), ns_exponent, negative)
        self.ns_loss.sampler = BookSampler(counts, ns_exponent, negative, seed)
        self.layers = [*self.in_layers, self.ns_loss]
        self.optimizer = Adam()

    def train(self, ids, bounds, reach, alpha: float) -> tuple[float, int]:
        """Train one chunk, 100 predictions at a time. Returns (sum of losses, predictions).

        ids, reach: (n,) ints; bounds: (S+1,) of the sentences. alpha is Adam's learning rate.
        """
        self.optimizer.lr = alpha
        contexts, present = self.contexts(np.asarray(ids), bounds, reach)
        if self.sg:
            target, place = np.nonzero(present)  # each pair is one prediction with one context
            contexts, present = contexts[target, place][:, None], np.ones((len(target), 1), bool)
        else:
            target = np.flatnonzero(present.any(axis=1))
            contexts, present = contexts[target], present[target]
        total = 0.0
        for start in range(0, len(target), BATCH):
            batch = slice(start, start + BATCH)
            loss = self.step(contexts[batch], present[batch], ids[target[batch]])
            total += loss * len(target[batch])
        return total, len(target)

    def contexts(self, ids, bounds, reach) -> tuple[np.ndarray, np.ndarray]:
        """The word in each place around each position, (n, 2·window), and whether it counts."""
        positions = np.arange(len(ids))[:, None] + self.offsets
        sentence_start = np.repeat(bounds[:-1], np.diff(bounds))[:, None]
        sentence_end = np.repeat(bounds[1:], np.diff(bounds))[:, None]
        present = (sentence_start <= positions) & (positions < sentence_end)
        present &= np.abs(self.offsets) <= np.asarray(reach)[:, None]
        return ids[np.where(present, positions, 0)], present

    def step(self, contexts, present, target) -> float:
        """Forward, backward, update for one batch: (n, places), (n, places), (n,)."""
        loss = self.forward(contexts, present, target)
        self.backward()
        params = [p for layer in self.layers for p in layer.params]
        grads = [g for layer in self.layers for g in layer.grads]
        self.optimizer.update(*remove_duplicate(params, grads))
        return loss

    def forward(self, contexts, present, target) -> float:
        """Mean loss of the batch."""
        self.present = present
        self.n_context = present.sum(axis=1, keepdims=True, dtype=np.float32)
        W_in = self.in_layers[0].params[0]
        h = np.zeros((len(target), W_in.shape[1]), W_in.dtype)
        for place, layer in enumerate(self.in_layers):
            here = present[:, place]
            h[here] += layer.forward(contexts[here, place])
        return self.ns_loss.forward(h / self.n_context, target)

    def backward(self) -> None:
        """Fill the gradients of all layers."""
        dh = self.ns_loss.backward() / self.n_context
        for place, layer in enumerate(self.in_layers):
            layer.backward(dh[self.present[:, place]])

    def state(self) -> dict:
        """Randomness and the optimiser's memory: numbers and arrays."""
        adam = self.optimizer
        state = {"rng": self.ns_loss.sampler.rng.bit_generator.state, "iter": adam.iter}
        for i in range(0 if adam.m is None else len(adam.m)):
            state |= {f"m{i}": adam.m[i], f"v{i}": adam.v[i]}
        return state

    def load_state(self, state: dict) -> None:
        """Go on exactly where `state` was taken."""
        self.ns_loss.sampler.rng.bit_generator.state = state["rng"]
        adam = self.optimizer
        adam.iter = state["iter"]
        if adam.iter:
            adam.m = [state["m0"].copy(), state["m1"].copy()]
            adam.v = [state["v0"].copy(), state["v1"].copy()]

    def __repr__(self) -> str:
        layers = f"{len(self.in_layers)} x {self.in_layers[0]!r}"
        return f"LayersEngine({layers}, {self.ns_loss!r}, {self.optimizer!r})"
