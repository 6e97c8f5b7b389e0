"""SVI: the published slice, round trips, and the shape of the hyperbola."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.volatility.surface.smile import durrleman
from hedgerow.volatility.surface.svi import Svi, SviJumpWings, SviNatural

VOGT = Svi(a=-0.0410, b=0.1331, rho=0.3060, m=0.3586, sigma=0.4153)

slices = st.builds(
    lambda v, b, rho, m, s: Svi(v - b * s * (1 - rho**2) ** 0.5, b, rho, m, s),
    st.floats(1e-4, 1.0),
    st.floats(0.01, 1.0),
    st.floats(-0.95, 0.95),
    st.floats(-0.5, 0.5),
    st.floats(0.01, 1.0),
)


def test_jump_wings_of_vogts_slice():
    """[GJ14, section 5.1], to the digits printed."""
    wings = VOGT.jump_wings(1.0)
    assert wings.v == pytest.approx(0.01742625, abs=5e-9)
    assert wings.psi == pytest.approx(-0.1752111, abs=5e-8)
    assert wings.p == pytest.approx(0.6997381, abs=5e-8)
    assert wings.c == pytest.approx(1.316798, abs=5e-7)
    assert wings.v_least == pytest.approx(0.0116249, abs=5e-8)


def test_vogts_slice_has_a_negative_density():
    """Lowest g −0.032864 at 0.8793, negative on [0.6424, 1.2569]."""
    margin = VOGT.butterfly()
    assert margin.least == pytest.approx(-0.032864, abs=5e-7)
    assert margin.at == pytest.approx(0.8793, abs=5e-5)
    assert margin.negative[0] == pytest.approx((0.6424, 1.2569), abs=5e-5)
    assert not margin.is_free


def test_guaranteed_repair_of_vogts_slice():
    """(c', ṽ') = (0.3493158, 0.01548182) [GJ14, section 5.1]; ATM variance, skew and put wing stay."""
    before = VOGT.jump_wings(1.0)
    after = VOGT.repaired(1.0, choice="guaranteed").jump_wings(1.0)
    assert (after.c, after.v_least) == pytest.approx((0.3493158, 0.01548182), abs=5e-8)
    assert (after.v, after.psi, after.p) == pytest.approx(
        (before.v, before.psi, before.p), rel=1e-12
    )


def test_closest_repair_of_vogts_slice():
    """It is free, keeps the least variance as the published search does, and its call wing is between that search's,
    0.8564763 (whose slice has lowest g 0.008, inside the boundary), and the original.
    """
    published = SviJumpWings(0.01742625, -0.1752111, 0.6997381, 0.8564763, 0.0116249).raw(1.0)
    repaired = VOGT.repaired(1.0)
    assert 0.005 < published.butterfly().least < 0.01
    assert 0 <= repaired.butterfly().least < 1e-4
    wings = repaired.jump_wings(1.0)
    assert wings.v_least == pytest.approx(0.0116249, abs=5e-8)
    assert 0.8564763 < wings.c < 1.316798


def test_nothing_is_repaired_that_is_free():
    """The slice itself comes back."""
    slice_ = Svi(a=0.04, b=0.1, rho=-0.3, m=0.0, sigma=0.2)
    assert slice_.repaired(1.0) is slice_


def test_what_the_published_repair_cannot_do_is_none():
    """An ATM skew beyond what any SSVI slice of that put wing has."""
    steep = Svi(a=0.001, b=1.5, rho=-0.9, m=0.0, sigma=0.01)
    assert not steep.butterfly().is_free
    assert steep.repaired(1.0) is None


@given(slices)
def test_natural_and_back(svi):
    """Raw → natural → raw is the identity [GJ14, lemma 3.1]."""
    back = svi.natural().raw()
    for name in ("a", "b", "rho", "m", "sigma"):
        assert getattr(back, name) == pytest.approx(getattr(svi, name), rel=1e-9, abs=1e-9)


@given(slices)
def test_natural_is_the_printed_formula(svi):
    """[GJ14, eq. 3.2] gives the total variance of the raw form."""
    n, k = svi.natural(), np.linspace(-1, 1, 9)
    y = n.zeta * (k - n.mu)
    w = n.delta + n.omega / 2 * (1 + n.rho * y + np.sqrt((y + n.rho) ** 2 + 1 - n.rho**2))
    assert w == pytest.approx(svi.variance(k).w, rel=1e-9, abs=1e-12)


@given(slices, st.floats(0.01, 3.0))
def test_jump_wings_and_back(svi, expiry):
    """Raw → jump wings → raw is the identity [GJ14, lemma 3.2], but at zero ATM skew, where they say too little."""
    wings = svi.jump_wings(expiry)
    assume(abs(wings.psi) > 0.02 * (wings.p + wings.c))
    back = wings.raw(expiry)
    for name in ("b", "rho", "m", "sigma", "a"):
        assert getattr(back, name) == pytest.approx(getattr(svi, name), rel=1e-6, abs=1e-7)


def test_jump_wings_at_zero_skew_are_refused():
    """Then ATM variance is the least variance, whatever the width."""
    with pytest.raises(InputError, match="no width"):
        SviJumpWings(0.04, 0.0, 0.5, 0.5, 0.04).raw(1.0)


def test_jump_wings_beyond_their_slopes_are_refused():
    """No hyperbola has an ATM skew steeper than its wing."""
    with pytest.raises(InputError, match="no slice"):
        SviJumpWings(0.04, -0.9, 0.5, 0.5, 0.02).raw(1.0)


@given(slices, st.floats(-2, 2))
def test_derivatives_are_those_of_the_variance(svi, k):
    """Complex-free twin: central differences."""
    h = 1e-4 * svi.sigma
    w = [float(svi.variance(k + j * h).w) for j in (-1, 0, 1)]
    found = svi.variance(k)
    scale = svi.b / svi.sigma
    assert float(found.w_k) == pytest.approx((w[2] - w[0]) / (2 * h), abs=1e-6 * (1 + svi.b))
    assert float(found.w_kk) == pytest.approx(
        (w[2] - 2 * w[1] + w[0]) / h**2, abs=1e-3 * scale + 1e-5 / svi.sigma**2
    )


@given(slices)
def test_wings_and_least_variance(svi):
    """Far out the slope is b(1 ± ρ); no variance lies below the least."""
    far = svi.variance([-1e6, 1e6])
    assert -far.w_k[0] == pytest.approx(svi.wings[0], rel=1e-6)
    assert far.w_k[1] == pytest.approx(svi.wings[1], rel=1e-6)
    w = svi.variance(np.linspace(-3, 3, 501)).w
    assert w.min() >= svi.least_variance - 1e-12


@settings(max_examples=40, deadline=None)
@given(slices)
def test_the_margin_is_below_a_dense_grid(svi):
    """No point of 20,001 has a lower g, and every one below 0 lies in a reported interval."""
    margin = svi.butterfly()
    k = np.linspace(-4, 4, 20_001)
    g = durrleman(k, svi.variance(k))
    assert margin.least <= g.min() + 1e-9
    inside = np.zeros(k.shape, bool)
    for left, right in margin.negative:
        inside |= (k >= left - 1e-9) & (k <= right + 1e-9)
    assert inside[g < -1e-9].all()


def test_a_wing_steeper_than_lee_allows_is_arbitrage():
    """b(1 + |ρ|) > 2: g tends to ¼ − slope²/16 < 0, to the end of the axis [Lee04]."""
    svi = Svi(a=0.04, b=1.3, rho=-0.7, m=0.0, sigma=0.2)
    assert not svi.obeys_lee
    margin = svi.butterfly()
    assert margin.negative[0][0] == -np.inf
    assert margin.least <= 0.25 - svi.wings[0] ** 2 / 16


def test_a_flat_slice():
    """With b = 0 it is Black's, g = 1 everywhere."""
    svi = Svi(a=0.04, b=0.0, rho=0.0, m=0.0, sigma=0.1)
    assert svi.butterfly().least == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a", np.nan),
        ("a", -1.0),
        ("b", -0.1),
        ("rho", 1.0),
        ("rho", -1.2),
        ("sigma", 0.0),
        ("m", np.inf),
    ],
)
def test_what_is_no_slice_is_refused(name, value):
    """Each parameter has a range, and total variance is never negative."""
    good = {"a": 0.0, "b": 0.1, "rho": 0.0, "m": 0.0, "sigma": 0.1}
    with pytest.raises(InputError, match=r"finite|least|between|above|0 or more"):
        Svi(**{**good, name: value})


def test_natural_parameters_of_ssvi_have_no_shift():
    """Δ = μ = 0: w(0) = ω."""
    assert SviNatural(0.0, 0.0, -0.4, 0.04, 5.0).raw().variance(0.0).w == pytest.approx(0.04)
