"""The backward equation against closed forms, the forward equation and the grid of constant volatility."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.barrier import barrier_option
from hedgerow.pricing.bsm import bsm
from hedgerow.pricing.finite_differences import KnockOut, finite_differences
from hedgerow.pricing.local_vol import ForwardCurve, LocalVolGrid
from hedgerow.pricing.local_vol_calls import local_vol_calls
from hedgerow.pricing.local_vol_option import local_vol_option

FLAT = LocalVolGrid(np.array([1.0]), np.array([-1.0, 1.0]), np.full((1, 2), 0.25))
CURVE = ForwardCurve.flat(100, rate=0.05, dividend_yield=0.03)


def skewed() -> LocalVolGrid:
    """σ = 20 % at the forward, more below and less above; as steep at all dates in k/√t."""
    levels = np.linspace(-2, 2, 201)
    return LocalVolGrid(np.array([1.0]), levels, 0.2 - 0.1 * np.tanh(2 * levels)[None, :])


@pytest.mark.parametrize(
    ("level", "side", "kind"), [(80.0, "down", "down-and-out"), (106.0, "up", "up-and-out")]
)
@pytest.mark.parametrize("right", ["call", "put"])
def test_a_barrier_at_constant_volatility(level, side, kind, right):
    """Reiner and Rubinstein's closed form, to a millionth of the spot."""
    found = local_vol_option(FLAT, CURVE, 95, 0.5, right=right, knock_out=KnockOut(level, side))
    exact = barrier_option(
        100, 95, 0.5, 0.25, right=right, barrier=level, kind=kind, rate=0.05, dividend_yield=0.03
    )
    assert found.value == pytest.approx(float(exact), abs=1e-4)
    assert abs(found.value - float(exact)) < found.error


@pytest.mark.parametrize("right", ["call", "put"])
def test_greeks_at_constant_volatility_are_those_of_black_and_scholes(right):
    """Value, delta and gamma of a European option with rate and yield; delta by differences of the formula."""
    found = local_vol_option(FLAT, CURVE, 110, 0.75, right=right)
    down, at, up = (
        float(bsm(s, 110, 0.75, 0.25, right=right, rate=0.05, dividend_yield=0.03))
        for s in (99.9, 100, 100.1)
    )
    assert found.value == pytest.approx(at, abs=1e-4)
    assert found.delta == pytest.approx((up - down) / 0.2, abs=1e-4)
    assert found.gamma == pytest.approx((up - 2 * at + down) / 0.01, abs=1e-4)


def test_a_barrier_watched_on_dates_is_that_of_the_other_grid():
    """At constant volatility the two finite-difference modules agree within their errors."""
    dates = tuple(0.25 * (i + 1) / 12 for i in range(12))
    barrier = KnockOut(90, "down", dates)
    found = local_vol_option(FLAT, CURVE, 95, 0.25, right="put", knock_out=barrier)
    other = finite_differences(
        100,
        95,
        0.25,
        0.25,
        right="put",
        rate=0.05,
        dividend_yield=0.03,
        knock_out=barrier,
        nodes=300,
    )
    assert found.value == pytest.approx(other.value, abs=found.error + other.error)
    assert found.error < 2e-3


@pytest.mark.parametrize("strike", [80.0, 95.0, 100.0, 115.0])
def test_backward_is_forward(strike):
    """Under a skew the call of the backward equation is that of the forward equation, on a curve that bends."""
    curve = ForwardCurve(
        100.0,
        np.array([0.1, 0.2, 0.5]),
        np.array([101, 99.5, 102.0]),
        np.array([0.996, 0.99, 0.98]),
    )
    F, D = float(curve.forward(0.5)), float(curve.discount(0.5))
    backward = local_vol_option(skewed(), curve, strike, 0.5, right="call")
    forward = local_vol_calls(skewed(), np.log(strike / F), 0.5)
    assert backward.value == pytest.approx(float(forward.value) * D * F, abs=2e-3)


def test_put_call_parity():
    """C − P = D (F − K), to the digits of the grid."""
    call, put = (local_vol_option(skewed(), CURVE, 93, 0.5, right=r) for r in ("call", "put"))
    F, D = float(CURVE.forward(0.5)), float(CURVE.discount(0.5))
    assert call.value - put.value == pytest.approx(D * (F - 93), abs=2e-4)
    assert call.delta - put.delta == pytest.approx(D * F / 100, abs=2e-5)


@pytest.mark.parametrize("level", [70.0, 88.0, 99.0])
def test_a_knock_out_lies_between_nothing_and_the_vanilla_put(level):
    """More so the farther the barrier is; a barrier out of reach takes nothing away."""
    vanilla = local_vol_option(skewed(), CURVE, 100, 0.25, right="put").value
    watched = local_vol_option(
        skewed(), CURVE, 100, 0.25, right="put", knock_out=KnockOut(level, "down")
    ).value
    farther = local_vol_option(
        skewed(), CURVE, 100, 0.25, right="put", knock_out=KnockOut(level - 5, "down")
    ).value
    assert 0 < watched < farther < vanilla + 1e-9
    never = KnockOut(1e-3, "down")
    out_of_reach = local_vol_option(skewed(), CURVE, 100, 0.25, right="put", knock_out=never)
    assert out_of_reach.value == pytest.approx(vanilla, abs=1e-4)


def test_watched_on_more_dates_it_tends_to_watched_always():
    """Daily lies above always, weekly above daily."""

    def watched(dates):
        monitored = None if dates is None else tuple(0.25 * (i + 1) / dates for i in range(dates))
        barrier = KnockOut(90, "down", monitored)
        return local_vol_option(skewed(), CURVE, 100, 0.25, right="put", knock_out=barrier).value

    weekly, daily, always = watched(13), watched(63), watched(None)
    assert weekly > daily > always > 0


def test_the_value_elsewhere_leaves_local_volatilities_in_place():
    """Delta is the slope of the values read at other spots on the same σ(S, t)."""
    down, up = (
        local_vol_option(skewed(), CURVE, 95, 0.5, right="put", spot=s).value for s in (99.5, 100.5)
    )
    assert local_vol_option(skewed(), CURVE, 95, 0.5, right="put").delta == pytest.approx(
        up - down, abs=2e-4
    )


def test_a_spot_beyond_the_barrier_is_worth_nothing():
    """Touched already: 0, without error."""
    found = local_vol_option(FLAT, CURVE, 95, 0.5, right="put", knock_out=KnockOut(100, "down"))
    assert (found.value, found.error) == (0.0, 0.0)


@pytest.mark.parametrize("bad", [{"strike": np.nan}, {"strike": 0.0}, {"expiry": -1.0}])
def test_what_is_no_option_is_nan(bad):
    """A strike or an expiry that is not a finite number above 0."""
    terms = {"strike": 100.0, "expiry": 0.5} | bad
    assert np.isnan(local_vol_option(FLAT, CURVE, right="put", **terms).value)


def test_too_few_steps_are_refused():
    """The message gives the number and the least."""
    with pytest.raises(InputError, match="steps is 2: give 8 or more"):
        local_vol_option(FLAT, CURVE, 95, 0.5, right="put", steps=2)
