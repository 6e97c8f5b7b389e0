"""Expected moves, as a page: the cone, expirations and events, and the record of such bands."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.expect import cone
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
    without_empty,
)
from hedgerow.report.expect_record_html import past_section, record_section
from hedgerow.report.expect_words import (
    band_words,
    headline,
    named,
    next_event,
    no_limit_words,
    pace_words,
    span_words,
    spanned_words,
)
from hedgerow.report.figures import (
    UNKNOWN,
    number,
    percent,
    price,
)
from hedgerow.report.pairing_html import status_badge

if TYPE_CHECKING:
    from hedgerow.desk.expected_moves import ExpectedMoves


def expect_html(result: ExpectedMoves) -> Page:
    """The page of ``hedgerow expect``."""
    return Page(
        f"Expected moves of {result.symbol} as of {result.as_of}",
        _answer(result),
        without_empty(
            [
                _horizons_section(result),
                _expirations_section(result),
                _events_section(result),
                record_section(result),
                past_section(result),
                _conventions_section(result),
            ]
        ),
    )


def _answer(result: ExpectedMoves) -> Answer:
    said = [band_words(result), next_event(result)]
    return Answer(
        eyebrow=f"How far options price it to go · quoted {result.quoted_at:%Y-%m-%d %H:%M} New York",
        headline=headline(result),
        sentence=" ".join(said),
        badges=[
            status_badge(result.status.state),
            Badge(named(result.convention), "", "move_convention"),
        ],
        blocks=[_facts(result), *_more(result)],
    )


def _facts(result: ExpectedMoves) -> Facts:
    facts = [Fact("Spot", price(result.spot), "put_call_parity")]
    facts += [
        Fact(
            f"Over {span_words(card.sessions)}",
            f"± {percent(card.share, 2)}",
            "priced_move",
            f"{price(card.low)} to {price(card.high)}, {card.until}",
        )
        for card in result.horizons
    ]
    if result.expirations:
        first = result.expirations[0]
        facts.append(
            Fact(
                "Next straddle",
                price(first.straddle),
                "straddle_price",
                f"{first.expiration}, {number(first.sessions, 1)} sessions",
            )
        )
    if result.pace is not None and isfinite(result.pace.ratio):
        facts.append(Fact("Implied over realized week", number(result.pace.ratio), "pace"))
    return Facts(facts)


def _more(result: ExpectedMoves) -> list[Block]:
    if not result.expirations:
        return []
    return [Words(" ".join(filter(None, [no_limit_words(result), pace_words(result)])), "muted")]


def _horizons_section(result: ExpectedMoves) -> Section | None:
    if not result.expirations:
        return None
    blocks: list[Block] = [
        Drawing(
            "figure-cone",
            "The band by settlement, once and twice; dotted: announcements",
            band_words(result),
            cone(result),
            420,
            [Badge("band", "", "priced_move"), Badge("forward", "", "forward")],
        )
    ]
    if result.horizons:
        blocks.append(
            Table(
                "By horizon, points around the forward",
                [
                    Heading("Sessions", "horizon"),
                    Heading("Close of", words=True),
                    Heading("Volatility", "atm"),
                    Heading("One sigma", "move_convention"),
                    Heading("Straddle", "straddle_price"),
                    Heading("0.85", "move_convention"),
                    Heading("Of the forward", "priced_move"),
                    Heading("Low", "priced_move"),
                    Heading("High", "priced_move"),
                ],
                [
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
                        "muted" if card.beyond_listings else "",
                    )
                    for card in result.horizons
                ],
                "Muted rows lie beyond the expirations: the nearest smile, stretched."
                if any(card.beyond_listings for card in result.horizons)
                else "",
            )
        )
    return Section("horizons", "How far, by when", "", blocks)


def _expirations_section(result: ExpectedMoves) -> Section | None:
    if not result.expirations:
        return None
    several = len({card.root for card in result.expirations}) > 1
    return Section(
        "expirations",
        "By expiration",
        "Each expiration prices the way to it; what lies between two shows in the volatility from one to the next.",
        [
            Table(
                "",
                [
                    Heading("Expiration", "expiration", words=True),
                    Heading("Sessions", "sessions"),
                    Heading("Forward", "forward"),
                    Heading("Straddle", "straddle_price"),
                    Heading("Quoted", "quoted_straddle"),
                    Heading("Volatility", "atm"),
                    Heading("By sessions", "trading_vol"),
                    Heading("From the last", "bucket_vol"),
                    Heading("Move", "priced_move"),
                    Heading("Low", "priced_move"),
                    Heading("High", "priced_move"),
                    Heading("Events since the last", "event", words=True),
                ],
                [
                    Row(
                        [
                            f"{card.expiration}{f' {card.root}' if several else ''}",
                            number(card.sessions, 1),
                            price(card.forward),
                            price(card.straddle),
                            UNKNOWN if card.quoted is None else price(card.quoted.mid),
                            percent(card.vol),
                            percent(card.trading_vol),
                            percent(card.forward_vol),
                            percent(card.share, 2),
                            price(card.low),
                            price(card.high),
                            ", ".join(spanned_words(card.events)),
                        ]
                    )
                    for card in result.expirations
                ],
            )
        ],
    )


def _events_section(result: ExpectedMoves) -> Section:
    blocks: list[Block] = []
    if result.events:
        blocks.append(
            Table(
                "Announcements ahead",
                [
                    Heading("Day", words=True),
                    Heading("Event", "event", words=True),
                    Heading("Sessions", "sessions"),
                    Heading("First spanned by", "expiration", words=True),
                    Heading("Its day", "event_priced"),
                    Heading("Ordinary day", "event_priced"),
                    Heading("", words=True),
                ],
                [
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
                ],
            )
        )
    blocks.append(
        Table(
            "The calendar around this session",
            [
                Heading("", words=True),
                Heading("Last", words=True),
                Heading("Sessions ago", "sessions"),
                Heading("Next", words=True),
                Heading("Sessions to it", "sessions"),
                Heading("Days to it", "days"),
            ],
            [
                Row(
                    [
                        card.name,
                        *(
                            UNKNOWN if value is None else str(value)
                            for value in (
                                card.last,
                                card.sessions_since,
                                card.next,
                                card.sessions_to,
                                card.days_to,
                            )
                        ),
                    ]
                )
                for card in result.dates
            ],
        )
    )
    return Section("events", "What lies ahead", next_event(result), blocks)


def _conventions_section(result: ExpectedMoves) -> Section | None:
    if not result.expirations:
        return None
    return Section(
        "conventions",
        "Three conventions, one straddle",
        "",
        [
            Table(
                "",
                [
                    Heading("Band", "move_convention", words=True),
                    Heading("Times the straddle", "straddle_price"),
                    Heading("Inside, if normal", "normal_coverage"),
                ],
                [
                    Row(
                        [
                            named(card.convention),
                            number(card.factor, 4),
                            percent(card.normal_coverage),
                        ],
                        "chosen" if card.convention == result.convention else "",
                    )
                    for card in result.conventions
                ],
            )
        ],
    )
