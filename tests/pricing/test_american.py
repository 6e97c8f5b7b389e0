"""American options: published premia, an independent tree with its own error, and what must hold everywhere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.american import american, american_greeks, american_value
from hedgerow.pricing.bsm import bsm, greeks

MONEYNESS = st.floats(0.6, 1.6)
EXPIRIES = st.floats(1 / 365, 3.0)
VOLS = st.floats(0.05, 1.0)
RATES = st.floats(-0.02, 0.12)
RIGHTS = st.sampled_from(["call", "put"])


def tree(S, K, T, v, r, q, sign, steps):
    """Cox–Ross–Rubinstein with Black–Scholes one step before the end [Broadie, Detemple 1996]."""
    dt = T / steps
    up = np.exp(v * np.sqrt(dt))
    p = (np.exp((r - q) * dt) - 1 / up) / (up - 1 / up)
    assert 0 < p < 1
    powers = np.arange(-(steps - 1), steps, 2)
    spot = S * up ** powers.astype(float)
    right = "call" if sign > 0 else "put"
    value = np.maximum(
        bsm(spot, K, dt, v, right=right, rate=r, dividend_yield=q), sign * (spot - K)
    )
    for n in range(steps - 2, -1, -1):
        value = np.exp(-r * dt) * (p * value[1:] + (1 - p) * value[:-1])
        spot = S * up ** np.arange(-n, n + 1, 2).astype(float)
        value = np.maximum(value, sign * (spot - K))
    return float(value[0])


def converged(*arguments, steps=2400):
    """The tree extrapolated, and the change that the last doubling made: its error."""
    coarse, middle, fine = (tree(*arguments, steps=n) for n in (steps // 4, steps // 2, steps))
    before, after = 2 * middle - coarse, 2 * fine - middle
    return after, abs(after - before)


CASES = [
    # S, K, T, v, r, q
    (100, 100, 1.0, 0.25, 0.05, 0.05),
    (100, 110, 0.5, 0.20, 0.08, 0.00),
    (100, 90, 2.0, 0.35, 0.03, 0.06),
    (100, 105, 0.15, 0.15, 0.05, 0.012),
    (100, 130, 1.0, 0.60, 0.10, 0.02),
    (100, 100, 0.25, 0.12, 0.055, 0.012),
    (100, 98, 0.5, 0.10, 0.06, 0.01),  # stiff: (r − q)/σ² = 5
    (100, 101, 0.5, 0.06, 0.06, 0.00),  # stiffer: 17
    (100, 100, 1.0, 0.20, 0.00, -0.03),  # no rate, negative yield
    (100, 100, 1.0, 0.20, 0.03, -0.02),
    (100, 110, 1.0, 0.25, -0.01, -0.04),  # two boundaries
    (100, 90, 1.0, 0.25, -0.02, -0.01),  # put never exercised, call between two boundaries
]


@pytest.mark.parametrize("sign", [1, -1], ids=["call", "put"])
@pytest.mark.parametrize("case", CASES)
def test_an_independent_tree(case, sign):
    """Every regime agrees with a converged tree within the tree's own error."""
    expected, error = converged(*case, sign)
    S, K, T, v, r, q = case
    found = american(S, K, T, v, right=sign, rate=r, dividend_yield=q, accuracy="high")
    assert error < 5e-4
    assert found == pytest.approx(expected, abs=4 * error + 5e-5)


# [ALO16, table 2] as in QuantLib's test suite: S = K = 100, q 5 %, σ 25 %, one year; premium over the European
@pytest.mark.parametrize(
    ("K", "rate", "premium", "tolerance"),
    [
        (100, 0.05, 0.106952702747, 1e-6),
        (100, 0.075, 0.3671112309, 1e-6),
        (95, 0.075, 0.2386504, 1e-5),
    ],
)
def test_published_premia(K, rate, premium, tolerance):
    """The early-exercise premia of Andersen, Lake and Offengenden."""
    terms = {"right": "put", "rate": rate, "dividend_yield": 0.05}
    found = american(100, K, 1.0, 0.25, accuracy="high", **terms) - bsm(100, K, 1.0, 0.25, **terms)
    assert found == pytest.approx(premium, abs=tolerance)


