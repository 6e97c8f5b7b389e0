"""The distribution of returns: how wide, how lopsided, how fat in the tails.

With m_j = Σ (rᵢ − r̄)^j / n, corrected for the bias of small samples [JG98]

    σ² = 252 · n/(n − 1) · m₂
    skewness         G₁ = √(n(n − 1))/(n − 2) · m₃/m₂^{3/2}
    excess kurtosis  G₂ = (n − 1)/((n − 2)(n − 3)) · [(n + 1)(m₄/m₂² − 3) + 6]

0 and 0 for a normal distribution. The errors √(6/n) and √(24/n) that are often quoted hold only if
returns *are* normal and independent, which is what is in doubt; they stand beside those of a block
bootstrap, which assumes neither. The bootstrap interval decides the type: leptokurtic (fat tails)
where it lies above 0, platykurtic (thin) where it lies below, mesokurtic where it contains 0. Fourth
moments rest on a handful of days: even the bootstrap never draws a worse one than happened, so
read its interval's upper end as a lower bound. SPEC KT-03, KT-05.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt
from typing import Literal, TypeAlias

import numpy as np

from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.block_bootstrap import BLOCK, DRAWS, SEED, block_bootstrap

LEAST = 21
"""Returns: a month."""
STILL = 1e-14
"""Standard deviation below which, relative to the largest return, nothing but rounding moved."""
UNKNOWN = float("nan")

Tailedness: TypeAlias = Literal["mesokurtic", "leptokurtic", "platykurtic", "unknown"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One figure of a distribution, and how sure it is."""

    value: float
    standard_error: float
    """From the block bootstrap: neither normal nor independent returns assumed."""
    normal_error: float
    """What it would be if returns were normal and independent."""
    interval: tuple[float, float]
    """95 %, from the block bootstrap."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Returns in four figures; NaN where too few or all are the same."""

    observations: int
    """Known returns."""
    mean: Moment
    """Decimal per year: 252 times the daily mean."""
    vol: Moment
    """Decimal per √year, about the mean."""
    skewness: Moment
    excess_kurtosis: Moment
    jarque_bera: float
    """n/6 · (b₁² + b₂²/4) with b₁, b₂ the uncorrected skewness and excess kurtosis [JB87]."""
    jarque_bera_p: float
    """Chance of a larger one if returns were normal and independent."""
    tailedness: Tailedness
    """By the bootstrap interval of the excess kurtosis."""


def moments(
    returns: FloatArray, *, block: int = BLOCK, draws: int = DRAWS, seed: int = SEED
) -> Moments:
    """Mean, volatility, skewness and excess kurtosis of daily returns, shape (n,), oldest first.

    NaN returns are left out. All is unknown with fewer than 21 returns or where none differs;
    intervals, and with them the type, also with fewer than five blocks.

    >>> made = moments(np.random.default_rng(0).normal(0, 0.01, 2000), draws=200)
    >>> made.tailedness, round(made.vol.value, 3)
    ('mesokurtic', 0.159)
    """
    r = returns[np.isfinite(returns)]
    n = len(r)
    if n < LEAST or r.std() <= STILL * np.abs(r).max():
        nothing = Moment(UNKNOWN, UNKNOWN, UNKNOWN, (UNKNOWN, UNKNOWN))
        return Moments(n, nothing, nothing, nothing, nothing, UNKNOWN, UNKNOWN, "unknown")
    values = _figures(r)
    scatter = block_bootstrap(_figures, r, block=block, draws=draws, seed=seed)
    σ = float(values[1])
    normal = (σ * sqrt(SESSIONS_PER_YEAR / n), σ / sqrt(2 * n), sqrt(6 / n), sqrt(24 / n))
    mean, vol, skewness, kurtosis = (
        Moment(float(value), float(error), plain, (float(low), float(high)))
        for value, error, plain, low, high in zip(
            values, scatter.standard_error, normal, scatter.low, scatter.high, strict=True
        )
    )
    b1, b2 = _shape(r)
    JB = n / 6 * (b1**2 + b2**2 / 4)
    # the upper tail of chi-squared with two degrees of freedom
    p = exp(-JB / 2)
    return Moments(n, mean, vol, skewness, kurtosis, JB, p, tailedness(kurtosis.interval))


def tailedness(interval: tuple[float, float]) -> Tailedness:
    """The type that an interval of the excess kurtosis allows; unknown where the interval is.

    >>> tailedness((1.2, 9.0)), tailedness((-0.1, 0.2))
    ('leptokurtic', 'mesokurtic')
    """
    low, high = interval
    if not (low <= high):
        return "unknown"
    if low > 0:
        return "leptokurtic"
    return "platykurtic" if high < 0 else "mesokurtic"


def _figures(r: FloatArray) -> FloatArray:
    """Mean, volatility, G₁ and G₂."""
    n = len(r)
    b1, b2 = _shape(r)
    G1 = sqrt(n * (n - 1)) / (n - 2) * b1
    G2 = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * b2 + 6)
    mean, vol = SESSIONS_PER_YEAR * r.mean(), sqrt(SESSIONS_PER_YEAR) * r.std(ddof=1)
    return np.array([mean, vol, G1, G2])


def _shape(r: FloatArray) -> tuple[float, float]:
    """Uncorrected skewness and excess kurtosis; NaN where nothing moved, as in some draws."""
    d = r - r.mean()
    squares = d * d
    m2, m3, m4 = squares.mean(), (squares * d).mean(), (squares * squares).mean()
    if not m2 > 0:
        return UNKNOWN, UNKNOWN
    return float(m3 / m2**1.5), float(m4 / m2**2 - 3)
