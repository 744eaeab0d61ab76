"""The sampler: exact shares, the target never, gaps, refusals, seeds; the alias table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vlib.sampling import LARGEST_ID, FixedNegatives, UnigramSampler, alias_table, draw_alias


def chi_square_p(drawn, p):
    """How likely counts like these are if the shares are p. Words with p = 0 must not occur."""
    assert drawn[p == 0].sum() == 0
    kept = p > 0
    from scipy import stats  # half a second, when a test needs it

    return stats.chisquare(drawn[kept], p[kept] / p[kept].sum() * drawn.sum()).pvalue


def test_power_by_hand():
    sampler = UnigramSampler.from_counts([70, 29, 1])
    np.testing.assert_allclose(sampler.p, [0.642, 0.332, 0.027], atol=5e-4)


@pytest.mark.parametrize("target", [0, 3, 6])
@pytest.mark.parametrize("power", [0.0, 0.75, 1.0])
def test_shares_are_exact_without_the_target(target, power):
    counts = np.array([50, 20, 0, 10, 5, 0, 1])
    sampler = UnigramSampler.from_counts(counts, power, sample_size=5, seed=1)
    drawn = np.bincount(sampler.get_negative_sample(np.full(20_000, target)).ravel(), minlength=7)
    p = np.where(counts > 0, counts.astype(float) ** power, 0)
    p[target] = 0
    assert chi_square_p(drawn, p) > 1e-4


def test_mixed_targets_in_one_batch():
    sampler = UnigramSampler.from_counts([5, 4, 3, 2, 1], seed=2)
    target = np.tile(np.arange(5), 10_000)
    negatives = sampler.get_negative_sample(target)
    for t in range(5):
        p = sampler.p.copy()
        p[t] = 0
        drawn = np.bincount(negatives[target == t].ravel(), minlength=5)
        assert chi_square_p(drawn, p) > 1e-4


@given(
    counts=st.lists(st.integers(0, 10**15), min_size=2, max_size=20),
    power=st.sampled_from([0.0, 0.5, 0.75, 1.0, 3.0]),
    seed=st.integers(0, 2**32),
)
def test_never_the_target_never_a_word_without_count(counts, power, seed):
    counts = np.array(counts)
    if (counts > 0).sum() < 2:
        counts[:2] = 1
    sampler = UnigramSampler.from_counts(counts, power, sample_size=8, seed=seed)
    target = np.repeat(np.arange(len(counts)), 20)
    negatives = sampler.get_negative_sample(target)
    assert negatives.shape == (len(target), 8)
    assert (negatives != target[:, None]).all()
    assert (counts[negatives] > 0).all()


def test_a_share_that_rounds_to_one_still_leaves_the_others():
    for counts in ([1, 10**18], [10**18, 1]):
        sampler = UnigramSampler.from_counts(counts, power=1.0, seed=0)
        for t in (0, 1):
            assert (sampler.get_negative_sample(np.full(50, t)) == 1 - t).all()


def test_more_negatives_than_words_with_replacement():
    negatives = UnigramSampler([0, 1, 2], sample_size=10, seed=0).get_negative_sample([1])
    assert negatives.shape == (1, 10) and set(negatives.ravel()) <= {0, 2}


def test_without_replacement_all_are_different_and_shares_are_sequential():
    """The first word of each row has the exact shares; then one by one without it."""
    sampler = UnigramSampler([0] * 6 + [1] * 3 + [2] * 2 + [3], 1.0, 2, seed=3, replace=False)
    negatives = sampler.get_negative_sample(np.full(30_000, 3))
    assert (negatives[:, 0] != negatives[:, 1]).all()
    p = np.array([6, 3, 2, 0]) / 11
    assert chi_square_p(np.bincount(negatives[:, 0], minlength=4), p) > 1e-4
    second = np.bincount(negatives[negatives[:, 0] == 0, 1], minlength=4)
    assert chi_square_p(second, np.array([0, 3, 2, 0]) / 5) > 1e-4


def test_without_replacement_one_word_is_drawn_by_its_share():
    counts = [1] * 500 + [10**7] + [1] * 499
    sampler = UnigramSampler.from_counts(counts, 1.0, 1, seed=4, replace=False)
    assert (sampler.get_negative_sample(np.full(20, 5)) == 500).all()  # another by chance: 1 in 500


@pytest.mark.parametrize("replace", [True, False])
def test_without_exclusion_the_target_keeps_its_share(replace):
    counts = np.array([6, 3, 2, 0, 1])
    sampler = UnigramSampler.from_counts(counts, 1.0, 2, seed=5, replace=replace, exclude=False)
    first = sampler.get_negative_sample(np.zeros(20_000, int))[:, 0]
    assert chi_square_p(np.bincount(first, minlength=5), counts / 12) > 1e-4


def test_without_exclusion_all_words_can_be_drawn_at_once():
    sampler = UnigramSampler([0, 1, 2], sample_size=3, seed=0, replace=False, exclude=False)
    assert set(sampler.get_negative_sample([1])[0]) == {0, 1, 2}


def test_same_seed_same_words():
    a, b = (UnigramSampler(np.arange(50), seed=7).get_negative_sample([1, 2, 3]) for _ in "ab")
    np.testing.assert_array_equal(a, b)


def test_a_generator_is_accepted_and_globals_are_left_alone():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    UnigramSampler([0, 1, 2], seed=np.random.default_rng(0)).get_negative_sample([0])
    np.testing.assert_array_equal(before, np.random.get_state()[1])  # noqa: NPY002


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(corpus=[]), "empty"),
        (dict(corpus=np.zeros((0, 2), int)), "empty"),
        (dict(corpus=iter([0, 1])), "word ids of the corpus must be integers, got dtype object"),
        (dict(corpus=np.array(3)), "at least 2 different words .* got 1"),
        (dict(corpus=[3, 3, 3]), "at least 2 different words .* got 1"),
        (dict(corpus=[0, -1]), r"must be in 0\.\.10000000, got -1\.\.0"),
        (dict(corpus=[0.5, 1.0]), "dtype float64"),
        (dict(corpus=[0, 1, 2], sample_size=0), r"sample_size must be in 1\.\.1,000,000, got 0"),
        (
            dict(corpus=[0, 1, 2], sample_size=3, replace=False),
            r"in 1\.\.2, got 3; without replacement .* has 3 words and the target is left out$",
        ),
        (
            dict(corpus=[0, 1, 2], sample_size=4, replace=False, exclude=False),
            r"must be in 1\.\.3, got 4; without .* has 3 words$",
        ),
        (dict(corpus=[0, 1], power=float("nan")), "finite"),
        (dict(corpus=[0, 1, 1, 2], power=1e308), "makes some of the 3 words"),
        (dict(corpus=[0, 1, 1, 2], power=-1e308), "makes some of the 3 words"),
        (dict(corpus=[0, 1], power="0.75"), r"power must be a number, got '0.75' \(str\)"),
        (dict(corpus=[0, 1], sample_size=2.0), r"sample_size must be a whole number, got 2.0"),
        (dict(corpus=["you", "say"]), r"word ids .* dtype <U3; turn words into ids with Vocab"),
        (dict(corpus=[10**10, 0]), r"word ids .* in 0\.\.10000000, got 0\.\.10000000000"),
        (dict(corpus=[[0, 1], [2]]), "rows of different lengths"),
        (dict(corpus=[None, 1]), "word ids .* dtype object"),
    ],
)
def test_refusals_name_the_value(arguments, message):
    with pytest.raises((ValueError, TypeError, IndexError), match=message):
        UnigramSampler(**arguments)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([3, 0], "2 different words .* got 1"),
        ([2, -1, 3], "smallest count -1"),
        ([1, float("nan")], "counts must be finite, got nan"),
        ([[1, 2]], r"counts must have shape \(V,\), got \(1, 2\)"),
        (["a", "b"], "counts must hold numbers"),
        ([], "got 0"),
    ],
)
def test_counts_that_are_none(counts, message):
    with pytest.raises((ValueError, TypeError), match=message):
        UnigramSampler.from_counts(counts)


def test_the_bounds_themselves_are_allowed():
    """One below, on and above each bound: two words, one negative, all but the target."""
    assert UnigramSampler([0, 1], sample_size=1).get_negative_sample([0]).tolist() == [[1]]
    all_others = UnigramSampler([0, 1, 2], sample_size=2, replace=False)
    assert sorted(all_others.get_negative_sample([1])[0]) == [0, 2]
    everyone = UnigramSampler([0, 1, 2], sample_size=3, replace=False, exclude=False)
    assert sorted(everyone.get_negative_sample([1])[0]) == [0, 1, 2]
    big = UnigramSampler.from_counts(np.array([2**64 - 1, 2**63], np.uint64), power=1)
    np.testing.assert_allclose(big.p, [2 / 3, 1 / 3])
    assert len(UnigramSampler([0, 1, 2, 1], seed=0).get_negative_sample(2)) == 1  # one target
    assert FixedNegatives([LARGEST_ID]).get_negative_sample([0]).tolist() == [[LARGEST_ID]]
    with pytest.raises(IndexError, match=r"negatives must be in 0\.\.10000000, got 10000001\.\."):
        FixedNegatives([LARGEST_ID + 1])


def test_a_column_of_targets_is_refused():
    with pytest.raises(ValueError, match=r"target must have shape \(B,\), got \(2, 1\); .*ravel"):
        UnigramSampler([0, 1, 2, 3]).get_negative_sample([[0], [1]])


def test_target_outside_is_refused():
    with pytest.raises(IndexError, match=r"0\.\.2, got -1"):
        UnigramSampler([0, 1, 2]).get_negative_sample([-1])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30).filter(lambda p: sum(p) > 1e-3))
def test_alias_table_adds_up_to_p(p):
    keep, alias = alias_table(p)
    back = np.bincount(np.arange(len(p)), keep, len(p)) + np.bincount(alias, 1 - keep, len(p))
    np.testing.assert_allclose(back / len(p), np.array(p) / sum(p), atol=1e-12)


def test_alias_draws_have_the_shares():
    p = np.array([0.5, 0.0, 0.3, 0.2])
    drawn = draw_alias(*alias_table(p), 50_000, np.random.default_rng(4))
    assert chi_square_p(np.bincount(drawn, minlength=4), p) > 1e-4
    assert draw_alias(*alias_table(p), (0, 3), 4).shape == (0, 3)


@pytest.mark.parametrize("p", [[], [0, 0], [1, -1], [2, -1], [np.nan, 1], [[0.5, 0.5]]])
def test_alias_refuses_what_is_no_distribution(p):
    with pytest.raises(ValueError, match="probabilities"):
        alias_table(p)


def test_power_and_number_unless_said_otherwise():
    """16^.75 : 1^.75 is 8 : 1; five negatives, as in the book."""
    for sampler in UnigramSampler.from_counts([16, 1]), UnigramSampler([0] * 16 + [1]):
        np.testing.assert_allclose(sampler.p, [8 / 9, 1 / 9])
        assert sampler.get_negative_sample(np.array([0])).shape == (1, 5)
