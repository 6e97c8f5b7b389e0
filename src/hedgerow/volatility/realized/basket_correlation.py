"""Average correlation of a basket: how much of its members' volatility diversifies away.

With weights w, member volatilities σᵢ and σ_I that of the basket with the same weights

    ρ = (σ_I² − Σ wᵢ² σᵢ²) / ((Σ wᵢ σᵢ)² − Σ wᵢ² σᵢ²)

which is the pairs' correlation averaged with weights wᵢσᵢwⱼσⱼ: the realized counterpart of what
implied-correlation indices read from options. Beside it the pairs averaged with weights wᵢwⱼ, which
does not ask how volatile they are. Both are 1 when all move as one. SPEC VW-10.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import BoolArray, FloatArray
from hedgerow.volatility.realized.distribution import STILL

LEAST_DAYS = 21
LEAST_THERE = 0.9
"""Of a window's days."""
UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class AverageCorrelation:
    """Average correlation of a basket over some days; NaN where unknown."""

    observations: int
    """Days on which every member has a return."""
    by_variance: float
    """ρ, from the basket's variance and its members'."""
    by_pairs: float
    """Pairs' correlations averaged with weights wᵢwⱼ."""


def average_correlation(returns: FloatArray, weights: FloatArray) -> AverageCorrelation:
    """Average correlation of members' daily returns (n, m) held with weights (m,).

    The basket is rebalanced daily to ``weights``, of which only the proportions matter. Days on which a
    member has no return are left out. NaN with fewer than 21 days or a member that stood still.

    Raises :class:`InputError` for weights that are not m ≥ 2 positive numbers.

    >>> r = np.random.default_rng(0).normal(size=(500, 1)) + np.zeros(3)
    >>> round(average_correlation(r, np.array([0.5, 0.3, 0.2])).by_variance, 12)
    1.0
    """
    _check(returns, weights)
    R = returns[np.isfinite(returns).all(axis=1)]
    n = len(R)
    if n < LEAST_DAYS:
        return AverageCorrelation(n, UNKNOWN, UNKNOWN)
    Σ = np.cov(R, rowvar=False)
    return AverageCorrelation(n, *_averages(Σ, np.abs(R).max(axis=0), weights))


def rolling_average_correlation(
    returns: FloatArray, weights: FloatArray, *, window: int
) -> FloatArray:
    """``by_variance`` over the ``window`` sessions that end on each, shape (n,).

    NaN before the first full window and where fewer than nine tenths of its days, or fewer than two,
    have every return.

    Raises :class:`InputError` for a window below 2 or weights that are not m ≥ 2 positive numbers.
    """
    _check(returns, weights)
    if window < 2:
        raise InputError(f"window={window} is outside 2 …; give sessions, such as 21 or 63")
    found = np.full(len(returns), np.nan)
    known: BoolArray = np.asarray(np.isfinite(returns).all(axis=1))
    for end in range(window, len(returns) + 1):
        days = slice(end - window, end)
        R = returns[days][known[days]]
        if len(R) >= max(2, LEAST_THERE * window):
            Σ = np.cov(R, rowvar=False)
            found[end - 1] = _averages(Σ, np.abs(R).max(axis=0), weights)[0]
    return found


def _averages(Σ: FloatArray, largest: FloatArray, w: FloatArray) -> tuple[float, float]:
    """ρ by variance and by pairs of a covariance matrix; ``largest`` returns tell what stood still."""
    σ = np.sqrt(np.diag(Σ))
    if np.any(σ <= STILL * largest):
        return UNKNOWN, UNKNOWN
    own = np.sum((w * σ) ** 2)
    by_variance = (w @ Σ @ w - own) / (np.sum(w * σ) ** 2 - own)
    pairs = np.outer(w, w) * ~np.eye(len(w), dtype=bool)
    by_pairs = np.sum(pairs * Σ / np.outer(σ, σ)) / pairs.sum()
    return float(by_variance), float(by_pairs)


def _check(returns: FloatArray, w: FloatArray) -> None:
    if not (returns.ndim == 2 and w.shape == (returns.shape[1],) and len(w) > 1 and (w > 0).all()):
        raise InputError(
            f"weights of shape {w.shape} for returns of shape {returns.shape}; give returns (n, m) of "
            "m ≥ 2 members and a positive weight for each"
        )
