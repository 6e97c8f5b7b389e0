"""Daily prices: adjusted closes for returns, unadjusted closes for sizing.

An *adjusted* close is scaled for every later split and dividend: right for returns, wrong as a
price that was ever paid. The *unadjusted* close is what strikes and share counts go with. Sources
differ in what they keep: ``as_traded`` (nothing adjusted), ``split_adjusted`` (splits up to the day
the source was saved) or only the adjusted close. :meth:`Prices.spot` says which it found and how
far it can be trusted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hedgerow.market import bars
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
from hedgerow.units import SESSIONS_PER_YEAR

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray

COLUMNS = ("date", "symbol", "adj_close")
OPTIONAL_COLUMNS = ("close", "close_basis", *bars.ADJUSTED, *bars.QUOTED)

BASES = ("as_traded", "split_adjusted", "index")

NO_SPLIT = (0.75, 1.25)
"""Adjusted price over the one carried from the last close: outside, a split lies in between."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A price for one share as of a session."""

    symbol: str
    price: float
    """US dollars; NaN where the data cannot say."""
    date: date
    """Session of the close."""
    basis: str
    """``as_traded``, ``split_adjusted``, ``adjusted``, ``index`` or ``given``."""
    doubt: str | None = None
    """Why the price may not be the traded one; None where it is."""

    @property
    def known(self) -> bool:
        """Whether there is a price at all."""
        return bool(np.isfinite(self.price))


class Anchor(NamedTuple):
    """An unadjusted close of the past, to hold a later price against."""

    date: date
    close: float
    adjusted: float
    basis: str
    """``as_traded`` or ``split_adjusted``."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Closes by session (rows) and symbol (columns), up to ``as_of``.

    Gaps are NaN; a return over a gap is NaN on both sides of it, never spread over the gap.
    """

    as_of: date
    adjusted: pd.DataFrame
    """Adjusted closes in US dollars: index sessions, columns symbols."""
    unadjusted: pd.DataFrame
    """Closes not adjusted for dividends, same shape; NaN where the source has none."""
    basis: pd.DataFrame
    """Basis of ``unadjusted``, same shape; None where there is none."""
    anchors: Mapping[str, Sequence[Anchor]]
    """Each symbol's last unadjusted close of each basis."""
    set_aside: Mapping[str, int]
    """Rows left out, by reason."""

    @classmethod
    def from_rows(
        cls,
        rows: pd.DataFrame,
        as_of: date,
        anchors: Mapping[str, Sequence[Anchor]] | None = None,
    ) -> Prices:
        """Prices from rows of ``date, symbol, adj_close [, close, close_basis]``.

        Rows that are not a session, contradict another, are a lone spike, or whose adjusted close is
        missing, infinite or not positive are counted and set aside. ``anchors`` may reach further
        back than ``rows``; without it, it is read off ``rows``.

        Raises :class:`DataError` where a column is missing.
        """
        require(rows, COLUMNS, "prices lack")
        table = pd.DataFrame(
            {
                "date": days(rows, "date"),
                "symbol": rows["symbol"].astype(str),
                "adj_close": numbers(rows, "adj_close"),
                "close": numbers(rows, "close"),
                "close_basis": _texts(rows, "close_basis"),
            }
        )
        table = table[~(table["date"] > pd.Timestamp(as_of))]
        table, set_aside = _cleaned(table)
        if anchors is None:
            anchors = _anchors(table)
        index = _session_index(table["date"], as_of)

        def wide(column: str) -> pd.DataFrame:
            pivoted = table.pivot(index="date", columns="symbol", values=column)  # noqa: PD010
            return pivoted.reindex(index)

        adjusted = wide("adj_close")
        spikes = lone_spikes(adjusted)
        if spikes.to_numpy().any():
            set_aside["lone spikes"] = int(spikes.to_numpy().sum())
            adjusted = adjusted.mask(spikes)
        return cls(as_of, adjusted, wide("close"), wide("close_basis"), anchors, set_aside)

    @property
    def dates(self) -> pd.DatetimeIndex:
        """Sessions, ascending."""
        return pd.DatetimeIndex(self.adjusted.index)

    def __contains__(self, symbol: object) -> bool:
        return symbol in self.adjusted.columns and bool(self.adjusted[symbol].notna().any())

    def returns(self, symbol: str, window: int) -> FloatArray:
        """Simple total returns over the last ``window`` sessions, oldest first; NaN over gaps."""
        closes = (
            self.adjusted[symbol].to_numpy(float)
            if symbol in self.adjusted.columns
            else np.full(len(self.adjusted), np.nan)
        )[-(window + 1) :]
        with np.errstate(invalid="ignore"):
            change = closes[1:] / closes[:-1] - 1.0
        return np.concatenate([np.full(window - len(change), np.nan), change])

    def still_run(self, symbol: str) -> int:
        """Longest run of equal closes: a feed that stood still, or a price that is fixed."""
        if symbol not in self:
            return 0
        closes = self.adjusted[symbol].dropna()
        return int(closes.groupby((closes != closes.shift()).cumsum()).size().max())

    def last_date(self, symbol: str, on: date | None = None) -> date | None:
        """Session of the symbol's last close up to ``on`` (``as_of`` by default), if any."""
        if symbol not in self:
            return None
        closes = self.adjusted.loc[: pd.Timestamp(on or self.as_of), symbol].dropna()
        return None if closes.empty else closes.index[-1].date()

    def spot(self, symbol: str, on: date | None = None) -> Spot:
        """The unadjusted price of the last close up to ``on``, with what is doubtful about it.

        ``as_traded`` closes and index levels are taken as they are. Any other price is held against
        an earlier unadjusted close carried forward by adjusted returns: where they agree no split
        lies between them; where they do not the price is NaN, because the data do not say on which
        side of it the split fell. Only rows up to ``as_of`` are used.
        """
        day = self.last_date(symbol, on)
        if day is None:
            return Spot(symbol, np.nan, on or self.as_of, "none", f"{symbol}: no price in the data")
        at = pd.Timestamp(day)
        adjusted, close = (
            float(table[symbol].loc[at]) for table in (self.adjusted, self.unadjusted)
        )
        basis = str(self.basis[symbol].loc[at]) if np.isfinite(close) else "adjusted"
        price = adjusted if basis == "adjusted" else close
        if basis in {"as_traded", "index"}:
            return Spot(symbol, price, day, basis)
        anchor = self._anchor(symbol, day, basis)
        if anchor is not None:
            carried = anchor.close * adjusted / anchor.adjusted
            if not _same_basis(price / carried, anchor, day, basis):
                doubt = (
                    f"{symbol}: a split is known after {anchor.date} (the {basis.replace('_', '-')} "
                    f"price {price:.2f} against {carried:.2f} carried from that day's close) but not "
                    f"on which side of {day}"
                )
                return Spot(symbol, np.nan, day, basis, doubt)
            if basis == "split_adjusted":
                return Spot(symbol, price, day, basis)
        doubt = {
            "split_adjusted": f"{symbol}: split-adjusted close {price:.2f}, right if no split followed",
            "adjusted": f"{symbol}: only an adjusted close ({price:.2f}), which later splits and dividends "
            "have moved from the price that was traded",
        }[basis]
        return Spot(symbol, price, day, basis, doubt)

    def _anchor(self, symbol: str, day: date, basis: str) -> Anchor | None:
        """What a price of ``basis`` is held against: as traded, or for adjusted ones the latest."""
        earlier = [
            a
            for a in self.anchors.get(symbol, ())
            if a.date < day and (basis == "adjusted" or a.basis == "as_traded")
        ]
        return max(earlier, key=lambda a: a.date, default=None)

    def dividend_yield(self, symbol: str) -> float | None:
        """Trailing-year yield: the gap between adjusted and unadjusted log returns.

        Days on which the two differ by more than 20 % are splits or changes of basis and left out.
        None where more than a twentieth of the year has no unadjusted close, 0 for an index.
        """
        if symbol not in self or symbol not in self.unadjusted.columns:
            return None
        last = self.adjusted[symbol].last_valid_index()
        A = self.adjusted.loc[:last, symbol].to_numpy(float)[-(SESSIONS_PER_YEAR + 1) :]
        C = self.unadjusted.loc[:last, symbol].to_numpy(float)[-(SESSIONS_PER_YEAR + 1) :]
        if len(A) <= SESSIONS_PER_YEAR:
            return None
        gap = np.diff(np.log(A)) - np.diff(np.log(C))
        known = np.isfinite(gap)
        if known.mean() < 0.95:
            return None
        return float(gap[known & (np.abs(gap) < 0.2)].sum())


