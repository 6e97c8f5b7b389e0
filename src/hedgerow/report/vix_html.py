"""A volatility index as a page: the level, what it is made of, over other days, beside what is published."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.vix import by_strike, tenors
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
from hedgerow.report.figures import (
    UNKNOWN,
    number,
    percent,
    price,
    signed_points,
    words,
)
from hedgerow.report.pairing_html import status_badge
from hedgerow.report.vix_words import (
    atm_words,
    chosen_words,
    index_name,
    jump_words,
    level_words,
    own_published,
    published_words,
    puts_words,
    skew_words,
    term_name,
    truncation_words,
)

if TYPE_CHECKING:
    from hedgerow.desk.vix import VixIndex
    from hedgerow.desk.vix_cards import PublishedCard, TermCard

QUOTED = Badge("quoted", "quoted", "quoted")


def vix_html(result: VixIndex) -> Page:
    """The page of ``hedgerow vix``."""
    return Page(
        f"{index_name(result)} as of {result.as_of}",
        _answer(result),
        without_empty(
            [_terms(result), _tenors(result), _published(result), _skew(result), _jumps(result)]
        ),
    )


def _answer(result: VixIndex) -> Answer:
    known = isfinite(result.value)
    blocks: list[Block] = [_facts(result)] if known else []
    if known:
        blocks.append(Words(published_words(result), "muted"))
    return Answer(
        eyebrow=f"Volatility that options on {result.symbol} price · quoted {result.quoted_at:%Y-%m-%d %H:%M} New York",
        headline=f"{index_name(result)} {number(result.value) if known else 'is unknown'}",
        sentence=level_words(result),
        badges=[status_badge(result.status.state), QUOTED, Badge(result.exercise, "", "exercise")],
        blocks=blocks,
    )


def _facts(result: VixIndex) -> Facts:
    card = own_published(result)
    facts = [
        Fact(index_name(result), number(result.value), "chain_index", "points, from the quotes"),
        Fact("Days", f"{result.target_days:g}", "target_days", "ahead"),
    ]
    if card is not None:
        facts += [
            Fact(
                f"{card.symbol}, published",
                number(card.close),
                "published_index",
                f"{card.session}",
            ),
            Fact(
                "Lower on", f"{number(card.percentile, 0)} %", "index_percentile", "of 252 sessions"
            ),
        ]
    facts += [
        Fact("SKEW", number(result.skew, 1), "skew_index", "100 is even"),
        Fact(
            "Above the middle",
            number(result.atm.spread_points),
            "index_over_atm",
            f"points; at the forward {percent(result.atm.atm)}",
        ),
        Fact("Middle over index", number(result.atm.ratio), "atm_over_index", "times"),
    ]
    return Facts(facts)


def _terms(result: VixIndex) -> Section | None:
    terms = [term for term in (result.near, result.next) if term is not None]
    if not terms:
        return None
    blocks: list[Block] = [
        Table("The two terms, one in each row", HEADINGS, [_row(t) for t in terms])
    ]
    drawn = [strip for strip in result.strips if strip.strike]
    if drawn:
        lead = truncation_words(terms)
        blocks.append(
            Drawing(
                "figure-strikes",
                "Where the variance lies: share of each term's, per 1 % of the forward",
                f"{puts_words(result.strips, terms)} {lead}",
                by_strike(result.strips, terms),
                380,
                [QUOTED, Badge("variance by strike", "", "strip_variance")],
            )
        )
    blocks += [
        Words(puts_words(result.strips, terms)),
        Words(f"{chosen_words(result)} {atm_words(result)}", "muted"),
    ]
    return Section("terms", "What it is made of", truncation_words(terms), blocks)


HEADINGS = (
    Heading("Expiration", "index_term", words=True),
    Heading("Days", "expiry_years"),
    Heading("Minutes", "minutes"),
    Heading("Settles", "settles_at"),
    Heading("Alone", "term_value"),
    Heading("Share", "term_share"),
    Heading("Rate", "rate_origin"),
    Heading("Forward", "index_forward"),
    Heading("K₀", "k0"),
    Heading("Strikes", "strip"),
    Heading("Puts", "strip"),
    Heading("Calls", "strip"),
    Heading("From", "strip_reach"),
    Heading("To", "strip_reach"),
    Heading("From, deviations", "strip_reach"),
    Heading("To, deviations", "strip_reach"),
    Heading("Beyond", "beyond_strikes"),
    Heading("Skewness", "model_free_skewness"),
    Heading("Kurtosis", "model_free_kurtosis"),
)


def _row(term: TermCard) -> Row:
    return Row(
        [
            term_name(term),
            number(term.days),
            f"{term.minutes:,.0f}",
            f"{term.settles_at:%H:%M}",
            number(term.value),
            percent(term.share),
            percent(term.rate, 2),
            price(term.forward),
            price(term.k0),
            str(term.strikes),
            str(term.puts),
            str(term.calls),
            percent(term.lowest_share),
            percent(term.highest_share),
            number(term.lowest_deviations, 1),
            number(term.highest_deviations, 1),
            number(term.beyond_points),
            number(term.skewness),
            number(term.kurtosis, 1),
        ]
    )


def _tenors(result: VixIndex) -> Section | None:
    known = [card for card in result.term_structure if isfinite(card.value)]
    if not known:
        return None
    forwards = {card.to_days: card for card in result.forward_vols}
    first, last = known[0], known[-1]
    lead = (
        f"{number(first.value)} over {first.days:g} days, {number(last.value)} over {last.days:g}: "
        f"{'longer options price more volatility' if last.value > first.value else 'the next days are feared most'}."
        if len(known) > 1
        else "Only one horizon is surrounded by expirations."
    )
    rows = [
        Row(
            [
                f"{card.days:g}",
                words(card.index),
                number(card.value),
                percent(forwards[card.days].vol) if card.days in forwards else UNKNOWN,
                words(card.near),
                words(card.next),
                card.reason,
            ]
        )
        for card in result.term_structure
    ]
    return Section(
        "tenors",
        "Over other days",
        lead,
        [
            Drawing(
                "figure-tenors",
                "The index by days ahead, the published closes, and the volatility priced from one horizon to the next",
                f"Term structure of the index: {lead}",
                tenors(result.term_structure, result.published, result.forward_vols),
                380,
                [QUOTED, Badge("forward volatility", "", "index_forward_vol")],
            ),
            Table(
                "The same index over other days",
                [
                    Heading("Days", "target_days"),
                    Heading("Index", "chain_index", words=True),
                    Heading("Ours", "chain_index"),
                    Heading("Forward volatility", "index_forward_vol"),
                    Heading("Near", "index_term", words=True),
                    Heading("Next", "index_term", words=True),
                    Heading("Why", words=True),
                ],
                rows,
            ),
        ],
    )


def _published(result: VixIndex) -> Section | None:
    if not result.published:
        return None
    return Section(
        "published",
        "Beside what is published",
        published_words(result),
        [
            Table(
                "Closes of the session, and where they stand in their past",
                [
                    Heading("Index", "published_index", words=True),
                    Heading("Of", "published_index", words=True),
                    Heading("Session", "published_index"),
                    Heading("Close", "published_index"),
                    Heading("Low … high", "index_range"),
                    Heading("Ours", "chain_index"),
                    Heading("Difference", "index_difference"),
                    Heading("Percentile, 252", "index_percentile"),
                    Heading("Percentile, all", "index_percentile"),
                ],
                [_published_row(card) for card in result.published],
            )
        ],
    )


def _published_row(card: PublishedCard) -> Row:
    ranged = f"{number(card.low)} … {number(card.high)}" if isfinite(card.low) else UNKNOWN
    return Row(
        [
            card.symbol,
            card.what,
            f"{card.session}",
            number(card.close),
            ranged,
            number(card.ours),
            signed_points(card.difference_points / 100, 2),
            number(card.percentile, 1),
            number(card.percentile_all, 1),
        ]
    )


def _skew(result: VixIndex) -> Section | None:
    card = result.skew_terms
    if card is None:
        return None
    return Section(
        "skew",
        "How lopsided",
        skew_words(result),
        [
            Facts(
                [
                    Fact(
                        "SKEW",
                        number(result.skew, 2),
                        "skew_index",
                        f"from {card.near} and {card.next}",
                    ),
                    Fact(
                        "Skewness",
                        number(card.skewness, 3),
                        "model_free_skewness",
                        f"{number(card.near_skewness)} and {number(card.next_skewness)}",
                    ),
                    Fact(
                        "Kurtosis", number(card.kurtosis, 1), "model_free_kurtosis", "3 if normal"
                    ),
                ]
            )
        ],
    )


def _jumps(result: VixIndex) -> Section | None:
    if not isfinite(result.value):
        return None
    return Section(
        "jumps",
        "What it leaves out: jumps",
        jump_words(result.jumps),
        [
            Table(
                "What one fall adds to variance",
                [
                    Heading("Fall", "strip_jump"),
                    Heading("To the index", "strip_jump"),
                    Heading("Realized", "strip_jump"),
                ],
                [
                    Row([percent(card.jump, 0), number(card.strip, 4), number(card.realized, 4)])
                    for card in result.jumps
                ],
            ),
        ],
    )
