"""The book's training loop: shuffle, cut into batches, step (section 1.4.5). Lesson 07."""

from __future__ import annotations

import numpy as np

from w2vlib import checking
from w2vlib.language import label, shown
from w2vlib.layers import RowGrad
from w2vlib.setup.needed import needed


def remove_duplicate(params: list, grads: list) -> tuple[list, list]:
    """Add up the gradients of a matrix that several layers share; each matrix then stands once.

    Dense gradients are added into the first one in place, as in the book.

    >>> W = np.zeros(2)
    >>> remove_duplicate([W, W], [np.array([1.0, 2.0]), np.array([3.0, 4.0])])
    ([array([0., 0.])], [array([4., 6.])])
    """
    if len(params) != len(grads):
        raise ValueError(f"params and grads must be as many, got {len(params)}, {len(grads)}")
    unique: dict[int, list] = {}
    for param, grad in zip(params, grads, strict=True):
        unique.setdefault(id(param), [param]).append(grad)
    return [p for p, *_ in unique.values()], [_total(g) for _, *g in unique.values()]


def _total(grads: list) -> np.ndarray | RowGrad:
    first = grads[0]
    if isinstance(first, RowGrad):
        ids = np.concatenate([g.ids for g in grads])
        rows = np.concatenate([g.rows for g in grads])
        return RowGrad.from_repeated(ids, rows, first.shape)
    for grad in grads[1:]:
        first += checking.shape("a gradient", grad, first.shape, "as the others of its matrix")
    return first


def clip_grads(grads: list, max_norm: float) -> None:
    """Scale all gradients down together when their common length exceeds max_norm.

    >>> grads = [np.array([3.0]), np.array([4.0])]
    >>> clip_grads(grads, max_norm=1); [g.round(4).tolist() for g in grads]
    [[0.6], [0.8]]
    """
    checking.real("max_norm", max_norm, 0, above=True, remedy="5 is usual, None clips nothing")
    arrays = [g.rows if isinstance(g, RowGrad) else g for g in grads]
    for i, array in enumerate(arrays):
        checking.writable(f"gradient {i}", array)
    norm = np.sqrt(sum(float(np.sum(a.astype(np.float64) ** 2)) for a in arrays))
    checking.finite("the length of grads", np.asarray(norm), "use a smaller learning rate")
    if norm > max_norm:
        for a in arrays:
            a *= max_norm / (norm + 1e-6)


def _need(name: str, value, attributes: tuple[str, ...], example: str) -> None:
    """TypeError unless `value` is an object (no class) with these attributes."""
    missing = [a for a in attributes if not hasattr(value, a)]
    if missing or isinstance(value, type):
        what = f"has no {missing[0]}" if missing else "is a class: make one of it"
        raise TypeError(f"{name} must be like {example}, but {checking.short(value)} {what}")


class Trainer:
    """Train a model with an optimiser.

    seed: int, Generator or None, for the shuffling. `loss_list` holds the mean loss of every
    eval_interval steps. The last, smaller batch of an epoch is trained too (the book drops it).

    book=True takes the very steps of the book's Trainer: each epoch shuffles what the one before
    left, the last, smaller batch is dropped, and `loss_list` has an entry after the first step of
    each epoch and then after every eval_interval steps. Its shuffling is the book's to the bit
    with seed=np.random.RandomState(n), for a script that calls np.random.seed(n).

    >>> from w2vlib.models import CBOW
    >>> from w2vlib.optim import Adam
    >>> trainer = Trainer(CBOW(4, 3, 1, [0, 1, 2, 3], seed=0), Adam(), seed=0)
    >>> trainer.fit([[0, 2], [1, 3]], [1, 2], max_epoch=2, batch_size=1, eval_interval=2)
    >>> len(trainer.loss_list)
    2
    """

    def __init__(
        self,
        model,
        optimizer,
        *,
        seed: int | np.random.Generator | np.random.RandomState | None = None,
        book: bool = False,
    ):
        _need("model", model, ("forward", "backward", "params", "grads"), "CBOW(...)")
        _need("optimizer", optimizer, ("update",), "SGD()")
        self.model, self.optimizer, self.book = model, optimizer, checking.flag("book", book)
        is_old = isinstance(seed, np.random.RandomState)
        self.rng = seed if is_old else checking.generator(seed)
        self.loss_list: list[float] = []
        self.eval_interval: int | None = None
        self.current_epoch = 0

    def step(self, x: np.ndarray, t: np.ndarray, max_grad: float | None = None) -> float:
        """One batch: forward, backward, update. Returns the loss."""
        loss = self.model.forward(x, t)
        if not np.isfinite(checking.one_number("model.forward", loss)):
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
        verbose: bool | None = None,
    ) -> None:
        """x: (N, …) inputs; t: (N, …) targets.

        verbose: print a line at every report; None: where this is the book's Trainer.

        max_grad: the common length that gradients are clipped to; None clips nothing.
        eval_interval: steps between two reports; None makes none.
        """
        x, t = np.asarray(x), np.asarray(t)
        if x.ndim == 0 or t.ndim == 0 or len(x) != len(t) or len(x) == 0:
            raise ValueError(
                f"x and t must have the same length above 0, got shapes {x.shape} and {t.shape}; "
                "make both with contexts_and_targets"
            )
        max_epoch = checking.whole("max_epoch", max_epoch, 0, remedy="10 is usual")
        batch_size = checking.whole("batch_size", batch_size, 1, remedy="100 is usual")
        verbose = self.book if verbose is None else checking.flag("verbose", verbose)
        if max_grad is not None:
            checking.real("max_grad", max_grad, 0, above=True, remedy="None clips nothing")
        if eval_interval is not None:
            checking.whole("eval_interval", eval_interval, 1, remedy="None makes no report")
        if self.book and batch_size > len(x):
            raise ValueError(
                f"batch_size must be {len(x)} or less, the number of rows, got {batch_size}: the "
                "book drops a smaller batch, so no step would be left"
            )
        self.eval_interval = eval_interval
        since_report: list[float] = []
        order = np.arange(len(x))
        end = len(x) // batch_size * batch_size if self.book else len(x)
        for _ in range(max_epoch):
            shuffle = self.rng.permutation(len(x))
            order = order[shuffle] if self.book else shuffle
            self.current_epoch += 1
            for number, start in enumerate(range(0, end, batch_size)):
                batch = order[start : start + batch_size]
                since_report.append(self.step(x[batch], t[batch], max_grad))
                if eval_interval and (
                    number % eval_interval == 0 if self.book else len(since_report) == eval_interval
                ):
                    self.loss_list.append(float(np.mean(since_report)))
                    since_report.clear()
                    if verbose:
                        print(f"epoch {self.current_epoch}, loss {self.loss_list[-1]:.2f}")

    def plot(self, ax=None, ylim: tuple[float, float] | None = None):
        """Draw loss_list (needs matplotlib). ylim: the ends of its axis. Returns the axes."""
        plt = needed("matplotlib.pyplot")
        if not self.loss_list:
            raise ValueError("loss_list is empty, so there is nothing to draw: call fit first")
        ax = plt.gca() if ax is None else ax
        _need("ax", ax, ("plot", "set_ylim"), "plt.gca()")
        ax.plot(self.loss_list)
        ax.set_xlabel(shown(f"steps (x {self.eval_interval})"))
        ax.set_ylabel(label("loss"))
        if ylim is not None:
            ax.set_ylim(*checking.numbers("ylim", ylim, (2,), "the lower and the upper end"))
        return ax

    def __repr__(self) -> str:
        return f"Trainer({type(self.model).__name__}, {self.optimizer})"
