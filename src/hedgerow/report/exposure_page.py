"""Dealer exposure in a terminal: the sum and its assumption, the flip, strikes and expirations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.exposure_words import gamma_words, headline, split_words
from hedgerow.report.figures import (
    UNKNOWN,
    dollars,
    number,
    percent,
    price,
    short_dollars,
)
from hedgerow.report.tables import Column, Row, legend, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.dealer_exposure import DealerExposure

TOP, EXPIRATIONS = 12, 12
PINNED = "bold"


def exposure_page(result: DealerExposure, width: int) -> list[RenderableType]:
    """The answer, then where it sits."""
    head = Text(
        f"{headline(result)}, quoted {result.quoted_at:%Y-%m-%d %H:%M} New York", style="bold"
    )
    if result.total is None:
        return [head, Text(gamma_words(result))]
    return [
        head,
        Text(gamma_words(result)),
        Text(_facts(result)),
        _flows(result, width),
        *_strikes(result, width),
        *_expirations(result, width),
        *_conventions(result, width),
        Text(result.caveat, style="dim"),
    ]


def _facts(result: DealerExposure) -> str:
    total = result.total
    assert total is not None  # noqa: S101 - asked before
    pins = ", ".join(f"{strike:,g}" for strike in result.pins) or "none"
    return (
        f"Spot {price(result.spot)}. Gamma: {split_words(total)}. Vega {short_dollars(total.vega)} USD a point "
        f"({short_dollars(total.weighted_vega)} at 30 days), vanna {short_dollars(total.vanna)} a point, charm "
        f"{short_dollars(total.charm)} a day. {percent(result.zero_day_share)} of the gross gamma settles within a session, "
        f"{percent(result.opex_share)} by {result.opex_until}. Pin candidates within "
        f"{percent(result.daily_move)}: {pins}."
    )


def _flows(result: DealerExposure, width: int) -> RenderableType:
    rows = [Row([f"if {card.change}", short_dollars(card.dollars)]) for card in result.flows]
    return table(
        "What hedgers would trade, USD",
        [Column("", text=True), Column("buy (+), sell (−)")],
        rows,
        width,
    )


def _strikes(result: DealerExposure, width: int) -> list[RenderableType]:
    top = sorted(result.strikes, key=lambda card: card.rank)[:TOP]
    rows = [
        Row(
            [
                f"{card.strike:,g}",
                short_dollars(card.gamma),
                short_dollars(card.call_gamma),
                short_dollars(card.put_gamma),
                dollars(card.call_contracts),
                dollars(card.put_contracts),
                short_dollars(card.vega),
                short_dollars(card.vanna),
                short_dollars(card.charm),
            ],
            PINNED if card.is_pin else "",
        )
        for card in sorted(top, key=lambda card: -card.strike)
    ]
    made = table(
        f"The {len(top)} strikes with most net gamma",
        [
            Column("strike"),
            Column("gamma"),
            Column("calls"),
            Column("puts"),
            Column("calls open", spare=True),
            Column("puts open", spare=True),
            Column("vega", spare=True),
            Column("vanna", spare=True),
            Column("charm", spare=True),
        ],
        rows,
        width,
    )
    note = legend(
        "gamma: USD of delta per 1 %. open: contracts. vega: USD a point. vanna: USD of delta a point. charm: USD of delta a "
        "day. Bold: pin candidates."
    )
    return [made, note]


def _expirations(result: DealerExposure, width: int) -> list[RenderableType]:
    several = len({card.root for card in result.expirations}) > 1
    shown = result.expirations[:EXPIRATIONS]
    rows = [
        Row(
            [
                f"{card.expiration}{f' {card.root}' if several else ''}",
                number(card.days, 1),
                dollars(card.contracts),
                short_dollars(card.gamma),
                percent(card.share),
                short_dollars(card.vega),
                short_dollars(card.vanna),
                short_dollars(card.charm),
            ]
        )
        for card in shown
    ]
    made = table(
        "Expirations",
        [
            Column("expiration", text=True),
            Column("days"),
            Column("contracts", spare=True),
            Column("gamma"),
            Column("of gross"),
            Column("vega", spare=True),
            Column("vanna", spare=True),
            Column("charm", spare=True),
        ],
        rows,
        width,
    )
    left = len(result.expirations) - len(shown)
    return [made, *([legend(f"{left} later expirations in --html and --json.")] if left else [])]


def _conventions(result: DealerExposure, width: int) -> list[RenderableType]:
    rows = [
        Row(
            [
                card.convention,
                short_dollars(card.gamma),
                UNKNOWN if card.flip is None else price(card.flip),
                card.meaning,
            ],
            PINNED if card.convention == result.convention else "",
        )
        for card in result.conventions
    ]
    made = table(
        "The same open interest under other assumptions",
        [
            Column("--convention", text=True),
            Column("gamma"),
            Column("flip"),
            Column("meaning", text=True),
        ],
        rows,
        width,
    )
    return [made]