def _same_basis(ratio: float, anchor: Anchor, day: date, basis: str) -> bool:
    """Whether a price over the one carried from an earlier close leaves room for dividends alone.

    Between two unadjusted closes that is at most 8 % a year; an adjusted price lacks the dividends
    of years to come as well.
    """
    low, high = NO_SPLIT
    if basis == "split_adjusted":
        years = (day - anchor.date).days / 365
        low, high = 0.98 * np.exp(-0.08 * years), 1.05
    return bool(low <= ratio <= high)


def _texts(rows: pd.DataFrame, column: str) -> pd.Series[str]:
    if column not in rows.columns:
        return pd.Series(None, index=rows.index, dtype=object)
    texts = rows[column].astype(object)
    return texts.where(texts.notna(), None)


def _cleaned(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Sound rows, and how many were set aside for which reason."""
    priced = np.isfinite(table["adj_close"]) & (table["adj_close"] > 0)
    table, counts = without(
        table,
        {
            **undated(table),
            "price missing or not positive": ~priced,
        },
    )
    table, doubled = without_contradictions(table, ["date", "symbol"], ["adj_close", "close"])
    table = table.copy()
    table.loc[~(table["close"] > 0), "close"] = np.nan
    # a close whose basis nobody states is taken for what vendors mostly serve
    unknown = table["close"].notna() & ~table["close_basis"].isin(BASES)
    table.loc[unknown, "close_basis"] = "split_adjusted"
    return table, counts | doubled


def _anchors(table: pd.DataFrame) -> dict[str, list[Anchor]]:
    known = table[table["close"].notna()].sort_values("date")
    known = known[known["close_basis"].isin(["as_traded", "split_adjusted"])]
    found: dict[str, list[Anchor]] = {}
    for row in known.groupby(["symbol", "close_basis"]).tail(1).to_dict("records"):
        anchor = Anchor(row["date"].date(), row["close"], row["adj_close"], row["close_basis"])
        found.setdefault(row["symbol"], []).append(anchor)
    return found


def _session_index(dates: pd.Series[pd.Timestamp], as_of: date) -> pd.DatetimeIndex:
    every = sessions()
    if dates.empty:
        return every[:0]
    return every[(every >= dates.min()) & (every <= pd.Timestamp(as_of))]