def test_ten_years():
    """S 100, K 120, ten years, r 10 %, q 3 %, σ 25 %: 23.000 ± .002 (a printed 22.97 is an approximation)."""
    found = american(100, 120, 10, 0.25, right="put", rate=0.1, dividend_yield=0.03)
    assert found == pytest.approx(23.0, abs=0.002)


def test_perpetual():
    """A very long put approaches K/(1 + γ) ((1 + γ) S/(γ K))^{−γ}, γ = 2r/σ², without dividends [Merton73]."""
    r, v, S, K = 0.05, 0.3, 100.0, 100.0
    gamma = 2 * r / v**2
    limit = K / (1 + gamma) * ((1 + gamma) * S / (gamma * K)) ** -gamma
    assert american(S, K, 200, v, right="put", rate=r) == pytest.approx(limit, rel=2e-3)


def test_a_call_without_dividends_is_european():
    """Merton: with q ≤ 0 < r no call is exercised early."""
    K = np.linspace(60, 150, 7)
    early = american(100, K, 1, 0.3, right="call", rate=0.05)
    assert early == pytest.approx(bsm(100, K, 1, 0.3, right="call", rate=0.05), abs=1e-12)


@given(MONEYNESS, EXPIRIES, VOLS, RATES, st.floats(0, 0.1), RIGHTS)
@settings(max_examples=200)
def test_bounds(m, T, v, r, q, right):
    """At least the European value and the payoff; at most the spot or the strike (more at negative rates)."""
    K = 100 * m
    terms = {"right": right, "rate": r, "dividend_yield": q}
    found = american(100, K, T, v, **terms)
    payoff = max(100 - K, 0) if right == "call" else max(K - 100, 0)
    assert found >= max(bsm(100, K, T, v, **terms), payoff) - 2e-4
    most = 100 if right == "call" else K * max(1, np.exp(-r * T))
    assert found <= most + 1e-9


@given(MONEYNESS, EXPIRIES, VOLS, RATES, st.floats(0, 0.1))
def test_call_put_symmetry(m, T, v, r, q):
    """C(S, K, r, q) = P(K, S, q, r) [McDonald and Schroder]; here so by construction, delta by homogeneity."""
    K = 100 * m
    call = american_greeks(100, K, T, v, right="call", rate=r, dividend_yield=q)
    put = american_greeks(K, 100, T, v, right="put", rate=q, dividend_yield=r)
    assert call.price == pytest.approx(float(put.price), rel=1e-12)
    assert 100 * call.delta + K * put.delta == pytest.approx(float(call.price), abs=1e-9)


@given(MONEYNESS, EXPIRIES, VOLS, st.floats(0.001, 0.12), st.floats(0, 0.1), RIGHTS)
@settings(max_examples=100)
def test_shape(m, T, v, r, q, right):
    """Convex in spot, growing with time and with volatility."""
    terms = {"right": right, "rate": r, "dividend_yield": q, "accuracy": "high"}
    S = 100 + np.array([-1.0, 0, 1])
    value = american(S, 100 * m, T, v, **terms)
    assert np.diff(value, 2)[0] >= -1e-4
    assert american(100, 100 * m, 1.1 * T, v, **terms) >= value[1] - 5e-5
    assert american(100, 100 * m, T, 1.1 * v, **terms) >= value[1] - 5e-5


def test_quantlib_agrees():
    """QuantLib's high-precision fixed point, on forty options."""
    ql = pytest.importorskip("QuantLib")
    rng = np.random.default_rng(7)
    today, day = ql.Date(2, 1, 2025), ql.Actual365Fixed()
    ql.Settings.instance().evaluationDate = today
    theirs, ours = [], []
    for _ in range(40):
        K, v = float(100 * np.exp(rng.uniform(-0.3, 0.3))), float(rng.uniform(0.15, 0.7))
        r, q = float(rng.uniform(0.005, 0.1)), float(rng.uniform(0, 0.1))
        days = int(rng.integers(10, 900))
        process = ql.BlackScholesMertonProcess(
            ql.QuoteHandle(ql.SimpleQuote(100.0)),
            ql.YieldTermStructureHandle(ql.FlatForward(today, q, day)),
            ql.YieldTermStructureHandle(ql.FlatForward(today, r, day)),
            ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), v, day)),
        )
        option = ql.VanillaOption(
            ql.PlainVanillaPayoff(ql.Option.Put, K), ql.AmericanExercise(today, today + days)
        )
        option.setPricingEngine(
            ql.QdFpAmericanEngine(process, ql.QdFpAmericanEngine.accurateScheme())
        )
        theirs.append(option.NPV())
        ours.append(
            american(100, K, days / 365, v, right="put", rate=r, dividend_yield=q, accuracy="high")
        )
    assert ours == pytest.approx(theirs, abs=5e-5)


