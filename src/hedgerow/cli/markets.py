"""Commands on a whole market: the VIX futures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from hedgerow.cli.options import AsOf, Csv, Data, Html, Json
from hedgerow.cli.output import as_day, show

if TYPE_CHECKING:
    from hedgerow.desk.futures_choices import FuturesChoices


def futures(
    data: Data = None,
    as_of: AsOf = None,
    etp: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--etp",
            metavar="SYMBOL",
            help="Only this fund: VXX, UVXY, SVXY, SVIX or UVIX; repeatable.",
        ),
    ] = None,
    holding: Annotated[int, typer.Option(help="Sessions that a fund is to be held.")] = 21,
    start: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DATE", help="Compare the funds from here; all by default."),
    ] = None,
    html: Html = None,
    csv: Csv = None,
    json: Json = False,
) -> None:
    """What do VIX futures say? Curve, basis, roll, and the funds that roll them beside a simulation."""
    from hedgerow.desk import FuturesChoices
    from hedgerow.desk import futures as read

    choices: FuturesChoices = FuturesChoices(
        etp=tuple(etp or ()), holding=holding, start=as_day(start)
    )
    show(read(data=data, as_of=as_of, choices=choices), html, csv, json=json)
