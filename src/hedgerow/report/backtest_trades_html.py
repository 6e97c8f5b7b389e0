"""What a replay rests on, as a page: prices, instruments, trades, events; and the tail of what sells premium."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hedgerow.plots.backtest import BAND_HEIGHT, error_bars
from hedgerow.report.backtest_money_words import (
    band_words,
    events_by_kind,
    prices_words,
    tail_words,
)
from hedgerow.report.blocks import (
    Badge,
    Block,
    Drawing,
    Fact,
    Facts,
    Heading,
    Row,
    Section,
    Table,
    Words,
)
from hedgerow.report.figures import number, percent, price, signed_dollars, signed_percent

if TYPE_CHECKING:
    from hedgerow.backtest.tail_ledger import Loss
    from hedgerow.desk.past_hedges import Backtest

TRADES = 400
"""Trades of a page; all are in ``--csv`` and ``--json``."""


def prices_section(result: Backtest) -> Section:
    """Quotes or a model, and how good that is."""
    seen = result.prices
    blocks: list[Block] = [
        Facts(
            [
                Fact("Trades", f"{seen.trades:,}", "replay_trade"),
                Fact("At quotes", f"{seen.quoted_trades:,}", "price_sources"),
                Fact("Premium modelled", percent(seen.modelled_share, 0), "modelled_share"),
                Fact("Daily values modelled", percent(seen.modelled_marks, 0), "price_sources"),
                Fact("Of an earlier session", percent(seen.stale_marks), "stale_marks"),
            ]
        )
    ]
    if seen.trades and seen.modelled_share > 0:
        blocks.append(Words(band_words(result.error_band)))
    if result.error_band:
        blocks += _band(result)
    if result.instruments:
        blocks.append(
            Table(
                "Hedged with",
                [
                    Heading("instrument", words=True),
                    Heading("times opened", "replay_trade"),
                    Heading("first"),
                    Heading("last"),
                ],
                [
                    Row([u.instrument, f"{u.rolls:,}", str(u.first), str(u.last)])
                    for u in result.instruments
                ],
            )
        )
    return Section("prices", "What the prices rest on", prices_words(result), blocks)


def _band(result: Backtest) -> list[Block]:
    bands = result.error_band
    return [
        Drawing(
            "figure-band",
            "How far modelled prices lie from quotes, by VIX",
            "; ".join(
                f"{b.where}, VIX {b.vix}: off by {percent(b.median_absolute, 0)} in the median, {signed_percent(b.bias, 0)} on balance"
                for b in bands
            )
            + ".",
            error_bars(bands),
            BAND_HEIGHT,
            [Badge("measured against quotes", "quoted", "price_error")],
        ),
        Table(
            "Modelled beside quoted prices",
            [
                Heading("quotes of", "price_error", words=True),
                Heading("VIX"),
                Heading("quotes", "observations"),
                Heading("off, median", "price_error"),
                Heading("on balance", "price_error"),
            ],
            [
                Row(
                    [
                        b.where,
                        b.vix,
                        f"{b.quotes:,}",
                        percent(b.median_absolute),
                        signed_percent(b.bias),
                    ]
                )
                for b in bands
            ],
            folded=True,
        ),
    ]


def tail_section(result: Backtest) -> Section | None:
    """How many years of premium one loss takes away."""
    tail = result.tail
    if tail is None:
        return None
    blocks: list[Block] = [
        Facts(
            [
                Fact("Premium a year", percent(tail.annual_premium), "tail_premium"),
                Fact("Gained a year", signed_percent(tail.annual_gain), "premium_year"),
                Fact(
                    "Worst stretch",
                    signed_percent(tail.worst.gain),
                    "tail_years",
                    f"{tail.worst.first} to {tail.worst.last}",
                ),
                Fact("Years of premium it took", number(tail.years_wiped, 1), "tail_years"),
                Fact(
                    "Rounds that gained",
                    percent(tail.win_rate, 0),
                    "tail_rounds",
                    f"of {len(tail.rounds):,}",
                ),
            ]
        ),
        *(
            _losses(caption, losses)
            for caption, losses in (
                ("Worst days", tail.days),
                ("Worst months", tail.months),
                ("Crises", tail.crises),
            )
            if losses
        ),
    ]
    return Section("tail", "The tail", tail_words(tail), blocks)


def _losses(caption: str, losses: Sequence[Loss]) -> Table:
    return Table(
        f"{caption}: what the contracts did",
        [
            Heading("when", words=True),
            Heading("from"),
            Heading("to"),
            Heading("of the account", "tail_years"),
        ],
        [
            Row([loss.name, str(loss.first), str(loss.last), signed_percent(loss.gain)])
            for loss in losses
        ],
    )


def trades_section(result: Backtest) -> Section | None:
    """Every trade, and what happened besides."""
    blocks: list[Block] = []
    kinds = events_by_kind(result)
    if kinds:
        blocks.append(
            Table(
                "What happened besides trades",
                [Heading("kind", words=True), Heading("times"), Heading("the last", words=True)],
                [Row([kind, f"{count:,}", told]) for kind, count, told in kinds],
            )
        )
    if result.trades:
        blocks.append(_trades(result))
    if not blocks:
        return None
    begun = (
        f"The policy trades from {result.window.traded_from} on, so that the window finds it as it stands."
        if result.window.traded_from < result.window.first
        else "Every trade with its price, its cost and why it was made."
    )
    return Section("trades", "Trades", begun, blocks)


def _trades(result: Backtest) -> Table:
    left = len(result.trades) - TRADES
    return Table(
        f"Trades: {len(result.trades):,}",
        [
            Heading("date", words=True),
            Heading("contract", words=True),
            Heading("quantity", "replay_trade"),
            Heading("price", "replay_trade"),
            Heading("middle", "trade_costs"),
            Heading("cash USD", "replay_trade"),
            Heading("costs USD", "trade_costs"),
            Heading("why", words=True),
            Heading("price is", "price_sources", words=True),
        ],
        [
            Row(
                [
                    str(t.date),
                    t.contract,
                    f"{t.quantity:+,.6g}",
                    price(t.price),
                    price(t.middle),
                    signed_dollars(t.cash),
                    signed_dollars(t.costs),
                    t.reason,
                    t.price_source,
                ]
            )
            for t in result.trades[:TRADES]
        ],
        note=f"{left:,} later trades are in --csv and --json." if left > 0 else "",
        folded=len(result.trades) > 12,
    )
