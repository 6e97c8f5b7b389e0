"""The quantile line against statsmodels and against its own definition."""

import numpy as np
import pytest
import statsmodels.api as sm

from hedgerow.hedge.quantile_regression import quantile_beta, quantile_line


def pair(n=504, seed=0):
    """Returns whose noise grows with falls of the market."""
    g = np.random.default_rng(seed)
    m = g.normal(0, 0.01, n)
    return 1.1 * m + g.standard_t(5, n) * 0.005 * (1 + np.maximum(-m, 0) * 40), m


def loss(y, x, line, quantile):
    """Σ ρ_τ(u)."""
    u = y - line[0] - line[1] * x
    return np.sum(u * (quantile - (u < 0)))


@pytest.mark.parametrize("quantile", [0.05, 0.10, 0.5])
@pytest.mark.parametrize("seed", [0, 1])
def test_equals_statsmodels(quantile, seed):
    """The line is statsmodels' QuantReg to its iterations' precision, and never has a larger loss."""
    y, x = pair(seed=seed)
    twin = sm.QuantReg(y, sm.add_constant(x)).fit(q=quantile, max_iter=5_000, p_tol=1e-9)
    line = quantile_line(y, x, quantile)
    assert line == pytest.approx(twin.params, rel=1e-3, abs=1e-5)
    assert loss(y, x, line, quantile) <= loss(y, x, twin.params, quantile) * (1 + 1e-9)


@pytest.mark.parametrize("quantile", [0.05, 0.10])
def test_error_equals_statsmodels(quantile):
    """The slope's error is statsmodels' robust one, Epanechnikov kernel, Hall–Sheather bandwidth."""
    y, x = pair()
    twin = sm.QuantReg(y, sm.add_constant(x)).fit(
        q=quantile, max_iter=5_000, p_tol=1e-9, vcov="robust", kernel="epa", bandwidth="hsheather"
    )
    made = quantile_beta(y, x, quantile=quantile)
    assert made.standard_error == pytest.approx(twin.bse[1], rel=5e-3)


def test_error_is_that_of_the_scatter():
    """Over samples of a year the mean estimated error of the 5 % slope is within a tenth of the
    scatter.
    """
    made = []
    for seed in range(300):
        g = np.random.default_rng(seed)
        m = g.normal(0, 0.01, 252)
        made.append(quantile_beta(1.15 * m + g.normal(0, 0.007, 252), m, quantile=0.05))
    scatter = np.std([e.beta for e in made])
    assert np.mean([e.standard_error for e in made]) == pytest.approx(scatter, rel=0.1)


def test_the_share_below_the_line():
    """At most τ n days lie strictly below the line and at least τ n on or below it [KB78]."""
    y, x = pair()
    for quantile in (0.05, 0.1, 0.3):
        a, b = quantile_line(y, x, quantile)
        u = y - a - b * x
        assert (u < -1e-10).sum() <= quantile * len(y) <= (u < 1e-10).sum()


def test_scale_and_shift():
    """The line of s y + c on t x has slope s b/t: the solver's tolerances play no part."""
    y, x = pair(seed=2)
    a, b = quantile_line(y, x, 0.1)
    other = quantile_line(1e-4 * y + 7, 1e3 * x, 0.1)
    assert other == pytest.approx((1e-4 * a + 7, 1e-7 * b), rel=1e-6)


def test_constant_noise_leaves_the_slope():
    """Where the noise does not depend on the market every quantile has the same slope."""
    g = np.random.default_rng(5)
    m = g.normal(0, 0.01, 4_000)
    y = 1.15 * m + g.normal(0, 0.007, 4_000)
    for quantile in (0.05, 0.1):
        low, high = quantile_beta(y, m, quantile=quantile).interval
        assert low < 1.15 < high


def test_too_few_days_in_the_tail():
    """Under five expected days below the line there is no slope; NaN days are not counted."""
    y, x = pair(n=105)
    y[:6] = np.nan
    made = quantile_beta(y, x, quantile=0.05)
    assert np.isnan(made.beta)
    assert made.observations == 99
    assert np.isfinite(quantile_beta(y, x, quantile=0.1).beta)
