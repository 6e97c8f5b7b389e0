"""Ranges of forecasts: quantiles of what was missed, widened until they would have held."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.forecast.evaluation import realized_variance_ahead
from hedgerow.volatility.forecast.history import History
from hedgerow.volatility.forecast.interval import LogErrors, log_errors
from hedgerow.volatility.forecast.walk_forward import Forecasts


def errors(values, horizon=5):
    """Errors at successive origins."""
    return LogErrors("a", horizon, np.asarray(values), np.arange(len(values)))


def test_independent_errors_need_no_widening():
    """Where errors are alike through time, the plain quantiles hold about as often as they say."""
    e = 0.3 * np.random.default_rng(0).standard_normal(5000)
    made = errors(e).interval(0.2, 0.8)
    assert made.held == pytest.approx(0.8, abs=0.02)
    assert made.nominal <= 0.84
    assert made.low == pytest.approx(0.2 * np.exp(-1.2816 * 0.3), rel=0.05)
    assert made.high == pytest.approx(0.2 * np.exp(1.2816 * 0.3), rel=0.05)
    assert made.median == pytest.approx(0.2, rel=0.03)


def test_growing_surprises_widen_the_range():
    """Where errors grow, ranges from the past hold too seldom, and a higher nominal level is taken."""
    rng = np.random.default_rng(1)
    e = np.linspace(0.1, 0.5, 4000) * rng.standard_normal(4000)
    made = errors(e).interval(0.2, 0.8)
    plain = 0.2 * np.exp(np.quantile(e, [0.1, 0.9]))
    assert made.nominal > 0.8
    assert made.low < plain[0]
    assert made.high > plain[1]


def test_how_often_ranges_held_is_counted_by_a_plain_loop():
    """The share is that of a loop over blocks that knows only errors whose sessions are over."""
    e, h = 0.3 * np.random.default_rng(2).standard_t(3, 600), 5
    made = errors(e, h).interval(0.2, 0.8)
    inside = made_ranges = 0
    for start in range(0, len(e), h):
        known = e[: max(0, start - h + 1)]
        if len(known) < 10 * h:
            continue
        low, high = np.quantile(known, [0.5 - made.nominal / 2, 0.5 + made.nominal / 2])
        came = e[start : start + h]
        inside += np.sum((came >= low) & (came <= high))
        made_ranges += len(came)
    assert made.held == pytest.approx(inside / made_ranges, abs=1e-12)


def test_errors_that_are_not_known_yet_play_no_part():
    """The last horizon's errors change today's quantiles, but no range that was judged before them."""
    e = 0.3 * np.random.default_rng(3).standard_normal(2000)
    changed = e.copy()
    changed[-5:] = 9.0
    levels = np.array([0.8])
    before, n = errors(e)._held(levels)
    after, m = errors(changed)._held(levels)
    assert n == m
    lost = np.sum(np.abs(e[-5:]) < 0.3 * 1.2816)
    assert (before - after)[0] * n == pytest.approx(lost, abs=1)


def test_few_errors():
    """Under ten targets without overlap there is no range; under twenty it is not judged."""
    assert np.isnan(errors(np.zeros(49)).interval(0.2).low)
    few = errors(0.1 * np.random.default_rng(4).standard_normal(60)).interval(0.2)
    assert few.low < few.median < few.high
    assert few.nominal == few.level == 0.8
    assert np.isnan(few.held)


@pytest.mark.parametrize("level", [0, 1, 80, float("nan")])
def test_a_level_that_is_none(level):
    """A share of cases lies between 0 and 1."""
    with pytest.raises(InputError, match="between 0 and 1"):
        errors(np.zeros(100)).interval(0.2, level)


def test_errors_of_forecasts(known):
    """An error is half the log of what came over the forecast of it, with the row it was made at."""
    history, forecasts, came = known
    found = log_errors(forecasts, history, "a", horizon=5)
    F = forecasts.of("a")[:, 4]
    there = np.isfinite(came) & np.isfinite(F)
    np.testing.assert_allclose(found.values, np.log(came[there] / F[there]) / 2, rtol=1e-12)
    np.testing.assert_array_equal(found.rows, np.flatnonzero(there))


@pytest.fixture
def known():
    """A history, forecasts of one model made at every row but some, and what came."""
    n = 400
    rng = np.random.default_rng(5)
    returns = 0.01 * rng.standard_normal(n)
    nothing = np.full(n, np.nan)
    dates = pd.bdate_range("2020-01-01", periods=n)
    history = History(dates, returns, 252 * returns**2, "squared returns", nothing)
    F = np.full((1, n, 5), 0.03)
    F[0, 10:20] = np.nan
    forecasts = Forecasts(("a",), dates, np.arange(n), F, np.isfinite(F).astype(np.int64))
    return history, forecasts, realized_variance_ahead(returns, 5)
