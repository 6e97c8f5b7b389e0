"""What options ask over what comes, in a terminal."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.figures import (
    UNKNOWN,
    number,
    percent,
    price,
    sentence,
    signed_percent,
    signed_points,
    words,
)
from hedgerow.report.premium_words import (
    PHASES,
    answer_lines,
    bucket,
    curve_line,
    events_line,
    expiration_line,
    flavour_name,
    flavours_of,
    horizon,
    in_unit,
    known_line,
    lead_line,
    moved,
    point_text,
    predictability_verdict,
    rank_line,
    ratio_line,
    state_lead,
)
from hedgerow.report.tables import Column, Row, doubt, legend, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.premium_cards import BreakEvenCard, ChainCard
    from hedgerow.desk.vol_premium import VolPremium
    from hedgerow.volatility.premium.state_dependence import StateDependence


def premium_page(result: VolPremium, width: int) -> list[RenderableType]:
    """The answer, the flavours apart, rank, calm or stress, and the record of all of it."""
    first, *rest = answer_lines(result)
    return [
        Text(f"{result.symbol} as of {result.as_of}", style="bold"),
        *doubt(result.status),
        Text(first, style="bold green"),
        *(Text(line) for line in rest),
        *_chain(result.chain),
        flavours_table(result, width),
        legend(known_line(result)),
        Text(ratio_line(result)),
        Text(rank_line(result.rank)),
        Text(curve_line(result.curve)),
        Text(events_line(result.events)),
        _family(result, width),
        Text(lead_line(result.vvix_lead)),
        *_break_even(result.break_even, result.realized.price_symbol),
        *_states(result, width),
        *_reversion(result, width),
        *_predictability(result, width),
        Text(expiration_line(result)),
        _phases(result, width),
    ]


def _chain(card: ChainCard | None) -> list[RenderableType]:
    if card is None:
        return []
    apart = (
        f", {signed_points(card.less_index_points / 100)} points from the index, which holds the wings too"
        if isfinite(card.less_index_points)
        else ""
    )
    return [
        Text(
            f"Its chain ({card.symbol}), at the forward: {percent(card.vol, 2)}{apart}; "
            f"{signed_points(card.trailing_points / 100)} points over what has been, "
            f"{signed_points(card.ex_ante_points / 100)} over what is expected, {number(card.ratio)} times the trailing. "
            "It has no past here: rank and percentile are of the index."
        )
    ]


def flavours_table(result: VolPremium, width: int) -> RenderableType:
    """Four premiums, each among its own past."""
    return table(
        "The premium: implied less realized, vol points (in variance: their squares)",
        [
            Column("implied", text=True),
            Column("today"),
            Column("mean"),
            Column("median", spare=True),
            Column("year"),
            Column("all", spare=True),
            Column("above 0"),
            Column("windows", spare=True),
            Column("of", spare=True),
        ],
        [
            Row(
                [
                    flavour_name(card),
                    point_text(card),
                    in_unit(card, card.mean_points),
                    in_unit(card, card.median_points),
                    number(card.percentile, 0),
                    number(card.percentile_whole, 0),
                    percent(card.share_positive, 0),
                    number(card.effective_observations, 0),
                    words(card.implied_on),
                ]
            )
            for card in flavours_of(result)
        ],
        width,
    )


def _family(result: VolPremium, width: int) -> RenderableType:
    return table(
        "Volatility indices: level, percentile of the year, of five years and of all since",
        [
            Column("index", text=True),
            Column("level"),
            Column("year"),
            Column("5 years", spare=True),
            Column("all"),
            Column("since", spare=True),
            Column("5 sessions", text=True),
            Column("of", text=True),
        ],
        [
            Row(
                [
                    row.symbol,
                    number(row.level),
                    number(row.percentile, 0),
                    number(row.percentile_five_years, 0),
                    number(row.percentile_whole, 0),
                    words(None if row.first is None else row.first.year),
                    moved(row),
                    row.measures if isfinite(row.level) else f"last {words(row.last)}",
                ]
            )
            for row in result.family
            if row.last is not None
        ],
        width,
    )


def _break_even(card: BreakEvenCard | None, symbol: str) -> list[RenderableType]:
    if card is None:
        return []
    money = (
        f", {price(card.move)} at {price(card.spot)} of {symbol}; a straddle of 30 days costs {price(card.straddle)} and "
        f"{price(-card.theta)} a session. Gamma less theta a session, before costs: {price(card.net_trailing)} at the "
        f"trailing volatility, {price(card.net_expected)} at the expected one"
        if isfinite(card.spot)
        else ""
    )
    beyond = (
        f" {percent(card.days_beyond, 0)} of the year's sessions moved by more than implied the evening before."
        if isfinite(card.days_beyond)
        else ""
    )
    return [
        Text(
            f"A hedged straddle pays for itself at ±{percent(card.move_share, 2)} a session, root mean square{money}.{beyond}"
        )
    ]


def _states(result: VolPremium, width: int) -> list[RenderableType]:
    made: list[RenderableType] = []
    for title, found, ratio in (
        (
            "Implied less the volatility of the 21 sessions after, points, by the level of implied",
            result.by_level,
            False,
        ),
        (
            "Gain of who sells a unit of vega in variance, points, by implied over trailing",
            result.by_ratio,
            True,
        ),
    ):
        if found.observations:
            made += [
                _state_table(title, found, width, ratio=ratio),
                Text(state_lead(found, ratio=ratio)),
            ]
    if not made:
        return []
    caveat = f"{result.by_level.caveat}. Windows: days over 21. t: Newey–West."
    return [*made, legend(caveat)]


def _state_table(title: str, found: StateDependence, width: int, *, ratio: bool) -> RenderableType:
    return table(
        title,
        [
            Column("over trailing" if ratio else "implied", text=True),
            Column("days"),
            Column("windows", spare=True),
            Column("mean"),
            Column("t"),
            Column("median", spare=True),
            Column("worst 5 %"),
            Column("above 0", spare=True),
            Column("1st half", spare=True),
            Column("2nd half", spare=True),
        ],
        [
            Row(
                [
                    bucket(row, ratio=ratio),
                    f"{row.count:,}",
                    number(row.effective_observations, 0),
                    signed_points(row.mean),
                    number(row.t, 1),
                    signed_points(row.median),
                    signed_points(row.percentile_5),
                    percent(row.share_positive, 0),
                    signed_points(row.first_half),
                    signed_points(row.second_half),
                ]
            )
            for row in found.rows
        ],
        width,
    )


def _reversion(result: VolPremium, width: int) -> list[RenderableType]:
    rows = [row for row in result.reversion if row.count]
    if not rows:
        return []
    return [
        table(
            "What implied volatility did after it was at a level",
            [
                Column("implied", text=True),
                Column("days"),
                Column("spells", spare=True),
                Column("higher in 21"),
                Column("< 20 in 63"),
                Column("< 20 in 126", spare=True),
            ],
            [
                Row(
                    [
                        bucket(row, ratio=False),
                        f"{row.count:,}",
                        str(row.spells),
                        percent(row.higher_after_month, 0),
                        percent(row.below_20_within_quarter, 0),
                        percent(row.below_20_within_half_year, 0),
                    ]
                )
                for row in rows
            ],
            width,
        )
    ]


def _predictability(result: VolPremium, width: int) -> list[RenderableType]:
    found = result.predictability
    if found.stands is None:
        return [Text("Later returns on the premium: too little is known to test it.")]
    made = table(
        "Later returns on the trailing premium in variance: a claim, measured",
        [
            Column("over", text=True),
            Column("days"),
            Column("windows", spare=True),
            Column("per 1 sd"),
            Column("t (NW)"),
            Column("t (Hodrick)", spare=True),
            Column("t, halves", spare=True),
            Column("R²", spare=True),
            Column("R² out of sample"),
        ],
        [
            Row(
                [
                    horizon(row),
                    f"{row.observations:,}",
                    number(row.effective_observations, 0),
                    signed_percent(row.standardised, 2),
                    number(row.newey_west_t, 1),
                    number(row.hodrick_t, 1),
                    f"{number(row.first_half_t, 1)} / {number(row.second_half_t, 1)}",
                    percent(row.r_squared),
                    percent(row.out_of_sample_r_squared),
                ]
            )
            for row in found.rows
        ],
        width,
    )
    return [made, Text(predictability_verdict(found)), legend(f"{found.caveat}.")]


def _phases(result: VolPremium, width: int) -> RenderableType:
    known = [row for row in result.opex.moves if row.count]
    if not known:
        return Text(sentence(f"what such sessions were like is unknown ({UNKNOWN})"))
    return table(
        "Daily moves around the monthly expiration, in implied moves of the evening before",
        [
            Column("session", text=True),
            Column("days"),
            Column("mean"),
            Column("± error"),
            Column("volatility"),
        ],
        [
            Row(
                [
                    PHASES[row.phase],
                    f"{row.count:,}",
                    number(row.mean, 3),
                    number(row.standard_error, 3),
                    percent(row.vol),
                ]
            )
            for row in known
        ],
        width,
    )
