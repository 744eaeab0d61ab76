"""Answers to exercises 8 to 11, written from their text alone, before a look at their checks.

One function a task and kind (right, wrong, slow): its inner functions are the answers, and their
names say the style or the mistake.
"""

# ruff: noqa: B905, C416 - as students write

import math
import statistics
from collections import Counter, defaultdict
from itertools import islice

import numpy as np


def right_cosine():
    def norm(p, rows):
        lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(p)
        return rows @ p / np.where(lengths == 0, 1, lengths)

    def divide_where(p, rows):
        rows, p = np.asarray(rows, float), np.asarray(p, float)
        length = np.sqrt((rows**2).sum(1))
        return np.divide(
            rows @ p, length * np.sqrt(p @ p), out=np.zeros(len(rows)), where=length > 0
        )

    def unit_rows(p, rows):
        n = np.linalg.norm(rows, axis=1, keepdims=True)
        unit = rows / (n + (n == 0))
        return unit.dot(p / np.linalg.norm(p))

    def nan_to_num(p, rows):
        with np.errstate(invalid="ignore", divide="ignore"):
            c = np.einsum("nh,h->n", rows, p) / np.sqrt(
                np.einsum("nh,nh->n", rows, rows) * (p * p).sum()
            )
        return np.nan_to_num(c, nan=0.0, posinf=0, neginf=0)

    def masked(p, rows):
        out = np.zeros(len(rows))
        there = rows.any(axis=1)
        some = rows[there]
        out[there] = np.inner(some, p) / np.linalg.norm(some, axis=1) / np.linalg.norm(p)
        return out

    def hypot(p, rows):
        n = np.hypot.reduce(rows.astype(float), axis=1)
        n[n == 0] = np.inf
        return (rows * p).sum(axis=-1) / n / np.hypot.reduce(np.asarray(p, float))

    def maximum_tiny(p, rows):
        n = np.linalg.norm(rows, axis=-1)
        return np.matmul(rows, p) / np.maximum(n * np.linalg.norm(p), 1e-300)

    def masked_array(p, rows):
        n = np.ma.masked_equal(np.linalg.norm(rows, axis=1), 0)
        return (rows @ p / n / math.sqrt(p @ p)).filled(0)

    return locals()


def slow_cosine():
    def transposed(p, rows):
        d = p @ rows.T
        l2 = np.sum(np.square(rows), axis=1) * np.sum(np.square(p))
        return [float(x) for x in d / np.sqrt(np.where(l2 > 0, l2, 1))]

    return locals()


def wrong_cosine():
    def nan_row(p, rows):
        with np.errstate(all="ignore"):
            return rows @ p / (np.linalg.norm(rows, axis=1) * np.linalg.norm(p))

    def dot(p, rows):
        return rows @ p

    def one_length_for_table(p, rows):
        return rows @ p / (np.linalg.norm(rows) * np.linalg.norm(p))

    def length_of_p_forgotten(p, rows):
        n = np.linalg.norm(rows, axis=1)
        return rows @ p / np.where(n == 0, 1, n)

    def squared_lengths(p, rows):
        n = (rows**2).sum(1) * (p**2).sum()
        return rows @ p / np.where(n == 0, 1, n)

    def l1(p, rows):
        n = np.abs(rows).sum(1) * np.abs(p).sum()
        return rows @ p / np.where(n == 0, 1, n)

    def distance(p, rows):
        n = np.linalg.norm(rows, axis=1) * np.linalg.norm(p)
        return 1 - rows @ p / np.where(n == 0, 1, n)

    def absolute(p, rows):
        n = np.linalg.norm(rows, axis=1) * np.linalg.norm(p)
        return np.abs(rows @ p) / np.where(n == 0, 1, n)

    def columns(p, rows):
        n = np.linalg.norm(rows, axis=0)
        return (rows / np.where(n == 0, 1, n)) @ (p / np.linalg.norm(p))

    def one_for_zero_row(p, rows):
        n = np.linalg.norm(rows, axis=1) * np.linalg.norm(p)
        return np.where(n == 0, 1, rows @ p / np.where(n == 0, 1, n))

    def zero_rows_dropped(p, rows):
        rows = rows[rows.any(1)]
        return rows @ p / (np.linalg.norm(rows, axis=1) * np.linalg.norm(p))

    def big_epsilon(p, rows):
        return rows @ p / (np.linalg.norm(rows, axis=1) * np.linalg.norm(p) + 1e-2)

    return locals()


def right_most_similar():
    def minus_inf(W, i, n):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        scores = unit @ unit[i]
        scores[i] = -np.inf
        return np.argsort(-scores)[:n]

    def list_filter(W, i, n):
        unit = W / np.sqrt((W**2).sum(1))[:, None]
        order = np.argsort(unit @ unit[i])[::-1]
        return [j for j in order if j != i][:n]

    def sorted_key(W, i, n):
        def cos(j):
            return W[j] @ W[i] / np.linalg.norm(W[j]) / np.linalg.norm(W[i])

        return sorted(set(range(len(W))) - {i}, key=cos, reverse=True)[:n]

    def delete(W, i, n):
        unit = W / np.linalg.norm(W, axis=1)[:, None]
        others = np.delete(np.arange(len(W)), i)
        scores = unit[others] @ unit[i]
        return others[scores.argsort()[::-1][:n]]

    def argpartition(W, i, n):
        c = W @ W[i] / np.linalg.norm(W, axis=1)
        c[i] = -np.inf
        top = np.argpartition(c, len(c) - n)[len(c) - n :]
        return top[np.argsort(-c[top])].tolist()

    def heap(W, i, n):
        import heapq

        c = (W @ W[i] / np.linalg.norm(W, axis=1)).tolist()
        return heapq.nlargest(n, (j for j in range(len(c)) if j != i), key=c.__getitem__)

    def lexsort(W, i, n):
        c = np.inner(W, W[i]) / np.hypot.reduce(W, axis=1)
        order = np.lexsort((np.arange(len(c)), -c))
        return order[order != i][:n]

    def pairs(W, i, n):
        c = np.einsum("vh,h->v", W, W[i]) / np.sqrt(np.einsum("vh,vh->v", W, W))
        ranked = sorted(((-s, j) for j, s in enumerate(c) if j != i))
        return tuple(j for _, j in ranked[:n])

    def repeated_argmax(W, i, n):
        c = W @ W[i] / np.linalg.norm(W, axis=1)
        c[i] = -2 * np.linalg.norm(W[i])
        found = []
        for _ in range(n):
            j = int(np.argmax(c))
            found.append(j)
            c[j] = -np.inf
        return np.array(found, int)

    return locals()


