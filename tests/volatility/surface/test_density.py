"""The implied distribution, against the lognormal, differences of prices and Merton's cumulants."""

import numpy as np
import pytest
from scipy.stats import lognorm, norm

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.pricing.merton import Merton
from hedgerow.volatility.surface.density import Density, merton_cumulants, merton_moments
from hedgerow.volatility.surface.smile import SliceVariance
from hedgerow.volatility.surface.svi import Svi

T, F = 30 / 365, 100.0
JUMPS = Merton(sigma=0.10, lam=1.0, mu=-0.08, delta=0.06)
SKEWED = Svi(a=0.0005, b=0.02, rho=-0.6, m=0.01, sigma=0.05)


@pytest.fixture(scope="module")
def flat():
    """20 % everywhere."""
    return Density(Svi(0.04 * T, 0.0, 0.0, 0.0, 1.0), F, T)


@pytest.fixture(scope="module")
def skewed():
    """An SVI slice without arbitrage."""
    assert SKEWED.butterfly().least > 0
    return Density(SKEWED, F, T)


class MertonSmile:
    """Implied variance of the jumps, derivatives by differences."""

    def variance(self, log_moneyness):
        """Of one slice."""
        k = np.asarray(log_moneyness, float)

        def w(x):
            return np.asarray(JUMPS.implied_vol(1.0, np.exp(x), T)) ** 2 * T

        h = 2e-4
        at, up, down = w(k), w(k + h), w(k - h)
        return SliceVariance(at, (up - down) / (2 * h), (up - 2 * at + down) / h**2)


def test_flat_volatility_is_lognormal(flat):
    """Density, distribution and quantiles of SciPy's."""
    s = 0.2 * np.sqrt(T)
    theirs = lognorm(s, scale=F * np.exp(-(s**2) / 2))
    K = np.linspace(75, 130, 23)
    np.testing.assert_allclose(flat.density(K), theirs.pdf(K), rtol=1e-12)
    np.testing.assert_allclose(flat.probability_below(K), theirs.cdf(K), rtol=1e-12, atol=1e-15)
    p = np.array([0.001, 0.05, 0.5, 0.9, 0.999])
    np.testing.assert_allclose(flat.quantile(p), theirs.ppf(p), rtol=1e-9)
    assert np.isnan(flat.quantile([0.0, 1.0])).all()


def test_flat_volatility_has_normal_moments(flat):
    """The log return has mean −σ²T/2, deviation σ√T, no skewness and no excess kurtosis."""
    m = flat.moments
    assert (m.total, m.forward) == (pytest.approx(1, abs=1e-8), pytest.approx(1, abs=1e-8))
    assert m.mean == pytest.approx(-0.02 * T, rel=1e-6)
    assert m.standard_deviation == pytest.approx(0.2 * np.sqrt(T), rel=1e-6)
    assert (m.skewness, m.excess_kurtosis) == (pytest.approx(0, abs=1e-6), pytest.approx(0, abs=1e-5))  # fmt: skip
    tails = flat.tails(2.5)
    assert (tails.left, tails.right) == (pytest.approx(norm.cdf(-2.5), rel=1e-6),) * 2
    assert tails.normal == pytest.approx(norm.cdf(-2.5))


def test_density_bends_the_prices(skewed):
    """Second difference of Black calls at the smile's volatilities, the plain twin [BL78]."""
    K, h = np.linspace(85, 112, 28), 0.02

    def call(strike):
        vol = np.sqrt(SKEWED.variance(np.log(strike / F)).w / T)
        return np.asarray(black(F, strike, T, vol, right="call"))

    bent = (call(K + h) - 2 * call(K) + call(K - h)) / h**2
    np.testing.assert_allclose(skewed.density(K), bent, rtol=2e-4, atol=1e-7)
    slope = (call(K + h) - call(K - h)) / (2 * h)
    np.testing.assert_allclose(skewed.probability_below(K), 1 + slope, atol=5e-6)  # h²f'/6


