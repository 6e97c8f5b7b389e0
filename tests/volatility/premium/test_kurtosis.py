"""The kurtosis premium: nothing where the market is the model, and what theory says elsewhere."""

import numpy as np
import pytest
from scipy.stats import norm

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.volatility.premium.kurtosis import (
    is_extreme,
    kurtosis_premium,
    premium_percentile,
    price_butterfly,
)
from hedgerow.volatility.surface.density import Density
from hedgerow.volatility.surface.surface import Slice, Surface
from hedgerow.volatility.surface.svi import Svi

T, VOL, SPOT = 21 / 252, 0.16, 5000.0
F, D = SPOT * np.exp(0.03 * T), np.exp(-0.04 * T)
STRIKES = F * np.exp(VOL * np.sqrt(T) * np.array([-3, -2, -1, 0.01, 1, 2]))
NORMAL = np.random.default_rng(0).normal(0.0, VOL / np.sqrt(252), 20_000)


def flat(vol=VOL):
    """A surface at one volatility."""
    return Surface((Slice(T, F, D, Svi(vol**2 * T, 0.0, 0.0, 0.0, 1.0)),), SPOT)


def test_black_against_black_has_no_premium():
    """The market's own volatility: 0 at every strike, without error."""
    found = kurtosis_premium(flat(), T, STRIKES, model="flat", vol=VOL)
    np.testing.assert_allclose(found.premium, 0, atol=1e-12)
    assert (found.standard_error == 0).all()
    assert found.is_call.tolist() == [False, False, False, True, True, True]


@pytest.mark.parametrize(("days", "times", "off"), [(30, 13, 0.5), (60, 5.3, 0.05), (90, 3.8, 0.05)])  # fmt: skip
def test_the_put_of_the_spec_over_a_flat_volatility(days, times, off):
    """Index 5185, put 4650 at 23 % over 15.5 %: 13, 5.3 and 3.8 times; SPEC KT-07."""
    t = days / 365
    market = Surface((Slice(t, 5185.0, 1.0, Svi(0.23**2 * t, 0.0, 0.0, 0.0, 1.0)),), 5185.0)
    found = kurtosis_premium(market, t, 4650.0, model="flat", vol=0.155)
    assert 1 + found.premium[0] == pytest.approx(times, abs=off)


def test_the_history_of_a_normal_walk_is_black():
    """Scaled to the market's volatility, the premium is 0 within three errors up to two deviations out."""
    found = kurtosis_premium(flat(), T, STRIKES[1:], NORMAL, model="historical", vol=VOL)
    assert found.sessions == 21
    assert (np.abs(found.premium) < 3 * found.standard_error).all()
    assert ((found.low < 0) & (found.high > 0)).all()
    assert found.model.vol == pytest.approx(VOL, rel=1e-3)


def test_the_history_prices_as_a_plain_loop_does():
    """Mean payoff over every run of 21 sessions, re-centred so that E[eˣ] = 1."""
    found = kurtosis_premium(flat(), T, STRIKES[2], NORMAL[:1000], model="historical")
    x = np.array([NORMAL[i : i + 21].sum() for i in range(980)])
    end = np.exp(x) / np.mean(np.exp(x))
    assert found.model.price[0] == pytest.approx(D * np.mean(np.maximum(STRIKES[2] - F * end, 0)))


@pytest.mark.parametrize("model", ["historical", "filtered"])
def test_a_drift_changes_nothing(model):
    """Ten basis points a day more are taken out with the mean: a price needs the forward only."""
    returns = NORMAL[:2000]
    same, up = (
        kurtosis_premium(flat(), T, STRIKES, r, model=model, paths=5000)
        for r in (returns, returns + 1e-3)
    )
    np.testing.assert_allclose(up.model.price, same.model.price, rtol=2e-3)


def test_filtered_normal_returns_price_like_black():
    """Without clusters or tails the simulation is Black at its own volatility, within four errors and its skew."""
    found = kurtosis_premium(flat(), T, STRIKES[1:], NORMAL[:5000], paths=50_000)
    own = np.asarray(
        black(F, STRIKES[1:], T, found.model.vol, right=np.where(found.is_call, 1, -1), discount=D)
    )
    assert (np.abs(found.model.price - own) < 4 * found.model.standard_error + 0.02 * own).all()


