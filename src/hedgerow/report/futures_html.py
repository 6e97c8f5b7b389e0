"""VIX futures, as a page: the answer, the curve, what it costs to hold, and the funds."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.futures import basis_figure, curve_figure, roll_figure
from hedgerow.report.blocks import (
    Answer,
    Badge,
    Block,
    Drawing,
    Fact,
    Facts,
    Heading,
    Page,
    Row,
    Section,
    Table,
    Words,
)
from hedgerow.report.figures import dollars, number, percent, signed_percent
from hedgerow.report.futures_funds_html import funds_section
from hedgerow.report.futures_words import (
    band_words,
    gap,
    level_words,
    month_words,
    narrowing_words,
    place_words,
    state_words,
    steady_words,
    stress_words,
)
from hedgerow.report.pairing_html import status_badge
from hedgerow.report.surface_words import days_of

if TYPE_CHECKING:
    from hedgerow.desk.vix_futures import VixFuturesReading

QUOTED = Badge("settlement prices", "quoted", "settle")


def futures_html(found: VixFuturesReading) -> Page:
    """The page of ``hedgerow futures``."""
    return Page(
        f"VIX futures of {found.curve.session}",
        _answer(found),
        [_curve_section(found), _basis_section(found), _roll_section(found), funds_section(found)],
    )


def _answer(found: VixFuturesReading) -> Answer:
    curve, basis, roll = found.curve, found.basis, found.roll
    headline = (
        "VIX futures: the curve's front is unknown"
        if curve.state == "unknown"
        else f"VIX futures are {'flat' if curve.state == 'flat' else f'in {curve.state}'}"
    )
    blocks: list[Block] = [
        Facts(
            [
                Fact("VIX", number(basis.vix), "vol_index", f"of {curve.session}"),
                Fact(
                    "Front contract, M1",
                    number(curve.contracts[0].settle),
                    "vix_future",
                    f"settles {curve.contracts[0].expiration}, in {days_of(basis.front_days)}",
                ),
                Fact(
                    "Slope, M2 over M1",
                    signed_percent(curve.slope),
                    "curve_slope",
                    f"median {signed_percent(curve.slope_standing.median)}",
                ),
                Fact(
                    "M1 less VIX",
                    gap(basis.front_points),
                    "basis_points",
                    f"{band_words(basis.front_band)}, with {days_of(basis.front_days)} left",
                ),
                Fact(
                    "Standing still, 30 days",
                    signed_percent(roll.static_month),
                    "static_month",
                    "a long position of constant maturity",
                ),
            ]
        )
    ]
    if roll.warning is not None:
        blocks.append(Words(f"{roll.warning}.", "degraded"))
    return Answer(
        eyebrow=f"What VIX futures say, and what they cost to hold · settlement of {curve.session}",
        headline=headline,
        sentence=f"{level_words(found)} {month_words(found)}",
        badges=[
            status_badge(found.status.state),
            Badge(curve.state, "", "vix_curve_state"),
            QUOTED,
        ],
        blocks=blocks,
    )


def _curve_section(found: VixFuturesReading) -> Section:
    card = found.curve
    lead = f"{state_words(found)} {level_words(found)}"
    return Section(
        "curve",
        "The curve",
        lead,
        [
            Drawing(
                "figure-curve",
                f"Settlement prices of {card.session} by days to settlement; VIX stands at zero days",
                f"{lead} All figures stand in the table below.",
                curve_figure(found),
                360,
                [QUOTED, Badge("forward volatility", "", "vix_forward_vol")],
            ),
            _contracts(found),
            Facts(
                [
                    Fact("Slope", signed_percent(card.slope), "curve_slope", _slope_place(found)),
                    Fact("M7 less M4", gap(card.back_slope_points), "back_slope_points"),
                    Fact("At 30 days", number(card.constant_maturity), "constant_maturity"),
                    Fact("VIX over VIX3M", number(found.stress.vix_over_vix3m), "vix_over_vix3m"),
                    Fact("VVIX", number(found.stress.vvix, 1), "vvix"),
                ]
            ),
            Words(stress_words(found)),
        ],
    )


def _slope_place(found: VixFuturesReading) -> str:
    place = found.curve.slope_standing
    return (
        f"percentile {number(place.percentile_year, 0)} of the year before, {number(place.percentile, 0)} of "
        f"{place.observations:,} sessions"
    )


def _contracts(found: VixFuturesReading) -> Table:
    return Table(
        "Contracts",
        [
            Heading("contract", "vix_future", words=True),
            Heading("settles on", "vix_settlement", words=True),
            Heading("days", "days_to_settlement"),
            Heading("price", "settle"),
            Heading("change", "change_points"),
            Heading("less VIX", "basis_points"),
            Heading("forward", "vix_forward_vol"),
            Heading("less forward", "convexity_points"),
            Heading("open interest", "open_interest"),
        ],
        [
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
                "" if isfinite(row.settle) else "degraded",
            )
            for row in found.curve.contracts
        ],
        note="A contract that should be listed and has no price in the data stands here without one."
        if found.curve.missing
        else "",
    )


def _basis_section(found: VixFuturesReading) -> Section:
    card = found.basis
    lead = (
        f"M1 stands {gap(card.front_points)} points from VIX with {days_of(card.front_days)} left, which is "
        f"{band_words(card.front_band)}; at a constant 30 days it is {steady_words(found)}."
    )
    return Section(
        "basis",
        "How far futures stand from VIX",
        lead,
        [
            Drawing(
                "figure-basis",
                "Basis over the last year: of the front contract, which runs to zero as it settles, and at 30 days",
                lead,
                basis_figure(found.recent),
                340,
                [QUOTED, Badge("basis at 30 days", "", "constant_maturity_points")],
            ),
            Facts(
                [
                    Fact(
                        "M1 less VIX",
                        gap(card.front_points),
                        "basis_points",
                        place_words(card.front),
                    ),
                    Fact(
                        "Per root day",
                        gap(card.front_per_root_day_points),
                        "front_per_root_day_points",
                    ),
                    Fact(
                        "Basis at 30 days",
                        gap(card.constant_maturity_points),
                        "constant_maturity_points",
                        place_words(card.constant_maturity),
                    ),
                    Fact("Band at 30 days", band_words(card.constant_maturity_band), "basis_band"),
                    Fact(
                        "Narrowing",
                        gap(card.narrowing.basis_change_points),
                        "narrowing",
                        f"VIX {gap(card.narrowing.vix_change_points)}",
                    ),
                ]
            ),
            Words(narrowing_words(found)),
        ],
    )


def _roll_section(found: VixFuturesReading) -> Section:
    card = found.roll
    lead = month_words(found)
    return Section(
        "roll",
        "What holding costs",
        lead,
        [
            Drawing(
                "figure-roll",
                "The index over the last year, without what bills earn: what a curve that stood still would have paid, and "
                "what its moves added",
                lead,
                roll_figure(found.recent),
                340,
                [Badge("measured", "", "roll_and_curve")],
            ),
            Facts(
                [
                    Fact("Next session", signed_percent(card.session, 2), "roll_session"),
                    Fact("21 sessions", signed_percent(card.month), "roll_month"),
                    Fact(
                        "Standing still, 30 days", signed_percent(card.static_month), "static_month"
                    ),
                    Fact(
                        "Standing still, a year", signed_percent(card.static_year, 0), "static_year"
                    ),
                    Fact("In the first contract", percent(card.front_weight, 0), "front_weight"),
                    Fact(
                        "Holding",
                        f"{card.holding} sessions",
                        "holding_limit",
                        f"{signed_percent(card.static_holding)} standing still; at most {card.limit} in contango",
                    ),
                ]
            ),
            Words(
                "Two figures, two questions: along the line between M1 and M2 the next session costs the one; over a month the "
                "front contract also slides towards VIX, and later contracts follow, which the other holds."
            ),
        ],
    )
