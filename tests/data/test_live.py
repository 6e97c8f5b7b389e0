"""The publishers themselves: ``pytest -m live``, by hand, where there is a network.

These say whether a format or an address has changed; nothing else in the tests leaves the machine.
"""

import pytest

from hedgerow.data.cboe import VOL_INDICES, CboeSource
from hedgerow.data.clock import finished_session, opened_session, system_clock
from hedgerow.data.source import LOOK_BACK, Market
from hedgerow.data.yahoo import YahooSource

pytestmark = pytest.mark.live


def test_cboe(store):
    """Cboe gives every index history and the chains of SPY and the S&P 500."""
    source = CboeSource(store)
    day = finished_session(system_clock())
    rows = source.vol_index_rows(day - LOOK_BACK, day)
    assert set(rows["symbol"]) == set(VOL_INDICES)
    for underlying in ("SPY", "SPX"):
        chain = Market((source,)).chain(underlying, opened_session(system_clock()))
        assert len(chain.quotes) > 1000
    assert source.problems == []


def test_yahoo(store):
    """Yahoo gives prices, the VIX family, the bill and the chain of SPY."""
    pytest.importorskip("yfinance")
    market = Market((YahooSource(store),))
    day = finished_session(system_clock())
    prices = market.prices(["SPY", "BRK-B", "^SPX"], day, window=252)
    assert all(symbol in prices for symbol in ("SPY", "BRK-B", "^SPX"))
    assert {"VIX", "VIX3M"} <= market.vol_indices(day).levels.keys()
    assert market.rate(day).source == "IRX"
    assert market.chain("SPY", opened_session(system_clock())) is not None
