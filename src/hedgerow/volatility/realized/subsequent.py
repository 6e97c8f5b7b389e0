"""What implied volatility was worth: volatility of the sessions after it was quoted.

    v_t = √(252/h · Σ_{i=1}^{h} r²_{t+i})            V_t − v_t,  V_t / v_t

V looks ahead (30 calendar days are about h = 21 sessions), so the volatility to hold it against is that
of the h sessions *after* t, and the last h are not known yet. Windows overlap: n days are worth
about n/h separate ones, and the intervals come from blocks of three horizons. How often V
exceeded v depends on the measure of both (the VIX is a variance-swap level, above at-the-money
volatility): state it with the figure. SPEC RV-09, RV-10.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hedgerow.errors import InputError
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.realized.block_bootstrap import DRAWS, SEED, block_bootstrap

MONTH = 21
UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class ImpliedOverSubsequent:
    """Implied minus subsequent realized volatility; NaN where nothing is known."""

    sessions: int
    """h."""
    observations: int
    """Days with an implied volatility whose h sessions are over and known."""
    effective_observations: float
    """n/h."""
    mean: float
    """Of V − v, decimal per √year."""
    mean_interval: tuple[float, float]
    """95 %, circular block bootstrap."""
    median: float
    percentile_5: float
    """The bad end for a seller."""
    percentile_95: float
    hit_rate: float
    """Share of days with V > v."""
    hit_rate_interval: tuple[float, float]
    median_ratio: float
    """Of V/v."""


def subsequent_vol(returns: FloatArray, *, sessions: int = MONTH) -> FloatArray:
    """Zero-mean volatility of the ``sessions`` returns after each day, shape (n,), decimal per √year.

    Daily log returns, oldest first; NaN where one of them is, and for the last ``sessions`` days.

    Raises :class:`InputError` for less than one session.

    >>> v = subsequent_vol(np.array([9.0, 0.01, -0.01, 0.02]), sessions=2)
    >>> [round(float(x), 4) for x in v]
    [0.1587, 0.251, nan, nan]
    """
    if sessions < 1:
        raise InputError(f"sessions={sessions} is outside 1 …; give trading days, such as 21")
    after = np.full(len(returns), np.nan)
    if len(returns) > sessions:
        windows = np.lib.stride_tricks.sliding_window_view(returns[1:] ** 2, sessions)
        after[: len(windows)] = np.sqrt(SESSIONS_PER_YEAR * windows.mean(axis=1))
    return after


def implied_over_subsequent(
    vols: FloatArray,
    returns: FloatArray,
    *,
    sessions: int = MONTH,
    draws: int = DRAWS,
    seed: int = SEED,
) -> ImpliedOverSubsequent:
    """Implied volatility at each close (n,) against what followed; ``returns`` (n,) of the same days.

    Decimal, oldest first. Days on which either is unknown are left out.

    >>> r = np.full(600, 0.01)  # 15.87 % a year
    >>> made = implied_over_subsequent(np.full(600, 0.20), r)
    >>> round(made.mean, 4), made.hit_rate, made.observations
    (0.0413, 1.0, 579)
    """
    v = subsequent_vol(returns, sessions=sessions)
    known = np.isfinite(vols) & np.isfinite(v)
    V, v = vols[known], v[known]
    n = len(V)
    if not n:
        unknown = (UNKNOWN, UNKNOWN)
        middle = (UNKNOWN, unknown, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, unknown, UNKNOWN)
        return ImpliedOverSubsequent(sessions, 0, 0.0, *middle)
    spread = V - v
    scatter = block_bootstrap(
        lambda days: np.array([days.mean(), (days > 0).mean()]),
        spread,
        block=3 * sessions,
        draws=draws,
        seed=seed,
    )
    low, median, high = (float(q) for q in np.quantile(spread, [0.05, 0.5, 0.95]))
    moved = v > 0
    return ImpliedOverSubsequent(
        sessions,
        n,
        n / sessions,
        float(spread.mean()),
        (float(scatter.low[0]), float(scatter.high[0])),
        median,
        low,
        high,
        float((spread > 0).mean()),
        (float(scatter.low[1]), float(scatter.high[1])),
        float(np.median(V[moved] / v[moved])) if moved.any() else UNKNOWN,
    )
