"""Andreasen and Huge's interpolation on their own quotes."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.implied_vol import implied_vol
from hedgerow.pricing.local_vol_calls import local_vol_calls
from hedgerow.volatility.surface.andreasen_huge import StrikeGrid, andreasen_huge
from hedgerow.volatility.surface.local_vol import local_vol, local_vol_grid
from hedgerow.volatility.surface.smile import durrleman

EXPIRIES = (0.025, 0.101, 0.197, 0.274, 0.523, 0.772, 1.769, 2.267, 2.784, 3.781, 4.778, 5.774)

# [AH11, table 1]: SX5E on 1 March 2010, spot 2772.70; strike over spot, then points of volatility by expiry.
# Rates and dividends are zero in the paper.
TABLE = """
0.5131 - - - - - - - - 33.66 32.91 - -
0.5864 - - - - - - - - 31.78 31.29 30.08 -
0.6597 - - - - - - - - 30.19 29.76 29.75 -
0.733 - - - - - - - - 28.63 28.48 28.48 -
0.7697 - - - 32.62 30.79 30.01 28.43 - - - - -
0.8063 - - - 30.58 29.36 28.76 27.53 27.13 27.11 27.11 27.22 28.09
0.843 - - - 28.87 27.98 27.50 26.66 - - - - -
0.8613 33.65 - - - - - - - - - - -
0.8796 32.16 29.06 27.64 27.17 26.63 26.37 25.75 25.55 25.80 25.85 26.11 26.93
0.8979 30.43 27.97 26.72 - - - - - - - - -
0.9163 28.80 26.90 25.78 25.57 25.31 25.19 24.97 - - - - -
0.9346 27.24 25.90 24.89 - - - - - - - - -
0.9529 25.86 24.88 24.05 24.07 24.04 24.11 24.18 24.10 24.48 24.69 25.01 25.84
0.9712 24.66 23.90 23.29 - - - - - - - - -
0.9896 23.58 23.00 22.53 22.69 22.84 22.99 23.47 - - - - -
1.0079 22.47 22.13 21.84 - - - - - - - - -
1.0262 21.59 21.40 21.23 21.42 21.73 21.98 22.83 22.75 23.22 23.84 23.92 24.86
1.0445 20.91 20.76 20.69 - - - - - - - - -
1.0629 20.56 20.24 20.25 20.39 20.74 21.04 22.13 - - - - -
1.0812 20.45 19.82 19.84 - - - - - - - - -
1.0995 20.25 19.59 19.44 19.62 19.88 20.22 21.51 21.61 22.19 22.69 23.05 23.99
1.1178 19.33 19.29 19.20 - - - - - - - - -
1.1362 - - - 19.02 19.14 19.50 20.91 - - - - -
1.1728 - - - 18.85 18.54 18.88 20.39 20.58 21.22 21.86 22.23 23.21
1.2095 - - - 18.67 18.11 18.39 19.90 - - - - -
1.2461 - - - 18.71 17.85 17.93 19.45 - 20.54 21.03 21.64 22.51
1.3194 - - - - - - - - 19.88 20.54 21.05 21.90
1.3927 - - - - - - - - 19.30 20.02 20.54 21.35
1.466 - - - - - - - - 18.49 19.64 20.12 -
"""


def quotes():
    """Log-moneyness, years and volatility of the 155 quotes."""
    rows = [line.split() for line in TABLE.strip().splitlines()]
    found = [
        (np.log(float(row[0])), T, float(cell) / 100)
        for row in rows
        for T, cell in zip(EXPIRIES, row[1:], strict=True)
        if cell != "-"
    ]
    return np.array(found).T


K, T, VOL = quotes()
ARBITRAGE = (T == 4.778) & (np.exp(K) < 0.75)
"""Puts struck at 58.64, 65.97 and 73.30 % of the spot, 4.778 years: see the first test."""


@pytest.fixture(scope="module")
def surface():
    """Through all 155."""
    return andreasen_huge(K, T, VOL)


def put(strike, expiry, vol):
    """Black's, over a forward of 1."""
    from hedgerow.pricing.black import black

    return float(black(1.0, strike, expiry, vol, right="put"))


