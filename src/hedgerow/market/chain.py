"""An option chain: the quotes of one underlying on one session, cleaned, with its parity forward.

Put-call parity at one strike, ``C − P = D (F − K)``, gives the forward that the quotes themselves
imply. It is what options are priced off: evening and pre-open files print the cash close while
their quotes belong to the overnight session. The *parity spot* is the forward of the nearest
expiration brought back to today.

American options are read as such (see :mod:`~hedgerow.market.parity`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from hedgerow.errors import DataError
from hedgerow.market.calendar import (
    NEW_YORK,
    close_of,
    next_session,
    open_of,
    previous_session,
)
from hedgerow.market.cleaning import days, numbers, require, without, without_contradictions
from hedgerow.market.instruments import instrument
from hedgerow.market.parity import Pairs
from hedgerow.units import year_fraction

if TYPE_CHECKING:
    from hedgerow.typing import Exercise, Right

COLUMNS = ("quote_date", "expiry", "strike", "type", "bid", "ask")
OPTIONAL_COLUMNS = ("root", "open_interest", "quote_stamp", "underlying")
RIGHTS = {"C": "call", "CALL": "call", "P": "put", "PUT": "put"}
WEEK = timedelta(days=7)
US_ZONES = {"C": "America/Chicago", "M": "America/Denver", "P": "America/Los_Angeles"}


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

        Quotes that are crossed, have no bid, no number, no positive price or strike, have expired by
        the quote date, repeat or contradict another are counted and set aside.

        Raises :class:`DataError` where a column is missing or the file holds several dates.
        """
        require(rows, COLUMNS, "chain lacks")
        stamped = days(rows, "quote_date")
        dates = set(stamped.dropna().dt.date)
        if len(dates) != 1:
            msg = f"chain of {underlying} holds {len(dates)} quote dates; give one session a file"
            raise DataError(msg)
        quote_date: date = dates.pop()
        table = pd.DataFrame(
            {
                "expiration": days(rows, "expiry"),
                "strike": numbers(rows, "strike"),
                "right": rows["type"].astype(str).str.upper().map(RIGHTS),
                "bid": numbers(rows, "bid"),
                "ask": numbers(rows, "ask"),
                "root": rows["root"].fillna(underlying).astype(str)
                if "root" in rows
                else underlying,
                "open_interest": numbers(rows, "open_interest"),
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
        return previous_session(self.quote_date) if self.pre_open else self.quote_date

    @property
    def pre_open(self) -> bool:
        """Whether the quotes were taken before their session opened."""
        return self.stamp is not None and self.stamp < open_of(self.quote_date)

    @property
    def late(self) -> bool:
        """Whether the quotes were taken after the next session had opened."""
        return self.stamp is not None and self.stamp >= open_of(next_session(self.quote_date))

    @property
    def age_hours(self) -> float | None:
        """Hours from the quotes to the close of their session; negative after it."""
        if self.stamp is None:
            return None
        return (close_of(self.quote_date) - self.stamp).total_seconds() / 3600

    @cached_property
    def expirations(self) -> tuple[date, ...]:
        """Expirations after the quote date with two-sided quotes, ascending."""
        return tuple(sorted(d.date() for d in self.quotes["expiration"].unique()))

    def days(self, expiration: date) -> int:
        """Calendar days from the quote date."""
        return (expiration - self.quote_date).days

    def side(self, expiration: date, right: Right) -> pd.DataFrame:
        """Quotes of one expiration and right, by strike, of one root."""
        quotes = self.quotes[self.quotes["expiration"] == pd.Timestamp(expiration)]
        quotes = quotes[quotes["root"] == self.root(expiration)]
        return quotes[quotes["right"] == right].sort_values("strike")

    def root(self, expiration: date) -> str:
        """Root of the options used: the p.m. settled one, else the underlying's, else the fullest.

        SPXW beside SPX trades to the close of its last day; other roots (SPY7, 2SPY) are options on
        an adjusted deliverable.
        """
        roots = self.quotes.loc[self.quotes["expiration"] == pd.Timestamp(expiration), "root"]
        counts = roots.value_counts().sort_index()
        for preferred in instrument(self.underlying).roots:
            if preferred in counts.index:
                return preferred
        return str(counts.idxmax()) if len(counts) else self.underlying

    def forward(
        self,
        expiration: date,
        rate: float,
        *,
        spot: float | None = None,
        exercise: Exercise | None = None,
    ) -> float:
        """Parity forward of one expiration; NaN where the quotes imply no positive one.

        ``spot``, which early exercise depends on, is the parity spot unless it is known better; ``exercise`` is
        as the options are listed unless they are to be read otherwise.
        """
        read_as = exercise or instrument(self.underlying).exercise
        asked = expiration, rate, spot, read_as
        if asked not in self._forwards:
            pairs, T = self._pairs(expiration), year_fraction(self.days(expiration))
            self._forwards[asked] = (
                pairs.forward(T, rate)
                if read_as == "european"
                else pairs.american_forward(self.spot(rate) if spot is None else spot, T, rate)
            )
        return self._forwards[asked]

    @cached_property
    def _forwards(self) -> dict[tuple[date, float, float | None, Exercise], float]:
        """What parity has said already: every row of a strike table asks again."""
        return {}

    def spot(self, rate: float, dividend_yield: float = 0.0) -> float:
        """Parity spot: the nearest expiration's forward, brought back to the quote date."""
        for expiration in self.expirations:
            pairs, T = self._pairs(expiration), year_fraction(self.days(expiration))
            back = np.exp(-(rate - dividend_yield) * T)
            spot = pairs.forward(T, rate) * back
            if np.isfinite(spot) and instrument(self.underlying).exercise == "american":
                spot = pairs.american_forward(spot, T, rate) * back
            if np.isfinite(spot):
                return float(spot)
        return float("nan")

    def _pairs(self, expiration: date) -> Pairs:
        calls, puts = self.side(expiration, "call"), self.side(expiration, "put")
        pair = calls.merge(puts, on="strike", suffixes=("_call", "_put"))
        width = pair["ask_call"] - pair["bid_call"] + pair["ask_put"] - pair["bid_put"]
        columns = (pair["strike"], pair["mid_call"], pair["mid_put"], width)
        return Pairs(*(column.to_numpy(float) for column in columns))

    def listed(self, days: int, shortest: int, longest: int) -> date | None:
        """The expiration nearest to ``days`` among those ``shortest`` … ``longest`` days away."""
        window = [e for e in self.expirations if shortest <= self.days(e) <= longest]
        return min(window, key=lambda e: (abs(self.days(e) - days), e), default=None)


def parse_stamp(text: str, quote_date: date) -> datetime | None:
    """When a chain was downloaded, from its header line in any locale; None where that is unclear.

    Month names come in the visitor's language, so only digits are read: the time of day, its zone,
    and the day of the month, which is looked for in the week from the quote date on.

    >>> parse_stamp("Date: 23 de marzo de 2022, 10:11 GMT-4", date(2022, 3, 23)).isoformat()
    '2022-03-23T10:11:00-04:00'
    >>> parse_stamp("Date: February 5 2022, 8:26 PM EST", date(2022, 2, 4)).isoformat()
    '2022-02-05T20:26:00-05:00'
    """
    clock = re.search(r"(\d{1,2}):(\d{2})(?::\d{2})?\s*(?:([AaPp])\.?\s?[Mm]\.?)?", text)
    if clock is None:
        return None
    hour, minute = int(clock[1]), int(clock[2])
    if clock[3]:
        hour = hour % 12 + (12 if clock[3].lower() == "p" else 0)
    day = _stamped_day(text[: clock.start()], quote_date)
    if day is None or hour > 23 or minute > 59:
        return None
    zone = _zone(text[clock.end() :])
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(NEW_YORK)


def _stamped_day(text: str, quote_date: date) -> date | None:
    """The day that a header names, within a week of the quote date; that date where it names none."""
    week = [quote_date + timedelta(days=n) for n in range(WEEK.days)]
    iso = re.search(r"(\d{4}-\d{2}-\d{2})", text)
    if iso:
        return next((day for day in week if day.isoformat() == iso[1]), None)
    named = {int(digits) for digits in re.findall(r"(?<!\d)\d{1,2}(?!\d)", text)}  # also in 3月23日
    return next((day for day in week if day.day in named), None) if named else quote_date


def _zone(text: str) -> tzinfo:
    """The zone after a clock time: an offset, UTC, a US zone, else New York."""
    offset = re.match(r"\s*(?:GMT|UTC)?\s*([+\-−])(\d{1,2})(?::?(\d{2}))?", text)
    if offset:
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(ahead if offset[1] == "+" else -ahead)
    if re.match(r"\s*(?:GMT|UTC|Z)\b", text):
        return UTC
    us = re.match(r"\s*([CMP])[SD]?T\b", text)
    return ZoneInfo(US_ZONES[us[1]]) if us else NEW_YORK


def _cleaned(
    table: pd.DataFrame, quote_date: date, undated: pd.Series[bool]
) -> tuple[pd.DataFrame, dict[str, int]]:
    finite = np.isfinite(table[["strike", "bid", "ask"]].to_numpy(float)).all(axis=1)
    table, counts = without(
        table,
        {
            "no quote date": undated,
            "no number": ~finite | table["expiration"].isna() | table["right"].isna(),
            "no price": (table["bid"] < 0) | (table["ask"] <= 0) | (table["strike"] <= 0),
            "expired": table["expiration"] <= pd.Timestamp(quote_date),
            "no bid": table["bid"] == 0,
            "crossed": table["bid"] > table["ask"],
        },
    )
    key = ["expiration", "root", "strike", "right"]
    table, doubled = without_contradictions(table, key, ["bid", "ask"])
    table = table.sort_values(key, ignore_index=True)
    table["mid"] = (table["bid"] + table["ask"]) / 2
    return table, counts | doubled
