"""Heston: published prices first, then twins that share no code, limits and properties."""

from dataclasses import replace

import mpmath
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.pricing.heston import Heston, log1p_ratio

LEWIS = Heston(v0=0.04, kappa=4.0, theta=0.25, xi=1.0, rho=-0.5)
INDEX = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=-0.7)

MODELS = st.builds(
    Heston,
    v0=st.floats(0.005, 0.25),
    kappa=st.floats(0.01, 6.0),
    theta=st.floats(0.01, 0.25),
    xi=st.floats(0.0, 2.0),
    rho=st.floats(-0.99, 0.99),
)
EXPIRIES = st.floats(1 / 365, 10.0)
MONEYNESS = st.floats(0.4, 2.0)


@pytest.mark.parametrize(
    ("strike", "put", "call"),
    [
        (80, 7.958878113256768, 26.774758743998854),
        (90, 12.017966707346305, 20.933349000596710),
        (100, 17.055270961270109, 16.070154917028834),
        (110, 23.017825898442801, 12.132211516709845),
        (120, 29.811026202682472, 9.024913483457836),
    ],
)
def test_lewis_prices(strike, put, call):
    """Alan Lewis's fifteen digits for S 100, r 1 %, q 2 %, T 1, as QuantLib's test suite prints them."""
    F, D = 100 * np.exp(-0.01), np.exp(-0.01)
    assert LEWIS.price(F, strike, 1.0, right="put", discount=D) == pytest.approx(put, abs=5e-13)
    assert LEWIS.price(F, strike, 1.0, right="call", discount=D) == pytest.approx(call, abs=5e-13)


def test_kahl_jaeckel_price():
    """Ten years, vol of variance 200 %, strike twice the spot: 4.95212 in Kahl and Jäckel (2005)."""
    model = Heston(v0=0.16, kappa=1.0, theta=0.16, xi=2.0, rho=-0.8)
    assert model.price(100, 200, 10.0, right="call") == pytest.approx(4.95212, abs=1e-5)


def test_wilmott_prices():
    """Three calls on a forward of 1 from a forum, kept by QuantLib's suite: right to one in the sixth place."""
    model = Heston(v0=0.09, kappa=1.2, theta=0.08, xi=1.8, rho=-0.45)
    found = model.price(1.0, [0.9, 1.0, 1.1], 0.7, right="call", discount=np.exp(-0.05 * 0.7))
    assert found == pytest.approx([0.1330371, 0.0641016, 0.0270645], abs=6e-7)


def test_atm_term_structure_is_not_the_varswap_one():
    """SPEC VS-04: ATM 19.39 to 21.97 while the variance swap is fair at 20.39 to 24.29."""
    T = [30 / 365, 0.5, 1, 10]
    assert 100 * INDEX.atm_vol(T) == pytest.approx([19.39, 18.68, 19.19, 21.97], abs=0.005)
    assert 100 * INDEX.varswap_vol(T) == pytest.approx([20.39, 21.76, 22.66, 24.29], abs=0.005)
    assert 100 * INDEX.long_run_vol == pytest.approx(22.9, abs=0.05)


def test_atm_vol_tends_to_the_long_run_vol():
    """Lewis (2000): implied volatility flattens to one level, like 1/T."""
    gaps = INDEX.atm_vol([50.0, 100.0, 200.0]) - INDEX.long_run_vol
    assert gaps[:-1] / gaps[1:] == pytest.approx(2.0, abs=0.05)
    assert abs(gaps[-1]) < 1e-3


def test_long_run_vol_without_vol_of_vol():
    """At ξ = 0 the limit is √θ; at ρ² = 1, where Lewis's form is 0/0, it is continuous."""
    assert Heston(0.04, 2.0, 0.06, 0.0, -0.7).long_run_vol == pytest.approx(0.06**0.5, rel=1e-15)
    edge, near = (Heston(0.04, 2.0, 0.06, 0.8, rho).long_run_vol for rho in (-1.0, -1 + 1e-9))
    assert edge == pytest.approx(near, rel=1e-8)
    assert np.isnan(Heston(0.04, 0.5, 0.06, 0.8, 0.9).long_run_vol)


