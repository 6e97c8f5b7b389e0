"""The check on the dense grid finds what is there, and nothing else."""

import numpy as np
import pytest
from scipy.special import ndtr

from hedgerow.pricing.black import black
from hedgerow.volatility.surface.arbitrage import arbitrage_check, put_slope
from hedgerow.volatility.surface.smile import SliceVariance, durrleman
from hedgerow.volatility.surface.ssvi import SsviSlice
from hedgerow.volatility.surface.surface import Slice, Surface
from hedgerow.volatility.surface.svi import Svi

VOGT = Svi(a=-0.0410, b=0.1331, rho=0.3060, m=0.3586, sigma=0.4153)
"""[GJ14, section 2.2]: no calls or puts crossed, and still a butterfly for nothing."""


class Flat:
    """One volatility for all."""

    def __init__(self, w):
        self.w = w

    def variance(self, log_moneyness):
        """No slope."""
        k = np.asarray(log_moneyness, float)
        return SliceVariance(np.full(k.shape, self.w), np.zeros(k.shape), np.zeros(k.shape))


def surface(*smiles):
    """At a quarter of a year each, without carry."""
    return Surface(
        tuple(Slice(0.25 * (i + 1), 100.0, 1.0, smile) for i, smile in enumerate(smiles)), 100.0
    )


def test_flat_volatility_is_free():
    """Durrleman's g of a flat smile is 1 everywhere, and twice the time is twice the variance: a half of the later."""
    check = arbitrage_check(surface(Flat(0.01), Flat(0.02)), -0.5, 0.3)
    assert check.is_free
    assert check.butterfly.slack == pytest.approx(1.0)
    assert check.calendar.slack == pytest.approx(
        0.0025 / 0.02
    )  # between the last quarter and the listing
    assert len(check.slices) == 2
    assert all(each.is_free for each in check.slices)


def test_vogts_butterfly_is_found():
    """The density of the slice that Vogt gave is negative on the right, near k = 0.8 [GJ14, fig. 1]."""
    check = arbitrage_check(surface(VOGT), -1.5, 1.5)
    assert not check.is_free
    assert check.butterfly.slack == pytest.approx(VOGT.butterfly().least, abs=1e-4)
    assert 0.5 < check.butterfly.log_moneyness < 1.2
    assert np.isnan(check.calendar.slack)
    assert not check.slices[0].is_free


def test_a_crossed_calendar_is_found():
    """Total variance that falls by a quarter from one listing to the next is found, with its place and size."""
    check = arbitrage_check(surface(Flat(0.02), Flat(0.03), Flat(0.0225)), -0.5, 0.3)
    assert not check.is_free
    assert check.butterfly.slack > 0.99
    assert check.calendar.slack < 0
    assert 0.5 < check.calendar.expiry <= 0.75
    assert [each.is_free for each in check.slices] == [True, True, False]


def test_smiles_that_cross_in_the_wing_alone_are_found():
    """At the money later is dearer, at k = −0.5 it is cheaper: the check looks beyond the money."""
    early, late = SsviSlice(0.02, -0.8, 0.18), SsviSlice(0.021, -0.1, 0.10)
    assert early.is_free
    assert late.is_free
    check = arbitrage_check(surface(early, late), -0.5, 0.3)
    assert check.calendar.slack < -0.01
    assert check.calendar.log_moneyness < -0.1


def test_an_unknown_variance_is_no_freedom():
    """A smile without a value somewhere on the grid is not called free of arbitrage."""

    class Hole(Flat):
        def variance(self, log_moneyness):
            found = super().variance(log_moneyness)
            found.w[np.asarray(log_moneyness) > 0.2] = np.nan
            return found

    assert not arbitrage_check(surface(Hole(0.01)), -0.5, 0.3).is_free


def test_the_slope_is_that_of_puts():
    """∂P/∂K of Black's puts on a smile, by central differences, is D times the slope."""
    smile, F, D, T, h = SsviSlice(0.03, -0.6, 0.25), 100.0, 0.97, 0.5, 1e-3

    def put(K):
        vol = np.sqrt(smile.variance(np.log(K / F)).w / T)
        return black(F, K, T, vol, right="put", discount=D)

    K = np.linspace(60, 140, 33)
    k = np.log(K / F)
    difference = (put(K + h) - put(K - h)) / (2 * h)
    assert D * put_slope(k, smile.variance(k)) == pytest.approx(difference, rel=1e-6, abs=1e-9)


def test_the_slopes_slope_is_the_density():
    """∂²p/∂x² = g φ(d₂)/(x √w): what the butterfly check calls g is the density of the vertical one."""
    smile, h = SsviSlice(0.03, -0.6, 0.25), 1e-5
    x = np.linspace(0.6, 1.5, 31)
    k = np.log(x)
    v = smile.variance(k)
    d2 = -k / np.sqrt(v.w) - np.sqrt(v.w) / 2
    density = durrleman(k, v) * np.exp(-(d2**2) / 2) / np.sqrt(2 * np.pi) / (x * np.sqrt(v.w))
    left, right = (put_slope(np.log(x + s), smile.variance(np.log(x + s))) for s in (-h, h))
    assert density == pytest.approx((right - left) / (2 * h), rel=1e-5, abs=1e-8)


def test_a_flat_slope_is_the_normal_distribution():
    """Without a skew the chance to finish below the strike is N(−d₂)."""
    k = np.linspace(-1, 1, 11)
    found = put_slope(k, Flat(0.04).variance(k))
    assert found == pytest.approx(ndtr(k / 0.2 + 0.1))
