"""What a reading of VIX futures is made of: a card a chapter.

Levels of futures and volatility indices are VIX points, returns simple decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hedgerow.volatility.futures.basis import Band, Narrowing
from hedgerow.volatility.realized.standing import Standing
from hedgerow.volatility.surface.term_structure import CurveState


@dataclass(frozen=True, slots=True)
class ContractRow:
    """One contract of the curve; prices in VIX points."""

    month: int
    """1 for the front contract."""
    expiration: date
    """Final settlement day."""
    days: int
    """Calendar days to it."""
    sessions: int
    """Sessions to it."""
    settle: float
    """NaN where the table has no price of it."""
    change_points: float
    """Since the session before; NaN where unknown."""
    basis_points: float
    """Settle less VIX."""
    forward_vol: float
    """What the VIX family implies for the 30 days from settlement on, decimal; NaN where it does not reach."""
    convexity_points: float
    """Settle less that, in points: below zero by what the variance of VIX is worth."""
    open_interest: float
    volume: float


@dataclass(frozen=True, slots=True)
class CurveCard:
    """The curve of one session."""

    session: date
    contracts: tuple[ContractRow, ...]
    missing: tuple[int, ...]
    """Months of contracts without a price."""
    slope: float
    """M2/M1 − 1."""
    back_slope_points: float
    """M7 − M4."""
    state: CurveState
    constant_maturity: float
    """Price at 30 days, VIX points; NaN where it is neither between two contracts nor within five days of the first."""
    extrapolated: bool
    """Whether the front contract has more than 30 days left, so that the line through M1 and M2 was carried on."""
    slope_standing: Standing
    """Of the slope among those before it."""


@dataclass(frozen=True, slots=True)
class BasisCard:
    """Futures less VIX, points."""

    vix: float
    """Level, points."""
    front_points: float
    """M1 − VIX."""
    front_days: int
    """Calendar days that M1 has left."""
    front_per_root_day_points: float
    """M1 − VIX over the square root of its days."""
    front_band: Band
    front: Standing
    """Of M1 − VIX among those before it, at any number of days."""
    constant_maturity_points: float
    """CM30 − VIX; NaN where either is unknown."""
    constant_maturity_band: Band
    constant_maturity: Standing
    """Of CM30 − VIX among those before it."""
    narrowing: Narrowing
    """Of CM30 − VIX."""


@dataclass(frozen=True, slots=True)
class RollCard:
    """What holding costs while nothing moves; returns are simple decimals, of a long position."""

    front_weight: float
    """Share of contracts that the index holds of its first."""
    session: float
    """Roll of the next session, along the line between the two contracts; a short position earns its negative."""
    month: float
    """21 such sessions, added up."""
    static_month: float
    """30 days on a curve through VIX and every contract that stands still, rolling daily."""
    static_year: float
    """Twelve such months, compounded."""
    holding: int
    """Sessions asked about."""
    static_holding: float
    """Over these sessions, on the same curve."""
    limit: int
    """Sessions that a long fund is held at most in contango."""
    warning: str | None
    """Why not to hold it so long; None where nothing speaks against it."""


@dataclass(frozen=True, slots=True)
class StressCard:
    """What else the family says of stress."""

    vix_over_vix3m: float
    inverted: bool | None
    """VIX above VIX3M; None where either is unknown."""
    vvix: float
    """Points."""
    vvix_high: bool | None
    """Above 130; None where unknown."""


@dataclass(frozen=True, slots=True)
class FuturesDay:
    """A session of the last year; levels in points, returns simple decimals of a long position in the index."""

    date: date
    vix: float
    front: float
    """M1."""
    front_days: float
    front_basis_points: float
    """M1 − VIX."""
    basis_points: float
    """CM30 − VIX."""
    slope: float
    """M2/M1 − 1."""
    excess: float
    """Return of the index without what bills earn."""
    roll: float
    """What of it a curve that stood still would have paid; a short position earns its negative."""
    curve: float
    """The rest: the curve's move."""
