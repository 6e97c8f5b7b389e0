"""Every expiration of a chain: its forward, its smile and how well it is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.report.blocks import Block, Heading, Row, Section, Table
from hedgerow.report.figures import UNKNOWN, number, percent, points, price, signed_points, words
from hedgerow.report.surface_words import DISCOUNTS, FORWARDS, SETTLES, listing_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hedgerow.desk.surface_cards import ExpirationCard

YES = {True: "yes", False: "no", None: UNKNOWN}
MOST_PARAMETERS = 8
"""Columns of parameters; more of them, or lists of knots, are for the JSON document."""


def expirations_section(cards: Sequence[ExpirationCard]) -> Section | None:
    """What each expiration says, where its forward came from, and how the smile meets its quotes."""
    if not cards:
        return None
    lacking = [card for card in cards if card.reason]
    smiles = sum(card.arbitrage_free is not None for card in cards)
    lead = f"{len(cards)} expirations, {smiles} with a smile" + (
        f"; {len(lacking)} with a remark." if lacking else "."
    )
    blocks: list[Block] = [_levels(cards), _forwards(cards), _fits(cards)]
    parameters = _parameters(cards)
    if parameters is not None:
        blocks.append(parameters)
    return Section("expirations", "Every expiration", lead, blocks)


def _levels(cards: Sequence[ExpirationCard]) -> Table:
    lacking = any(card.reason for card in cards)
    return Table(
        "Level and skew by expiration",
        [
            Heading("expiration", "expiration", words=True),
            Heading("days", "days"),
            Heading("forward", "forward"),
            Heading("at the forward", "atm"),
            Heading("reversal 25", "risk_reversal"),
            Heading("butterfly 25", "butterfly"),
            Heading("skew", "skew"),
            Heading("forward vol", "forward_vol"),
            Heading("inside", "inside_spread"),
            Heading("free", "arbitrage_free"),
            *([Heading("because", words=True)] if lacking else []),
        ],
        [
            Row(
                [
                    listing_name(card, cards),
                    str(card.days),
                    price(card.forward),
                    percent(card.atm),
                    signed_points(card.rr25, 2),
                    signed_points(card.bf25, 2),
                    number(card.skew, 3),
                    percent(card.forward_vol),
                    percent(card.inside_spread, 0),
                    YES[card.arbitrage_free],
                    *([words(card.reason)] if lacking else []),
                ],
                "degraded" if card.reason or card.arbitrage_free is False else "",
            )
            for card in cards
        ],
        folded=len(cards) > MOST_PARAMETERS,
        note="Reversal and butterfly in points of volatility, put less call.",
    )


def _forwards(cards: Sequence[ExpirationCard]) -> Table:
    return Table(
        "Forwards and discounts by put–call parity",
        [
            Heading("expiration", "expiration", words=True),
            Heading("root", "option_symbol", words=True),
            Heading("settles", "settles_at", words=True),
            Heading("years", "expiry_years"),
            Heading("forward", "forward"),
            Heading("forward from", "forward_source", words=True),
            Heading("discount", "discount"),
            Heading("rate", "rate"),
            Heading("±", "rate_error"),
            Heading("discount from", "discount_source", words=True),
            Heading("dividend yield", "dividend_yield"),
            Heading("off parity", "parity_residual"),
        ],
        [
            Row(
                [
                    str(card.expiration),
                    card.root,
                    f"{card.settles_at:%Y-%m-%d %H:%M}, {SETTLES.get(card.settlement, card.settlement)}",
                    number(card.expiry, 5),
                    price(card.forward),
                    FORWARDS.get(card.forward_source, card.forward_source),
                    number(card.discount, 6),
                    percent(card.rate, 3),
                    percent(card.rate_error, 3),
                    DISCOUNTS.get(card.discount_source, card.discount_source),
                    percent(card.dividend_yield, 3),
                    number(card.residual, 3),
                ]
            )
            for card in cards
        ],
        folded=True,
    )


def _fits(cards: Sequence[ExpirationCard]) -> Table:
    return Table(
        "How the smiles meet their quotes",
        [
            Heading("expiration", "expiration", words=True),
            Heading("quotes", "near_quotes"),
            Heading("near", "near_quotes"),
            Heading("inside", "inside_spread"),
            Heading("within a tick", "within_tick"),
            Heading("inside, all", "inside_spread"),
            Heading("error, points", "smile_error"),
            Heading("error, all", "smile_error"),
            Heading("furthest off at", "worst_quote"),
            Heading("by, points", "worst_quote"),
            Heading("butterfly margin", "butterfly_margin"),
            Heading("converged", "converged"),
            Heading("steps", "steps"),
        ],
        [
            Row(
                [
                    listing_name(card, cards),
                    str(card.quotes),
                    str(card.near),
                    percent(card.inside_spread),
                    percent(card.within_tick),
                    percent(card.inside_all),
                    points(card.rmse, 3),
                    points(card.rmse_all, 3),
                    price(card.worst_strike),
                    signed_points(card.worst, 2),
                    number(card.butterfly_margin, 4),
                    YES[card.converged],
                    str(card.steps),
                ]
            )
            for card in cards
        ],
        folded=True,
    )


def _parameters(cards: Sequence[ExpirationCard]) -> Table | None:
    """Parameters of the smiles where they are numbers; knots of splines stand in the JSON document."""
    names = list(
        dict.fromkeys(
            name
            for card in cards
            for name, value in card.params.items()
            if isinstance(value, float)
        )
    )
    if not names or len(names) > MOST_PARAMETERS:
        return None
    return Table(
        "Parameters of the smiles",
        [
            Heading("expiration", "expiration", words=True),
            *(Heading(name, "smile_model") for name in names),
        ],
        [
            Row([listing_name(card, cards), *(_parameter(card.params.get(name)) for name in names)])
            for card in cards
        ],
        folded=True,
    )


def _parameter(value: float | tuple[float, ...] | None) -> str:
    return number(value, 5) if isinstance(value, float) else UNKNOWN
