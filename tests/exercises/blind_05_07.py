"""Answers to exercises 5 to 7, written from their text alone, before a look at their checks.

One function a task and kind (right, wrong, slow): its inner functions are the answers, and their
names say the style or the mistake.
"""

# ruff: noqa: B905, RUF059, SIM108, F841 - as students write

import bisect
from functools import partial

import numpy as np

from w2vlib import train_word2vec
from w2vlib.lessons.one_step import loss_of_h
from w2vlib.losses import sigmoid


def right_noise_shares():
    def where(counts, power):
        counts = np.asarray(counts)
        weights = np.where(counts > 0, counts.astype(float) ** power, 0)
        return weights / weights.sum()

    def mask(counts, power):
        c = np.array(counts, dtype=float)
        seen = c != 0
        c[seen] **= power
        return c / c.sum()

    def logs(counts, power):
        c = np.asarray(counts, float)
        out = np.zeros(c.shape)
        out[c > 0] = np.exp(power * np.log(c[c > 0]))
        return out / np.sum(out)

    def times_bool(counts, power):
        w = np.power(np.asarray(counts, dtype=np.float64), power) * (np.asarray(counts) > 0)
        return w / w.sum()

    def power_where(counts, power):
        c = np.asarray(counts, dtype=float)
        w = np.power(c, power, out=np.zeros_like(c), where=c > 0)
        return (w / np.add.reduce(w)).tolist()

    def normed_first(counts, power):
        c = np.asarray(counts) / np.sum(counts)
        w = np.where(c > 0, c**power, 0.0)
        return w / np.linalg.norm(w, 1)

    def sign(counts, power):
        c = np.asarray(counts, float)
        w = np.sign(c) * c**power
        return np.divide(w, w.sum())

    def nonzero(counts, power):
        c = np.asarray(counts)
        (seen,) = np.nonzero(c)
        w = np.zeros(len(c))
        w[seen] = np.float_power(c[seen], power)
        return w * (1 / w.sum())

    def special_case(counts, power):
        c = np.asarray(counts)
        if power == 0:
            w = (c > 0) * 1.0
        else:
            w = c.astype(float) ** power
        return w / w.sum()

    return locals()


def wrong_noise_shares():
    def zero_to_zero(counts, power):
        w = np.asarray(counts, float) ** power
        return w / w.sum()

    def power_forgotten(counts, power):
        return np.asarray(counts) / np.sum(counts)

    def always_075(counts, power):
        w = np.where(np.asarray(counts) > 0, np.asarray(counts, float) ** 0.75, 0)
        return w / w.sum()

    def not_divided(counts, power):
        return np.where(np.asarray(counts) > 0, np.asarray(counts, float) ** power, 0)

    def multiplied(counts, power):
        w = np.asarray(counts) * power
        return w / max(w.sum(), 1e-9)

    def divided_by_counts(counts, power):
        c = np.asarray(counts, float)
        return np.where(c > 0, c**power, 0) / c.sum()

    def powered_after(counts, power):
        c = np.asarray(counts) / np.sum(counts)
        return np.where(c > 0, c**power, 0)

    def divided_by_max(counts, power):
        c = np.asarray(counts, float)
        w = np.where(c > 0, c**power, 0)
        return w / w.max()

    def cumulated(counts, power):
        c = np.asarray(counts, float)
        w = np.where(c > 0, c**power, 0)
        return np.cumsum(w / w.sum())

    def ones_lost(counts, power):
        c = np.asarray(counts, float)
        w = np.where(c > 1, c**power, 0)
        return w / w.sum()

    return locals()


def right_draw_negatives():
    def last_of(p, target):
        """The last word with a share that is not the target, (B,)."""
        seen = np.flatnonzero(p > 0)
        return np.where(target == seen[-1], seen[-2] if len(seen) > 1 else seen[-1], seen[-1])

    def step_over(p, target, u):
        cdf = np.cumsum(p)
        t = target[:, None]
        place = u * (1 - p[t])
        place = np.where(place >= cdf[t] - p[t], place + p[t], place)
        ids = np.searchsorted(cdf, place, side="right")
        return np.minimum(ids, last_of(p, target)[:, None])

    def left_edges(p, target, u):
        left = np.concatenate([[0], np.cumsum(p)[:-1]])
        t = target.reshape(-1, 1)
        x = u * (1 - p[t])
        x = x + p[t] * (x >= left[t])
        ids = np.digitize(x, left[1:])
        return np.minimum(ids, last_of(p, target)[:, None])

    def searchsorted_method(p, target, u):
        cdf = p.cumsum()
        pt = p[target]
        start = cdf[target] - pt
        place = u * (1 - pt)[:, np.newaxis]
        place[place >= start[:, np.newaxis]] += np.broadcast_to(pt[:, np.newaxis], u.shape)[
            place >= start[:, np.newaxis]
        ]
        ids = cdf.searchsorted(place.ravel(), "right").reshape(u.shape)
        return np.clip(ids, 0, last_of(p, target)[:, None])

    def removed_shares(p, target, u):
        keep = np.flatnonzero(p > 0)
        q = p[keep]
        cdf = np.add.accumulate(q)
        at = np.searchsorted(keep, target)
        at_t = np.minimum(at, len(keep) - 1)
        is_there = keep[at_t] == target
        own = p[target]
        left = np.where(is_there, cdf[at_t] - q[at_t], 2.0)
        place = u * (1 - own)[:, None]
        place = place + np.where(place >= left[:, None], own[:, None], 0)
        ids = np.searchsorted(cdf, place, side="right")
        ids = keep[np.minimum(ids, len(keep) - 1)]
        return np.minimum(ids, last_of(p, target)[:, None])

    def float_ids(p, target, u):
        return step_over(p, target, u).astype(np.int32)

    def as_lists(p, target, u):
        return left_edges(p, target, u).tolist()

    return {k: v for k, v in locals().items() if k != "last_of"}


