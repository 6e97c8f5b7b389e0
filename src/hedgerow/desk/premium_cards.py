"""Parts of the answer about the premium: flavours, rank, the straddle that pays for itself, expirations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.market.expirations import OpexState, opex_distance
from hedgerow.regime.engine import read_table
from hedgerow.regime.facts import Facts
from hedgerow.regime.tables.premium import RANK, RANK_THUMB
from hedgerow.regime.thresholds import DEFAULT
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.premium.break_even import MONTH_DAYS, break_even
from hedgerow.volatility.premium.expiration_week import PhaseMoves, moves_by_phase
from hedgerow.volatility.premium.iv_rank import (
    Extreme,
    IvPercentile,
    IvRank,
    Known,
    iv_percentile,
    rank_history,
)
from hedgerow.volatility.premium.variance_risk_premium import Flavour, Premium, PremiumSeries
from hedgerow.volatility.realized.standing import LEAST

if TYPE_CHECKING:
    from hedgerow.data.source import Market
    from hedgerow.desk.premium_study import PremiumStudy
    from hedgerow.typing import FloatArray

RANK_HIGH, RANK_LOW = 90.0, 10.0
"""IV rank about 100, and about 0 [SPEC RG-07]."""


@dataclass(frozen=True, slots=True)
class FlavourCard:
    """One flavour today, among its own past and nothing else."""

    flavour: Flavour
    unit: str
    """``vol points`` or ``variance points`` (squares of vol points)."""
    horizon_sessions: int
    implied_on: date | None
    """Session at whose end implied volatility is taken; None where no value is known."""
    known_since: date | None
    """Session at whose end the value became known: a month later ex post."""
    implied: float
    """Decimal."""
    realized: float
    """What it is held against: expected, subsequent or trailing volatility, decimal."""
    value_points: float
    """Implied less realized, in the unit; the seller's sign."""
    buyer_points: float
    """The same with the sign of Carr and Wu: realized less implied."""
    mean_points: float
    """Of the past; NaN under 200 values, like everything below."""
    over_mean_points: float
    median_points: float
    percentile: float
    """Among the 252 sessions before, 0 … 100."""
    percentile_whole: float
    """Among all before."""
    share_positive: float
    first: date | None
    observations: int
    effective_observations: float
    """Over the horizon: windows overlap."""


@dataclass(frozen=True, slots=True)
class Flavours:
    """Four premiums that are never held against each other."""

    ex_ante_model: FlavourCard
    ex_post: FlavourCard
    trailing: FlavourCard
    variance: FlavourCard


@dataclass(frozen=True, slots=True)
class RealizedCard:
    """What implied volatility is held against."""

    price_symbol: str
    """Whose prices: those of the fund where the index's own end too early; empty without any."""
    window: int
    """Sessions of ``rv``."""
    vol_30: float
    """Of 30 sessions, the same way: zero mean, close to close, decimal."""
    expected: float
    """Over the 21 sessions ahead, decimal; NaN where nothing can say."""
    model: str | None
    """Who expects it."""
    model_bias_points: float
    """Mean of what it expected less what came, vol points."""


@dataclass(frozen=True, slots=True)
class RankReading:
    """What rank and percentile say together: rows of the rule book, DT-10 and DT-23. Words beside a number, no trade."""

    row: str
    """``unknown`` where rank or percentile is."""
    meaning: str
    thumb: str
    """``conflict`` where the percentile is above 50 and the rank under 30: no action follows."""
    thumb_meaning: str


