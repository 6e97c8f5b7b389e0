"""Stability: beta in rolling windows, and a test over the whole history of whether it holds still.

The test is a cumulated sum. With the residuals of the whole regression it is the OLS-based CUSUM of
Ploberger and Krämer [PK92]:

    W_t = Σ_{s≤t} u_s / (σ̂ √n)        sup |W| > 1.358 in 5 % of samples of a stable line

the bound being that of a Brownian bridge. Residuals drift with the intercept but hardly with the
slope, because falls and rises of the market cancel. So here the sum runs over the slope's own scores
``u_t = (x_t − x̄) ε_t`` [ZH07], whose sum leaves zero for good when beta changes; ``σ̂²`` is their
long-run variance [NW87]. It needs no guess where the break is. SPEC HS-11.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import kolmogorov

from hedgerow.hedge.regression import LEAST_PAIRS, hac_lags, regress
from hedgerow.typing import FloatArray

BOUND = 1.358
"""Of sup |W| at 5 %."""
WINDOWS = (63, 126)
LEAST_THERE = 0.9
"""Of a rolling window's days."""
EXACT = 1e-12
"""Unexplained variance below it is rounding: the book is the market."""


@dataclass(frozen=True, slots=True)
class Rolling:
    """Beta over the ``window`` days that end on each day."""

    window: int
    beta: FloatArray
    """Shape (n,), aligned with the returns; NaN before the first full window."""
    low: FloatArray
    """Lower end of the 95 % interval, same shape."""
    high: FloatArray


@dataclass(frozen=True, slots=True)
class Cusum:
    """A cumulated sum that should stay near zero."""

    statistic: float
    """sup |W|."""
    p: float
    peak: int
    """Position of the day at which |W| is largest; −1 where unknown."""

    @property
    def broken(self) -> bool:
        """Whether the sum went past its 5 % bound; false where unknown."""
        return bool(self.statistic > BOUND)


def rolling_beta(y: FloatArray, x: FloatArray, *, window: int) -> Rolling:
    """Slopes over trailing windows; shapes (n,), oldest first.

    NaN where under nine tenths of the window's days are known.
    """
    beta, low, high = (np.full(len(x), np.nan) for _ in range(3))
    for end in range(window, len(x) + 1):
        days = slice(end - window, end)
        fit = regress(y[days], x[days])
        if fit is not None and fit.observations >= LEAST_THERE * window:
            beta[end - 1] = fit.slope
            low[end - 1], high[end - 1] = fit.interval()
    return Rolling(window, beta, low, high)


def cusum(u: FloatArray, *, lags: int | None = None) -> Cusum:
    """``sup |Σ u| / (σ̂ √n)`` of a series that sums to zero; shape (n,), no NaN.

    ``σ̂²`` is the mean square, or with ``lags`` the long-run variance.

    >>> round(cusum(np.array([1.0, 1.0, -1.0, -1.0])).statistic, 6)
    1.0
    """
    n = len(u)
    if n == 0 or not (u @ u) > 0:
        return Cusum(float("nan"), float("nan"), -1)
    variance = float(u @ u)
    for lag in range(1, (lags or 0) + 1):
        variance += 2 * (1 - lag / ((lags or 0) + 1)) * float(u[lag:] @ u[:-lag])
    W = np.abs(np.cumsum(u)) / np.sqrt(variance)
    peak = int(W.argmax())
    return Cusum(float(W[peak]), float(kolmogorov(W[peak])), peak)


def slope_cusum(y: FloatArray, x: FloatArray) -> Cusum:
    """The test on the scores of the slope; shapes (n,), oldest first, NaN days left out.

    :attr:`Cusum.peak` counts days of the series given, NaN days included.
    """
    known = np.isfinite(y) & np.isfinite(x)
    n = int(known.sum())
    fit = regress(y, x)
    if fit is None or n < 3 * LEAST_PAIRS or fit.r_squared > 1 - EXACT:
        return Cusum(float("nan"), float("nan"), -1)
    xt = x[known] - x[known].mean()
    e = y[known] - fit.intercept - fit.slope * x[known]
    made = cusum(xt * e, lags=hac_lags(n))
    peak = int(np.flatnonzero(known)[made.peak]) if made.peak >= 0 else -1
    return Cusum(made.statistic, made.p, peak)
