"""The "numpy" engine: the mathematics of the layers, on the touched rows only.

What it no longer does, compared with the book's code:
- no (V, H) gradient: a step reads and writes only the rows of the words it meets;
- no 2·window look-ups a position: neighbouring windows share their words, so the rows of a
  block are looked up once and a small 0/1 matrix adds up all its windows (a moving average);
  the gradient goes back through the transpose of the same matrix;
- no drawing word by word: the negatives of a batch come together from the alias method.
"""

from __future__ import annotations

import numpy as np

from w2vlib.engines import Engine
from w2vlib.losses import sigmoid
from w2vlib.sampling import UnigramSampler, alias_table, draw_alias
from w2vlib.windows import sentence_of

BLOCK = 32  # positions that share one window matrix
BATCH = 512  # positions computed with the same weights; skip-gram: pairs, twice as many
STEPS = 100  # batches an epoch, at least: a short text in one batch would hardly move
CAP = 16  # a word that a batch meets more often than this moves as if met this often


class BatchedEngine(Engine):
    """Trains W_in and W_out in place, a batch of positions at a time, by plain SGD.

    W_in, W_out: (V, H) float32; counts: (V,). The steps are those of word2vec.c (Mikolov et al.
    2013), except that all positions of a batch see the same weights and their steps add up.
    """

    def __init__(self, W_in, W_out, counts, *, window, negative, ns_exponent, sg, seed):
        self.W_in, self.W_out = W_in, W_out
        self.window, self.negative, self.sg = window, negative, sg
        blocks = int(np.sum(counts)) // (STEPS * BLOCK)
        self.batch = BLOCK * min(max(blocks, 1), BATCH // BLOCK)
        self.rng = np.random.default_rng(seed)
        self.others = UnigramSampler.from_counts(counts, ns_exponent, 1, seed=self.rng)
        self.table = alias_table(self.others.p)

    def train(self, ids, bounds, reach, alpha: float) -> tuple[float, int]:
        """Train one chunk. ids, reach: (n,) ints; bounds: (S+1,). Returns (sum of losses, count).

        Position i predicts ids[i] from the words of its sentence at most reach[i] places away;
        a position without such words predicts nothing. Skip-gram predicts once for each of them.
        """
        near, inside = window_blocks(bounds, reach, self.window)
        batches = self._skipgram if self.sg else self._cbow
        loss, count = 0.0, 0
        with np.errstate(over="ignore", invalid="ignore"):  # a loss of NaN tells the driver
            for part_loss, part_count in batches(ids[near], inside, np.float32(alpha)):
                loss, count = loss + float(part_loss), count + part_count
        return loss, count

    def _cbow(self, words, inside, alpha):
        targets = words[:, self.window : self.window + BLOCK]
        for start in range(0, len(words), self.batch // BLOCK):
            part = slice(start, start + self.batch // BLOCK)
            B = inside[part].astype(np.float32)  # (blocks, BLOCK, BLOCK + 2·window)
            n_context = B.sum(axis=2, keepdims=True)
            h = B @ np.take(self.W_in, words[part], axis=0) / np.maximum(n_context, 1)
            real = n_context[:, :, 0] > 0  # padding and words without a context ask nothing
            loss, h[real] = self._ask(h[real], targets[part][real], alpha)
            h[~real] = 0
            # As in word2vec.c each context word gets the whole step for h. The gradient of the
            # mean would be 1/n_context of it: the same direction, a shorter way.
            step = overlap_add(B.transpose(0, 2, 1) @ h)  # (positions, H)
            used = overlap_add(B.sum(axis=1)) > 0  # stands in somebody's window
            word = np.r_[words[part, :BLOCK].ravel(), words[part, BLOCK:][-1]]
            add_rows(self.W_in, word[used, None], 1, step[used])
            yield loss.sum(dtype=np.float64), len(loss)

    def _skipgram(self, words, inside, alpha):
        block, centre, context = inside.nonzero()
        target, given = words[block, centre + self.window], words[block, context]
        for start in range(0, len(target), 2 * self.batch):
            part = slice(start, start + 2 * self.batch)
            x = given[part]
            loss, step = self._ask(self.W_in[x], target[part], alpha)
            add_rows(self.W_in, x[:, None], 1, step)
            yield loss.sum(dtype=np.float64), len(x)

    def _ask(self, h, target, alpha):
        """Ask 1 yes-question and k no-questions of each row of h (n, H), and train W_out.

        Returns the losses (n,) and the steps (n, H) that h should make.
        """
        words = np.column_stack([target, self.draw_negatives(target)])  # (n, 1 + k)
        rows = np.take(self.W_out, words, axis=0)
        score = (rows @ h[:, :, None])[:, :, 0]
        score[:, 0] *= -1  # now, everywhere: the higher, the more wrong
        wrong = alpha * sigmoid(score)
        wrong[:, 1:] *= -1  # towards the target, away from the negatives
        step = (wrong[:, None, :] @ rows)[:, 0]
        add_rows(self.W_out, words, wrong, h)
        # log(1 + exp(score)), written so that exp cannot overflow
        loss = np.maximum(score, 0) + np.log1p(np.exp(-np.abs(score)))
        return loss.sum(axis=1), step

    def draw_negatives(self, target) -> np.ndarray:
        """target: (n,) ids. Returns (n, k) noise ids, never the target of their row."""
        drawn = draw_alias(*self.table, (len(target), self.negative), self.rng)
        row, place = np.nonzero(drawn == target[:, None])
        # The few that hit their target are drawn from all other words. (Until they miss would
        # take long where one word is most of the text.)
        drawn[row, place] = self.others.get_negative_sample(target[row])[:, 0]
        return drawn

    def state(self) -> dict:
        """All randomness of the engine, as numbers."""
        return {"rng": self.rng.bit_generator.state}

    def load_state(self, state: dict) -> None:
        """Go on exactly where `state` was taken."""
        self.rng.bit_generator.state = state["rng"]

    def __repr__(self) -> str:
        V, H = self.W_in.shape
        return (
            f"BatchedEngine({V:,} words x {H}; {self.batch} positions a batch, touched rows only)"
        )


def window_blocks(bounds, reach, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Cut n positions into blocks and say who stands in whose window.

    Returns near (blocks, BLOCK + 2·window), the positions in and around each block (0 where
    there is none), and inside (blocks, BLOCK, BLOCK + 2·window) bool: inside[b, i, j] when
    near[b, j] stands in the window of position i of block b.
    """
    n = len(reach)
    near = np.arange(0, n, BLOCK)[:, None] + np.arange(-window, BLOCK + window)
    outside = (near < 0) | (near >= n)
    near[outside] = 0
    sentence = sentence_of(bounds)[near]
    sentence[outside] = -1
    own = slice(window, window + BLOCK)
    distance = abs(np.arange(-window, BLOCK + window) - np.arange(BLOCK)[:, None])
    inside = (distance > 0) & (distance <= reach[near[:, own], None])
    inside &= sentence[:, own, None] == sentence[:, None, :]
    inside[outside[:, own]] = False
    return near, inside


def overlap_add(parts: np.ndarray) -> np.ndarray:
    """Put the parts of a batch's blocks, (blocks, BLOCK + 2·window, …), where they belong.

    Neighbouring blocks overlap by 2·window positions; there they add up. Returns
    (blocks·BLOCK + 2·window, …), one row a position.

    >>> overlap_add(np.ones((2, BLOCK + 2)))[BLOCK - 1 : BLOCK + 3].tolist()
    [1.0, 2.0, 2.0, 1.0]
    """
    n, span, *rest = parts.shape
    total = np.zeros((n * BLOCK + span - BLOCK, *rest), parts.dtype)
    for b in range(n):
        total[b * BLOCK : b * BLOCK + span] += parts[b]
    return total


def add_rows(W: np.ndarray, ids: np.ndarray, weight, rows: np.ndarray) -> None:
    """W[ids[i, j]] += weight[i, j] · rows[i], where the rows of equal ids add up.

    W: (V, H); ids: (n, m); weight: (n, m) or a number; rows: (n, H). Up to CAP occurrences of an
    id this is what np.add.at does, in a fraction of the time: ids that occur once, 2–4, 5–16, …
    times are handled together, as small products of matrices that are filled up with zeros.
    More occurrences count as CAP average ones: so many steps from one point would overshoot.

    >>> W = np.zeros((3, 1), np.float32)
    >>> add_rows(W, np.array([[1], [2], [1]]), 1, np.ones((3, 1), np.float32))
    >>> W.ravel().tolist()
    [0.0, 2.0, 1.0]
    """
    if not ids.size:
        return
    weight = np.broadcast_to(np.float32(weight), ids.shape).ravel()
    flat = ids.ravel().astype(np.uint16 if len(W) <= 2**16 else np.int32)  # 16 bits sort fastest
    order = np.argsort(flat, kind="stable")
    in_order = flat[order]
    first = np.flatnonzero(np.r_[True, in_order[1:] != in_order[:-1]])
    count = np.diff(first, append=len(order))
    scale = np.minimum(1, CAP / count).astype(np.float32)
    below, width = 0, 1
    while below < count.max():
        group = np.flatnonzero((below < count) & (count <= width))[:, None]
        used = np.arange(width) < count[group]  # (groups, width)
        slot = order[np.where(used, first[group] + np.arange(width), 0)]
        share = np.where(used, weight[slot], 0) * scale[group]
        found = np.take(rows, slot // ids.shape[1], axis=0)  # (groups, width, H)
        summed = share * found[:, 0] if width == 1 else (share[:, None, :] @ found)[:, 0]
        word = in_order[first[group[:, 0]]]
        W[word] = np.take(W, word, axis=0) + summed
        below, width = width, 4 * width
