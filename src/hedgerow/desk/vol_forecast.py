"""The forecast: models compete on the past, the one with the least loss speaks, and says how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.data.ledger import Ledger
from hedgerow.data.progress import Progress
from hedgerow.desk.vol_choices import VolChoices
from hedgerow.desk.walk import forecasts
from hedgerow.errors import InputError, suggestion
from hedgerow.market.calendar import sessions
from hedgerow.units import Dollars, from_points
from hedgerow.volatility.forecast.evaluation import Evaluation, evaluation
from hedgerow.volatility.forecast.event import Events, FermiVol, fermi_vol, with_events
from hedgerow.volatility.forecast.garch import GarchFit, garch_fit
from hedgerow.volatility.forecast.interval import ForecastInterval, log_errors
from hedgerow.volatility.forecast.models import COMBINATIONS, MODELS
from hedgerow.volatility.realized.scaling import Move, expected_move

if TYPE_CHECKING:
    from hedgerow.desk.vol_study import VolStudy
    from hedgerow.typing import FloatArray
    from hedgerow.volatility.forecast.model import Model
    from hedgerow.volatility.forecast.walk_forward import Forecasts

WEEK = 5
SHOWN_FROM = WEEK
"""Sessions from which on a realized volatility is more than noise and has an interval."""
RAW_IMPLIED = "implied"
READ_OPTIONS = (RAW_IMPLIED, "implied_debiased", "har_implied", "combination")
FALLBACK = ("combination", "har_log_squared", "ewma_94", "random_walk_21")
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
    """Range of what came in past cases; NaN under 5 sessions, where a realized volatility is mostly noise."""
    median: float
    """As often above as below."""
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
    """Annualised, decimal, over the whole horizon: the root of the variance expected."""
    low: float
    median: float
    """What came was as often above as below; under ``vol``, for storms weigh in a mean."""
    high: float
    level: float
    """Share of cases that the range between low and high is made to hold."""
    held: float
    """Share of such ranges that held, each made with what was known at its time; NaN where too few were."""
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
    """A forecast and the record behind it."""

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
    """Every model tested on the past, and the forecast of the one that speaks, from the last session.

    Raises :class:`InputError` for the name of a model that is none, or a test that begins after the data.
    """
    models = _models(choices.models)
    history = made.history
    done = forecasts(
        history,
        models,
        horizon=choices.horizon,
        first=made.first_test,
        refit=choices.refit,
        ledger=ledger,
        executor=executor,
        progress=progress,
    )
    tested = evaluation(done, history, horizon=choices.horizon)
    today = {name: np.sqrt(done.of(name)[-1]) for name in done.names}
    speaker = _speaker(tested, today)
    if speaker is None:
        made.notes.doubt(f"no forecast: {_reason(tested, speaker)}")
    vols = np.full(choices.horizon, np.nan) if speaker is None else today[speaker]
    ranges = _ranges(done, made, speaker, vols, choices.level)
    whole = ranges[-1]
    close = Dollars(made.close)
    card = ForecastCard(
        horizon_days=choices.horizon,
        vol=float(vols[-1]),
        low=whole.low,
        median=whole.median,
        high=whole.high,
        level=choices.level,
        held=whole.held,
        model=speaker,
        reason=_reason(tested, speaker),
        measure=history.measure,
        path=() if speaker is None else _path(made, vols, ranges),
        moves=tuple(
            expected_move(float(vols[n - 1]), sessions=n, value=close)
            for n in sorted({1, WEEK, choices.horizon})
            if n <= choices.horizon
        ),
        models=tuple(
            ModelForecast(name, float(vols[-1]), int(done.members_of(name)[-1, -1]))
            for name, vols in today.items()
        ),
        garch=tuple(garch_fit(history.returns, kind=kind) for kind in ("garch", "gjr", "egarch")),
        with_events=_with_events(made, tested, speaker, whole, vols[-1], long_run_vol, choices),
    )
    return Forecasting(card, tested)


def _models(names: Sequence[str]) -> tuple[Model, ...]:
    """The models of these names; all without any."""
    known = {model.name: model for model in MODELS}
    together = {combination.name: combination.members for combination in COMBINATIONS}
    names = [member for name in names for member in together.get(name, (name,))]
    for name in names:
        if name not in known:
            msg = f"model {name!r} is not one of {', '.join([*known, *together])}{suggestion(name, known)}"
            raise InputError(msg)
    return tuple(known[name] for name in dict.fromkeys(names)) or MODELS


def _speaker(tested: Evaluation, today: Mapping[str, FloatArray]) -> str | None:
    """Who speaks, of those that have a forecast today (volatilities by session ahead); None where none has."""
    wanted = [*FALLBACK, *today]
    if tested.speaker is not None:
        wanted = [tested.speaker, *(score.model for score in tested.scores)]
    return next((name for name in wanted if name in today and np.isfinite(today[name][-1])), None)


def _reason(tested: Evaluation, speaker: str | None) -> str:
    """Why this model speaks."""
    if speaker is None:
        return "no model that was asked has a forecast: its history is too short, or it reads options and there are none"
    if tested.speaker == speaker:
        return tested.reason
    if tested.speaker is None:
        return f"{tested.reason}; {speaker} speaks by default"
    return f"{tested.reason}; but it has no forecast today, and {speaker} is the best of those that have"


def _ranges(
    done: Forecasts, made: VolStudy, model: str | None, vols: FloatArray, level: float
) -> list[ForecastInterval]:
    """The range over 1, 2, … sessions, each by what forecasts of that length missed."""
    nan = float("nan")
    unknown = ForecastInterval(nan, nan, nan, level, level, nan)
    return [
        unknown
        if model is None or k < SHOWN_FROM
        else log_errors(done, made.history, model, horizon=k).interval(float(vol), level)
        for k, vol in enumerate(vols, start=1)
    ]


def _path(
    made: VolStudy, vols: FloatArray, ranges: Sequence[ForecastInterval]
) -> tuple[PathPoint, ...]:
    """The forecast over 1, 2, … sessions."""
    ahead = sessions()
    at = int(ahead.searchsorted(made.bars.dates[-1], side="right"))
    return tuple(
        PathPoint(k, ahead[at + k - 1].date(), float(vol), one.low, one.median, one.high)
        for k, (vol, one) in enumerate(zip(vols, ranges, strict=True), start=1)
    )


def _with_events(
    made: VolStudy,
    tested: Evaluation,
    model: str | None,
    whole: ForecastInterval,
    vol: float,
    long_run_vol: float,
    choices: VolChoices,
) -> FermiVol | None:
    """The forecast with announcements in it [SPEC FC-06]: long-run level, today's deviation, events.

    Of a forecast that is what options imply the usual premium is taken off. The range is that of the
    forecast, with the events in both ends.
    """
    if choices.event_points is None:
        return None
    implied = model == RAW_IMPLIED
    premium = next((s.bias for s in tested.scores if s.model == RAW_IMPLIED), float("nan"))
    if model in READ_OPTIONS and made.index is not None:
        made.notes.note(
            f"{model} reads options over 30 days: an announcement within them is in its forecast already, so that "
            "adding it counts it twice"
        )
    events = Events(choices.horizon, choices.event_days, from_points(choices.event_points))
    central = fermi_vol(
        long_run_vol,
        deviation=vol - long_run_vol,
        events=events,
        anchor="implied" if implied else "realized",
        vrp=premium,
    )
    low, high = (
        with_events(end, days=events.days, event_days=events.event_days, event_vol=events.event_vol)
        for end in (whole.low, whole.high)
    )
    return replace(central, low=low, high=high)
