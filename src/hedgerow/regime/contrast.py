"""Whether an outcome differs where something holds, and whether it goes with a number.

    contrast   mean of y where it holds − mean of y on the other days that are known
    tendency   change of y for one standard deviation of x

Both with an error of overlapping outcomes (:mod:`~hedgerow.regime.slope`), and both again in each half of the days known,
by time: what changes its sign is no effect.

**What neither shows.** Each is looked at alone: two rows that hold on the same days have one effect, not two. The days are
those of one market, the storms in them few, and none of the errors knows what else was tried.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.regime.outcomes import Unit
from hedgerow.regime.slope import Slope, half_width, p_value, slope
from hedgerow.regime.spells import windows
from hedgerow.typing import BoolArray, FloatArray

FIFTH = 0.2
UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """By how much an outcome differs; decimal, NaN where it cannot be had."""

    outcome: str
    unit: Unit
    sessions: int
    """Over which it is."""
    observations: int
    """Days on which both sides are known and the outcome is over."""
    windows: int
    """Effective: without overlap; of a contrast, on its rarer side."""
    effect: float
    standard_error: float
    """HAC."""
    interval: tuple[float, float]
    """95 %."""
    t: float
    p: float
    """Of one test alone, two-sided."""
    first_half: float
    """The effect in the first half of the days known, and in the second."""
    second_half: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast(Effect):
    """Days on which something holds against the others."""

    days: int
    """On which it holds."""
    mean: float
    """Of the outcome where it holds."""
    base: float
    """Of the outcome on the others: what comes anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tendency(Effect):
    """An outcome along a number; the effect is for one standard deviation of it."""

    low: float
    """Mean of the outcome in the lowest fifth of the number."""
    high: float
    """In the highest."""


def contrast(
    holds: FloatArray, y: FloatArray, *, outcome: str, unit: Unit, sessions: int
) -> Contrast:
    """Of ``y`` between days with ``holds`` 1 and 0, both (n,), by session, oldest first; NaN is unknown.

    >>> holds, y = np.tile([1.0, 0.0], 300), np.tile([0.03, 0.01, 0.05, 0.02], 150)
    >>> found = contrast(holds, y, outcome="return", unit="return", sessions=1)
    >>> round(found.effect, 4), round(found.mean, 4), found.windows
    (0.025, 0.04, 300)
    """
    known = np.isfinite(holds) & np.isfinite(y)
    there, elsewhere = known & (holds == 1), known & (holds == 0)
    rarer = min(windows(there, sessions), windows(elsewhere, sessions))
    found = slope(holds[known], y[known], sessions=sessions)
    middle = _middle(known)
    apart = [
        _mean(y[there & half]) - _mean(y[elsewhere & half]) for half in (middle, known & ~middle)
    ]
    return Contrast(
        outcome=outcome,
        unit=unit,
        sessions=sessions,
        observations=int(known.sum()),
        windows=rarer,
        effect=found.value,
        standard_error=found.standard_error,
        interval=_interval(found, rarer),
        t=found.t,
        p=p_value(found.t, rarer),
        first_half=apart[0],
        second_half=apart[1],
        days=int(there.sum()),
        mean=_mean(y[there]),
        base=_mean(y[elsewhere]),
    )


def tendency(x: FloatArray, y: FloatArray, *, outcome: str, unit: Unit, sessions: int) -> Tendency:
    """Of ``y`` along ``x``, both (n,), by session, oldest first; NaN is unknown.

    >>> x = np.sin(np.arange(900.0))
    >>> round(float(tendency(x, 0.02 * x, outcome="return", unit="return", sessions=1).effect / x.std()), 4)
    0.02
    """
    known = np.isfinite(x) & np.isfinite(y)
    there = x[known]
    spread = float(there.std()) if len(there) else 0.0
    z = np.full(len(x), np.nan)
    if spread > 0:
        z[known] = (there - there.mean()) / spread
    known &= np.isfinite(z)
    number = windows(known, sessions)
    found = slope(z[known], y[known], sessions=sessions)
    middle = _middle(known)
    halves = [slope(z[h], y[h], sessions=sessions).value for h in (middle, known & ~middle)]
    edges = np.quantile(z[known], [FIFTH, 1 - FIFTH]) if known.any() else (UNKNOWN, UNKNOWN)
    return Tendency(
        outcome=outcome,
        unit=unit,
        sessions=sessions,
        observations=int(known.sum()),
        windows=number,
        effect=found.value,
        standard_error=found.standard_error,
        interval=_interval(found, number),
        t=found.t,
        p=p_value(found.t, number),
        first_half=halves[0],
        second_half=halves[1],
        low=_mean(y[known & (z <= edges[0])]),
        high=_mean(y[known & (z >= edges[1])]),
    )


def _middle(known: BoolArray) -> BoolArray:
    """The first half of the days known, (n,)."""
    first: BoolArray = known & (np.cumsum(known) <= known.sum() // 2)
    return first


def _interval(found: Slope, number: int) -> tuple[float, float]:
    wide = half_width(found.standard_error, number)
    return (found.value - wide, found.value + wide)


def _mean(x: FloatArray) -> float:
    return float(x.mean()) if len(x) else UNKNOWN
