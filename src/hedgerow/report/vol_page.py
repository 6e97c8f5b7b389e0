"""A symbol's volatility in a terminal."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.figures import (
    UNKNOWN,
    number,
    percent,
    percent_span,
    points,
    price,
    rare_percent,
    sentence,
    signed_percent,
    signed_points,
    times,
)
from hedgerow.report.tables import Column, Row, doubt, legend, table
from hedgerow.report.vol_words import (
    ESTIMATORS,
    estimator_name,
    held,
    model_words,
    sessions_ahead,
    short_why,
    verdict,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.vol import ImpliedCard, IntradayCard, TailsCard, Volatility
    from hedgerow.desk.vol_basket import BasketCard
    from hedgerow.desk.vol_forecast import ForecastCard
    from hedgerow.volatility.forecast.evaluation import Evaluation

BEST = "bold green"
LEAST_RANGED = 5
SHOWN_DEVIATIONS = (2.0, 3.0, 4.0, 5.0)


def vol_page(vol: Volatility, width: int) -> list[RenderableType]:
    """What it has been, what it will be, and the record of who said so."""
    card = vol.history
    head = Text(
        f"{vol.symbol} at {price(card.close)} as of {vol.as_of}: {card.sessions:,} sessions from {card.first}",
        style="bold",
    )
    return [
        head,
        *doubt(vol.status),
        forecast_line(vol.forecast, vol.evaluation),
        *_events(vol.forecast),
        Text(one_day_line(vol)),
        _estimates(vol, width),
        legend(
            "Annualised, with 90 % intervals. Session only: the nights are left out, so it is no match for what "
            "options imply."
        ),
        *_unknown_estimates(vol),
        *_intraday(vol.intraday),
        _cone(vol, width),
        Text(size_line(vol)),
        *_basket(vol.basket),
        *_tails(vol.tails, width),
        *_implied(vol.implied),
        *_spot_vol(vol),
        *evaluation_table(vol.evaluation, vol.forecast, width),
    ]


def forecast_line(card: ForecastCard, tested: Evaluation) -> Text:
    """The forecast in a sentence."""
    if card.model is None or not isfinite(card.vol):
        return Text(f"Forecast unknown: {card.reason}.", style="bold")
    record = f" {sentence(held(card))}" if held(card) else ""
    about = model_words(card.model)
    noise = (
        ""
        if card.horizon_days >= LEAST_RANGED
        else " Over under 5 sessions no range is given: it is mostly noise."
    )
    return Text.assemble(
        (
            f"{sentence(sessions_ahead(card.horizon_days))[:-1]}: {percent(card.vol)} a year.",
            "bold green",
        ),
        f"{record} By {card.model}{f' ({about})' if about else ''}. {short_why(card, tested)}{noise}",
    )


def one_day_line(vol: Volatility) -> str:
    """One standard deviation of the next session."""
    close = vol.history.close
    moves = [
        f"±{price(move)} ({percent(move / close, 2)}) {what}"
        for move, what in (
            (vol.one_day.realized, "by the last 5 sessions"),
            (vol.one_day.implied, "by what options imply"),
            (_day_ahead(vol), "by the forecast"),
        )
        if isfinite(move)
    ]
    return f"One standard deviation of a day: {', '.join(moves) or UNKNOWN}."


def _day_ahead(vol: Volatility) -> float:
    """The forecast's standard deviation of the next session."""
    return next((move.dollars for move in vol.forecast.moves if move.sessions == 1), float("nan"))


def size_line(vol: Volatility) -> str:
    """What volatility says of the size of a position."""
    card = vol.size
    said = f"Volatility of 5 sessions over that of 21: {number(vol.acceleration)}."
    if not isfinite(card.factor):
        return f"{said} What it says of a position's size is unknown."
    return (
        f"{said} Over 10 sessions it is {percent(card.vol)}, usually {percent(card.reference_vol)}: a position sized by it is "
        f"{number(card.factor)} of its usual size, {number(card.short_gamma_factor)} where it is short gamma; by the "
        f"forecast it is {number(card.forecast_factor)}, and the smaller is the careful one."
    )


