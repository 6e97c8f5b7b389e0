"""Intraday bars: open, high, low and close of every few minutes of the regular session.

A bar belongs to the New York session in which it starts, from 9:30 to the close (16:00, 13:00 on half
days). What trades before or after is another market, and the print that some sources add at the
close starts after the session; both are set aside and counted, like a bar that is no bar. A session
rarely has all its bars: ``coverage`` says how many of the expected ones are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hedgerow.errors import DataError
from hedgerow.market.calendar import NEW_YORK, close_of, open_of, sessions
from hedgerow.market.cleaning import days, numbers, require, without, without_contradictions

if TYPE_CHECKING:
    from hedgerow.typing import BoolArray, FloatArray

COLUMNS = ("timestamp", "symbol", "open", "high", "low", "close")
OPTIONAL_COLUMNS = ("session",)
PRICES = ["open", "high", "low", "close"]
ROUNDING = 1e-6
"""How far, relative to it, a price may leave its bar: files round to seven digits."""
MINUTE = pd.Timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class IntradayBars:
    """One symbol's bars in regular hours, ascending in time, each shape (n,)."""

    symbol: str
    minutes: int
    """Width of a bar, the commonest distance between two; 0 where fewer than two bars share a session."""
    times: pd.DatetimeIndex
    """Start of each bar, UTC."""
    sessions: pd.DatetimeIndex
    """Its session, midnight without zone."""
    open: FloatArray
    """In the currency or points of the source, unadjusted; never NaN."""
    high: FloatArray
    low: FloatArray
    close: FloatArray
    set_aside: Mapping[str, int]
    """Rows left out, by reason."""

    @classmethod
    def from_rows(cls, rows: pd.DataFrame, symbol: str, as_of: date | None = None) -> IntradayBars:
        """Bars of ``symbol`` from rows of ``timestamp, symbol, open, high, low, close [, session]``.

        ``timestamp`` is the start of the bar and carries its zone. Rows outside a session's regular
        hours, whose ``session`` is another day than the timestamp's in New York, whose prices are
        missing, not positive or not a bar, or that contradict another row are counted and set aside.
        Nothing after ``as_of`` is read.

        Raises :class:`DataError` where a column is missing or the timestamps have no zone.
        """
        require(rows, COLUMNS, "intraday bars lack")
        rows = rows[rows["symbol"].astype(str) == symbol]
        table = pd.DataFrame({"timestamp": _instants(rows)} | {p: numbers(rows, p) for p in PRICES})
        table["session"] = (
            table["timestamp"].dt.tz_convert(NEW_YORK).dt.tz_localize(None).dt.normalize()
        )
        stated = days(rows, "session") if "session" in rows.columns else table["session"]
        table["stated"] = stated.fillna(table["session"])
        if as_of is not None:
            table = table[~(table["session"] > pd.Timestamp(as_of))]
        table, set_aside = _cleaned(table)
        table = table.sort_values("timestamp")
        O, H, L, C = (_frozen(table[p]) for p in PRICES)
        return cls(
            symbol,
            _width(table),
            pd.DatetimeIndex(table["timestamp"]),
            pd.DatetimeIndex(table["session"]),
            O,
            H,
            L,
            C,
            set_aside,
        )

    def grids(self) -> dict[date, FloatArray]:
        """Prices of each session on its even grid, from the open to the close, shape (bars + 1,).

        First the open of the first bar, then the close of every bar; NaN where a bar is missing (and
        first, where the session's first bar is).
        """
        if not self.minutes:
            return {}
        every, starts = np.unique(self.sessions, return_index=True)
        stops = [*starts[1:], len(self.sessions)]
        return {
            day: self._grid(day, slice(i, j))
            for day, i, j in zip(pd.DatetimeIndex(every).date, starts, stops, strict=True)
        }

    def _grid(self, session: date, bars: slice) -> FloatArray:
        opening = pd.Timestamp(open_of(session))
        length = (close_of(session) - open_of(session)) // timedelta(minutes=self.minutes)
        grid = np.full(length + 1, np.nan)
        place = np.asarray((self.times[bars] - opening) // (self.minutes * MINUTE), dtype=int)
        if place[0] == 0:
            grid[0] = self.open[bars][0]
        grid[place + 1] = self.close[bars]
        return grid

    def coverage(self) -> pd.Series[float]:
        """Share of the expected bars that are there, by session (ascending).

        Sessions without a single bar are no rows.
        """
        shares = {day: float(np.isfinite(grid[1:]).mean()) for day, grid in self.grids().items()}
        days_covered = pd.DatetimeIndex(list(shares))
        return pd.Series(list(shares.values()), days_covered, name="coverage", dtype=float)


def _frozen(column: pd.Series[float]) -> FloatArray:
    prices = np.array(column, dtype=np.float64)
    prices.flags.writeable = False
    return prices


def _instants(rows: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Timestamps in UTC; NaT where a cell is none."""
    stamps = rows["timestamp"]
    instants = pd.to_datetime(stamps, errors="coerce", utc=True, format="ISO8601")
    known = stamps[instants.notna()]
    if len(known) and pd.Timestamp(known.iloc[0]).tz is None:
        raise DataError(
            f"intraday timestamps such as {known.iloc[0]} have no time zone; "
            "give the start of each bar with its zone, best in UTC"
        )
    return instants


def _cleaned(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Sound bars in regular hours, and how many were set aside for which reason."""
    prices = table[PRICES].to_numpy(float)
    priced = (np.isfinite(prices) & (prices > 0)).all(axis=1)
    table, counts = without(
        table,
        {
            "no timestamp": table["timestamp"].isna(),
            "no session": ~table["session"].isin(sessions()),
            "session and timestamp disagree": table["stated"] != table["session"],
            "outside regular hours": ~_regular(table),
            "price missing or not positive": ~priced,
            "open or close outside high and low": ~_possible(table),
        },
    )
    table, doubled = without_contradictions(table, ["timestamp"], PRICES)
    regular = _even(table)
    uneven = {"off the grid": int((~regular).sum())} if not regular.all() else {}
    return table[regular], counts | doubled | uneven


def _possible(table: pd.DataFrame) -> BoolArray:
    """Whether the high is the highest of a bar's prices and the low the lowest, but for rounding."""
    P = table[PRICES].to_numpy(float)
    highest, lowest = P.max(axis=1), P.min(axis=1)
    high, low = table["high"].to_numpy(float), table["low"].to_numpy(float)
    return np.asarray((high * (1 + ROUNDING) >= highest) & (low * (1 - ROUNDING) <= lowest))


def _regular(table: pd.DataFrame) -> BoolArray:
    """Whether a bar starts at or after the open and before the close of its session."""
    traded = [d for d in table["session"].dropna().unique() if d in sessions()]
    if not traded:
        return np.zeros(len(table), dtype=bool)
    opens = table["session"].map({d: pd.Timestamp(open_of(d.date())) for d in traded})
    closes = table["session"].map({d: pd.Timestamp(close_of(d.date())) for d in traded})
    return np.asarray((table["timestamp"] >= opens) & (table["timestamp"] < closes), dtype=bool)


def _width(table: pd.DataFrame) -> int:
    """Commonest distance in minutes between neighbours of a session (the shortest such)."""
    ordered = table.sort_values("timestamp")
    apart = ordered["timestamp"].diff().dt.total_seconds() / 60
    steps = apart[(ordered["session"] == ordered["session"].shift()) & (apart >= 1)]
    return int(steps.mode().iloc[0]) if len(steps) else 0


def _even(table: pd.DataFrame) -> BoolArray:
    """Whether a bar starts a whole number of bars after the open (9:30, on the half hour)."""
    width = _width(table) or 1
    seconds = (table["timestamp"].dt.tz_convert(NEW_YORK).dt.tz_localize(None)) - table["session"]
    after = seconds - pd.Timedelta(hours=9, minutes=30)
    return np.asarray(after % (width * MINUTE) == pd.Timedelta(0), dtype=bool)
