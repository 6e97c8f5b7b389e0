"""Structures: payoffs at their corners, Greeks of their legs [SPEC §S]."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedgerow.errors import InputError
from hedgerow.hedge.put import StrikeWanted
from hedgerow.hedge.structures import (
    Leg,
    LegShape,
    Structure,
    collar,
    put_ratio,
    put_spread,
    put_spread_collar,
)
from hedgerow.hedge.terms import Terms

AT = StrikeWanted("moneyness", 0.95)
BELOW = StrikeWanted("moneyness", 0.85)


def test_put_spread():
    """Gains at most the distance of the strikes less the debit, loses the debit [SPEC §S 2]."""
    spread = Structure((Leg("put", 95, 1, 3.0), Leg("put", 85, -1, 1.0)))
    assert spread.payoff([0, 85, 95, 200]).tolist() == [8, 8, -2, -2]


def test_ratio():
    """1x2: the greatest gain at the lower strike, the loss at nothing is 2K2 − K1 − c [SPEC IM-11, §G 16]."""
    ratio = Structure((Leg("put", 729.4, 1, 0.0), Leg("put", 691.8, -2, 1.215)))
    assert float(ratio.payoff(691.8)) == pytest.approx(729.4 - 691.8 + 2.43)
    assert float(ratio.payoff(651.77)) == pytest.approx(0.0, abs=1e-9)
    assert float(ratio.payoff(0.0)) == pytest.approx(-(2 * 691.8 - 729.4 - 2.43))


@given(st.floats(50, 150))
def test_collar_and_stock(spot):
    """With the share itself a collar lies between its strikes."""
    made = Structure((Leg("put", 90, 1, 2.0), Leg("call", 110, -1, 2.0)))
    assert 90 - 1e-9 <= float(spot + made.payoff(spot)) <= 110 + 1e-9


def test_greeks_add_up():
    """Slopes are the sum of the legs'."""
    terms = Terms(100.0, 0.03, 0.01, date(2024, 1, 2))
    legs = (Leg("put", 95, 1, 0.0), Leg("put", 85, -2, 0.0))
    found = Structure(legs).greeks(terms, 60, [0.2, 0.25])
    one, two = (
        terms.slopes(leg.strike, 60, v, right="put")
        for leg, v in zip(legs, (0.2, 0.25), strict=True)
    )
    for name in ("delta", "gamma", "vega", "theta"):
        expected = float(getattr(one, name)) - 2 * float(getattr(two, name))
        assert getattr(found, name) == pytest.approx(expected)


def test_shapes():
    """What each is made of."""
    assert [leg.quantity for leg in put_spread(AT, BELOW).legs] == [1, -1]
    assert [leg.quantity for leg in put_ratio(AT, BELOW).legs] == [1, -2]
    assert collar(AT).sold_calls == put_spread_collar(AT, BELOW).sold_calls == 1
    assert put_spread(AT, BELOW).sold_calls == 0
    assert collar(AT).legs[1].found_by == "zero cost"
    assert collar(AT, StrikeWanted("moneyness", 1.1)).legs[1].found_by == "wanted"


def test_no_leg_of_nothing():
    """A leg of no options is refused."""
    with pytest.raises(InputError, match="0 puts"):
        LegShape("put", AT, 0.0)


def test_premium():
    """Paid for what is bought less what is sold brings."""
    assert Structure((Leg("put", 95, 1, 3.0), Leg("call", 110, -2, 1.0))).premium == 1.0
    assert np.isclose(Structure((Leg("put", 95, 1, 3.0),)).payoff(200.0), -3.0)