def _events(card: ForecastCard) -> list[RenderableType]:
    with_events = card.with_events
    if with_events is None:
        return []
    return [
        Text(
            f"With the announcements: {percent(with_events.central)} ({percent(with_events.low)} … "
            f"{percent(with_events.high)}): long run {percent(with_events.base)}, today's deviation "
            f"{signed_percent(with_events.deviation)}, announcements {signed_percent(with_events.events)}, "
            "variances added."
        )
    ]


def _estimates(vol: Volatility, width: int) -> RenderableType:
    rows = [
        Row(
            [
                estimator_name(row),
                percent(row.vol),
                percent_span((row.low, row.high)),
                str(row.observations),
            ]
        )
        for row in vol.estimates
    ]
    return table(
        f"Volatility over the last {vol.window} sessions, by estimator",
        [
            Column("estimator", text=True),
            Column("vol"),
            Column("90 %"),
            Column("days", spare=True),
        ],
        rows,
        width,
    )


def _unknown_estimates(vol: Volatility) -> list[RenderableType]:
    """Why estimators do not know it: those with one reason together."""
    reasons: dict[str, list[str]] = {}
    for row in vol.estimates:
        if not isfinite(row.vol) and row.notes:
            name = ESTIMATORS.get(row.estimator, row.estimator)
            reasons.setdefault(row.notes[0], []).append(name)
    said = [f"{', '.join(dict.fromkeys(names))}: {note}." for note, names in reasons.items()]
    return [legend("Unknown: " + " ".join(said))] if said else []


def _intraday(card: IntradayCard | None) -> list[RenderableType]:
    if card is None:
        return []
    high = card.highest
    most = (
        ""
        if high is None
        else f" Most volatile of {card.known} sessions: {percent(high.vol)} on {high.date}."
    )
    return [
        Text(
            f"From {card.minutes}-minute returns over {card.window} sessions to {card.last}: {percent(card.vol)}, with the nights "
            f"{percent(card.vol_with_overnight)}; {percent(card.jump_share, 0)} of the day's variance came in "
            f"jumps.{most}"
        )
    ]


def _cone(vol: Volatility, width: int) -> RenderableType:
    rows = [
        Row(
            [
                str(row.window),
                percent(row.current),
                number(row.percentile, 0),
                percent(row.lowest),
                percent(row.percentile_10),
                percent(row.percentile_25),
                percent(row.median),
                percent(row.percentile_75),
                percent(row.percentile_90),
                percent(row.highest),
            ]
        )
        for row in vol.cone
    ]
    return table(
        "Volatility cone: today's close-to-close volatility among all of its history",
        [
            Column("sessions"),
            Column("now"),
            Column("percentile"),
            Column("lowest", spare=True),
            Column("10 %", spare=True),
            Column("25 %"),
            Column("median"),
            Column("75 %"),
            Column("90 %", spare=True),
            Column("highest", spare=True),
        ],
        rows,
        width,
    )


def _basket(card: BasketCard | None) -> list[RenderableType]:
    if card is None:
        return []
    return [
        Text(
            f"Average correlation of the basket's {len(card.members)} shares over {card.window} sessions: "
            f"{number(card.recent.by_variance)} (percentile {number(card.percentile, 0)} of five years), over a "
            f"year {number(card.year.by_variance)}."
            + (f" Left out, no long shares: {', '.join(card.left_out)}." if card.left_out else "")
        )
    ]


def _tails(card: TailsCard, width: int) -> list[RenderableType]:
    moments = card.moments
    lines: list[RenderableType] = []
    if card.frequencies.exceedances:
        by_k = {row.deviations: row for row in card.surprises.exceedances if row.side == "both"}
        rows = [
            Row(
                [
                    f"{row.deviations:g} σ",
                    percent(row.observed.share, 2),
                    percent_span(row.observed.clustered_interval, 2),
                    rare_percent(row.normal),
                    times(row.ratio),
                    percent(card.frequencies.beyond(row.deviations, "left").observed.share, 2),
                    percent(by_k[row.deviations].observed.share, 2)
                    if row.deviations in by_k
                    else UNKNOWN,
                ]
            )
            for row in card.frequencies.exceedances
            if row.side == "both" and row.deviations in SHOWN_DEVIATIONS
        ]
        lines.append(
            table(
                f"Tails: days beyond k standard deviations ({card.frequencies.observations:,} days)",
                [
                    Column("beyond"),
                    Column("days"),
                    Column("95 %, clustered", spare=True),
                    Column("normal"),
                    Column("as often"),
                    Column("falls"),
                    Column("given the evening before", spare=True),
                ],
                rows,
                width,
            )
        )
    if not isfinite(moments.excess_kurtosis.value):
        return [
            *lines,
            Text(f"Tails unknown: {moments.observations:,} returns are too few, or none differs."),
        ]
    lines.append(
        Text(
            f"Excess kurtosis {_with_error(moments.excess_kurtosis.value, moments.excess_kurtosis.standard_error)} "
            f"({moments.tailedness}), skewness "
            f"{_with_error(moments.skewness.value, moments.skewness.standard_error, 2)}; tail index (the smaller, the "
            f"fatter) of falls {_with_error(card.left.tail_index, card.left.standard_error)}, of rises "
            f"{_with_error(card.right.tail_index, card.right.standard_error)}."
        )
    )
    return lines


