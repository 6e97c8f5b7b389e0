"""Volatility by tenor: how steep, and what it says of the time between two tenors.

    slope = σ(long) − σ(short)        ratio = σ(long)/σ(short)            contango where long costs more
    σ²_f  = (σ₂² T₂ − σ₁² T₁)/(T₂ − T₁)                                   forward volatility between T₁ and T₂

Total variance does not fall, so forward variance is not negative; quotes that say otherwise are a calendar
arbitrage, and the forward volatility is unknown.

*Front and back.* The front moves more than the back, by about ``β(T) = (T_ref/T)^p``, ``p ≈ ½``; measured here from a run
of surfaces. Vegas of several tenors are put on one by the same weight: a 30-day vega is ``√(30/90)`` of a
90-day one, and volatility moves ``√(90/30)`` as much.

*Skew by tenor.* ``|dσ/dk| ≈ c T^{−a}``, ``a`` of 0.4 to 0.5 on indices, fitted on the logarithms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray
from hedgerow.units import DAYS_PER_YEAR
from hedgerow.volatility.surface.slope import Slope, slope

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.volatility.surface.surface import Surface

CurveState: TypeAlias = Literal["contango", "flat", "backwardation", "unknown"]

PAIRS = ((30.0, 90.0), (9.0, 30.0), (30.0, 180.0))
"""Short and long tenor, calendar days."""
FLAT_SLOPE = 0.005
"""Either way of 0: half a point is no slope."""
FLAT_RATIO = (0.98, 1.02)
SKEW_DAYS = (7.0, 730.0)
"""Listings between which the skew's power law is fitted."""
LEAST_LISTINGS = 4


@dataclass(frozen=True, slots=True)
class TenorSlope:
    """Two tenors compared; volatilities at the forward, decimal."""

    short_days: float
    long_days: float
    short_vol: float
    long_vol: float
    state: CurveState
    reason: str
    """Why it is unknown, or rests on a smile beyond the listings; empty otherwise."""

    @property
    def slope(self) -> float:
        """σ(long) − σ(short), decimal."""
        return self.long_vol - self.short_vol

    @property
    def ratio(self) -> float:
        """σ(long)/σ(short)."""
        return self.long_vol / self.short_vol


@dataclass(frozen=True, slots=True)
class ForwardVols:
    """Between each two neighbours of a run of expiries, arrays (n − 1,)."""

    start: FloatArray
    """T₁, years."""
    end: FloatArray
    """T₂."""
    vol: FloatArray
    """σ_f, decimal; NaN where total variance falls, which is a calendar arbitrage."""


@dataclass(frozen=True, slots=True)
class TermStructure:
    """Volatility at the forward by expiry, arrays (n,)."""

    expiry: FloatArray
    """T, years, rising."""
    vol: FloatArray
    """Decimal."""
    outside: tuple[float, float]
    """First and last listing, years: what lies beyond is the nearest smile."""

    @property
    def days(self) -> FloatArray:
        """Calendar days."""
        return self.expiry * DAYS_PER_YEAR

    @property
    def forward_vols(self) -> ForwardVols:
        """Between neighbours."""
        vol = forward_vol(self.vol[:-1], self.expiry[:-1], self.vol[1:], self.expiry[1:])
        return ForwardVols(self.expiry[:-1], self.expiry[1:], vol)


@dataclass(frozen=True, slots=True)
class TenorBetas:
    """How much each tenor moves when the reference does."""

    days: FloatArray
    """Tenors, (n,)."""
    reference_days: float
    betas: tuple[Slope, ...]
    """Of the changes of each tenor on those of the reference, through the origin."""
    exponent: Slope
    """p of ``β = (T_ref/T)^p``, on the logarithms of the positive betas."""


@dataclass(frozen=True, slots=True)
class SkewDecay:
    """``dσ/dk = c T^{−a}`` through the listings."""

    c: float
    """Skew of a year, with its sign; NaN where nothing could be fitted."""
    a: float
    a_error: float
    """Standard error, of independent deviations; neighbouring listings are not, so it is a floor."""
    r_squared: float
    listings: int
    """Used."""
    left_out: int
    """With a skew of the other sign."""
    share_falling: float
    """Of the steps from listing to listing in which ``|dσ/dk|`` falls."""
    reason: str

    @property
    def decreases(self) -> bool:
        """Whether the skew dies out with maturity: ``a`` above 0 by two standard errors."""
        return self.a > 2 * self.a_error

    def at(self, expiry: ArrayLike) -> FloatArray:
        """dσ/dk of the law."""
        return np.asarray(self.c * np.asarray(expiry, float) ** -self.a)


def forward_vol(
    vol: ArrayLike, expiry: ArrayLike, later_vol: ArrayLike, later_expiry: ArrayLike
) -> FloatArray:
    """Volatility between two expiries, decimal; NaN where total variance falls or time does not pass.

    >>> round(float(forward_vol(0.1701, 30 / 365, 0.1989, 93 / 365)), 4)
    0.2112
    """
    s1, T1, s2, T2 = (np.asarray(x, float) for x in (vol, expiry, later_vol, later_expiry))
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (s2**2 * T2 - s1**2 * T1) / (T2 - T1)
    known = (variance >= 0) & (T2 > T1)
    return np.sqrt(np.where(known, variance, np.nan))