def test_a_smile_keeps_probability_and_forward(skewed):
    """∫f = 1 and E[eˣ] = 1; half lies below the median."""
    m = skewed.moments
    assert m.total == pytest.approx(1, abs=1e-5)
    assert m.forward == pytest.approx(1, abs=1e-5)
    assert m.skewness < 0 < m.excess_kurtosis
    p = np.array([0.01, 0.3, 0.5, 0.99])
    np.testing.assert_allclose(skewed.probability_below(skewed.quantile(p)), p, atol=1e-8)
    assert skewed.tails(3).left > skewed.tails(3).normal


def test_jumps_have_the_cumulants_of_the_spec():
    """λ 1, μ −.08, δ .06, σ .10, 30 days: skewness −1.6969, kurtosis 9.6333; SPEC KT-08."""
    skewness, excess = merton_cumulants(JUMPS, T)
    assert (round(skewness, 4), round(3 + excess, 4)) == (-1.6969, 9.6333)


def test_the_smile_of_jumps_holds_their_moments():
    """Integrated over the density of Merton's own smile: two ways to one number."""
    m = Density(MertonSmile(), F, T).moments_within(-0.6, 0.4)
    skewness, excess = merton_cumulants(JUMPS, T)
    assert m.standard_deviation == pytest.approx(np.sqrt(JUMPS.total_variance(T)), rel=1e-3)
    assert m.skewness == pytest.approx(skewness, abs=0.01)
    assert m.excess_kurtosis == pytest.approx(excess, abs=0.05)


def test_fitted_jumps_give_the_moments_back():
    """From the smile alone to skewness and kurtosis, within a per cent and without an error in volatility."""
    found = merton_moments(MertonSmile(), T)
    skewness, excess = merton_cumulants(JUMPS, T)
    assert found.reason == ""
    assert found.rms < 1e-5
    assert found.skewness == pytest.approx(skewness, rel=0.01)
    assert found.excess_kurtosis == pytest.approx(excess, rel=0.01)
    assert found.model.sigma == pytest.approx(0.10, rel=0.01)


def test_an_unknown_smile_has_no_jumps():
    """NaN with the reason."""
    unknown = Svi(0.04 * T, 0.0, 0.0, 0.0, 1.0)

    class Nowhere:
        def variance(self, log_moneyness):
            v = unknown.variance(log_moneyness)
            return SliceVariance(
                np.where(np.asarray(log_moneyness) < 0, np.nan, v.w), v.w_k, v.w_kk
            )

    found = merton_moments(Nowhere(), T)
    assert found.model is None
    assert np.isnan(found.excess_kurtosis)
    assert "unknown" in found.reason


def test_moments_within_quotes_leave_the_wings_out(skewed):
    """What lies beyond counts as lying at the edge: less spread and tail; far edges change nothing."""
    near, far, all_ = skewed.moments_within(-0.1, 0.1), skewed.moments_within(-9, 9), skewed.moments
    assert near.total == pytest.approx(1, abs=1e-5)
    assert near.standard_deviation < all_.standard_deviation
    assert near.excess_kurtosis < all_.excess_kurtosis
    assert far.excess_kurtosis == pytest.approx(all_.excess_kurtosis, rel=1e-3)
    with pytest.raises(InputError, match="lower one first"):
        skewed.moments_within(0.1, -0.1)


def test_any_expiry_of_a_surface_has_one(surface_of):
    """Between listings too: total probability and forward stay 1, the price is on the surface's forward."""
    surface = surface_of([0.1, 0.5], [0.2, 0.22])
    found = Density.of(surface, 0.3)
    assert found.forward == pytest.approx(float(surface.forward(0.3)))
    assert found.moments.total == pytest.approx(1, abs=1e-5)
    assert found.moments.forward == pytest.approx(1, abs=1e-5)
    for refused in (lambda: Density.of(surface, 0.0), lambda: merton_moments(SKEWED, -1.0)):
        with pytest.raises(InputError, match="above 0"):
            refused()
