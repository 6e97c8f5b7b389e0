"""The heterogeneous autoregression: yesterday, last week and last month say what comes.

    mean(RV_{t+1}, …, RV_{t+k}) = a + b₁ RV_t + b₅ mean₅(RV)_t + b₂₂ mean₂₂(RV)_t + ε

one least squares for each horizon k (a direct forecast), on all that is known (an expanding
window). In logs everything on both sides is a logarithm and the way back is Duan's: no normality,

    F = exp(a + b·x) · mean(exp ε)

which is the lognormal mean exp(s²/2) where ε is normal. RV is the history's measure of variance or
the squared return, for which 5, 21 and 63 sessions replace 1, 5 and 22: a single squared return
says too little. At the end the forecast is put on the level of close-to-close variance,

    F · Σ 252 r² / Σ RV        over the rows fitted

so a measure that leaves out the night is not forecast too low. Implied variance may stand beside
the lags, or alone: then the regression takes the risk premium out of it. Sources: [Corsi09],
[Duan83]; SPEC RV-14.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.forecast.history import mean_ahead, trailing_mean

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray, IntArray
    from hedgerow.volatility.forecast.history import History

LEAST_ROWS = 250
"""Rows without which nothing is fitted: a year."""


@dataclass(frozen=True, slots=True)
class Har:
    """A direct regression of the variance ahead on what is known."""

    name: str
    lags: tuple[int, ...]
    """Sessions of each trailing mean."""
    of: Literal["measure", "squared returns"] = "measure"
    """What variance is regressed on its own past."""
    form: Literal["level", "log"] = "log"
    implied: Literal["with", "without"] = "without"
    """Whether implied variance is one of the predictors."""

    def term_structure(
        self, history: History, *, fitted_until: int, origins: IntArray, horizon: int
    ) -> FloatArray:
        """As `Model.term_structure`."""
        squares = SESSIONS_PER_YEAR * history.returns**2
        variance = history.variance if self.of == "measure" else squares
        x = self._predictors(variance, history.implied)
        level = _level(squares, variance, fitted_until)
        forecasts = np.full((len(origins), horizon), np.nan)
        for k in range(1, horizon + 1):
            # The last row fitted is the one whose k sessions ahead end at fitted_until.
            n = max(fitted_until - k + 1, 0)
            ahead = mean_ahead(variance[: n + k], k)[:n]
            forecasts[:, k - 1] = level * self._forecast(ahead, x[:n], x[origins])
        # regressions of their own for each k: no session ahead may have less than no variance
        sessions = np.arange(1, horizon + 1)
        return np.asarray(np.fmax.accumulate(sessions * forecasts, axis=1) / sessions)

    def _predictors(self, variance: FloatArray, implied: FloatArray) -> FloatArray:
        """One column a lag, and implied variance, (n, p); in logs where the form says so."""
        columns = [trailing_mean(variance, lag) for lag in self.lags]
        if self.implied == "with":
            columns.append(implied**2)
        x = np.column_stack(columns)
        return _log(x) if self.form == "log" else x

    def _forecast(self, ahead: FloatArray, x: FloatArray, x_origin: FloatArray) -> FloatArray:
        """Mean variance ahead at each origin, from the rows ``x`` whose future ``ahead`` is known."""
        y = _log(ahead) if self.form == "log" else ahead
        known = np.isfinite(y) & np.isfinite(x).all(axis=1)
        if known.sum() < LEAST_ROWS:
            return np.full(len(x_origin), np.nan)
        y, x = y[known], x[known]
        design = np.column_stack([np.ones(len(x)), x])
        b = np.linalg.lstsq(design, y, rcond=None)[0]
        fitted = b[0] + x_origin @ b[1:]
        if self.form == "log":
            smearing = np.mean(np.exp(y - design @ b))
            return np.asarray(np.exp(fitted) * smearing)
        # A line may cross zero: nothing lower than the lowest of the longest means has been seen.
        return np.asarray(np.maximum(fitted, x[:, len(self.lags) - 1].min()))


def _log(x: FloatArray) -> FloatArray:
    """Logarithm; unknown where nothing moved."""
    return np.asarray(np.log(np.where(x > 0, x, np.nan)))


def _level(squares: FloatArray, variance: FloatArray, until: int) -> float:
    """Close-to-close variance as a multiple of the measure, on the rows where both are known."""
    squares, variance = squares[: until + 1], variance[: until + 1]
    both = np.isfinite(squares) & np.isfinite(variance)
    total = float(variance[both].sum())
    return float(squares[both].sum()) / total if total > 0 else float("nan")


MEASURE_LAGS = (1, 5, 22)
SQUARES_LAGS = (5, 21, 63)

HAR = Har("har", MEASURE_LAGS, form="level")
HAR_LOG = Har("har_log", MEASURE_LAGS)
HAR_SQUARED = Har("har_squared", SQUARES_LAGS, of="squared returns", form="level")
HAR_LOG_SQUARED = Har("har_log_squared", SQUARES_LAGS, of="squared returns")
HAR_IMPLIED = Har("har_implied", MEASURE_LAGS, implied="with")
IMPLIED_DEBIASED = Har("implied_debiased", (), of="squared returns", implied="with")
