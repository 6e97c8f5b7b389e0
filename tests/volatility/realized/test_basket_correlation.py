"""Average correlation of a basket: identities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.volatility.realized.basket_correlation import (
    average_correlation,
    rolling_average_correlation,
)

W = np.array([0.4, 0.3, 0.2, 0.1])


def with_correlation(R, n=300, seed=0):
    """Returns whose sample correlation is exactly R, with different volatilities."""
    x = np.random.default_rng(seed).normal(size=(n, len(R)))
    x -= x.mean(axis=0)
    white = x @ np.linalg.inv(np.linalg.cholesky(np.cov(x, rowvar=False))).T
    return white @ np.linalg.cholesky(R).T * (0.01 * np.arange(1, len(R) + 1))


@given(st.floats(-0.3, 0.99))
def test_equal_correlations(ρ):
    """Where every pair has correlation ρ both averages are ρ, whatever the weights and volatilities."""
    made = average_correlation(with_correlation(np.full((4, 4), ρ) + (1 - ρ) * np.eye(4)), W)
    assert made.by_variance == pytest.approx(ρ, abs=1e-9)
    assert made.by_pairs == pytest.approx(ρ, abs=1e-9)


def test_all_move_as_one():
    """Perfectly correlated members give 1."""
    r = np.random.default_rng(0).normal(size=(100, 1)) * np.array([1.0, 2.0, 0.5, 3.0])
    made = average_correlation(r, W)
    assert (made.by_variance, made.by_pairs) == (pytest.approx(1), pytest.approx(1))


def test_pairs_by_variance_weights():
    """ρ is the pairs' correlations averaged with weights wᵢσᵢwⱼσⱼ; by pairs, with wᵢwⱼ."""
    r = np.random.default_rng(1).normal(size=(200, 4)) @ np.random.default_rng(2).normal(
        size=(4, 4)
    )
    R, σ = np.corrcoef(r, rowvar=False), r.std(axis=0)
    i, j = np.triu_indices(4, 1)
    made = average_correlation(r, W)
    assert made.by_variance == pytest.approx(np.average(R[i, j], weights=(W * σ)[i] * (W * σ)[j]))
    assert made.by_pairs == pytest.approx(np.average(R[i, j], weights=W[i] * W[j]))


def test_formula_on_the_basket():
    """The formula with the variance of the basket's own returns."""
    r = 0.01 * np.random.default_rng(3).standard_t(4, (250, 4)) + np.random.default_rng(4).normal(
        0, 0.01, (250, 1)
    )
    basket, own = np.var(r @ W), np.sum(W**2 * r.var(axis=0))
    ρ = (basket - own) / (np.sum(W * r.std(axis=0)) ** 2 - own)
    assert average_correlation(r, W).by_variance == pytest.approx(ρ)


def test_only_proportions_of_weights_matter():
    """Weights in dollars give the same."""
    r = np.random.default_rng(5).normal(size=(100, 4))
    plain, dollars = average_correlation(r, W), average_correlation(r, 1e6 * W)
    assert dollars.by_variance == pytest.approx(plain.by_variance)


def test_rolling_equals_each_window():
    """Each entry is the average correlation of the days that end there."""
    r = np.random.default_rng(6).normal(size=(100, 4))
    r[40, 2] = np.nan
    rolling = rolling_average_correlation(r, W, window=30)
    assert np.isnan(rolling[:29]).all()
    for end in (30, 45, 100):
        assert rolling[end - 1] == pytest.approx(
            average_correlation(r[end - 30 : end], W).by_variance
        )


def test_gaps():
    """A day without one member is left out; a window with fewer than nine tenths of its days is unknown."""
    r = np.random.default_rng(7).normal(size=(60, 4))
    r[10:14, 0] = np.nan
    assert average_correlation(r, W).observations == 56
    rolling = rolling_average_correlation(r, W, window=30)
    assert np.isnan(rolling[29])
    assert np.isfinite(rolling[-1])


def test_unknown():
    """Too few days, or a member that stood still: NaN."""
    r = np.random.default_rng(8).normal(size=(100, 4))
    assert np.isnan(average_correlation(r[:20], W).by_variance)
    r[:, 1] = 0.1
    assert np.isnan(average_correlation(r, W).by_variance)
    assert np.isnan(rolling_average_correlation(r, W, window=30)).all()


@pytest.mark.parametrize("w", [W[:3], np.array([1.0, 0.0, 1.0, 1.0]), np.array([1.0, -1, 1, 1])])
def test_weights_that_cannot_be(w):
    """One positive weight a member, for two or more."""
    with pytest.raises(InputError, match="positive weight"):
        average_correlation(np.zeros((50, 4)), w)


def test_a_window_that_cannot_be():
    """One day has no correlation."""
    with pytest.raises(InputError, match="window=1"):
        rolling_average_correlation(np.zeros((50, 4)), W, window=1)
