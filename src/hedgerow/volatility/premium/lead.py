"""Whether one index moves before another, or with it.

    ρ₀ = corr(Δ ln x_t, Δ ln y_t)        ρ₁ = corr(Δ ln x_{t−1}, Δ ln y_t)

A leader has a ρ₁ that differs from 0 by more than two errors of about 1/√n; what moves on the same day has ρ₀ alone. VVIX is
said to spike before VIX: measured it is of the second kind. SPEC VX-11.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.typing import FloatArray
from hedgerow.volatility.realized.spot_vol import changes, correlation


@dataclass(frozen=True, slots=True)
class Lead:
    """Correlations of daily changes of logarithms; NaN with fewer than 21 days."""

    same_day: float
    day_before: float
    """Of the first on the day before with the second."""
    observations: int
    """Days with both changes."""


def lead(x: FloatArray, y: FloatArray) -> Lead:
    """Of ``x`` over ``y``, levels by session (n,), oldest first; a session without either is left out.

    >>> rng = np.random.default_rng(0)
    >>> moves = rng.normal(size=500)
    >>> x, y = np.exp(0.05 * np.cumsum(moves)), np.exp(0.05 * np.cumsum(np.roll(moves, 1)))
    >>> found = lead(x, y)
    >>> round(found.day_before, 2), abs(found.same_day) < 0.1
    (1.0, True)
    """
    Δx, Δy = (changes(np.log(np.where(level > 0, level, np.nan))) for level in (x, y))
    return Lead(
        correlation(Δx, Δy),
        correlation(Δx[:-1], Δy[1:]),
        int((np.isfinite(Δx) & np.isfinite(Δy)).sum()),
    )
