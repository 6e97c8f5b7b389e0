"""Dupire's formula against flat surfaces, prices, Heston's conditional variance and what prices under it."""

from dataclasses import dataclass

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.bsm import bsm
from hedgerow.pricing.heston import Heston
from hedgerow.pricing.implied_vol import implied_vol
from hedgerow.pricing.local_vol import ForwardCurve
from hedgerow.pricing.local_vol_calls import local_vol_calls
from hedgerow.pricing.local_vol_option import local_vol_option
from hedgerow.pricing.monte_carlo import european_by_simulation
from hedgerow.volatility.surface.local_vol import local_over_implied, local_vol, local_vol_grid
from hedgerow.volatility.surface.smile import SurfaceVariance

ETA, RHO = 1.0, -0.6


class Ssvi:
    """θ = 0.04 T + 0.01 (1 − e^{−T}), φ = η/√(θ(1 + θ)): free of arbitrage since η(1 + |ρ|) ≤ 2 [GJ14]."""

    def variance(self, log_moneyness, expiry):
        """At k and T, broadcast."""
        k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
        θ, θ_T = 0.04 * T + 0.01 * -np.expm1(-T), 0.04 + 0.01 * np.exp(-T)
        φ = ETA / np.sqrt(θ * (1 + θ))
        φ_θ = -φ * (1 + 2 * θ) / (2 * θ * (1 + θ))
        root = np.sqrt((φ * k + RHO) ** 2 + 1 - RHO**2)
        bracket = 1 + RHO * φ * k + root
        slope = RHO + (φ * k + RHO) / root  # of the bracket, in φk
        return SurfaceVariance(
            w=θ / 2 * bracket,
            w_k=θ / 2 * φ * slope,
            w_kk=θ / 2 * φ**2 * (1 - RHO**2) / root**3,
            w_T=θ_T * (bracket / 2 + θ / 2 * slope * k * φ_θ),
        )


@dataclass(frozen=True)
class Quadratic:
    """σ = a + bk + ck²/2 at every expiry: a surface that is regular at T = 0; w = σ²T + level."""

    a: float = 0.2
    b: float = 0.0
    c: float = 0.0
    slope: float = 1.0

    def variance(self, log_moneyness, expiry):
        """At k and T, broadcast."""
        k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
        x = np.tanh(k)  # bounded wings
        d, dd = 1 - x**2, -2 * x * (1 - x**2)
        σ = self.a + self.b * x + self.c * x**2 / 2
        σ_k, σ_kk = (self.b + self.c * x) * d, self.c * d**2 + (self.b + self.c * x) * dd
        return SurfaceVariance(
            w=σ**2 * T,
            w_k=2 * σ * σ_k * T,
            w_kk=2 * (σ_k**2 + σ * σ_kk) * T,
            w_T=self.slope * σ**2,
        )


class Between:
    """Flat in strike, total variance linear in time between given expiries [Gatheral06, ch. 1]."""

    def __init__(self, expiries, vols):
        self.T = np.append(0.0, expiries)
        self.w = np.append(0.0, np.asarray(vols) ** 2 * expiries)

    def variance(self, log_moneyness, expiry):
        """At k and T, broadcast."""
        k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
        i = np.clip(np.searchsorted(self.T, T), 1, self.T.size - 1)
        slope = np.diff(self.w)[i - 1] / np.diff(self.T)[i - 1]
        w = self.w[i - 1] + slope * (T - self.T[i - 1])
        return SurfaceVariance(w=w, w_k=0 * k, w_kk=0 * k, w_T=slope)


class Vogt:
    """The published slice with butterfly arbitrage, g < 0 for k in (0.6424, 1.2569), times T [GJ14, example 3.1]."""

    def variance(self, log_moneyness, expiry):
        """At k and T, broadcast."""
        k, T = np.broadcast_arrays(np.asarray(log_moneyness, float), np.asarray(expiry, float))
        a, b, m, ρ, σ = -0.0410, 0.1331, 0.3586, 0.3060, 0.4153
        root = np.sqrt((k - m) ** 2 + σ**2)
        w = a + b * (ρ * (k - m) + root)
        return SurfaceVariance(
            w=w * T, w_k=b * (ρ + (k - m) / root) * T, w_kk=b * σ**2 / root**3 * T, w_T=w
        )


