"""One series on another: the slope, how sure it is, and how much it explains.

    y = a + b x + ε        b = Σ x̃ y / Σ x̃²        x̃ = x − mean(x)

The standard error is heteroskedasticity- and autocorrelation-consistent [NW87]: with scores
``u_t = x̃_t ε_t``,

    Var(b) = n/(n−2) · [Γ_0 + 2 Σ_{l=1}^{L} (1 − l/(L+1)) Γ_l] / (Σ x̃²)²    Γ_l = Σ u_t u_{t−l}

and ``L = ⌊4 (n/100)^{2/9}⌋`` lags (4 for a year of days). The interval of R² is Fisher's for the
correlation. SPEC HS-03, HS-05, HS-06.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

from hedgerow.typing import BoolArray, FloatArray
from hedgerow.units import SESSIONS_PER_YEAR

LEVEL = 0.95
LEAST_PAIRS = 10


@dataclass(frozen=True, slots=True)
class Regression:
    """Least squares of one return series on another."""

    slope: float
    intercept: float
    standard_error: float
    """Of the slope, HAC."""
    r_squared: float
    residual_vol: float
    """Annualised standard deviation of the residuals, decimal."""
    observations: int

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Confidence interval of the slope (Student t, n − 2 degrees of freedom)."""
        half = float(stdtrit(self.observations - 2, (1 + level) / 2)) * self.standard_error
        return self.slope - half, self.slope + half

    def r_squared_interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Fisher interval of R², from that of |correlation|."""
        return r_squared_interval(self.r_squared, self.observations, level)


def r_squared_interval(r_squared: float, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Fisher interval of R² for a correlation of ``n`` pairs.

    >>> [round(x, 2) for x in r_squared_interval(0.74, 252)]
    [0.68, 0.79]
    """
    z = np.arctanh(min(np.sqrt(r_squared), 1 - 1e-15))
    half = float(ndtri((1 + level) / 2)) / np.sqrt(n - 3)
    return float(np.tanh(max(z - half, 0.0)) ** 2), float(np.tanh(z + half) ** 2)


def hac_lags(n: int) -> int:
    """Bartlett lags for ``n`` observations.

    >>> hac_lags(252)
    4
    """
    return int(4 * (n / 100) ** (2 / 9))


def regress(y: FloatArray, x: FloatArray, *, where: BoolArray | None = None) -> Regression | None:
    """Least squares of ``y`` on ``x``, both of shape (n,), oldest first.

    Pairs with a NaN on either side are left out; so are those where the boolean ``where`` is false.
    What is left out scores zero in the HAC sum, so that neighbours in time stay neighbours. None
    with fewer than 10 pairs or a constant ``x``; a constant ``y`` has R² 0.

    >>> x = np.linspace(-1, 1, 50)
    >>> round(regress(0.5 + 2 * x, x).slope, 9)
    2.0
    """
    used = np.isfinite(y) & np.isfinite(x)
    if where is not None:
        used &= where
    n = int(used.sum())
    if n < LEAST_PAIRS:
        return None
    xt = np.where(used, x - x[used].mean(), 0.0)
    yt = np.where(used, y - y[used].mean(), 0.0)
    sxx, sxy, syy = float(xt @ xt), float(xt @ yt), float(yt @ yt)
    if sxx <= 1e-12 * n * np.max(np.abs(x[used])) ** 2 or sxx == 0:
        return None
    b = sxy / sxx
    e = yt - b * xt
    u = xt * e
    lags = hac_lags(n)
    S = float(u @ u) + 2 * sum(
        (1 - lag / (lags + 1)) * float(u[lag:] @ u[:-lag]) for lag in range(1, lags + 1)
    )
    sse = float(e @ e)
    return Regression(
        slope=b,
        intercept=float(y[used].mean() - b * x[used].mean()),
        standard_error=float(np.sqrt(max(S, 0.0) * n / (n - 2)) / sxx),
        r_squared=max(0.0, 1 - sse / syy) if syy > 0 else 0.0,
        residual_vol=float(np.sqrt(sse / (n - 2) * SESSIONS_PER_YEAR)),
        observations=n,
    )
