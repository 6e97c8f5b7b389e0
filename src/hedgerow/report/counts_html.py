"""Five answers to "how many?", as a section of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.report.blocks import Heading, Points, Row, Section, Table
from hedgerow.report.figures import (
    UNKNOWN,
    contracts,
    dollars,
    number,
    percent,
    sentence,
    signed_dollars,
    signed_percent,
)

if TYPE_CHECKING:
    from hedgerow.desk.counts import SizeCard
    from hedgerow.desk.hedge import HedgePlan
    from hedgerow.hedge.scenarios import Curve, Scenario
    from hedgerow.hedge.sizing import RatioCount

HEADLINE_MOVE = -0.20
MOVES = (-0.20, -0.30)


def sizing_section(plan: HedgePlan) -> Section:
    """The five counts side by side, the one in use marked, each question spelled out."""
    card = plan.hedge
    rows = []
    for kind, count in plan.sizing.by_kind().items():
        used = kind == card.size_by
        share = f", {100 * card.ratio:g} % of beta" if count.ratios and card.ratio != 1 else ""
        rows.append(Row(_cells(plan, f"{kind}{share}", count, count), "chosen" if used else ""))
        rows += [
            Row(_cells(plan, f"{kind}, {100 * row.ratio:g} % of beta", row), "muted")
            for row in count.ratios[1:]
        ]
    chosen = plan.sizing.card(card.size_by)
    return Section(
        "sizing",
        "How many, by five questions",
        f"{card.size_by.capitalize()}, {contracts(chosen.contracts)}: {chosen.at_expiry}.",
        [
            Table(
                f"The book behaves like {dollars(card.exposure)} USD of {card.instrument}; puts at a "
                f"{card.price_source} price",
                [
                    Heading("sized by", "size_by", words=True),
                    Heading("contracts", "contracts"),
                    Heading("raw", "raw"),
                    *(
                        [Heading("needed", "needed"), Heading("held", "held")]
                        if holds(plan)
                        else []
                    ),
                    Heading("premium, USD", "premium"),
                    Heading("of book", "premium_share"),
                    Heading("covers now", "coverage"),
                    Heading("gearing", "gearing_at_expiry"),
                    *(Heading(f"at {signed_percent(m, 0)}", "hedged_at_expiry") for m in MOVES),
                    Heading("worst", "worst_loss"),
                ],
                rows,
                note="Last columns: the book at expiry after that move of the instrument, and at its "
                "worst between -30 and +10 %.",
            ),
            Points(
                [
                    f"{kind}: {count.basis}. {sentence(count.at_expiry)}"
                    for kind, count in plan.sizing.by_kind().items()
                ]
            ),
            _curves(plan, "at expiry", "hedged_at_expiry"),
            _curves(plan, "at the roll", "hedged"),
        ],
    )


def _curves(plan: HedgePlan, when: str, term: str) -> Table:
    """Every distinct count through the moves."""
    return Table(
        f"Every count {when}, USD",
        [
            Heading("count", "size_by", words=True),
            Heading("contracts", "contracts"),
            *(Heading(signed_percent(move, 0), term) for move in plan.curves[0].moves),
        ],
        [
            Row(
                [
                    curve.label,
                    contracts(curve.contracts),
                    *map(signed_dollars, curve.at_expiry if when == "at expiry" else curve.at_roll),
                ]
            )
            for curve in plan.curves
        ],
        folded=True,
    )


def scenario_at(plan: HedgePlan, move: float) -> Scenario:
    """The scenario of one move."""
    return next(row for row in plan.scenarios if row.move == move)


def holds(plan: HedgePlan) -> bool:
    """Whether the book has hedges that are netted."""
    return any(card.held for card in plan.sizing.by_kind().values())


def curve_of(plan: HedgePlan, n: int) -> Curve:
    """The curve of a count."""
    return next(curve for curve in plan.curves if curve.contracts == n)


def _cells(
    plan: HedgePlan, name: str, count: SizeCard | RatioCount, card: SizeCard | None = None
) -> list[str]:
    """A count's figures; ``card`` is the count itself where it has more of them."""
    n, value = count.contracts, plan.book.value
    if n is None:
        return [name, *[UNKNOWN] * (7 + 2 * holds(plan) + len(MOVES))]
    premium: float | None = 0.0 - n * plan.hedge.multiplier * plan.hedge.price
    share: float | None = n * plan.hedge.multiplier * plan.hedge.price / value
    if card is not None:
        premium = card.premium
        share = None if card.premium_share is None else 0.0 - card.premium_share
    worst = None if card is None else card.worst_loss
    moves = [s.move for s in plan.scenarios]
    at_expiry = dict(zip(moves, curve_of(plan, n).at_expiry, strict=True))
    return [
        name,
        contracts(n),
        number(count.raw),
        *(
            (number(card.needed if card else None), number(card.held if card else None))
            if holds(plan)
            else ()
        ),
        dollars(premium),
        percent(share, 2),
        percent(count.coverage, 0),
        number(count.gearing_at_expiry),
        *(signed_percent(at_expiry[move] / value) for move in MOVES),
        UNKNOWN if worst is None else signed_percent(worst / value),
    ]
