"""A surface's metrics at round tenors, its slope in time, and days that stand out."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.surface import by_maturity, skew_by_tenor
from hedgerow.report.blocks import Badge, Block, Drawing, Heading, Row, Section, Table, Words
from hedgerow.report.figures import number, percent, price, signed_points, words
from hedgerow.report.surface_words import (
    DELTAS,
    QUOTED,
    SIGN,
    days_of,
    decay_words,
    event_words,
    month,
    reversal_words,
    slope_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hedgerow.desk.chain_surface import ChainSurface
    from hedgerow.desk.surface_cards import TenorCard
    from hedgerow.desk.surface_meaning import BumpCard, SkewDecayCard, TenorSlopeCard


def tenors_section(result: ChainSurface) -> Section | None:
    """Level, skew and curvature at every tenor."""
    cards, card = result.metrics, month(result)
    if card is None:
        return None
    lead = reversal_words(card)
    drawn: list[Block] = []
    if sum(isfinite(one.rr25) for one in cards) > 1:
        drawn.append(
            Drawing(
                "figure-skew",
                f"Risk reversals ({SIGN}) and butterflies by days",
                f"{lead} All figures stand in the table below.",
                skew_by_tenor(cards),
                380,
                [
                    QUOTED,
                    Badge("risk reversal", "", "risk_reversal"),
                    Badge("butterfly", "", "butterfly"),
                ],
            )
        )
    return Section(
        "skew",
        "What falls cost, and what rises",
        lead,
        [*drawn, _levels(cards, DELTAS[result.delta]), _shape(cards)],
    )


def _levels(cards: Sequence[TenorCard], deltas: str) -> Table:
    beyond = any(card.reason for card in cards)
    return Table(
        "Volatility and skew by tenor",
        [
            Heading("days", "days"),
            Heading("forward", "forward"),
            Heading("at the forward", "atm"),
            Heading("put, 25 delta", "delta_strike"),
            Heading("its strike", "strike"),
            Heading("call, 25 delta", "delta_strike"),
            Heading("its strike", "strike"),
            Heading("reversal 25", "risk_reversal"),
            Heading("butterfly 25", "butterfly"),
            Heading("reversal 10", "risk_reversal"),
            Heading("butterfly 10", "butterfly"),
            *([Heading("extrapolated or unknown", words=True)] if beyond else []),
        ],
        [
            Row(
                [
                    f"{card.days:g}",
                    price(card.forward),
                    percent(card.atm),
                    percent(card.put25),
                    price(card.put25_strike),
                    percent(card.call25),
                    price(card.call25_strike),
                    signed_points(card.rr25, 2),
                    signed_points(card.bf25, 2),
                    signed_points(card.rr10, 2),
                    signed_points(card.bf10, 2),
                    *([words(card.reason)] if beyond else []),
                ],
                "muted" if card.reason else "",
            )
            for card in cards
        ],
        note=f"Reversals and butterflies in points of volatility; reversal: {SIGN}. {deltas}",
    )


def _shape(cards: Sequence[TenorCard]) -> Table:
    return Table(
        "The shape of the smile by tenor",
        [
            Heading("days", "days"),
            Heading("straddle", "straddle"),
            Heading("put, 10 delta", "delta_strike"),
            Heading("call, 10 delta", "delta_strike"),
            Heading("put skew", "put_skew"),
            Heading("call skew", "put_skew"),
            Heading("90 less 110 %", "moneyness_skew"),
            Heading("reversal over level", "rr_over_atm"),
            Heading("skew", "skew"),
            Heading("skew × √T", "skew"),
            Heading("curvature", "curvature"),
        ],
        [
            Row(
                [
                    f"{card.days:g}",
                    percent(card.atm_straddle, 2),
                    percent(card.put10),
                    percent(card.call10),
                    signed_points(card.put_skew, 2),
                    signed_points(card.call_skew, 2),
                    signed_points(card.moneyness_skew),
                    number(card.rr25_over_atm, 3),
                    number(card.skew, 3),
                    number(card.standard_skew, 3),
                    number(card.curvature),
                ]
            )
            for card in cards
        ],
        folded=True,
    )


def time_section(result: ChainSurface) -> Section | None:
    """The level by maturity, its slopes, how the skew dies out, and events."""
    known = [card for card in result.expirations if isfinite(card.atm)]
    if not known:
        return None
    lead = slope_words(result.term_structure, held=result.delta == "spot")
    blocks: list[Block] = []
    if len(known) > 1:
        events = len(result.events)
        blocks.append(
            Drawing(
                "figure-time",
                "Volatility at the forward by days to expiration, and between neighbours; diamonds: an event is priced",
                f"{percent(known[0].atm)} at {days_of(known[0].days)}, {percent(known[-1].atm)} at "
                f"{days_of(known[-1].days)}; {events} expirations stand out. {lead}",
                by_maturity(known, result.events),
                400,
                [
                    QUOTED,
                    Badge("at the forward", "", "atm"),
                    Badge("forward volatility", "", "forward_vol"),
                    Badge("stands out", "", "event_bump"),
                ],
            )
        )
    return Section(
        "time",
        "Soon and later",
        lead,
        [
            *blocks,
            *_slopes(result.term_structure),
            *_events(result.events),
            *_decay(result.skew_decay),
        ],
    )


def _slopes(cards: Sequence[TenorSlopeCard]) -> list[Block]:
    if not cards:
        return []
    lacking = any(card.reason for card in cards)
    return [
        Table(
            "Slope between tenors",
            [
                Heading("days", "term_slope", words=True),
                Heading("short", "atm"),
                Heading("long", "atm"),
                Heading("long less short", "term_slope"),
                Heading("long over short", "term_slope"),
                Heading("state", "term_slope", words=True),
                *([Heading("because", words=True)] if lacking else []),
            ],
            [
                Row(
                    [
                        f"{card.short_days:g} to {card.long_days:g}",
                        percent(card.short_vol),
                        percent(card.long_vol),
                        signed_points(card.slope, 2),
                        number(card.ratio, 3),
                        card.state,
                        *([words(card.reason)] if lacking else []),
                    ]
                )
                for card in cards
            ],
            note="Long less short in points of volatility.",
        )
    ]


def _events(cards: Sequence[BumpCard]) -> list[Block]:
    if not cards:
        return [Words("No expiration stands out: no single day is priced for an event.", "muted")]
    return [
        Table(
            "Days that stand out",
            [
                Heading("between", "event_bump", words=True),
                Heading("implied move", "event_move"),
                Heading("adds, points", "event_bump"),
                Heading("stands out by", "event_bump"),
                Heading("compared with", "one_sided", words=True),
            ],
            [
                Row(
                    [
                        event_words(card),
                        f"±{percent(card.move, 2)}",
                        signed_points(card.bump, 2),
                        f"{number(card.deviations, 1)} σ",
                        "later expirations alone" if card.one_sided else "both sides",
                    ],
                    "muted" if card.one_sided else "",
                )
                for card in cards
            ],
            note="Something is expected after the first date and up to the second. The move is one standard deviation, if all "
            "of it comes on one day.",
        )
    ]


def _decay(card: SkewDecayCard | None) -> list[Block]:
    said = decay_words(card)
    return [Words(said, "muted")] if said else []
