"""The "numba" engine: word2vec.c's steps, a word at a time, compiled (see numba_kernel.py)."""

from __future__ import annotations

from weakref import WeakSet

import numpy as np

from w2vlib.engines import Engine
from w2vlib.engines.numba_kernel import LANE, make_kernel
from w2vlib.sampling import UnigramSampler, alias_table

WIDEST = 4096  # beyond it, compiling takes longer than anyone waits
# Of two engines: rows of their own, but no more than a hundredth of all, and the words between two
# givings. Measured: fewer words cost time, more cost a little of what is learned.
COPIED, EVERY = 62, 250


class FastEngine(Engine):
    """Trains W_in and W_out in place, one word after the other, as word2vec.c does.

    W_in, W_out: (V, H) float32; make them with `FastEngine.allocate`. (Others work for one engine,
    but are copied at every call.) counts: (V,). The steps are those of Mikolov et al. (2013): plain
    SGD, negatives drawn by counts ** ns_exponent; one that hits the target is skipped, so a
    prediction can have fewer than k. One engine is reproducible to the bit; several on the same
    weights (`worker`) are not, because they write without waiting for each other.

    What one processor has written another has to fetch, and frequent words are in nearly every
    window. So each of two engines trains copies of its own of the first rows (ids fall by
    frequency) and adds what they have gained to the weights every 250 words and at the end of
    `train`. Two that add at the same moment can lose some of it. More than two write to all rows
    as they come, as in word2vec.c: all would add nearly the same step at nearly the same time, and
    already three times a step can go too far (tests/test_numba_engine.py lets it diverge).
    """

    def __init__(self, W_in, W_out, counts, *, window, negative, ns_exponent, sg, seed):
        for W in (W_in, W_out):
            if W.dtype != np.float32 or W.shape != (len(counts), W_in.shape[1]):
                raise ValueError(
                    f"W_in and W_out must be float32 of one shape ({len(counts)}, H), got "
                    f"{W.dtype} {W.shape}; make them with FastEngine.allocate(V, H)"
                )
        if W_in.shape[1] > WIDEST:
            raise ValueError(
                f"engine 'numba' takes vector_size up to {WIDEST:,}, got {W_in.shape[1]:,}; "
                "engine='numpy' takes any"
            )
        self.W_in, self.W_out = W_in, W_out
        self._rows = whole_rows(W_in), whole_rows(W_out)
        self.window, self.negative, self.sg = int(window), int(negative), bool(sg)
        self.noise = noise_table(counts, ns_exponent)
        self._set_seed(seed)
        self.kernel = make_kernel(padded(W_in.shape[1]))
        self.team = WeakSet([self])  # all engines on these weights; they share the set
        self.own = np.zeros((2, 2, 0, padded(W_in.shape[1])), np.float32)

    def _set_seed(self, seed) -> None:
        self.seed = np.random.SeedSequence(seed).generate_state(1, np.uint64)

    @staticmethod
    def allocate(V: int, H: int) -> np.ndarray:
        """(V, H) float32 zeros: a view of rows that go on with zeros up to whole cache lines.

        The padding stays zero, since it starts as zero on both sides. Rows begin on a cache line.
        """
        width = padded(H)
        memory = np.zeros(V * width + LANE, np.float32)
        skip = (-memory.ctypes.data // memory.itemsize) % LANE
        return memory[skip : skip + V * width].reshape(V, width)[:, :H]

    @staticmethod
    def close_gaps(W: np.ndarray) -> np.ndarray:
        """(V, H) rows that lie apart in memory, moved together in place: at a million words a copy
        would need as much memory again. W itself is not to be used afterwards."""
        V, H = W.shape
        packed = np.lib.stride_tricks.as_strided(W, (V, H), (H * W.itemsize, W.itemsize))
        for start in range(0, 0 if W.flags.c_contiguous else V, 10_000):
            packed[start : start + 10_000] = W[start : start + 10_000].copy()
        return packed

    def worker(self, seed) -> FastEngine:
        """Another engine on the same weights, for another thread.

        Errors: ValueError for weights that are not from `allocate`.
        """
        if any(rows is None for rows in self._rows):
            raise ValueError("several engines need weights made with FastEngine.allocate(V, H)")
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._set_seed(seed)
        twin.own = self.own[:, :, :0].copy()  # these are not shared
        self.team.add(twin)
        return twin

    def _copies(self) -> np.ndarray:
        """Room for own rows and what they were, of W_in and W_out: (2, 2, K, H)."""
        K = min(COPIED, len(self.W_in) // 100) if len(self.team) == 2 else 0
        if self.own.shape[2] != K:
            width = padded(self.W_in.shape[1])
            self.own = FastEngine.allocate(4 * K, width).reshape(2, 2, K, width)
        return self.own

    def train(self, ids, bounds, reach, alpha: float) -> tuple[float, int]:
        """Train one chunk. ids, reach: (n,) ints; bounds: (S+1,). Returns (sum of losses, count).

        Position i predicts ids[i] from the words of its sentence at most reach[i] places away;
        a position without such words predicts nothing. Skip-gram predicts once for each of them.
        The loss is NaN or infinite once the weights are. The first call in a process compiles.
        """
        ids, bounds, reach = (np.asarray(a) for a in (ids, bounds, reach))
        self._check(ids, bounds, reach)
        rows = [widened(W) if r is None else r for W, r in self._weights()]
        loss, count = self.kernel(
            *rows,
            *self._copies(),
            EVERY,
            np.ascontiguousarray(ids, np.int32),
            np.ascontiguousarray(bounds, np.int64),
            np.ascontiguousarray(reach, np.int32),
            float(alpha), self.noise, self.seed, self.window, self.negative, self.sg,
        )  # fmt: skip
        for (W, r), row in zip(self._weights(), rows, strict=True):
            if r is None:
                W[:] = row[:, : W.shape[1]]
        return loss, count

    def _weights(self):
        return zip((self.W_in, self.W_out), self._rows, strict=True)

    def _check(self, ids, bounds, reach) -> None:
        """Compiled code does not look whether an index exists, so it is looked at here."""
        V, n = len(self.W_in), len(ids)
        if n and (ids.min() < 0 or ids.max() >= V):
            raise IndexError(
                f"word ids must be in 0..{V - 1}, got {ids.min()}..{ids.max()}; "
                "were the ids made with another vocabulary?"
            )
        if len(reach) != n or (n and (reach.min() < 0 or reach.max() > self.window)):
            raise ValueError(f"reach must hold {n} numbers in 0..{self.window}, the window")
        if len(bounds) and (bounds[0] < 0 or bounds[-1] > n or (np.diff(bounds) < 0).any()):
            raise ValueError(f"bounds must rise from 0 to at most {n}, got {bounds}")

    def state(self) -> dict:
        """All randomness of the engine, as numbers."""
        return {"seed": int(self.seed[0])}

    def load_state(self, state: dict) -> None:
        """Go on exactly where `state` was taken."""
        self.seed[0] = state["seed"]

    def __repr__(self) -> str:
        V, H = self.W_in.shape
        kind = "skip-gram" if self.sg else "CBOW"
        return f"FastEngine({V:,} words x {H}; {kind}, compiled, a word at a time)"


def padded(H: int) -> int:
    """The width of the rows in memory: the next multiple of 16, at least 64.

    Loops shorter than 64 are compiled into single steps, which takes longer than 64 in parallel.
    """
    return max(64, -(-H // LANE) * LANE)


def whole_rows(W: np.ndarray) -> np.ndarray | None:
    """The padded rows (V, padded(H)) behind W if it came from `allocate`, else None."""
    V, H = W.shape
    width = padded(H)
    if W.strides != (4 * width, 4) or W.ctypes.data % (4 * LANE):
        return None
    memory = W if W.base is None else W.base
    if np.lib.array_utils.byte_bounds(memory)[1] < W.ctypes.data + 4 * V * width:
        return None
    rows = np.lib.stride_tricks.as_strided(W, (V, width))
    return None if rows[:, H:].any() else rows


def widened(W: np.ndarray) -> np.ndarray:
    """A copy of W (V, H) with rows filled up with zeros, (V, padded(H))."""
    V, H = W.shape
    rows = FastEngine.allocate(V, padded(H))
    rows[:, :H] = W
    return rows


def noise_table(counts, ns_exponent: float) -> np.ndarray:
    """Alias table of counts ** ns_exponent: (V, 2) uint32, a column's share of 2**32 and its alias.

    Both numbers of a column lie side by side, so a draw touches memory once.
    """
    keep, alias = alias_table(UnigramSampler.from_counts(counts, ns_exponent).p)
    table = np.empty((len(keep), 2), np.uint32)
    table[:, 0] = np.minimum(keep * 2**32, 2**32 - 1)
    table[:, 1] = alias
    return table
