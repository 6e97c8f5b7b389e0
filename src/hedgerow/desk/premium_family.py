"""The family of volatility indices around the premium, and the announcements that they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.market.calendar import sessions
from hedgerow.market.events import NAMES, Event, EventCalendar, EventKind
from hedgerow.market.vol_indices import VIX_FAMILY, VolIndexHistory
from hedgerow.units import SESSIONS_PER_YEAR, from_points
from hedgerow.volatility.premium.break_even import MONTH_DAYS
from hedgerow.volatility.premium.lead import Lead, lead
from hedgerow.volatility.realized.standing import Change, Direction, move, percentile

if TYPE_CHECKING:
    from hedgerow.data.source import Market
    from hedgerow.desk.session import Notes

FIVE_YEARS = 5 * SESSIONS_PER_YEAR
MEASURES: dict[str, tuple[str, Change]] = {
    "VIX9D": ("S&P 500, 9 days", "log"),
    "VIX": ("S&P 500, 30 days", "log"),
    "VIX3M": ("S&P 500, 93 days", "log"),
    "VIX6M": ("S&P 500, 184 days", "log"),
    "VVIX": ("VIX itself, 30 days", "log"),
    "SKEW": ("S&P 500, lean to falls", "difference"),
    "VXN": ("Nasdaq-100, 30 days", "log"),
    "GVZ": ("gold, 30 days", "log"),
    "OVX": ("oil, 30 days", "log"),
    "MOVE": ("Treasuries, one month", "log"),
    "COR1M": ("correlation of the S&P 500's shares", "difference"),
}
"""What each index is of, and how its changes are taken."""
ANNOUNCED: tuple[EventKind, ...] = ("fomc", "cpi")


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """One volatility index today; NaN and None where the data do not hold it on the session."""

    symbol: str
    measures: str
    level: float
    """Index points."""
    first: date | None
    last: date | None
    """Its last session up to this one."""
    percentile: float
    """Among the 252 sessions before, 0 … 100."""
    percentile_five_years: float
    percentile_whole: float
    """Since ``first``."""
    direction: Direction
    """Over five sessions."""
    z: float
    """That change in standard deviations of a year of them."""
    sharp: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """An announcement within the days that implied volatility speaks of."""

    date: date
    kind: str
    name: str
    days_to: int


def family_of(market: Market, as_of: date) -> tuple[tuple[FamilyRow, ...], Lead]:
    """Every index of the family, in the order of ``MEASURES``, and whether VVIX leads VIX."""
    import pandas as pd

    each = market.vol_index_each(list(MEASURES), as_of)
    rows = tuple(_family_row(history, as_of) for history in each.values())
    dates = pd.DatetimeIndex(each["VIX"].levels.index)
    return rows, lead(each["VVIX"].on(dates), each["VIX"].on(dates))


def curve_levels(rows: tuple[FamilyRow, ...]) -> dict[float, float]:
    """Volatility (decimal) of the VIX family by calendar days, where it is known today."""
    return {
        float(VIX_FAMILY[row.symbol]): from_points(row.level)
        for row in rows
        if row.symbol in VIX_FAMILY and np.isfinite(row.level)
    }


def _family_row(history: VolIndexHistory, as_of: date) -> FamilyRow:
    import pandas as pd

    measures, change = MEASURES[history.symbol]
    unknown = float("nan")
    if not len(history.levels):
        nothing = (unknown, None, None, unknown, unknown, unknown)
        return FamilyRow(history.symbol, measures, *nothing, "unknown", unknown, sharp=False)
    every = sessions()
    dates = every[(every >= history.levels.index[0]) & (every <= pd.Timestamp(as_of))]
    levels = 100 * history.on(dates)
    moved = move(levels, change=change)
    return FamilyRow(
        symbol=history.symbol,
        measures=measures,
        level=float(levels[-1]),
        first=history.levels.index[0].date(),
        last=history.last,
        percentile=percentile(levels),
        percentile_five_years=percentile(levels, window=FIVE_YEARS),
        percentile_whole=percentile(levels, window=None),
        direction=moved.direction,
        z=moved.z,
        sharp=moved.sharp,
    )


def event_rows(as_of: date, notes: Notes, own: Sequence[Event] = ()) -> tuple[EventRow, ...] | None:
    """Announcements of the next 30 calendar days, the user's ``own`` among them: what implied volatility of that length holds.

    None where no table covers those days.
    """
    until = as_of + timedelta(days=MONTH_DAYS)
    calendar = EventCalendar.shipped(own)
    lacking = calendar.uncovered(until)
    if len(lacking) == len(ANNOUNCED) and not own:
        return None
    if lacking:
        notes.note(f"the dates of {NAMES[lacking[0]]} are not known to {until}: none is listed")
    kinds: list[EventKind] = [kind for kind in ANNOUNCED if kind not in lacking]
    ahead = calendar.upcoming(as_of, until, [*kinds, "own"])
    return tuple(EventRow(e.day, e.kind, e.name, (e.day - as_of).days) for e in ahead)
