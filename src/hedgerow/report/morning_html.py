"""The morning card, as a page: bands, the night, open interest, estimates, dates, ages."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.report.blocks import (
    Answer,
    Badge,
    Block,
    Fact,
    Facts,
    Heading,
    Page,
    Row,
    Section,
    Table,
    Words,
    bars,
    without_empty,
)
from hedgerow.report.figures import (
    UNKNOWN,
    number,
    percent,
    price,
    signed_points,
    words,
)
from hedgerow.report.morning_words import (
    estimate_words,
    headline,
    overnight_words,
    pins_words,
    sigma_words,
    week_words,
)
from hedgerow.report.pairing_html import status_badge

if TYPE_CHECKING:
    from hedgerow.desk.session_ahead import Morning
    from hedgerow.report.blocks import Tone


def morning_html(result: Morning) -> Page:
    """The page of ``hedgerow morning``."""
    return Page(
        f"Morning card of {result.symbol} for {result.day}",
        _answer(result),
        without_empty(
            [
                _ranges_section(result),
                _gamma_section(result),
                _estimates_section(result),
                _ahead_section(result),
                _ages_section(result),
            ]
        ),
    )


def _answer(result: Morning) -> Answer:
    quoted = (
        "without a chain"
        if result.quoted_at is None
        else f"quoted {result.quoted_at:%Y-%m-%d %H:%M} New York"
    )
    daily = result.daily
    source = [] if daily is None else [Badge(f"by {daily.source}", "", "day_sigma")]
    return Answer(
        eyebrow=f"How far the session of {result.day} may go · {quoted}",
        headline=headline(result),
        sentence=f"{sigma_words(result)} {overnight_words(result)}",
        badges=[status_badge(result.status.state), *source],
        blocks=[_facts(result)],
    )


def _facts(result: Morning) -> Facts:
    moved, week = result.overnight, result.week
    facts = []
    if result.daily is not None:
        share = percent(result.daily.share, 2)
        facts.append(
            Fact("One standard deviation", price(result.daily.one_sigma), "day_sigma", share)
        )
    facts.append(Fact("Used", percent(moved.ratio, 0), "used", moved.state))
    facts.append(Fact("Price now", price(result.last.price), "price_now", result.last.source))
    facts.append(Fact("Implied over realized week", number(week.ratio), "week_ratio"))
    if result.straddle is not None:
        note = f"{result.straddle.expiration}, {number(result.straddle.sessions)} sessions"
        facts.append(Fact("Straddle", price(result.straddle.price), "straddle_price", note))
    return Facts(facts)


def _ranges_section(result: Morning) -> Section | None:
    if not result.ranges:
        return None
    rows = [
        Row(
            [
                f"{card.multiple:g} σ",
                price(card.points),
                price(card.low),
                price(card.high),
                percent(card.normal_coverage, 0),
                {None: UNKNOWN, True: "left", False: "inside"}[card.left],
            ],
            "chosen" if card.multiple == 1 else "",
        )
        for card in result.ranges
    ]
    return Section(
        "ranges",
        "How far",
        "",
        [
            Table(
                f"Around {price(result.center.price)}",
                [
                    Heading("Band", "day_band", words=True),
                    Heading("±", "day_sigma"),
                    Heading("Low", "day_band"),
                    Heading("High", "day_band"),
                    Heading("Inside, if normal", "normal_coverage"),
                    Heading("Price now", "price_now", words=True),
                ],
                rows,
            )
        ],
    )


def _gamma_section(result: Morning) -> Section:
    gamma = result.gamma
    blocks: list[Block] = []
    if gamma is not None and gamma.pins:
        blocks.append(
            Table(
                "Pin candidates",
                [
                    Heading("Strike", "strike"),
                    Heading("Distance", "pin_distance"),
                    Heading("Share of gamma", "pin_share"),
                    Heading("Open interest", "open_interest"),
                ],
                [
                    Row(
                        [
                            f"{pin.strike:,.10g}",
                            f"{number(pin.deviations)} σ",
                            percent(pin.share),
                            f"{pin.contracts:,.0f}",
                        ]
                    )
                    for pin in gamma.pins
                ],
                "That the price ends at such a strike is a conjecture.",
            )
        )
    return Section("gamma", "Strikes that may hold the price", pins_words(result), blocks)


def _estimates_section(result: Morning) -> Section | None:
    card = result.estimate
    priced: Tone = "quoted" if result.straddle is not None else ""
    entries: list[tuple[str, float, Tone]] = [
        ("by options", card.implied_move, priced),
        ("by the last five sessions", card.realized_move, ""),
        ("by the envelope", card.fermi_move, ""),
        *((f"by {index.symbol}", index.one_sigma, "") for index in result.indices),
    ]
    known = [(name, price(move), move, tone) for name, move, tone in entries if isfinite(move)]
    if not known:
        return None
    blocks: list[Block] = [bars("One standard deviation of the session, points", known)]
    if week_words(result):
        blocks.append(Words(week_words(result), "muted"))
    if card.fermi is not None:
        blocks += [Words(estimate_words(result)), _envelope(result)]
    return Section("estimates", "By other measures", "", blocks)


def _envelope(result: Morning) -> Facts:
    fermi = result.estimate.fermi
    assert fermi is not None  # noqa: S101 - asked before
    return Facts(
        [
            Fact("Usual", percent(fermi.base), "long_run_vol", result.estimate.base_source),
            Fact("As volatility stands", f"{signed_points(fermi.deviation)} points", "envelope"),
            Fact("Announcements", f"{signed_points(fermi.events)} points", "event_priced"),
            Fact("Estimate", percent(fermi.central), "envelope"),
        ]
    )


def _ahead_section(result: Morning) -> Section | None:
    if not result.ahead:
        return None
    rows = [
        Row(
            [
                str(card.day),
                card.name,
                words(card.time),
                str(card.sessions),
                percent(card.move),
            ]
        )
        for card in result.ahead
    ]
    return Section(
        "ahead",
        "What lies ahead",
        "",
        [
            Table(
                "The next thirty days",
                [
                    Heading("Day", words=True),
                    Heading("Event", "event", words=True),
                    Heading("New York", words=True),
                    Heading("Sessions", "sessions"),
                    Heading("Its day", "event_priced"),
                ],
                rows,
            )
        ],
    )


def _ages_section(result: Morning) -> Section | None:
    if not result.ages:
        return None
    rows = [
        Row(
            [
                card.what,
                UNKNOWN if card.of is None else str(card.of),
                UNKNOWN if card.quoted_at is None else f"{card.quoted_at:%Y-%m-%d %H:%M}",
                words(card.sessions),
                number(card.hours, 1),
            ],
            "muted" if card.of is None else "",
        )
        for card in result.ages
    ]
    return Section(
        "ages",
        "How old it is",
        "",
        [
            Table(
                "",
                [
                    Heading("", words=True),
                    Heading("Session", words=True),
                    Heading("Quoted, New York", words=True),
                    Heading("Sessions behind", "age"),
                    Heading("Hours to the open", "age"),
                ],
                rows,
            )
        ],
    )
