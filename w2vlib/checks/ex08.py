"""Checks of exercise 8: judge the vectors."""

from __future__ import annotations

import numpy as np

from w2vlib.checks.base import Task
from w2vlib.checks.explain import Cause
from w2vlib.checks.predict import Predict
from w2vlib.vectors import WordVectors
from w2vlib.word_pairs import evaluate_word_pairs, spearman

# ---------------------------------------------------------------- a prediction

FOUR = {"ship": [3, 4], "boat": [6, 8], "port": [30, 0], "law": [0, 10]}


def _nearest_two_ways():
    """The word nearest to "ship" by dot product, and by cosine."""
    wv = WordVectors(np.array(list(FOUR.values()), float), list(FOUR))
    dots = wv.vectors[1:] @ wv["ship"]
    return [wv.index_to_key[1 + int(dots.argmax())], wv.most_similar("ship", topn=1)[0][0]]


nearest_two_ways = Predict(
    "nearest_two_ways",
    _nearest_two_ways,
    [
        Cause("length wins twice", "The cosine divides by both lengths.", lambda: ["port", "port"]),
        Cause("direction wins twice", "A dot product grows with length.", lambda: ["boat", "boat"]),
        Cause("swapped", "Which measure sees the length?", lambda: ["boat", "port"]),
        Cause("the word itself", "Leave the word of the question out.", when=lambda a: "ship" in a),
    ],
    hint="A list of two words. First 3·x + 4·y of each word, then divide by its length.",
)

# ---------------------------------------------------------------- cosines


def _rows(rng, V, H):
    """Rows of very different lengths, as in trained vectors."""
    return rng.normal(size=(V, H)) * np.exp(rng.normal(size=(V, 1)))


def _cosine_cases(rng):
    yield "by hand", np.array([3.0, 4.0]), np.array([[6.0, 8.0], [30.0, 0.0], [-4.0, 3.0]])
    yield "one row", np.array([1.0, 2.0, 2.0]), np.array([[2.0, 0.0, 0.0]])
    yield "opposite", np.array([2.0, 2.0]), np.array([[-1.0, -1.0], [5.0, 0.0]])
    yield "a row of zeros", np.array([0.0, 2.0]), np.array([[0.0, 0.0], [3.0, 4.0]])
    for i in range(4):
        V, H = map(int, rng.integers(2, 9, 2))
        yield f"random vectors {i + 1}", _rows(rng, 1, H)[0], _rows(rng, V, H)
    many = _rows(rng, 150, 3)  # of a size where memory that was never filled shows itself
    many[rng.integers(150, size=4)] = 0
    yield "many rows, some of zeros", _rows(rng, 1, 3)[0], many


def _length(rows):
    size = np.linalg.norm(rows, axis=-1)
    return np.where(size == 0, 1, size)


def _cosine(p, rows):
    return rows @ p / (_length(rows) * _length(p))


def _not_squared(factor):
    """A wrong answer: the root of the sum of a row, and 0 where that has none."""

    def wrong(p, rows):
        size = np.sqrt(np.maximum(factor * rows.sum(1), 0))
        return np.where(size > 0, rows @ p / np.where(size > 0, size, 1) / _length(p), 0)

    return wrong


def _rows_of_zeros_alone(got, p, rows):
    wrong = ~np.isclose(got, _cosine(p, rows))
    return not rows[wrong].any() and (np.abs(got) < 1e29).all()  # larger: never filled


