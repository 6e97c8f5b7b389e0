"""The volatility cone: today's realized volatility at each horizon against its own history [BL90].

For every window h the volatility of each run of h sessions is one observation; the cone is their
range and quantiles. It narrows with h, because long windows average storms away: 25 % over five days
is common, over a year it is a crisis. Read across, the last column is the term structure of realized
volatility.

Windows overlap, so n observations are worth about n/h, and their scatter is understated. Of n
overlapping means of h independent terms the variance has expectation Var/m with [HT02]

    m = 1 / (1 − h/n + (h² − 1)/(3n²))

m is what to multiply the *variance of the variances* by; it is no factor for a volatility. The quantiles
here are as measured, because they say what happened. m is far from 1 only where the history is short.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray

WINDOWS = (5, 10, 21, 42, 63, 126, 252)
QUANTILES = (0.0, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 1.0)
UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class ConeRow:
    """One horizon. Volatilities are decimals per √year; NaN where unknown."""

    window: int
    """Sessions, h."""
    observations: int
    """Known volatilities, n."""
    effective_observations: float
    """n/h: about as many separate windows."""
    lowest: float
    percentile_5: float
    percentile_10: float
    percentile_25: float
    median: float
    percentile_75: float
    percentile_90: float
    percentile_95: float
    highest: float
    current: float
    """On the last session; NaN where that one is unknown, whatever was before."""
    percentile: float
    """Mid-rank of the current one in the whole history, itself included, 0 … 100."""
    overlap_factor: float
    """m; NaN where there are fewer than h observations."""


@dataclass(frozen=True, slots=True)
class Cone:
    """Rows by ascending window."""

    rows: tuple[ConeRow, ...]

    def row(self, window: int) -> ConeRow:
        """The row of one horizon.

        Raises :class:`InputError` where it is not in the cone.
        """
        for row in self.rows:
            if row.window == window:
                return row
        there = ", ".join(str(row.window) for row in self.rows)
        raise InputError(f"window={window} is not in the cone; it has {there or 'none'}")

    def ratio(self, short: int, long: int) -> float:
        """Current volatility over ``short`` sessions by that over ``long``: above 1 it rises.

        NaN where either is unknown or the long one is zero. RV5/RV21 above 1.3 is an acceleration
        [SPEC DT-11].
        """
        below = self.row(long).current
        return self.row(short).current / below if below > 0 else UNKNOWN


def volatility_cone(vols: Mapping[int, FloatArray]) -> Cone:
    """The cone of rolling volatilities by window (sessions), each of shape (n,), oldest first.

    NaN is no observation; a window without any gives a row of NaN.

    Raises :class:`InputError` for a window below 1.

    >>> made = volatility_cone({5: np.array([0.1, 0.3, 0.2]), 21: np.array([np.nan, 0.16, 0.16])})
    >>> made.row(5).percentile, round(made.ratio(5, 21), 2)
    (50.0, 1.25)
    """
    if any(window < 1 for window in vols):
        raise InputError(f"window={min(vols)} is outside 1 …; give sessions, such as 5, 21 or 63")
    return Cone(tuple(_row(window, vols[window]) for window in sorted(vols)))


def _row(window: int, vols: FloatArray) -> ConeRow:
    known = vols[np.isfinite(vols)]
    n = len(known)
    marks = np.quantile(known, QUANTILES) if n else np.full(len(QUANTILES), np.nan)
    lowest, p5, p10, p25, median, p75, p90, p95, highest = (float(mark) for mark in marks)
    current = float(vols[-1]) if len(vols) else UNKNOWN
    return ConeRow(
        window,
        n,
        n / window,
        lowest,
        p5,
        p10,
        p25,
        median,
        p75,
        p90,
        p95,
        highest,
        current,
        mid_rank(known, current),
        overlap_factor(window, n),
    )


def mid_rank(history: FloatArray, value: float) -> float:
    """Percentile of a value in a history: the share below it and half the share equal, 0 … 100.

    NaN without a history or a value.

    >>> mid_rank(np.array([1.0, 2.0, 2.0, 5.0]), 2.0)
    50.0
    """
    if not len(history) or not np.isfinite(value):
        return UNKNOWN
    return float(50 * (np.mean(history < value) + np.mean(history <= value)))


def overlap_factor(window: int, observations: int) -> float:
    """m, by which the variance of overlapping means is understated; NaN below ``window`` of them.

    >>> round(overlap_factor(21, 232), 4)  # a year of one-month windows
    1.0962
    """
    h, n = window, observations
    return 1 / (1 - h / n + (h**2 - 1) / (3 * n**2)) if n >= h else UNKNOWN
