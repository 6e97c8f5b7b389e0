"""Correlation of returns with changes of implied volatility, and its state."""

import numpy as np
import pandas as pd
import pytest

from hedgerow.volatility.realized.spot_vol import (
    changes,
    correlation,
    rolling_correlation,
    spot_vol,
    state,
)


def market(ρ, n=600, seed=0):
    """Returns, and a volatility whose logarithm changes with correlation ρ to them."""
    x, e = np.random.default_rng(seed).normal(size=(2, n))
    return 0.01 * x, 0.2 * np.exp(0.01 * np.cumsum(ρ * x + np.sqrt(1 - ρ**2) * e))


def test_rolling_equals_pandas():
    """The rolling correlation of pandas, gaps and all."""
    x, y = np.random.default_rng(1).normal(size=(2, 300))
    x[50], y[120:124] = np.nan, np.nan
    twin = pd.Series(x).rolling(63, min_periods=57).corr(pd.Series(y)).to_numpy(copy=True)
    twin[:62] = np.nan  # a window that is not full is none
    assert rolling_correlation(x, y, window=63) == pytest.approx(twin, abs=1e-10, nan_ok=True)


def test_whole_history_equals_numpy():
    """Pearson's of both changes over all days on which both are known."""
    r, vols = market(-0.7)
    row = spot_vol(r, vols).correlations[-1]
    assert row.name == "whole history"
    assert row.observations == 599
    assert row.with_change == pytest.approx(np.corrcoef(r[1:], np.diff(vols))[0, 1])
    assert row.with_log_change == pytest.approx(np.corrcoef(r[1:], np.diff(np.log(vols)))[0, 1])


def test_latest_windows():
    """The rows of 63 and 252 days are the correlations of the last so many days."""
    r, vols = market(-0.7)
    for row, window in zip(spot_vol(r, vols).correlations, (63, 252), strict=False):
        last = np.corrcoef(r[-window:], np.diff(np.log(vols))[-window:])[0, 1]
        assert row.with_log_change == pytest.approx(last)
        assert row.percentile_5 < row.median < row.percentile_95


def test_a_gap_is_not_bridged():
    """A missing volatility costs its own day and the next."""
    r, vols = market(-0.7)
    vols[-10] = np.nan
    assert spot_vol(r, vols).correlations[0].observations == 61
    assert list(np.isnan(changes(np.array([1.0, np.nan, 3.0, 4.0])))) == [True, True, True, False]


@pytest.mark.parametrize(
    ("ρ", "z", "name"),
    [
        (-0.95, 3, "crash"),
        (-0.95, -2.5, "crash"),
        (-0.95, 2, "tight"),
        (-0.95, np.nan, "unknown"),
        (-0.9, np.nan, "normal"),
        (-0.8, 5, "normal"),
        (-0.5, 0, "weak"),
        (-0.2, 0, "weak"),
        (0.0, 0, "inverted"),
        (0.4, 0, "inverted"),
        (np.nan, 0, "unknown"),
    ],
)
def test_states(ρ, z, name):
    """The bands of SPEC DT-06c, half-open."""
    assert state(ρ, z) == name


def test_state_of_a_market():
    """A market drawn with ρ = −.75 is normal; with +.5 it is inverted."""
    assert spot_vol(*market(-0.75)).state == "normal"
    assert spot_vol(*market(0.5)).state == "inverted"


def test_z_is_five_days_in_standard_deviations():
    """The last five-day change of ln V over the standard deviation of a year of them."""
    r, vols = market(-0.7)
    moves = np.log(vols[5:] / vols[:-5])
    assert spot_vol(r, vols).z == pytest.approx(moves[-1] / moves[-252:].std(ddof=1))


@pytest.mark.parametrize("still", [0.0, 0.1, 1e-3])
def test_what_stood_still_has_no_correlation(still):
    """A constant series, whatever its level, has no correlation, not one of rounding."""
    x = np.random.default_rng(2).normal(size=100)
    assert np.isnan(correlation(x, np.full(100, still)))
    assert np.isnan(rolling_correlation(np.full(100, still), x, window=63)).all()


@pytest.mark.parametrize("n", [0, 1, 20])
def test_too_short(n):
    """Fewer than 21 days: unknown throughout."""
    r, vols = market(-0.7, n)
    made = spot_vol(r, vols)
    assert made.state == "unknown"
    assert np.isnan([row.with_log_change for row in made.correlations]).all()


def test_a_volatility_of_zero_is_unknown():
    """It has no logarithm, and is left out without a warning."""
    r, vols = market(-0.7)
    vols[300] = 0.0
    assert spot_vol(r, vols).correlations[-1].observations == 597
