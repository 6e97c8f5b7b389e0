"""Basis: how far VIX futures stand from VIX, and whether that is much.

    basis = future − VIX, in points

positive where the market expects VIX to rise, or pays for insurance. The front contract's runs to zero as it settles,
so it is shown with its days, and over their square root; the one that compares through time is that of the 30-day
constant maturity, classified by its own history. A basis that narrows while VIX stands still says that buyers of
stability withdraw: a claim of practitioners, flagged here and not proved. [SPEC VF-06, VF-07, DT-09]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Band: TypeAlias = Literal["backwardation", "narrow", "normal", "wide", "very wide", "unknown"]
FRONT_BANDS: tuple[tuple[float, Band], ...] = (
    (0.0, "backwardation"),
    (0.5, "narrow"),
    (1.5, "normal"),
    (3.0, "wide"),
)
"""Of M1 − VIX: points below which a band ends; above the last it is very wide."""
NARROW, WIDE = 25.0, 75.0
"""Percentiles of the constant-maturity basis below which it is narrow, and from which on wide."""
NARROWING_SESSIONS, NARROWING, STILL = 10, -0.5, 1.0
"""The alert: over so many sessions, points of basis at most, points of VIX less than."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What basis and VIX did over ten sessions."""

    sessions: int
    basis_change_points: float
    vix_change_points: float
    alert: bool | None
    """Basis at least half a point narrower while VIX moved by less than one; None where either is unknown."""


def per_root_day(basis: float, days: float) -> float:
    """``basis / √days``, points; NaN on the settlement day.

    >>> round(per_root_day(1.5, 25), 2)
    0.3
    """
    return basis / float(np.sqrt(days)) if days > 0 else float("nan")


def front_band(basis: float) -> Band:
    """The band of M1 − VIX, half-open.

    >>> [front_band(b) for b in (-0.1, 0.0, 0.5, 1.5, 3.0, float("nan"))]
    ['backwardation', 'narrow', 'normal', 'wide', 'very wide', 'unknown']
    """
    if not np.isfinite(basis):
        return "unknown"
    return next((band for end, band in FRONT_BANDS if basis < end), "very wide")


def constant_maturity_band(basis: float, percentile: float) -> Band:
    """The band of CM30 − VIX: backwardation below zero, else by percentile (0 … 100) of its history.

    >>> constant_maturity_band(-0.2, 3.0), constant_maturity_band(1.4, 48.0), constant_maturity_band(2.5, 75.0)
    ('backwardation', 'normal', 'wide')
    """
    if np.isfinite(basis) and basis < 0:
        return "backwardation"
    if not (np.isfinite(basis) and np.isfinite(percentile)):
        return "unknown"
    if percentile < NARROW:
        return "narrow"
    return "normal" if percentile < WIDE else "wide"


def narrowing(basis: ArrayLike, vix: ArrayLike) -> Narrowing:
    """Whether the basis narrowed while VIX stood still; both (n,), points by session, oldest first."""
    b, V = (np.asarray(series, float) for series in (basis, vix))
    nan = float("nan")
    if len(b) <= NARROWING_SESSIONS:
        return Narrowing(NARROWING_SESSIONS, nan, nan, None)
    db, dV = (float(x[-1] - x[-1 - NARROWING_SESSIONS]) for x in (b, V))
    known = np.isfinite(db) and np.isfinite(dV)
    alert = bool(db <= NARROWING and abs(dV) < STILL) if known else None
    return Narrowing(NARROWING_SESSIONS, db, dV, alert)
