"""Variance of single sessions from whole bars, where the bars can be believed.

    v_t = o_t² + ½ (u_t − d_t)² − (2 ln 2 − 1) c_t²        the night, and Garman–Klass of the session

Some sources know no opens and write the close before, or a price near it: a gap then hides inside the
session, where Garman–Klass gives it a ninth of its due. The sum of such v falls short of that of
squared returns, which no opens enter. So a session is believed where, over the year up to it,

    A_t = Σ r² / Σ v        lies in 0.6 … 1.35

For the S&P 500 as vendors give it A was 1.4 to 2.0 until 2016, for the fund on it 0.8 to 1.1 in 9 years of
10. Below 1 lie prices that bounce between bid and ask, far below it single bad prints.
Source: [GK80].
"""

from __future__ import annotations

import numpy as np

from hedgerow.market.bars import Bars
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.range_based import garman_klass

BELIEVED = (0.6, 1.35)
"""Squared returns over the bars' variance."""
LEAST_SESSIONS = 126
"""Of the year, with both."""


def session_variance(bars: Bars) -> FloatArray:
    """v, annualised decimal variance, (n,); NaN where a price is missing or the bars are not believed.

    Squared returns up to the session decide on it, later ones never.
    """
    v = _measured(bars)
    A, (low, high) = _agreement(v, bars), BELIEVED
    return np.where((low <= A) & (high >= A), v, np.nan)


def agreement(bars: Bars) -> FloatArray:
    """A: squared returns over the bars' variance in the year up to each session, (n,).

    NaN with fewer than 126 sessions that have both.
    """
    return _agreement(_measured(bars), bars)


def _agreement(v: FloatArray, bars: Bars) -> FloatArray:
    r_2 = SESSIONS_PER_YEAR * bars.returns**2
    both = np.isfinite(v) & np.isfinite(r_2)
    sums = [_trailing_sum(np.where(both, x, 0.0)) for x in (r_2, v, np.ones(len(v)))]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sums[2] >= LEAST_SESSIONS, sums[0] / sums[1], np.nan)


def _measured(bars: Bars) -> FloatArray:
    return garman_klass(bars, window=1, overnight="add") ** 2


def _trailing_sum(x: FloatArray) -> FloatArray:
    """Of the year that ends on each session, or of what there is of it."""
    import pandas as pd

    return pd.Series(x).rolling(SESSIONS_PER_YEAR, min_periods=1).sum().to_numpy()
