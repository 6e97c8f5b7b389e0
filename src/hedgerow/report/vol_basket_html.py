"""How a book's shares move together, and what volatility says of a position's size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.report.blocks import Block, Fact, Facts, Heading, Row, Section, Table, Words
from hedgerow.report.figures import names, number, percent

if TYPE_CHECKING:
    from hedgerow.desk.vol import SizeCard
    from hedgerow.desk.vol_basket import BasketCard
    from hedgerow.volatility.realized.basket_correlation import AverageCorrelation


def basket_section(card: BasketCard | None) -> Section | None:
    """The average correlation of a book's long shares; nothing without a book."""
    if card is None:
        return None
    blocks: list[Block] = [
        Facts(
            [
                _correlation(f"Over {card.window} sessions", card.recent),
                _correlation("Over a year", card.year),
                Fact(
                    "Percentile",
                    number(card.percentile, 0),
                    "percentile",
                    "of the recent one, in five years",
                ),
            ]
        ),
        Table(
            f"The basket's {len(card.members)} shares",
            [Heading("share", "position", words=True), Heading("weight", "weight")],
            [Row([member.symbol, percent(member.weight)]) for member in card.members],
            folded=True,
        ),
    ]
    if card.left_out:
        blocks.append(
            Words(f"Left out, no long shares or without prices: {names(card.left_out)}.", "muted")
        )
    return Section(
        "basket",
        "The basket: how far its shares move as one",
        f"Their average correlation is {number(card.recent.by_variance)} over {card.window} sessions and "
        f"{number(card.year.by_variance)} over a year; at 1 nothing diversifies away.",
        blocks,
    )


def _correlation(label: str, found: AverageCorrelation) -> Fact:
    return Fact(
        label,
        number(found.by_variance),
        "by_variance",
        f"of the pairs {number(found.by_pairs)}, {found.observations} days",
    )


def size_section(card: SizeCard, acceleration: float) -> Section:
    """What volatility says of a position's size."""
    return Section(
        "size",
        "What it says of a position's size",
        "Half as large where volatility is twice as high: the position then moves as much as usual. It speaks of the "
        "size alone, not of whether to hold it.",
        [
            Facts(
                [
                    Fact(
                        "Of its usual size",
                        number(card.factor),
                        "size_factor",
                        "for a position in the price",
                    ),
                    Fact(
                        "Short gamma",
                        number(card.short_gamma_factor),
                        "size_factor",
                        "the square of it",
                    ),
                    Fact(
                        "By the forecast",
                        number(card.forecast_factor),
                        "size_factor",
                        "the smaller is the careful one",
                    ),
                    Fact("Last 10 sessions", percent(card.vol), "realized_vol"),
                    Fact(
                        "Usual", percent(card.reference_vol), "cone", "median of such volatilities"
                    ),
                    Fact("5 over 21 sessions", number(acceleration), "acceleration"),
                ]
            )
        ],
    )
