"""Answers to exercise 5: what people really write, wrong and right."""

import numpy as np

from w2vlib import UnigramSampler

# ---------------------------------------------------------------- noise_shares


def power_of_shares(counts, power):
    return (counts / counts.sum()) ** power


def text_shares(counts, power):
    return counts / counts.sum()


def fixed_power(counts, power):
    weights = counts**0.75
    return weights / weights.sum()


def zero_to_zero(counts, power):
    weights = counts**power
    return weights / weights.sum()


def not_divided(counts, power):
    return np.where(counts > 0, counts, 0) ** power * (counts > 0)


def old_sum(counts, power):
    return counts**power * (counts > 0) / counts.sum()


def by_largest(counts, power):
    weights = counts**power * (counts > 0)
    return weights / weights.max()


def shares_by_mask(counts, power):
    weights = np.zeros(len(counts))
    weights[counts > 0] = counts[counts > 0] ** power
    return weights / weights.sum()


def shares_by_loop(counts, power):
    weights = [c**power if c else 0 for c in counts.tolist()]
    return [w / sum(weights) for w in weights]


def shares_of_shares(counts, power):
    p = np.where(counts > 0, (counts / counts.sum()) ** power, 0)
    return p / p.sum()


def shares_by_log(counts, power):
    with np.errstate(divide="ignore"):
        weights = np.where(counts > 0, np.exp(power * np.log(np.maximum(counts, 1))), 0)
    return weights / weights.sum()


# ---------------------------------------------------------------- draw_negatives


def whole_line(p, target, u):
    return np.searchsorted(np.cumsum(p), u, side="right").clip(max=len(p) - 1)


def zeroed_only(p, target, u):
    out = np.empty(u.shape, dtype=int)
    for n, t in enumerate(target):
        q = p.copy()
        q[t] = 0
        out[n] = np.minimum(np.searchsorted(np.cumsum(q), u[n], side="right"), len(p) - 1)
    return out


def zeroed_only_too_far(p, target, u):
    out = np.empty(u.shape, dtype=int)
    for n, t in enumerate(target):
        q = p.copy()
        q[t] = 0
        out[n] = np.searchsorted(np.cumsum(q), u[n], side="right")
    return out


def shorter_line(p, target, u):
    u = u * (1 - p[target])[:, None]
    return np.searchsorted(np.cumsum(p), u, side="right")


def always_over(p, target, u):
    p_t = p[target][:, None]
    ids = np.searchsorted(np.cumsum(p), u * (1 - p_t) + p_t, side="right")
    return np.minimum(ids, len(p) - 1)


def stepping(compare, scale_first=True, side="right", last=True, start=True):
    """The steps of the lesson, each of which can be changed."""

    def draw(p, target, u):
        cdf = np.cumsum(p)
        p_t, left = p[target][:, None], cdf[target][:, None]
        if start:
            left = left - p_t
        scaled = u * (1 - p_t)
        over = compare(scaled if scale_first else u, left)
        ids = np.searchsorted(cdf, scaled + p_t * over, side=side)
        return np.minimum(ids, len(p) - 1 - (target[:, None] == len(p) - 1)) if last else ids

    return draw


def next_word(p, target, u):
    ids, t = whole_line(p, target, u), target[:, None]
    return np.where(ids == t, (t + 1) % len(p), ids)


def word_before(p, target, u):
    ids, t = whole_line(p, target, u), target[:, None]
    return np.where(ids == t, (t - 1) % len(p), ids)


def draws_by_copy(p, target, u):
    rows = []
    for t, numbers in zip(target, u, strict=True):
        q = p.copy()
        q[t] = 0
        cdf = np.cumsum(q / q.sum())
        cdf[-1] = 1
        rows.append(np.searchsorted(cdf, numbers, side="right"))
    return np.array(rows)


def draws_by_walk(p, target, u):
    out = np.empty(u.shape, dtype=int)
    for place in np.ndindex(u.shape):
        t = target[place[0]]
        rest = u[place] * (1 - p[t])
        words = [i for i in range(len(p)) if i != t and p[i] > 0]
        out[place] = words[-1]
        for i in words:
            if rest < p[i]:
                out[place] = i
                break
            rest -= p[i]
    return out


