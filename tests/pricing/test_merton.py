"""Merton's jumps: published prices, the Fourier twin, limits and identities."""

from dataclasses import replace

import mpmath
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.pricing.fourier import fourier_price
from hedgerow.pricing.merton import Merton

CRASH = Merton(sigma=0.15, lam=0.5, mu=-0.15, delta=0.1)

MODELS = st.builds(
    Merton,
    sigma=st.floats(0.03, 0.8),
    lam=st.floats(0.0, 10.0),
    mu=st.floats(-0.5, 0.3),
    delta=st.floats(0.0, 0.4),
)


def haug(gamma, intensity, vol=0.25):
    """Haug's letters: γ is the share of variance from jumps, whose mean size is zero."""
    delta = vol * np.sqrt(gamma / intensity)
    return Merton(vol * np.sqrt(1 - gamma), intensity, -(delta**2) / 2, delta)


@pytest.mark.parametrize(
    ("strike", "expiry", "intensity", "gamma", "call"),
    [
        (80, 0.10, 1, 0.25, 20.67),
        (80, 0.50, 5, 0.25, 23.61),
        (100, 0.25, 1, 0.25, 5.88),
        (110, 0.25, 5, 0.25, 2.16),
        (120, 0.50, 1, 0.25, 2.23),
        (90, 0.50, 1, 0.50, 15.34),
        (100, 0.10, 5, 0.50, 3.39),
        (100, 0.50, 10, 0.50, 9.00),
        (80, 0.50, 1, 0.75, 23.86),
        (100, 0.10, 1, 0.75, 2.70),
        (110, 0.25, 10, 0.75, 2.11),
        (120, 0.50, 1, 0.75, 2.09),
    ],
)
def test_haug_table(strike, expiry, intensity, gamma, call):
    """Haug (1998), p. 9, with S 100, r 8 %, σ 25 %; 9.00 as QuantLib's suite corrects 8.85, short of terms."""
    F, D = 100 * np.exp(0.08 * expiry), np.exp(-0.08 * expiry)
    found = haug(gamma, intensity).price(F, strike, expiry, right="call", discount=D)
    assert found == pytest.approx(call, abs=0.01)


@given(MODELS, st.floats(0.3, 3.0), st.floats(1 / 365, 5.0))
@settings(max_examples=80, deadline=None)
def test_fourier_twin(model, m, T):
    """The Poisson sum and the Fourier integral know nothing of each other and agree."""
    model = replace(model, delta=model.delta + 0.1)  # jumps of nearly one size make |φ| rise again
    put = model.price(100.0, 100 * m, T, right="put")
    assert put == pytest.approx(fourier_price(model, 100.0, 100 * m, T, right="put"), abs=1e-11)


@given(MODELS, st.floats(0.3, 3.0), st.floats(0.0, 5.0), st.floats(0.7, 1.0))
@settings(max_examples=80, deadline=None)
def test_parity(model, m, T, D):
    """C − P = D (F − K)."""
    call, put = (model.price(100.0, 100 * m, T, right=r, discount=D) for r in ("call", "put"))
    assert call - put == pytest.approx(D * 100 * (1 - m), abs=1e-11)


@given(MODELS, st.floats(-1.0, 1.0), st.floats(1 / 365, 5.0), st.floats(1e-3, 1e3))
@settings(max_examples=60, deadline=None)
def test_calls_fall_and_bend_upwards_in_strike(model, x, T, scale):
    """No spread and no butterfly costs less than nothing; prices scale with the currency."""
    K = 100 * np.exp(x + np.linspace(-0.05, 0.05, 21))
    call = model.price(100.0, K, T, right="call")
    slope = np.diff(call) / np.diff(K)
    assert (slope < 1e-11).all()
    assert (np.diff(slope) > -1e-11).all()
    assert model.price(100.0 * scale, K * scale, T, right="call") == pytest.approx(
        call * scale, rel=1e-11, abs=1e-12 * scale
    )


@pytest.mark.parametrize("model", [Merton(0.2, 0.0, -0.3, 0.2), Merton(0.2, 4.0, 0.0, 0.0)])
def test_without_jumps_it_is_black(model):
    """λ = 0, or jumps of size zero, leave Black."""
    K = np.array([60.0, 100.0, 170.0])
    assert model.price(100.0, K, 0.7, right="call") == pytest.approx(
        black(100.0, K, 0.7, 0.2, right="call"), rel=1e-12
    )


def test_far_wing_keeps_its_digits():
    """A put worth 4e-20 of the forward is right to ten digits, by the sum in 40 digits."""
    model, K, T = Merton(0.1, 0.3, -0.05, 0.03), 45.0, 0.25
    mp = mpmath.mp
    with mp.workdps(40):
        total = mp.mpf(0)
        for n in range(80):
            sd = mp.sqrt(mp.mpf(0.1) ** 2 * T + n * mp.mpf(0.03) ** 2)
            k = mp.expm1(mp.mpf(-0.05) + mp.mpf(0.03) ** 2 / 2)
            F = 100 * mp.exp(-mp.mpf(0.3) * k * T) * (1 + k) ** n
            d1 = mp.log(F / K) / sd + sd / 2
            put = K * mp.ncdf(sd - d1) - F * mp.ncdf(-d1)
            total += mp.exp(-mp.mpf(0.3) * T) * (mp.mpf(0.3) * T) ** n / mp.factorial(n) * put
    assert float(total) < 1e-17
    assert model.price(100.0, K, T, right="put") == pytest.approx(float(total), rel=1e-10)