TERMS = [(90, 0.5), (100, 1.0), (120, 1.0)]


def dupire(K, T, *, with_dividends):
    """[Dupire94] on Black–Scholes prices at 20 %, r 5 %, q 3 %, S 100, by differences."""
    r, q = 0.05, 0.03

    def call(strike, expiry):
        return float(bsm(100, strike, expiry, 0.2, right="call", rate=r, dividend_yield=q))

    h, t = 0.02, 1e-4
    C_T = (call(K, T + t) - call(K, T - t)) / (2 * t)
    C_K = (call(K + h, T) - call(K - h, T)) / (2 * h)
    C_KK = (call(K + h, T) - 2 * call(K, T) + call(K - h, T)) / h**2
    carry = (r - q) * K * C_K + q * call(K, T) if with_dividends else r * K * C_K
    return np.sqrt((C_T + carry) / (0.5 * K**2 * C_KK))


@pytest.mark.parametrize(("K", "T"), TERMS)
def test_a_flat_surface_with_rates_and_dividends_is_flat(K, T):
    """20 % implied is 20 % local, r 5 %, q 3 %: by total variance to the last digit, by prices to their differences."""
    k = np.log(K / (100 * np.exp(0.02 * T)))
    assert float(local_vol(Quadratic(), k, T).vol) == pytest.approx(0.2, abs=1e-15)
    assert dupire(K, T, with_dividends=True) == pytest.approx(0.2, abs=1e-5)


@pytest.mark.parametrize(("term", "wrong"), [*zip(TERMS, [0.120, 0.149, 0.175], strict=True)])
def test_the_form_without_dividends_is_wrong(term, wrong):
    """SPEC LV-02: (C_T + rKC_K)/(½K²C_KK) gives 12.0, 14.9 and 17.5 % of a flat 20 %."""
    assert dupire(*term, with_dividends=False) == pytest.approx(wrong, abs=5e-4)


@pytest.mark.parametrize("k", [-0.3, -0.1, 0.0, 0.15])
@pytest.mark.parametrize("T", [0.05, 0.5, 2.0])
def test_total_variance_and_prices_say_the_same(k, T):
    """On a smile: w_T/g is Dupire's quotient of Black prices at the smile's volatilities."""

    def c(x, t):
        vol = np.sqrt(Ssvi().variance(x, t).w / t)
        return float(bsm(1.0, np.exp(x), t, vol, right="call", rate=0.0))

    h, dt = 2e-3 * np.sqrt(T), 1e-3 * T
    c_T = (c(k, T + dt) - c(k, T - dt)) / (2 * dt)
    bend = (c(k + h, T) - 2 * c(k, T) + c(k - h, T)) / h**2 - (c(k + h, T) - c(k - h, T)) / (2 * h)
    assert float(local_vol(Ssvi(), k, T).vol) ** 2 == pytest.approx(2 * c_T / bend, rel=2e-4)


@pytest.mark.parametrize("k", [-0.4, -0.05, 0.2])
def test_the_bracket_is_the_density(k):
    """Gatheral's 1 − (k/w)w_k + ¼(−¼ − 1/w + k²/w²)w_k² + ½w_kk is g, multiplied out."""
    s = Ssvi().variance(k, 0.7)
    bracket = 1 - k / s.w * s.w_k + (-0.25 - 1 / s.w + k**2 / s.w**2) * s.w_k**2 / 4 + s.w_kk / 2
    assert float(local_vol(Ssvi(), k, 0.7).density) == pytest.approx(float(bracket), rel=1e-12)