def wrong_most_similar():
    def with_itself(W, i, n):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        return np.argsort(-(unit @ unit[i]))[:n]

    def dot(W, i, n):
        scores = W @ W[i]
        scores = scores.astype(float)
        scores[i] = -np.inf
        return np.argsort(-scores)[:n]

    def farthest(W, i, n):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        scores = unit @ unit[i]
        scores[i] = np.inf
        return np.argsort(scores)[:n]

    def upwards(W, i, n):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        scores = unit @ unit[i]
        scores[i] = -np.inf
        return np.argsort(scores)[-n:]

    def first_dropped_by_place(W, i, n):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        return np.argsort(-(unit @ unit[i]))[1 : n + 1]

    def removed_by_zero(W, i, n):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        scores = unit @ unit[i]
        scores[i] = 0
        return np.argsort(-scores)[:n]

    def euclid(W, i, n):
        d = np.linalg.norm(W - W[i], axis=1)
        d[i] = np.inf
        return np.argsort(d)[:n]

    def scores_returned(W, i, n):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        scores = unit @ unit[i]
        scores[i] = -np.inf
        return np.sort(scores)[::-1][:n]

    def indices_shifted(W, i, n):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        scores = np.delete(unit @ unit[i], i)
        return np.argsort(-scores)[:n]

    def unsorted_top(W, i, n):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        scores = unit @ unit[i]
        scores[i] = -np.inf
        return np.sort(np.argsort(-scores)[:n])

    return locals()


def right_analogy():
    def minus_inf(W, a, b, c):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        scores = unit @ (unit[b] - unit[a] + unit[c])
        scores[[a, b, c]] = -np.inf
        return int(np.argmax(scores))

    def numpy_int(W, a, b, c):
        unit = W / np.sqrt(np.sum(W * W, axis=1))[:, None]
        q = unit[c] + unit[b] - unit[a]
        s = unit.dot(q) / np.linalg.norm(q)
        s[np.array([a, b, c])] = s.min() - 1
        return s.argmax()

    def order(W, a, b, c):
        unit = (W.T / np.linalg.norm(W, axis=1)).T
        for j in np.argsort(-(unit @ (unit[b] - unit[a] + unit[c]))):
            if j not in (a, b, c):
                return j

    def python_max(W, a, b, c):
        U = [row / np.linalg.norm(row) for row in W]
        point = U[b] - U[a] + U[c]
        return max(set(range(len(W))) - {a, b, c}, key=lambda j: float(U[j] @ point))

    def setdiff(W, a, b, c):
        unit = W / np.linalg.norm(W, axis=1).reshape(-1, 1)
        others = np.setdiff1d(np.arange(len(W)), [a, b, c])
        return others[np.argmax(unit[others] @ (unit[b] - unit[a] + unit[c]))]

    def einsum(W, a, b, c):
        n = 1 / np.sqrt(np.einsum("vh,vh->v", W, W))
        unit = np.einsum("vh,v->vh", W, n)
        weights = np.zeros(len(W))
        np.add.at(weights, [a, b, c], [-1, 1, 1])
        scores = unit @ (weights @ unit)
        return np.where(np.isin(np.arange(len(W)), (a, b, c)), -np.inf, scores).argmax()

    def masked(W, a, b, c):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        scores = np.ma.array(unit @ unit[b] - unit @ unit[a] + unit @ unit[c], mask=False)
        scores[[a, b, c]] = np.ma.masked
        return int(scores.argmax(fill_value=-np.inf))

    def gram(W, a, b, c):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        G = unit @ unit.T
        best = G[b] - G[a] + G[c]
        best[a] = best[b] = best[c] = -10
        return np.flatnonzero(best == best.max())[0]

    def zero_d(W, a, b, c):
        unit = W / np.linalg.norm(W, axis=1, keepdims=True)
        scores = unit @ (unit[b] - unit[a] + unit[c])
        keep = np.ones(len(W), bool)
        keep[[a, b, c]] = False
        return np.array(np.arange(len(W))[keep][np.argsort(scores[keep])[-1]])

    return locals()


def wrong_analogy():
    def _scores(W, a, b, c, unit=True, signs=(-1, 1, 1)):
        U = W / np.linalg.norm(W, axis=1, keepdims=True) if unit else W
        return U @ (signs[0] * U[a] + signs[1] * U[b] + signs[2] * U[c])

    def _best(scores, out):
        scores = scores.copy()
        scores[list(out)] = -np.inf
        return int(scores.argmax())

    def question_words_kept(W, a, b, c):
        return int(_scores(W, a, b, c).argmax())

    def only_c_out(W, a, b, c):
        return _best(_scores(W, a, b, c), (c,))

    def not_normalised(W, a, b, c):
        return _best(_scores(W, a, b, c, unit=False), (a, b, c))

    def a_minus_b(W, a, b, c):
        return _best(_scores(W, a, b, c, signs=(1, -1, 1)), (a, b, c))

    def b_minus_c(W, a, b, c):
        return _best(_scores(W, a, b, c, signs=(1, 1, -1)), (a, b, c))

    def nearest_to_c(W, a, b, c):
        return _best(_scores(W, a, b, c, signs=(0, 0, 1)), (a, b, c))

    def point_not_of_unit_rows(W, a, b, c):
        U = W / np.linalg.norm(W, axis=1, keepdims=True)
        return _best(U @ (W[b] - W[a] + W[c]), (a, b, c))

    def zeros_for_question(W, a, b, c):
        s = _scores(W, a, b, c)
        s[[a, b, c]] = 0
        return int(s.argmax())

    def all_plus(W, a, b, c):
        return _best(_scores(W, a, b, c, signs=(1, 1, 1)), (a, b, c))

    def argmin(W, a, b, c):
        s = _scores(W, a, b, c)
        s[[a, b, c]] = np.inf
        return int(s.argmin())

    def index_after_delete(W, a, b, c):
        return int(np.delete(_scores(W, a, b, c), [a, b, c]).argmax())

    def euclid(W, a, b, c):
        U = W / np.linalg.norm(W, axis=1, keepdims=True)
        return _best(-np.linalg.norm(W - (U[b] - U[a] + U[c]), axis=1), (a, b, c))

    def only_b_and_c_out(W, a, b, c):
        return _best(_scores(W, a, b, c), (b, c))

    return {k: v for k, v in locals().items() if not k.startswith("_")}


