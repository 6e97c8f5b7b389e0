"""How smiles move, on surfaces that were made to move in a known way."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.pricing.bsm import bsm, greeks
from hedgerow.volatility.surface.dynamics import (
    adjusted_delta,
    dynamics,
    fixed_deltas,
    fixed_strikes,
    moved_vol,
    risk_reversal_package,
    rr_model_beta,
    rr_spot_beta,
    stickiness,
)
from hedgerow.volatility.surface.metrics import smile_metrics
from hedgerow.volatility.surface.smile import SliceVariance
from hedgerow.volatility.surface.surface import Slice, Surface

SKEW, BEND, EXPIRIES = -0.6, 1.5, (30 / 365, 90 / 365, 1.0)
DAY = date(2024, 1, 2)


class Bent:
    """σ = ATM + skew k + ½ bend k²."""

    def __init__(self, expiry, atm, skew=SKEW, bend=BEND):
        self.T, self.atm, self.skew, self.bend = expiry, atm, skew, bend

    def variance(self, log_moneyness):
        """Of one slice."""
        k = np.asarray(log_moneyness, float)
        s = self.atm + self.skew * k + self.bend * k * k / 2
        s_k = self.skew + self.bend * k
        return SliceVariance(
            s * s * self.T, 2 * s * s_k * self.T, 2 * (s_k**2 + s * self.bend) * self.T
        )


def surface(spot, atm, skew=SKEW):
    """Of bent smiles without carry."""
    return Surface(tuple(Slice(T, spot, 1.0, Bent(T, atm, skew)) for T in EXPIRIES), spot)


def run(ssr, moves):
    """Days on which volatility at the money answers the price by SSR skews, the skew as it was."""
    spots = 100 * np.exp(np.concatenate([[0.0], np.cumsum(moves)]))
    atm = 0.2 + ssr * SKEW * np.log(spots / 100)
    return [
        (DAY + timedelta(days=i), surface(float(S), float(v)))
        for i, (S, v) in enumerate(zip(spots, atm, strict=True))
    ]


MOVES = np.array([0.01, -0.015, 0.004, 0.02, -0.008, -0.012])


@pytest.mark.parametrize(
    ("ssr", "label"),
    [
        (0.0, "sticky delta"),
        (1.0, "sticky strike"),
        (2.0, "local volatility"),
        (-0.5, "sticky delta"),
    ],
)
def test_what_was_put_in_comes_out(ssr, label):
    """Every pair, both regressions and the name; without noise there is no error."""
    found = dynamics(run(ssr, MOVES), (30, 60, 180))
    for tenor in found.tenors:
        np.testing.assert_allclose(tenor.pairs, ssr, atol=1e-9)
        assert tenor.ssr == pytest.approx(ssr)
        assert tenor.with_intercept.value == pytest.approx(ssr)
        assert tenor.through_origin.standard_error < 1e-9
        assert tenor.label == label
    np.testing.assert_allclose(found.log_move, MOVES)


def test_a_smile_that_stays_on_its_strikes_is_sticky_strike():
    """σ(K) = 20 % − 0.6 ln(K/100) on every day, for every price: SSR 1, and no strike changes."""
    days = [
        (DAY, surface(100.0, 0.2)),
        (DAY + timedelta(days=1), Surface(
            tuple(Slice(T, 103.0, 1.0, Bent(T, 0.2 - 0.6 * np.log(1.03), bend=0.0)) for T in EXPIRIES), 103.0
        )),
    ]  # fmt: skip
    days[0] = (
        DAY,
        Surface(tuple(Slice(T, 100.0, 1.0, Bent(T, 0.2, bend=0.0)) for T in EXPIRIES), 100.0),
    )
    assert dynamics(days, (30,)).tenors[0].ssr == pytest.approx(1)
    found = fixed_strikes(days[0][1], days[1][1], [90, 95, 100, 105], EXPIRIES[0])
    np.testing.assert_allclose(found.change, 0, atol=1e-12)
    np.testing.assert_allclose(found.along, -0.6 * -np.log(1.03))
    np.testing.assert_allclose(found.moved, -found.along)


def test_noise_is_an_error_and_the_truth_lies_within():
    """Seven days with half a point of noise: the interval is Student's and holds the truth in 95 of 100 runs."""
    random, hits = np.random.default_rng(5), 0
    for _ in range(200):
        days = run(1.3, random.normal(0, 0.012, 7))
        days = [
            (day, surface(s.spot, float(s.atm_vol(0.5)) + random.normal(0, 0.002)))
            for day, s in days
        ]
        fit = dynamics(days, (90,)).tenors[0].through_origin
        hits += fit.low <= 1.3 <= fit.high
    assert 0.88 <= hits / 200 <= 0.995


