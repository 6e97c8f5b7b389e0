"""The board: calls and puts side by side, and contracts that nobody bids for."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from hedgerow.market.chain import OptionChain
from hedgerow.volatility.indices.board import Board

DAY = date(2025, 9, 3)
NEAR, FAR = DAY + timedelta(days=23), DAY + timedelta(days=30)


def chain(*rows):
    """A chain of rows (expiration, strike, right, bid, ask)."""
    columns = ["expiry", "strike", "type", "bid", "ask"]
    frame = pd.DataFrame(list(rows), columns=columns).assign(quote_date=DAY)
    return OptionChain.from_rows(frame, "XYZ")


def test_calls_and_puts_share_a_line():
    """Each listed strike is one line; a side that is not listed is NaN, one without a bid is zero."""
    board = Board.of_chain(
        chain(
            (NEAR, 100.0, "C", 2.0, 2.2),
            (NEAR, 100.0, "P", 1.0, 1.2),
            (NEAR, 90.0, "P", 0.0, 0.1),
            (NEAR, 110.0, "C", 0.0, 0.3),
            (FAR, 100.0, "C", 3.0, 3.3),
        )
    )
    assert board.start.tolist() == [0, 3, 4]
    assert board.strike[board.of(0)].tolist() == [90.0, 100.0, 110.0]
    assert board.put_bid[:3] == pytest.approx([0.0, 1.0, np.nan], nan_ok=True)
    assert board.call_bid == pytest.approx([np.nan, 2.0, 0.0, 3.0], nan_ok=True)
    assert board.call_ask == pytest.approx([np.nan, 2.2, 0.3, 3.3], nan_ok=True)


def test_a_quote_stands_over_the_same_contract_without_a_bid():
    """A contract listed twice, once quoted and once without a bid, is quoted."""
    board = Board.of_chain(chain((NEAR, 100.0, "C", 0.0, 2.2), (NEAR, 100.0, "C", 2.0, 2.2)))
    assert board.call_bid.tolist() == [2.0]


def test_an_expiration_without_any_bid_is_no_listing():
    """What nobody bids for at all is counted and gives no line."""
    made = chain((NEAR, 100.0, "C", 2.0, 2.2), (FAR, 100.0, "C", 0.0, 2.2))
    assert made.set_aside == {"no bid": 1}
    assert len(Board.of_chain(made)) == 1
    assert len(made.unbid) == 0


def test_crossed_quotes_are_not_there():
    """A quote that cannot be read is neither a bid nor the lack of one."""
    board = Board.of_chain(
        chain(
            (NEAR, 100.0, "P", 2.0, 2.2), (NEAR, 90.0, "P", 2.0, 1.0), (NEAR, 90.0, "C", 9.0, 9.5)
        )
    )
    assert np.isnan(board.put_bid[0])


def test_a_price_of_nothing_at_all_is_no_bid_either():
    """Cboe's tables print 0 / 0 for contracts that nobody quotes: listed, without a bid."""
    made = chain((NEAR, 100.0, "P", 2.0, 2.2), (NEAR, 90.0, "P", 0.0, 0.0))
    assert made.set_aside == {"no price": 1}
    assert Board.of_chain(made).put_bid.tolist() == [0.0, 2.0]


def test_contracts_without_a_bid_survive_a_choice_of_quotes():
    """Of the listings that are left those without a bid are left, under their new places."""
    made = chain(
        (NEAR, 100.0, "C", 2.0, 2.2),
        (NEAR, 110.0, "C", 0.0, 0.2),
        (FAR, 100.0, "C", 3.0, 3.2),
        (FAR, 120.0, "C", 0.0, 0.2),
    )
    left = made.only(made.columns.listing == 1, {"chosen": 1})
    assert [each.expiration for each in left.listings] == [FAR]
    assert left.unbid.strike.tolist() == [120.0]
    assert left.unbid.listing.tolist() == [0]
    assert len(made.only(np.zeros(2, bool), {}).unbid) == 0
