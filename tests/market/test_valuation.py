"""What the book is worth."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.errors import BookError, UnavailableError
from hedgerow.market.book import Book, Position
from hedgerow.market.calendar import sessions
from hedgerow.market.prices import Prices
from hedgerow.market.valuation import valuation

AS_OF = date(2024, 6, 28)
INDEX = sessions()[(sessions() >= "2024-01-02") & (sessions() <= str(AS_OF))]


def prices():
    """TRADED at 50 unadjusted (adjusted 10), ADJ with adjusted closes only, OLD two sessions stale."""
    n = len(INDEX)
    frames = [
        pd.DataFrame(
            {
                "date": INDEX,
                "symbol": "TRADED",
                "adj_close": 10.0,
                "close": 50.0,
                "close_basis": "as_traded",
            }
        ),
        pd.DataFrame({"date": INDEX, "symbol": "ADJ", "adj_close": 20.0}),
        pd.DataFrame(
            {
                "date": INDEX[: n - 2],
                "symbol": "OLD",
                "adj_close": 30.0,
                "close": 30.0,
                "close_basis": "as_traded",
            }
        ),
        pd.DataFrame(
            {
                "date": INDEX,
                "symbol": "SPLIT",
                "adj_close": 10.0,
                "close": [100.0] * 5 + [np.nan] * (n - 5),
                "close_basis": ["split_adjusted"] * 5 + [None] * (n - 5),
            }
        ),
    ]
    return Prices.from_rows(pd.concat(frames), AS_OF)


def valued(*positions):
    """The valuation of these positions."""
    return valuation(Book(positions), prices())


def test_shares_are_valued_at_the_unadjusted_close():
    """100 shares at the traded 50, not the adjusted 10."""
    made = valued(Position("TRADED", quantity=100))
    assert made.net_value == 5000
    assert made.doubts == ()


def test_weights_are_signed_shares_of_net_value():
    """Longs, shorts and cash add up to one."""
    made = valued(
        Position("TRADED", quantity=100), Position("ADJ", value=-2000), Position("CASH", value=1000)
    )
    assert made.net_value == 4000
    assert [p.weight for p in made.positions] == [1.25, -0.5, 0.25]


def test_the_users_price_wins():
    """A price in the book is taken before the data's."""
    assert valued(Position("TRADED", quantity=100, price=60)).net_value == 6000


def test_doubtful_prices_are_named():
    """Adjusted only, and stale: used, and said."""
    made = valued(Position("ADJ", quantity=1), Position("OLD", quantity=1))
    assert made.net_value == 50
    assert any("adjusted close" in d and "ADJ (20.00 of 2024-06-28)" in d for d in made.doubts)
    assert any(
        "no close on 2024-06-28" in d and "OLD (30.00 of 2024-06-26)" in d for d in made.doubts
    )


def test_a_quantity_across_a_known_split_is_unavailable():
    """The value could be off by the split's factor, so there is none."""
    with pytest.raises(UnavailableError, match="a split is known"):
        valued(Position("SPLIT", quantity=10))
    assert valued(Position("SPLIT", value=1000)).net_value == 1000


def test_unknown_shares_are_named_together():
    """All symbols without any price in one message."""
    with pytest.raises(BookError, match="no price for X, Y"):
        valued(Position("X", quantity=1), Position("TRADED", quantity=1), Position("Y", quantity=1))


def test_an_option_without_a_price_is_unknown_not_zero():
    """It is carried with unknown value, named, and left out of the total."""
    made = valued(Position("TRADED", quantity=100), Position("SPY251219P00600000", quantity=2))
    assert made.positions[1].value is None
    assert np.isnan(made.positions[1].weight)
    assert any("not in the book's value" in d for d in made.doubts)
    priced = valued(
        Position("TRADED", quantity=100), Position("SPY251219P00600000", quantity=2, price=5)
    )
    assert priced.net_value == 6000


def test_expired_options_are_refused():
    """By the close of its last day an option is gone."""
    with pytest.raises(BookError, match="expired by the close of 2024-06-28"):
        valued(Position("TRADED", quantity=1), Position("SPY240628P00500000", quantity=1))


def test_net_value_must_be_positive():
    """A book of shorts without its cash has no net value to hedge."""
    with pytest.raises(BookError, match=r"net value is -5,000\.00"):
        valued(Position("TRADED", quantity=-100))


@pytest.mark.parametrize("told", [0.5, 30.0, 80.0, 5000.0])
def test_a_price_far_from_the_close_is_named(told):
    """A price half again above the last close, or a third below, is a likely slip: both are named."""
    doubts = valued(
        Position("TRADED", quantity=10, price=told), Position("CASH", quantity=1e6)
    ).doubts
    (doubt,) = doubts
    assert doubt == (
        f"prices in the book far from the last close of the data: TRADED ({told:.2f} against 50.00 of "
        f"{AS_OF})"
    )


@pytest.mark.parametrize("told", [40.0, 50.0, 70.0])
def test_a_price_near_the_close_is_fine(told):
    """The user knows better within those bounds."""
    assert not valued(Position("TRADED", quantity=10, price=told)).doubts


def test_a_price_that_undoes_a_split_is_no_slip():
    """Where the data have only an adjusted close, a price that is a split away from it is the remedy."""
    assert not valued(Position("ADJ", quantity=10, price=200.0)).doubts
    (doubt,) = valued(
        Position("ADJ", quantity=10, price=0.2), Position("CASH", quantity=1e6)
    ).doubts
    assert "ADJ (0.20 against 20.00" in doubt


def test_a_mark_values_a_share_without_a_traded_close():
    """The price of an export counts where the data have only an adjusted close or none, and is named;
    a close that was traded stays above it.
    """
    made = valued(
        Position("TRADED", quantity=1, mark=51.0),
        Position("ADJ", quantity=1, mark=22.0),
        Position("GONE", quantity=1, mark=5.0),
    )
    assert [p.value for p in made.positions] == [50.0, 22.0, 5.0]
    (doubt,) = made.doubts
    assert doubt.startswith("no traded close in the data, valued at the price in the book's file")
    assert "ADJ (22.00" in doubt
    assert "GONE (5.00" in doubt
    assert "TRADED" not in doubt


def test_nothing_held_is_not_doubted():
    """A line of zero shares has no part in a warning about prices."""
    made = valued(Position("ADJ", quantity=0), Position("TRADED", quantity=1))
    assert not made.doubts
