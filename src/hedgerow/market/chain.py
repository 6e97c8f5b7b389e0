"""An option chain: the quotes of one underlying on one session, cleaned, with its parity forward.

Put-call parity at one strike, ``C − P = D (F − K)``, gives the forward that the quotes themselves
imply. It is what options are priced off: evening and pre-open files print the cash close while
their quotes belong to the overnight session. The *parity spot* is the forward of the nearest
expiration brought back to today.

Exact for European options; for American ones the put's early-exercise value pulls the forward down
by a few basis points at the money.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from hedgerow.errors import DataError
from hedgerow.market.calendar import NEW_YORK, close_of, open_of, previous_session
from hedgerow.units import year_fraction

if TYPE_CHECKING:
    from hedgerow.typing import Right

COLUMNS = ("quote_date", "expiry", "strike", "type", "bid", "ask")
RIGHTS = {"C": "call", "CALL": "call", "P": "put", "PUT": "put"}
PARITY_STRIKES = 9
"""Strikes nearest to the money that vote on the forward; the median counts."""


@dataclass(frozen=True)
class OptionChain:
    """Two-sided quotes of one session.

    ``quotes`` has the columns expiration (date), strike, right, bid, ask, mid, root,
    open_interest (NaN where unknown), sorted by expiration, strike and right.
    """

    underlying: str
    quote_date: date
    stamp: datetime | None
    """When the quotes were taken, New York time; None where the file does not say."""
    quotes: pd.DataFrame
    set_aside: Mapping[str, int]
    """Quotes left out, by reason."""

    @classmethod
    def from_rows(cls, rows: pd.DataFrame, underlying: str) -> OptionChain:
        """A chain from rows with the published columns (see :data:`COLUMNS`).

        Quotes that are crossed, have no bid, no number, a strike that is not positive, have expired
        by the quote date or repeat one contract are counted and set aside.

        Raises :class:`DataError` where a column is missing or the file holds several dates.
        """
        missing = [c for c in COLUMNS if c not in rows.columns]
        if missing:
            msg = f"chain lacks the column {missing[0]!r}; needed are {', '.join(COLUMNS)}"
            raise DataError(msg)
        stamped = pd.to_datetime(rows["quote_date"], errors="coerce").dt.normalize()
        dates = set(stamped.dropna().dt.date)
        if len(dates) != 1:
            msg = f"chain of {underlying} holds {len(dates)} quote dates; give one session a file"
            raise DataError(msg)
        quote_date: date = dates.pop()
        table = pd.DataFrame(
            {
                "expiration": pd.to_datetime(rows["expiry"], errors="coerce").dt.normalize(),
                "strike": pd.to_numeric(rows["strike"], errors="coerce").astype(float),
                "right": rows["type"].astype(str).str.upper().map(RIGHTS),
                "bid": pd.to_numeric(rows["bid"], errors="coerce").astype(float),
                "ask": pd.to_numeric(rows["ask"], errors="coerce").astype(float),
                "root": rows["root"].fillna(underlying).astype(str)
                if "root" in rows
                else underlying,
                "open_interest": (
                    pd.to_numeric(rows["open_interest"], errors="coerce").astype(float)
                    if "open_interest" in rows
                    else np.nan
                ),
            }
        )
        table, set_aside = _cleaned(table, quote_date, undated=stamped.isna())
        stamp = None
        if "quote_stamp" in rows and len(rows) and isinstance(rows["quote_stamp"].iloc[0], str):
            stamp = parse_stamp(rows["quote_stamp"].iloc[0], quote_date)
        return cls(underlying, quote_date, stamp, table, set_aside)

    @property
    def session(self) -> date:
        """The session whose returns go with the quotes: the one before, if stamped pre-open."""
        if self.stamp is not None and self.stamp < open_of(self.quote_date):
            return previous_session(self.quote_date)
        return self.quote_date

    @property
    def age_hours(self) -> float | None:
        """Hours from the quotes to the close of their session; 0 once it has closed."""
        if self.stamp is None:
            return None
        return max(0.0, (close_of(self.quote_date) - self.stamp).total_seconds() / 3600)

    @cached_property
    def expirations(self) -> tuple[date, ...]:
        """Expirations after the quote date with two-sided quotes, ascending."""
        return tuple(sorted(d.date() for d in self.quotes["expiration"].unique()))

    def days(self, expiration: date) -> int:
        """Calendar days from the quote date."""
        return (expiration - self.quote_date).days

    def side(self, expiration: date, right: Right) -> pd.DataFrame:
        """Quotes of one expiration and right, by strike; of several roots the p.m. settled one."""
        quotes = self.quotes[self.quotes["expiration"] == pd.Timestamp(expiration)]
        roots = sorted(quotes["root"].unique())
        if len(roots) > 1:
            # SPXW beside SPX: the p.m. settled root trades to the close and has its whole last day
            longest = max(roots, key=len)
            quotes = quotes[quotes["root"] == longest]
        return quotes[quotes["right"] == right].sort_values("strike")

    def forward(self, expiration: date, rate: float) -> float:
        """Parity forward of one expiration; NaN where the quotes imply no positive one."""
        calls, puts = self.side(expiration, "call"), self.side(expiration, "put")
        pair = calls.merge(puts, on="strike", suffixes=("_call", "_put"))
        if pair.empty:
            return float("nan")
        growth = np.exp(rate * year_fraction(self.days(expiration)))
        gap = (pair["mid_call"] - pair["mid_put"]).to_numpy(float)
        F = pair["strike"].to_numpy(float) + growth * gap
        nearest = np.argsort(np.abs(gap), kind="stable")[:PARITY_STRIKES]
        forward = float(np.median(F[nearest]))
        return forward if forward > 0 else float("nan")

    def spot(self, rate: float, dividend_yield: float = 0.0) -> float:
        """Parity spot: the nearest expiration's forward, brought back to the quote date."""
        for expiration in self.expirations:
            F = self.forward(expiration, rate)
            if np.isfinite(F):
                T = year_fraction(self.days(expiration))
                return float(F * np.exp(-(rate - dividend_yield) * T))
        return float("nan")

    def listed(self, days: int, shortest: int, longest: int) -> date | None:
        """The expiration nearest to ``days`` among those ``shortest`` … ``longest`` days away."""
        window = [e for e in self.expirations if shortest <= self.days(e) <= longest]
        return min(window, key=lambda e: (abs(self.days(e) - days), e), default=None)


