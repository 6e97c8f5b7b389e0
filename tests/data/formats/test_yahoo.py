"""Yahoo's formats."""

import json
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.formats import yahoo
from hedgerow.errors import DataError
from hedgerow.market.chain import OptionChain
from hedgerow.market.prices import Prices
from hedgerow.market.rates import short_rate
from hedgerow.market.vol_indices import VolIndices

OPEN = int(datetime(2024, 5, 31, 13, 30, tzinfo=UTC).timestamp())
DAY = 86400


def chart(symbol="SPY", close=(500.0, None, 510.0), adjusted=(495.0, None, 509.0), **result):
    """Three sessions of a chart: 29, 30 and 31 May 2024."""
    quote = {name: list(close) for name in ("open", "high", "low", "close")} | {"volume": [1, 2, 3]}
    held = {
        "meta": {"symbol": symbol, "exchangeTimezoneName": "America/New_York"},
        "timestamp": [OPEN - 2 * DAY, OPEN - DAY, OPEN],
        "indicators": {"quote": [quote], "adjclose": [{"adjclose": list(adjusted)}]},
        **result,
    }
    return json.dumps({"chart": {"result": [held], "error": None}})


def options(*records, moment=OPEN + DAY // 4, **result):
    """An options document with these puts."""
    held = {
        "underlyingSymbol": "^SPX",
        "quote": {"regularMarketTime": moment, "regularMarketPrice": 5277.5},
        "options": [{"calls": [], "puts": list(records)}],
        **result,
    }
    return json.dumps({"optionChain": {"result": [held], "error": None}})


def test_chart():
    """A bar's day is its session in New York; days without a close come along as unknown."""
    rows = yahoo.chart(chart())
    assert rows["date"].dt.date.tolist() == [
        date(2024, 5, 29),
        date(2024, 5, 30),
        date(2024, 5, 31),
    ]
    assert rows["close"].isna().tolist() == [False, True, False]
    prices = Prices.from_rows(yahoo.tables(rows)["prices"], date(2024, 5, 31))
    assert prices.set_aside == {"price missing or not positive": 1}
    spot = prices.spot("SPY")
    assert (spot.price, spot.basis) == (510.0, "split_adjusted")


def test_symbols_become_ours():
    """^GSPC is our ^SPX, an index; ^VIX is a volatility index, ^IRX a rate; a new listing is none."""
    spx = yahoo.tables(yahoo.chart(chart("^GSPC")))
    assert list(spx) == ["prices"]
    assert Prices.from_rows(spx["prices"], date(2024, 5, 31)).spot("^SPX").basis == "index"
    vix = yahoo.tables(yahoo.chart(chart("^VIX", close=(14.0, 14.5, 12.9))))
    assert list(vix) == ["vol_indices"]
    levels = VolIndices.from_rows(vix["vol_indices"], date(2024, 5, 31)).levels
    assert levels == {"VIX": pytest.approx(0.129)}
    bill = yahoo.tables(yahoo.chart(chart("^IRX", close=(5.24, 5.25, 5.25))))
    assert list(bill) == ["rates"]
    assert short_rate(bill["rates"], date(2024, 5, 31)).source == "IRX"


def test_chart_without_days():
    """A symbol that did not trade in those days has a chart without bars."""
    empty = json.loads(chart())
    del empty["chart"]["result"][0]["timestamp"]
    empty["chart"]["result"][0]["indicators"] = {"quote": [{}], "adjclose": [{}]}
    assert yahoo.chart(json.dumps(empty)).empty


def test_dividends_and_splits():
    """Ex-days in New York, amounts a share, new shares for an old one; without any, no rows."""
    events = {
        "dividends": {str(OPEN): {"amount": 1.5, "date": OPEN}},
        "splits": {str(OPEN): {"date": OPEN, "numerator": 4, "denominator": 1}},
    }
    raw = chart(events=events)
    row = {"date": pd.Timestamp(2024, 5, 31), "symbol": "SPY"}
    assert yahoo.dividends(raw).to_dict("records") == [row | {"amount": 1.5}]
    assert yahoo.splits(raw).to_dict("records") == [row | {"amount": 4.0}]
    assert yahoo.dividends(chart()).empty
    for day in ([], "x"):
        with pytest.raises(DataError, match="dividends"):
            yahoo.dividends(chart(events={"dividends": {"1": {"date": day, "amount": 1}}}))
    with pytest.raises(DataError, match="splits"):
        yahoo.splits(chart(events={"splits": {"1": {"date": OPEN}}}))


def test_options():
    """Rows of a chain, SPXW on SPX; the underlying's last regular trade says when."""
    put = {"contractSymbol": "SPXW240719P05000000", "bid": 31.0, "ask": 31.4, "openInterest": 7}
    rows = yahoo.options(options(put, {**put, "contractSymbol": "SPX240719P05000000", "bid": 0}))
    assert rows["underlying"].unique().tolist() == ["SPX"]
    chain = OptionChain.from_rows(rows, "SPX")
    assert chain.quote_date == date(2024, 5, 31)
    assert chain.stamp.isoformat() == "2024-05-31T15:30:00-04:00"
    assert chain.set_aside == {"no bid": 1}
    assert chain.quotes["open_interest"].tolist() == [7.0]


def test_an_underlying_without_options_has_no_rows():
    """Nothing listed is a fact, not an error."""
    assert yahoo.options(options(options=[])).empty
    assert yahoo.options(options()).empty


def test_options_without_prices_are_refused():
    """Records of another kind are an error that names what is missing."""
    with pytest.raises(DataError, match="'ask'"):
        yahoo.options(options({"contractSymbol": "SPX240719P05000000"}))


def test_dump_of_yfinance():
    """A chain that was saved from yfinance: the last trade says of which session."""
    raw = (
        "contractSymbol,lastTradeDate,strike,lastPrice,bid,ask,volume,openInterest\n"
        "SPY240719P00500000,2024-05-31 19:59:58+00:00,500,4.0,4.0,4.1,5,10\n"
        "SPY240719C00500000,2024-05-30 15:00:00+00:00,500,30,29.9,30.4,,\n"
    )
    rows = yahoo.dump(raw)
    assert rows["quote_date"].dt.date.unique().tolist() == [date(2024, 5, 31)]
    assert rows["type"].tolist() == ["P", "C"]
    assert np.isnan(rows["open_interest"].iloc[1])
    with pytest.raises(DataError, match="'lastTradeDate'"):
        yahoo.dump(raw.replace("lastTradeDate", "time"))
    with pytest.raises(DataError, match="no option"):
        yahoo.dump(raw.splitlines()[0] + "\n")
