"""What a command leaves behind: files, one JSON document, or a page in the terminal."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import typer

from hedgerow.errors import UnavailableError

if TYPE_CHECKING:
    from hedgerow.desk.result import Result


def as_day(text: str | None) -> date | None:
    """A date that was typed; None where none was."""
    from hedgerow.desk.settings import day

    return day(text)


def show(result: Result, html: str | None, csv: str | None, *, json: bool) -> None:
    """Files first: where one cannot be written, standard output stays empty.

    An answer that is unavailable is shown, with what is known of it, and the command leaves as if the error had been raised.
    """
    if html is not None:
        from hedgerow.report.html import write_report

        sys.stderr.write(f"hedgerow: wrote {write_report(result, html)}\n")
    if csv is not None:
        from hedgerow.report.files import write_tables

        written = write_tables(result, csv)
        sys.stderr.write(f"hedgerow: wrote {len(written)} tables into {csv}\n")
    if json:
        typer.echo(result.to_json())
    else:
        from hedgerow.report.terminal import show

        show(result)
    if result.status.state == "unavailable":
        raise typer.Exit(UnavailableError.exit_code)
