"""What time it is for the market: which session has opened, and which one is finished.

Nothing here asks the computer's clock but :func:`system_clock`; live sources are handed a clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from hedgerow.market.calendar import (
    NEW_YORK,
    close_of,
    open_of,
    previous_session,
    session_on_or_before,
)

Clock: TypeAlias = Callable[[], datetime]
"""The present moment, with its zone."""

DELAY = timedelta(minutes=15)
"""How far free quotes lag behind: what is served at 9:40 was quoted at 9:25."""
SETTLING = timedelta(minutes=30)
"""After a close: until then last prints still change."""


def system_clock() -> datetime:
    """The computer's clock."""
    return datetime.now(UTC)


def opened_session(moment: datetime) -> date:
    """The last session that had opened by then: the one that quotes taken then belong to.

    >>> opened_session(datetime(2025, 9, 3, 9, 24, tzinfo=NEW_YORK)).isoformat()  # before the open
    '2025-09-02'
    """
    day = session_on_or_before(moment.astimezone(NEW_YORK).date())
    return day if open_of(day) <= moment else previous_session(day)


def finished_session(moment: datetime) -> date:
    """The last session whose closing prices are final by then.

    >>> finished_session(datetime(2025, 9, 3, 16, 10, tzinfo=NEW_YORK)).isoformat()
    '2025-09-02'
    """
    day = opened_session(moment)
    return day if close_of(day) + SETTLING <= moment else previous_session(day)