def _cos(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    return x @ y / (np.linalg.norm(x) * np.linalg.norm(y))


def right_pair_score():
    def ranks_loop(values):
        return [sum(w < v for w in values) + (1 + sum(w == v for w in values)) / 2 for v in values]

    def loops(vectors, pairs):
        known = [(a, b, s) for a, b, s in pairs if a in vectors and b in vectors]
        cosines = [_cos(vectors[a], vectors[b]) for a, b, _ in known]
        people = [s for _, _, s in known]
        r = np.corrcoef(ranks_loop(cosines), ranks_loop(people))[0, 1]
        return r, len(known) / len(pairs)

    def statistics_module(vectors, pairs):
        known = [p for p in pairs if {p[0], p[1]} <= vectors.keys()]
        c = [float(_cos(vectors[a], vectors[b])) for a, b, _ in known]
        s = [p[2] for p in known]
        return statistics.correlation(ranks_loop(c), ranks_loop(s)), len(known) / len(pairs)

    def unique_ranks(vectors, pairs):
        def ranks(x):
            _, place, n = np.unique(np.array(x, float), return_inverse=True, return_counts=True)
            end = np.cumsum(n)
            return (end - (n - 1) / 2)[place]

        c, s = [], []
        for a, b, score in pairs:
            if a in vectors and b in vectors:
                c.append(_cos(vectors[a], vectors[b]))
                s.append(score)
        return np.corrcoef(ranks(c), ranks(s))[1, 0], len(c) / len(pairs)

    def matrix(vectors, pairs):
        words = list(vectors)
        at = {w: i for i, w in enumerate(words)}
        W = np.array([vectors[w] for w in words], float)
        U = W / np.linalg.norm(W, axis=1, keepdims=True)
        rows = np.array([(at[a], at[b], s) for a, b, s in pairs if a in at and b in at])
        i, j = rows[:, 0].astype(int), rows[:, 1].astype(int)
        c = (U[i] * U[j]).sum(1)
        greater = (c[:, None] > c).sum(1) + ((c[:, None] == c).sum(1) + 1) / 2
        other = (rows[:, 2][:, None] > rows[:, 2]).sum(1) + (
            (rows[:, 2][:, None] == rows[:, 2]).sum(1) + 1
        ) / 2
        return [np.corrcoef(greater, other)[0, 1], len(rows) / len(pairs)]

    def pearson_by_hand(vectors, pairs):
        known = [(a, b, s) for a, b, s in pairs if not (a not in vectors or b not in vectors)]
        x = np.array(ranks_loop([_cos(vectors[a], vectors[b]) for a, b, _ in known]))
        y = np.array(ranks_loop([s for *_, s in known]))
        x, y = x - x.mean(), y - y.mean()
        return (x @ y) / np.sqrt((x @ x) * (y @ y)), sum(1 for _ in known) / len(pairs)

    def math_only(vectors, pairs):
        def cosine(p, q):
            dot = sum(a * b for a, b in zip(p, q))
            return dot / math.sqrt(sum(a * a for a in p)) / math.sqrt(sum(b * b for b in q))

        used = [
            (cosine(vectors[a], vectors[b]), s)
            for a, b, s in pairs
            if a in vectors and b in vectors
        ]
        x, y = ranks_loop([u for u, _ in used]), ranks_loop([v for _, v in used])
        return statistics.correlation(x, y), len(used) / len(pairs)

    def sorting(vectors, pairs):
        def ranks(x):
            order = sorted(x)
            return [order.index(v) + (1 + order.count(v)) / 2 for v in x]

        used = [
            (vectors[a], vectors[b], s)
            for a, b, s in pairs
            if vectors.get(a) is not None and vectors.get(b) is not None
        ]
        c = [_cos(a, b) for a, b, _ in used]
        return float(np.corrcoef(ranks(c), ranks([s for _, _, s in used]))[0][1]), len(used) / len(
            pairs
        )

    def bisect_ranks(vectors, pairs):
        from bisect import bisect_left, bisect_right

        def ranks(x):
            o = sorted(x)
            return np.array([(bisect_left(o, v) + bisect_right(o, v) + 1) / 2 for v in x])

        used = [p for p in pairs if p[0] in vectors if p[1] in vectors]
        c = [_cos(vectors[p[0]], vectors[p[1]]) for p in used]
        z = np.stack([ranks(c), ranks([p[2] for p in used])])
        z = (z - z.mean(1, keepdims=True)) / z.std(1, keepdims=True)
        return (z[0] * z[1]).mean(), np.float64(len(used)) / len(pairs)

    return {k: v for k, v in locals().items() if k != "ranks_loop"}


def wrong_pair_score():
    def _used(vectors, pairs):
        return [p for p in pairs if p[0] in vectors and p[1] in vectors]

    def _ranks(x):
        return [sum(w < v for w in x) + (1 + sum(w == v for w in x)) / 2 for v in x]

    def _score(vectors, pairs, similarity=_cos, ranks=_ranks):
        used = _used(vectors, pairs)
        c = [similarity(vectors[a], vectors[b]) for a, b, _ in used]
        s = [p[2] for p in used]
        return np.corrcoef(ranks(c), ranks(s))[0, 1], len(used) / len(pairs)

    def pearson(vectors, pairs):
        return _score(vectors, pairs, ranks=list)

    def dot(vectors, pairs):
        return _score(vectors, pairs, similarity=np.dot)

    def distances(vectors, pairs):
        return _score(vectors, pairs, similarity=lambda x, y: 1 - _cos(x, y))

    def ties_by_order(vectors, pairs):
        return _score(
            vectors, pairs, ranks=lambda x: np.argsort(np.argsort(x, kind="stable"), kind="stable")
        )

    def argsort_once(vectors, pairs):
        return _score(vectors, pairs, ranks=lambda x: np.argsort(x, kind="stable"))

    def coverage_of_known(vectors, pairs):
        return _score(vectors, pairs)[0], 1.0

    def unknown_share(vectors, pairs):
        r, c = _score(vectors, pairs)
        return r, 1 - c

    def swapped(vectors, pairs):
        return _score(vectors, pairs)[::-1]

    def number_used(vectors, pairs):
        return _score(vectors, pairs)[0], len(_used(vectors, pairs))

    def min_ranks(vectors, pairs):
        return _score(vectors, pairs, ranks=lambda x: [sum(w < v for w in x) for v in x])

    def euclid(vectors, pairs):
        return _score(vectors, pairs, similarity=lambda x, y: -np.linalg.norm(np.subtract(x, y)))

    def unknown_as_zero(vectors, pairs):
        c = [
            _cos(vectors[a], vectors[b]) if a in vectors and b in vectors else 0.0
            for a, b, _ in pairs
        ]
        return np.corrcoef(_ranks(c), _ranks([p[2] for p in pairs]))[0, 1], len(
            _used(vectors, pairs)
        ) / len(pairs)

    def whole_matrix(vectors, pairs):
        used = _used(vectors, pairs)
        c = [_cos(vectors[a], vectors[b]) for a, b, _ in used]
        return np.corrcoef(_ranks(c), _ranks([p[2] for p in used])), len(used) / len(pairs)

    return {k: v for k, v in locals().items() if not k.startswith("_")}


def right_sentence_vector():
    def ids(text, index, W):
        ids = [index[word] for word in text if word in index]
        return W[ids].mean(axis=0) if ids else np.zeros(W.shape[1])

    def running_sum(text, index, W):
        total, n = np.zeros(W.shape[1]), 0
        for word in text:
            if word in index:
                total += W[index[word]]
                n += 1
        return total / max(n, 1)

    def counts(text, index, W):
        n = Counter(w for w in text if w in index)
        if not n:
            return np.zeros(W.shape[1])
        return sum(k * W[index[w]] for w, k in n.items()) / sum(n.values())

    def weights(text, index, W):
        c = np.zeros(len(W))
        for w in filter(index.__contains__, text):
            c[index[w]] += 1
        return c @ W / (c.sum() or 1)

    def get(text, index, W):
        found = [i for i in map(index.get, text) if i is not None]
        if len(found) == 0:
            return [0] * W.shape[1]
        return np.average(W[found], axis=0).tolist()

    def stack(text, index, W):
        rows = [W[index[w]] for w in text if index.get(w, -1) >= 0]
        return np.mean(np.stack(rows), 0) if rows else W[0] * 0.0

    def try_except(text, index, W):
        rows = []
        for word in text:
            try:
                rows.append(W[index[word]])
            except KeyError:
                continue
        if not rows:
            return np.zeros_like(W[0], dtype=float)
        return np.add.reduce(rows) / len(rows)

    def bincount(text, index, W):
        i = np.array([index[w] for w in text if w in index], dtype=int)
        c = np.bincount(i, minlength=W.shape[0])
        return W.T.dot(c) / np.maximum(c.sum(), 1)

    def padded(text, index, W):
        big = np.vstack([W, np.zeros(W.shape[1])])
        at = [index.get(w, len(W)) for w in text]
        known = sum(i < len(W) for i in at)
        return big[at].sum(0) / known if known else np.zeros(W.shape[1])

    return locals()


def wrong_sentence_vector():
    def divided_by_all(text, index, W):
        ids = [index[w] for w in text if w in index]
        return W[ids].sum(0) / len(text) if ids else np.zeros(W.shape[1])

    def each_once(text, index, W):
        ids = sorted({index[w] for w in text if w in index})
        return W[ids].mean(0) if ids else np.zeros(W.shape[1])

    def nan_for_nothing(text, index, W):
        ids = [index[w] for w in text if w in index]
        with np.errstate(all="ignore"):
            return W[np.array(ids, int)].sum(0) / len(ids) if ids else np.full(W.shape[1], np.nan)

    def summed(text, index, W):
        ids = [index[w] for w in text if w in index]
        return W[np.array(ids, int)].sum(0)

    def unknown_is_word_zero(text, index, W):
        ids = [index.get(w, 0) for w in text]
        return W[ids].mean(0) if ids else np.zeros(W.shape[1])

    def word_zero_lost(text, index, W):
        ids = [index[w] for w in text if index.get(w)]
        return W[ids].mean(0) if ids else np.zeros(W.shape[1])

    def all_numbers(text, index, W):
        ids = [index[w] for w in text if w in index]
        return W[ids].mean() if ids else np.zeros(W.shape[1])

    def zeros_of_v(text, index, W):
        ids = [index[w] for w in text if w in index]
        return W[ids].mean(0) if ids else np.zeros(len(W))

    def axis_one(text, index, W):
        ids = [index[w] for w in text if w in index]
        return W[ids].mean(1) if ids else np.zeros(W.shape[1])

    def unit_length(text, index, W):
        ids = [index[w] for w in text if w in index]
        if not ids:
            return np.zeros(W.shape[1])
        m = W[ids].mean(0)
        return m / np.linalg.norm(m)

    def key_error(text, index, W):
        return W[[index[w] for w in text]].mean(0)

    def mean_of_everything(text, index, W):
        return W.mean(0)

    def median(text, index, W):
        ids = [index[w] for w in text if w in index]
        return np.median(W[ids], axis=0) if ids else np.zeros(W.shape[1])

    return locals()


def right_nearest_mean():
    def plain(X, y, new):
        means = np.array([X[y == c].mean(0) for c in range(y.max() + 1)])
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        return (new @ means.T).argmax(1)

    def add_at(X, y, new):
        C = max(y) + 1
        sums = np.zeros((C, X.shape[1]))
        np.add.at(sums, y, X)
        sums = sums / np.linalg.norm(sums, axis=1)[:, None]
        return np.argmax(sums @ new.T, axis=0)

    def one_hot(X, y, new):
        T = np.eye(len(np.unique(y)))[y]
        M = T.T @ X / T.sum(0)[:, None]
        s = new @ M.T / np.outer(np.linalg.norm(new, axis=1), np.linalg.norm(M, axis=1))
        return s.argmax(axis=1).tolist()

    def loops(X, y, new):
        means = {c: X[y == c].mean(axis=0) for c in set(y.tolist())}
        return [max(means, key=lambda c: _cos(row, means[c])) for row in new]

    def dictionary(X, y, new):
        groups = defaultdict(list)
        for row, c in zip(X, y):
            groups[int(c)].append(row)
        M = np.stack([np.mean(groups[c], axis=0) for c in sorted(groups)])
        unit = M / np.sqrt((M * M).sum(1, keepdims=True))
        return np.array([int((unit @ row).argmax()) for row in new])

    def einsum(X, y, new):
        hot = (y == np.arange(y.max() + 1)[:, None]).astype(float)
        M = np.einsum("cn,nh->ch", hot / hot.sum(1, keepdims=True), X)
        return np.einsum("mh,ch->mc", new, M / np.linalg.norm(M, axis=1, keepdims=True)).argmax(-1)

    def distances_of_units(X, y, new):
        M = np.array([np.average(X[y == c], axis=0) for c in np.unique(y)])
        M = M / np.linalg.norm(M, axis=1, keepdims=True)
        U = new / np.linalg.norm(new, axis=1, keepdims=True)
        return ((U[:, None] - M[None]) ** 2).sum(2).argmin(1)

    def function_in_function(X, y, new):
        def unit(A):
            return A / np.linalg.norm(A, axis=-1, keepdims=True)

        classes = range(int(np.max(y)) + 1)
        means = unit(np.vstack([X[np.flatnonzero(y == c)].sum(0) for c in classes]))
        return np.argsort(-(unit(new) @ means.T), axis=1, kind="stable")[:, 0]

    def weights_of_average(X, y, new):
        M = np.array([np.average(X, axis=0, weights=(y == c)) for c in range(y.max() + 1)])
        return np.argmax((new @ M.T) / np.linalg.norm(M, axis=1), axis=1).astype(np.int8)

    return locals()


def wrong_nearest_mean():
    def _means(X, y):
        return np.array([X[y == c].mean(0) for c in range(y.max() + 1)])

    def _unit(A):
        return A / np.linalg.norm(A, axis=1, keepdims=True)

    def dot(X, y, new):
        return (new @ _means(X, y).T).argmax(1)

    def euclid(X, y, new):
        return ((new[:, None] - _means(X, y)) ** 2).sum(2).argmin(1)

    def units_before_means(X, y, new):
        return (new @ _unit(_means(_unit(X), y)).T).argmax(1)

    def sums_by_dot(X, y, new):
        return (new @ np.array([X[y == c].sum(0) for c in range(y.max() + 1)]).T).argmax(1)

    def nearest_neighbour(X, y, new):
        return y[(_unit(new) @ _unit(X).T).argmax(1)]

    def farthest(X, y, new):
        return (new @ _unit(_means(X, y)).T).argmin(1)

    def scores_returned(X, y, new):
        return (_unit(new) @ _unit(_means(X, y)).T).max(1)

    def most_common(X, y, new):
        return np.full(len(new), np.bincount(y).argmax())

    def last_class_lost(X, y, new):
        M = np.array([X[y == c].mean(0) for c in range(y.max())])
        return (new @ _unit(M).T).argmax(1)

    def new_per_class(X, y, new):
        return (new @ _unit(_means(X, y)).T).argmax(0)

    def first_row_of_class(X, y, new):
        M = np.array([X[y == c][0] for c in range(y.max() + 1)])
        return (new @ _unit(M).T).argmax(1)

    def one_hot_returned(X, y, new):
        M = _means(X, y)
        return np.eye(len(M))[(new @ _unit(M).T).argmax(1)]

    return {k: v for k, v in locals().items() if not k.startswith("_")}


def right_neighbour_overlap():
    def sets(one, other, both, n):
        a = [w for w in one if w in both][:n]
        b = [w for w in other if w in both][:n]
        return len(set(a) & set(b)) / n

    def islices(one, other, both, n):
        a = set(islice((w for w in one if w in both), n))
        b = set(islice((w for w in other if w in both), n))
        return len(a.intersection(b)) / n

    def counting(one, other, both, n):
        a = list(filter(both.__contains__, one))[:n]
        b = list(filter(both.__contains__, other))[:n]
        return sum(w in b for w in a) / len(a)

    def mean(one, other, both, n):
        a, b = ([w for w in words if w in both][:n] for words in (one, other))
        return np.mean([w in b for w in a])

    def intersect(one, other, both, n):
        a = np.array([w for w in one if w in both])[:n]
        b = np.array([w for w in other if w in both])[:n]
        return np.intersect1d(a, b).size / n

    def while_loop(one, other, both, n):
        def first(words):
            out = []
            for w in words:
                if len(out) == n:
                    break
                if w in both:
                    out.append(w)
            return out

        a, b = first(one), first(other)
        shared = 0
        for w in a:
            if w in b:
                shared += 1
        return shared / n

    def inclusion_exclusion(one, other, both, n):
        a = {w for w in [w for w in one if w in both][:n]}
        b = {w for w in [w for w in other if w in both][:n]}
        return (2 * n - len(a | b)) / n

    def counters(one, other, both, n):
        def top(ws):
            return Counter([w for w in ws if w in both][:n])

        return (top(one) & top(other)).total() / n

    def isin(one, other, both, n):
        known = list(both)
        a, b = np.array(one), np.array(other)
        a, b = a[np.isin(a, known)][:n], b[np.isin(b, known)][:n]
        return np.isin(a, b).mean()

    return locals()


def wrong_neighbour_overlap():
    def cut_first(one, other, both, n):
        a = [w for w in one[:n] if w in both]
        b = [w for w in other[:n] if w in both]
        return len(set(a) & set(b)) / n

    def jaccard(one, other, both, n):
        a = {*[w for w in one if w in both][:n]}
        b = {*[w for w in other if w in both][:n]}
        return len(a & b) / len(a | b)

    def same_places(one, other, both, n):
        a = [w for w in one if w in both][:n]
        b = [w for w in other if w in both][:n]
        return sum(x == y for x, y in zip(a, b)) / n

    def number(one, other, both, n):
        a = [w for w in one if w in both][:n]
        b = [w for w in other if w in both][:n]
        return len(set(a) & set(b))

    def both_ignored(one, other, both, n):
        return len(set(one[:n]) & set(other[:n])) / n

    def not_cut(one, other, both, n):
        return len(set(one) & set(other) & both) / n

    def divided_by_both(one, other, both, n):
        a = [w for w in one if w in both][:n]
        b = [w for w in other if w in both][:n]
        return len(set(a) & set(b)) / len(both)

    def only_one_filtered(one, other, both, n):
        a = [w for w in one if w in both][:n]
        return len(set(a) & set(other[:n])) / n

    def unshared(one, other, both, n):
        a = [w for w in one if w in both][:n]
        b = [w for w in other if w in both][:n]
        return 1 - len(set(a) & set(b)) / n

    def percent(one, other, both, n):
        a = [w for w in one if w in both][:n]
        b = [w for w in other if w in both][:n]
        return 100 * len(set(a) & set(b)) / n

    def last_n(one, other, both, n):
        a = [w for w in one if w in both][-n:]
        b = [w for w in other if w in both][-n:]
        return len(set(a) & set(b)) / n

    def one_more(one, other, both, n):
        a = [w for w in one if w in both][: n + 1]
        b = [w for w in other if w in both][: n + 1]
        return len(set(a) & set(b)) / n

    def dice(one, other, both, n):
        a = [w for w in one if w in both][:n]
        b = [w for w in other if w in both][:n]
        return len(set(a) & set(b)) / (2 * n)

    return locals()


def right_overall_speedup():
    def plain(shares, factors):
        return 1 / sum(s / f for s, f in zip(shares, factors))

    def numpy_sum(shares, factors):
        return 1 / np.sum(np.divide(shares, factors))

    def before_and_after(shares, factors):
        return np.sum(shares) / (np.asarray(shares) / np.asarray(factors)).sum()

    def dot(shares, factors):
        return 1.0 / np.dot(shares, 1 / np.asarray(factors, float))

    def harmonic(shares, factors):
        return statistics.harmonic_mean(list(map(float, factors)), weights=list(map(float, shares)))

    def average(shares, factors):
        return np.average(np.reciprocal(np.asarray(factors, dtype=float)), weights=shares) ** -1

    def loop(shares, factors):
        after = 0
        for n in range(len(shares)):
            after += shares[n] / factors[n]
        return np.float64(1) / after

    def fsum(shares, factors):
        return math.pow(math.fsum(map(lambda s, f: s / f, shares, factors)), -1)

    def einsum(shares, factors):
        return np.array(1 / np.einsum("n,n->", shares, np.power(np.asarray(factors, float), -1)))

    return locals()


def wrong_overall_speedup():
    def weighted_mean(shares, factors):
        return np.dot(shares, factors)

    def mean_of_factors(shares, factors):
        return np.mean(factors)

    def new_time(shares, factors):
        return np.sum(np.asarray(shares) / factors)

    def best(shares, factors):
        return np.max(factors)

    def product(shares, factors):
        return np.prod(factors)

    def saved(shares, factors):
        return (
            1 / (1 - np.sum(np.asarray(shares) * factors))
            if np.sum(np.asarray(shares) * factors) != 1
            else 0.0
        )

    def longest_part(shares, factors):
        return 1 / np.max(np.asarray(shares) / factors)

    def first_part_only(shares, factors):
        return 1 / (shares[0] / factors[0] + 1 - shares[0])

    def each_part(shares, factors):
        return np.asarray(shares) / (np.asarray(shares) / factors)

    def geometric(shares, factors):
        return np.prod(np.asarray(factors, float) ** shares)

    return locals()


def right_window_sums():
    def cumsum(rows, window):
        run = np.vstack([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)])
        n = len(rows) - 2 * window
        span = run[2 * window + 1 :] - run[:n]
        return span - rows[window : window + n]

    def two_halves(rows, window):
        w = window
        run = np.concatenate([np.zeros_like(rows[:1]), rows.cumsum(axis=0)])
        n = rows.shape[0] - 2 * w
        i = np.arange(n)
        return (run[i + w] - run[i]) + (run[i + 2 * w + 1] - run[i + w + 1])

    def pad(rows, window):
        run = np.pad(rows, ((1, 0), (0, 0))).cumsum(0)
        return run[2 * window + 1 :] - run[: -2 * window - 1] - rows[window : len(rows) - window]

    def out_argument(rows, window):
        run = np.zeros((len(rows) + 1, rows.shape[1]))
        np.cumsum(rows, axis=0, out=run[1:])
        size = 2 * window + 1
        return run[size:] - run[:-size] - rows[window : rows.shape[0] - window]

    def sliding(rows, window):
        v = np.lib.stride_tricks.sliding_window_view(rows, 2 * window + 1, axis=0)
        return v.sum(-1) - rows[window : len(rows) - window]

    def reduceat(rows, window):
        n = len(rows) - 2 * window
        run = np.add.accumulate(np.insert(rows, 0, 0, axis=0), axis=0)
        start = np.arange(n)
        return (
            np.take(run, start + 2 * window + 1, 0) - np.take(run, start, 0) - rows[start + window]
        )

    def band_matrix(rows, window):
        n = len(rows) - 2 * window
        d = np.arange(len(rows)) - np.arange(n)[:, None] - window
        A = (np.abs(d) <= window) & (d != 0)
        return A.astype(float) @ rows

    def indices(rows, window):
        around = np.r_[-window:0, 1 : window + 1]
        middle = np.arange(window, len(rows) - window)
        return rows[middle[:, None] + around].sum(axis=1)

    def kernel(rows, window):
        k = np.ones(2 * window + 1)
        k[window] = 0
        return np.apply_along_axis(np.convolve, 0, rows, k, mode="valid")

    return locals()


