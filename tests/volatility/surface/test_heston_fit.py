"""Heston fitted to a surface."""

import numpy as np
import pytest

from hedgerow.pricing.heston import Heston
from hedgerow.volatility.surface.heston_fit import HestonSurface, _Target, fit_heston
from hedgerow.volatility.surface.smile import durrleman
from hedgerow.volatility.surface.smile_quotes import SmileQuotes

MODELS = [
    Heston(v0=0.03, kappa=2.0, theta=0.05, xi=0.7, rho=-0.7),
    Heston(v0=0.02, kappa=5.0, theta=0.05, xi=2.0, rho=-0.75),
    Heston(v0=0.1, kappa=1.0, theta=0.04, xi=0.5, rho=-0.5),
]


def quotes(model, *, expiries=6, points=25, noise=0.0):
    """Of the model from two weeks to two years."""
    draw, found = np.random.default_rng(1), []
    for t in np.geomspace(0.03, 2, expiries):
        k = np.linspace(-3, 2, points) * 0.2 * np.sqrt(t)
        vol = model.implied_vol(1.0, np.exp(k), t) * np.exp(noise * draw.standard_normal(points))
        w = vol**2 * t
        found.append(SmileQuotes(float(t), k, w, w, w, np.ones(points)))
    return found


@pytest.mark.parametrize("model", MODELS)
def test_its_own_parameters_are_found_again(model):
    """All five, from exact smiles."""
    fit = fit_heston(quotes(model))
    assert fit.converged
    assert fit.rms < 1e-5
    for name in ("v0", "kappa", "theta", "xi", "rho"):
        assert getattr(fit.model, name) == pytest.approx(getattr(model, name), rel=2e-3)
    assert fit.feller_ratio == pytest.approx(model.feller_ratio, rel=5e-3)


def test_noise_costs_its_own_size():
    """1 % of noise in volatilities near 20 % leaves a fifth of a point."""
    fit = fit_heston(quotes(MODELS[0], noise=0.01))
    assert fit.converged
    assert 0.001 < fit.rms < 0.004


def test_a_large_chain_is_thinned():
    """40 expiries of 200 strikes give the parameters of what was thinned out, and errors of every slice."""
    given = quotes(MODELS[0], expiries=40, points=200)
    fit = fit_heston(given)
    assert len(fit.slice_rms) == 40
    assert fit.model.kappa == pytest.approx(2.0, rel=2e-3)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("expiry", [0.02, 0.3, 2.0])
def test_the_quadrature_of_the_search(model, expiry):
    """128 nodes differ from the adaptive rule of 1e-15 by less than a hundredth of a vol point."""
    k = np.linspace(-3, 2, 25) * 0.2 * np.sqrt(expiry)
    w = model.implied_vol(1.0, np.exp(k), expiry) ** 2 * expiry
    target = _Target.of(SmileQuotes(expiry, k, w, w, w, np.ones(25)))
    assert np.abs(target.residuals(model)).max() * 5 < 1e-4  # √25 undoes the root of the share


def test_the_surface_is_free_and_its_derivatives_are_derivatives():
    """A model of the price has no arbitrage: g ≥ 0 and w rises in T; w' and w'' agree with those of a finer step."""
    surface = HestonSurface(MODELS[0])
    k, t = np.linspace(-0.3, 0.25, 23), np.array([0.1, 0.5, 1.5])[:, None]
    found = surface.variance(k, t)
    assert (durrleman(np.broadcast_to(k, found.w.shape), found) > 0).all()
    assert (found.w_T > 0).all()
    h = 1e-3
    w = [surface.variance(k + j * h, 0.5).w for j in (-1, 0, 1)]
    assert found.w_k[1] == pytest.approx((w[2] - w[0]) / (2 * h), abs=1e-5)
    assert found.w_kk[1] == pytest.approx((w[2] - 2 * w[1] + w[0]) / h**2, abs=2e-3)
    later, before = (surface.variance(k, 0.5 + x).w for x in (1e-4, -1e-4))
    assert found.w_T[1] == pytest.approx((later - before) / 2e-4, rel=1e-5)


def test_a_smile_is_a_row_of_the_surface():
    """One expiry asked for alone."""
    surface = HestonSurface(MODELS[0])
    one, row = surface.smile(0.5).variance([-0.1, 0.1]), surface.variance([-0.1, 0.1], 0.5)
    assert one.w == pytest.approx(row.w)
    assert one.w_kk == pytest.approx(row.w_kk)


def test_no_time_no_variance():
    """NaN at expiry 0 and where it is unknown."""
    assert np.isnan(HestonSurface(MODELS[0]).variance(0.0, [0.0, np.nan]).w).all()


def test_a_slice_of_four_points_is_left_out_and_named():
    """Its error is unknown, the reason names it."""
    given = quotes(MODELS[0], points=25)
    few = SmileQuotes(
        3.0,
        *(x[:4] for x in (given[0].log_moneyness, given[0].w, given[0].w, given[0].w)),
        np.ones(4),
    )
    fit = fit_heston([*given, few])
    assert np.isnan(fit.slice_rms[-1])
    assert "at 3 years" in fit.reason
    assert fit.converged


def test_nothing_to_fit_is_a_result():
    """No slices, no model, a reason."""
    fit = fit_heston([])
    assert fit.model is None
    assert fit.surface is None
    assert fit.reason
