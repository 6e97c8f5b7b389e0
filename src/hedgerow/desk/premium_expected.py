"""The volatility expected over the month ahead, with what was expected on every session of the past."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedgerow.data.ledger import Ledger, Memory
from hedgerow.data.progress import Progress
from hedgerow.desk.premium_choices import PremiumChoices
from hedgerow.desk.premium_study import PremiumStudy, moved
from hedgerow.desk.vol_choices import VolChoices
from hedgerow.desk.vol_forecast import forecasting
from hedgerow.desk.vol_study import vol_study
from hedgerow.desk.walk import forecasts, workers
from hedgerow.typing import FloatArray
from hedgerow.units import SESSIONS_PER_YEAR
from hedgerow.volatility.forecast.ewma import Ewma
from hedgerow.volatility.forecast.har import HAR_LOG_SQUARED, LEAST_ROWS
from hedgerow.volatility.forecast.models import COMBINATIONS, MODELS
from hedgerow.volatility.realized.subsequent import MONTH

if TYPE_CHECKING:
    from hedgerow.data.source import Market
    from hedgerow.volatility.forecast.model import Model

REFIT = 252
"""Sessions between two estimations: the regression barely moves within a year."""
QUICK = (HAR_LOG_SQUARED, Ewma())
"""Models that need closes alone and no search, the better first."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Mean variance of the 21 sessions after each session, decimal per year, (n,) on the study's axis."""

    model: str | None
    """Who expects it; None where none can."""
    variance: FloatArray
    bias_points: float
    """Mean of √expected less what came, vol points, over the past whose month is over; NaN without one."""


def quick_expected(study: PremiumStudy, progress: Progress) -> Expected:
    """By a regression on the squared returns of a week, a month and a quarter; exponential weights where it is too young."""
    history, unknown = study.history, np.full(len(study.dates), np.nan)
    if history is None or len(history) < 2:
        return Expected(None, unknown, float("nan"))
    first = history.dates[min(LEAST_ROWS, len(history) - 1)].date()
    made = forecasts(
        history,
        QUICK,
        horizon=MONTH,
        first=first,
        refit=REFIT,
        ledger=Memory(),
        executor=None,
        progress=progress,
    )
    for model in QUICK:
        variance = made.of(model.name)[:, -1]
        on_axis = moved(variance, made.dates, study.dates)
        if np.isfinite(on_axis[-1]):
            return Expected(model.name, on_axis, _bias(on_axis, study.returns))
    return Expected(None, unknown, float("nan"))


def full_expected(
    study: PremiumStudy,
    market: Market,
    choices: PremiumChoices,
    *,
    ledger: Ledger,
    executor: Executor | None,
    progress: Progress,
) -> Expected:
    """By the model that `hedgerow vol` lets speak, tested on ten years; its forecasts of that time are the past."""
    if not study.price_symbol:
        return Expected(None, np.full(len(study.dates), np.nan), float("nan"))
    asked = VolChoices(horizon=MONTH, workers=choices.workers)
    made = vol_study(study.price_symbol, market, study.as_of, choices=asked)
    with workers(choices.workers if executor is None else 1) as pool:
        run = executor or pool
        card = forecasting(
            made,
            asked,
            long_run_vol=float("nan"),
            ledger=ledger,
            executor=run,
            progress=progress,
        ).card
        if card.model is None:
            study.notes.doubt(f"no forecast: {card.reason}")
            return Expected(None, np.full(len(study.dates), np.nan), float("nan"))
        done = forecasts(
            made.history,
            _behind(card.model),
            horizon=MONTH,
            first=made.first_test,
            refit=asked.refit,
            ledger=ledger,
            executor=run,
            progress=progress,
        )
    found = moved(done.of(card.model)[:, -1], done.dates, study.dates)
    return Expected(card.model, found, _bias(found, study.returns))


def _behind(name: str) -> tuple[Model, ...]:
    """The models that a name stands for."""
    together = {one.name: one.members for one in COMBINATIONS}
    wanted = together.get(name, (name,))
    return tuple(model for model in MODELS if model.name in wanted)


def _bias(variance: FloatArray, returns: FloatArray) -> float:
    from hedgerow.volatility.realized.subsequent import subsequent_vol

    missed = np.sqrt(variance) - subsequent_vol(returns, sessions=MONTH)
    known = missed[np.isfinite(missed)]
    return float(100 * known.mean()) if len(known) >= SESSIONS_PER_YEAR else float("nan")