def slow_draw_negatives():
    def last_of(p, target):
        """The last word with a share that is not the target, (B,)."""
        seen = np.flatnonzero(p > 0)
        return np.where(target == seen[-1], seen[-2] if len(seen) > 1 else seen[-1], seen[-1])

    def shifted_words(p, target, u):
        # search in the cdf without the target: cdf - p[t] from the target on
        cdf = np.cumsum(p)
        own = p[target][:, None]
        B, V = len(target), len(p)
        short = cdf - np.where(np.arange(V) >= target[:, None], own, 0)
        place = u * (1 - own)
        ids = (place[:, :, None] >= short[:, None, :]).sum(2)
        return np.minimum(ids, last_of(p, target)[:, None])

    def meshed(p, target, u):
        t = np.repeat(target[:, None], u.shape[1], axis=1)
        cdf = np.cumsum(p)
        before = np.r_[0.0, cdf][t]
        place = u * (1 - p[t])
        place += (place >= before) * p[t]
        found = np.apply_along_axis(lambda x: np.searchsorted(cdf, x, side="right"), 1, place)
        return np.where(found > last_of(p, t), last_of(p, t), found)

    return {k: v for k, v in locals().items() if k != "last_of"}


def wrong_draw_negatives():
    def with_target(p, target, u):
        return np.minimum(np.searchsorted(np.cumsum(p), u, side="right"), len(p) - 1)

    def side_left(p, target, u):
        cdf = np.cumsum(p)
        t = target[:, None]
        place = u * (1 - p[t])
        place = np.where(place >= cdf[t] - p[t], place + p[t], place)
        return np.minimum(np.searchsorted(cdf, place), len(p) - 1)

    def right_edge_of_target(p, target, u):
        cdf = np.cumsum(p)
        t = target[:, None]
        place = u * (1 - p[t])
        place = np.where(place >= cdf[t], place + p[t], place)
        return np.minimum(np.searchsorted(cdf, place, side="right"), len(p) - 1)

    def not_shortened(p, target, u):
        cdf = np.cumsum(p)
        t = target[:, None]
        place = np.where(u >= cdf[t] - p[t], u + p[t], u)
        return np.minimum(np.searchsorted(cdf, place, side="right"), len(p) - 1)

    def never_stepped_over(p, target, u):
        cdf = np.cumsum(p)
        place = u * (1 - p[target[:, None]])
        return np.minimum(np.searchsorted(cdf, place, side="right"), len(p) - 1)

    def moved_to_neighbour(p, target, u):
        ids = np.minimum(np.searchsorted(np.cumsum(p), u, side="right"), len(p) - 1)
        return np.where(ids == target[:, None], (ids + 1) % len(p), ids)

    def uniform(p, target, u):
        ids = (u * (len(p) - 1)).astype(int)
        return ids + (ids >= target[:, None])

    def always_moved(p, target, u):
        cdf = np.cumsum(p)
        t = target[:, None]
        place = u * (1 - p[t]) + p[t]
        return np.minimum(np.searchsorted(cdf, place, side="right"), len(p) - 1)

    def end_of_cdf_forgotten(p, target, u):
        cdf = np.cumsum(p)
        t = target[:, None]
        place = u * (1 - p[t])
        place = np.where(place >= cdf[t] - p[t], place + p[t], place)
        return np.searchsorted(cdf, place, side="right")

    def words_instead_of_places(p, target, u):
        cdf = np.cumsum(p)
        place = u * (1 - p[target[:, None]])
        ids = np.minimum(np.searchsorted(cdf, place, side="right"), len(p) - 1)
        return ids + (ids >= target[:, None])

    return locals()


def right_draw_by_alias():
    def astype(keep, alias, u):
        keep, alias, x = np.asarray(keep), np.asarray(alias), np.asarray(u) * len(keep)
        column = x.astype(int)
        return np.where(x - column < keep[column], column, alias[column])

    def divmod_(keep, alias, u):
        column, height = np.divmod(np.asarray(u) * len(keep), 1)
        column = column.astype(np.intp)
        return np.where(height < np.take(keep, column), column, np.take(alias, column))

    def modf(keep, alias, u):
        height, column = np.modf(np.multiply(u, len(keep)))
        column = np.int64(column)
        own = height < np.asarray(keep)[column]
        return own * column + ~own * np.asarray(alias)[column]

    def floor(keep, alias, u):
        x = np.multiply(u, np.size(keep))
        f = np.floor(x)
        c = f.astype(int)
        ids = np.array(alias)[c]
        own = x - f < np.array(keep)[c]
        ids = np.where(own, c, ids)
        return ids

    def boolean_mask(keep, alias, u):
        keep, alias, u = map(np.asarray, (keep, alias, u))
        shape = u.shape
        x = u.ravel() * keep.size
        ids = x.astype(np.int64)
        alias_wins = x % 1 >= keep[ids]
        ids[alias_wins] = alias[ids[alias_wins]]
        return ids.reshape(shape)

    def choose(keep, alias, u):
        x = np.asarray(u) * len(keep)
        c = np.trunc(x).astype(int)
        return np.choose((x - c < np.asarray(keep)[c]).astype(int), [np.asarray(alias)[c], c])

    def two_row_table(keep, alias, u):
        x = np.asarray(u) * len(keep)
        c = np.asarray(np.floor_divide(x, 1), dtype=int)
        table = np.stack([np.arange(len(keep)), alias])
        return table[(np.remainder(x, 1) >= np.take(keep, c)).astype(int), c]

    def select(keep, alias, u):
        x = np.asarray(u) * len(keep)
        c = x.astype(np.int32)
        own = np.less(x - c, np.asarray(keep)[c])
        return np.select([own], [c], default=np.asarray(alias)[c])

    def lists(keep, alias, u):
        x = np.asarray(u, float) * len(keep)
        c = x.astype(int)
        return np.where(x < c + np.asarray(keep)[c], c, np.asarray(alias)[c]).tolist()

    return locals()


