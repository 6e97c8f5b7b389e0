"""Black–Scholes–Merton: every Greek is the derivative that its name says."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.pricing.black import black
from hedgerow.pricing.bsm import DeltaConvention, bsm, delta, greeks, higher_greeks

CASES = [
    (100.0, 95.0, 0.25, 0.2, 0.03, 0.01),
    (752.0, 729.3, 60 / 365, 0.168, 0.037, 0.011),
    (100.0, 160.0, 2.0, 0.45, -0.01, 0.03),
    (50.0, 50.0, 1 / 365, 0.1, 0.05, 0.0),
]


def exact(S, K, T, v, r, q, sign):
    """The price in mpmath's numbers."""
    s = v * mpmath.sqrt(T)
    d1 = (mpmath.log(S / K) + (r - q) * T) / s + s / 2
    return sign * (
        S * mpmath.exp(-q * T) * mpmath.ncdf(sign * d1)
        - K * mpmath.exp(-r * T) * mpmath.ncdf(sign * (d1 - s))
    )


def derivative(case, sign, orders):
    """Partial derivative of the price of given orders in (S, K, T, v, r, q), by 40-digit differences."""
    with mpmath.workdps(40):
        return float(mpmath.diff(lambda *a: exact(*a, sign), tuple(map(mpmath.mpf, case)), orders))


@pytest.mark.parametrize("right", ["call", "put"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("name", "orders", "sign"),
    [
        ("price", (0, 0, 0, 0, 0, 0), 1),
        ("delta", (1, 0, 0, 0, 0, 0), 1),
        ("gamma", (2, 0, 0, 0, 0, 0), 1),
        ("vega", (0, 0, 0, 1, 0, 0), 1),
        ("theta", (0, 0, 1, 0, 0, 0), -1),  # the clock runs against expiry
        ("rho", (0, 0, 0, 0, 1, 0), 1),
        ("dividend_rho", (0, 0, 0, 0, 0, 1), 1),
        ("vanna", (1, 0, 0, 1, 0, 0), 1),
        ("charm", (1, 0, 1, 0, 0, 0), -1),
        ("volga", (0, 0, 0, 2, 0, 0), 1),
    ],
)
def test_greeks_are_derivatives(case, right, name, orders, sign):
    """Each of the nine is the partial derivative of the exact price."""
    S, K, T, v, r, q = case
    found = getattr(greeks(S, K, T, v, right=right, rate=r, dividend_yield=q), name)
    expected = sign * derivative(case, 1 if right == "call" else -1, orders)
    assert found == pytest.approx(expected, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("name", "orders", "sign"),
    [
        ("speed", (3, 0, 0, 0, 0, 0), 1),
        ("zomma", (2, 0, 0, 1, 0, 0), 1),
        ("color", (2, 0, 1, 0, 0, 0), -1),
    ],
)
def test_higher_greeks_are_derivatives_of_gamma(case, name, orders, sign):
    """Speed, zomma and color: in spot, volatility and time."""
    S, K, T, v, r, q = case
    found = getattr(higher_greeks(S, K, T, v, rate=r, dividend_yield=q), name)
    assert found == pytest.approx(sign * derivative(case, 1, orders), rel=1e-9, abs=1e-12)


@given(
    st.floats(0.6, 1.6),
    st.floats(0.01, 3),
    st.floats(0.05, 1),
    st.floats(-0.05, 0.15),
    st.floats(0, 0.1),
)
def test_the_pricing_equation(m, T, v, r, q):
    """θ + (r − q) S Δ + ½ σ² S² Γ = r V."""
    S = 100.0
    g = greeks(S, m * S, T, v, right="put", rate=r, dividend_yield=q)
    left = g.theta + (r - q) * S * g.delta + 0.5 * v * v * S * S * g.gamma
    assert left == pytest.approx(r * g.price, abs=1e-11 * S)


@given(st.floats(0.6, 1.6), st.floats(0.01, 3), st.floats(0.05, 1), st.floats(-0.05, 0.15))
def test_black_is_the_same_on_the_forward(m, T, v, r):
    """With F = S e^{(r−q)T} and D = e^{−rT} both rooms give one price."""
    F, D = 100 * np.exp((r - 0.02) * T), np.exp(-r * T)
    spot = bsm(100, 100 * m, T, v, right="call", rate=r, dividend_yield=0.02)
    assert spot == pytest.approx(
        black(F, 100 * m, T, v, right="call", discount=D), rel=1e-10, abs=1e-12
    )


def test_delta_conventions():
    """Forward delta is spot delta without e^{−qT}; premium adjusted, each loses the premium in the underlying."""
    S, K, T, v, r, q = CASES[0]
    terms = {"right": "put", "rate": r, "dividend_yield": q}
    spot, forward, adjusted, adjusted_forward = (
        delta(S, K, T, v, convention=c, **terms) for c in DeltaConvention
    )
    F = S * np.exp((r - q) * T)
    assert forward == pytest.approx(spot * np.exp(q * T), rel=1e-14)
    assert adjusted == pytest.approx(spot - bsm(S, K, T, v, **terms) / S, rel=1e-13)
    # −(K/F) N(−d2), and N(−d2) is the slope of the put in its strike, undiscounted
    h = 1e-4
    n_minus_d2 = (
        (bsm(S, K + h, T, v, **terms) - bsm(S, K - h, T, v, **terms)) / (2 * h) * np.exp(r * T)
    )
    assert adjusted_forward == pytest.approx(-K / F * n_minus_d2, rel=1e-6)


def test_delta_where_a_yield_leaves_nothing():
    """At a yield of 800 the forward is worthless: every call delta is 0, and nothing warns."""
    terms = {"right": "call", "rate": 0.03, "dividend_yield": 800.0}
    assert delta(100, 95, 1, 0.2, convention=DeltaConvention.FORWARD, **terms) == 0
    assert delta(100, 95, 1, 0.2, **terms) == 0


def test_quantlib_has_the_same_greeks():
    """QuantLib's analytic engine: price, delta, gamma, vega, theta and both rhos."""
    ql = pytest.importorskip("QuantLib")
    today, day = ql.Date(2, 1, 2025), ql.Actual365Fixed()
    ql.Settings.instance().evaluationDate = today
    process = ql.BlackScholesMertonProcess(
        ql.QuoteHandle(ql.SimpleQuote(100.0)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, 0.01, day)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, 0.04, day)),
        ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), 0.25, day)),
    )
    option = ql.VanillaOption(
        ql.PlainVanillaPayoff(ql.Option.Put, 105.0), ql.EuropeanExercise(today + 200)
    )
    option.setPricingEngine(ql.AnalyticEuropeanEngine(process))
    g = greeks(100, 105, 200 / 365, 0.25, right="put", rate=0.04, dividend_yield=0.01)
    theirs = (
        option.NPV(),
        option.delta(),
        option.gamma(),
        option.vega(),
        option.theta(),
        option.rho(),
        option.dividendRho(),
    )
    ours = (g.price, g.delta, g.gamma, g.vega, g.theta, g.rho, g.dividend_rho)
    assert ours == pytest.approx(theirs, rel=1e-11)


