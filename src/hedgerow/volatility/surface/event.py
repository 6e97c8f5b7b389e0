"""What options say of single days: the move priced for an announcement, and days that stand out.

Variance is counted on the trading clock: a session is one, of which the night before holds a quarter, so that a weekend
is no lull. Of ``n`` sessions one with an event, the others at the base volatility ``σ_b``,

    v_e = [σ² n − σ_b² (n − 1)] / 252, at least 0          implied one-sigma move of the day: √v_e

From a chain: ``σ² n/252`` is the rise of at-the-money total variance between the last listing before the event and
the first after it, and the base is that of neighbouring listings without one. The inverse,
what an event adds to a period, is :func:`hedgerow.volatility.forecast.event.with_events`.

*Days that stand out.* Each step from listing to listing is compared to the median of its neighbours, variance by
session; the scatter of these ratios, by its median too, says how far is far. SPEC VS-05.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.market.calendar import (
    NEW_YORK,
    close_of,
    hours,
    previous_session,
    session_on_or_before,
)
from hedgerow.typing import BoolArray, FloatArray, IntArray
from hedgerow.units import DAYS_PER_YEAR, SESSIONS_PER_YEAR

if TYPE_CHECKING:
    from hedgerow.volatility.surface.fitted import FittedSurface

NIGHT = 0.25
"""Of a session's variance, from the close before to the open."""
NEIGHBOURS = 3
"""Steps on either side that say what is usual."""
STANDS_OUT = 3.0
"""Robust standard deviations."""
LEAST_BUMP = 0.0025
"""Of the listing's volatility: a quarter of a point is no event."""
SHORTEST_STEP = 0.5
"""Sessions between two listings, for the step to say anything: a.m. and p.m. of one day do not."""
LONGEST_STEP = timedelta(days=10)
"""Between two listings further apart no single day stands out."""
MAD = 1.4826
"""Standard deviation of a normal over its median absolute deviation."""


@dataclass(frozen=True, slots=True)
class EventMove:
    """The move that options price for one day."""

    variance: float
    """v_e of the day, no unit; NaN where unknown."""
    base_vol: float
    """σ_b of the other days, decimal per √year of 252 sessions."""
    sessions: float
    """n, over which the variance was read."""
    clamped: bool
    """Whether the options price less than the base alone, so that the event counts as 0."""
    reason: str = ""
    """Why it is unknown; empty otherwise."""

    @property
    def move(self) -> float:
        """One standard deviation of the day's log return, decimal."""
        return float(np.sqrt(self.variance))

    @property
    def mean_absolute_move(self) -> float:
        """√(2/π) of it, what a straddle on the day alone would cost."""
        return float(np.sqrt(2 / np.pi)) * self.move

    @property
    def vol(self) -> float:
        """The day's volatility, decimal per √year of 252 sessions."""
        return float(np.sqrt(SESSIONS_PER_YEAR * self.variance))


@dataclass(frozen=True, slots=True)
class ListingVariances:
    """Total variance at the money by listing, on the trading clock; arrays (n,)."""

    settles: tuple[datetime, ...]
    """Rising."""
    sessions: FloatArray
    """From the quotes to each."""
    expiry: FloatArray
    """Years, calendar."""
    w: FloatArray
    """At the forward."""

    @property
    def quoted_at(self) -> datetime:
        """When the quotes were taken."""
        return self.settles[0] - timedelta(days=float(self.expiry[0]) * DAYS_PER_YEAR)

    @classmethod
    def of(cls, fitted: FittedSurface) -> ListingVariances:
        """Of the listings that have a smile."""
        held = [s for s in fitted.smiles if s.smile is not None]
        held.sort(key=lambda s: s.quoted.expiry)
        T = np.array([s.quoted.expiry for s in held])
        settles = tuple(s.quoted.forward.listing.settles_at for s in held)
        w = np.array([s.smile.variance(0.0).w for s in held if s.smile is not None], float)
        if not held:
            return cls((), T, T, T)
        made = cls(settles, T, T, w.reshape(-1))
        clock = trading_clock([made.quoted_at, *settles])
        return replace(made, sessions=clock[1:] - clock[0])


