"""The morning card in a terminal: one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.figures import UNKNOWN, percent, price
from hedgerow.report.morning_words import (
    ages_words,
    ahead_words,
    estimate_words,
    headline,
    overnight_words,
    pins_words,
    sigma_words,
    week_words,
)
from hedgerow.report.tables import Column, Row, doubt, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.session_ahead import Morning

STATE_STYLE = {"normal": "green", "used": "yellow", "exceeded": "bold red", "unknown": "dim"}


def morning_page(result: Morning, width: int) -> list[RenderableType]:
    """The answer, the bands, and a line for each of the rest."""
    rest = (
        pins_words(result),
        week_words(result),
        estimate_words(result),
        ahead_words(result),
    )
    return [
        Text(f"{headline(result)}, session of {result.day}", style="bold"),
        *doubt(result.status),
        Text(sigma_words(result)),
        Text(overnight_words(result), style=STATE_STYLE[result.overnight.state]),
        *_ranges(result, width),
        *(Text(words) for words in rest if words),
        Text(ages_words(result), style="dim"),
    ]


def _ranges(result: Morning, width: int) -> list[RenderableType]:
    if not result.ranges:
        return []
    left = {None: UNKNOWN, True: "left", False: "inside"}
    rows = [
        Row(
            [
                f"{card.multiple:g} σ",
                price(card.points),
                price(card.low),
                price(card.high),
                percent(card.normal_coverage, 0),
                percent(card.points / result.center.price, 2),
                left[card.left],
            ],
            "bold" if card.multiple == 1 else "",
        )
        for card in result.ranges
    ]
    made = table(
        "",
        [
            Column("band"),
            Column("±"),
            Column("low"),
            Column("high"),
            Column("inside, if normal"),
            Column("of the price", spare=True),
            Column("price now", text=True, spare=True),
        ],
        rows,
        width,
    )
    return [made]