@pytest.mark.parametrize("right", ["call", "put"])
def test_greeks_are_derivatives(right):
    """Delta, gamma, theta, vega and both rhos are differences of the value."""
    K = np.linspace(80, 125, 10)
    terms = {"right": right, "rate": 0.05, "dividend_yield": 0.03, "accuracy": "high"}
    at = {"rate": 0.05, "dividend_yield": 0.03}
    found = american_greeks(100, K, 0.7, 0.25, **terms)

    def value(S=100.0, T=0.7, v=0.25, **moved):
        return american(S, K, T, v, right=right, accuracy="high", **{**at, **moved})

    h = 0.02
    assert found.price == pytest.approx(value(), rel=1e-14)
    assert found.delta == pytest.approx((value(100 + h) - value(100 - h)) / (2 * h), abs=2e-5)
    bend = (value(100 + h) - 2 * value() + value(100 - h)) / h**2
    assert found.gamma == pytest.approx(bend, abs=2e-4)
    assert found.theta == pytest.approx(
        (value(T=0.7 - 1e-4) - value(T=0.7 + 1e-4)) / 2e-4, abs=2e-3
    )
    assert found.vega == pytest.approx((value(v=0.251) - value(v=0.249)) / 2e-3, abs=2e-3)
    assert found.rho == pytest.approx((value(rate=0.051) - value(rate=0.049)) / 2e-3, abs=2e-2)
    moved = (value(dividend_yield=0.031) - value(dividend_yield=0.029)) / 2e-3
    assert found.dividend_rho == pytest.approx(moved, rel=2e-3)


def test_critical_spot():
    """At the critical spot value and payoff meet, and delta is −1 (smooth pasting)."""
    terms = {"right": "put", "rate": 0.06, "dividend_yield": 0.01, "accuracy": "high"}
    critical = float(american_greeks(100, 100, 0.5, 0.25, **terms).critical_spot)
    assert 70 < critical < 95
    just_above = american_greeks(critical * 1.0005, 100, 0.5, 0.25, **terms)
    assert just_above.price == pytest.approx(100 - critical * 1.0005, abs=1e-4)
    assert just_above.delta == pytest.approx(-1, abs=5e-3)
    below = american_greeks(critical * 0.99, 100, 0.5, 0.25, **terms)
    assert (below.price, below.delta, below.theta) == (100 - critical * 0.99, -1, 0)


@pytest.mark.parametrize("above", [1e-3, 3e-3, 1e-2])
@pytest.mark.parametrize("case", [(1.0, 0.3, 0.05, 0.0), (0.5, 0.25, 0.06, 0.02)])
def test_gamma_and_theta_beside_the_boundary(case, above):
    """Smooth pasting: at the boundary Γ = 2 (rK − qB) / (σ²B²), so that θ starts from 0 and is negative."""
    T, v, r, q = case
    terms = {"right": "put", "rate": r, "dividend_yield": q}
    B = float(american_value(100, 100, T, v, accuracy="high", **terms).critical_spot)
    found = american_greeks(B * (1 + above), 100, T, v, **terms)
    pasted = 2 * (r * 100 - q * B) / (v * B) ** 2
    assert found.gamma == pytest.approx(pasted, rel=0.03)
    later = american(B * (1 + above), 100, T - 1e-4, v, accuracy="high", **terms)
    before = american(B * (1 + above), 100, T + 1e-4, v, accuracy="high", **terms)
    assert found.theta == pytest.approx((later - before) / 2e-4, abs=0.06)