def wrong_window_sums():
    def _loop(rows, around, lo, hi):
        return np.array(
            [sum((rows[i + d] for d in around), np.zeros(rows.shape[1])) for i in range(lo, hi)]
        )

    def own_word_too(rows, window):
        v = np.lib.stride_tricks.sliding_window_view(rows, 2 * window + 1, axis=0)
        return v.sum(-1)

    def mean(rows, window):
        v = np.lib.stride_tricks.sliding_window_view(rows, 2 * window + 1, axis=0)
        return (v.sum(-1) - rows[window : len(rows) - window]) / (2 * window)

    def left_only(rows, window):
        run = np.pad(rows, ((1, 0), (0, 0))).cumsum(0)
        n = len(rows) - 2 * window
        return run[window : window + n] - run[:n]

    def no_zero_row(rows, window):
        run = rows.cumsum(0)
        n = len(rows) - 2 * window
        return run[2 * window : 2 * window + n] - run[:n] - rows[window : window + n]

    def own_of_wrong_place(rows, window):
        v = np.lib.stride_tricks.sliding_window_view(rows, 2 * window + 1, axis=0)
        return v.sum(-1) - rows[: len(rows) - 2 * window]

    def one_short(rows, window):
        run = np.pad(rows, ((1, 0), (0, 0))).cumsum(0)
        n = len(rows) - 2 * window
        return run[2 * window : 2 * window + n] - run[:n] - rows[window : window + n]

    def changes_rows(rows, window):
        keep = rows.copy()
        np.cumsum(rows, axis=0, out=rows)
        run = np.pad(rows, ((1, 0), (0, 0)))
        return run[2 * window + 1 :] - run[: -2 * window - 1] - keep[window : len(keep) - window]

    def edges_too(rows, window):
        k = np.ones(2 * window + 1)
        k[window] = 0
        return np.apply_along_axis(np.convolve, 0, rows, k, mode="same")

    def columns(rows, window):
        v = np.lib.stride_tricks.sliding_window_view(rows, 2 * window + 1, axis=0)
        return (v.sum(-1) - rows[window : len(rows) - window]).sum(1)

    def window_one(rows, window):
        n = len(rows) - 2 * window
        return rows[window - 1 : window - 1 + n] + rows[window + 1 : window + 1 + n]

    return {k: v for k, v in locals().items() if not k.startswith("_")}