def wrong_draw_by_alias():
    def le(keep, alias, u):
        x = u * len(keep)
        c = x.astype(int)
        return np.where(x - c <= keep[c], c, alias[c])

    def swapped(keep, alias, u):
        x = u * len(keep)
        c = x.astype(int)
        return np.where(x - c < keep[c], alias[c], c)

    def u_as_height(keep, alias, u):
        c = (u * len(keep)).astype(int)
        return np.where(u < keep[c], c, alias[c])

    def rounded(keep, alias, u):
        x = u * len(keep)
        c = np.minimum(np.rint(x).astype(int), len(keep) - 1)
        return np.where(x - c < keep[c], c, alias[c])

    def alias_never(keep, alias, u):
        return (u * len(keep)).astype(int)

    def v_minus_one(keep, alias, u):
        x = u * (len(keep) - 1)
        c = x.astype(int)
        return np.where(x - c < keep[c], c, alias[c])

    def height_not_cut(keep, alias, u):
        x = u * len(keep)
        c = x.astype(int)
        return np.where(x < keep[c], c, alias[c])

    def fixed_half(keep, alias, u):
        x = u * len(keep)
        c = x.astype(int)
        return np.where(x - c < 0.5, c, alias[c])

    def flat(keep, alias, u):
        x = np.ravel(u) * len(keep)
        c = x.astype(int)
        return np.where(x - c < keep[c], c, alias[c])

    return locals()


def right_collisions():
    def set_of_pairs(pairs, word, negatives):
        known = {(int(a), int(b)) for a, b in pairs}
        return [[(int(w), int(i)) in known for i in row] for w, row in zip(word, negatives)]

    def neighbours(pairs, word, negatives):
        beside = {}
        for a, b in pairs:
            beside.setdefault(int(a), set()).add(int(b))
        return [[int(i) in beside.get(int(w), ()) for i in row] for w, row in zip(word, negatives)]

    def table(pairs, word, negatives):
        pairs, word, negatives = (
            np.asarray(pairs, int).reshape(-1, 2),
            np.asarray(word),
            np.asarray(negatives),
        )
        V = 1 + max([0, *pairs.ravel(), *word.ravel(), *negatives.ravel()])
        grid = np.zeros((V, V), bool)
        grid[pairs[:, 0], pairs[:, 1]] = True
        return grid[word[:, None], negatives]

    def isin_of_codes(pairs, word, negatives):
        pairs = np.asarray(pairs).reshape(-1, 2).astype(np.int64)
        big = 1 + max(int(np.max(negatives, initial=0)), int(np.max(pairs, initial=0)))
        codes = np.asarray(word).astype(np.int64)[:, None] * big + negatives
        return np.isin(codes, pairs[:, 0] * big + pairs[:, 1])

    def searched(pairs, word, negatives):
        pairs = np.asarray(pairs).reshape(-1, 2)
        big = 10**6
        code = np.append(np.sort(pairs[:, 0].astype(np.int64) * big + pairs[:, 1]), -1)
        ask = np.asarray(word)[:, None].astype(np.int64) * big + negatives
        at = np.searchsorted(code[:-1], ask)
        return code[at] == ask

    def complex_numbers(pairs, word, negatives):
        p = np.asarray(pairs, float).reshape(-1, 2)
        return np.isin(
            np.asarray(word)[:, None] + 1j * np.asarray(negatives), p[:, 0] + 1j * p[:, 1]
        )

    def bisected(pairs, word, negatives):
        known = sorted({(int(a), int(b)) for a, b in pairs})

        def there(pair):
            at = bisect.bisect_left(known, pair)
            return at < len(known) and known[at] == pair

        return np.array([[there((int(w), int(i))) for i in row] for w, row in zip(word, negatives)])

    def strings(pairs, word, negatives):
        known = frozenset(f"{a},{b}" for a, b in np.asarray(pairs).tolist())
        out = np.zeros(np.shape(negatives), dtype=bool)
        for place in np.ndindex(out.shape):
            out[place] = f"{word[place[0]]},{negatives[place]}" in known
        return out

    def zeros_and_ones(pairs, word, negatives):
        known = set(map(tuple, np.asarray(pairs).tolist()))
        return [
            [int((w, i) in known) for i in row]
            for w, row in zip(np.asarray(word).tolist(), np.asarray(negatives).tolist())
        ]

    return locals()


def wrong_collisions():
    def both_directions(pairs, word, negatives):
        known = {(int(a), int(b)) for a, b in pairs} | {(int(b), int(a)) for a, b in pairs}
        return [[(int(w), int(i)) in known for i in row] for w, row in zip(word, negatives)]

    def other_direction(pairs, word, negatives):
        known = {(int(b), int(a)) for a, b in pairs}
        return [[(int(w), int(i)) in known for i in row] for w, row in zip(word, negatives)]

    def in_any_pair(pairs, word, negatives):
        return np.isin(negatives, np.asarray(pairs).reshape(-1, 2))

    def second_of_any_pair(pairs, word, negatives):
        return np.isin(negatives, np.asarray(pairs).reshape(-1, 2)[:, 1])

    def not_there(pairs, word, negatives):
        known = {(int(a), int(b)) for a, b in pairs}
        return [[(int(w), int(i)) not in known for i in row] for w, row in zip(word, negatives)]

    def is_the_word(pairs, word, negatives):
        return np.asarray(negatives) == np.asarray(word)[:, None]

    def whole_rows(pairs, word, negatives):
        known = {(int(a), int(b)) for a, b in pairs}
        return [any((int(w), int(i)) in known for i in row) for w, row in zip(word, negatives)]

    def digits_glued(pairs, word, negatives):
        known = {f"{a}{b}" for a, b in np.asarray(pairs).tolist()}
        return [[f"{w}{i}" in known for i in row] for w, row in zip(word, negatives)]

    def summed_codes(pairs, word, negatives):
        p = np.asarray(pairs).reshape(-1, 2)
        return np.isin(np.asarray(word)[:, None] + np.asarray(negatives), p.sum(1))

    def last_pair_of_a_word(pairs, word, negatives):
        beside = {int(a): int(b) for a, b in pairs}
        return [[beside.get(int(w)) == int(i) for i in row] for w, row in zip(word, negatives)]

    return locals()


