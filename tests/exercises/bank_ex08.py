"""Answers to exercise 8: what people really write, wrong and right."""

import numpy as np

# ---------------------------------------------------------------- cosine


def plain_dot(p, rows):
    return rows @ p


def one_length(p, rows):
    return rows @ p / np.linalg.norm(p)


def their_lengths(p, rows):
    return [row @ p / (np.linalg.norm(row) or 1) for row in rows]


def whole_table(p, rows):
    return rows @ p / (np.linalg.norm(p) * np.linalg.norm(rows))


def squares(p, rows):
    size = (p * p).sum() * (rows * rows).sum(axis=1)
    return rows @ p / np.where(size == 0, 1, size)


def without_brackets(p, rows):
    size = np.linalg.norm(rows, axis=1)
    return rows @ p / np.where(size == 0, 1, size) * np.linalg.norm(p)


def divides_columns(p, rows):
    size = np.linalg.norm(rows, axis=1)
    return (rows / np.where(size == 0, 1, size)) @ (p / np.linalg.norm(p))


def down_the_columns(p, rows):
    size = np.linalg.norm(rows, axis=0)
    return rows @ p / np.where(size == 0, 1, size) / np.linalg.norm(p)


def row_over_column(p, rows):
    size = np.linalg.norm(rows, axis=1, keepdims=True) * np.linalg.norm(p)
    return rows @ p / np.where(size == 0, 1, size)


def mean_square(p, rows):
    size = np.sqrt(np.mean(rows**2, axis=1)) * np.sqrt(np.mean(p**2))
    return rows @ p / np.where(size == 0, 1, size)


def mean_square_of_rows(p, rows):
    size = np.sqrt(np.mean(rows**2, axis=1))
    return rows @ p / np.where(size == 0, 1, size) / np.linalg.norm(p)


def square_of_p(p, rows):
    size = np.linalg.norm(rows, axis=1)
    return rows @ p / np.where(size == 0, 1, size) / (p @ p)


def half_for_root(p, rows):
    size = (rows**2).sum(axis=1) * (p**2).sum() * 0.5
    return rows @ p / np.where(size == 0, 1, size)


def not_squared(p, rows):
    size = np.sqrt(rows.sum(axis=1, keepdims=True))
    unit = np.divide(rows, size, out=np.zeros_like(rows), where=size > 0)
    return unit @ p / np.linalg.norm(p)


def ones_for_zeros(p, rows):
    size = np.linalg.norm(rows, axis=1) * np.linalg.norm(p)
    return np.divide(rows @ p, size, out=np.ones(len(rows)), where=size > 0)


def never_negative(p, rows):
    return np.abs(cosine_by_loop(p, rows))


def nan_for_zero(p, rows):
    return rows @ p / (np.linalg.norm(p) * np.linalg.norm(rows, axis=1))


def in_place(p, rows):
    size = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.where(size == 0, 1, size)
    return rows @ (p / np.linalg.norm(p))


def cosine_by_loop(p, rows):
    out = []
    for row in rows:
        size = (sum(x * x for x in row) * sum(x * x for x in p)) ** 0.5
        out.append(sum(x * y for x, y in zip(row, p, strict=True)) / size if size else 0.0)
    return out


def cosine_of_unit_rows(p, rows):
    size = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    unit = np.divide(rows, size, out=np.zeros_like(rows), where=size > 0)
    return unit @ p / np.sqrt(p @ p)


def cosine_and_repair(p, rows):
    return np.nan_to_num(nan_for_zero(p, rows))


# ---------------------------------------------------------------- most_similar


def unit_rows(W):
    return W / np.linalg.norm(W, axis=1, keepdims=True)


def with_itself(W, i, n):
    return np.argsort(-(unit_rows(W) @ unit_rows(W)[i]), kind="stable")[:n]


def too_few(W, i, n):
    order = np.argsort(-(unit_rows(W) @ unit_rows(W)[i]))[:n]
    return [j for j in order if j != i]


