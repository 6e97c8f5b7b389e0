"""Quantiles beside a normal's: what a Q–Q plot draws.

    z_(i) = (r_(i) − r̄)/s        against        Φ⁻¹((i − ½)/n)

On the diagonal returns would be normal; ends that leave it, downwards on the left and upwards on the
right, are fat tails. Of many returns the middle is thinned and every extreme kept. Source: [WG68].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from hedgerow.typing import FloatArray
from hedgerow.volatility.realized.distribution import LEAST, STILL

EXTREMES, MIDDLE = 30, 60
"""Points at either end, and between."""


@dataclass(frozen=True, slots=True)
class NormalQuantiles:
    """Points of a Q–Q plot, ascending; empty where too few returns are known or none differs."""

    normal: tuple[float, ...]
    """Where a normal's would lie, in standard deviations."""
    observed: tuple[float, ...]
    """Where they lie, in standard deviations from the mean."""


def normal_quantiles(returns: FloatArray) -> NormalQuantiles:
    """Quantiles of daily returns, shape (n,), beside a normal's; NaN are left out.

    >>> made = normal_quantiles(np.random.default_rng(0).normal(size=5000))
    >>> bool(max(abs(x - y) for x, y in zip(made.normal, made.observed)) < 0.5)
    True
    """
    r = np.sort(returns[np.isfinite(returns)])
    n = len(r)
    if n < LEAST or r.std() <= STILL * np.abs(r).max():
        return NormalQuantiles((), ())
    z = (r - r.mean()) / r.std(ddof=1)
    i = np.arange(n)
    if n > 2 * EXTREMES + MIDDLE:
        # evenly spaced in Φ⁻¹, so that no gap opens where the middle meets an end
        low, high = ndtri((np.array([EXTREMES, n - 1 - EXTREMES]) + 0.5) / n)
        middle = np.round(n * ndtr(np.linspace(low, high, MIDDLE)) - 0.5).astype(int)
        i = np.unique(np.concatenate([i[:EXTREMES], middle, i[-EXTREMES:]]))
    Φ = ndtri((i + 0.5) / n)
    return NormalQuantiles(tuple(Φ.tolist()), tuple(z[i].tolist()))
