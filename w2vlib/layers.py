"""Layers that look words up and send gradients back (sections 4.1 and 4.2 of the book).

Every layer keeps the book's contract: `params` and `grads` are lists of equal length,
`forward` computes, `backward` takes the gradient of the loss with respect to what `forward`
returned, fills `grads` in place and returns the gradient with respect to the input.

Lessons 02 and 03.
"""

from __future__ import annotations

import numpy as np

from w2vlib import checking


def _matrix(W) -> np.ndarray:
    """Return W as it is if it is a matrix of numbers, never a copy: layers may share it."""
    remedy = "one row a word, like 0.01 * rng.normal(size=(7, 3))"
    checking.numbers("W", W, ("V", "H"), remedy)
    return np.asarray(W)


def _zeros(W: np.ndarray) -> np.ndarray:
    """A gradient for W. The arrays of section 4.2.4 are integers, their gradients are not."""
    return np.zeros(W.shape, W.dtype if W.dtype.kind == "f" else np.float64)


class RowGrad:
    """The gradient of a (V, H) matrix of which only a few rows were touched.

    ids  : (n,) the touched rows, ascending, each once
    rows : (n, H) their gradients
    shape: (V, H) of the matrix

    Cost and memory grow with n, not with V.

    >>> RowGrad.from_repeated(np.array([4, 1, 4]), np.ones((3, 2)), (1000, 2))
    RowGrad(2 of 1,000 rows x 2)
    """

    def __init__(self, ids: np.ndarray, rows: np.ndarray, shape: tuple[int, int]):
        self.ids, self.rows = np.asarray(ids), np.asarray(rows)
        if not isinstance(shape, tuple):
            raise TypeError(
                f"shape must be (V, H), as W.shape gives it, got {checking.short(shape)}"
            )
        self.shape = shape

    @classmethod
    def from_repeated(cls, ids: np.ndarray, rows: np.ndarray, shape: tuple[int, int]) -> RowGrad:
        """Add up the rows of equal ids. ids: (m,), repeats allowed; rows: (m, H)."""
        ids, rows = np.asarray(ids), checking.shape("rows", rows, (len(ids), "H"), "one an id")
        if len(ids) == 0:
            return cls(ids, rows, shape)
        order = np.argsort(ids, kind="stable")
        sorted_ids = ids[order]
        starts = np.flatnonzero(np.r_[True, sorted_ids[1:] != sorted_ids[:-1]])
        return cls(sorted_ids[starts], np.add.reduceat(rows[order], starts), shape)

    def check(self, name: str = "the gradient") -> None:
        """ValueError or IndexError where ids and rows do not fit each other or the matrix."""
        ids = checking.ids(self.ids, self.shape[0])
        remedy = "one row for each id"
        checking.numbers(name, self.rows, (len(ids), *self.shape[1:]), remedy)
        if (ids[1:] <= ids[:-1]).any():
            raise ValueError(
                f"the ids of {name} must rise, each once, got {checking.short(ids.tolist())}; "
                "RowGrad.from_repeated adds up the rows of equal ids"
            )

    def dense(self) -> np.ndarray:
        """The same gradient as a full (V, H) array: zeros, and the touched rows."""
        self.check()
        full = np.zeros(self.shape, dtype=self.rows.dtype)
        full[self.ids] = self.rows
        return full

    def __repr__(self) -> str:
        return f"RowGrad({len(self.ids)} of {self.shape[0]:,} rows x {self.shape[1]})"


