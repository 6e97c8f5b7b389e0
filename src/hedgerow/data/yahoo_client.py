"""The seam to Yahoo Finance: two questions, yfinance behind them, and a fake beside it.

yfinance runs its own HTTP client (with a browser's fingerprint, without which Yahoo refuses), so this
is where it is faked. Symbols are in Yahoo's spelling.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from hedgerow.data.formats.yahoo import BAR_COLUMNS
from hedgerow.errors import UnavailableError

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN = "delisted"
"""What yfinance says of a symbol that Yahoo does not know, and of nothing else."""
NAMES = {
    "Open": "open",
    "High": "high",
    "Low": "low",
    "Close": "close",
    "Adj Close": "adj_close",
    "Volume": "volume",
}


@dataclass(frozen=True, slots=True)
class Bars:
    """Daily bars of several symbols."""

    rows: pd.DataFrame
    """Columns as in :data:`~hedgerow.data.formats.yahoo.BAR_COLUMNS`; none of a missing symbol."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why there are none of a symbol, as far as Yahoo says."""


@dataclass(frozen=True, slots=True)
class Quotes:
    """All options on one underlying."""

    records: pd.DataFrame
    """``contractSymbol, bid, ask, lastPrice, volume, openInterest``, one row an option."""
    moment: datetime
    """Of the underlying's last regular trade."""
    price: float | None
    """The underlying's, then."""


class YahooClient(Protocol):
    """What is asked of Yahoo."""

    def history(self, symbols: Sequence[str], start: date, end: date) -> Bars:
        """Daily bars in ``start`` … ``end``, both included.

        Raises :class:`UnavailableError` where nothing at all can be had.
        """

    def options(self, symbol: str) -> Quotes | None:
        """All listed options; None where there are none."""


class YFinance:
    """Yahoo through yfinance.

    Raises :class:`UnavailableError` where that is not installed.
    """

    def __init__(self) -> None:
        try:
            import yfinance
        except ImportError:
            msg = "yahoo: needs yfinance; install it: pip install 'hedgerow[yahoo]'"
            raise UnavailableError(msg) from None
        self._yfinance: Any = yfinance

    def history(self, symbols: Sequence[str], start: date, end: date) -> Bars:
        """Daily bars in ``start`` … ``end``, adjusted and not."""
        import pandas as pd

        with _said() as lines, _one_line("prices"):
            frame = self._yfinance.download(
                list(symbols),
                start=start.isoformat(),
                end=str((pd.Timestamp(end) + pd.Timedelta(days=1)).date()),  # it leaves the end out
                auto_adjust=False,
                actions=False,
                progress=False,
                group_by="column",
                multi_level_index=True,
            )
        rows = bars(pd.DataFrame() if frame is None else frame)
        reasons = _reasons(lines, symbols)
        failed = [reason for reason in reasons.values() if UNKNOWN not in reason]
        if rows.empty and failed:
            msg = f"{failed[0]}; is there a network?"
            raise UnavailableError(msg)
        return Bars(rows, reasons)

    def options(self, symbol: str) -> Quotes | None:
        """All listed options, one expiration after the other."""
        import pandas as pd

        with _said(), _one_line(f"options on {symbol}"):
            ticker = self._yfinance.Ticker(symbol)
            tables: list[pd.DataFrame] = []
            quote: Mapping[str, Any] = {}
            for expiration in ticker.options:
                found = ticker.option_chain(expiration)
                tables += [table for table in (found.calls, found.puts) if table is not None]
                quote = found.underlying or quote
        if not tables:
            return None
        stamp = quote.get("regularMarketTime")
        if stamp is None:
            msg = f"Yahoo does not say when its options on {symbol} were quoted; try again later"
            raise UnavailableError(msg)
        moment = datetime.fromtimestamp(stamp, UTC)
        return Quotes(pd.concat(tables, ignore_index=True), moment, quote.get("regularMarketPrice"))


@dataclass(frozen=True, slots=True)
class FakeYahoo:
    """Bars and options prepared beforehand: the fake for tests."""

    bars: pd.DataFrame | None = None
    quotes: Mapping[str, Quotes] = field(default_factory=dict)
    refuses: str | None = None
    """What every question is answered with instead."""
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def history(self, symbols: Sequence[str], start: date, end: date) -> Bars:
        """The prepared bars of these symbols and days."""
        self.asked.append((*symbols, str(start), str(end)))
        self._refuse()
        if self.bars is None:
            msg = "no bars prepared"
            raise UnavailableError(msg)
        days = self.bars["date"].dt.date
        wanted = self.bars["symbol"].isin(symbols) & (days >= start) & (days <= end)
        known = set(self.bars["symbol"])
        return Bars(self.bars[wanted], {s: "no such symbol" for s in symbols if s not in known})

    def options(self, symbol: str) -> Quotes | None:
        """The prepared options."""
        self.asked.append((symbol,))
        self._refuse()
        return self.quotes.get(symbol)

    def _refuse(self) -> None:
        if self.refuses is not None:
            raise UnavailableError(self.refuses)


def bars(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows from yfinance's wide table: columns by (figure, symbol), one line a day.

    A day is that of the index's own zone. Symbols and days without a close are left out.
    """
    import pandas as pd

    if frame.empty:
        empty = pd.DataFrame(columns=list(BAR_COLUMNS))
        return empty.assign(date=pd.to_datetime(empty["date"]))
    days = pd.DatetimeIndex(frame.index).tz_localize(None).normalize()
    tables = [
        pd.DataFrame(
            {
                "date": days,
                "symbol": symbol,
                **{
                    ours: frame[theirs, symbol].to_numpy(float)
                    if (theirs, symbol) in frame.columns
                    else float("nan")
                    for theirs, ours in NAMES.items()
                },
            }
        )
        for symbol in dict.fromkeys(frame.columns.get_level_values(1))
    ]
    rows = pd.concat(tables, ignore_index=True)
    return rows.loc[rows["close"].notna(), list(BAR_COLUMNS)].reset_index(drop=True)


@contextmanager
def _said() -> Iterator[list[str]]:
    """What yfinance logs, which is how it tells of failures, instead of on the terminal."""
    lines: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger, listener = logging.getLogger("yfinance"), Listener()
    before = logger.propagate
    logger.addHandler(listener)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own use of pandas
            yield lines
    finally:
        logger.removeHandler(listener)
        logger.propagate = before


@contextmanager
def _one_line(what: str) -> Iterator[None]:
    """Any failure of yfinance as one line: it raises whatever its HTTP client does."""
    try:
        yield
    except Exception as error:
        reason = _shortened(str(error)) or type(error).__name__
        msg = f"Yahoo gave no {what} ({reason}); is there a network?"
        raise UnavailableError(msg) from error


def _reasons(lines: Sequence[str], symbols: Sequence[str]) -> dict[str, str]:
    """The log's ``['XYZ', …]: reason`` by symbol."""
    found = {}
    for line in lines:
        names, colon, reason = line.partition("]: ")
        if colon:
            for symbol in symbols:
                if f"'{symbol.upper()}'" in names:
                    found[symbol] = _shortened(reason)
    return found


def _shortened(reason: str) -> str:
    """A reason on one line, without its class and the address of a manual."""
    words = " ".join(reason.split()).partition(". See http")[0]
    return re.sub(r"^\w+\([\"'](Failed to perform, )?", "", words)[:120]
