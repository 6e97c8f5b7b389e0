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
    block_length,
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
LEAST_LOGS = 5
"""Sessions whose realized volatility has a logarithm worth forecasting."""
SURE = 0.10
"""p of Diebold and Mariano below which a model is taken to be worse."""
LEVEL = 0.90
SEED = 20_000
COMBINED = ("combination",)
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
    """The same of ln volatility; NaN under 5 sessions, where the logarithm of what came is mostly noise."""
    bias: float
    """Root of the mean forecast less root of the mean realized variance, decimal: 0 for an unbiased
    forecast of variance at any horizon."""
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
    """The lowest mean loss."""
    speaker: str | None
    """Whose forecast to use: the combination unless it is surely worse than the winner, else the winner."""
    reason: str
    """Why it speaks, or why nobody does, in a sentence."""
    against_naive: DieboldMariano | None
    """The winner's QLIKE less that of the 21-session random walk; None where either is missing."""


def realized_variance_ahead(returns: FloatArray, horizon: int) -> FloatArray:
    """Annualised zero-mean variance of the next ``horizon`` returns, at each row, (n,).

    NaN where one of them is unknown or has not come yet.

    >>> realized_variance_ahead(np.array([0.5, 0.01, 0.02]), 2).round(4)
    array([0.063,   nan,   nan])
    """
    return mean_ahead(SESSIONS_PER_YEAR * returns**2, horizon)


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
    target = target_of(forecasts, history, horizon)
    by_model = {name: forecast_of(forecasts, name, horizon) for name in forecasts.names}
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
            horizon, None, None, n, size, size / horizon, (), unscored, None, None, reason, None
        )
    RV = target[sample]
    F = np.column_stack([by_model[name][sample] for name in scored])
    losses = qlike(RV[:, None], F)
    order = np.argsort(losses.mean(axis=0), kind="stable")
    p = confidence_set_p(losses, block=block_length(size, horizon), size=1 - level, seed=seed)
    best = losses[:, order[0]]
    scores = tuple(
        _score(scored[m], RV, F[:, m], losses[:, m], best, horizon, float(p[m]), 1 - level)
        for m in order
    )
    winner, speaker = scores[0].model, speaking(scores)
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
        speaker.model,
        _reason(speaker, scores, size, level),
        naive,
    )


def target_of(forecasts: Forecasts, history: History, horizon: int) -> FloatArray:
    """What came after each origin; unknown where nothing moved, for that has no logarithm."""
    if not 1 <= horizon <= forecasts.horizon:
        raise InputError(
            f"horizon is {horizon}: these forecasts hold 1 to {forecasts.horizon} sessions"
        )
    target = realized_variance_ahead(history.returns, horizon)[forecasts.rows]
    return np.where(target > 0, target, np.nan)


def forecast_of(forecasts: Forecasts, name: str, horizon: int) -> FloatArray:
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
        _r_squared(np.log(RV), np.log(F)) if horizon >= LEAST_LOGS else float("nan"),
        float(np.sqrt(F.mean()) - np.sqrt(RV.mean())),
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


def speaking(scores: tuple[ModelScore, ...]) -> ModelScore:
    """The combination unless the winner is surely better: the first of many alike was partly lucky."""
    for score in scores:
        if score.model in COMBINED and (score is scores[0] or score.diebold_mariano_p >= SURE):
            return score
    return scores[0]


def _reason(speaker: ModelScore, scores: tuple[ModelScore, ...], size: int, level: float) -> str:
    winner = scores[0]
    with_it = [score.model for score in scores if score.in_confidence_set and score is not speaker]
    rivals = (
        f"the {100 * level:.0f} % confidence set also holds {', '.join(with_it)}"
        if with_it
        else f"alone in the {100 * level:.0f} % confidence set"
    )
    loss = f"{speaker.qlike:.3f} on {size:,} sessions"
    if len(scores) == 1:
        return f"{speaker.model} alone was tested: QLIKE {loss}"
    if speaker is winner:
        return f"{speaker.model} has the lowest QLIKE, {loss}; {rivals}"
    return (
        f"{speaker.model} has a QLIKE of {loss}, not surely above the lowest ({winner.model}, {winner.qlike:.3f}, "
        f"p {speaker.diebold_mariano_p:.2f}), and a mean of models errs less than the luckiest of many; {rivals}"
    )