def test_a_price_that_stands_still_has_no_ratio():
    """NaN for the pair; a run of such days has no regression and no name."""
    found = dynamics(run(1.0, np.array([0.0, 0.01])), (30,)).tenors[0]
    assert np.isnan(found.pairs[0])
    assert found.pairs[1] == pytest.approx(1)
    still = dynamics(run(1.0, np.zeros(3)), (30,)).tenors[0]
    assert np.isnan(still.ssr)
    assert still.label == "unknown"


def test_edges_of_the_names():
    """0.5 and 1.5 belong to what begins there; DT-03."""
    assert [stickiness(x) for x in (0.49, 0.5, 1.49, 1.5, np.nan)] == [
        *("sticky delta", "sticky strike", "sticky strike", "local volatility", "unknown")
    ]


def test_an_interval_may_have_several_names():
    """A run that does not decide says all that it allows."""
    random = np.random.default_rng(2)
    days = [
        (day, surface(s.spot, float(s.atm_vol(0.5)) + random.normal(0, 0.01)))
        for day, s in run(1.0, MOVES)
    ]
    tenor = dynamics(days, (90,)).tenors[0]
    assert tenor.through_origin.low < 0.5
    assert tenor.through_origin.high > 1.5
    assert tenor.labels_within == ("sticky delta", "sticky strike", "local volatility")


@pytest.mark.parametrize(("ssr", "vol", "delta"), [(1, 0.196, -0.174), (0, 0.214, -0.107), (2, 0.178, -0.240)])  # fmt: skip
def test_the_put_of_the_spec(ssr, vol, delta):
    """Spot 100 up 2 %, skew −.9 about 15 %: the 95 put of 30 days; SPEC VS-10."""
    σ = 0.15 - 0.9 * np.log(0.95)
    assert float(moved_vol(σ, -0.9, np.log(1.02), ssr)) == pytest.approx(vol, abs=5e-4)
    put = greeks(100, 95, 30 / 365, σ, right="put", rate=0.0)
    ours = float(adjusted_delta(put.delta, put.vega, -0.9, 100, ssr))
    assert ours == pytest.approx(delta, abs=5e-4)


@pytest.mark.parametrize("ssr", [0.0, 0.7, 1.0, 2.0])
def test_adjusted_delta_is_the_slope_of_the_price(ssr):
    """Price differences with the volatility moved along, the plain twin."""
    S, K, T, vol, skew = 100.0, 95.0, 0.25, 0.22, -0.5

    def price(x):
        moved = float(moved_vol(vol, skew, np.log(x / S), ssr))
        return float(bsm(x, K, T, moved, right="put", rate=0.03))

    put = greeks(S, K, T, vol, right="put", rate=0.03)
    slope = (price(S + 0.01) - price(S - 0.01)) / 0.02
    assert float(adjusted_delta(put.delta, put.vega, skew, S, ssr)) == pytest.approx(
        slope, abs=1e-6
    )


@given(st.floats(-0.05, 0.05), st.floats(0.12, 0.3), st.floats(0, 0.05))
def test_parts_of_a_change_add_up(move, atm, passed):
    """Along, aged and moved are the change; without time nothing ages."""
    before, after = surface(100.0, 0.2), surface(float(100 * np.exp(move)), atm)
    found = fixed_strikes(before, after, [85, 95, 100, 110], 60 / 365, passed=passed)
    np.testing.assert_allclose(found.along + found.aged + found.moved, found.change, atol=1e-12)
    np.testing.assert_allclose(found.before, before.vol([85, 95, 100, 110], 60 / 365))
    np.testing.assert_allclose(found.after, after.vol([85, 95, 100, 110], 60 / 365 - passed))
    if passed == 0:
        np.testing.assert_array_equal(found.aged, 0)


