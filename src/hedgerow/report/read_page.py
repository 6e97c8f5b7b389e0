"""The market read, in a terminal: one screen."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.figures import number
from hedgerow.report.read_words import (
    against,
    contradiction_lines,
    curve_line,
    dashboard_line,
    events_line,
    lead,
    might_line,
    record_line,
    regime_line,
    review_line,
    size_line,
    structures_lines,
    unknown_line,
    votes_line,
    with_unit,
)
from hedgerow.report.tables import Column, Row, doubt, legend, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.market_reading import MarketRead

CONTRADICTIONS = 2
"""Of them in the terminal; the page and the document have all."""
LEFT_OUT = frozenset({"term_structure", "credit_z", "sessions_to_opex", "own_events"})
"""Signals that sentences say."""


def read_page(result: MarketRead, width: int) -> list[RenderableType]:
    """The answer, the regime twice, every known signal, what fits, how much hedge."""
    return [
        Text(f"The volatility market of the S&P 500 as of {result.as_of}", style="bold"),
        *doubt(result.status),
        Text(result.headline, style="bold green"),
        *(Text(line) for line in _lead_lines(result)),
        Text(regime_line(result)),
        Text(curve_line(result)),
        signals_table(result, width),
        legend(
            f"of year: percentile among the 252 sessions before. change: over five sessions (ten for premium and credit), in standard deviations of a year of such changes. {unknown_line(result)}"
        ),
        Text(dashboard_line(result)),
        Text(votes_line(result)),
        *(Text(line) for line in structures_lines(result)),
        *_contradictions(result),
        Text(events_line(result)),
        Text(size_line(result), style="bold"),
        *(Text(line) for line in (review_line(result),) if line),
    ]


def _lead_lines(result: MarketRead) -> list[str]:
    said = (lead(result), against(result), record_line(result), might_line(result))
    return [line for line in said if line]


def signals_table(result: MarketRead, width: int) -> RenderableType:
    """Those that are known."""
    rows, chapter = [], ""
    for signal in result.signals:
        if signal.value is None or signal.id in LEFT_OUT:
            continue
        rows.append(
            Row(
                [
                    signal.name,
                    with_unit(signal),
                    number(signal.percentile, 0) if isfinite(signal.percentile) else "",
                    f"{signal.change:+.1f}" if isfinite(signal.change) else "",
                    signal.state,
                    "" if signal.chapter == chapter else signal.chapter,
                ]
            )
        )
        chapter = signal.chapter
    return table(
        "Signals",
        [
            Column("signal", text=True),
            Column("value"),
            Column("of year"),
            Column("change", spare=True),
            Column("state", text=True),
            Column("chapter", text=True, spare=True),
        ],
        rows,
        width,
    )


def _contradictions(result: MarketRead) -> list[RenderableType]:
    said: list[RenderableType] = [
        Text(line) for line in contradiction_lines(result)[:CONTRADICTIONS]
    ]
    more = len(result.contradictions) - CONTRADICTIONS
    if more > 0:
        said.append(Text(f"{more} more contradictions in --html and --json.", style="dim"))
    return said
