"""Funds with a daily multiple."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.volatility.futures.leveraged_fund import growth, leveraged_returns


def total(returns, multiple):
    """Total return without costs."""
    return float(growth(leveraged_returns(returns, multiple=multiple))[-1]) - 1


def test_up_and_back_down_loses():
    """SPEC IM-04: +10 % and −9.09 % leave the index where it was, three times it at −5.45 %, minus three at −10.9 %."""
    there_and_back = [0.10, -1 / 11]
    assert total(there_and_back, 1) == pytest.approx(0, abs=1e-15)
    assert round(total(there_and_back, 3), 4) == -0.0545
    assert round(total(there_and_back, -3), 3) == -0.109


def test_a_trend_gains():
    """SPEC IM-04: twenty days of +1 % are 22.0 %, three times it 80.6 % against 66.1 %."""
    trend = [0.01] * 20
    assert round(total(trend, 1), 3) == 0.220
    assert round(total(trend, 3), 3) == 0.806
    assert round(3 * total(trend, 1), 2) == 0.66


@pytest.mark.parametrize(("multiple", "drag"), [(3, 3.0), (-3, 6.0), (2, 1.0), (-1, 1.0)])
def test_the_drag(multiple, drag):
    """SPEC G-20: log growth falls behind L times the index's by ½L(L − 1)σ²T: 3, 6, 1 and 1 times the variance."""
    step, n = 1e-3, 20_000
    r = np.where(np.arange(n) % 2, step, -step)
    behind = -np.log(1 + total(np.expm1(r), multiple))
    assert behind / (n * step**2) == pytest.approx(drag, rel=1e-4)


@given(r=st.floats(-0.2, 0.3), bill=st.floats(0, 0.001), multiple=st.floats(-3, 3))
def test_financing_of_a_share(r, bill, multiple):
    """On the excess return of a share the fund makes 1 + L r − (L − 1) b: the borrower pays, the short is paid."""
    made = float(leveraged_returns(r - bill, multiple=multiple, bill=bill))
    assert made == pytest.approx(max(multiple * r - (multiple - 1) * bill, -1), abs=1e-15)


def test_a_fee_accrues_by_calendar_days():
    """A year of fees on nothing is (1 − f/365)³⁶⁵ in single days, 1 − 3 f/365 over a weekend."""
    assert float(
        growth(leveraged_returns(np.zeros(365), multiple=1, fee=0.0089))[-1]
    ) == pytest.approx((1 - 0.0089 / 365) ** 365)
    weekend = float(leveraged_returns(0.0, multiple=1, fee=0.0089, days=3))
    assert weekend == pytest.approx(-3 * 0.0089 / 365)


def test_who_loses_all_is_gone():
    """An inverse fund on an index that more than doubles is worth nothing, and stays so."""
    r = leveraged_returns([1.2, -0.5], multiple=-1)
    assert r[0] == -1
    assert growth(r).tolist() == [0.0, 0.0]
