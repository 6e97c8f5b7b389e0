"""A fitted surface shocked, scaled and put through a quote."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.volatility.surface.pricing_surface import put_strike
from hedgerow.volatility.surface.scaled import ScaledSurface
from hedgerow.volatility.surface.smile import SliceVariance, durrleman
from hedgerow.volatility.surface.ssvi import SsviSlice
from hedgerow.volatility.surface.surface import Slice, Surface

SMILE = SsviSlice(theta=0.0099, rho=-0.6, psi=0.09)
SURFACE = Surface((Slice(0.25, 100.0, 1.0, SMILE),), 100.0)
DAYS = 0.25 * 365


def test_without_shock_or_scale_it_is_the_surface():
    """σ(k, days) is the fitted surface's own."""
    k = np.array([-0.2, 0.0, 0.1])
    assert ScaledSurface(SURFACE).vol(k, DAYS) == pytest.approx(SURFACE.vol(100 * np.exp(k), 0.25))


@given(st.floats(-0.05, 0.5), st.floats(7, 400))
def test_a_shock_is_added_at_the_forward(shock, days):
    """At the forward the volatility rises by the shock itself, at every tenor."""
    plain, shaken = ScaledSurface(SURFACE), ScaledSurface(SURFACE).shocked(shock)
    assert float(shaken.vol(0.0, days) - plain.vol(0.0, days)) == pytest.approx(shock, abs=1e-12)


def test_shocks_add_up():
    """Two shocks are one of their sum."""
    twice = ScaledSurface(SURFACE).shocked(0.02).shocked(0.03)
    assert float(twice.vol(-0.1, 30)) == pytest.approx(
        float(ScaledSurface(SURFACE).shocked(0.05).vol(-0.1, 30))
    )


@given(st.floats(0.3, 3.0))
def test_no_scale_makes_a_butterfly(scale):
    """Scaled in units of its own deviation a smile without butterflies has none."""
    k = np.linspace(-1.5, 1.0, 401)
    scaled = ScaledSurface(SURFACE, scale=scale)
    h = 1e-4
    w = [scaled.vol(k + i * h, DAYS) ** 2 * 0.25 for i in (-1, 0, 1)]
    slope, bend = (w[2] - w[0]) / (2 * h), (w[2] - 2 * w[1] + w[0]) / h**2
    assert (durrleman(k, SliceVariance(w[1], slope, bend)) > 0).all()


@given(st.floats(0.12, 0.5), st.floats(-0.08, 0.05))
def test_through_one_volatility(vol, k):
    """The surface put through a quote says that quote back."""
    assert float(ScaledSurface(SURFACE).through(vol, k, 45).vol(k, 45)) == pytest.approx(vol)


def test_a_quote_out_of_reach():
    """A volatility of 900 % is refused, with what was asked."""
    with pytest.raises(InputError, match=r"volatility 9\.0000"):
        ScaledSurface(SURFACE).through(9.0, 0.0, 45)


def test_put_strike_has_its_delta():
    """The strike found has the spot delta asked for, on the smile's own volatility there."""
    from hedgerow.pricing.black import forward_delta

    surface = ScaledSurface(SURFACE)
    K = put_strike(surface, -0.25, 101.0, 60, 0.02)
    T = 60 / 365
    d = forward_delta(101.0, K, T, surface.vol(np.log(K / 101.0), 60), right="put")
    assert float(d) * np.exp(-0.02 * T) == pytest.approx(-0.25)
