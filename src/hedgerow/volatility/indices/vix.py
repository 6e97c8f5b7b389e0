"""VIX: volatility over a fixed number of days, from the options of two expirations without any model.

The strip of one expiration (:mod:`~hedgerow.volatility.indices.strip`) gives

    σ² = (2/T) Σ e^{RT} ΔK/K² Q(K) − (1/T)(F/K₀ − 1)²                                [CboeVIX22, step 3]

the fair rate of a variance swap to that expiration, if prices moved without jumps and every strike were listed. Total
variance is then linear in time between the *near* and the *next* term, all times in minutes,

    VIX = 100 √{ [T₁σ₁² (N₂ − N)/(N₂ − N₁) + T₂σ₂² (N − N₁)/(N₂ − N₁)] · N₃₆₅/N }      [CboeVIX22, step 4]

with ``N`` the minutes of the target (43,200 for 30 days) and ``N₃₆₅`` = 525,600. Where both terms lie on one side of the
target the same line is continued, as VIX itself did before October 2014. VVIX is this of VIX options: the volatility of
the forward of VIX.

*Jumps.* A jump of the price by the factor 1 + J adds ``ln²(1+J)`` to the variance that is realized, but to the strip
what the log contract makes of it, ``−2[ln(1+J) − J]``: less if the price falls, so the strip is a little too low where
falls are feared.
"""

from __future__ import annotations

import math

from hedgerow.errors import InputError

MINUTES_PER_DAY = 24 * 60


def interpolated_variance(
    near: float, near_minutes: float, following: float, following_minutes: float, *, days: float
) -> float:
    """Variance a year over the next ``days``, from those of two terms; NaN where one is unknown.

    Continued beyond the terms where they do not surround the target; NaN where the line falls below zero there.

    Raises :class:`~hedgerow.errors.InputError` for terms of the same minutes, or days that are not above 0.

    >>> two_terms = interpolated_variance(0.20**2, 23 * 1440, 0.16**2, 37 * 1440, days=30)
    >>> round(100 * two_terms**0.5, 2)
    17.64
    """
    N1, N2, N = near_minutes, following_minutes, days * MINUTES_PER_DAY
    if N1 == N2 or not N > 0:
        raise InputError(
            f"terms of {N1:g} and {N2:g} minutes, target {days:g} days: give two different terms and days above 0"
        )
    total = (N1 * near * (N2 - N) + N2 * following * (N - N1)) / (N2 - N1)
    return total / N if total >= 0 else float("nan")


def forward_variance(
    near: float, near_days: float, following: float, following_days: float
) -> float:
    """Variance a year between two horizons, ``(σ₂²T₂ − σ₁²T₁)/(T₂ − T₁)``; negative is a calendar arbitrage [SPEC FW-02].

    >>> round(100 * forward_variance(0.1701**2, 30, 0.1989**2, 93) ** 0.5, 2)
    21.12
    """
    return (following * following_days - near * near_days) / (following_days - near_days)


def index_points(variance: float) -> float:
    """``100 σ``; NaN for a negative variance.

    >>> index_points(0.16**2)
    16.0
    """
    return 100 * math.sqrt(variance) if variance >= 0 else float("nan")


def strip_jump(jump: float) -> float:
    """What one jump adds to the variance of a strip, ``−2[ln(1+J) − J]``; the jump a share of the price, above −1.

    >>> round(strip_jump(-0.20), 4), round(realized_jump(-0.20), 4)
    (0.0463, 0.0498)
    """
    return -2 * (math.log1p(jump) - jump)


def realized_jump(jump: float) -> float:
    """What it adds to the variance that is realized, ``ln²(1+J)``."""
    return math.log1p(jump) ** 2
