"""Where a smile lets a butterfly cost less than nothing.

With Durrleman's ``g`` of :mod:`~hedgerow.volatility.surface.smile`, a slice is free of butterfly arbitrage where
``g(k) ≥ 0`` for all ``k`` [GJ14, lemma 2.2]. Looked at on a grid that the caller scales to his slice; minima are then
refined and the ends of negative intervals found as roots.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from hedgerow.typing import FloatArray
from hedgerow.volatility.surface.smile import Smile, durrleman

BEYOND = 1e12
"""What stands for an infinite g where a number is needed."""


@dataclass(frozen=True, slots=True)
class ButterflyMargin:
    """How far a slice is from butterfly arbitrage, or how deep in it."""

    least: float
    """The lowest g: 0 or more is free of arbitrage; NaN where the smile has no variance anywhere."""
    at: float
    """Log-moneyness where it is attained; ±∞ for the limit of a wing."""
    negative: tuple[tuple[float, float], ...]
    """Intervals of log-moneyness where g < 0, from the left; an end that is not in sight is the grid's, or ±∞."""

    @property
    def is_free(self) -> bool:
        """Whether no butterfly costs less than nothing."""
        return self.least >= 0


def butterfly_margin(
    smile: Smile, grid: FloatArray, *, limits: tuple[float, float] | None = None
) -> ButterflyMargin:
    """The lowest g of ``smile`` on ``grid`` (rising log-moneyness), refined between its points.

    ``limits`` are those of g at −∞ and +∞ where known. Points without variance (NaN) are stepped over.

    >>> from hedgerow.volatility.surface.svi import Svi
    >>> margin = Svi(a=0.04, b=0.1, rho=-0.3, m=0.0, sigma=0.2).butterfly()
    >>> margin.is_free, round(margin.least, 4), round(margin.at, 3)
    (True, 0.2489, -inf)
    """

    def g(k: float) -> float:
        found = float(durrleman(k, smile.variance(k)))
        return found if math.isfinite(found) else BEYOND  # g → ∞ where w → 0

    values = durrleman(grid, smile.variance(grid))
    known = np.isfinite(values)
    k, y = grid[known], values[known]
    if k.size < 3:
        return ButterflyMargin(math.nan, math.nan, ())
    k, y = _refined(g, k, y)
    if limits is not None:
        k = np.concatenate(([-math.inf], k, [math.inf]))
        y = np.concatenate((limits[:1], y, limits[1:]))
    lowest = int(np.argmin(y))
    return ButterflyMargin(float(y[lowest]), float(k[lowest]), _negative(g, k, y))


def _refined(
    g: Callable[[float], float], k: FloatArray, y: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Points with the exact minima added wherever the grid has a low local one."""
    inner = y[1:-1]
    bends = np.abs(y[2:] - 2 * inner + y[:-2])
    deep = (inner <= y[:-2]) & (inner <= y[2:]) & ((inner - bends < 0) | (inner <= inner.min()))
    for i in np.flatnonzero(deep) + 1:
        found = minimize_scalar(
            g, bounds=(k[i - 1], k[i + 1]), method="bounded", options={"xatol": 1e-10}
        )
        if found.fun < y[i]:
            k, y = np.append(k, found.x), np.append(y, found.fun)
    order = np.argsort(k)
    return k[order], y[order]


def _negative(
    g: Callable[[float], float], k: FloatArray, y: FloatArray
) -> tuple[tuple[float, float], ...]:
    below = y < 0
    edges = np.flatnonzero(np.diff(below.astype(int))).tolist()
    roots = [_root(g, float(k[i]), float(k[i + 1])) for i in edges]
    if below[0]:
        roots.insert(0, float(k[0]))
    if below[-1]:
        roots.append(float(k[-1]))
    return tuple(zip(roots[::2], roots[1::2], strict=True))


def _root(g: Callable[[float], float], left: float, right: float) -> float:
    """Between two points of which one may be infinite: then the finite one, to the grid's reach."""
    if math.isinf(left):
        return right
    if math.isinf(right) or g(left) * g(right) > 0:
        return left
    return float(brentq(g, left, right, xtol=1e-12))
