"""Volatility from closes alone.

    x = ln(C / C₋)          σ² = A/n · Σ x²                    zero mean
                            σ² = A/(n − 1) · Σ (x − x̄)²        sample mean

A sessions a year. Zero mean is what a variance swap pays and what stands beside implied volatility; the
sample mean answers how widely returns lie about their own average, and costs a degree of freedom. n returns
need n + 1 closes. Over a month the mean is noise: the two differ by about 1/(2n) of σ. SPEC RV-02.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from hedgerow.errors import InputError
from hedgerow.market.bars import Bars
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.rolling import (
    SampleVariance,
    Sum,
    Variance,
    WeightedSums,
    require_window,
    rolling_vol,
)

Mean: TypeAlias = Literal["zero", "sample"]
"""What returns are measured from."""


def close_to_close(
    bars: Bars, *, window: int, mean: Mean = "zero", periods: float = SESSIONS_PER_YEAR
) -> FloatArray:
    """Annualised volatility (decimal) of the last ``window`` returns, in the shape of ``bars.close``.

    Only closes are read. NaN until ``window`` returns are there, and wherever one of them lacks a close.

    Raises :class:`InputError` for a window below 1 (zero mean) or 2 (sample mean).

    >>> import numpy as np, pandas as pd
    >>> C = 100 * np.exp([0.0, 0.01, 0.0, 0.01])
    >>> bars = Bars(pd.bdate_range("2026-01-05", periods=4), C, C, C, C)
    >>> close_to_close(bars, window=2).round(6)  # 1 % a day
    array([     nan,      nan, 0.158745, 0.158745])
    """
    variance = close_to_close_variance(window, mean, periods)
    return rolling_vol(bars, variance, window)


def close_to_close_variance(n: int, mean: Mean, periods: float) -> Variance:
    """The formula above, on the sums of a window of n sessions."""
    if mean == "zero":
        n = require_window(n)
        return WeightedSums(((Sum.RETURN_2, periods / n),))
    if mean == "sample":
        return SampleVariance(require_window(n, least=2), periods)
    raise InputError(f"mean={mean!r}: say 'zero' (as variance swaps) or 'sample'")