@pytest.mark.parametrize("k", [-0.2, -0.1, 0.0, 0.1])
def test_local_variance_is_expected_variance_where_the_spot_is(k):
    """E[v_T | S_T] under Heston, by a plain simulation, is Dupire's variance of Heston's smile [Gatheral06, ch. 1]."""
    v, κ, θ, ξ, ρ, T, steps, paths = 0.04, 2.0, 0.05, 0.6, -0.6, 0.5, 100, 60_000
    model = Heston(v, κ, θ, ξ, ρ)

    def w(x, t):
        return float(model.implied_vol(1.0, np.exp(x), t)) ** 2 * t

    class Smile:
        def variance(self, _k, _T):
            """At the one point asked for."""
            h, dt = 2e-3, 1e-3
            up, at, down = w(k + h, T), w(k, T), w(k - h, T)
            slope = (w(k, T + dt) - w(k, T - dt)) / (2 * dt)
            found = (at, (up - down) / (2 * h), (up - 2 * at + down) / h**2, slope)
            return SurfaceVariance(*map(np.asarray, found))

    random, dt = np.random.default_rng(1), T / steps
    x, V = np.zeros(paths), np.full(paths, v)
    for _ in range(steps):
        z = random.standard_normal(paths)
        y = ρ * z + np.sqrt(1 - ρ**2) * random.standard_normal(paths)
        there = np.maximum(V, 0.0)
        x += -0.5 * there * dt + np.sqrt(there * dt) * z
        V += κ * (θ - there) * dt + ξ * np.sqrt(there * dt) * y
    near = np.maximum(V[np.abs(x - k) < 0.01], 0.0)
    error = near.std() / np.sqrt(near.size)
    assert abs(float(local_vol(Smile(), k, T).vol) ** 2 - near.mean()) < 4 * error


def test_flat_in_strike_it_is_the_forward_volatility():
    """SPEC FW-02: 17.01 at 30 days and 19.89 at 93 are 21.12 in between."""
    surface = Between(np.array([30, 93]) / 365, [0.1701, 0.1989])
    assert float(local_vol(surface, 0.1, 60 / 365).vol) == pytest.approx(0.2112, abs=5e-5)


def test_arbitrage_has_no_local_volatility():
    """Total variance that falls, and a density below zero: NaN, and each says which it is."""
    falling = Between(np.array([0.25, 0.5]), [0.30, 0.15])
    found = local_vol(falling, 0.0, [0.2, 0.3])
    assert np.isnan(found.vol).tolist() == [False, True]
    assert found.arbitrage("calendar").tolist() == [False, True]
    vogt = local_vol(Vogt(), [0.6423, 0.6425, 1.2568, 1.2570], 1.0)
    assert np.isnan(vogt.vol).tolist() == [False, True, True, False]
    assert vogt.arbitrage("butterfly").tolist() == [False, True, True, False]


def test_what_is_unknown_is_neither_arbitrage_nor_zero():
    """A surface without a value gives NaN and no verdict."""
    found = local_vol(Quadratic(a=np.nan), 0.0, 1.0)
    assert np.isnan(found.vol)
    assert not found.arbitrage("calendar")
    assert not found.arbitrage("butterfly")


@pytest.fixture(scope="module")
def ssvi_grid():
    """From a week to two and a half years."""
    return local_vol_grid(Ssvi(), np.geomspace(0.004, 2.5, 60))


def test_a_surface_without_arbitrage_needs_no_filling(ssvi_grid):
    """All nodes come from the surface."""
    assert ssvi_grid.nodes_filled == 0
    assert ssvi_grid.probability_filled == 0


@pytest.mark.parametrize("T", [0.02, 0.1, 0.5, 2.0])
def test_the_grid_holds_the_smile_it_came_from(ssvi_grid, T):
    """Repriced by the forward equation within a basis point of volatility, 2½ deviations down and 1½ up."""
    k = np.linspace(-0.5, 0.35, 9) * np.sqrt(T)
    found = local_vol_calls(ssvi_grid.grid, k, T).implied_vol
    np.testing.assert_allclose(found, np.sqrt(Ssvi().variance(k, T).w / T), atol=1e-4)


@pytest.mark.parametrize("strike", [90.0, 95.0, 105.0])
def test_paths_hold_it_within_their_error(ssvi_grid, strike):
    """Puts of half a year by daily steps, with rates and dividends."""
    curve, T = ForwardCurve.flat(100, rate=0.05, dividend_yield=0.03), 0.5
    F, D = float(curve.forward(T)), float(curve.discount(T))
    vol = np.sqrt(Ssvi().variance(np.log(strike / F), T).w / T)
    exact = float(bsm(100, strike, T, vol, right="put", rate=0.05, dividend_yield=0.03))
    found = european_by_simulation(
        ssvi_grid.grid, F, strike, T, right="put", discount=D, paths=30_000, seed=6
    )
    assert abs(found.value - exact) < 4 * found.standard_error