def ascending(W, i, n):
    order = np.argsort(unit_rows(W) @ unit_rows(W)[i])
    return [j for j in order if j != i][:n]


def reversed_list(W, i, n):
    return neighbours_by_sort(W, i, n)[::-1]


def by_dot(W, i, n):
    order = np.argsort(-(W @ W[i]))
    return [j for j in order if j != i][:n]


def from_the_second(W, i, n):
    scores = (unit_rows(W) @ unit_rows(W)[i]).round(9)
    return np.argsort(-scores, kind="stable")[1 : n + 1]


def neighbours_by_sort(W, i, n):
    scores = unit_rows(W) @ unit_rows(W)[i]
    return sorted((j for j in range(len(W)) if j != i), key=lambda j: -scores[j])[:n]


def neighbours_by_minus_infinity(W, i, n):
    scores = unit_rows(W) @ W[i]
    scores[i] = -np.inf
    return np.argsort(-scores)[:n]


def neighbours_by_deleting(W, i, n):
    order = np.argsort(unit_rows(W) @ W[i])[::-1]
    return np.delete(order, np.flatnonzero(order == i))[:n]


# ---------------------------------------------------------------- analogy


def allows_all(W, a, b, c):
    unit = unit_rows(W)
    return int(np.argmax(unit @ (unit[b] - unit[a] + unit[c])))


def leaves_c(W, a, b, c):
    unit = unit_rows(W)
    scores = unit @ (unit[b] - unit[a] + unit[c])
    scores[c] = -np.inf
    return int(np.argmax(scores))


def backwards(W, a, b, c):
    return analogy_by_mask(W, b, a, c)


def raw_offset(W, a, b, c):
    scores = unit_rows(W) @ (W[b] - W[a] + W[c])
    scores[[a, b, c]] = -np.inf
    return scores.argmax()


def raw_all(W, a, b, c):
    scores = W @ (W[b] - W[a] + W[c])
    scores[[a, b, c]] = -np.inf
    return scores.argmax()


def control_only(W, a, b, c):
    return neighbours_by_sort(W, c, 1)[0]


def analogy_by_mask(W, a, b, c):
    unit = unit_rows(W)
    scores = unit @ (unit[b] - unit[a] + unit[c])
    scores[[a, b, c]] = -np.inf
    return int(np.argmax(scores))


def analogy_by_sort(W, a, b, c):
    unit = unit_rows(W)
    point = unit[c] + unit[b] - unit[a]
    rest = set(range(len(W))) - {a, b, c}
    return max(rest, key=lambda d: unit[d] @ point / np.linalg.norm(point))


def analogy_by_distance(W, a, b, c):
    unit = unit_rows(W)
    point = unit[b] - unit[a] + unit[c]
    for d in np.argsort(((unit - point) ** 2).sum(axis=1)):
        if d not in (a, b, c):
            return d


# ---------------------------------------------------------------- pair_score


def cos(p, q):
    return p @ q / np.linalg.norm(p) / np.linalg.norm(q)


def known_pairs(vectors, pairs):
    return [pair for pair in pairs if pair[0] in vectors and pair[1] in vectors]


def lists(vectors, known, near=cos):
    found = [float(near(vectors[a], vectors[b])) for a, b, _ in known]
    return np.array(found).round(9), np.array([score for _, _, score in known])


def mean_ranks(values):
    return [(values < v).sum() + ((values == v).sum() + 1) / 2 for v in values]


def correlate(x, y):
    return np.corrcoef(x, y)[0, 1]


def pearson(vectors, pairs):
    known = known_pairs(vectors, pairs)
    return correlate(*lists(vectors, known)), len(known) / len(pairs)


def double_argsort(vectors, pairs):
    known = known_pairs(vectors, pairs)
    x, y = (v.argsort(kind="stable").argsort() for v in lists(vectors, known))
    return correlate(x, y), len(known) / len(pairs)