def parse_stamp(text: str, quote_date: date) -> datetime | None:
    """When a chain was downloaded, from its header line in any locale; None without a time.

    Month names come in the visitor's language, so only digits are read: the time of day, its
    offset, and whether the day of the month is the quote date's. A file downloaded on another day
    (a weekend, the next morning) holds the closing quotes of its session.

    >>> parse_stamp("Date: 23 de marzo de 2022, 10:11 GMT-4", date(2022, 3, 23)).isoformat()
    '2022-03-23T10:11:00-04:00'
    >>> parse_stamp("Date: February 5 2022, 8:26 PM EST", date(2022, 2, 4)).isoformat()
    '2022-02-04T16:00:00-05:00'
    """
    clock = re.search(r"(\d{1,2}):(\d{2})(?::\d{2})?\s*(?:([AaPp])\.?\s?[Mm]\.?)?", text)
    if clock is None:
        return None
    day_part = re.sub(r"\d{4}", " ", text[: clock.start()])
    iso = re.search(r"\d{4}-\d{2}-(\d{2})", text[: clock.start()])
    days = [int(iso[1])] if iso else [int(d) for d in re.findall(r"\b\d{1,2}\b", day_part)]
    if days and quote_date.day not in days:
        return close_of(quote_date)
    hour, minute = int(clock[1]), int(clock[2])
    if clock[3]:
        hour = hour % 12 + (12 if clock[3].lower() == "p" else 0)
    if hour > 23 or minute > 59:
        return None
    zone = re.match(r"\s*(?:GMT|UTC)?\s*([+\-−])(\d{1,2})(?::?(\d{2}))?", text[clock.end() :])
    at = datetime(
        quote_date.year, quote_date.month, quote_date.day, hour, minute, tzinfo=ZoneInfo("UTC")
    )
    if zone is None:
        return at.replace(tzinfo=NEW_YORK)
    offset = timedelta(hours=int(zone[2]), minutes=int(zone[3] or 0))
    return (at + (offset if zone[1] != "+" else -offset)).astimezone(NEW_YORK)


def _cleaned(
    table: pd.DataFrame, quote_date: date, undated: pd.Series[bool]
) -> tuple[pd.DataFrame, dict[str, int]]:
    with np.errstate(invalid="ignore"):
        numbers = np.isfinite(table[["strike", "bid", "ask"]].to_numpy(float)).all(axis=1)
        reasons = {
            "no quote date": undated,
            "no number": ~numbers | table["expiration"].isna() | table["right"].isna(),
            "negative": (table["bid"] < 0) | (table["ask"] <= 0) | (table["strike"] <= 0),
            "expired": table["expiration"] <= pd.Timestamp(quote_date),
            "no bid": table["bid"] == 0,
            "crossed": table["bid"] > table["ask"],
        }
    bad = np.zeros(len(table), dtype=bool)
    counts = {}
    for reason, rows in reasons.items():
        new = np.asarray(rows, bool) & ~bad
        counts[reason] = int(new.sum())
        bad |= new
    table = table[~bad]
    key = ["expiration", "root", "strike", "right"]
    repeated = table.duplicated(key, keep="first")
    counts["repeated"] = int(repeated.sum())
    table = table[~repeated].sort_values(key, ignore_index=True)
    table["mid"] = (table["bid"] + table["ask"]) / 2
    return table, {reason: n for reason, n in counts.items() if n}
