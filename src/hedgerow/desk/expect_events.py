"""What lies ahead of a chain: announcements with what their days are priced at, and the dates of the market itself."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np

from hedgerow.desk.expect_cards import (
    DateCard,
    EventCard,
)
from hedgerow.desk.session import Notes
from hedgerow.desk.surface_study import ChainStudy
from hedgerow.market.calendar import (
    sessions_between,
)
from hedgerow.market.chain import OptionChain
from hedgerow.market.events import (
    ANNOUNCEMENTS,
    KINDS,
    NAMES,
    RANGES,
    Event,
    EventCalendar,
    EventKind,
)
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.surface.event import (
    EventMove,
    ListingVariances,
    implied_event_move,
)

CLEAR = 6.0
"""Sessions between two expirations up to which one day among them can be told."""
AHEAD = timedelta(days=120)
"""Announcements are listed so far ahead."""


def say_uncovered(quoted: OptionChain, calendar: EventCalendar, notes: Notes) -> None:
    """Of which announcements the listings may span some that no table has."""
    ends = (
        quoted.session,
        max((one.expiration for one in quoted.listings), default=quoted.session),
    )
    lacking = dict.fromkeys(kind for end in ends for kind in calendar.uncovered(end))
    if lacking:
        told = ", ".join(
            f"{NAMES[kind]} {RANGES[kind][0].year} to {RANGES[kind][1].year}" for kind in lacking
        )
        notes.note(
            f"the calendars end: {told}; what is announced outside is not known and not listed"
        )


def event_cards(made: ChainStudy, calendar: EventCalendar) -> tuple[EventCard, ...]:
    """Announcements ahead, and the move that the listings around each price for it."""
    quoted_at = made.chain.quoted_at
    today = quoted_at.date()
    kinds: tuple[EventKind, ...] = tuple(kind for kind in KINDS if kind in ANNOUNCEMENTS)
    ahead = [
        event
        for event in calendar.upcoming(today - timedelta(days=1), today + AHEAD, kinds)
        if event.over > quoted_at
    ]
    listings = ListingVariances.of(made.fitted)
    cards = []
    for event in ahead:
        others = [_when(other) for other in ahead if other is not event]
        found = implied_event_move(listings, _when(event), others)
        spans = [at for at in listings.settles if at >= event.over]
        known = bool(np.isfinite(found.variance)) and found.sessions <= CLEAR
        cards.append(
            EventCard(
                event.day,
                event.kind,
                event.name,
                sessions_between(made.chain.session, event.day),
                spans[0].date() if spans else None,
                found.move if known else None,
                found.base_vol / np.sqrt(SESSIONS_PER_YEAR) if known else None,
                found.reason or _why(found) or _shared(event, ahead, listings.settles),
            )
        )
    return tuple(cards)


def _shared(event: Event, ahead: Sequence[Event], settles: Sequence[datetime]) -> str:
    """Other announcements between the same two expirations: one figure for all."""
    between = bisect_left(settles, event.over)
    others = [
        other.name
        for other in ahead
        if other is not event and bisect_left(settles, other.over) == between
    ]
    return f"one figure together with {', '.join(others)}" if others else ""


def _when(event: Event) -> date | datetime:
    """The moment of an event, or its day where the hour is not known."""
    return event.day if event.at is None else event.over


def _why(found: EventMove) -> str:
    """Why the move is unknown, or none."""
    if found.sessions > CLEAR:
        return f"the expirations around it lie {found.sessions:.0f} sessions apart"
    return "less than a usual day is priced" if found.clamped else ""


def date_cards(calendar: EventCalendar, session: date) -> tuple[DateCard, ...]:
    """The last and the next of each kind that the calendar has, from a session."""
    cards = []
    for kind, name in NAMES.items():
        found = calendar.distance(session, kind)
        cards.append(
            DateCard(
                kind,
                name,
                found.last,
                found.sessions_since,
                found.next,
                found.sessions_to,
                found.days_to,
            )
        )
    return tuple(cards)
