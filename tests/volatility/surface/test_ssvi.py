"""SSVI: the printed formula, its two theorems, and the surface between its slices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.volatility.surface.smile import durrleman
from hedgerow.volatility.surface.ssvi import (
    Constant,
    HestonLike,
    PowerLaw,
    SsviSlice,
    SsviSurface,
)

K = np.linspace(-1.5, 1.5, 61)
T = np.array([0.02, 0.1, 0.5, 2.0])
THETA = np.array([0.001, 0.004, 0.02, 0.07])

correlations = st.floats(-0.95, 0.95)
thetas = st.floats(1e-4, 0.5)


def printed(k, theta, rho, phi):
    """[GJ14, eq. 4.1]."""
    return theta / 2 * (1 + rho * phi * k + np.sqrt((phi * k + rho) ** 2 + 1 - rho**2))


@given(thetas, correlations, st.floats(0.05, 20))
def test_the_printed_formula(theta, rho, phi):
    """The form without φ, and the same slice in raw SVI, give the total variance that is printed."""
    slice_ = SsviSlice(theta, rho, theta * phi)
    w = printed(K, theta, rho, phi)
    assert slice_.variance(K).w == pytest.approx(w, rel=1e-9)
    assert slice_.svi().variance(K).w == pytest.approx(w, rel=1e-9)


@given(thetas, correlations, st.floats(0.05, 20))
def test_derivatives_in_k(theta, rho, phi):
    """Both w' and w'' are those of raw SVI, which has its own formula."""
    slice_ = SsviSlice(theta, rho, theta * phi)
    ours, svi = slice_.variance(K), slice_.svi().variance(K)
    assert ours.w_k == pytest.approx(svi.w_k, rel=1e-7, abs=1e-9 * theta * phi)
    assert ours.w_kk == pytest.approx(svi.w_kk, rel=1e-6, abs=1e-9 * theta * phi**2)


@settings(max_examples=50, deadline=None)
@given(thetas, correlations, st.floats(0.01, 1.0))
def test_theorem_4_2_excludes_butterflies(theta, rho, share):
    """At any share of the largest φ that it allows, the lowest g is not negative [GJ14, theorem 4.2]."""
    most = 4 / (theta * (1 + abs(rho)))
    slice_ = SsviSlice(theta, rho, theta * share * 0.9999 * min(most, most**0.5))
    assert slice_.is_free
    assert slice_.butterfly().least >= -1e-9


def test_a_wing_beyond_theorem_4_2_is_not_free():
    """θφ(1 + |ρ|) above 4 is a wing steeper than 2, and g negative in it (necessary too, [GJ14, lemma 4.2])."""
    slice_ = SsviSlice(theta=2.0, rho=-0.5, psi=2.8)
    assert slice_.wing_margin < 0
    assert not slice_.is_free
    assert slice_.butterfly().least < 0


def test_a_power_law_above_one_half_fails_at_short_expiries():
    """γ = .8, η(1 + |ρ|) = 1.92, ρ = −.6: g down to −4.7 at θ = .001, where γ = .5 is free."""
    theta, eta = np.array(0.001), 1.92 / 1.6
    steep = SsviSlice(0.001, -0.6, float(theta * PowerLaw(eta, 0.8).phi(theta)))
    gentle = SsviSlice(0.001, -0.6, float(theta * PowerLaw(eta, 0.5).phi(theta)))
    assert steep.butterfly().least == pytest.approx(-4.7, abs=0.05)
    assert not steep.is_free
    assert gentle.is_free


@pytest.mark.parametrize(
    "law", [PowerLaw(1.1, 0.4), PowerLaw(0.5, 0.0), HestonLike(2.0), Constant(3.0)]
)
def test_slope_of_psi(law):
    """∂(θφ)/∂θ by central differences."""
    theta = np.geomspace(1e-5, 2, 30)
    h = 1e-5 * theta
    twin = ((theta + h) * law.phi(theta + h) - (theta - h) * law.phi(theta - h)) / (2 * h)
    assert law.psi_slope(theta) == pytest.approx(twin, rel=1e-6)


def test_heston_like_near_zero():
    """φ → ½ and the series joins the closed form where they change over."""
    law = HestonLike(1.0)
    assert law.phi(np.array(0.0)) == 0.5
    for theta in (0.999e-3, 1.001e-3):
        twin = 0.5 - theta / 6 + theta**2 / 24 - theta**3 / 120
        assert law.phi(np.array(theta)) == pytest.approx(twin, rel=1e-9)
        twin = 0.5 - theta / 3 + theta**2 / 8 - theta**3 / 30
        assert law.psi_slope(np.array(theta)) == pytest.approx(twin, rel=1e-9)