@dataclass(frozen=True, slots=True)
class Bump:
    """A listing before which more variance is priced than around it."""

    after: datetime | None
    """Settlement of the listing before; None where that is the moment of the quotes."""
    until: datetime
    """Settlement of this one: the event lies between."""
    size: float
    """What it adds to this listing's volatility at the money, decimal."""
    move: EventMove
    """If all of it is one day's."""
    deviations: float
    """How far it stands out, robust standard deviations."""
    one_sided: bool
    """Only later listings to compare with: a steep front looks the same."""


def event_move(vol: float, base_vol: float, sessions: float) -> EventMove:
    """Move of the one event day among ``sessions`` at volatility ``vol``, the others at ``base_vol``.

    Volatilities are decimals per √year of 252 sessions; NaN from a NaN. Raises :class:`InputError` below one session.

    >>> round(event_move(0.27, 0.15, 5).move, 3), round(event_move(0.27, 0.15, 21).move, 3)
    (0.033, 0.065)
    """
    if sessions < 1:
        raise InputError(f"sessions is {sessions}: allowed are 1 and more, the event's among them")
    priced = vol**2 * sessions / SESSIONS_PER_YEAR
    return _move(priced, base_vol**2 / SESSIONS_PER_YEAR, sessions)


def _move(priced: float, base: float, sessions: float) -> EventMove:
    """From variances: over all sessions, and of a usual one."""
    left = priced - base * max(sessions - 1, 0.0)
    vol = float(np.sqrt(SESSIONS_PER_YEAR * base))
    return EventMove(float(np.maximum(left, 0.0)), vol, sessions, clamped=left < 0)


def trading_clock(moments: Sequence[datetime]) -> FloatArray:
    """Sessions at each moment, counted from 1990: whole at a close, :data:`NIGHT` more at the next open.

    >>> from hedgerow.market.calendar import NEW_YORK
    >>> friday, monday = datetime(2024, 5, 31, 16, tzinfo=NEW_YORK), datetime(2024, 6, 3, 9, 30, tzinfo=NEW_YORK)
    >>> float(np.diff(trading_clock([friday, monday]))[0])
    0.25
    """
    minutes = [
        np.datetime64(m.astimezone(UTC).replace(tzinfo=None), "m").astype(np.int64) for m in moments
    ]
    return np.asarray(np.interp(minutes, *_clock()))


def after_sessions(moment: datetime, sessions: float) -> datetime:
    """When the trading clock has gone so many sessions further, New York time to the minute.

    >>> from hedgerow.market.calendar import NEW_YORK
    >>> friday = datetime(2024, 5, 31, 12, 45, tzinfo=NEW_YORK)
    >>> after_sessions(friday, 1).isoformat()
    '2024-06-03T12:45:00-04:00'
    """
    at, value = _clock()
    then = np.interp(trading_clock([moment])[0] + sessions, value, at)
    moment = datetime.fromtimestamp(60 * round(float(then)), UTC)
    return moment.astimezone(NEW_YORK)


def _clock() -> tuple[IntArray, FloatArray]:
    """Minutes of every open and close, and the sessions gone by then."""
    known = hours()
    at = np.column_stack([known.opens, known.closes]).ravel().astype(np.int64)
    count = np.arange(len(known.opens))
    return at, np.column_stack([count + NIGHT, count + 1.0]).ravel()


def implied_event_move(
    listings: ListingVariances, when: date | datetime, others: Sequence[date | datetime] = ()
) -> EventMove:
    """The move priced for an event on a session, or at a moment; steps with ``others`` are no base.

    An event of unknown hour lies between the close before and that session's own. Two events in one step cannot be
    told apart. Unknown, with the reason, after the last listing.
    """
    edges = _Steps.of(listings)
    span = edges.spanning(when)
    nan = float("nan")
    if span is None:
        over = len(listings.settles) and _until(when) <= listings.quoted_at
        told = f"{when:%Y-%m-%d %H:%M}" if isinstance(when, datetime) else f"{when}"
        reason = f"{told} is past" if over else f"no listing settles after {told}"
        return EventMove(nan, nan, nan, clamped=False, reason=reason)
    first, last = span
    taken = [edges.spanning(other) for other in others]
    busy = np.zeros(len(edges.variance), bool)
    for one in (span, *taken):
        if one is not None:
            busy[one[0] : one[1]] = True
    base = edges.around(first, last, ~busy)
    priced = float(edges.variance[first:last].sum())
    if not np.isfinite(base):
        reason = "no neighbouring listings without an event"
        return EventMove(nan, nan, float(edges.sessions[first:last].sum()), False, reason)  # noqa: FBT003
    return _move(priced, base, float(edges.sessions[first:last].sum()))


