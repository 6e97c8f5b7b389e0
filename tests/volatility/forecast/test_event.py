"""Announcements, and the estimate on the back of an envelope."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.volatility.forecast.event import Events, fermi_vol, with_events

VOLS = st.floats(0.01, 2)
WEEK = Events(days=5, event_days=1, event_vol=0.32)


def test_specs_week():
    """20 with one 32 % day in five is 22.9; SPEC FC-06."""
    assert with_events(0.20, days=5, event_days=1, event_vol=0.32) == pytest.approx(0.229, abs=5e-4)


@given(VOLS, VOLS, st.integers(1, 60), st.data())
def test_variances_add_day_by_day(base, event, days, data):
    """It is the root mean square of the days' volatilities."""
    n = data.draw(st.integers(0, days))
    each = np.array([event] * n + [base] * (days - n))
    ours = with_events(base, days=days, event_days=n, event_vol=event)
    assert ours == pytest.approx(np.sqrt(np.mean(each**2)), rel=1e-12)


def test_parts_add_up():
    """Base, deviation, events and bias are the estimate."""
    for anchor in ("realized", "implied"):
        vol = fermi_vol(0.15, deviation=0.05, events=WEEK, anchor=anchor, vrp=0.03, rmse=0.04)
        assert vol.base + vol.deviation + vol.events + vol.bias == pytest.approx(vol.central)
        assert (vol.low, vol.high) == pytest.approx((vol.central - 0.04, vol.central + 0.04))


def test_premium_leaves_an_implied_base_only():
    """A realized base holds none, so nothing is subtracted; SPEC FC-06."""
    realized = fermi_vol(0.15, deviation=0.05, events=WEEK, anchor="realized", vrp=0.03)
    implied = fermi_vol(0.15, deviation=0.05, events=WEEK, anchor="implied", vrp=0.03)
    assert realized.central == pytest.approx(0.229, abs=5e-4)
    assert realized.bias == 0
    assert implied.central == pytest.approx(realized.central - 0.03)


def test_missing_inputs_are_unknown():
    """An implied base without its premium has no estimate, an estimate without its error no range."""
    assert np.isnan(fermi_vol(0.2, anchor="implied").central)
    plain = fermi_vol(0.2)
    assert plain.central == pytest.approx(0.2)
    assert np.isnan([plain.low, plain.high]).all()


def test_range_stays_above_zero():
    """An error larger than the estimate ends at 0 below."""
    assert fermi_vol(0.1, rmse=0.3).low == 0


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: with_events(0.2, days=0, event_days=0, event_vol=0.3), "days is 0"),
        (lambda: with_events(0.2, days=5, event_days=6, event_vol=0.3), "0 to the 5"),
        (lambda: fermi_vol(0.2, anchor="vix"), "'realized' and 'implied'"),
        (lambda: fermi_vol(0.2, deviation=-0.3), "-0.2 and more"),
    ],
)
def test_refusals(refused, words):
    """Each says what is allowed."""
    with pytest.raises(InputError, match=words):
        refused()
