"""Spot and volatility: how a day's return goes with the change of implied volatility.

    ρ = corr(r_t, ΔV_t)        or        corr(r_t, Δ ln V_t)

The two differ (about −.8 and −.7 for the S&P 500 and the VIX), so both are given. The VIX's close is
struck fifteen minutes after the index's, which costs a little of either. The state is read
off 63 days of the logarithmic one, with z the five-day change of ln V in standard deviations of
those of the last 252 days [SPEC VX-14, DT-06c]:

    inverted  ρ ≥ 0        weak  −.5 ≤ ρ < 0        normal  −.9 ≤ ρ < −.5
    crash     ρ < −.9 and |z| > 2                   tight   ρ < −.9 otherwise
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from hedgerow.typing import FloatArray

WINDOWS = (63, 252)
LEAST_THERE = 0.9
"""Of a window's days."""
LEAST_DAYS = 21
RECENT, HORIZON, YEAR = 63, 5, 252
STILL = 1e-14
"""Variance below which, relative to the largest square, nothing but rounding moved."""
UNKNOWN = float("nan")

SpotVolState: TypeAlias = Literal["crash", "tight", "normal", "weak", "inverted", "unknown"]


@dataclass(frozen=True, slots=True)
class SpotVolCorrelation:
    """ρ over one stretch of days; NaN where too few are known or one side stood still."""

    name: str
    """``63 days``, ``252 days`` or ``whole history``."""
    observations: int
    """Days on which both are known."""
    with_change: float
    """With the change of volatility, ΔV."""
    with_log_change: float
    """With the change of its logarithm, Δ ln V."""
    percentile_5: float
    """Of the rolling correlation with Δ ln V over this many days; NaN for the whole history."""
    median: float
    percentile_95: float


@dataclass(frozen=True, slots=True)
class SpotVol:
    """How returns and implied volatility move together."""

    correlations: tuple[SpotVolCorrelation, ...]
    z: float
    """The last five days' change of ln V, in standard deviations of a year of such changes."""
    state: SpotVolState


def spot_vol(returns: FloatArray, vols: FloatArray) -> SpotVol:
    """Correlation of daily returns with changes of implied volatility, shapes (n,), same sessions.

    Oldest first; ``vols`` at each day's close, decimal. A day without a return, or on which volatility or
    that of the session before is NaN, is left out, never bridged.

    >>> r = np.random.default_rng(0).normal(0, 0.01, 300)
    >>> made = spot_vol(r, 0.2 * np.exp(-4 * np.cumsum(r)))
    >>> round(made.correlations[0].with_log_change, 6), made.state
    (-1.0, 'tight')
    """
    ΔV, ΔlnV = changes(vols), changes(_log(vols))
    rows = [_latest(returns, ΔV, ΔlnV, window) for window in WINDOWS]
    days = int((np.isfinite(returns) & np.isfinite(ΔlnV)).sum())
    whole = (correlation(returns, ΔV), correlation(returns, ΔlnV))
    rows.append(SpotVolCorrelation("whole history", days, *whole, *[UNKNOWN] * 3))
    z = _z(_log(vols))
    recent = next(row for row, window in zip(rows, WINDOWS, strict=False) if window == RECENT)
    return SpotVol(tuple(rows), z, state(recent.with_log_change, z))


def state(ρ: float, z: float) -> SpotVolState:
    """What a correlation over 63 days says; unknown where it is, or where z is needed and unknown."""
    if np.isnan(ρ):
        return "unknown"
    if ρ >= 0:
        return "inverted"
    if ρ >= -0.5:
        return "weak"
    if ρ >= -0.9:
        return "normal"
    if np.isnan(z):
        return "unknown"
    return "crash" if abs(z) > 2 else "tight"


def changes(levels: FloatArray, *, sessions: int = 1) -> FloatArray:
    """Change over ``sessions``, shape (n,); NaN at the start and where either end is."""
    start = np.full(min(sessions, len(levels)), np.nan)
    return np.concatenate([start, levels[sessions:] - levels[:-sessions]])


def correlation(x: FloatArray, y: FloatArray) -> float:
    """Pearson's, over the days on which both are known, shapes (n,); NaN with fewer than 21."""
    return (
        float(rolling_correlation(x, y, window=len(x), least=LEAST_DAYS)[-1]) if len(x) else UNKNOWN
    )


def rolling_correlation(
    x: FloatArray, y: FloatArray, *, window: int, least: int | None = None
) -> FloatArray:
    """Pearson's correlation over the ``window`` sessions that end on each, shape (n,).

    Days on which either is NaN are left out; NaN with fewer than ``least`` days (nine tenths of the
    window unless given) or where x or y stood still.
    """
    least = int(np.ceil(LEAST_THERE * window)) if least is None else least
    found = np.full(len(x), np.nan)
    if len(x) < window:
        return found
    known = np.isfinite(x) & np.isfinite(y)
    x, y = (
        np.lib.stride_tricks.sliding_window_view(np.where(known, s, 0.0), window) for s in (x, y)
    )
    there = np.lib.stride_tricks.sliding_window_view(known, window)
    n = there.sum(axis=1)
    mean_x, mean_y = x.sum(axis=1) / np.maximum(n, 1), y.sum(axis=1) / np.maximum(n, 1)
    dx, dy = (x - mean_x[:, None]) * there, (y - mean_y[:, None]) * there
    xx, yy, xy = (np.einsum("ij,ij->i", a, b) for a, b in ((dx, dx), (dy, dy), (dx, dy)))
    moved = (xx > STILL * n * (x**2).max(axis=1)) & (yy > STILL * n * (y**2).max(axis=1))
    good = (n >= max(least, 2)) & moved
    with np.errstate(divide="ignore", invalid="ignore"):
        found[window - 1 :] = np.where(good, np.clip(xy / np.sqrt(xx * yy), -1, 1), np.nan)
    return found


def _latest(
    returns: FloatArray, ΔV: FloatArray, ΔlnV: FloatArray, window: int
) -> SpotVolCorrelation:
    rolling = rolling_correlation(returns, ΔlnV, window=window)
    with_change = rolling_correlation(returns[-window:], ΔV[-window:], window=window)
    days = int((np.isfinite(returns) & np.isfinite(ΔlnV))[-window:].sum())
    known = rolling[np.isfinite(rolling)]
    marks = np.quantile(known, [0.05, 0.5, 0.95]) if len(known) else np.full(3, np.nan)
    latest = [float(s[-1]) if len(s) else UNKNOWN for s in (with_change, rolling)]
    return SpotVolCorrelation(f"{window} days", days, *latest, *(float(m) for m in marks))


def _log(vols: FloatArray) -> FloatArray:
    """Logarithms; NaN where a volatility is not positive."""
    return np.log(np.where(vols > 0, vols, np.nan))


def _z(log_vols: FloatArray) -> float:
    """The last change over the horizon by the standard deviation of a year of them."""
    moves = changes(log_vols, sessions=HORIZON)[-YEAR:]
    known = moves[np.isfinite(moves)]
    if len(known) < LEAST_THERE * YEAR or not known.std() > 0:
        return UNKNOWN
    return float(moves[-1] / known.std(ddof=1))
