"""The calendar of events: what markets know beforehand will happen, and which expirations span it.

Announcements are public facts (:mod:`~hedgerow.market.event_dates`); expirations, VIX settlements and the ends of
quarters follow from rules (:mod:`~hedgerow.market.expirations`); more may be given by the user. Outside the years that a
table covers nothing is said of its kind: unknown, not none.

An option spans the events that are over before it settles. One with an hour is over at that hour: the statement of 14:00
lies after an a.m. settlement and before a p.m. one of the same day. One without is over with its session, or at the next open
where its day has none.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal, TypeAlias, get_args

from hedgerow.errors import InputError
from hedgerow.market.calendar import (
    NEW_YORK,
    close_of,
    is_session,
    next_session,
    open_of,
    session_on_or_before,
    sessions_between,
)
from hedgerow.market.event_dates import CPI, FOMC, MOVED, UNSCHEDULED_FOMC
from hedgerow.market.expirations import monthly_expiration, quarter_end, vix_settlement

EventKind: TypeAlias = Literal["fomc", "cpi", "opex", "vix_settlement", "quarter_end", "own"]
KINDS: tuple[EventKind, ...] = get_args(EventKind)
NAMES: dict[EventKind, str] = {
    "fomc": "FOMC decision",
    "cpi": "US consumer prices",
    "opex": "monthly expiration",
    "vix_settlement": "VIX settlement",
    "quarter_end": "end of quarter",
}
ANNOUNCEMENTS: frozenset[EventKind] = frozenset({"fomc", "cpi", "own"})
"""What may move the price, and so is priced; the others are dates of the market itself."""
HOURS: dict[EventKind, time] = {"fomc": time(14), "cpi": time(8, 30)}
EARLIER_HOUR, CHANGED = time(14, 15), 2013
"""Of FOMC statements until then."""
RANGES: dict[EventKind, tuple[date, date]] = {
    "fomc": (date(2010, 1, 1), date(2027, 12, 31)),
    "cpi": (date(2010, 1, 1), date(2026, 12, 31)),
    **dict.fromkeys(
        ("opex", "vix_settlement", "quarter_end"), (date(1990, 2, 1), date(2040, 10, 31))
    ),
}
"""First and last day of which each table knows; of the user's own events it is not known."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day."""

    day: date
    kind: EventKind
    name: str
    at: time | None = None
    """New York time; None where it is not known or lasts all day."""
    known_from: date | None = None
    """Of what came unannounced; None where it was planned."""
    cancelled: date | None = None
    """From when it was no longer planned; None where it took place, or still will."""

    @property
    def over(self) -> datetime:
        """When it is over, New York time: at its hour, with the session of its day, or at the next open."""
        if self.at is None:
            return close_of(self.day) if is_session(self.day) else open_of(next_session(self.day))
        return datetime.combine(self.day, self.at, NEW_YORK)

    def planned(self, as_of: date) -> bool:
        """Whether it stood in the calendar at the end of that day."""
        known = self.known_from is None or self.known_from <= as_of
        return known and (self.cancelled is None or as_of < self.cancelled)


@dataclass(frozen=True, slots=True)
class Distance:
    """The last event of a kind and the next, from one session."""

    kind: EventKind
    last: date | None
    """On or before the session; None where the table does not reach back."""
    next: date | None
    """After it; None where the table does not reach so far."""
    sessions_since: int | None
    sessions_to: int | None
    days_to: int | None
    """Calendar days."""


