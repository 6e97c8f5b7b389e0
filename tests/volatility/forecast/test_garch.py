"""GARCH and its kin."""

import warnings
from math import log, sqrt

import numpy as np
import pytest
from scipy import integrate, stats

from hedgerow.errors import InputError
from hedgerow.volatility.forecast.garch import (
    EGARCH,
    GARCH,
    GARCH_IN_MEAN,
    GJR,
    Garch,
    _mean_absolute_t,
    garch_fit,
)

KINDS = ("garch", "gjr", "egarch", "figarch", "garch_in_mean")


@pytest.fixture(scope="module")
def history(garch_history):
    """Eight years."""
    return garch_history(2_000)


def each_session(forecasts):
    """Variance of session k alone, from the means over sessions 1…k."""
    k = np.arange(1, forecasts.shape[1] + 1)
    return np.diff(k * forecasts, axis=1, prepend=0)


@pytest.mark.parametrize("model", [GARCH, GJR, GARCH_IN_MEAN], ids=lambda model: model.name)
def test_forecasts_return_to_the_long_run(history, model):
    """E[σ²_{t+k}] = V + (α + β + γ/2)^{k−1} (σ²_{t+1} − V), with V of the fit; SPEC FC-01."""
    n = len(history)
    fit = garch_fit(history.returns, kind=model.name)
    V, persistence = fit.long_run_vol**2, fit.persistence
    ours = each_session(
        model.term_structure(history, fitted_until=n - 1, origins=np.array([n - 1]), horizon=30)
    )[0]
    formula = V + persistence ** np.arange(30) * (ours[0] - V)
    assert ours == pytest.approx(formula, rel=1e-8)


def test_one_step_is_the_recursion(history):
    """σ²_{t+1} = ω + α ε²_t + β σ²_t between neighbouring origins, in decimals."""
    n = len(history)
    fit = garch_fit(history.returns)
    mu, omega, alpha, beta = (fit.parameter(name) for name in ("mu", "omega", "alpha", "beta"))
    origins = np.arange(n - 1, n)
    ours = GARCH.term_structure(history, fitted_until=n - 1, origins=origins, horizon=1)
    sigma2 = float(np.var(history.returns))
    for r in history.returns:
        sigma2 = omega + alpha * (r - mu) ** 2 + beta * sigma2
    assert ours[0, 0] == pytest.approx(252 * sigma2, rel=1e-6)


def test_in_mean_without_premium_is_garch(history):
    """Where κ is small the two fits tell of one variance."""
    n = len(history)
    kwargs = {"fitted_until": n - 100, "origins": np.arange(n - 100, n), "horizon": 10}
    ours = GARCH_IN_MEAN.term_structure(history, **kwargs)
    assert ours == pytest.approx(GARCH.term_structure(history, **kwargs), rel=0.05)


def test_recovers_a_simulated_garch(garch_history):
    """Twenty thousand sessions give back α, β and √(252 ω/(1 − α − β))."""
    fit = garch_fit(garch_history(20_000, seed=3).returns)
    assert fit.converged
    assert fit.parameter("alpha") == pytest.approx(0.10, abs=0.015)
    assert fit.parameter("beta") == pytest.approx(0.88, abs=0.02)
    assert fit.parameter("omega") == pytest.approx(2e-6, rel=0.3)
    assert fit.long_run_vol == pytest.approx(sqrt(252 * 2e-6 / 0.02), rel=0.05)
    assert fit.half_life == pytest.approx(log(0.5) / log(fit.persistence))
    assert fit.parameter("nu") == pytest.approx(6, abs=1)


@pytest.mark.parametrize("kind", KINDS)
def test_parameters_are_for_decimals(history, kind):
    """Returns ten times as large: long-run volatility ten times, persistence and α as they were."""
    small, large = (garch_fit(k * history.returns, kind=kind) for k in (0.3, 3.0))
    assert small.converged
    assert large.converged
    assert large.persistence == pytest.approx(small.persistence, abs=0.005)
    assert large.parameter("nu") == pytest.approx(small.parameter("nu"), rel=0.2)
    if kind == "figarch":
        assert np.isnan(small.long_run_vol)
        assert np.isnan(small.half_life)
    else:
        assert large.long_run_vol == pytest.approx(10 * small.long_run_vol, rel=0.02)
        assert large.parameter("alpha") == pytest.approx(small.parameter("alpha"), abs=0.01)
    if kind == "egarch":  # ln σ² of the larger is higher by ln 100, and ω by what stays of that
        more = large.parameter("omega") - small.parameter("omega")
        assert more == pytest.approx((1 - small.persistence) * log(100), rel=0.1)


def test_egarch_one_step_is_exact_and_the_rest_repeatable(history):
    """A simulation with a seed gives the same again; its first session has no randomness."""
    n = len(history)
    kwargs = {"fitted_until": n - 20, "origins": np.arange(n - 20, n), "horizon": 5}
    first, again = (EGARCH.term_structure(history, **kwargs) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert first == pytest.approx(GARCH.term_structure(history, **kwargs), rel=0.4)


@pytest.mark.parametrize("nu", [2.5, 5.0, 12.0, 400.0])
def test_mean_absolute_t_is_its_integral(nu):
    """E|z| of a unit-variance Student t, by quadrature."""
    scale = sqrt((nu - 2) / nu)
    half, _ = integrate.quad(lambda z: z * stats.t.pdf(z, nu, scale=scale), 0, np.inf)
    assert _mean_absolute_t(nu) == pytest.approx(2 * half, rel=1e-3)


def test_gaps_are_joined_and_counted(history):
    """NaN returns are no observations and leave the fit that of the others."""
    holed = np.insert(history.returns, [100, 100, 1_500], np.nan)
    assert garch_fit(holed) == garch_fit(history.returns)


@pytest.mark.parametrize("returns", [np.full(499, 0.01), np.zeros(1_000), np.full(900, np.nan)])
def test_what_cannot_be_fitted_says_so(returns):
    """Too few returns, or none that move, are a fit that did not converge, with nothing in it."""
    fit = garch_fit(returns)
    assert not fit.converged
    assert fit.parameters == ()
    assert np.isnan([fit.persistence, fit.long_run_vol, fit.log_likelihood, fit.half_life]).all()
    assert fit.observations == np.isfinite(returns).sum()


def test_no_forecast_where_today_is_unknown(history):
    """An origin without its return has none; its neighbours do."""
    returns = history.returns.copy()
    returns[1_510] = np.nan
    holed = type(history)(history.dates, returns, history.variance, "test", history.implied)
    ours = GARCH.term_structure(
        holed, fitted_until=1_500, origins=np.arange(1_505, 1_515), horizon=2
    )
    assert np.isnan(ours).any(axis=1).tolist() == [False] * 5 + [True] + [False] * 4


def test_warnings_stay_inside(history):
    """The optimiser's warnings reach nobody, and the caller's filters are as before."""
    before = list(warnings.filters)
    Garch("gjr").term_structure(history, fitted_until=600, origins=np.arange(600, 610), horizon=2)
    assert list(warnings.filters) == before


def test_a_word_that_is_no_kind(garch_history):
    """The message names the kinds and the nearest."""
    with pytest.raises(InputError, match="did you mean 'egarch'"):
        garch_fit(np.zeros(10), kind="e-garch")
    with pytest.raises(InputError, match="has mu, omega") as refused:
        garch_fit(garch_history(600).returns).parameter("omga")
    assert "omega" in str(refused.value)