def right_ns_loss():
    def broadcast(h, W, words):
        N = len(h)
        rows = W[words]
        y = sigmoid((rows * h[:, None]).sum(-1))
        t = np.zeros_like(y)
        t[:, 0] = 1
        loss = -np.log(np.where(t == 1, y, 1 - y)).sum() / N
        e = (y - t) / N
        dW = np.zeros_like(W)
        np.add.at(dW, words, e[..., None] * h[:, None])
        return loss, (e[..., None] * rows).sum(1), dW

    def einsum(h, W, words):
        s = np.einsum("nh,nqh->nq", h, W[words])
        sign = np.where(np.arange(words.shape[1]) == 0, -1.0, 1.0)
        loss = np.logaddexp(0, sign * s).sum(axis=1).mean()
        e = sign * sigmoid(sign * s) / h.shape[0]
        dh = np.einsum("nq,nqh->nh", e, W[words])
        E = np.zeros((h.shape[0], W.shape[0]))
        np.add.at(E, (np.arange(len(h))[:, None], words), e)
        return float(loss), dh, E.T @ h

    def all_scores(h, W, words):
        N, q = words.shape
        S = h @ W.T
        s = np.take_along_axis(S, words, axis=1)
        labels = np.eye(1, q)
        loss = (np.logaddexp(0, s) - labels * s).sum() / N
        D = np.zeros_like(S)
        np.add.at(
            D, (np.repeat(np.arange(N), q), words.ravel()), ((sigmoid(s) - labels) / N).ravel()
        )
        return loss, D @ W, D.T @ h

    def positive_apart(h, W, words):
        target, noise = words[:, 0], words[:, 1:]
        yp = sigmoid((h * W[target]).sum(1))
        yn = sigmoid((W[noise] @ h[:, :, None])[..., 0])
        loss = -(np.log(yp).sum() + np.log(1 - yn).sum()) / len(h)
        ep, en = (yp - 1)[:, None] / len(h), yn[:, :, None] / len(h)
        dh = ep * W[target] + (en * W[noise]).sum(1)
        dW = np.zeros(W.shape)
        np.add.at(dW, target, ep * h)
        np.add.at(dW, noise, en * h[:, None, :])
        return loss, dh, dW

    def flat(h, W, words):
        N, q = words.shape
        ids, hh = words.ravel(), np.repeat(h, q, axis=0)
        t = np.tile([1] + [0] * (q - 1), N)
        y = sigmoid((hh * W[ids]).sum(1))
        loss = np.sum(-t * np.log(y) - (1 - t) * np.log(1 - y)) / N
        e = (y - t)[:, None] / N
        dW = np.zeros_like(W)
        np.add.at(dW, ids, e * hh)
        return [loss, (e * W[ids]).reshape(N, q, -1).sum(1), dW]

    def layers(h, W, words):
        class Dot:
            def forward(self, h, idx):
                self.h, self.idx = h, idx
                return (h * W[idx]).sum(1)

            def backward(self, d, dW):
                np.add.at(dW, self.idx, d[:, None] * self.h)
                return d[:, None] * W[self.idx]

        loss, dh, dW = 0.0, 0, np.zeros_like(W)
        for j, column in enumerate(words.T):
            layer = Dot()
            y = sigmoid(layer.forward(h, column))
            loss += -np.log(y if j == 0 else 1 - y).mean()
            dh = dh + layer.backward((y - (j == 0)) / len(h), dW)
        return loss, dh, dW

    def matmul(h, W, words):
        rows = W[words]  # (N, Q, H)
        s = np.matmul(rows, h[..., None]).squeeze(-1)
        t = np.zeros(s.shape)
        t[:, :1] = 1
        e = (sigmoid(s) - t) / s.shape[0]
        dh = np.matmul(e[:, None], rows).squeeze(1)
        hot = np.eye(len(W))[words]
        dW = np.einsum("nqv,nq,nh->vh", hot, e, h)
        return np.mean(np.sum(np.logaddexp(0, s) - t * s, axis=1)), dh, dW

    def unique(h, W, words):
        ids, place = np.unique(words, return_inverse=True)
        place = place.reshape(words.shape)
        small = W[ids]
        s = np.einsum("nqh,nh->nq", small[place], h)
        t = np.arange(words.shape[1]) == 0
        e = (sigmoid(s) - t) / len(s)
        g = np.zeros((len(ids), W.shape[1]))
        np.add.at(g, place, e[:, :, None] * h[:, None, :])
        dW = np.zeros_like(W)
        dW[ids] = g
        return (
            (np.logaddexp(0, s).sum() - s[:, 0].sum()) / len(s),
            np.einsum("nq,nqh->nh", e, small[place]),
            dW,
        )

    def float_and_lists(h, W, words):
        loss, dh, dW = broadcast(h, W, words)
        return float(loss), dh.tolist(), dW.tolist()

    return locals()


def _ns(h, W, words, **change):
    """The loss with a part changed: the wrong answers are made from it."""
    N = len(h)
    rows = W[words]
    s = (rows * h[:, None]).sum(-1)
    y = sigmoid(s)
    t = np.zeros_like(y)
    t[:, change.get("positive", 0)] = 1
    each = -np.log(np.where(t == 1, y, 1 - y))
    loss = {"sum": each.sum(), "mean": each.mean(), "rows": each.sum() / N}[
        change.get("loss", "rows")
    ]
    e = (y - t) / {"none": 1, "all": y.size, "rows": N}[change.get("div", "rows")]
    dW = np.zeros_like(W)
    if change.get("lost"):
        dW[words] = e[..., None] * h[:, None]
    else:
        np.add.at(dW, words, e[..., None] * h[:, None])
    return loss, (e[..., None] * rows).sum(1), dW