def textbook_call(model, F, K, T):
    """Heston's own two probabilities, F P₁ − K P₂, by Gil-Pelaez and scipy's quad."""
    v0, κ, θ, ξ, ρ = model.v0, model.kappa, model.theta, model.xi, model.rho

    def φ(u):
        β = κ - 1j * ρ * ξ * u
        d = np.sqrt(β**2 + ξ**2 * (u**2 + 1j * u))
        g = (β - d) / (β + d)
        e = np.exp(-d * T)
        C = κ * θ / ξ**2 * ((β - d) * T - 2 * np.log((1 - g * e) / (1 - g)))
        return np.exp(C + v0 * (β - d) / ξ**2 * (1 - e) / (1 - g * e))

    def probability(shift):
        def integrand(u):
            return (np.exp(1j * u * np.log(F / K)) * φ(u - 1j * shift) / (1j * u)).real

        return 0.5 + quad(integrand, 1e-10, 400, limit=2000, epsabs=1e-10)[0] / np.pi

    return F * probability(1) - K * probability(0)


@pytest.mark.parametrize("T", [0.1, 1.0, 5.0])
@pytest.mark.parametrize("model", [LEWIS, INDEX, Heston(0.09, 1.2, 0.08, 0.6, 0.4)])
def test_price_is_heston_1993(model, T):
    """The same number as F P₁ − K P₂ of Heston's paper."""
    K = np.array([70.0, 100.0, 130.0])
    expected = [textbook_call(model, 100.0, k, T) for k in K]
    assert model.price(100.0, K, T, right="call") == pytest.approx(expected, abs=2e-7)


def exact_call(model, x, T):
    """Call over √(FK) from Lewis's integral in 25 digits, no control variate."""
    mp = mpmath.mp
    with mp.workdps(25):
        v0, κ, θ, ξ, ρ = (mp.mpf(getattr(model, n)) for n in ("v0", "kappa", "theta", "xi", "rho"))
        x, T = mp.mpf(x), mp.mpf(T)

        def integrand(u):
            z = u - mp.mpc(0, 0.5)
            β = κ - 1j * ρ * ξ * z
            d = mp.sqrt(β**2 + ξ**2 * (z**2 + 1j * z))
            g, e = (β - d) / (β + d), mp.exp(-d * T)
            C = κ * θ / ξ**2 * ((β - d) * T - 2 * mp.log((1 - g * e) / (1 - g)))
            φ = mp.exp(C + v0 * (β - d) / ξ**2 * (1 - e) / (1 - g * e))
            return mp.re(mp.exp(1j * u * x) * φ) / (u * u + 0.25)

        knots = [0, 1, 3] + [10 * mp.mpf(1.6) ** i for i in range(16)]
        return float(mp.exp(x / 2) - mp.quad(integrand, knots) / mp.pi)


@pytest.mark.parametrize(
    ("model", "x", "T"),
    [
        (INDEX, 0.0, 1 / 365),
        (INDEX, 0.03, 1 / 365),
        (INDEX, 0.4, 10.0),
        (INDEX, -1.5, 10.0),
        (Heston(0.04, 2.0, 0.06, 0.8, -1.0), 0.1, 1.0),
        (Heston(0.04, 2.0, 0.06, 0.8, 1.0), -0.05, 1.0),
        (Heston(0.01, 0.5, 0.01, 1.0, -0.95), 0.05, 1.0),
        (Heston(0.16, 1.0, 0.16, 2.0, -0.8), -0.7, 10.0),
        (Heston(0.04, 2.0, 0.06, 1e-4, -0.7), 0.1, 1.0),
        (Heston(0.09, 0.0, 0.0, 0.5, 0.3), 0.2, 2.0),
        (Heston(0.09, 1.2, 0.08, 1.8, -0.45), -0.0953, 0.7),
    ],
)
def test_price_to_thirteen_digits(model, x, T):
    """One day, ten years, far strikes, ρ = ±1, a Feller ratio of 0.01: all within 1e-13 of √(FK)."""
    F, K = np.exp(x / 2), np.exp(-x / 2)
    assert model.price(F, K, T, right="call") == pytest.approx(exact_call(model, x, T), abs=1e-13)


@pytest.mark.parametrize("xi", [0.0, 1e-12, 1e-8])
@pytest.mark.parametrize("rho", [-1.0, 0.0, 0.6])
@pytest.mark.parametrize("kappa", [0.0, 1e-9, 2.0])
def test_without_vol_of_vol_it_is_black(xi, rho, kappa):
    """ξ → 0 leaves Black at the mean of the deterministic variance."""
    model = Heston(0.04, kappa, 0.09, xi, rho)
    K = np.array([60.0, 100.0, 150.0])
    expected = black(100.0, K, 1.5, model.varswap_vol(1.5), right="put")
    assert model.price(100.0, K, 1.5, right="put") == pytest.approx(expected, abs=1e-11 + 20 * xi)


