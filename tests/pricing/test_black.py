"""Black (1976): identities first, then published numbers, then the inverse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.pricing.black import black, forward_delta, implied_vol

FORWARDS = st.floats(1.0, 10_000.0)
MONEYNESS = st.floats(0.6, 1.6)
EXPIRIES = st.floats(1 / 365, 3.0)
VOLS = st.floats(0.05, 1.5)


@given(FORWARDS, MONEYNESS, EXPIRIES, VOLS, st.floats(0.8, 1.0))
def test_put_call_parity(F, m, T, vol, D):
    """C − P = D (F − K) at any volatility."""
    K = m * F
    gap = black(F, K, T, vol, right="call", discount=D) - black(
        F, K, T, vol, right="put", discount=D
    )
    assert gap == pytest.approx(D * (F - K), abs=1e-10 * F)


@given(FORWARDS, MONEYNESS, EXPIRIES, VOLS, st.floats(0.1, 10.0))
def test_homogeneity(F, m, T, vol, scale):
    """Prices scale with forward and strike together."""
    once = black(F, m * F, T, vol, right="put")
    assert black(scale * F, scale * m * F, T, vol, right="put") == pytest.approx(
        scale * once, rel=1e-9, abs=1e-12 * F * scale
    )


@given(FORWARDS, MONEYNESS, EXPIRIES, VOLS)
def test_delta_is_the_slope_in_the_forward(F, m, T, vol):
    """N(d1) is ∂V/∂F, by central differences."""
    h = 1e-4 * F
    K = m * F
    slope = (black(F + h, K, T, vol, right="put") - black(F - h, K, T, vol, right="put")) / (2 * h)
    assert forward_delta(F, K, T, vol, right="put") == pytest.approx(slope, abs=2e-4)


@given(MONEYNESS, EXPIRIES, VOLS)
def test_implied_vol_returns_the_vol_of_a_price(m, T, vol):
    """Price → vol → price, wherever the option has time value left to read."""
    price = black(100.0, 100 * m, T, vol, right="put")
    back = implied_vol(price, 100.0, 100 * m, T, right="put")
    intrinsic = max(100 * m - 100.0, 0.0)
    if price - intrinsic > 1e-9:
        assert black(100.0, 100 * m, T, back, right="put") == pytest.approx(float(price), abs=1e-9)


@pytest.mark.parametrize(
    ("strike", "put"),
    # Hull, Options, Futures, and Other Derivatives, ch. 15: S 42, K 40, r 10 %, σ 20 %, T 0.5
    [(40.0, 0.8086)],
)
def test_published_price(strike, put):
    """Hull's six-month put is worth 0.81 (0.8086 to four digits)."""
    F, D = 42 * np.exp(0.05), np.exp(-0.05)
    assert float(black(F, strike, 0.5, 0.2, right="put", discount=D)) == pytest.approx(
        put, abs=5e-5
    )


def test_thirty_delta_strike_at_flat_seventeen():
    """SPEC G25: at a flat 17 % the 30-delta put is 730.2 at 10.24 (S 752, 60 days, r 3.7 %, q 1.1 %)."""
    T = 60 / 365
    F, D = 752 * np.exp((0.037 - 0.011) * T), np.exp(-0.037 * T)
    delta = np.exp(-0.011 * T) * forward_delta(F, 730.2, T, 0.17, right="put")
    assert float(delta) == pytest.approx(-0.30, abs=5e-4)
    assert float(black(F, 730.2, T, 0.17, right="put", discount=D)) == pytest.approx(
        10.24, abs=0.01
    )


def test_no_time_or_no_vol_leaves_the_intrinsic_value():
    """At σ√T = 0 an option is worth D (K − F)⁺, and its delta is −1, −½ or 0."""
    K = np.array([90.0, 100.0, 110.0])
    for T, vol in ((0.0, 0.2), (0.5, 0.0)):
        assert black(100.0, K, T, vol, right="put", discount=0.9) == pytest.approx([0, 0, 9.0])
        assert forward_delta(100.0, K, T, vol, right="put") == pytest.approx([0, -0.5, -1])


def test_prices_outside_the_bounds_have_no_vol():
    """At or below intrinsic value, at or above the maximum, or not a number: NaN."""
    prices = np.array([0.0, 10.0, 110.0, -1.0, np.nan, np.inf])
    assert np.isnan(implied_vol(prices, 100.0, 110.0, 0.5, right="put")).all()


def test_broadcasting():
    """Scalars and arrays broadcast; the shape is that of the broadcast arguments."""
    vols = implied_vol(
        np.full((2, 1), 3.0), 100.0, np.array([95.0, 100.0, 105.0]), 0.25, right="call"
    )
    assert vols.shape == (2, 3)
    assert np.isnan(vols[:, 0]).all()  # below the intrinsic value of 5
    assert np.isfinite(vols[:, 1:]).all()
