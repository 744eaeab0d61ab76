"""Right answers as one writes them by hand, in NumPy alone: slips.py makes small changes in them.

Where people write a thing in several ways, the others have two lines and a word behind the name.

What is expected comes from the library (the `right` of each task); a test holds the two equal.
"""

import math

import numpy as np


def one_hot_cost(V, H, window, batch):
    context = 2 * window
    return batch * context * V * H, batch * V * H, 4 * batch * context * V


def cbow_loss(x, target, W_in, W_out):
    h = (x @ W_in).mean(axis=1)
    s = h @ W_out
    s = s - s.max(axis=1, keepdims=True)
    y = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    return np.mean(-np.log(y[np.arange(len(y)), target]))


def cbow_loss__logs(x, target, W_in, W_out):
    s = (x @ W_in).sum(axis=1) / x.shape[1] @ W_out
    s = s - s.max(axis=1)[:, None]
    own = s[np.arange(len(s)), target]
    return np.mean(np.log(np.exp(s).sum(axis=1)) - own)


def product_seconds(a, b, c, rate, bandwidth):
    return max(a * b * c / rate, 4 * (a * b + b * c + a * c) / bandwidth)


def one_hot(ids, V):
    return (ids[..., None] == np.arange(V)).astype(int)


def one_hot__put(ids, V):
    rows = np.zeros((ids.size, V), dtype=int)
    rows[np.arange(ids.size), ids.ravel()] = 1
    return rows.reshape(*ids.shape, V)


def lookup_savings(V, H, N):
    return N * V * H, 4 * N * V - 4 * N


def context_mean(W, contexts):
    there = contexts >= 0
    rows = W[contexts] * there[..., None]
    return rows.sum(axis=1) / np.maximum(there.sum(axis=1), 1)[:, None]


def sigmoid_losses(s, t):
    return np.maximum(s, 0) - s * t + np.log1p(np.exp(-np.abs(s)))


def sigmoid_losses__turned(s, t):
    wrong = np.where(t == 1, -s, s)
    return np.maximum(wrong, 0) + np.log1p(np.exp(-np.abs(wrong)))


def sigmoid_losses__logs(s, t):
    return np.logaddexp(0, s) - s * t


def sigmoid_gradient(s, t):
    y = 1 / (1 + np.exp(-s))
    return ((y - t) / s.size).astype(s.dtype)


def sigmoid_gradient__where(s, t):
    y = 0.5 + 0.5 * np.tanh(s / 2)
    return (np.where(t == 1, y - 1, y) / s.size).astype(s.dtype)


def noise_shares(counts, power):
    weights = np.where(counts > 0, counts**power, 0)
    return weights / weights.sum()


def draw_negatives(p, target, u):
    cdf, t = np.cumsum(p), target[:, None]
    place = u * (1 - p[t])
    place = place + p[t] * (place >= cdf[t] - p[t])
    last = np.flatnonzero(p > 0)
    last = np.where(t == last[-1], last[-2], last[-1])
    return np.minimum(np.searchsorted(cdf, place, side="right"), last)


def draw_negatives__others(p, target, u):
    rows = []
    for t, numbers in zip(target, u, strict=True):
        others = np.flatnonzero((np.arange(len(p)) != t) & (p > 0))
        places = np.searchsorted(np.cumsum(p[others]), numbers * (1 - p[t]), side="right")
        rows.append(others[np.minimum(places, len(others) - 1)])
    return np.array(rows)


def draw_by_alias(keep, alias, u):
    column = (u * len(keep)).astype(int)
    return np.where(u * len(keep) - column < keep[column], column, alias[column])


def collisions(pairs, word, negatives):
    known = [(a, b) for a, b in pairs.tolist()]
    return np.array(
        [
            [(w, i) in known for i in row]
            for w, row in zip(word.tolist(), negatives.tolist(), strict=True)
        ]
    )


def collisions__compared(pairs, word, negatives):
    first = pairs[:, 0] == word[:, None, None]
    return (first & (pairs[:, 1] == negatives[:, :, None])).any(axis=2)


def collisions__table(pairs, word, negatives):
    V = 1 + max(pairs.max(initial=0), word.max(), negatives.max())
    known = np.zeros((V, V), dtype=bool)
    known[pairs[:, 0], pairs[:, 1]] = True
    return known[word[:, None], negatives]


def ns_loss(h, W, words):
    label = np.zeros(words.shape)
    label[:, 0] = 1
    s = (W[words] * h[:, None]).sum(axis=-1)
    y = 1 / (1 + np.exp(-s))
    loss = -(label * np.log(y) + (1 - label) * np.log(1 - y)).sum() / len(h)
    error = ((y - label) / len(h))[..., None]
    dW = np.zeros_like(W)
    np.add.at(dW, words, error * h[:, None])
    return loss, (error * W[words]).sum(axis=1), dW