def wrong_ns_loss():
    def mean_over_questions(h, W, words):
        return _ns(h, W, words, loss="mean", div="all")

    def sum_over_all(h, W, words):
        return _ns(h, W, words, loss="sum", div="none")

    def gradients_not_divided(h, W, words):
        return _ns(h, W, words, div="none")

    def repeats_lost(h, W, words):
        return _ns(h, W, words, lost=True)

    def target_in_last_column(h, W, words):
        return _ns(h, W, words, positive=-1)

    def signs_of_gradients(h, W, words):
        loss, dh, dW = _ns(h, W, words)
        return loss, -dh, -dW

    def gradients_swapped(h, W, words):
        loss, dh, dW = _ns(h, W, words)
        return loss, dW, dh

    def only_target(h, W, words):
        return _ns(h, W, words[:, :1])

    def one_dw_divided_twice(h, W, words):
        loss, dh, dW = _ns(h, W, words)
        return loss, dh, dW / len(h)

    def all_labels_one(h, W, words):
        return _ns(h, W, words, positive=slice(None))

    def dh_of_first_question(h, W, words):
        loss, dh, dW = _ns(h, W, words)
        return loss, _ns(h, W, words[:, :1])[1], dW

    def log2(h, W, words):
        loss, dh, dW = _ns(h, W, words)
        return loss / np.log(2), dh, dW

    return locals()


def right_cbow_gradients():
    def add_at(W_in, W_out, contexts, words):
        h = W_in[contexts].mean(axis=1)
        loss, dh, dW_out = loss_of_h(h, W_out, words)
        dW_in = np.zeros_like(W_in)
        np.add.at(dW_in, contexts, dh[:, None] / contexts.shape[1])
        return loss, dW_in, dW_out

    def count_matrix(W_in, W_out, contexts, words):
        N, C = contexts.shape
        A = np.zeros((N, len(W_in)))
        np.add.at(A, (np.arange(N)[:, None], contexts), 1 / C)
        loss, dh, dW_out = loss_of_h(A @ W_in, W_out, words)
        return loss, A.T @ dh, dW_out

    def one_hot(W_in, W_out, contexts, words):
        x = np.eye(len(W_in))[contexts].mean(1)
        loss, dh, dW_out = loss_of_h(x @ W_in, W_out, words)
        return [loss, x.T @ dh, dW_out]

    def columns(W_in, W_out, contexts, words):
        C = contexts.shape[1]
        h = sum(W_in[column] for column in contexts.T) / C
        loss, dh, dW_out = loss_of_h(h, W_out, words)
        dW_in = np.zeros(W_in.shape)
        for column in contexts.T:
            np.add.at(dW_in, column, dh / C)
        return loss, dW_in, dW_out

    def repeat(W_in, W_out, contexts, words):
        N, C = contexts.shape
        loss, dh, dW_out = loss_of_h(np.average(W_in[contexts], axis=1), W_out, words)
        dW_in = np.zeros_like(W_in)
        np.add.at(dW_in, contexts.ravel(), np.repeat(dh, C, 0) / C)
        return loss, dW_in, dW_out

    def bincount(W_in, W_out, contexts, words):
        (V, H), (N, C) = W_in.shape, contexts.shape
        loss, dh, dW_out = loss_of_h(W_in[contexts].sum(1) / C, W_out, words)
        d = np.broadcast_to(dh[:, None] / C, (N, C, H)).reshape(-1, H)
        dW_in = np.stack([np.bincount(contexts.ravel(), d[:, j], V) for j in range(H)], 1)
        return loss, dW_in, dW_out

    def einsum(W_in, W_out, contexts, words):
        hot = np.equal.outer(contexts, np.arange(len(W_in))) / contexts.shape[1]
        h = np.einsum("ncv,vh->nh", hot, W_in)
        loss, dh, dW_out = loss_of_h(h, W_out, words)
        return loss, np.einsum("ncv,nh->vh", hot, dh), dW_out

    def unique(W_in, W_out, contexts, words):
        loss, dh, dW_out = loss_of_h(W_in[contexts].mean(1), W_out, words)
        ids, place = np.unique(contexts, return_inverse=True)
        g = np.zeros((len(ids), W_in.shape[1]))
        np.add.at(g, place.reshape(contexts.shape), dh[:, None])
        dW_in = np.zeros_like(W_in)
        dW_in[ids] = g / contexts.shape[1]
        return float(loss), dW_in, np.asarray(dW_out)

    def class_style(W_in, W_out, contexts, words):
        class Mean:
            def forward(self, ids):
                self.ids = ids
                return W_in[ids].mean(1)

            def backward(self, dh):
                g = np.zeros_like(W_in)
                share = np.ones(self.ids.shape)[..., None] * dh[:, None] / self.ids.shape[-1]
                np.add.at(g, self.ids, share)
                return g

        mean = Mean()
        loss, dh, dW_out = loss_of_h(mean.forward(contexts), W_out, words)
        return loss, mean.backward(dh), dW_out

    return locals()