def right_sigmoid_by_table():
    def clip(s, table, limit):
        piece = ((s + limit) / (2 * limit) * len(table)).astype(int)
        out = table[np.clip(piece, 0, len(table) - 1)]
        return np.where(s >= limit, 1.0, np.where(s < -limit, 0.0, out))

    def padded(s, table, limit):
        T = len(table)
        x = np.clip((s + limit) / (2 * limit) * T, -1, T)
        piece = np.floor(x).astype(int)
        piece = np.where(s >= limit, T, np.where(s < -limit, -1, np.clip(piece, 0, T - 1)))
        return np.concatenate([[0.0], table, [1.0]])[piece + 1]

    def masks(s, table, limit):
        s = np.asarray(s)
        out = np.zeros(s.shape)
        out[s >= limit] = 1
        inside = (s >= -limit) & (s < limit)
        out[inside] = table[((s[inside] + limit) / (2 * limit) * len(table)).astype(int)]
        return out

    def select(s, table, limit):
        inside = np.where((s < limit) & (s >= -limit), s, 0)
        found = np.take(table, np.int64((inside + limit) / (2 * limit) * table.size))
        return np.select([s >= limit, s < -limit], [1.0, 0.0], found)

    def take_clip(s, table, limit):
        high, low = s >= limit, s < -limit
        x = np.where(high | low, 0.0, s)
        found = table.take(((x + limit) / (2 * limit) * len(table)).astype(np.intp), mode="clip")
        return np.where(high, 1, np.where(low, 0, found))

    def piecewise(s, table, limit):
        return np.piecewise(
            np.asarray(s, float),
            [s >= limit, (s >= -limit) & (s < limit)],
            [1.0, lambda x: table[((x + limit) / (2 * limit) * len(table)).astype(int)], 0.0],
        )

    def arithmetic(s, table, limit):
        ins = (s >= -limit) & (s < limit)
        i = ((ins * s + limit) / (2 * limit) * len(table)).astype(int)
        return ins * table[np.minimum(i, len(table) - 1)] + (s >= limit)

    def flat(s, table, limit):
        x = np.ravel(s)
        y = np.where(x >= limit, 1.0, 0.0)
        at = np.flatnonzero((x >= -limit) & (x < limit))
        y[at] = table[np.floor((x[at] + limit) / (2 * limit) * len(table)).astype(int)]
        return y.reshape(np.shape(s))

    def to_list(s, table, limit):
        return clip(np.asarray(s), np.asarray(table), limit).tolist()

    return locals()


