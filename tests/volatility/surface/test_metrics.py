"""What is read off a smile, against prices, the surface's own root finder, and identities."""

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.bsm import greeks
from hedgerow.volatility.surface.metrics import (
    TENORS,
    QuotedRange,
    listing_metrics,
    metrics_at,
    smile_metrics,
)
from hedgerow.volatility.surface.smile import SliceVariance
from hedgerow.volatility.surface.surface import Slice, Surface

EXPIRIES = (10 / 365, 45 / 365, 0.5)


@pytest.fixture(scope="module")
def surface(surface_of):
    """Three listings with an equity skew."""
    return surface_of(EXPIRIES, [0.15, 0.17, 0.19])


@dataclass(frozen=True)
class Quadratic:
    """w in powers of k."""

    w: float
    w_k: float
    w_kk: float

    def variance(self, log_moneyness):
        """Of one slice."""
        k = np.asarray(log_moneyness, float)
        w = self.w + self.w_k * k + self.w_kk * k * k / 2
        return SliceVariance(w, self.w_k + self.w_kk * k, np.full(k.shape, self.w_kk))


@pytest.mark.parametrize("kind", ["spot", "forward"])
@pytest.mark.parametrize("delta", [0.10, 0.25, 0.40])
def test_the_option_of_a_delta_has_it(surface, kind, delta):
    """Black–Scholes at the strike and volatility found gives the delta back, with e^{−qT} where asked."""
    found = metrics_at(surface, kind=kind)
    T = found.expiry
    for side, right in ((found.put(delta), "put"), (found.call(delta), "call")):
        F, D = surface.forward(T), surface.discount(T)
        if kind == "spot":
            r = -np.log(D) / T
            q = r - np.log(F / surface.spot) / T
            ours = greeks(
                surface.spot, side.strike, T, side.vol, right=right, rate=r, dividend_yield=q
            )
        else:
            ours = greeks(F, side.strike, T, side.vol, right=right, rate=0.0)
        np.testing.assert_allclose(np.abs(ours.delta), delta, atol=1e-9)
        np.testing.assert_allclose(side.vol, surface.vol(side.strike, T), rtol=1e-8)


def test_all_at_once_is_one_by_one(surface):
    """The surface's own search, one strike at a time, ends at the same place."""
    found = metrics_at(surface)
    for i, T in enumerate(found.expiry):
        for delta in found.deltas:
            put = surface.delta_log_moneyness(-delta, T, right="put")
            call = surface.delta_log_moneyness(delta, T, right="call")
            assert found.put(delta).log_moneyness[i] == pytest.approx(put, abs=1e-9)
            assert found.call(delta).log_moneyness[i] == pytest.approx(call, abs=1e-9)


@given(
    st.floats(0.02, 2.0),
    st.floats(0.05, 0.9),
    st.floats(-0.9, 0.9),
    st.floats(0.0, 1.0),
    st.floats(0.02, 0.48),
)
def test_any_smile_without_arbitrage_gives_its_deltas_back(surface_of, T, vol, rho, eta, delta):
    """Strike → delta → strike, for SSVI smiles with η (1 + |ρ|) ≤ 2."""
    surface = surface_of([T], [vol], rho=rho, eta=eta)
    found = smile_metrics(surface, [T], deltas=(delta,), kind="forward")
    put, call = found.put(delta), found.call(delta)
    assert float(surface.delta(put.log_moneyness, T, right="put", kind="forward")[0]) == (
        pytest.approx(-delta, abs=1e-8)
    )
    assert float(surface.delta(call.log_moneyness, T, right="call", kind="forward")[0]) == (
        pytest.approx(delta, abs=1e-8)
    )


def test_a_flat_smile_has_nothing_to_say(surface_of):
    """No skew, no curvature, no butterfly; the straddle sits at F e^{σ²T/2}."""
    surface = surface_of(EXPIRIES, 0.2, eta=0.0)
    found = metrics_at(surface)
    for metric in (
        *(found.risk_reversal(), found.butterfly(0.10), found.butterfly(atm="straddle")),
        *(found.put_skew(), found.call_skew(), found.skew, found.curvature, found.moneyness_skew),
    ):
        np.testing.assert_allclose(metric, 0, atol=1e-12)
    np.testing.assert_allclose(found.atm_vol, 0.2)
    at = found.forward * np.exp(0.04 * found.expiry / 2)
    np.testing.assert_allclose(found.straddle.strike, at, rtol=1e-12)