def lowest_rank(vectors, pairs):
    known = known_pairs(vectors, pairs)
    x, y = ([int((v < one).sum()) for one in v] for v in lists(vectors, known))
    return correlate(x, y), len(known) / len(pairs)


def single_argsort(vectors, pairs):
    known = known_pairs(vectors, pairs)
    x, y = (np.argsort(v) for v in lists(vectors, known))
    return correlate(x, y), len(known) / len(pairs)


def with_dots(vectors, pairs):
    known = known_pairs(vectors, pairs)
    x, y = (mean_ranks(v) for v in lists(vectors, known, np.dot))
    return correlate(x, y), len(known) / len(pairs)


def unknown_is_zero(vectors, pairs):
    x = [cos(vectors[a], vectors[b]) if a in vectors and b in vectors else 0 for a, b, _ in pairs]
    y = np.array([score for _, _, score in pairs])
    share = len(known_pairs(vectors, pairs)) / len(pairs)
    return correlate(mean_ranks(np.round(x, 9)), mean_ranks(y)), share


def count_for_share(vectors, pairs):
    return pairs_by_ranks(vectors, pairs)[0], len(known_pairs(vectors, pairs))


def always_all(vectors, pairs):
    known = known_pairs(vectors, pairs)
    return pairs_by_ranks(vectors, known)


def pairs_by_ranks(vectors, pairs):
    known = known_pairs(vectors, pairs)
    x, y = (mean_ranks(v) for v in lists(vectors, known))
    return correlate(x, y), len(known) / len(pairs)


def pairs_by_halves(vectors, pairs):
    """Ranks as sums: 1 for each smaller value, 1/2 for each equal one."""
    known = known_pairs(vectors, pairs)
    ranks = [
        [sum((w < v) + 0.5 * (w == v) for w in values) for v in values]
        for values in lists(vectors, known)
    ]
    x, y = (np.array(r) - np.mean(r) for r in ranks)
    return {"correlation": x @ y / np.sqrt(x @ x * (y @ y)), "coverage": len(known) / len(pairs)}


def pairs_by_unique(vectors, pairs):
    known = known_pairs(vectors, pairs)
    ranks = []
    for values in lists(vectors, known):
        _, place, times = np.unique(values, return_inverse=True, return_counts=True)
        ranks.append((np.cumsum(times) - (times - 1) / 2)[place])
    return [correlate(*ranks), np.mean([pair in known for pair in pairs])]


def scores_itself(score):
    def answer(W, i, n):
        rows = W / np.linalg.norm(W, axis=1, keepdims=True)
        cosines = rows @ rows[i]
        cosines[i] = score
        return sorted(range(len(W)), key=lambda j: -cosines[j])[:n]

    return answer


def by_distance(W, i, n):
    return sorted(set(range(len(W))) - {i}, key=lambda j: np.linalg.norm(W[j] - W[i]))[:n]


def forgets_c(W, a, b, c):
    rows = W / np.linalg.norm(W, axis=1, keepdims=True)
    left = [j for j in range(len(W)) if j not in (a, b, c)]
    return max(left, key=lambda j: rows[j] @ (rows[b] - rows[a]))


def zeroes_three(W, a, b, c):
    rows = W / np.linalg.norm(W, axis=1, keepdims=True)
    scores = rows @ (rows[b] - rows[a] + rows[c])
    scores[[a, b, c]] = 0
    return int(np.argmax(scores))


def by_sizes(p, rows):
    sizes = np.abs(rows).sum(axis=1) * np.abs(p).sum()
    return rows @ p / np.where(sizes == 0, 1, sizes)


def numbers_of_the_rest(W, i, n):
    unit = W / np.linalg.norm(W, axis=1, keepdims=True)
    return np.argsort(-np.delete(unit, i, axis=0) @ unit[i], kind="stable")[:n]


def number_of_the_rest(W, a, b, c):
    unit = W / np.linalg.norm(W, axis=1, keepdims=True)
    return np.argmax(np.delete(unit @ (unit[b] - unit[a] + unit[c]), [a, b, c]))


