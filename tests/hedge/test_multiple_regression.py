"""Several regressors against statsmodels, and against one regressor."""

import numpy as np
import pytest
import statsmodels.api as sm

from hedgerow.hedge.multiple_regression import regress_on
from hedgerow.hedge.regression import hac_lags, regress


def series(n=300, seed=0):
    """Two regressors of returns' size and a series that depends on both, with autocorrelated noise."""
    g = np.random.default_rng(seed)
    X = g.normal(0, [0.01, 0.02], (n, 2))
    e = np.convolve(g.normal(0, 0.006, n + 3), [1, 0.4, 0.2, 0.1], "valid")
    return 0.0003 + X @ [1.2, -0.4] + e * (1 + 30 * np.abs(X[:, 0])), X


@pytest.mark.parametrize("lags", [None, 8])
def test_equals_statsmodels_hac(lags):
    """Coefficients and their whole HAC covariance are those of statsmodels."""
    y, X = series()
    ours = regress_on(y, X, lags=lags)
    twin = sm.OLS(y, sm.add_constant(X)).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags or hac_lags(len(y)), "use_correction": True}
    )
    assert ours.coefficients == pytest.approx(twin.params, rel=1e-9)
    assert ours.covariance == pytest.approx(twin.cov_params(), rel=1e-8)
    weights = np.array([0.0, 1.0, 1.0])
    value, error = ours.combination(weights)
    test = twin.t_test(weights)
    assert value == pytest.approx(float(np.squeeze(test.effect)), rel=1e-9)
    assert error == pytest.approx(float(np.squeeze(test.sd)), rel=1e-8)


def test_one_regressor_is_the_simple_regression():
    """With one regressor and days missing, slope and error are those of `regress`."""
    y, X = series(seed=3)
    y[[5, 6, 100]] = np.nan
    simple, ours = regress(y, X[:, 0]), regress_on(y, X[:, :1])
    assert ours.combination(np.array([0.0, 1.0])) == pytest.approx(
        (simple.slope, simple.standard_error), rel=1e-9
    )
    assert ours.observations == simple.observations == 297


@pytest.mark.parametrize(
    "X",
    [np.ones((50, 1)), np.zeros((50, 1)), np.column_stack([np.arange(50.0), 3 * np.arange(50.0)])],
)
def test_what_cannot_be_told_apart_is_unknown(X):
    """A constant regressor, an empty one and two that are multiples give None, not numbers."""
    assert regress_on(np.random.default_rng(0).normal(size=50), X) is None


def test_too_few_days():
    """Eleven days carry one regressor, ten do not."""
    g = np.random.default_rng(0)
    y, X = g.normal(size=11), g.normal(size=(11, 1))
    assert regress_on(y, X) is not None
    assert regress_on(y[1:], X[1:]) is None