def test_nodes_with_arbitrage_are_filled_from_neighbours_and_counted():
    """A row without calendar freedom takes its neighbour's; the count and the probability say so."""
    falling = Between(np.array([0.25, 0.5, 1.0]), [0.30, 0.15, 0.20])
    found = local_vol_grid(falling, [0.1, 0.2, 0.4, 0.8], nodes=11)
    assert found.nodes_filled == 11
    assert found.filled.any(axis=1).tolist() == [False, False, True, False]
    assert found.probability_filled == pytest.approx(1.0)
    assert (found.grid.vols[2] == found.grid.vols[1]).all()


def test_a_gap_in_a_row_is_bridged_between_its_edges():
    """Linear in ζ across butterfly arbitrage, so never below or above both sides."""
    found = local_vol_grid(Vogt(), [0.9, 1.0], nodes=401, reach=12)
    gaps, levels = found.filled[1], found.grid.scaled_moneyness
    assert levels[gaps] == pytest.approx(levels[(levels > 0.6424) & (levels < 1.2569)])
    first, last = np.flatnonzero(gaps)[[0, -1]]
    row = found.grid.vols[1]
    expected = np.interp(levels[gaps], levels[[first - 1, last + 1]], row[[first - 1, last + 1]])
    np.testing.assert_allclose(row[gaps], expected, rtol=1e-12)
    assert 0 < found.probability_filled < 1


def test_a_surface_that_is_nowhere_one_is_refused():
    """Total variance that falls everywhere: the message names arbitrage."""
    with pytest.raises(InputError, match="arbitrage"):
        local_vol_grid(Quadratic(slope=-1.0), [0.5, 1.0])
    with pytest.raises(InputError, match="no at-the-money volatility"):
        local_vol_grid(Quadratic(a=np.nan), [0.5, 1.0])


@pytest.mark.parametrize("bad", [{"expiries": [0.0]}, {"expiries": []}, {"nodes": 2}, {"reach": 0}])
def test_a_grid_that_cannot_be_is_refused(bad):
    """Expiries above 0, three nodes, some reach."""
    with pytest.raises(InputError, match="give"):
        local_vol_grid(Quadratic(), **({"expiries": [0.5]} | bad))


@pytest.mark.parametrize("T", [0.05, 0.1])
def test_as_the_spot_rises_the_money_volatility_falls_by_twice_the_skew(T):
    """SPEC LV-05 [HKLW02]: dσ_ATM/d ln S under a local volatility that stays in place is twice the skew dσ/dk."""
    skew = -0.3
    grid = local_vol_grid(Quadratic(b=skew), np.geomspace(1e-3, 0.2, 60), nodes=801).grid
    curve = ForwardCurve.flat(100, rate=0.0)
    low, high = 99.0, 101.0
    vols = []
    for S in (low, high):
        call = local_vol_option(grid, curve, S, T, right="call", spot=S, nodes=400, steps=200)
        vols.append(float(implied_vol(call.value, S, S, T, right="call")))
    moved = (vols[1] - vols[0]) / np.log(high / low)
    assert moved / skew == pytest.approx(2.0, abs=0.06)


def test_local_over_implied_is_one_on_a_flat_surface_and_more_below_the_forward_of_a_skew():
    """SPEC LV-06; halfway rule: local volatility departs from the middle twice as fast as implied [Gatheral06, ch. 7]."""
    np.testing.assert_allclose(local_over_implied(Quadratic(), 0.5), 1.0, rtol=1e-12)
    ratio = local_over_implied(Quadratic(b=-0.3), 0.01, [-1.0, 0.0, 1.0])
    σ = 0.2 - 0.3 * np.tanh(0.02 * np.array([-1.0, 0.0, 1.0]))
    twice = 0.2 - 0.6 * np.tanh(0.02 * np.array([-1.0, 0.0, 1.0]))
    np.testing.assert_allclose(ratio, twice / σ, atol=1e-3)
