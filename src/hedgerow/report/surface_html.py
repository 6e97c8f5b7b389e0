"""A chain's surface, as a page: the answer, and the smiles through the quotes."""

from __future__ import annotations

from math import exp, isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.smiles import smiles
from hedgerow.plots.surface import in_space
from hedgerow.report.blocks import (
    Answer,
    Badge,
    Block,
    Drawing,
    Fact,
    Facts,
    Page,
    Section,
    Words,
    without_empty,
)
from hedgerow.report.figures import (
    number,
    percent,
    price,
    signed_points,
)
from hedgerow.report.pairing_html import status_badge
from hedgerow.report.surface_expirations_html import expirations_section
from hedgerow.report.surface_meaning_html import (
    density_section,
    local_vol_section,
    puts_section,
)
from hedgerow.report.surface_moves_html import dynamics_section, premium_section
from hedgerow.report.surface_quotes_html import models_section, quotes_section
from hedgerow.report.surface_tenors_html import tenors_section, time_section
from hedgerow.report.surface_words import (
    LEAST_MARGIN,
    MODELS,
    QUOTED,
    arbitrage_words,
    days_of,
    fall_words,
    inside_words,
    level_words,
    month,
    reversal_words,
    slope_words,
    spot_words,
)
from hedgerow.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from hedgerow.desk.chain_surface import ChainSurface


def surface_html(result: ChainSurface) -> Page:
    """The page of ``hedgerow surface``."""
    return Page(
        f"Volatility surface of {result.symbol} as of {result.as_of}",
        _answer(result),
        without_empty(
            [
                _smiles_section(result),
                _surface_section(result),
                tenors_section(result),
                time_section(result),
                density_section(result),
                local_vol_section(result),
                puts_section(result.puts),
                dynamics_section(result.dynamics),
                premium_section(result.kurtosis_premium),
                models_section(result.models, result.model),
                expirations_section(result.expirations),
                quotes_section(result.quality),
            ]
        ),
    )


def _answer(result: ChainSurface) -> Answer:
    card = month(result)
    free = result.arbitrage is not None and result.arbitrage.is_free
    headline = (
        f"{result.symbol}: no surface"
        if card is None
        else f"{result.symbol}: {percent(card.atm)} a year over the next {days_of(card.days)}"
    )
    return Answer(
        eyebrow=f"What the option chain says · quoted {result.quoted_at:%Y-%m-%d %H:%M} New York",
        headline=headline,
        sentence=_sentence(result),
        badges=[
            status_badge(result.status.state),
            *(
                [
                    Badge(
                        "free of arbitrage" if free else "not free of arbitrage",
                        "ok" if free else "degraded",
                        "arbitrage_free",
                    )
                ]
                if result.arbitrage is not None
                else []
            ),
            Badge(result.exercise, "", "exercise"),
            Badge(f"{result.model} surface", "", "smile_model"),
        ],
        blocks=[_facts(result), *_more(result)],
    )


def _sentence(result: ChainSurface) -> str:
    """What it means, for who never read a surface."""
    card = month(result)
    if card is None:
        return "No expiration of this chain has enough usable quotes for a smile, so nothing follows from it."
    falls = (
        ""
        if result.density is None
        else f" {fall_words(result.density, forward=not isfinite(result.spot))}"
    )
    return f"{level_words(card)}{falls} {reversal_words(card)}"


def _facts(result: ChainSurface) -> Facts:
    card = month(result)
    facts = [
        Fact(
            "Spot",
            price(result.spot),
            "put_call_parity",
            f"by parity; the file prints {price(result.printed)}",
        )
    ]
    if card is not None:
        over = days_of(card.days)
        facts += [
            Fact(f"At the forward, {over}", percent(card.atm), "atm", "a year"),
            Fact(
                "Risk reversal, 25 delta",
                f"{signed_points(card.rr25)} points",
                "risk_reversal",
                f"put less call, {over}",
            ),
        ]
    slope = next((c for c in result.term_structure if c.state != "unknown"), None)
    if slope is not None:
        facts.append(
            Fact(
                "Slope in time",
                slope.state,
                "term_slope",
                f"{signed_points(slope.slope)} points from {slope.short_days:g} to {slope.long_days:g} days",
            )
        )
    facts += [
        Fact(
            "Inside bid and ask",
            percent(result.inside_spread),
            "inside_spread",
            f"within a tick {percent(result.within_tick)}",
        ),
        Fact(
            "Held-out strikes",
            percent(result.held_out),
            "held_out",
            "within a tick" if isfinite(result.held_out) else "not asked",
        ),
    ]
    return Facts(facts)


