"""How a surface moved between chains, and what its wings ask over history."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.model_values import stickiness
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
    Words,
)
from hedgerow.report.figures import (
    UNKNOWN,
    names,
    number,
    percent,
    price,
    sentence,
    signed_percent,
    signed_points,
    span,
)
from hedgerow.report.surface_words import (
    QUOTED,
    STICKINESS,
    days_of,
    label_words,
    signed_move,
    ssr_words,
)

if TYPE_CHECKING:
    from hedgerow.desk.surface_moves import DynamicsCard
    from hedgerow.desk.surface_premium import KurtosisPremiumCard
    from hedgerow.volatility.surface.slope import Slope

DIGITS = 2


def dynamics_section(card: DynamicsCard | None) -> Section | None:
    """What volatility did when the price moved, and the deltas that follow."""
    if card is None:
        return None
    first = card.stickiness[0]
    lead = f"Skew stickiness {ssr_words(first)}: {label_words(first)}; {STICKINESS.get(first.label, first.label)}."
    drawn: list[Block] = []
    if any(isfinite(one.ssr.value) for one in card.stickiness):
        drawn.append(
            Drawing(
                "figure-stickiness",
                "Skew stickiness by tenor with its 95 % interval; intervals may go on beyond the figure",
                f"{lead} All figures stand in the table below.",
                stickiness(card.stickiness),
                300,
                [QUOTED, Badge("skew stickiness", "", "skew_stickiness")],
            )
        )
    moves = len(card.run) - 1
    return Section(
        "moves",
        "How the surface moves with the price",
        lead,
        [
            *drawn,
            Words(
                f"It rests on {moves} move{'s' if moves != 1 else ''} between {card.run[0].date} and {card.run[-1].date}; the "
                "errors say how little few moves decide.",
                "muted",
            ),
            _deltas(card),
            _stickiness(card),
            _run(card),
            _strikes(card),
            _package(card),
        ],
    )


def _deltas(card: DynamicsCard) -> Table:
    return Table(
        "Delta of the 25-delta put of 30 days",
        [
            Heading("if", "skew_stickiness", words=True),
            Heading("SSR", "skew_stickiness"),
            Heading("delta", "adjusted_delta"),
        ],
        [Row([one.what, number(one.ssr), number(one.delta, 3)]) for one in card.deltas],
    )


def _stickiness(card: DynamicsCard) -> Table:
    return Table(
        "Skew stickiness by tenor",
        [
            Heading("days", "days"),
            *_slope_headings("SSR"),
            Heading("called", "skew_stickiness", words=True),
            Heading("within its error", "skew_stickiness", words=True),
            *_slope_headings("with intercept"),
        ],
        [
            Row(
                [
                    f"{one.days:g}",
                    *_slope(one.ssr),
                    one.label,
                    names(dict.fromkeys(one.labels_within), UNKNOWN),
                    *_slope(one.with_intercept),
                ]
            )
            for one in card.stickiness
        ],
        note="With intercept: changes of volatility that have nothing to do with the price are taken out first.",
        folded=True,
    )


def _slope_headings(name: str) -> list[Heading]:
    return [
        Heading(name, "skew_stickiness"),
        Heading("±", "standard_error"),
        Heading("95 %", "skew_stickiness"),
        Heading("at 0", "skew_stickiness"),
        Heading("R²", "skew_stickiness"),
        Heading("moves", "skew_stickiness"),
    ]


def _slope(slope: Slope) -> list[str]:
    return [
        number(slope.value),
        number(slope.standard_error),
        span((slope.low, slope.high)) if isfinite(slope.low) and isfinite(slope.high) else UNKNOWN,
        number(slope.intercept, 4),
        number(slope.r_squared),
        str(slope.observations),
    ]


def _run(card: DynamicsCard) -> Table:
    return Table(
        "The chains",
        [
            Heading("session", "quote_session", words=True),
            Heading("spot", "spot"),
            Heading("moved", "spot"),
            Heading("at the forward, 30 days", "atm"),
            Heading("reversal 25", "risk_reversal"),
            Heading("SSR since the one before", "skew_stickiness"),
        ],
        [
            Row(
                [
                    str(move.date),
                    price(move.spot),
                    signed_move(move.log_move),
                    percent(move.atm30),
                    signed_points(move.rr25, DIGITS),
                    number(move.ssr30),
                ]
            )
            for move in card.run
        ],
    )


def _strikes(card: DynamicsCard) -> Table:
    return Table(
        "Volatility of strikes at 30 days since the chain before",
        [
            Heading("strike", "strike"),
            Heading("before", "fixed_strike"),
            Heading("now", "fixed_strike"),
            Heading("along the old smile", "fixed_strike"),
            Heading("the smile itself", "fixed_strike"),
        ],
        [
            Row(
                [
                    price(one.strike),
                    percent(one.before),
                    percent(one.after),
                    signed_points(one.along, DIGITS),
                    signed_points(one.moved, DIGITS),
                ]
            )
            for one in card.fixed_strikes
        ],
        note="The last two in points of volatility.",
    )


def _package(card: DynamicsCard) -> Facts:
    beta = card.rr_spot_beta
    error = f"± {number(beta.standard_error)}, " if isfinite(beta.standard_error) else ""
    within = f"95 % {span((beta.low, beta.high))}, " if isfinite(beta.low) else ""
    return Facts(
        [
            Fact(
                "Reversal for +1 %",
                f"{number(beta.value)} points",
                "rr_spot_beta",
                f"{error}{within}R² {number(beta.r_squared)}, {signed_points(beta.intercept, DIGITS)} points without a move, "
                f"{beta.observations} moves",
            ),
            Fact(
                "Delta of the package",
                number(card.package_delta, 3),
                "package",
                "long the put, short the call",
            ),
            Fact("Gamma of the package", number(card.package_gamma, 6), "package", "a share"),
        ]
    )


def premium_section(card: KurtosisPremiumCard | None) -> Section | None:
    """What options ask over what history would have paid."""
    if card is None:
        return None
    if card.reason:
        return Section(
            "premium", "What options ask over history", sentence(f"unknown: {card.reason}"), []
        )
    lead = (
        f"Over {days_of(card.days)} history at today's volatility gives {percent(card.model_vol)} a year, options price "
        f"{percent(card.implied_vol)} at the forward. The premium {card.caveat}."
    )
    return Section(
        "premium",
        "What options ask over history",
        lead,
        [
            Table(
                "Market price over that of history, by strike",
                [
                    Heading("strike", "strike"),
                    Heading("option", "put_call_parity", words=True),
                    Heading("implied volatility", "implied_vol"),
                    Heading("market", "price"),
                    Heading("history", "history_price"),
                    Heading("premium", "kurtosis_premium"),
                    Heading("± error", "standard_error"),
                    Heading("95 % of the simulation", "kurtosis_premium"),
                ],
                [
                    Row(
                        [
                            price(row.strike),
                            row.right,
                            percent(row.market_vol),
                            number(row.market, 3),
                            number(row.model, 3),
                            signed_percent(row.premium, 0),
                            percent(row.standard_error, 0),
                            f"{signed_percent(row.low, 0)} … {signed_percent(row.high, 0)}"
                            if isfinite(row.low) and isfinite(row.high)
                            else UNKNOWN,
                        ]
                    )
                    for row in card.rows
                ],
                note=f"{card.paths:,} paths of {card.sessions} sessions, from {card.returns:,} daily returns, seed {card.seed}. "
                "Where the market's price is a few ticks, a large premium is a few cents.",
            )
        ],
    )
