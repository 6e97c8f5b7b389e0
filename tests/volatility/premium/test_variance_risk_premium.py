"""Four premiums: what each is, what is known when, and that none meets another."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.market.bars import Bars
from hedgerow.volatility.premium.variance_risk_premium import (
    Premium,
    PremiumSeries,
    ex_ante_premium,
    ex_post_premium,
    trailing_premium,
    trailing_vol,
    variance_premium,
    variance_swap_gain,
)
from hedgerow.volatility.realized.close_to_close import close_to_close

VIX, REALIZED = 0.1701, 0.123
"""Of 26 May 2026, as the article gives them [SPEC MS-07]."""


def test_the_premium_of_the_article():
    """17.01 less 12.3 is 4.71 points, and 138 variance points in variance [SPEC MS-04]."""
    implied, realized = np.array([VIX]), np.array([REALIZED])
    assert 100 * trailing_premium(implied, realized).last.value == pytest.approx(4.71, abs=1e-9)
    assert 1e4 * variance_premium(implied, realized**2).last.value == pytest.approx(138, abs=0.06)


def test_ex_ante_and_variance_agree():
    """V² − E = (V − √E)(V + √E): the two flavours of one forecast have one sign."""
    rng = np.random.default_rng(0)
    V, E = rng.uniform(0.1, 0.5, 50), rng.uniform(0.01, 0.2, 50)
    product = ex_ante_premium(V, E).values * (V + np.sqrt(E))
    assert variance_premium(V, E).values == pytest.approx(product)


def test_what_came_is_known_a_month_later():
    """The value of a day is NaN until the 21 sessions after it are over, and then never changes."""
    rng = np.random.default_rng(1)
    r, V = rng.normal(0, 0.01, 100), np.full(100, 0.2)
    whole = ex_post_premium(V, r).values
    for n in (60, 80):
        part = ex_post_premium(V[:n], r[:n])
        assert part.last_row == n - 22
        assert part.values[: n - 21] == pytest.approx(whole[: n - 21], abs=1e-15)
        assert np.isnan(part.values[n - 21 :]).all()


def test_trailing_volatility_is_close_to_close():
    """In one pass, what the estimator of the realized room says."""
    rng = np.random.default_rng(2)
    C = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, 200)))
    C[50] = np.nan
    bars = Bars(pd.bdate_range("2024-01-02", periods=200), C, C, C, C)
    ours = trailing_vol(bars.returns, sessions=21)
    assert ours == pytest.approx(close_to_close(bars, window=21), rel=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    ("flavour", "sessions"),
    [("ex_post", 21), ("variance", 21), ("ex_ante_model", 21), ("trailing", 30)],
)
def test_no_flavour_meets_another(flavour, sessions):
    """A premium refuses another flavour or horizon, and has no order."""
    one, other = Premium("trailing", 21, 0.05), Premium(flavour, sessions, 0.04)
    with pytest.raises(InputError, match="compare it with its own past"):
        one.over(other)
    with pytest.raises(TypeError):
        assert one > other


@given(st.floats(-1, 1))
def test_the_sign_of_its_buyer(value):
    """Carr and Wu's figure is the seller's with the other sign, and turning it twice is nothing."""
    premium = Premium("ex_post", 21, value)
    assert premium.carr_wu == -value
    assert Premium("ex_post", 21, premium.carr_wu).carr_wu == value


def test_the_record_of_a_series():
    """Mean, median and share are of known values; the percentile is among those before the last."""
    series = PremiumSeries("trailing", 21, np.array([np.nan, 3.0, 1.0, -1.0, 2.0, np.nan]))
    assert (series.last_row, series.last.value) == (4, 2.0)
    assert series.mean.value == pytest.approx(1.25)
    assert series.median.value == 1.5
    assert series.share_positive == 0.75
    assert np.isnan(series.percentile())  # three before it are no past
    many = PremiumSeries("trailing", 21, np.append(np.arange(400.0), 99.5))
    assert many.percentile() == 25.0
    assert many.percentile(window=300) == 0.0


def test_a_series_without_values():
    """Nothing known is unknown, not zero."""
    nothing = PremiumSeries("ex_post", 21, np.full(3, np.nan))
    figures = (nothing.last.value, nothing.mean.value, nothing.median.value, nothing.share_positive)
    assert np.isnan(figures).all()
    assert nothing.last_row == -1
    assert np.isnan(nothing.percentile())


@given(st.floats(0.05, 0.8), st.floats(0.01, 1.5))
def test_variance_gains_less_than_volatility(implied, realized):
    """(V² − RV²)/2V is at most V − RV, for (V − RV)² is not negative."""
    gain = variance_swap_gain(np.array([implied]), np.array([realized]))[0]
    assert gain <= implied - realized + 1e-12


def test_the_payoff_of_demeterfi():
    """A variance swap struck at 18 with 100,000 USD of vega a point pays its buyer 301 points at 25 [SPEC VW]: (25² − 18²)."""
    points = -variance_swap_gain(np.array([0.18]), np.array([0.25]))[0] * 2 * 0.18 * 1e4
    assert points == pytest.approx(301)