def test_fat_tails_make_a_flat_market_cheap_in_the_wings():
    """Student's returns of the same volatility: worth more three deviations out, less at the money."""
    random = np.random.default_rng(1)
    returns = random.standard_t(3, 20_000) * VOL / np.sqrt(252 * 3)
    found = kurtosis_premium(
        flat(), 3 / 252, F * np.exp(np.array([-4, -3, 0, 3, 4]) * VOL * np.sqrt(3 / 252)),
        returns, model="historical", vol=VOL, sessions=3,
    )  # fmt: skip
    assert (found.premium[[0, 1, 3, 4]] < 0).all()
    assert found.premium[2] > 0


def test_errors_shrink_with_paths_and_seeds_repeat():
    """Sixteen times the paths, a quarter of the error; one seed, one answer."""
    few, many, same = (
        kurtosis_premium(flat(), T, STRIKES[2], NORMAL[:1000], paths=n, seed=4)
        for n in (2_000, 32_000, 32_000)
    )
    assert many.standard_error[0] == pytest.approx(few.standard_error[0] / 4, rel=0.15)
    np.testing.assert_array_equal(many.premium, same.premium)
    assert few.low[0] < few.premium[0] < few.high[0]


def test_what_no_path_reaches_is_unknown():
    """Half the forward within three weeks: no price, so no premium, and a reason; others keep theirs."""
    found = kurtosis_premium(flat(), T, [0.5 * F, F], NORMAL[:1000], paths=1000)
    assert np.isnan(found.premium[0])
    assert np.isfinite(found.premium[1])
    assert "give more paths" in found.model.reason


def test_too_short_a_past_is_unknown():
    """NaN and how many returns are needed."""
    found = kurtosis_premium(flat(), T, STRIKES, NORMAL[:100], model="historical")
    assert np.isnan(found.premium).all()
    assert found.model.reason == "100 returns; 105 are needed for 21 sessions"
    assert "500 returns" in kurtosis_premium(flat(), T, STRIKES, NORMAL[:100]).model.reason


def test_it_says_that_risk_is_paid_for_too():
    """The gap is not kurtosis alone; SPEC KT-07."""
    assert "risk premium" in kurtosis_premium(flat(), T, F, model="flat", vol=VOL).caveat


def test_percentiles_and_extremes():
    """Share at or below; 90 is extreme; nothing known is None."""
    past = np.append(np.arange(10.0), np.nan)
    assert premium_percentile(8.0, past) == 90
    assert is_extreme(90.0)
    assert is_extreme(89.9) is False
    assert np.isnan(premium_percentile(1.0, np.array([np.nan])))
    assert np.isnan(premium_percentile(np.nan, past))
    assert is_extreme(float("nan")) is None


def test_butterflies_are_one_by_parity():
    """C − P = D (F − K): three calls and strangle less straddle differ by D (K₂ − K₁)."""
    smile = Svi(a=0.0005, b=0.02, rho=-0.6, m=0.01, sigma=0.05)
    surface = Surface((Slice(T, F, D, smile),), SPOT)
    found = price_butterfly(surface, T, (4900, 5000, 5100))
    assert found.calls - found.strangle_less_straddle == pytest.approx(D * 100)
    assert found.calls > 0


def test_a_narrow_butterfly_is_the_density():
    """Value over D h² is the density at the middle strike [BL78]."""
    surface = flat()
    found = price_butterfly(surface, T, (4999, 5000, 5001))
    assert found.probability == pytest.approx(float(Density.of(surface, T).density(5000)), rel=1e-3)
    s = VOL * np.sqrt(T)
    d2 = (np.log(F / 5000) - s * s / 2) / s
    assert found.probability == pytest.approx(norm.pdf(d2) / (5000 * s), rel=1e-3)
    assert np.isnan(price_butterfly(surface, T, (4900, 5000, 5200)).probability)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (lambda: kurtosis_premium(flat(), T, F, model="flat"), "needs a volatility"),
        (lambda: kurtosis_premium(flat(), T, F), "needs daily returns"),
        (lambda: kurtosis_premium(flat(), T, F, NORMAL, model="student"), "'filtered', 'historical'"),
        (lambda: kurtosis_premium(flat(), T, F, NORMAL, sessions=0), "1 and more"),
        (lambda: price_butterfly(flat(), T, (2, 1, 3)), "rising"),
    ],
)  # fmt: skip
def test_what_is_refused(asked, words):
    """Each says what is allowed."""
    with pytest.raises(InputError, match=words):
        asked()
