"""Checks of exercise 5: draw the negatives."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Task
from w2vlib.checks.explain import Cause
from w2vlib.checks.predict import Predict
from w2vlib.sampling import UnigramSampler, alias_table

# ---------------------------------------------------------------- a prediction

COUNTS = [10_000, 16, 16, 1, 1]  # of the prediction; the target is the last word


top_share = Predict(
    "top_share",
    lambda: 0.25,
    [
        Cause(
            "with replacement",
            "That is its share when the same word may be drawn again.",
            lambda: UnigramSampler.from_counts(COUNTS).p[0] / (1 - 1 / _weights().sum()),
            lambda: UnigramSampler.from_counts(COUNTS).p[0],
        ),
        Cause("share in the text", "That is its share in the text.", lambda: 10_000 / 10_034),
        Cause(
            "every place",
            "Without replacement it can fill one place of each draw, not all.",
            lambda: 1,
        ),
        Cause(
            "target counted",
            "The target is left out, so it cannot fill a place.",
            lambda: 0.2,
        ),
    ],
    hint="Write one draw down: which words can it hold, and how often each?",
    rtol=0.003,
)


def _weights():
    return np.array(COUNTS) ** 0.75


# ---------------------------------------------------------------- the shares


def _counts(rng):
    yield "counts 256, 81, 16, 1", np.array([256, 81, 16, 1]), 0.75
    yield "a word that never occurs", np.array([16, 0, 1]), 0.75
    yield "power 0", np.array([5, 1, 1, 3]), 0
    yield "power 0, a word that never occurs", np.array([5, 0, 1]), 0
    yield "power 1", np.array([6, 3, 1]), 1
    for i in range(3):
        counts = rng.integers(1, 2000, rng.integers(3, 9))
        yield f"random counts {i + 1}", counts, round(rng.uniform(0.2, 1.5), 2)


def _shares(counts, power):
    return UnigramSampler.from_counts(counts, power).p


noise_shares = Task(
    "noise_shares",
    _counts,
    _shares,
    [
        Cause(
            "not divided again",
            "The shares of the text add up to 1, but not after the power: divide by the sum last.",
            lambda counts, power: (counts / counts.sum()) ** power,
        ),
        Cause(
            "power not used",
            "These are the shares of the text; the power makes the common words less common.",
            lambda counts, power: counts / counts.sum(),
        ),
        Cause(
            "always 0.75",
            "The power is an argument: 0.75 is only its usual value.",
            lambda counts, power: _shares(counts, 0.75),
        ),
        Cause(
            "0 to the power 0",
            "0 ** 0 is 1: a word that never occurs gets a share. Set its weight to 0.",
            lambda counts, power: counts**power / np.sum(counts**power),
        ),
        Cause(
            "weights, not shares",
            "Divide the weights by their sum, so that they add up to 1.",
            lambda counts, power: np.where(counts > 0, counts**power, 0),
        ),
        Cause(
            "divided by the old sum",
            "Divide by the sum of the weights, not by the sum of the counts.",
            lambda counts, power: np.where(counts > 0, counts**power, 0) / counts.sum(),
        ),
        Cause(
            "divided by the largest",
            "The largest share is not 1; all of them together are.",
            lambda counts, power: np.where(counts > 0, counts**power, 0) / counts.max() ** power,
        ),
    ],
    large=lambda rng: (rng.integers(0, 900, 600), 0.75),
    walks="every word",
)

# ---------------------------------------------------------------- draw without the target


def _draws(rng):
    p = np.array([0.25, 0.5, 0.125, 0.125])
    yield "u on the line", p, np.array([1]), np.array([[0.1, 0.45, 0.7, 0.9]])
    yield "u on an edge", p, np.array([1]), np.array([[0.0, 0.5, 0.75]])
    yield "the target is the first word", p[::-1], np.array([0]), np.array([[0.0, 0.3, 0.99]])
    yield "the target is the last word", p, np.array([3]), np.array([[0.0, 0.8, 0.99]])
    yield "a word that never occurs", np.array([0, 0.5, 0.5]), np.array([2]), np.array([[0.0, 0.9]])
    # 0.1 ten times adds up to a little less than 1
    end = np.full(10, 0.1), np.array([[1 - 2.0**-53]])
    yield "the end of the line", end[0], np.array([4]), end[1]
    yield "the end of the line, where the target lies", end[0], np.array([9]), end[1]
    for i in range(4):
        V, B, k = map(int, rng.integers([5, 2, 3], [9, 6, 30]))
        p = rng.dirichlet(np.ones(V))
        yield f"random shares {i + 1}", p, rng.integers(0, V, B), rng.random((B, k))


def _draw(p, target, u):
    """Row by row, on a line from which the target and the words without a share are gone."""
    rows = []
    for t, places in zip(target, u * (1 - p[target])[:, None], strict=True):
        others = np.array([i for i in range(len(p)) if i != t and p[i] > 0])
        found = np.searchsorted(np.cumsum(p[others]), places, side="right")
        rows.append(others[np.minimum(found, len(others) - 1)])
    return np.array(rows)


def _line(place, side="right", end=True, last=True):
    """A wrong answer: place(u, share of the target, its left end) says where on the line."""

    def draw(p, target, u):
        cdf, t = np.cumsum(p), target[:, None]
        ids = np.searchsorted(cdf, place(u, p[t], cdf[t] - p[t]), side=side)
        return np.minimum(ids, len(p) - 1 - last * (t == len(p) - 1)) if end else ids

    return draw


def _lines(place):
    """The same mistake with each of three ways to treat the end of the line."""
    return [_line(place), _line(place, last=False), _line(place, end=False)]


def _over(u, p_t, start):
    u = u * (1 - p_t)
    return u + p_t * (u >= start)


def _hit_goes_to(step):
    """A wrong answer: a hit of the target becomes the word beside it."""

    def draw(p, target, u):
        ids, t = _line(lambda u, p_t, start: u, last=False)(p, target, u), target[:, None]
        return np.where(ids == t, (ids + step) % len(p), ids)

    return draw


def _from_right_end(p, target, u):
    cdf, t = np.cumsum(p), target[:, None]
    u = u * (1 - p[t])
    return np.minimum(np.searchsorted(cdf, u + p[t] * (u >= cdf[t]), side="right"), len(p) - 1)


def _many_draws(rng):
    return rng.dirichlet(np.ones(60)), rng.integers(0, 60, 600), rng.random((600, 1))


draw_negatives = Task(
    "draw_negatives",
    _draws,
    _draw,
    [
        Cause(
            "target not left out",
            "That draws from the whole line, and so the target is drawn as well.",
            *_lines(lambda u, p_t, start: u),
        ),
        Cause(
            "not scaled",
            "Without the target the line is 1 − p[target] long, but u still runs to 1: too many"
            " draws reach the end.",
            *_lines(lambda u, p_t, start: u + p_t * (u >= start)),
        ),
        Cause(
            "gap not stepped over",
            "The line is shorter, but the target is still on it, and the last words are out of"
            " reach.",
            *_lines(lambda u, p_t, start: u * (1 - p_t)),
        ),
        Cause(
            "always stepped over",
            "Only what falls at the target's left end or later steps over; the rest stays.",
            *_lines(lambda u, p_t, start: u * (1 - p_t) + p_t),
        ),
        Cause(
            "right end for left end",
            "cdf[target] is the right end of the target's piece; it begins p[target] earlier.",
            _from_right_end,
        ),
        Cause(
            "compared before scaling",
            "Scale u first, and compare the scaled number with the target's left end.",
            *_lines(lambda u, p_t, start: u * (1 - p_t) + p_t * (u >= start)),
        ),
        Cause(
            "neighbour favoured",
            "A hit of the target goes to the word beside it, which is then drawn too often.",
            _hit_goes_to(1),
            _hit_goes_to(-1),
        ),
        Cause(
            "edge of the gap",
            "A number on the target's left end steps over too: >=, not >.",
            *_lines(lambda u, p_t, start: u * (1 - p_t) + p_t * (u * (1 - p_t) > start)),
        ),
        Cause(
            "side of the search",
            "A piece holds its left end, not its right end: side='right'.",
            _line(_over, side="left"),
            _line(_over, side="left", last=False),
        ),
        Cause(
            "past the last word",
            "The cdf is rounded and can end just below 1; what falls behind it belongs to the last"
            " word.",
            _line(_over, end=False),
        ),
        Cause(
            "last word is the target",
            "What falls behind the end belongs to the last word, unless that is the target.",
            _line(_over, last=False),
        ),
    ],
    large=_many_draws,
    walks="every target",
    room=1.5e5,
)

# ---------------------------------------------------------------- an alias table


def _alias_draws(rng):
    keep, alias = np.array([1.0, 0.5, 0.25]), np.array([0, 0, 1])
    yield "three columns", keep, alias, np.array([0.1, 0.4, 0.6, 0.7, 0.9])
    yield "u at the left of a column", keep, alias, np.array([0.0, 0.34, 0.67])
    edges = np.array([1.0, 0.5, 0.25, 0.75]), np.array([0, 0, 1, 2])
    yield "u exactly at the end of keep", *edges, np.array([0.375, 0.5625, 0.9375, 0.25])
    yield "a table of u", keep, alias, np.array([[0.05, 0.3], [0.35, 0.55], [0.8, 0.99]])
    for i in range(4):
        table = alias_table(rng.dirichlet(np.ones(rng.integers(4, 9))))
        yield f"random table {i + 1}", *table, rng.random(tuple(rng.integers(10, 30, 1 + i % 2)))


def _alias(pick):
    """pick: (keep, alias, column, rest) -> ids; column and rest of u · V."""

    def draw(keep, alias, u):
        column = np.floor(u * len(keep)).astype(int)
        return pick(keep, alias, column, u * len(keep) - column)

    return draw


def _rounded(keep, alias, u):
    column = np.minimum(np.rint(u * len(keep)).astype(int), len(keep) - 1)
    return np.where(u * len(keep) % 1 < keep[column], column, alias[column])


def _one_column_less(keep, alias, u):
    place = u * (len(keep) - 1)
    column = place.astype(int)
    return np.where(place - column < keep[column], column, alias[column])


def _the_same_u(keep, alias, u):
    column = (u * len(keep)).astype(int)
    return np.where(u < keep[column], column, alias[column])


draw_by_alias = Task(
    "draw_by_alias",
    _alias_draws,
    _alias(lambda keep, alias, column, rest: np.where(rest < keep[column], column, alias[column])),
    [
        Cause(
            "u used twice",
            "u decides the column already: inside a column, compare the rest of u · V with keep.",
            _the_same_u,
        ),
        Cause(
            "rest not stretched",
            "The rest must run from 0 to 1 in every column: take it of u · V, not of u.",
            _alias(lambda keep, alias, c, r: np.where(r / len(keep) < keep[c], c, alias[c])),
        ),
        Cause(
            "the two exchanged",
            "Below keep it is the column's own word, above it the alias.",
            _alias(lambda keep, alias, c, r: np.where(r < keep[c], alias[c], c)),
        ),
        Cause("alias never used", "The column alone makes all words alike.", _alias(
            lambda keep, alias, c, r: c
        )),
        Cause(
            "alias of the alias",
            "alias[column] is a word already; it is not looked up again.",
            _alias(lambda keep, alias, c, r: np.where(r < keep[c], c, alias[alias[c]])),
        ),
        Cause(
            "edge of keep",
            "A height equal to keep is no longer below it: <, not <=.",
            _alias(lambda keep, alias, c, r: np.where(r <= keep[c], c, alias[c])),
        ),
        Cause("rounded", "Cut the digits off to get the column; do not round up.", _rounded),
        Cause("a column less", "There are V columns, from 0 to V − 1.", _one_column_less),
    ],
    large=lambda rng: (*alias_table(rng.dirichlet(np.ones(5))), rng.random(600)),
    walks="every number",
)  # fmt: skip

# ---------------------------------------------------------------- collisions


def _pairs(rng):
    yield (
        "word 0 stands beside 1 and 2", np.array([[0, 1], [0, 2], [3, 4]]), np.array([0]),
        np.array([[1, 4, 2, 2]]),
    )  # fmt: skip
    yield "one way only", np.array([[0, 1], [2, 3]]), np.array([1, 3]), np.array([[0, 3], [2, 0]])
    yield (
        "not beside this word",
        np.array([[0, 1], [2, 3]]),
        np.array([0, 2]),
        np.array([[3, 1], [1, 3]]),
    )
    yield "a pair twice", np.array([[0, 1], [0, 1], [0, 3]]), np.array([0]), np.array([[2, 1, 3]])
    yield "pairs of other words", np.array([[9, 8], [0, 1]]), np.array([0]), np.array([[1, 2]])
    yield "a word without pairs", np.array([[0, 1]]), np.array([5, 0]), np.array([[1, 0], [1, 2]])
    yield "a negative without pairs", np.array([[0, 1]]), np.array([0]), np.array([[7, 1]])
    yield "no pairs", np.zeros((0, 2), dtype=int), np.array([0, 1]), np.array([[1, 2], [0, 2]])
    for i in range(4):
        V, n, B, k = map(int, rng.integers([5, 6, 2, 3], [9, 15, 6, 7]))
        yield (
            f"random pairs {i + 1}", rng.integers(0, V, (n, 2)), rng.integers(0, V, B),
            rng.integers(0, V, (B, k)),
        )  # fmt: skip


def _collide(pairs, word, negatives):
    return np.array(
        [
            [[w, i] in pairs.tolist() for i in row]
            for w, row in zip(word.tolist(), negatives.tolist(), strict=True)
        ]
    )


def _back(pairs, word, negatives):
    return _collide(pairs[:, ::-1], word, negatives)


def _many_pairs(rng):
    return rng.integers(0, 50, (600, 2)), rng.integers(0, 50, 30), rng.integers(0, 50, (30, 10))


collisions = Task(
    "collisions",
    _pairs,
    _collide,
    [
        Cause(
            "beside any word",
            "It asks whether a negative stands beside any word; only the pairs of its own word"
            " count.",
            lambda pairs, word, negatives: np.isin(negatives, pairs[:, 1]),
        ),
        Cause(
            "columns apart",
            "Word and negative must stand in the same pair, not each somewhere in its column.",
            lambda pairs, word, negatives: np.isin(negatives, pairs[:, 1])
            & np.isin(word, pairs[:, 0])[:, None],
        ),
        Cause("back to front", "The word comes first in a pair, what stands beside second.", _back),
        Cause(
            "both directions",
            "Only pairs with the word in front count; the list holds the other direction if it"
            " occurs.",
            lambda *args: _collide(*args) | _back(*args),
        ),
        Cause("True for none", "True is for a collision, False for none.", lambda *args: ~_collide(
            *args
        )),
        Cause(
            "a number for a row",
            "One True or False for each negative is wanted, shape (B, k).",
            lambda *args: _collide(*args).sum(axis=1),
            lambda *args: _collide(*args).any(axis=1),
        ),
        Cause(
            "how many",
            "True or False is asked for each negative, not how many pairs there are.",
            lambda pairs, word, negatives: np.all(
                pairs == np.stack(np.broadcast_arrays(word[:, None], negatives), -1)[:, :, None],
                axis=-1,
            ).sum(axis=-1),
        ),
    ],
    large=_many_pairs,
    steps=5_000,
    walks="all pairs for every negative",
)  # fmt: skip
