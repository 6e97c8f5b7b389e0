"""The names of estimators and models in words: the codes are for the command line."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.report.figures import percent, percent_span, sentence

if TYPE_CHECKING:
    from hedgerow.desk.vol_forecast import ForecastCard
    from hedgerow.volatility.forecast.evaluation import Evaluation
    from hedgerow.volatility.realized.estimate import VolEstimate

ESTIMATORS = {
    "close_to_close": "close to close",
    "close_to_close_centred": "close to close, about its mean",
    "parkinson": "Parkinson",
    "garman_klass": "Garman–Klass",
    "rogers_satchell": "Rogers–Satchell",
    "yang_zhang": "Yang–Zhang",
}
RANGED = ("parkinson", "garman_klass", "rogers_satchell", "yang_zhang")
"""Those that use open, high and low."""
NIGHTS = ("parkinson", "garman_klass", "rogers_satchell")
"""Estimators that come twice: of the session alone, and with the nights added."""
MODELS = {
    "random_walk_5": "as the last 5 sessions were",
    "random_walk_21": "as the last 21 sessions were",
    "ewma_94": "squared returns, each day back weighing 0.94 as much",
    "har": "regression on the last day, week and month",
    "har_log": "regression on the last day, week and month, in logarithms",
    "har_squared": "regression on squared returns of a week, a month and a quarter",
    "har_log_squared": "regression on squared returns of a week, a month and a quarter, in logarithms",
    "garch": "GARCH(1,1)",
    "gjr": "GARCH in which falls weigh more",
    "egarch": "GARCH of the logarithm, falls weigh more",
    "figarch": "GARCH whose memory fades slowly",
    "garch_in_mean": "GARCH that pays for risk",
    "implied": "what options imply, as it stands",
    "implied_debiased": "what options imply, without its usual premium",
    "har_implied": "regression on the past and on what options imply",
    "combination": "mean of the logarithms of har_log, gjr and, where there are options, implied_debiased",
}


def estimator_name(row: VolEstimate) -> str:
    """An estimator, and whether nights are in it.

    >>> from hedgerow.volatility.realized.estimate import VolEstimate
    >>> estimator_name(VolEstimate("parkinson", 21, 0.1, 0.1, 0.1, 0.0, 21, True, ()))
    'Parkinson, session only'
    """
    name = ESTIMATORS.get(row.estimator, row.estimator)
    if row.session_only:
        return f"{name}, session only"
    return f"{name}, with nights" if row.estimator in NIGHTS else name


def sessions_ahead(n: int) -> str:
    """The sessions of a forecast.

    >>> sessions_ahead(1), sessions_ahead(21)
    ('next session', 'next 21 sessions')
    """
    return "next session" if n == 1 else f"next {n} sessions"


def held(card: ForecastCard) -> str:
    """What the range promises, and what such ranges did; nothing where there is none."""
    if not isfinite(card.low):
        return ""
    made = (
        f": such ranges, each made at its time, held {percent(card.held, 0)} of what came"
        if isfinite(card.held)
        else f": what came in {percent(card.level, 0)} of past cases"
    )
    return (
        f"that is a mean, in which storms weigh: typically {percent(card.median)} came after such forecasts; the "
        f"range for {percent(card.level, 0)} is {percent_span((card.low, card.high))}{made}"
    )


def short_why(card: ForecastCard, tested: Evaluation) -> str:
    """Why a model speaks, short where its record below says the rest."""
    if tested.speaker == card.model:
        return "Its record, and that of the others, stands below."
    return why(card.model or "", card.reason)


def why(model: str, reason: str) -> str:
    """The reason as a sentence that need not begin with the model's code.

    >>> why("har", "har has the lowest QLIKE"), why("har", "nothing is scored; har speaks by default")
    ('It has the lowest QLIKE.', 'Nothing is scored; har speaks by default.')
    """
    own = f"{model} has "
    return sentence(f"it has {reason[len(own) :]}" if reason.startswith(own) else reason)


def verdict(tested: Evaluation) -> str:
    """Who speaks, by name, and why."""
    return f"The forecast is that of {tested.speaker}. {why(tested.speaker or '', tested.reason)}"


def model_words(model: str) -> str:
    """What a model does; nothing for one that is not described."""
    return MODELS.get(model, "")
