"""What is said of expected moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hedgerow.market.events import EventKind
from hedgerow.volatility.premium.expected_move import MoveConvention


@dataclass(frozen=True, slots=True)
class QuotedStraddle:
    """Call and put at the listed strike next to the forward."""

    strike: float
    bid: float
    ask: float
    mid: float


@dataclass(frozen=True, slots=True)
class ExpiryMoveCard:
    """What one expiration prices."""

    expiration: date
    root: str
    settles_at: datetime
    """New York time."""
    days: float
    """Calendar days, to the minute."""
    sessions: float
    """On the trading clock: a session is one, the night before it a quarter of it."""
    forward: float
    straddle: float
    """Struck at the forward, from the smile, in the unit of the price."""
    quoted: QuotedStraddle | None
    """None where no strike near the forward is quoted on both sides."""
    vol: float
    """At the forward, decimal per √year of 365 days."""
    trading_vol: float
    """The same straddle over the sessions left, per √year of 252."""
    move: float
    """Half the band of the convention chosen, in the unit of the price."""
    share: float
    """Of the forward."""
    low: float
    high: float
    forward_vol: float | None
    """From the expiration before (or now) to this one, decimal; None where total variance falls."""
    events: tuple[str, ...]
    """Announcements between the expiration before (or now) and this one."""


@dataclass(frozen=True, slots=True)
class HorizonCard:
    """How far in so many sessions."""

    sessions: int
    until: date
    """The session in which they are over: at its close, or at the hour of the quotes."""
    vol: float
    """At the forward to then, decimal per √year of 365 days."""
    forward: float
    one_sigma: float
    """Half the band, in the unit of the price, under each convention."""
    straddle: float
    eighty_five: float
    share: float
    """Of the forward, of the convention chosen."""
    low: float
    high: float
    beyond_listings: bool
    """Whether no expiration settles before or after it, so that the nearest smile is stretched."""


@dataclass(frozen=True, slots=True)
class EventCard:
    """An announcement ahead."""

    day: date
    kind: EventKind
    name: str
    sessions: int
    """To its day."""
    expiration: date | None
    """The first that spans it; None where none does."""
    move: float | None
    """One standard deviation that options price for its whole day, decimal; None where they do not tell it."""
    usual_move: float | None
    """Of an ordinary day, by the expirations around."""
    reason: str
    """Why it is unknown, or with what it is shared; empty otherwise."""


@dataclass(frozen=True, slots=True)
class DateCard:
    """The last day of a kind and the next."""

    kind: EventKind
    name: str
    last: date | None
    sessions_since: int | None
    next: date | None
    sessions_to: int | None
    days_to: int | None


@dataclass(frozen=True, slots=True)
class PastMove:
    """What an earlier chain priced, and what came."""

    session: date
    """Of its quotes."""
    sessions: int
    until: date
    straddle: float
    """Share of the forward."""
    move: float
    """Of the price from that forward, share of it, with its sign; NaN where it is not known yet."""
    ratio: float
    """Size of the move over one implied standard deviation."""


@dataclass(frozen=True, slots=True)
class ConventionCard:
    """A band and how often it held."""

    convention: MoveConvention
    factor: float
    """Half the band over the straddle."""
    normal_coverage: float
    """Of a normal law with the implied volatility."""


@dataclass(frozen=True, slots=True)
class PaceCard:
    """What is priced against what was."""

    implied_week: float
    """Volatility over five sessions, decimal per √year of 252."""
    realized_week: float
    """Of the last five sessions, zero mean."""
    ratio: float
    """Implied over realized: above 1.3 more is priced than moved, which is so more often than not [SPEC EM-10]."""