def _with_error(value: float, error: float, digits: int = 1) -> str:
    """``10.9 ± 2.6``; an unknown error is left out."""
    return (
        f"{number(value, digits)} ± {number(error, digits)}"
        if isfinite(error)
        else number(value, digits)
    )


def _implied(card: ImpliedCard | None) -> list[RenderableType]:
    if card is None or not card.coverage.coverages:
        return []
    one, after = card.coverage.coverages[0], card.subsequent
    level = f"{points(card.vol, 2)} points" if isfinite(card.vol) else f"last known on {card.date}"
    followed = ""
    if isfinite(after.mean):
        followed = (
            f" It was above what the next {after.sessions} sessions brought on {percent(after.hit_rate)} of days, on "
            f"average by {signed_points(after.mean)} points (95 % {signed_points(after.mean_interval[0])} … "
            f"{signed_points(after.mean_interval[1])})."
        )
    return [
        Text(
            f"{card.index}: {level}.{followed} {percent(one.inside.share)} of days stayed inside the move that it "
            f"implied the evening before ({percent(one.normal)} if normal)."
        )
    ]


def _spot_vol(vol: Volatility) -> list[RenderableType]:
    if vol.spot_vol is None:
        return []
    said = ", ".join(
        f"{number(row.with_log_change)} over {row.name.replace('whole', 'the whole')}"
        for row in vol.spot_vol.correlations
    )
    return [Text(f"Correlation of returns with changes of ln VIX: {said} ({vol.spot_vol.state}).")]


def evaluation_table(card: Evaluation, forecast: ForecastCard, width: int) -> list[RenderableType]:
    """What the models say, and how they did."""
    today = {row.model: row.vol for row in forecast.models}
    if not card.scores:
        spoken = ", ".join(f"{name} {percent(vol)}" for name, vol in today.items())
        return [Text(f"Forecasts of today: {spoken}. Their record: {card.reason}.")]
    rows = [
        Row(
            [
                row.model,
                percent(today.get(row.model)),
                number(row.qlike, 3),
                number(row.diebold_mariano_t, 1),
                percent(row.r_squared_log, 0),
                signed_points(row.bias),
                number(row.mz_slope),
                "yes" if row.in_confidence_set else "no",
            ],
            BEST if row.model == card.speaker else "",
        )
        for row in card.scores
    ]
    made = table(
        f"Who forecast {card.horizon} sessions best, {card.first} to {card.last} "
        f"({card.observations:,} forecasts, worth {card.effective_observations:,.0f} that do not overlap)",
        [
            Column("model", text=True),
            Column("forecast"),
            Column("QLIKE"),
            Column("DM t", spare=True),
            Column("R² of log", spare=True),
            Column("bias", spare=True),
            Column("MZ slope", spare=True),
            Column("among the best"),
        ],
        rows,
        width,
    )
    note = (
        "forecast: of today. QLIKE: loss, 0 for a perfect forecast. DM t: how surely worse than the lowest. bias: root "
        "of the mean forecast less that of what came, in points. MZ slope: 1 for an unbiased forecast of variance. among the best: in "
        "the 90 % confidence set."
    )
    left = "".join(f" {row.model}: {row.reason}." for row in card.unscored)
    return [made, Text(verdict(card)), legend(note + (f" Not scored:{left}" if left else ""))]
