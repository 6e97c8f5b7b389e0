"""The forecast: models compete on the past, the one with the least loss speaks, and says how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.data.ledger import Ledger
from hedgerow.data.progress import Progress
from hedgerow.desk.vol_choices import VolChoices
from hedgerow.desk.walk import forecasts
from hedgerow.errors import InputError, suggestion
from hedgerow.market.calendar import sessions
from hedgerow.units import Dollars
from hedgerow.volatility.forecast.evaluation import Evaluation, LogErrors, evaluation, log_errors
from hedgerow.volatility.forecast.event import Events, FermiVol, fermi_vol
from hedgerow.volatility.forecast.garch import GarchFit, garch_fit
from hedgerow.volatility.forecast.models import MODELS
from hedgerow.volatility.realized.scaling import Move, expected_move

if TYPE_CHECKING:
    from hedgerow.desk.vol_study import VolStudy
    from hedgerow.volatility.forecast.model import Model
    from hedgerow.volatility.forecast.walk_forward import Forecasts

WEEK = 5
YEARS = 10
"""Of the past on which models are tested, unless a day is named."""
LEARNING = 504
"""Sessions left to learn from before the first test, at most half of the history."""
SHOWN_FROM = 5
"""Sessions from which on a realized volatility is more than noise and has an interval."""
FALLBACK = ("har_log", "har_log_squared", "ewma_94", "random_walk_21")
"""Who speaks where nothing could be tested, the first that has a forecast."""


@dataclass(frozen=True, slots=True)
class PathPoint:
    """The forecast over the next so many sessions."""

    sessions: int
    date: date
    """The last of them."""
    vol: float
    """Annualised, decimal: over all sessions up to there."""
    low: float
    """What came in so many past cases lay between low and high; NaN under 5 sessions, where a realized
    volatility is mostly noise."""
    high: float


@dataclass(frozen=True, slots=True)
class ModelForecast:
    """What one model says over the horizon."""

    model: str
    vol: float
    """Annualised, decimal; NaN where it has no forecast today."""
    members: int
    """Forecasts behind it: more than one for a combination."""


@dataclass(frozen=True, slots=True)
class ForecastCard:
    """What volatility will be."""

    horizon_days: int
    """Sessions."""
    vol: float
    """Annualised, decimal, over the whole horizon."""
    low: float
    high: float
    level: float
    """Share of past cases between low and high."""
    model: str | None
    reason: str
    """Why this model."""
    measure: str
    """What the regressions take for a session's variance."""
    path: tuple[PathPoint, ...]
    moves: tuple[Move, ...]
    """One standard deviation over a session, a week and the horizon, at this volatility; ``dollars`` are in
    the units of the close."""
    models: tuple[ModelForecast, ...]
    garch: tuple[GarchFit, ...]
    """The family fitted to the whole history."""
    with_events: FermiVol | None
    """The same with announcements in it, variances added; None where none is named."""


@dataclass(frozen=True, slots=True)
class Forecasting:
    """A forecast and the competition it won."""

    card: ForecastCard
    evaluation: Evaluation


def forecasting(
    made: VolStudy,
    choices: VolChoices,
    *,
    long_run_vol: float,
    ledger: Ledger,
    executor: Executor | None,
    progress: Progress,
) -> Forecasting:
    """Every model tested on the past, and the winner's forecast from the last session.

    Raises :class:`InputError` for the name of a model that is none, or a test that begins after the data.
    """
    models = _models(choices.models)
    history = made.history
    done = forecasts(
        history,
        models,
        horizon=choices.horizon,
        first=_first(made, choices),
        refit=choices.refit,
        ledger=ledger,
        executor=executor,
        progress=progress,
    )
    tested = evaluation(done, history, horizon=choices.horizon)
    today = {name: float(np.sqrt(done.of(name)[-1, -1])) for name in done.names}
    spoken = [score.model for score in tested.scores] or list(FALLBACK)
    speaker = next((name for name in spoken if np.isfinite(today.get(name, np.nan))), None)
    path = () if speaker is None else _path(done, made, speaker, choices)
    point = path[-1] if path else None
    vol = float("nan") if point is None else point.vol
    card = ForecastCard(
        horizon_days=choices.horizon,
        vol=vol,
        low=float("nan") if point is None else point.low,
        high=float("nan") if point is None else point.high,
        level=choices.level,
        model=speaker,
        reason=_reason(tested, speaker),
        measure=history.measure,
        path=path,
        moves=tuple(
            expected_move(vol, sessions=n, value=Dollars(float(made.bars.close[-1])))
            for n in sorted({1, WEEK, choices.horizon})
        ),
        models=tuple(
            ModelForecast(name, today[name], int(done.members_of(name)[-1, -1]))
            for name in done.names
        ),
        garch=tuple(garch_fit(history.returns, kind=kind) for kind in ("garch", "gjr", "egarch")),
        with_events=_with_events(done, made, speaker, vol, long_run_vol, choices),
    )
    return Forecasting(card, tested)


