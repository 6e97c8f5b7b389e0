"""The lowest g of a slice, against slices whose g is known."""

import numpy as np
import pytest

from hedgerow.volatility.surface.butterfly import butterfly_margin
from hedgerow.volatility.surface.smile import SliceVariance, durrleman
from hedgerow.volatility.surface.svi import Svi


class Flat:
    """Constant variance, unknown where k < −1."""

    def variance(self, log_moneyness):
        """Of a volatility of 20 % for a year."""
        k = np.asarray(log_moneyness, float)
        return SliceVariance(np.where(k < -1, np.nan, 0.04), np.zeros(k.shape), np.zeros(k.shape))


def test_a_flat_smile_has_the_lognormal_density():
    """It is g = 1 wherever there is variance; what has none is stepped over."""
    margin = butterfly_margin(Flat(), np.linspace(-2, 2, 41))
    assert margin.least == 1.0
    assert margin.negative == ()
    assert margin.is_free


def test_no_variance_anywhere_is_unknown_not_free():
    """All NaN gives NaN, and that is not free of arbitrage."""
    margin = butterfly_margin(Flat(), np.linspace(-3, -2, 11))
    assert np.isnan(margin.least)
    assert not margin.is_free


def test_a_coarse_grid_finds_the_minimum_between_its_points():
    """Vogt's slice on 60 points gives the minimum and the interval of 100,000."""
    vogt = Svi(a=-0.0410, b=0.1331, rho=0.3060, m=0.3586, sigma=0.4153)
    fine = np.linspace(-3, 3, 100_001)
    g = durrleman(fine, vogt.variance(fine))
    margin = butterfly_margin(vogt, np.linspace(-3, 3, 60))
    assert margin.least == pytest.approx(g.min(), abs=1e-9)
    assert margin.at == pytest.approx(fine[g.argmin()], abs=1e-4)
    [(left, right)] = margin.negative
    assert (left, right) == pytest.approx(fine[g < 0][[0, -1]], abs=1e-4)
