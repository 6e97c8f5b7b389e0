"""Dealer exposure, as a page: the sum and its assumption, the profile, strikes and expirations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.plots.exposure import by_expiration, by_strike, profile
from hedgerow.report.blocks import (
    Answer,
    Badge,
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
from hedgerow.report.exposure_words import (
    flip_words,
    gamma_words,
    headline,
    side_words,
    split_words,
)
from hedgerow.report.figures import UNKNOWN, dollars, number, percent, price, short_dollars
from hedgerow.report.pairing_html import status_badge

if TYPE_CHECKING:
    from hedgerow.desk.dealer_exposure import DealerExposure

TOP = 20


def exposure_html(result: DealerExposure) -> Page:
    """The page of ``hedgerow exposure``."""
    return Page(
        f"Dealer exposure in {result.symbol} options as of {result.as_of}",
        _answer(result),
        []
        if result.total is None
        else without_empty(
            [
                _profile_section(result),
                _strikes_section(result),
                _flows_section(result),
                _expirations_section(result),
                _conventions_section(result),
            ]
        ),
    )


def _answer(result: DealerExposure) -> Answer:
    return Answer(
        eyebrow=f"What dealers would have to trade · quoted {result.quoted_at:%Y-%m-%d %H:%M} New York",
        headline=headline(result),
        sentence=gamma_words(result),
        badges=[
            status_badge(result.status.state),
            Badge("the dealers' side is assumed", "degraded", "dealer_convention"),
            Badge(result.convention, "", "dealer_convention"),
        ],
        blocks=[_facts(result), Words(result.caveat, "muted")],
    )


def _facts(result: DealerExposure) -> Facts:
    total = result.total
    if total is None:
        return Facts([Fact("Spot", price(result.spot), "put_call_parity")])
    near = next((card for card in result.flip if card.price is not None), None)
    return Facts(
        [
            Fact("Spot", price(result.spot), "put_call_parity"),
            Fact("Gamma per 1 %", short_dollars(total.gamma), "gamma_exposure", split_words(total)),
            Fact(
                "Flip",
                UNKNOWN if near is None else price(near.price),
                "gamma_flip",
                "none in range" if near is None else side_words(near),
            ),
            Fact(
                "Vega a point",
                short_dollars(total.vega),
                "vega_exposure",
                f"{short_dollars(total.weighted_vega)} at 30 days",
            ),
            Fact("Vanna a point", short_dollars(total.vanna), "vanna_exposure"),
            Fact("Charm a day", short_dollars(total.charm), "charm_exposure"),
            Fact("Delta", short_dollars(total.delta), "delta_exposure"),
            Fact("Expected daily move", percent(result.daily_move), "daily_move"),
            Fact("Settles within a session", percent(result.zero_day_share), "zero_day_share"),
            Fact(
                "Gone by the monthly",
                percent(result.opex_share),
                "opex_share",
                str(result.opex_until),
            ),
            Fact(
                "Open interest counted",
                dollars(result.coverage.contracts),
                "open_interest_counted",
                f"{result.coverage.without_vol:,.0f} without a volatility",
            ),
        ]
    )


def _profile_section(result: DealerExposure) -> Section | None:
    if result.profile is None:
        return None
    lead = flip_words(result)
    return Section(
        "profile",
        "Gamma at other prices",
        lead,
        [
            Drawing(
                "figure-profile",
                "Gamma of the whole chain at other prices, every option revalued",
                lead,
                profile(result.profile, result.spot),
                400,
                [
                    Badge("flip", "", "gamma_flip"),
                    Badge("gamma", "", "gamma_exposure"),
                ],
            )
        ],
    )


def _strikes_section(result: DealerExposure) -> Section:
    top = sorted(result.strikes, key=lambda card: card.rank)[:TOP]
    pins = ", ".join(f"{strike:,g}" for strike in result.pins)
    lead = f"Pin candidates: {pins}." if pins else "No strike within a daily move stands out."
    return Section(
        "strikes",
        "Where it sits",
        lead,
        [
            Drawing(
                "figure-strikes",
                "Gamma by strike: calls, puts and their sum under the convention",
                lead,
                by_strike(result),
                420,
                [Badge("gamma", "", "gamma_exposure"), Badge("pin", "", "pin")],
            ),
            Table(
                f"The {len(top)} strikes with most net gamma",
                [
                    Heading("Strike", "strike"),
                    Heading("Gamma", "gamma_exposure"),
                    Heading("Calls", "gamma_exposure"),
                    Heading("Puts", "gamma_exposure"),
                    Heading("Calls open", "open_interest"),
                    Heading("Puts open", "open_interest"),
                    Heading("Vega", "vega_exposure"),
                    Heading("Vanna", "vanna_exposure"),
                    Heading("Charm", "charm_exposure"),
                    Heading("Pin", "pin", words=True),
                ],
                [
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
                            "candidate" if card.is_pin else "",
                        ],
                        "chosen" if card.is_pin else "",
                    )
                    for card in sorted(top, key=lambda card: -card.strike)
                ],
            ),
        ],
    )


def _flows_section(result: DealerExposure) -> Section:
    return Section(
        "flows",
        "What hedgers would trade",
        "Dollars of the underlying, if all of it is hedged and the convention holds.",
        [
            Table(
                "",
                [Heading("If", words=True), Heading("Buy (+), sell (−), USD", "hedging_flow")],
                [Row([card.change, short_dollars(card.dollars)]) for card in result.flows],
            )
        ],
    )


def _expirations_section(result: DealerExposure) -> Section:
    several = len({card.root for card in result.expirations}) > 1
    lead = (
        f"{percent(result.zero_day_share)} of the gross gamma settles within a session, {percent(result.opex_share)} by the "
        f"monthly expiration of {result.opex_until}."
    )
    return Section(
        "expirations",
        "When it is gone",
        lead,
        [
            Drawing(
                "figure-left",
                "Gross gamma that is left after each settlement, today's prices unchanged",
                lead,
                by_expiration(result),
                340,
                [Badge("gross gamma", "", "gross_gamma")],
            ),
            Table(
                "Expirations",
                [
                    Heading("Expiration", "expiration", words=True),
                    Heading("Days", "days"),
                    Heading("Contracts", "open_interest"),
                    Heading("Gamma", "gamma_exposure"),
                    Heading("Of gross", "gross_gamma"),
                    Heading("Vega", "vega_exposure"),
                    Heading("Vanna", "vanna_exposure"),
                    Heading("Charm", "charm_exposure"),
                ],
                [
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
                    for card in result.expirations
                ],
            ),
        ],
    )


def _conventions_section(result: DealerExposure) -> Section:
    return Section(
        "conventions",
        "The same open interest under other assumptions",
        "Only the assumption differs between these lines; the data are the same.",
        [
            Table(
                "",
                [
                    Heading("Convention", "dealer_convention", words=True),
                    Heading("Gamma", "gamma_exposure"),
                    Heading("Flip", "gamma_flip"),
                    Heading("What is assumed", words=True),
                ],
                [
                    Row(
                        [
                            card.convention,
                            short_dollars(card.gamma),
                            UNKNOWN if card.flip is None else price(card.flip),
                            card.meaning,
                        ],
                        "chosen" if card.convention == result.convention else "",
                    )
                    for card in result.conventions
                ],
            )
        ],
    )
