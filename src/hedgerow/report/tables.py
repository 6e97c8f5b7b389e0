"""Tables that fit the terminal: a narrow one loses columns, never digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.markup import escape
from rich.table import Table
from rich.text import Text

WIDE = 96
"""Columns of text below which a table leaves out what can be missed."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and whether a narrow table can do without it."""

    heading: str
    spare: bool = False
    text: bool = False
    """Words, to the left; otherwise a number, to the right."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns, and how they are set."""

    cells: Sequence[str]
    style: str = ""


def table(title: str, columns: Sequence[Column], rows: Sequence[Row], width: int) -> Table:
    """A table no wider than it must be; numbers are never cut."""
    made = Table(
        title=escape(title),
        box=box.SIMPLE_HEAD,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
        padding=(0, 1),
        collapse_padding=width < WIDE,
    )
    kept = [i for i, column in enumerate(columns) if width >= WIDE or not column.spare]
    for i in kept:
        column = columns[i]
        made.add_column(
            escape(column.heading),
            justify="left" if column.text else "right",
            no_wrap=not column.text or i == 0,
            min_width=0 if column.text and i else max(_length(row.cells[i]) for row in rows),
        )
    for row in rows:
        made.add_row(*(escape(row.cells[i]) for i in kept), style=row.style)
    return made


def _length(cell: str) -> int:
    return max((len(line) for line in cell.split("\n")), default=0)


def legend(text: str) -> Text:
    """What the columns of the table above mean."""
    return Text(text + "\n", style="dim")
