"""How far a forecast may miss: what it missed before, made into a range that would have held.

    e_i = ln( realized / forecast volatility ) at origin i        range: forecast · exp(quantiles of e)

The quantiles of all past errors promise too much: ranges made at the time, from the errors known then,
hold less often than they say, because volatility finds new ways to surprise. So the past is walked
through. At every origin, for each of several nominal levels, the range is made from errors that were
known, and what came then is looked up. The lowest nominal level whose ranges held as often as
was asked makes today's range; how often they held stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.volatility.forecast.evaluation import LEAST_TARGETS, forecast_of, target_of

if TYPE_CHECKING:
    from hedgerow.typing import FloatArray, IntArray
    from hedgerow.volatility.forecast.history import History
    from hedgerow.volatility.forecast.walk_forward import Forecasts

NOMINAL = (0.0, 0.02, 0.04, 0.06, 0.08, 0.10, 0.12, 0.14, 0.16)
"""Added to the level asked for, in turn."""
HIGHEST = 0.99
TESTED = 20
"""Targets without overlap below which no range of the past is judged."""


@dataclass(frozen=True, slots=True)
class ForecastInterval:
    """Where volatility ended in past cases of such a forecast; decimals, NaN with too few of them."""

    low: float
    median: float
    """As often above as below. A forecast of variance lies higher: it is a mean, and storms weigh in it."""
    high: float
    level: float
    """Share of cases that was asked for."""
    nominal: float
    """Level of the quantiles that were taken for it."""
    held: float
    """Share of past ranges, each made with what was known then, that held; NaN where too few were made."""


@dataclass(frozen=True, slots=True, eq=False)
class LogErrors:
    """What the model's volatility forecasts missed at one horizon, oldest first."""

    model: str
    horizon: int
    values: FloatArray
    """ln(realized / forecast volatility), (n,), for each past origin with both."""
    rows: IntArray
    """The origins' rows in the history, (n,): the error of row i is known at the end of row i + horizon."""

    def interval(self, forecast_vol: float, level: float = 0.8) -> ForecastInterval:
        """Range for such a forecast that holds ``level`` of cases; NaN with fewer than ten without overlap."""
        if not 0 < level < 1:
            raise InputError(f"level is {level}: allowed are values between 0 and 1, such as 0.8")
        nan = float("nan")
        if len(self.values) < LEAST_TARGETS * self.horizon:
            return ForecastInterval(nan, nan, nan, level, level, nan)
        nominal, held = self._calibrated(level)
        low, median, high = np.quantile(self.values, [0.5 - nominal / 2, 0.5, 0.5 + nominal / 2])
        low, median, high = (forecast_vol * float(np.exp(e)) for e in (low, median, high))
        return ForecastInterval(low, median, high, level, nominal, held)

    def _calibrated(self, level: float) -> tuple[float, float]:
        """The nominal level to take, and how often its ranges held."""
        levels = np.array(sorted({min(level + more, max(HIGHEST, level)) for more in NOMINAL}))
        held, judged = self._held(levels)
        if judged < TESTED * self.horizon:
            return level, float("nan")
        enough = np.flatnonzero(held >= level)
        i = int(enough[0]) if len(enough) else len(levels) - 1
        return float(levels[i]), float(held[i])

    def _held(self, levels: FloatArray) -> tuple[FloatArray, int]:
        """Share of ranges of each nominal level that held, and how many were made."""
        tails = np.concatenate([0.5 - levels / 2, 0.5 + levels / 2])
        inside, judged = np.zeros(len(levels)), 0
        # the known errors change little in a few sessions: quantiles are taken anew once a horizon
        for start in range(0, len(self.values), self.horizon):
            known = self.values[
                : np.searchsorted(self.rows, self.rows[start] - self.horizon, "right")
            ]
            if len(known) < LEAST_TARGETS * self.horizon:
                continue
            came = self.values[start : start + self.horizon, None]
            low, high = np.split(np.quantile(known, tails), 2)
            inside += ((came >= low) & (came <= high)).sum(axis=0)
            judged += len(came)
        return inside / max(judged, 1), judged


def log_errors(forecasts: Forecasts, history: History, model: str, *, horizon: int) -> LogErrors:
    """Errors of one model at one horizon, on every origin where the target is known."""
    target = target_of(forecasts, history, horizon)
    forecast = forecast_of(forecasts, model, horizon)
    known = np.isfinite(target) & np.isfinite(forecast)
    values = np.log(target[known] / forecast[known]) / 2
    return LogErrors(model, horizon, values, forecasts.rows[known])
