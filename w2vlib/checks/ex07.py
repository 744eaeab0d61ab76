"""Checks of exercise 7: train it on real text."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from w2vlib.checks.base import Task
from w2vlib.checks.explain import Cause
from w2vlib.checks.predict import Predict
from w2vlib.corpus import Corpus, keep_probability
from w2vlib.vectors import WordVectors

# ---------------------------------------------------------------- predictions


def _first_loss(k):
    """What the network pays before it has learned: all scores are 0."""
    from w2vlib.losses import NegativeSamplingLoss

    layer = NegativeSamplingLoss(np.zeros((20, 2)), np.arange(20), sample_size=k, seed=0)
    return float(layer.forward(np.ones((3, 2)), np.array([4, 5, 6])))


first_losses = Predict(
    "first_losses",
    lambda: [_first_loss(1), _first_loss(9)],
    [
        Cause(
            "target forgotten",
            "The target is a question as well: there are 1 + k of them.",
            lambda: [np.log(2), 9 * np.log(2)],
        ),
        Cause(
            "mean of the questions",
            "The loss of a prediction is the sum over its questions, not their mean.",
            lambda: [np.log(2), np.log(2)],
        ),
        Cause(
            "log2",
            "The loss is in nats: −ln(1/2) for each question, not −log2(1/2).",
            lambda: [2, 10],
        ),
        Cause(
            "one question of many",
            "That is a softmax over 1 + k words: here each word is a yes-or-no question.",
            lambda: [np.log(2), np.log(10)],
        ),
    ],
    hint="A list of two numbers. When s = 0, y is 1/2 in every question: what does one cost?",
    rtol=5e-3,
)


def _extra(a):
    return set(a) - {"alpha", "epochs", "vector_size"}


comparable = Predict(
    "comparable",
    lambda: {"alpha", "epochs", "vector_size"},
    [
        Cause(
            "negative",
            "With more negatives, more questions are added up.",
            when=lambda a: "negative" in a,
        ),
        Cause(
            "sample", "`sample` changes which words are asked about.", when=lambda a: "sample" in a
        ),
        Cause(
            "noise",
            "ns_exponent decides how hard the negatives are to tell apart.",
            when=lambda a: "ns_exponent" in a,
        ),
        Cause("window", "Words further away are harder to predict.", when=lambda a: "window" in a),
        Cause(
            "too few",
            "Which ones change the network or its training, but ask the same questions?",
            when=lambda a: not _extra(a),
        ),
    ],
    hint="A list of names of settings, as they are written in the task.",
)

# ---------------------------------------------------------------- subsampling


def _thin_cases(rng):
    counts = np.array([900, 90, 9, 1])
    ids, u = np.array([0, 1, 0, 2, 3, 0]), np.array([0.05, 0.05, 0.5, 0.5, 0.999, 0.2])
    yield "by hand", ids, counts, 0.01, u
    yield "sample 0", ids, counts, 0, u
    exact = np.array([2, 1, 1]), 0.125  # the chance of word 0 is 3/4, without rounding
    yield "u equals the chance", np.array([0, 1, 0]), *exact, np.array([0.75, 0.9, 0.7])
    yield "one word only", np.array([1, 1, 1]), counts, 1e-3, np.array([0.1, 0.2, 0.3])
    for i in range(5):
        V, n = int(rng.integers(4, 9)), 200
        counts = np.sort(rng.integers(300, 20_000, V))[::-1] // (1 + np.arange(V)) ** 2
        ids = rng.integers(0, V, n)
        yield f"random text {i + 1}", ids, counts, 10.0 ** -(1 + i % 3), rng.random(n)


def _thin(ids, counts, sample, u):
    return ids[u < keep_probability(counts, sample)[ids]]


def _thinned(chance, u_of=lambda u, ids: u):
    """An answer with another chance, or with other random numbers."""

    def thin(ids, counts, sample, u):
        if not sample:
            return ids
        return ids[u_of(u, ids) < chance(np.asarray(counts, float), sample, ids)[ids]]

    return thin


def _formula(f, sample):
    return (np.sqrt(f / sample) + 1) * sample / f


def _dropped(ids, counts, sample, u):
    return ids[u >= keep_probability(counts, sample)[ids]]


thin_out = Task(
    "thin_out",
    _thin_cases,
    _thin,
    [
        Cause(
            "keeps what it should drop",
            "The formula is the chance to be kept, not to be dropped: keep where u is smaller.",
            _dropped,
            lambda ids, counts, sample, u: ids[u > keep_probability(counts, sample)[ids]],
        ),
        Cause(
            "places",
            "Those are places in the text; the ids that stand there are asked for.",
            lambda i, c, s, u: np.flatnonzero(u < keep_probability(c, s)[i]),
        ),
        Cause(
            "counts for shares",
            "f is a share of the text: divide the counts by their sum.",
            _thinned(lambda c, s, ids: _formula(c, s)),
        ),
        Cause(
            "shares of the piece",
            "The shares are those of the whole text, from counts, not of the ids at hand.",
            _thinned(
                lambda c, s, ids: _formula(
                    np.maximum(np.bincount(ids, minlength=len(c)), 1e-9) / len(ids), s
                )
            ),
        ),
        Cause(
            "root alone",
            "√(sample / f) is the formula of the paper; the task uses that of the program.",
            _thinned(lambda c, s, ids: np.sqrt(s * c.sum() / c)),
        ),
        Cause(
            "no root",
            "sample / f is only a part of the formula.",
            _thinned(lambda c, s, ids: s * c.sum() / c),
        ),
        Cause(
            "brackets",
            "Every place stays: each chance came out as 1 or more. Root and 1 are added first, then"
            " multiplied with sample / f: it needs brackets.",
            _thinned(lambda c, s, ids: np.sqrt(c / c.sum() / s) + s * c.sum() / c),
        ),
        Cause(
            "one number a word",
            "u[n] belongs to place n of the text, not to word n: each occurrence has its own.",
            _thinned(lambda c, s, ids: _formula(c / c.sum(), s), lambda u, ids: u[ids % len(u)]),
        ),
        Cause(
            "edge of the chance",
            "Where u equals the chance, the word is dropped: <, not <=.",
            lambda ids, counts, sample, u: ids[u <= keep_probability(counts, sample)[ids]],
        ),
        Cause(
            "sample 0",
            "With sample = 0 the formula divides by 0; it shall keep every word.",
            lambda ids, counts, sample, u: _thin(ids, counts, sample, u) if sample else ids[:0],
        ),
    ],
    large=lambda rng: (
        rng.integers(0, 5, 600),
        np.array([90, 40, 9, 3, 1]),
        0.01,
        rng.random(600),
    ),
    walks="every place of the text",
)

# ---------------------------------------------------------------- the learning rate


def _rate_cases(rng):
    yield "at the start", 0, 1000, 5, 0.05, 0.0001
    yield "at the end", 5000, 1000, 5, 0.05, 0.0001
    yield "in the middle", 2500, 1000, 5, 0.05, 0.01
    yield "one epoch", 400, 1000, 1, 0.05, 0.01
    yield "the first epoch is over", 1000, 1000, 4, 0.05, 0.01
    for i in range(4):
        n, epochs = int(rng.integers(100, 9000)), int(rng.integers(2, 20))
        low, high = sorted(rng.uniform(0.001, 0.1, 2).tolist())
        yield f"random settings {i + 1}", int(rng.integers(n, n * epochs)), n, epochs, high, low


def _line(share, from_=None, to=None):
    """A rate on a straight line, at this share of the way."""

    def rate(done, n, epochs, alpha, min_alpha):
        first = alpha if from_ is None else from_(alpha, min_alpha)
        last = min_alpha if to is None else to(alpha, min_alpha)
        return first + (last - first) * share(done, n, epochs)

    return rate


def _whole(done, n, epochs):
    return done / (n * epochs)


learning_rate = Task(
    "learning_rate",
    _rate_cases,
    _line(_whole),
    [
        Cause(
            "one epoch only",
            "The line ends at the last epoch: divide by the words of all epochs.",
            _line(lambda done, n, epochs: min(1, done / n)),
            _line(lambda done, n, epochs: done / n),
        ),
        Cause(
            "starts again",
            "It starts again in every epoch; there is one line for the whole training.",
            _line(lambda done, n, epochs: done % n / n),
        ),
        Cause(
            "stairs",
            "That falls once an epoch; it shall fall with every word.",
            _line(lambda done, n, epochs: done // n / epochs),
            _line(lambda done, n, epochs: done // n / max(1, epochs - 1)),
        ),
        Cause(
            "whole share",
            "`//` cuts the share done to whole numbers, and so it is 0 until the end: use /.",
            _line(lambda done, n, epochs: done // (n * epochs)),
        ),
        Cause(
            "down to 0",
            "At the end it must be min_alpha, not 0.",
            _line(_whole, to=lambda high, low: 0),
        ),
        Cause(
            "cut off",
            "It falls towards 0 and is cut off at min_alpha; it shall go straight to min_alpha.",
            lambda done, n, epochs, a, b: max(b, a * (1 - _whole(done, n, epochs))),
        ),
        Cause(
            "upwards",
            "It goes up: it must start at alpha and end at min_alpha.",
            _line(_whole, from_=lambda high, low: low, to=lambda high, low: high),
        ),
        Cause(
            "geometric",
            "That falls by a constant factor; a straight line falls by a constant amount.",
            lambda done, n, epochs, a, b: a * (b / a) ** _whole(done, n, epochs),
        ),
    ],
)

# ---------------------------------------------------------------- a training

MOST, ENOUGH = 20, 0.9


@lru_cache(maxsize=2)  # a verdict asks twice for its cases; answers get copies
def _small_world(seed: int) -> Corpus:
    from w2vlib.lessons.toy_world import toy_world_sentences

    return Corpus.from_sentences(toy_world_sentences(3_000, seed))


def _small_worlds(rng):
    yield "3,000 sentences", _small_world(int(rng.integers(1_000_000)))


def _judge_training(got, corpus):
    """None, or what the vectors lack."""
    from w2vlib.evaluation import evaluate_analogies
    from w2vlib.lessons.toy_world import toy_world_analogies

    if not isinstance(got, WordVectors):
        return f"it returned {type(got).__name__}, expected WordVectors"
    if not _same_text(got, corpus):
        return "the words or their counts are not those of the corpus that it was given"
    if got.vector_size > MOST:
        return f"the vectors have {got.vector_size} numbers, allowed are {MOST}"
    right = evaluate_analogies(got, toy_world_analogies()).accuracy
    return None if right >= ENOUGH else f"{right:.0%} of the analogies are right, not {ENOUGH:.0%}"


def _same_text(got, corpus):
    vocab = corpus.vocab
    return got.index_to_key == vocab.index_to_key and np.array_equal(got.counts, vocab.counts)


train_small = Task(
    "train_small",
    _small_worlds,
    causes=[
        Cause(
            "diverged",
            "The steps were so large that the numbers ran away: lower alpha.",
            when=lambda got, corpus: isinstance(got, FloatingPointError),
        ),
        Cause(
            "no WordVectors",
            "Return what train_word2vec gives, as it is.",
            when=lambda got, corpus: not isinstance(got, WordVectors | Exception),
        ),
        Cause(
            "another text",
            "Train on the corpus in the brackets of the function; the check brings its own.",
            when=lambda got, corpus: not _same_text(got, corpus),
        ),
        Cause(
            "too wide",
            "More numbers also take more steps to learn: set vector_size.",
            when=lambda got, corpus: got.vector_size > MOST,
        ),
        Cause(
            "too narrow",
            "In so few numbers there is no room for five kinds of offsets: more are allowed.",
            when=lambda got, corpus: got.vector_size < 6,
        ),
        Cause(
            "steps too small",
            "The learning rate is so small that the vectors have hardly left their start.",
            when=lambda got, corpus: got.history["alpha"][0] < 0.01,
        ),
        Cause(
            "too few steps",
            "Undertraining: this text is short, so it takes more passes than usual.",
            when=lambda got, corpus: got.history["epoch"][-1] < 12,
        ),
        Cause(
            "hardly any words left",
            "The loss stands near its start although there were many passes: look at `sample`.",
            when=lambda got, corpus: got.history["loss"][-1] > 3.5,
        ),
    ],
    judge=_judge_training,
    seconds=60,
)