def _models(names: Sequence[str]) -> tuple[Model, ...]:
    """The models of these names; all without any."""
    known = {model.name: model for model in MODELS}
    for name in names:
        if name not in known:
            msg = f"model {name!r} is not one of {', '.join(known)}{suggestion(name, known)}"
            raise InputError(msg)
    return tuple(known[name] for name in dict.fromkeys(names)) or MODELS


def _first(made: VolStudy, choices: VolChoices) -> date:
    """The first session of the test: the same one all year long, so that what is kept stays good."""
    dates = made.bars.dates
    if choices.evaluate_from is not None:
        if choices.evaluate_from > dates[-1].date():
            msg = f"evaluate-from {choices.evaluate_from} is after the last price, {dates[-1].date()}; name an earlier day"
            raise InputError(msg)
        return choices.evaluate_from
    learned = dates[min(LEARNING, len(dates) // 2)].date()
    return max(learned, date(dates[-1].year - YEARS, 1, 1))


def _reason(tested: Evaluation, speaker: str | None) -> str:
    """Why this model speaks."""
    if speaker is None:
        return "no model has a forecast: the history is too short, or an input is missing today"
    if tested.winner == speaker:
        return tested.reason
    if tested.winner is None:
        return f"{tested.reason}; {speaker} speaks by default"
    return f"{tested.reason}, but an input of it is missing today; {speaker} has the lowest among the others"


def _path(
    done: Forecasts, made: VolStudy, model: str, choices: VolChoices
) -> tuple[PathPoint, ...]:
    """The model's forecast over 1, 2, … sessions, each with what past ones of that length missed."""
    ahead = sessions()
    at = int(ahead.searchsorted(made.bars.dates[-1], side="right"))
    points = []
    for k in range(1, choices.horizon + 1):
        vol = float(np.sqrt(done.of(model)[-1, k - 1]))
        low = high = float("nan")
        if k >= min(SHOWN_FROM, choices.horizon):
            low, high = log_errors(done, made.history, model, horizon=k).interval(
                vol, choices.level
            )
        points.append(PathPoint(k, ahead[at + k - 1].date(), vol, low, high))
    return tuple(points)


def _with_events(
    done: Forecasts,
    made: VolStudy,
    model: str | None,
    vol: float,
    long_run_vol: float,
    choices: VolChoices,
) -> FermiVol | None:
    """The forecast with announcements in it [SPEC FC-06]: long-run level, today's deviation, events."""
    if choices.event_vol is None:
        return None
    rmse = float("nan")
    if model is not None:
        rmse = _rmse(log_errors(done, made.history, model, horizon=choices.horizon), vol)
    return fermi_vol(
        long_run_vol,
        deviation=vol - long_run_vol,
        events=Events(choices.horizon, choices.event_days, choices.event_vol),
        anchor="realized",
        rmse=rmse,
    )


def _rmse(errors: LogErrors, vol: float) -> float:
    """Root mean squared error of such a forecast, decimal; NaN where nothing was tested."""
    if not len(errors.values):
        return float("nan")
    return vol * float(np.sqrt(np.mean(np.expm1(errors.values) ** 2)))