def test_the_straddle_has_no_delta(surface):
    """Call and put at its strike have opposite deltas, of either kind."""
    found = metrics_at(surface)
    for k, T in zip(found.straddle.log_moneyness, found.expiry, strict=True):
        sides = [float(surface.delta(k, T, right=right)) for right in ("call", "put")]
        assert sum(sides) == pytest.approx(0, abs=1e-10)


def test_slopes_are_those_of_the_volatility(surface):
    """dσ/dk and d²σ/dk² against differences of σ(k)."""
    found = metrics_at(surface)
    h = 1e-4
    up, at, down = (
        np.sqrt(surface.variance(x, found.expiry).w / found.expiry) for x in (h, 0.0, -h)
    )
    np.testing.assert_allclose(found.skew, (up - down) / (2 * h), rtol=1e-5)
    np.testing.assert_allclose(found.curvature, (up - 2 * at + down) / h**2, rtol=1e-4)


def test_definitions(surface):
    """Each metric is the difference of the volatilities that its name says; fx turns the sign of a risk reversal."""
    found = metrics_at(surface)
    put, call = found.put().vol, found.call().vol
    np.testing.assert_array_equal(found.risk_reversal(), put - call)
    np.testing.assert_array_equal(found.risk_reversal(sign="fx"), call - put)
    np.testing.assert_allclose(found.butterfly(), (put + call) / 2 - found.atm_vol)
    np.testing.assert_allclose(
        found.butterfly(atm="straddle"), (put + call) / 2 - found.straddle.vol
    )
    np.testing.assert_allclose(found.put_skew() - found.call_skew(), found.risk_reversal())
    ends = surface.vol(0.9 * found.forward, found.expiry) - surface.vol(
        1.1 * found.forward, found.expiry
    )
    np.testing.assert_allclose(found.moneyness_skew, ends, rtol=1e-10)
    np.testing.assert_allclose(found.over_atm(found.atm_vol), 1)
    np.testing.assert_allclose(found.standard_skew, found.skew * np.sqrt(found.days / 365))


def test_an_equity_smile_has_the_signs_of_one(surface):
    """Puts dearer than calls, skew negative."""
    found = metrics_at(surface)
    assert (found.risk_reversal() > 0).all()
    assert (found.skew < 0).all()
    assert (found.put_skew(0.10) > found.put_skew()).all()


def test_listings_are_their_own_smiles(surface):
    """No other listing has a say in the metrics of one."""
    alone = [smile_metrics(Surface((s,), surface.spot), [s.expiry]) for s in surface.slices]
    together = listing_metrics(surface, kind="forward")
    np.testing.assert_array_equal(together.atm_vol, [a.atm_vol[0] for a in alone])
    np.testing.assert_array_equal(together.skew, [a.skew[0] for a in alone])


def test_tenors_outside_the_listings_say_so(surface):
    """7, 9 and 365 days lie outside 10 … 182.5 days; the others have no reason."""
    found = metrics_at(surface)
    assert list(found.outside) == [t in {7, 9, 365} for t in TENORS]
    assert all(("outside the listings" in r) == o for r, o in zip(found.reasons, found.outside, strict=True))  # fmt: skip


def test_strikes_beyond_the_quotes_say_so(surface):
    """With quotes from 95 % on the 10-delta put of six months is beyond, that of ten days is not."""
    quoted = QuotedRange(np.full(3, math.log(0.95)), np.full(3, math.log(1.3)))
    found = listing_metrics(surface, quoted=quoted)
    assert list(found.put(0.10).extrapolated) == [False, True, True]
    assert "10-delta put" in found.reasons[2]
    assert found.low.extrapolated.all()
    assert not found.high.extrapolated.any()
    assert not listing_metrics(surface).low.extrapolated.any()


def test_between_listings_both_must_be_quoted(surface):
    """A smile between two is made of both: where one ends, the blend is extrapolated."""
    quoted = QuotedRange(np.log([0.97, 0.5, 0.5]), np.log([1.5, 1.5, 1.5]))
    found = smile_metrics(surface, [20 / 365, 45 / 365, 60 / 365], quoted=quoted)
    assert list(found.low.extrapolated) == [True, False, False]