@dataclass(frozen=True, slots=True)
class RankCard:
    """What qualifies IV rank and percentile; levels decimal, shares 0 … 100, NaN where unknown."""

    window: int
    """Sessions."""
    observations: int
    """Known levels among them, today's included."""
    low: float
    low_date: date | None
    high: float
    high_date: date | None
    log_rank: float
    """Of the logarithms."""
    winsorised_rank: float
    """Against the 95th percentile in the place of the maximum."""
    new_extreme: Extreme | None
    """Whether today is above, or below, every other level of the window."""
    below: int
    """Of the sessions before: those with a lower level."""
    equal: int
    prior_observations: int
    """Known levels among the sessions before: what the percentile divides by."""
    mid_percentile: float
    """With days at the same level counted half."""
    state: Known
    reason: str
    """Why it is not ``ok``; empty otherwise."""
    reading: RankReading


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session of the past; decimal, NaN where unknown."""

    date: date
    implied: float
    trailing: float
    subsequent: float
    """Of the 21 sessions after it."""
    iv_rank: float
    """0 … 100."""


@dataclass(frozen=True, slots=True)
class BreakEvenCard:
    """A straddle of 30 days at the money, hedged daily."""

    spot: float
    """Of the symbol whose prices are used; NaN where the data know no traded price."""
    required_vol: float
    """Realized volatility at which nothing is gained or lost: the implied one."""
    move: float
    """Units of the price."""
    move_share: float
    straddle: float
    """What it costs."""
    theta: float
    """A session without a move, negative."""
    net_trailing: float
    """A session at the trailing volatility: gamma less theta, before costs."""
    net_expected: float
    """At the expected one."""
    days_beyond: float
    """Share of the last 252 sessions that moved by more than was implied the evening before."""


@dataclass(frozen=True, slots=True)
class OpexCard:
    """Where the session stands around the monthly expiration, and what such sessions were like."""

    state: OpexState
    last: date
    next: date
    sessions_since: int
    sessions_to: int
    note: str
    """On an IV rank near the top or the bottom of its year; empty otherwise."""
    moves: tuple[PhaseMoves, ...]


@dataclass(frozen=True, slots=True)
class ChainCard:
    """Implied volatility of a chain, beside the index: another measure, with no past of its own here."""

    symbol: str
    vol: float
    """At the forward, 30 days, decimal."""
    less_index_points: float
    """NaN without an index."""
    trailing_points: float
    """Less trailing volatility."""
    ex_ante_points: float
    """Less the expected one."""
    ratio: float
    """Over trailing volatility."""


def flavour_card(
    series: PremiumSeries, study: PremiumStudy, realized: FloatArray, *, known_after: int = 0
) -> FlavourCard:
    """Today's value; ``realized`` (n,) is what implied volatility was held against."""
    i, n = series.last_row, len(series.known)
    scale = 1e4 if series.flavour == "variance" else 100.0
    enough = n >= LEAST
    unknown = float("nan")

    def points(premium: Premium) -> float:
        return scale * premium.value if enough else unknown

    value = scale * series.last.value
    known = np.flatnonzero(np.isfinite(series.values))
    return FlavourCard(
        flavour=series.flavour,
        unit="variance points" if series.flavour == "variance" else "vol points",
        horizon_sessions=series.sessions,
        implied_on=study.dates[i].date() if i >= 0 else None,
        known_since=study.dates[i + known_after].date() if i >= 0 else None,
        implied=float(study.implied[i]) if i >= 0 else unknown,
        realized=float(realized[i]) if i >= 0 else unknown,
        value_points=value,
        buyer_points=scale * series.last.carr_wu,
        mean_points=points(series.mean),
        over_mean_points=scale * series.last.over(series.mean) if enough else unknown,
        median_points=points(series.median),
        percentile=series.percentile(window=SESSIONS_PER_YEAR),
        percentile_whole=series.percentile(),
        share_positive=series.share_positive if enough else unknown,
        first=study.dates[known[0]].date() if n else None,
        observations=n,
        effective_observations=n / series.sessions,
    )


