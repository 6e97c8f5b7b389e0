"""An option chain: the quotes of one underlying on one session, cleaned, with what each expiration settles on.

Put-call parity at one strike, ``C − P = D (F − K)``, gives the forward that the quotes themselves
imply. It is what options are priced off: evening and pre-open files print the cash close while
their quotes belong to the overnight session. The *parity spot* is the forward of the nearest
expiration brought back to today.

A :class:`~hedgerow.market.quote_columns.Listing` is one expiration of one root and counts its time in minutes from
``quoted_at``; :func:`~hedgerow.market.forwards.forwards` gives the forward and the discount of each. What hedges a book is
counted in calendar days from the quote date: :attr:`OptionChain.expirations`, :meth:`~OptionChain.days`,
:meth:`~OptionChain.forward` and :meth:`~OptionChain.spot` are of the expirations after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import DataError
from hedgerow.market.calendar import (
    FIRST,
    LAST,
    close_of,
    is_session,
    next_session,
    open_of,
    previous_session,
    session_on_or_before,
)
from hedgerow.market.cleaning import require
from hedgerow.market.instruments import instrument
from hedgerow.market.parity import Pairs
from hedgerow.market.quote_columns import LARGEST, Listing, QuoteColumns, read_columns
from hedgerow.market.quote_rows import coded, days, numbers, unique
from hedgerow.market.quote_stamp import parse_stamp
from hedgerow.market.settlement import trading_close
from hedgerow.typing import BoolArray
from hedgerow.units import year_fraction

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hedgerow.typing import Exercise, Right

COLUMNS = ("quote_date", "expiry", "strike", "type", "bid", "ask")
OPTIONAL_COLUMNS = (
    *("root", "copy", "open_interest", "volume", "quote_stamp", "underlying", "underlying_price"),
)
OVERNIGHT = frozenset({"SPX", "XSP", "VIX"})
"""Underlyings whose options trade before the open too (Cboe's global trading hours)."""
NIGHT_OPENS, EARLY_OPENS = time(20, 15), time(3)
NIGHTS_SINCE = date(2021, 11, 21)
"""Sunday from which they open the evening before; until then in the small hours."""


@dataclass(frozen=True)
class OptionChain:
    """Two-sided quotes of one session."""

    underlying: str
    quote_date: date
    stamp: datetime | None
    """When the quotes were downloaded, New York time; None where the file does not say."""
    quoted_at: datetime
    """When they were quoted, New York time: at the stamp, or at the last close of trading before it."""
    columns: QuoteColumns
    """Two-sided quotes, by listing, strike and right."""
    unbid: QuoteColumns
    """Contracts of these listings that nobody bids for; each is counted in ``set_aside`` too. A contract can stand both
    here and in ``columns`` where a file repeats it."""
    listings: tuple[Listing, ...]
    """Expirations with quotes, each root by itself, in order of settlement."""
    set_aside: Mapping[str, int]
    """Quotes left out, by reason."""
    rows_read: int
    """Quotes kept and set aside."""
    underlying_price: float
    """As the file prints it; NaN where it does not."""

    @classmethod
    def from_rows(
        cls, rows: pd.DataFrame, underlying: str, *, session: date | None = None
    ) -> OptionChain:
        """A chain from rows with the published columns (see :data:`COLUMNS`).

        Of a file with several quote dates ``session`` names one. Quotes that are crossed, have no bid, no number, no
        positive price or strike, have settled by the time of the quotes, repeat or contradict another are counted
        and set aside.

        Raises :class:`DataError` where a column is missing or the file holds several dates, or another.
        """
        require(rows, COLUMNS, "chain lacks")
        if not rows.columns.is_unique:
            twice = rows.columns[rows.columns.duplicated()][0]
            msg = f"chain of {underlying} has the column {twice!r} twice; give it each column once"
            raise DataError(msg)
        dates = days(rows, "quote_date")
        quote_date = _quote_date(dates, underlying, session)
        here = dates == np.datetime64(quote_date)
        undated = np.isnat(dates)
        if not (here | undated).all():  # a panel
            rows, undated = rows[here], undated[here]
        stamp = _stamp(rows, quote_date)
        quoted_at = _quoted_at(underlying, quote_date, stamp)
        read = read_columns(rows, instrument(underlying), quoted_at, undated=undated)
        price = numbers(rows, "underlying_price")
        price = price[(price > 0) & (price <= LARGEST)]
        return cls(
            underlying,
            quote_date,
            stamp,
            quoted_at,
            read.quotes,
            read.unbid,
            read.listings,
            read.set_aside,
            len(rows),
            float(np.median(price)) if price.size else float("nan"),
        )

    def only(self, keep: BoolArray, reasons: Mapping[str, int]) -> OptionChain:
        """The chain with the rows of ``columns`` to ``keep``; why the others are left out, counted."""
        columns = self.columns.take(keep)
        used, listing = unique(columns.listing)
        return replace(
            self,
            columns=replace(columns, listing=listing),
            unbid=self.unbid.within(used),
            listings=tuple(self.listings[i] for i in used.tolist()),
            set_aside={**self.set_aside, **{reason: n for reason, n in reasons.items() if n}},
        )

    @cached_property
    def quotes(self) -> pd.DataFrame:
        """``columns`` as a table: expiration, root, strike, right, bid, ask, mid, open_interest."""
        import pandas as pd

        held = self.columns
        expirations = np.array([each.expiration for each in self.listings], "datetime64[us]")
        roots = np.array([each.root for each in self.listings], object)
        return pd.DataFrame(
            {
                "expiration": expirations[held.listing],
                "strike": held.strike,
                "right": np.where(held.is_call, "call", "put"),
                "bid": held.bid,
                "ask": held.ask,
                "root": roots[held.listing],
                "open_interest": held.open_interest,
                "mid": held.mid,
            }
        )

    @property
    def session(self) -> date:
        """The session whose returns go with the quotes: the one before, if stamped pre-open."""
        day = session_on_or_before(self.quote_date)
        return previous_session(day) if self.pre_open else day

    @property
    def pre_open(self) -> bool:
        """Whether the quotes were taken before their session opened."""
        return self.stamp is not None and self.stamp < open_of(
            session_on_or_before(self.quote_date)
        )

    @property
    def late(self) -> bool:
        """Whether the quotes were taken after the next session had opened."""
        return self.stamp is not None and self.stamp >= open_of(next_session(self.quote_date))

    @property
    def age_hours(self) -> float | None:
        """Hours from the quotes to the close of their session; negative after it."""
        if self.stamp is None:
            return None
        close = close_of(session_on_or_before(self.quote_date))
        return (close - self.stamp).total_seconds() / 3600

    @cached_property
    def expirations(self) -> tuple[date, ...]:
        """Expirations after the quote date with two-sided quotes, ascending."""
        return tuple(
            sorted({each.expiration for each in self.listings if each.expiration > self.quote_date})
        )

    def days(self, expiration: date) -> int:
        """Calendar days from the quote date."""
        return (expiration - self.quote_date).days

    def side(self, expiration: date, right: Right) -> pd.DataFrame:
        """Quotes of one expiration and right, by strike, of one root."""
        listing = self._listing(expiration)
        quotes = self.quotes if listing is None else self.quotes.iloc[self.columns.of(listing)]
        return quotes[(quotes["right"] == right) & (listing is not None)]

    def root(self, expiration: date) -> str:
        """Root of the options used: the p.m. settled one, else the underlying's, else the fullest.

        SPXW beside SPX trades to the close of its last day; other roots (SPY7, 2SPY) are options on
        an adjusted deliverable.
        """
        listing = self._listing(expiration)
        return self.underlying if listing is None else self.listings[listing].root

    def _listing(self, expiration: date) -> int | None:
        """Place of the listing that :meth:`root` names."""
        among = {
            each.root: i for i, each in enumerate(self.listings) if each.expiration == expiration
        }
        for preferred in instrument(self.underlying).roots:
            if preferred in among:
                return among[preferred]
        count = np.bincount(self.columns.listing, minlength=len(self.listings))
        fullest = sorted(among, key=lambda root: (-count[among[root]], root))
        return among[fullest[0]] if fullest else None

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
        listing = self._listing(expiration)
        return Pairs.of(
            self.columns.take(slice(0) if listing is None else self.columns.of(listing))
        )

    def listed(self, days: int, shortest: int, longest: int) -> date | None:
        """The expiration nearest to ``days`` among those ``shortest`` … ``longest`` days away."""
        window = [e for e in self.expirations if shortest <= self.days(e) <= longest]
        return min(window, key=lambda e: (abs(self.days(e) - days), e), default=None)


def _quote_date(dates: NDArray[np.datetime64], underlying: str, session: date | None) -> date:
    known = unique(dates[~np.isnat(dates)].astype(np.int64))[0].astype("datetime64[D]")
    if not len(known):
        msg = (
            f"chain of {underlying} has no row with a quote date; give it the session of its quotes"
        )
        raise DataError(msg)
    span = str(known[0]) if len(known) == 1 else f"{known[0]} … {known[-1]}"
    if session is not None and np.datetime64(session) not in known:
        nearest = known[np.argmin(np.abs(known - np.datetime64(session)))]
        msg = f"chain of {underlying} has no quotes of {session}: its dates are {span}; --as-of {nearest} is the nearest"
        raise DataError(msg)
    if session is None and len(known) > 1:
        msg = f"chain of {underlying} holds {len(known)} quote dates, {span}; give one of them with --as-of"
        raise DataError(msg)
    if known[0] < np.datetime64(FIRST) or known[-1] > np.datetime64(LAST):
        msg = (
            f"chain of {underlying} has quote dates {span}, outside {FIRST} … {LAST}; correct them"
        )
        raise DataError(msg)
    return session if session is not None else known[0].item()


def _stamp(rows: pd.DataFrame, quote_date: date) -> datetime | None:
    """The latest moment that the rows' stamps name."""
    if "quote_stamp" not in rows:
        return None
    codes, texts = coded(rows["quote_stamp"])
    used = unique(codes[codes >= 0])[0].tolist()
    found = [parse_stamp(str(texts[i]), quote_date) for i in used]
    return max((moment for moment in found if moment is not None), default=None)


def _quoted_at(underlying: str, quote_date: date, stamp: datetime | None) -> datetime:
    """The moment of the quotes: downloads after the close hold those of the close, unless the night trades."""
    session = session_on_or_before(quote_date)
    close = trading_close(underlying, session)
    if stamp is None:
        return close
    if underlying in OVERNIGHT and _trades_at_night(stamp):
        return stamp
    if stamp >= close:
        return close
    if stamp < open_of(session):
        return trading_close(underlying, previous_session(session))
    return stamp


def _trades_at_night(moment: datetime) -> bool:
    """Whether Cboe's global hours are open: from 20:15 of the evening before a session (3:00 until 2021) to its open."""
    clock = moment.time()
    if clock >= NIGHT_OPENS:
        return moment.date() >= NIGHTS_SINCE and is_session(moment.date() + timedelta(days=1))
    opens = time(0) if moment.date() > NIGHTS_SINCE else EARLY_OPENS
    return opens <= clock < open_of(moment.date()).time() and is_session(moment.date())
