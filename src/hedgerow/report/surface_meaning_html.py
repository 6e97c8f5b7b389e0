"""What a surface means: the distribution it prices, local volatility, and puts with a condition."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.density import density, local_and_implied
from hedgerow.plots.model_values import put_values
from hedgerow.report.blocks import (
    Badge,
    Block,
    Drawing,
    Fact,
    Facts,
    Heading,
    Points,
    Row,
    Section,
    Table,
    Words,
)
from hedgerow.report.figures import UNKNOWN, number, percent, price, sentence, signed_percent
from hedgerow.report.surface_words import (
    QUOTED,
    days_of,
    fall_words,
    put_name,
    quantile_words,
    spread_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hedgerow.desk.chain_surface import ChainSurface
    from hedgerow.desk.surface_meaning import DensityCard, LocalVolCard, PutCard
    from hedgerow.volatility.surface.density import Moments


def density_section(result: ChainSurface) -> Section | None:
    """How likely options price each outcome."""
    card = result.density
    if card is None:
        return None
    lead = f"{fall_words(card, forward=not isfinite(result.spot))} {quantile_words(card)}"
    return Section(
        "density",
        f"The next {days_of(card.days)}, as options price them",
        lead,
        [
            Drawing(
                "figure-density",
                f"Density of the price in {days_of(card.days)}, beside a lognormal of the volatility at the forward",
                f"{lead} The table below has the quantiles.",
                density(card),
                380,
                [QUOTED, Badge("density", "", "density"), Badge("forward", "", "forward")],
            ),
            Words(
                "This is what outcomes cost, not how often they come: who insures against falls wants to be paid for it, so "
                "falls look likelier here than they are. Beyond the outermost quotes the smile is extrapolated; the "
                "moments rest on it.",
                "muted",
            ),
            _chances(card),
            _quantiles(card),
            _moments(card),
        ],
    )


def _chances(card: DensityCard) -> Facts:
    t = card.tails
    return Facts(
        [
            *(
                Fact(f"Falls by {percent(fall, 0)} or more", percent(chance, 2), "fall_probability")
                for fall, chance in zip(card.fall, card.fall_probability, strict=True)
            ),
            Fact("Forward", price(card.forward), "forward"),
            Fact(
                "Two deviations below",
                percent(t.left, 2),
                "two_deviations",
                f"{percent(t.normal, 2)} if normal",
            ),
            Fact("Two deviations above", percent(t.right, 2), "two_deviations"),
        ]
    )


def _quantiles(card: DensityCard) -> Table:
    return Table(
        "Quantiles of the price",
        [
            Heading("probability", "quantile"),
            Heading("ends below", "quantile"),
            Heading("from the forward", "quantile"),
        ],
        [
            Row([percent(p, 0), price(level), signed_percent(level / card.forward - 1)])
            for p, level in zip(card.probability, card.quantile, strict=True)
        ],
    )


def _moments(card: DensityCard) -> Table:
    return Table(
        "Moments of the log return from the forward",
        [
            Heading("of", "implied_moment", words=True),
            Heading("mean", "implied_moment"),
            Heading("standard deviation", "implied_moment"),
            Heading("skewness", "skewness"),
            Heading("excess kurtosis", "excess_kurtosis"),
            Heading("probability in all", "implied_moment"),
            Heading("mean price over the forward", "implied_moment"),
        ],
        [
            Row(["the whole surface, wings extrapolated", *_moment_cells(card.moments)]),
            Row(["what quotes reach", *_moment_cells(card.within_quotes)]),
            Row(
                [
                    "Merton's jumps through the middle of the smile",
                    UNKNOWN,
                    UNKNOWN,
                    number(card.merton_skewness),
                    number(card.merton_excess_kurtosis),
                    UNKNOWN,
                    UNKNOWN,
                ]
            ),
        ],
        note="Over the whole period. How far the rows lie apart is how little is known of the far wings.",
    )


def _moment_cells(m: Moments) -> list[str]:
    return [
        percent(m.mean, 2),
        percent(m.standard_deviation, 2),
        number(m.skewness),
        number(m.excess_kurtosis),
        number(m.total, 5),
        number(m.forward, 5),
    ]


def local_vol_section(result: ChainSurface) -> Section | None:
    """Local volatility beside the implied."""
    card = result.local_vol
    if card is None:
        return None
    lead = _local_lead(card)
    return Section(
        "local",
        "Local volatility",
        lead,
        [
            Drawing(
                "figure-local",
                "Local volatility by level, and implied volatility by strike at about the same days, dashed",
                f"{lead} All figures stand in the table below.",
                local_and_implied(card, result.grid),
                400,
                [QUOTED, Badge("local volatility", "", "local_vol"), Badge("smile", "", "smile")],
            ),
            Table(
                "Local volatility by days and level over the forward",
                [
                    Heading("days", "days"),
                    *(Heading(percent(level, 0), "local_vol") for level in card.moneyness),
                ],
                [
                    Row([f"{days:g}", *(percent(vol) for vol in row)])
                    for days, row in zip(card.days, card.vol, strict=True)
                ],
                note=f"{card.filled:,} of the {card.nodes:,} nodes of its grid had none and took a neighbour's."
                if card.filled
                else f"Known at all {card.nodes:,} nodes of its grid.",
            ),
            Table(
                "Local over implied volatility",
                [
                    Heading("deviations from the forward", "over_implied"),
                    Heading("local over implied", "over_implied"),
                ],
                [
                    Row([f"{number(k, 1)} σ", number(ratio)])
                    for k, ratio in zip(card.deviations, card.over_implied, strict=True)
                ],
                folded=True,
            ),
        ],
    )


def _local_lead(card: LocalVolCard) -> str:
    said = ", ".join(
        f"{number(ratio)} × at {number(k, 0)} σ"
        for k, ratio in zip(card.deviations, card.over_implied, strict=True)
        if isfinite(ratio)
    )
    return f"Local over implied volatility, by deviations from the forward: {said or 'unknown'}."


def puts_section(cards: Sequence[PutCard]) -> Section | None:
    """Puts that a fall or a storm knocks out, under every model."""
    if not cards:
        return None
    lead = " ".join(spread_words(card) for card in cards)
    names = [put_name(card) for card in cards]
    doubts = list(dict.fromkeys(reason for card in cards for reason in card.reasons))
    blocks: list[Block] = []
    if any(isfinite(value.ratio) for card in cards for value in card.values):
        blocks.append(
            Drawing(
                "figure-puts",
                f"Puts of {days_of(cards[0].days)} with a condition, under each model, with two errors to either side",
                f"{lead} All figures stand in the table below.",
                put_values(cards, names),
                320,
                [
                    QUOTED,
                    Badge("put with a condition", "", "conditional_put"),
                    Badge("model spread", "", "model_spread"),
                ],
            )
        )
    return Section(
        "puts",
        "Puts with a condition, and what no model knows",
        lead,
        [
            *blocks,
            _values(cards),
            *([Points([sentence(doubt) for doubt in doubts])] if doubts else []),
        ],
    )


def _values(cards: Sequence[PutCard]) -> Table:
    return Table(
        f"Values under each model: puts of {days_of(cards[-1].days)}, strike {price(cards[-1].strike)}",
        [
            Heading("put", "conditional_put", words=True),
            Heading("model", "model_value", words=True),
            Heading("value", "model_value"),
            Heading("± error", "standard_error"),
            Heading("by", "model_value", words=True),
            Heading("plain put", "model_value"),
            Heading("± error", "standard_error"),
            Heading("share of it", "conditional_put"),
            Heading("model spread", "model_spread"),
            Heading("±", "model_spread"),
        ],
        [
            Row(
                [
                    f"{card.product}, {put_name(card)}",
                    value.model,
                    number(value.value, 3),
                    number(value.error, 3),
                    value.method,
                    number(value.vanilla, 3),
                    number(value.vanilla_error, 3),
                    percent(value.ratio),
                    number(card.spread, 3),
                    number(card.spread_error, 3),
                ],
                "muted" if value.model == "Black" else "",
            )
            for card in cards
            for value in card.values
        ],
        note="Black knows no skew and has no part in the spread. The condition is looked at on each close.",
    )
