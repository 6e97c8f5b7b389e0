"""Yang and Zhang's volatility: overnight and session together, whatever the drift.

    o = ln(O / C₋)   c = ln(C / O)   u = ln(H / O)   d = ln(L / O)

    σ² = V_o + k V_c + (1 − k) V_RS                                                [YZ00]
    V_o = A/(n − 1) Σ (o − ō)²     V_c = A/(n − 1) Σ (c − c̄)²     V_RS = A/n Σ [u(u − c) + d(d − c)]
    k = 0.34 / (1.34 + (n + 1)/(n − 1))

k makes the variance of the estimator smallest. With no overnight variance it is k times that of closes about their own
mean, as V_c and V_RS hardly go together: a thirteenth for n = 2, a seventh for a month, and the more the more
of the variance comes overnight. (The peak is printed as 1 + 1/k = 13.8; measured, it is 1/k = 12.8:
``benchmarks/efficiency.py``.) Often seen and wrong: 0.34/(1 + (n + 1)/(n − 1)), and Parkinson's term in the
place of V_RS. SPEC RV-06.
"""

from __future__ import annotations

from hedgerow.market.bars import Bars
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.rolling import (
    OvernightSessionRange,
    Variance,
    require_window,
    rolling_vol,
)

ALPHA = 1.34
"""Fourth moment of a drifting session over its squared variance, at its usual value."""


def yang_zhang(bars: Bars, *, window: int, periods: float = SESSIONS_PER_YEAR) -> FloatArray:
    """Annualised volatility (decimal) of the last ``window`` sessions and nights, in the shape of ``bars.close``.

    NaN until the window is full (its first night needs the close before), and wherever it holds a bar
    with a price missing or contradicting the others.

    Raises :class:`InputError` for a window below 2.

    >>> import numpy as np, pandas as pd
    >>> O = np.array([100.0, 101.0, 100.0])
    >>> bars = Bars(pd.bdate_range("2026-01-05", periods=3), O, O * 1.01, O * 0.99, O)
    >>> yang_zhang(bars, window=2).round(4)
    array([   nan,    nan, 0.3104])
    """
    return rolling_vol(bars, yang_zhang_variance(window, periods), window)


def yang_zhang_weight(n: int) -> float:
    """k, for a window of n sessions, 2 or more.

    >>> [round(yang_zhang_weight(n), 6) for n in (10, 21)]
    [0.132697, 0.139344]
    """
    n = require_window(n, least=2)
    return (ALPHA - 1) / (ALPHA + (n + 1) / (n - 1))


def yang_zhang_variance(n: int, periods: float) -> Variance:
    """The formula above, on the sums of a window of n sessions."""
    return OvernightSessionRange(n, yang_zhang_weight(n), periods)
