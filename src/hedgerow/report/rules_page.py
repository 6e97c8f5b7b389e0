"""The rule book, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.figures import names
from hedgerow.report.tables import Column, Row, legend, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hedgerow.desk.rule_book import RuleBook, RuleTable

FEW = 3
"""Tables up to which the thresholds are left out."""


def rules_page(result: RuleBook, width: int) -> list[RenderableType]:
    """Tables with their rows, then the thresholds."""
    made: list[RenderableType] = [
        Text("The rule book: every decision table, with the thresholds in force", style="bold")
    ]
    for one in result.tables:
        made += _table(one, width)
    if len(result.tables) > FEW:
        made.append(_thresholds(result, width))
    changed = [row.key for row in result.thresholds if row.value != row.default]
    if changed:
        made.append(Text(f"Not the default: {names(changed)}.", style="yellow"))
    return made


def _table(one: RuleTable, width: int) -> list[RenderableType]:
    title = f"{one.id} {one.title}" + (f": {one.question}" if one.question else "")
    if not one.rows:
        return [Text(title, style="bold"), Text(one.note), legend(f"{one.place}. {one.source}.")]
    rows = [
        Row([row.id + (" +" if row.added else ""), row.label, row.condition, row.reading])
        for row in one.rows
    ]
    made = table(
        title,
        [
            Column("row", text=True),
            Column("", text=True),
            Column("where", text=True),
            Column("says", text=True),
        ],
        rows,
        width,
    )
    added = " +: added, a gap of the document." if any(row.added for row in one.rows) else ""
    return [made, legend(f"{one.note} Source: {one.source}.{added}".strip())]


def _thresholds(result: RuleBook, width: int) -> RenderableType:
    return table(
        "Thresholds, which --rules FILE overrides",
        [
            Column("key", text=True),
            Column("value"),
            Column("meaning", text=True),
            Column("source", spare=True, text=True),
        ],
        [
            Row(
                [row.key, f"{row.value:g}", row.meaning, row.source],
                "" if row.value == row.default else "yellow",
            )
            for row in result.thresholds
        ],
        width,
    )