def break_even_card(
    study: PremiumStudy, market: Market, implied: float, trailing: float, expected: float
) -> BreakEvenCard | None:
    """From the last price as traded, where the data know it; None without implied volatility."""
    if not implied > 0:
        return None
    spot = _spot(study, market)
    known = np.isfinite(spot)
    made = break_even(spot if known else 1.0, implied, days=MONTH_DAYS)
    money = 1.0 if known else float("nan")
    before = np.concatenate([[np.nan], study.implied[:-1]])[-SESSIONS_PER_YEAR:]
    moved = np.abs(study.returns[-SESSIONS_PER_YEAR:]) - before / np.sqrt(SESSIONS_PER_YEAR)
    moved = moved[np.isfinite(moved)]
    return BreakEvenCard(
        spot=spot,
        required_vol=implied,
        move=money * made.move,
        move_share=made.move_share,
        straddle=money * made.straddle,
        theta=money * made.theta,
        net_trailing=money * made.net(trailing),
        net_expected=money * made.net(expected),
        days_beyond=float((moved > 0).mean()) if len(moved) >= LEAST else float("nan"),
    )


def _spot(study: PremiumStudy, market: Market) -> float:
    """The price as traded on the session; NaN where the data cannot say."""
    if not study.price_symbol:
        return float("nan")
    prices = market.prices([study.price_symbol], study.as_of, window=SESSIONS_PER_YEAR)
    spot = prices.spot(study.price_symbol)
    if not spot.known or spot.date != study.as_of:
        return float("nan")
    scale = study.use.price_scale if study.price_symbol == study.use.price_symbol else 1.0
    return spot.price * scale


def opex_card(study: PremiumStudy, rank: float) -> OpexCard:
    """Around the monthly expiration."""
    at = opex_distance(study.as_of)
    note = ""
    if at.state in {"before", "at"} and rank >= RANK_HIGH:
        note = "an IV rank of 90 and more at the expiration is said to favour selling; it is also when prices jump"
    elif at.state in {"before", "at"} and rank < RANK_LOW:
        note = "an IV rank under 10 at the expiration: little is paid for selling"
    return OpexCard(
        state=at.state,
        last=at.last,
        next=at.next,
        sessions_since=at.since,
        sessions_to=at.to,
        note=note,
        moves=moves_by_phase(study.dates, study.returns, study.implied),
    )


def rank_card(study: PremiumStudy, found: IvRank, below: IvPercentile) -> RankCard:
    """What qualifies the two."""
    low, high = (
        study.dates[at].date() if at >= 0 else None for at in (found.low_at, found.high_at)
    )
    return RankCard(
        window=found.window,
        observations=found.observations,
        low=found.low,
        low_date=low,
        high=found.high,
        high_date=high,
        log_rank=found.log_rank,
        winsorised_rank=found.winsorised_rank,
        new_extreme=found.new_extreme,
        below=below.below,
        equal=below.equal,
        prior_observations=below.observations,
        mid_percentile=iv_percentile(study.implied, window=found.window, ties="mid").percentile,
        state=found.state,
        reason=found.reason,
        reading=rank_reading(found.rank, below.percentile),
    )


def rank_reading(rank: float, percentile: float) -> RankReading:
    """The leading rows for both, 0 … 100; unknown where either is.

    >>> rank_reading(20.1, 46.4).row, rank_reading(15, 65).thumb
    ('neutral', 'conflict')
    """
    if not np.isfinite(rank + percentile):
        return RankReading(*["unknown"] * 4)
    facts = Facts.of({"iv_rank": rank, "iv_percentile": percentile})
    found = [read_table(table, facts, DEFAULT).leading for table in (RANK, RANK_THUMB)]
    said = [text for row in found if row is not None for text in (row.label, _clause(row.reading))]
    return RankReading(*said)


def _clause(sentence: str) -> str:
    """A sentence as a part of another."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def past_sessions(
    study: PremiumStudy, after: FloatArray, rows: slice, *, every: int = 1
) -> tuple[PastSession, ...]:
    """Sessions of the study, the last always among them."""
    ranks = rank_history(study.implied)
    at = np.arange(len(study.dates))[rows][::-1][::every][::-1]
    return tuple(
        PastSession(
            study.dates[i].date(),
            float(study.implied[i]),
            float(study.realized[i]),
            float(after[i]),
            float(ranks[i]),
        )
        for i in at.tolist()
    )
