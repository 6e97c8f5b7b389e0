"""Daily bars: open, high, low and close of each session.

Prices are adjusted for splits and dividends, so that a return is one: ``ln(Cₜ / Cₜ₋₁)``. A session
without a bar is a row of NaN, never a missing row: windows count sessions. A bar whose high lies
below its low, or whose open or close lies outside them, keeps its close and loses the rest.

What looks wrong in a history of bars but may be true is told, never mended: a jump that looks like a
split nobody adjusted for, and opens that merely repeat the close before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from hedgerow.market.calendar import sessions
from hedgerow.market.cleaning import (
    days,
    lone_spikes,
    numbers,
    require,
    undated,
    without,
    without_contradictions,
)

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray

COLUMNS = ("date", "symbol", "adj_close")
ADJUSTED, QUOTED = ("adj_open", "adj_high", "adj_low"), ("open", "high", "low")
"""A bar's other prices: adjusted as the close is, or on the basis of the close that is not."""
ROUNDING = 1e-6
"""How far, relative to it, a price may leave its bar: files round to seven digits."""
SPLITS = (2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 50, 100)
"""Shares for one, or one for so many. Those of 3 for 2 and less look like days that shares do have."""
SPLIT_MISS = 0.06
"""Log return that a split leaves at most as the day's own."""
QUIET = 5.0
"""A day that moves more than so many times the usual day around it may be a split; a wild market's may not."""
REPEATED_OPENS = 0.2
"""Share of opens equal to the close before, from which on they are told."""
ALIKE, LEAST_OVERLAP = 0.99, 21
"""Correlation of returns, and sessions of overlap, that two histories of one symbol need to be joined."""


@dataclass(frozen=True, slots=True)
class Jump:
    """A one-day move that looks like a split nobody adjusted for."""

    date: date
    move: float
    """Simple return, decimal."""
    split: str
    """``2-for-1``, ``1-for-10``."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars by session, of one symbol (n,) or several side by side (n, m); NaN where there is none."""

    dates: pd.DatetimeIndex
    """Sessions (n,), ascending, none left out."""
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    symbol: str = ""
    set_aside: Mapping[str, int] = field(default_factory=dict)
    """Rows, or the prices of a bar other than its close, left out by reason."""

    @classmethod
    def from_rows(cls, rows: pd.DataFrame, symbol: str, as_of: date) -> Bars:
        """Bars of one symbol from rows of ``date, symbol, adj_close`` and, where there are any, the rest.

        The rest is ``adj_open, adj_high, adj_low``, or ``open, high, low, close`` of one other basis,
        which is carried over to the adjusted one. They reach from the first close to the last one up
        to ``as_of``; without a row there are none.

        Raises :class:`DataError` where a column is missing.
        """
        require(rows, COLUMNS, "prices lack")
        wanted = rows[rows["symbol"].astype(str) == symbol]
        table = pd.DataFrame(
            {
                "date": days(wanted, "date"),
                "close": numbers(wanted, "adj_close"),
                **_rest(wanted),
            }
        )
        table = table[~(table["date"] > pd.Timestamp(as_of))]
        table, counts = without(
            table,
            {
                **undated(table),
                "price missing or not positive": ~(
                    np.isfinite(table["close"]) & (table["close"] > 0)
                ),
            },
        )
        table, doubled = without_contradictions(table, ["date"], ["close", *QUOTED])
        table, impossible = _possible(table)
        table = table.set_index("date").sort_index()
        every = sessions()
        if len(table):
            every = every[(every >= table.index[0]) & (every <= table.index[-1])]
        else:
            every = every[:0]
        table = table.reindex(every)
        spikes = lone_spikes(table[["close"]])["close"]
        if spikes.any():
            counts["lone spikes"] = int(spikes.sum())
            table = table.mask(spikes)
        O, H, L, C = (_frozen(table[name]) for name in ("open", "high", "low", "close"))
        return cls(every, O, H, L, C, symbol, counts | doubled | impossible)

    def __len__(self) -> int:
        return len(self.dates)

    @property
    def returns(self) -> FloatArray:
        """Log returns from close to close, shape of ``close``; NaN first and on both sides of a gap."""
        r = np.full(self.close.shape, np.nan)
        r[1:] = np.diff(np.log(self.close), axis=0)
        return r

    @property
    def missing(self) -> int:
        """Sessions without a close."""
        return int(np.isnan(self.close).sum())

    @property
    def repeated_opens(self) -> float:
        """Share of opens that equal the close before: what a source writes that knows no opens."""
        with np.errstate(invalid="ignore"):
            gap = self.open[1:] / self.close[:-1] - 1
        known = np.isfinite(gap)
        return float(np.mean(np.abs(gap[known]) < ROUNDING)) if known.any() else float("nan")

    def until(self, day: date) -> Bars:
        """The bars up to the end of a session."""
        n = int(self.dates.searchsorted(pd.Timestamp(day), side="right"))
        return self.take(slice(None, n))

    def jumps(self) -> tuple[Jump, ...]:
        """One-day moves that look like splits nobody adjusted for, of a single symbol.

        Such a move lies within ``SPLIT_MISS`` of a usual ratio, is large beside the days around it,
        and stays: a lone slip comes back the next day and is no split.
        """
        r, found = self.returns, []
        for i in map(int, np.flatnonzero(np.abs(r) > np.log(SPLITS[0]) - SPLIT_MISS)):
            around = np.concatenate([r[max(0, i - 21) : i], r[i + 1 : i + 22]])
            usual = float(np.sqrt(np.nanmean(around**2))) if np.isfinite(around).any() else 0.0
            shares = min(SPLITS, key=lambda n: abs(abs(r[i]) - np.log(n)))
            miss = abs(abs(r[i]) - np.log(shares))
            if miss <= SPLIT_MISS and abs(r[i]) > QUIET * usual:
                split = f"{shares}-for-1" if r[i] < 0 else f"1-for-{shares}"
                found.append(Jump(self.dates[i].date(), float(np.expm1(r[i])), split))
        return tuple(found)

    def take(self, rows: slice) -> Bars:
        """Some of the sessions."""
        return replace(
            self,
            dates=self.dates[rows],
            open=self.open[rows],
            high=self.high[rows],
            low=self.low[rows],
            close=self.close[rows],
        )


