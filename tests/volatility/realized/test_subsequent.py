"""Volatility after the day it was quoted, and what implied was worth."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.volatility.realized.subsequent import implied_over_subsequent, subsequent_vol

R = 0.01 * np.random.default_rng(0).normal(size=1500)


def test_looks_only_ahead():
    """Entry t is √(252 · mean of the next 21 squares); the last 21 are not known yet."""
    v = subsequent_vol(R)
    for t in (0, 700, 1478):
        assert v[t] == pytest.approx(np.sqrt(252 * np.mean(R[t + 1 : t + 22] ** 2)))
    assert np.isnan(v[-21:]).all()
    assert np.isfinite(v[:-21]).all()


def test_a_gap_makes_the_days_before_it_unknown():
    """A return that is missing is in the window of the 21 days before it."""
    holed = R.copy()
    holed[100] = np.nan
    assert list(np.flatnonzero(np.isnan(subsequent_vol(holed)[:-21]))) == list(range(79, 100))


def test_figures():
    """Mean, median, share above zero and ratio of implied and what followed, by hand."""
    vols = 0.16 + 0.05 * np.random.default_rng(1).normal(size=1500)
    made = implied_over_subsequent(vols, R, draws=50)
    v = subsequent_vol(R)[:-21]
    spread = vols[:-21] - v
    assert made.observations == 1479
    assert made.effective_observations == pytest.approx(1479 / 21)
    assert made.mean == pytest.approx(spread.mean())
    assert made.median == pytest.approx(np.median(spread))
    assert made.hit_rate == pytest.approx(np.mean(spread > 0))
    assert made.median_ratio == pytest.approx(np.median(vols[:-21] / v))
    assert made.percentile_5 == pytest.approx(np.percentile(spread, 5))


def test_overlap_is_in_the_interval():
    """The interval of the mean is as wide as n/21 separate months make it, not as n days would."""
    made = implied_over_subsequent(np.full(1500, 0.16), R)
    error = (made.mean_interval[1] - made.mean_interval[0]) / (2 * 1.96)
    scatter = subsequent_vol(R)[:-21].std()
    assert error == pytest.approx(scatter * np.sqrt(21 / 1479), rel=0.35)


def test_unknown_implied_volatility_is_left_out():
    """A day without an implied volatility is no observation."""
    vols = np.full(1500, 0.2)
    vols[:100] = np.nan
    assert implied_over_subsequent(vols, R, draws=20).observations == 1379


@pytest.mark.parametrize("n", [0, 1, 21])
def test_too_short(n):
    """Before the first window is over nothing is known, and no hit rate is zero."""
    made = implied_over_subsequent(np.full(n, 0.2), R[:n])
    assert made.observations == 0
    assert np.isnan([made.mean, made.hit_rate, made.median_ratio, *made.mean_interval]).all()


def test_a_market_that_stood_still():
    """Implied above a realized of zero is a hit; the ratio is unknown."""
    made = implied_over_subsequent(np.full(500, 0.1), np.zeros(500))
    assert (made.mean, made.hit_rate) == (pytest.approx(0.1), 1.0)
    assert np.isnan(made.median_ratio)


def test_a_horizon_that_cannot_be():
    """At least one session."""
    with pytest.raises(InputError, match="sessions=0"):
        subsequent_vol(R, sessions=0)
