"""Expirations by rule: third Fridays, the Fridays between, VIX settlement, the ends of quarters.

*Monthly.* The third Friday, or the session before it where that is a holiday (Good Friday, Juneteenth): OPEX.

*VIX.* Futures and options on VIX settle thirty days before the monthly expiration of the month after, whose options
are the strip that they settle on: a Wednesday; the business day before where that Wednesday, or that Friday, is a
holiday [CFE].
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.market.calendar import session_on_or_before, sessions, sessions_between

if TYPE_CHECKING:
    import pandas as pd

    from hedgerow.typing import IntArray

FRIDAY = 4
VIX_LEAD = timedelta(days=30)
AROUND = 5
"""Sessions before and after OPEX that count as its neighbourhood [SPEC DT-21]."""

OpexState: TypeAlias = Literal["before", "at", "after", "between"]


def monthly_expiration(year: int, month: int) -> date:
    """The standard monthly expiration: the third Friday, or the session before a holiday.

    >>> monthly_expiration(2026, 6).isoformat()  # 19 June is a holiday
    '2026-06-18'
    """
    first = date(year, month, 1)
    third_friday = first + timedelta(days=(FRIDAY - first.weekday()) % 7 + 14)
    return session_on_or_before(third_friday)


def expiration_near(as_of: date, days: int, shortest: int, longest: int) -> date:
    """The expiration to assume where no chain lists them: the standard monthly nearest to ``days``.

    Where no monthly lies ``shortest`` … ``longest`` days ahead, the nearest weekly (Friday) does.

    >>> expiration_near(date(2022, 1, 3), 75, 60, 90).isoformat()
    '2022-03-18'
    >>> expiration_near(date(2018, 9, 20), 75, 60, 90).isoformat()  # monthlies: 57 and 92 days
    '2018-12-07'
    """
    ahead = [as_of + timedelta(days=n) for n in range(max(shortest, 1), longest + 1)]
    weekly = [session_on_or_before(d) for d in ahead if d.weekday() == FRIDAY]
    monthly = [d for d in weekly if d == monthly_expiration(d.year, d.month)]
    return min(monthly or weekly, key=lambda d: (abs((d - as_of).days - days), d))


def weekly_expirations(start: date, end: date) -> tuple[date, ...]:
    """Fridays after ``start`` and up to ``end`` (or the sessions before them), monthly ones included.

    >>> [day.isoformat() for day in weekly_expirations(date(2026, 6, 8), date(2026, 6, 26))]
    ['2026-06-12', '2026-06-18', '2026-06-26']
    """
    days = (start + timedelta(days=n) for n in range((end - start).days + 8))
    fridays = (session_on_or_before(day) for day in days if day.weekday() == FRIDAY)
    return tuple(day for day in fridays if start < day <= end)


def expiration_days(first: int, last: int) -> tuple[IntArray, IntArray]:
    """Monthly and weekly expirations of the Fridays in a span of days (since 1970, both ends included), each ascending.

    >>> monthly, weekly = expiration_days(20606, 20636)  # 2 June to 2 July 2026
    >>> monthly.astype("datetime64[D]").tolist(), len(weekly)
    ([datetime.date(2026, 6, 18)], 4)
    """
    fridays = np.arange(first, last + 1)
    fridays = fridays[(fridays + 3) % 7 == FRIDAY]  # 1970-01-01 was a Thursday
    every = sessions().to_numpy().astype("datetime64[D]").astype(np.int64)
    weekly = every[np.searchsorted(every, fridays, side="right") - 1]
    dates = fridays.astype("datetime64[D]")
    since_the_first = (dates - dates.astype("datetime64[M]")).astype(np.int64)
    return weekly[(since_the_first >= 14) & (since_the_first <= 20)], np.unique(weekly)


def vix_settlement(year: int, month: int) -> date:
    """The day on which VIX futures and options of a month settle [CFE].

    >>> vix_settlement(2015, 1).isoformat()
    '2015-01-21'
    >>> vix_settlement(2019, 3).isoformat()  # 19 April 2019 was Good Friday
    '2019-03-19'
    """
    following = (year + month // 12, month % 12 + 1)
    return session_on_or_before(monthly_expiration(*following) - VIX_LEAD)


def quarter_end(year: int, quarter: int) -> date:
    """The last session of a quarter, 1 … 4.

    >>> quarter_end(2024, 1).isoformat()  # 29 March was Good Friday
    '2024-03-28'
    """
    following = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return session_on_or_before(following - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class OpexDistance:
    """Where a session stands between two monthly expirations."""

    last: date
    """On or before the session."""
    next: date
    """After it."""
    since: int
    """Sessions since the last; 0 on it."""
    to: int
    """Sessions to the next."""
    state: OpexState
    """``at`` on the day, ``after`` within five sessions of it, ``before`` within five of the next, else ``between``."""


def opex_distance(session: date) -> OpexDistance:
    """Sessions since the last monthly expiration and to the next.

    >>> found = opex_distance(date(2026, 6, 15))
    >>> found.next.isoformat(), found.to, found.state
    ('2026-06-18', 3, 'before')
    """
    at = 12 * session.year + session.month - 1
    monthly = [monthly_expiration(m // 12, m % 12 + 1) for m in (at - 1, at, at + 1)]
    last = max(day for day in monthly if day <= session)
    following = min(day for day in monthly if day > session)
    since, to = sessions_between(last, session), sessions_between(session, following)
    state: OpexState = (
        "at"
        if since == 0
        else "before"
        if to <= AROUND
        else "after"
        if since <= AROUND
        else "between"
    )
    return OpexDistance(last, following, since, to, state)


def opex_distances(dates: pd.DatetimeIndex) -> tuple[IntArray, IntArray]:
    """Of some sessions, ascending: sessions to the monthly expiration on or after each, and since that on or before, (n,).

    Both are 0 on the day; −1 where the calendar does not reach back to the last.
    """
    if not len(dates):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first, last = dates[0], dates[-1]
    months = range(12 * first.year + first.month - 1, 12 * last.year + last.month + 1)
    days = [monthly_expiration(m // 12, m % 12 + 1) for m in months]
    every = sessions().to_numpy().astype("datetime64[D]")
    here = np.searchsorted(every, dates.to_numpy().astype("datetime64[D]"))
    marks = np.searchsorted(every, np.array(days, dtype="datetime64[D]"))
    ahead = np.searchsorted(marks, here)
    behind = np.searchsorted(marks, here, side="right") - 1
    to = marks[np.minimum(ahead, len(marks) - 1)] - here
    since = np.where(behind >= 0, here - marks[np.maximum(behind, 0)], -1)
    return to.astype(np.int64), since.astype(np.int64)