def cbow_gradients(W_in, W_out, contexts, words):
    h = W_in[contexts].mean(axis=1)
    loss, dh, dW_out = ns_loss(h, W_out, words)
    dW_in = np.zeros_like(W_in)
    np.add.at(dW_in, contexts, dh[:, None] / contexts.shape[1])
    return loss, dW_in, dW_out


def shared_negatives(h, W, target, negatives):
    counts = negatives != target[:, None]
    y = 1 / (1 + np.exp(-(h * W[target]).sum(axis=1)))
    no = 1 / (1 + np.exp(-h @ W[negatives].T))
    loss = (-np.log(y).sum() - (counts * np.log(1 - no)).sum()) / len(h)
    dh = (y - 1)[:, None] * W[target] + (counts * no) @ W[negatives]
    return loss, dh / len(h)


def thin_out(ids, counts, sample, u):
    if sample == 0:
        return ids
    f = counts / counts.sum()
    chance = (np.sqrt(f / sample) + 1) * sample / f
    return ids[u < chance[ids]]


def learning_rate(done, n, epochs, alpha, min_alpha):
    return alpha - (alpha - min_alpha) * done / (n * epochs)


def learning_rate__weighted(done, n, epochs, alpha, min_alpha):
    share = done / n / epochs
    return (1 - share) * alpha + share * min_alpha


def learning_rate__rising(done, n, epochs, alpha, min_alpha):
    return alpha + (min_alpha - alpha) * done / (n * epochs)


def cosine(p, rows):
    lengths = np.sqrt((rows**2).sum(axis=1)) * np.sqrt((p**2).sum())
    return rows @ p / np.where(lengths == 0, 1, lengths)


def cosine__unit(p, rows):
    size = np.sqrt((rows**2).sum(axis=1))[:, None]
    unit = rows / np.where(size == 0, 1, size)
    return unit @ p / np.sqrt(p @ p)


def most_similar(W, i, n):
    unit = W / np.sqrt((W**2).sum(axis=1))[:, None]
    scores = unit @ unit[i]
    scores[i] = -np.inf
    return np.argsort(-scores)[:n]


def analogy(W, a, b, c):
    unit = W / np.sqrt((W**2).sum(axis=1))[:, None]
    scores = unit @ (unit[b] - unit[a] + unit[c])
    scores[[a, b, c]] = -np.inf
    return np.argmax(scores)


def analogy__nearest(W, a, b, c):
    unit = W / np.sqrt((W**2).sum(axis=1))[:, None]
    point = unit[c] + unit[b] - unit[a]
    far = ((unit - point) ** 2).sum(axis=1)
    far[[a, b, c]] = np.inf
    return np.argmin(far)


def sentence_vector(text, index, W):
    ids = [index[word] for word in text if word in index]
    return W[ids].sum(axis=0) / max(1, len(ids)) if ids else 0 * W[0]


def nearest_mean(X, y, new):
    means = np.array([X[y == c].mean(axis=0) for c in range(y.max() + 1)])
    unit = means / np.sqrt((means**2).sum(axis=1))[:, None]
    return np.argmax(new @ unit.T, axis=1)


def neighbour_overlap(one, other, both, n):
    first = [word for word in one if word in both][:n]
    second = [word for word in other if word in both][:n]
    return sum(word in second for word in first) / n


def neighbour_overlap__sets(one, other, both, n):
    first = [word for word in one if word in both][:n]
    second = [word for word in other if word in both][:n]
    return len(set(first) & set(second)) / n


def overall_speedup(shares, factors):
    return 1 / np.sum(shares / factors)


def window_sums(rows, window):
    n, size = len(rows) - 2 * window, 2 * window + 1
    run = np.vstack([0 * rows[:1], np.cumsum(rows, axis=0)])
    return run[size:] - run[:n] - rows[window : window + n]


def sigmoid_by_table(s, table, limit):
    piece = ((s + limit) / (2 * limit) * len(table)).astype(int)
    found = table[np.clip(piece, 0, len(table) - 1)]
    return np.where(s >= limit, 1, np.where(s < -limit, 0, found))


def round_seconds(machines, words, copy, speed, bandwidth):
    halved = math.ceil(math.log2(machines))
    return words / machines / speed + 2 * halved * copy / bandwidth


def round_seconds__bits(machines, words, copy, speed, bandwidth):
    steps = (machines - 1).bit_length()
    return words / (speed * machines) + steps * 2 * (copy / bandwidth)


def round_seconds__doubled(machines, words, copy, speed, bandwidth):
    steps = min(n for n in range(60) if 2**n >= machines)
    return words / (speed * machines) + steps * 2 * (copy / bandwidth)


def put_together(before, after):
    moves = after - before
    parts = (moves != 0).any(axis=2).sum(axis=0)
    return before + moves.sum(axis=0) / np.maximum(parts, 1)[:, None]


def put_together__values(before, after):
    met = (after != before).any(axis=2)[:, :, None]
    n = met.sum(axis=0)
    total = np.where(met, after, 0).sum(axis=0)
    return np.where(n > 0, total / np.maximum(n, 1), before)
