"""Quotes on a tape: prices are theirs, spreads too, and what follows is anchored to them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from hedgerow.backtest.contracts.option import Option
from hedgerow.backtest.policies.overlay import Overlay
from hedgerow.backtest.provenance import price_sources
from hedgerow.backtest.quote_history import QuoteHistory
from hedgerow.backtest.replay import replay
from hedgerow.backtest.tape import to_days
from hedgerow.hedge.put import StrikeWanted
from hedgerow.hedge.structures import put

PUT = Option("SPX", "put", 95.0, date(2020, 3, 20))


def quoted(tape, rows, bid, ask, contract=PUT):
    """A tape with quotes of one contract on some of its rows."""
    table = pd.DataFrame(
        {
            "quote_date": tape.dates[rows],
            "underlying": contract.symbol,
            "expiry": np.datetime64(contract.expiration),
            "strike": contract.strike,
            "type": contract.right[0].upper(),
            "bid": bid,
            "ask": ask,
        }
    )
    return replace(tape, quotes=QuoteHistory.from_rows(table))


@pytest.fixture
def tape(flat_tape):
    """An index that stands still, at 20 % volatility."""
    return flat_tape(100, price=100.0, vol=0.2, vix=20.0)


def test_price_is_the_middle(tape):
    """On a session with a quote the value is its middle and the spread its own."""
    course = PUT.course(quoted(tape, [0, 5], [1.9, 1.5], [2.1, 1.6]), 0)
    assert course.value[[0, 5]] == pytest.approx([2.0, 1.55])
    assert course.half_spread[[0, 5]] == pytest.approx([0.1, 0.05])
    assert course.quoted.nonzero()[0].tolist() == [0, 5]


def test_anchored_after_a_quote(tape):
    """After a quote the model's volatility is multiplied by what the quote's was of it: no jump, and still modelled."""
    plain = PUT.course(tape, 0)
    course = PUT.course(quoted(tape, [0], [1.9], [2.1]), 0)
    ratio = course.vol[0] / plain.vol[0]
    assert ratio > 1.05
    assert course.vol[1:-1] == pytest.approx(ratio * plain.vol[1:-1])
    assert abs(course.value[1] - course.value[0]) < 0.1
    assert not course.quoted[1:].any()


def test_strikes_are_those_quoted(tape):
    """Where the session has quotes of an expiration, its strikes are the listed ones and the trade is marked quoted."""
    made = quoted(tape, [0], [1.9], [2.1], replace(PUT, strike=93.0))
    policy = Overlay("put", put(StrikeWanted("moneyness", 0.93)), instrument="SPX")
    trades = replay(made, policy).trades
    assert trades[0].contract.strike == 93.0
    assert trades[0].quoted
    assert trades[0].price == 2.1
    assert 0 < price_sources(replay(made, policy)).modelled_share < 1


def test_bad_quotes_are_counted(tape):
    """Crossed quotes and such without an ask are set aside and counted."""
    table = pd.DataFrame(
        {
            "quote_date": tape.dates[[0, 0, 0, 0]],
            "underlying": "SPX",
            "expiry": np.datetime64("2020-03-20"),
            "strike": [95.0, 96.0, 97.0, 97.0],
            "type": "P",
            "bid": [2.0, 2.5, np.nan, 1.0],
            "ask": [1.9, 0.0, 3.0, 3.0],
        }
    )
    history = QuoteHistory.from_rows(table)
    assert history.set_aside == {"crossed": 1, "no two-sided price": 2}
    listed = history.listed("SPX", int(tape.days[0]), "put", to_days(date(2020, 3, 20)))
    assert listed.strike.tolist() == [97.0]