def test_outside_the_listings_quotes_reach_as_far_in_deviations(surface):
    """A quarter of the first listing's time is half the reach in log-moneyness."""
    quoted = QuotedRange(np.full(3, -0.2), np.full(3, 0.2))
    T = np.array([EXPIRIES[0] / 4])
    k = np.array([[-0.11, -0.09, 0.09, 0.11]])
    assert quoted.beyond(surface, k, T).tolist() == [[True, False, False, True]]


def test_quoted_ranges_are_those_of_the_chain(fitted_with_events):
    """The outermost quotes of each smile, in the order of the surface."""
    fitted = fitted_with_events({})
    quoted = QuotedRange.of(fitted)
    assert len(quoted.lowest) == len(fitted.surface.slices)
    first = fitted.smiles[0].quoted.quotes.log_moneyness
    assert (quoted.lowest[0], quoted.highest[0]) == (first[0], first[-1])


def test_without_a_spot_there_is_no_spot_delta(surface):
    """Unknown with the reason; the forward delta needs no spot."""
    bare = replace(surface, spot=float("nan"))
    found = metrics_at(bare)
    assert np.isnan(found.risk_reversal()).all()
    assert "ask for the forward delta" in found.reasons[3]
    assert np.isfinite(found.atm_vol).all()
    assert np.isfinite(metrics_at(bare, kind="forward").risk_reversal()).all()


def test_a_delta_above_the_dividends_has_no_strike(surface_of):
    """No call has a spot delta above e^{−qT}."""
    surface = surface_of([1.0], [0.2], dividend_yield=0.05)
    found = smile_metrics(surface, [1.0], deltas=(0.97,))
    assert np.isnan(found.call(0.97).vol[0])
    assert "97-delta call" in found.reasons[0]


@dataclass(frozen=True)
class Corner:
    """w = 0.04 + 0.06 |k + 0.1|: a slope that jumps."""

    def variance(self, log_moneyness):
        """Of one slice."""
        k = np.asarray(log_moneyness, float)
        return SliceVariance(
            0.04 + 0.06 * np.abs(k + 0.1), 0.06 * np.sign(k + 0.1), np.zeros(k.shape)
        )


def test_a_corner_in_the_smile_is_searched_again():
    """Where one Newton step does not do, the surface's own search does: deltas come out as asked."""
    surface = Surface((Slice(1.0, 100.0, 1.0, Corner()),), 100.0)
    deltas = tuple(np.linspace(0.05, 0.45, 41).tolist())
    found = smile_metrics(surface, [1.0], deltas=deltas)
    k = np.array([p.log_moneyness[0] for p in found.puts])
    np.testing.assert_allclose(surface.delta(k, 1.0, right="put"), -np.array(deltas), atol=1e-8)


def test_currency_smiles_and_commodity_smiles_have_their_own_sign():
    """A smile that rises with the strike has a negative risk reversal, a symmetric one next to none."""
    rising = Surface((Slice(0.25, 100.0, 1.0, Quadratic(0.01, 0.02, 0.02)),), 100.0)
    assert smile_metrics(rising, [0.25]).risk_reversal()[0] < 0
    still = Surface((Slice(1e-4, 100.0, 1.0, Quadratic(4e-6, 0.0, 0.01)),), 100.0)
    assert abs(smile_metrics(still, [1e-4]).risk_reversal()[0]) < 1e-3


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (lambda s: metrics_at(s, (0.0,)), "above 0"),
        (lambda s: metrics_at(s, deltas=(25,)), "0.25 for 25-delta"),
        (lambda s: metrics_at(s, kind="cash"), "'spot' and 'forward'"),
        (lambda s: metrics_at(s).put(0.3), "ask for more"),
        (lambda s: metrics_at(s).butterfly(atm="spot"), "'forward' and 'straddle'"),
        (lambda s: metrics_at(s).risk_reversal(sign="us"), "'equity' and 'fx'"),
    ],
)
def test_what_is_refused(surface, asked, words):
    """Each says what is allowed."""
    with pytest.raises(InputError, match=words):
        asked(surface)
