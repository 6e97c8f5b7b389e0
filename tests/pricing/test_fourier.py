"""Prices from a characteristic function: the rule itself, on models whose prices are known otherwise."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from hedgerow.errors import InputError
from hedgerow.pricing import fourier
from hedgerow.pricing.black import black
from hedgerow.pricing.fourier import fourier_implied_vol, fourier_price, lewis_difference
from hedgerow.pricing.heston import Heston
from hedgerow.pricing.merton import Merton

INDEX = Heston(0.04, 2.0, 0.06, 0.8, -0.7)


def plain_lewis(model, F, K, T):
    """The call by Lewis's integral without control variate, by scipy's quad."""

    def integrand(u):
        φ = model.characteristic(np.array([u - 0.5j]), T)[0]
        return (np.exp(1j * u * np.log(F / K)) * φ).real / (u * u + 0.25)

    return F - np.sqrt(F * K) / np.pi * quad(integrand, 0, 300, limit=1000, epsabs=1e-12)[0]


@pytest.mark.parametrize("model", [INDEX, Merton(0.15, 0.5, -0.15, 0.1)])
def test_it_is_the_lewis_integral(model):
    """The trapezoidal sum with its control variate is the integral that it stands for."""
    expected = [plain_lewis(model, 100.0, k, 1.0) for k in (70.0, 100.0, 140.0)]
    found = fourier_price(model, 100.0, [70.0, 100.0, 140.0], 1.0, right="call")
    assert found == pytest.approx(expected, abs=1e-9)


@dataclass
class VarianceOff:
    """Black's law that misreports its variance, so that the control variate differs from it."""

    vol: float
    factor: float

    def characteristic(self, u, expiry):
        """Of the lognormal law."""
        return np.exp(-(self.vol**2) * expiry * u * (u + 1j) / 2)

    def moment(self, order, expiry):
        """All finite."""
        return np.exp(self.vol**2 * expiry * order * (order - 1) / 2)

    def total_variance(self, expiry):
        """A factor off."""
        return self.factor * self.vol**2 * expiry


@given(st.floats(0.05, 1.0), st.floats(0.3, 3.0), st.floats(1 / 365, 10.0), st.floats(-5.0, 5.0))
@settings(max_examples=80, deadline=None)
def test_black_comes_back(vol, factor, T, standardized):
    """With any control variance, a lognormal law is priced by Black's formula to 1e-14 of √(FK)."""
    K = 100 * np.exp(standardized * vol * np.sqrt(T))
    found = fourier_price(VarianceOff(vol, factor), 100.0, K, T, right="put")
    expected = black(100.0, K, T, vol, right="put")
    assert found == pytest.approx(expected, abs=3e-14 * (100 + K))


@given(
    st.builds(
        Heston,
        v0=st.floats(1e-3, 1.0),
        kappa=st.floats(0.01, 20.0),
        theta=st.floats(1e-3, 1.0),
        xi=st.floats(0.0, 3.0),
        rho=st.floats(-0.98, 0.98),
    ),
    st.floats(1e-3, 30.0),
    st.floats(-4.0, 4.0),
)
@settings(max_examples=60, deadline=None)
def test_a_stricter_bound_changes_nothing(model, T, standardized):
    """Bounds of 1e-19 instead of 1e-15 (finer spacing, more nodes) move prices by rounding alone."""
    x = standardized * np.sqrt([model.total_variance(T)])
    usual = lewis_difference(model, x, T)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fourier, "ERROR", 1e-19)
        assert lewis_difference(model, x, T) == pytest.approx(usual, abs=2e-14)


def test_strikes_do_not_disturb_each_other():
    """A strike far away changes the nodes, not the price."""
    alone = fourier_price(INDEX, 100.0, 101.0, 0.1, right="call")
    together = fourier_price(INDEX, 100.0, [101.0, 5.0, 3000.0], 0.1, right="call")
    assert together[0] == pytest.approx(alone, abs=1e-12)
    assert together[1] == pytest.approx(95.0, abs=1e-12)
    assert 0 <= together[2] < 1e-300


def test_many_strikes_and_expiries_are_the_single_prices():
    """Blocks of strikes, expiries in any order and rights in any mix give what one call each gives."""
    rng = np.random.default_rng(7)
    K, T = rng.uniform(60, 160, 700), rng.choice([0.02, 0.25, 1.0], 700)
    right = rng.choice([1.0, -1.0], 700)
    found = fourier_price(INDEX, 100.0, K, T, right=right, discount=0.97)
    for i in (0, 255, 256, 511, 699):
        one = fourier_price(INDEX, 100.0, K[i], T[i], right=right[i], discount=0.97)
        assert found[i] == pytest.approx(one, abs=1e-12)


def test_a_law_without_density_has_no_price_here():
    """Pure jumps keep |φ| above zero for ever: NaN, and no silent truncation."""
    atoms = Merton(sigma=0.0, lam=1.0, mu=-0.1, delta=0.0)
    assert np.isnan(fourier_price(atoms, 100.0, 95.0, 1.0, right="put"))
    assert np.isnan(lewis_difference(atoms, np.array([0.0]), 1.0)).all()


def test_wings_without_digits_have_no_vol():
    """Below 1e-12 of √(FK) rounding is what is left: NaN, beside strikes that have one."""
    vol = fourier_implied_vol(INDEX, 100.0, [100.0, 400.0], 0.05)
    assert np.isfinite(vol[0])
    assert np.isnan(vol[1])


def test_no_right_of_an_option():
    """A word that is no right is refused."""
    with pytest.raises(InputError, match="right"):
        fourier_price(INDEX, 100.0, 95.0, 1.0, right="straddle")