@pytest.mark.parametrize("law", [PowerLaw(1.2, 0.5), HestonLike(1.0), Constant(1.5)])
def test_time_derivative(law):
    """w_T by differences inside, before and after the slices."""
    surface = SsviSurface(T, THETA, -0.6, law)
    times = np.array([0.01, 0.05, 0.3, 1.0, 3.0])[:, None]
    h = 1e-5 * times
    twin = (surface.variance(K, times + h).w - surface.variance(K, times - h).w) / (2 * h)
    assert surface.variance(K, times).w_T == pytest.approx(twin, rel=1e-6, abs=1e-9)


def test_the_surface_passes_through_its_slices():
    """At each expiry it is that slice, and θ is w at the money."""
    surface = SsviSurface(T, THETA, -0.6, PowerLaw(1.2, 0.5))
    for t, theta in zip(T, THETA, strict=True):
        assert surface.variance(0.0, t).w == pytest.approx(theta)
        assert surface.variance(K, t).w == pytest.approx(surface.slice_at(t).variance(K).w)


def test_margins_that_are_free_mean_no_arbitrage():
    """Margins of a free surface: w rises in T everywhere and g is not negative, between slices and outside."""
    surface = SsviSurface(T, THETA, -0.7, PowerLaw(2 / 1.7, 0.5))
    assert surface.margins().is_free
    times = np.geomspace(1e-3, 6, 80)[:, None]
    found = surface.variance(K, times)
    assert (found.w_T >= 0).all()
    assert (durrleman(np.broadcast_to(K, found.w.shape), found) >= 0).all()


@pytest.mark.parametrize(
    ("theta", "rho", "law", "broken"),
    [
        (THETA[::-1], -0.5, PowerLaw(1.0, 0.5), "theta"),
        (THETA, -0.6, PowerLaw(1.2, 0.8), "curvature"),
        (100 * THETA, -0.6, Constant(1.0), "wing"),
    ],
)
def test_margins_name_what_is_broken(theta, rho, law, broken):
    """A negative margin is an arbitrage by its theorem."""
    margins = SsviSurface(T, theta, rho, law).margins()
    assert getattr(margins, broken) < 0
    assert not margins.is_free


@pytest.mark.parametrize("rho", [-0.999, -0.4, 0.7])
def test_calendar_margins_of_a_constant_phi(rho):
    """∂(θφ)/∂θ = φ, so theorem 4.1's second margin is φ times (1 + √(1 − ρ²))/ρ² − 1, and ∞ at ρ = 0."""
    margins = SsviSurface(T, THETA, rho, Constant(1.5)).margins()
    expected = 1.5 * ((1 + np.sqrt(1 - rho**2)) / rho**2 - 1)
    assert margins.calendar_low == pytest.approx(1.5)
    assert margins.calendar_high == pytest.approx(expected)
    assert SsviSurface(T, THETA, 0.0, Constant(1.5)).margins().calendar_high == np.inf


def test_no_time_no_variance():
    """NaN at expiry 0 and before, and where the expiry is unknown."""
    surface = SsviSurface(T, THETA, -0.6, PowerLaw(1.2, 0.5))
    assert np.isnan(surface.variance(0.0, [0.0, -1.0, np.nan]).w).all()


def test_what_is_no_surface_is_refused():
    """Expiries that do not rise, variances that are not positive, correlations outside (−1, 1)."""
    law = PowerLaw(1.0, 0.5)
    with pytest.raises(InputError, match="rise"):
        SsviSurface(T[::-1], THETA, -0.5, law)
    with pytest.raises(InputError, match="above 0"):
        SsviSurface(T, -THETA, -0.5, law)
    with pytest.raises(InputError, match="one theta"):
        SsviSurface(T, THETA[:2], -0.5, law)
    with pytest.raises(InputError, match="between -1 and 1"):
        SsviSurface(T, THETA, -1.0, law)
    with pytest.raises(InputError, match="rho"):
        SsviSlice(0.04, 1.0, 0.1)
    with pytest.raises(InputError, match="theta and psi"):
        SsviSlice(0.0, 0.0, 0.1)
    for wrong in (
        lambda: PowerLaw(0.0, 0.5),
        lambda: PowerLaw(1.0, 2.0),
        lambda: HestonLike(0.0),
        lambda: Constant(-1.0),
    ):
        with pytest.raises(InputError):
            wrong()
