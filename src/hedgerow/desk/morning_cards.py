"""What stands on the morning card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from hedgerow.desk.expect_cards import QuotedStraddle
from hedgerow.market.events import EventKind
from hedgerow.volatility.forecast.event import FermiVol
from hedgerow.volatility.premium.exposure import Convention

PriceSource: TypeAlias = Literal["close", "parity", "given", "unknown"]


@dataclass(frozen=True, slots=True)
class PriceCard:
    """A price and where it is from."""

    price: float
    """NaN where unknown."""
    source: PriceSource
    """The session's close as traded, put–call parity of the chain, given by the user."""
    date: date | None


@dataclass(frozen=True, slots=True)
class StraddleCard:
    """The nearest straddle that expires half a day and half a session or more from the quotes."""

    expiration: date
    root: str
    days: float
    """Calendar days, to the minute."""
    sessions: float
    """On the trading clock: a session is one, the night before it a quarter of it."""
    forward: float
    price: float
    """Struck at the forward, from the smile through the middle quotes, in the unit of the price."""
    quoted: QuotedStraddle | None
    """At the listed strike next to the forward; None where no strike near it is quoted on both sides."""
    one_sigma: float
    """To its expiration: 1.2533 times the straddle."""
    vol: float
    """Per √year of 252 sessions, decimal."""


@dataclass(frozen=True, slots=True)
class DailyCard:
    """One standard deviation of the session ahead."""

    source: str
    """``straddle``, or the volatility index that stands in for it."""
    one_sigma: float
    """In the unit of the price: the straddle's over the root of the sessions it spans, never over their number."""
    share: float
    """Of the close, decimal."""
    mean_move: float
    """√(2/π) of it: how far a normal session goes on average."""
    vol: float
    """Per √year of 252 sessions, decimal; of an index as it is published."""


@dataclass(frozen=True, slots=True)
class RangeCard:
    """A band around the close."""

    multiple: float
    """Standard deviations."""
    points: float
    """Half the band."""
    low: float
    high: float
    normal_coverage: float
    """How often a normal session ends inside."""
    left: bool | None
    """Whether the price now lies outside; None where it is not known."""


@dataclass(frozen=True, slots=True)
class PinCard:
    """A strike that may hold the price."""

    strike: float
    distance: float
    """From the price of the chain, in the unit of the price, with its sign."""
    deviations: float
    """The same in standard deviations of a session."""
    share: float
    """Of the gross gamma of the chain."""
    contracts: float
    """Open interest."""


@dataclass(frozen=True, slots=True)
class GammaCard:
    """Open interest near the price."""

    convention: Convention
    """The side that dealers are assumed to be on; nothing public proves it."""
    gamma: float
    """Delta-dollars for a rise of 1 %, with the dealers' sign."""
    contracts: float
    share_within: float
    """Of gross gamma at strikes within one standard deviation of a session."""
    pins: tuple[PinCard, ...]
    """Strikes within one standard deviation whose gross gamma is in the top tenth, the largest first."""


@dataclass(frozen=True, slots=True)
class WeekCard:
    """Implied against what the last five sessions did."""

    implied: float
    """Per √year, decimal: of the straddle by sessions, or the index."""
    realized: float
    """Of the last five sessions, zero mean, per √year of 252."""
    ratio: float
    rich: bool | None
    """Whether the ratio is above 1.3, which it is on most days [SPEC EM-10]; None where unknown."""


@dataclass(frozen=True, slots=True)
class DayCard:
    """Estimates of the session ahead that need no straddle."""

    realized_move: float
    """One standard deviation by the last five sessions, in the unit of the price."""
    implied_move: float
    """By options; mostly the wider, and no upper bound."""
    premium: float
    """The second less the first."""
    fermi: FermiVol | None
    """The envelope: what is usual, where volatility stands now, and the day's announcements, as variances."""
    fermi_move: float
    """One standard deviation of the session by it, in the unit of the price; NaN without it."""
    base_source: str
    """What the base of the envelope is."""
    event: str
    """The announcement in it, or why one is not; empty where there is none."""


@dataclass(frozen=True, slots=True)
class AheadCard:
    """A date ahead."""

    day: date
    kind: EventKind
    name: str
    time: str | None
    """New York, like 08:30; None where it is not known or lasts all day."""
    sessions: int
    """From the session of the quotes."""
    move: float | None
    """One standard deviation that options price for its whole day, decimal; None where they do not tell it."""
    usual_move: float | None
    """Of an ordinary day, by the expirations around."""


@dataclass(frozen=True, slots=True)
class IndexCard:
    """A volatility index beside the straddle."""

    symbol: str
    level: float
    """Decimal per √year."""
    one_sigma: float
    """Of a session, level × close / √252, in the unit of the price."""


@dataclass(frozen=True, slots=True)
class AgeCard:
    """How old something on the card is."""

    what: str
    of: date | None
    """Session; None where there is none."""
    quoted_at: datetime | None
    """New York time of quotes; None for closes."""
    sessions: int | None
    """Behind the last close before the session ahead; 0 is as new as can be."""
    hours: float | None
    """From quotes to the open of the session ahead; 0 from within it."""
