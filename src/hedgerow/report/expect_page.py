"""Expected moves in a terminal: the band, horizons, expirations with their events, and the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.expect_words import (
    band_words,
    headline,
    named,
    next_event,
    no_limit_words,
    pace_words,
    record_words,
    spanned_words,
)
from hedgerow.report.figures import (
    UNKNOWN,
    number,
    percent,
    percent_span,
    price,
    signed_percent,
)
from hedgerow.report.tables import Column, Row, legend, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.expected_moves import ExpectedMoves

EXPIRATIONS = 14


def expect_page(result: ExpectedMoves, width: int) -> list[RenderableType]:
    """The answer, then its parts."""
    head = Text(
        f"{headline(result)}, quoted {result.quoted_at:%Y-%m-%d %H:%M} New York", style="bold"
    )
    return [
        head,
        Text.assemble((band_words(result), "bold green" if result.expirations else "yellow")),
        *([Text(no_limit_words(result), style="dim")] if result.expirations else []),
        *_horizons(result, width),
        *_expirations(result, width),
        *_events(result, width),
        *_record(result, width),
        *_past(result, width),
        *([Text(pace_words(result))] if pace_words(result) else []),
    ]


def _horizons(result: ExpectedMoves, width: int) -> list[RenderableType]:
    if not result.horizons:
        return []
    rows = [
        Row(
            [
                str(card.sessions),
                str(card.until),
                percent(card.vol),
                number(card.one_sigma),
                number(card.straddle),
                number(card.eighty_five),
                percent(card.share, 2),
                price(card.low),
                price(card.high),
            ],
            "dim" if card.beyond_listings else "",
        )
        for card in result.horizons
    ]
    made = table(
        "By horizon, points around the forward",
        [
            Column("sessions"),
            Column("close of"),
            Column("vol", spare=True),
            Column("1 sigma", spare=True),
            Column("straddle", spare=True),
            Column("0.85", spare=True),
            Column("of forward"),
            Column("low"),
            Column("high"),
        ],
        rows,
        width,
    )
    note = f"of forward, low, high: {named(result.convention)}."
    if any(card.beyond_listings for card in result.horizons):
        note += " Faint: beyond the expirations, the nearest smile stretched."
    return [made, legend(note)]


def _expirations(result: ExpectedMoves, width: int) -> list[RenderableType]:
    if not result.expirations:
        return []
    several = len({card.root for card in result.expirations}) > 1
    shown = result.expirations[:EXPIRATIONS]
    rows = [
        Row(
            [
                f"{card.expiration}{f' {card.root}' if several else ''}",
                number(card.sessions, 1),
                price(card.straddle),
                percent(card.share, 2),
                percent(card.vol),
                "\n".join(spanned_words(card.events)),
                percent(card.forward_vol),
                UNKNOWN if card.quoted is None else price(card.quoted.mid),
            ]
        )
        for card in shown
    ]
    made = table(
        "By expiration",
        [
            Column("expiration", text=True),
            Column("sessions"),
            Column("straddle"),
            Column("move"),
            Column("vol"),
            Column("events since the last", text=True, spare=True),
            Column("from last", spare=True),
            Column("quoted", spare=True),
        ],
        rows,
        width,
    )
    left = len(result.expirations) - len(shown)
    note = (
        f"move: {named(result.convention)}, share of the forward. quoted: call and put at the strike next to the forward, middle. from "
        "last: forward volatility from the expiration before."
    )
    return [
        made,
        legend(note + (f" {left} later expirations in --html and --json." if left else "")),
    ]


def _events(result: ExpectedMoves, width: int) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(next_event(result))]
    if result.events:
        rows = [
            Row(
                [
                    str(card.day),
                    card.name,
                    str(card.sessions),
                    UNKNOWN if card.expiration is None else str(card.expiration),
                    percent(card.move),
                    percent(card.usual_move),
                    card.reason,
                ]
            )
            for card in result.events
        ]
        parts.append(
            table(
                "Announcements ahead",
                [
                    Column("day"),
                    Column("event", text=True),
                    Column("sessions"),
                    Column("spanned by"),
                    Column("its day"),
                    Column("ordinary", spare=True),
                    Column("", text=True, spare=True),
                ],
                rows,
                width,
            )
        )
    told = "; ".join(
        f"{card.name} {card.next} (in {card.sessions_to}, last {card.sessions_since} sessions ago)"
        for card in result.dates
        if card.next is not None and card.kind not in {"fomc", "cpi"}
    )
    if told:
        parts.append(Text(f"Dates of the market: {told}."))
    return parts


def _past(result: ExpectedMoves, width: int) -> list[RenderableType]:
    if not result.past:
        return []
    rows = [
        Row(
            [
                str(card.session),
                str(card.sessions),
                percent(card.straddle, 2),
                signed_percent(card.move, 2),
                number(card.ratio),
            ]
        )
        for card in result.past
    ]
    made = table(
        "What became of the earlier chains' own straddles",
        [
            Column("quoted"),
            Column("sessions"),
            Column("straddle"),
            Column("moved"),
            Column("over 1 sigma"),
        ],
        rows,
        width,
    )
    return [made]


def _record(result: ExpectedMoves, width: int) -> list[RenderableType]:
    known = [record for record in result.history if record.observations]
    if not known:
        return []
    rows = [
        Row(
            [
                str(record.sessions),
                named(c.convention),
                percent(c.inside.share),
                percent_span(c.inside.clustered_interval),
                percent(c.normal),
                f"{c.inside.observations:,}",
                f"{record.effective:,.0f}",
            ]
        )
        for record in known
        for c in record.coverages
    ]
    made = table(
        f"How often it ended inside, by {result.index}",
        [
            Column("sessions"),
            Column("band", text=True),
            Column("inside"),
            Column("95 %", spare=True),
            Column("normal"),
            Column("moves", spare=True),
            Column("apart", spare=True),
        ],
        rows,
        width,
    )
    note = legend(
        f"The record is that of {result.index}, not of this chain's straddles: it stands above the volatility at the money, "
        "so its bands are wider. normal: were moves normal with it. apart: windows that share no day."
    )
    return [made, note, *(Text(record_words(record, result.index)) for record in known)]
