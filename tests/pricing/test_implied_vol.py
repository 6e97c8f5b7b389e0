"""Implied volatility: round trips, an oracle of 60 digits, and the prices that have none."""

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hedgerow.pricing.black import black
from hedgerow.pricing.implied_vol import Reason, explained_implied_vol, implied_vol

EPS = np.finfo(float).eps


@settings(max_examples=300)
@given(
    st.floats(-5, 5),
    st.floats(np.log(1e-3), np.log(5.0)),
    st.floats(1 / 365, 10),
    st.sampled_from(["call", "put"]),
)
def test_price_vol_price(x, ln_s, T, right):
    """The price at the volatility of a price is that price, over the whole range that doubles can hold."""
    F, K = 100.0, 100.0 * np.exp(x)
    vol = np.exp(ln_s) / np.sqrt(T)
    price = black(F, K, T, vol, right=right)
    intrinsic = max(F - K, 0.0) if right == "call" else max(K - F, 0.0)
    most = F if right == "call" else K
    assume(price - intrinsic > 1e-250 * F)
    assume(most - price > 4 * EPS * most)
    assume(price - intrinsic > 4 * EPS * price)  # parity leaves something to read
    back = implied_vol(price, F, K, T, right=right)
    assert black(F, K, T, back, right=right) == pytest.approx(
        float(price), rel=1e-11, abs=8 * EPS * max(F, K)
    )


@given(st.floats(-3, 3), st.floats(0.01, 2.5), st.floats(0.01, 4))
def test_vol_price_vol_out_of_the_money(x, s, T):
    """Out of the money, volatility comes back to 1e−12 wherever its price is a normal number."""
    K = 100.0 * np.exp(x)
    vol = s / np.sqrt(T)
    right = "call" if x > 0 else "put"
    price = black(100.0, K, T, vol, right=right)
    assume(price > 1e-250 * 100)
    assume(price < 0.8 * min(K, 100.0))
    assert implied_vol(price, 100.0, K, T, right=right) == pytest.approx(vol, rel=1e-12)


def oracle(price, K, T, right, near):
    """The root in 60 digits: secant steps on the logarithm of the exact price, from a number ``near``."""
    with mpmath.workdps(60):
        sign = 1 if right == "call" else -1
        target = mpmath.log(mpmath.mpf(price))

        def miss(s):
            d1 = mpmath.log(1 / mpmath.mpf(K)) / s + s / 2
            with mpmath.workdps(320):
                value = sign * (
                    mpmath.ncdf(sign * d1) - mpmath.mpf(K) * mpmath.ncdf(sign * (d1 - s))
                )
            return mpmath.log(value) - target

        s = mpmath.mpf(near) * mpmath.sqrt(mpmath.mpf(T))
        root = mpmath.findroot(miss, (0.99 * s, 1.01 * s), tol=1e-40)
        return float(root / mpmath.sqrt(mpmath.mpf(T)))


@pytest.mark.parametrize("price", [1e-250, 1e-180, 1e-100, 1e-40, 1e-16, 1e-6, 0.01, 0.2])
@pytest.mark.parametrize("K", [0.35, 0.9, 1.02, 2.5])
def test_the_oracle(price, K):
    """Down to prices of 1e−250 of the forward, the volatility is that of 60 digits to 1e−12."""
    right = "call" if K > 1 else "put"
    if price >= min(K, 1.0):
        pytest.skip("above the maximum")
    found = implied_vol(price, 1.0, K, 0.5, right=right)
    assert found == pytest.approx(oracle(price, K, 0.5, right, found), rel=1e-12)


@pytest.mark.parametrize("gap", [1e-1, 1e-3, 1e-6, 1e-9])
def test_close_to_the_maximum(gap):
    """Near the forward the distance to it, not the price, holds the digits."""
    price = 1.0 - gap
    vol = implied_vol(price, 1.0, 1.0, 1.0, right="call")
    # at the money 1 − C = erfc(s/√8)
    with mpmath.workdps(40):
        exact = mpmath.erfinv(1 - mpmath.mpf(1 - price)) * mpmath.sqrt(8)
        exact = mpmath.findroot(
            lambda s: mpmath.erfc(s / mpmath.sqrt(8)) - (1 - mpmath.mpf(price)), exact
        )
    assert vol == pytest.approx(float(exact), rel=4e-16 / gap + 1e-14)


@pytest.mark.parametrize("s", [1e-7, 1e-5, 1e-4, 4.9e-3, 5.1e-3])
def test_tiny_deviations(s):
    """At the money C ≈ F s/√(2π): a minute to expiry is as exact as a year."""
    with mpmath.workdps(40):
        price = float(mpmath.erf(mpmath.mpf(s) / mpmath.sqrt(8)))
    assert implied_vol(price, 1.0, 1.0, 1.0, right="call") == pytest.approx(s, rel=1e-12)


def test_choi_stress_case():
    """S 1, K 1.5, σ 4 %, T 1 [Choi et al., arXiv 2302.08758]: a price of 1e−25 gives 4 % back."""
    price = black(1.0, 1.5, 1.0, 0.04, right="call")
    assert price < 1e-24
    assert implied_vol(price, 1.0, 1.5, 1.0, right="call") == pytest.approx(0.04, rel=1e-13)


def test_prices_outside_the_bounds_have_no_vol_and_say_why():
    """At or below intrinsic value, at or above the maximum, not a number: NaN with its reason."""
    prices = [0.0, 10.0, 9.0, 110.0, 200.0, -1.0, np.nan, np.inf, 12.0]
    found = explained_implied_vol(prices, 100.0, 110.0, 0.5, right="put")
    assert np.isnan(found.vol[:-1]).all()
    assert found.vol[-1] > 0
    assert [Reason(int(r)).name for r in found.reason] == [
        "BELOW_INTRINSIC",
        "BELOW_INTRINSIC",
        "BELOW_INTRINSIC",
        "ABOVE_MAXIMUM",
        "ABOVE_MAXIMUM",
        "BELOW_INTRINSIC",
        "NOT_FINITE",
        "NOT_FINITE",
        "SOLVED",
    ]


def test_no_time_left_has_no_vol():
    """At expiry a price is the payoff (below, in the reason's sense) or more than any volatility explains."""
    found = explained_implied_vol([10.0, 10.5], 100.0, 110.0, 0.0, right="put")
    assert [Reason(int(r)).name for r in found.reason] == ["BELOW_INTRINSIC", "ABOVE_MAXIMUM"]


def test_calls_and_puts_of_one_strike_agree():
    """Parity holds in volatilities: the call and the put of one price pair imply one number."""
    K = np.linspace(70, 140, 15)
    C = black(100, K, 0.3, 0.25, right="call", discount=0.97)
    P = C - 0.97 * (100 - K)
    assert implied_vol(C, 100, K, 0.3, right="call", discount=0.97) == pytest.approx(
        implied_vol(P, 100, K, 0.3, right="put", discount=0.97), rel=1e-9
    )


def test_broadcasting():
    """Scalars and arrays broadcast; the shape is that of the broadcast arguments."""
    vols = implied_vol(
        np.full((2, 1), 3.0), 100.0, np.array([95.0, 100.0, 105.0]), 0.25, right="call"
    )
    assert vols.shape == (2, 3)
    assert np.isnan(vols[:, 0]).all()  # below the intrinsic value of 5
    assert np.isfinite(vols[:, 1:]).all()
