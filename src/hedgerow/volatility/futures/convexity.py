"""A VIX future beside the forward volatility that index options imply for the same 30 days.

What VIX will be when a contract settles in T days is the square root of the variance of the 30 days after it, so by
Jensen's inequality

    F = E[VIX_T] ≤ √E[VIX_T²] = forward volatility of [T, T + 30],

and the gap, −(F − forward), grows with the variance of VIX itself: a measure that VVIX prices. Forward variance comes
from the VIX family, whose total variance σ²T is joined by straight lines from zero. A future above it is no arbitrage
to be had: the indices are struck from options within some width, and at other minutes. [SPEC VF-13]
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hedgerow.typing import FloatArray

VIX_DAYS = 30.0


def forward_vol_after(
    family: Mapping[float, float], days: ArrayLike, *, length: float = VIX_DAYS
) -> FloatArray:
    """Volatility of the ``length`` days that begin ``days`` ahead, decimal, shape of ``days``.

    ``family`` holds volatilities (decimal) by calendar days ahead. NaN where the stretch reaches beyond the longest of
    them, begins before the shortest, or where total variance falls.

    >>> round(float(forward_vol_after({30: 0.1701, 93: 0.1989}, 40.0)), 4)
    0.2112
    """
    start = np.asarray(days, float)
    if not family:
        return np.full(start.shape, np.nan)
    tenor = np.array(sorted(family), float)
    w = np.array([family[d] ** 2 * d for d in sorted(family)])
    inside = (start >= tenor[0]) & (start + length <= tenor[-1])
    variance = (np.interp(start + length, tenor, w) - np.interp(start, tenor, w)) / length
    return np.sqrt(np.where(inside & (variance >= 0), variance, np.nan))
