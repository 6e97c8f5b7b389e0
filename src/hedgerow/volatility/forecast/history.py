"""What a forecaster knows: returns, a measure of each session's variance, and what options imply.

Row i holds what the end of session i adds. A forecast made there reads rows 0…i and nothing later:

    history.until(i)      exactly those rows

Returns are close to close. The measure of variance is the caller's, the less noisy the better:
intraday or range-based with the overnight move, or the squared return where only closes are known.
Models that use it scale it to close-to-close variance, so its level need not be right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.units import SESSIONS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from hedgerow.typing import FloatArray

LEAST_KNOWN = 0.5
"""Part of a window that must be known for its mean to be."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """One symbol's sessions, oldest first; every array is (n,)."""

    dates: pd.DatetimeIndex
    """Sessions, ascending, none left out."""
    returns: FloatArray
    """Close-to-close log returns; NaN where either close is unknown."""
    variance: FloatArray
    """Measure of the session's variance, close to close, decimal per year; NaN where unknown."""
    measure: str
    """What ``variance`` is, in words: ``"squared returns"``."""
    implied: FloatArray
    """Implied volatility over the next 30 calendar days, such as VIX/100, at the end of the
    session; decimal per square-root year (of 365 days), NaN where unknown."""

    def __post_init__(self) -> None:
        """Hold the rows together."""
        n = len(self.dates)
        for name in ("returns", "variance", "implied"):
            shape = getattr(self, name).shape
            if shape != (n,):
                raise InputError(
                    f"{name} has shape {shape}: it needs one value a session, ({n},); put NaN where unknown"
                )
        if not (self.dates.is_monotonic_increasing and self.dates.is_unique):
            raise InputError("dates must ascend without repeats: sort the sessions first")

    def __len__(self) -> int:
        return len(self.dates)

    def until(self, i: int) -> History:
        """What is known at the end of session ``i``: rows 0…i."""
        n = i + 1
        return History(
            self.dates[:n], self.returns[:n], self.variance[:n], self.measure, self.implied[:n]
        )


def closes_only(dates: pd.DatetimeIndex, close: FloatArray, implied: FloatArray) -> History:
    """History where only closes are known: the squared return is the measure of variance.

    >>> import pandas as pd
    >>> dates = pd.date_range("2024-01-01", periods=3)
    >>> history = closes_only(dates, np.array([100.0, 101.0, 100.0]), np.full(3, np.nan))
    >>> history.returns.round(6)
    array([     nan,  0.00995, -0.00995])
    """
    returns = np.diff(np.log(close), prepend=np.nan)
    return History(dates, returns, SESSIONS_PER_YEAR * returns**2, "squared returns", implied)


def trailing_mean(x: FloatArray, window: int) -> FloatArray:
    """Mean of the last ``window`` values at each row, (n,).

    Unknown values are left out; NaN where less than half of the window is known.

    >>> trailing_mean(np.array([1.0, 3.0, np.nan, 5.0]), 2)
    array([nan,  2.,  3.,  5.])
    """
    if window < 1:
        raise InputError(f"window is {window}: allowed are 1 and more sessions")
    known = np.isfinite(x)
    total = np.cumsum(np.concatenate([[0.0], np.where(known, x, 0.0)]))
    count = np.cumsum(np.concatenate([[0], known]))
    mean = np.full(len(x), np.nan)
    if len(x) >= window:
        n = count[window:] - count[:-window]
        with np.errstate(invalid="ignore", divide="ignore"):
            mean[window - 1 :] = np.where(
                n >= LEAST_KNOWN * window, (total[window:] - total[:-window]) / n, np.nan
            )
    return mean


def mean_ahead(x: FloatArray, horizon: int) -> FloatArray:
    """Mean of the next ``horizon`` values after each row, (n,); NaN if one of them is unknown.

    >>> mean_ahead(np.array([1.0, 3.0, 5.0, 6.0]), 2)
    array([4. , 5.5, nan, nan])
    """
    if horizon < 1:
        raise InputError(f"horizon is {horizon}: allowed are 1 and more sessions")
    ahead = np.full(len(x), np.nan)
    if len(x) > horizon:
        windows = np.lib.stride_tricks.sliding_window_view(x[1:], horizon)
        ahead[: len(windows)] = windows.mean(axis=1)
    return ahead