@dataclass(frozen=True, slots=True)
class EventCalendar:
    """Events in order of time, and the days of which they are all."""

    events: tuple[Event, ...]

    @classmethod
    def shipped(cls, own: Iterable[Event] = ()) -> EventCalendar:
        """The public tables, the rules, and the user's ``own``."""
        return cls(tuple(sorted((*_public(), *own), key=lambda e: (e.over, e.kind, e.name))))

    def upcoming(
        self, as_of: date, until: date, kinds: Sequence[EventKind] = KINDS
    ) -> tuple[Event, ...]:
        """Events after ``as_of`` and up to ``until`` that were planned at its end.

        >>> calendar = EventCalendar.shipped()
        >>> [e.day.isoformat() for e in calendar.upcoming(date(2026, 5, 26), date(2026, 6, 30), ["fomc"])]
        ['2026-06-17']
        >>> [e.day.isoformat() for e in calendar.upcoming(date(2020, 3, 2), date(2020, 3, 31), ["fomc"])]
        ['2020-03-18']
        """
        return tuple(
            e
            for e in self.events
            if as_of < e.day <= until and e.kind in kinds and e.planned(as_of)
        )

    def distance(self, as_of: date, kind: EventKind) -> Distance:
        """How far the last event of a kind lies back, and the next ahead."""
        held = [e for e in self.events if e.kind == kind]
        past = [e.day for e in held if e.day <= as_of and e.cancelled is None]
        ahead = [e.day for e in held if e.day > as_of and e.planned(as_of)]
        first, last = RANGES.get(kind, (date.max, date.min))
        within = first <= as_of <= last
        back = past[-1] if past and (within or kind == "own") else None
        front = ahead[0] if ahead and (within or kind == "own") else None
        return Distance(
            kind,
            back,
            front,
            None if back is None else sessions_between(back, as_of),
            None if front is None else sessions_between(as_of, front),
            None if front is None else (front - as_of).days,
        )

    def spanned(
        self, quoted_at: datetime, settles: Sequence[datetime]
    ) -> tuple[tuple[Event, ...], ...]:
        """For each settlement (ascending) the announcements between the one before, or the quotes, and it.

        Planned ones, as the evening before the quotes knew them.
        """
        as_of = quoted_at.astimezone(NEW_YORK).date() - timedelta(days=1)
        ahead = [e for e in self.events if e.kind in ANNOUNCEMENTS and e.planned(as_of)]
        edges = [quoted_at, *settles]
        return tuple(
            tuple(e for e in ahead if start < e.over <= end)
            for start, end in itertools.pairwise(edges)
        )

    def uncovered(self, until: date) -> tuple[EventKind, ...]:
        """Announcements whose table ends before ``until``: of them nothing is known beyond."""
        return tuple(
            kind for kind in ("fomc", "cpi") if not RANGES[kind][0] <= until <= RANGES[kind][1]
        )


def own_event(day: str, name: str, at: str = "") -> Event:
    """An event of the user's own, from texts: ``2026-07-30``, ``Apple reports``, ``16:30``.

    Raises :class:`InputError` for what is no date, hour or name.
    """
    if not name.strip() or not name.isprintable():
        msg = f"event of {day!r} has no name that can be printed; give it one, like 'Apple reports'"
        raise InputError(msg)
    try:
        when = date.fromisoformat(day.strip())
    except ValueError:
        msg = f"event {name!r}: {day!r} is no date; write it like 2026-07-30"
        raise InputError(msg) from None
    session_on_or_before(when)  # within the calendar
    try:
        hour = time.fromisoformat(at.strip()) if at.strip() else None
    except ValueError:
        hour = None
    if at.strip() and (hour is None or hour.tzinfo is not None):
        msg = f"event {name!r}: {at!r} is no time of day; write it like 16:30, New York time"
        raise InputError(msg)
    return Event(when, "own", name.strip(), hour)


@cache
def _public() -> tuple[Event, ...]:
    made = [
        *_dates("fomc", FOMC),
        *(
            Event(when, "fomc", f"unscheduled {NAMES['fomc']}", time.fromisoformat(hour), when)
            for when, hour in (
                (date.fromisoformat(day), hour) for day, hour in UNSCHEDULED_FOMC.items()
            )
        ),
        *_dates("cpi", CPI),
    ]
    months = [(year, month) for year in range(1990, 2041) for month in range(1, 13)]
    for year, month in months[1:-2]:
        made.append(Event(monthly_expiration(year, month), "opex", NAMES["opex"]))
        made.append(Event(vix_settlement(year, month), "vix_settlement", NAMES["vix_settlement"]))
        if month % 3 == 0:
            made.append(Event(quarter_end(year, month // 3), "quarter_end", NAMES["quarter_end"]))
    return tuple(made)


def _dates(kind: EventKind, table: str) -> Iterable[Event]:
    """Events of lines like ``2026 01-28 03-18``."""
    for line in table.split("\n"):
        year, *days = line.split() or [""]
        for day in days:
            when = date.fromisoformat(f"{year}-{day}")
            hour = EARLIER_HOUR if kind == "fomc" and when.year < CHANGED else HOURS[kind]
            known, came = MOVED[kind].get(when.isoformat(), (None, None))
            cancelled = None if known is None else date.fromisoformat(known)
            yield Event(when, kind, NAMES[kind], hour, None, cancelled)
            if came is not None:
                yield Event(date.fromisoformat(came), kind, NAMES[kind], hour, cancelled)