def test_fair_variance_is_the_second_moment_of_the_jumps():
    """σ² + λ E[(ln J)²] for squared returns; σ² + 2λ E[J − 1 − ln J] for the log contract."""

    def mean(f):
        return quad(lambda y: f(y) * norm.pdf(y, -0.15, 0.1), -1.5, 1.2)[0]

    assert CRASH.fair_variance == pytest.approx(0.15**2 + 0.5 * mean(lambda y: y * y), rel=1e-9)
    assert CRASH.log_contract_variance == pytest.approx(
        0.15**2 + 2 * 0.5 * mean(lambda y: np.exp(y) - 1 - y), rel=1e-9
    )
    # a fall makes a squared log return larger than the log contract that is to pay for it
    assert CRASH.fair_variance > CRASH.log_contract_variance
    assert CRASH.total_variance(0.5) == pytest.approx(CRASH.fair_variance / 2)


def test_log_contract_is_the_mean_of_the_log():
    """−2/T · E[ln(S_T/F)], from the slope of φ at 0."""
    h, T = 1e-6, 0.5
    up, down = CRASH.characteristic(np.array([h, -h]), T)
    mean = ((up - down) / (2j * h)).real
    assert -2 * mean / T == pytest.approx(CRASH.log_contract_variance, rel=1e-8)


@given(MODELS, st.floats(0.01, 5.0))
def test_forward_is_a_martingale(model, T):
    """φ(0) = φ(−i) = 1, and moments are φ on the imaginary axis."""
    assert model.characteristic(np.array([0.0, -1j]), T) == pytest.approx([1, 1], abs=1e-11)
    p = np.array([-1.5, 0.3, 2.0])
    assert model.moment(p, T) == pytest.approx(model.characteristic(-1j * p, T).real, rel=1e-10)


def test_quantlib_agrees():
    """QuantLib's Bates engine with a variance that hardly moves is Merton's model."""
    ql = pytest.importorskip("QuantLib")
    today = ql.Date(2, 1, 2025)
    ql.Settings.instance().evaluationDate = today
    curve = ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, ql.Actual365Fixed()))
    spot = ql.QuoteHandle(ql.SimpleQuote(100.0))
    process = ql.BatesProcess(
        curve, curve, spot, 0.15**2, 1.0, 0.15**2, 1e-3, 0.0, CRASH.lam, CRASH.mu, CRASH.delta
    )
    engine = ql.BatesEngine(ql.BatesModel(process), 144)
    for strike in (70.0, 100.0, 130.0):
        option = ql.VanillaOption(
            ql.PlainVanillaPayoff(ql.Option.Put, strike), ql.EuropeanExercise(today + 365)
        )
        option.setPricingEngine(engine)
        ours = CRASH.price(100.0, strike, 1.0, right="put")
        assert ours == pytest.approx(option.NPV(), abs=1e-5)


def test_implied_vol_returns_the_price():
    """Black at the implied volatility is the Merton price."""
    K = np.array([70.0, 95.0, 100.0, 120.0])
    vol = CRASH.implied_vol(100.0, K, 0.25)
    assert (np.diff(vol) < 0).all()
    put = CRASH.price(100.0, K, 0.25, right="put")
    assert black(100.0, K, 0.25, vol, right="put") == pytest.approx(put, rel=1e-10)


def test_elements_are_independent():
    """NaN, zero and negative arguments spoil their own element alone; a Series keeps its index."""
    K = pd.Series([100.0, np.nan, 0.0, 100.0, 100.0], index=list("abcde"))
    T = pd.Series([1.0, 1.0, 1.0, -1.0, 0.0], index=list("abcde"))
    found = CRASH.price(103.0, K, T, right="call", discount=0.98)
    assert found["a"] == pytest.approx(CRASH.price(103.0, 100.0, 1.0, right="call", discount=0.98))
    assert found["b":"d"].isna().all()
    assert found["e"] == pytest.approx(0.98 * 3.0)


def test_far_too_many_jumps():
    """A hundred thousand jumps need more terms than are summed: NaN. A thousand do not."""
    assert np.isnan(Merton(0.2, 1e5, 0.0, 1e-4).price(100, 100, 1, right="put"))
    many = Merton(0.2, 1000.0, 0.0, 0.001)
    assert many.price(100, 95, 1, right="put") == pytest.approx(
        fourier_price(many, 100, 95, 1, right="put"), abs=1e-11
    )


@pytest.mark.parametrize(
    ("name", "value"), [("sigma", -0.1), ("lam", -1.0), ("mu", np.nan), ("delta", np.inf)]
)
def test_impossible_parameters(name, value):
    """A parameter outside its range is refused by name."""
    given = {"sigma": 0.2, "lam": 0.5, "mu": -0.1, "delta": 0.1, name: value}
    with pytest.raises(InputError, match=f"{name} is"):
        Merton(**given)
