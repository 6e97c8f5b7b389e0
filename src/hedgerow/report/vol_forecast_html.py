"""The forecast, and the record of those who forecast."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.vol import fan
from hedgerow.report.blocks import (
    Badge,
    Block,
    Drawing,
    Fact,
    Facts,
    Heading,
    Row,
    Section,
    Table,
    bars,
)
from hedgerow.report.figures import (
    UNKNOWN,
    number,
    p_value,
    percent,
    percent_span,
    price,
    sentence,
    signed_percent,
    signed_points,
    words,
)
from hedgerow.report.vol_words import held, model_words, sessions_ahead, verdict

if TYPE_CHECKING:
    from hedgerow.desk.vol import Volatility
    from hedgerow.desk.vol_forecast import ForecastCard
    from hedgerow.volatility.forecast.evaluation import Evaluation, ModelScore
    from hedgerow.volatility.forecast.event import FermiVol
    from hedgerow.volatility.forecast.garch import GarchFit

GREEK = {
    "mu": "μ",
    "omega": "ω",
    "alpha": "α",
    "gamma": "γ",
    "beta": "β",
    "phi": "φ",
    "kappa": "κ",
    "nu": "ν",
}
KINDS = {"garch": "GARCH", "gjr": "GJR", "egarch": "EGARCH", "figarch": "FIGARCH"}


def forecast_section(vol: Volatility) -> Section:
    """The path ahead, every model's word, and the family of GARCH."""
    card = vol.forecast
    blocks: list[Block] = []
    if card.path:
        about = model_words(card.model or "")
        lead = (
            f"{percent(card.vol)} a year over the {sessions_ahead(card.horizon_days)}, by {card.model}"
            f"{f': {about}' if about else ''}."
        )
        blocks = [_fan(vol), _path(card)]
    else:
        lead = f"Unknown: {card.reason}."
    if card.with_events is not None:
        blocks.append(_events(card.with_events))
    blocks += [_moves(card), _models(card), *_garch(card.garch)]
    return Section("forecast", "The forecast", lead, blocks)


def _fan(vol: Volatility) -> Drawing:
    card, end = vol.forecast, vol.forecast.path[-1]
    range_ = f"; {held(card)}" if held(card) else ""
    return Drawing(
        "figure-fan",
        "Realized volatility of 21 sessions to each day, then the forecast over all sessions to each day ahead, with "
        "a range that has held",
        f"From {card.path[0].date} to {end.date}: {percent(end.vol)} over the {end.sessions} sessions{range_}. All "
        "figures can be unfolded below.",
        fan(vol.recent, card),
        380,
        [
            Badge("past: measured", "", "measured"),
            Badge("forecast", "", "forecast_vol"),
            Badge("past cases", "", "forecast_interval"),
        ],
    )


def _path(card: ForecastCard) -> Table:
    return Table(
        "The forecast in figures",
        [
            Heading("sessions ahead", "sessions"),
            Heading("to", "sessions"),
            Heading("volatility to there", "forecast_vol"),
            Heading("median of what came", "forecast_interval"),
            Heading(f"range for {percent(card.level, 0)}", "forecast_interval"),
        ],
        [
            Row(
                [
                    str(p.sessions),
                    str(p.date),
                    percent(p.vol),
                    percent(p.median),
                    percent_span((p.low, p.high)),
                ]
            )
            for p in card.path
        ],
        folded=True,
        note="Over few sessions a realized volatility is mostly noise: no interval is given.",
    )


def _events(card: FermiVol) -> Facts:
    parts = f"long run {percent(card.base)}, today {signed_percent(card.deviation)}, announcements {signed_percent(card.events)}"
    if card.bias:
        parts += f", premium {signed_percent(card.bias)}"
    return Facts(
        [
            Fact("With the announcements", percent(card.central), "with_events", parts),
            Fact("Range with them in it", percent_span((card.low, card.high)), "with_events"),
        ]
    )


def _moves(card: ForecastCard) -> Table:
    return Table(
        "One standard deviation at this volatility",
        [
            Heading("sessions", "sessions"),
            Heading("move", "expected_move"),
            Heading("points or USD", "expected_move"),
            Heading("inside, if normal", "normal_share"),
        ],
        [
            Row(
                [
                    f"{move.sessions:g}",
                    f"±{percent(move.fraction, 2)}" if isfinite(move.fraction) else UNKNOWN,
                    f"±{price(move.dollars)}" if isfinite(move.dollars) else UNKNOWN,
                    percent(move.normal_coverage),
                ]
            )
            for move in card.moves
        ],
    )


def _models(card: ForecastCard) -> Table:
    return Table(
        f"What each model says of the next {card.horizon_days} sessions",
        [
            Heading("model", "forecast_model", words=True),
            Heading("volatility", "forecast_vol"),
            Heading("forecasts", "members"),
            Heading("by", "forecast_model", words=True),
        ],
        [
            Row(
                [row.model, percent(row.vol), str(row.members), words(model_words(row.model))],
                "chosen" if row.model == card.model else "",
            )
            for row in card.models
        ],
        note=f"Regressions take for a session's variance: {card.measure}. A dash: no forecast today.",
    )


