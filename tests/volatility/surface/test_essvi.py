"""Extended SSVI: its conditions, what lies between slices, and the fit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.heston import Heston
from hedgerow.volatility.surface.essvi import EssviSurface, _Box, fit_essvi
from hedgerow.volatility.surface.smile import durrleman
from hedgerow.volatility.surface.smile_quotes import SmileQuotes
from hedgerow.volatility.surface.ssvi import SsviSlice

K = np.linspace(-2, 2, 161)
T = np.array([0.05, 0.25, 1.0])
SURFACE = EssviSurface(
    T, np.array([0.002, 0.01, 0.04]), np.array([-0.75, -0.65, -0.6]), np.array([0.04, 0.12, 0.28])
)


def smile(model, t, *, noise=0.0, seed=0, points=25):
    """Of the model at one expiry, three deviations of 20 % down and two up."""
    k = np.linspace(-3, 2, points) * 0.2 * np.sqrt(t)
    w = model.implied_vol(1.0, np.exp(k), t) ** 2 * t
    w = w * np.exp(noise * np.random.default_rng(seed).standard_normal(points))
    return SmileQuotes(float(t), k, w, w, w, np.ones(points))


def assert_free(surface):
    """No calendar spread and no butterfly costs less than nothing, before, between and after the slices."""
    times = np.geomspace(surface.expiry[0] / 10, 3 * surface.expiry[-1], 120)[:, None]
    found = surface.variance(K, times)
    assert found.w_T.min() >= -1e-9
    assert durrleman(np.broadcast_to(K, found.w.shape), found).min() >= -1e-9


@st.composite
def boxed(draw):
    """Three slices, each anywhere in the box that the one before leaves."""
    shares = st.floats(0, 1)
    slices, level = [], draw(st.floats(1e-4, 0.05))
    for _ in range(3):
        box = _Box(slices[-1] if slices else None, level)
        x = np.array([draw(st.floats(0.01, 3)), draw(shares), draw(shares)])
        slices.append(box.slice(x))
        level = slices[-1].theta
    return slices


@settings(max_examples=60, deadline=None)
@given(boxed())
def test_anywhere_in_the_box_is_free_of_arbitrage(slices):
    """Bounds that the slice before leaves are conditions: none is broken, at the slices, between and outside them."""
    surface = EssviSurface(
        T, *(np.array([getattr(s, name) for s in slices]) for name in ("theta", "rho", "psi"))
    )
    assert surface.margins().is_free
    assert_free(surface)


@settings(max_examples=60)
@given(st.floats(-0.95, 0.95), st.floats(0.05, 0.999), st.floats(1e-4, 1.0), st.floats(1, 5))
def test_the_interval_of_rho_is_not_wider_than_it_may_be(rho, share, theta, rise):
    """Inside it some ψ is allowed; just outside none is."""
    outer = 1 + abs(rho)
    before = SsviSlice(theta, rho, share * min(4 / outer, 2 * (theta / outer) ** 0.5))
    box = _Box(before, theta)
    low, high = box.correlations(rise * theta)
    for inside in np.linspace(low, high, 7)[1:-1]:
        least, most = box.curvatures(rise * theta, float(inside))
        assert least <= most * (1 + 1e-9)
    for outside in (high + 1e-5, low - 1e-5):
        if abs(outside) < 0.999:
            least, most = box.curvatures(rise * theta, outside)
            assert least > most * (1 - 1e-12)


def test_each_expiry_is_its_slice():
    """At a node the surface is the slice of SSVI there, and half-way θ, ψ and ρψ are the means."""
    for at, t in enumerate(T):
        assert SURFACE.variance(K, t).w == pytest.approx(SURFACE.slice(at).variance(K).w)
        assert SURFACE.slice_at(t).psi == pytest.approx(SURFACE.psi[at])
    middle = SURFACE.slice_at((T[0] + T[1]) / 2)
    assert middle.theta == pytest.approx(SURFACE.theta[:2].mean())
    assert middle.psi == pytest.approx(SURFACE.psi[:2].mean())
    assert middle.rho * middle.psi == pytest.approx((SURFACE.rho * SURFACE.psi)[:2].mean())


def test_time_derivative():
    """w_T by central differences, inside and outside the slices."""
    times = np.array([0.02, 0.1, 0.6, 2.0])[:, None]
    h = 1e-5 * times
    twin = (SURFACE.variance(K, times + h).w - SURFACE.variance(K, times - h).w) / (2 * h)
    assert SURFACE.variance(K, times).w_T == pytest.approx(twin, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"theta": np.array([0.002, 0.04, 0.03])}, "theta"),
        ({"rho": np.array([-0.75, -0.65, 0.9])}, "left"),
        ({"rho": np.array([0.5, -0.65, -0.6])}, "right"),
        ({"psi": np.array([0.02, 0.12, 0.28])}, "phi"),
        ({"psi": np.array([0.04, 0.12, 2.6])}, "wing"),
        ({"psi": np.array([0.08, 0.12, 0.28])}, "curvature"),
    ],
)
def test_margins_name_what_is_broken(change, broken):
    """One change, one negative margin at least, and that one."""
    terms = {"theta": SURFACE.theta, "rho": SURFACE.rho, "psi": SURFACE.psi, **change}
    margins = EssviSurface(T, **terms).margins()
    assert getattr(margins, broken) < 0
    assert not margins.is_free
    assert SURFACE.margins().is_free


def test_its_own_slices_are_found_again():
    """θ, ρ and ψ of a surface that obeys the conditions."""
    given_ = []
    for at, t in enumerate(T):
        k = np.linspace(-3, 2, 25) * np.sqrt(SURFACE.theta[at])
        w = SURFACE.slice(at).variance(k).w
        given_.append(SmileQuotes(float(t), k, w, w, w, np.ones(25)))
    fit = fit_essvi(given_)
    assert fit.converged
    assert fit.rms < 1e-6
    assert fit.surface.theta == pytest.approx(SURFACE.theta, rel=1e-4)
    assert fit.surface.rho == pytest.approx(SURFACE.rho, abs=1e-3)
    assert fit.surface.psi == pytest.approx(SURFACE.psi, rel=1e-3)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_a_fit_is_free_whatever_the_quotes(noise, seed):
    """Heston's smiles, with and without noise that makes them cross."""
    model = Heston(v0=0.03, kappa=2.0, theta=0.05, xi=0.7, rho=-0.7)
    times = np.geomspace(0.03, 2, 6)
    fit = fit_essvi([smile(model, t, noise=noise, seed=seed + 10 * i) for i, t in enumerate(times)])
    assert fit.surface.margins().is_free
    assert_free(fit.surface)
    assert fit.rms < 0.004 + noise / 8


def test_what_is_no_surface_is_refused():
    """One of each an expiry, inside their ranges."""
    with pytest.raises(InputError, match="one an expiry"):
        EssviSurface(T, SURFACE.theta, SURFACE.rho[:2], SURFACE.psi)
    with pytest.raises(InputError, match="rho"):
        EssviSurface(T, SURFACE.theta, np.array([0.0, 0.0, 1.0]), SURFACE.psi)


def test_nothing_to_fit_is_a_result():
    """No slices, no surface, a reason."""
    fit = fit_essvi([])
    assert fit.surface is None
    assert fit.reason