def wrong_cbow_gradients():
    def whole_dh(W_in, W_out, contexts, words):
        loss, dh, dW_out = loss_of_h(W_in[contexts].mean(1), W_out, words)
        dW_in = np.zeros_like(W_in)
        np.add.at(dW_in, contexts, dh[:, None])
        return loss, dW_in, dW_out

    def sum_forward(W_in, W_out, contexts, words):
        loss, dh, dW_out = loss_of_h(W_in[contexts].sum(1), W_out, words)
        dW_in = np.zeros_like(W_in)
        np.add.at(dW_in, contexts, dh[:, None])
        return loss, dW_in, dW_out

    def repeats_lost(W_in, W_out, contexts, words):
        loss, dh, dW_out = loss_of_h(W_in[contexts].mean(1), W_out, words)
        dW_in = np.zeros_like(W_in)
        dW_in[contexts] += dh[:, None] / contexts.shape[1]
        return loss, dW_in, dW_out

    def divided_by_batch(W_in, W_out, contexts, words):
        loss, dh, dW_out = loss_of_h(W_in[contexts].mean(1), W_out, words)
        dW_in = np.zeros_like(W_in)
        np.add.at(dW_in, contexts, dh[:, None] / len(contexts))
        return loss, dW_in, dW_out

    def swapped(W_in, W_out, contexts, words):
        loss, dW_in, dW_out = right_cbow_gradients()["add_at"](W_in, W_out, contexts, words)
        return loss, dW_out, dW_in

    def matrices_swapped(W_in, W_out, contexts, words):
        return right_cbow_gradients()["add_at"](W_out, W_in, contexts, words)

    def words_instead_of_contexts(W_in, W_out, contexts, words):
        loss, dh, dW_out = loss_of_h(W_in[contexts].mean(1), W_out, words)
        dW_in = np.zeros_like(W_in)
        np.add.at(dW_in, words, dh[:, None] / contexts.shape[1])
        return loss, dW_in, dW_out

    def first_context_only(W_in, W_out, contexts, words):
        loss, dh, dW_out = loss_of_h(W_in[contexts[:, 0]], W_out, words)
        dW_in = np.zeros_like(W_in)
        np.add.at(dW_in, contexts[:, 0], dh)
        return loss, dW_in, dW_out

    def minus(W_in, W_out, contexts, words):
        loss, dW_in, dW_out = right_cbow_gradients()["add_at"](W_in, W_out, contexts, words)
        return loss, -dW_in, dW_out

    def sum_forward_mean_back(W_in, W_out, contexts, words):
        loss, dh, dW_out = loss_of_h(W_in[contexts].sum(1), W_out, words)
        dW_in = np.zeros_like(W_in)
        np.add.at(dW_in, contexts, dh[:, None] / contexts.shape[1])
        return loss, dW_in, dW_out

    return locals()


def right_shared_negatives():
    def counts(h, W, target, negatives):
        N = len(h)
        target, negatives = np.asarray(target), np.asarray(negatives)
        use = negatives != target[:, None]
        yp = sigmoid((h * W[target]).sum(1))
        yn = sigmoid(h @ W[negatives].T)
        loss = (-np.log(yp).sum() - (use * np.log(1 - yn)).sum()) / N
        return loss, ((yp - 1)[:, None] * W[target] + (use * yn) @ W[negatives]) / N

    def logaddexp(h, W, target, negatives):
        s = np.einsum("nh,nh->n", h, W[target])
        r = h @ W[negatives].T
        ok = np.where(np.equal.outer(target, negatives), 0.0, 1.0)
        loss = np.mean(np.logaddexp(0, -s) + (ok * np.logaddexp(0, r)).sum(1))
        dh = -sigmoid(-s)[:, None] * W[target] + (ok * sigmoid(r)) @ W[negatives]
        return float(loss), dh / h.shape[0]

    def all_words(h, W, target, negatives):
        N, V = len(h), len(W)
        m = np.bincount(negatives, minlength=V)
        M = np.tile(m, (N, 1)).astype(float)
        M[np.arange(N), target] = 0
        T = np.eye(V)[target]
        S = h @ W.T
        loss = (T * np.logaddexp(0, -S) + M * np.logaddexp(0, S)).sum() / N
        return loss, (T * (sigmoid(S) - 1) + M * sigmoid(S)) @ W / N

    def stacked(h, W, target, negatives):
        N = len(h)
        words = np.hstack([np.asarray(target)[:, None], np.tile(negatives, (N, 1))])
        t = np.zeros(words.shape)
        t[:, 0] = 1
        weight = np.ones(words.shape)
        weight[:, 1:] = words[:, 1:] != words[:, :1]
        s = (W[words] * h[:, None]).sum(2)
        loss = (weight * (np.logaddexp(0, s) - t * s)).sum() / N
        return loss, ((weight * (sigmoid(s) - t))[..., None] * W[words]).sum(1) / N

    def where(h, W, target, negatives):
        hit = np.asarray(negatives)[None] == np.asarray(target)[:, None]
        r = np.where(hit, -np.inf, h @ W[negatives].T)
        s = np.sum(h * W[target], axis=-1)
        loss = (np.logaddexp(0, -s) + np.logaddexp(0, r).sum(-1)).mean()
        y = np.where(hit, 0, sigmoid(np.where(hit, 0, r)))
        return loss, (y @ W[negatives] + (sigmoid(s) - 1)[:, None] * W[target]) / len(target)

    def subtract_collisions(h, W, target, negatives):
        N = len(h)
        s, r = (h * W[target]).sum(1), h @ W[negatives].T
        hits = (np.asarray(target)[:, None] == negatives).sum(1)
        loss = np.logaddexp(0, -s) + np.logaddexp(0, r).sum(1) - hits * np.logaddexp(0, s)
        dh = (sigmoid(s) - 1 - hits * sigmoid(s))[:, None] * W[target] + sigmoid(r) @ W[negatives]
        return loss.sum() / N, dh / N

    def masked_assign(h, W, target, negatives):
        N = h.shape[0]
        T, K = W[target], W[negatives]
        y = sigmoid(h @ K.T)
        bad = np.asarray(target).reshape(-1, 1) == np.asarray(negatives).reshape(1, -1)
        y[bad] = 0.0
        yp = sigmoid(np.sum(h * T, 1, keepdims=True))
        loss = -(np.log(yp).sum() + np.log1p(-y).sum()) / N
        return [loss, ((yp - 1) * T + y.dot(K)) / N]

    def over_negatives(h, W, target, negatives):
        # a loop over the k negatives, not over the rows
        N, target = len(h), np.asarray(target)
        y = sigmoid((h * W[target]).sum(1))
        loss, dh = -np.log(y).sum(), (y - 1)[:, None] * W[target]
        for i in negatives:
            y, use = sigmoid(h @ W[i]), target != i
            loss -= np.log(1 - y[use]).sum()
            dh += (use * y)[:, None] * W[i]
        return loss / N, dh / N

    return locals()


