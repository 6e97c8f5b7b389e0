"""How many contracts, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.report.blocks import Answer, Fact, Facts, Heading, Page, Row, Section, Table
from hedgerow.report.figures import contracts, dollars, number, percent, price
from hedgerow.report.pairing_html import status_badge

if TYPE_CHECKING:
    from hedgerow.desk.sizing import Size
    from hedgerow.hedge.sizing import Count, RatioCount


def size_html(size: Size) -> Page:
    """The page of ``hedgerow size``."""
    full, textbook = size.delta_one, size.delta_adjusted[0]
    answer = Answer(
        eyebrow=f"{dollars(size.value)} USD at beta {number(size.beta)}",
        headline=f"{contracts(full.contracts)} contracts, dollar for dollar at expiry",
        sentence=f"The book behaves like {dollars(size.dollar_beta)} USD of the index. The textbook "
        f"count for {percent(textbook.ratio, 0)} of it, neutral to a small move today, is "
        f"{contracts(textbook.contracts)}: held to expiry it pays "
        f"{number(textbook.gearing_at_expiry)} dollars for each that the book loses below the strike.",
        badges=[status_badge(size.status.state)],
        blocks=[
            Facts(
                [
                    Fact("Value", f"{dollars(size.value)} USD", "value"),
                    Fact("Beta", number(size.beta), "beta"),
                    Fact("Dollar beta", f"{dollars(size.dollar_beta)} USD", "dollar_beta"),
                    Fact("Spot", price(size.spot), "spot"),
                    Fact("Delta", number(size.delta), "delta"),
                    Fact("Multiplier", str(size.multiplier), "multiplier"),
                ]
            )
        ],
    )
    table = Table(
        "Counts",
        [
            Heading("matches", "size_by", words=True),
            Heading("contracts", "contracts"),
            Heading("raw", "raw"),
            Heading("covers now", "coverage"),
            Heading("gearing at expiry", "gearing_at_expiry"),
        ],
        [
            Row(_cells("notional: dollar for dollar at expiry", full), "chosen"),
            *(
                Row(_cells(f"delta {number(size.delta)}, {percent(row.ratio, 0)} of the beta", row))
                for row in size.delta_adjusted
            ),
        ],
    )
    return Page("How many contracts", answer, [Section("counts", "The counts", "", [table])])


def _cells(name: str, count: Count | RatioCount) -> list[str]:
    return [
        name,
        contracts(count.contracts),
        number(count.raw),
        percent(count.coverage, 0),
        number(count.gearing_at_expiry),
    ]
