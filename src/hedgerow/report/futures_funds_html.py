"""The funds on VIX futures, on their page: simulated from the futures beside their prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hedgerow.plots.futures import fund_figure
from hedgerow.report.blocks import Badge, Block, Drawing, Heading, Row, Section, Table
from hedgerow.report.figures import percent, signed_percent, words
from hedgerow.report.futures_words import COSTS, MOMENTS, compared_words, multiple_words

if TYPE_CHECKING:
    from hedgerow.desk.futures_funds import FundCard
    from hedgerow.desk.vix_futures import VixFuturesReading


def funds_section(found: VixFuturesReading) -> Section:
    """Every fund, its simulation, and its years."""
    blocks: list[Block] = [_fund_table(found)]
    known = [card for card in found.funds if card.path]
    blocks += [_fund_drawing(card) for card in known]
    blocks += [_year_table(card) for card in known if card.years]
    return Section(
        "funds",
        "Funds on VIX futures",
        f"{compared_words(found)} A note owes the index; a fund trades it, and pays for that.",
        blocks,
    )


def _fund_table(found: VixFuturesReading) -> Table:
    return Table(
        f"Funds, a year on average; standing still over {found.roll.holding} sessions",
        [
            Heading("fund", "vix_fund", words=True),
            Heading("multiple", "fund_multiple", words=True),
            Heading("fee", "fund_fee"),
            Heading("from", "", words=True),
            Heading("to", "", words=True),
            Heading("simulated", "simulated_annual"),
            Heading("real", "real_annual"),
            Heading("simulated less real", "tracking_difference"),
            Heading("standing still", "static_return"),
        ],
        [
            Row(
                [
                    f"{card.symbol} ({card.kind})",
                    multiple_words(card),
                    percent(card.fee, 2),
                    words(card.first),
                    words(card.last),
                    signed_percent(card.simulated_annual),
                    signed_percent(card.real_annual),
                    signed_percent(card.difference, 2),
                    signed_percent(card.static_return),
                ],
                "" if card.compared else "muted",
            )
            for card in found.funds
        ],
        note=" ".join(
            [
                *dict.fromkeys(f"{card.reason}." for card in found.funds if card.reason),
                COSTS,
                MOMENTS,
            ]
        ),
    )


def _fund_drawing(card: FundCard) -> Drawing:
    end = card.path[-1]
    said = f"{card.symbol} from {card.first} to {card.last}: 1 became {end.simulated:.4g} by the simulation"
    if card.compared:
        said += f", {end.real:.4g} in the market"
    return Drawing(
        f"figure-{card.symbol.lower()}",
        f"{card.symbol}, {multiple_words(card)} the index: {'beside its simulation' if card.compared else 'simulated'}",
        f"{said}.",
        fund_figure(card),
        320,
        [
            Badge("simulated", "modelled", "simulated_annual"),
            *([Badge("adjusted closes", "quoted", "real_annual")] if card.compared else []),
        ],
    )


def _year_table(card: FundCard) -> Table:
    return Table(
        f"{card.symbol} by year",
        [
            Heading("year", "", words=True),
            Heading("simulated", "simulated_annual"),
            Heading("real", "real_annual"),
            Heading("simulated less real", "tracking_difference"),
        ],
        [
            Row(
                [
                    f"{row.year}{'' if row.whole else ', in part'}",
                    signed_percent(row.simulated),
                    signed_percent(row.real),
                    signed_percent(row.difference, 2),
                ]
            )
            for row in card.years
        ],
        folded=True,
    )
