"""Implied correlation and dispersion against the matrix, and against simulated returns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.volatility.indices.dispersion import CorrelationPremium, dispersion
from hedgerow.volatility.indices.implied_correlation import implied_correlation, index_variance

NAMES = 12


def members(seed):
    """Weights and volatilities."""
    draw = np.random.default_rng(seed)
    return draw.dirichlet(np.ones(NAMES)) + 0.001, draw.uniform(0.15, 0.6, NAMES)


def test_specs_example():
    """SPEC G19, VW-10: fifty names at 28, the index at 16: .3128, or .327 by the approximation."""
    found = implied_correlation(0.16, np.full(50, 1 / 50), np.full(50, 0.28))
    assert found.correlation == pytest.approx(0.3128, abs=5e-5)
    assert found.many_names == pytest.approx(0.327, abs=5e-4)
    assert found.possible


@given(st.integers(0, 200), st.floats(-0.05, 0.99))
def test_the_correlation_that_made_the_index_comes_back(seed, ρ):
    """A round trip through the variance of the index."""
    w, σ = members(seed)
    w = w / w.sum()
    variance = index_variance(w, σ, ρ)
    if variance <= 0:
        return
    assert implied_correlation(np.sqrt(variance), w, σ).correlation == pytest.approx(ρ, abs=1e-9)


@given(st.integers(0, 200))
def test_index_variance_is_the_quadratic_form(seed):
    """With a matrix, w'Σw in one line."""
    w, σ = members(seed)
    draw = np.random.default_rng(seed)
    A = draw.standard_normal((NAMES, 2 * NAMES))
    ρ = np.corrcoef(A)
    plain = (w * σ) @ ρ @ (w * σ)
    assert index_variance(w, σ, ρ) == pytest.approx(plain, rel=1e-12)


def test_missing_members_are_said():
    """Weights that sum to .8 are scaled; what they covered stands beside the answer."""
    whole = implied_correlation(0.16, [0.5, 0.5], [0.2, 0.25])
    part = implied_correlation(0.16, [0.4, 0.4], [0.2, 0.25])
    assert part.correlation == pytest.approx(whole.correlation)
    assert part.covered == pytest.approx(0.8)


def test_an_index_above_all_its_members_is_impossible():
    """It would need a correlation above one, and says so instead of being cut off."""
    found = implied_correlation(0.30, [0.5, 0.5], [0.2, 0.25])
    assert found.correlation > 1
    assert not found.possible


def test_an_index_below_what_opposite_members_leave_is_impossible():
    """Two members at correlation −1 leave |w₁σ₁ − w₂σ₂|: an index below that has none."""
    weights, vols = [0.9, 0.1], [0.3, 0.2]
    assert implied_correlation(0.25, weights, vols).correlation == pytest.approx(-1.0)
    assert implied_correlation(0.2501, weights, vols).possible
    assert not implied_correlation(0.01, weights, vols).possible


def test_what_is_unknown_stays_unknown():
    """One unknown volatility makes the correlation unknown; one member makes none."""
    assert np.isnan(implied_correlation(0.2, [0.5, 0.5], [0.2, np.nan]).correlation)
    with pytest.raises(InputError, match="two or more"):
        implied_correlation(0.2, [1.0], [0.2])
    with pytest.raises(InputError, match="one of each a member"):
        implied_correlation(0.2, [0.5, 0.5], [0.2])
    with pytest.raises(InputError, match="all above 0"):
        implied_correlation(0.2, [0.5, -0.5], [0.2, 0.3])


@pytest.mark.parametrize("weighting", ["variance", "vega", "correlation"])
def test_nothing_is_earned_where_all_comes_as_implied(weighting):
    """Realized equal to implied: nothing, under every weighting."""
    w, σ = members(1)
    index = np.sqrt(index_variance(w / w.sum(), σ, 0.4))
    trade = dispersion(index, w, σ, index_vega=100_000, weighting=weighting)
    assert trade.payoff(index, σ) == pytest.approx(0, abs=1e-6)


@given(st.integers(0, 100), st.floats(0.2, 3.0))
def test_what_each_weighting_is_blind_to(seed, factor):
    """Vega weighted: all volatilities up a point. Correlation weighted: all variances times one factor."""
    w, σ = members(seed)
    index = np.sqrt(index_variance(w / w.sum(), σ, 0.4))
    vega = dispersion(index, w, σ, index_vega=50_000, weighting="vega")
    assert vega.vega == pytest.approx(0, abs=1e-6)
    scaled = dispersion(index, w, σ, index_vega=50_000, weighting="correlation")
    root = np.sqrt(factor)
    assert scaled.payoff(index * root, σ * root) == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("weighting", ["variance", "vega", "correlation"])
def test_the_trade_is_short_correlation(weighting):
    """Members as implied, correlation higher: it loses, and gains where it is lower."""
    w, σ = members(2)
    w = w / w.sum()
    trade = dispersion(
        np.sqrt(index_variance(w, σ, 0.4)), w, σ, index_vega=100_000, weighting=weighting
    )
    high, low = (np.sqrt(index_variance(w, σ, ρ)) for ρ in (0.8, 0.2))
    assert trade.payoff(high, σ) < 0 < trade.payoff(low, σ)


def test_payoff_is_the_sum_of_its_swaps():
    """SPEC TS-03: Σ w_i N (σ_i² − K_i²) − N (σ_I² − K_I²) for the variance weighting, by a plain loop."""
    w, σ = members(3)
    w = w / w.sum()
    index = np.sqrt(index_variance(w, σ, 0.3))
    trade = dispersion(index, w, σ, index_vega=100_000, weighting="variance")
    realized = σ * np.linspace(0.5, 1.5, NAMES)
    N = 100_000 / (2 * 100 * index)
    plain = sum(
        w[i] * N * ((100 * realized[i]) ** 2 - (100 * σ[i]) ** 2) for i in range(NAMES)
    ) - N * ((100 * 0.22) ** 2 - (100 * index) ** 2)
    assert trade.payoff(0.22, realized) == pytest.approx(plain)


def test_the_signal_needs_to_know_of_stress():
    """SPEC DT-28: implied above realized favours it, stress blocks it, and what is not known stays unknown."""
    assert CorrelationPremium(0.4, 0.3, 60.0, stressed=False).favours is True
    assert CorrelationPremium(0.4, 0.3, 60.0, stressed=True).favours is False
    assert CorrelationPremium(0.4, 0.3, None, stressed=None).favours is None
    assert CorrelationPremium(0.2, 0.3, None, stressed=None).favours is False
    assert CorrelationPremium(float("nan"), 0.3, None, stressed=False).favours is None


def test_what_is_no_trade():
    """With value and range."""
    with pytest.raises(InputError, match="did you mean 'vega'"):
        dispersion(0.16, [0.5, 0.5], [0.2, 0.3], index_vega=1.0, weighting="vegas")
    with pytest.raises(InputError, match="index volatility 0 must be above 0"):
        dispersion(0.0, [0.5, 0.5], [0.2, 0.3], index_vega=1.0)
