"""Which forecast was best: the same sessions for all, and a loss that noise in the target spares.

    RV_i = (252/h) · Σ_{j=1..h} r²_{i+j}                      what came
    QLIKE = mean( RV/F − ln(RV/F) − 1 )                       0 for a perfect forecast
    R² = 1 − Σ(y − f)² / Σ(y − ȳ)²                            of volatility, and of its logarithm
    RV = a + b F + ε        H₀: a = 0, b = 1                  Mincer–Zarnowitz
    DM = mean(d) / √(Ω/n),   d = QLIKE_m − QLIKE_best         Diebold–Mariano

QLIKE ranks, because it orders forecasts of variance as the true variance would although only squared
returns are seen [Patton11]. ȳ is the mean of the sessions evaluated, known only afterwards, so R²
flatters no model. Targets overlap: n sessions hold about n/h independent ones; standard errors are
Newey–West's with at least h lags, DM has the small-sample factor of [HLN97], and the model confidence
set, those that cannot be told from the best [HLN11], is bootstrapped in blocks of h.

**One sample for all.** A model is scored if it has a forecast on at least nine tenths of the sessions
whose target is known, and the sample is where all scored models have one; the others are named with
the reason. So one model whose input begins late does not shorten the comparison of the rest, and what
the scored ones cost in sessions is `Evaluation.observations` against `Evaluation.evaluable`. Sources:
[MZ69], [DM95], [HLN97], [HLN11], [Patton11]; SPEC FC-03.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.errors import InputError
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.forecast.comparison import (
    DieboldMariano,
    confidence_set_p,
    diebold_mariano,
    mincer_zarnowitz,
)
from hedgerow.volatility.forecast.history import mean_ahead

if TYPE_CHECKING:
    from datetime import date

    from hedgerow.typing import BoolArray, FloatArray
    from hedgerow.volatility.forecast.history import History
    from hedgerow.volatility.forecast.walk_forward import Forecasts

LEAST_SHARE = 0.9
"""Part of the evaluable sessions that a model must have forecast to be scored."""
LEAST_TARGETS = 10
"""Targets without overlap below which nothing is scored."""
LEVEL = 0.90
SEED = 20_000
NAIVE = "random_walk_21"
"""What the best has to beat."""


@dataclass(frozen=True, slots=True)
class ModelScore:
    """How one model did, on the sessions that all share."""

    model: str
    observations: int
    qlike: float
    r_squared_vol: float
    """1 − SSE/SST of realized on forecast volatility; below 0: worse than the mean."""
    r_squared_log: float
    """The same of ln volatility."""
    bias: float
    """Mean forecast less mean realized volatility, decimal."""
    mz_intercept: float
    """Variance, decimal per year."""
    mz_slope: float
    mz_r_squared: float
    mz_p: float
    """That intercept 0 and slope 1 hold together (HAC)."""
    diebold_mariano_t: float
    """Of its QLIKE less the best's; NaN for the best."""
    diebold_mariano_p: float
    """Two-sided."""
    in_confidence_set: bool
    mcs_p: float
    """Smallest size of the test at which the model leaves the confidence set."""


@dataclass(frozen=True, slots=True)
class Unscored:
    """A model that was not compared."""

    model: str
    observations: int
    """Evaluable sessions on which it has a forecast."""
    reason: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The models side by side at one horizon."""

    horizon: int
    """Sessions."""
    first: date | None
    """Session of the first forecast scored; None where none is."""
    last: date | None
    evaluable: int
    """Sessions whose target is known and not zero."""
    observations: int
    """Those of them on which every scored model has a forecast."""
    effective_observations: float
    """Targets that do not overlap: observations / horizon."""
    scores: tuple[ModelScore, ...]
    """Best first."""
    unscored: tuple[Unscored, ...]
    winner: str | None
    reason: str
    """Why it won, or why none did, in a sentence."""
    against_naive: DieboldMariano | None
    """The winner's QLIKE less that of the 21-session random walk; None where either is missing."""


@dataclass(frozen=True, slots=True, eq=False)
class LogErrors:
    """What the model's volatility forecasts missed at one horizon: an empirical interval."""

    model: str
    horizon: int
    values: FloatArray
    """ln(realized / forecast volatility), ascending, one for each past origin with both."""

    def interval(self, forecast_vol: float, level: float = 0.8) -> tuple[float, float]:
        """Volatility that came in ``level`` of the past cases for such a forecast.

        ``forecast · exp(quantile)``; NaN with fewer than ten errors that do not overlap.
        """
        if not 0 < level < 1:
            raise InputError(f"level is {level}: allowed are values between 0 and 1, such as 0.8")
        if len(self.values) < LEAST_TARGETS * self.horizon:
            return float("nan"), float("nan")
        low, high = np.quantile(self.values, [(1 - level) / 2, (1 + level) / 2])
        return forecast_vol * float(np.exp(low)), forecast_vol * float(np.exp(high))


def realized_variance_ahead(returns: FloatArray, horizon: int) -> FloatArray:
    """Annualised zero-mean variance of the next ``horizon`` returns, at each row, (n,).

    NaN where one of them is unknown or has not come yet.

    >>> realized_variance_ahead(np.array([0.5, 0.01, 0.02]), 2).round(4)
    array([0.063,   nan,   nan])
    """
    return mean_ahead(SESSIONS_PER_YEAR * returns**2, horizon)


def log_errors(forecasts: Forecasts, history: History, model: str, *, horizon: int) -> LogErrors:
    """Errors of one model at one horizon, on every origin where the target is known."""
    target, forecast = _target(forecasts, history, horizon), _at(forecasts, model, horizon)
    known = np.isfinite(target) & np.isfinite(forecast)
    return LogErrors(model, horizon, np.sort(np.log(target[known] / forecast[known]) / 2))