cosine = Task(
    "cosine",
    _cosine_cases,
    _cosine,
    [
        Cause("dot product", "A dot product so far: divide by both lengths.", lambda p, r: r @ p),
        Cause(
            "length of p",
            "p is still as long as it was: divide by its length, too.",
            lambda p, r: r @ p / _length(r),
        ),
        Cause(
            "length of the rows",
            "The rows are still as long as they were: divide by their lengths, too.",
            lambda p, r: r @ p / _length(p),
        ),
        Cause(
            "one length for all",
            "`norm(rows)` is one number for the whole table: each row needs its own, `axis=1`.",
            lambda p, r: r @ p / (np.linalg.norm(r) * _length(p)),
        ),
        Cause(
            "a length multiplied",
            "Divide by both lengths: one of them multiplies. Are there brackets around both?",
            lambda p, r: r @ p / _length(r) * _length(p),
            lambda p, r: r @ p / _length(p) * _length(r),
            lambda p, r: r @ p * _length(r) * _length(p),
        ),
        Cause(
            "columns divided",
            "`rows / lengths` divides the columns: for rows the lengths need one axis more,"
            " `lengths[:, None]` or keepdims.",
            lambda p, r: (r / _length(r)) @ p / _length(p),
        ),
        Cause(
            "lengths of the columns",
            "axis=0 goes down the columns; the numbers of one row lie along axis 1.",
            lambda p, r: r @ p / (_length(r.T) * _length(p)),
        ),
        Cause(
            "a table",
            "(n,) divided by a column (n, 1) is a table (n, n): keepdims adds one axis too many.",
            lambda p, r: r @ p / (_length(r)[:, None] * _length(p)),
            lambda p, r: r @ p / np.where(r.any(1)[:, None], _length(r)[:, None] * _length(p), 1),
        ),
        Cause(
            "no root",
            "A length is the root of the sum of squares.",
            lambda p, r: r @ p / ((r**2).sum(1) * (p**2).sum()),
            lambda p, r: r @ p / _length(r) ** 2 / _length(p) ** 2,
            lambda p, r: r @ p / _length(r) ** 2 / _length(p),
            lambda p, r: r @ p / _length(r) / _length(p) ** 2,
            lambda p, r: r @ p / (_length(r) ** 2 * _length(p) ** 2 * 0.5),  # * 0.5 for ** 0.5
        ),
        Cause(
            "mean of squares",
            "A length is the root of the sum of all squares, not of their mean.",
            lambda p, r: _cosine(p, r) * r.shape[1] ** 0.5,
            lambda p, r: _cosine(p, r) * r.shape[1],
        ),
        Cause(
            "not squared",
            "Below the root stands the sum of squares, `** 2`: were these numbers squared?",
            _not_squared(1),
            _not_squared(2),  # * 2 for ** 2
        ),
        Cause(
            "sum of sizes",
            "A length is the root of the sum of squares, not the sum of the numbers' sizes.",
            lambda p, r: r @ p / np.where((r == 0).all(1), 1, abs(r).sum(1) * abs(p).sum()),
            lambda p, r: r @ p / (abs(r).sum(1) * abs(p).sum()),
        ),
        Cause(
            "no negative ones",
            "A cosine lies between −1 and 1: opposite directions give −1.",
            lambda p, r: abs(_cosine(p, r)),
        ),
        Cause(
            "zero by zero",
            "A row of zeros has length 0, and 0/0 is NaN: its cosine shall be 0.",
            lambda p, r: r @ p / (np.linalg.norm(r, axis=1) * np.linalg.norm(p)),
        ),
        Cause(
            "rows of zeros",
            "All rows are right but those of zeros: their cosine shall be 0.",
            when=_rows_of_zeros_alone,
        ),
    ],
    large=lambda rng: (rng.normal(size=3), rng.normal(size=(600, 3))),
)

# ---------------------------------------------------------------- neighbours


def _neighbour_cases(rng):
    W = np.array([[1.0, 0.0], [5.0, 4.0], [2.0, 0.1], [-1.0, 0.2], [0.3, 0.3]])
    yield "by hand", W, 0, 2
    yield "all others", W, 1, 4
    away = np.array([[1.0, 0.0], [-1.0, 1.0], [-2.0, 0.0], [-1.0, -3.0]])  # 2: its opposite
    yield "all others point away", away, 0, 3
    yield "two digits", np.array([[12.0 - j, j] for j in range(13)]), 11, 4
    yield "a twin", np.array([[2.0, 4.0], [3.0, 0.0], [1.0, 2.0], [1.0, 1.0]]), 2, 2
    for i in range(5):
        V = int(rng.integers(6, 16))
        yield f"random vectors {i + 1}", _rows(rng, V, 3), int(rng.integers(V)), 3


def _order(W, i):
    return np.argsort(-_cosine(W[i], W).round(12), kind="stable")


def _neighbours(W, i, n):
    found = WordVectors(W, [str(j) for j in range(len(W))]).most_similar(str(i), topn=n)
    return [int(word) for word, _ in found]


def _with_score(W, i, n, score):
    """Word i is not left out, but gets a score."""
    scores = _cosine(W[i], W).round(12)
    scores[i] = score
    return np.argsort(-scores, kind="stable")[:n]


def _without(order, i):
    return order[order != i]


