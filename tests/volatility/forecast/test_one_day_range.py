"""A session's range."""

import numpy as np
import pytest

from hedgerow.volatility.forecast.one_day_range import one_day_range


def test_sixteen_percent_is_one_a_day():
    """√252 is 15.87: the trader's rule of sixteen; SPEC FC-05."""
    move = one_day_range(100, realized_vol=0.1587, implied_vol=0.3175)
    assert (move.realized, move.implied) == pytest.approx((1, 2), rel=1e-3)
    assert move.premium == pytest.approx(1, rel=1e-3)


def test_implied_may_be_the_narrower():
    """Nothing puts the two in order."""
    assert one_day_range(100, realized_vol=0.3, implied_vol=0.2).premium < 0


def test_one_side_may_be_unknown():
    """Without implied volatility the baseline stands alone."""
    move = one_day_range(100, realized_vol=0.2, implied_vol=np.nan)
    assert np.isfinite(move.realized)
    assert np.isnan([move.implied, move.premium]).all()
