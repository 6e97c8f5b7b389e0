"""Leveraged funds: the published drags, and the dollars that they stand for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.hedge.leverage import compounded, effective_exposure, log_drag
from hedgerow.hedge.sizing import contract_dollars, delta_count, notional_count
from hedgerow.units import Dollars, DollarsPerShare, SharesPerContract


@pytest.mark.parametrize(("multiple", "times"), [(3, 3), (-3, 6), (2, 1), (-1, 1), (1, 0)])
def test_drag_in_variances(multiple, times):
    """SPEC IM-04: the drag is 3σ² for L = 3, 6σ² for −3, σ² for 2 and for −1, none for 1."""
    assert -log_drag(multiple, 0.4) == pytest.approx(times * 0.4**2)


@pytest.mark.parametrize(("multiple", "fund"), [(3, -0.0545), (-3, -0.109)])
def test_up_and_down_again(multiple, fund):
    """SPEC IM-04: +10 % and −9.09 % leave the index where it was, 3x at −5.45 %, −3x at −10.9 %."""
    assert compounded([0.10, -1 / 11], 1) == pytest.approx(0)
    assert compounded([0.10, -1 / 11], multiple) == pytest.approx(fund, abs=1e-4)


def test_a_trend_helps():
    """SPEC IM-04: 20 days of +1 % make the index +22.0 %, 3x +80.6 %, more than three times (66.1 %)."""
    days = [0.01] * 20
    index, fund = compounded(days, 1), compounded(days, 3)
    assert (index, fund) == pytest.approx((0.220, 0.806), abs=5e-4)
    assert 3 * index == pytest.approx(0.661, abs=5e-4)


@given(st.floats(-3, 3), st.floats(0.05, 0.6))
def test_the_drag_is_the_limit_of_small_days(multiple, vol):
    """Many small up and down days in equal number lose ½ L (L − 1) σ² against L times the index."""
    day = vol / np.sqrt(252)
    returns = [day, -day] * 126
    gap = np.log1p(compounded(returns, multiple)) - multiple * np.log1p(compounded(returns, 1))
    assert gap == pytest.approx(log_drag(multiple, vol), abs=0.02 * vol)


def test_hedged_on_what_it_stands_for():
    """SPEC IM-05: N = V L β / (S M |Δ|): 50,000 USD of a 3x fund at beta 1.1 to a 240 USD ETF need
    165,000 USD of puts, 22.9 contracts at −0.30, not the 6.9 that its value suggests.
    """
    exposure = effective_exposure(Dollars(50_000), 3, 1.1)
    one = contract_dollars(DollarsPerShare(240.0), SharesPerContract(100))
    assert exposure == pytest.approx(165_000)
    assert delta_count(exposure, one, -0.30) == pytest.approx(22.917, abs=1e-3)
    assert delta_count(Dollars(50_000), one, -0.30) == pytest.approx(6.944, abs=1e-3)
    assert notional_count(exposure, one) == pytest.approx(6.875)
