"""Quotes of a chain as arrays, sorted by settlement, strike and right, with what each expiration settles on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.market.calendar import NEW_YORK
from hedgerow.market.cleaning import CONTRADICTING, REPEATED
from hedgerow.market.instruments import Instrument
from hedgerow.market.quote_rows import coded, days, numbers, unique
from hedgerow.market.series import Rows, series
from hedgerow.market.settlement import (
    AM_ROOTS,
    Minutes,
    Settlement,
    expiry_years,
    settlement,
    settlement_minutes,
)
from hedgerow.typing import BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

RIGHTS = {"C": 1, "CALL": 1, "P": 0, "PUT": 0}
UNKNOWN = -1
LARGEST = 1e12
"""A price or strike above it is none."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One expiration of one root: SPX and SPXW of a date are two."""

    expiration: date
    """As in the option's symbol."""
    root: str
    settles_at: datetime
    """When the settlement value is taken, New York time."""
    expiry: float
    """Years from the quotes to then, by minutes; positive."""
    settlement: Settlement


@dataclass(frozen=True, slots=True)
class QuoteColumns:
    """Quotes, arrays of one length, sorted by listing, strike and right, the call first."""

    listing: IntArray
    """Place in the chain's ``listings``."""
    strike: FloatArray
    is_call: BoolArray
    bid: FloatArray
    ask: FloatArray
    open_interest: FloatArray
    """Contracts; NaN where unknown."""
    volume: FloatArray
    """Contracts of the day; NaN where unknown."""

    def __len__(self) -> int:
        return len(self.strike)

    @property
    def mid(self) -> FloatArray:
        """Middle of bid and ask."""
        return self.bid + (self.ask - self.bid) / 2

    @property
    def width(self) -> FloatArray:
        """Ask less bid; zero or more."""
        return self.ask - self.bid

    def of(self, listing: int) -> slice:
        """Where the quotes of one listing stand."""
        return slice(*np.searchsorted(self.listing, [listing, listing + 1]).tolist())

    def pairs(self) -> IntArray:
        """Rows of calls whose put at the same strike is quoted too: it stands in the next row."""
        same = (self.listing[1:] == self.listing[:-1]) & (self.strike[1:] == self.strike[:-1])
        return np.flatnonzero(same)

    def take(self, rows: BoolArray | IntArray | slice) -> QuoteColumns:
        """Some of the rows, in order."""
        return QuoteColumns(*(getattr(self, column.name)[rows] for column in fields(self)))

    def within(self, listings: IntArray) -> QuoteColumns:
        """The rows of these listings (places, ascending), which become 0, 1 and so on."""
        if not len(listings):
            return self.take(slice(0))
        place = np.searchsorted(listings, self.listing)
        known = listings[np.minimum(place, len(listings) - 1)] == self.listing
        return replace(self.take(known), listing=place[known])


@dataclass(frozen=True, slots=True)
class Columns:
    """What was read: quotes, their listings, and what was left out."""

    quotes: QuoteColumns
    """Two-sided."""
    unbid: QuoteColumns
    """Listed contracts that nobody bids for, of the same listings; counted in ``set_aside``."""
    listings: tuple[Listing, ...]
    set_aside: Mapping[str, int]


def read_columns(
    rows: pd.DataFrame, use: Instrument, quoted_at: datetime, *, undated: BoolArray
) -> Columns:
    """The quotes in rows of one session, cleaned.

    A row counts under the first reason that applies: without a quote date (``undated``), number, price or
    calendar; settled by ``quoted_at``; without a bid, crossed; of a second series that cannot be told from the first;
    repeated or contradicting another.
    """
    strike, bid, ask = (numbers(rows, name) for name in ("strike", "bid", "ask"))
    right = _rights(rows["type"])
    expiration = days(rows, "expiry")
    code, labels = coded(rows["root"]) if "root" in rows else (np.full(len(rows), -1), [])
    finite = np.isfinite(strike) & np.isfinite(bid) & np.isfinite(ask)
    priced = finite & (bid > 0) & (ask >= bid) & (strike > 0)
    mid = np.where(priced, bid, np.nan) / 2 + np.where(priced, ask, np.nan) / 2
    copy = numbers(rows, "copy")
    told = series(use, code, labels, Rows(expiration, strike, right == 1, mid, copy))
    place, found = _listings(expiration, told.code, told.roots)
    settled = found.settles_at[place]
    keep, counts = _kept(
        {
            "no quote date": undated,
            "no number": ~finite | np.isnat(expiration) | (right == UNKNOWN),
            "no price": (bid < 0)
            | (ask <= 0)
            | (strike <= 0)
            | (np.maximum(np.maximum(bid, ask), strike) > LARGEST),
            "expiration outside 1990 … 2040": np.isnat(settled),
            "expired": settled <= _utc(quoted_at),
            "no bid": bid == 0,
            "crossed": bid > ask,
            "of a second series not told from the first": told.doubtful,
        }
    )
    every = QuoteColumns(
        place,
        strike,
        right == 1,
        bid,
        ask,
        numbers(rows, "open_interest"),
        numbers(rows, "volume"),
    )
    quotes, doubled = _one_each(_sorted(every.take(keep)))
    used, listing = unique(quotes.listing)
    listings = tuple(found.listing(i, told.roots, quoted_at) for i in used.tolist())
    told_apart = ~undated & (right != UNKNOWN) & ~told.doubtful & (settled > _utc(quoted_at))
    listed = finite & (bid == 0) & (ask >= 0) & (strike > 0) & (np.maximum(ask, strike) <= LARGEST)
    unbid = _unbid(every.take(listed & told_apart)).within(used)
    return Columns(replace(quotes, listing=listing), unbid, listings, counts | doubled)