def test_small_vol_of_vol_is_linear():
    """Halving a small ξ halves the distance from Black, with no noise of cancellation."""
    prices = [
        Heston(0.04, 2.0, 0.06, x, -0.7).price(100, 90, 1, right="put") for x in (2e-6, 1e-6, 0)
    ]
    assert (prices[0] - prices[2]) / (prices[1] - prices[2]) == pytest.approx(2, abs=1e-5)


@given(MODELS, MONEYNESS, EXPIRIES, st.floats(0.7, 1.0))
@settings(max_examples=60, deadline=None)
def test_parity(model, m, T, D):
    """C − P = D (F − K), bit for bit but for rounding."""
    call, put = (model.price(100.0, 100 * m, T, right=r, discount=D) for r in ("call", "put"))
    assert call - put == pytest.approx(D * 100 * (1 - m), abs=1e-11)


@given(MODELS, EXPIRIES, st.floats(-1.0, 1.0), st.floats(1e-3, 1e3))
@settings(max_examples=60, deadline=None)
def test_puts_rise_and_bend_upwards_in_strike(model, T, x, scale):
    """No butterfly and no spread costs less than nothing, and prices scale with the currency."""
    K = 100 * np.exp(x + np.linspace(-0.02, 0.02, 21))
    put = model.price(100.0, K, T, right="put")
    slope = np.diff(put) / np.diff(K)
    assert (slope > -1e-11).all()
    assert (slope < 1 + 1e-11).all()
    assert (np.diff(slope) > -1e-10).all()
    scaled = model.price(100.0 * scale, K * scale, T, right="put")
    assert scaled == pytest.approx(put * scale, abs=1e-11 * scale, rel=1e-11)


@given(MODELS, EXPIRIES)
@settings(max_examples=60, deadline=None)
def test_characteristic_is_a_martingale_density(model, T):
    """φ(0) = φ(−i) = 1, and |φ(u)| ≤ 1 on the real line (for the falling smile of an index)."""
    model = replace(model, rho=-abs(model.rho))
    ends = model.characteristic(np.array([0.0, -1j]), T)
    assert ends == pytest.approx([1.0, 1.0], abs=1e-12)
    assert (abs(model.characteristic(np.linspace(-300, 300, 41), T)) <= 1 + 1e-12).all()


def test_log_contract_is_the_variance_swap():
    """−2/T · E[ln(S_T/F)] from φ′(0) is the fair variance: without jumps the two agree."""
    h, T = 1e-5, 0.7
    up, down = INDEX.characteristic(np.array([h, -h]), T)
    mean = ((up - down) / (2j * h)).real
    assert np.sqrt(-2 * mean / T) == pytest.approx(INDEX.varswap_vol(T), rel=1e-8)
    assert INDEX.total_variance(T) == pytest.approx(INDEX.varswap_vol(T) ** 2 * T, rel=1e-14)


@pytest.mark.parametrize(
    ("model", "p"),
    [(INDEX, 20.0), (INDEX, -9.0), (Heston(0.04, 0.5, 0.06, 1.0, 0.9), 2.0), (LEWIS, -6.0)],
)
def test_moments_explode_when_riccati_says(model, p):
    """ψ′ = ξ²ψ²/2 + χψ + p(p − 1)/2 from 0 passes every bound at the explosion time."""
    χ, ξ = model.rho * model.xi * p - model.kappa, model.xi
    # time until ψ is infinite: ∫₀^∞ dψ / (ξ²ψ²/2 + χψ + p(p − 1)/2)
    expected = quad(lambda y: 1 / (ξ**2 * y * y / 2 + χ * y + p * (p - 1) / 2), 0, np.inf)[0]
    found = float(model.explosion_time(p))
    assert found == pytest.approx(expected, rel=1e-7)
    assert np.isfinite(model.moment(p, found * 0.9))
    assert np.isinf(model.moment(p, found * 1.01))


def test_moments_between_zero_and_one_never_explode():
    """E[(S_T/F)^p] ≤ 1 there, by Jensen."""
    p = np.linspace(0, 1, 11)
    assert np.isinf(INDEX.explosion_time(p)).all()
    assert (INDEX.moment(p, 5.0) <= 1 + 1e-14).all()


