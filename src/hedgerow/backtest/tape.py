"""The history that a replay is handed: sessions, the book, what can be traded, and what can be looked at.

Everything is an array (n,) on one axis of sessions, oldest first, and row ``t`` holds nothing that was not known at
the close of session ``t``. A replay that is handed a tape reaches no file and no network, so that equal tapes give
equal answers.

The book is *pro forma*: today's weights on every session of the past, rebalanced at each close without cost
[SPEC HP-60].

    V_t = V_0 Π (1 + Σ wᵢ rᵢ)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from hedgerow.backtest.costs import USUAL_VIX
from hedgerow.errors import InputError
from hedgerow.market.expirations import expiration_days
from hedgerow.market.instruments import Instrument
from hedgerow.typing import FloatArray, IntArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hedgerow.backtest.quote_history import QuoteHistory

TWO_YEARS = 730
PRICE_STALE = 5
"""Sessions that a last price may stand in for one that is missing."""


class VolHistory(Protocol):
    """Implied volatility through time, modelled."""

    def vol(self, at: IntArray, log_moneyness: FloatArray, days: FloatArray) -> FloatArray:
        """σ on session rows ``at`` at ``k = ln(K/F)`` and calendar days ahead, elementwise; NaN where unknown."""


@dataclass(frozen=True)
class Underlying:
    """What options are written on, through time; arrays (n,)."""

    use: Instrument
    price: FloatArray
    """US dollars, as strikes are set against it: not adjusted for dividends; NaN on a session without a price."""
    returns: FloatArray
    """Simple total returns, dividends included; NaN where unknown."""
    dividend_yield: FloatArray
    """Continuous, of the year before."""
    surface: VolHistory | None = None
    """None where nothing says how its options are priced."""
    ratio: FloatArray = field(default_factory=lambda: np.empty(0))
    """Dollars of it that a dollar of the book behaves like, over the window before; NaN where unknown."""
    settlement: FloatArray | None = None
    """What options that expire on a session settle on, as an opening print; NaN and None mean the close."""
    adjusted: bool = False
    """Whether the price is an adjusted one, for want of what was traded."""

    @cached_property
    def known_price(self) -> FloatArray:
        """The last price known, a few sessions old at most; NaN before the first."""
        return carried(self.price, PRICE_STALE)


@dataclass(frozen=True)
class VixFutureHistory:
    """Settlement prices of VIX futures: sessions × contracts, index points."""

    expirations: IntArray
    """Days since 1970, (m,), ascending."""
    settles: FloatArray
    """(n, m); NaN where a contract did not trade; on its last day the final settlement."""


@dataclass(frozen=True)
class Tape:
    """A history to replay."""

    dates: NDArray[np.datetime64]
    """Sessions, days, (n,)."""
    first: int
    """Row on which trading begins; the rows before are history to look at."""
    rate: FloatArray
    """Short rate, continuously compounded, (n,)."""
    book_returns: FloatArray
    """Simple returns of the pro-forma book, (n,); what is assumed of a position without prices is in them."""
    value: float
    """US dollars of the book at the close of row ``first``."""
    underlyings: Mapping[str, Underlying]
    """By symbol as options call it: ``SPY``, ``SPX``."""
    benchmark: str = "SPY"
    series: Mapping[str, FloatArray] = field(default_factory=dict)
    """What a policy may look at beside prices, (n,): ``VIX``, ``iv_rank``, ``premium``, ``hedge_size``, …"""
    candidates: tuple[str, ...] = ()
    """Symbols that pairing chooses among."""
    quotes: QuoteHistory | None = None
    """Quoted options, where there are any."""
    vix_futures: VixFutureHistory | None = None
    event_rows: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    """Rows of the sessions of events that a policy may roll around, ascending."""

    def __post_init__(self) -> None:
        n = len(self.dates)
        if not 0 <= self.first < n - 1:
            msg = f"a tape of {n} sessions cannot be traded from row {self.first} on; give a longer window"
            raise InputError(msg)
        if not (np.isfinite(self.value) and self.value > 0):
            msg = f"book value {self.value:g} must be above 0"
            raise InputError(msg)

    def __len__(self) -> int:
        return len(self.dates)

    @cached_property
    def days(self) -> IntArray:
        """Days since 1970 of each session."""
        return self.dates.astype("datetime64[D]").astype(np.int64)

    @cached_property
    def book(self) -> FloatArray:
        """Value of the unhedged book by session, US dollars, (n,); a missing return counts as none."""
        growth = np.cumprod(1 + np.nan_to_num(self.book_returns))
        return np.asarray(self.value * growth / growth[self.first])

    @cached_property
    def growth_of_cash(self) -> FloatArray:
        """What a dollar of cash has become by each session, (n,): the rate of one close until the next."""
        years = np.diff(self.days, prepend=self.days[0]) / 365
        before = np.concatenate([[0.0], self.rate[:-1]])
        return np.exp(np.cumsum(before * years))

    @cached_property
    def vix(self) -> FloatArray:
        """VIX, index points, for what spreads cost, (n,): the last one known; 20 where none ever was."""
        series = self.series.get("VIX")
        known = np.full(len(self), np.nan) if series is None else carried(series, len(self))
        return np.where(np.isfinite(known), known, USUAL_VIX)

    @cached_property
    def expirations(self) -> tuple[IntArray, IntArray]:
        """Monthly and weekly expirations from the first session to two years past the last, days since 1970."""
        return expiration_days(int(self.days[0]), int(self.days[-1]) + TWO_YEARS)

    def date(self, row: int) -> date:
        """The session of a row."""
        return from_days(int(self.days[row]))

    def row_of(self, day: int) -> int:
        """The last row on or before a day (since 1970); −1 before the first."""
        return int(np.searchsorted(self.days, day, side="right")) - 1

    def underlying(self, symbol: str) -> Underlying:
        """By symbol. Raises :class:`InputError` for one that is not on the tape."""
        found = self.underlyings.get(symbol)
        if found is None:
            msg = f"{symbol} is not on the tape; it has {', '.join(self.underlyings) or 'no underlying'}"
            raise InputError(msg)
        return found


def carried(series: FloatArray, most: int) -> FloatArray:
    """The last finite value of a series (n,), up to ``most`` places old; NaN beyond.

    >>> carried(np.array([np.nan, 1.0, np.nan, np.nan]), 1).tolist()
    [nan, 1.0, 1.0, nan]
    """
    known = np.isfinite(series)
    if known.all():
        return series
    rows = np.arange(len(series))
    last = np.maximum.accumulate(np.where(known, rows, -1))
    old = (last < 0) | (rows - last > most)
    return np.where(old, np.nan, series[np.maximum(last, 0)])


def to_days(day: date) -> int:
    """Days since 1970.

    >>> to_days(date(1970, 1, 2))
    1
    """
    return day.toordinal() - _EPOCH


def from_days(days: int) -> date:
    """The day so many days after the first of 1970."""
    return date.fromordinal(days + _EPOCH)


_EPOCH = date(1970, 1, 1).toordinal()
