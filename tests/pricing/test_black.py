"""Black (1976): identities first, then published numbers, then the corners."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from hedgerow.pricing.black import black, forward_delta, forward_gamma, vega

FORWARDS = st.floats(1.0, 10_000.0)
MONEYNESS = st.floats(0.6, 1.6)
EXPIRIES = st.floats(1 / 365, 3.0)
VOLS = st.floats(0.05, 1.5)


def plain(F, K, T, vol, sign):
    """The textbook line."""
    d1 = np.log(F / K) / (vol * np.sqrt(T)) + vol * np.sqrt(T) / 2
    return sign * (F * ndtr(sign * d1) - K * ndtr(sign * (d1 - vol * np.sqrt(T))))


@given(FORWARDS, MONEYNESS, EXPIRIES, VOLS, st.sampled_from(["call", "put"]))
def test_the_plain_twin(F, m, T, vol, right):
    """The kernel is the textbook formula, to the rounding of its two terms."""
    expected = plain(F, m * F, T, vol, 1 if right == "call" else -1)
    assert black(F, m * F, T, vol, right=right) == pytest.approx(expected, abs=4e-15 * F * (1 + m))


@given(FORWARDS, MONEYNESS, EXPIRIES, VOLS, st.floats(0.8, 1.0))
def test_put_call_parity(F, m, T, vol, D):
    """C − P = D (F − K) at any volatility."""
    K = m * F
    gap = black(F, K, T, vol, right="call", discount=D) - black(
        F, K, T, vol, right="put", discount=D
    )
    assert gap == pytest.approx(D * (F - K), abs=1e-14 * F * (1 + m))


@given(FORWARDS, MONEYNESS, EXPIRIES, VOLS, st.floats(0.1, 10.0))
def test_homogeneity(F, m, T, vol, scale):
    """Prices scale with forward and strike together."""
    once = black(F, m * F, T, vol, right="put")
    assert black(scale * F, scale * m * F, T, vol, right="put") == pytest.approx(
        scale * once, rel=1e-9, abs=1e-14 * F * scale
    )


@given(MONEYNESS, EXPIRIES, VOLS)
def test_shape_in_strike(m, T, vol):
    """A put rises with its strike, no faster than the strike, and ever faster."""
    K = 100 * m + np.array([-1.0, 0.0, 1.0])
    P = black(100.0, K, T, vol, right="put")
    assert (np.diff(P) >= -1e-13).all()
    assert (np.diff(P) <= 1 + 1e-13).all()
    assert np.diff(P, 2)[0] >= -1e-12


@given(FORWARDS, MONEYNESS, EXPIRIES, VOLS)
def test_delta_is_the_slope_in_the_forward(F, m, T, vol):
    """N(d1) is ∂V/∂F, by central differences."""
    h = 1e-4 * F
    K = m * F
    slope = (black(F + h, K, T, vol, right="put") - black(F - h, K, T, vol, right="put")) / (2 * h)
    assert forward_delta(F, K, T, vol, right="put") == pytest.approx(slope, abs=2e-4)


@given(MONEYNESS, EXPIRIES, VOLS)
def test_vega_and_gamma_are_one(m, T, vol):
    """Vega is gamma times F² σ T."""
    gamma = forward_gamma(100.0, 100 * m, T, vol)
    assert vega(100.0, 100 * m, T, vol) == pytest.approx(gamma * 1e4 * vol * T, rel=1e-12)


@pytest.mark.parametrize(
    ("K", "T", "vol"),
    [
        (60, 0.1, 0.2),
        (300, 0.25, 0.3),
        (50, 0.02, 0.25),
        (100.0001, 1e-6, 1e-3),
        (101, 0.25, 0.001),
    ],
)
def test_deep_out_of_the_money_prices_keep_their_digits(K, T, vol):
    """Against 60 digits: relative accuracy to 1e−12, down to prices of 1e−100 of the forward."""
    right = "put" if K < 100 else "call"
    with mpmath.workdps(250):
        s = mpmath.mpf(vol) * mpmath.sqrt(mpmath.mpf(T))
        d1 = mpmath.log(mpmath.mpf(100) / mpmath.mpf(K)) / s + s / 2
        sign = 1 if right == "call" else -1
        exact = sign * (100 * mpmath.ncdf(sign * d1) - mpmath.mpf(K) * mpmath.ncdf(sign * (d1 - s)))
    assert 0 < exact < 1
    assert black(100, K, T, vol, right=right) == pytest.approx(float(exact), rel=2e-12)


@pytest.mark.parametrize("s", [1e-8, 1e-6, 1e-4, 4e-3])
@pytest.mark.parametrize("steps", [-2.5, -0.3, 1.0])
def test_tiny_deviations_keep_their_digits(s, steps):
    """A few σ√T from the money prices are right to 1e−12 however small σ√T is: ln(F/K) by the difference."""
    K = 1 + steps * s
    right, sign = ("call", 1) if K > 1 else ("put", -1)
    with mpmath.workdps(60):
        d1 = mpmath.log(1 / mpmath.mpf(K)) / s + mpmath.mpf(s) / 2
        exact = sign * (mpmath.ncdf(sign * d1) - mpmath.mpf(K) * mpmath.ncdf(sign * (d1 - s)))
    assert black(1, K, 1, s, right=right) == pytest.approx(float(exact), rel=1e-12)


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
    found = np.exp(-0.011 * T) * forward_delta(F, 730.2, T, 0.17, right="put")
    assert float(found) == pytest.approx(-0.30, abs=5e-4)
    assert float(black(F, 730.2, T, 0.17, right="put", discount=D)) == pytest.approx(
        10.24, abs=0.01
    )


def test_no_time_or_no_vol_leaves_the_intrinsic_value():
    """At σ√T = 0 an option is worth D (K − F)⁺, and its delta is −1, −½ or 0."""
    K = np.array([90.0, 100.0, 110.0])
    for T, vol in ((0.0, 0.2), (0.5, 0.0)):
        assert black(100.0, K, T, vol, right="put", discount=0.9) == pytest.approx([0, 0, 9.0])
        assert forward_delta(100.0, K, T, vol, right="put") == pytest.approx([0, -0.5, -1])
        assert forward_gamma(100.0, K, T, vol).tolist() == [0, np.inf, 0]


def test_endless_vol_and_worthless_ends():
    """σ → ∞ makes a call worth the forward and a put the strike; K = 0 and F = 0 leave a forward or nothing."""
    assert black(100, 90, 0.5, np.inf, right="call", discount=0.9) == pytest.approx(90)
    assert black(100, 90, 0.5, np.inf, right="put", discount=0.9) == pytest.approx(81)
    assert black(100, 0, 0.5, 0.2, right=["call", "put"]).tolist() == [100, 0]
    assert black(0, 90, 0.5, 0.2, right=["call", "put"]).tolist() == [0, 90]
