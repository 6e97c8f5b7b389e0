"""When an option's settlement value is taken: at the open (a.m.) or at the close (p.m.) of a session.

Cboe's and Nasdaq's contract specifications: the standard monthly options on the S&P 500, the Nasdaq-100 and the
Russell 2000 (roots SPX, NDX, RUT) and all VIX options settle on the opening prices of their last day; the series
beside them (SPXW, NDXP, RUTW), the small contracts (XSP, XND, MRUT) and every option on a fund or share on its close,
at 13:00 on half days. An expiration that is no session (a Saturday until 2015, Good Friday) means the session before.

Time to expiry is counted in minutes, as Cboe counts it for VIX:

    T = minutes / 525,600
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hedgerow.market.calendar import close_of, hours, session_on_or_before
from hedgerow.market.instruments import SECTOR_SPDRS
from hedgerow.typing import BoolArray
from hedgerow.units import DAYS_PER_YEAR

Settlement: TypeAlias = Literal["am", "pm"]
Minutes: TypeAlias = NDArray[np.datetime64]
"""Moments in UTC to the minute; NaT where unknown."""

AM_ROOTS = frozenset({"SPX", "NDX", "RUT", "VIX", "VIXW"})

LATE_CLOSE = frozenset(
    {
        *("SPX", "XSP", "NDX", "XND", "RUT", "MRUT", "VIX"),
        *("SPY", "QQQ", "IWM", "DIA", "MDY", "KRE", *SECTOR_SPDRS),
    }
)
"""Underlyings whose options trade a quarter of an hour past the close."""

QUARTER = timedelta(minutes=15)

MINUTES_PER_YEAR = DAYS_PER_YEAR * 24 * 60


def settlement(root: str) -> Settlement:
    """Whether options of a root settle at the open or at the close.

    >>> settlement("SPX"), settlement("SPXW"), settlement("SPY")
    ('am', 'pm', 'pm')
    """
    return "am" if root in AM_ROOTS else "pm"


def settles(root: str, expiration: date) -> datetime:
    """When the settlement value is taken, New York time.

    Raises :class:`InputError` outside the calendar, 1990 … 2040.

    >>> settles("SPX", date(2025, 4, 18)).isoformat()  # Good Friday
    '2025-04-17T09:30:00-04:00'
    >>> settles("SPXW", date(2024, 11, 29)).isoformat()  # a half day
    '2024-11-29T13:00:00-05:00'
    """
    session = session_on_or_before(expiration)
    close = close_of(session)
    return close.replace(hour=9, minute=30) if settlement(root) == "am" else close


def settlement_minutes(expirations: NDArray[np.datetime64], am: BoolArray) -> Minutes:
    """:func:`settles` of many expirations (days), in UTC; NaT outside the calendar."""
    found = np.full(len(expirations), np.datetime64("NaT", "m"))
    known = hours()
    at = np.searchsorted(known.session, expirations, side="right") - 1  # NaT sorts last
    inside = (at >= 0) & (expirations <= known.session[-1])
    at = at[inside]
    found[inside] = np.where(am[inside], known.opens[at], known.closes[at])
    return found


def trading_close(underlying: str, session: date) -> datetime:
    """When the options of an underlying stop trading on a session, New York time.

    >>> trading_close("SPX", date(2025, 9, 3)).isoformat(), trading_close("AAPL", date(2025, 9, 3)).isoformat()
    ('2025-09-03T16:15:00-04:00', '2025-09-03T16:00:00-04:00')
    """
    return close_of(session) + (QUARTER if underlying in LATE_CLOSE else timedelta())


def expiry_years(quoted_at: datetime, settles_at: datetime) -> float:
    """Years from the quotes to the settlement, by minutes; negative once it has passed.

    >>> at = settles("SPXW", date(2025, 9, 5))
    >>> round(525_600 * expiry_years(at - timedelta(hours=6, minutes=30), at))
    390
    """
    # by timestamps: subtracted in one zone, moments ignore that its clock may change in between
    return (settles_at.timestamp() - quoted_at.timestamp()) / 60 / MINUTES_PER_YEAR
