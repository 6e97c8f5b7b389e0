"""Cboe: index histories, delayed quotes of a whole chain, and the quote table of its website.

*Index histories* are CSV with ``MM/DD/YYYY`` dates, of two kinds: ``DATE,OPEN,HIGH,LOW,CLOSE`` and
one value a day (``DATE,SKEW``).

*Delayed quotes* are JSON: an envelope with ``timestamp``, ``symbol`` and ``data``, and one record an
option under ``data.options``. ``timestamp`` is UTC and ``last_trade_time`` New York time: in a
document of 2026-08-17 the S&P 500 last ticked at 14:27:32 with a timestamp of 18:42:35, which is
exactly the quarter of an hour by which the quotes are delayed, and could not tick at 18:42 in New
York.

The *quote table* has a title, a line with the time of the download in the language of the visitor,
a header, and a line for each strike with the call left and the put right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from hedgerow.data.clock import DELAY, opened_session
from hedgerow.data.formats.contracts import CHAIN_COLUMNS, contracts, underlying_of
from hedgerow.data.formats.document import csv_rows, even, json_object, number, table, whole_lines
from hedgerow.errors import DataError
from hedgerow.market.calendar import session_on_or_before
from hedgerow.market.cleaning import numbers
from hedgerow.market.quote_stamp import parse_stamp

if TYPE_CHECKING:
    import pandas as pd

HISTORY, DELAYED, TABLE = "Cboe index history", "Cboe delayed quotes", "Cboe quote table"
BARS = ["OPEN", "HIGH", "LOW", "CLOSE"]
NAMES = {
    "Last Sale": "last",
    "Bid": "bid",
    "Ask": "ask",
    "Vol": "volume",
    "Volume": "volume",
    "Open Int": "open_interest",
    "Open Interest": "open_interest",
}
"""The website's names of columns, of all layouts, and ours."""
FIGURES = ("bid", "ask", "last", "volume", "open_interest")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
HEADER_WITHIN = 6


def index_history(raw: bytes | str, symbol: str | None = None) -> pd.DataFrame:
    """``date, symbol, [open, high, low,] close`` (index points) of one index.

    ``symbol`` is needed for bars, which do not name their index. Raises :class:`DataError` for
    another layout or another index.
    """
    import pandas as pd

    rows = whole_lines(raw, HISTORY)
    header = [cell.upper() for cell in rows[0]]
    bars = header == ["DATE", *BARS]
    if not bars and not (len(header) == 2 and header[0] == "DATE"):
        msg = f"{HISTORY}: header {','.join(rows[0])[:60]!r}; expected DATE,OPEN,HIGH,LOW,CLOSE or DATE,SYMBOL"
        raise DataError(msg)
    named = None if bars or header[1] == "CLOSE" else header[1]
    symbol = symbol or named
    if symbol is None:
        msg = f"{HISTORY}: it does not say of which index; name the file like VIX_History.csv"
        raise DataError(msg)
    if named not in {None, symbol}:
        msg = f"{HISTORY}: it holds {named}, not {symbol}"
        raise DataError(msg)
    cells = pd.DataFrame(even(rows[1:], len(header), HISTORY), columns=header, dtype=object)
    dates = pd.to_datetime(cells["DATE"], format="%m/%d/%Y", errors="coerce")
    if not dates.notna().any():
        msg = f"{HISTORY}: no row of {symbol} with a date like 12/31/2025; the format has changed"
        raise DataError(msg)
    names = {name: name.lower() for name in BARS} if bars else {header[1]: "close"}
    values = {ours: numbers(cells, theirs) for theirs, ours in names.items()}
    return pd.DataFrame({"date": dates, "symbol": symbol, **values})


def delayed_quotes(raw: bytes | str) -> pd.DataFrame:
    """A chain from the delayed quotes; its session is the one open a quarter of an hour before.

    Raises :class:`DataError` where the document is cut off, changed or lists no option.
    """
    document = json_object(raw, DELAYED)
    try:
        published = datetime.fromisoformat(str(document["timestamp"]))
        data = document["data"]
        options = data["options"]
        underlying = str(data.get("symbol") or document["symbol"]).lstrip("^_")
        price = data.get("current_price")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        msg = f"{DELAYED}: no usable {error}; the format has changed"
        raise DataError(msg) from None
    records = options if isinstance(options, list) else []
    if not records:
        msg = f"{DELAYED}: no options of {underlying} in it"
        raise DataError(msg)
    cells = table(records)
    missing = {"option", "bid", "ask"} - set(cells.columns)
    if missing:
        msg = f"{DELAYED}: its options lack {min(missing)!r}; the format has changed"
        raise DataError(msg)
    quoted = published.replace(tzinfo=published.tzinfo or UTC).astimezone(UTC) - DELAY
    return _chain(
        cells["option"].tolist(),
        cells.rename(columns={"last_trade_price": "last"}),
        session=opened_session(quoted),
        stamp=f"{quoted:%Y-%m-%d %H:%M:%S} UTC",
        underlying=underlying,
        price=price,
    )


