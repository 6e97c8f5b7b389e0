"""Variance and volatility swaps against published numbers, identities and simulation."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.pricing.heston import Heston
from hedgerow.pricing.variance_swap_strip import replicating_strip
from hedgerow.volatility.indices.variance_swap import (
    VarianceSwap,
    fair_variance,
    heston_vol_swap,
    zero_vanna_vol,
)
from hedgerow.volatility.surface.heston_fit import HestonSmile
from hedgerow.volatility.surface.smile import SliceVariance

MODEL = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=-0.7)
VOLS = st.floats(0.05, 1.0)


@dataclass(frozen=True)
class Flat:
    """One volatility at every strike."""

    w: float

    def variance(self, log_moneyness):
        """Total variance."""
        k = np.asarray(log_moneyness, float)
        return SliceVariance(np.full_like(k, self.w), np.zeros_like(k), np.zeros_like(k))


def test_specs_table():
    """SPEC VW-02, VW-03: 2,777.78 a point; 76/301/901 points; dollars beside those of the volatility swap."""
    swap = VarianceSwap(0.18, 100_000)
    assert swap.variance_notional == pytest.approx(2777.78, abs=0.005)
    for vol, points, dollars, volatility in (
        (0.20, 76, 211_111, 200_000),
        (0.25, 301, 836_111, 700_000),
        (0.35, 901, 2_502_778, 1_700_000),
    ):
        assert swap.points(vol) == pytest.approx(points)
        assert swap.payoff(vol) == pytest.approx(dollars, abs=0.5)
        assert swap.volatility_payoff(vol) == pytest.approx(volatility)


@given(VOLS, st.floats(0.001, 0.5))
def test_twice_the_distance_pays_two_to_four_times(strike, distance):
    """SPEC VW-04: 4(K + d)/(2K + d), never four times: 7 to 14 above 18 is 301 to 700."""
    swap = VarianceSwap(strike, 1000)
    once, twice = swap.points(strike + distance), swap.points(strike + 2 * distance)
    assert twice / once == pytest.approx(4 * (strike + distance) / (2 * strike + distance))
    assert 2 < twice / once < 4


@given(VOLS, VOLS)
def test_the_variance_swap_never_pays_less_than_the_volatility_swap(strike, realized):
    """At one strike and vega the difference is N (RV − K)²/(2K), at least 0."""
    swap = VarianceSwap(strike, 1000)
    difference = swap.payoff(realized) - swap.volatility_payoff(realized)
    exact = 1000 * 100 * (realized - strike) ** 2 / (2 * strike)
    assert difference == pytest.approx(exact, abs=1e-6 * (1 + exact))


@given(VOLS, VOLS, st.floats(0, 1))
def test_value_runs_from_nothing_to_the_payoff(strike, realized, elapsed):
    """Worth 0 at its fair strike, its payoff at the end, and a mixture of variances between [VW-05]."""
    swap = VarianceSwap(strike, 1000)
    nan = float("nan")
    assert swap.value(elapsed=0, realized_vol=nan, fair_vol=strike) == pytest.approx(0)
    assert swap.value(elapsed=1, realized_vol=realized, fair_vol=nan) == pytest.approx(
        swap.payoff(realized)
    )
    there = swap.value(elapsed=elapsed, realized_vol=realized, fair_vol=strike, discount=0.97)
    assert there == pytest.approx(0.97 * elapsed * swap.payoff(realized), abs=1e-6)


def test_what_is_unknown_makes_the_value_unknown():
    """A missing volatility is no zero."""
    swap = VarianceSwap(0.18, 1000)
    assert np.isnan(swap.payoff(float("nan")))
    assert np.isnan(swap.value(elapsed=0.5, realized_vol=float("nan"), fair_vol=0.2))


def test_a_cap_ends_the_loss():
    """Capped at 2.5 times the strike, realized volatility above it pays no more."""
    swap = VarianceSwap(0.20, 1000, cap=2.5)
    assert swap.payoff(0.9) == swap.payoff(0.5) == VarianceSwap(0.20, 1000).payoff(0.5)
    with pytest.raises(InputError, match="needs a model"):
        swap.value(elapsed=0.5, realized_vol=0.2, fair_vol=0.2)


@pytest.mark.parametrize(
    ("terms", "said"),
    [((0.0, 1.0), "strike 0 must be above 0"), ((0.2, 1.0, 1.0), "cap 1 must be above 1")],
)
def test_what_is_no_swap(terms, said):
    """With value and range."""
    with pytest.raises(InputError, match=said):
        VarianceSwap(*terms)
    with pytest.raises(InputError, match="elapsed 2 must lie in 0 … 1"):
        VarianceSwap(0.2, 1.0).value(elapsed=2, realized_vol=0.2, fair_vol=0.2)


@given(st.floats(0.05, 1.2), st.floats(0.01, 3.0))
def test_a_flat_smile_is_fair_at_itself(vol, expiry):
    """All three strikes of a flat smile: variance, volatility, at the money."""
    smile = Flat(vol**2 * expiry)
    assert np.sqrt(fair_variance(smile, expiry)) == pytest.approx(vol, rel=1e-5)
    # d2 = 0 lies at k = −w/2 whatever w is
    assert zero_vanna_vol(smile, expiry) == pytest.approx(vol, rel=1e-12)


def test_the_integral_is_the_strip_of_every_strike():
    """The smile's fair variance is that of [DDKZ99]'s strip on strikes half a point apart."""
    T, F = 0.5, 100.0
    smile = HestonSmile(MODEL, T)
    K = np.arange(5.0, 300.0, 0.25)
    strip = replicating_strip(K, reference=100.0, expiry=T)
    w = smile.variance(np.log(strip.strike / F)).w
    prices = black(F, strip.strike, 1.0, np.sqrt(w), right=strip.sign)
    assert fair_variance(smile, T) == pytest.approx(strip.fair_variance(prices, F), rel=1e-4)


@pytest.mark.parametrize("expiry", [30 / 365, 0.5, 2.0])
def test_hestons_smile_is_fair_at_hestons_formula(expiry):
    """√(θ + (v₀ − θ)(1 − e^{−κT})/(κT)), SPEC VS-04: 20.39 % at 30 days."""
    found = np.sqrt(fair_variance(HestonSmile(MODEL, expiry), expiry))
    assert found == pytest.approx(float(MODEL.varswap_vol(expiry)), rel=3e-4)
    if expiry < 0.1:
        assert found == pytest.approx(0.2039, abs=1e-4)


def test_hestons_volatility_swap_against_simulation():
    """The quadrature agrees with the mean of √(∫v dt/T) on 40,000 paths within four standard errors."""
    T, n, steps = 0.5, 40_000, 200
    draw, h = np.random.default_rng(5), T / 200
    v, total = np.full(n, MODEL.v0), np.zeros(n)
    for _ in range(steps):
        # the square-root process exactly: a scaled non-central chi-square
        c = MODEL.xi**2 * (1 - np.exp(-MODEL.kappa * h)) / (4 * MODEL.kappa)
        degrees = 4 * MODEL.kappa * MODEL.theta / MODEL.xi**2
        later = c * draw.noncentral_chisquare(degrees, v * np.exp(-MODEL.kappa * h) / c)
        total += (v + later) / 2 * h
        v = later
    vols = np.sqrt(total / T)
    error = vols.std() / np.sqrt(n)
    assert heston_vol_swap(MODEL, T) == pytest.approx(vols.mean(), abs=4 * error + 2e-5)


@given(
    st.floats(0.01, 0.2),
    st.floats(0.5, 5.0),
    st.floats(0.01, 0.2),
    st.floats(0.1, 1.0),
    st.floats(0.05, 3.0),
)
def test_convexity(v0, kappa, theta, xi, expiry):
    """SPEC VW-06: the volatility swap is fair below the variance swap, whatever the parameters."""
    model = Heston(v0=v0, kappa=kappa, theta=theta, xi=xi, rho=-0.5)
    vol = heston_vol_swap(model, expiry)
    assert 0 < vol < float(model.varswap_vol(expiry)) + 1e-9


@pytest.mark.parametrize("expiry", [30 / 365, 0.25])
def test_the_smile_tells_the_volatility_swap(expiry):
    """[RA17]: the volatility where d₂ = 0 is the fair volatility swap within a quarter of a point; at the money it is not."""
    smile = HestonSmile(MODEL, expiry)
    exact = heston_vol_swap(MODEL, expiry)
    near = zero_vanna_vol(smile, expiry)
    atm = float(np.sqrt(smile.variance(0.0).w / expiry))
    assert near == pytest.approx(exact, abs=0.0025)
    assert abs(near - exact) < abs(atm - exact)


def test_without_volatility_of_variance_there_is_no_convexity():
    """As it vanishes both swaps agree; at 0 the formula has no meaning and says so."""
    calm = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.002, rho=0.0)
    assert heston_vol_swap(calm, 1.0) == pytest.approx(float(calm.varswap_vol(1.0)), rel=1e-5)
    with pytest.raises(InputError, match="xi is 0"):
        heston_vol_swap(Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.0, rho=0.0), 1.0)
