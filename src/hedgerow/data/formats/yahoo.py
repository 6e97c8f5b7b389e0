"""Yahoo Finance: daily bars (v8 chart) and chains (v7 options) as JSON, and yfinance's tables.

``close`` is adjusted for splits up to the day of the request, ``adjclose`` for splits and dividends.
A bar's ``timestamp`` is the open of its session, in UTC. Of an option's quote there is no time but
that of the underlying's last regular trade; its implied volatility is not read (it is absurd
where there is no bid).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hedgerow.data.clock import opened_session
from hedgerow.data.formats.contracts import CHAIN_COLUMNS, contracts, underlying_of
from hedgerow.data.formats.document import csv_rows, even, json_object, number, table
from hedgerow.errors import DataError
from hedgerow.market.cleaning import numbers
from hedgerow.market.rates import BILL_DISCOUNT

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

CHART, OPTIONS, DUMP = "Yahoo chart", "Yahoo options", "yfinance chain"
SPELLED = {"^SPX": "^GSPC"}
"""Our spelling and Yahoo's, where they differ in prices."""
VOL_INDICES = {f"^{name}": name for name in ("VIX", "VIX9D", "VIX3M", "VIX6M", "VXN")}
BILL = "^IRX"
"""13-week Treasury bill: bank discount rate, per cent."""
BAR_COLUMNS = ("date", "symbol", "open", "high", "low", "close", "adj_close", "volume")
RECORD_NAMES = {"lastPrice": "last", "openInterest": "open_interest"}


def chart(raw: bytes | str) -> pd.DataFrame:
    """Daily bars of one symbol, Yahoo's spelling: ``date, symbol, open … close, adj_close, volume``.

    Raises :class:`DataError` where the document is cut off, changed or says that there are no data.
    """
    import pandas as pd

    held = _result(raw, "chart", CHART)
    try:
        meta, stamps = held["meta"], held.get("timestamp", [])
        bars = held["indicators"]["quote"][0]
        adjusted = held["indicators"].get("adjclose", [{}])[0].get("adjclose")
        zone, symbol = str(meta["exchangeTimezoneName"]), str(meta["symbol"])
        dates = pd.to_datetime(stamps, unit="s", utc=True).tz_convert(zone)
        columns = {
            "date": dates.normalize().tz_localize(None),
            "symbol": symbol,
            **{name: bars.get(name) for name in ("open", "high", "low", "close")},
            "adj_close": adjusted,
            "volume": bars.get("volume"),
        }
        rows = pd.DataFrame(columns, index=range(len(stamps)))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        msg = f"{CHART}: no usable {error}; the format has changed"
        raise DataError(msg) from None
    return rows.assign(**{name: numbers(rows, name) for name in BAR_COLUMNS[2:]})


def dividends(raw: bytes | str) -> pd.DataFrame:
    """``date, symbol, amount`` (USD a share, split-adjusted) of each ex-dividend day in a chart."""
    return _events(raw, "dividends", lambda event: float(event["amount"]))


def splits(raw: bytes | str) -> pd.DataFrame:
    """``date, symbol, amount`` (new shares for an old one) of each split in a chart."""
    return _events(raw, "splits", lambda event: event["numerator"] / event["denominator"])


def options(raw: bytes | str) -> pd.DataFrame:
    """The chain in an options document; without rows where Yahoo lists none.

    Raises :class:`DataError` where the document is cut off or changed.
    """
    held = _result(raw, "optionChain", OPTIONS)
    try:
        underlying, quote = str(held["underlyingSymbol"]), held["quote"]
        records = [
            record
            for expiration in held["options"]
            for side in ("calls", "puts")
            for record in list(expiration[side])
        ]
        moment = datetime.fromtimestamp(quote["regularMarketTime"], UTC)
    except (KeyError, TypeError, ValueError, OSError, OverflowError) as error:
        msg = f"{OPTIONS}: no usable {error}; the format has changed"
        raise DataError(msg) from None
    price = quote.get("regularMarketPrice")
    return chain(table(records), underlying, moment, price)


