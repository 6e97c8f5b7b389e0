"""SABR: the published formula in 40 digits, its limits, and QuantLib."""

import mpmath
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.sabr import Sabr

BETAS = [0.0, 0.3, 0.5, 1.0]


def hagan(α, β, ρ, ν, F, K, T):
    """Hagan and others (2002), eq. 2.17a, as printed, in 40 digits; F ≠ K."""
    mp = mpmath.mp
    with mp.workdps(40):
        α, β, ρ, ν, F, K, T = map(mp.mpf, (α, β, ρ, ν, F, K, T))
        L, b, FK = mp.log(F / K), 1 - β, F * K
        z = ν / α * FK ** (b / 2) * L
        x = mp.log((mp.sqrt(1 - 2 * ρ * z + z**2) + z - ρ) / (1 - ρ))
        leading = α / (FK ** (b / 2) * (1 + b**2 / 24 * L**2 + b**4 / 1920 * L**4))
        bracket = (
            b**2 / 24 * α**2 / FK**b
            + ρ * β * ν * α / (4 * FK ** (b / 2))
            + (2 - 3 * ρ**2) / 24 * ν**2
        )
        return float(leading * (z / x) * (1 + bracket * T))


def smile(β, ρ=-0.6, ν=1.2):
    """About 20 % at the money for a forward of 100."""
    return Sabr(0.2 * 100 ** (1 - β), β, ρ, ν)


@pytest.mark.parametrize("β", BETAS)
@pytest.mark.parametrize("ρ", [-0.95, -0.3, 0.0, 0.7])
@pytest.mark.parametrize("strike", [5.0, 60.0, 99.0, 100 + 1e-4, 100 + 1e-9, 130.0, 900.0])
def test_hagan_to_the_last_digits(β, ρ, strike):
    """The printed formula in 40 digits, from far wings to a billionth from the money."""
    s = smile(β, ρ)
    expected = hagan(s.alpha, β, ρ, s.nu, 100.0, strike, 0.5)
    assert s.implied_vol(100.0, strike, 0.5) == pytest.approx(expected, rel=3e-14)


@pytest.mark.parametrize("β", BETAS)
def test_at_the_money(β):
    """At K = F it is eq. 2.18: α/F^(1−β) times the bracket; the normal one tends to F times it."""
    s = smile(β)
    b, m = 1 - β, 100 ** (1 - β)
    bracket = b**2 / 24 * (s.alpha / m) ** 2 + s.rho * β * s.nu * s.alpha / (4 * m)
    bracket += (2 - 3 * s.rho**2) / 24 * s.nu**2
    expected = s.alpha / m * (1 + 0.5 * bracket)
    assert s.implied_vol(100.0, 100.0, 0.5) == pytest.approx(expected, rel=1e-15)
    assert s.normal_vol(100, 100, 0) == pytest.approx(100 * s.implied_vol(100, 100, 0), rel=1e-14)


@given(st.sampled_from(BETAS), st.floats(-0.9, 0.9), st.floats(0.01, 3.0))
def test_smooth_through_the_money(β, ρ, ν):
    """Differences across K = F shrink with their order: no kink and no noise of 0/0."""
    K = 100 * np.exp(1e-4 * np.arange(-3, 4))
    second = np.diff(smile(β, ρ, ν).implied_vol(100.0, K, 0.5), 2) / 1e-8
    assert abs(np.diff(second, 2)).max() < 1e-5 * (1 + ν**4)


def test_lognormal_without_vol_of_vol_is_flat():
    """β = 1, ν = 0: α at every strike and expiry."""
    s = Sabr(0.23, 1.0, 0.4, 0.0)
    assert s.implied_vol(100.0, [20.0, 100.0, 300.0], [[0.1], [5.0]]) == pytest.approx(
        np.full((2, 3), 0.23), rel=1e-15
    )


def test_normal_without_vol_of_vol_is_flat():
    """β = 0, ν = 0 is Bachelier's model: σ_N is α at the money and within 1e-6 of it at any near strike."""
    s = Sabr(20.0, 0.0, 0.4, 0.0)
    assert s.normal_vol(100.0, 100.0, 3.0) == pytest.approx(20.0, rel=1e-15)
    assert s.normal_vol(100.0, [70.0, 140.0], 3.0) == pytest.approx([20.0, 20.0], rel=1e-15)


@pytest.mark.parametrize("β", [0.0, 0.5, 0.9])
def test_small_vol_of_vol_is_cev(β):
    """ν → 0 is Hagan and Woodward's constant elasticity of variance, without a jump at ν = 0."""
    K = np.array([60.0, 100.0, 150.0])
    cev, near = (smile(β, -0.6, ν).implied_vol(100.0, K, 0.5) for ν in (0.0, 1e-9))
    assert near == pytest.approx(cev, rel=1e-8)
    L, b, m = np.log(100 / K), 1 - β, (100 * K) ** ((1 - β) / 2)
    α = 0.2 * 100**b
    plain = (
        α
        / m
        / (1 + (b * L) ** 2 / 24 + (b * L) ** 4 / 1920)
        * (1 + b**2 * α**2 / (24 * m**2) * 0.5)
    )
    assert cev == pytest.approx(plain, rel=1e-14)


