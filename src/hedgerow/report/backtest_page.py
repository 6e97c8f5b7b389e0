"""What a hedge would have done, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.backtest_money_words import (
    attribution_rows,
    attribution_words,
    band_words,
    crisis_words,
    events_by_kind,
    prices_words,
    tail_words,
)
from hedgerow.report.backtest_runs_page import CHOSEN, saved_table
from hedgerow.report.backtest_words import (
    answer_lines,
    beside_heading,
    cost_interval,
    return_words,
    title_words,
)
from hedgerow.report.figures import (
    names,
    number,
    percent,
    price,
    signed_dollars,
    signed_percent,
    words,
)
from hedgerow.report.tables import Column, Row, doubt, legend, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.past_hedges import Backtest
    from hedgerow.desk.replay_cards import ReplaySummary

TRADES, SETTINGS = 8, 24
"""Trades and settings shown; all are in ``--csv`` and ``--json``."""
POLICY_LEGEND = (
    "beside the book: return a year less that of the book alone, over the window where that is under a year. removes: share of "
    "the variance. worst 5 %: mean loss on those days. less drawdown: share of the book's own that was taken away."
)


def backtest_page(result: Backtest, width: int) -> list[RenderableType]:
    """The answer, policies side by side, crises, where the money came from, what the prices rest on, trades."""
    first, *rest = answer_lines(result)
    parts: list[RenderableType] = [
        Text(title_words(result), style="bold"),
        *doubt(result.status),
        Text(first, style="bold green"),
        *(Text(line) for line in rest),
        _policies(result, width),
        legend(POLICY_LEGEND),
    ]
    parts += _grid(result, width)
    parts += saved_table(result, width)
    parts += _crises(result, width)
    parts += [_attribution(result, width), legend(attribution_words(result))]
    parts += _tail(result, width)
    parts += _prices(result, width)
    parts += _events(result, width)
    parts += _trades(result, width)
    return parts


def _policies(result: Backtest, width: int) -> RenderableType:
    return table(
        "Policies side by side",
        [
            Column("policy", text=True),
            Column("return"),
            Column("drawdown"),
            Column(beside_heading(result)),
            Column("95 %", spare=True),
            Column("removes"),
            Column("less drawdown", spare=True),
            Column("worst 5 %", spare=True),
            Column("beta", spare=True),
            Column("trades", spare=True),
        ],
        [_policy(row, chosen=place == 0) for place, row in enumerate(result.compared)],
        width,
    )


def _policy(row: ReplaySummary, *, chosen: bool) -> Row:
    return Row(
        [
            f"{row.policy} ←" if chosen else row.policy,
            return_words(row.return_),
            percent(row.max_drawdown),
            signed_percent(row.cost_year),
            cost_interval(row),
            percent(row.effectiveness, 0),
            percent(row.drawdown_removed, 0),
            percent(-row.expected_shortfall),
            number(row.beta),
            f"{row.trades:,}",
        ],
        CHOSEN if chosen else "",
    )


def _grid(result: Backtest, width: int) -> list[RenderableType]:
    if not result.grid:
        return []
    left = len(result.grid) - SETTINGS
    made = table(
        "Settings that were varied",
        [
            Column("policy", text=True),
            Column("settings", text=True),
            Column("return"),
            Column("drawdown"),
            Column(beside_heading(result)),
            Column("removes", spare=True),
            Column("less drawdown"),
        ],
        [
            Row(
                [
                    point.policy,
                    names(f"{key} {value}" for key, value in point.settings.items()),
                    return_words(point.return_),
                    percent(point.max_drawdown),
                    signed_percent(point.cost_year),
                    percent(point.effectiveness, 0),
                    percent(point.drawdown_removed, 0),
                ]
            )
            for point in result.grid[:SETTINGS]
        ],
        width,
    )
    more = f" {left:,} more in --html, --csv and --json." if left > 0 else ""
    return [made, legend(f"The best of many tries flatters itself.{more}")]


def _crises(result: Backtest, width: int) -> list[RenderableType]:
    if not result.crises:
        return []
    return [
        table(
            "Crises that it lived through",
            [
                Column("crisis", text=True),
                Column("from", spare=True),
                Column("to", spare=True),
                Column("book alone"),
                Column("hedged"),
                Column("taken away"),
                Column("contracts USD"),
                Column("of account", spare=True),
                Column("with", text=True, spare=True),
            ],
            [
                Row(
                    [
                        c.name,
                        str(c.first),
                        str(c.last),
                        signed_percent(c.unhedged),
                        signed_percent(c.hedged),
                        percent(c.capture, 0),
                        signed_dollars(c.hedge_dollars),
                        signed_percent(c.hedge_dollars / c.start_value),
                        words(c.instrument),
                    ]
                )
                for c in result.crises
            ],
            width,
        ),
        legend(crisis_words(result)),
    ]


def _attribution(result: Backtest, width: int) -> RenderableType:
    rows = attribution_rows(result.attribution, result.path.hedged[0])
    return table(
        "Where the money came from",
        [
            Column("part", text=True),
            Column("USD"),
            Column("of start"),
            Column("what it is", text=True, spare=True),
        ],
        [Row(row, "bold" if row is rows[-1] else "") for row in rows],
        width,
    )


def _tail(result: Backtest, width: int) -> list[RenderableType]:
    tail = result.tail
    if tail is None:
        return []
    losses = [*tail.days[:3], *tail.months[:3], *tail.crises]
    return [
        Text(f"The tail. {tail_words(tail)}"),
        table(
            "Worst days, worst months, crises: what the contracts did",
            [Column("when", text=True), Column("from"), Column("to"), Column("of the account")],
            [
                Row([loss.name, str(loss.first), str(loss.last), signed_percent(loss.gain)])
                for loss in losses
            ],
            width,
        ),
    ]


def _prices(result: Backtest, width: int) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(f"Prices. {prices_words(result)}")]
    if result.prices.trades and result.prices.modelled_share > 0:
        parts.append(Text(band_words(result.error_band)))
    if result.instruments:
        parts.append(
            table(
                "Hedged with",
                [
                    Column("instrument", text=True),
                    Column("times opened"),
                    Column("first"),
                    Column("last"),
                ],
                [
                    Row([u.instrument, f"{u.rolls:,}", str(u.first), str(u.last)])
                    for u in result.instruments
                ],
                width,
            )
        )
    return parts


def _events(result: Backtest, width: int) -> list[RenderableType]:
    kinds = events_by_kind(result)
    if not kinds:
        return []
    return [
        table(
            "What happened besides",
            [Column("kind", text=True), Column("times"), Column("the last", text=True)],
            [Row([kind, f"{count:,}", told]) for kind, count, told in kinds],
            width,
        )
    ]


def _trades(result: Backtest, width: int) -> list[RenderableType]:
    if not result.trades:
        return []
    left = len(result.trades) - TRADES
    made = table(
        "Trades",
        [
            Column("date", text=True),
            Column("contract", text=True),
            Column("quantity"),
            Column("price"),
            Column("cash USD"),
            Column("costs USD", spare=True),
            Column("why", text=True, spare=True),
            Column("price is", text=True, spare=True),
        ],
        [
            Row(
                [
                    str(t.date),
                    t.contract,
                    f"{t.quantity:+,.6g}",
                    price(t.price),
                    signed_dollars(t.cash),
                    signed_dollars(t.costs),
                    t.reason,
                    t.price_source,
                ]
            )
            for t in result.trades[:TRADES]
        ],
        width,
    )
    more = f" {left:,} more in --csv and --json." if left > 0 else ""
    begun = (
        f" The policy trades from {result.window.traded_from} on, before the window begins."
        if result.window.traded_from < result.window.first
        else ""
    )
    return [made, legend(f"cash: negative was paid, commission included.{begun}{more}")]
