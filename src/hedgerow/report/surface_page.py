"""A chain's surface in a terminal: the answer, its expirations and tenors, and what the quotes were like."""

from __future__ import annotations

from functools import partial
from math import isfinite
from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.figures import (
    UNKNOWN,
    number,
    percent,
    points,
    price,
    sentence,
    signed_points,
)
from hedgerow.report.surface_meaning_page import meaning_parts
from hedgerow.report.surface_words import (
    DELTAS,
    SIGN,
    arbitrage_words,
    days_of,
    decay_words,
    event_words,
    inside_words,
    level_words,
    listing_name,
    month,
    reversal_words,
    slope_words,
    spot_words,
)
from hedgerow.report.tables import Column, Row, doubt, legend, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from hedgerow.desk.chain_surface import ChainSurface
    from hedgerow.desk.surface_cards import ExpirationCard, QualityCard

DOUBTED = "yellow"
SHOWN = 16
"""Expirations in the table: with more of them, those nearest to these days, and all that are in doubt."""
NEAR = (1, 2, 7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 540, 730, 1095)


def surface_page(result: ChainSurface, width: int) -> list[RenderableType]:
    """The answer first, then the expirations, the tenors, what they mean, and the quotes behind them."""
    head = Text(
        f"{result.symbol}: {result.exercise} options, quoted {result.quoted_at:%Y-%m-%d %H:%M} New York, "
        f"{result.model} surface",
        style="bold",
    )
    return [
        head,
        *doubt(result.status),
        *_answer(result),
        *_tenors(result, width),
        *_expirations(result.expirations, width),
        *_time(result, width),
        *meaning_parts(result, width),
        *_quality(result.quality),
    ]


def _answer(result: ChainSurface) -> list[RenderableType]:
    card = month(result)
    if card is None:
        return [Text("No expiration has a smile: there is no surface.", style="bold")]
    free = result.arbitrage.is_free if result.arbitrage else result.model == "heston"
    return [
        Text.assemble((level_words(card), "bold green"), f" {spot_words(result)}"),
        Text(slope_words(result.term_structure, held=result.delta == "spot")),
        Text(reversal_words(card)),
        Text(arbitrage_words(result), style="" if free else DOUBTED),
        Text(inside_words(result)),
    ]


def _tenors(result: ChainSurface, width: int) -> list[RenderableType]:
    if not result.metrics:
        return []
    rows = [
        Row(
            [
                f"{card.days:g}{'*' if card.reason else ''}",
                percent(card.atm),
                signed_points(card.rr25),
                signed_points(card.bf25, 2),
                percent(card.put25),
                percent(card.call25),
                price(card.put25_strike),
                price(card.call25_strike),
                signed_points(card.rr10),
                signed_points(card.moneyness_skew),
                number(card.skew),
            ]
        )
        for card in result.metrics
    ]
    made = table(
        "Volatility by tenor",
        [
            Column("days"),
            Column("at money"),
            Column("RR 25"),
            Column("BF 25"),
            Column("25Δ put"),
            Column("25Δ call"),
            Column("put at", spare=True),
            Column("call at", spare=True),
            Column("RR 10", spare=True),
            Column("90–110 %", spare=True),
            Column("skew", spare=True),
        ],
        rows,
        width,
    )
    told: dict[str, list[str]] = {}
    for card in result.metrics:
        if card.reason:
            why = card.reason.removeprefix(f"{days_of(card.days)} ")
            told.setdefault(why, []).append(f"{card.days:g}")
    beyond = " ".join(f"* {', '.join(days)} days: {reason}." for reason, days in told.items())
    note = legend(
        f"Volatility in per cent a year. RR, the risk reversal, in points: {SIGN}. BF, the butterfly, in points: mean of put "
        "and call less at the forward. 90–110 %: volatility at those shares of the forward. skew: dσ/dk at the forward. "
        f"{DELTAS[result.delta]}" + (f" {beyond}" if beyond else "")
    )
    return [made, note]