def test_three_of_the_quotes_are_a_butterfly_that_pays_to_hold():
    """58.64, 65.97 and 73.30 % at 4.778 years cost less than nothing: no surface without arbitrage meets all three within 5 bp.

    If each were wrong by 5 bp of volatility in the direction that helps, the butterfly would still be negative.
    """
    strikes, vols = np.exp(K[ARBITRAGE]), VOL[ARBITRAGE]
    assert strikes == pytest.approx([0.5864, 0.6597, 0.7330])

    def butterfly(shift):
        low, middle, high = (
            put(k, 4.778, v + s) for k, v, s in zip(strikes, vols, shift, strict=True)
        )
        share = (strikes[1] - strikes[0]) / (strikes[2] - strikes[0])
        return (1 - share) * low - middle + share * high

    assert butterfly([0, 0, 0]) < 0
    assert butterfly([5e-4, -5e-4, 5e-4]) < 0


def test_all_other_quotes_are_met(surface):
    """Within 2½ basis points of volatility at the stiffness given, and exactly without it at every other expiry."""
    assert surface.misfit.shape == (155,)
    assert np.abs(surface.misfit[~ARBITRAGE]).max() < 2.5e-4
    assert np.abs(surface.misfit[ARBITRAGE]).max() < 15e-4
    exact = andreasen_huge(K, T, VOL, stiffness=0)
    assert np.abs(exact.misfit[T != 4.778]).max() < 1e-9


def test_local_volatility_reprices_the_quotes_within_five_basis_points(surface):
    """Dupire's local volatility of the surface, put through the forward equation: 152 of 155 within 0.0005, three cannot."""
    grid = local_vol_grid(surface, surface.dates(), reach=8, nodes=1601)
    assert grid.nodes_filled == 0
    found = local_vol_calls(grid.grid, K, T, nodes=400, steps=200)
    miss = np.abs(found.implied_vol - VOL)
    assert miss[~ARBITRAGE].max() < 5e-4
    assert miss[ARBITRAGE].max() < 15e-4


@pytest.mark.parametrize("expiry", [0.004, 0.025, 0.15, 0.274, 1.0, 2.5, 5.0, 7.0])
def test_calls_are_convex_in_strike_at_every_expiry(surface, expiry):
    """The inverse of an M-matrix keeps convexity: second differences on the nodes are not negative."""
    c = surface.call(surface.nodes, expiry)
    strikes = np.exp(surface.nodes)
    slopes = np.diff(c) / np.diff(strikes)
    assert (np.diff(slopes) > -1e-9).all()
    assert slopes[0] >= -1 - 1e-9
    assert (c >= np.maximum(1 - strikes, 0) - 1e-12).all()


def test_calls_rise_with_expiry_at_every_strike(surface):
    """Between, on and beyond the expiries."""
    T_ = np.sort(np.concatenate((EXPIRIES, np.geomspace(0.001, 8, 40))))
    c = np.array([surface.call(surface.nodes, t) for t in T_])
    assert (np.diff(c, axis=0) > -1e-12).all()


def test_the_law_has_mean_one(surface):
    """The forward is kept: the expectation under the second differences is 1, whatever the σ."""
    strikes = np.exp(surface.nodes)
    slopes = np.diff(surface.calls[-1]) / np.diff(strikes)
    mass = np.diff(slopes, prepend=-1.0, append=0.0)  # what fell off the grid lies on its ends
    assert (mass > -1e-12).all()
    assert mass.sum() == pytest.approx(1.0, abs=1e-12)
    assert mass @ strikes == pytest.approx(1.0, abs=1e-9)


