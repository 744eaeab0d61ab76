"""The book's training loop: shuffle, cut into batches, step (section 1.4.5)."""

from __future__ import annotations

import numpy as np

from w2vlib.layers import RowGrad


def remove_duplicate(params: list, grads: list) -> tuple[list, list]:
    """Add up the gradients of a matrix that several layers share; each matrix then stands once.

    Dense gradients are added into the first one in place, as in the book.
    """
    unique: dict[int, list] = {}
    for param, grad in zip(params, grads, strict=True):
        unique.setdefault(id(param), [param]).append(grad)
    return [p for p, *_ in unique.values()], [_total(g) for _, *g in unique.values()]


def _total(grads: list):
    first = grads[0]
    if isinstance(first, RowGrad):
        ids = np.concatenate([g.ids for g in grads])
        rows = np.concatenate([g.rows for g in grads])
        return RowGrad.from_repeated(ids, rows, first.shape)
    for grad in grads[1:]:
        first += grad
    return first


def clip_grads(grads: list, max_norm: float) -> None:
    """Scale all gradients down together when their common length exceeds max_norm."""
    arrays = [g.rows if isinstance(g, RowGrad) else g for g in grads]
    norm = np.sqrt(sum(float(np.sum(a.astype(np.float64) ** 2)) for a in arrays))
    if norm > max_norm:
        for a in arrays:
            a *= max_norm / (norm + 1e-6)


class Trainer:
    """Train a model with an optimiser.

    seed: int, Generator or None, for the shuffling. `loss_list` holds the mean loss of every
    eval_interval steps. The last, smaller batch of an epoch is trained too (the book drops it).
    """

    def __init__(self, model, optimizer, *, seed=None):
        self.model, self.optimizer = model, optimizer
        self.rng = np.random.default_rng(seed)
        self.loss_list: list[float] = []
        self.eval_interval = None

    def step(self, x: np.ndarray, t: np.ndarray, max_grad: float | None = None) -> float:
        """One batch: forward, backward, update. Returns the loss."""
        loss = self.model.forward(x, t)
        if not np.isfinite(loss):
            raise FloatingPointError(f"the loss is {loss}; use a smaller learning rate or max_grad")
        self.model.backward()
        params, grads = remove_duplicate(self.model.params, self.model.grads)
        if max_grad is not None:
            clip_grads(grads, max_grad)
        self.optimizer.update(params, grads)
        return loss

    def fit(
        self,
        x: np.ndarray,
        t: np.ndarray,
        max_epoch: int = 10,
        batch_size: int = 32,
        max_grad: float | None = None,
        eval_interval: int | None = 20,
        verbose: bool = False,
    ) -> None:
        """x: (N, …) inputs; t: (N, …) targets. verbose prints a line at every report."""
        if len(x) != len(t) or len(x) == 0:
            raise ValueError(
                f"x and t must have the same length above 0, got {len(x)} and {len(t)}"
            )
        if batch_size < 1 or max_epoch < 0:
            raise ValueError(f"batch_size ≥ 1 and max_epoch ≥ 0, got {batch_size} and {max_epoch}")
        self.eval_interval = eval_interval
        since_report: list[float] = []
        for epoch in range(max_epoch):
            order = self.rng.permutation(len(x))
            for start in range(0, len(x), batch_size):
                batch = order[start : start + batch_size]
                since_report.append(self.step(x[batch], t[batch], max_grad))
                if eval_interval and len(since_report) == eval_interval:
                    self.loss_list.append(float(np.mean(since_report)))
                    since_report.clear()
                    if verbose:
                        print(f"epoch {epoch + 1}, loss {self.loss_list[-1]:.2f}")

    def plot(self, ax=None):
        """Draw loss_list (needs matplotlib). Returns the axes."""
        import matplotlib.pyplot as plt

        ax = ax or plt.gca()
        ax.plot(self.loss_list)
        ax.set_xlabel(f"steps (x {self.eval_interval})")
        ax.set_ylabel("loss")
        return ax

    def __repr__(self) -> str:
        return f"Trainer({type(self.model).__name__}, {self.optimizer})"
