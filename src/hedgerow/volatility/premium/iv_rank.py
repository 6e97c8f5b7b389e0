"""IV rank and IV percentile: where implied volatility stands in its own year.

    rank        100 (V − min₂₅₂) / (max₂₅₂ − min₂₅₂)        where in its range
    percentile  100 · #(V_j < V) / #(V_j)                   on how many of its days it was lower

The rank's window of 252 sessions holds today, so that it stays within 0 … 100; without it, a level beyond the
range is clamped and flagged. The percentile counts the 252 sessions *before* today, strictly lower ones, over as
many as are known. Both are of one series: an index and a chain's own volatility are never mixed.

*They differ, and that is no error.* One day of panic lifts the maximum for a year: the rank is then low while
most days were lower still. The rank of the logarithm, and that against the 95th percentile in the place of the
maximum, say how much of a low rank is that one day. SPEC IR-01 … IR-08, DT-10, DT-23.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.cone import mid_rank
from hedgerow.volatility.realized.standing import Ties

Today: TypeAlias = Literal["included", "excluded"]
"""Whether the rank's window holds today."""
Extreme: TypeAlias = Literal["high", "low"]
Known: TypeAlias = Literal["ok", "degraded", "unknown"]

YEAR = SESSIONS_PER_YEAR
LEAST = 200
"""Observations under which a year is not one."""
TOP = 0.95
"""Quantile in the place of the maximum."""
UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class IvRank:
    """Where in the range of its window a level lies; NaN where unknown."""

    rank: float
    """0 … 100."""
    log_rank: float
    """The same of the logarithms."""
    winsorised_rank: float
    """Against the 95th percentile of the window in the place of its maximum; 100 above it."""
    low: float
    """Least level of the window, in its unit."""
    high: float
    low_at: int
    """Row of it in the levels given; −1 where there is none."""
    high_at: int
    observations: int
    """Known levels in the window."""
    window: int
    """Sessions."""
    new_extreme: Extreme | None
    """Whether today is above, or below, every other level of the window."""
    state: Known
    reason: str
    """Why it is not ``ok``; empty otherwise."""


@dataclass(frozen=True, slots=True)
class IvPercentile:
    """On what share of the sessions before a level was lower; NaN where unknown."""

    percentile: float
    """0 … 100."""
    below: int
    """Sessions with a lower level."""
    equal: int
    observations: int
    """Known levels among the sessions before: the denominator."""
    window: int
    state: Known
    reason: str


def iv_rank(levels: FloatArray, *, window: int = YEAR, today: Today = "included") -> IvRank:
    """Rank of the last of the levels by session, (n,), oldest first; NaN where a session has none.

    Raises :class:`InputError` for a window below 2 sessions.

    >>> found = iv_rank(np.array([10.0, 30.0, 15.0]))
    >>> found.rank, found.state
    (25.0, 'degraded')
    """
    _require(window)
    inside = levels[-window:] if today == "included" else levels[-1 - window : -1]
    shift = len(levels) - len(inside) - (today == "excluded")
    level = float(levels[-1]) if len(levels) else UNKNOWN
    known = inside[np.isfinite(inside)]
    n = len(known)
    reason = _lacking(level, n - (today == "included"))
    if reason or not known.max() > known.min():
        reason = reason or "all levels of the window are equal: there is no range to rank in"
        return _unranked(known, window, reason)
    low, high = float(known.min()), float(known.max())
    state, reason = _enough(n)
    return IvRank(
        rank=_in_range(level, low, high),
        log_rank=_in_range(*np.log([level, low, high])) if low > 0 else UNKNOWN,
        winsorised_rank=_in_range(level, low, float(np.quantile(known, TOP))),
        low=low,
        high=high,
        low_at=shift + int(np.nanargmin(inside)),
        high_at=shift + int(np.nanargmax(inside)),
        observations=n,
        window=window,
        new_extreme=_extreme(level, known, today),
        state=state,
        reason=reason,
    )


def iv_percentile(levels: FloatArray, *, window: int = YEAR, ties: Ties = "strict") -> IvPercentile:
    """Percentile of the last of the levels by session, (n,), among the ``window`` sessions before it.

    Raises :class:`InputError` for a window below 2 sessions.

    >>> iv_percentile(np.array([10.0, 15.0, 30.0, 15.0])).percentile.__round__(2)
    33.33
    >>> iv_percentile(np.array([10.0, 15.0, 30.0, 15.0]), ties="mid").percentile
    50.0
    """
    _require(window)
    level = float(levels[-1]) if len(levels) else UNKNOWN
    before = levels[-1 - window : -1]
    known = before[np.isfinite(before)]
    n = len(known)
    lacking = _lacking(level, n)
    if lacking:
        return IvPercentile(UNKNOWN, 0, 0, n, window, "unknown", lacking)
    below, equal = int((known < level).sum()), int((known == level).sum())
    share = 100 * below / n if ties == "strict" else mid_rank(known, level)
    return IvPercentile(share, below, equal, n, window, *_enough(n))


def rank_history(levels: FloatArray, *, window: int = YEAR) -> FloatArray:
    """The rank of each session in the ``window`` that ends on it, (n,); NaN under 200 known levels."""
    import pandas as pd

    rolling = pd.Series(levels).rolling(window, min_periods=LEAST)
    low, high = rolling.min().to_numpy(), rolling.max().to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(high > low, 100 * (levels - low) / (high - low), np.nan))


def _unranked(known: FloatArray, window: int, reason: str) -> IvRank:
    """What is left to say where there is no rank."""
    low, high = (float(known.min()), float(known.max())) if len(known) else (UNKNOWN, UNKNOWN)
    return IvRank(
        rank=UNKNOWN,
        log_rank=UNKNOWN,
        winsorised_rank=UNKNOWN,
        low=low,
        high=high,
        low_at=-1,
        high_at=-1,
        observations=len(known),
        window=window,
        new_extreme=None,
        state="unknown",
        reason=reason,
    )


def _require(window: int) -> None:
    if window < 2:
        raise InputError(f"window is {window}: give 2 sessions or more; 252 is a year")


def _lacking(level: float, earlier: int) -> str:
    """Why nothing can be said; empty where something can."""
    if not np.isfinite(level):
        return "the last session has no level"
    return "" if earlier else "no earlier level is known"


def _enough(observations: int) -> tuple[Known, str]:
    if observations >= LEAST:
        return "ok", ""
    return "degraded", f"{observations} known levels; {LEAST} make a year"


def _in_range(level: float, low: float, high: float) -> float:
    """0 at the low, 100 at the high, no further; NaN without a range."""
    if not high > low:
        return UNKNOWN
    return float(np.clip(100 * (level - low) / (high - low), 0.0, 100.0))


def _extreme(level: float, known: FloatArray, today: Today) -> Extreme | None:
    others = known[:-1] if today == "included" else known
    if not len(others):
        return None
    return "high" if level > others.max() else "low" if level < others.min() else None
