"""A symbol's volatility, as a page: the answer, and what it has been."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.estimates import estimator_dots, height
from hedgerow.report.blocks import (
    Answer,
    Badge,
    Block,
    Drawing,
    Fact,
    Facts,
    Heading,
    Page,
    Points,
    Row,
    Section,
    Table,
    Words,
    without_empty,
)
from hedgerow.report.figures import (
    number,
    percent,
    percent_span,
    price,
    sentence,
    signed_percent,
)
from hedgerow.report.pairing_html import status_badge
from hedgerow.report.vol_basket_html import basket_section, size_section
from hedgerow.report.vol_cone_html import cone_section
from hedgerow.report.vol_forecast_html import forecast_section, record_section
from hedgerow.report.vol_intraday_html import intraday_blocks
from hedgerow.report.vol_tails_html import implied_section, tails_section
from hedgerow.report.vol_words import (
    ESTIMATORS,
    RANGED,
    estimator_name,
    held,
    model_words,
    sessions_ahead,
    short_why,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hedgerow.desk.vol import HistoryCard, Volatility
    from hedgerow.volatility.realized.cone import ConeRow
    from hedgerow.volatility.realized.estimate import VolEstimate

MONTH = 21
CALM, STORMY = 20, 80
"""Percentiles of its history up to which volatility is called low, and from which on high."""


def vol_html(vol: Volatility) -> Page:
    """The page of ``hedgerow vol``."""
    return Page(
        f"Volatility of {vol.symbol} as of {vol.as_of}",
        _answer(vol),
        without_empty(
            [
                been_section(vol),
                cone_section(vol),
                tails_section(vol.tails),
                implied_section(vol),
                forecast_section(vol),
                record_section(vol.evaluation),
                basket_section(vol.basket),
                size_section(vol.size, vol.acceleration),
            ]
        ),
    )


def _answer(vol: Volatility) -> Answer:
    card = vol.forecast
    if card.model is None or not isfinite(card.vol):
        headline = f"{vol.symbol}: no forecast"
    else:
        headline = (
            f"{vol.symbol}: {percent(card.vol)} a year over the {sessions_ahead(card.horizon_days)}"
        )
    return Answer(
        eyebrow=f"How volatile {vol.symbol} has been, and will be · {price(vol.history.close)} as of {vol.as_of}",
        headline=headline,
        sentence=_sentence(vol),
        badges=[
            status_badge(vol.status.state),
            *([] if card.model is None else [Badge(f"by {card.model}", "", "forecast_model")]),
        ],
        blocks=[_answer_facts(vol), Words(_why(vol), "muted")],
    )


def _sentence(vol: Volatility) -> str:
    """What the forecast means for who never read a volatility, and how it compares."""
    card, said = vol.forecast, []
    from hedgerow.volatility.realized.scaling import vol_scale

    day = vol_scale(card.vol, sessions=1)
    if day > 0:
        said.append(
            f"At {percent(card.vol)} a year two days of three move by less than {percent(day)}."
        )
    if held(card):
        said.append(sentence(held(card)))
    month = _row(vol, MONTH)
    if month is not None and month.current > 0 and isfinite(month.percentile):
        level = (
            "low"
            if month.percentile < CALM
            else "high"
            if month.percentile >= STORMY
            else "about usual"
        )
        said.append(
            f"The last {MONTH} sessions brought {percent(month.current)}, which is {level}: it was lower on "
            f"{percent(month.percentile / 100, 0)} of days since {vol.history.first.year}."
        )
    return " ".join(said) or "Too little is known of this price to say how volatile it is."


def _why(vol: Volatility) -> str:
    """The model that speaks, and why."""
    card = vol.forecast
    if card.model is None:
        return f"No forecast: {card.reason}."
    about = model_words(card.model)
    return f"By {card.model}{f' ({about})' if about else ''}. {short_why(card, vol.evaluation)}"


def _answer_facts(vol: Volatility) -> Facts:
    card, close = vol.forecast, vol.history.close
    month = _row(vol, MONTH)
    facts = [
        Fact(
            f"Forecast, {card.horizon_days} sessions",
            percent(card.vol),
            "forecast_vol",
            f"typically {percent(card.median)}; range for {percent(card.level, 0)} "
            f"{percent_span((card.low, card.high))}"
            if isfinite(card.low)
            else "no range: too few tests, or under 5 sessions",
        ),
        Fact(
            f"Realized, {MONTH} sessions",
            percent(None if month is None else month.current),
            "realized_vol",
            "" if month is None else f"percentile {number(month.percentile, 0)} of its history",
        ),
    ]
    if vol.implied is not None:
        facts.append(
            Fact(
                f"Implied, {vol.implied.index}",
                percent(vol.implied.vol, 2),
                "vol_index",
                f"30 days ahead; last known {vol.implied.date}",
            )
        )
    for label, move, note in (
        ("One day, by the last 5 sessions", vol.one_day.realized, "one standard deviation"),
        ("One day, by options", vol.one_day.implied, "holds a premium, and is often passed"),
    ):
        if not isfinite(move):
            continue
        share = f"±{percent(move / close, 2)}: " if isfinite(move) and close > 0 else ""
        facts.append(Fact(label, _either_way(move), "one_day", share + note))
    facts.append(
        Fact("5 over 21 sessions", number(vol.acceleration), "acceleration", "above 1 it rises")
    )
    return Facts(facts)


def _either_way(move: float) -> str:
    return f"±{price(move)}" if isfinite(move) else price(move)


def been_section(vol: Volatility) -> Section:
    """What it was over the last sessions, by every estimator, and on what data."""
    known = [row for row in vol.estimates if isfinite(row.vol)]
    blocks: list[Block] = []
    lead = _been_lead(vol, known)
    if any(row.vol > 0 for row in known):
        names = [estimator_name(row) for row in known]
        blocks.append(
            Drawing(
                "figure-estimates",
                f"Volatility of the last {vol.window} sessions by estimator, with 90 % interval; hollow: nights left out",
                f"{lead} All figures stand in the table below.",
                estimator_dots(known, names),
                height(len(known)),
                [
                    Badge("measured", "", "measured"),
                    Badge("estimator", "", "estimator"),
                    Badge("session only", "", "session_only"),
                ],
            )
        )
    return Section(
        "been",
        "How volatile it has been",
        lead,
        [
            *blocks,
            _estimates(vol),
            *_notes(vol),
            *intraday_blocks(vol.intraday, vol.as_of),
            *_history(vol.history),
        ],
    )


def _been_lead(vol: Volatility, known: Sequence[VolEstimate]) -> str:
    over = f"over the last {vol.window} sessions"
    if not known:
        return f"Unknown {over}, by every estimator; the reasons stand below."
    known = [row for row in known if not row.session_only] or known
    low, high = min(row.vol for row in known), max(row.vol for row in known)
    if not high:
        return f"The price did not move {over}."
    by_range = any(row.estimator in RANGED for row in known)
    about = (
        "Those that use open, high and low know it better from as few days."
        if by_range
        else "The others need open, high and low."
    )
    return (
        f"Between {percent(low)} and {percent(high)} a year {over}, by {len(known)} estimators "
        f"with the nights in them. {about}"
    )


def _estimates(vol: Volatility) -> Table:
    return Table(
        f"Volatility over the last {vol.window} sessions",
        [
            Heading("estimator", "estimator", words=True),
            Heading("volatility", "realized_vol"),
            Heading("90 %", "vol_interval"),
            Heading("± error", "standard_error"),
            Heading("days there", "observations"),
            Heading("of sessions", "sessions"),
            Heading("nights", "session_only"),
        ],
        [
            Row(
                [
                    estimator_name(row),
                    percent(row.vol),
                    percent_span((row.low, row.high)),
                    percent(row.standard_error),
                    str(row.observations),
                    str(row.window),
                    "left out" if row.session_only else "included",
                ],
                "muted" if row.session_only else "",
            )
            for row in vol.estimates
        ],
    )


def _notes(vol: Volatility) -> list[Block]:
    """What biases the estimators, or why they are unknown: those with one note together."""
    told: dict[str, list[str]] = {}
    for row in vol.estimates:
        for note in row.notes:
            told.setdefault(note, []).append(ESTIMATORS.get(row.estimator, row.estimator))
    said = [sentence(f"{'; '.join(dict.fromkeys(who))}: {note}") for note, who in told.items()]
    return [Points(said)] if said else []


def _history(card: HistoryCard) -> list[Block]:
    blocks: list[Block] = [
        Facts(
            [
                Fact(
                    "History",
                    f"since {card.first}",
                    "sessions",
                    f"to {card.last}, {card.sessions:,} sessions",
                ),
                Fact(
                    "Without a close",
                    f"{card.missing:,}",
                    "sessions",
                    "windows across them are unknown",
                ),
                Fact(
                    "Whole bars",
                    f"{card.whole_bars:,}",
                    "whole_bars",
                    "sessions with open, high and low",
                ),
                Fact(
                    "Opens that repeat",
                    percent(card.repeated_opens, 0),
                    "repeated_opens",
                    "the close before",
                ),
            ]
        )
    ]
    if card.jumps:
        blocks.append(
            Table(
                "Moves that look like splits nobody adjusted for",
                [
                    Heading("date", "split", words=True),
                    Heading("move", "split"),
                    Heading("looks like", "split", words=True),
                ],
                [
                    Row([str(j.date), signed_percent(j.move), j.split], "degraded")
                    for j in card.jumps
                ],
                note="If one is a split, volatility over it means nothing.",
            )
        )
    return blocks


def _row(vol: Volatility, window: int) -> ConeRow | None:
    return next((row for row in vol.cone if row.window == window), None)
