"""Least squares where neighbouring observations share most of their future.

    y = X b + ε        Var(b) = (X'X)⁻¹ S (X'X)⁻¹        S by Newey–West, L lags

An outcome of h sessions, looked at every day, repeats itself h − 1 days: n days are worth about n/h, and errors for
independent days are too small by about √h. S weighs the autocovariances of ``x ε`` by Bartlett's triangle up to L =
max(h, ⌊4 (n/100)^{2/9}⌋) [NW87]. The triangle leaves errors somewhat small where h is a large part of n; whoever predicts
returns looks at [Hodrick92]'s as well (:mod:`~hedgerow.volatility.premium.predictability`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.typing import FloatArray
from hedgerow.volatility.forecast.comparison import hac_lags


@dataclass(frozen=True, slots=True, eq=False)
class OverlappingFit:
    """Coefficients with errors that know of the overlap."""

    coefficients: FloatArray
    """(k,)."""
    standard_errors: FloatArray
    """HAC, (k,); NaN where they cannot be had."""
    r_squared: float
    observations: int
    lags: int


def overlapping_fit(y: FloatArray, X: FloatArray, *, sessions: int) -> OverlappingFit:
    """Regression of ``y`` (n,) on the columns of ``X`` (n, k), none unknown, in order of time.

    ``sessions`` is the overlap h. A column that says nothing new leaves its coefficient without an error.

    >>> x = np.column_stack([np.ones(50), np.arange(50.0)])
    >>> overlapping_fit(x @ np.array([1.0, 2.0]), x, sessions=5).coefficients.round(6)
    array([1., 2.])
    """
    from statsmodels.stats.sandwich_covariance import S_hac_simple

    n, k = X.shape
    lags = min(hac_lags(n, sessions), max(n - 1, 0)) if n else 0
    unknown = np.full(k, np.nan)
    if n <= k:
        return OverlappingFit(unknown, unknown, float("nan"), n, lags)
    solved = np.linalg.lstsq(X, y, rcond=None)
    b, rank = np.asarray(solved[0], float), solved[2]
    ε = y - X @ b
    total = float(np.sum((y - y.mean()) ** 2))
    r_squared = 1 - float(ε @ ε) / total if total > 0 else float("nan")
    if rank < k:
        return OverlappingFit(b, unknown, r_squared, n, lags)
    bread = np.linalg.inv(X.T @ X)
    variance = np.diag(bread @ S_hac_simple(X * ε[:, None], nlags=lags) @ bread)
    with np.errstate(invalid="ignore"):
        return OverlappingFit(b, np.sqrt(variance), r_squared, n, lags)
