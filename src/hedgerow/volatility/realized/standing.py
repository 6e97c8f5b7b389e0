"""Where a level stands among its own past, and which way it goes: the two primitives of every reading.

    pct(x)   the share of the 252 sessions before that lay below, ties counted half         0 … 100
    dir(x)   z = (x_t − x_{t−5}) / sd of such changes over 252 sessions                     up above ½, down below −½

Changes are of logarithms for volatilities and their indices, differences for what may be negative or is itself a
moment or a correlation. Windows count sessions: a session without a level is missing from the count, never
bridged. Fewer than 200 known levels, and the percentile is unknown. SPEC PART IV.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.cone import mid_rank
from hedgerow.volatility.realized.spot_vol import changes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Direction: TypeAlias = Literal["up", "down", "flat", "unknown"]
Change: TypeAlias = Literal["log", "difference"]
"""What of a level is compared from week to week."""
Ties: TypeAlias = Literal["strict", "mid"]
"""Whether a day at the same level counts as not lower, or half."""

YEAR = SESSIONS_PER_YEAR
LEAST = 200
"""Known levels without which a year says nothing."""
HORIZON = 5
"""Sessions of a change."""
DEAD_BAND, SHARP = 0.5, 1.5
"""Standard deviations within which nothing moves, and beyond which it moves sharply."""
UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class Move:
    """Which way a level went over five sessions."""

    direction: Direction
    z: float
    """The change in standard deviations of a year of such changes; NaN where unknown."""

    @property
    def sharp(self) -> bool:
        """Whether it is beyond one and a half of them."""
        return bool(abs(self.z) > SHARP)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the last value of a series stands among those before it."""

    value: float
    percentile_year: float
    """Among the 252 sessions before it, 0 … 100; NaN under 200 known ones."""
    percentile: float
    """Among all sessions before it; NaN under 200 known ones."""
    median: float
    """Of all sessions before it."""
    observations: int
    """Known sessions before it."""


def percentile(levels: FloatArray, *, window: int | None = YEAR, least: int = LEAST) -> float:
    """Mid-rank of the last level among those of the ``window`` sessions before it, 0 … 100, shape (n,) → a number.

    Oldest first; without a window, among all before it. NaN where the last level, or ``least`` of the others, are.

    >>> percentile(np.arange(300.0)), percentile(np.array([1.0, 2.0, 1.5]), least=2)
    (100.0, 50.0)
    """
    if not len(levels):
        return UNKNOWN
    past = levels[:-1] if window is None else levels[-1 - window : -1]
    known = past[np.isfinite(past)]
    return mid_rank(known, float(levels[-1])) if len(known) >= least else UNKNOWN


def standing(series: ArrayLike) -> Standing:
    """The last value of a series (n,), oldest first, among those before it; NaN is no observation.

    >>> made = standing(np.arange(300.0))
    >>> made.value, made.percentile, made.observations
    (299.0, 100.0, 299)
    """
    x = np.asarray(series, float)
    before = x[:-1][np.isfinite(x[:-1])]
    return Standing(
        float(x[-1]) if len(x) else UNKNOWN,
        percentile(x),
        percentile(x, window=None),
        float(np.median(before)) if len(before) else UNKNOWN,
        len(before),
    )


def move(levels: FloatArray, *, change: Change = "log", sessions: int = HORIZON) -> Move:
    """Which way the last level went, from levels by session (n,), oldest first.

    Unknown where either end is, or fewer than 200 changes of the year are known, or none differs.

    >>> quiet = 100 + np.tile([0.0, 1.0, 0.0, -1.0], 70)
    >>> move(np.append(quiet, 110.0)).direction, move(quiet).direction
    ('up', 'down')
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        x = np.log(np.where(levels > 0, levels, np.nan)) if change == "log" else levels
    moved = changes(x, sessions=sessions)[-YEAR:]
    known = moved[np.isfinite(moved)]
    if len(known) < LEAST or not np.isfinite(moved[-1]) or not known.std() > 0:
        return Move("unknown", UNKNOWN)
    z = float(moved[-1] / known.std(ddof=1))
    return Move("up" if z > DEAD_BAND else "down" if z < -DEAD_BAND else "flat", z)


def move_history(
    levels: FloatArray, *, change: Change = "log", sessions: int = HORIZON
) -> FloatArray:
    """What :func:`move` calls z, of every session, (n,); NaN where unknown.

    >>> float(move_history(np.append(100 + np.tile([0.0, 1.0, 0.0, -1.0], 70), 110.0))[-1]) > SHARP
    True
    """
    import pandas as pd

    with np.errstate(invalid="ignore", divide="ignore"):
        x = np.log(np.where(levels > 0, levels, np.nan)) if change == "log" else levels
    moved = changes(x, sessions=sessions)
    spread = pd.Series(moved).rolling(YEAR, min_periods=LEAST).std(ddof=1).to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(spread > 0, moved / spread, np.nan))


def percentile_history(
    levels: FloatArray, *, window: int = YEAR, least: int = LEAST, ties: Ties = "mid"
) -> FloatArray:
    """What :func:`percentile` says of every session, (n,); NaN where unknown.

    ``strict`` counts a session at the same level as not lower, instead of half.
    """
    import pandas as pd

    # among the window and itself; itself is then taken out
    around = pd.Series(levels, dtype=float).rolling(window + 1, min_periods=least + 1)
    rank = around.rank(method="min" if ties == "strict" else "average")
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(100 * (rank - 1) / (around.count() - 1), dtype=float)
