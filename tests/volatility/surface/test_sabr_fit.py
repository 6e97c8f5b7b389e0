"""SABR as a smile, and fitted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.sabr import Sabr
from hedgerow.volatility.surface.sabr_fit import SabrSmile, fit_sabr
from hedgerow.volatility.surface.smile_quotes import SmileQuotes

BETAS = [0.0, 0.5, 1.0]


def quotes(smile, *, points=21, noise=0.0):
    """Of the smile, two and a half deviations down and two up."""
    k = np.linspace(-2.5, 2, points) * np.sqrt(float(smile.variance(0.0).w))
    w = smile.variance(k).w * np.exp(noise * np.random.default_rng(0).standard_normal(points))
    return SmileQuotes(smile.expiry, k, w, w, w, np.ones(points))


@settings(max_examples=60)
@given(
    st.sampled_from(BETAS),
    st.floats(-0.95, 0.95),
    st.floats(0.01, 2.5),
    st.floats(0.05, 0.5),
    st.floats(-1, 1),
)
def test_derivatives(beta, rho, nu, expiry, k):
    """Both w' and w'' by five-point differences of w = σ²T."""
    smile = SabrSmile(Sabr(0.25, beta, rho, nu), expiry)
    h = 2e-3
    w = [float(smile.variance(k + j * h).w) for j in range(-2, 3)]
    assert w[2] == pytest.approx(
        float(smile.sabr.implied_vol(1.0, np.exp(k), expiry)) ** 2 * expiry
    )
    found = smile.variance(k)
    first = (w[0] - 8 * w[1] + 8 * w[3] - w[4]) / (12 * h)
    second = (-w[0] + 16 * w[1] - 30 * w[2] + 16 * w[3] - w[4]) / (12 * h * h)
    assert float(found.w_k) == pytest.approx(first, rel=1e-4, abs=1e-6)
    assert float(found.w_kk) == pytest.approx(second, rel=1e-3, abs=1e-4)


@pytest.mark.parametrize("beta", BETAS)
def test_the_series_meets_the_closed_form(beta):
    """At |z| = 0.1, where they change over, on both sides and at the money nothing jumps."""
    smile = SabrSmile(Sabr(0.2, beta, -0.6, 1.0), 0.25)
    edge = 0.1 * 0.2 / 1.0  # k where |z| = 0.1 at β = 1; near it otherwise
    k = np.concatenate([np.linspace(x - 1e-4, x + 1e-4, 201) for x in (-edge, 0.0, edge)])
    jump = np.abs(np.diff(smile.variance(k).w_kk, n=2))
    assert jump[:199].max() < 1e-9
    assert jump[-199:].max() < 1e-9


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize(
    ("rho", "nu", "expiry"), [(-0.6, 1.2, 0.25), (-0.8, 3.0, 0.02), (0.4, 0.5, 1.0)]
)
def test_its_own_parameters_are_found_again(beta, rho, nu, expiry):
    """α, ρ and ν from 21 exact points."""
    fit = fit_sabr(quotes(SabrSmile(Sabr(0.2, beta, rho, nu), expiry)), beta=beta)
    assert fit.converged
    assert fit.rms < 1e-7
    found = fit.smile.sabr
    assert (found.alpha, found.rho, found.nu) == pytest.approx((0.2, rho, nu), rel=1e-4)


def test_noise_costs_its_own_size():
    """2 % of noise in variance leaves 1 % of volatility, times a volatility of a fifth or more."""
    fit = fit_sabr(quotes(SabrSmile(Sabr(0.2, 1.0, -0.6, 1.2), 0.25), points=60, noise=0.02))
    assert fit.converged
    assert 0.001 < fit.rms < 0.005


def test_long_expiries_with_much_vol_of_vol_have_butterflies():
    """Where ν²T is large the expansion's density turns negative at low strikes, and the margin says so."""
    short = SabrSmile(Sabr(0.2, 1.0, -0.5, 0.8), 0.1).butterfly()
    long = SabrSmile(Sabr(0.2, 1.0, -0.5, 1.5), 5.0).butterfly()
    assert short.is_free
    assert not long.is_free
    assert long.negative[0][0] < 0


def test_a_flat_smile_is_at_the_edge_and_says_so():
    """ν has no value where nothing bends: the fit is good and not called converged."""
    k, w = np.linspace(-0.2, 0.2, 11), np.full(11, 0.01)
    fit = fit_sabr(SmileQuotes(0.25, k, w, w, w, np.ones(11)))
    assert fit.rms < 1e-4
    assert fit.converged == (not fit.reason)


def test_two_points_are_too_few():
    """A result with a reason."""
    w = np.array([0.01, 0.011])
    fit = fit_sabr(SmileQuotes(0.25, np.array([-0.1, 0.1]), w, w, w, np.ones(2)))
    assert fit.smile is None
    assert not fit.converged
    assert "2 points" in fit.reason
    assert np.isnan(fit.rms)


def test_choices_outside_their_range_are_refused():
    """β in [0, 1], expiry above 0."""
    with pytest.raises(InputError, match="beta"):
        fit_sabr(quotes(SabrSmile(Sabr(0.2, 1.0, -0.6, 1.2), 0.25)), beta=1.5)
    with pytest.raises(InputError, match="expiry"):
        SabrSmile(Sabr(0.2, 1.0, -0.6, 1.2), 0.0)
