"""Every reference result beside ours, as a page in a terminal: what is off first."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from hedgerow.report.figures import deviation, to_tolerance
from hedgerow.report.tables import Column, Row, legend, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from hedgerow.desk.verification import Compared, Verification

OFF = "bold red"
AGREES, FAILS = "✓", "✗"


def verify_page(verification: Verification, width: int) -> list[RenderableType]:
    """What is off, then each chapter by source, then the count."""
    off = verification.off
    shown: list[RenderableType] = []
    if off:
        shown.append(_table(f"Off their references: {len(off)}", off, width, style=OFF))
    agreeing = (row for row in verification.results if row.ok)
    for (room, chapter), rows in groupby(agreeing, lambda row: (row.room, row.chapter)):
        shown.append(_table(f"{room} · {chapter}", rows, width))
    note = legend(
        "difference: ours less the reference. tolerance: the largest that counts as equal, half the last "
        "printed digit or what the source says. Sources by key in docs/references.md."
    )
    count = f"{verification.agree} of {verification.checked} agree"
    return [*shown, note, Text(count, style="bold green" if verification.passed else OFF)]


def _table(title: str, rows: Iterable[Compared], width: int, *, style: str = "") -> RenderableType:
    return table(
        title,
        [
            Column("", text=True),
            Column("result, by source", text=True),
            Column("ours"),
            Column("reference"),
            Column("difference"),
            Column("tolerance", spare=True),
        ],
        list(_rows(rows, style)),
        width,
    )


def _rows(rows: Iterable[Compared], style: str) -> Iterator[Row]:
    """A line for each source, then those that rest on it; an error below its result."""
    for source, ones in groupby(rows, lambda row: row.source):
        yield Row(["", source, "", "", "", ""], "cyan")
        for row in ones:
            yield Row(
                [
                    AGREES if row.ok else FAILS,
                    row.name,
                    to_tolerance(row.ours, row.tolerance),
                    to_tolerance(row.reference, row.tolerance),
                    deviation(row.difference),
                    f"{row.tolerance:.3g}",
                ],
                style,
            )
            if row.error:
                yield Row(["", row.error, "", "", "", ""], style)