def qlike(realized: FloatArray, forecast: FloatArray) -> FloatArray:
    """Loss of each forecast of variance: ``RV/F − ln(RV/F) − 1``, elementwise; NaN where unknown.

    >>> qlike(np.array([0.04, 0.04]), np.array([0.04, 0.02])).round(4)
    array([0.    , 0.3069])
    """
    ratio = realized / forecast
    return np.asarray(ratio - np.log(ratio) - 1)


def evaluation(
    forecasts: Forecasts,
    history: History,
    *,
    horizon: int,
    level: float = LEVEL,
    seed: int = SEED,
) -> Evaluation:
    """Scores of all models ``horizon`` sessions ahead, best QLIKE first.

    ``level`` is that of the confidence set, whose bootstrap starts from ``seed``.
    """
    if not 0 < level < 1:
        raise InputError(f"level is {level}: allowed are values between 0 and 1, such as 0.9")
    target = _target(forecasts, history, horizon)
    by_model = {name: _at(forecasts, name, horizon) for name in forecasts.names}
    evaluable = np.isfinite(target)
    n = int(evaluable.sum())
    covered = {name: int((evaluable & np.isfinite(f)).sum()) for name, f in by_model.items()}
    scored = [name for name, count in covered.items() if n and count >= LEAST_SHARE * n]
    unscored = tuple(
        Unscored(name, count, _gap(count, n))
        for name, count in covered.items()
        if name not in scored
    )
    sample = evaluable.copy()
    for name in scored:
        sample &= np.isfinite(by_model[name])
    size = int(sample.sum())
    if not scored or size < LEAST_TARGETS * horizon:
        reason = (
            f"{size} sessions that all models share hold fewer than {LEAST_TARGETS} targets of"
            f" {horizon} sessions: nothing is scored"
        )
        return Evaluation(
            horizon, None, None, n, size, size / horizon, (), unscored, None, reason, None
        )
    RV = target[sample]
    F = np.column_stack([by_model[name][sample] for name in scored])
    losses = qlike(RV[:, None], F)
    order = np.argsort(losses.mean(axis=0), kind="stable")
    p = confidence_set_p(losses, block=horizon, size=1 - level, seed=seed)
    best = losses[:, order[0]]
    scores = tuple(
        _score(scored[m], RV, F[:, m], losses[:, m], best, horizon, float(p[m]), 1 - level)
        for m in order
    )
    winner = scores[0].model
    naive = None
    if NAIVE in scored and winner != NAIVE:
        naive = diebold_mariano(best, losses[:, scored.index(NAIVE)], horizon)
    first, last = _ends(forecasts, sample)
    return Evaluation(
        horizon,
        first,
        last,
        n,
        size,
        size / horizon,
        scores,
        unscored,
        winner,
        _reason(scores, size, level),
        naive,
    )


def _target(forecasts: Forecasts, history: History, horizon: int) -> FloatArray:
    """What came after each origin; unknown where nothing moved, for that has no logarithm."""
    if not 1 <= horizon <= forecasts.horizon:
        raise InputError(
            f"horizon is {horizon}: these forecasts hold 1 to {forecasts.horizon} sessions"
        )
    target = realized_variance_ahead(history.returns, horizon)[forecasts.rows]
    return np.where(target > 0, target, np.nan)


def _at(forecasts: Forecasts, name: str, horizon: int) -> FloatArray:
    """One model's forecasts at one horizon; those that are not positive are none."""
    F = forecasts.of(name)[:, horizon - 1]
    return np.where(F > 0, F, np.nan)


def _gap(count: int, evaluable: int) -> str:
    if not count:
        return "no forecast: an input is missing, or the history is too short"
    return (
        f"forecasts on {count} of {evaluable} sessions: fewer than {100 * LEAST_SHARE:.0f} %, so that the"
        " others would lose the rest"
    )


def _ends(forecasts: Forecasts, sample: BoolArray) -> tuple[date, date]:
    dates = forecasts.dates[sample]
    return dates[0].date(), dates[-1].date()


def _score(
    name: str,
    RV: FloatArray,
    F: FloatArray,
    loss: FloatArray,
    best: FloatArray,
    horizon: int,
    p: float,
    size: float,
) -> ModelScore:
    mz = mincer_zarnowitz(RV, F, horizon)
    dm = diebold_mariano(loss, best, horizon)
    return ModelScore(
        name,
        len(RV),
        float(loss.mean()),
        _r_squared(np.sqrt(RV), np.sqrt(F)),
        _r_squared(np.log(RV), np.log(F)),
        float(np.sqrt(F).mean() - np.sqrt(RV).mean()),
        mz.intercept,
        mz.slope,
        mz.r_squared,
        mz.p,
        dm.t,
        dm.p,
        p > size,
        p,
    )


def _r_squared(y: FloatArray, f: FloatArray) -> float:
    total = float(np.sum((y - y.mean()) ** 2))
    return 1 - float(np.sum((y - f) ** 2)) / total if total > 0 else float("nan")


def _reason(scores: tuple[ModelScore, ...], size: int, level: float) -> str:
    winner, *others = scores
    with_it = [score.model for score in others if score.in_confidence_set]
    rivals = (
        f"the {100 * level:.0f} % confidence set also holds {', '.join(with_it)}"
        if with_it
        else f"alone in the {100 * level:.0f} % confidence set"
    )
    return f"{winner.model} has the lowest QLIKE, {winner.qlike:.3f} on {size:,} sessions; {rivals}"