def test_huge_rates_are_exact():
    """Where e^{−rT} leaves the doubles, prices are zero, the spot, or unknown, never a clamp."""
    assert bsm(100, 100, 1, 0.2, right="put", rate=1000.0) == 0
    assert bsm(100, 100, 1, 0.2, right="call", rate=1000.0) == 100
    assert bsm(100, 100, 1, 0.2, right="put", rate=-400.0) == pytest.approx(
        100 * np.exp(400.0), rel=1e-12
    )
    assert np.isnan(bsm(100, 100, 1, 0.2, right="put", rate=-1000.0))


def test_the_corner():
    """At σ√T = 0: payoff slopes beside the corner; on it half a delta, infinite gamma, no bend."""
    g = greeks(100, [90.0, 100.0, 110.0], 0.0, 0.2, right="call", rate=0.05)
    assert g.price.tolist() == [10, 0, 0]
    assert g.delta.tolist() == [1, 0.5, 0]
    assert g.gamma.tolist() == [0, np.inf, 0]
    assert g.theta.tolist() == [-4.5, -np.inf, 0]
    assert np.isnan(g.vanna[1])
    assert g.vanna[[0, 2]].tolist() == [0, 0]
    h = higher_greeks(100, [90.0, 100.0], 0.0, 0.2, rate=0.05)
    assert h.speed[0] == 0
    assert np.isnan(h.speed[1])
