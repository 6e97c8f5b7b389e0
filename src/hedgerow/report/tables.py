"""Tables that fit the terminal: a narrow one loses columns, never digits, and says which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from hedgerow.desk.result import Status

WIDE = 96
"""Columns of text below which a table closes its ranks."""
OPEN, CLOSED = 3, 2
"""Characters between columns."""
WORDS = 14
"""Characters in which a column of words can be set."""


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
    needs = [_need(column, [row.cells[i] for row in rows], i) for i, column in enumerate(columns)]
    kept = _kept(columns, needs, width)
    made = Table(
        title=escape(title),
        box=box.SIMPLE_HEAD,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
        padding=(0, 1),
        collapse_padding=width < WIDE or _across([needs[i] for i in kept], OPEN) > width,
    )
    hidden = [escape(c.heading) for i, c in enumerate(columns) if i not in kept and c.heading]
    if hidden:
        made.caption = f"hidden, the window is narrow: {', '.join(hidden)}"
        made.caption_justify, made.caption_style = "left", "dim"
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


def _kept(columns: Sequence[Column], needs: Sequence[int], width: int) -> list[int]:
    """Columns that fit; of those that can be missed the last go first."""
    kept = list(range(len(columns)))
    for i in [i for i, column in enumerate(columns) if column.spare][::-1]:
        if _across([needs[k] for k in kept], CLOSED) <= width:
            break
        kept.remove(i)
    return kept


def _across(needs: Sequence[int], gap: int) -> int:
    """Width of a table of such columns."""
    return sum(needs) + gap * (len(needs) - 1) + 2


def _need(column: Column, cells: Sequence[str], place: int) -> int:
    """Characters that a column takes; words may break, but for those of the first."""
    longest = max([len(column.heading), *map(_length, cells)])
    return min(longest, WORDS) if column.text and place else longest


def _length(cell: str) -> int:
    return max((len(line) for line in cell.split("\n")), default=0)


def legend(text: str) -> Text:
    """What the columns of the table above mean."""
    return Text(text + "\n", style="dim")


def doubt(status: Status) -> list[Text]:
    """Why not to rely on what follows, before it is read; nothing where there is no doubt."""
    if status.state == "ok":
        return []
    more = len(status.reasons) - 1
    rest = f" (and {more} more below)" if more > 0 else ""
    first = status.reasons[0] if status.reasons else "no reason is known"
    return [Text(f"{status.state}: {first}{rest}", style="yellow")]