def _more(result: ChainSurface) -> list[Block]:
    said = " ".join(
        filter(
            None,
            [slope_words(result.term_structure, held=result.delta == "spot"), spot_words(result)],
        )
    )
    return [Words(said, "muted")] if said else []


def _smiles_section(result: ChainSurface) -> Section | None:
    cards = result.smiles
    if not cards:
        return None
    several = len({card.root for card in cards}) > 1
    names = [
        f"{days_of(card.days)}: {card.expiration}{f' {card.root}' if several else ''}"
        for card in cards
    ]
    at = {(card.expiration, card.root): card.forward for card in result.expirations}
    forwards = [at.get((card.expiration, card.root), float("nan")) for card in cards]
    lead = inside_words(result)
    return Section(
        "smiles",
        "The quotes, and the line through them",
        lead,
        [
            Drawing(
                "figure-smiles",
                "Implied volatility by strike: bars from bid to ask, and the surface; the menu chooses the expiration",
                f"Smiles of {len(cards)} expirations from {cards[0].expiration} to {cards[-1].expiration}. {lead}",
                smiles(cards, names, forwards),
                440,
                [QUOTED, Badge("smile", "", "smile"), Badge("forward", "", "forward")],
            ),
            Words(
                "A flat line would say that falls and rises are equally likely and never sudden. The dotted line is the "
                "forward: puts are drawn to its left, calls to its right.",
                "muted",
            ),
        ],
    )


def _surface_section(result: ChainSurface) -> Section | None:
    check, grid = result.arbitrage, result.grid
    if check is None:
        return None
    blocks: list[Block] = []
    if grid is not None:
        blocks.append(
            Drawing(
                "figure-surface",
                "The surface: volatility by days and by strike over the forward; drag to turn it",
                f"Volatility of strikes from {percent(grid.moneyness[0], 0)} to {percent(grid.moneyness[-1], 0)} of the "
                f"forward, {grid.days[0]:.0f} to {grid.days[-1]:.0f} days ahead. The other figures show its level and its "
                "skew.",
                in_space(grid),
                480,
                [
                    QUOTED,
                    Badge("surface", "", "surface"),
                    Badge("total variance", "", "total_variance"),
                ],
            )
        )
    about = MODELS.get(result.model, "")
    return Section(
        "surface",
        "The surface, and whether it contradicts itself",
        arbitrage_words(result),
        [
            *blocks,
            Facts(
                [
                    Fact("Model", result.model, "smile_model", about),
                    Fact(
                        "Butterflies",
                        number(check.butterfly.slack, LEAST_MARGIN),
                        "butterfly_margin",
                        _where(check.butterfly.log_moneyness, check.butterfly.expiry),
                    ),
                    Fact(
                        "Vertical spreads",
                        number(check.vertical.slack, LEAST_MARGIN),
                        "vertical_margin",
                        _where(check.vertical.log_moneyness, check.vertical.expiry),
                    ),
                    Fact(
                        "Calendar spreads",
                        percent(check.calendar.slack, 3),
                        "calendar_margin",
                        _where(check.calendar.log_moneyness, check.calendar.expiry),
                    ),
                ]
            ),
        ],
    )


def _where(log_moneyness: float, expiry: float) -> str:
    """Where a margin is least."""
    if not (isfinite(log_moneyness) and isfinite(expiry)):
        return "nothing to compare"
    return (
        f"least at {percent(exp(log_moneyness))} of the forward, {DAYS_PER_YEAR * expiry:.2f} days"
    )
