"""Rolling betas and the cumulated sum against statsmodels, and what the sum can see."""

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.diagnostic import breaks_cusumolsresid

from hedgerow.hedge.regression import regress
from hedgerow.hedge.stability import BOUND, cusum, rolling_beta, slope_cusum


def pair(n=504, seed=0, before=1.0, after=1.0):
    """Returns whose beta changes at half time."""
    g = np.random.default_rng(seed)
    m = g.normal(0, 0.01, n)
    return np.where(np.arange(n) < n // 2, before, after) * m + g.normal(0, 0.006, n), m


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_of_residuals_equals_statsmodels(seed):
    """On the residuals of the regression it is statsmodels' OLS-based CUSUM, statistic and p value
    [PK92], and its 5 % bound is 1.358.
    """
    y, m = pair(seed=seed)
    residuals = np.asarray(sm.OLS(y, sm.add_constant(m)).fit().resid)
    statistic, p, bounds = breaks_cusumolsresid(residuals)
    made = cusum(residuals)
    assert made.statistic == pytest.approx(statistic, rel=1e-9)
    assert made.p == pytest.approx(p, rel=1e-9)
    assert dict(bounds)[5] == pytest.approx(BOUND, abs=0.005)


def test_scores_see_what_residuals_miss():
    """A beta that goes from .8 to 1.4 is found by the sum of scores in nine samples of ten, by that
    of residuals hardly ever; the peak lies near the break.
    """
    scores = residuals = 0
    peaks = []
    for seed in range(100):
        y, m = pair(seed=seed, before=0.8, after=1.4)
        made = slope_cusum(y, m)
        scores += made.broken
        peaks.append(made.peak)
        residuals += cusum(np.asarray(sm.OLS(y, sm.add_constant(m)).fit().resid)).broken
    assert scores >= 90
    assert residuals <= 15
    assert np.median(peaks) == pytest.approx(252, abs=20)


def test_a_stable_beta_is_left_alone():
    """With a constant beta the 5 % bound is passed in about one sample of twenty, or less."""
    broken = sum(slope_cusum(*pair(seed=seed)).broken for seed in range(400))
    assert broken / 400 < 0.08


def test_rolling_beta_is_the_regression_of_each_window():
    """Each value is the slope of its own window with its interval; before the first window NaN."""
    y, m = pair(n=200)
    made = rolling_beta(y, m, window=63)
    for end in (63, 100, 200):
        fit = regress(y[end - 63 : end], m[end - 63 : end])
        assert made.beta[end - 1] == fit.slope
        assert (made.low[end - 1], made.high[end - 1]) == fit.interval()
    assert np.isnan(made.beta[:62]).all()
    assert np.isfinite(made.beta[62:]).all()


def test_windows_with_gaps_are_unknown():
    """A window with more than a tenth of its days missing has no beta."""
    y, m = pair(n=200)
    y[50:60] = np.nan
    made = rolling_beta(y, m, window=63)
    assert np.isnan(made.beta[62:110]).any()
    assert np.isfinite(made.beta[130:]).all()


def test_missing_days_do_not_move_the_peak():
    """The peak counts days of the series given, missing ones included."""
    y, m = pair(seed=3, before=0.5, after=2.0)
    y[:100] = np.nan
    assert slope_cusum(y, m).peak == pytest.approx(252, abs=25)


def test_nothing_to_test():
    """Too few days, or a book that is its market, have no statistic and no break."""
    y, m = pair()
    for made in (slope_cusum(y[:20], m[:20]), slope_cusum(2 * m, m), cusum(np.zeros(5))):
        assert np.isnan(made.statistic)
        assert not made.broken
        assert made.peak == -1
