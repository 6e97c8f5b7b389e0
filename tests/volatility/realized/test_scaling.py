"""Volatility over a stretch of sessions."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.units import Dollars
from hedgerow.volatility.realized.scaling import expected_move, vol_scale


def test_thirty_two_per_cent_is_two_a_day():
    """32 % a year is 2.016 % a day: √252 is 15.875 (SPEC RV-03)."""
    assert vol_scale(0.32, sessions=1) == pytest.approx(0.02016, abs=5e-6)
    assert 1 / vol_scale(1, sessions=1) == pytest.approx(15.875, abs=5e-4)


@given(st.floats(0.01, 2), st.floats(1, 252), st.floats(1, 252))
def test_variances_add(vol, first, second):
    """The variance of two stretches is that of the whole."""
    parts = vol_scale(vol, sessions=first) ** 2 + vol_scale(vol, sessions=second) ** 2
    assert vol_scale(vol, sessions=first + second) ** 2 == pytest.approx(parts)


def test_a_move_in_dollars():
    """A short position moves as far as a long one; without a value dollars are unknown."""
    long, short = (expected_move(0.32, value=Dollars(v)) for v in (500_000.0, -500_000.0))
    assert long == short
    assert long.dollars == pytest.approx(500_000 * 0.02015811, rel=1e-6)
    assert long.normal_coverage == pytest.approx(0.6827, abs=5e-5)
    assert math.isnan(expected_move(0.32).dollars)
    assert math.isnan(expected_move(math.nan, value=Dollars(1.0)).fraction)


@pytest.mark.parametrize("sessions", [-1, math.nan])
def test_time_does_not_run_backwards(sessions):
    """A negative number of sessions is refused."""
    with pytest.raises(InputError, match="trading days"):
        vol_scale(0.2, sessions=sessions)