def curve_state(short_vol: float, long_vol: float) -> CurveState:
    """``flat`` within half a point or two per cent of each other; either is enough.

    >>> curve_state(0.17, 0.19), curve_state(0.50, 0.508), curve_state(0.30, 0.26)
    ('contango', 'flat', 'backwardation')
    """
    slope, ratio = long_vol - short_vol, long_vol / short_vol
    if not np.isfinite(ratio):
        return "unknown"
    if -FLAT_SLOPE <= slope < FLAT_SLOPE or FLAT_RATIO[0] <= ratio < FLAT_RATIO[1]:
        return "flat"
    return "contango" if slope > 0 else "backwardation"


def term_structure(surface: Surface, tenors_days: Sequence[float] | None = None) -> TermStructure:
    """Volatility at the forward of the listings, or at tenors in calendar days, rising.

    Raises :class:`InputError` for tenors that are not above 0 and rising.
    """
    T = (
        np.array(surface.expiries)
        if tenors_days is None
        else np.asarray(tenors_days, float) / DAYS_PER_YEAR
    )
    if not (np.diff(T, prepend=0.0) > 0).all():
        raise InputError(f"tenors are {tenors_days}; give days above 0, rising")
    return TermStructure(T, surface.atm_vol(T), (surface.expiries[0], surface.expiries[-1]))


def tenor_slopes(
    surface: Surface, pairs: Sequence[tuple[float, float]] = PAIRS
) -> tuple[TenorSlope, ...]:
    """Pairs of tenors in calendar days, the short one first."""
    found = []
    for short, long in pairs:
        first, second = surface.atm_vol(np.array([short, long]) / DAYS_PER_YEAR).tolist()
        beyond = [d for d in (short, long) if _beyond(surface, d)]
        reason = ", ".join(f"{d:g} days" for d in beyond)
        found.append(
            TenorSlope(
                *(short, long, first, second, curve_state(first, second)),
                f"outside the listings: {reason}" if reason else "",
            )
        )
    return tuple(found)


def _beyond(surface: Surface, days: float) -> bool:
    T = days / DAYS_PER_YEAR
    return not surface.expiries[0] <= T <= surface.expiries[-1]


def tenor_betas(
    surfaces: Sequence[Surface],
    tenors_days: Sequence[float] = (30.0, 60.0, 90.0, 180.0, 365.0),
    *,
    reference_days: float = 30.0,
) -> TenorBetas:
    """β of each tenor on the reference, from the changes between neighbours of a run, oldest first."""
    T = np.array([reference_days, *tenors_days]) / DAYS_PER_YEAR
    change = np.diff([s.atm_vol(T) for s in surfaces], axis=0)
    change = change.reshape(-1, len(T))
    betas = tuple(slope(change[:, 0], column) for column in change[:, 1:].T)
    beta = np.array([b.value for b in betas])
    ahead = np.log(reference_days / np.asarray(tenors_days, float))
    known = (beta > 0) & (ahead != 0)
    return TenorBetas(
        np.asarray(tenors_days, float),
        reference_days,
        betas,
        slope(ahead[known], np.log(beta[known])),
    )


def time_weighted_vega(
    vega: ArrayLike,
    expiry: ArrayLike,
    *,
    reference: float = 90 / DAYS_PER_YEAR,
    exponent: float = 0.5,
) -> float:
    """Σ vegaᵢ (T_ref/Tᵢ)^p: vegas of several expiries as one of the reference; NaN from a NaN.

    >>> time_weighted_vega([100.0, 100.0], [0.25, 1.0], reference=0.25)
    150.0
    """
    weight = (reference / np.asarray(expiry, float)) ** exponent
    return float(np.sum(np.asarray(vega, float) * weight))


def skew_decay(surface: Surface, between_days: tuple[float, float] = SKEW_DAYS) -> SkewDecay:
    """The power law through the skews of the listings; at least four of one sign."""
    T = np.array(surface.expiries)
    low, high = (d / DAYS_PER_YEAR for d in between_days)
    T = T[(low <= T) & (high >= T)]
    skew = _skews(surface, T)
    sign = -1.0 if np.sum(skew < 0) >= np.sum(skew > 0) else 1.0
    same = sign * skew > 0
    size = np.abs(skew)
    falling = float(np.mean(np.diff(size) < 0)) if len(T) > 1 else float("nan")
    if same.sum() < LEAST_LISTINGS:
        nan = float("nan")
        reason = f"{int(same.sum())} listings between {between_days[0]:g} and {between_days[1]:g} days; {LEAST_LISTINGS} are needed"
        return SkewDecay(nan, nan, nan, nan, int(same.sum()), int((~same).sum()), falling, reason)
    x, y = -np.log(T[same]), np.log(size[same])
    law = slope(x, y, intercept=True)
    return SkewDecay(
        *(sign * float(np.exp(law.intercept)), law.value, law.standard_error, law.r_squared),
        *(int(same.sum()), int((~same).sum()), falling, ""),
    )


def _skews(surface: Surface, T: FloatArray) -> FloatArray:
    """dσ/dk at the forward."""
    at = surface.variance(0.0, T)
    return np.asarray(at.w_k / (2 * np.sqrt(at.w * T)))
