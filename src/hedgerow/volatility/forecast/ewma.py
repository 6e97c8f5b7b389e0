"""Exponentially weighted volatility.

    σ² = 252 · Σ λ^i r²_{t−i} / Σ λ^i        λ = 1 − 2 / (span + 1)

Zero mean, as for everything compared with implied volatility. The same value is the forecast for
every horizon: the model is a GARCH without a long-run level. λ = 0.94 for days. Source:
[RiskMetrics96].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.units import SESSIONS_PER_YEAR

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray, IntArray
    from hedgerow.volatility.forecast.history import History

RISKMETRICS_DECAY = 0.94


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


def ewma_variance(returns: FloatArray, *, decay: float = RISKMETRICS_DECAY) -> FloatArray:
    """Annualised variance at the end of each session, (n,), from daily returns up to it, (n,).

    Gaps as in `ewma_vol`; NaN before the returns of one span, ``2/(1 − λ) − 1`` of them.

    >>> ewma_variance(np.full(100, 0.01))[-1].round(6)
    np.float64(0.0252)
    """
    if not 0 < decay < 1:
        raise InputError(
            f"decay is {decay}: allowed are values between 0 and 1; 0.94 is RiskMetrics'"
        )
    import pandas as pd

    span = 2 / (1 - decay) - 1
    squares = pd.Series(returns) ** 2
    variance = squares.ewm(alpha=1 - decay, min_periods=int(np.ceil(span))).mean().to_numpy()
    return np.asarray(SESSIONS_PER_YEAR * variance, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Ewma:
    """Today's exponentially weighted variance for every horizon; nothing is estimated."""

    name: str = "ewma_94"
    decay: float = RISKMETRICS_DECAY

    def term_structure(
        self,
        history: History,
        *,
        fitted_until: int,  # noqa: ARG002 - nothing to fit
        origins: IntArray,
        horizon: int,
    ) -> FloatArray:
        """As `Model.term_structure`."""
        today = ewma_variance(history.returns, decay=self.decay)[origins]
        return np.repeat(today[:, None], horizon, axis=1)