def _garch(fits: tuple[GarchFit, ...]) -> list[Block]:
    """Every fit, and the parameters side by side."""
    if not fits:
        return []
    names = sorted({p.name for fit in fits for p in fit.parameters}, key=_place)
    values = [{p.name: p.value for p in fit.parameters} for fit in fits]
    fitted = Table(
        "The GARCH family on the whole history",
        [
            Heading("model", "garch", words=True),
            Heading("persistence", "persistence"),
            Heading("half-life, sessions", "half_life"),
            Heading("long-run volatility", "long_run_vol"),
            Heading("log-likelihood", "log_likelihood"),
            Heading("converged", "converged"),
            Heading("days", "observations"),
        ],
        [
            Row(
                [
                    KINDS.get(fit.kind, fit.kind),
                    number(fit.persistence, 4),
                    number(fit.half_life, 0),
                    percent(fit.long_run_vol),
                    f"{fit.log_likelihood:,.1f}" if isfinite(fit.log_likelihood) else UNKNOWN,
                    "yes" if fit.converged else "no",
                    f"{fit.observations:,}",
                ],
                "" if fit.converged else "muted",
            )
            for fit in fits
        ],
    )
    if not names:
        return [fitted]
    return [
        fitted,
        Table(
            "Their parameters",
            [
                Heading("parameter", "garch_parameter", words=True),
                *(Heading(KINDS.get(fit.kind, fit.kind), "garch_parameter") for fit in fits),
            ],
            [
                Row(
                    [
                        f"{GREEK[name]} {name}" if name in GREEK else name,
                        *(_parameter(v.get(name)) for v in values),
                    ]
                )
                for name in names
            ],
            folded=True,
        ),
    ]


def _place(name: str) -> tuple[int, str]:
    """Parameters in the order of the formulas."""
    return ([*GREEK, name].index(name), name)


def _parameter(value: float | None) -> str:
    return f"{value:.4g}" if value is not None and isfinite(value) else UNKNOWN


def record_section(card: Evaluation) -> Section:
    """Who forecast best on the past."""
    blocks: list[Block] = []
    if card.scores:
        lead = (
            f"{verdict(card)} Each forecast was made with what was known on its day, from {card.first} to "
            f"{card.last}."
        )
        blocks = [
            bars(
                f"Loss over {card.horizon} sessions (QLIKE): the shorter, the better",
                [
                    (
                        s.model,
                        number(s.qlike, 3),
                        s.qlike,
                        "chosen" if s.model == card.speaker else "",
                    )
                    for s in card.scores
                ],
            ),
            _scores(card),
        ]
    else:
        lead = f"{sentence(card.reason)}"
    if card.unscored:
        blocks.append(_unscored(card))
    return Section("record", "The record of the forecasts", lead, [*blocks, _sample(card)])


def _scores(card: Evaluation) -> Table:
    return Table(
        f"Forecasts of {card.horizon} sessions against what came",
        [
            Heading("model", "forecast_model", words=True),
            Heading("QLIKE", "qlike"),
            Heading("worse than the best, t", "diebold_mariano"),
            Heading("p", "diebold_mariano"),
            Heading("among the best", "confidence_set"),
            Heading("p", "confidence_set"),
            Heading("R² of vol", "r_squared_vol"),
            Heading("R² of log", "r_squared_log"),
            Heading("bias, points", "bias"),
            Heading("slope", "mincer_zarnowitz"),
            Heading("intercept", "mincer_zarnowitz"),
            Heading("R²", "mincer_zarnowitz"),
            Heading("p", "mincer_zarnowitz"),
            Heading("forecasts", "scored_sessions"),
        ],
        [_score(row, card.speaker) for row in card.scores],
        note="R², slope and intercept at the end are Mincer–Zarnowitz's: realized variance regressed on the forecast.",
    )


def _score(row: ModelScore, speaker: str | None) -> Row:
    return Row(
        [
            row.model,
            number(row.qlike, 3),
            number(row.diebold_mariano_t),
            p_value(row.diebold_mariano_p),
            "yes" if row.in_confidence_set else "no",
            p_value(row.mcs_p),
            percent(row.r_squared_vol, 0),
            percent(row.r_squared_log, 0),
            signed_points(row.bias),
            number(row.mz_slope),
            number(row.mz_intercept, 4),
            percent(row.mz_r_squared, 0),
            p_value(row.mz_p),
            f"{row.observations:,}",
        ],
        "chosen" if row.model == speaker else "",
    )


def _unscored(card: Evaluation) -> Table:
    return Table(
        "Not scored",
        [
            Heading("model", "forecast_model", words=True),
            Heading("forecasts", "scored_sessions"),
            Heading("because", words=True),
        ],
        [Row([row.model, f"{row.observations:,}", row.reason], "muted") for row in card.unscored],
    )


def _sample(card: Evaluation) -> Facts:
    naive = card.against_naive
    facts = [
        Fact(
            "Forecasts scored",
            f"{card.observations:,}",
            "scored_sessions",
            f"of {card.evaluable:,} with a known future",
        ),
        Fact(
            "Separate targets",
            number(card.effective_observations, 0),
            "separate_targets",
            f"of {card.horizon} sessions each",
        ),
    ]
    if naive is not None:
        facts.append(
            Fact(
                "Against the last 21 sessions",
                number(naive.mean, 3),
                "diebold_mariano",
                f"QLIKE less that of random_walk_21; t {number(naive.t)}, p {p_value(naive.p)}",
            )
        )
    return Facts(facts)