def test_no_jump_where_the_systems_meet():
    """Across (r − q)/σ² = 1.5 and (r − q)T = 1 value, delta, vega and rho go on as they were."""
    terms = {"right": "put", "dividend_yield": 0.0074}
    for rate, T, vols in (
        (0.1099, 3.83, np.sqrt(0.1025 / 1.5) * np.array([0.9999, 1.0001])),
        (0.05, 1.0, np.sqrt(0.0426 / 1.5) * np.array([0.9999, 1.0001])),
    ):
        found = american_greeks(90.9, 100, T, vols, rate=rate, **terms)
        sharp = american_greeks(90.9, 100, T, vols, rate=rate, accuracy="high", **terms)
        for name in ("price", "delta", "vega", "rho"):
            ours, theirs = getattr(found, name), getattr(sharp, name)
            assert ours == pytest.approx(theirs, rel=3e-3)
            assert ours[1] == pytest.approx(ours[0], rel=3e-3)


def test_drifts_that_no_market_has():
    """Fifty years at −50 %: between the European value, the payoff and the most that can be paid."""
    for S, K, T, v, right, r, q in (
        (100, 100, 50, 1.0, "put", 0.0, -0.5),
        (100, 100, 50, 2.0, "put", 0.0, -0.5),
        (50, 100, 50, 2.0, "call", -0.5, 0.0),
        (100, 100, 30, 0.5, "put", 0.03, -0.2),
    ):
        terms = {"right": right, "rate": r, "dividend_yield": q}
        found = american_value(S, K, T, v, **terms)
        assert found.price >= bsm(S, K, T, v, **terms) - 1e-9
        assert found.price <= (K if right == "put" else S)
        assert abs(found.delta) <= 1
        assert found.price == pytest.approx(
            float(american(S, K, T, v, accuracy="high", **terms)), rel=1e-3
        )
    rising = american(100, 100, 30, [0.7, 0.8], right="put", rate=0.03, dividend_yield=-0.5)
    assert rising[1] > rising[0]


def test_due_between_two_boundaries():
    """Where exercise is due the value is money: delta −1, gamma and theta 0, with two boundaries as well."""
    found = american_greeks(60, 100, 1, 0.2, right="put", rate=-0.01, dividend_yield=-0.05)
    assert (found.price, found.delta, found.gamma, found.theta) == (40, -1, 0, 0)


def test_where_exercise_never_pays_greeks_are_european():
    """A put at a zero rate and a positive yield."""
    early = american_greeks(100, 110, 0.5, 0.3, right="put", rate=0.0, dividend_yield=0.02)
    european = greeks(100, 110, 0.5, 0.3, right="put", rate=0.0, dividend_yield=0.02)
    for name in ("price", "delta", "gamma", "theta"):
        assert getattr(early, name) == pytest.approx(getattr(european, name), rel=1e-10)
    assert np.isnan(early.critical_spot)


def test_no_volatility():
    """The best moment of the one path: at once, at the end, or between."""
    terms = {"right": "put", "rate": 0.05, "dividend_yield": 0.0}
    assert american(100, [90.0, 120.0], 1, 0.0, **terms).tolist() == [0, 20]
    assert american(100, 90, 1, 0.0, right="call", rate=0.05) == pytest.approx(
        100 - 90 * np.exp(-0.05)
    )
    t = np.linspace(0, 60, 600_001)
    best = np.max(80 * np.exp(-0.0 * t) * 0 + 100 * np.exp(-0.02 * t) - 60 * np.exp(-0.06 * t))
    found = american(100, 60, 60, 0.0, right="call", rate=0.06, dividend_yield=0.02)
    assert found == pytest.approx(best, rel=1e-9)


def test_no_time():
    """At expiry an option is its payoff."""
    assert american(100, [90.0, 110.0], 0, 0.2, right="put", rate=0.05).tolist() == [0, 10]


def test_unknown_accuracy_is_refused():
    """The choices are named."""
    with pytest.raises(InputError, match="fast, accurate, high"):
        american(100, 100, 1, 0.2, right="put", rate=0.05, accuracy="best")
