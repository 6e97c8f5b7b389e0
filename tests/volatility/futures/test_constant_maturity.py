"""A future of constant maturity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.volatility.futures.constant_maturity import constant_maturity


@given(
    level=st.floats(8, 60),
    tilt=st.floats(-0.2, 0.2),
    front=st.integers(0, 35),
    gap=st.sampled_from([28, 35]),
)
def test_a_straight_curve_is_read_exactly(level, tilt, front, gap):
    """On a curve that is a line, the price at 30 days is the line's."""
    days = front + gap * np.arange(8)
    price = constant_maturity(days, level + tilt * days)[0]
    assert price == pytest.approx(level + 30 * tilt, rel=1e-12)


def test_a_contract_of_thirty_days_is_itself():
    """Where a contract has 30 days left it is the price, even if the next one is missing or it is the last."""
    assert constant_maturity([2, 30, 65], [72.625, 59.15, np.nan])[0] == pytest.approx(59.15)
    assert constant_maturity([2, 30], [72.625, 59.15])[0] == 59.15


@pytest.mark.parametrize(
    ("days", "settles"),
    [
        ([36, 64], [20.9, 21.6]),
        ([33, 61], [20.9, np.nan]),
        ([5, 28], [20.9, 21.6]),
        ([12, 40], [np.nan, 21.6]),
        ([12, 40, 68], [20.9, np.nan, 22.0]),
    ],
)
def test_unknown_where_no_two_contracts_bracket_it(days, settles):
    """No contract stands in for a missing neighbour, and the line is carried on by five days at most."""
    assert np.isnan(constant_maturity(days, settles)[0])
