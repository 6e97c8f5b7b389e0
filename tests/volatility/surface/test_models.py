"""Every model by its name on the same quotes."""

import numpy as np
import pytest

from hedgerow.volatility.surface.models import NAMES, fit_model
from hedgerow.volatility.surface.smile_quotes import SmileQuotes
from hedgerow.volatility.surface.ssvi import SsviSlice

EXPIRIES = (0.05, 0.2, 0.6)


def quotes_of(T, points=25):
    """SSVI quotes of 20 % at the money, a half-width of a tenth of a point."""
    theta = 0.04 * T
    k = np.linspace(-3.0, 2.0, points) * np.sqrt(theta)
    w = SsviSlice(theta, -0.5, theta / np.sqrt(theta * (1 + theta))).variance(k).w
    half = 2 * np.sqrt(w / T) * 0.001 * T
    return SmileQuotes(T, k, w, w - half, w + half, 1 / half**2)


QUOTES = [quotes_of(T) for T in EXPIRIES]


@pytest.mark.parametrize("name", NAMES)
def test_each_model_says_something_of_each_slice(name):
    """A smile or a reason for every expiry; parameters by their names beside a smile."""
    fit = fit_model(name, QUOTES)
    assert len(fit.slices) == len(QUOTES)
    for one in fit.slices:
        assert (one.smile is not None and one.params) or one.reason


@pytest.mark.parametrize("name", ["spline", "svi", "ssvi", "essvi"])
def test_models_that_contain_the_truth_find_it(name):
    """SSVI quotes come back within a twentieth of a point from every model that has SSVI in it."""
    for quotes, one in zip(QUOTES, fit_model(name, QUOTES).slices, strict=True):
        vol = np.sqrt(one.smile.variance(quotes.log_moneyness).w / quotes.expiry)
        assert vol == pytest.approx(quotes.vol, abs=5e-4)


def test_spline_parameters_are_the_spline():
    """A natural cubic spline through the knots that are given is the smile, by SciPy's own."""
    from scipy.interpolate import CubicSpline

    one = fit_model("spline", QUOTES).slices[1]
    k, w = one.params["log_moneyness"], one.params["total_variance"]
    inside = np.linspace(k[0], k[-1], 301)
    twin = CubicSpline(k, w, bc_type="natural")
    assert one.smile.variance(inside).w == pytest.approx(twin(inside), rel=1e-9)


def test_too_few_quotes_are_a_reason():
    """Four quotes make no spline; the slices beside them do without, and no search has failed."""
    few = quotes_of(0.1, points=4)
    fit = fit_model("spline", [QUOTES[0], few, QUOTES[1]])
    assert [one.smile is not None for one in fit.slices] == [True, False, True]
    assert fit.slices[1].reason == "fewer than five quotes"
    assert fit.converged


def test_nothing_to_fit():
    """No quotes at all are a result that says so."""
    assert fit_model("heston", []).reason == "no quotes"
