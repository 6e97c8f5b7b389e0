"""The forgetting beta: its weights, its error, its limit."""

import numpy as np
import pytest

from hedgerow.hedge.ewma_beta import effective_days, ewma_beta, half_life


def pair(n=252, seed=0, beta=1.2):
    """Returns with a constant beta."""
    g = np.random.default_rng(seed)
    m = g.normal(0, 0.01, n)
    return beta * m + g.normal(0, 0.006, n), m


@pytest.mark.parametrize("decay", [0.94, 0.97])
def test_equals_weighted_least_squares(decay):
    """The slope is that of statsmodels' WLS through the origin, weights λ^age."""
    import statsmodels.api as sm

    y, m = pair()
    weights = decay ** np.arange(252)[::-1]
    assert ewma_beta(y, m, decay=decay).beta == pytest.approx(
        sm.WLS(y, m, weights=weights).fit().params[0], rel=1e-10
    )


def test_half_life():
    """After the half-life a day counts half; SPEC HS-09's λ .94 and .97 have 11 and 23 sessions."""
    for decay in (0.94, 0.97):
        assert decay ** half_life(decay) == pytest.approx(0.5)
    assert round(half_life(0.94)), round(half_life(0.97)) == (11, 23)


def test_effective_days():
    """(1 + λ)/(1 − λ) for a long history; equal weights are worth their number."""
    assert effective_days(0.97 ** np.arange(5_000)) == pytest.approx(1.97 / 0.03)
    assert effective_days(np.ones(60)) == pytest.approx(60)


@pytest.mark.parametrize("decay", [0.94, 0.97])
def test_error_is_that_of_the_scatter(decay):
    """The mean estimated error is within a tenth of the scatter over samples of a constant beta."""
    made = [ewma_beta(*pair(seed=seed), decay=decay) for seed in range(600)]
    scatter = np.std([m.beta for m in made])
    assert np.mean([m.standard_error for m in made]) == pytest.approx(scatter, rel=0.1)


def test_it_follows_a_change():
    """Sixty sessions after beta went from 1 to 2, λ .94 says 2 within its interval, and 1 no more."""
    g = np.random.default_rng(3)
    m = g.normal(0, 0.01, 252)
    y = np.where(np.arange(252) < 192, 1.0, 2.0) * m + g.normal(0, 0.003, 252)
    low, high = ewma_beta(y, m, decay=0.94).interval
    assert 1 < low < 2 < high


def test_missing_days_keep_the_age_of_others():
    """Dropping the last day leaves the weights' ratios, so the slope of the earlier days."""
    y, m = pair()
    gone = y.copy()
    gone[-1] = np.nan
    assert ewma_beta(gone, m, decay=0.94).beta == pytest.approx(
        ewma_beta(y[:-1], m[:-1], decay=0.94).beta
    )
    assert np.isnan(ewma_beta(y[:5], m[:5], decay=0.94).beta)
