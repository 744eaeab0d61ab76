"""One training step, taken apart: what every vector had, felt and became (section 4.2.7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2vlib.layers import Embedding
from w2vlib.losses import NegativeSamplingLoss
from w2vlib.optim import SGD
from w2vlib.sampling import FixedNegatives
from w2vlib.trainer import remove_duplicate


def fixed_loss(W: np.ndarray, negatives) -> NegativeSamplingLoss:
    """NegativeSamplingLoss over W (V, H) whose negatives are given, not drawn."""
    return NegativeSamplingLoss(W, sampler=FixedNegatives(negatives))


def loss_of_h(h, W_out, words) -> tuple[float, np.ndarray, np.ndarray]:
    """From h (N, H) to the loss and back. Returns the loss, dh (N, H) and dW_out (V, H).

    words: (N, 1+k) ids asked, the target first.
    """
    words = np.asarray(words)
    layer = fixed_loss(W_out, negatives=words[:, 1:])
    loss = layer.forward(h, words[:, 0])
    dh = layer.backward()
    _, (dW_out,) = remove_duplicate(layer.params, layer.grads)  # the sum over the questions
    return loss, dh, dW_out


@dataclass
class Step:
    """Before and after one step. words: (1+k,) ids asked, target first; all else in that order."""

    words: np.ndarray
    labels: np.ndarray  # (1+k,) 1 0 0 …
    scores: np.ndarray  # (1+k,)
    y: np.ndarray  # (1+k,) sigma of the scores
    losses: np.ndarray  # (1+k,)
    losses_after: np.ndarray  # (1+k,)
    dh: np.ndarray  # (H,)
    dh_parts: np.ndarray  # (1+k, H), their sum is dh
    dW: np.ndarray  # (V, H)
    h_after: np.ndarray  # (H,)
    W_after: np.ndarray  # (V, H)


def one_step(h, W, target: int, negatives, lr: float) -> Step:
    """Forward, backward and one step of SGD on h and W, by the library's own layers.

    h: (H,), the vector of the only context word, so that it is a row of W_in and is trained;
    W: (V, H); target: an id; negatives: k ids; lr: the learning rate. The arguments stay as
    they are. Raises IndexError for an id that does not exist.
    """
    W_in, W_out = np.array([h], dtype=float), np.array(W, dtype=float)
    look_up, loss = Embedding(W_in), fixed_loss(W_out, negatives)
    loss.forward(look_up.forward([0]), [target])
    losses = [float(layer.losses[0]) for layer in loss.loss_layers]
    y = np.array([layer.y[0] for layer in loss.loss_layers])
    scores = np.sum(W_out[loss.words[0]] * W_in, axis=1)
    labels = np.array([layer.t[0] for layer in loss.loss_layers])
    parts = (y - labels)[:, None] * W_out[loss.words[0]]
    dh = loss.backward()
    look_up.backward(dh)
    _, (dW,) = remove_duplicate(loss.params, loss.grads)
    SGD(lr).update([W_in, W_out], [look_up.grads[0], dW])
    words = loss.words[0]
    loss.forward(look_up.forward([0]), [target])
    after = [float(layer.losses[0]) for layer in loss.loss_layers]
    return Step(
        words, labels, scores, y, np.array(losses), np.array(after), dh[0], parts, dW,
        W_in[0], W_out,
    )  # fmt: skip