def draws_without_the_word(p, target, u):
    rows = []
    for t, numbers in zip(target, u, strict=True):
        others = np.delete(np.arange(len(p)), t)
        q = p[others]
        places = np.searchsorted(np.cumsum(q), numbers * (1 - p[t]), side="right")
        rows.append(others[np.minimum(places, len(others) - 1)])
    return rows


# ---------------------------------------------------------------- draw_by_alias


def u_again(keep, alias, u):
    column = (u * len(keep)).astype(int)
    return np.where(u < keep[column], column, alias[column])


def short_rest(keep, alias, u):
    column = (u * len(keep)).astype(int)
    return np.where(u - column / len(keep) < keep[column], column, alias[column])


def swapped(keep, alias, u):
    column = (u * len(keep)).astype(int)
    return np.where(u * len(keep) - column < keep[column], alias[column], column)


def column_only(keep, alias, u):
    return (u * len(keep)).astype(int)


def alias_of_alias(keep, alias, u):
    column = (u * len(keep)).astype(int)
    ids = alias[column]
    return np.where(u * len(keep) - column < keep[column], column, alias[ids])


def rounds(keep, alias, u):
    column = np.minimum(np.round(u * len(keep)).astype(int), len(keep) - 1)
    return np.where(u * len(keep) % 1 < keep[column], column, alias[column])


def to_the_last(keep, alias, u):
    column = (u * (len(keep) - 1)).astype(int)
    return np.where(u * (len(keep) - 1) % 1 < keep[column], column, alias[column])


def alias_by_where(keep, alias, u):
    column = np.floor(u * len(keep)).astype(int)
    return np.where(u * len(keep) - column < keep[column], column, alias[column])


def alias_by_mask(keep, alias, u):
    rest, column = np.modf(u * len(keep))
    ids = column.astype(int)
    to_alias = rest >= keep[ids]
    ids[to_alias] = alias[ids[to_alias]]
    return ids


def alias_by_loop(keep, alias, u):
    ids = []
    for x in u.ravel():
        column = int(x * len(keep))
        ids.append(column if x * len(keep) % 1 < keep[column] else alias[column])
    return np.reshape(ids, u.shape)


# ---------------------------------------------------------------- collisions


def beside_any(pairs, word, negatives):
    return np.isin(negatives, pairs[:, 1])


def each_column(pairs, word, negatives):
    return np.isin(word, pairs[:, 0])[:, None] & np.isin(negatives, pairs[:, 1])


def back_to_front(pairs, word, negatives):
    known = {(b, a) for a, b in pairs.tolist()}
    return [[(w, i) in known for i in row] for w, row in zip(word, negatives, strict=True)]


def both_ways(pairs, word, negatives):
    V = 1 + max(pairs.max(initial=0), word.max(), negatives.max())
    true = np.zeros((V, V), dtype=bool)
    true[pairs[:, 0], pairs[:, 1]] = True
    true |= true.T
    return true[word[:, None], negatives]


def turned(pairs, word, negatives):
    return ~collisions_by_table(pairs, word, negatives)


def per_row(pairs, word, negatives):
    return collisions_by_table(pairs, word, negatives).sum(axis=1)


def counts_pairs(pairs, word, negatives):
    V = 1 + max(pairs.max(initial=0), word.max(), negatives.max())
    times = np.zeros((V, V), dtype=int)
    np.add.at(times, (pairs[:, 0], pairs[:, 1]), 1)
    return times[word[:, None], negatives]


def collisions_by_table(pairs, word, negatives):
    V = 1 + max(pairs.max(initial=0), word.max(), negatives.max())
    true = np.zeros((V, V), dtype=bool)
    true[pairs[:, 0], pairs[:, 1]] = True
    return true[word[:, None], negatives]


def collisions_by_set(pairs, word, negatives):
    known = set(map(tuple, pairs.tolist()))
    return [[(w, i) in known for i in row] for w, row in zip(word, negatives, strict=True)]


def collisions_by_number(pairs, word, negatives):
    big = 1_000_000
    return np.isin(word[:, None] * big + negatives, pairs[:, 0] * big + pairs[:, 1])