def _expirations(cards: Sequence[ExpirationCard], width: int) -> list[RenderableType]:
    if not cards:
        return []
    shown = _shown(cards)
    rows = [
        Row(
            [
                listing_name(card, cards),
                str(card.days),
                price(card.forward),
                percent(card.atm),
                signed_points(card.rr25),
                signed_points(card.bf25, 2),
                percent(card.forward_vol),
                percent(card.within_tick, 0),
                {True: "yes", False: "no", None: UNKNOWN}[card.arbitrage_free],
                points(card.rmse, 2),
                percent(card.rate, 2),
                str(card.quotes),
                f"{card.settles_at:%H:%M}",
            ],
            DOUBTED if _in_doubt(card) else "",
        )
        for card in shown
    ]
    made = table(
        "Expirations",
        [
            Column("expiration", text=True),
            Column("days"),
            Column("forward", spare=True),
            Column("at money"),
            Column("RR 25"),
            Column("BF 25", spare=True),
            Column("forward vol", spare=True),
            Column("inside"),
            Column("free"),
            Column("error", spare=True),
            Column("rate", spare=True),
            Column("quotes", spare=True),
            Column("settles", spare=True),
        ],
        rows,
        width,
    )
    left = len(cards) - len(shown)
    lacking = [f"{listing_name(card, cards)}: {card.reason}." for card in cards if card.reason]
    note = (
        "forward: by put–call parity. forward vol: from the expiration above in the chain to this one. inside: share of the quotes "
        "between the 5-delta put and call inside bid and ask, widened by a tick. free: of arbitrage. error: root mean square "
        "against the mids, in points. settles: New York."
    )
    if left > 0:
        note += f" {left} more expirations in --html and --json."
    parts: list[RenderableType] = [made, legend(note)]
    if lacking:
        more = f" {len(lacking) - 5} more in --html." if len(lacking) > 5 else ""
        parts.append(Text(sentence(" ".join(lacking[:5])) + more, style=DOUBTED))
    return parts


def _in_doubt(card: ExpirationCard) -> bool:
    return bool(card.reason) or card.arbitrage_free is False or not card.converged


def _shown(cards: Sequence[ExpirationCard]) -> list[ExpirationCard]:
    """All of a few, else those nearest to round tenors, and what is in doubt."""
    if len(cards) <= SHOWN:
        return list(cards)
    days = [card.days for card in cards]
    near = {days.index(min(days, key=partial(_apart, day))) for day in NEAR}
    doubted = [i for i, card in enumerate(cards) if _in_doubt(card)][:SHOWN]
    return [cards[i] for i in sorted({*near, *doubted, len(cards) - 1})]


def _apart(day: int, days: int) -> int:
    return abs(days - day)


def _time(result: ChainSurface, width: int) -> list[RenderableType]:
    """Slopes between tenors, how the skew dies out, and days that stand out."""
    said = "; ".join(
        f"{days_of(card.short_days)} to {days_of(card.long_days)} {signed_points(card.slope)} ({card.state}"
        f"{', ' + card.reason if card.reason else ''})"
        for card in result.term_structure
        if isfinite(card.slope)
    )
    parts: list[RenderableType] = []
    if said:
        parts.append(Text(f"Slope in points, long less short: {said}."))
    if result.skew_decay is not None:
        parts.append(Text(decay_words(result.skew_decay)))
    if not result.metrics:
        return parts
    if not result.events:
        return [*parts, Text("No expiration stands out: no single day is priced for an event.")]
    rows = [
        Row(
            [
                event_words(card),
                percent(card.move),
                signed_points(card.bump),
                number(card.deviations, 1),
                "one side only" if card.one_sided else "both sides",
            ]
        )
        for card in result.events
    ]
    made = table(
        "Days that stand out: an event is priced between two expirations",
        [
            Column("between", text=True),
            Column("implied move"),
            Column("adds, points", spare=True),
            Column("stands out by", spare=True),
            Column("compared with", text=True, spare=True),
        ],
        rows,
        width,
    )
    note = legend(
        "implied move: one standard deviation, if all of it is one day's. adds: to that expiration's volatility at the "
        "forward. stands out: robust standard deviations; compared with one side only, a steep front looks the same."
    )
    return [*parts, made, note]


def _quality(card: QualityCard) -> list[RenderableType]:
    """What was read, and what was left out and why."""
    aside = "; ".join(f"{count:,} {reason}" for reason, count in card.set_aside.items())
    without = "; ".join(f"{count:,} {reason}" for reason, count in card.without_vol.items())
    said = (
        f"Quotes: {card.rows_read:,} rows read, {card.kept:,} with two sides kept"
        + (f" (set aside: {aside})" if aside else " (none set aside)")
        + f"; {card.in_smiles:,} out of the money made the smiles, {card.in_the_money:,} in the money were not needed"
        + (f", {without} have no place in one" if without else "")
        + f". {card.pairs:,} strikes have both sides; {card.parity_outliers:,} pairs lie further from parity than their "
        "half-spreads."
    )
    return [Text(said)]
