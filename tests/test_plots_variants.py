"""Lesson 06's stored trainings: all there, made by their script, saying what the lesson says."""

import csv
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from w2vlib import load_corpus
from w2vlib.plots.variants import (
    MEASURES,
    at_its_best,
    mean_and_error,
    read_variants,
    variants_picture,
)

FILE = Path(__file__).resolve().parent.parent / "tools" / "data" / "build_cbow_variants.py"


@pytest.fixture(scope="module")
def build():
    for needed in ("numba", "gensim"):
        pytest.importorskip(needed)
    spec = importlib.util.spec_from_file_location("build_cbow_variants", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_has_a_row_for_every_variant_rate_and_seed(build):
    with build.FILE.open(encoding="utf-8") as file:
        rows = [tuple(row[:3]) for row in csv.reader(file)][1:]
    assert rows == [
        (variant, str(alpha), str(seed))
        for variant, (alphas, n) in build.RUNS.items()
        for alpha in alphas
        for seed in range(1, n + 1)
    ]


def test_the_gradient_variant_moves_w_in_by_1_n_of_the_whole_step(build):
    """One prediction from n words: W_out moves the same, each row of W_in 1/n as far."""
    from w2vlib.engines.numba_engine import FastEngine, padded

    steps = []
    for kernel in (None, build.gradient_kernel(padded(20))):
        W_in, W_out = FastEngine.allocate(9, 20), FastEngine.allocate(9, 20)
        W_in[:] = np.random.default_rng(0).standard_normal((9, 20))
        W_out[:] = np.random.default_rng(1).standard_normal((9, 20))
        before = W_in.copy(), W_out.copy()
        settings = {"window": 3, "negative": 5, "ns_exponent": 0.75, "sg": False, "seed": 0}
        engine = FastEngine(W_in, W_out, np.ones(9, int), **settings)
        engine.kernel = kernel or engine.kernel
        engine.train([0, 1, 2, 3, 4], [0, 5], [0, 0, 2, 0, 0], 0.1)  # word 2, from 4 others
        steps.append((W_in - before[0], W_out - before[1]))
    np.testing.assert_allclose(steps[1][0], steps[0][0] / 4, atol=1e-6)
    np.testing.assert_allclose(steps[1][1], steps[0][1], atol=1e-6)
    assert np.abs(steps[0][0][[0, 1, 3, 4]]).min(axis=1).max() > 0


def test_tied_scores_with_the_rows_of_w_in(build):
    vectors = build.train(load_corpus("toy_world"), "tied", 0.05, 1, vector_size=20, epochs=1)
    assert not vectors.context_vectors.any() and np.isfinite(vectors.vectors).all()


def test_what_lesson_06_says_of_the_quarrel():
    gap = {}
    for measure in MEASURES:
        (a, da), (b, db) = (
            mean_and_error(at_its_best(v, measure)[1]) for v in ("whole", "gradient")
        )
        gap[measure] = (a - b) / np.hypot(da, db)
        rates = sorted({alpha for v, alpha in read_variants() if v in ("whole", "gradient")})
        for v in ("whole", "gradient"):  # the best rate lies inside of what was tried
            mine = [x for x in rates if (v, x) in read_variants()]
            assert at_its_best(v, measure)[0] not in (mine[0], mine[-1])
    assert gap["right"] > 9 and 3.5 < gap["questions"] < 5 and 1.5 < gap["ws353"] < 2.5


def test_what_lesson_06_says_of_one_matrix():
    runs = {key: mean_and_error(s["right"])[0] for key, s in read_variants().items()}
    tied = [m for (v, _), m in runs.items() if v == "tied"]
    assert max(tied) < 0.13 < 0.5 < runs["whole", 0.05]


def test_the_picture_shows_every_mean_with_its_error():
    picture = variants_picture()
    for (variant, alpha), scores in read_variants().items():
        if variant in ("whole", "gradient"):
            for values in scores.values():
                m, error = mean_and_error(values)
                assert f"alpha {alpha:g}: {m:.3f} ± {error:.3f}" in picture.desc


def test_an_unknown_variant_is_refused():
    with pytest.raises(ValueError, match="one of whole, gradient, tied, got 'cbow'"):
        at_its_best("cbow", "right")