def collisions_by_comparison(pairs, word, negatives):
    first = pairs[:, 0] == word[:, None, None]
    return (first & (pairs[:, 1] == negatives[:, :, None])).any(axis=2)


EXACT = UnigramSampler.from_counts([10_000, 16, 16, 1, 1]).p


def at_most(keep, alias, u):
    column, height = np.divmod(u * len(keep), 1)
    column = column.astype(int)
    return np.where(height <= keep[column], column, alias[column])


def last_may_be_target(p, target, u):
    cdf, t = np.cumsum(p), target[:, None]
    place = u * (1 - p[t])
    place = np.where(place >= cdf[t] - p[t], place + p[t], place)
    return np.searchsorted(cdf, place, side="right").clip(max=len(p) - 1)


WRONG = {
    "top_share": {
        "with replacement": (EXACT[0] / (1 - EXACT[4]), "may be drawn again"),
        "noise": (0.982, "may be drawn again"),
        "text": (0.9966, "its share in the text"),
        "all": (1, "one place of each draw"),
        "a fifth": (0.2, "The target is left out"),
        "a half": (0.5, "Write one draw down"),
    },
    "noise_shares": {
        "power of shares": (power_of_shares, "divide by the sum last"),
        "no power": (text_shares, "These are the shares of the text"),
        "fixed power": (fixed_power, "The power is an argument"),
        "0 ** 0": (zero_to_zero, "0 ** 0 is 1"),
        "not divided": (not_divided, "Divide the weights by their sum"),
        "old sum": (old_sum, "not by the sum of the counts"),
        "by the largest": (by_largest, "The largest share is not 1"),
    },
    "draw_negatives": {
        "last is the target": (last_may_be_target, "unless that is the target"),
        "whole line": (whole_line, "the target is drawn as well"),
        "zeroed, not scaled": (zeroed_only, "too many draws reach the end"),
        "zeroed, too far": (zeroed_only_too_far, "too many draws reach the end"),
        "shorter line": (shorter_line, "the last words are out of reach"),
        "always over": (always_over, "the rest stays"),
        "right end": (stepping(np.greater_equal, start=False), "it begins p[target] earlier"),
        "not scaled first": (stepping(np.greater_equal, scale_first=False), "Scale u first"),
        "next word": (next_word, "drawn too often"),
        "word before": (word_before, "drawn too often"),
        "greater": (stepping(np.greater), ">=, not >"),
        "side left": (stepping(np.greater_equal, side="left"), "side='right'"),
        "past the end": (stepping(np.greater_equal, last=False), "can end just below 1"),
    },
    "draw_by_alias": {
        "edge": (at_most, "no longer below it"),
        "u again": (u_again, "u decides the column already"),
        "short rest": (short_rest, "take it of u · V"),
        "swapped": (swapped, "above it the alias"),
        "column only": (column_only, "makes all words alike"),
        "alias of alias": (alias_of_alias, "not looked up again"),
        "rounds": (rounds, "do not round up"),
        "V - 1": (to_the_last, "There are V columns"),
    },
    "collisions": {
        "beside any": (beside_any, "only the pairs of its own word"),
        "each column": (each_column, "in the same pair"),
        "back to front": (back_to_front, "The word comes first in a pair"),
        "both ways": (both_ways, "with the word in front"),
        "turned": (turned, "True is for a collision"),
        "per row": (per_row, "for each negative is wanted"),
        "counts": (counts_pairs, "not how many pairs"),
    },
}

RIGHT = {
    "top_share": [0.25, 1 / 4, np.float64(0.25)],
    "noise_shares": [shares_by_mask, shares_by_loop, shares_of_shares, shares_by_log],
    "draw_negatives": [
        stepping(np.greater_equal),
        draws_by_copy,
        draws_by_walk,
        draws_without_the_word,
    ],
    "draw_by_alias": [alias_by_where, alias_by_mask, alias_by_loop],
    "collisions": [
        collisions_by_table,
        collisions_by_set,
        collisions_by_number,
        collisions_by_comparison,
    ],
}

SLOW = {
    "alias_by_loop",
    "draws_by_copy",
    "draws_by_walk",
    "draws_without_the_word",
    "shares_by_loop",
}  # right, but for half of the points
