"""Beta in the tail: the line below which a given share of the book's days fall.

The line minimises ``Σ ρ_τ(y − a − b x)`` with the check function ``ρ_τ(u) = u (τ − 1[u < 0])`` [KB78]: a
linear programme,

    min τ 1'u + (1 − τ) 1'v        y = a + b x + u − v,   u, v ≥ 0

It conditions on no return of the book: every day takes part. The covariance is
``(X'X)⁻¹ X'DX (X'X)⁻¹`` with ``d = (τ/f)²`` where the residual is positive and ``((1 − τ)/f)²`` elsewhere,
``f`` the residuals' density at zero by an Epanechnikov kernel with the bandwidth of Hall and Sheather
[HS88] (Greene, *Econometric Analysis*, 6th ed., p. 407). Its 95 % interval is somewhat narrow: over a year of
days it holds the truth in about 91 of 100 samples. SPEC HS-09.
"""

from __future__ import annotations

import numpy as np

from hedgerow.hedge.estimate import Estimate, estimate, unknown
from hedgerow.typing import FloatArray

LEAST_BELOW = 5
"""Days that must be expected below the line."""
ON_THE_LINE = 1e-6
"""Residuals in units of their spread; the line runs through two days, up to rounding."""


def quantile_beta(y: FloatArray, x: FloatArray, *, quantile: float) -> Estimate:
    """Slope of the ``quantile`` line of ``y`` on ``x``; shapes (n,).

    Days with a NaN are left out. Unknown where fewer than 5 days are expected below the line; its
    error is NaN where the bandwidth reaches past the tail.
    """
    name = f"quantile {100 * quantile:g} %"
    known = np.isfinite(y) & np.isfinite(x)
    y, x = y[known], x[known]
    n = len(x)
    if n * quantile < LEAST_BELOW or not np.ptp(x) > 0:
        return unknown(name, observations=n, note="too few days in the tail")
    a, b = quantile_line(y, x, quantile)
    error = _slope_error(y - a - b * x, y, x, quantile)
    return estimate(name, b, error, n, note=f"{n * quantile:.0f} days below the line")


def quantile_line(y: FloatArray, x: FloatArray, quantile: float) -> tuple[float, float]:
    """Intercept and slope of the line; shapes (n,), no NaN, ``x`` not constant.

    >>> x = np.arange(9.0)
    >>> a, b = quantile_line(1 + 2 * x, x, 0.1)
    >>> round(a, 6), round(b, 6)
    (1.0, 2.0)
    """
    from scipy.optimize import linprog
    from scipy.sparse import eye_array, hstack

    n = len(y)
    # in units of their own spread: the solver's tolerances are absolute
    sy, sx, mx = float(np.std(y)) or 1.0, float(np.std(x)), float(np.mean(x))
    lines = np.column_stack([np.ones(n), (x - mx) / sx])
    solved = linprog(
        np.concatenate([np.zeros(2), np.full(n, quantile), np.full(n, 1 - quantile)]),
        A_eq=hstack([lines, eye_array(n), -eye_array(n)], format="csc"),
        b_eq=y / sy,
        bounds=[(None, None)] * 2 + [(0, None)] * (2 * n),
        method="highs",
    )
    level, slope = (float(c) * sy for c in solved.x[:2])
    return level - slope * mx / sx, slope / sx


def _slope_error(e: FloatArray, y: FloatArray, x: FloatArray, quantile: float) -> float:
    from scipy.special import ndtri

    n = len(e)
    z = ndtri(quantile)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    h = n ** (-1 / 3) * ndtri(0.975) ** (2 / 3) * (1.5 * density**2 / (2 * z**2 + 1)) ** (1 / 3)
    if not h < min(quantile, 1 - quantile):
        return float("nan")
    quartiles = np.percentile(e, [25, 75])
    spread = min(float(np.std(y)), float(np.ptp(quartiles)) / 1.34)
    h = spread * (ndtri(quantile + h) - ndtri(quantile - h))
    u = e / h if h > 0 else np.full(n, np.inf)
    f = float(np.sum(np.where(np.abs(u) <= 1, 0.75 * (1 - u**2), 0.0)) / (n * h)) if h > 0 else 0.0
    if f <= 0:
        return float("nan")
    above = e > ON_THE_LINE * spread
    d = np.where(above, quantile**2, (1 - quantile) ** 2) / f**2
    X = np.column_stack([np.ones(n), x])
    inverse = np.linalg.inv(X.T @ X)
    return float(np.sqrt((inverse @ (X.T * d) @ X @ inverse)[1, 1]))