@dataclass(frozen=True, slots=True)
class _Found:
    """Every pair of expiration and root in the rows, by settlement; the last entry is unknown."""

    expiration: NDArray[np.datetime64]
    root: IntArray
    settles_at: Minutes

    def listing(self, i: int, roots: tuple[str, ...], quoted_at: datetime) -> Listing:
        root = roots[int(self.root[i])]
        moment = self.settles_at[i].item().replace(tzinfo=UTC).astimezone(NEW_YORK)
        years = expiry_years(quoted_at, moment)
        return Listing(self.expiration[i].item(), root, moment, years, settlement(root))


def _listings(
    expiration: NDArray[np.datetime64], root: IntArray, roots: tuple[str, ...]
) -> tuple[IntArray, _Found]:
    """Place of each row among the listings, which are in order of settlement, then root."""
    alphabetical = np.argsort(np.argsort(roots))
    key = expiration.astype(np.int64) * len(roots) + alphabetical[root]
    keys, inverse = unique(np.where(np.isnat(expiration), np.iinfo(np.int64).max, key))
    back = np.argsort(roots)
    day = (keys // len(roots)).astype("datetime64[D]")
    code = back[keys % len(roots)]
    am = np.array([name in AM_ROOTS for name in roots])[code]
    moment = settlement_minutes(day, am)
    order = np.lexsort((keys, moment))  # NaT last
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place[inverse], _Found(day[order], code[order], moment[order])


def _rights(held: pd.Series[str]) -> IntArray:
    codes, values = coded(held)
    known = [RIGHTS.get(str(value).strip().upper(), UNKNOWN) for value in values]
    return np.array([*known, UNKNOWN])[codes]


def _kept(reasons: Mapping[str, BoolArray]) -> tuple[BoolArray, dict[str, int]]:
    """Rows to which no reason applies, and how many there are of each; a row counts under the first."""
    aside = np.zeros_like(next(iter(reasons.values())))
    counts = {}
    for reason, bad in reasons.items():
        counts[reason] = int(np.count_nonzero(bad & ~aside))
        aside |= bad
    return ~aside, {reason: n for reason, n in counts.items() if n}


def _sorted(quotes: QuoteColumns) -> QuoteColumns:
    """By listing, strike and right; those of one contract by price, the larger open interest first."""
    if len(quotes) < 2:
        return quotes
    L, K, puts = quotes.listing, quotes.strike, ~quotes.is_call
    rises = (K[1:] > K[:-1]) | ((K[1:] == K[:-1]) & puts[1:] & ~puts[:-1])
    if ((L[1:] > L[:-1]) | ((L[1:] == L[:-1]) & rises)).all():
        return quotes
    return quotes.take(np.lexsort((-quotes.open_interest, quotes.ask, quotes.bid, puts, K, L)))


def _one_each(quotes: QuoteColumns) -> tuple[QuoteColumns, dict[str, int]]:
    """One quote a contract: equal ones merge, those that contradict each other are all set aside."""
    again = _as_before(quotes)
    if not again.any():
        return quotes, {}
    equal = again & _as_before(quotes, "bid") & _as_before(quotes, "ask")
    merged = quotes.take(~equal)
    again = _as_before(merged)
    contradicting = again | np.append(again[1:], False)
    counts = {REPEATED: int(equal.sum()), CONTRADICTING: int(contradicting.sum())}
    return merged.take(~contradicting), {reason: n for reason, n in counts.items() if n}


def _unbid(contracts: QuoteColumns) -> QuoteColumns:
    """One row a contract."""
    ordered = _sorted(contracts)
    return ordered.take(~_as_before(ordered))


def _as_before(quotes: QuoteColumns, *names: str) -> BoolArray:
    """Whether each row has the same contract (or the same columns named) as the row before."""
    same = np.zeros(len(quotes), bool)
    if len(same):
        columns = [getattr(quotes, name) for name in names or ("listing", "strike", "is_call")]
        same[1:] = np.logical_and.reduce([column[1:] == column[:-1] for column in columns])
    return same


def _utc(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "m")
