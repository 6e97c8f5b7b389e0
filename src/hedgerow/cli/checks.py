"""Commands that check Hedgerow itself."""

from __future__ import annotations

import typer

from hedgerow.cli.bar import Bar
from hedgerow.cli.options import Csv, Html, Json
from hedgerow.cli.output import show


def verify(html: Html = None, csv: Csv = None, json: Json = False) -> None:
    """Are these numbers right? Every published result beside ours; exit code 1 if one is off."""
    from hedgerow.desk import verify as verified

    with Bar() as bar:
        found = verified(progress=bar)
    show(found, html, csv, json=json)
    if not found.passed:
        raise typer.Exit(1)