def joined(recent: Bars, earlier: Bars, *, seam: Literal["first", "last"] = "first") -> Bars | None:
    """``recent`` with what ``earlier`` has before it, scaled to it at the first session of both, or at the last.

    Returns join without a seam, whatever the two histories call a price. None where fewer than
    ``LEAST_OVERLAP`` returns overlap, or those that do correlate by less than ``ALIKE``: then the two
    are not one thing, or nobody can tell.
    """
    both = recent.dates.intersection(earlier.dates)
    here, there = recent.dates.get_indexer(both), earlier.dates.get_indexer(both)
    x, y = recent.returns[here], earlier.returns[there]
    known = np.isfinite(x) & np.isfinite(y)
    if known.sum() < LEAST_OVERLAP or not np.corrcoef(x[known], y[known])[0, 1] >= ALIKE:
        return None
    priced = np.flatnonzero(np.isfinite(recent.close[here]) & np.isfinite(earlier.close[there]))
    at = priced[0 if seam == "first" else -1]
    scale = recent.close[here[at]] / earlier.close[there[at]]
    before = earlier.take(slice(None, there[at]))
    after = recent.take(slice(here[at], None))
    O, H, L, C = (
        _frozen(np.concatenate([scale * getattr(before, name), getattr(after, name)]))
        for name in ("open", "high", "low", "close")
    )
    counts = dict(recent.set_aside)
    for reason, n in earlier.set_aside.items():
        counts[reason] = counts.get(reason, 0) + n
    dates = pd.DatetimeIndex(before.dates.append(after.dates))
    return Bars(dates, O, H, L, C, recent.symbol, counts)


def _rest(rows: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """Open, high and low on the basis of the adjusted close."""
    adjusted = {name: numbers(rows, source) for name, source in zip(QUOTED, ADJUSTED, strict=True)}
    C = numbers(rows, "close")
    factor = (numbers(rows, "adj_close") / C).where(C > 0)
    return {name: adjusted[name].fillna(numbers(rows, name) * factor) for name in QUOTED}


def _possible(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Bars as they are possible, and how many lost all but their close."""
    O, H, L, C = (table[name].to_numpy(float) for name in ("open", "high", "low", "close"))
    given = np.isfinite(O) | np.isfinite(H) | np.isfinite(L)
    with np.errstate(invalid="ignore"):
        whole = (O > 0) & (H > 0) & (L > 0) & np.isfinite(O + H + L)
        upper, lower = H * (1 + ROUNDING), L * (1 - ROUNDING)
        ordered = lower <= H
        inside = ordered & (np.maximum(O, C) <= upper) & (np.minimum(O, C) >= lower)
    reasons = {
        "bar not whole, close kept": given & ~whole,
        "high below low, close kept": given & whole & ~ordered,
        "open or close outside low … high, close kept": given & whole & ordered & ~inside,
    }
    bad = ~(whole & inside)
    table = table.assign(
        open=np.where(bad, np.nan, O),
        high=np.where(bad, np.nan, np.maximum(H, np.maximum(O, C))),
        low=np.where(bad, np.nan, np.minimum(L, np.minimum(O, C))),
    )
    return table, {reason: n for reason, rows in reasons.items() if (n := int(rows.sum()))}


def _frozen(values: pd.Series[float] | FloatArray) -> FloatArray:
    """Numbers that nobody may change."""
    array = np.array(values, dtype=float)
    array.flags.writeable = False
    return array
