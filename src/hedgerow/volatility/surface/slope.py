"""A slope and how far it may be off: least squares on a handful of changes.

    y = β x + ε,   or   y = α + β x + ε

Runs of surfaces are short, so the interval is Student's, with as many degrees of freedom as there are observations
less coefficients: with seven pairs it is half as wide again as a normal one. From ``ROBUST_FROM`` observations on errors
are robust to changing variance and to correlation of neighbours [NW87].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.typing import FloatArray

LEVEL = 0.95
ROBUST_FROM = 60


@dataclass(frozen=True, slots=True)
class Slope:
    """β with its error; NaN where there is too little to say it."""

    value: float
    standard_error: float
    low: float
    """Lower end of the 95 % interval."""
    high: float
    intercept: float
    """α; 0 through the origin."""
    r_squared: float
    """Of the variation about the mean; about 0 through the origin."""
    observations: int


def slope(x: FloatArray, y: FloatArray, *, intercept: bool = False) -> Slope:
    """Least squares of ``y`` on ``x``, both (n,); rows with a NaN are left out.

    >>> found = slope(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.1, 5.9]))
    >>> round(found.value, 3), round(found.standard_error, 3)
    (1.993, 0.025)
    """
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    n, fitted = len(x), 1 + intercept
    nan = float("nan")
    spread = x - x.mean() if intercept and n else x
    if n < fitted or not np.any(spread):
        return Slope(nan, nan, nan, nan, nan, nan, n)
    from scipy.special import stdtrit

    value = float(spread @ y) / float(spread @ spread)
    alpha = float(y.mean() - value * x.mean()) if intercept else 0.0
    residual = y - alpha - value * x
    freedom = n - fitted
    if freedom <= 0:
        error = nan
    elif n >= ROBUST_FROM:
        error = _robust_error(x, y, intercept=intercept)
    else:
        error = float(np.sqrt(residual @ residual / freedom / (spread @ spread)))
    half = float(stdtrit(freedom, (1 + LEVEL) / 2)) * error if freedom > 0 else nan
    about = y - y.mean() if intercept else y
    total = float(about @ about)
    return Slope(
        *(value, error, value - half, value + half),
        alpha,
        1 - float(residual @ residual) / total if total else nan,
        n,
    )


def _robust_error(x: FloatArray, y: FloatArray, *, intercept: bool) -> float:
    """By statsmodels, which a handful of changes need not wait for."""
    import statsmodels.api as sm

    columns = sm.add_constant(x, has_constant="add") if intercept else x[:, None]
    lags = int(4 * (len(x) / 100) ** (2 / 9))
    kwds = {"maxlags": lags, "use_correction": True}
    return float(sm.OLS(y, columns).fit(cov_type="HAC", cov_kwds=kwds).bse[-1])