def bumps(
    listings: ListingVariances,
    *,
    threshold: float = STANDS_OUT,
    least: float = LEAST_BUMP,
) -> tuple[Bump, ...]:
    """Listings before which variance stands out from that of the steps around, earliest first."""
    edges = _Steps.of(listings)
    steps = len(edges.variance)
    usual = np.array([edges.around(i, i + 1, np.ones(steps, bool)) for i in range(steps)])
    per_session = edges.variance / edges.sessions
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.log(per_session / usual)
    known = off[np.isfinite(off)]
    if len(known) <= 2 * NEIGHBOURS:
        return ()
    middle = float(np.median(known))
    scatter = MAD * float(np.median(np.abs(known - middle)))
    found = []
    for i in np.flatnonzero(np.isfinite(off)):
        excess = float(edges.variance[i] - usual[i] * edges.sessions[i])
        until = int(edges.row[i + 1])
        w, T = float(listings.w[until]), float(listings.expiry[until])
        size = float(np.sqrt(w / T) - np.sqrt(max(w - excess, 0.0) / T))
        far = (off[i] - middle) / scatter if scatter else float("inf")
        if far >= threshold and size >= least:
            before = int(edges.row[i])
            move = _move(float(edges.variance[i]), float(usual[i]), float(edges.sessions[i]))
            after = listings.settles[before] if before >= 0 else None
            settles = listings.settles[until]
            if after is not None and settles - after > LONGEST_STEP:
                continue
            found.append(Bump(after, settles, size, move, float(far), one_sided=i == 0))
    return tuple(found)


def _until(when: date | datetime) -> datetime:
    """When the event is over: at the moment, or with the session."""
    return when if isinstance(when, datetime) else close_of(session_on_or_before(when))


@dataclass(frozen=True, slots=True)
class _Steps:
    """From listing to listing, the first from the moment of the quotes; arrays (n,)."""

    quoted_at: datetime
    settles: tuple[datetime, ...]
    row: IntArray
    """Listings at the ends of the steps, (n + 1,); -1 for now."""
    sessions: FloatArray
    variance: FloatArray

    @classmethod
    def of(cls, listings: ListingVariances) -> _Steps:
        """Listings less than half a session after another are passed over."""
        rows, at = [-1], 0.0
        for i, n in enumerate(listings.sessions.tolist()):
            if n - at >= SHORTEST_STEP:
                rows.append(i)
                at = n
        held = np.array(rows)
        clock = np.concatenate([[0.0], listings.sessions])[held + 1]
        w = np.concatenate([[0.0], listings.w])[held + 1]
        settles = tuple(listings.settles[i] for i in rows[1:])
        quoted_at = listings.quoted_at if listings.settles else datetime.max.replace(tzinfo=UTC)
        return cls(quoted_at, settles, held, np.diff(clock), np.diff(w))

    def spanning(self, when: date | datetime) -> tuple[int, int] | None:
        """Steps [first, last) within which the event falls."""
        end = _until(when)
        start = end if isinstance(when, datetime) else close_of(previous_session(end.date()))
        first = sum(s <= start for s in self.settles)
        last = next((i + 1 for i, s in enumerate(self.settles) if i >= first and s >= end), None)
        return None if last is None or end <= self.quoted_at else (first, last)

    def around(self, first: int, last: int, free: BoolArray) -> float:
        """Variance by session of the nearest free steps on either side, the median; NaN without any."""
        every = np.flatnonzero(free)
        near = np.concatenate(
            [every[every < first][-NEIGHBOURS:], every[every >= last][:NEIGHBOURS]]
        )
        if not near.size:
            return float("nan")
        return float(np.median(self.variance[near] / self.sessions[near]))
