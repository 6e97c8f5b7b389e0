"""SSVI fitted to a whole surface."""

import numpy as np
import pytest

from hedgerow.volatility.surface.smile import durrleman
from hedgerow.volatility.surface.smile_quotes import SmileQuotes
from hedgerow.volatility.surface.ssvi import PowerLaw, SsviSurface
from hedgerow.volatility.surface.ssvi_fit import fit_ssvi

T = np.array([0.02, 0.08, 0.25, 0.5, 1.0, 2.0])
TRUE = SsviSurface(T, 0.03 * T**0.9, -0.65, PowerLaw(1.1, 0.42))


def quotes(surface, *, noise=0.0, points=25, seed=0):
    """Of each expiry of a surface, three and a half deviations down and two up."""
    draw = np.random.default_rng(seed)
    found = []
    for t in surface.expiry:
        k = np.linspace(-3.5, 2, points) * np.sqrt(float(surface.variance(0.0, t).w))
        w = surface.variance(k, t).w * np.exp(noise * draw.standard_normal(points))
        found.append(SmileQuotes(float(t), k, w, w, w, np.ones(points)))
    return found


def test_its_own_surface_is_found_again():
    """ρ, η, γ and every θ."""
    fit = fit_ssvi(quotes(TRUE))
    assert fit.converged
    assert fit.rms < 1e-6
    assert fit.surface.rho == pytest.approx(-0.65, abs=1e-4)
    assert fit.surface.curvature.eta == pytest.approx(1.1, abs=1e-3)
    assert fit.surface.curvature.gamma == pytest.approx(0.42, abs=1e-3)
    assert fit.surface.theta == pytest.approx(TRUE.theta, rel=1e-4)


@pytest.mark.parametrize("seed", range(4))
def test_noise_brings_no_arbitrage_in(seed):
    """Quotes that cross each other are fitted by a surface that does not."""
    given = quotes(TRUE, noise=0.1, seed=seed)
    fit = fit_ssvi(given)
    assert fit.surface.margins().is_free
    k, t = np.linspace(-1, 1, 81), np.geomspace(0.005, 4, 60)[:, None]
    found = fit.surface.variance(k, t)
    assert (found.w_T >= 0).all()
    assert (durrleman(np.broadcast_to(k, found.w.shape), found) >= 0).all()
    assert 0.002 < fit.rms < 0.02


def test_variances_that_fall_in_time_are_levelled():
    """θ may not fall, so the fit lies between."""
    falling = [
        SmileQuotes(t, q.log_moneyness, q.w, q.w, q.w, q.weight)
        for t, q in zip(T[:2], quotes(TRUE)[1::-1], strict=True)
    ]
    fit = fit_ssvi(falling)
    assert fit.surface.margins().is_free
    assert fit.rms > 0.01


def test_a_slice_of_two_points_is_left_out_and_named():
    """Its place in the list of errors is unknown, the others are fitted; order of the slices does not matter."""
    given = quotes(TRUE)
    k, w = given[2].log_moneyness[:2], given[2].w[:2]
    given[2] = SmileQuotes(0.25, k, w, w, w, np.ones(2))
    fit = fit_ssvi(given[::-1])
    assert "0.25" in fit.reason
    assert np.isnan(fit.slice_rms[3])
    assert np.isfinite(np.delete(fit.slice_rms, 3)).all()
    assert fit.surface.expiry == pytest.approx(np.delete(T, 2))


def test_nothing_to_fit_is_a_result():
    """No slices, no surface, a reason."""
    fit = fit_ssvi([])
    assert fit.surface is None
    assert not fit.converged
    assert fit.reason
