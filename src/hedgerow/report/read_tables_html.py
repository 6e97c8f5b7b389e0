"""Every decision table on the day, folded: which rows hold, which nobody can know, and why."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hedgerow.regime.inputs import INPUTS
from hedgerow.report.blocks import Heading, Row, Section, Table, Tone
from hedgerow.report.figures import names, number
from hedgerow.report.read_words import shown

if TYPE_CHECKING:
    from hedgerow.desk.market_reading import MarketRead
    from hedgerow.regime.engine import ConditionReading, RowReading, TableReading

ON = {"true": "yes", "false": "no", "unknown": "unknown"}
TONES: dict[str, Tone] = {"true": "chosen", "unknown": "muted", "false": ""}
HEADINGS = [
    Heading("row", "dashboard_line", words=True),
    Heading("holds", "line_state", words=True),
    Heading("says", words=True),
    Heading("because", "rule_margin", words=True),
    Heading("against it", "structure_risk", words=True),
]


def tables_section(found: MarketRead) -> Section:
    """One folded table each, and one of every input."""
    held = sum(1 for one in found.tables if one.matched)
    return Section(
        "tables",
        "Every decision table",
        f"In {held} of {len(found.tables)} tables a row holds; where none does and all is known, the nearest is named.",
        [*(_table(one) for one in found.tables), _inputs(found)],
    )


def _table(one: TableReading) -> Table:
    return Table(
        f"{one.id} {one.title}: {one.outcome}",
        HEADINGS,
        [_row(row) for row in one.rows],
        note=_note(one),
        folded=True,
    )


def _note(one: TableReading) -> str:
    if one.nearest is not None:
        return f"No row holds. The nearest is {one.row(one.nearest).label}, which does not."
    if one.missing:
        return f"Unknown for want of: {names(INPUTS[key].name for key in one.missing)}."
    return ""


def _row(row: RowReading) -> Row:
    added = " (added)" if row.added else ""
    return Row(
        [
            f"{row.id}, {row.label}{added}" if row.id != row.label else f"{row.label}{added}",
            ON[row.state],
            row.reading,
            "; ".join(_because(condition) for condition in row.conditions),
            row.risk,
        ],
        TONES[row.state],
    )


def _because(condition: ConditionReading) -> str:
    """The condition with the value and by how much it holds or fails."""
    of = INPUTS[condition.input]
    if condition.value is None:
        return f"{condition.words}: unknown"
    by = f", by {number(abs(condition.margin))}" if isfinite(condition.margin) else ""
    return f"{condition.words}: {shown(condition.value, of.unit)} ({ON[condition.state]}{by})"


def _inputs(found: MarketRead) -> Table:
    return Table(
        "Every input of the rules",
        [
            Heading("input", words=True),
            Heading("value"),
            Heading("unit", words=True),
            Heading("key for --inputs", words=True),
        ],
        [
            Row(
                [row.name, shown(row.value, row.unit), row.unit, row.input],
                "muted" if row.value is None else "",
            )
            for row in found.inputs
        ],
        folded=True,
    )