most_similar = Task(
    "most_similar",
    _neighbour_cases,
    _neighbours,
    [
        Cause(
            "the word itself",
            "Every word is nearest to itself: leave it out before you take n.",
            lambda W, i, n: _order(W, i)[:n],
        ),
        Cause(
            "score not low enough",
            "Word i needs a score below every cosine. Cosines go down to −1: 0 and −1 will not do.",
            lambda W, i, n: _with_score(W, i, n, 0),
            lambda W, i, n: _with_score(W, i, n, -1),
        ),
        Cause(
            "one too few",
            "First leave the word out, then take n.",
            lambda W, i, n: _without(_order(W, i)[:n], i),
        ),
        Cause(
            "farthest first",
            "argsort goes from small to large: the largest cosine shall come first.",
            lambda W, i, n: _without(_order(W, i)[::-1], i)[:n],
        ),
        Cause(
            "distance",
            "That is the nearest by distance; the cosine is asked for.",
            lambda W, i, n: _without(np.argsort(((W - W[i]) ** 2).sum(1), kind="stable"), i)[:n],
        ),
        Cause(
            "largest last",
            "These are the right words, but the nearest shall come first.",
            lambda W, i, n: _without(_order(W, i), i)[:n][::-1],
        ),
        Cause(
            "long vectors win",
            "The dot product favours long rows: bring every row to length 1 first.",
            lambda W, i, n: _without(np.argsort(-(W @ W[i]), kind="stable"), i)[:n],
        ),
        Cause(
            "numbers of the rest",
            "With word i taken out, all behind it have moved up by one: these are not their ids.",
            lambda W, i, n: [j - (j > i) for j in _without(_order(W, i), i)[:n]],
        ),
        Cause(
            "drops the first",
            "The first of the list need not be the word itself: another may have its direction.",
            lambda W, i, n: _order(W, i)[1 : n + 1],
        ),
    ],
)

# ---------------------------------------------------------------- analogies


def _analogy_cases(rng):
    W = [[1.0, 0.0, 0.0], [1.0, 1.0, 0.1], [0.9, 0.0, 0.9], [0.8, 0.8, 0.9], [0.1, 0.1, 1.0]]
    yield "by hand", np.array(W), 0, 1, 2
    yield "rows of other lengths", np.array(W) * [[1.0], [7.0], [0.2], [1.0], [9.0]], 0, 1, 2
    away = [[1.0, 0.2], [1.0, 0.0], [-0.6, 0.8], [-1.0, 0.01], [0.9, -0.5]]
    yield "the first word is the answer, and points away", np.array(away), 1, 2, 3
    for i in range(12):
        V = int(rng.integers(6, 16))
        a, b, c = map(int, rng.choice(V, 3, replace=False))
        yield f"random vectors {i + 1}", _rows(rng, V, 3), a, b, c


def _analogy(W, a, b, c):
    words = [str(j) for j in range(len(W))]
    asked = {"positive": [words[b], words[c]], "negative": [words[a]]}
    return int(WordVectors(W, words).most_similar(**asked, topn=1)[0][0])


def _search(unit=True, sign=1, cosines=True, left_out=3, out=-np.inf, last=1):
    """An answer with the chosen mistakes."""

    def found(W, a, b, c):
        rows = W / _length(W)[:, None] if unit else W
        point = sign * (rows[b] - rows[a]) + last * rows[c]
        scores = _cosine(point, W) if cosines else W @ point
        scores = scores * (_length(point) if out == -1 else 1)  # then -1 is no cosine either
        scores[[c, b, a][:left_out]] = out
        return int(scores.argmax())

    return found


def _moved_up(found, left_out):
    return found - sum(word < found for word in left_out)


analogy = Task(
    "analogy",
    _analogy_cases,
    _analogy,
    [
        Cause(
            "question words allowed",
            "b and c themselves lie near b − a + c: none of a, b, c may be the answer.",
            _search(left_out=0),
        ),
        Cause(
            "score not low enough",
            "The three words need a score below all others, and those can be negative: −inf.",
            _search(out=0),
            _search(out=-1),
        ),
        Cause(
            "c forgotten",
            "b − a is the way alone: it starts at c.",
            _search(last=0),
        ),
        Cause("only c left out", "Leave out all three words, not c alone.", _search(left_out=1)),
        Cause(
            "offset backwards",
            "a − b goes the wrong way: a is to b as c is to d means b − a + c.",
            _search(sign=-1),
        ),
        Cause(
            "offset of raw rows",
            "Bring the rows to length 1 before you add and subtract them.",
            _search(unit=False),
        ),
        Cause(
            "dot product at the end",
            "Compare the point with rows of length 1: long rows win by dot product.",
            _search(cosines=False),
            _search(unit=False, cosines=False),
        ),
        Cause(
            "numbers of the rest",
            "With three words taken out, those behind them have moved up: this is not an id.",
            lambda W, a, b, c: _moved_up(_analogy(W, a, b, c), {a, b, c}),
        ),
        Cause(
            "nearest to c",
            "That is the word nearest to c alone: the control, without the offset.",
            lambda W, a, b, c: int(_search()(W, c, c, c)),
        ),
    ],
)

