"""A volatility index in a terminal: the level, what it is made of, its term structure, what is published."""

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
    signed_points,
)
from hedgerow.report.tables import Column, Row, legend, table
from hedgerow.report.vix_words import (
    atm_words,
    chosen_words,
    index_name,
    jump_words,
    level_words,
    published_words,
    puts_words,
    skew_words,
    term_name,
    truncation_words,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.vix import VixIndex
    from hedgerow.desk.vix_cards import PublishedCard, TermCard

DOUBTED = "yellow"


def vix_page(result: VixIndex, width: int) -> list[RenderableType]:
    """The answer first, then the terms, the term structure beside what is published, and what is left out."""
    head = Text(
        f"{index_name(result)} from the quotes: {result.exercise} options on {result.symbol}, "
        f"{result.quoted_at:%Y-%m-%d %H:%M} New York",
        style="bold",
    )
    known = isfinite(result.value)
    parts: list[RenderableType] = [
        head,
        *_doubt(result),
        Text(level_words(result), "bold green" if known else "bold"),
    ]
    if known:
        parts += [
            Text(said) for said in (published_words(result), skew_words(result), atm_words(result))
        ]
    terms = [term for term in (result.near, result.next) if term is not None]
    if terms:
        parts += [_terms(terms, width), legend(_terms_note(result))]
    if any(isfinite(card.value) for card in result.term_structure):
        parts += _structure(result, width)
    parts += [
        Text(said)
        for said in (
            truncation_words(terms),
            puts_words(result.strips, terms),
            jump_words(result.jumps),
        )
        if said and terms
    ]
    return parts


def _doubt(result: VixIndex) -> list[RenderableType]:
    """Why not to rely on what follows, before it is read; an unknown index says it itself."""
    if not isfinite(result.value) or result.status.state == "ok":
        return []
    return [Text(f"{result.status.state}: {result.status.reasons[0]}", style=DOUBTED)]


def _terms(terms: list[TermCard], width: int) -> RenderableType:
    rows = [
        Row(
            [
                term_name(term),
                number(term.days, 1),
                number(term.value),
                percent(term.share, 0),
                str(term.strikes),
                percent(term.lowest_share, 0),
                percent(term.highest_share, 0),
                number(term.beyond_points),
                price(term.forward),
                price(term.k0),
                percent(term.rate, 2),
                f"{term.minutes:,.0f}",
                f"{term.settles_at:%H:%M}",
            ]
        )
        for term in terms
    ]
    return table(
        "What it is made of",
        [
            Column("expiration", text=True),
            Column("days"),
            Column("alone"),
            Column("share"),
            Column("strikes"),
            Column("from"),
            Column("to"),
            Column("beyond", spare=True),
            Column("forward", spare=True),
            Column("K₀", spare=True),
            Column("rate", spare=True),
            Column("minutes", spare=True),
            Column("settles", spare=True),
        ],
        rows,
        width,
    )


def _terms_note(result: VixIndex) -> str:
    return (
        f"{chosen_words(result)} alone: the index of that expiration. share: of its total variance in the index. strikes: options "
        "with a bid, up to two in a row without one; from and to, over the forward. beyond: points that lie outside them, if "
        "the fitted smile goes on."
    )


def _structure(result: VixIndex, width: int) -> list[RenderableType]:
    cards = {card.symbol: card for card in result.published}
    forwards = {card.to_days: card for card in result.forward_vols}
    rows = []
    for tenor in result.term_structure:
        card = cards.get(tenor.index)
        forward = forwards.get(tenor.days)
        rows.append(
            Row(
                [
                    f"{tenor.days:g}{'*' if tenor.reason else ''}",
                    tenor.index or UNKNOWN,
                    number(tenor.value),
                    *_published(card),
                    percent(forward.vol if forward else None),
                    UNKNOWN if tenor.near is None else f"{tenor.near}",
                    UNKNOWN if tenor.next is None else f"{tenor.next}",
                ]
            )
        )
    rows += [
        Row(["", card.symbol, number(card.ours), *_published(card), UNKNOWN, UNKNOWN, UNKNOWN])
        for card in result.published
        if card.symbol not in {tenor.index for tenor in result.term_structure}
    ]
    made = table(
        "Over other days, beside what is published",
        [
            Column("days"),
            Column("index", text=True),
            Column("ours"),
            Column("close"),
            Column("difference"),
            Column("percentile"),
            Column("forward vol"),
            Column("near", spare=True),
            Column("next", spare=True),
        ],
        rows,
        width,
    )
    told = [f"{card.days:g} days: {card.reason}." for card in result.term_structure if card.reason]
    note = (
        "close: published, of the session. difference: ours less it. percentile: share of the 252 sessions before with a lower "
        "close. forward vol: priced from the horizon above to this one."
    )
    return [made, legend(f"{note}{' * ' + sentence(' '.join(told)) if told else ''}")]


def _published(card: PublishedCard | None) -> list[str]:
    if card is None:
        return [UNKNOWN] * 3
    return [
        number(card.close),
        signed_points(card.difference_points / 100, 2),
        number(card.percentile, 0),
    ]