def test_quantlib_agrees():
    """QuantLib's Gauss-Laguerre Heston engine gives the same chain to 1e-10."""
    ql = pytest.importorskip("QuantLib")
    today = ql.Date(2, 1, 2025)
    ql.Settings.instance().evaluationDate = today
    curve = ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, ql.Actual365Fixed()))
    spot = ql.QuoteHandle(ql.SimpleQuote(100.0))
    process = ql.HestonProcess(curve, curve, spot, 0.04, 2.0, 0.06, 0.8, -0.7)
    engine = ql.AnalyticHestonEngine(ql.HestonModel(process), 192)
    K = np.linspace(70, 130, 7)
    for days in (91, 365, 1825):
        theirs = []
        for k in K:
            option = ql.VanillaOption(
                ql.PlainVanillaPayoff(ql.Option.Put, float(k)), ql.EuropeanExercise(today + days)
            )
            option.setPricingEngine(engine)
            theirs.append(option.NPV())
        assert INDEX.price(100, K, days / 365, right="put") == pytest.approx(theirs, abs=1e-9)


def test_implied_vol_returns_the_price():
    """Black at the implied volatility is the Heston price, and every right has the same one."""
    K, T = np.array([60.0, 90.0, 100.0, 160.0]), np.array([[0.1], [2.0]])
    vol = INDEX.implied_vol(100, K, T)
    assert vol.shape == (2, 4)
    put = INDEX.price(100, K, T, right="put")
    seen = np.isfinite(vol)
    assert seen.sum() == 7  # the call at 160 in five weeks is worth 4e-13: no digits
    assert black(100, K, T, vol, right="put")[seen] == pytest.approx(put[seen], abs=1e-11)


def test_elements_are_independent():
    """NaN, zero and negative arguments spoil their own element alone; a Series keeps its index."""
    K = pd.Series([100.0, np.nan, 0.0, -5.0, 100.0, 100.0], index=list("abcdef"))
    T = pd.Series([1.0, 1.0, 1.0, 1.0, -1.0, 0.0], index=list("abcdef"))
    found = INDEX.price(103.0, K, T, right="call", discount=0.98)
    assert list(found.index) == list("abcdef")
    assert found["a"] == INDEX.price(103.0, 100.0, 1.0, right="call", discount=0.98)
    assert found["b":"e"].isna().all()
    assert found["f"] == pytest.approx(0.98 * 3.0, rel=1e-14)
    assert INDEX.price([], [], [], right="put").shape == (0,)
    assert np.isnan(INDEX.varswap_vol(-1.0))


def test_no_variance_at_all_is_intrinsic():
    """v₀ = κθ = 0: the forward stands still."""
    assert Heston(0.0, 1.0, 0.0, 0.5, -0.5).price(90, [80, 100], 2.0, right="put") == pytest.approx(
        [0.0, 10.0]
    )


def test_feller_ratio():
    """2κθ/ξ²: 0.375 for the index parameters, so that variance reaches zero."""
    assert INDEX.feller_ratio == pytest.approx(0.375)
    assert Heston(0.04, 2.0, 0.06, 0.0, 0.0).feller_ratio == np.inf


@pytest.mark.parametrize("z", [0, 1e-320, 1e-310, 1e-20, 1e-9 + 1e-9j, -1e-4j, 0.3 - 2j, 50 + 1j])
def test_log1p_ratio(z):
    """ln(1 + z)/z by mpmath to fifteen digits, and 1 where z is too small to divide by."""
    with mpmath.workdps(40):
        exact = complex(mpmath.log1p(mpmath.mpc(z)) / mpmath.mpc(z)) if z else 1.0
    assert log1p_ratio(np.array([z], complex))[0] == pytest.approx(exact, rel=1e-15)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("v0", -0.01),
        ("kappa", -1.0),
        ("theta", np.nan),
        ("xi", np.inf),
        ("rho", 1.01),
        ("rho", np.nan),
    ],
)
def test_impossible_parameters(name, value):
    """A parameter outside its range is refused by name, with the range."""
    given = {"v0": 0.04, "kappa": 2.0, "theta": 0.06, "xi": 0.8, "rho": -0.7, name: value}
    with pytest.raises(InputError, match=f"{name} is"):
        Heston(**given)
