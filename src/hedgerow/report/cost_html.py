"""What else protection could cost: other days, other strikes, other venues."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.cost import cost_by_vix
from hedgerow.plots.grid import cost_and_worst
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
from hedgerow.report.figures import (
    contracts,
    dollars,
    number,
    percent,
    price,
    signed_dollars,
    signed_percent,
)

if TYPE_CHECKING:
    from hedgerow.desk.grid import GridRow
    from hedgerow.desk.hedge import HedgePlan
    from hedgerow.desk.venues import VenueCard
    from hedgerow.hedge.venue import TaxEstimate

COST_HEIGHT, GRID_HEIGHT = 340, 400


def cost_section(plan: HedgePlan) -> Section | None:
    """The same put at other levels of VIX."""
    card = plan.cost_by_vix
    if card is None or not card.rows:
        return None
    flat = [row for row in card.rows if row.family == "flat"]
    low, high = flat[0], flat[-1]
    times = f"{high.price_share / low.price_share:.1f}" if low.price_share > 0 else "many"
    lead = (
        f"VIX is at {number(card.today_vix, 1)}. The same put costs {times} times as much at VIX "
        f"{number(high.vix, 0)} as at {number(low.vix, 0)}."
    )
    return Section(
        "cost",
        "What it costs at another VIX",
        lead,
        [
            Drawing(
                "figure-cost",
                f"Price over spot of a {card.days}-day put at {signed_percent(card.moneyness - 1)}, "
                "and of one 5 % below spot, modelled, the whole VIX family flat at each level; today's marks "
                "are on the family as it stands",
                f"{lead} All figures stand in the table below.",
                cost_by_vix(card),
                COST_HEIGHT,
                [Badge("modelled", "modelled", "modelled"), Badge("VIX", "", "vix")],
            ),
            Table(
                "Cost by VIX",
                [
                    Heading("VIX", "vix"),
                    Heading("price", "price"),
                    Heading("of spot", "price_share"),
                    Heading("put 5 % below", "price"),
                    Heading("of spot", "otm5"),
                    Heading("premium, USD", "premium"),
                    Heading("of book", "premium_share"),
                ],
                [
                    Row(
                        [
                            f"{number(row.vix, 1)}, today"
                            if row.family == "today"
                            else number(row.vix, 0),
                            price(row.price),
                            percent(row.price_share, 2),
                            price(row.otm5_price),
                            percent(row.otm5_share, 2),
                            dollars(row.premium),
                            percent(0.0 - row.premium_share, 2),
                        ],
                        "chosen" if row.family == "today" else "",
                    )
                    for row in card.rows
                ],
                note="Today's row is the price of the hedge above, on volatilities as they stand at each "
                "tenor. What slope they would have at another VIX no one knows: the other rows are modelled "
                "with every tenor at that level, and do not pass through it.",
                folded=True,
            ),
        ],
    )


def grid_section(plan: HedgePlan) -> Section | None:
    """Strikes and expirations beside the one in use."""
    rows, card = plan.strike_grid, plan.hedge
    if not any(row.contracts for row in rows):
        return None
    shown = [row for row in rows if row.size_by == card.size_by] or [
        row for row in rows if row.size_by == rows[0].size_by
    ]
    bought = [row for row in shown if row.contracts] or shown
    beside = " beside those it holds" if plan.already.netting else ""
    cheapest = max(bought, key=lambda row: row.cost_a_year)
    return Section(
        "grid",
        "Other strikes and expirations",
        f"The same book with other puts{beside}, sized by {shown[0].size_by}, each rolled before it ends. Further left "
        "is cheaper to keep for a year, further up loses less.",
        [
            Drawing(
                "figure-grid",
                "Cost of a year at an unchanged index against the worst profit and loss at expiry, both as "
                "shares of the book; a line for each expiration",
                f"{len(shown)} puts. The cheapest to keep, of {cheapest.days} days rolled every "
                f"{cheapest.horizon_days}, costs {percent(-cheapest.cost_a_year_share, 2)} of the book a year and "
                f"leaves {signed_percent(cheapest.worst_loss / plan.book.value)} at worst. All figures stand in "
                "the table below.",
                cost_and_worst(shown, plan.book.value),
                GRID_HEIGHT,
                [
                    *(_source(source) for source in dict.fromkeys(r.price_source for r in shown)),
                    Badge("cost a year", "", "cost_a_year"),
                    Badge("worst at expiry", "", "worst_loss"),
                ],
            ),
            _grid_table(plan, rows),
        ],
    )


def _source(source: str) -> Badge:
    return Badge(source, "quoted" if source == "quoted" else "modelled", source)


def _grid_table(plan: HedgePlan, rows: tuple[GridRow, ...]) -> Table:
    card, value = plan.hedge, plan.book.value

    def used(row: GridRow) -> bool:
        own = (card.expiration, card.strike, card.size_by)
        return (row.expiration, row.strike, row.size_by) == own

    return Table(
        f"{len(rows)} combinations of strike, expiration and count",
        [
            Heading("expiration", "expiration", words=True),
            Heading("days", "days"),
            Heading("rolled after", "horizon_days"),
            Heading("strike", "strike"),
            Heading("from spot", "moneyness"),
            Heading("delta", "delta"),
            Heading("price", "price"),
            Heading("source", "quoted"),
            Heading("sized by", "size_by"),
            Heading("contracts", "contracts"),
            Heading("premium, USD", "premium"),
            Heading("of book", "premium_share"),
            Heading("a year, USD; of book", "cost_a_year"),
            Heading("floor, USD", "floor_loss"),
            Heading("worst, at", "worst_loss"),
            Heading("paid for below", "put_break_even"),
            Heading("cost per gain at -10 %", "cost_per_gain"),
            Heading("at -20 %", "cost_per_gain"),
            Heading("per vega", "cost_per_vega"),
            Heading("per delta", "cost_per_delta"),
        ],
        [
            Row(
                [
                    str(row.expiration),
                    str(row.days),
                    str(row.horizon_days),
                    price(row.strike),
                    signed_percent(row.moneyness - 1),
                    number(row.delta),
                    price(row.price),
                    row.price_source,
                    row.size_by,
                    contracts(row.contracts),
                    dollars(row.premium),
                    percent(0.0 - row.premium_share, 2),
                    f"{dollars(row.cost_a_year)}; {percent(-row.cost_a_year_share)}",
                    signed_dollars(row.floor_loss),
                    f"{signed_percent(row.worst_loss / value)}, {signed_percent(row.worst_move)}",
                    signed_percent(row.put_break_even),
                    number(row.cost_per_gain_10),
                    number(row.cost_per_gain_20),
                    number(row.cost_per_vega, 1),
                    number(row.cost_per_delta, 3),
                ],
                "chosen" if used(row) else "",
            )
            for row in rows
        ],
        note=f"Floor: profit and loss at expiry after {signed_percent(plan.scenario_rule.floor_move, 0)}. Gains at "
        "-10 and -20 % are read at each put's own roll, so after different days; premiums are for different "
        "days too. The cost of a year compares.",
        folded=True,
    )


def venues_section(card: VenueCard) -> Section | None:
    """Where the same hedge could be bought, and taxes."""
    if not card.rows:
        return None
    table = Table(
        "Venues",
        [
            Heading("symbol", "venue", words=True),
            Heading("exercise", "exercise"),
            Heading("settlement", "settlement"),
            Heading("settles", "settlement"),
            Heading("tax", "tax_class"),
            Heading("one contract, USD", "contract_dollars"),
            Heading("multiplier", "multiplier"),
            Heading("raw", "raw"),
            Heading("contracts", "contracts"),
            Heading("rounding error", "granularity_error"),
            Heading("spread", "spread"),
            Heading("open interest", "open_interest"),
            Heading("price", "quoted"),
            Heading("liquidity rank", "liquidity_rank"),
            Heading("score", "score"),
            Heading("known", "score"),
        ],
        [
            Row(
                [
                    row.symbol,
                    row.exercise,
                    row.settlement,
                    row.settles_at,
                    row.tax_class,
                    dollars(row.contract_dollars),
                    str(row.multiplier),
                    number(row.raw),
                    contracts(row.contracts),
                    percent(row.granularity_error),
                    percent(row.spread),
                    dollars(row.open_interest),
                    row.price_source,
                    str(row.liquidity_rank),
                    number(row.score),
                    percent(row.score_known, 0),
                ],
                "chosen" if i == 0 else "",
            )
            for i, row in enumerate(card.rows)
        ],
        note="The first is the one in use. The score ranks by what is known; it does not choose.",
    )
    notes = [f"{row.symbol}: {row.note}." for row in card.rows if row.note]
    blocks: list[Block] = [table, *([Points(notes)] if notes else [])]
    if card.tax is not None:
        blocks += [_tax(card.tax), Words(card.tax.disclaimer, "muted")]
    return Section("venues", "The same hedge elsewhere", "", blocks)


def _tax(tax: TaxEstimate) -> Facts:
    offered = isfinite(tax.section_1256)
    return Facts(
        [
            Fact("Gain taxed", f"{dollars(tax.gain)} USD", "tax_class", "of the puts at -20 %, at the roll"),
            Fact(
                "Under Section 1256",
                f"{dollars(tax.section_1256)} USD" if offered else "not to be had",
                "tax_class",
                f"60 % at {percent(tax.long_term_rate)}, 40 % at {percent(tax.short_term_rate)}"
                + ("" if offered else ": no option on this index settles in cash"),
            ),
            Fact("Held up to a year", f"{dollars(tax.ordinary)} USD", "tax_class", "other options"),
            Fact("Held longer", f"{dollars(tax.long_term)} USD", "tax_class", "other options"),
            Fact("Saved by Section 1256", f"{dollars(tax.saving)} USD" if tax.saving else "none", "tax_class"),
        ]
    )  # fmt: skip
