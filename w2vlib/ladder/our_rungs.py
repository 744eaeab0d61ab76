"""The speed ladder, rungs 6 to 8: one gather for all windows, a compiled loop, the engine."""

from __future__ import annotations

from functools import cache

import numpy as np

from w2vlib import checking
from w2vlib.ladder.book_rungs import RowsRung
from w2vlib.layers import RowGrad
from w2vlib.losses import SigmoidWithLoss
from w2vlib.sampling import UnigramSampler


class WindowsRung(RowsRung):
    """Rung 6: each row is looked up once; a moving average makes the windows' means of it.

    Neighbouring windows share all words but two. And the moving average is its own adjoint: the
    gradient goes back through the same function. All 1 + k questions are asked in one go, too.
    """

    title, change = "moving-average windows", "one look-up a word, not one a window"

    def build(self) -> None:
        self.sampler = UnigramSampler.from_counts(self.counts, 0.75, self.k, seed=self.rng)
        self.loss_layer = SigmoidWithLoss()

    def forward(self, text, negatives=None) -> float:
        self.text = np.asarray(text)
        self.h = window_mean(self.W_in[self.text], self.window)  # (N, H)
        target = self.text[self.window : -self.window]
        self.words = np.column_stack([target, negatives])  # (N, 1 + k)
        self.rows = self.W_out[self.words]  # (N, 1 + k, H)
        label = np.zeros(self.words.shape, np.int8)
        label[:, 0] = 1
        score = (self.rows @ self.h[:, :, None])[:, :, 0]
        return self.loss_layer.forward(score, label) * (1 + self.k)  # a sum over the questions

    def backward(self) -> None:
        ds = self.loss_layer.backward(1 + self.k)
        dh = (ds[:, None, :] @ self.rows)[:, 0]
        around = np.pad(dh, ((2 * self.window, 2 * self.window), (0, 0)))
        d_rows = window_mean(around, self.window)  # (N + 2·window, H): back by the same way
        d_out = (ds[:, :, None] * self.h[:, None, :]).reshape(-1, dh.shape[1])
        shape = self.W_in.shape
        self._grads = [
            RowGrad.from_repeated(self.text, d_rows, shape),
            RowGrad.from_repeated(self.words.ravel(), d_out, shape),
        ]

    def grads(self) -> list:
        return self._grads


def window_mean(rows: np.ndarray, window: int) -> np.ndarray:
    """The mean of the `window` rows before and after each row: (n + 2·window, H) → (n, H).

    A running sum and one subtraction: the cost does not depend on the window.
    """
    rows = checking.floats("rows", rows, ("n + 2·window", "H"), "one row a word")
    window = checking.whole("window", window, 1, (len(rows) - 1) // 2, "5 is usual")
    run = np.cumsum(np.pad(rows, ((1, 0), (0, 0))), axis=0)
    span = 2 * window + 1
    total = run[span:] - run[:-span] - rows[window : len(rows) - window]
    return total / rows.dtype.type(2 * window)


class CompiledRung(WindowsRung):
    """Rung 7: the plain loops, compiled. Position after position, nothing stored in between.

    A step reads and writes the same arrays, so each position sees what the one before has
    written, as in word2vec.c. `gradient` reads from one pair of arrays and writes to another:
    then every position sees the same weights, and the sum is the batch's gradient.
    """

    title, change = "compiled loops", "no arrays between forward and update"

    def build(self) -> None:
        super().build()
        self.loop = compiled_loop()

    def forward(self, text, negatives=None) -> float:
        self.text, self.negatives = (
            checking.ids(text, len(self.W_in)).astype(np.int32),
            np.asarray(negatives),
        )
        return float("nan")  # nothing is computed before the update

    def backward(self) -> None:
        pass

    def update(self, lr: float) -> float:
        W = self.W_in, self.W_out
        self.loss = self.loop(*W, *W, self.text, self.negatives, lr, self.window)
        return self.loss

    def step(self, text, negatives=None, lr: float = 0.1) -> float:
        super().step(text, negatives, lr)
        return self.loss

    def gradient(self, text, negatives=None):
        dW = np.zeros_like(self.W_in), np.zeros_like(self.W_out)
        text, negatives = checking.ids(text, len(self.W_in)).astype(np.int32), np.asarray(negatives)
        loss = self.loop(self.W_in, self.W_out, *dW, text, negatives, -1.0, self.window)
        return loss, *dW


def loop(read_in, read_out, write_in, write_out, text, negatives, lr, window):
    """One batch: text (N + 2·window,), negatives (N, k). Returns the loss, a mean over N."""
    N, H, k, span = len(negatives), read_in.shape[1], negatives.shape[1], 2 * window
    h, dh = np.empty_like(read_in[0]), np.empty_like(read_in[0])
    zero, share = h.dtype.type(0), h.dtype.type(1 / span)  # in the dtype of W: no float64 slips in
    loss = 0.0
    for i in range(N):
        h[:] = 0
        dh[:] = 0
        for p in range(i, i + span + 1):
            if p != i + window:
                for j in range(H):
                    h[j] += read_in[text[p], j]
        for j in range(H):
            h[j] *= share
        for d in range(1 + k):
            word = text[i + window] if d == 0 else negatives[i, d - 1]
            t, score = 1.0 if d == 0 else 0.0, zero
            for j in range(H):
                score += h[j] * read_out[word, j]
            y = 1 / (1 + np.exp(-score))
            loss += np.log1p(np.exp(-abs(score))) + max(score, 0) - t * score
            g = h.dtype.type(lr * (y - t) / N)
            for j in range(H):
                dh[j] += g * read_out[word, j]
            for j in range(H):  # a loop of its own: it may write where the one above reads
                write_out[word, j] -= g * h[j]
        for p in range(i, i + span + 1):
            if p != i + window:
                for j in range(H):
                    write_in[text[p], j] -= share * dh[j]
    return loss / N


@cache
def compiled_loop():
    from w2vlib.engines.jit import Compiled

    # reassoc: a sum may be taken in another order, which is what lets 8 or 16 run at a time
    return Compiled(loop, fastmath={"reassoc", "contract", "arcp", "nsz"}, error_model="numpy")


class TunedRung(CompiledRung):
    """Rung 8: engine="numba" of the library (numba_kernel.py): word2vec.c's loop, tuned.

    It draws its own negatives (a draw that hits the target is skipped) and gives every context
    word the whole of dh, not the share 1 / (2·window), as word2vec.c and gensim do.
    """

    title, change = "the library's engine", "whole cache lines, rows asked for early"

    def build(self) -> None:
        from w2vlib.engines.numba_engine import FastEngine

        for name in ("W_in", "W_out"):
            W = FastEngine.allocate(*self.W_in.shape)
            W[:] = getattr(self, name)
            setattr(self, name, W)
        self.engine = FastEngine(
            self.W_in, self.W_out, self.counts, window=self.window, negative=self.k,
            ns_exponent=0.75, sg=0, seed=int(self.rng.integers(2**31)),
        )  # fmt: skip

    def draw(self, target):
        return np.empty((len(target), 0), np.int32)  # the kernel draws

    def update(self, lr: float) -> float:
        """Every word of the text is predicted, those at its ends from the words there are."""
        n = len(self.text)
        reach = np.full(n, self.window, np.int32)
        loss, done = self.engine.train(self.text, np.array([0, n]), reach, lr)
        self.loss = loss / done
        return self.loss

    def gradient(self, text, negatives=None):
        raise TypeError("the engine makes its step at once: it has no gradient to show")