def wrong_shared_negatives():
    def _shared(h, W, target, negatives, use=None, div=None):
        N = len(h)
        use = negatives != np.asarray(target)[:, None] if use is None else use
        s, r = (h * W[target]).sum(1), h @ W[negatives].T
        loss = (np.logaddexp(0, -s).sum() + (use * np.logaddexp(0, r)).sum()) / N
        return loss, ((sigmoid(s) - 1)[:, None] * W[target] + (use * sigmoid(r)) @ W[negatives]) / (
            div or N
        )

    def collisions_kept(h, W, target, negatives):
        return _shared(h, W, target, negatives, use=1)

    def dropped_for_all_rows(h, W, target, negatives):
        negatives = np.asarray(negatives)
        return _shared(h, W, target, negatives[~np.isin(negatives, target)])

    def not_divided(h, W, target, negatives):
        return _shared(h, W, target, negatives, div=1)

    def only_collisions(h, W, target, negatives):
        return _shared(h, W, target, negatives, use=negatives == np.asarray(target)[:, None])

    def left_out_of_loss_only(h, W, target, negatives):
        return _shared(h, W, target, negatives)[0], _shared(h, W, target, negatives, use=1)[1]

    def left_out_of_dh_only(h, W, target, negatives):
        return _shared(h, W, target, negatives, use=1)[0], _shared(h, W, target, negatives)[1]

    def target_forgotten_in_dh(h, W, target, negatives):
        loss, dh = _shared(h, W, target, negatives)
        s = (h * W[target]).sum(1)
        return loss, dh - (sigmoid(s) - 1)[:, None] * W[target] / len(h)

    def mean_of_questions(h, W, target, negatives):
        loss, dh = _shared(h, W, target, negatives)
        return loss / (1 + len(negatives)), dh / (1 + len(negatives))

    def minus_dh(h, W, target, negatives):
        loss, dh = _shared(h, W, target, negatives)
        return loss, -dh

    def repeats_once(h, W, target, negatives):
        return _shared(h, W, target, np.unique(negatives))

    return {k: v for k, v in locals().items() if k != "_shared"}


def right_thin_out():
    def where_share(ids, counts, sample, u):
        ids, counts, u = np.asarray(ids), np.asarray(counts), np.asarray(u)
        if sample == 0:
            return ids
        f = counts / counts.sum()
        f = np.where(f > 0, f, 1)
        chance = np.minimum(1, (np.sqrt(f / sample) + 1) * sample / f)
        return ids[u < chance[ids]]

    def by_places(ids, counts, sample, u):
        if not sample:
            return np.array(ids)
        f = np.take(counts, ids) / np.sum(counts)
        return np.asarray(ids)[u < ((f / sample) ** 0.5 + 1) * sample / f]

    def compress(ids, counts, sample, u):
        if sample <= 0:
            return list(ids)
        f = np.asarray(counts)[ids] / sum(counts)
        keep = np.clip((np.sqrt(f / sample) + 1) * (sample / f), None, 1)
        return np.compress(np.less(u, keep), ids)

    def root_form(ids, counts, sample, u):
        if sample == 0:
            return ids.copy()
        r = sample * counts.sum() / counts[ids]
        return ids[np.flatnonzero(u < np.sqrt(r) + r)]

    def errstate(ids, counts, sample, u):
        chance = np.ones(len(counts))
        if sample > 0:
            f = counts / np.sum(counts)
            with np.errstate(divide="ignore", invalid="ignore"):
                chance = ((f / sample) ** 0.5 + 1) * sample / f
            chance[f == 0] = 1
        return ids[chance[ids] > u]

    def list_at_end(ids, counts, sample, u):
        if sample == 0:
            return [int(i) for i in ids]
        f = counts[ids] / counts.sum()
        return ids[u < np.minimum(1.0, (np.sqrt(f / sample) + 1) * sample / f)].tolist()

    def delete(ids, counts, sample, u):
        if sample == 0:
            return ids
        f = counts[ids] / counts.sum()
        chance = (np.sqrt(f / sample) + 1) * sample / f
        return np.delete(ids, np.nonzero(u >= chance))

    def with_function(ids, counts, sample, u):
        def chance_of(f):
            return np.minimum(1, ((f / sample) ** 0.5 + 1) * sample / f)

        keep = (
            np.ones(len(ids), dtype=bool)
            if sample == 0
            else u < chance_of(counts[ids] / counts.sum())
        )
        return np.extract(keep, ids)

    return locals()


