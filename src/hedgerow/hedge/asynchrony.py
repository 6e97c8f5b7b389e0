"""Beta of what is priced at another time of day: Dimson's sum, and weeks instead of days.

A foreign fund, a net asset value or a future that closes before or after its benchmark meets part
of today's move only tomorrow. The same-day slope then misses that part. Dimson's beta adds the
slopes on the days around [Dimson79]:

    y_t = a + Σ_{k=−1}^{1} b_k x_{t+k} + ε_t        β = b_{−1} + b_0 + b_{+1}

its error is that of the sum, heteroskedasticity- and autocorrelation-consistent. With weeks the
miss shrinks to a fifth: overlapping returns of five sessions, with at least ``2 (5 − 1)`` lags in the
error [SPEC HS-06, HS-07] and as many degrees of freedom as there are separate weeks.
"""

from __future__ import annotations

import numpy as np

from hedgerow.hedge.estimate import Estimate, estimate, unknown
from hedgerow.hedge.multiple_regression import regress_on
from hedgerow.hedge.regression import hac_lags
from hedgerow.typing import FloatArray

WEEK = 5


def dimson(y: FloatArray, x: FloatArray) -> Estimate:
    """Sum of the slopes on the day before, the day and the day after; shapes (n,), oldest first."""
    name = "Dimson (three days)"
    edge = np.full(1, np.nan)
    lagged, lead = np.concatenate([edge, x[:-1]]), np.concatenate([x[1:], edge])
    fit = regress_on(y, np.column_stack([lagged, x, lead]))
    if fit is None:
        return unknown(name, note="too few days")
    beta, error = fit.combination(np.array([0.0, 1.0, 1.0, 1.0]))
    note = "slopes on the day before, the day and the day after"
    return estimate(name, beta, error, fit.observations, freedom=fit.freedom, note=note)


def weekly(y: FloatArray, x: FloatArray, *, sessions: int = WEEK) -> Estimate:
    """Slope of overlapping ``sessions``-day returns; shapes (n,), oldest first.

    A week with an unknown day is unknown.
    """
    name = f"weekly ({sessions} sessions)"
    if len(y) < sessions:
        return unknown(name, note="too few days")
    Y, X = compounded(y, sessions), compounded(x, sessions)
    both = int((np.isfinite(Y) & np.isfinite(X)).sum())
    fit = regress_on(Y, X[:, None], lags=max(hac_lags(both), 2 * (sessions - 1)))
    separate = both // sessions
    if fit is None or separate <= 2:
        return unknown(name, observations=both, note="too few weeks")
    beta, error = fit.combination(np.array([0.0, 1.0]))
    note = f"overlapping, {separate} separate weeks"
    return estimate(name, beta, error, both, freedom=separate - 2, note=note)


def compounded(returns: FloatArray, sessions: int) -> FloatArray:
    """Simple returns over every run of ``sessions`` days, shape (n − sessions + 1,).

    >>> [round(float(r), 4) for r in compounded(np.array([0.1, 0.1, -0.1]), 2)]
    [0.21, -0.01]
    """
    windows = np.lib.stride_tricks.sliding_window_view(1 + returns, sessions)
    return np.asarray(windows.prod(axis=1) - 1)
