"""VIX futures in a terminal."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.figures import dollars, number, percent, signed_percent
from hedgerow.report.futures_words import (
    COSTS,
    MOMENTS,
    band_words,
    compared_words,
    gap,
    level_words,
    month_words,
    multiple_words,
    narrowing_words,
    place_words,
    state_words,
    steady_words,
    stress_words,
)
from hedgerow.report.surface_words import days_of
from hedgerow.report.tables import Column, Row, doubt, legend, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.vix_futures import VixFuturesReading

FRONT, MISSING = "bold", "yellow"
PART = "*"


def futures_page(found: VixFuturesReading, width: int) -> list[RenderableType]:
    """The curve, what it costs to hold, and the funds that do."""
    return [
        Text(f"VIX futures of {found.curve.session}", style="bold"),
        *doubt(found.status),
        Text(f"{state_words(found)} {level_words(found)}", style="bold green"),
        Text(month_words(found)),
        _contracts(found, width),
        legend(
            "Prices are VIX points. forward: the volatility that the VIX family implies for the 30 days from settlement on; a "
            "future lies below it by what the variance of VIX is worth."
        ),
        Text(_shape_line(found)),
        *_basis(found),
        *_roll(found),
        Text(stress_words(found) + "\n"),
        _funds(found, width),
        legend(
            f"Simulated from the futures with fee and Treasury bill; standing still: {found.roll.holding} sessions on the "
            f"curve as it is, before fees. {COSTS}{_changes(found)}"
        ),
        *_years(found, width),
    ]


def _changes(found: VixFuturesReading) -> str:
    """Funds that once promised another multiple."""
    told = [f"{card.symbol} {multiple_words(card)}" for card in found.funds if card.changed]
    return f" {', '.join(told)}." if told else ""


def _contracts(found: VixFuturesReading, width: int) -> RenderableType:
    rows = [
        Row(
            [
                f"M{row.month}",
                str(row.expiration),
                str(row.days),
                number(row.settle),
                gap(row.change_points),
                gap(row.basis_points),
                percent(row.forward_vol),
                gap(row.convexity_points),
                dollars(row.open_interest),
            ],
            (FRONT if row.month == 1 else "") if isfinite(row.settle) else MISSING,
        )
        for row in found.curve.contracts
    ]
    return table(
        "The curve",
        [
            Column("contract", text=True),
            Column("settles on", text=True),
            Column("days"),
            Column("price"),
            Column("change"),
            Column("less VIX"),
            Column("forward", spare=True),
            Column("less forward", spare=True),
            Column("open interest", spare=True),
        ],
        rows,
        width,
    )


def _shape_line(found: VixFuturesReading) -> str:
    card = found.curve
    place = card.slope_standing
    return (
        f"Slope M2/M1 − 1: {signed_percent(card.slope)} (percentile {number(place.percentile_year, 0)} of the year before, "
        f"{number(place.percentile, 0)} of {place.observations:,} sessions; median {signed_percent(place.median)}). "
        f"M7 − M4: {gap(card.back_slope_points)}. At 30 days: {number(card.constant_maturity)}."
    )


def _basis(found: VixFuturesReading) -> list[RenderableType]:
    card = found.basis
    return [
        Text(
            f"Basis M1 − VIX: {gap(card.front_points)} with {days_of(card.front_days)} left, {band_words(card.front_band)} "
            f"({gap(card.front_per_root_day_points)} per √day). It stands at {place_words(card.front)}."
        ),
        Text(f"Basis at 30 days: {steady_words(found)} ({place_words(card.constant_maturity)})."),
        Text(narrowing_words(found)),
    ]


def _roll(found: VixFuturesReading) -> list[RenderableType]:
    card = found.roll
    # twelve months of backwardation in a row have never been
    year = (
        f", {signed_percent(card.static_year, 0)} in a year of such months"
        if card.static_month < 0
        else ""
    )
    lines: list[RenderableType] = [
        Text(
            f"Roll of a long position: {signed_percent(card.session, 2)} the next session between M1 and M2, "
            f"{signed_percent(card.month)} in 21 of them; on the whole curve standing still, VIX included, "
            f"{signed_percent(card.static_month)} in 30 days{year}. A short position earns what a long one loses."
        )
    ]
    if card.warning is not None:
        lines.append(Text(f"{card.warning}.", style="yellow"))
    return lines


def _funds(found: VixFuturesReading, width: int) -> RenderableType:
    rows = [
        Row(
            [
                card.symbol,
                f"{card.multiple:+g} ×",
                percent(card.fee, 2),
                str(card.first or "–"),
                signed_percent(card.simulated_annual),
                signed_percent(card.real_annual),
                signed_percent(card.difference, 2),
                signed_percent(card.static_return),
            ]
        )
        for card in found.funds
    ]
    return table(
        f"Funds on VIX futures, a year on average to {found.curve.session}",
        [
            Column("fund", text=True),
            Column("multiple"),
            Column("fee", spare=True),
            Column("since", text=True),
            Column("simulated"),
            Column("real"),
            Column("less real"),
            Column("standing still"),
        ],
        rows,
        width,
    )


def _years(found: VixFuturesReading, width: int) -> list[RenderableType]:
    """The compared funds by year: real, and simulated less real."""
    cards = [card for card in found.funds if card.compared]
    if not cards:
        return [Text(compared_words(found))]
    by_year = [{row.year: row for row in card.years} for card in cards]
    years = sorted({year for rows in by_year for year in rows})
    body = []
    for year in years:
        own = [rows.get(year) for rows in by_year]
        cells = [
            text
            for row in own
            for text in (
                signed_percent(None if row is None else row.real)
                + (PART if row is not None and not row.whole else ""),
                signed_percent(None if row is None else row.difference),
            )
        ]
        body.append(Row([str(year), *cells]))
    columns = [
        column
        for i, card in enumerate(cards)
        for column in (Column(card.symbol, spare=i > 0), Column("sim less", spare=i > 0))
    ]
    return [
        table(
            "By year: the fund, and the simulation less the fund",
            [Column("year", text=True), *columns],
            body,
            width,
        ),
        legend(
            f"{PART} part of the year. {compared_words(found)} A note owes the index; a fund trades it. "
            f"{MOMENTS}"
        ),
    ]
