"""Errors that know of the overlap, beside statsmodels' own."""

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from hedgerow.volatility.forecast.comparison import hac_lags
from hedgerow.volatility.premium.overlapping import overlapping_fit


@pytest.mark.parametrize("sessions", [1, 21])
def test_the_errors_are_those_of_statsmodels(sessions):
    """``OLS.fit(cov_type="HAC")`` with the same lags and no small-sample correction."""
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(500), np.cumsum(rng.normal(size=500))])
    y = 0.1 * X[:, 1] + np.convolve(rng.normal(size=520), np.ones(21), "valid")
    ours = overlapping_fit(y, X, sessions=sessions)
    theirs = OLS(y, X).fit(cov_type="HAC", cov_kwds={"maxlags": hac_lags(500, sessions)})
    assert ours.coefficients == pytest.approx(theirs.params)
    assert ours.standard_errors == pytest.approx(theirs.bse)
    assert ours.r_squared == pytest.approx(theirs.rsquared)
    assert ours.lags == hac_lags(500, sessions)


def test_overlap_makes_the_mean_less_sure():
    """The mean of monthly sums looked at daily has an error near that of its separate months."""
    rng = np.random.default_rng(1)
    y = np.convolve(rng.normal(size=21 * 400), np.ones(21), "valid")
    error = overlapping_fit(y, np.ones((len(y), 1)), sessions=21).standard_errors[0]
    independent = y.std() / np.sqrt(len(y))
    assert error > 3 * independent
    assert error == pytest.approx(y.std() / np.sqrt(400), rel=0.3)


def test_what_cannot_be_told_apart():
    """Two equal columns, or no more rows than columns, have no errors."""
    x = np.ones((50, 2))
    assert np.isnan(overlapping_fit(np.arange(50.0), x, sessions=5).standard_errors).all()
    few = overlapping_fit(np.zeros(1), np.ones((1, 1)), sessions=5)
    assert np.isnan(few.coefficients).all()
    assert overlapping_fit(np.zeros(0), np.ones((0, 1)), sessions=5).observations == 0
