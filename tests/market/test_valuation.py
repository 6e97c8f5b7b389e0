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