def wrong_thin_out():
    def _thin(ids, counts, sample, u, chance, zero=True):
        if sample == 0 and zero:
            return ids
        f = np.where(counts > 0, counts, 1) / counts.sum()
        return ids[u < chance(f, sample)[ids]]

    def le(ids, counts, sample, u):
        if sample == 0:
            return ids
        f = counts[ids] / counts.sum()
        return ids[u <= (np.sqrt(f / sample) + 1) * sample / f]

    def dropped_ones(ids, counts, sample, u):
        if sample == 0:
            return ids
        f = counts[ids] / counts.sum()
        return ids[u >= (np.sqrt(f / sample) + 1) * sample / f]

    def counts_not_shares(ids, counts, sample, u):
        if sample == 0:
            return ids
        f = counts[ids]
        return ids[u < (np.sqrt(f / sample) + 1) * sample / f]

    def mikolov_paper(ids, counts, sample, u):
        return _thin(ids, counts, sample, u, lambda f, s: np.sqrt(s / f))

    def sample_zero_drops_all(ids, counts, sample, u):
        f = counts[ids] / counts.sum()
        with np.errstate(all="ignore"):
            return ids[u < (np.sqrt(f / sample) + 1) * sample / f] if sample else ids[:0]

    def share_of_ids(ids, counts, sample, u):
        if sample == 0:
            return ids
        here = np.bincount(ids, minlength=len(counts))
        f = here[ids] / len(ids)
        return ids[u < (np.sqrt(f / sample) + 1) * sample / f]

    def share_of_max(ids, counts, sample, u):
        if sample == 0:
            return ids
        f = counts[ids] / counts.max()
        return ids[u < (np.sqrt(f / sample) + 1) * sample / f]

    def u_by_word(ids, counts, sample, u):
        if sample == 0:
            return ids
        f = counts[ids] / counts.sum()
        return ids[u[ids % len(u)] < (np.sqrt(f / sample) + 1) * sample / f]

    def plus_one_forgotten(ids, counts, sample, u):
        return _thin(ids, counts, sample, u, lambda f, s: np.sqrt(f / s) * s / f)

    def mask_returned(ids, counts, sample, u):
        if sample == 0:
            return np.ones(len(ids), bool)
        f = counts[ids] / counts.sum()
        return u < (np.sqrt(f / sample) + 1) * sample / f

    def places_returned(ids, counts, sample, u):
        if sample == 0:
            return np.arange(len(ids))
        f = counts[ids] / counts.sum()
        return np.flatnonzero(u < (np.sqrt(f / sample) + 1) * sample / f)

    def sorted_ids(ids, counts, sample, u):
        if sample == 0:
            return np.sort(ids)
        f = counts[ids] / counts.sum()
        return np.sort(ids[u < (np.sqrt(f / sample) + 1) * sample / f])

    return {k: v for k, v in locals().items() if k != "_thin"}


def right_learning_rate():
    def share(done, n, epochs, alpha, min_alpha):
        return alpha - (alpha - min_alpha) * done / (n * epochs)

    def weighted(done, n, epochs, alpha, min_alpha):
        s = done / (n * epochs)
        return alpha * (1 - s) + min_alpha * s

    def interp(done, n, epochs, alpha, min_alpha):
        return np.interp(done, [0, n * epochs], [alpha, min_alpha])

    def slope(done, n, epochs, alpha, min_alpha):
        slope = (min_alpha - alpha) / (n * epochs)
        return alpha + slope * done

    def from_end(done, n, epochs, alpha, min_alpha):
        left = n * epochs - done
        return min_alpha + (alpha - min_alpha) * (left / (n * epochs))

    def by_epochs(done, n, epochs, alpha, min_alpha):
        epoch, word = divmod(done, n)
        progress = (epoch + word / n) / epochs
        return alpha + (min_alpha - alpha) * progress

    def polyfit(done, n, epochs, alpha, min_alpha):
        return np.poly1d(np.polyfit([0, n * epochs], [alpha, min_alpha], 1))(done)

    def floored(done, n, epochs, alpha, min_alpha):
        return max(min_alpha, alpha - (alpha - min_alpha) * done / n / epochs)

    def float32_free(done, n, epochs, alpha, min_alpha):
        total = float(n) * epochs
        return np.float64(np.dot([alpha, min_alpha], [total - done, done]) / total)

    return locals()


def wrong_learning_rate():
    def epochs_forgotten(done, n, epochs, alpha, min_alpha):
        return alpha - (alpha - min_alpha) * done / n

    def starts_again(done, n, epochs, alpha, min_alpha):
        return alpha - (alpha - min_alpha) * (done % n) / n

    def to_zero_with_floor(done, n, epochs, alpha, min_alpha):
        return max(min_alpha, alpha * (1 - done / (n * epochs)))

    def to_zero(done, n, epochs, alpha, min_alpha):
        return alpha * (1 - done / (n * epochs))

    def alpha_minus_zero(done, n, epochs, alpha, min_alpha):
        return alpha - alpha * done / (n * epochs) + min_alpha

    def upwards(done, n, epochs, alpha, min_alpha):
        return min_alpha + (alpha - min_alpha) * done / (n * epochs)

    def steps_of_epochs(done, n, epochs, alpha, min_alpha):
        return alpha - (alpha - min_alpha) * (done // n) / epochs

    def last_word(done, n, epochs, alpha, min_alpha):
        return alpha - (alpha - min_alpha) * done / (n * epochs - 1)

    def constant(done, n, epochs, alpha, min_alpha):
        return alpha

    def geometric(done, n, epochs, alpha, min_alpha):
        return alpha * (min_alpha / alpha) ** (done / (n * epochs)) if min_alpha > 0 else alpha

    return locals()


def right_train_small():
    def epochs(corpus):
        return train_word2vec(corpus, vector_size=20, epochs=40, progress=False)

    def keywords(corpus):
        settings = dict(vector_size=20, epochs=30, alpha=0.1, progress=False)
        return train_word2vec(corpus, **settings)

    def partial_(corpus):
        return partial(train_word2vec, vector_size=18, epochs=50)(corpus, progress=False)

    def variable(corpus):
        vectors = train_word2vec(corpus, vector_size=20, epochs=60, seed=3, progress=False)
        return vectors

    return locals()


def wrong_train_small():
    def usual(corpus):
        return train_word2vec(corpus, vector_size=20, progress=False)

    def too_long(corpus):
        return train_word2vec(corpus, vector_size=50, epochs=40, progress=False)

    def tiny(corpus):
        return train_word2vec(corpus, vector_size=3, epochs=40, progress=False)

    def nothing_returned(corpus):
        train_word2vec(corpus, vector_size=20, epochs=40, progress=False)

    def accuracy_returned(corpus):
        train_word2vec(corpus, vector_size=20, epochs=40, progress=False)
        return 0.95

    def array_returned(corpus):
        return train_word2vec(corpus, vector_size=20, epochs=40, progress=False).vectors

    return locals()
