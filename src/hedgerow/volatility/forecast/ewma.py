"""Exponentially weighted volatility.

    σ² = 252 · Σ (1 − α)^i r²_{t−i} / Σ (1 − α)^i        α = 2 / (span + 1)

Zero mean, as for everything compared with implied volatility. Source: [RiskMetrics96].
"""

import numpy as np

from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR


def ewma_vol(returns: FloatArray, *, span: int = 63) -> float:
    """Annualised volatility (decimal) of daily returns, oldest first, shape (n,).

    NaN returns are left out and the others keep their age; NaN with fewer than ``span`` returns.

    >>> round(ewma_vol(np.full(100, 0.01)), 6)  # 1 % every day
    0.158745
    """
    age = np.arange(len(returns))[::-1]
    known = np.isfinite(returns)
    if known.sum() < span:
        return float("nan")
    weight = (1 - 2 / (span + 1)) ** age[known]
    variance = np.sum(weight * returns[known] ** 2) / np.sum(weight)
    return float(np.sqrt(SESSIONS_PER_YEAR * variance))
