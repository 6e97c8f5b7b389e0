"""Tests on forecasts."""

import numpy as np
import pytest
from scipy import stats

from hedgerow.volatility.forecast.comparison import (
    confidence_set_p,
    diebold_mariano,
    hac_lags,
    mincer_zarnowitz,
)

N = 1_500


@pytest.fixture(scope="module")
def forecast():
    """Variances forecast, decimal per year."""
    return np.exp(np.random.default_rng(0).normal(-3.5, 0.5, N))


def noise(seed=1):
    """Multiplicative, of mean 1."""
    return np.random.default_rng(seed).chisquare(21, N) / 21


def test_unbiased_forecast_is_not_refused(forecast):
    """What comes is the forecast times noise: intercept 0, slope 1, and a p that does not say no."""
    mz = mincer_zarnowitz(forecast * noise(), forecast, 1)
    assert mz.intercept == pytest.approx(0, abs=0.002)
    assert mz.slope == pytest.approx(1, abs=0.05)
    assert mz.p > 0.01


def test_biased_forecast_is(forecast):
    """One and a half times too high is seen, with slope 2/3."""
    mz = mincer_zarnowitz(forecast * noise(), 1.5 * forecast, 1)
    assert mz.slope == pytest.approx(2 / 3, abs=0.05)
    assert mz.p < 1e-6


def test_perfect_forecast_has_slope_one(forecast):
    """And nothing is left to test."""
    mz = mincer_zarnowitz(forecast, forecast, 5)
    assert (mz.intercept, mz.slope, mz.r_squared, mz.p) == pytest.approx((0, 1, 1, 1), abs=1e-9)


def test_slope_is_that_of_least_squares(forecast):
    """NumPy's polynomial of degree one, and the squared correlation."""
    came = 0.01 + 0.7 * forecast * noise()
    mz = mincer_zarnowitz(came, forecast, 5)
    assert (mz.slope, mz.intercept) == pytest.approx(np.polyfit(forecast, came, 1), rel=1e-9)
    assert mz.r_squared == pytest.approx(np.corrcoef(came, forecast)[0, 1] ** 2, rel=1e-9)


def test_constant_forecast_has_no_slope():
    """A line through one abscissa is unknown."""
    assert np.isnan(mincer_zarnowitz(noise(), np.full(N, 0.04), 5).slope)


@pytest.mark.parametrize("horizon", [1, 5, 21])
def test_diebold_mariano_equals_its_plain_twin(horizon):
    """Loops over Bartlett weights, and the correction as in [HLN97, eq. 9]."""
    rng = np.random.default_rng(horizon)
    loss = np.convolve(rng.exponential(1, N + horizon), np.ones(horizon) / horizon)[:N]
    other = loss + 0.05 + rng.normal(0, 0.5, N)
    d = loss - other
    e, L = d - d.mean(), hac_lags(N, horizon)
    omega = sum(e * e) / N
    for lag in range(1, L + 1):
        omega += 2 * (1 - lag / (L + 1)) * sum(e[lag:] * e[:-lag]) / N
    h = horizon
    t = d.mean() / np.sqrt(omega / N) * np.sqrt((N + 1 - 2 * h + h * (h - 1) / N) / N)
    ours = diebold_mariano(loss, other, horizon)
    assert ours.mean == pytest.approx(d.mean())
    assert ours.t == pytest.approx(t, rel=1e-9)
    assert ours.p == pytest.approx(2 * stats.t.sf(abs(t), N - 1), rel=1e-9)
    assert diebold_mariano(other, loss, horizon).t == pytest.approx(-t, rel=1e-9)


def test_same_losses_cannot_be_told_apart():
    """No difference has no t."""
    loss = noise()
    ours = diebold_mariano(loss, loss, 5)
    assert ours.mean == 0
    assert np.isnan([ours.t, ours.p]).all()


def test_confidence_set_keeps_the_best_and_drops_the_bad():
    """Two equals stay, one that loses always leaves; a seed repeats it."""
    rng = np.random.default_rng(2)
    common = rng.exponential(1, N)
    losses = common[:, None] + rng.normal(0, 0.3, (N, 3)) + [0, 0.001, 0.5]
    p = confidence_set_p(losses, block=5, size=0.1, seed=1)
    assert p[:2].min() > 0.1
    assert p.max() == 1
    assert p[2] < 0.01
    np.testing.assert_array_equal(p, confidence_set_p(losses, block=5, size=0.1, seed=1))


def test_twins_share_their_place():
    """A combination with one member left has that member's losses, and its p."""
    losses = np.random.default_rng(3).exponential(1, (N, 2))
    with_twin = losses[:, [0, 1, 0]]
    p = confidence_set_p(with_twin, block=5, size=0.1, seed=1)
    assert p[0] == p[2]
    assert confidence_set_p(losses[:, [0, 0]], block=5, size=0.1, seed=1).tolist() == [1, 1]