WRONG = {
    "nearest_two_ways": {
        "both port": (["port", "port"], "divides by both lengths"),
        "both boat": (["boat", "boat"], "grows with length"),
        "swapped": (["boat", "port"], "Which measure sees the length"),
        "itself": (["ship", "ship"], "Leave the word of the question out"),
        "law": (["law", "boat"], "First 3·x + 4·y"),
    },
    "cosine": {
        "sum of sizes": (by_sizes, "not the sum of the numbers' sizes"),
        "dot": (plain_dot, "divide by both lengths"),
        "length of p only": (one_length, "divide by their lengths"),
        "lengths of the rows only": (their_lengths, "p is still as long"),
        "norm of the table": (whole_table, "each row needs its own"),
        "squares": (squares, "the root of the sum"),
        "no brackets": (without_brackets, "one of them multiplies"),
        "columns": (divides_columns, "divides the columns"),
        "axis 0": (down_the_columns, "lie along axis 1"),
        "keepdims": (row_over_column, "adds one axis too many"),
        "mean of squares": (mean_square, "not of their mean"),
        "mean of squares of rows": (mean_square_of_rows, "not of their mean"),
        "square of p": (square_of_p, "the root of the sum"),
        "half": (half_for_root, "the root of the sum"),
        "not squared": (not_squared, "were these numbers squared"),
        "1 for zeros": (ones_for_zeros, "but those of zeros"),
        "absolute": (never_negative, "opposite directions give"),
        "0/0": (nan_for_zero, "its cosine shall be 0"),
        "in place": (in_place, "Work on a copy"),
    },
    "most_similar": {
        "numbers of the rest": (numbers_of_the_rest, "have moved up by one"),
        "itself": (with_itself, "leave it out before you take n"),
        "one too few": (too_few, "First leave the word out"),
        "distance": (by_distance, "the nearest by distance"),
        "itself as 0": (scores_itself(0.0), "0 and −1 will not do"),
        "itself as −1": (scores_itself(-1.0), "0 and −1 will not do"),
        "ascending": (ascending, "from small to large"),
        "reversed": (reversed_list, "the nearest shall come first"),
        "dot": (by_dot, "favours long rows"),
        "drops the first": (from_the_second, "need not be the word itself"),
    },
    "analogy": {
        "number of the rest": (number_of_the_rest, "this is not an id"),
        "allows all": (allows_all, "none of a, b, c"),
        "only c": (leaves_c, "all three words"),
        "scores 0": (zeroes_three, "those can be negative"),
        "no c": (forgets_c, "it starts at c"),
        "backwards": (backwards, "goes the wrong way"),
        "raw offset": (raw_offset, "before you add and subtract"),
        "raw rows": (raw_all, "long rows win by dot product"),
        "control": (control_only, "nearest to c alone"),
    },
    "pair_score": {
        "Pearson": (pearson, "take the ranks of both"),
        "argsort twice": (double_argsort, "share the mean of their ranks"),
        "lowest rank": (lowest_rank, "both get 2.5"),
        "argsort once": (single_argsort, "sort twice"),
        "dots": (with_dots, "not its dot product"),
        "unknown as 0": (unknown_is_zero, "leave it out, and let"),
        "a count": (count_for_share, "Coverage is a share"),
        "always 1": (always_all, "divide by the pairs given"),
    },
}

RIGHT = {
    "nearest_two_ways": [["port", "boat"], ("Port", "boat "), np.array(["port", "boat"]).tolist()],
    "cosine": [cosine_by_loop, cosine_of_unit_rows, cosine_and_repair],
    "most_similar": [neighbours_by_sort, neighbours_by_minus_infinity, neighbours_by_deleting],
    "analogy": [analogy_by_mask, analogy_by_sort, analogy_by_distance],
    "pair_score": [pairs_by_ranks, pairs_by_halves, pairs_by_unique],
}

# right, but for half of the points
SLOW = {"cosine_by_loop"}
