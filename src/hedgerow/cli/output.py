"""What a command leaves behind: files, one JSON document, or a page in the terminal."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from hedgerow.desk.result import Result


def as_day(text: str | None) -> date | None:
    """A date that was typed; None where none was."""
    from hedgerow.desk.settings import day

    return day(text)


def show(result: Result, html: str | None, csv: str | None, *, json: bool) -> None:
    """Files first: where one cannot be written, standard output stays empty."""
    if html is not None:
        from hedgerow.report.html import write_report

        sys.stderr.write(f"hedgerow: wrote {write_report(result, html)}\n")
    if csv is not None:
        from hedgerow.report.files import write_tables

        written = write_tables(result, csv)
        sys.stderr.write(f"hedgerow: wrote {len(written)} tables into {csv}\n")
    if json:
        typer.echo(result.to_json())
        return
    from hedgerow.report.terminal import show

    show(result)