def test_sticky_delta_only_moves_along():
    """The same smile around another price: no change of the smile, none at a fixed delta."""
    before, after = surface(100.0, 0.2), surface(104.0, 0.2)
    found = fixed_strikes(before, after, [90, 100, 110], 60 / 365)
    np.testing.assert_allclose(found.moved, 0, atol=1e-12)
    np.testing.assert_allclose(found.along, found.change)
    deltas = fixed_deltas(before, after, 60 / 365)
    np.testing.assert_allclose(deltas.change, 0, atol=1e-9)
    np.testing.assert_allclose(deltas.strike_after / deltas.strike_before, 1.04)
    assert list(deltas.delta) == [-0.1, -0.25, -0.4, 0.4, 0.25, 0.1]
    assert (np.diff(deltas.strike_before) > 0).all()


def test_risk_reversal_follows_the_price_as_made():
    """Skews that steepen by 3 for each unit of ln S down: the slope found is that of the risk reversals themselves."""
    spots = 100 * np.exp(np.cumsum([0, 0.01, -0.02, 0.015, 0.01]))
    days = [
        (DAY + timedelta(days=i), surface(float(S), 0.2, SKEW + 3 * np.log(S / 100)))
        for i, S in enumerate(spots)
    ]
    T = 30 / 365
    far = [float(smile_metrics(s, [T]).risk_reversal()[0]) for _, s in (days[0], days[-1])]
    mean = (far[1] - far[0]) / np.log(spots[-1] / spots[0])
    found = rr_spot_beta(days)
    assert found.value == pytest.approx(mean, rel=0.03)
    assert found.value < 0


def test_model_slope_of_the_risk_reversal():
    """A smile lifted as a whole by SSR · skew · Δ ln S: differences of the metric itself."""
    h, ssr = 1e-4, 1.4
    up, down = (
        smile_metrics(surface(100.0, 0.2 + s * ssr * SKEW * h), [30 / 365]) for s in (1, -1)
    )
    twin = float((up.risk_reversal() - down.risk_reversal())[0]) / (2 * h)
    assert rr_model_beta(surface(100.0, 0.2), 30, ssr=ssr) == pytest.approx(twin, rel=1e-5)


def test_the_package_is_put_less_call(surface_of):
    """Delta −50 of two 25-delta options; value, gamma and vega are differences of the legs."""
    made = surface_of([0.1, 0.5], [0.18, 0.2])
    found = risk_reversal_package(made, 0.25)
    assert found.delta == pytest.approx(-0.5, abs=1e-8)
    legs = [
        greeks(
            100.0, K, 0.25, float(made.vol(K, 0.25)), right=right, rate=0.04, dividend_yield=0.015
        )
        for K, right in ((found.put_strike, "put"), (found.call_strike, "call"))
    ]
    for name in ("gamma", "vega"):
        apart = float(getattr(legs[0], name) - getattr(legs[1], name))
        assert getattr(found, name) == pytest.approx(apart, abs=1e-9)
    assert found.value == pytest.approx(float(legs[0].price - legs[1].price), abs=1e-9)
    assert found.gamma < 0  # the dearer volatility of the put spreads its gamma out


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (lambda: dynamics([(DAY, surface(100.0, 0.2))]), "two and more"),
        (lambda: rr_spot_beta([(DAY, surface(100.0, 0.2))] * 2), "oldest first"),
        (lambda: fixed_strikes(surface(100.0, 0.2), surface(100.0, 0.2), 100, 0.1, passed=0.1), "less than all"),
        (lambda: fixed_deltas(surface(100.0, 0.2), surface(100.0, 0.2), 0.1, passed=-1), "0 or more"),
    ],
)  # fmt: skip
def test_what_is_refused(asked, words):
    """Each says what is allowed."""
    with pytest.raises(InputError, match=words):
        asked()