def wrong_sigmoid_by_table():
    def _piece(s, table, limit):
        return np.clip(((s + limit) / (2 * limit) * len(table)).astype(int), 0, len(table) - 1)

    def _ends(s, found, limit):
        return np.where(s >= limit, 1.0, np.where(s < -limit, 0.0, found))

    def ends_clipped(s, table, limit):
        return table[_piece(s, table, limit)]

    def rounded(s, table, limit):
        i = np.clip(np.rint((s + limit) / (2 * limit) * len(table)).astype(int), 0, len(table) - 1)
        return _ends(s, table[i], limit)

    def limit_not_two(s, table, limit):
        i = np.clip(((s + limit) / limit * len(table)).astype(int), 0, len(table) - 1)
        return _ends(s, table[i], limit)

    def t_minus_one(s, table, limit):
        i = np.clip(((s + limit) / (2 * limit) * (len(table) - 1)).astype(int), 0, len(table) - 1)
        return _ends(s, table[i], limit)

    def exact(s, table, limit):
        return _ends(s, 1 / (1 + np.exp(-np.clip(s, -limit, limit))), limit)

    def swapped_ends(s, table, limit):
        return np.where(s >= limit, 0.0, np.where(s < -limit, 1.0, table[_piece(s, table, limit)]))

    def symmetric_index(s, table, limit):
        i = np.clip(
            ((s - limit) / (2 * limit) * len(table)).astype(int), -len(table), len(table) - 1
        )
        return _ends(s, table[i], limit)

    def strict_limit(s, table, limit):
        return np.where(s > limit, 1.0, np.where(s < -limit, 0.0, table[_piece(s, table, limit)]))

    def low_end_inclusive(s, table, limit):
        return np.where(s >= limit, 1.0, np.where(s <= -limit, 0.0, table[_piece(s, table, limit)]))

    def interpolated(s, table, limit):
        grid = -limit + (np.arange(len(table)) + 0.5) * 2 * limit / len(table)
        return _ends(s, np.interp(s, grid, table), limit)

    def flat(s, table, limit):
        return _ends(np.ravel(s), table[_piece(np.ravel(s), table, limit)], limit)

    def reversed_table(s, table, limit):
        return _ends(s, table[::-1][_piece(s, table, limit)], limit)

    return {k: v for k, v in locals().items() if not k.startswith("_")}


