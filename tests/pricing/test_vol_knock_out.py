"""The vol-knock-out put: limits, order, and what its parts say of each other."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.bsm import bsm
from hedgerow.pricing.heston import Heston
from hedgerow.pricing.merton import Merton
from hedgerow.pricing.paths import Bootstrap, Lognormal
from hedgerow.pricing.vol_knock_out import vol_knock_out_put

HESTON = Heston(v0=0.03, kappa=4.0, theta=0.04, xi=0.7, rho=-0.75)
DAYS = 0.01 * np.random.default_rng(7).standard_t(4, 1000)
MODELS = [
    Lognormal(0.25),
    HESTON,
    Merton(sigma=0.15, lam=1.0, mu=-0.1, delta=0.1),
    Bootstrap(DAYS, vol=0.25, block=10),
]
TERMS = {"rate": 0.04, "dividend_yield": 0.01, "paths": 8000, "seed": 3}


@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_no_barrier(model):
    """Without a barrier it is the vanilla put: ratio 1, no knock-out, and the closed form where there is one."""
    found = vol_knock_out_put(model, 100, 95, 0.25, barrier=np.inf, **TERMS)
    assert found.ratio.value == 1
    assert found.ratio.standard_error == pytest.approx(0, abs=1e-9)
    assert found.knock_out_probability.value == 0
    if found.vanilla_closed_form is not None:
        assert found.value.value == pytest.approx(found.vanilla_closed_form, rel=1e-9)
        gap = abs(found.vanilla.value - found.vanilla_closed_form)
        assert gap < 4 * found.vanilla.standard_error


@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_order(model):
    """A higher barrier leaves more of the put and knocks out less often, path by path."""
    found = [
        vol_knock_out_put(model, 100, 95, 0.25, barrier=b, **TERMS)
        for b in (0.15, 0.2, 0.25, 0.3, 0.5)
    ]
    assert (np.diff([f.ratio.value for f in found]) >= 0).all()
    assert (np.diff([f.knock_out_probability.value for f in found]) <= 0).all()
    for f in found:
        assert 0 <= f.ratio.value <= 1
        ratio = f.value.value / (f.vanilla_closed_form or f.vanilla.value)
        assert ratio == pytest.approx(f.ratio.value, abs=0.05)


def test_one_return_by_hand():
    """With one return the put is a put spread in the return: alive where ``|ln(S_T/S)| < B/√252``, in closed form."""
    T, barrier, strike = 1 / 252, 0.25, 100.0
    low = 100 * np.exp(-barrier / np.sqrt(252))
    found = vol_knock_out_put(
        Lognormal(0.3), 100, strike, T, barrier=barrier, rate=0.0, paths=200_000, seed=1
    )
    terms = {"right": "put", "rate": 0.0}
    h = 1e-5
    digital = np.diff(bsm(100, [low - h, low + h], T, 0.3, **terms))[0] / (2 * h)
    exact = (
        bsm(100, strike, T, 0.3, **terms)
        - bsm(100, low, T, 0.3, **terms)
        - (strike - low) * digital
    )
    assert abs(found.value.value - exact) < 4 * found.value.standard_error


def test_knock_out_under_black():
    """Under constant volatility n·RV²/(252 σ² dt) is χ² with n degrees of freedom: so is the knock-out probability."""
    from scipy.stats import ncx2

    n, vol, barrier = 63, 0.25, 0.27
    found = vol_knock_out_put(
        Lognormal(vol), 100, 95, 0.25, barrier=barrier, rate=0.0, paths=40_000, seed=2
    ).knock_out_probability
    daily = vol**2 / 252
    shift = n * (0.5 * daily) ** 2 / daily
    exact = ncx2.sf(n * barrier**2 / 252 / daily, n, shift)
    assert abs(found.value - exact) < 4 * found.standard_error


def test_control_has_no_bias():
    """Days that follow each other closely, drawn in blocks: the put controlled by the forward is the exact one.

    Four days of four up and four down, in turn, grow by 4, 2, 0, −2 or −4 of them: ten blocks are a walk on a lattice.
    """
    model = Bootstrap(np.repeat([0.01, -0.01], 4), vol=0.8, block=4)
    found = vol_knock_out_put(
        model, 100, 95, 40 / 252, barrier=np.inf, rate=0.0, paths=40_000, seed=1
    )
    chances, walk = np.array([1, 2, 2, 2, 1]) / 8, np.ones(1)
    for _ in range(10):
        walk = np.convolve(walk, chances)
    S = np.exp(np.arange(-20, 21) * 2 * 0.8 / np.sqrt(252))
    S *= 100 / (walk @ S)
    exact = walk @ np.maximum(95 - S, 0)
    assert found.value.standard_error < 0.7 * found.vanilla.standard_error
    assert abs(found.value.value - exact) < 4 * found.value.standard_error


def test_few_paths(capfd):
    """One pair of paths has a value, no standard error, and prints nothing."""
    found = vol_knock_out_put(HESTON, 100, 95, 0.25, barrier=0.3, rate=0.0, paths=2)
    assert np.isfinite(found.value.value)
    assert np.isnan(found.value.standard_error)
    assert capfd.readouterr() == ("", "")


def test_knocked_out_when_needed():
    """When volatility rises as prices fall, the put loses more of its value than the knock-out is probable."""
    found = vol_knock_out_put(HESTON, 100, 92, 0.25, barrier=0.22, **TERMS)
    lost = 1 - found.ratio.value
    assert lost > found.knock_out_probability.value + 4 * found.ratio.standard_error


def test_control_helps():
    """The vanilla put as control makes the error smaller than without it."""
    found = vol_knock_out_put(HESTON, 100, 95, 0.25, barrier=0.35, **TERMS)
    assert found.value.standard_error < 0.5 * found.vanilla.standard_error


def test_seed_and_threads():
    """The same seed gives the same value on any number of threads."""
    one, two = (
        vol_knock_out_put(
            HESTON, 100, 95, 1.0, barrier=0.3, rate=0.0, paths=10_000, seed=9, threads=n
        )
        for n in (1, 2)
    )
    assert one == two


@pytest.mark.parametrize("wrong", ["barrier", "spot", "strike"])
def test_wrong_choices(wrong):
    """What is not positive is refused by name."""
    given = {"spot": 100, "strike": 95, "barrier": 0.3} | {wrong: 0.0}
    with pytest.raises(InputError, match=wrong):
        vol_knock_out_put(
            HESTON, given["spot"], given["strike"], 0.25, barrier=given["barrier"], rate=0.0
        )