@given(st.sampled_from(BETAS), st.floats(0.3, 3.0), st.floats(0.01, 100.0))
def test_homogeneity(β, m, scale):
    """Forward, strike and α F^β scale together."""
    s = smile(β)
    scaled = Sabr(s.alpha * scale ** (1 - β), β, s.rho, s.nu)
    assert scaled.implied_vol(100 * scale, 100 * m * scale, 0.5) == pytest.approx(
        s.implied_vol(100, 100 * m, 0.5), rel=1e-12
    )


def test_mirror():
    """At β = 1 exchanging forward and strike reverses ρ in z/x(z); at ρ = 0 the smile is symmetric."""
    s = Sabr(0.2, 1.0, 0.0, 1.0)
    assert s.implied_vol(100, 80, 1) == pytest.approx(s.implied_vol(100, 125, 1), rel=1e-14)


@pytest.mark.parametrize("ρ", [-1.0, 1.0])
def test_perfect_correlation_is_the_limit(ρ):
    """ρ = ±1 is reached continuously where the formula has a value."""
    K = np.array([90.0, 100.0, 110.0])
    edge, near = (smile(1.0, r, 0.5).implied_vol(100, K, 0.5) for r in (ρ, ρ * (1 - 1e-9)))
    assert edge == pytest.approx(near, rel=1e-7)


def test_quantlib_agrees():
    """QuantLib's sabrVolatility, lognormal and normal, away from the money, where it is exact."""
    ql = pytest.importorskip("QuantLib")
    for β in (0.0, 0.5, 1.0):
        s = smile(β)
        for K in (60.0, 90.0, 100.0, 140.0):
            given = (K, 100.0, 0.5, s.alpha, β, s.nu, s.rho)
            assert s.implied_vol(100, K, 0.5) == pytest.approx(ql.sabrVolatility(*given), rel=1e-13)
            normal = ql.sabrVolatility(*given, ql.Normal)
            assert s.normal_vol(100, K, 0.5) == pytest.approx(normal, rel=1e-13)


def test_normal_and_lognormal_are_one_price():
    """Bachelier at the normal and Black at the lognormal volatility differ by less than a cent in 100."""
    from scipy.stats import norm

    from hedgerow.pricing.black import black

    s, T = smile(0.5, -0.4, 0.6), 0.25
    K = np.array([85.0, 100.0, 115.0])
    sd = s.normal_vol(100, K, T) * np.sqrt(T)
    d = (100 - K) / sd
    bachelier = (100 - K) * norm.cdf(d) + sd * norm.pdf(d)
    lognormal = black(100, K, T, s.implied_vol(100, K, T), right="call")
    assert bachelier == pytest.approx(lognormal, abs=0.01)


def test_the_density_turns_negative_at_low_strikes():
    """The documented weakness: at ten years and low strikes a butterfly of SABR puts costs less than nothing."""
    from hedgerow.pricing.black import black

    K = np.array([4.0, 5.0, 6.0])
    vol = Sabr(0.2 * 10.0, 0.5, -0.3, 0.5).implied_vol(100.0, K, 10.0)
    assert np.diff(black(100.0, K, 10.0, vol, right="put"), 2)[0] < 0


def test_no_value():
    """NaN for what has no logarithm, for a negative expiry, and where the bracket goes below zero."""
    s = smile(1.0)
    K = pd.Series([100.0, 0.0, -5.0, np.nan], index=list("abcd"))
    found = s.implied_vol(100.0, K, 0.5)
    assert list(found.isna()) == [False, True, True, True]
    assert np.isnan(s.implied_vol(-100.0, -90.0, 0.5))
    assert np.isnan(s.implied_vol(100.0, 90.0, -0.5))
    assert np.isnan(Sabr(0.2, 1.0, -0.99, 3.0).implied_vol(100.0, 100.0, 100.0))


@pytest.mark.parametrize(
    ("name", "value"),
    [("alpha", 0.0), ("alpha", np.nan), ("beta", 1.1), ("beta", -0.1), ("rho", -1.1), ("nu", -0.1)],
)
def test_impossible_parameters(name, value):
    """A parameter outside its range is refused by name."""
    given = {"alpha": 0.2, "beta": 1.0, "rho": -0.5, "nu": 1.0, name: value}
    with pytest.raises(InputError, match=f"{name} is"):
        Sabr(**given)
