"""Where a replayed hedge's money came from, as a page: crises, attribution, what was held."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.plots.backtest import (
    crises_bars,
    crises_height,
    parts_height,
    waterfall,
)
from hedgerow.plots.backtest_paths import HELD_HEIGHT, held
from hedgerow.report.backtest_money_words import (
    PARTS,
    attribution_rows,
    attribution_words,
    crisis_words,
)
from hedgerow.report.blocks import (
    Badge,
    Drawing,
    Fact,
    Facts,
    Heading,
    Row,
    Section,
    Table,
)
from hedgerow.report.figures import percent, signed_dollars, signed_percent, words

if TYPE_CHECKING:
    from hedgerow.backtest.crisis_record import CrisisRecord
    from hedgerow.desk.past_hedges import Backtest


def crises_section(result: Backtest) -> Section | None:
    """Each named crisis in the window."""
    crises = result.crises
    if not crises:
        return None
    return Section(
        "crises",
        "Crisis by crisis",
        crisis_words(result),
        [
            Drawing(
                "figure-crises",
                "From the highest to the lowest close: the book alone and hedged",
                "; ".join(
                    f"{c.name}: {signed_percent(c.unhedged)} alone, {signed_percent(c.hedged)} with {result.policy}"
                    for c in crises
                )
                + ".",
                crises_bars(crises, result.policy),
                crises_height(len(crises)),
                [Badge("replayed", "", "replay"), Badge("crisis", "", "replay_crisis")],
            ),
            Table(
                "Crises in the window",
                [
                    Heading("crisis", "replay_crisis", words=True),
                    Heading("from"),
                    Heading("to"),
                    Heading("book alone", "replay_return"),
                    Heading("hedged", "replay_return"),
                    Heading("taken away", "crisis_capture"),
                    Heading("drawdown alone", "max_drawdown"),
                    Heading("drawdown hedged", "max_drawdown"),
                    Heading("contracts USD", "hedge_dollars"),
                    Heading("of the account", "hedge_dollars"),
                    Heading("with", words=True),
                ],
                [_crisis(record) for record in crises],
                note="With: what was held at the first close of the crisis. Who hedges on that day does not know that it is one.",
            ),
        ],
    )


def _crisis(record: CrisisRecord) -> Row:
    return Row(
        [
            record.name,
            str(record.first),
            str(record.last),
            signed_percent(record.unhedged),
            signed_percent(record.hedged),
            percent(record.capture, 0),
            percent(record.unhedged_drawdown),
            percent(record.hedged_drawdown),
            signed_dollars(record.hedge_dollars),
            signed_percent(record.hedge_dollars / record.start_value),
            words(record.instrument),
        ]
    )


def attribution_section(result: Backtest) -> Section:
    """What the account's profit and loss is made of."""
    rows = attribution_rows(result.attribution, result.path.hedged[0])
    names = {key: short for key, (_, short, _) in PARTS.items()}
    return Section(
        "attribution",
        "Where the money came from",
        attribution_words(result),
        [
            Drawing(
                "figure-attribution",
                "The change of the account's value, part by part",
                "; ".join(f"{name} {amount} USD" for name, amount, _, _ in rows) + ".",
                waterfall(result.attribution, names),
                parts_height(len(rows)),
                [Badge("parts add up", "", "attribution"), Badge("replayed", "", "replay")],
            ),
            Table(
                "Parts of the profit and loss",
                [
                    Heading("part", "attribution", words=True),
                    Heading("USD", "attribution"),
                    Heading("of the value at the start"),
                    Heading("what it is", "attribution_book", words=True),
                ],
                [Row(row, "chosen" if row is rows[-1] else "") for row in rows],
                folded=True,
            ),
        ],
    )


def held_section(result: Backtest) -> Section | None:
    """What was held, and what it earned."""
    if not result.instruments:
        return None
    path = result.path
    covered = [share for share in path.coverage if isfinite(share)]
    mean = sum(covered) / len(covered) if covered else float("nan")
    return Section(
        "held",
        "What was held",
        "What the contracts earned since the first day, how much of a small move of the book they took away, and how many there were.",
        [
            Drawing(
                "figure-held",
                "Contracts through the window",
                f"The contracts came to {signed_dollars(path.hedge[-1])} USD; on average they offset {percent(mean, 0)} of the book "
                "by delta.",
                held(path),
                HELD_HEIGHT,
                [
                    Badge("earned", "", "hedge_dollars"),
                    Badge("offset by delta", "", "replay_coverage"),
                    Badge("contracts", "", "contracts_held"),
                ],
            ),
            Facts(
                [
                    Fact("Offset, mean", percent(mean, 0), "replay_coverage"),
                    Fact("Contracts at the end", f"{path.contracts[-1]:,.6g}", "contracts_held"),
                    Fact("Earned", f"{signed_dollars(path.hedge[-1])} USD", "hedge_dollars"),
                    Fact(
                        "Unexplained by slopes",
                        percent(result.attribution.unexplained),
                        "attribution_unexplained",
                    ),
                ]
            ),
        ],
    )
