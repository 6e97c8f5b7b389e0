"""The adapter to yfinance: its wide tables and its log, without its network."""

import logging
import sys
from datetime import UTC, date, datetime
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from hedgerow.data.formats.yahoo import tables
from hedgerow.data.yahoo_client import YFinance, bars
from hedgerow.errors import UnavailableError
from hedgerow.market.prices import Prices

START, END = date(2024, 5, 29), date(2024, 5, 31)


def wide(*symbols, zone="America/New_York"):
    """What ``yfinance.download(auto_adjust=False)`` returns: columns (figure, symbol), days down."""
    days = pd.DatetimeIndex(["2024-05-30", "2024-05-31"], name="Date").tz_localize(zone)
    names = ["Adj Close", "Close", "High", "Low", "Open", "Volume"]
    columns = pd.MultiIndex.from_product([names, symbols], names=["Price", "Ticker"])
    frame = pd.DataFrame(np.nan, index=days, columns=columns)
    for name, values in {"Adj Close": [99.0, 100.0], "Close": [101.0, 102.0]}.items():
        frame[name, symbols[0]] = values
    frame["Volume", symbols[0]] = [5, 6]
    return frame


class Module(SimpleNamespace):
    """Stands in for the module yfinance."""


@pytest.fixture
def module(monkeypatch):
    """Puts a stand-in where yfinance would be."""
    found = Module()
    monkeypatch.setitem(sys.modules, "yfinance", found)
    return found


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", None])
def test_wide_table(zone):
    """One row a symbol and day with a close; a day is that of the index, whatever its zone."""
    rows = bars(wide("SPY", "ZZZZ", zone=zone))
    assert rows["symbol"].tolist() == ["SPY", "SPY"]
    assert rows["date"].tolist() == [pd.Timestamp(2024, 5, 30), pd.Timestamp(2024, 5, 31)]
    assert rows[["adj_close", "close", "volume"]].values.tolist() == [[99, 101, 5], [100, 102, 6]]
    prices = Prices.from_rows(tables(rows)["prices"], END)
    assert prices.adjusted["SPY"].tolist() == [99.0, 100.0]
    assert prices.spot("SPY").price == 102.0
    assert bars(pd.DataFrame()).empty


def test_history(module):
    """Prices are asked for unadjusted beside adjusted, the last day included; failures have reasons."""
    asked = {}

    def download(symbols, **options):
        asked.update(options, symbols=symbols)
        logging.getLogger("yfinance").error("\n1 Failed download:")
        logging.getLogger("yfinance").error("['ZZZZ']: possibly delisted; no timezone found")
        return wide("SPY", "ZZZZ")

    module.download = download
    found = YFinance().history(["SPY", "ZZZZ"], START, END)
    assert (asked["start"], asked["end"]) == ("2024-05-29", "2024-06-01")
    assert asked["auto_adjust"] is False
    assert asked["progress"] is False
    assert found.reasons == {"ZZZZ": "possibly delisted; no timezone found"}
    assert set(found.rows["symbol"]) == {"SPY"}


def test_no_network_is_told_from_no_symbol(module):
    """All symbols failing on the connection is a failure; symbols that are unknown are an answer."""
    said = ["['SPY', 'QQQ']: DNSError('Could not resolve host: here. See https://manual')"]

    def download(*_, **__):
        logging.getLogger("yfinance").error(said[0])

    module.download = download
    with pytest.raises(UnavailableError, match=r"^Could not resolve host: here; is there"):
        YFinance().history(["SPY", "QQQ"], START, END)
    said[0] = "['ZZZZ']: possibly delisted; no timezone found"
    assert YFinance().history(["ZZZZ"], START, END).reasons.keys() == {"ZZZZ"}


def test_its_log_stays_off_the_terminal(module, capfd):
    """What yfinance logs is not printed, and its logger is left as it was."""
    logger = logging.getLogger("yfinance")
    before = (logger.propagate, list(logger.handlers))

    def download(*_, **__):
        logger.error("1 Failed download")

    module.download = download
    assert YFinance().history(["SPY"], START, END).rows.empty
    assert capfd.readouterr() == ("", "")
    assert (logger.propagate, list(logger.handlers)) == before


def test_whatever_it_raises_is_one_line(module):
    """Its HTTP client's errors come as ours, on one line."""

    def download(*_, **__):
        msg = "curl: (6)\nCould not resolve host"
        raise RuntimeError(msg)

    module.download = download
    with pytest.raises(UnavailableError, match=r"gave no prices \(curl: \(6\) Could not resolve"):
        YFinance().history(["SPY"], START, END)


def test_options(module):
    """All expirations are read, calls and puts; the underlying says when they were quoted."""

    class Ticker:
        options = ("2024-06-21", "2024-07-19")

        def __init__(self, symbol):
            assert symbol == "SPY"

        def option_chain(self, day):
            table = pd.DataFrame({"contractSymbol": [day], "bid": [1.0], "ask": [1.1]})
            quote = {"regularMarketTime": 1717185600, "regularMarketPrice": 527.4}
            return SimpleNamespace(calls=table, puts=table, underlying=quote)

    module.Ticker = Ticker
    quotes = YFinance().options("SPY")
    assert quotes.records["contractSymbol"].tolist() == ["2024-06-21"] * 2 + ["2024-07-19"] * 2
    assert quotes.moment == datetime(2024, 5, 31, 20, tzinfo=UTC)
    assert quotes.price == 527.4
    Ticker.options = ()
    assert YFinance().options("SPY") is None


def test_options_without_a_time_are_refused(module):
    """Quotes of which nobody says when are no quotes."""
    empty = pd.DataFrame({"contractSymbol": ["SPY240719P00500000"]})
    chain = SimpleNamespace(calls=empty, puts=empty, underlying={})
    module.Ticker = lambda _: SimpleNamespace(options=("2024-07-19",), option_chain=lambda _: chain)
    with pytest.raises(UnavailableError, match="does not say when"):
        YFinance().options("SPY")


def test_without_yfinance(monkeypatch):
    """Where it is not installed, the message says what to install."""
    monkeypatch.setitem(sys.modules, "yfinance", None)
    with pytest.raises(UnavailableError, match=r"pip install 'hedgerow\[yahoo\]'"):
        YFinance()
