"""Draw the negatives: noise words, by their counts to the power 0.75 (section 4.2.6).

The 0.75 is what worked best in the experiments of Mikolov et al. (2013); nobody has derived it.

Lesson 05.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from w2vlib import checking

LARGEST_ID = 10_000_000  # of a text: the sampler keeps a few numbers for each id up to the largest


class UnigramSampler:
    """Draws k noise words for each target, never the target itself.

    corpus      : ids of the whole text, any order
    power       : counts are raised to it; 1 keeps the unigram shares, 0 makes all words equal
    sample_size : k
    seed        : int, numpy.random.Generator or None
    replace     : True as in word2vec: the k words of a target are drawn independently.
                  False as in the book's code: they are all different, which at a small
                  vocabulary changes how often each word is drawn.
    exclude     : False lets the target be drawn as its own negative (the book's GPU branch does
                  so); its share of the draws is then p[target].

    Words that never occur in the corpus (gaps in the ids) are never drawn.
    Attributes: `p` (V,) the chance of each word, float64; `vocab_size` V.

    >>> sampler = UnigramSampler([0, 1, 2, 3, 4, 1, 2, 3], power=0.75, sample_size=2, seed=0)
    >>> sampler
    UnigramSampler(V=5, power=0.75, k=2; commonest id 1 p=0.24)
    >>> sampler.get_negative_sample([1, 3, 0]).shape
    (3, 2)
    """

    def __init__(
        self,
        corpus: np.ndarray | Sequence[int],
        power: float = 0.75,
        sample_size: int = 5,
        *,
        seed: int | np.random.Generator | None = None,
        replace: bool = True,
        exclude: bool = True,
    ):
        ids = checking.ids(corpus, LARGEST_ID + 1, "the word ids of the corpus")
        if not ids.size:
            raise ValueError("the corpus is empty: there is nothing to draw negatives from")
        self._set_up(np.bincount(ids.ravel()), power, sample_size, seed, replace, exclude)

    @classmethod
    def from_counts(
        cls,
        counts: np.ndarray | Sequence[float],
        power: float = 0.75,
        sample_size: int = 5,
        *,
        seed: int | np.random.Generator | None = None,
        replace: bool = True,
        exclude: bool = True,
    ) -> UnigramSampler:
        """The same from counts (V,), for example Vocabulary.counts, or from shares of the text."""
        sampler = cls.__new__(cls)
        counts = checking.numbers("counts", counts, ("V",), "how often each word occurs")
        checking.finite("counts", counts, "count again")
        sampler._set_up(counts, power, sample_size, seed, replace, exclude)
        return sampler

    def _set_up(self, counts, power, sample_size, seed, replace, exclude):
        possible = int((counts > 0).sum())
        if (counts < 0).any() or possible < 2:
            raise ValueError(
                f"negatives need at least 2 different words with counts above 0, got {possible} "
                f"and smallest count {counts.min(initial=0)}; use a longer text or a smaller "
                "min_count"
            )
        replace, exclude = checking.flag("replace", replace), checking.flag("exclude", exclude)
        most = possible - exclude
        left_out = " and the target is left out" if exclude else ""
        remedy = f"the vocabulary has {possible} words{left_out}"
        if not replace:
            remedy = f"without replacement they all differ, and {remedy}"
        sample_size = checking.whole(
            "sample_size", sample_size, 1, 1_000_000 if replace else most, remedy
        )
        power = checking.real("power", power, remedy="word2vec uses 0.75")
        self.sample_size, self.power = sample_size, power
        self.replace, self.exclude = replace, exclude
        self.vocab_size = len(counts)
        weight = np.zeros(len(counts))
        # Shares first: huge counts to a large power would overflow, shares cannot.
        with np.errstate(over="ignore", under="ignore"):
            weight[counts > 0] = (counts[counts > 0] / counts.max()) ** power
        if not np.isfinite(weight.sum()) or (weight > 0).sum() < possible:
            raise ValueError(
                f"power={power} makes some of the {possible} words' chances 0 or infinite: "
                "use one nearer to 0; word2vec uses 0.75"
            )
        self.p = weight / weight.sum()
        self._cdf = np.cumsum(self.p)
        self._words = np.flatnonzero(self.p)  # the ids that can be drawn
        self.rng = checking.generator(seed)

    def get_negative_sample(self, target) -> np.ndarray:
        """target: (B,) ids. Returns (B, k) ids; row b never contains target[b] (if `exclude`).

        The target's share is cut out of the line 0..1 before drawing, so no draw is wasted and
        the other words keep their proportions exactly.
        """
        t = checking.shape("target", np.atleast_1d(target), ("B",), "one row; .ravel() a column")
        t = checking.ids(t, self.vocab_size)
        if not self.replace:
            return self._without_replacement(t)
        t = t[:, None]  # (B, 1)
        p_t = self.p[t] if self.exclude else np.zeros(t.shape)
        u = self.rng.random((len(t), self.sample_size)) * (1 - p_t)
        u += p_t * (u >= self._cdf[t] - p_t)  # step over the slice of the target
        ids = np.searchsorted(self._cdf, u, side="right")
        # The cumulative sum is rounded: it can end just below 1, and a draw on the very edge of
        # the cut can fall back on the target. Both go to the word beside.
        ids = np.minimum(ids, self._words[-1])
        if self.exclude and (hit := ids == t).any():
            place = np.searchsorted(self._words, ids[hit])  # not 0: its slice begins the line
            ids[hit] = self._words[place - 1]
        return ids

    def _without_replacement(self, t) -> np.ndarray:
        """The k largest of log p + Gumbel noise are k different words drawn one after another."""
        with np.errstate(divide="ignore"):
            keys = np.log(self.p) + self.rng.gumbel(size=(len(t), self.vocab_size))
        if self.exclude:
            keys[np.arange(len(t)), t] = -np.inf
        top = np.argpartition(-keys, self.sample_size - 1, axis=1)[:, : self.sample_size]
        order = np.argsort(-np.take_along_axis(keys, top, axis=1), axis=1)
        return np.take_along_axis(top, order, axis=1)

    def __repr__(self) -> str:
        top = int(self.p.argmax())
        return (
            f"UnigramSampler(V={self.vocab_size:,}, power={self.power}, k={self.sample_size}; "
            f"commonest id {top} p={self.p[top]:.2f})"
        )


class FixedNegatives:
    """A sampler that always answers with the same negatives: for checks and by-hand examples.

    negatives: (N, k) ids, one row a target, or (k,) ids for every target.

    >>> FixedNegatives([3, 5]).get_negative_sample([1, 2]).tolist()
    [[3, 5], [3, 5]]
    """

    def __init__(self, negatives):
        self.negatives = checking.ids(negatives, LARGEST_ID + 1, "negatives")
        if self.negatives.ndim not in (1, 2) or not self.negatives.size:
            got = self.negatives.shape
            raise ValueError(f"negatives must have shape (N, k) or (k,), one or more, got {got}")
        self.sample_size = self.negatives.shape[-1]

    def get_negative_sample(self, target) -> np.ndarray:
        """target: (N,) ids, of which only the number is used. Returns (N, k) ids."""
        if self.negatives.ndim == 1:
            return np.broadcast_to(self.negatives, (len(target), self.sample_size))
        want = (len(target), self.sample_size)
        return checking.shape("negatives", self.negatives, want, "one row a target")

    def __repr__(self) -> str:
        return f"FixedNegatives({self.negatives.tolist()})"


def alias_table(p: np.ndarray | Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Vose's alias method: after this, a draw costs two look-ups at any vocabulary size.

    p: (V,) probabilities. Returns (keep, alias), each (V,): draw a column i evenly and a number
    u in 0..1; the word is i if u < keep[i], else alias[i] (Vose 1991).

    >>> alias_table([0.5, 0.25, 0.25])
    (array([1.  , 0.75, 0.75]), array([0, 0, 0]))
    """
    p = checking.numbers("p", p).astype(np.float64)
    if p.ndim != 1 or not np.isfinite(p).all() or (p < 0).any() or p.sum() <= 0:
        raise ValueError("p must be a list of probabilities ≥ 0 with a positive sum")
    keep = p / p.sum() * len(p)  # 1 is the height of a full column
    alias = np.arange(len(p))
    short = [i for i in range(len(p)) if keep[i] < 1]
    tall = [i for i in range(len(p)) if keep[i] >= 1]
    while short and tall:
        s, t = short.pop(), tall[-1]
        alias[s] = t  # the rest of column s is given to t
        keep[t] -= 1 - keep[s]
        if keep[t] < 1:
            short.append(tall.pop())
    keep[short + tall] = 1  # what is left differs from 1 only by rounding
    return keep, alias


def draw_alias(keep: np.ndarray, alias: np.ndarray, size, rng: np.random.Generator) -> np.ndarray:
    """Draw ids of the given shape from an alias table.

    >>> draw_alias(*alias_table([0.5, 0.25, 0.25]), (2, 3), np.random.default_rng(0)).shape
    (2, 3)
    """
    lengths = size if isinstance(size, tuple | list) else (size,)
    size = tuple(
        checking.whole("each length of size", n, 0, remedy="as of a shape") for n in lengths
    )
    rng = checking.generator(rng, "rng")
    column = rng.integers(len(keep), size=size)
    return np.where(rng.random(size) < keep[column], column, alias[column])