def quote_table(raw: bytes | str) -> pd.DataFrame:
    """A chain from the website's table, in any of its layouts and languages.

    Raises :class:`DataError` where the table is cut off, changed or without a date.
    """
    import pandas as pd

    rows = csv_rows(raw, TABLE)
    at = next((i for i, row in enumerate(rows[:HEADER_WITHIN]) if _is_header(row)), None)
    if at is None or at < 2 or not {"bid", "ask"} <= {NAMES.get(name) for name in rows[at]}:
        msg = f"{TABLE}: no header with Calls, Bid, Ask, Strike and Puts after a title and a date; the format has changed"
        raise DataError(msg)
    header = [NAMES.get(name, name) for name in rows[at]]
    calls, strike, puts = (header.index(name) for name in ("Calls", "Strike", "Puts"))
    body = even(rows[at + 1 :], len(header), TABLE)
    if not body:
        msg = f"{TABLE}: no quotes in it"
        raise DataError(msg)
    width = strike - calls  # either side has the option and as many figures
    cells = pd.concat(
        [
            pd.DataFrame([row[i : i + width] for row in body], columns=header[i : i + width])
            for i in (calls, puts)
        ]
    ).sort_index(kind="stable", ignore_index=True)
    symbols = cells["Calls"].fillna(cells["Puts"]).tolist()
    options = contracts(symbols)
    underlying = _underlying(options["root"].tolist())
    stamp = ", ".join(takewhile(lambda cell: not cell.startswith("Bid"), rows[at - 1]))
    return _chain(
        symbols,
        cells,
        session=_session(stamp, sorted(set(options["expiry"].dropna().dt.date))),
        stamp=stamp,
        underlying=underlying,
        price=_title_price(rows[at - 2]),
    )


def _is_header(row: Sequence[str]) -> bool:
    return row[0] == "Expiration Date" and {"Calls", "Strike", "Puts"} <= set(row)


def _underlying(roots: Sequence[object]) -> str:
    underlying = underlying_of(roots)
    if underlying is None:
        msg = f"{TABLE}: no option symbol like SPXW251219P06000000 in it; the format has changed"
        raise DataError(msg)
    return underlying


def _title_price(title: Sequence[str]) -> float | None:
    """The last price in ``Name,Last: 642.65,…`` or ``^SPX (Name),2304.92,…``."""
    for cell in title[1:]:
        number = re.fullmatch(r"(?:Last: *)?(-?\d+(?:\.\d+)?)", cell)
        if number:
            return float(number[1])
    return None


def _chain(
    symbols: Sequence[object],
    cells: pd.DataFrame,
    *,
    session: date,
    stamp: str,
    underlying: str,
    price: object,
) -> pd.DataFrame:
    """Rows of a chain; ``cells`` has the quotes under our names."""
    import pandas as pd

    rows = contracts(symbols).assign(
        quote_date=pd.Timestamp(session),
        quote_stamp=stamp,
        underlying=underlying,
        underlying_price=number(price),
        **{
            name: numbers(cells, name) for name in ("bid", "ask", "last", "volume", "open_interest")
        },
    )
    return rows[list(CHAIN_COLUMNS)]


def _session(stamp: str, expirations: Sequence[date]) -> date:
    """The session of quotes that were downloaded at ``stamp``."""
    day = _stamped_day(stamp, expirations)
    moment = parse_stamp(stamp, day)
    return session_on_or_before(day) if moment is None else opened_session(moment - DELAY)


def _stamped_day(stamp: str, expirations: Sequence[date]) -> date:
    """The day in the line with the date, whatever language its month is in.

    An English month is read. Any other is told by the expirations: the day of the month and the year
    leave one date in each month, and the right one stands just before the first expiration, or just
    after it where one that has passed is still listed.
    """
    before_clock = re.split(r"\d{1,2}:\d{2}", stamp)[0]
    year = re.search(r"(?<!\d)20\d\d(?!\d)", before_clock)
    numbers_in = [int(n) for n in re.findall(r"(?<!\d)\d{1,2}(?!\d)", before_clock)]
    words = {word[:3].lower() for word in re.findall(r"[A-Za-z]{3,}", before_clock)}
    named = [i + 1 for i, month in enumerate(MONTHS) if month in words]
    months = named or [n for n in numbers_in if n <= 12 and len(numbers_in) > 1] or range(1, 13)
    days = [
        day
        for month in months
        for n in numbers_in
        if year and (named or len(numbers_in) == 1 or n != month or numbers_in.count(n) > 1)
        if (day := _day(int(year[0]), month, n)) is not None
    ]
    if not days or not expirations:
        msg = f"{TABLE}: no date in its line {stamp[:60]!r}; the format has changed"
        raise DataError(msg)
    first, gap = expirations[0], expirations[min(1, len(expirations) - 1)] - expirations[0]
    ahead = [day for day in days if day <= first <= day + gap]
    return max(ahead) if ahead else min(days, key=lambda day: abs(day - first))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
