"""Layers that look words up and send gradients back (sections 4.1 and 4.2 of the book).

Every layer keeps the book's contract: `params` and `grads` are lists of equal length,
`forward` computes, `backward` takes the gradient of the loss with respect to what `forward`
returned, fills `grads` in place and returns the gradient with respect to the input.
"""

from __future__ import annotations

import numpy as np


def check_ids(idx, n_words: int) -> np.ndarray:
    """Return idx as an integer array, or say which ids do not exist.

    NumPy would take the last word for id −1 and never tell.
    """
    idx = np.asarray(idx)
    if not np.issubdtype(idx.dtype, np.integer):
        raise TypeError(
            f"word ids must be integers, got dtype {idx.dtype}; convert with .astype(int)"
        )
    if idx.size and (idx.min() < 0 or idx.max() >= n_words):
        raise IndexError(
            f"word ids must be in 0..{n_words - 1}, got {idx.min()}..{idx.max()}; "
            "were the ids made with another vocabulary?"
        )
    return idx


class RowGrad:
    """The gradient of a (V, H) matrix of which only a few rows were touched.

    ids  : (n,) the touched rows, ascending, each once
    rows : (n, H) their gradients
    shape: (V, H) of the matrix

    Cost and memory grow with n, not with V.
    """

    def __init__(self, ids, rows: np.ndarray, shape: tuple[int, int]):
        self.ids, self.rows, self.shape = ids, rows, shape

    @classmethod
    def from_repeated(cls, ids, rows: np.ndarray, shape: tuple[int, int]) -> RowGrad:
        """Add up the rows of equal ids. ids: (m,), repeats allowed; rows: (m, H)."""
        if len(ids) == 0:
            return cls(ids, rows, shape)
        order = np.argsort(ids, kind="stable")
        sorted_ids = ids[order]
        starts = np.flatnonzero(np.r_[True, sorted_ids[1:] != sorted_ids[:-1]])
        return cls(sorted_ids[starts], np.add.reduceat(rows[order], starts), shape)

    def dense(self) -> np.ndarray:
        """The same gradient as a full (V, H) array: zeros, and the touched rows."""
        full = np.zeros(self.shape, dtype=self.rows.dtype)
        full[self.ids] = self.rows
        return full

    def __repr__(self) -> str:
        return f"RowGrad({len(self.ids)} of {self.shape[0]:,} rows x {self.shape[1]})"


class MatMul:
    """Multiply a batch with a matrix: (N, D) @ (D, H) (section 3.1; chapter 4 replaces it)."""

    def __init__(self, W: np.ndarray):
        self.params = [W]
        self.grads = [np.zeros_like(W)]
        self.x = None

    def forward(self, x: np.ndarray) -> np.ndarray:
        """x: (N, D), for example one-hot rows. Returns (N, H)."""
        (W,) = self.params
        self.x = x
        return np.dot(x, W)

    def backward(self, dout: np.ndarray) -> np.ndarray:
        """dout: (N, H). Returns dx (N, D)."""
        (W,) = self.params
        self.grads[0][...] = np.dot(self.x.T, dout)
        return np.dot(dout, W.T)

    def __repr__(self) -> str:
        rows, cols = self.params[0].shape
        return f"MatMul({rows:,} x {cols})"


class Embedding:
    """Look up rows of a matrix by word id (section 4.1).

    It computes what MatMul computes on one-hot rows, without the zeros.

    W      : (V, H) float
    sparse : False as in the book: grads[0] is (V, H), zeroed at every backward.
             True: grads[0] is a RowGrad of the touched rows, so a step costs the same at any V.
    """

    def __init__(self, W: np.ndarray, sparse: bool = False):
        self.params = [W]
        self.grads = [None if sparse else np.zeros_like(W)]
        self.sparse = sparse
        self.idx = None

    def forward(self, idx) -> np.ndarray:
        """idx: integer ids of any shape, repeats allowed. Returns idx.shape + (H,).

        Raises IndexError for an id outside 0..V−1.
        """
        (W,) = self.params
        self.idx = check_ids(idx, len(W))
        return W[self.idx]

    def backward(self, dout: np.ndarray) -> None:
        """dout: the shape that forward returned. Row idx[i] receives dout[i]; repeats add up.

        Returns None: ids have no gradient.
        """
        (W,) = self.params
        # The dtype of W: np.add.at is several times slower when it has to convert.
        dout = np.asarray(dout, dtype=W.dtype)
        if self.sparse:
            ids, rows = self.idx.ravel(), dout.reshape(-1, W.shape[1])
            self.grads[0] = RowGrad.from_repeated(ids, rows, W.shape)
        else:
            self.grads[0][...] = 0
            np.add.at(self.grads[0], self.idx, dout)

    def __repr__(self) -> str:
        V, H = self.params[0].shape
        return f"Embedding({V:,} words x {H}{', sparse' if self.sparse else ''})"


class EmbeddingDot:
    """The score of one word for each hidden vector: h · W[idx] (section 4.2).

    W: (V, H) float, one row a word (the output side, W_out transposed).
    """

    def __init__(self, W: np.ndarray, sparse: bool = False):
        self.embed = Embedding(W, sparse)
        self.params = self.embed.params
        self.grads = self.embed.grads
        self.cache = None

    def forward(self, h: np.ndarray, idx) -> np.ndarray:
        """h: (N, H); idx: (N,) one word a row. Returns the scores, (N,)."""
        target_W = self.embed.forward(idx)
        self.cache = (h, target_W)
        return np.sum(target_W * h, axis=1)

    def backward(self, dout: np.ndarray) -> np.ndarray:
        """dout: (N,). Returns dh (N, H) = dout · target row; the row receives dout · h."""
        h, target_W = self.cache
        dout = np.asarray(dout, dtype=target_W.dtype).reshape(-1, 1)
        self.embed.backward(dout * h)
        return dout * target_W

    def __repr__(self) -> str:
        V, H = self.params[0].shape
        return f"EmbeddingDot({V:,} words x {H}{', sparse' if self.embed.sparse else ''})"