# ---------------------------------------------------------------- pairs of words

WORDS = ["sea", "ship", "boat", "port", "law", "court", "judge", "tax"]


def _pair_cases(rng):
    # no two cosines are equal: how a tie is rounded would decide
    flat = {"sea": [1.0, 0.0], "ship": [2.0, 1.0], "port": [1.0, 1.5], "law": [-1.0, 5.0]}
    flat = {word: np.array(row) for word, row in flat.items()}
    people = [("sea", "ship", 8.0), ("sea", "port", 5.0), ("sea", "law", 1.0)]
    yield "by hand", flat, people
    yield "other order", flat, [*people, ("ship", "law", 6.0)]
    yield "equal scores", flat, [*people, ("ship", "law", 5.0), ("port", "law", 1.0)]
    yield "unknown words", flat, [*people, ("port", "law", 7.0), ("boat", "sea", 9.0)]
    for i in range(4):
        vectors = dict(zip(WORDS, _rows(rng, len(WORDS), 3), strict=True))
        words = [*WORDS, "mast", "sail"] if i % 2 else WORDS
        pairs = {tuple(sorted(rng.choice(words, 2, replace=False).tolist())) for _ in range(14)}
        pairs = [(*pair, float(rng.integers(1, 6))) for pair in sorted(pairs)]
        yield f"random pairs {i + 1}", vectors, pairs


def _result(correlation, coverage):
    return {"correlation": correlation, "coverage": coverage}


def _pair_score(vectors, pairs):
    wv = WordVectors(np.array(list(vectors.values())), list(vectors))
    wv.vectors = np.array(list(vectors.values()))  # in float64
    scores = evaluate_word_pairs(wv, pairs)
    return _result(scores.spearman, scores.coverage)


def _places(values):
    """The place of each value when all are sorted; equal values get different ones."""
    return np.argsort(np.argsort(values, kind="stable"), kind="stable")


def _lowest(values):
    values = np.asarray(values)
    return (values[:, None] > values).sum(1)


def _score(rank=None, dot=False, unknown=None, cover=None):
    """An answer with the chosen mistakes."""

    def scored(vectors, pairs):
        known = [p for p in pairs if p[0] in vectors and p[1] in vectors]
        used = pairs if unknown is not None else known
        found = []
        for a, b, _ in used:
            if a in vectors and b in vectors:
                p, q = vectors[a], vectors[b]
                found.append(p @ q if dot else _cosine(p, q[None])[0])
            else:
                found.append(unknown)
        people = [score for *_, score in used]
        if rank is None:
            correlation = spearman(np.round(found, 12), people)
        else:
            correlation = np.corrcoef(rank(found), rank(people))[0, 1]
        share = len(known) / len(pairs)
        return _result(correlation, cover(known, pairs) if cover else share)

    return scored


pair_score = Task(
    "pair_score",
    _pair_cases,
    _pair_score,
    [
        Cause(
            "no ranks",
            "That is Pearson's correlation of the values: take the ranks of both first.",
            _score(rank=np.asarray),
        ),
        Cause(
            "ties get different ranks",
            "Equal scores must share the mean of their ranks: argsort numbers them by chance.",
            _score(rank=_places),
            _score(rank=lambda values: np.argsort(np.argsort(values))),
        ),
        Cause(
            "ties get the lowest rank",
            "Two equal scores on places 2 and 3 both get 2.5, not 2.",
            _score(rank=_lowest),
        ),
        Cause(
            "argsort once",
            "argsort says who stands on which place; the rank is the place of each: sort twice.",
            _score(rank=np.argsort),
        ),
        Cause(
            "dot products",
            "The nearness of a pair is its cosine, not its dot product.",
            _score(dot=True),
        ),
        Cause(
            "unknown as 0",
            "A pair with an unknown word has no cosine: leave it out, and let the coverage say so.",
            _score(unknown=0.0),
        ),
        Cause(
            "coverage is a count",
            "Coverage is a share: the pairs used, divided by all pairs.",
            _score(cover=lambda known, pairs: len(known)),
        ),
        Cause(
            "coverage forgotten",
            "Not all pairs could be used: divide by the pairs given, not by the pairs used.",
            _score(cover=lambda known, pairs: 1.0),
        ),
    ],
    rtol=1e-5,
    atol=1e-6,
)