def test_one_step_is_the_equation_of_the_paper():
    """[1 − ½ΔT σ²K²δ_KK] c is what it came from, with second differences written out."""
    k = np.linspace(-1, 1, 41)
    grid, random = StrikeGrid(k), np.random.default_rng(0)
    variance, strikes = random.uniform(0.01, 0.2, k.size), np.exp(k)
    before = np.maximum(1 - strikes, 0)
    c = grid.implicit(before, variance, 0.3)
    bend = np.zeros(k.size)
    for i in range(1, k.size - 1):
        right = (c[i + 1] - c[i]) / (strikes[i + 1] - strikes[i])
        left = (c[i] - c[i - 1]) / (strikes[i] - strikes[i - 1])
        bend[i] = strikes[i] ** 2 * (right - left) / ((strikes[i + 1] - strikes[i - 1]) / 2)
    np.testing.assert_allclose(c - 0.5 * 0.3 * variance * bend, before, atol=1e-14)
    np.testing.assert_allclose(grid.bend(c), bend, atol=1e-12)


@pytest.mark.parametrize("expiry", [0.06, 0.4, 3.0])
def test_as_a_surface_it_is_the_calls(surface, expiry):
    """Its total variance is that of its calls, its w_T and density those of differences between calls."""
    k = np.linspace(-0.35, 0.3, 14) * np.sqrt(expiry)
    found = surface.variance(k, expiry)
    right = np.where(k < 0, -1.0, 1.0)

    def w(t):
        c = surface.call(k, t)
        otm = np.where(k < 0, c + np.expm1(k), c)
        return implied_vol(otm, 1.0, np.exp(k), t, right=right) ** 2 * t

    np.testing.assert_allclose(found.w, w(expiry), rtol=5e-4)
    h = 1e-4 * expiry
    np.testing.assert_allclose(found.w_T, (w(expiry + h) - w(expiry - h)) / (2 * h), rtol=5e-3)
    assert (durrleman(k, found) > 0).all()


def test_no_node_has_arbitrage(surface):
    """Local volatility exists wherever a call has digits: no w_T < 0, no g ≤ 0."""
    T_ = surface.dates(4)[:, None]
    found = local_vol(surface, np.linspace(-1, 1, 101) * np.sqrt(T_), T_)
    assert not found.arbitrage("calendar").any()
    assert not found.arbitrage("butterfly").any()
    assert np.isfinite(found.vol).mean() > 0.99


def test_local_volatility_just_after_an_expiry_is_that_of_the_step(surface):
    """As the step shrinks σ_L tends to σ of the next interval: c_T/(½K²c_KK) = σ² at T = Tᵢ+."""
    i = 5
    k = surface.nodes[np.abs(surface.nodes) < 0.2]
    σ = surface.step_vols[i + 1][np.abs(surface.nodes) < 0.2]
    found = local_vol(surface, k, surface.expiries[i] * (1 + 1e-9)).vol
    np.testing.assert_allclose(found, σ, rtol=1e-4)


def test_incomplete_quotes_are_left_out():
    """NaN in any of the three: the rest is the surface, and the misfit has as many elements as were complete."""
    k, t, v = np.append(K[:30], [np.nan, 0.0, 0.0]), np.append(T[:30], [1.0, np.nan, 1.0]), None
    v = np.append(VOL[:30], [0.2, 0.2, np.nan])
    found = andreasen_huge(k, t, v, nodes=200)
    assert found.quotes.vol.size == 30
    np.testing.assert_array_equal(
        found.calls, andreasen_huge(K[:30], T[:30], VOL[:30], nodes=200).calls
    )


def test_one_quote_is_a_surface():
    """A single volatility is met, and held by a surface without arbitrage."""
    found = andreasen_huge(0.0, 0.5, 0.2)
    assert abs(found.misfit[0]) < 1e-9


def test_no_quote_is_none():
    """The message says how many were given."""
    with pytest.raises(InputError, match="none of 2 quotes"):
        andreasen_huge([0.0, 0.1], [0.5, np.nan], [np.nan, 0.2])
    with pytest.raises(InputError, match="stiffness -1"):
        andreasen_huge(0.0, 0.5, 0.2, stiffness=-1)


def test_outside_the_grid_and_before_now_nothing_is_known(surface):
    """NaN, not an extrapolation."""
    found = surface.variance([99.0, 0.0, 0.0], [1.0, 0.0, np.nan])
    assert np.isnan(found.w).all()
    assert np.isnan(found.w_T).all()