class MatMul:
    """Multiply a batch with a matrix: (N, D) @ (D, H) (section 3.1; chapter 4 replaces it).

    >>> MatMul(np.array([[1.0, 2.0], [3.0, 4.0]])).forward([[0, 1]])
    array([[3., 4.]])
    """

    def __init__(self, W: np.ndarray):
        W = _matrix(W)
        self.params = [W]
        self.grads = [_zeros(W)]
        self.x: np.ndarray | None = None

    def forward(self, x: np.ndarray) -> np.ndarray:
        """x: (N, D), for example one-hot rows. Returns (N, H); without backward also (N, C, D)."""
        (W,) = self.params
        x = checking.numbers("x", x)
        if x.ndim < 2 or x.shape[-1] != len(W):
            raise ValueError(
                f"x must have shape (N, {len(W)}), got {x.shape}; one row a word of the batch"
            )
        self.x = x
        return np.dot(x, W)

    def backward(self, dout: np.ndarray) -> np.ndarray:
        """dout: (N, H). Returns dx (N, D)."""
        (W,) = self.params
        x = checking.after_forward(self.x, self)
        checking.shape("x", x, ("N", len(W)), "backward takes the gradient of a plain batch")
        dout = checking.numbers("dout", dout, (len(x), W.shape[1]), "as forward returned")
        self.grads[0][...] = np.dot(x.T, dout)
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

    >>> Embedding(np.array([[1.0, 2.0], [3.0, 4.0]])).forward([1, 0, 1])
    array([[3., 4.],
           [1., 2.],
           [3., 4.]])
    """

    def __init__(self, W: np.ndarray, sparse: bool = False):
        W = _matrix(W)
        self.params = [W]
        self.sparse = checking.flag("sparse", sparse)
        self.grads: list = [None if self.sparse else _zeros(W)]
        self.idx: np.ndarray | None = None

    def forward(self, idx) -> np.ndarray:
        """idx: integer ids of any shape, repeats allowed. Returns idx.shape + (H,).

        Raises IndexError for an id outside 0..V−1.
        """
        (W,) = self.params
        self.idx = checking.ids(idx, len(W))
        return W[self.idx]

    def backward(self, dout: np.ndarray) -> None:
        """dout: the shape that forward returned. Row idx[i] receives dout[i]; repeats add up.

        Returns None: ids have no gradient.
        """
        (W,) = self.params
        idx = checking.after_forward(self.idx, self)
        want = (*idx.shape, W.shape[1])
        dout = checking.numbers("dout", dout, want, "the shape that forward returned")
        # The dtype of W: np.add.at is several times slower when it has to convert.
        dout = dout.astype(W.dtype if W.dtype.kind == "f" else np.float64, copy=False)
        if self.sparse:
            ids, rows = idx.ravel(), dout.reshape(-1, W.shape[1])
            self.grads[0] = RowGrad.from_repeated(ids, rows, W.shape)
        else:
            self.grads[0][...] = 0
            np.add.at(self.grads[0], idx, dout)

    def __repr__(self) -> str:
        V, H = self.params[0].shape
        return f"Embedding({V:,} words x {H}{', sparse' if self.sparse else ''})"


class EmbeddingDot:
    """The score of one word for each hidden vector: h · W[idx] (section 4.2).

    W: (V, H) float, one row a word (the output side, W_out transposed).

    >>> layer = EmbeddingDot(np.arange(6.0).reshape(3, 2))
    >>> layer.forward(h=[[1, 2], [1, 2]], idx=[0, 2])
    array([ 2., 14.])
    >>> layer.backward([1, 0.5])
    array([[0. , 1. ],
           [2. , 2.5]])
    """

    def __init__(self, W: np.ndarray, sparse: bool = False):
        self.embed = Embedding(W, sparse)
        self.params = self.embed.params
        self.grads = self.embed.grads
        self.cache: tuple[np.ndarray, np.ndarray] | None = None

    def forward(self, h: np.ndarray, idx) -> np.ndarray:
        """h: (N, H); idx: (N,) one word a row. Returns the scores, (N,)."""
        h = checking.numbers("h", h, ("N", self.params[0].shape[1]), "one hidden vector a row")
        idx = checking.shape("idx", idx, (len(h),), "one word for each row of h; .ravel() a column")
        target_W = self.embed.forward(idx)
        self.cache = (h, target_W)
        return np.sum(target_W * h, axis=1)

    def backward(self, dout: np.ndarray) -> np.ndarray:
        """dout: (N,). Returns dh (N, H) = dout · target row; the row receives dout · h."""
        h, target_W = checking.after_forward(self.cache, self)
        dout = checking.numbers("dout", dout, (len(h),), "one number a score, as forward returned")
        if target_W.dtype.kind == "f":
            dout = dout.astype(target_W.dtype, copy=False)
        dout = dout[:, None]
        self.embed.backward(dout * h)
        return dout * target_W

    def __repr__(self) -> str:
        V, H = self.params[0].shape
        return f"EmbeddingDot({V:,} words x {H}{', sparse' if self.embed.sparse else ''})"
