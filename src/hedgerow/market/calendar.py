"""The trading calendar: sessions of the New York Stock Exchange (XNYS).

A date given as ``as_of`` means the end of that session; a day that is no session means the one
before. Sessions come from exchange-calendars [XCAL] and reach from 1990 to 2040.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from hedgerow.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

FIRST, LAST = date(1990, 1, 2), date(2040, 12, 31)
NEW_YORK = ZoneInfo("America/New_York")


class Hours(NamedTuple):
    """Every session from 1990 to 2040, arrays of one length, ascending."""

    session: NDArray[np.datetime64]
    """Days."""
    opens: NDArray[np.datetime64]
    """Minutes, UTC."""
    closes: NDArray[np.datetime64]


def sessions() -> pd.DatetimeIndex:
    """All sessions from 1990 to 2040, ascending, as midnight timestamps without zone."""
    return _exchange()[0]


def session_on_or_before(day: date) -> date:
    """The session of ``day``, or the last one before it.

    Raises :class:`InputError` outside 1990-01-02 … 2040-12-31.

    >>> session_on_or_before(date(2026, 5, 25)).isoformat()  # Memorial Day
    '2026-05-22'
    """
    if not FIRST <= day <= LAST:
        msg = f"date {day} is outside {FIRST} … {LAST}; give a date in that range"
        raise InputError(msg)
    every = sessions()
    return every[int(every.searchsorted(_midnight(day), side="right")) - 1].date()


def previous_session(day: date) -> date:
    """The last session strictly before ``day``."""
    return session_on_or_before(day - timedelta(days=1))


def next_session(day: date) -> date:
    """The first session strictly after ``day``."""
    every = sessions()
    return every[int(every.searchsorted(_midnight(day), side="right"))].date()


def is_session(day: date) -> bool:
    """Whether the exchange was open on ``day``."""
    return FIRST <= day <= LAST and session_on_or_before(day) == day


def sessions_between(start: date, end: date) -> int:
    """Number of sessions after ``start`` and up to ``end``; negative where ``end`` is earlier."""
    every = sessions()
    place = every.searchsorted([_midnight(start), _midnight(end)], side="right")
    return int(place[1] - place[0])


def close_of(session: date) -> datetime:
    """When that session closed, in New York time (13:00 on half days)."""
    return _exchange()[1][_midnight(session)].tz_convert(NEW_YORK).to_pydatetime()


def open_of(session: date) -> datetime:
    """When that session opened, in New York time."""
    return datetime(session.year, session.month, session.day, 9, 30, tzinfo=NEW_YORK)


@cache
def hours() -> Hours:
    """When each session opened and closed, for many dates at once."""
    every, closes = _exchange()
    day = every.to_numpy().astype("datetime64[D]")
    close = closes.dt.tz_localize(None).to_numpy().astype("datetime64[m]")
    # New York is four or five hours behind, all day: the clock never changes on a session
    behind = closes.dt.tz_convert(NEW_YORK).dt.tz_localize(None).to_numpy().astype("datetime64[m]")
    opens = day + np.timedelta64(9 * 60 + 30, "m") + (close - behind)
    return Hours(day, opens, close)


@cache
def _exchange() -> tuple[pd.DatetimeIndex, pd.Series[pd.Timestamp]]:
    import exchange_calendars

    calendar = exchange_calendars.get_calendar(
        "XNYS", start=FIRST.isoformat(), end=LAST.isoformat()
    )
    return calendar.sessions, calendar.closes


def _midnight(day: date) -> pd.Timestamp:
    import pandas as pd

    return pd.Timestamp(day)
