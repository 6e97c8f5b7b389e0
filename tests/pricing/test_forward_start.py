"""Forward-start options: homogeneity, a published value, simulation and the limits of the law."""

import mpmath
import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.bsm import bsm
from hedgerow.pricing.forward_start import ForwardHeston, forward_start, heston_forward_start
from hedgerow.pricing.heston import Heston
from hedgerow.pricing.monte_carlo import sample

HESTON = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=-0.7)


def test_haug():
    """S 60, α 1.1, t ¼, T 1, r 8 %, b 4 %, σ 30 %: 4.4064 [Haug07, p. 128], which leaves out its last digit's half."""
    found = forward_start(60, 1.1, 0.25, 1, 0.3, right="call", rate=0.08, dividend_yield=0.04)
    assert found == pytest.approx(4.4064, abs=1e-4)


@pytest.mark.parametrize("right", ["call", "put"])
def test_homogeneity(right):
    """At the start it is the vanilla option struck at α S, and it grows in proportion to the spot."""
    terms = {"right": right, "rate": 0.03, "dividend_yield": 0.01}
    assert forward_start(100, 0.95, 0, 1, 0.2, **terms) == pytest.approx(
        bsm(100, 95, 1, 0.2, **terms), rel=1e-12
    )
    one, two = forward_start([100, 200], 0.95, 0.5, 1, 0.2, **terms)
    assert two == pytest.approx(2 * one, rel=1e-15)


def test_parity():
    """Call less put is a share at the start's forward against α of it."""
    S, α, t, T, r, q = 100, 0.9, 0.4, 1.1, 0.05, 0.02
    for price in (
        lambda right: forward_start(S, α, t, T, 0.2, right=right, rate=r, dividend_yield=q),
        lambda right: heston_forward_start(
            HESTON, S, α, t, T, right=right, rate=r, dividend_yield=q
        ),
    ):
        expected = S * np.exp(-q * T) - α * S * np.exp(-q * t - r * (T - t))
        assert price("call") - price("put") == pytest.approx(expected, abs=1e-10)


def test_start_outside():
    """A start before now or after expiry has no value."""
    found = forward_start(100, 1, [-0.1, 1.1, np.nan], 1, 0.2, right="put", rate=0.0)
    assert np.isnan(found).all()
    with pytest.raises(InputError, match="start"):
        heston_forward_start(HESTON, 100, 1, 2.0, 1.0, right="put", rate=0.0)


@pytest.mark.parametrize("right", ["call", "put"])
@pytest.mark.parametrize("moneyness", [0.9, 1.0, 1.1])
def test_heston_now(right, moneyness):
    """A start now is the vanilla option of the same model."""
    found = heston_forward_start(HESTON, 100, moneyness, 0.0, 0.5, right=right, rate=0.0)
    assert found == pytest.approx(HESTON.price(100, 100 * moneyness, 0.5, right=right), rel=1e-10)


@pytest.mark.parametrize("rho", [-0.7, 0.0, 0.6])
def test_heston_simulation(rho):
    """Martingale-corrected paths give the same value within four standard errors."""
    model = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=0.8, rho=rho)
    start, days = 42, 105

    def payoffs(M):
        return np.stack([100 * np.maximum(M[:, -1] - 1.02 * M[:, start], 0), M[:, -1], M[:, start]])

    found = sample(model, payoffs, expiry=days / 252, steps=days, paths=60_000, seed=6)
    found = found.controlled(0, {1: 1.0, 2: 1.0})
    exact = heston_forward_start(model, 100, 1.02, start / 252, days / 252, right="call", rate=0.0)
    assert abs(found.value - exact) < 4 * found.standard_error


def test_deterministic_variance():
    """At ξ = 0 it is Black's forward start at the variance that is left."""
    model = Heston(v0=0.04, kappa=2.0, theta=0.09, xi=0.0, rho=0.0)
    left = model.total_variance(1.0) - model.total_variance(0.25)
    found = heston_forward_start(model, 100, 1.05, 0.25, 1.0, right="put", rate=0.02)
    vol = np.sqrt(left / 0.75)
    exact = forward_start(100, 1.05, 0.25, 1.0, vol, right="put", rate=0.02)
    assert found == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("start", [0.1, 0.5, 0.9])
def test_small_vol_of_vol_is_linear(start):
    """Towards ξ = 0 the value nears that of no ξ in proportion to ξ, without noise from 1 − 2cD near 1."""

    def value(ξ):
        model = Heston(v0=0.04, kappa=2.0, theta=0.06, xi=ξ, rho=-0.5)
        return heston_forward_start(model, 100, 1.0, start, 1.0, right="put", rate=0.03)

    none = value(0.0)
    slope = (value(1e-6) - none) / 1e-6
    for ξ in 10.0 ** np.arange(-12, -4):
        assert value(ξ) == pytest.approx(none + slope * ξ, abs=3 * ξ * (ξ + 1e-6) + 1e-11)
    assert [value(ξ) for ξ in (1e-100, 1e-155, 1e-160, 1e-200)] == pytest.approx([none] * 4)


def test_average_over_variance():
    """The characteristic function is that of Heston averaged over the noncentral χ² of the variance."""
    law = ForwardHeston(HESTON, 0.5)
    κ = HESTON.kappa - HESTON.rho * HESTON.xi
    c = HESTON.xi**2 * (1 - np.exp(-κ * 0.5)) / (4 * κ)
    df = 4 * HESTON.kappa * HESTON.theta / HESTON.xi**2
    centre = HESTON.v0 * np.exp(-κ * 0.5) / c
    from scipy.stats import ncx2

    for u in (0.5, 3.0, 8.0):

        def integrand(y, u=u):
            v = float(y) ** 2
            φ = Heston(v, HESTON.kappa, HESTON.theta, HESTON.xi, HESTON.rho).characteristic(
                np.array([u - 0.5j]), 0.3
            )
            return complex(φ[0]) * ncx2.pdf(v / c, df, centre) / c * 2 * float(y)

        direct = mpmath.quad(integrand, [0.01, 0.2, 0.5, 1.5])
        low = mpmath.quad(integrand, [1e-9, 0.01])
        found = law.characteristic(np.array([u - 0.5j]), 0.3)[0]
        assert found == pytest.approx(complex(direct + low), abs=1e-6)


def test_moments_of_probability():
    """The law is a probability whose mean is its forward."""
    law = ForwardHeston(HESTON, 0.5)
    np.testing.assert_allclose(law.moment(np.array([0.0, 1.0]), 0.3), 1.0, rtol=1e-10)
    assert law.moment(np.array([60.0]), 0.3)[0] == np.inf
