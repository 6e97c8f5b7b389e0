"""The heterogeneous autoregression."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.volatility.forecast.har import HAR, HAR_LOG, IMPLIED_DEBIASED, Har
from hedgerow.volatility.forecast.history import History, trailing_mean
from hedgerow.volatility.forecast.implied import Implied

N = 30_000
A, B = 0.002, np.array([0.35, 0.30, 0.25])  # of [Corsi09]'s size


def history(variance, implied=None):
    """With returns whose squares are the variance."""
    dates = pd.date_range("1950-01-01", periods=len(variance))
    none = np.full(len(variance), np.nan)
    return History(
        dates, np.sqrt(variance / 252), variance, "test", none if implied is None else implied
    )


@pytest.fixture(scope="module")
def log_har():
    """A HAR(1, 5, 22) of ln RV simulated."""
    noise = np.random.default_rng(5).normal(0, 0.4, N)
    y = np.full(N, np.log(0.03))
    for t in range(22, N):
        x = np.log([np.exp(y[t - lag : t]).mean() for lag in (1, 5, 22)])
        y[t] = 0.1 * np.log(0.03) + B @ x + noise[t]
    return np.exp(y)


def test_recovers_a_simulated_har():
    """One step ahead the forecast is the simulated equation, coefficients and all, within 5 %."""
    noise = np.random.default_rng(4).normal(0, 0.002, N)
    v = np.full(N, 0.02)
    for t in range(22, N):
        v[t] = A + B @ [v[t - lag : t].mean() for lag in (1, 5, 22)] + noise[t]
    origins = np.arange(N - 500, N)
    ours = HAR.term_structure(history(v), fitted_until=origins[0], origins=origins, horizon=1)
    x = np.column_stack([np.ones(N), *(trailing_mean(v, lag) for lag in (1, 5, 22))])[origins]
    found = np.linalg.lstsq(x, ours[:, 0], rcond=None)[0]
    assert found[1:] == pytest.approx(B, abs=0.03)
    assert found[1:].sum() == pytest.approx(B.sum(), abs=0.02)
    assert ours[:, 0] == pytest.approx(x @ [A, *B], rel=0.05)


def test_log_forecast_is_the_mean_not_the_median(log_har):
    """The way back from logs adds half the residual variance where residuals are normal."""
    origins = np.arange(N - 500, N)
    ours = HAR_LOG.term_structure(
        history(log_har), fitted_until=origins[0], origins=origins, horizon=1
    )
    x = np.column_stack([np.log(trailing_mean(log_har, lag)) for lag in (1, 5, 22)])[origins]
    median = np.exp(0.1 * np.log(0.03) + x @ B)
    assert ours[:, 0] == pytest.approx(median * np.exp(0.4**2 / 2), rel=0.05)


def test_direct_forecasts_are_unbiased(log_har):
    """At each horizon forecasts and what came have one mean, out of sample."""
    half = N // 2
    origins = np.arange(half, N - 21)
    ours = HAR_LOG.term_structure(history(log_har), fitted_until=half, origins=origins, horizon=21)
    for k in (1, 5, 21):
        came = np.lib.stride_tricks.sliding_window_view(log_har, k).mean(axis=1)[origins + 1]
        assert ours[:, k - 1].mean() == pytest.approx(came.mean(), rel=0.05)


def test_a_measure_without_the_night_is_put_on_its_level(log_har):
    """Half the variance measured gives the same forecast, for the returns say how much it lacks."""
    whole = history(log_har[:3_000])
    half = History(whole.dates, whole.returns, whole.variance / 2, "open to close", whole.implied)
    kwargs = {"fitted_until": 2_500, "origins": np.arange(2_500, 2_510), "horizon": 2}
    for model in (HAR, HAR_LOG):
        assert model.term_structure(half, **kwargs) == pytest.approx(
            model.term_structure(whole, **kwargs), rel=1e-9
        )


def test_premium_is_taken_out_of_implied(log_har):
    """Options that say 1.2 times what comes are forecast down to what comes."""
    came = np.append(log_har[1:3_001], np.nan)[:3_000]
    implied = 1.2 * np.sqrt(came)
    kwargs = {"fitted_until": 2_500, "origins": np.arange(2_500, 2_900), "horizon": 1}
    known = history(log_har[:3_000], implied)
    debiased = IMPLIED_DEBIASED.term_structure(known, **kwargs)[:, 0]
    assert debiased == pytest.approx(came[2_500:2_900], rel=1e-6)
    as_it_stands = Implied().term_structure(known, **kwargs)[:, 0]
    assert as_it_stands == pytest.approx(1.44 * came[2_500:2_900], rel=1e-9)


def test_a_line_does_not_fall_below_what_was_seen():
    """After a collapse of volatility the level form stays above zero."""
    rng = np.random.default_rng(6)
    v = np.exp(rng.normal(-3, 1.5, 600))
    v[500:] = 1e-9
    ours = Har("rising", (1, 60), form="level").term_structure(
        history(v), fitted_until=499, origins=np.arange(500, 600), horizon=5
    )
    assert (ours >= trailing_mean(v[:500], 60)[59:].min() - 1e-12).all()


def test_too_little_history_is_unknown(log_har):
    """Less than a year of rows fits nothing."""
    ours = HAR_LOG.term_structure(
        history(log_har[:300]), fitted_until=260, origins=np.arange(260, 300), horizon=1
    )
    assert np.isnan(ours).all()