def chain(records: pd.DataFrame, underlying: str, moment: datetime, price: object) -> pd.DataFrame:
    """Rows of a chain from Yahoo's records (``contractSymbol, bid, ask, …``) as of a moment.

    Raises :class:`DataError` where the records lack what a quote needs.
    """
    import pandas as pd

    missing = {"contractSymbol", "bid", "ask"} - set(records.columns)
    if missing and len(records):
        msg = f"{OPTIONS}: records lack {min(missing)!r}; the format has changed"
        raise DataError(msg)
    symbols = records["contractSymbol"].tolist() if len(records) else []
    cells = records.rename(columns=RECORD_NAMES).reset_index(drop=True)
    rows = contracts(symbols).assign(
        quote_date=pd.Timestamp(opened_session(moment)),
        quote_stamp=f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
        underlying=underlying.lstrip("^"),
        underlying_price=number(price),
        **{
            name: numbers(cells, name) for name in ("bid", "ask", "last", "volume", "open_interest")
        },
    )
    return rows[list(CHAIN_COLUMNS)]


def dump(raw: bytes | str) -> pd.DataFrame:
    """A chain that was saved from yfinance as CSV; its last trade says when.

    Raises :class:`DataError` where the table is cut off, changed or empty.
    """
    import pandas as pd

    rows = csv_rows(raw, DUMP)
    records = pd.DataFrame(even(rows[1:], len(rows[0]), DUMP), columns=rows[0])
    missing = {"contractSymbol", "lastTradeDate"} - set(records.columns)
    if missing:
        msg = f"{DUMP}: it lacks {min(missing)!r}; the format has changed"
        raise DataError(msg)
    traded = pd.to_datetime(records["lastTradeDate"], utc=True, errors="coerce", format="mixed")
    underlying = underlying_of(contracts(records["contractSymbol"].tolist())["root"].tolist())
    if underlying is None or traded.isna().all():
        msg = f"{DUMP}: no option in it with a time of its last trade"
        raise DataError(msg)
    return chain(records, underlying, traded.max().to_pydatetime(), None)


def tables(bars: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Bars as our tables: ``prices``, and ``vol_indices`` and ``rates`` from the symbols that are.

    Days without a close (yet) come along as unknown.
    """
    symbols = bars["symbol"].astype(str)
    index, bill = symbols.isin(VOL_INDICES), symbols == BILL
    ours = {theirs: our for our, theirs in SPELLED.items()}
    prices = bars[~index & ~bill]
    prices = prices.assign(
        symbol=prices["symbol"].replace(ours),
        close_basis=prices["symbol"]
        .str.startswith("^")
        .map({True: "index", False: "split_adjusted"}),
    )
    found = {
        "prices": prices,
        "vol_indices": bars[index]
        .assign(symbol=symbols[index].map(VOL_INDICES))
        .drop(columns=["adj_close", "volume"]),
        "rates": bars[bill].assign(series=BILL_DISCOUNT, value=lambda rows: rows["close"])[
            ["date", "series", "value"]
        ],
    }
    return {name: rows.reset_index(drop=True) for name, rows in found.items() if len(rows)}


def _result(raw: bytes | str, envelope: str, what: str) -> Mapping[str, Any]:
    """The one result in Yahoo's envelope."""
    document = json_object(raw, what)
    try:
        error, results = document[envelope].get("error"), document[envelope]["result"]
        if error is None:
            result: Mapping[str, Any] = results[0]
            return result
        reason = str(error["description"])
    except (KeyError, IndexError, TypeError, AttributeError):
        msg = f"{what}: no {envelope} with a result in it; the format has changed"
        raise DataError(msg) from None
    msg = f"{what}: Yahoo says: {' '.join(reason.split())[:120]}"
    raise DataError(msg)


def _events(raw: bytes | str, kind: str, amount: Any) -> pd.DataFrame:  # noqa: ANN401 - of an event
    import pandas as pd

    held = _result(raw, "chart", CHART)
    try:
        zone, symbol = str(held["meta"]["exchangeTimezoneName"]), str(held["meta"]["symbol"])
        events = [*held.get("events", {}).get(kind, {}).values()]
        rows = [(event["date"], symbol, amount(event)) for event in events]
        found = pd.DataFrame(rows, columns=["date", "symbol", "amount"])
        days = pd.to_datetime(found["date"], unit="s", utc=True).dt.tz_convert(zone)
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        msg = f"{CHART}: no usable {error} in its {kind}; the format has changed"
        raise DataError(msg) from None
    found["date"] = days.dt.normalize().dt.tz_localize(None)
    return found.sort_values("date", ignore_index=True)
