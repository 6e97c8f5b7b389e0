"""What is said of a volatility index, record by record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hedgerow.market.settlement import Settlement
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.indices.moments import log_moments
from hedgerow.volatility.indices.strip import BoardStrips, Strip
from hedgerow.volatility.indices.truncation import Beyond, strip_reach
from hedgerow.volatility.indices.vix import index_points

UNKNOWN = float("nan")
NOTHING = Beyond(UNKNOWN, UNKNOWN)


@dataclass(frozen=True, slots=True)
class TermCard:
    """One expiration of the index. NaN where unknown."""

    expiration: date
    root: str
    settlement: Settlement
    settles_at: datetime
    minutes: float
    """From the quotes to the settlement."""
    days: float
    """The same in calendar days."""
    share: float
    """Of the interpolated total variance that this term's own total variance is multiplied with; the two sum to 1."""
    rate: float
    """Continuously compounded, decimal."""
    parity_strike: float
    """Where call and put are nearest in price."""
    forward: float
    k0: float
    """The highest strike at or below the forward; puts below it, calls above."""
    variance: float
    """A year, decimal."""
    value: float
    """Of this expiration alone, index points."""
    strikes: int
    """Options in the strip, by strike."""
    puts: int
    calls: int
    lowest: float
    """Lowest strike."""
    highest: float
    lowest_share: float
    """Over the forward."""
    highest_share: float
    lowest_deviations: float
    """``ln(K/F)/(σ√T)``."""
    highest_deviations: float
    below: float
    """Variance a year below the lowest strike, as the fitted smile goes on; NaN without a surface."""
    above: float
    beyond_points: float
    """What both together would add to ``value``."""
    skewness: float
    """Of the log return to the expiration, as options price it."""
    kurtosis: float
    reason: str
    """Why there is no variance; empty where there is."""


@dataclass(frozen=True, slots=True)
class StripCard:
    """The options of one term."""

    expiration: date
    root: str
    strike: tuple[float, ...]
    price: tuple[float, ...]
    """Mid; at K₀ the mean of call and put."""
    width: tuple[float, ...]
    """ΔK."""
    variance: tuple[float, ...]
    """What each adds to the variance a year, before the correction for K₀."""


@dataclass(frozen=True, slots=True)
class SkewCard:
    """SKEW and what it is made of."""

    days: float
    near: date
    next: date
    near_skewness: float
    next_skewness: float
    skewness: float
    """Over the days."""
    kurtosis: float


@dataclass(frozen=True, slots=True)
class AtmCard:
    """The index beside the volatility at the forward over the same days."""

    atm: float
    """Of the fitted surface, decimal; NaN where unknown."""
    spread_points: float
    """The index less it."""
    ratio: float
    """It over the index."""


@dataclass(frozen=True, slots=True)
class TenorIndexCard:
    """The same index over other days."""

    days: float
    index: str
    """Name under which it is published; empty where it is not."""
    value: float
    """Index points; NaN where unknown."""
    near: date | None
    next: date | None
    reason: str
    """Why it is unknown, or doubtful; empty otherwise."""


@dataclass(frozen=True, slots=True)
class ForwardIndexCard:
    """Volatility priced from one horizon to the next."""

    from_days: float
    to_days: float
    vol: float
    """Decimal a year; NaN where the variance between the two is negative."""
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedCard:
    """An index as published, beside ours."""

    symbol: str
    what: str
    """``the same index``, or whose options it is of."""
    session: date
    """Of the close."""
    close: float
    """Index points."""
    low: float
    """Of that session; NaN where the data have none."""
    high: float
    ours: float
    difference_points: float
    """Ours less the close; NaN where they are of different sessions."""
    within_range: bool | None
    """Whether ours lies in that session's low … high."""
    percentile: float
    """Share of the 252 sessions before with a lower close, 0 … 100."""
    percentile_all: float
    """Of all sessions before."""
    sessions: int
    """Closes before it in the data."""


@dataclass(frozen=True, slots=True)
class JumpCard:
    """What one jump of the price adds to variance."""

    jump: float
    strip: float
    """To the index, when it is squared and multiplied with its years."""
    realized: float
    """To what a variance swap pays."""


def term_card(strips: BoardStrips, i: int, *, share: float, beyond: Beyond = NOTHING) -> TermCard:
    """One listing as a term."""
    listing, strip = strips.listings[i], strips.strip(i)
    reach, moments = strip_reach(strip), log_moments(strip)
    variance = strip.variance
    return TermCard(
        expiration=listing.expiration,
        root=listing.root,
        settlement=listing.settlement,
        settles_at=listing.settles_at,
        minutes=strip.minutes,
        days=DAYS_PER_YEAR * strip.expiry,
        share=share,
        rate=strip.rate,
        parity_strike=strip.parity_strike,
        forward=strip.forward,
        k0=strip.k0,
        variance=variance,
        value=index_points(variance),
        strikes=len(strip.strike),
        puts=strip.puts,
        calls=strip.calls,
        lowest=reach.lowest,
        highest=reach.highest,
        lowest_share=reach.lowest_share,
        highest_share=reach.highest_share,
        lowest_deviations=reach.lowest_deviations,
        highest_deviations=reach.highest_deviations,
        below=beyond.below,
        above=beyond.above,
        beyond_points=index_points(variance + beyond.below + beyond.above) - index_points(variance),
        skewness=moments.skewness,
        kurtosis=moments.kurtosis,
        reason=strip.reason,
    )


def strip_card(strips: BoardStrips, i: int) -> StripCard:
    """The options of one listing."""
    listing, strip = strips.listings[i], strips.strip(i)
    return StripCard(
        listing.expiration,
        listing.root,
        tuple(strip.strike.tolist()),
        tuple(strip.price.tolist()),
        tuple(strip.width.tolist()),
        tuple(_variances(strip)),
    )


def _variances(strip: Strip) -> list[float]:
    return [float(each) for each in 2 / strip.expiry * strip.contribution]