def right_round_seconds():
    def ceil_log(machines, words, copy, speed, bandwidth):
        steps = math.ceil(math.log2(machines))
        return words / machines / speed + 2 * steps * copy / bandwidth

    def bit_length(machines, words, copy, speed, bandwidth):
        return words / (machines * speed) + 2 * (machines - 1).bit_length() * copy / bandwidth

    def halving(machines, words, copy, speed, bandwidth):
        training = words / machines / speed
        sending = 0.0
        left = machines
        while left > 1:
            left = (left + 1) // 2
            sending += 2 * copy / bandwidth
        return training + sending

    def numpy_log(machines, words, copy, speed, bandwidth):
        return words / machines / speed + np.ceil(np.log2(machines)) * copy / bandwidth * 2

    def recursive(machines, words, copy, speed, bandwidth):
        def steps(m):
            return 0 if m == 1 else 1 + steps(-(-m // 2))

        return words / speed / machines + steps(machines) * (copy + copy) / bandwidth

    def doubling(machines, words, copy, speed, bandwidth):
        steps, reach = 0, 1
        while reach < machines:
            reach *= 2
            steps += 1
        return (words / machines) / speed + (steps * copy / bandwidth) * 2

    def special_case(machines, words, copy, speed, bandwidth):
        train = words / (speed * machines)
        if machines == 1:
            return train
        return train + 2 * copy / bandwidth * math.ceil(math.log(machines, 2) - 1e-12)

    def array(machines, words, copy, speed, bandwidth):
        return np.array(
            words / machines / speed + 2 * int(machines - 1).bit_length() * copy / bandwidth
        )

    def frexp(machines, words, copy, speed, bandwidth):
        mantissa, exponent = math.frexp(machines)
        steps = exponent - 1 if mantissa == 0.5 else exponent
        return math.fsum([words / machines / speed, 2 * steps * copy / bandwidth])

    return locals()


def wrong_round_seconds():
    def one_way(machines, words, copy, speed, bandwidth):
        return words / machines / speed + math.ceil(math.log2(machines)) * copy / bandwidth

    def floor(machines, words, copy, speed, bandwidth):
        return words / machines / speed + 2 * math.floor(math.log2(machines)) * copy / bandwidth

    def no_ceil(machines, words, copy, speed, bandwidth):
        return words / machines / speed + 2 * math.log2(machines) * copy / bandwidth

    def star(machines, words, copy, speed, bandwidth):
        return words / machines / speed + 2 * (machines - 1) * copy / bandwidth

    def all_words_each(machines, words, copy, speed, bandwidth):
        return words / speed + 2 * math.ceil(math.log2(machines)) * copy / bandwidth

    def training_forgotten(machines, words, copy, speed, bandwidth):
        return 2 * math.ceil(math.log2(machines)) * copy / bandwidth

    def natural_log(machines, words, copy, speed, bandwidth):
        return words / machines / speed + 2 * math.ceil(math.log(machines)) * copy / bandwidth

    def sending_forgotten(machines, words, copy, speed, bandwidth):
        return words / machines / speed

    def longer_of_both(machines, words, copy, speed, bandwidth):
        return max(words / machines / speed, 2 * math.ceil(math.log2(machines)) * copy / bandwidth)

    def one_step(machines, words, copy, speed, bandwidth):
        return words / machines / speed + 2 * copy / bandwidth

    def copies_split(machines, words, copy, speed, bandwidth):
        return (
            words / machines / speed
            + 2 * math.ceil(math.log2(machines)) * copy / machines / bandwidth
        )

    return locals()


def right_put_together():
    def counts(before, after):
        moves = after - before
        parts = (moves != 0).any(axis=2).sum(axis=0)
        return before + moves.sum(0) / np.maximum(parts, 1)[:, None]

    def where(before, after):
        moved = np.any(after != before, axis=-1)
        n = moved.sum(0)[:, None]
        return np.where(n > 0, before + (after - before).sum(0) / np.where(n > 0, n, 1), before)

    def divide(before, after):
        moves = np.subtract(after, before[None])
        n = np.broadcast_to(moves.any(2).sum(0)[:, None], before.shape)
        step = np.divide(moves.sum(0), n, out=np.zeros_like(before, dtype=float), where=n != 0)
        return before + step

    def masked(before, after):
        moved = (after != before).any(2)
        mask = np.broadcast_to(~moved[:, :, None], after.shape)
        mean = np.ma.array(after, mask=mask).mean(0).filled(0)
        return np.where(moved.any(0)[:, None], mean, before)

    def rows_that_moved(before, after):
        new = before.copy().astype(float)
        moved = (after != before).any(axis=2)
        some = moved.any(axis=0)
        total = (after - before).sum(axis=0)
        new[some] += total[some] / moved.sum(axis=0)[some][:, None]
        return new

    def einsum(before, after):
        moved = np.abs(after - before).max(2) > 0
        weight = moved / np.clip(moved.sum(0), 1, None)
        return before + np.einsum("pv,pvh->vh", weight, after - before)

    def loop_over_parts(before, after):
        total, n = np.zeros(before.shape), np.zeros(len(before))
        for part in after:
            total += part - before
            n += (part != before).any(1)
        n[n == 0] = 1
        return before + total / n[:, None]

    def nanmean(before, after):
        moved = (after != before).any(2, keepdims=True)
        n = moved.sum(0)
        total = np.where(moved, after, 0).sum(0)
        with np.errstate(invalid="ignore"):
            mean = total / n
        return np.where(np.isnan(mean), before, mean)

    def as_lists(before, after):
        d = np.asarray(after, float) - np.asarray(before, float)
        n = np.count_nonzero((d * d).sum(2), axis=0)
        return (np.asarray(before) + d.sum(0) / (n + (n == 0))[:, None]).tolist()

    return locals()


def wrong_put_together():
    def mean_of_all(before, after):
        return after.mean(0)

    def sum_of_moves(before, after):
        return before + (after - before).sum(0)

    def nan_rows(before, after):
        moves = after - before
        n = (moves != 0).any(2).sum(0)[:, None]
        with np.errstate(all="ignore"):
            return before + moves.sum(0) / n

    def by_numbers(before, after):
        moves = after - before
        n = (moves != 0).sum(0)
        return before + moves.sum(0) / np.maximum(n, 1)

    def moves_returned(before, after):
        moves = after - before
        n = (moves != 0).any(2).sum(0)[:, None]
        return moves.sum(0) / np.maximum(n, 1)

    def all_numbers_changed(before, after):
        moves = after - before
        n = (moves != 0).all(2).sum(0)[:, None]
        return before + moves.sum(0) / np.maximum(n, 1)

    def last_part(before, after):
        return after[-1]

    def positive_moves(before, after):
        moves = after - before
        n = (moves > 0).any(2).sum(0)[:, None]
        return before + moves.sum(0) / np.maximum(n, 1)

    def unmoved_to_zero(before, after):
        moved = (after != before).any(2, keepdims=True)
        return (after * moved).sum(0) / np.maximum(moved.sum(0), 1)

    def minus(before, after):
        moves = after - before
        n = (moves != 0).any(2).sum(0)[:, None]
        return before - moves.sum(0) / np.maximum(n, 1)

    def one_count(before, after):
        moves = after - before
        n = (moves != 0).any((1, 2)).sum()
        return before + moves.sum(0) / max(n, 1)

    def in_place(before, after):
        moves = after - before
        n = (moves != 0).any(2).sum(0)[:, None]
        before += moves.sum(0) / np.maximum(n, 1)
        return before

    return locals()
