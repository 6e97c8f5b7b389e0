"""Two straddles against SPEC's figures and Black's prices a day later."""

import numpy as np
import pytest

from hedgerow.errors import InputError
from hedgerow.pricing.black import black
from hedgerow.volatility.premium.straddle_spread import straddle_spread, vega_neutral_ratio


def price(days, vol=0.16):
    """A straddle at 100, no rates."""
    return 2 * float(black(100, 100, days / 365, vol, right="call"))


def test_long_the_front_pays_theta():
    """SPEC TS-02: 30 against 180 days at 16 %: −.0615 and +.0249 by tomorrow, −.037 together; vega neutral −.051."""
    near, far = price(29) - price(30), -(price(179) - price(180))
    assert near == pytest.approx(-0.0615, abs=5e-5)
    assert far == pytest.approx(0.0249, abs=5e-5)
    assert near + far == pytest.approx(-0.037, abs=5e-4)
    ratio = vega_neutral_ratio(30, 180)
    assert near + ratio * far == pytest.approx(-0.051, abs=5e-4)
    spread = straddle_spread(100, 30, 180, 0.16, 0.16)
    assert spread.near.theta == pytest.approx(near, rel=0.01)
    assert spread.theta < 0 < spread.gamma


def test_theta_is_the_limit_of_the_days_decay():
    """By Black's prices a hundredth of a day later."""
    h = 0.01
    spread = straddle_spread(100, 30, 180, 0.16, 0.2, ratio=0.6)
    plain = (price(30 - h) - price(30) - 0.6 * (price(180 - h, 0.2) - price(180, 0.2))) / h
    assert spread.theta == pytest.approx(plain, rel=1e-3)


def test_vega_neutral():
    """At the ratio √(T₁/T₂) and one volatility: nearly no vega to a common move, SPEC FW-04 .578 for 30 and 90 days."""
    assert vega_neutral_ratio(30, 90) == pytest.approx(1 / np.sqrt(3))
    spread = straddle_spread(100, 30, 90, 0.2, 0.2, ratio=vega_neutral_ratio(30, 90))
    assert abs(spread.vega) < 0.002 * spread.near.vega
    whole = straddle_spread(100, 30, 90, 0.2, 0.2)
    assert abs(whole.weighted_vega) < 0.002 * whole.near.vega


def test_near_comes_first():
    """The other order is refused."""
    with pytest.raises(InputError, match="near straddle comes first"):
        straddle_spread(100, 180, 30, 0.16, 0.16)
